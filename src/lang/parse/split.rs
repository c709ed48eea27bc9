//! Splits a rule file into items by its lines, before anything is read: so one mistake never hides the rest of the file.

use std::ops::Range;

/// The words that open an item in column 1.
pub(super) const KEYWORDS: [&str; 8] = ["pack", "unit", "hedge", "amount", "measure", "field", "define", "rule"];

/// A piece of a rule file: an item, or text that is none. All ranges are bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// Lines that an item keyword opens.
    Item {
        /// The keyword.
        keyword: &'static str,
        /// The word `override` before it.
        overrides: Option<Range<usize>>,
        /// From the keyword to the end of its last line.
        range: Range<usize>,
        /// The first word, inside its braces, that stands in column 1.
        stray: Option<Range<usize>>,
    },
    /// Lines that no item keyword opens.
    Stray {
        /// Their first word.
        word: Range<usize>,
    },
}

/// The chunks of a file, in order. Blank lines and comments between them are left out.
pub(super) fn split(text: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    // Whether the last chunk may go on, and whether it is an item whose brace is still open.
    let (mut open, mut braced) = (false, false);
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let code = line.trim_end();
        let end = start + code.len();
        let in_column_one = !code.starts_with(char::is_whitespace);
        if code.is_empty() || code.trim_start().starts_with('#') {
            // Blank lines and comments belong to the chunk round them, if it goes on.
        } else if let Some(item) = opening(code, start) {
            (open, braced) = (true, item_is_braced(&item) && !code.ends_with('}'));
            chunks.push(item);
        } else if in_column_one && code.starts_with('}') && open {
            extend(&mut chunks, end);
            (open, braced) = (false, false);
        } else if !in_column_one && open {
            extend(&mut chunks, end);
        } else if in_column_one && braced && !is_nearly_an_item(code) {
            extend(&mut chunks, end);
            note_stray(&mut chunks, first_word(code, start));
        } else if !(open && matches!(chunks.last(), Some(Chunk::Stray { .. }))) {
            chunks.push(Chunk::Stray { word: first_word(code, start) });
            (open, braced) = (true, false);
        }
        start += line.len();
    }
    chunks
}

/// The item that a line opens, if it does.
fn opening(line: &str, start: usize) -> Option<Chunk> {
    let (overrides, at) = match word_at(line, 0) {
        "override" => (Some(start..start + "override".len()), line.len() - line.get("override".len()..)?.trim_start().len()),
        _ => (None, 0),
    };
    let keyword = *KEYWORDS.iter().find(|k| **k == word_at(line, at))?;
    Some(Chunk::Item { keyword, overrides, range: start + at..start + line.len(), stray: None })
}

fn item_is_braced(chunk: &Chunk) -> bool {
    matches!(chunk, Chunk::Item { keyword: "measure" | "rule", .. })
}

/// Whether a line in column 1 is more like the start of another item than like a clause that lost its indent.
fn is_nearly_an_item(line: &str) -> bool {
    let words = KEYWORDS.into_iter().chain(["override"]);
    crate::diagnostic::nearest(word_at(line, 0), words).is_some() && line.ends_with('{')
}

fn extend(chunks: &mut [Chunk], end: usize) {
    if let Some(Chunk::Item { range, .. }) = chunks.last_mut() {
        range.end = end;
    }
}

fn note_stray(chunks: &mut [Chunk], word: Range<usize>) {
    if let Some(Chunk::Item { stray, .. }) = chunks.last_mut() {
        stray.get_or_insert(word);
    }
}

fn first_word(line: &str, start: usize) -> Range<usize> {
    let at = line.len() - line.trim_start().len();
    let length = word_at(line, at).len().max(line.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    start + at..start + at + length
}

/// The word that stands at byte `at`: letters and digits of any script, `_`, and `-` before one of those; may be empty.
pub(super) fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((i, c)) = characters.next() {
        let joins = c == '-' && i > 0 && characters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !is_of_word(c) && !joins {
            break;
        }
        end = i + c.len_utf8();
    }
    rest.get(..end).unwrap_or("")
}
