//! The cells of a row that stands on one line, cut where they stand, without a record. Where quotation marks stand in a cell without
//! enclosing it, or a line ends within one, the row is left to the CSV reader, which says what it is.

use crate::input::plain::{Kind, Piece};

/// Goes through a row; everything that it hands out is a cell, or it gives up.
pub struct Cells<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cells<'t> {
    /// At a byte of a text, for a row that ends where `text` does, without a line break.
    #[must_use]
    pub fn new(text: &'t str, at: usize) -> Cells<'t> {
        Cells { text, at }
    }

    /// Steps over a comma.
    #[must_use]
    pub fn comma(&mut self) -> bool {
        let is_there = self.text.as_bytes().get(self.at) == Some(&b',');
        self.at += usize::from(is_there);
        is_there
    }

    /// The cell that stands here, without quotes; [`Kind::Null`] where nothing but white space is in it.
    #[must_use]
    pub fn cell(&mut self) -> Option<Piece> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        if bytes.get(start) == Some(&b'"') {
            return self.quoted();
        }
        let length =
            bytes.get(start..)?.iter().position(|byte| matches!(byte, b',' | b'"' | b'\r')).unwrap_or(bytes.len() - start);
        self.at += length;
        if matches!(bytes.get(self.at), Some(b'"' | b'\r')) {
            return None;
        }
        let at = start..self.at;
        Some(Piece { kind: kind_of(self.text.get(at.clone())?), at })
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn quoted(&mut self) -> Option<Piece> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let (mut end, mut is_doubled) = (start, false);
        loop {
            end += bytes.get(end..)?.iter().position(|byte| *byte == b'"')?;
            if bytes.get(end + 1) != Some(&b'"') {
                break;
            }
            (end, is_doubled) = (end + 2, true);
        }
        self.at = end + 1;
        if !matches!(bytes.get(self.at), None | Some(b',')) {
            return None;
        }
        let kind = if is_doubled { Kind::Doubled } else { kind_of(self.text.get(start..end)?) };
        Some(Piece { at: start..end, kind })
    }
}

/// What a cell is whose text is all that it says.
fn kind_of(cell: &str) -> Kind {
    // Hardly any cell has white space at its ends, and the bytes there say so.
    let ends = [cell.bytes().next(), cell.bytes().next_back()];
    let is_tight = ends.iter().all(|end| end.is_some_and(|byte| byte.is_ascii_graphic()));
    match if is_tight { cell } else { cell.trim() } {
        "" => Kind::Null,
        "true" | "false" => Kind::Bool,
        _ => Kind::Text,
    }
}

/// The text of a quoted cell in which each quotation mark stands twice.
#[must_use]
pub fn undoubled(written: &str) -> String {
    written.replace("\"\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{NodeKind, csv};
    use crate::source::Sources;
    use proptest::prelude::*;

    /// The cells of a row; none where it is left to the CSV reader.
    fn cut(row: &str) -> Option<Vec<Piece>> {
        let mut cells = Cells::new(row, 0);
        let mut all = vec![cells.cell()?];
        while cells.comma() {
            all.push(cells.cell()?);
        }
        cells.is_done().then_some(all)
    }

    fn text(row: &str, piece: &Piece) -> String {
        let written = &row[piece.at.clone()];
        if piece.kind == Kind::Doubled { undoubled(written) } else { written.to_owned() }
    }

    #[test]
    fn a_row_is_cut_where_it_stands() {
        let row = "a,\"10,000 men\",\"é \"\"x\"\"\", true ,,\"\",\"\u{a0}\",\"false\"";
        let cells = cut(row).unwrap();
        let texts: Vec<String> = cells.iter().map(|piece| text(row, piece)).collect();
        assert_eq!(texts, ["a", "10,000 men", "é \"x\"", " true ", "", "", "\u{a0}", "false"]);
        let kinds = [Kind::Text, Kind::Text, Kind::Doubled, Kind::Bool, Kind::Null, Kind::Null, Kind::Null, Kind::Bool];
        assert_eq!(cells.iter().map(|piece| piece.kind).collect::<Vec<_>>(), kinds);
        for row in ["a\"b", "\"a", "\"a\"b,c", "\"a\" ,b", "a\rb", "\"a\"\rb", "\"a\"\"", "a,\""] {
            assert_eq!(cut(row), None, "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_is_what_the_csv_reader_reads(row in "[,\"abé \r\u{feff}]{1,20}") {
            let row = row.trim_end_matches('\r');
            let Some(cells) = cut(row).filter(|_| !row.is_empty()) else { return Ok(()) };
            let header = vec!["k"; cells.len()].join(",");
            let mut sources = Sources::new();
            let file = sources.add("a.csv", format!("{header}\n{row}"));
            let (nodes, said) = csv::read(&sources, file);
            prop_assert_eq!(said, []);
            let given: Vec<String> = cells.iter().filter(|piece| piece.kind != Kind::Null).map(|piece| text(row, piece)).collect();
            let entries = nodes.iter().flat_map(|node| match &node.kind {
                NodeKind::Map(entries) => entries.as_slice(),
                _ => panic!("{node:?}"),
            });
            let read: Vec<String> = entries.map(|entry| entry.value.as_scalar().unwrap().text.clone()).collect();
            prop_assert_eq!(read, given);
        }
    }
}
