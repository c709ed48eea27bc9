//! The rows of bulk files made ready for the corpus: what each text of a field is, read once for all rows that have it. A row of which
//! more has to be said than its words tell becomes a claim like any other, read with all care.

use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHashSet};

use super::order::own_story;
use crate::corpus::decode::{Decoder, Document, Word};
use crate::corpus::rows::{Class, Column, Gathered, Keys, Like, Lines, NONE, Rows, Total, gather, hash_of};
use crate::corpus::{FieldId, RecordKind, Schema, Type, Value, fields, reading};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};
use crate::value::read::{self, Takes};

/// How many rows are put back at a time.
const AT_ONCE: usize = 1_000;

/// The rows of a run, until they are part of the corpus.
#[derive(Default)]
pub(super) struct Bulk {
    pub(super) rows: Rows,
    /// The ids of the rows' stories; every row has one.
    pub(super) stories: Column,
    /// The rows that are parts of a total.
    pub(super) totals: Vec<Total>,
    /// The rows that became claims like any other.
    pub(super) left: FxHashSet<u32>,
    /// The names of the measures and units by which values are read.
    likes: Vec<(Option<u32>, Option<u32>)>,
}

/// Takes the rows out of the documents. What becomes a claim like any other is put back in its place, with what there is to say of it.
pub(super) fn take(sources: &Sources, schema: &Schema, documents: &mut [(Document, Option<FileId>)]) -> (Bulk, Vec<Diagnostic>) {
    let with_rows = documents.iter_mut().enumerate().filter(|(_, (document, _))| !document.rows.is_empty());
    let lines = with_rows.map(|(at, (document, _))| Lines {
        document: at,
        file: document.file,
        standing: document.standing,
        text: sources.file(document.file).shared_text(),
        header: document.header.take(),
        blocks: std::mem::take(&mut document.rows),
    });
    let lines: Vec<Lines> = lines.collect();
    if lines.is_empty() {
        return (Bulk::default(), Vec::new());
    }
    let keys = Arc::new(Keys::of(schema));
    let Gathered { rows, stories, worded, totals } = gather(lines, &keys, schema.fields(RecordKind::Claim).len());
    let mut bulk = Bulk { rows, stories, totals, ..Bulk::default() };
    bulk.read_fields(schema);
    bulk.read_values(schema, worded);
    bulk.give_stories(documents);
    bulk.leave_doubles(documents);
    let said = bulk.put_back(schema, documents);
    (bulk, said)
}

/// The field of a column.
fn field_id(place: usize) -> FieldId {
    FieldId(u16::try_from(place).unwrap_or(u16::MAX))
}

/// Whether a text can be an id.
fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains('/') && !text.chars().any(char::is_control)
}

/// What a text is as the value of a field, where there is nothing to say of it. Entities and measures have their ids later.
fn field_value(schema: &Schema, ty: &Type, text: &Arc<str>) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    match ty {
        Type::Bool => Some(Value::Bool(&**text == "true")),
        Type::Text => Some(Value::Text(Arc::clone(text))),
        Type::Date => reading::plain_date(text).map(|date| Value::Date(Arc::new(date))),
        Type::Choice(set) => set.place(text).map(|place| Value::Choice(Arc::clone(set), place)),
        Type::Quantity(of) => {
            let takes = of.as_ref().map_or(Takes::Anything, Takes::Only);
            read::quantity(text, &reading::plain(schema, takes)).ok().map(Value::quantity)
        }
        Type::Entity => is_id(text).then_some(Value::Missing),
        Type::Measure => Some(Value::Missing),
        _ => None,
    }
}

