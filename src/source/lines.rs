//! Where the lines of a text begin: bytes in, lines and columns out. The table is made at the first question.

use std::sync::{Arc, OnceLock};

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

/// The beginnings of a text's lines. A line ends at `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct Lines {
    text: Arc<String>,
    starts: OnceLock<Vec<u32>>,
}

impl Lines {
    /// The lines of `text`; nothing is read until a question is asked.
    #[must_use]
    pub fn new(text: Arc<String>) -> Lines {
        Lines { text, starts: OnceLock::new() }
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
        self.starts().len()
    }

    /// The line (from 0) that holds a byte.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts().partition_point(|s| *s as usize <= byte) - 1
    }

    /// The bytes of a line (from 0), its line break included.
    #[must_use]
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let starts = self.starts();
        let end = starts.get(line + 1).map_or(self.text.len(), |s| *s as usize);
        starts[line] as usize..end
    }

    /// Line and column of a byte; a byte past the end is taken for the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.line_of(byte);
        let start = self.starts()[line] as usize;
        let before = self.text.get(start..byte).unwrap_or("");
        Position { byte, line: line + 1, column: count(before, Columns::Characters) + 1 }
    }

    /// The column of a byte, from 1, in the unit that is asked for.
    #[must_use]
    pub fn column(&self, byte: usize, columns: Columns) -> usize {
        let byte = byte.min(self.text.len());
        let start = self.range(self.line_of(byte)).start;
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
        let lines = Lines::new(Arc::new(String::from("aé\r\n𐐀x\ry\n")));
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
    fn columns_are_counted_in_the_unit_that_is_asked_for() {
        let lines = Lines::new(Arc::new(String::from("x\né𐐀y")));
        let at = |columns| lines.column(8, columns);
        assert_eq!((at(Columns::Characters), at(Columns::Utf16), at(Columns::Bytes)), (3, 4, 7));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let lines = Lines::new(Arc::new(String::from("\u{feff}ab")));
        assert_eq!(lines.position(4).column, 2);
        assert_eq!((lines.column(4, Columns::Utf16), lines.column(4, Columns::Bytes)), (2, 5));
    }
}
