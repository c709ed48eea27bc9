//! CSV to nodes: one mapping a row, its keys from the first row. The only file that names the CSV parser, which says what a cell
//! is; where it stands is found again here.

mod quick;

use std::io;
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::WRONG_SHAPE;
use crate::input::node::{Entry, MAX_BULK_BYTES, Node, NodeKind, Scalar, too_large};
use crate::source::{FileId, Sources, Span, Spanned, Text};

pub use quick::{Cells, undoubled};

/// The first row of a table, where it stands on the first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The names of the columns, as written.
    pub keys: Vec<Spanned<String>>,
    /// Where the next line begins.
    pub end: usize,
}

/// The rows of a file behind the first, each with its cells that are not empty. Rows without any are passed over.
#[must_use]
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    let whole = sources.text(file);
    let base = mark_of(whole);
    let text = whole.get(base..).unwrap_or("");
    if text.len() > MAX_BULK_BYTES {
        return (Vec::new(), vec![too_large(Span::new(file, 0, 0), MAX_BULK_BYTES)]);
    }
    let mut records = Records { file, text, starts: &[(0, base)], keys: None, rows: Vec::new(), diagnostics: Vec::new() };
    records.read();
    (records.rows, records.diagnostics)
}

/// The header of a table whose rows can be read part by part; none where it does not stand on the first line alone.
///
/// # Errors
/// The text cannot be read.
pub fn header(file: FileId, text: &Text) -> io::Result<Option<Header>> {
    let (_, first) = text.lines_within(0..text.length().min(1))?;
    let base = mark_of(&first);
    let line = row_of(first.get(base..).unwrap_or(""));
    let is_odd = line.is_empty() || line.contains('\r') || mark_of(line) > 0 || Row::at(line, 0).open.is_some();
    if is_odd || text.length() > MAX_BULK_BYTES {
        return Ok(None);
    }
    let mut records = Records { file, text: line, starts: &[(0, base)], keys: None, rows: Vec::new(), diagnostics: Vec::new() };
    records.read();
    Ok(records.keys.map(|keys| Header { keys, end: first.len() }))
}

/// Some rows of a table, put together, since a CSV parser is dear to begin.
pub struct Parts {
    joined: String,
    /// Where each part begins here, and in the file.
    starts: Vec<(usize, usize)>,
}

impl Default for Parts {
    fn default() -> Parts {
        // Only at the beginning of a file is a byte order mark no part of the first cell.
        Parts { joined: "\n".to_owned(), starts: Vec::new() }
    }
}

impl Parts {
    /// Adds whole rows that begin at a byte of the file, behind those that are there.
    pub fn add(&mut self, rows: &str, start: usize) {
        if !self.joined.ends_with('\n') {
            self.joined.push('\n');
        }
        self.starts.push((self.joined.len(), start));
        self.joined.push_str(rows);
    }

    /// Reads them as [`read`] does.
    #[must_use]
    pub fn read(&self, file: FileId, header: &Header) -> (Vec<Node>, Vec<Diagnostic>) {
        let (text, starts, keys) = (&self.joined, &self.starts, Some(header.keys.clone()));
        let mut records = Records { file, text, starts, keys, rows: Vec::new(), diagnostics: Vec::new() };
        records.read();
        (records.rows, records.diagnostics)
    }
}

/// The byte behind the lines that hold the row at the beginning of a line, and others that begin in its last line; none where a cell
/// does not end.
#[must_use]
pub fn end_of_row(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let row = Row::at(text, at);
        if row.open.is_some() {
            return None;
        }
        let end = row.bytes().end;
        let rest = text.get(end..)?;
        at = end + (rest.len() - rest.trim_start_matches('\r').len());
        match text.as_bytes().get(at) {
            None => return Some(at),
            Some(b'\n') => return Some(at + 1),
            Some(_) => {}
        }
    }
}

/// A line without its line break.
#[must_use]
pub fn row_of(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

/// How many bytes of a text are a byte order mark.
fn mark_of(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The rows of a text, as they are read.
struct Records<'t> {
    file: FileId,
    text: &'t str,
    /// Where each part of the text begins, and where that is in the file.
    starts: &'t [(usize, usize)],
    /// The header, once it is known.
    keys: Option<Vec<Spanned<String>>>,
    rows: Vec<Node>,
    diagnostics: Vec<Diagnostic>,
}

impl Records<'_> {
    fn read(&mut self) {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(self.text.as_bytes());
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).is_ok_and(|more| more) {
            let start = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
            self.record(&record, start);
        }
    }

    fn record(&mut self, record: &StringRecord, start: usize) {
        let (file, text) = (self.file, self.text);
        let places = Row::at(text, start);
        let before = self.starts.partition_point(|(start, _)| *start <= places.bytes().start);
        let (start, in_file) = before.checked_sub(1).and_then(|part| self.starts.get(part)).copied().unwrap_or_default();
        let span = |range: &Range<usize>| Span::new(file, in_file + range.start - start, in_file + range.end - start);
        let row = span(&places.bytes());
        if let Some(quote) = places.open {
            self.diagnostics.push(not_closed(span(&(quote..quote + 1))));
        }
        let cells = record.iter().zip(&places.cells).map(|(cell, place)| scalar(cell, text, place, span));
        let Some(keys) = &self.keys else {
            self.keys = Some(cells.map(|(cell, at)| Spanned::new(cell.text, at)).collect());
            return;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if record.len() != keys.len() {
            self.diagnostics.push(uneven(row, record.len(), keys.len()));
            return;
        }
        let given = keys.iter().zip(cells).filter(|(_, (cell, _))| !cell.text.trim().is_empty());
        let entries =
            given.map(|(key, (cell, at))| Entry { key: key.clone(), value: Node { span: at, kind: NodeKind::Scalar(cell) } });
        self.rows.push(Node { span: row, kind: NodeKind::Map(entries.collect()) });
    }
}

