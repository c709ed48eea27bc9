//! Functions on how a text names an entity.

use super::text::{name_key, words_of};
use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Entity, Type, Value, fields};

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "names",
        signature: "names(t, e) -> bool",
        prose: "Whether a text names an entity in full: its name without the article, or an alias, as whole words. Of a person or an \
                official the surname is enough.",
        examples: &[Example {
            claim: "source: herald, text: the herald reported",
            expression: "names(c.text, c.source)",
            gives: "unknown",
        }],
        takes: &[Param::Text, Param::Entity],
        gives: truth,
        form: Form::Plain(names),
    },
    Builtin {
        name: "mentions",
        signature: "mentions(t, e) -> bool",
        prose: "Whether a text may speak of an entity: it holds a word of its id, name or aliases, in whatever form (`council` for \
                `the city council`, `Norlanders` for `Norland`), or the initials of its name.",
        examples: &[Example {
            claim: "source: city-council, text: the council has decided",
            expression: "mentions(c.text, c.source)",
            gives: "yes",
        }],
        takes: &[Param::Text, Param::Entity],
        gives: truth,
        form: Form::Plain(mentions),
    },
];

fn names(world: &World<'_>, arguments: &[&Value]) -> Value {
    let [Value::Text(text), Value::Entity(id)] = arguments else { return Value::Missing };
    let entity = world.corpus.entity(*id);
    let known: Vec<&str> = names_of(entity).collect();
    if known.is_empty() {
        return Value::Missing;
    }
    let text = padded(text);
    let surname = name(entity).filter(|_| is_person(entity)).and_then(|name| words_of(name).last());
    let full = known.iter().map(|name| without_article(name));
    Value::Bool(full.chain(surname).any(|name| text.contains(&padded(name))))
}

fn mentions(world: &World<'_>, arguments: &[&Value]) -> Value {
    let [Value::Text(text), Value::Entity(id)] = arguments else { return Value::Missing };
    let entity = world.corpus.entity(*id);
    let text_key = name_key(text);
    let there: Vec<&str> = words_of(&text_key).collect();
    let keys: Vec<String> = names_of(entity).chain([&*entity.id]).map(name_key).collect();
    let by_word = keys.iter().flat_map(|key| words_of(key)).filter(|word| word.chars().count() >= 4);
    let mut by_word = by_word.map(stem);
    Value::Bool(
        by_word.any(|word| there.iter().any(|other| other.starts_with(word))) || names_of(entity).any(|n| by_initials(text, n)),
    )
}

/// The word without its ending, so that its other forms begin with it.
fn stem(word: &str) -> &str {
    let letters = word.chars().count();
    let kept = if letters > 6 { 6 } else { letters.min(5) };
    word.char_indices().nth(kept).map_or(word, |(end, _)| &word[..end])
}

/// Whether the initials of a name of two words or more stand in a text.
fn by_initials(text: &str, name: &str) -> bool {
    let initials: String = words_of(name).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    initials.chars().count() >= 2 && words_of(text).any(|word| word == initials)
}

fn name(entity: &Entity) -> Option<&str> {
    match entity.fields.value(fields::entity::NAME) {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// What readers call an entity.
fn names_of(entity: &Entity) -> impl Iterator<Item = &str> {
    let aliases = entity.fields.value(fields::entity::ALIASES).elements();
    let texts = aliases.iter().filter_map(|alias| match alias {
        Value::Text(text) => Some(&**text),
        _ => None,
    });
    name(entity).into_iter().chain(texts)
}

fn is_person(entity: &Entity) -> bool {
    matches!(entity.fields.value(fields::entity::KIND), Value::Text(kind) if matches!(&**kind, "person" | "official"))
}

fn without_article(name: &str) -> &str {
    ["the ", "a ", "an ", "The "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// The words of a text, each with a space on both sides, so that only whole ones are found in it.
fn padded(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    spaced.push(' ');
    for word in words_of(text) {
        spaced.push_str(word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word));
        spaced.push(' ');
    }
    spaced
}
