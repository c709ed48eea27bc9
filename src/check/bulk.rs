//! Files of claims in bulk as documents: read side by side, block by block, plain lines straight into columns, the others as trees.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::Input;
use crate::corpus::{self, Document, Schema, rows};
use crate::diagnostic::{Diagnostic, codes};
use crate::input::{self, csv, json, jsonl};
use crate::source::Sources;

/// What was made of a file or of a part of it, and what there is to say.
type Made = (Document, Vec<Diagnostic>);

/// The one document of a file of lines.
pub(super) fn lines(sources: &Sources, input: &Input, schema: &Schema) -> Made {
    let keys = rows::Keys::of(schema);
    let length = sources.file(input.file).length();
    let blocks = jsonl::blocks(length).into_par_iter().map(|block| lines_within(sources, input, schema, &keys, block));
    let blocks: Vec<_> = blocks.collect();
    let (mut whole, mut diagnostics) = nothing(sources, input, schema);
    for block in blocks {
        let Ok((document, said)) = block else { return refused(sources, input, schema) };
        whole.claims.extend(document.claims);
        whole.rows.extend(document.rows);
        diagnostics.extend(said);
    }
    (whole, diagnostics)
}

/// A block of lines.
fn lines_within(sources: &Sources, input: &Input, schema: &Schema, keys: &rows::Keys, block: Range<usize>) -> io::Result<Made> {
    let text = sources.file(input.file).shared_text();
    let (start, lines) = text.lines_within(block)?;
    let mut reader = rows::Reader::new(&lines, start, rows::Shape::Objects(keys));
    jsonl::lines(&lines).for_each(|line| reader.line(line));
    let mut rows = reader.finish();
    let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
    for line in std::mem::take(&mut rows.odd) {
        let (found, said) = json::read_text(input.file, lines.get(line.clone()).unwrap_or(""), start + line.start);
        nodes.extend(found);
        diagnostics.extend(said);
    }
    let (mut document, said) = corpus::decode_lines(sources, input.file, &nodes, schema, input.standing);
    diagnostics.extend(said);
    document.rows.push(rows);
    Ok((document, diagnostics))
}

/// A document without claims.
fn nothing(sources: &Sources, input: &Input, schema: &Schema) -> Made {
    corpus::decode_lines(sources, input.file, &[], schema, input.standing)
}

/// What is said of a file that could not be read.
fn refused(sources: &Sources, input: &Input, schema: &Schema) -> Made {
    let changed = || ("cannot be read: it changed while it was read".to_owned(), "try again".to_owned());
    let (why, help) = sources.file(input.file).refusal().unwrap_or_else(changed);
    let said = Diagnostic::new(&codes::UNREADABLE, format!("`{}` {why}", sources.path(input.file))).help(help);
    (nothing(sources, input, schema).0, vec![said])
}

/// The one document of a table. One whose header is odd is read row by row.
pub(super) fn table(sources: &Sources, input: &Input, schema: &Schema) -> Made {
    let text = sources.file(input.file).shared_text();
    let made = match csv::header(input.file, &text) {
        Ok(Some(header)) => Table::new(sources, input, schema, header).read(&jsonl::blocks(text.length())),
        Ok(None) => Ok(row_by_row(sources, input, schema)),
        Err(error) => Err(error),
    };
    made.unwrap_or_else(|_| refused(sources, input, schema))
}

fn row_by_row(sources: &Sources, input: &Input, schema: &Schema) -> Made {
    let (nodes, mut diagnostics) = input::read(sources, input.file, input.format);
    let (document, said) = corpus::decode_rows(sources, input.file, &nodes, schema, input.standing);
    diagnostics.extend(said);
    (document, diagnostics)
}

/// A table that is read in blocks.
struct Table<'r> {
    sources: &'r Sources,
    input: &'r Input,
    schema: &'r Schema,
    header: Arc<csv::Header>,
    columns: rows::Columns,
}

/// What was made of a block.
struct Part {
    made: Made,
    /// From the beginning of its first row to the end of its last one.
    at: Range<usize>,
    /// Whether another row begins there, and does not end in the block.
    is_open: bool,
}

