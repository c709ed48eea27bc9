//! The words of each claim in its draft, or in the headline or dek that it stands in.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::order::Place;
use super::paragraph::Paragraphs;
use super::{Notes, drift, hedging};
use crate::corpus::decode::{Document, Word};
use crate::corpus::{Claim, FieldId, Fields, Schema, Story, StoryId, Value, fields};
use crate::diagnostic::codes::{ANCHOR_NOT_FOUND, BAD_VALUE};
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::anchor::{Anchor, Lost, Prose};
use crate::input::markdown::Shown;
use crate::source::{FileId, Sources, Span};

/// A text in which claims stand: a draft, a headline or a dek.
struct Passage {
    prose: Prose,
    span: Span,
}

/// Every passage of the run, each made ready once.
#[derive(Default)]
struct Passages {
    ready: Vec<Passage>,
    by_place: FxHashMap<Span, usize>,
}

impl Passages {
    fn at(&mut self, sources: &Sources, span: Span, words: &[Shown]) -> &Passage {
        let next = self.ready.len();
        let place = *self.by_place.entry(span).or_insert(next);
        if place == next {
            let prose = match words {
                [] => Prose::new(sources.slice(span)),
                words => Prose::of(words.iter().map(|word| (word.span.range(), word.seen(sources)))),
            };
            self.ready.push(Passage { prose, span });
        }
        &self.ready[place]
    }
}

/// Finds the words of all claims that give their `text` and whose place is not yet known.
pub(super) fn find(
    sources: &Sources,
    documents: &[(Document, Option<FileId>)],
    places: &[Place],
    stories: &[Story],
    schema: &Schema,
    claims: &mut [Claim],
    notes: &mut Notes,
) {
    let story_drafts = story_drafts(documents, places);
    let drafts = documents.iter().filter_map(|(document, draft)| Some(((*draft)?, &*document.words)));
    let words: FxHashMap<FileId, &[Shown]> = drafts.collect();
    let mut passages = Passages::default();
    let mut paragraphs = Paragraphs::default();
    for (place, claim) in places.iter().zip(claims) {
        if let Some(marked) = claim.words {
            let shown = words.get(&marked.file).copied().unwrap_or(&[]);
            paragraphs.give(sources, claim, marked, shown);
            if is_given_apart(claim, marked) {
                notes.diagnostics.extend(held_against(sources, schema, claim, marked, shown));
            }
            continue;
        }
        let Some(word) = place.text() else { continue };
        let draft = documents.get(place.document).and_then(|(_, draft)| *draft);
        let draft = draft.or_else(|| story_drafts.get(&claim.story).copied());
        let draft = draft.map(|file| Span::new(file, 0, sources.text(file).len()));
        let title = title_of(claim, stories.get(claim.story.0 as usize));
        let nth = nth(&claim.fields, notes);
        let anchor = anchor(word, nth, &claim.fields);
        // A claim of the headline stands in the headline, even where the draft has the same words.
        let mut lost = None;
        for span in title.into_iter().chain(draft) {
            let whole = Some(span) == draft;
            let shown = words.get(&span.file).filter(|_| whole).copied().unwrap_or(&[]);
            let passage = passages.at(sources, span, shown);
            match passage.prose.find(&anchor) {
                Ok(found) => claim.words = Some(part(span, &found)),
                Err(Lost::Several { count, places }) => {
                    claim.words = places.first().map(|found| part(span, found));
                    notes.add(several(word, count, nth, claim.words));
                }
                Err(Lost::NotFound { nearest }) => lost = Some(nearest.map(|near| part(passage.span, &near))),
            }
            if let Some(found) = claim.words {
                paragraphs.give(sources, claim, found, shown);
                notes.diagnostics.extend(held_against(sources, schema, claim, found, shown));
                break;
            }
        }
        if let (Some(nearest), None) = (lost, claim.words) {
            notes.add(not_found(word, nearest));
        }
    }
}

