//! Whether the words of a claim say the claim's value: where no figure in them does, the draft was edited and the claim was not.

use std::ops::Range;

use crate::corpus::{Claim, Schema, Value, fields};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::ANCHOR_DISAGREES;
use crate::input::anchor::{Anchor, Lost, Prose};
use crate::input::markdown::Shown;
use crate::source::{Sources, Span};
use crate::value::read::{self, Figure, Reading};
use crate::value::{Dimension, Exact, Form, Interval, Quantity, Unit, Written};

/// Beyond how many bytes words are no words of one claim, and are not read for figures.
const LONGEST: usize = 1000;

/// Words that say a number without being one.
const SAID_OTHERWISE: [(&str, i128); 14] = [
    ("no", 0),
    ("none", 0),
    ("nobody", 0),
    ("nothing", 0),
    ("neither", 0),
    ("never", 0),
    ("without", 0),
    ("a", 1),
    ("an", 1),
    ("another", 1),
    ("single", 1),
    ("both", 2),
    ("pair", 2),
    ("twice", 2),
];

/// The warning about a claim whose words in a draft say another figure than its value; `shown` is what readers see there,
/// where that is not the whole text.
pub(super) fn disagreement(
    sources: &Sources,
    schema: &Schema,
    claim: &Claim,
    words: Span,
    shown: &[Shown],
) -> Option<Diagnostic> {
    let given = claim.fields.get(fields::VALUE)?;
    let Value::Quantity(value) = &given.value else { return None };
    let written = value.written.as_deref().filter(|_| words.range().len() <= LONGEST)?;
    let seen = Seen::new(sources, words, shown);
    let mut figures = read::figures(&seen.text, &reading(schema, claim, value));
    if claim.fields.get(fields::TEXT).is_none() {
        // Marked words with a value beside them may well give it in another way: `more than half of them` for 160 people.
        figures.retain(|figure| written_alike(schema, written, &figure.quantity));
    }
    let says = |figure: &Figure| agrees(value, written, &figure.quantity);
    if figures.is_empty() || stands_in(&seen.text, &written.text, &figures) || figures.iter().any(says) {
        return None;
    }
    if said_otherwise(&seen.text, written) || is_share_of_two(value, written, &seen.text, &figures) {
        return None;
    }
    let nearest = figures.iter().min_by_key(|figure| remoteness(value, &figure.quantity))?;
    let range = with_noun(&seen.text, nearest.range.clone(), written);
    let there = seen.text.get(range.clone()).unwrap_or("");
    let text = match claim.fields.value(fields::PART) {
        Value::Choice(_, 0) if words.file == given.span.file && shown.is_empty() => "headline",
        Value::Choice(_, 1) if words.file == given.span.file && shown.is_empty() => "dek",
        _ => "draft",
    };
    let message = format!("the claim says `{}`, and its words in the {text} say `{}`", one_line(&written.text), one_line(there));
    let diagnostic = Diagnostic::new(&ANCHOR_DISAGREES, message).label(given.span, "the claim");
    let diagnostic = diagnostic.label(seen.place(&range), format!("the {text}"));
    let elsewhere = if claim.fields.get(fields::TEXT).is_some() { "point `text` at" } else { "mark" };
    let help = format!("bring the claim up to date with the {text}, or {elsewhere} other words");
    Some(diagnostic.help(help))
}

/// How the figures in a claim's words are read: as its value is, a bare one in the unit that the value is written in.
pub(super) fn reading<'r>(schema: &'r Schema, claim: &'r Claim, value: &'r Quantity) -> Reading<'r> {
    let unit = match claim.fields.value(fields::UNIT) {
        Value::Text(unit) => schema.vocabulary.unit(unit),
        _ => None,
    };
    let written = value.written.as_ref().and_then(|written| schema.vocabulary.unit_named(written.unit.as_deref()?));
    let measure = match claim.fields.value(fields::MEASURE) {
        Value::Measure(measure) => Some(schema.measure(*measure)),
        _ => None,
    };
    crate::corpus::reading::of_measure(schema, written.or(unit), measure)
}

