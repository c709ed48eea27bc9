//! The pages of the fields of claims, entities and stories.

use super::{About, page};
use crate::cli::rules::place;
use crate::corpus::{Field, FieldDefault, RecordKind, Type};
use crate::lang::Program;

const RECORDS: [(RecordKind, &str); 3] =
    [(RecordKind::Claim, "claims"), (RecordKind::Entity, "entities and sources"), (RecordKind::Story, "stories")];

pub fn names(program: &Program) -> Vec<&str> {
    let mut names: Vec<&str> = RECORDS.iter().flat_map(|(kind, _)| program.schema.fields(*kind)).map(|f| &*f.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub fn page(about: &About, name: &str) -> Option<String> {
    let schema = &about.program.schema;
    let pages: Vec<String> = RECORDS
        .iter()
        .filter_map(|(kind, of)| Some((of, schema.field(*kind, schema.field_named(*kind, name)?))))
        .map(|(of, field)| one(about, of, field))
        .collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

fn one(about: &About, of: &str, field: &Field) -> String {
    let mut text = format!("{}: a field of {of}\n\n", field.name);
    if !field.summary.is_empty() {
        text.push_str(&format!("{}\n", page::wrapped(&field.summary, "", about.width)));
    }
    text.push_str(&page::row("Holds", &holds(&field.ty), about.width));
    if let Some(default) = default(field) {
        text.push_str(&page::row("By default", &default, about.width));
    }
    if let Some(span) = field.declared {
        text.push_str(&page::row("Written in", &place(span, &about.sources), about.width));
    }
    text
}

fn default(field: &Field) -> Option<String> {
    match (&field.default, &field.ty) {
        (FieldDefault::Bool(known), _) => Some(known.to_string()),
        (FieldDefault::Option(option), Type::Choice(set)) => set.options.get(usize::from(*option)).map(ToString::to_string),
        (FieldDefault::Modality, _) => Some("statement with a source, fact without".to_owned()),
        _ => None,
    }
}

fn holds(ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Quantity(_) => "a number or a quantity".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Choice(set) => {
            let sign = if set.ordered { " < " } else { ", " };
            format!("one of {}", set.options.iter().map(|o| &**o).collect::<Vec<_>>().join(sign))
        }
        Type::Claim => "the id of a claim".to_owned(),
        Type::Entity => "the id of an entity".to_owned(),
        Type::Measure => "the name of a measure".to_owned(),
        Type::Story => "the id of a story".to_owned(),
        Type::Topic => "what claims are compared by; rules read it, no document writes it".to_owned(),
        Type::Value => "what the measure takes".to_owned(),
        Type::Clash => "two claims".to_owned(),
        Type::List(of) => format!("a list, of which each is {}", holds(of)),
    }
}
