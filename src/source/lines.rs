//! Where the lines of a text begin: bytes in, lines and columns out. The table is made at the first question. Of a text that is an
//! extract of its file, lines and bytes are those of the file.

use std::sync::{Arc, OnceLock};

use super::Text;

/// A place in a text as people count: line and column from 1, columns in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The byte, from 0.
    pub byte: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in code points.
    pub column: usize,
}

/// What columns are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Unicode code points, as people count.
    Characters,
    /// UTF-16 code units.
    Utf16,
    /// Bytes of UTF-8, a byte order mark included.
    Bytes,
}

/// A piece of a file in an extract: whole lines, up to where the next piece begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the extract.
    pub at: usize,
    /// Where it begins in the file.
    pub byte: usize,
    /// The line (from 0) of the file that it begins with.
    pub line: usize,
}

/// What an extract is an extract of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extract {
    /// The pieces, in the order of the file; the first begins where the extract does.
    pub pieces: Vec<Piece>,
    /// How many lines the file has.
    pub lines: usize,
}

impl Extract {
    /// The piece that holds a byte of the extract.
    fn piece(&self, byte: usize) -> Piece {
        let next = self.pieces.partition_point(|piece| piece.at <= byte);
        let piece = next.checked_sub(1).and_then(|last| self.pieces.get(last));
        piece.copied().unwrap_or(Piece { at: 0, byte: 0, line: 0 })
    }
}

/// The beginnings of a text's lines. A line ends at `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct Lines {
    text: Arc<Text>,
    starts: OnceLock<Vec<u32>>,
    extract: Option<Arc<Extract>>,
}

impl Lines {
    /// The lines of `text`; nothing is read until a question is asked.
    #[must_use]
    pub fn new(text: Arc<Text>) -> Lines {
        Lines { text, starts: OnceLock::new(), extract: None }
    }

    /// The lines of a text that is an extract.
    #[must_use]
    pub fn of_extract(text: Arc<Text>, extract: Arc<Extract>) -> Lines {
        Lines { extract: Some(extract), ..Lines::new(text) }
    }

    /// The lines of another text of just the same layout.
    #[must_use]
    pub fn of_other(&self, text: Arc<Text>) -> Lines {
        Lines { extract: self.extract.clone(), ..Lines::new(text) }
    }

    /// What this is an extract of; none where it is all of its file.
    #[must_use]
    pub fn extract(&self) -> Option<&Extract> {
        self.extract.as_deref()
    }

    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (i, byte) in bytes.iter().enumerate() {
                let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
                if ends {
                    starts.push(u32::try_from(i + 1).unwrap_or(u32::MAX));
                }
            }
            starts
        })
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.extract.as_ref().map_or_else(|| self.starts().len(), |extract| extract.lines)
    }

    /// The place of the line that holds a byte, among the lines that are there.
    fn row_of(&self, byte: usize) -> usize {
        self.starts().partition_point(|s| *s as usize <= byte) - 1
    }

    /// The line (from 0) that holds a byte.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        let row = self.row_of(byte);
        match &self.extract {
            None => row,
            Some(extract) => {
                let piece = extract.piece(byte);
                piece.line + row - self.row_of(piece.at)
            }
        }
    }

    /// The bytes of a line (from 0), its line break included; none of a line that is not in the extract.
    #[must_use]
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let starts = self.starts();
        let of_row = |row: usize| {
            let end = starts.get(row + 1).map_or(self.text.length(), |s| *s as usize);
            starts.get(row).map_or(end, |s| *s as usize)..end
        };
        let Some(extract) = &self.extract else { return of_row(line) };
        let next = extract.pieces.partition_point(|piece| piece.line <= line);
        let ends = extract.pieces.get(next).map_or(self.text.length(), |piece| piece.at);
        let Some(piece) = next.checked_sub(1).and_then(|last| extract.pieces.get(last)) else { return 0..0 };
        let range = of_row(self.row_of(piece.at) + line - piece.line);
        if range.start < ends { range } else { ends..ends }
    }

    /// Line and column of a byte; a byte past the end is taken for the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.length());
        let start = self.starts()[self.row_of(byte)] as usize;
        let before = self.text.get(start..byte).unwrap_or("");
        let in_file = match &self.extract {
            None => byte,
            Some(extract) => {
                let piece = extract.piece(byte);
                piece.byte + byte - piece.at
            }
        };
        Position { byte: in_file, line: self.line_of(byte) + 1, column: count(before, Columns::Characters) + 1 }
    }

    /// The column of a byte, from 1, in the unit that is asked for.
    #[must_use]
    pub fn column(&self, byte: usize, columns: Columns) -> usize {
        let byte = byte.min(self.text.length());
        let start = self.starts()[self.row_of(byte)] as usize;
        count(self.text.get(start..byte).unwrap_or(""), columns) + 1
    }
}

/// How long the beginning of a line is; a byte order mark is no character of it.
fn count(before: &str, columns: Columns) -> usize {
    let words = before.strip_prefix('\u{feff}').unwrap_or(before);
    match columns {
        Columns::Characters => words.chars().count(),
        Columns::Utf16 => words.encode_utf16().count(),
        Columns::Bytes => before.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_lines_end_in_any_way() {
        let lines = Lines::new(Arc::new(Text::from(String::from("aé\r\n𐐀x\ry\n"))));
        let at = |byte| {
            let p = lines.position(byte);
            (p.line, p.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 3));
        assert_eq!(at(5), (2, 1));
        assert_eq!(at(9), (2, 2));
        assert_eq!(at(11), (3, 1));
        assert_eq!(at(99), (4, 1));
    }

    #[test]
    fn of_an_extract_lines_and_bytes_are_those_of_the_file() {
        let file = "aé\nbb\ncc\rcd\nx\nyy\n";
        let (whole, kept) = (Lines::new(Arc::new(Text::from(file.to_owned()))), [(4, 1, 3), (7, 2, 6), (15, 5, 3)]);
        let mut pieces = Vec::new();
        let mut text = String::new();
        for (byte, line, length) in kept {
            pieces.push(Piece { at: text.len(), byte, line });
            text.push_str(&file[byte..byte + length]);
        }
        let extract = Extract { pieces: pieces.clone(), lines: whole.count() };
        let lines = Lines::of_extract(Arc::new(Text::from(text.clone())), Arc::new(extract));
        for (at, c) in text.char_indices() {
            let piece = pieces.iter().rev().find(|piece| piece.at <= at).unwrap();
            let there = piece.byte + at - piece.at;
            assert_eq!(lines.position(at), whole.position(there), "{c:?}");
            assert_eq!(lines.line_of(at), whole.line_of(there));
            assert_eq!(&text[lines.range(lines.line_of(at))], &file[whole.range(whole.line_of(there))]);
        }
        assert!(lines.range(0).is_empty() && lines.range(4).is_empty());
        assert_eq!(lines.count(), whole.count());
    }

    #[test]
    fn columns_are_counted_in_the_unit_that_is_asked_for() {
        let lines = Lines::new(Arc::new(Text::from(String::from("x\né𐐀y"))));
        let at = |columns| lines.column(8, columns);
        assert_eq!((at(Columns::Characters), at(Columns::Utf16), at(Columns::Bytes)), (3, 4, 7));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let lines = Lines::new(Arc::new(Text::from(String::from("\u{feff}ab"))));
        assert_eq!(lines.position(4).column, 2);
        assert_eq!((lines.column(4, Columns::Utf16), lines.column(4, Columns::Bytes)), (2, 5));
    }
}