/// Whether a figure in the words is the value, hedges left aside.
fn agrees(value: &Quantity, written: &Written, found: &Quantity) -> bool {
    let Some(there) = found.written.as_deref().filter(|_| same_kind(&value.dimension, &found.dimension)) else { return false };
    let (claimed, figure) = (written.figure, there.figure);
    // `down 10%` is a change of -10%.
    let same = |a: Interval, b: Interval| a == b || a.negated() == b;
    let within_place = |a: Interval, b: &Quantity, place: Option<Exact>| {
        let around = place.zip(b.written.as_ref()).and_then(|(place, written)| widened(written.figure, place));
        around.is_some_and(|around| inside(a, around) || inside(a.negated(), around))
    };
    // `about 12,000` is said of 12,345, and `dozens` of 40.
    let rounded = there.hedge.as_ref().and_then(|_| half_of_last_digit(there));
    let ends = there.form == Form::Range
        && [figure.low, figure.high].iter().any(|end| end.number().map(Interval::point) == Some(claimed));
    value.interval == found.interval
        || same(claimed, figure)
        || within_place(claimed, found, rounded.or(there.half_place))
        || within_place(figure, value, written.half_place)
        || (there.form == Form::Amount && inside(claimed, figure))
        || ends
}

/// Whether two figures are of one kind. A noun does not count: `soldiers` may be `men` in the next sentence.
fn same_kind(a: &Dimension, b: &Dimension) -> bool {
    let declared = |dimension: &Dimension| matches!(dimension, Dimension::Declared(_));
    a == b || (!declared(a) && !declared(b))
}

/// Whether a figure is written as the value is: a plain number, and both with one declared unit or both without.
fn written_alike(schema: &Schema, written: &Written, found: &Quantity) -> bool {
    // `5 people` is as plain a number as `five`; `40%` is none.
    let plain = |unit: &Unit| unit.dimension == Dimension::One && unit.factor == Exact::ONE;
    let unit = |written: &Written| {
        let unit = written.unit.as_deref().and_then(|unit| schema.vocabulary.unit_named(unit));
        unit.filter(|unit| !plain(unit)).map(|unit| &unit.dimension)
    };
    found.written.as_deref().is_some_and(|there| matches!(there.form, Form::Number | Form::Range) && unit(there) == unit(written))
}

fn inside(inner: Interval, outer: Interval) -> bool {
    inner.low.cmp_low(outer.low).is_ge() && inner.high.cmp_high(outer.high).is_le()
}

fn widened(figure: Interval, by: Exact) -> Option<Interval> {
    Interval::new(figure.low.try_map(|n| n.sub(by))?, figure.high.try_map(|n| n.add(by))?)
}

/// Half a unit of the last digit that is not zero: 500 of 12,000.
fn half_of_last_digit(written: &Written) -> Option<Exact> {
    let number = written.figure.exactly().filter(|number| !number.is_zero())?;
    let two = Exact::whole(2);
    let mut half = written.half_place?;
    while let Some(more) = half.mul(Exact::whole(10))
        && number.div(more.mul(two)?)?.is_whole()
    {
        half = more;
    }
    Some(half)
}

/// Whether the value stands in the words as it was written, not within another figure.
fn stands_in(words: &str, value: &str, figures: &[Figure]) -> bool {
    let (words, value) = (words.to_ascii_lowercase(), value.to_ascii_lowercase());
    let places = match Prose::new(&words).find(&Anchor { words: &value, nth: None, before: None, after: None }) {
        Ok(place) => vec![place],
        Err(Lost::Several { places, .. }) => places,
        Err(Lost::NotFound { .. }) => return false,
    };
    let apart = |place: &Range<usize>, figure: &Range<usize>| figure.end <= place.start || place.end <= figure.start;
    let holds = |place: &Range<usize>, figure: &Range<usize>| place.start <= figure.start && figure.end <= place.end;
    places.iter().any(|place| figures.iter().all(|figure| apart(place, &figure.range) || holds(place, &figure.range)))
}

/// Whether the words say the number by a word that is none: `nobody was hurt`.
fn said_otherwise(words: &str, written: &Written) -> bool {
    let number = written.figure.exactly();
    let of_number =
        |word: &str| SAID_OTHERWISE.iter().any(|(other, n)| other.eq_ignore_ascii_case(word) && number == Some(Exact::whole(*n)));
    words.split(|c: char| !c.is_alphanumeric()).any(of_number)
}

