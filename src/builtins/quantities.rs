//! Functions on the parts of a quantity: its ends, its figure, its hedge, its unit, the digits it is written with.

use std::sync::Arc;

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Type, Value};
use crate::value::{Dimension, End, Interval, Quantity};

fn same(types: &[Type]) -> Type {
    match types.first() {
        Some(Type::Quantity(dimension)) => Type::Quantity(dimension.clone()),
        _ => Type::Quantity(None),
    }
}

fn number(_: &[Type]) -> Type {
    Type::Quantity(Some(Dimension::One))
}

fn text(_: &[Type]) -> Type {
    Type::Text
}

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

pub(super) static ROWS: &[Builtin] = &[
    row!("low-end", "low-end(q) -> quantity", &[Param::Quantity], same, |_, a| end(a, |i| i.low),
        "The number at which it begins; missing where it has no lower bound.",
        "value: about 10 km", "low-end(c.value)" => "9 km"),
    row!("high-end", "high-end(q) -> quantity", &[Param::Quantity], same, |_, a| end(a, |i| i.high),
        "The number at which it stops; missing where it has no upper bound.",
        "value: about 10 km", "high-end(c.value)" => "11 km"),
    row!("is-exact", "is-exact(q) -> bool", &[Param::Quantity], truth, is_exact,
        "Whether it is just one number.",
        "value: about 10 km", "is-exact(c.value)" => "no"),
    row!("is-whole", "is-whole(q) -> bool", &[Param::Quantity], truth, is_whole,
        "Whether it is a whole number, of the base unit where it has one; unknown where it is not just one number.",
        "value: \"1.2 million\"", "is-whole(c.value)" => "yes"),
    row!("digits", "digits(q) -> quantity", &[Param::Quantity], number, digits,
        "How many significant digits it is written with: zeros at the end of a whole number do not count. Missing for ranges, fractions \
         and vague amounts.",
        "value: \"10,400 people\"", "digits(c.value)" => "3"),
    row!("hedge", "hedge(q) -> text", &[Param::Quantity], text, hedge,
        "The words that hedge it, in lower case; missing where there are none.",
        "value: About 10 km", "hedge(c.value)" => "about"),
    row!("figure", "figure(q) -> quantity", &[Param::Quantity], same, figure,
        "The number as written, without its hedge.",
        "value: about 10 km", "figure(c.value)" => "10 km"),
    row!("unit", "unit(q) -> text", &[Param::Quantity], text, unit,
        "The name of its unit, or the noun as written; missing where there is none.",
        "value: 10 miles", "unit(c.value)" => "mile"),
    row!("in-unit", "in-unit(q, \"km\") -> quantity", &[Param::Quantity, Param::Unit], number, in_unit,
        "The number that it is in another unit of its dimension.",
        "value: 10 km", "in-unit(c.value, \"m\")" => "10,000"),
    row!("as-written", "as-written(q) -> quantity", &[Param::Quantity], same, as_written,
        "Widened by half a unit of the last written place at each end: what rounding may have hidden.",
        "value: 26 km", "as-written(c.value)" => "25.5 to 26.5 km"),
];

fn quantity<'v>(arguments: &[&'v Value]) -> Option<&'v Arc<Quantity>> {
    match arguments.first() {
        Some(Value::Quantity(q)) => Some(q),
        _ => None,
    }
}

fn end(arguments: &[&Value], of: fn(Interval) -> End) -> Value {
    let Some(q) = quantity(arguments) else { return Value::Missing };
    of(q.interval).number().map_or(Value::Missing, |n| Value::quantity(q.derived(Interval::point(n))))
}

fn is_exact(_: &World<'_>, arguments: &[&Value]) -> Value {
    quantity(arguments).map_or(Value::Missing, |q| Value::Bool(q.interval.exactly().is_some()))
}

fn is_whole(_: &World<'_>, arguments: &[&Value]) -> Value {
    quantity(arguments).and_then(|q| q.interval.exactly()).map_or(Value::Missing, |number| Value::Bool(number.is_whole()))
}

fn digits(_: &World<'_>, arguments: &[&Value]) -> Value {
    let digits = quantity(arguments).and_then(|q| q.written.as_ref()?.digits);
    digits.map_or(Value::Missing, |n| Value::quantity(Quantity::number(n.into())))
}

fn hedge(_: &World<'_>, arguments: &[&Value]) -> Value {
    quantity(arguments).and_then(|q| q.written.as_ref()?.hedge.clone()).map_or(Value::Missing, Value::Text)
}

fn figure(_: &World<'_>, arguments: &[&Value]) -> Value {
    let Some(q) = quantity(arguments) else { return Value::Missing };
    let figure = q.written.as_ref().map_or(q.interval, |w| w.figure);
    Value::quantity(q.derived(figure))
}

fn unit(_: &World<'_>, arguments: &[&Value]) -> Value {
    quantity(arguments).and_then(|q| q.written.as_ref()?.unit.clone()).map_or(Value::Missing, Value::Text)
}

fn in_unit(world: &World<'_>, arguments: &[&Value]) -> Value {
    let [Value::Quantity(q), Value::Text(name)] = arguments else { return Value::Missing };
    let numbers =
        world.corpus.schema.vocabulary.unit(name).filter(|u| u.dimension == q.dimension).and_then(|u| u.from_base(q.interval));
    numbers.map_or(Value::Missing, |n| Value::quantity(Quantity::computed(n, Dimension::One)))
}

fn as_written(_: &World<'_>, arguments: &[&Value]) -> Value {
    let Some(q) = quantity(arguments) else { return Value::Missing };
    Value::quantity(q.derived(q.as_written().interval))
}