impl Bulk {
    /// Reads the texts of all fields.
    fn read_fields(&mut self, schema: &Schema) {
        let read = |(place, column): (usize, &mut Column)| {
            let ty = &schema.field(RecordKind::Claim, field_id(place)).ty;
            let read: Vec<Option<Value>> = column.texts.iter().map(|text| field_value(schema, ty, text)).collect();
            let wrong = wrong_cells(column, |cell| read.get(cell as usize).is_some_and(Option::is_none));
            column.names_entities = *ty == Type::Entity && !column.cells.is_empty();
            column.values = read.into_iter().map(Option::unwrap_or_default).collect();
            wrong
        };
        let wrong: Vec<Vec<u32>> = self.rows.columns.par_iter_mut().enumerate().map(read).collect();
        self.left.extend(wrong.into_iter().flatten());
    }

    /// Reads the values of all rows, by their measures and units.
    fn read_values(&mut self, schema: &Schema, worded: Vec<Arc<str>>) {
        let (measures, units) = (self.rows.column(fields::MEASURE), self.rows.column(fields::UNIT));
        let mut numbers: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut last = ((NONE, NONE), NONE);
        let (mut likes_of, mut likes) = (Vec::with_capacity(self.rows.len() as usize), Vec::new());
        for row in 0..self.rows.len() {
            let key = (measures.cell(row).unwrap_or(NONE), units.cell(row).unwrap_or(NONE));
            if key != last.0 || last.1 == NONE {
                let next = u32::try_from(numbers.len()).unwrap_or(NONE);
                last = (key, *numbers.entry(key).or_insert(next));
                if last.1 == next {
                    likes.push((measures.cell(row), units.cell(row)));
                }
            }
            likes_of.push(last.1);
        }
        let text = |column: &Column, cell: &Option<u32>| cell.and_then(|cell| column.texts.get(cell as usize).cloned());
        let known = likes.iter().map(|(measure, unit)| {
            let measure = text(measures, measure).and_then(|name| schema.measure_named(&name));
            Like::new(schema, measure, text(units, unit))
        });
        let known: Vec<Like> = known.collect();
        self.likes = likes;
        let wrong = self.rows.read_values(schema, &likes_of, known, worded);
        self.left.extend(wrong);
    }

    /// The rows; what was needed to build the corpus goes.
    pub(super) fn into_rows(mut self) -> Rows {
        self.rows.ids = Vec::new();
        self.rows.note_full();
        for column in &mut self.rows.columns {
            (column.texts, column.firsts) = (Vec::new(), Vec::new());
        }
        self.rows
    }

    /// Measures have ids now, and values are read by them.
    pub(super) fn settle_measures(&mut self, schema: &Schema) {
        let measures = self.rows.column(fields::MEASURE);
        let values: Vec<Value> =
            measures.texts.iter().map(|name| schema.measure_named(name).map_or(Value::Missing, Value::Measure)).collect();
        let of = |(measure, _): &(Option<u32>, Option<u32>)| match values.get((*measure)? as usize)? {
            Value::Measure(id) => Some(*id),
            _ => None,
        };
        let of_likes: Vec<_> = self.likes.iter().map(of).collect();
        self.rows.settle(of_likes, values);
    }

    /// The word that a row gives for a field.
    pub(super) fn word(&self, row: u32, field: FieldId) -> Option<Word> {
        self.rows.line(row).words_of(|class| class == Class::Words(field))
    }

    /// Gives every row the number of its story: its own, or that of its document.
    fn give_stories(&mut self, documents: &[(Document, Option<FileId>)]) {
        let Bulk { rows, stories, .. } = self;
        let all = rows.len() as usize;
        stories.cells.resize(all, NONE);
        // What can be no id names no story.
        let wrong = wrong_cells(stories, |cell| stories.texts.get(cell as usize).is_some_and(|text| !is_id(text)));
        wrong.iter().for_each(|row| stories.cells[*row as usize] = NONE);
        self.left.extend(wrong);
        if !stories.cells.contains(&NONE) {
            return;
        }
        let mut numbers: FxHashMap<Arc<str>, u32> =
            (0..).zip(&stories.texts).map(|(number, text)| (Arc::clone(text), number)).collect();
        for file in &rows.files {
            let own = own_story(&documents[file.document].0);
            let next = u32::try_from(stories.texts.len()).unwrap_or(NONE);
            let number = *numbers.entry(Arc::clone(own)).or_insert(next);
            if number == next {
                stories.texts.push(Arc::clone(own));
            }
            let cells = &mut stories.cells[file.rows.start as usize..file.rows.end as usize];
            cells.iter_mut().filter(|cell| **cell == NONE).for_each(|cell| *cell = number);
        }
    }

