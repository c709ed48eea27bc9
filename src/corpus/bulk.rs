//! Files of claims in bulk as documents: read side by side, block by block, plain lines straight into columns, the others as trees.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::{Document, Schema, Standing, decode_lines, decode_rows, rows};
use crate::diagnostic::{Diagnostic, codes};
use crate::input::{csv, json, jsonl};
use crate::source::{FileId, Sources};

/// What was made of a file or of a part of it, and what there is to say.
type Made = (Document, Vec<Diagnostic>);

/// A file, and what is needed to read it.
#[derive(Clone, Copy)]
struct BulkFile<'r> {
    sources: &'r Sources,
    file: FileId,
    schema: &'r Schema,
    standing: Standing,
}

/// The claims of a file of lines as one document.
#[must_use]
pub fn read_lines(sources: &Sources, file: FileId, schema: &Schema, standing: Standing) -> Made {
    let bulk = BulkFile { sources, file, schema, standing };
    bulk.lines().unwrap_or_else(|_| bulk.refused())
}

/// The claims of a table as one document. One whose header is odd is read row by row.
#[must_use]
pub fn read_table(sources: &Sources, file: FileId, schema: &Schema, standing: Standing) -> Made {
    let bulk = BulkFile { sources, file, schema, standing };
    let text = sources.file(file).shared_text();
    let made = match csv::header(file, &text) {
        Ok(Some(header)) => Table::new(bulk, header).read(&jsonl::blocks(text.length())),
        Ok(None) => Ok(bulk.row_by_row()),
        Err(error) => Err(error),
    };
    made.unwrap_or_else(|_| bulk.refused())
}

impl BulkFile<'_> {
    fn lines(self) -> io::Result<Made> {
        let keys = rows::Keys::of(self.schema);
        let blocks = jsonl::blocks(self.sources.file(self.file).length());
        let blocks: Vec<_> = blocks.into_par_iter().map(|block| self.lines_within(&keys, block)).collect();
        let (mut whole, mut diagnostics) = self.nothing();
        for block in blocks {
            let (document, said) = block?;
            whole.claims.extend(document.claims);
            whole.rows.extend(document.rows);
            diagnostics.extend(said);
        }
        Ok((whole, diagnostics))
    }

    /// A block of lines.
    fn lines_within(self, keys: &rows::Keys, block: Range<usize>) -> io::Result<Made> {
        let text = self.sources.file(self.file).shared_text();
        let (start, lines) = text.lines_within(block)?;
        let mut reader = rows::Reader::new(&lines, start, rows::Shape::Objects(keys));
        jsonl::lines(&lines).for_each(|line| reader.line(line));
        let mut rows = reader.finish();
        let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
        for line in std::mem::take(&mut rows.odd) {
            let (found, said) = json::read_text(self.file, lines.get(line.clone()).unwrap_or(""), start + line.start);
            nodes.extend(found);
            diagnostics.extend(said);
        }
        let (mut document, said) = decode_lines(self.sources, self.file, &nodes, self.schema, self.standing);
        diagnostics.extend(said);
        document.rows.push(rows);
        Ok((document, diagnostics))
    }

    fn row_by_row(self) -> Made {
        let (nodes, mut diagnostics) = csv::read(self.sources, self.file);
        let (document, said) = decode_rows(self.sources, self.file, &nodes, self.schema, self.standing);
        diagnostics.extend(said);
        (document, diagnostics)
    }

    /// A document without claims.
    fn nothing(self) -> Made {
        decode_lines(self.sources, self.file, &[], self.schema, self.standing)
    }

    /// What is said of a file that could not be read.
    fn refused(self) -> Made {
        let changed = || ("cannot be read: it changed while it was read".to_owned(), "try again".to_owned());
        let (why, help) = self.sources.file(self.file).refusal().unwrap_or_else(changed);
        let said = Diagnostic::new(&codes::UNREADABLE, format!("`{}` {why}", self.sources.path(self.file))).help(help);
        (self.nothing().0, vec![said])
    }
}

/// A table that is read in blocks.
struct Table<'r> {
    bulk: BulkFile<'r>,
    header: Arc<csv::Header>,
    columns: rows::Columns,
}

/// Some rows of a table, one behind the other.
struct Part {
    /// The plain ones, and the places of the others.
    rows: rows::Block,
    /// From the beginning of the first to the end of the last.
    at: Range<usize>,
    /// Whether another row begins there, and does not end in the block.
    is_open: bool,
}

