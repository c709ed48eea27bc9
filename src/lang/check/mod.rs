//! Types: rules as written in, rules with every name resolved and every type known out, or the one mistake that prevents it.

mod aggregate;
mod call;
mod compare;
mod expr;
mod literal;
mod messages;
mod reads;
mod rule;
mod scope;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use aggregate::path_on;
pub use literal::{quantity_of, tolerance_of};
pub use reads::walk;

use super::ast;
use super::typed::{Define, Rule};
use crate::corpus::{ChoiceSet, RecordKind, Schema, Type};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::source::FileId;
use scope::{Known, Place, Scope, Variable};

/// A checked piece, or why there is none.
type Checked<T> = Result<T, Failure>;

/// Why a rule or a define gave nothing.
#[derive(Debug)]
pub enum Failure {
    /// It has a mistake of its own.
    Mistake(Box<Diagnostic>),
    /// It uses a define that has a mistake, which is reported there.
    UsesBroken,
}

impl From<Diagnostic> for Failure {
    fn from(mistake: Diagnostic) -> Failure {
        Failure::Mistake(Box::new(mistake))
    }
}

impl From<Box<Diagnostic>> for Failure {
    fn from(mistake: Box<Diagnostic>) -> Failure {
        Failure::Mistake(mistake)
    }
}

/// The declarations that rules and defines are checked against.
pub struct Checker<'a> {
    /// Fields, measures, vocabulary.
    pub schema: &'a Schema,
    /// The defines as written, by name; `None` for one that cannot be used.
    pub defines: FxHashMap<Arc<str>, Option<&'a ast::Define>>,
    /// The settings of params from outside, by rule and param.
    pub settings: &'a dyn Fn(&str, &str) -> Option<ast::Expr>,
    /// Files whose patterns are known to be sound.
    pub trusted: &'a [FileId],
    /// Warnings that do not stop a rule.
    pub warnings: RefCell<Vec<Diagnostic>>,
    done: RefCell<Defined>,
    /// How deep defines use one another on the way that is being checked.
    depth: Cell<usize>,
}

/// How deep defines may use one another, and how many lets a rule may have: the same on every machine.
const DEEPEST: usize = 64;
const MOST_LETS: usize = 256;

/// What is known of a checked define.
#[derive(Clone)]
struct Signature {
    place: usize,
    params: Vec<Type>,
    result: Type,
    /// Whether it looks through the claims of a story without a key, so that a rule that is about no story cannot use it.
    needs_story: bool,
}