    /// Leaves the rows whose id another claim of the story may have.
    fn leave_doubles(&mut self, documents: &[(Document, Option<FileId>)]) {
        let by_story = super::order::by_number(&self.stories.cells, |story| *story, self.stories.texts.len());
        let row = |at: usize| by_story.as_ref().map_or(at, |order| order[at] as usize);
        let story = |at: usize| self.stories.cells[row(at)];
        let written = self.written_ids(documents);
        let count = self.stories.cells.len();
        let mut start = 0;
        let mut ids: Vec<(u32, u32)> = Vec::new();
        while start < count {
            let of = story(start);
            let mut end = start;
            ids.clear();
            while end < count && story(end) == of {
                ids.push((self.rows.ids[row(end)], u32::try_from(row(end)).unwrap_or(NONE)));
                end += 1;
            }
            ids.sort_unstable();
            for pair in ids.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                self.left.extend([pair[0].1, pair[1].1]);
            }
            if let Some(taken) = written.get(&of) {
                self.left.extend(ids.iter().filter(|(id, _)| taken.contains(id)).map(|(_, row)| *row));
            }
            start = end;
        }
    }

    /// Hashes of the ids of claims that are no rows, by the number of their story.
    fn written_ids(&self, documents: &[(Document, Option<FileId>)]) -> FxHashMap<u32, FxHashSet<u32>> {
        let mut ids: FxHashMap<u32, FxHashSet<u32>> = FxHashMap::default();
        if documents.iter().all(|(document, _)| document.claims.is_empty()) {
            return ids;
        }
        let numbers: FxHashMap<&str, u32> = self.stories.texts.iter().map(|text| &**text).zip(0..).collect();
        for (document, _) in documents {
            for claim in &document.claims {
                let story = numbers.get(&**super::order::story_of(document, claim));
                if let (Some(story), Some(id)) = (story, &claim.record.id) {
                    ids.entry(*story).or_default().insert(hash_of(&id.text));
                }
            }
        }
        ids
    }

    /// Puts the rows that were left back into their documents.
    fn put_back(&mut self, schema: &Schema, documents: &mut [(Document, Option<FileId>)]) -> Vec<Diagnostic> {
        let mut left: Vec<u32> = self.left.iter().copied().collect();
        left.sort_unstable();
        self.totals.retain(|total| !self.left.contains(&total.row));
        let mut said = Vec::new();
        for file in &self.rows.files {
            let of_file = left.partition_point(|row| *row < file.rows.start)..left.partition_point(|row| *row < file.rows.end);
            if of_file.is_empty() {
                continue;
            }
            let mut decoder = Decoder::new(schema);
            let claims = &mut documents[file.document].0.claims;
            for rows in left[of_file].chunks(AT_ONCE) {
                let lines: Vec<_> = rows.iter().map(|row| self.rows.line(*row)).collect();
                let (nodes, found) = file.trees(&lines);
                said.extend(found);
                claims.extend(nodes.iter().filter_map(|node| decoder.claim(node)));
            }
            claims.sort_by_key(|claim| claim.record.span.start);
            said.extend(decoder.finish(file.standing));
        }
        said
    }
}

/// The rows of which some condition holds for their cell.
fn wrong_cells(column: &Column, is_wrong: impl Fn(u32) -> bool) -> Vec<u32> {
    let wrong: Vec<bool> = (0..).take(column.texts.len()).map(is_wrong).collect();
    if !wrong.contains(&true) {
        return Vec::new();
    }
    let rows = (0..).zip(&column.cells).filter(|(_, cell)| wrong.get(**cell as usize) == Some(&true));
    rows.map(|(row, _)| row).collect()
}
