//! Whether the words of a claim hedge its figure as the claim does: `roughly €38 million` is not what `€38 million` says.

use super::drift::{Seen, one_line, reading, with_noun};
use crate::corpus::{Claim, Schema, Value, fields};
use crate::diagnostic::codes::ANCHOR_DISAGREES;
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::markdown::Shown;
use crate::source::{Sources, Span};
use crate::value::read::{self, Figure};
use crate::value::{Form, Quantity};

/// How many bytes on either side of the words are looked at for a hedge that was left out of them.
const BESIDE: usize = 48;

/// The advice about a claim whose figure stands in its words under another hedge, or under none, or that has none there.
pub(super) fn difference(sources: &Sources, schema: &Schema, claim: &Claim, words: Span, shown: &[Shown]) -> Option<Diagnostic> {
    // The hedge of a figure goes for its conversion as well: `up to 70 km/h (43 mph)`.
    let given = claim.fields.get(fields::VALUE).filter(|_| claim.fields.get(fields::CONVERTS).is_none())?;
    let Value::Quantity(value) = &given.value else { return None };
    let written = value.written.as_deref().filter(|written| written.form == Form::Number)?;
    let text = sources.text(words.file);
    let (start, end) = (before(text, words.range().start), behind(text, words.range().end));
    let before = Seen::new(sources, Span::new(words.file, start, words.range().start), shown).text;
    let within = Seen::new(sources, words, shown).text;
    let after = Seen::new(sources, Span::new(words.file, words.range().end, end), shown).text;
    let all = format!("{before}{within}{after}");
    let place = before.len()..before.len() + within.len();
    let figures = read::figures(&all, &reading(schema, claim, value));
    let same = |figure: &&Figure| {
        let there = figure.quantity.written.as_deref();
        figure.range.start < place.end
            && place.start < figure.range.end
            && there.is_some_and(|there| there.form == Form::Number && there.figure == written.figure)
            && figure.quantity.dimension == value.dimension
    };
    let mut alike = figures.iter().filter(same);
    let first = alike.next()?;
    if [first].into_iter().chain(alike).any(|figure| figure.quantity.interval == value.interval) {
        return None;
    }
    // What stands outside of the words may hedge the figure, and the claim need not follow.
    if written.hedge.is_none() && !(place.start <= first.range.start && first.range.end <= place.end) {
        return None;
    }
    let there = all.get(with_noun(&all, first.range.clone(), written)).unwrap_or("");
    let message = format!("the claim says `{}`, and the draft `{}`", one_line(&written.text), one_line(there));
    let mut diagnostic =
        Diagnostic::new(&ANCHOR_DISAGREES, message).label(given.span, hedged(value)).label(words, hedged(&first.quantity));
    diagnostic.severity = Severity::Advice;
    Some(diagnostic.help("hedge the figure in both alike"))
}

fn hedged(quantity: &Quantity) -> String {
    match quantity.written.as_deref().and_then(|written| written.hedge.as_deref()) {
        Some(hedge) => format!("with `{hedge}`"),
        None => "without a hedge".to_owned(),
    }
}

/// Some way back from a place, no further than its line.
fn before(text: &str, at: usize) -> usize {
    let mut start = at.saturating_sub(BESIDE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let line = text.get(start..at).and_then(|part| part.rfind("\n\n")).map_or(start, |newline| start + newline + 2);
    text.get(line..at).and_then(|part| part.find(char::is_whitespace)).map_or(at, |space| line + space)
}

/// Some way on from a place, no further than its paragraph.
fn behind(text: &str, at: usize) -> usize {
    let mut end = (at + BESIDE).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let paragraph = text.get(at..end).and_then(|part| part.find("\n\n")).map_or(end, |newline| at + newline);
    text.get(at..paragraph).and_then(|part| part.rfind(char::is_whitespace)).map_or(at, |space| at + space)
}
