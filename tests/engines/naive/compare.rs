//! Comparison of two values: equality, order, membership.

use claimlint::corpus::{Corpus, Value};
use claimlint::value::Truth;

/// `x == y`. What is missing, of two kinds or of two dimensions cannot be told.
pub fn equal(corpus: &Corpus, x: &Value, y: &Value) -> Truth {
    match (x, y) {
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => a.interval.equal(b.interval),
        (Value::Date(a), Value::Date(b)) => a.equal(b),
        (Value::Choice(a, i), Value::Choice(b, j)) if a == b => Truth::of(i == j),
        (Value::Choice(set, i), Value::Text(t)) | (Value::Text(t), Value::Choice(set, i)) => {
            Truth::of(set.options.get(usize::from(*i)).is_some_and(|o| o == t))
        }
        (Value::Text(text), other) | (other, Value::Text(text)) if named(corpus, other).is_some() => {
            Truth::of(named(corpus, other).as_deref() == Some(text))
        }
        (Value::Bool(_), Value::Bool(_))
        | (Value::Text(_), Value::Text(_))
        | (Value::Claim(_), Value::Claim(_))
        | (Value::Entity(_) | Value::Story(_), Value::Entity(_) | Value::Story(_))
        | (Value::Measure(_), Value::Measure(_))
        | (Value::Topic(_), Value::Topic(_)) => Truth::of(x == y),
        _ => Truth::CannotTell,
    }
}

/// The id by which an entity, a measure or a story compares with text.
fn named(corpus: &Corpus, value: &Value) -> Option<String> {
    Some(match value {
        Value::Entity(e) => corpus.entity(*e).id.to_string(),
        Value::Measure(m) => corpus.measure(*m).name.to_string(),
        Value::Story(s) => corpus.story(*s).id.to_string(),
        _ => return None,
    })
}

/// `x < y`: quantities of one dimension, dates, ordered choices.
pub fn less(x: &Value, y: &Value) -> Truth {
    match (x, y) {
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => a.interval.less(b.interval),
        (Value::Date(a), Value::Date(b)) => a.less(b),
        (Value::Choice(a, i), Value::Choice(b, j)) if a == b && a.ordered => Truth::of(i < j),
        (Value::Choice(set, i), Value::Text(t)) if set.ordered => set.place(t).map_or(Truth::CannotTell, |j| Truth::of(*i < j)),
        (Value::Text(t), Value::Choice(set, j)) if set.ordered => set.place(t).map_or(Truth::CannotTell, |i| Truth::of(i < *j)),
        _ => Truth::CannotTell,
    }
}

/// `x in list`, by sameness; holes are Kleene.
pub fn is_in(corpus: &Corpus, x: &Value, list: &Value) -> Truth {
    list.elements().iter().fold(Truth::SurelyNot, |known, one| known.or(same(corpus, x, one)))
}

/// Whether two values are the same one; a hole cannot be told.
fn same(corpus: &Corpus, x: &Value, y: &Value) -> Truth {
    match (x, y) {
        (Value::Missing, _) | (_, Value::Missing) => Truth::CannotTell,
        (Value::Text(_), Value::Text(_)) => Truth::of(x == y),
        (Value::Text(_), _) | (_, Value::Text(_)) => equal(corpus, x, y),
        _ => Truth::of(x == y),
    }
}
