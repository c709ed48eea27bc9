//! Arithmetic on quantities and dates: exact, on intervals, with units. What does not fit or divides by what may be zero is missing.

use std::sync::Arc;

use super::compare::Mismatch;
use crate::builtins;
use crate::corpus::Value;
use crate::lang::typed::Operation;
use crate::value::{Date, Dimension, Interval, Quantity};

/// `x op y`.
pub fn operate(op: Operation, x: &Value, y: &Value) -> Result<Value, Mismatch> {
    match (x, y) {
        (Value::Missing, _) | (_, Value::Missing) => Ok(Value::Missing),
        (Value::Quantity(a), Value::Quantity(b)) => quantities(op, a, b),
        (Value::Date(a), Value::Date(b)) if op == Operation::Subtract => Ok(builtins::between(b, a)),
        (Value::Date(a), Value::Quantity(b)) => moved(op, a, b),
        (Value::Quantity(a), Value::Date(b)) if op == Operation::Add => moved(op, b, a),
        _ => Err(Mismatch::Kinds),
    }
}

fn quantities(op: Operation, a: &Quantity, b: &Quantity) -> Result<Value, Mismatch> {
    let one = Dimension::One;
    let same = a.dimension == b.dimension;
    let (interval, dimension) = match op {
        Operation::Add if same => (a.interval.add(b.interval), a.dimension.clone()),
        Operation::Subtract if same => (a.interval.sub(b.interval), a.dimension.clone()),
        Operation::Multiply if a.dimension == one => (a.interval.mul(b.interval), b.dimension.clone()),
        Operation::Multiply if b.dimension == one => (a.interval.mul(b.interval), a.dimension.clone()),
        Operation::Divide if b.dimension == one => (a.interval.div(b.interval), a.dimension.clone()),
        Operation::Divide if same => (a.interval.div(b.interval), one),
        _ => return Err(Mismatch::Dimensions),
    };
    let unit = shared_unit(op, a, b);
    Ok(interval.map_or(Value::Missing, |interval| Value::quantity(Quantity { interval, dimension, unit, written: None })))
}

/// The unit that a result is shown in: that of both sides of a sum, that of the side that is no bare number in a product.
fn shared_unit(op: Operation, a: &Quantity, b: &Quantity) -> Option<Arc<str>> {
    let (x, y) = (a.shown_unit(), b.shown_unit());
    match op {
        Operation::Add | Operation::Subtract if x == y || y.is_none() => x.cloned(),
        Operation::Add | Operation::Subtract if x.is_none() => y.cloned(),
        Operation::Multiply if x.is_none() => y.cloned(),
        Operation::Multiply | Operation::Divide if y.is_none() && b.dimension == Dimension::One => x.cloned(),
        _ => None,
    }
}

/// A date so much time later or earlier.
fn moved(op: Operation, date: &Date, by: &Quantity) -> Result<Value, Mismatch> {
    if by.dimension != builtins::time() {
        return Err(Mismatch::Dimensions);
    }
    let by = match op {
        Operation::Add => by.interval,
        Operation::Subtract => by.interval.negated(),
        Operation::Multiply | Operation::Divide => return Err(Mismatch::Kinds),
    };
    Ok(date.plus(by).map_or(Value::Missing, |d| Value::Date(Arc::new(d))))
}

/// `-x`.
pub fn negative(x: &Value) -> Value {
    match x {
        Value::Quantity(q) => Value::quantity(q.derived(q.interval.negated())),
        _ => Value::Missing,
    }
}

/// The sum of several quantities; `zero` where there are none, missing where one is missing or of another dimension.
pub fn sum(values: &[Value], zero: Dimension) -> Result<Value, Mismatch> {
    let mut total: Option<Value> = None;
    for value in values {
        if value.is_missing() {
            return Ok(Value::Missing);
        }
        total = Some(match total {
            // Adding to a computed zero leaves a computed figure, so that a sum of one is not taken for words that were written.
            None => match value {
                Value::Quantity(q) => Value::quantity(q.derived(q.interval)),
                _ => return Err(Mismatch::Kinds),
            },
            Some(so_far) => operate(Operation::Add, &so_far, value)?,
        });
    }
    let nothing = || Value::quantity(Quantity::computed(Interval::point(crate::value::Exact::ZERO), zero));
    Ok(total.unwrap_or_else(nothing))
}

/// The least or the greatest of several quantities or dates, as `choose` says of two intervals; missing of none.
pub fn extreme(values: &[Value], choose: fn(Interval, Interval) -> Interval) -> Result<Value, Mismatch> {
    let mut chosen: Option<Value> = None;
    for value in values {
        if value.is_missing() {
            return Ok(Value::Missing);
        }
        chosen = Some(match &chosen {
            None => value.clone(),
            Some(so_far) => chosen_of(so_far, value, choose)?,
        });
    }
    Ok(chosen.unwrap_or(Value::Missing))
}

fn chosen_of(a: &Value, b: &Value, choose: fn(Interval, Interval) -> Interval) -> Result<Value, Mismatch> {
    let (x, y) = super::compare::intervals(a, b)?;
    let chosen = choose(x, y);
    // One of the two, as it was written, where it is just that.
    if chosen == x {
        return Ok(a.clone());
    }
    if chosen == y {
        return Ok(b.clone());
    }
    Ok(match a {
        Value::Quantity(q) => Value::quantity(q.derived(chosen)),
        _ => Date::from_days(chosen).map_or(Value::Missing, |d| Value::Date(Arc::new(d))),
    })
}
