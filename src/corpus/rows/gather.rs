//! The blocks of all bulk files as one: their texts numbered over all blocks, in the order of files and lines.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::block::{Block, Keys, Met, NONE, WORDS, Words, unescaped};
use super::{Column, First, RowFile, Rows, Stated};
use crate::corpus::decode::tidy;
use crate::corpus::{Standing, StoryId};
use crate::source::FileId;

/// The plain lines of one file.
pub(in crate::corpus) struct Lines {
    /// Its document, by its place among them.
    pub document: usize,
    /// The file.
    pub file: FileId,
    /// Whether the run was asked about it.
    pub standing: Standing,
    /// Its text.
    pub text: Arc<String>,
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
    /// The rows that are parts of a total, and where they say of which.
    pub totals: Vec<(u32, First)>,
}

/// One field, or the words of values, of one block, with the text and the number of the file, and how many rows there are.
struct Part<'t> {
    text: &'t str,
    file: u32,
    words: Words,
    rows: usize,
}

/// The text that words of a file mean.
pub(super) fn meant(text: &str, at: &Range<usize>, escaped: bool) -> Arc<str> {
    let text = if escaped { unescaped(text, at).map_or(Cow::Borrowed(""), Cow::Owned) } else { Cow::Borrowed(&text[at.clone()]) };
    tidy(&text).as_ref().into()
}

/// Puts the blocks of all files together.
pub(in crate::corpus) fn gather(lines: Vec<Lines>, keys: &Arc<Keys>, fields: usize) -> Gathered {
    let texts: Vec<Arc<String>> = lines.iter().map(|file| Arc::clone(&file.text)).collect();
    let mut rows = Rows { keys: Some(Arc::clone(keys)), ..Rows::default() };
    let mut totals = Vec::new();
    let mut columns: Vec<Vec<Part>> = (0..fields + 2).map(|_| Vec::new()).collect();
    let mut first = 0_usize;
    for ((file, of_file), text) in (0..).zip(lines).zip(&texts) {
        let start = first;
        for mut block in of_file.blocks {
            let rows_here = block.starts.len();
            let part = |words| Part { text, file, words, rows: rows_here };
            columns[fields].push(part(std::mem::take(&mut block.stories)));
            columns[fields + 1].push(part(words_of_values(&mut block)));
            for (column, words) in columns.iter_mut().zip(std::mem::take(&mut block.fields)) {
                column.push(part(words));
            }
            totals.extend(block.totals.iter().map(|(row, met)| (number(first) + row, First { file, met: *met })));
            rows.starts.append(&mut block.starts);
            rows.ids.append(&mut block.ids);
            let stated = block.numbers.iter().zip(&block.places);
            rows.stated.extend(stated.map(|(number, places)| Stated { number: *number, like: 0, places: *places }));
            first += rows_here;
        }
        let (file, standing, document) = (of_file.file, of_file.standing, of_file.document);
        rows.files.push(RowFile { file, standing, document, rows: number(start)..number(first), text: Arc::clone(text) });
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
    for Part { text, file, words, rows } in parts {
        let mut numbered = |met: &Met| {
            let at = met.start as usize..met.end as usize;
            let plain = !met.escaped && text[at.clone()].is_ascii();
            // Most texts stand as they are meant, and most were met before.
            let known = plain.then(|| numbers.get(text[at.clone()].trim()).copied()).flatten();
            known.unwrap_or_else(|| {
                let text = meant(text, &at, met.escaped);
                let next = number(column.texts.len());
                *numbers.entry(text).or_insert_with_key(|text| {
                    column.texts.push(Arc::clone(text));
                    column.firsts.push(First { file, met: *met });
                    next
                })
            })
        };
        let here: Vec<u32> = words.texts.iter().map(&mut numbered).collect();
        let cells = words.cells.iter().map(|cell| here.get(*cell as usize).copied().unwrap_or(NONE));
        let missing = rows - words.cells.len();
        column.cells.extend(cells.chain(std::iter::repeat_n(NONE, missing)));
    }
    column
}
