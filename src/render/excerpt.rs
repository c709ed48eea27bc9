//! The lines about an entry's places, from one file or several, as one text for miette: cleaned and cut, with offsets of its own.
//!
//! Only those lines are copied, found by the line table, so that a report costs the same in a small text and in a large one.
//! miette draws a frame for every block of lines, because a span that reaches from one block into another cannot be read.

use std::fmt;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::clean;
use super::entry::Entry;
use super::row::Row;
use crate::diagnostic::Severity;
use crate::input::Format;
use crate::source::{FileId, SourceFile, Sources, Span};

/// Places beyond this many are counted, not shown: miette looks at every label on every line.
const MOST_PLACES: usize = 40;
/// Of a place with more lines than this, the first ones are shown.
const MOST_LINES: usize = 12;

/// How an excerpt is laid out.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Lines and labels fit into so many columns.
    Drawn(usize),
    /// Long lines are cut only where nobody could listen to the end.
    Spoken,
}

/// The lines about some places.
#[derive(Debug)]
pub struct Excerpt {
    /// The rows, a line break between them, none after a block's last.
    text: String,
    /// For each row: its line from 0, and where it begins in `text`.
    rows: Vec<(usize, usize)>,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    /// How many places are not shown.
    pub left_out: usize,
}

/// Lines that follow one another in one file.
#[derive(Debug)]
struct Block {
    path: String,
    rows: Range<usize>,
    bytes: Range<usize>,
}

/// A place in the excerpt.
#[derive(Debug)]
struct Mark {
    bytes: Range<usize>,
    /// The column in the file, from 0.
    column: usize,
    message: String,
    primary: bool,
}

/// A place in its file, within the text and without the line break at its end.
struct Place<'a> {
    file: FileId,
    bytes: Range<usize>,
    lines: Range<usize>,
    message: &'a str,
    primary: bool,
}

impl Excerpt {
    /// The lines about the labels, the primary one's file first, and a line before and after.
    pub fn new(sources: &Sources, labels: &[(Span, String)], manner: Manner) -> Excerpt {
        let left_out = labels.len().saturating_sub(MOST_PLACES);
        let places = places(sources, labels);
        let mut excerpt = Excerpt { text: String::new(), rows: Vec::new(), blocks: Vec::new(), marks: Vec::new(), left_out };
        let mut rest = places.as_slice();
        while let Some(first) = rest.first() {
            let file = sources.file(first.file);
            let mut lines = context(file, first);
            let mut count = 1;
            // As miette does it: lines that touch are drawn in one frame.
            while let Some(next) = rest.get(count).filter(|p| p.file == first.file && context(file, p).start <= lines.end) {
                lines.end = lines.end.max(context(file, next).end);
                count += 1;
            }
            let (here, later) = rest.split_at(count);
            excerpt.add_block(sources, here, lines, manner);
            rest = later;
        }
        excerpt.marks.sort_by_key(|m| (m.bytes.start, m.bytes.end));
        excerpt
    }

