//! Words as values, by the type of their field or measure; references resolved. What cannot be read is missing, and said.

use std::sync::Arc;

use super::Notes;
use super::claims::Names;
use super::order::Told;
use super::registry::Registry;
use super::unread::{not_a_bool, not_a_date, not_a_measure, not_a_quantity, not_an_option, old_calendar, unit_not_taken};
use crate::corpus::decode::{Content, Stated, Word, wrong_id};
use crate::corpus::nearness::did_you_mean;
use crate::corpus::reading;
use crate::corpus::{ChoiceSet, ClaimId, Given, Measure, RecordKind, Schema, Standing, StoryId, Type, Value, ValueType};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::DANGLING_REFERENCE;
use crate::value::read::{self, Reading, Takes, Undeclared};
use crate::value::{Date, Tolerance};

/// Reads words as values; knows what there is to refer to.
pub(super) struct Linker<'a> {
    pub(super) schema: &'a Schema,
    pub(super) stories: &'a Told<'a>,
    pub(super) claims: &'a Names<'a>,
    pub(super) entities: Registry,
    pub(super) notes: Notes,
}

/// Where words stand.
pub(super) struct Setting<'a> {
    /// The story whose claims a bare id names.
    pub(super) story: Option<StoryId>,
    /// The date near which one without a year lies.
    pub(super) near: Option<&'a Date>,
    /// Whether the run was asked about the file.
    pub(super) standing: Standing,
}

