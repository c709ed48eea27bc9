//! Comparisons of two values: three-valued, and a word where the two are not of a kind.

use std::sync::Arc;

use crate::corpus::{Corpus, Value};
use crate::lang::typed::{Beyond, Comparison};
use crate::value::{Interval, Tolerance, Truth};

/// Why two values that are both there cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// Two quantities of two dimensions.
    Dimensions,
    /// A text with a number, and the like.
    Kinds,
}

/// `x op y`.
pub fn compare(op: Comparison, x: &Value, y: &Value, corpus: &Corpus) -> Result<Truth, Mismatch> {
    match op {
        Comparison::Equal => equal(x, y, corpus),
        Comparison::NotEqual => equal(x, y, corpus).map(|t| !t),
        Comparison::Less => less(x, y),
        Comparison::Greater => less(y, x),
        Comparison::LessOrEqual => less(y, x).map(|t| !t),
        Comparison::GreaterOrEqual => less(x, y).map(|t| !t),
    }
}

fn equal(x: &Value, y: &Value, corpus: &Corpus) -> Result<Truth, Mismatch> {
    Ok(match (x, y) {
        (Value::Missing, _) | (_, Value::Missing) => Truth::CannotTell,
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension != b.dimension => return Err(Mismatch::Dimensions),
        (Value::Quantity(a), Value::Quantity(b)) => a.interval.equal(b.interval),
        (Value::Date(a), Value::Date(b)) => a.equal(b),
        (Value::Clash(_) | Value::Bool(_), Value::Clash(_) | Value::Bool(_)) => {
            match (x.as_truth().known(), y.as_truth().known()) {
                (Some(a), Some(b)) => Truth::of(a == b),
                _ => Truth::CannotTell,
            }
        }
        _ => Truth::of(same(x, y, corpus).ok_or(Mismatch::Kinds)?),
    })
}

/// Whether two values are the same; `None` where they are of kinds that have nothing to do with each other.
fn same(x: &Value, y: &Value, corpus: &Corpus) -> Option<bool> {
    match (x, y) {
        (Value::Text(text), other) | (other, Value::Text(text)) => name_of(other, corpus).map(|name| *name == **text),
        (Value::Choice(a, i), Value::Choice(b, j)) if Arc::ptr_eq(a, b) && i == j => Some(true),
        (Value::Choice(a, i), Value::Choice(b, j)) => Some(a.options.get(usize::from(*i)) == b.options.get(usize::from(*j))),
        // Origins are entities or, for what the story says itself, the story.
        (Value::Entity(_), Value::Story(_)) | (Value::Story(_), Value::Entity(_)) => Some(false),
        _ if std::mem::discriminant(x) == std::mem::discriminant(y) => Some(x == y),
        _ => None,
    }
}

/// What a value is called where it is compared with a text.
fn name_of<'v>(value: &'v Value, corpus: &'v Corpus) -> Option<&'v str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Choice(set, place) => set.options.get(usize::from(*place)).map(|o| &**o),
        Value::Entity(id) => Some(&corpus.entity(*id).id),
        Value::Measure(id) => Some(&corpus.measure(*id).name),
        Value::Story(id) => Some(&corpus.story(*id).id),
        _ => None,
    }
}

fn less(x: &Value, y: &Value) -> Result<Truth, Mismatch> {
    Ok(match (x, y) {
        (Value::Missing, _) | (_, Value::Missing) => Truth::CannotTell,
        (Value::Choice(a, i), Value::Choice(b, j)) if a == b && a.ordered => Truth::of(i < j),
        _ => {
            let (a, b) = intervals(x, y)?;
            a.less(b)
        }
    })
}

/// Two quantities of one dimension, or two dates, as intervals.
pub fn intervals(x: &Value, y: &Value) -> Result<(Interval, Interval), Mismatch> {
    match (x, y) {
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => Ok((a.interval, b.interval)),
        (Value::Quantity(_), Value::Quantity(_)) => Err(Mismatch::Dimensions),
        (Value::Date(a), Value::Date(b)) => Ok((a.days(), b.days())),
        _ => Err(Mismatch::Kinds),
    }
}

/// `conflict(x, y, beyond: t)`.
pub fn conflict(x: &Value, y: &Value, beyond: Option<&Beyond>) -> Result<Truth, Mismatch> {
    if x.is_missing() || y.is_missing() {
        return Ok(Truth::CannotTell);
    }
    let (a, b) = intervals(x, y)?;
    Ok(tolerance(x, y, beyond)?.conflict(a, b))
}

/// The tolerance between two values: the one that is named, else that of the measure of the first value that has one.
pub fn tolerance(x: &Value, y: &Value, beyond: Option<&Beyond>) -> Result<Tolerance, Mismatch> {
    let Some(beyond) = beyond else { return Ok(carried(x).or_else(|| carried(y)).unwrap_or(Tolerance::NONE)) };
    let fits = match (&beyond.dimension, x) {
        // A share of a date says nothing.
        (None, Value::Date(_)) => matches!(beyond.tolerance, Tolerance::Absolute(_)),
        (None, _) => true,
        (Some(dimension), Value::Quantity(q)) => *dimension == q.dimension,
        (Some(dimension), _) => *dimension == crate::builtins::time(),
    };
    if fits { Ok(beyond.tolerance) } else { Err(Mismatch::Dimensions) }
}

/// The tolerance of the measure that a value is of.
pub fn carried(value: &Value) -> Option<Tolerance> {
    match value {
        Value::Quantity(q) => q.tolerance(),
        Value::Date(d) => d.tolerance,
        _ => None,
    }
}

/// `x in list`, by sameness: surely where one is the same, cannot tell where none is but one is missing.
pub fn among<'v>(item: &Value, list: impl Iterator<Item = &'v Value>, corpus: &Corpus) -> Truth {
    let mut any = Truth::SurelyNot;
    for element in list {
        let here = if item.is_missing() || element.is_missing() {
            Truth::CannotTell
        } else {
            Truth::of(same(item, element, corpus).unwrap_or(false))
        };
        any = any.or(here);
        if any == Truth::Surely {
            break;
        }
    }
    any
}