impl<'r> Table<'r> {
    fn new(sources: &'r Sources, input: &'r Input, schema: &'r Schema, header: csv::Header) -> Table<'r> {
        let columns = rows::Columns::of(&rows::Keys::of(schema), &header.keys);
        Table { sources, input, schema, header: Arc::new(header), columns }
    }

    /// Reads all blocks, each as if a row began with its first line. Where one does not, since a cell that began before goes on
    /// there, the block is read again from the next row on.
    fn read(&self, blocks: &[Range<usize>]) -> io::Result<Made> {
        let parts: Vec<_> = blocks.par_iter().map(|block| self.block(block.clone())).collect();
        let (mut whole, mut diagnostics) = nothing(self.sources, self.input, self.schema);
        let mut add = |(document, said): Made| {
            whole.claims.extend(document.claims);
            whole.rows.extend(document.rows);
            diagnostics.extend(said);
        };
        let mut at = self.header.end;
        for (block, part) in blocks.iter().zip(parts) {
            let part = part?;
            if block.end <= at {
                continue;
            }
            let part = if part.at.start == at { part } else { self.block(at..block.end)? };
            add(part.made);
            at = part.at.end;
            if part.is_open {
                let text = self.sources.text(self.input.file);
                let end = csv::end_of_row(text, at).unwrap_or(text.len());
                add(self.trees(text.get(at..end).unwrap_or(""), at, std::iter::once(0..end - at)));
                at = end;
            }
        }
        whole.header = Some(Arc::clone(&self.header));
        Ok((whole, self.once(diagnostics)))
    }

    /// The rows that begin in a block.
    fn block(&self, block: Range<usize>) -> io::Result<Part> {
        let first = self.header.end;
        let text = self.sources.file(self.input.file).shared_text();
        let (start, lines) = text.lines_within(block.start.max(first)..block.end.max(first))?;
        let mut reader = rows::Reader::new(&lines, start, rows::Shape::Rows(&self.columns));
        let end = reader.rows();
        let mut rows = reader.finish();
        let mut made = self.trees(&lines, start, std::mem::take(&mut rows.odd).into_iter());
        made.0.rows.push(rows);
        Ok(Part { made, at: start..start + end, is_open: end < lines.len() })
    }

    /// Some rows of a text that begins at a byte of the file, by their places in it, as trees.
    fn trees(&self, text: &str, start: usize, rows: impl Iterator<Item = Range<usize>>) -> Made {
        let mut parts = csv::Parts::default();
        rows.for_each(|row| parts.add(text.get(row.clone()).unwrap_or(""), start + row.start));
        let (nodes, mut diagnostics) = parts.read(self.input.file, &self.header);
        let (document, said) = corpus::decode_rows(self.sources, self.input.file, &nodes, self.schema, self.input.standing);
        diagnostics.extend(said);
        (document, diagnostics)
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
    use crate::corpus::Standing;
    use crate::input::Format;
    use crate::lang::{Settings, shipped};
    use proptest::prelude::*;
    use std::sync::OnceLock;

    fn schema() -> &'static Schema {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            let mut sources = Sources::new();
            let files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
            crate::check::program(&sources, &files, &Settings::default()).0.schema
        })
    }

    proptest! {
        #[test]
        fn a_table_is_the_same_in_blocks_of_any_size(
            rows in prop::collection::vec("[a-c]{1,2},[a-c\"\n]{0,4}|\"[a-c\"\n\r,]{0,20}\"|[ab],\"([ab]\"\"|\n\r?){0,9}\"|[a\",]{0,4}", 0..9),
            line_break in prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]),
            size in 1..40_usize,
        ) {
            let text = format!("id,quote\n{}", rows.join(line_break));
            let mut sources = Sources::new();
            let file = sources.add("a.csv", text.as_str());
            let input = Input { file, format: Format::Csv, standing: Standing::Checked };
            let header = csv::header(file, &sources.file(file).shared_text()).unwrap().unwrap();
            let table = Table::new(&sources, &input, schema(), header);
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
