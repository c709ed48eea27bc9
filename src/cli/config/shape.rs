//! Whether a configuration has the keys and kinds of values that it can have: a tree in, every mistake at its place out. Knows no rules.

use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::input::{Node, NodeKind};
use crate::source::Span;

/// What a value can be.
enum Shape {
    /// Anything that a param can be set to, which is read later.
    Any,
    /// A text.
    Word,
    /// One of some words.
    One(&'static str, &'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A mapping with certain keys, of which some are needed.
    Keys(&'static [(&'static str, &'static Shape)], &'static [&'static str]),
    /// A mapping from names.
    Names(&'static Shape),
}

// `off` without quotes is a text in today's YAML, and `false` in yesterday's.
const SEVERITY: Shape = Shape::One("severity", &["error", "warning", "advice", "off", "false"]);
const WORDS: Shape = Shape::List(&Shape::Word);
const RULE: Shape = Shape::Keys(&[("severity", &SEVERITY), ("params", &Shape::Names(&Shape::Any))], &[]);
const SET: Shape = Shape::Keys(&[("severity", &SEVERITY)], &["severity"]);
const OVERRIDE: Shape = Shape::Keys(&[("files", &WORDS), ("rules", &Shape::Names(&SET))], &["files", "rules"]);
const CONFIGURATION: Shape = Shape::Keys(
    &[
        ("stories", &WORDS),
        ("background", &WORDS),
        ("rule-files", &WORDS),
        ("packs", &WORDS),
        ("fail-on", &Shape::One("severity to fail on", &["error", "warning", "advice", "never"])),
        ("rules", &Shape::Names(&RULE)),
        ("overrides", &Shape::List(&OVERRIDE)),
    ],
    &[],
);

/// What is wrong with the documents of a configuration, of which there is to be one.
pub fn check(documents: &[Node]) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    if let Some(tree) = documents.first() {
        hold(tree, &CONFIGURATION, "the configuration", &mut mistakes);
    }
    mistakes.extend(documents.get(1).map(|second| {
        mistake("a configuration is one document".to_owned(), second.span, "a second one begins here").help("join the two")
    }));
    mistakes
}

/// Holds a node against a shape; `name` is what it is called.
fn hold(node: &Node, shape: &Shape, name: &str, mistakes: &mut Vec<Diagnostic>) {
    // A key with nothing behind it sets nothing.
    if node.is_missing() && !matches!(shape, Shape::Word) {
        return;
    }
    match (shape, &node.kind) {
        (Shape::Any, _) | (Shape::Word, NodeKind::Scalar(_)) => {}
        (Shape::One(what, words), NodeKind::Scalar(scalar)) => {
            if !words.contains(&scalar.text.as_str()) {
                mistakes.push(no_word(&scalar.text, what, words, node.span));
            }
        }
        (Shape::List(of), NodeKind::List(items)) => items.iter().for_each(|item| hold(item, of, name, mistakes)),
        (Shape::Keys(keys, needed), NodeKind::Map(entries)) => {
            twice(node, mistakes);
            for entry in entries {
                let key = entry.key.value.as_str();
                match keys.iter().find(|(known, _)| *known == key) {
                    Some((_, shape)) => hold(&entry.value, shape, &format!("`{key}`"), mistakes),
                    None => mistakes.push(no_key(key, keys, name, entry.key.span)),
                }
            }
            let lacking = needed.iter().filter(|key| !entries.iter().any(|entry| entry.key.value == **key));
            mistakes.extend(lacking.map(|key| mistake(format!("{name} lacks `{key}`"), node.span, "")));
        }
        (Shape::Names(of), NodeKind::Map(entries)) => {
            twice(node, mistakes);
            entries.iter().for_each(|entry| hold(&entry.value, of, &format!("`{}`", entry.key.value), mistakes));
        }
        _ => mistakes.push(wrong_kind(node, shape, name)),
    }
}

/// Reports keys that a mapping holds twice, of which one would be left out without a word.
fn twice(node: &Node, mistakes: &mut Vec<Diagnostic>) {
    let NodeKind::Map(entries) = &node.kind else { return };
    let mut seen = rustc_hash::FxHashMap::default();
    for entry in entries {
        if let Some(first) = seen.insert(entry.key.value.as_str(), entry.key.span) {
            let message = format!("`{}` is set twice", entry.key.value);
            mistakes.push(mistake(message, entry.key.span, "again here").label(first, "first here").help("keep one of them"));
        }
    }
}

fn mistake(message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(&codes::CONFIGURATION, message).label(span, label)
}

fn no_key(key: &str, keys: &[(&'static str, &'static Shape)], name: &str, span: Span) -> Diagnostic {
    let names = || keys.iter().map(|(known, _)| *known);
    let help = match nearest(key, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ")),
    };
    mistake(format!("{name} has no key `{key}`"), span, "no such key").help(help)
}

fn no_word(word: &str, what: &str, words: &[&'static str], span: Span) -> Diagnostic {
    let offered = || words.iter().copied().filter(|known| *known != "false");
    let help = match nearest(word, offered()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {}", offered().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ")),
    };
    mistake(format!("`{word}` is no {what}"), span, "").help(help)
}

fn wrong_kind(node: &Node, shape: &Shape, name: &str) -> Diagnostic {
    let (wanted, help) = match shape {
        Shape::List(Shape::Word) => ("a list", "write it between brackets: `[a, b]`"),
        Shape::List(_) => ("a list", "begin each entry with `-`"),
        Shape::Keys(keys, _) if keys.iter().any(|(key, _)| *key == "params") => {
            ("a mapping", "write `{severity: off}` or `{params: {…}}`")
        }
        Shape::Keys(keys, _) if keys.len() == 1 => ("a mapping", "write `{severity: off}`"),
        Shape::Keys(..) | Shape::Names(_) => ("a mapping", "write a key, a colon and a value on each line"),
        Shape::Any | Shape::Word | Shape::One(..) => ("a word", "write one word or a text between quotes"),
    };
    let found = match node.kind {
        NodeKind::Scalar(_) => "this is a text",
        NodeKind::List(_) => "this is a list",
        NodeKind::Map(_) => "this is a mapping",
    };
    mistake(format!("{name} is to be {wanted}"), node.span, found).help(help)
}
