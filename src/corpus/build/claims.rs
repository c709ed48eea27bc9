//! The claims in their order: measures taken note of, ids given, fields read, waivers.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::Notes;
use super::bulk::Bulk;
use super::linked::Linked;
use super::order::Place;
use super::values::{Linker, Setting};
use crate::corpus::claims::{Claim, Slot};
use crate::corpus::decode::{Allowed, Content, Word, wrong_id};
use crate::corpus::nearness::{did_you_mean, is_slip};
use crate::corpus::rows::hash_of;
use crate::corpus::{ClaimId, FieldId, Fields, Given, RecordKind, Schema, Standing, Story, StoryId, Value, Waiver, fields};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{DUPLICATE_ID, UNKNOWN_MEASURE};
use crate::source::{Span, Spanned};
use crate::value::Date;

/// How many characters of a claim's words go into an id made of them.
const ID_WORDS: usize = 40;

/// What each claim is called.
pub(super) struct Names<'b> {
    bulk: &'b Bulk,
    order: &'b [Slot],
    /// The ids of the claims that are no rows, by their places.
    ids: Vec<Arc<str>>,
    /// The claims of each story, which stand together.
    stories: Vec<Range<usize>>,
    /// The claims that are no rows, by story and id.
    named: FxHashMap<StoryId, FxHashMap<Arc<str>, ClaimId>>,
    /// The rows of large stories by the hash of their ids, each story's made when it is first asked for.
    hashed: Mutex<FxHashMap<StoryId, Arc<ByHash>>>,
    /// The ids of all claims of a story, kept for those who look for what was meant.
    listed: Mutex<FxHashMap<StoryId, Arc<[String]>>>,
}

/// Places of claims by the hash of their ids.
type ByHash = FxHashMap<u32, Vec<usize>>;

/// How many claims a story may have before its rows are looked up by hash.
const FEW: usize = 64;

impl Names<'_> {
    /// The claim of a story that an id names.
    pub(super) fn named(&self, story: StoryId, id: &str) -> Option<ClaimId> {
        let written = self.named.get(&story).and_then(|named| named.get(id)).copied();
        written.or_else(|| self.row_named(story, id))
    }

    fn row_named(&self, story: StoryId, id: &str) -> Option<ClaimId> {
        let rows = &self.bulk.rows;
        if rows.ids.is_empty() {
            return None;
        }
        let hash = hash_of(id);
        let all = self.stories.get(story.0 as usize)?.clone();
        let is_it = |at: &usize| self.order[*at].kind().is_ok_and(|row| rows.ids[row as usize] == hash && rows.id(row) == id);
        let found = if all.len() <= FEW {
            all.clone().find(is_it)
        } else {
            let by_hash = {
                let mut hashed = self.hashed.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(hashed.entry(story).or_insert_with(|| Arc::new(self.by_hash(all.clone()))))
            };
            by_hash.get(&hash).and_then(|places| places.iter().copied().find(is_it))
        };
        found.and_then(|at| u32::try_from(at).ok()).map(ClaimId)
    }

    fn by_hash(&self, all: Range<usize>) -> ByHash {
        let mut by_hash = ByHash::default();
        for at in all {
            if let Ok(row) = self.order[at].kind() {
                by_hash.entry(self.bulk.rows.ids[row as usize]).or_default().push(at);
            }
        }
        by_hash
    }

    /// The ids of a story's claims, in their order.
    pub(super) fn of(&self, story: StoryId) -> Arc<[String]> {
        let claims = || self.stories.get(story.0 as usize).map_or(0..0, Clone::clone);
        let id = |slot: &Slot| match slot.kind() {
            Ok(row) => self.bulk.rows.id(row).into_owned(),
            Err(place) => self.ids[place].to_string(),
        };
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(listed.entry(story).or_insert_with(|| self.order[claims()].iter().map(id).collect()))
    }
}

/// The text that a claim gives for a field.
fn text_of<'d>(place: &Place<'d>, field: FieldId) -> Option<&'d Word> {
    place.given().find(|stated| stated.field == field).and_then(|stated| stated.content.words().first())
}

/// Adds the measures that claims use and nothing declares; a warning for each that looks like a slip of a declared one.
pub(super) fn take_note_of_measures(order: &[Slot], places: &[Place], bulk: &Bulk, schema: &mut Schema, notes: &mut Notes) {
    let measures = bulk.rows.column(fields::MEASURE);
    let mut met = vec![false; measures.texts.len()];
    // What a checked file uses is shown there.
    for standing in [Standing::Checked, Standing::Background] {
        for slot in order {
            match slot.kind() {
                Err(place) if places[place].standing == standing => {
                    text_of(&places[place], fields::MEASURE).into_iter().for_each(|word| take_note_of(word, schema, notes));
                }
                Err(_) => {}
                Ok(row) => {
                    let Some(cell) = measures.cell(row).filter(|cell| !met[*cell as usize]) else { continue };
                    if bulk.rows.file_of(row).standing == standing {
                        met[cell as usize] = true;
                        bulk.word(row, fields::MEASURE).into_iter().for_each(|word| take_note_of(&word, schema, notes));
                    }
                }
            }
        }
    }
}