impl<'r> Table<'r> {
    fn new(bulk: BulkFile<'r>, header: csv::Header) -> Table<'r> {
        let columns = rows::Columns::of(&rows::Keys::of(bulk.schema), &header.keys);
        Table { bulk, header: Arc::new(header), columns }
    }

    fn read(&self, blocks: &[Range<usize>]) -> io::Result<Made> {
        let parts = self.parts(blocks)?;
        let made: Vec<_> = parts.into_par_iter().map(|part| self.made(part)).collect();
        let (mut whole, mut diagnostics) = self.bulk.nothing();
        for made in made {
            let (document, said) = made?;
            whole.claims.extend(document.claims);
            whole.rows.extend(document.rows);
            diagnostics.extend(said);
        }
        whole.header = Some(Arc::clone(&self.header));
        Ok((whole, self.once(diagnostics)))
    }

    /// Reads all blocks, each as if a row began with its first line. Where one does not, since a cell that began before goes on
    /// there, the block is read again from the next row on.
    fn parts(&self, blocks: &[Range<usize>]) -> io::Result<Vec<Part>> {
        let read: Vec<_> = blocks.par_iter().map(|block| self.part(block.clone())).collect();
        let mut parts = Vec::with_capacity(read.len());
        let mut at = self.header.end;
        for (block, part) in blocks.iter().zip(read) {
            let part = part?;
            if block.end <= at {
                continue;
            }
            let part = if part.at.start == at { part } else { self.part(at..block.end)? };
            at = part.at.end;
            let is_open = part.is_open;
            parts.push(part);
            if is_open {
                let text = self.bulk.sources.text(self.bulk.file);
                let row = at..csv::end_of_row(text, at).unwrap_or(text.len()).max(at);
                at = row.end;
                let mut rows = rows::Block::default();
                rows.odd.push(0..row.len());
                parts.push(Part { rows, at: row, is_open: false });
            }
        }
        Ok(parts)
    }

    /// The rows that begin in a block.
    fn part(&self, block: Range<usize>) -> io::Result<Part> {
        let first = self.header.end;
        let text = self.bulk.sources.file(self.bulk.file).shared_text();
        let (start, lines) = text.lines_within(block.start.max(first)..block.end.max(first))?;
        let mut reader = rows::Reader::new(&lines, start, rows::Shape::Rows(&self.columns));
        let end = reader.rows();
        Ok(Part { rows: reader.finish(), at: start..start + end, is_open: end < lines.len() })
    }

    /// What is made of rows: those that are not plain become trees.
    fn made(&self, mut part: Part) -> io::Result<Made> {
        let BulkFile { sources, file, schema, standing } = self.bulk;
        let odd = std::mem::take(&mut part.rows.odd);
        let (mut document, mut diagnostics) = self.bulk.nothing();
        if !odd.is_empty() {
            let text = sources.file(file).shared_text();
            let (start, lines) = text.lines_within(part.at)?;
            let mut parts = csv::Parts::default();
            odd.into_iter().for_each(|row| parts.add(lines.get(row.clone()).unwrap_or(""), start + row.start));
            let (nodes, said) = parts.read(file, &self.header);
            diagnostics.extend(said);
            let (found, said) = decode_rows(sources, file, &nodes, schema, standing);
            diagnostics.extend(said);
            document.claims = found.claims;
        }
        document.rows.push(part.rows);
        Ok((document, diagnostics))
    }

    /// What is wrong with the header is said once, and not in every block.
    fn once(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut seen = FxHashSet::default();
        diagnostics.retain(|said| match said.labels.first() {
            Some(label) if label.span.range().end <= self.header.end => seen.insert((said.code.name, label.span)),
            _ => true,
        });
        diagnostics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;
    use proptest::prelude::*;

    fn schema() -> Schema {
        Schema::new(crate::value::Vocabulary::default())
    }

    #[test]
    fn a_table_that_is_no_text_is_refused() {
        let mut sources = Sources::new();
        for bytes in [&b"id,quote\na,\xff\n"[..], b"\xff,quote\n", b"id,quote\na,\"\n\xff\"\n"] {
            let text = Text::kept(Box::new(bytes.to_vec()), bytes.len());
            let file = sources.add_text("a.csv", text);
            let (document, said) = read_table(&sources, file, &schema(), Standing::Checked);
            assert!(document.rows.is_empty() && document.claims.is_empty());
            assert_eq!(said.iter().map(|said| said.code.name).collect::<Vec<_>>(), ["unreadable"]);
        }
    }

    proptest! {
        #[test]
        fn a_table_is_the_same_in_blocks_of_any_size(
            rows in prop::collection::vec("[a-c]{1,2},[a-c\"\n]{0,4}|\"[a-c\"\n\r,]{0,20}\"|[ab],\"([ab]\"\"|\n\r?){0,9}\"|[a\",]{0,4}", 0..9),
            line_break in prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]),
            size in 1..40_usize,
            is_held in any::<bool>(),
        ) {
            let text = format!("id,quote\n{}", rows.join(line_break));
            let mut sources = Sources::new();
            let kept = Text::kept(Box::new(text.clone().into_bytes()), text.len());
            let file = sources.add_text("a.csv", if is_held { Text::from(text.clone()) } else { kept });
            let header = csv::header(file, &sources.file(file).shared_text()).unwrap().unwrap();
            let schema = schema();
            let bulk = BulkFile { sources: &sources, file, schema: &schema, standing: Standing::Checked };
            let table = Table::new(bulk, header);
            let read = |size: usize| {
                let blocks: Vec<_> = (0..text.len()).step_by(size).map(|at| at..(at + size).min(text.len())).collect();
                let (document, mut said) = table.read(&blocks).unwrap();
                said.sort_by_cached_key(|said| format!("{said:?}"));
                let starts: Vec<u32> = document.rows.iter().flat_map(|block| block.starts.clone()).collect();
                let ids: Vec<u32> = document.rows.iter().flat_map(|block| block.ids.clone()).collect();
                (starts, ids, document.claims, said)
            };
            prop_assert_eq!(read(size), read(text.len()), "{:?}", text);
        }
    }
}
