//! Functions on where claims come from: origins, parties, circles, depth, places within places.

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{self, ClaimId, Corpus, Origin, Type, Value};
use crate::value::{Dimension, Quantity};

fn entities(_: &[Type]) -> Type {
    Type::List(Box::new(Type::Entity))
}

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn number(_: &[Type]) -> Type {
    Type::Quantity(Some(Dimension::One))
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "origins",
        signature: "origins(c) or origins(g) -> list of entity",
        prose: "Where a claim, or a group of claims, comes from in the end: what it repeats, else whom its source has it from (`via`), else \
                whom its source relays, followed to the root. A claim without a source has its own story as origin. A closed circle \
                counts as one origin.",
        examples: &[Example { claim: "source: herald", expression: "origins(c)", gives: "herald" }],
        takes: &[Param::Claims],
        gives: entities,
        form: Form::Plain(origins),
    },
    Builtin {
        name: "parties",
        signature: "parties(c) or parties(g) -> list of entity",
        prose: "The parties of those origins; an origin without a party is its own.",
        examples: &[Example { claim: "source: herald", expression: "count(parties(c))", gives: "1" }],
        takes: &[Param::Claims],
        gives: entities,
        form: Form::Plain(parties),
    },
    Builtin {
        name: "in-circle",
        signature: "in-circle(c) -> bool",
        prose: "Whether what a claim rests on leads back to itself.",
        examples: &[Example { claim: "source: herald", expression: "in-circle(c)", gives: "no" }],
        takes: &[Param::Claim],
        gives: truth,
        form: Form::Plain(in_circle),
    },
    Builtin {
        name: "depth",
        signature: "depth(c) -> quantity",
        prose: "How many removes a claim is from its origin: 0 for the origin's own claim.",
        examples: &[Example { claim: "source: herald, via: [ministry]", expression: "depth(c)", gives: "1" }],
        takes: &[Param::Claim],
        gives: number,
        form: Form::Plain(depth),
    },
    Builtin {
        name: "inside",
        signature: "inside(a, b) -> bool",
        prose: "Whether entity a is b, lies in it or is part of it, at any depth. Surely not only where all on the way up are declared.",
        examples: &[Example { claim: "place: quay", expression: "inside(c.place, c.place)", gives: "yes" }],
        takes: &[Param::Entity, Param::Entity],
        gives: truth,
        form: Form::Plain(inside),
    },
    Builtin {
        name: "ancestors",
        signature: "ancestors(a) -> list of entity",
        prose: "All that an entity lies in or is part of, nearest first.",
        examples: &[Example { claim: "place: quay", expression: "ancestors(c.place)", gives: "none" }],
        takes: &[Param::Entity],
        gives: entities,
        form: Form::Plain(ancestors),
    },
];

fn claims(arguments: &[&Value]) -> impl Iterator<Item = ClaimId> {
    arguments.iter().flat_map(|argument| argument.elements()).filter_map(|v| match v {
        Value::Claim(id) => Some(*id),
        _ => None,
    })
}

fn origin_value(origin: Origin) -> Value {
    match origin {
        Origin::Entity(id) => Value::Entity(id),
        Origin::Story(id) => Value::Story(id),
    }
}

/// Origins without repetition: entities, then stories, each by their ids, so that their order hangs on no other claim.
fn united(corpus: &Corpus, origins: impl Iterator<Item = Origin>) -> Value {
    let mut all: Vec<Origin> = origins.collect();
    all.sort_unstable();
    all.dedup();
    all.sort_by_key(|origin| match origin {
        Origin::Entity(id) => (0, &corpus.entity(*id).id),
        Origin::Story(id) => (1, &corpus.story(*id).id),
    });
    Value::list(all.into_iter().map(origin_value).collect())
}

fn origins(world: &World<'_>, arguments: &[&Value]) -> Value {
    united(world.corpus, claims(arguments).flat_map(|c| world.provenance().origins(c).iter().copied()))
}

fn parties(world: &World<'_>, arguments: &[&Value]) -> Value {
    united(world.corpus, claims(arguments).flat_map(|c| world.provenance().parties(c)))
}

fn in_circle(world: &World<'_>, arguments: &[&Value]) -> Value {
    claims(arguments).next().map_or(Value::Missing, |c| Value::Bool(world.provenance().in_circle(c)))
}

fn depth(world: &World<'_>, arguments: &[&Value]) -> Value {
    claims(arguments).next().map_or(Value::Missing, |c| Value::quantity(Quantity::number(world.provenance().depth(c).into())))
}

fn inside(world: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Entity(a), Value::Entity(b)] => Value::truth(corpus::inside(world.corpus, *a, *b)),
        _ => Value::Missing,
    }
}

fn ancestors(world: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Entity(a)] => Value::list(corpus::ancestors(world.corpus, *a).into_iter().map(Value::Entity).collect()),
        _ => Value::Missing,
    }
}
