//! Functions on claims and entities as records.

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Type, Value};

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn entity_type(_: &[Type]) -> Type {
    Type::Entity
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "before",
        signature: "before(a, b) -> bool",
        prose: "Whether claim a stands before claim b in their story; cannot tell for claims of two stories.",
        examples: &[Example { claim: "source: herald", expression: "before(c, c)", gives: "no" }],
        takes: &[Param::Claim, Param::Claim],
        gives: truth,
        form: Form::Plain(before),
    },
    Builtin {
        name: "entity",
        signature: "entity(\"id\") -> entity",
        prose: "The entity of that id; missing where no story knows it.",
        examples: &[Example { claim: "source: herald", expression: "c.source == entity(\"herald\")", gives: "yes" }],
        takes: &[Param::Text],
        gives: entity_type,
        form: Form::Plain(entity),
    },
];

fn before(world: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Claim(a), Value::Claim(b)] if world.corpus.claim(*a).story() == world.corpus.claim(*b).story() => {
            Value::Bool(a < b)
        }
        _ => Value::Missing,
    }
}

fn entity(world: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(id)] => world.corpus.entity_ids.get(id).map_or(Value::Missing, |id| Value::Entity(*id)),
        _ => Value::Missing,
    }
}