/// What there is to say of a claim held against its words.
fn held_against(sources: &Sources, schema: &Schema, claim: &Claim, words: Span, shown: &[Shown]) -> Option<Diagnostic> {
    let figure = drift::disagreement(sources, schema, claim, words, shown);
    figure.or_else(|| hedging::difference(sources, schema, claim, words, shown))
}

/// Whether a claim that is marked in the prose gives its value beside its words, so that the two can differ.
fn is_given_apart(claim: &Claim, words: Span) -> bool {
    let value = claim.fields.get(fields::VALUE).map(|given| given.span);
    value.is_some_and(|value| value.file == words.file && (value.end <= words.start || words.end <= value.start))
}

/// The first draft of each story, for documents of the story that name none.
fn story_drafts(documents: &[(Document, Option<FileId>)], places: &[Place]) -> FxHashMap<StoryId, FileId> {
    let mut drafts = FxHashMap::default();
    for place in places {
        if let Some((_, Some(draft))) = documents.get(place.document) {
            drafts.entry(place.story).or_insert(*draft);
        }
    }
    drafts
}

/// The headline or dek that a claim says it stands in.
fn title_of(claim: &Claim, story: Option<&Story>) -> Option<Span> {
    let field: FieldId = match claim.fields.value(fields::PART) {
        Value::Choice(_, 0) => fields::story::HEADLINE,
        Value::Choice(_, 1) => fields::story::DEK,
        _ => return None,
    };
    story?.fields.get(field).map(|given| given.span)
}

fn part(of: Span, range: &Range<usize>) -> Span {
    of.part(range.start, range.end.saturating_sub(range.start))
}

fn anchor<'a>(word: &'a Word, nth: Option<usize>, given: &'a Fields) -> Anchor<'a> {
    let text = |field| match given.value(field) {
        Value::Text(text) => Some(&**text),
        _ => None,
    };
    Anchor { words: &word.text, nth, before: text(fields::BEFORE), after: text(fields::AFTER) }
}

/// Which occurrence is meant, where it is said.
fn nth(given: &Fields, notes: &mut Notes) -> Option<usize> {
    let stated = given.get(fields::NTH)?;
    let Value::Quantity(quantity) = &stated.value else { return None };
    let number = quantity.interval.exactly().filter(|n| n.is_whole()).and_then(|n| usize::try_from(n.numerator()).ok());
    let number = number.filter(|n| *n > 0);
    if number.is_none() {
        let message = "`nth` is the number of an occurrence, from 1";
        notes.add(Diagnostic::new(&BAD_VALUE, message).label(stated.span, "").help("write 1 for the first, 2 for the second"));
    }
    number
}

fn several(word: &Word, count: usize, nth: Option<usize>, taken: Option<Span>) -> Diagnostic {
    let times = if count == 1 { "once".into() } else { format!("{count} times") };
    let message = match nth {
        Some(_) => format!("`{}` stands in the draft only {times}; the first is taken", word.text),
        None => format!("`{}` stands in the draft {times}; the first is taken", word.text),
    };
    let mut diagnostic = Diagnostic::new(&ANCHOR_NOT_FOUND, message).label(word.span, "");
    diagnostic.severity = Severity::Warning;
    if let Some(taken) = taken {
        diagnostic = diagnostic.label(taken, "the one taken");
    }
    diagnostic.help("add `nth: 2` for the second, or `before:` or `after:` with words that stand beside it")
}

fn not_found(word: &Word, nearest: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&ANCHOR_NOT_FOUND, format!("`{}` does not stand in the draft", word.text));
    let diagnostic = diagnostic.label(word.span, "these words");
    match nearest {
        Some(near) => diagnostic.label(near, "the nearest passage").help("give `text` as it stands in the draft"),
        None => diagnostic.help("give `text` as it stands in the draft, or leave it out"),
    }
}