fn take_note_of(word: &Word, schema: &mut Schema, notes: &mut Notes) {
    // That there is none is said where the field is read.
    if word.text.is_empty() || schema.measure_named(&word.text).is_some() {
        return;
    }
    let declared = schema.measures.iter().take_while(|m| m.declared.is_some()).map(|m| &*m.name);
    if let Some(near) = notes.nearness.among(&word.text, declared).filter(|near| is_slip(&word.text, near)) {
        notes.add(unknown_measure(word, near));
    }
    schema.measure_used(&word.text);
}

fn unknown_measure(word: &Word, near: &str) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_MEASURE, format!("nothing declares the measure `{}`", word.text))
        .label(word.span, "its first use")
        .help(did_you_mean(Some(near), String::new))
}

/// The ids of all claims: their own, unique in a story, else one made of subject, measure and words.
pub(super) fn names<'b>(order: &'b [Slot], places: &[Place], stories: usize, bulk: &'b Bulk, notes: &mut Notes) -> Names<'b> {
    let mut ranges = vec![0..0_usize; stories];
    let mut own: Vec<Option<Arc<str>>> = Vec::with_capacity(places.len());
    let mut written: Vec<ClaimId> = Vec::with_capacity(places.len());
    let mut spans: FxHashMap<ClaimId, Span> = FxHashMap::default();
    let (hashed, listed, ids) = (Mutex::default(), Mutex::default(), Vec::with_capacity(places.len()));
    let mut names = Names { bulk, order, ids, stories: Vec::new(), named: FxHashMap::default(), hashed, listed };
    for (index, slot) in order.iter().enumerate() {
        let story = slot.kind().map_or_else(|place| places[place].story, |row| bulk.rows.story(row));
        let range = &mut ranges[story.0 as usize];
        *range = if *range == (0..0) { index..index + 1 } else { range.start..index + 1 };
        let Err(place) = slot.kind() else { continue };
        let claim = ClaimId(u32::try_from(index).unwrap_or(u32::MAX));
        let named = names.named.entry(story).or_default();
        // A row has no id that another claim of its story has.
        let id = places[place].record.record.id.as_ref().filter(|id| match named.get(&id.text) {
            None => true,
            Some(first) => {
                notes.add(named_twice(id, spans.get(first).copied()));
                false
            }
        });
        if let Some(id) = id {
            named.insert(Arc::clone(&id.text), claim);
            spans.insert(claim, id.span);
        }
        written.push(claim);
        own.push(id.map(|id| Arc::clone(&id.text)));
    }
    names.stories = ranges;
    let mut used: FxHashMap<(StoryId, Arc<str>), usize> = FxHashMap::default();
    for ((place, own), claim) in places.iter().zip(own).zip(written) {
        let id = own.unwrap_or_else(|| {
            let base: Arc<str> = made_id(place).into();
            let number = used.entry((place.story, Arc::clone(&base))).or_insert(0);
            let id = loop {
                *number += 1;
                let id: Arc<str> = if *number == 1 { Arc::clone(&base) } else { format!("{base}~{number}").into() };
                if names.named(place.story, &id).is_none() {
                    break id;
                }
            };
            names.named.entry(place.story).or_default().insert(Arc::clone(&id), claim);
            id
        });
        names.ids.push(id);
    }
    names
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

/// The claims with their fields and waivers read; anchors and the other side of `parts` and `total` are yet to come. Whom a row names
/// is met at its place among the claims.
pub(super) fn read(order: &[Slot], places: &[Place], stories: &[Story], linker: &mut Linker) -> (Vec<Claim>, Linked) {
    let names = linker.claims;
    let mut linked = Linked::new(names.bulk);
    let mut claims = Vec::with_capacity(places.len());
    let in_order = order.len() == names.bulk.rows.len() as usize && order.iter().is_sorted();
    let files = &names.bulk.rows.files;
    let one_standing = files.windows(2).all(|two| two[0].standing == two[1].standing);
    if places.is_empty() && in_order && one_standing {
        linked.all_rows(names.bulk, linker);
        return (claims, linked);
    }
    for slot in order {
        match slot.kind() {
            Ok(row) => linked.row(row, names.bulk, linker),
            Err(place) => claims.push(read_claim(&places[place], &names.ids[place], stories, linker)),
        }
    }
    (claims, linked)
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
