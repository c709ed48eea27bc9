//! Comparisons and `in`: which two kinds of thing can be compared, and what a text written out stands for beside another kind.

use std::sync::Arc;

use super::expr::typed;
use super::messages::{listed, mistake, type_name};
use super::{Checked, Checker, Scope};
use crate::corpus::{ChoiceSet, Type, Value};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast;
use crate::lang::typed::{Comparison, Expr, ExprKind as Typed};
use crate::source::Span;

impl Comparison {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    fn is_order(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::NotEqual)
    }
}

impl Checker<'_> {
    pub(super) fn comparison(
        &self,
        left: &ast::Expr,
        op: Comparison,
        right: &ast::Expr,
        span: Span,
        scope: &mut Scope,
    ) -> Checked<Expr> {
        let (l, r) = (self.expr(left, scope)?, self.expr(right, scope)?);
        let (l, r) = self.matched(l, r)?;
        if let Type::List(_) = l.ty {
            return Err(lists_are_not_compared(op, &l).into());
        }
        if let Type::List(_) = r.ty {
            return Err(lists_are_not_compared(op, &r).into());
        }
        let fits = if op.is_order() { ordered(&l.ty, &r.ty) } else { equatable(&l.ty, &r.ty) };
        if !fits {
            return Err(not_comparable(op, &l, &r).into());
        }
        Ok(typed(span, Type::Bool, Typed::Compare(op, Box::new(l), Box::new(r))))
    }

    pub(super) fn membership(&self, left: &ast::Expr, right: &ast::Expr, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let (item, list) = (self.expr(left, scope)?, self.expr(right, scope)?);
        let Type::List(of) = list.ty.clone() else {
            let help = "`in` asks whether a list holds something; write a list as `[…]`";
            return Err(super::messages::wants("`in`", "a list behind it", &list.ty, list.span).help(help).into());
        };
        let list = match list.kind {
            // Each text written out stands for what it would stand for beside `==`.
            Typed::List(items) => {
                let mut matched = Vec::with_capacity(items.len());
                for one in items {
                    matched.push(self.beside(one, &item.ty)?);
                }
                typed(list.span, Type::List(of.clone()), Typed::List(matched))
            }
            kind => typed(list.span, list.ty, kind),
        };
        let element = typed(list.span, *of, Typed::Constant(Value::Missing));
        let empty = matches!(&list.kind, Typed::List(items) if items.is_empty());
        let (item, element) = self.matched(item, element)?;
        let compared = match &list.kind {
            Typed::List(items) => items.iter().find(|i| !equatable(&item.ty, &i.ty)),
            _ => (!equatable(&item.ty, &element.ty)).then_some(&element),
        };
        match compared {
            Some(other) if !empty => Err(not_comparable(Comparison::Equal, &item, other).into()),
            _ => Ok(typed(span, Type::Bool, Typed::In(Box::new(item), Box::new(list)))),
        }
    }

    /// Two sides, with a text written out beside a choice or a measure made one of these.
    fn matched(&self, l: Expr, r: Expr) -> Checked<(Expr, Expr)> {
        // Of two kinds at most one is a text, so what is made of one side changes nothing for the other.
        let r = self.beside(r, &l.ty)?;
        let l = self.beside(l, &r.ty)?;
        Ok((l, r))
    }

    /// What an expression stands for beside another kind: a text written out, beside a choice, is one of its options.
    fn beside(&self, expr: Expr, other: &Type) -> Checked<Expr> {
        let (Type::Text, Typed::Constant(Value::Text(text))) = (&expr.ty, &expr.kind) else { return Ok(expr) };
        match other {
            Type::Choice(set) => option(set, text, expr.span),
            Type::Measure => {
                self.note_unknown_measure(text, expr.span);
                Ok(expr)
            }
            _ => Ok(expr),
        }
    }

    /// A measure that nothing declares is a warning: a desk may use measures without declaring them.
    fn note_unknown_measure(&self, name: &str, span: Span) {
        if self.schema.measure_named(name).is_some() {
            return;
        }
        let near = nearest(name, self.schema.measures.iter().map(|m| &*m.name));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it, as in `measure {name} {{ value count }}`, so that its values are read as you mean them"),
        };
        let warning =
            mistake(&codes::UNKNOWN_MEASURE, format!("nothing declares the measure `{name}`"), span, "not declared").help(help);
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
}

