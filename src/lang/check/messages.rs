//! The words of mistakes in rules: types as people call them, lists of names, and the shapes that several checks share.

use crate::corpus::{RecordKind, Schema, Type};
use crate::diagnostic::{Code, Diagnostic, codes, nearest};
use crate::source::Span;
use crate::value::Dimension;

/// A mistake at one place.
pub fn mistake(code: &'static Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, message).label(span, label)
}

/// A type as people call it, with its article.
pub fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "a yes or no".into(),
        Type::Text => "a text".into(),
        Type::Quantity(None | Some(Dimension::One)) => "a number".into(),
        Type::Quantity(Some(Dimension::Declared(name) | Dimension::Noun(name))) => format!("a quantity of {name}"),
        Type::Date => "a date".into(),
        Type::Choice(_) => "a choice".into(),
        Type::Claim => "a claim".into(),
        Type::Entity => "an entity".into(),
        Type::Measure => "a measure".into(),
        Type::Story => "a story".into(),
        Type::Topic => "a topic".into(),
        Type::Clash => "a clash".into(),
        Type::Value => "a value".into(),
        Type::List(of) => format!("a list of {}", plural(of)),
    }
}

fn plural(ty: &Type) -> &'static str {
    match ty {
        Type::Claim => "claims",
        Type::Entity => "entities",
        Type::Text => "texts",
        Type::Date => "dates",
        Type::Story => "stories",
        Type::Measure => "measures",
        Type::Quantity(_) => "numbers",
        _ => "values",
    }
}

/// Names in backticks, with `and` before the last; at most twelve.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = names.map(|n| format!("`{n}`")).collect();
    match all.as_slice() {
        [] => "none".into(),
        [one] => one.clone(),
        many if many.len() > 12 => format!("{} and {} more", many[..12].join(", "), many.len() - 12),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `unknown-field`: a field that this kind of thing does not have.
pub fn unknown_field(of: &Type, field: &str, span: Span, valid: &[&str]) -> Diagnostic {
    let help = match nearest(field, valid.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if valid.is_empty() => format!("{} has no fields", type_name(of)),
        None => format!("its fields are {}", listed(valid.iter().copied())),
    };
    mistake(&codes::UNKNOWN_FIELD, format!("{} has no field `{field}`", type_name(of)), span, "no such field").help(help)
}

/// The fields of a kind of record, by name.
pub fn fields_of(schema: &Schema, kind: RecordKind) -> Vec<&str> {
    schema.fields(kind).iter().map(|f| &*f.name).collect()
}

/// `type-mismatch`: one thing is wanted, another is there.
pub fn wants(what: &str, wanted: &str, got: &Type, span: Span) -> Diagnostic {
    mistake(&codes::TYPE_MISMATCH, format!("{what} wants {wanted}, and this is {}", type_name(got)), span, type_name(got))
}
