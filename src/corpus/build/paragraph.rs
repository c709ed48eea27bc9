//! The paragraph of the draft that a claim's words stand in, as readers see it.

use std::sync::Arc;

use crate::corpus::{Claim, Given, Value, fields};
use crate::input::markdown::Shown;
use crate::source::{Sources, Span};

/// Beyond how many bytes a paragraph is none: a file of one line.
const LONGEST: usize = 8000;

/// The paragraph that was read last: mostly the next claim stands in it too.
#[derive(Default)]
pub(super) struct Paragraphs {
    last: Option<(Span, Arc<str>)>,
}

impl Paragraphs {
    /// Gives a claim the paragraph that its words stand in, where it states none. `shown` is what readers see of the draft, where
    /// that is not the whole text.
    pub(super) fn give(&mut self, sources: &Sources, claim: &mut Claim, words: Span, shown: &[Shown]) {
        if claim.fields.get(fields::PARAGRAPH).is_some() {
            return;
        }
        let Some(span) = around(sources.text(words.file), words) else { return };
        let text = match &self.last {
            Some((last, text)) if *last == span => Arc::clone(text),
            _ => Arc::from(seen(sources, span, shown)),
        };
        self.last = Some((span, Arc::clone(&text)));
        claim.fields.set(Given { field: fields::PARAGRAPH, value: Value::Text(text), span: words });
    }
}

/// From the last blank line before the words to the first one after them; none where that is too long.
fn around(text: &str, words: Span) -> Option<Span> {
    let range = words.range();
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    let blank = |line: &&str| line.trim().is_empty();
    let above = before.rsplit('\n').enumerate().take_while(|(i, line)| *i == 0 || !blank(line));
    let below = after.split_inclusive('\n').enumerate().take_while(|(i, line)| *i == 0 || !blank(line));
    let mut start = range.start;
    for (i, line) in above {
        start = start.checked_sub(line.len() + usize::from(i > 0)).filter(|start| range.start - start <= LONGEST)?;
    }
    let mut end = range.end;
    for (_, line) in below {
        end += line.len();
        (end - start <= LONGEST).then_some(())?;
    }
    Some(Span::new(words.file, start, end))
}

/// What readers see in a place of the draft, with a space wherever something is left out or a line ends.
fn seen(sources: &Sources, span: Span, shown: &[Shown]) -> String {
    let mut pieces = Vec::new();
    if shown.is_empty() {
        pieces.push(sources.slice(span));
    }
    let first = shown.partition_point(|piece| piece.span.end <= span.start);
    let mut last = span.start;
    for piece in shown.iter().skip(first).take_while(|piece| piece.span.start < span.end) {
        let gap = Span { start: last, end: piece.span.start.max(last), ..span };
        if sources.slice(gap).contains(char::is_whitespace) {
            pieces.push(" ");
        }
        pieces.push(piece.seen(sources));
        last = piece.span.end;
    }
    pieces.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}