/// A text written out, as an option of a choice.
fn option(set: &Arc<ChoiceSet>, text: &str, span: Span) -> Checked<Expr> {
    match set.place(text) {
        Some(place) => Ok(typed(span, Type::Choice(Arc::clone(set)), Typed::Constant(Value::Choice(Arc::clone(set), place)))),
        None => {
            let options = || set.options.iter().map(|o| &**o);
            let help = match nearest(text, options()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the choices are {}", listed(options())),
            };
            Err(mistake(&codes::UNKNOWN_NAME, format!("`{text}` is none of the choices"), span, "no such choice")
                .help(help)
                .into())
        }
    }
}

/// Whether `==` between two types can be told.
fn equatable(l: &Type, r: &Type) -> bool {
    match (l, r) {
        (Type::Quantity(Some(a)), Type::Quantity(Some(b))) => a == b,
        (Type::Quantity(_), Type::Quantity(_)) => true,
        (Type::Value, other) | (other, Type::Value) => {
            !matches!(other, Type::List(_) | Type::Clash | Type::Claim | Type::Topic | Type::Story)
        }
        (Type::Text, Type::Entity | Type::Measure | Type::Story | Type::Choice(_)) => true,
        (Type::Entity | Type::Measure | Type::Story | Type::Choice(_), Type::Text) => true,
        (Type::Bool | Type::Clash, Type::Bool | Type::Clash) => true,
        (a, b) => a == b,
    }
}

/// Whether `<` between two types can be told.
fn ordered(l: &Type, r: &Type) -> bool {
    match (l, r) {
        (Type::Quantity(Some(a)), Type::Quantity(Some(b))) => a == b,
        (Type::Quantity(_) | Type::Value, Type::Quantity(_) | Type::Value) => true,
        (Type::Date, Type::Date | Type::Value) | (Type::Value, Type::Date) => true,
        (Type::Choice(a), Type::Choice(b)) => a == b && a.ordered,
        _ => false,
    }
}

fn lists_are_not_compared(op: Comparison, list: &Expr) -> Diagnostic {
    mistake(
        &codes::TYPE_MISMATCH,
        format!("`{}` compares two values, and this is a list", op.sign()),
        list.span,
        type_name(&list.ty),
    )
    .help("ask whether the list holds something with `in`, or make one value of it with `count`, `sum`, `first`, `any` …")
}

fn not_comparable(op: Comparison, l: &Expr, r: &Expr) -> Diagnostic {
    let message = format!("`{}` cannot compare {} with {}", op.sign(), type_name(&l.ty), type_name(&r.ty));
    let diagnostic = mistake(&codes::TYPE_MISMATCH, message, r.span, type_name(&r.ty)).label(l.span, type_name(&l.ty));
    match (&l.ty, &r.ty) {
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
            diagnostic.help("write a date without quotes, as 2024-10-19, or as `date(\"2024\")`")
        }
        (Type::Choice(_), Type::Choice(_)) if op.is_order() => {
            diagnostic.help("these choices have no order; ask with `==` or `in`")
        }
        (Type::Text, Type::Text) if op.is_order() => diagnostic.help("texts have no order; ask with `==`"),
        (Type::Quantity(_), Type::Quantity(_)) => diagnostic.help("give both in units of one kind"),
        (Type::Text, Type::Quantity(_)) | (Type::Quantity(_), Type::Text) => {
            diagnostic.help("compare a text with a text in quotes, a number with a number; `length(…)` is the number of letters")
        }
        (Type::Value, Type::Text) | (Type::Text, Type::Value) => {
            diagnostic.help("texts have no order; a number or a date stands without quotes")
        }
        (Type::Date, Type::Quantity(_)) | (Type::Quantity(_), Type::Date) => {
            diagnostic.help("`days(a, b)` is the time between two dates, `year(…)` a number; a day is written as 2024-10-19")
        }
        _ => diagnostic.help("one of the two is not what is meant; `claimlint explain` says what a field holds"),
    }
}