/// A cell's text and its place, quotes included.
fn scalar(cell: &str, text: &str, place: &Range<usize>, span: impl Fn(&Range<usize>) -> Span) -> (Scalar, Span) {
    let written = text.get(place.clone()).unwrap_or("");
    let quoted = written.len() >= 2 && written.starts_with('"') && written.ends_with('"');
    let inner = if quoted { place.start + 1..place.end - 1 } else { place.clone() };
    let verbatim = text.get(inner.clone()) == Some(cell);
    // In a cell `null` and `~` are words like others; only an empty one is missing.
    let plain = matches!(cell.trim(), "true" | "false");
    (Scalar { text: cell.to_owned(), plain, inner: span(&inner), verbatim }, span(place))
}

/// Where the cells of a row stand.
struct Row {
    cells: Vec<Range<usize>>,
    /// The quotation mark of a cell that does not end.
    open: Option<usize>,
}

impl Row {
    /// The row at a byte of a text, or behind the line breaks there.
    fn at(text: &str, start: usize) -> Row {
        let rest = text.get(start..).unwrap_or("");
        let mut at = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let mut row = Row { cells: Vec::new(), open: None };
        let bytes = text.as_bytes();
        loop {
            let cell = at;
            if bytes.get(at) == Some(&b'"') {
                at = closing_quote(bytes, at + 1).unwrap_or_else(|| {
                    row.open = Some(cell);
                    bytes.len()
                });
            }
            at += bytes.iter().skip(at).take_while(|byte| !matches!(byte, b',' | b'\r' | b'\n')).count();
            row.cells.push(cell..at);
            if bytes.get(at) != Some(&b',') {
                return row;
            }
            at += 1;
        }
    }

    fn bytes(&self) -> Range<usize> {
        let (first, last) = (self.cells.first(), self.cells.last());
        first.map_or(0, |cell| cell.start)..last.map_or(0, |cell| cell.end)
    }
}

/// The byte behind the quotation mark that closes a cell; two in a row are one within it.
fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

fn uneven(row: Span, cells: usize, wanted: usize) -> Diagnostic {
    let number = |n: usize| if n == 1 { "one cell".to_owned() } else { format!("{n} cells") };
    Diagnostic::new(&WRONG_SHAPE, format!("this row has {}, but the header has {}", number(cells), number(wanted)))
        .label(row, "this row is left out")
        .help("give every row as many cells as the header, and put a cell with a comma in quotes, as in `\"10,000\"`")
}

fn not_closed(quote: Span) -> Diagnostic {
    Diagnostic::new(&WRONG_SHAPE, "a quotation mark at the beginning of a cell is never closed")
        .label(quote, "all that follows is in this cell")
        .help("close it with `\"` at the end of the cell; within it, write `\"\"` for a quotation mark")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row as `key=value`, with the place of each value checked.
    fn rows(text: &str) -> (Vec<String>, Vec<(String, String)>) {
        let mut sources = Sources::new();
        let file = sources.add("claims.csv", text);
        let (nodes, diagnostics) = read(&sources, file);
        let rows = nodes.iter().map(|node| {
            let NodeKind::Map(entries) = &node.kind else { panic!("{node:?}") };
            let shown = entries.iter().map(|entry| {
                let cell = entry.value.as_scalar().unwrap();
                assert_eq!(cell.verbatim, sources.slice(cell.inner) == cell.text);
                assert_eq!(sources.slice(entry.key.span).trim_matches('"'), entry.key.value);
                format!("{}={}", entry.key.value, if cell.verbatim { sources.slice(cell.inner) } else { &cell.text })
            });
            shown.collect::<Vec<_>>().join("|")
        });
        let said = diagnostics.iter().map(|d| (d.code.name.to_owned(), sources.slice(d.labels[0].span).to_owned())).collect();
        (rows.collect(), said)
    }

    #[test]
    fn rows_are_mappings_of_cells() {
        let (found, said) = rows(
            "\u{feff}id,value,\"no\te\"\r\na,\"10,000 men\",\"é \"\"x\"\" 𐐀\"\r\n\r\nb,,\"two\r\nlines\"\nc,x\"y,\"\"\n,,\n",
        );
        assert_eq!(found, ["id=a|value=10,000 men|no\te=é \"x\" 𐐀", "id=b|no\te=two\r\nlines", "id=c|value=x\"y"]);
        assert_eq!(said, []);
        assert_eq!(rows(""), (vec![], vec![]));
        assert_eq!(rows("id,value"), (vec![], vec![]));
    }

    #[test]
    fn uneven_rows_and_open_quotes_are_said() {
        let (rows, said) = rows("id,value\na,10,000\nb\nc,\"d\n");
        assert_eq!(rows, ["id=c|value=d\n"]);
        let shape = |words: &str| ("wrong-shape".to_owned(), words.to_owned());
        assert_eq!(said, [shape("a,10,000"), shape("b"), shape("\"")]);
    }
}
