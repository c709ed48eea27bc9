//! What names stand for at one place of a rule: bindings, lets, params, elements, and the record whose fields stand bare.

use std::sync::Arc;

use crate::corpus::{FieldId, MeasureId, RecordKind, Type};
use crate::lang::ast;
use crate::lang::typed::Local;

/// What a name stands for.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// Where its value is.
    pub place: Place,
    /// What else is known of it.
    pub known: Known,
}

/// Where the value of a name is.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a local.
    Local(Local),
    /// Known beforehand, as written: a param, or a let of a literal.
    Literal(ast::Expr),
}

/// What is known of a binding or an element beyond its type.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The measures that its claims can have, where the rule fixes them.
    pub measures: Option<Vec<MeasureId>>,
    /// The fields that all members of a group share.
    pub shared: Vec<FieldId>,
}

/// The names at one place.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    variables: Vec<Variable>,
    /// The kind of record whose fields stand bare, and its measures.
    pub record: Option<(RecordKind, Known)>,
    /// What comprehensions over `claims` run over.
    pub stories: Stories,
    /// Whether something looks through the claims of a story without a key.
    pub needs_story: bool,
    next: usize,
    deepest: usize,
}

/// Whose claims a comprehension over `claims` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stories {
    /// Those of the story that the rule is about.
    Own,
    /// Those of all stories.
    All,
    /// Those of the story of whatever rule uses this define.
    #[default]
    Callers,
}

impl Scope {
    /// No names; the first local is kept for the record whose fields stand bare.
    #[must_use]
    pub fn new() -> Scope {
        Scope { next: 1, deepest: 1, ..Scope::default() }
    }

    /// Sets a local aside.
    pub fn local(&mut self) -> Local {
        let local = Local(self.next);
        self.next += 1;
        self.deepest = self.deepest.max(self.next);
        local
    }

    /// How many locals are needed.
    #[must_use]
    pub fn locals(&self) -> usize {
        self.deepest
    }

    /// Adds a name.
    pub fn add(&mut self, variable: Variable) {
        self.variables.push(variable);
    }

    /// What a name stands for: the innermost of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|v| &*v.name == name)
    }

    /// All names, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|v| &*v.name)
    }

    /// The scope with a few names more, while `inside` runs; locals stay set aside.
    pub fn within<T>(&mut self, inside: impl FnOnce(&mut Scope) -> T) -> T {
        let names = self.variables.len();
        let result = inside(self);
        self.variables.truncate(names);
        result
    }
}