#[derive(Default)]
struct Defined {
    places: FxHashMap<Arc<str>, Option<usize>>,
    bodies: Vec<Define>,
    signatures: Vec<Signature>,
    mistakes: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    /// A checker against these declarations.
    pub fn new(
        schema: &'a Schema,
        defines: FxHashMap<Arc<str>, Option<&'a ast::Define>>,
        settings: &'a dyn Fn(&str, &str) -> Option<ast::Expr>,
        trusted: &'a [FileId],
    ) -> Checker<'a> {
        Checker {
            schema,
            defines,
            settings,
            trusted,
            warnings: RefCell::default(),
            done: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    /// Checks a rule.
    ///
    /// # Errors
    /// The first mistake in it, or the word that a define that it uses is broken.
    pub fn rule(&self, rule: &ast::Rule, pack: Option<&Arc<str>>) -> Result<Rule, Failure> {
        rule::check(self, rule, pack)
    }

    /// Checks every define, used or not, and gives them all with the mistakes in them.
    pub fn finish(self) -> (Vec<Define>, Vec<Diagnostic>) {
        let names: Vec<Arc<str>> = self.defines.keys().cloned().collect();
        for name in names {
            // A mistake is kept by `define` itself.
            let _ = self.define(&name);
        }
        let done = self.done.into_inner();
        (done.bodies, done.mistakes.into_iter().chain(self.warnings.into_inner()).collect())
    }

    /// What is known of a define, checked at its first use.
    fn define(&self, name: &Arc<str>) -> Checked<Signature> {
        let known = self.done.borrow().places.get(name).copied();
        match known {
            Some(Some(place)) => return Ok(self.done.borrow().signatures[place].clone()),
            Some(None) => return Err(Failure::UsesBroken),
            None => {}
        }
        let Some(Some(define)) = self.defines.get(name).copied() else { return Err(Failure::UsesBroken) };
        // Until it is done it counts as broken, so that one that reaches itself is caught (recursion was reported before).
        self.done.borrow_mut().places.insert(Arc::clone(name), None);
        if self.depth.get() >= DEEPEST {
            let message = format!("`{name}` is reached through more than {DEEPEST} helpers that use one another");
            let help = "write some of them out where they are used";
            self.done.borrow_mut().mistakes.push(Diagnostic::new(&codes::LIMIT, message).label(define.name.span, "").help(help));
            return Err(Failure::UsesBroken);
        }
        self.depth.set(self.depth.get() + 1);
        let checked = self.check_define(define);
        self.depth.set(self.depth.get() - 1);
        match checked {
            Ok((body, params, result, needs_story)) => {
                let mut done = self.done.borrow_mut();
                let signature = Signature { place: done.bodies.len(), params, result, needs_story };
                done.bodies.push(body);
                done.signatures.push(signature.clone());
                done.places.insert(Arc::clone(name), Some(signature.place));
                Ok(signature)
            }
            Err(failure) => {
                if let Failure::Mistake(mistake) = failure {
                    self.done.borrow_mut().mistakes.push(*mistake);
                }
                Err(Failure::UsesBroken)
            }
        }
    }

    fn check_define(&self, define: &ast::Define) -> Checked<(Define, Vec<Type>, Type, bool)> {
        let mut scope = Scope::new();
        let mut types = Vec::new();
        for (name, ty) in &define.params {
            self.not_hiding(name, &scope, Hides::Anything)?;
            let ty = type_named(ty)?;
            let place = Place::Local(scope.local());
            scope.add(Variable { name: Arc::clone(&name.value), ty: ty.clone(), place, known: Known::default() });
            types.push(ty);
        }
        let body = self.expr(&define.body, &mut scope)?;
        let result = body.ty.clone();
        let needs_story = scope.needs_story;
        let define = Define { name: Arc::clone(&define.name.value), params: types.len(), locals: scope.locals(), body };
        Ok((define, types, result, needs_story))
    }

    /// Refuses a name that hides a field, a function or another name.
    fn not_hiding(&self, name: &ast::Name, scope: &Scope, what: Hides) -> Checked<()> {
        let bare = scope.record.as_ref().map(|(kind, _)| *kind);
        let field = self.schema.field_named(RecordKind::Claim, &name.value).is_some();
        let bare_field = bare.is_some_and(|kind| self.schema.field_named(kind, &name.value).is_some());
        let function = crate::builtins::by_name(&name.value).is_some() || self.defines.contains_key(&name.value);
        let hidden = if field {
            "a field of claims"
        } else if bare_field {
            "a field of what the rule is about"
        } else if function && what == Hides::Anything {
            "a function"
        } else if scope.find(&name.value).is_some() {
            "another name of this rule"
        } else if matches!(&*name.value, "claims" | "all-claims") {
            "the word for all claims"
        } else {
            return Ok(());
        };
        Err(messages::mistake(
            &codes::DUPLICATE_NAME,
            format!("`{}` hides {hidden}", name.value),
            name.span,
            "give it another name",
        )
        .help("a name that stands for two things is read wrongly by the next person")
        .into())
    }
}

/// The type that is written so.
///
/// # Errors
/// `unknown-name` for a word that is no type.
pub fn type_named(ty: &ast::TypeName) -> Result<Type, Box<Diagnostic>> {
    const NAMES: [(&str, Type); 9] = [
        ("bool", Type::Bool),
        ("text", Type::Text),
        ("quantity", Type::Quantity(None)),
        ("date", Type::Date),
        ("claim", Type::Claim),
        ("entity", Type::Entity),
        ("measure", Type::Measure),
        ("story", Type::Story),
        ("topic", Type::Topic),
    ];
    match ty {
        ast::TypeName::Named(name) => match NAMES.iter().find(|(n, _)| *n == &*name.value) {
            Some((_, ty)) => Ok(ty.clone()),
            None => {
                let help = match nearest(&name.value, NAMES.iter().map(|(n, _)| *n)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "the types are {}, `choice a, b` and `list of …`",
                        messages::listed(NAMES.iter().map(|(n, _)| *n))
                    ),
                };
                Err(messages::mistake(&codes::UNKNOWN_NAME, format!("`{}` is no type", name.value), name.span, "")
                    .help(help)
                    .into())
            }
        },
        ast::TypeName::ListOf(of) => Ok(Type::List(Box::new(type_named(of)?))),
        ast::TypeName::Choice { options, ordered } => {
            let options = options.iter().map(|o| Arc::clone(&o.value)).collect();
            Ok(Type::Choice(Arc::new(ChoiceSet { options, ordered: *ordered })))
        }
    }
}

/// What a new name must not hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hides {
    /// Neither a field, nor a function, nor another name.
    Anything,
    /// As above, but it may bear the name of a function: a `let`.
    AllButFunctions,
}
