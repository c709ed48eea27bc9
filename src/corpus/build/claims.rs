//! The claims in their order: measures taken note of, ids given, fields read, waivers.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Notes;
use super::order::Place;
use super::values::{Linker, Setting};
use crate::corpus::decode::{Allowed, Content, Word, wrong_id};
use crate::corpus::nearness::{did_you_mean, is_slip};
use crate::corpus::{
    Claim, ClaimId, FieldId, Fields, Given, RecordKind, Schema, Standing, Story, StoryId, Value, Waiver, fields,
};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{DUPLICATE_ID, UNKNOWN_MEASURE};
use crate::source::{Span, Spanned};
use crate::value::Date;

/// How many characters of a claim's words go into an id made of them.
const ID_WORDS: usize = 40;

/// What each claim is called.
pub(super) struct Names {
    ids: Vec<Arc<str>>,
    stories: Vec<StoryNames>,
}

#[derive(Clone, Default)]
struct StoryNames {
    claims: Range<usize>,
    named: FxHashMap<Arc<str>, ClaimId>,
}

impl Names {
    /// The claim of a story that an id names.
    pub(super) fn named(&self, story: StoryId, id: &str) -> Option<ClaimId> {
        self.stories.get(story.0 as usize)?.named.get(id).copied()
    }

    /// The ids of a story's claims, in their order.
    pub(super) fn of(&self, story: StoryId) -> impl Iterator<Item = &str> {
        let claims = self.stories.get(story.0 as usize).map_or(0..0, |s| s.claims.clone());
        self.ids.get(claims).unwrap_or(&[]).iter().map(|id| &**id)
    }
}

/// The text that a claim gives for a field.
fn text_of<'d>(place: &Place<'d>, field: FieldId) -> Option<&'d Word> {
    place.given().find(|stated| stated.field == field).and_then(|stated| stated.content.words().first())
}

/// Adds the measures that claims use and nothing declares; a warning for each that looks like a slip of a declared one.
pub(super) fn take_note_of_measures(places: &[Place], schema: &mut Schema, notes: &mut Notes) {
    // What a checked file uses is shown there.
    let (checked, known): (Vec<_>, Vec<_>) = places.iter().partition(|place| place.standing == Standing::Checked);
    for word in checked.into_iter().chain(known).filter_map(|place| text_of(place, fields::MEASURE)) {
        if schema.measure_named(&word.text).is_some() {
            continue;
        }
        if word.text.is_empty() {
            // Said where the field is read.
            continue;
        }
        let declared = schema.measures.iter().take_while(|m| m.declared.is_some()).map(|m| &*m.name);
        if let Some(near) = notes.nearness.among(&word.text, declared).filter(|near| is_slip(&word.text, near)) {
            notes.add(unknown_measure(word, near));
        }
        schema.measure_used(&word.text);
    }
}

fn unknown_measure(word: &Word, near: &str) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_MEASURE, format!("nothing declares the measure `{}`", word.text))
        .label(word.span, "its first use")
        .help(did_you_mean(Some(near), String::new))
}

/// The ids of all claims: their own, unique in a story, else one made of subject, measure and words.
pub(super) fn names(places: &[Place], stories: usize, notes: &mut Notes) -> Names {
    let mut by_story = vec![StoryNames::default(); stories];
    let mut own: Vec<Option<Arc<str>>> = Vec::with_capacity(places.len());
    let mut spans: FxHashMap<ClaimId, Span> = FxHashMap::default();
    for (index, place) in places.iter().enumerate() {
        let claim = ClaimId(u32::try_from(index).unwrap_or(u32::MAX));
        let names = &mut by_story[place.story.0 as usize];
        let start = if names.claims.is_empty() { index } else { names.claims.start };
        names.claims = start..index + 1;
        let id = place.record.record.id.as_ref().filter(|id| match names.named.get(&id.text) {
            None => true,
            Some(first) => {
                notes.add(named_twice(id, spans.get(first).copied()));
                false
            }
        });
        if let Some(id) = id {
            names.named.insert(Arc::clone(&id.text), claim);
            spans.insert(claim, id.span);
        }
        own.push(id.map(|id| Arc::clone(&id.text)));
    }
    let mut ids = Vec::with_capacity(places.len());
    let mut used: FxHashMap<(StoryId, Arc<str>), usize> = FxHashMap::default();
    for ((index, place), own) in places.iter().enumerate().zip(own) {
        ids.push(own.unwrap_or_else(|| {
            let named = &mut by_story[place.story.0 as usize].named;
            let base: Arc<str> = made_id(place).into();
            let number = used.entry((place.story, Arc::clone(&base))).or_insert(0);
            let id = loop {
                *number += 1;
                let id = if *number == 1 { Arc::clone(&base) } else { format!("{base}~{number}").into() };
                if !named.contains_key(&id) {
                    break id;
                }
            };
            named.insert(Arc::clone(&id), ClaimId(u32::try_from(index).unwrap_or(u32::MAX)));
            id
        }));
    }
    Names { ids, stories: by_story }
}