    fn add_block(&mut self, sources: &Sources, places: &[Place<'_>], lines: Range<usize>, manner: Manner) {
        let Some(file) = places.first().map(|p| sources.file(p.file)) else { return };
        let columns = match manner {
            Manner::Drawn(width) => width.saturating_sub(lines.end.to_string().len() + 5).max(24),
            Manner::Spoken => 400,
        };
        let (first_row, first_byte) = (self.rows.len(), self.text.len());
        let mut spots: Vec<Range<usize>> = places.iter().map(|_| 0..0).collect();
        for line in lines.clone() {
            let offset = self.text.len();
            let raw = content(file, line);
            let within = |byte: usize| byte.clamp(raw.start, raw.end) - raw.start;
            let marked: Vec<Range<usize>> = places
                .iter()
                .filter(|p| p.lines.start == line || p.lines.end == line + 1)
                .map(|p| within(p.bytes.start)..within(p.bytes.end))
                .collect();
            let row = Row::of(file.path(), file.text().get(raw.clone()).unwrap_or(""), &marked, columns);
            for (place, spot) in places.iter().zip(&mut spots) {
                if place.lines.start == line {
                    spot.start = offset + row.shown(within(place.bytes.start));
                }
                if place.lines.end == line + 1 {
                    spot.end = offset + row.shown(within(place.bytes.end));
                }
            }
            self.rows.push((line, offset));
            // A block has no line break at its end (narrated reports would take every later place for one in its last line), so a
            // caret after the last character, and a line without any, need a space to stand on.
            let ends_here = places.iter().zip(&spots).any(|(p, s)| p.lines.end == line + 1 && s.is_empty());
            self.text.push_str(&row.text);
            if row.text.is_empty() || ends_here {
                self.text.push(' ');
            }
            if line + 1 < lines.end {
                self.text.push('\n');
            }
        }
        let path = clean::path(file.path());
        self.blocks.push(Block { path, rows: first_row..self.rows.len(), bytes: first_byte..self.text.len() });
        self.add_marks(file, places, spots, manner);
        // Blocks stand apart, so that the end of one is not the beginning of the next.
        self.text.push('\n');
    }

    fn add_marks(&mut self, file: &SourceFile, places: &[Place<'_>], spots: Vec<Range<usize>>, manner: Manner) {
        let mut marks: Vec<Mark> = Vec::new();
        for (place, bytes) in places.iter().zip(spots) {
            let column = file.lines().position(place.bytes.start).column - 1;
            let before = self.row_before(bytes.start).chars().count();
            let mut message = place.message.to_owned();
            match manner {
                Manner::Drawn(width) => message = fold(&message, width.saturating_sub(before + 14).max(24)),
                Manner::Spoken if before != column && message.is_empty() => {
                    message = format!("column {} in the file", column + 1)
                }
                Manner::Spoken if before != column => message.push_str(&format!(" (column {} in the file)", column + 1)),
                Manner::Spoken => {}
            }
            match marks.iter_mut().find(|m| m.bytes == bytes) {
                Some(same) => same.join(&message, place.primary, manner),
                None => marks.push(Mark { bytes, column, message, primary: place.primary }),
            }
        }
        let mut apart = self.keep_apart(marks, manner);
        self.marks.append(&mut apart);
    }

    /// Shortens marks that overlap within a row, each to where the next begins: miette would draw the next one after it, under
    /// the wrong words. A mark of which nothing is left says its words under the one before.
    fn keep_apart(&self, marks: Vec<Mark>, manner: Manner) -> Vec<Mark> {
        let (mut marks, mut apart): (Vec<Mark>, Vec<Mark>) =
            marks.into_iter().partition(|m| self.row_of(m.bytes.start) == self.row_of(m.bytes.end));
        marks.sort_by_key(|m| (m.bytes.start, m.bytes.end));
        let starts: Vec<usize> = marks.iter().map(|m| m.bytes.start).collect();
        let mut before: Option<Mark> = None;
        for mut mark in marks {
            let next = starts.iter().copied().find(|s| *s > mark.bytes.start);
            mark.bytes.end = next.map_or(mark.bytes.end, |n| n.min(mark.bytes.end));
            if let Some(last) = before.as_mut().filter(|l| l.bytes.end > mark.bytes.start) {
                mark.bytes.start = last.bytes.end;
                if mark.bytes.start >= mark.bytes.end {
                    last.join(&mark.message, mark.primary, manner);
                    continue;
                }
            }
            apart.extend(before.replace(mark));
        }
        apart.extend(before);
        apart
    }

    fn row_of(&self, byte: usize) -> usize {
        self.rows.partition_point(|(_, offset)| *offset <= byte).saturating_sub(1)
    }

    fn row_before(&self, byte: usize) -> &str {
        let start = self.rows.get(self.row_of(byte)).map_or(0, |(_, offset)| *offset);
        self.text.get(start..byte).unwrap_or("")
    }
}

impl Mark {
    fn join(&mut self, message: &str, primary: bool, manner: Manner) {
        self.primary |= primary;
        if !self.message.is_empty() && !message.is_empty() {
            self.message.push_str(match manner {
                Manner::Drawn(_) => "\n",
                Manner::Spoken => "; ",
            });
        }
        self.message.push_str(message);
    }
}

/// The places that are shown: the primary one's file first, by place in each file.
fn places<'a>(sources: &Sources, labels: &'a [(Span, String)]) -> Vec<Place<'a>> {
    let labels = labels.get(..MOST_PLACES).unwrap_or(labels);
    let rank = |file: FileId| labels.iter().position(|(s, _)| s.file == file);
    let mut places: Vec<Place<'a>> =
        labels.iter().enumerate().map(|(i, (span, message))| place(sources.file(span.file), *span, message, i == 0)).collect();
    places.sort_by_key(|p| (rank(p.file), p.bytes.start, p.bytes.end));
    places
}

