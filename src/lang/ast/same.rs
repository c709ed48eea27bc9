//! Whether two syntax trees say the same, wherever it stands: equality without spans.

use std::sync::Arc;

use super::{
    Amount, Argument, BinaryOp, Bound, Comprehension, Define, Direction, Example, Expr, ExprKind, Field, Hedge, Item, ItemKind,
    Label, LabelKind, Measure, MeasureValue, Number, NumberUnit, Outcome, Over, Pack, Quoted, Range, Rule, RuleFile, Selector,
    SelectorKind, Template, TemplatePart, TypeName, Unit, UnitSize,
};
use crate::diagnostic::Severity;
use crate::source::{Span, Spanned};
use crate::value::Exact;

/// Sameness of two trees, or parts of trees.
pub trait Same {
    /// Whether both say the same.
    fn same(&self, other: &Self) -> bool;
}

impl Same for Span {
    fn same(&self, _: &Self) -> bool {
        true
    }
}

impl<T: Same> Same for Spanned<T> {
    fn same(&self, other: &Self) -> bool {
        self.value.same(&other.value)
    }
}

impl<T: Same> Same for Option<T> {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(one), Some(other)) => one.same(other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Same> Same for Vec<T> {
    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(one, other)| one.same(other))
    }
}

impl<T: Same + ?Sized> Same for Box<T> {
    fn same(&self, other: &Self) -> bool {
        (**self).same(&**other)
    }
}

impl<A: Same, B: Same> Same for (A, B) {
    fn same(&self, other: &Self) -> bool {
        self.0.same(&other.0) && self.1.same(&other.1)
    }
}

macro_rules! plain {
    ($($kind:ty),*) => { $(impl Same for $kind {
        fn same(&self, other: &Self) -> bool {
            self == other
        }
    })* };
}

plain!(bool, String, Quoted, Arc<str>, &'static str, Exact, Severity, Direction, Over, LabelKind, Outcome, BinaryOp);

// Each names all of its fields, so that one which is added cannot be forgotten here.
macro_rules! fields {
    ($($kind:ident { $($field:ident),* })*) => { $(impl Same for $kind {
        fn same(&self, other: &Self) -> bool {
            let $kind { $($field),* } = self;
            $($field.same(&other.$field))&&*
        }
    })* };
}

fields! {
    Item { overrides, span, kind }
    Pack { name, title, opt_in }
    Unit { name, size, words }
    Hedge { after, phrases, range }
    Amount { phrases, range }
    Range { span, low, high }
    Bound { number, open }
    Number { span, value, unit }
    Measure { name, title, value, separators, tolerance, range, whole_numbers, monotone, kind_of }
    Field { name, ty }
    Define { name, params, body }
    Rule {
        name, title, severity, tags, link, outranks, params, selector, lets, flag, escalations, report, labels, help, why, examples
    }
    Selector { span, kind, over, across_stories, filter, sharing, by }
    Label { kind, place, text }
    Example { span, outcome, name, documents }
    Expr { span, kind }
    Argument { name, value }
    Comprehension { function, element, binding, list, all_stories, filter }
}

impl Same for RuleFile {
    fn same(&self, other: &Self) -> bool {
        self.items.same(&other.items)
    }
}

macro_rules! variants {
    ($($kind:ident { $($variant:ident $(($($one:ident, $other:ident),+))?),* })*) => { $(impl Same for $kind {
        fn same(&self, other: &Self) -> bool {
            match self {
                $($kind::$variant $(($($one),+))? => match other {
                    $kind::$variant $(($($other),+))? => true $($(&& $one.same($other))+)?,
                    _ => false,
                }),*
            }
        }
    })* };
}

variants! {
    NumberUnit { None, Percent, Named(a, b) }
    MeasureValue { Count, Quantity(a, b), Date, Text, Entity, Choice(a, b) }
    SelectorKind { Claim(a, b), Entity(a, b), Source(a, b), Story(a, b), Pair(a, b, c, d), Step(a, b, c, d), Group(a, b) }
    TemplatePart { Text(a, b), Value(a, b) }
    ExprKind {
        Bool(a, b), Text(a, b), Number(a, b), Date(a, b), List(a, b), Name(a, b), Field(a, b, c, d), Call(a, b, c, d),
        Comprehension(a, b), Not(a, b), Negative(a, b), Binary(a, b, c, d, e, f), If(a, b, c, d, e, f)
    }
}

impl Same for UnitSize {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (UnitSize::BaseOf(one), UnitSize::BaseOf(other)) => one.same(other),
            (UnitSize::Times { factor, of, from }, UnitSize::Times { factor: by, of: unit, from: zero }) => {
                factor.same(by) && of.same(unit) && from.same(zero)
            }
            _ => false,
        }
    }
}

impl Same for TypeName {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (TypeName::Named(one), TypeName::Named(other)) => one.same(other),
            (TypeName::ListOf(one), TypeName::ListOf(other)) => one.same(other),
            (TypeName::Choice { options, ordered }, TypeName::Choice { options: others, ordered: rising }) => {
                options.same(others) && ordered.same(rising)
            }
            _ => false,
        }
    }
}

impl Same for ItemKind {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (ItemKind::Pack(one), ItemKind::Pack(other)) => one.same(other),
            (ItemKind::Unit(one), ItemKind::Unit(other)) => one.same(other),
            (ItemKind::Hedge(one), ItemKind::Hedge(other)) => one.same(other),
            (ItemKind::Amount(one), ItemKind::Amount(other)) => one.same(other),
            (ItemKind::Measure(one), ItemKind::Measure(other)) => one.same(other),
            (ItemKind::Field(one), ItemKind::Field(other)) => one.same(other),
            (ItemKind::Define(one), ItemKind::Define(other)) => one.same(other),
            (ItemKind::Rule(one), ItemKind::Rule(other)) => one.same(other),
            // What cannot be read is the same as nothing.
            _ => false,
        }
    }
}

/// A message that begins or ends with a value may have an empty text beside it, which says nothing.
impl Same for Template {
    fn same(&self, other: &Self) -> bool {
        let said = |of: &Template| -> Vec<TemplatePart> {
            of.parts.iter().filter(|part| !matches!(part, TemplatePart::Text(text) if text.is_empty())).cloned().collect()
        };
        said(self).same(&said(other))
    }
}