/// Whether two figures of the words make the share that the value is: `61 of the 140 houses` for 44%.
fn is_share_of_two(value: &Quantity, written: &Written, words: &str, figures: &[Figure]) -> bool {
    let number = |figure: &Figure| figure.quantity.written.as_ref().and_then(|written| written.figure.exactly());
    let joined = |between: &str| {
        let mut words = between.split_whitespace().skip_while(|word| !matches!(*word, "of" | "in" | "among"));
        words.next().is_some() && words.all(|word| matches!(word, "the" | "its" | "their" | "all" | "his" | "her"))
    };
    let around = written.half_place.and_then(|place| widened(written.figure, place)).unwrap_or(value.interval);
    figures.iter().zip(figures.iter().skip(1)).any(|(part, whole)| {
        let between = words.get(part.range.end..whole.range.start).unwrap_or("");
        let share = number(part).zip(number(whole)).and_then(|(part, whole)| part.div(whole));
        joined(between) && value.dimension == Dimension::One && share.is_some_and(|share| inside(Interval::point(share), around))
    })
}

/// How far a figure is from the value; figures of another kind are further than any.
fn remoteness(value: &Quantity, found: &Quantity) -> (u8, Exact) {
    let number = |quantity: &Quantity| {
        let figure = quantity.written.as_ref().map_or(quantity.interval, |written| written.figure);
        figure.low.number().or(figure.high.number())
    };
    let distance = number(value).zip(number(found)).and_then(|(a, b)| a.sub(b));
    match distance {
        Some(distance) => (u8::from(!same_kind(&value.dimension, &found.dimension)), distance.abs()),
        None => (2, Exact::ZERO),
    }
}

/// A figure with the noun behind it, where that is the value's own.
pub(super) fn with_noun(words: &str, figure: Range<usize>, written: &Written) -> Range<usize> {
    let (Some(noun), Some(rest)) = (written.text.split_whitespace().next_back(), words.get(figure.end..)) else { return figure };
    let ends = noun.starts_with(char::is_alphabetic).then(|| rest.get(..noun.len() + 1)).flatten();
    let follows =
        ends.is_some_and(|there| there.strip_prefix(char::is_whitespace).is_some_and(|there| there.eq_ignore_ascii_case(noun)));
    let goes_on = || rest.get(noun.len() + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if follows && !goes_on() { figure.start..figure.end + noun.len() + 1 } else { figure }
}

pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a claim as readers see them.
pub(super) struct Seen {
    pub(super) text: String,
    pieces: Vec<Piece>,
    whole: Span,
}

/// Some of the words.
struct Piece {
    /// Where they begin among all that is seen.
    at: usize,
    /// Where they are written.
    span: Span,
    /// Whether they are seen as they are written.
    as_written: bool,
}

impl Seen {
    pub(super) fn new(sources: &Sources, words: Span, shown: &[Shown]) -> Seen {
        let mut seen = Seen { text: String::new(), pieces: Vec::new(), whole: words };
        if shown.is_empty() {
            seen.push(sources.slice(words), words, true);
        }
        let first = shown.partition_point(|piece| piece.span.end <= words.start);
        for piece in shown.iter().skip(first).take_while(|piece| piece.span.start < words.end) {
            match &piece.text {
                Some(text) => seen.push(text, piece.span, false),
                None => {
                    let (start, end) = (piece.span.start.max(words.start), piece.span.end.min(words.end));
                    let span = Span { start, end, ..words };
                    seen.push(sources.slice(span), span, true);
                }
            }
        }
        seen
    }

    fn push(&mut self, text: &str, span: Span, as_written: bool) {
        self.pieces.push(Piece { at: self.text.len(), span, as_written });
        self.text.push_str(text);
    }

    /// Where what is seen in a range is written.
    fn place(&self, range: &Range<usize>) -> Span {
        let piece_at = |at: usize| {
            let next = self.pieces.partition_point(|piece| piece.at <= at);
            next.checked_sub(1).and_then(|piece| self.pieces.get(piece))
        };
        let (Some(first), Some(last)) = (piece_at(range.start), piece_at(range.end.saturating_sub(1))) else { return self.whole };
        let start = if first.as_written { first.span.part(range.start - first.at, 0) } else { first.span };
        let end = if last.as_written { last.span.part(0, range.end - last.at) } else { last.span };
        Span { start: start.start, ..end }
    }
}
