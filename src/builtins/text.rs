//! Functions on words.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Type, Value};
use crate::value::{Dimension, Exact, Interval, Quantity};

fn words_type(_: &[Type]) -> Type {
    Type::List(Box::new(Type::Text))
}

fn text_type(_: &[Type]) -> Type {
    Type::Text
}

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn number(_: &[Type]) -> Type {
    Type::Quantity(Some(Dimension::One))
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "lower",
        signature: "lower(t) -> text",
        prose: "The words in lower case.",
        examples: &[Example { claim: "stage: Planned", expression: "lower(c.stage)", gives: "planned" }],
        takes: &[Param::Text],
        gives: text_type,
        form: Form::Plain(lower),
    },
    Builtin {
        name: "length",
        signature: "length(t) -> quantity",
        prose: "How many characters there are, counted as code points.",
        examples: &[Example { claim: "stage: café", expression: "length(c.stage)", gives: "4" }],
        takes: &[Param::Text],
        gives: number,
        form: Form::Plain(length),
    },
    Builtin {
        name: "words",
        signature: "words(t) -> list of text",
        prose: "The words, split at what is no letter or digit; `'` and `-` inside a word stay.",
        examples: &[Example { claim: "quote: \"We can't, twenty-one of us.\"", expression: "count(words(c.quote))", gives: "5" }],
        takes: &[Param::Text],
        gives: words_type,
        form: Form::Plain(words),
    },
    Builtin {
        name: "contains",
        signature: "contains(t, u) -> bool",
        prose: "Whether the words of u stand in t, letter by letter.",
        examples: &[Example { claim: "quote: not one of us", expression: "contains(c.quote, \"one of\")", gives: "yes" }],
        takes: &[Param::Text, Param::Text],
        gives: truth,
        form: Form::Plain(contains),
    },
    Builtin {
        name: "matches",
        signature: "matches(t, \"regex\") -> bool",
        prose: "Whether a regular expression has a match in t, found in linear time.",
        examples: &[Example { claim: "quote: in 1997", expression: "matches(c.quote, \"[0-9]+\")", gives: "yes" }],
        takes: &[Param::Text, Param::Pattern],
        gives: truth,
        form: Form::Plain(matches),
    },
    Builtin {
        name: "name-key",
        signature: "name-key(t) -> text",
        prose: "A name without what spellings differ in: case, accents, spacing, the dots of initials.",
        examples: &[Example { claim: "stage: J. Pérez", expression: "name-key(c.stage)", gives: "j perez" }],
        takes: &[Param::Text],
        gives: text_type,
        form: Form::Plain(name_key_of),
    },
    Builtin {
        name: "similar",
        signature: "similar(t, u) -> quantity",
        prose: "How alike two names are, from 0 to 1: one less the edit distance of their name keys over the longer one's length.",
        examples: &[Example { claim: "stage: Perez", expression: "similar(c.stage, \"Pérez\")", gives: "1" }],
        takes: &[Param::Text, Param::Text],
        gives: number,
        form: Form::Plain(similar),
    },
];

fn lower(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t)] => Value::text(&t.to_lowercase()),
        _ => Value::Missing,
    }
}

fn length(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t)] => count(t.chars().count()),
        _ => Value::Missing,
    }
}

fn count(n: usize) -> Value {
    i128::try_from(n).map_or(Value::Missing, |n| Value::quantity(Quantity::number(n)))
}

fn words(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t)] => Value::list(words_of(t).map(Value::text).collect()),
        _ => Value::Missing,
    }
}

/// The words of a text: runs of letters and digits, with `'` and `-` kept inside them.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
        .map(|word| word.trim_matches(['\'', '’', '-']))
        .filter(|word| !word.is_empty())
}

fn contains(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t), Value::Text(u)] => Value::Bool(t.contains(&**u)),
        _ => Value::Missing,
    }
}

fn matches(world: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t), Value::Text(pattern)] => world.matches(pattern, t).map_or(Value::Missing, Value::Bool),
        _ => Value::Missing,
    }
}

/// A name without what spellings differ in.
pub(super) fn name_key(name: &str) -> String {
    let bare: String = name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let spaced: String = bare.to_lowercase().chars().map(|c| if matches!(c, '.' | '-' | '\u{a0}') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name_key_of(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t)] => Value::Text(Arc::from(name_key(t))),
        _ => Value::Missing,
    }
}

/// Names longer than this are not compared letter by letter: the time grows with the product of their lengths.
const LONGEST_NAME: usize = 1_000;

fn similar(_: &World<'_>, arguments: &[&Value]) -> Value {
    let [Value::Text(t), Value::Text(u)] = arguments else { return Value::Missing };
    let (t, u) = (name_key(t), name_key(u));
    let longer = t.chars().count().max(u.chars().count());
    if t == u {
        return Value::quantity(Quantity::number(1));
    }
    if longer > LONGEST_NAME {
        return Value::Missing;
    }
    let whole = |n: usize| i128::try_from(n).unwrap_or(i128::MAX);
    match Exact::fraction(whole(longer - strsim::levenshtein(&t, &u)), whole(longer)) {
        Some(share) => Value::quantity(Quantity::computed(Interval::point(share), Dimension::One)),
        None => Value::Missing,
    }
}