fn named_twice(id: &Word, first: Option<Span>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(&DUPLICATE_ID, format!("two claims of this story have the id `{}`", id.text));
    diagnostic = diagnostic.label(id.span, "the second, checked as a claim without an id");
    if let Some(first) = first {
        diagnostic = diagnostic.label(first, "the first");
    }
    diagnostic.help("give one of them another id")
}

/// An id of a claim that has none: what it says, never where it stands.
fn made_id(place: &Place) -> String {
    let text = |field| text_of(place, field).map(|word| &*word.text);
    let words = text(fields::VALUE).or_else(|| text(fields::TEXT)).or_else(|| text(fields::QUOTE));
    let words = words.map(|words| words.chars().take(ID_WORDS).collect::<String>());
    let parts = [text(fields::SUBJECT), text(fields::MEASURE), words.as_deref()];
    let id: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    if id.is_empty() {
        return "claim".into();
    }
    id.join(":").chars().map(|c| if c == '/' || c.is_control() { '-' } else { c }).collect()
}

/// The claims with their fields and waivers read; topics, anchors and the other side of `parts` and `total` are yet to come.
pub(super) fn read(places: &[Place], stories: &[Story], linker: &mut Linker) -> Vec<Claim> {
    let names = linker.claims;
    let ids = &names.ids;
    places.iter().zip(ids).map(|(place, id)| read_claim(place, id, stories, linker)).collect()
}

fn read_claim(place: &Place, id: &Arc<str>, stories: &[Story], linker: &mut Linker) -> Claim {
    let story_date = stories.get(place.story.0 as usize).map(|story| story.fields.value(fields::story::DATE));
    let near = match story_date {
        Some(Value::Date(date)) => Some(&**date),
        _ => None,
    };
    let setting = Setting { story: Some(place.story), near, standing: place.standing };
    let named = text_of(place, fields::STORY);
    named.and_then(wrong_id).into_iter().for_each(|wrong| linker.notes.add(wrong));
    let given = place.given().filter(|stated| stated.field != fields::STORY && stated.field != fields::VALUE);
    let mut given: Vec<Given> = given.map(|stated| linker.field(RecordKind::Claim, stated, &setting)).collect();
    given.extend(read_value(place, &setting, linker));
    let fields = Fields::new(given);
    let current = match fields.value(fields::STATUS) {
        Value::Choice(_, status) => *status == 0,
        _ => true,
    };
    Claim {
        story: place.story,
        id: Arc::clone(id),
        standing: place.standing,
        current,
        span: place.record.record.span,
        words: place.record.words,
        fields,
        topic: None,
        allow: place.allow().iter().filter_map(|allowed| read_waiver(allowed, &setting, linker)).collect(),
    }
}

fn read_value(place: &Place, setting: &Setting, linker: &mut Linker) -> Option<Given> {
    let stated = place.given().find(|stated| stated.field == fields::VALUE)?;
    let schema = linker.schema;
    let measure = text_of(place, fields::MEASURE).and_then(|word| schema.measure_named(&word.text));
    let Content::One(word) = &stated.content else { return None };
    let value = linker.value(word, text_of(place, fields::UNIT), measure.map(|id| schema.measure(id)), setting);
    Some(Given { field: fields::VALUE, value, span: stated.span })
}

/// A waiver; none where the one other claim that it is about is not there, since it would then hold for all.
pub(super) fn read_waiver(allowed: &Allowed, setting: &Setting, linker: &mut Linker) -> Option<Waiver> {
    let until = allowed.until.as_ref().and_then(|word| match linker.date(word, setting, None) {
        Value::Date(date) => Some(Date::clone(&date)),
        _ => None,
    });
    let with = match allowed.with.as_ref().map(|word| linker.claim(word, setting)) {
        None => None,
        Some(Value::Claim(claim)) => Some(claim),
        Some(_) => return None,
    };
    let rule = Spanned::new(Arc::clone(&allowed.rule.text), allowed.rule.span);
    Some(Waiver { span: allowed.span, rule, reason: Arc::clone(&allowed.reason), until, with })
}
