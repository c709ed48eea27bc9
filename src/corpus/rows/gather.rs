//! The blocks of all bulk files as one: their texts numbered over all blocks, in the order of files and lines.

use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::block::{Block, Columns, Keys, Met, NONE, WORDS, Words};
use super::{Column, First, RowFile, Rows, Stated};
use crate::corpus::{Standing, StoryId};
use crate::input::csv::Header;
use crate::source::{FileId, Text};

/// The plain lines of one file.
pub(in crate::corpus) struct Lines {
    /// Its document, by its place among them.
    pub document: usize,
    /// The file.
    pub file: FileId,
    /// Whether the run was asked about it.
    pub standing: Standing,
    /// Its text.
    pub text: Arc<Text>,
    /// Its header, where it is a table.
    pub header: Option<Arc<Header>>,
    /// Its blocks, in their order.
    pub blocks: Vec<Block>,
}

/// What the rows say that is yet to be understood.
pub(in crate::corpus) struct Gathered {
    /// The rows, their texts numbered.
    pub rows: Rows,
    /// The ids of their stories.
    pub stories: Column,
    /// The words of values that are no plain numbers; their numbers stand among the digits.
    pub worded: Vec<Arc<str>>,
    /// The rows that are parts of a total.
    pub totals: Vec<Total>,
}

/// A row that is part of a total.
pub(in crate::corpus) struct Total {
    /// The row.
    pub row: u32,
    /// Where it says of which.
    pub first: First,
    /// What it says.
    pub words: Arc<str>,
}

/// One field, or the words of values, of one block, with the number of the file, and how many rows there are.
struct Part {
    file: u32,
    words: Words,
    rows: usize,
}

/// Puts the blocks of all files together.
pub(in crate::corpus) fn gather(lines: Vec<Lines>, keys: &Arc<Keys>, fields: usize) -> Gathered {
    let mut rows = Rows { keys: Some(Arc::clone(keys)), ..Rows::default() };
    let mut totals = Vec::new();
    let mut columns: Vec<Vec<Part>> = (0..fields + 2).map(|_| Vec::new()).collect();
    let mut first = 0_usize;
    for (file, mut of_file) in (0..).zip(lines) {
        let start = first;
        for mut block in std::mem::take(&mut of_file.blocks) {
            let rows_here = block.starts.len();
            let part = |words| Part { file, words, rows: rows_here };
            columns[fields].push(part(std::mem::take(&mut block.stories)));
            columns[fields + 1].push(part(words_of_values(&mut block)));
            for (column, words) in columns.iter_mut().zip(std::mem::take(&mut block.fields)) {
                column.push(part(words));
            }
            let words = block.total_words.iter();
            totals.extend(block.totals.iter().zip(words).map(|(row, (text, met))| Total {
                row: number(first) + row,
                first: First { file, met },
                words: text.into(),
            }));
            rows.starts.append(&mut block.starts);
            rows.ids.append(&mut block.ids);
            let stated = block.numbers.iter().zip(&block.places);
            rows.stated.extend(stated.map(|(number, places)| Stated { number: *number, like: 0, places: *places }));
            first += rows_here;
        }
        let Lines { file, standing, document, text, header, .. } = of_file;
        let table = header.map(|header| (Arc::clone(&header), Columns::of(keys, &header.keys)));
        rows.files.push(RowFile { file, standing, document, rows: number(start)..number(first), text, table });
    }
    let mut columns: Vec<Column> = columns.into_par_iter().map(column).collect();
    let worded = columns.pop().unwrap_or_default();
    let stories = columns.pop().unwrap_or_default();
    for (row, cell) in worded.cells.iter().enumerate().filter(|(_, cell)| **cell != NONE) {
        rows.stated[row].number = i64::from(*cell);
    }
    rows.stories = vec![StoryId(0); if stories.cells.is_empty() { rows.starts.len() } else { 0 }];
    rows.columns = columns;
    Gathered { rows, stories, worded: worded.texts, totals }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The words of a block's values as a field of their own.
fn words_of_values(block: &mut Block) -> Words {
    let texts = std::mem::take(&mut block.worded);
    if texts.is_empty() {
        return Words::default();
    }
    let cell = |(number, places): (&i64, &u8)| match *places {
        WORDS => u32::try_from(*number).unwrap_or(NONE),
        _ => NONE,
    };
    Words { cells: block.numbers.iter().zip(&block.places).map(cell).collect(), texts }
}

/// One field of all blocks. Nothing where no row has it.
fn column(parts: Vec<Part>) -> Column {
    let mut column = Column::default();
    if parts.iter().all(|part| part.words.texts.is_empty()) {
        return column;
    }
    column.cells.reserve_exact(parts.iter().map(|part| part.rows).sum());
    let mut numbers: FxHashMap<Arc<str>, u32> = FxHashMap::default();
    for Part { file, words, rows } in parts {
        let mut numbered = |(text, met): (&str, Met)| {
            // Most texts were met before.
            numbers.get(text).copied().unwrap_or_else(|| {
                let (text, next): (Arc<str>, _) = (text.into(), number(column.texts.len()));
                numbers.insert(Arc::clone(&text), next);
                column.texts.push(text);
                column.firsts.push(First { file, met });
                next
            })
        };
        let here: Vec<u32> = words.texts.iter().map(&mut numbered).collect();
        let cells = words.cells.iter().map(|cell| here.get(*cell as usize).copied().unwrap_or(NONE));
        let missing = rows - words.cells.len();
        column.cells.extend(cells.chain(std::iter::repeat_n(NONE, missing)));
    }
    column
}