fn place<'a>(file: &SourceFile, span: Span, message: &'a str, primary: bool) -> Place<'a> {
    let (text, lines) = (file.text(), file.lines());
    let boundary = |byte: usize| (0..=byte.min(text.len())).rev().find(|b| text.is_char_boundary(*b)).unwrap_or(0);
    let start = boundary(span.range().start);
    let end = boundary(span.range().end).max(start);
    let first = lines.line_of(start);
    // An end at the beginning of a line is the end of the line before.
    let last = lines.line_of(if end > start { end - 1 } else { end }).min(first + MOST_LINES - 1);
    let start = start.min(content(file, first).end);
    let end = end.min(content(file, last).end).max(start);
    Place { file: span.file, bytes: start..end, lines: first..last + 1, message, primary }
}

/// The lines of a place with one before and one after; the emptiness after a text's last line break is no line here. Where each line
/// is a claim of its own, those beside it tell nothing of it.
fn context(file: &SourceFile, place: &Place<'_>) -> Range<usize> {
    if Format::of(file.path()) == Some(Format::JsonLines) {
        return place.lines.clone();
    }
    let count = file.lines().count();
    let shown = if file.lines().range(count - 1).is_empty() { count - 1 } else { count };
    place.lines.start.saturating_sub(1)..(place.lines.end + 1).min(shown).max(place.lines.end)
}

/// The bytes of a line without its line break, and of the first without a byte order mark.
fn content(file: &SourceFile, line: usize) -> Range<usize> {
    let range = file.lines().range(line);
    let raw = file.text().get(range.clone()).unwrap_or("");
    let mark = if range.start == 0 && raw.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = raw.trim_end_matches(['\n', '\r']).len().max(mark);
    range.start + mark..range.start + body
}

/// The words in lines of at most so many columns, unless a word is longer.
fn fold(words: &str, columns: usize) -> String {
    let mut out = String::with_capacity(words.len());
    let mut column = 0;
    for word in words.split_whitespace() {
        let width = word.chars().count();
        if column > 0 {
            let fits = column + 1 + width <= columns;
            out.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        out.push_str(word);
        column += width;
    }
    out
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let inside = |b: &&Block| b.bytes.start <= start && end <= b.bytes.end;
        let block = self.blocks.iter().find(inside).ok_or(MietteError::OutOfBounds)?;
        let first = self.row_of(start).saturating_sub(lines_before).max(block.rows.start);
        let last = (self.row_of(end) + lines_after).min(block.rows.end - 1);
        let (line, row_start) = self.rows.get(first).copied().ok_or(MietteError::OutOfBounds)?;
        let to = self.rows.get(last + 1).filter(|_| last + 1 < block.rows.end).map_or(block.bytes.end, |(_, next)| next - 1);
        // Without lines before, miette asks for the place itself, to write its line and column.
        let place = self.marks.iter().find(|m| lines_before == 0 && m.bytes.start == start);
        let (from, column) = place.map_or((row_start, 0), |m| (start, m.column));
        let data = self.text.as_bytes().get(from..to).ok_or(MietteError::OutOfBounds)?;
        let covered = SourceSpan::from((from, to - from));
        Ok(Box::new(MietteSpanContents::new_named(block.path.clone(), data, covered, line, column, last - first + 1)))
    }
}

/// An entry as miette wants it.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// What stands for its name.
    pub code: &'a str,
    /// The lines about its places.
    pub excerpt: &'a Excerpt,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entry.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.entry.severity {
            Severity::Advice => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.entry.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn url<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.entry.link.as_ref().map(|l| Box::new(l) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks.iter().map(|mark| {
            let message = (!mark.message.is_empty()).then(|| mark.message.clone());
            let span = (mark.bytes.start, mark.bytes.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(message, span)
            } else {
                LabeledSpan::new_with_span(message, span)
            }
        })))
    }
}