impl Linker<'_> {
    /// What is given for a field, other than a claim's `value`.
    pub(super) fn field(&mut self, kind: RecordKind, stated: &Stated, setting: &Setting) -> Given {
        let schema = self.schema;
        let field = schema.field(kind, stated.field);
        let value = match (&field.ty, &stated.content) {
            (Type::List(of), content) => {
                // A reference that leads nowhere is left out; it is no hole.
                let items = content.words().iter().map(|word| self.read(of, word, &field.name, setting));
                Value::list(items.filter(|value| !value.is_missing()).collect())
            }
            (ty, Content::One(word)) => self.read(ty, word, &field.name, setting),
            (_, Content::Nothing | Content::Several(_)) => Value::Missing,
        };
        Given { field: stated.field, value, span: stated.span }
    }

    fn read(&mut self, ty: &Type, word: &Word, field: &str, setting: &Setting) -> Value {
        let schema = self.schema;
        match ty {
            Type::Bool => match &*word.text {
                "true" if word.plain => Value::Bool(true),
                "false" if word.plain => Value::Bool(false),
                _ => self.wrong(not_a_bool(word, field)),
            },
            Type::Text => Value::Text(Arc::clone(&word.text)),
            Type::Quantity(None) => self.quantity(word, &reading::plain(schema, Takes::Anything), field),
            Type::Quantity(Some(of)) => self.quantity(word, &reading::plain(schema, Takes::Only(of)), field),
            Type::Date => self.date(word, setting, None),
            Type::Choice(set) => self.choice(word, set, field),
            Type::Claim => self.claim(word, setting),
            Type::Entity => self.entity(word, setting),
            Type::Measure => match schema.measure_named(&word.text) {
                Some(measure) => Value::Measure(measure),
                // Every name that a claim uses has been taken note of, so this is no name.
                None => self.wrong(not_a_measure(word, field)),
            },
            Type::Story => self.story(word),
            // No record states these: they are computed, or read with their measure.
            Type::Topic | Type::Clash | Type::Value | Type::List(_) => Value::Missing,
        }
    }

    fn wrong(&mut self, diagnostic: Diagnostic) -> Value {
        self.notes.add(diagnostic);
        Value::Missing
    }

    /// The value of a claim, by its measure and its own `unit`.
    pub(super) fn value(&mut self, word: &Word, unit: Option<&Word>, measure: Option<&Measure>, setting: &Setting) -> Value {
        let schema = self.schema;
        let named = unit.and_then(|unit| schema.vocabulary.unit(&unit.text));
        let reading = reading::of_measure(schema, named, measure);
        let Some(measure) = measure else {
            return self.undeclared(word, unit, &reading, setting);
        };
        match &measure.value {
            ValueType::Undeclared => self.undeclared(word, unit, &reading, setting),
            ValueType::Count => self.quantity(word, &reading, &measure.name),
            ValueType::Quantity(_) => match (unit, named) {
                (Some(unit), None) => self.wrong(unit_not_taken(unit, &unit.text, &reading, &measure.name)),
                _ => self.quantity(word, &reading, &measure.name),
            },
            ValueType::Date => self.date(word, setting, measure.tolerance),
            ValueType::Text => Value::Text(Arc::clone(&word.text)),
            ValueType::Entity => self.entity(word, setting),
            ValueType::Choice(set) => self.choice(word, set, &measure.name),
        }
    }

    fn quantity(&mut self, word: &Word, reading: &Reading, of: &str) -> Value {
        match read::quantity(&word.text, reading) {
            Ok(quantity) => Value::quantity(quantity),
            Err(unread) => self.wrong(not_a_quantity(word, &unread, reading, of)),
        }
    }

    /// A value whose type nothing declares.
    fn undeclared(&mut self, word: &Word, unit: Option<&Word>, reading: &Reading, setting: &Setting) -> Value {
        match reading::undeclared(&word.text, unit.map(|unit| &*unit.text), reading, setting.near) {
            Ok(Undeclared::Quantity(quantity)) => Value::quantity(quantity),
            Ok(Undeclared::Date(date)) => Value::Date(Arc::new(Date { tolerance: reading.tolerance, ..date })),
            Ok(Undeclared::Text) => Value::Text(Arc::clone(&word.text)),
            Err(unread) => self.wrong(not_a_quantity(word, &unread, reading, "value")),
        }
    }

    /// The date that words are, with the tolerance of the measure that it is a value of.
    pub(super) fn date(&mut self, word: &Word, setting: &Setting, tolerance: Option<Tolerance>) -> Value {
        match read::date(&word.text, setting.near) {
            Ok(date) => {
                if date.is_day_of_old_calendar() {
                    self.notes.add(old_calendar(word));
                }
                Value::Date(Arc::new(Date { tolerance, ..date }))
            }
            Err(unread) => self.wrong(not_a_date(word, unread, setting)),
        }
    }

    fn choice(&mut self, word: &Word, set: &Arc<ChoiceSet>, of: &str) -> Value {
        if let Some(place) = set.place(&word.text) {
            return Value::Choice(Arc::clone(set), place);
        }
        let near = self.notes.nearness.among(&word.text, set.options.iter().map(|o| &**o));
        self.wrong(not_an_option(word, set, of, near))
    }

    fn entity(&mut self, word: &Word, setting: &Setting) -> Value {
        match wrong_id(word) {
            Some(wrong) => self.wrong(wrong),
            None => Value::Entity(self.entities.used(word, setting.standing)),
        }
    }

    fn story(&mut self, word: &Word) -> Value {
        if let Some(story) = self.stories.named(&word.text) {
            return Value::Story(story);
        }
        let near = self.notes.nearness.among(&word.text, self.stories.ids());
        self.wrong(no_such_story(word, &word.text, near))
    }

    /// The claim that `id` (of the same story) or `story/id` names.
    pub(super) fn claim(&mut self, word: &Word, setting: &Setting) -> Value {
        if let Some(claim) = named(self.stories, self.claims, setting.story, &word.text) {
            return Value::Claim(claim);
        }
        let (story, id) = match word.text.split_once('/') {
            None => (setting.story, &*word.text),
            Some((story, id)) => {
                let Some(known) = self.stories.named(story.trim()) else {
                    let near = self.notes.nearness.among(story, self.stories.ids());
                    return self.wrong(no_such_story(word, story, near));
                };
                (Some(known), id.trim())
            }
        };
        let asked = story.filter(|_| !self.notes.nearness.is_spent());
        let known = asked.map_or_else(|| Arc::from([]), |story| self.claims.of(story));
        let near = self.notes.nearness.among(id, known.iter().map(String::as_str));
        self.wrong(no_such_claim(word, near))
    }
}

/// The claim that `id` (of the same story) or `story/id` names.
pub(super) fn named(stories: &Told, claims: &Names, own: Option<StoryId>, text: &str) -> Option<ClaimId> {
    match text.split_once('/') {
        None => claims.named(own?, text),
        Some((story, id)) => claims.named(stories.named(story.trim())?, id.trim()),
    }
}

fn no_such_story(word: &Word, story: &str, near: Option<&str>) -> Diagnostic {
    let help = did_you_mean(near, || "give the id of a story that is checked or in the background".into());
    Diagnostic::new(&DANGLING_REFERENCE, format!("there is no story `{story}`")).label(word.span, "").help(help)
}

fn no_such_claim(word: &Word, near: Option<&str>) -> Diagnostic {
    let help = did_you_mean(near, || "give a claim's `id`; a claim of another story is named `story/claim`".into());
    Diagnostic::new(&DANGLING_REFERENCE, format!("there is no claim `{}`", word.text)).label(word.span, "").help(help)
}
