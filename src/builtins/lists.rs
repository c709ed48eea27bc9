//! Functions over lists: counting, sums, extremes, and whether any, every or none is so.

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Type, Value};
use crate::value::Dimension;

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn count(_: &[Type]) -> Type {
    Type::Quantity(Some(Dimension::One))
}

fn element(types: &[Type]) -> Type {
    match types.first() {
        Some(Type::List(of)) => (**of).clone(),
        other => other.cloned().unwrap_or(Type::Value),
    }
}

fn same_list(types: &[Type]) -> Type {
    types.first().cloned().unwrap_or(Type::Value)
}

/// The functions that also take `(E for x in LIST where C)`.
macro_rules! fold {
    ($name:literal, $signature:literal, $gives:expr, $prose:literal, $expression:literal => $result:literal) => {
        Builtin {
            name: $name,
            signature: $signature,
            prose: $prose,
            examples: &[Example { claim: "stage: planned", expression: $expression, gives: $result }],
            takes: &[Param::List],
            gives: $gives,
            form: Form::Special,
        }
    };
}

pub(super) static ROWS: &[Builtin] = &[
    fold!("count", "count(list) or count(x for x in LIST where C) -> quantity", count,
        "How many there are; holes are passed over, and a truth is counted where it is surely so.",
        "count([1, 2, 3])" => "3"),
    fold!("sum", "sum(list) or sum(E for x in LIST where C) -> quantity", element,
        "Their sum; missing where one is missing, 0 of none.",
        "sum([1, 2, 3])" => "6"),
    fold!("min", "min(list) or min(E for x in LIST where C)", element,
        "The least of quantities or dates, as an interval; missing where one is missing, or of none.",
        "min([3, 1, 2])" => "1"),
    fold!("max", "max(list) or max(E for x in LIST where C)", element,
        "The greatest of quantities or dates, as an interval; missing where one is missing, or of none.",
        "max([3, 1, 2])" => "3"),
    fold!("mean", "mean(list) or mean(E for x in LIST where C) -> quantity", element,
        "Their sum over their number; missing where one is missing, or of none.",
        "mean([1, 2, 6])" => "3"),
    fold!("first", "first(list) or first(E for x in LIST where C)", element,
        "The first, in the order of the list; missing of none.",
        "first([3, 1, 2])" => "3"),
    fold!("last", "last(list) or last(E for x in LIST where C)", element,
        "The last, in the order of the list; missing of none.",
        "last([3, 1, 2])" => "2"),
    fold!("any", "any(list) or any(E for x in LIST where C) -> bool", truth,
        "Whether one of them is so; of none surely not.",
        "any(x > 2 for x in [1, 2, 3])" => "yes"),
    fold!("every", "every(list) or every(E for x in LIST where C) -> bool", truth,
        "Whether all of them are so; of none surely so.",
        "every(x > 2 for x in [1, 2, 3])" => "no"),
    fold!("none", "none(list) or none(E for x in LIST where C) -> bool", truth,
        "Whether not one of them is so; of none surely so.",
        "none(x > 3 for x in [1, 2, 3])" => "yes"),
    Builtin {
        name: "distinct",
        signature: "distinct(list) -> list",
        prose: "The list without repetitions and holes. Two values are repetitions when they are the same value, however written.",
        examples: &[Example { claim: "stage: planned", expression: "count(distinct([1, 2, 1]))", gives: "2" }],
        takes: &[Param::List],
        gives: same_list,
        form: Form::Plain(distinct),
    },
];

fn distinct(_: &World<'_>, arguments: &[&Value]) -> Value {
    let mut seen = rustc_hash::FxHashSet::default();
    let items =
        arguments.iter().flat_map(|argument| argument.elements()).filter(|v| !v.is_missing() && seen.insert((*v).clone()));
    Value::list(items.cloned().collect())
}
