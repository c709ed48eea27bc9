//! Functions that the evaluator itself carries out, since they decide about missing values or name fields of claims.

use super::{Builtin, Example, Form, Param};
use crate::corpus::Type;

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn clash(_: &[Type]) -> Type {
    Type::Clash
}

fn first_argument(types: &[Type]) -> Type {
    types.first().cloned().unwrap_or(Type::Value)
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "conflict",
        signature: "conflict(x, y, beyond: t) -> bool",
        prose: "Surely so where two quantities, or two dates, lie apart by more than the tolerance; surely not where every value of one is \
                within it of every value of the other. `beyond:` is a share of the greater figure when it is written with `%`, else a \
                difference; without it the measure's own tolerance counts, else none.",
        examples: &[
            Example { claim: "value: 95 people", expression: "conflict(c.value, 100, beyond: 5%)", gives: "no" },
            Example { claim: "value: 94 people", expression: "conflict(c.value, 100, beyond: 5%)", gives: "yes" },
            Example { claim: "value: about 100 people", expression: "conflict(c.value, 105)", gives: "unknown" },
        ],
        takes: &[Param::Any, Param::Any],
        gives: truth,
        form: Form::Special,
    },
    Builtin {
        name: "clash",
        signature: "clash(g.value, beyond: t, between: K, while: D) -> clash",
        prose: "The two members of a group that lie furthest apart; true when they surely conflict. `between` (`source`, `origin`, \
                `party`, `story`, `part`) admits only two that differ there, for origins and parties two that have none in common. \
                `while: as-of` or `while: happened` admits only two whose dates may be the same day. `.low` and `.high` are the two \
                claims, `.gap` is their gap as a share of the greater figure.",
        examples: &[Example { claim: "value: 10 people", expression: "clash([c, c].value, beyond: 5%)", gives: "no" }],
        takes: &[Param::List],
        gives: clash,
        form: Form::Special,
    },
    Builtin {
        name: "maybe",
        signature: "maybe(e) -> bool",
        prose: "True where `e` is so or cannot be told, false where it is surely not so.",
        examples: &[
            Example { claim: "value: about 100 people", expression: "maybe(c.value > 105)", gives: "yes" },
            Example { claim: "value: about 100 people", expression: "maybe(c.value > 120)", gives: "no" },
            Example { claim: "value: 5 people", expression: "maybe(c.stage == \"planned\")", gives: "yes" },
        ],
        takes: &[Param::Any],
        gives: truth,
        form: Form::Special,
    },
    Builtin {
        name: "has",
        signature: "has(x) -> bool",
        prose: "Whether the value was given; a default is not given, and an empty list is not. Never cannot tell.",
        examples: &[
            Example { claim: "stage: planned", expression: "has(c.stage)", gives: "yes" },
            Example { claim: "stage: planned", expression: "has(c.part)", gives: "no" },
        ],
        takes: &[Param::Any],
        gives: truth,
        form: Form::Special,
    },
    Builtin {
        name: "either",
        signature: "either(x, y) -> what x and y are",
        prose: "The first of the two that is there.",
        examples: &[Example { claim: "scope: abroad", expression: "either(c.stage, c.scope)", gives: "abroad" }],
        takes: &[Param::Any, Param::Any],
        gives: first_argument,
        form: Form::Special,
    },
];
