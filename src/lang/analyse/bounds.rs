//! Conditions that cannot hold together: bounds on one figure that leave nothing between them, one field that is to be two things.

use std::sync::Arc;

use crate::corpus::{ChoiceSet, Value};
use crate::lang::check::path_on;
use crate::lang::typed::{Comparison, Expr, ExprKind, Local, Path, RECORD, Rule, SelectorKind};
use crate::source::Span;
use crate::value::Exact;

/// What a condition says of a path.
struct Fact {
    path: Path,
    /// Whose path it is: a binding, or the record that `where` looks at.
    of: Local,
    says: Says,
    span: Span,
}

enum Says {
    /// Wholly above a number; `true` where the number itself is in.
    Above(Exact, Number),
    /// Wholly below a number.
    Below(Exact, Number),
    /// Just this.
    Is(Value),
}

/// Whether the number itself is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    In,
    Out,
}

/// The places of two conditions of a rule that cannot both hold; the same place twice for one that never holds.
pub fn contradiction(rule: &Rule) -> Option<(Span, Span)> {
    let bindings = match rule.selector.kind {
        SelectorKind::Claim(a) | SelectorKind::Entity(a) | SelectorKind::Source(a) | SelectorKind::Story(a) => vec![a],
        SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) => vec![a, b],
        SelectorKind::Group(_) => Vec::new(),
    };
    let mut facts: Vec<Fact> = Vec::new();
    let of_filter = rule.selector.filter.iter().flat_map(conjuncts).map(|c| (c, &[RECORD][..]));
    let of_flag = conjuncts(&rule.flag).iter().map(|c| (c, bindings.as_slice()));
    for (condition, locals) in of_filter.chain(of_flag) {
        if matches!(condition.kind, ExprKind::Constant(Value::Bool(false))) {
            return Some((condition.span, condition.span));
        }
        if let Some(fact) = fact_of(condition, locals) {
            // What `where` says holds of every binding.
            let other = facts
                .iter()
                .find(|f| (f.of == fact.of || f.of == RECORD) && f.path == fact.path && !together(&f.says, &fact.says));
            if let Some(other) = other {
                return Some((other.span, fact.span));
            }
            facts.push(fact);
        }
    }
    None
}

fn conjuncts(condition: &Expr) -> &[Expr] {
    match &condition.kind {
        ExprKind::And(parts) => parts,
        _ => std::slice::from_ref(condition),
    }
}

fn fact_of(condition: &Expr, locals: &[Local]) -> Option<Fact> {
    let ExprKind::Compare(op, l, r) = &condition.kind else { return None };
    let constant = |e: &Expr| match &e.kind {
        ExprKind::Constant(value) => Some(value.clone()),
        _ => None,
    };
    let on = |e: &Expr| locals.iter().find_map(|local| path_on(e, *local).map(|path| (*local, path)));
    let (op, (of, path), value) = match (on(l), constant(r), constant(l), on(r)) {
        (Some(place), Some(value), _, _) => (*op, place, value),
        (_, _, Some(value), Some(place)) => (turned(*op), place, value),
        _ => return None,
    };
    let exact = || match &value {
        Value::Quantity(q) => q.interval.exactly(),
        _ => None,
    };
    let says = match op {
        Comparison::Equal => Says::Is(value),
        Comparison::NotEqual => return None,
        Comparison::Greater => Says::Above(exact()?, Number::Out),
        Comparison::GreaterOrEqual => Says::Above(exact()?, Number::In),
        Comparison::Less => Says::Below(exact()?, Number::Out),
        Comparison::LessOrEqual => Says::Below(exact()?, Number::In),
    };
    Some(Fact { path, of, says, span: condition.span })
}

/// The comparison with its sides exchanged.
fn turned(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// Whether two things can be said of one value.
fn together(a: &Says, b: &Says) -> bool {
    match (a, b) {
        (Says::Above(low, x), Says::Below(high, y)) | (Says::Below(high, y), Says::Above(low, x)) => {
            low < high || (low == high && *x == Number::In && *y == Number::In)
        }
        (Says::Is(value), Says::Above(low, n)) | (Says::Above(low, n), Says::Is(value)) => {
            number(value).is_none_or(|v| v > *low || (v == *low && *n == Number::In))
        }
        (Says::Is(value), Says::Below(high, n)) | (Says::Below(high, n), Says::Is(value)) => {
            number(value).is_none_or(|v| v < *high || (v == *high && *n == Number::In))
        }
        (Says::Is(x), Says::Is(y)) => match (x, y) {
            (Value::Choice(s, i), Value::Choice(t, j)) => option(s, *i) == option(t, *j),
            // Dates and quantities written differently may still be the same.
            (Value::Text(s), Value::Text(t)) => s == t,
            (Value::Quantity(p), Value::Quantity(q)) => p.dimension != q.dimension || p == q,
            _ => true,
        },
        _ => true,
    }
}

fn number(value: &Value) -> Option<Exact> {
    match value {
        Value::Quantity(q) => q.interval.exactly(),
        _ => None,
    }
}

fn option(set: &Arc<ChoiceSet>, place: u16) -> Option<&Arc<str>> {
    set.options.get(usize::from(place))
}
