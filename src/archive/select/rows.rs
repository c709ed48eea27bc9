//! The rows of one archive as they are taken: read by their places, held against what was indexed, and put together as an extract.

use std::sync::Arc;

use rayon::prelude::{ParallelIterator, ParallelSlice};
use rustc_hash::FxHashMap;

use super::known::{Known, Row};
use super::{Place as Claim, Whole};
use crate::archive::build::check;
use crate::archive::index::{Index, Place};
use crate::archive::keys::Column;
use crate::archive::pages::Unreadable;
use crate::corpus::decode::{ClaimRecord, Decoder};
use crate::corpus::{FieldId, Schema};
use crate::input::json;
use crate::input::node::{MAX_BULK_BYTES, MAX_BYTES};
use crate::source::{Extract, Kept, Piece, Sources};

/// How many rows are read and decoded in one go.
const CHUNK: usize = 256;

/// How many bytes may lie between two rows that are read in one go.
const NEAR: u64 = 1024;

/// An archive with its index.
pub struct Archive<'a> {
    /// The index.
    pub index: &'a Index,
    /// The text of the archive.
    pub text: &'a dyn Kept,
}

/// What is taken of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The rows, one after another.
    pub text: String,
    /// Where they stand in the archive.
    pub extract: Extract,
    /// How many rows there are.
    pub rows: usize,
    /// How many of them are claims.
    pub claims: usize,
}

/// The rows of an archive that were taken.
pub struct Rows<'a> {
    archive: &'a Archive<'a>,
    schema: &'a Schema,
    /// The archive, by its place among the others.
    number: usize,
    /// The claims of the rows; none of those that are no claims.
    claims: FxHashMap<u32, Option<Claim>>,
    taken: Vec<(u32, Place)>,
    bytes: usize,
}

impl<'a> Rows<'a> {
    /// None are taken yet.
    pub fn new(archive: &'a Archive<'a>, number: usize, schema: &'a Schema) -> Rows<'a> {
        Rows { archive, schema, number, claims: FxHashMap::default(), taken: Vec::new(), bytes: 0 }
    }

    fn unusable(&self) -> impl Fn(Unreadable) -> Whole + use<> {
        let number = self.number;
        move |why| Whole::Unusable(number, why)
    }

    /// The rows that have a hash in a column.
    pub fn having(&self, column: Column, hash: u64) -> Result<Vec<u32>, Whole> {
        self.archive.index.rows(column, hash).map_err(self.unusable())
    }

    /// Whether some row names a claim in a field.
    pub fn is_named_in(&self, field: FieldId) -> bool {
        self.archive.index.facts.is_named_in(field)
    }

    /// Where a row stands.
    pub fn place(&self, row: u32) -> Result<Place, Whole> {
        self.archive.index.place(row).map_err(self.unusable())
    }

    /// Takes rows of claims, and answers their claims, those that were taken before among them.
    pub fn take(&mut self, rows: &[u32], claims: &mut Vec<Known<'a>>) -> Result<Vec<Claim>, Whole> {
        for row in rows {
            self.take_row(*row, |taken| {
                claims.push(Known::Row(taken));
                Some(claims.len() - 1)
            })?;
        }
        Ok(rows.iter().filter_map(|row| self.claims.get(row).copied().flatten()).collect())
    }

    /// Takes the rows that are looked at in any case, of which some are no claims.
    pub fn take_odd(&mut self, claims: &mut Vec<Known<'a>>) -> Result<(), Whole> {
        let odd = self.archive.index.odd().map_err(self.unusable())?;
        let mut places = Vec::with_capacity(odd.len());
        for row in odd {
            places.push((row, self.place(row)?));
        }
        for ((row, _), record) in places.iter().zip(self.records(&places)?) {
            self.take_row(*row, |taken| {
                let record = Some(Arc::new(record?));
                claims.push(Known::Row(Row { record, ..taken }));
                Some(claims.len() - 1)
            })?;
        }
        Ok(())
    }

    fn take_row(&mut self, row: u32, claim: impl FnOnce(Row<'a>) -> Option<Claim>) -> Result<(), Whole> {
        if self.claims.contains_key(&row) {
            return Ok(());
        }
        let place = self.place(row)?;
        let facts = &self.archive.index.facts;
        self.bytes += place.length as usize;
        let is_most =
            self.taken.len() > 1024 && self.taken.len() as u64 * 2 > facts.rows && facts.about.size <= MAX_BULK_BYTES as u64;
        if is_most || self.bytes > MAX_BYTES {
            return Err(Whole::Most);
        }
        self.taken.push((row, place));
        let taken = Row { archive: self.number, row, place, record: None, own_story: &facts.about.stem };
        self.claims.insert(row, claim(taken));
        Ok(())
    }

    /// The claims in some rows.
    pub fn records(&self, rows: &[(u32, Place)]) -> Result<Vec<Option<ClaimRecord>>, Whole> {
        let (archive, schema) = (self.archive.text, self.schema);
        let of_chunk = |rows: &[(u32, Place)]| Ok::<_, Unreadable>(decoded(&texts(archive, rows)?, schema));
        let records: Result<Vec<_>, Unreadable> = match rows.len() {
            0..=CHUNK => rows.chunks(CHUNK).map(of_chunk).collect(),
            _ => rows.par_chunks(CHUNK).map(of_chunk).collect(),
        };
        Ok(records.map_err(self.unusable())?.into_iter().flatten().collect())
    }

    /// What was taken.
    pub fn chosen(mut self) -> Result<Chosen, Whole> {
        self.taken.sort_unstable_by_key(|(row, _)| *row);
        let archive = self.archive.text;
        let read = self.taken.par_chunks(CHUNK).map(|rows| texts(archive, rows));
        let read: Result<Vec<Vec<String>>, Unreadable> = read.collect();
        let (mut text, mut pieces) = (String::with_capacity(self.bytes), Vec::new());
        let mut next = None;
        for ((row, place), line) in self.taken.iter().zip(read.map_err(self.unusable())?.iter().flatten()) {
            if next != Some(*row) {
                let number = |n: u64| usize::try_from(n).map_err(|_| Whole::Most);
                let line = number(self.archive.index.line_of(*row))?;
                pieces.push(Piece { at: text.len(), byte: number(place.start)?, line });
            }
            text.push_str(line);
            next = row.checked_add(1);
        }
        let lines = usize::try_from(self.archive.index.facts.lines).map_err(|_| Whole::Most)?;
        let claims = self.claims.values().flatten().count();
        Ok(Chosen { text, extract: Extract { pieces, lines }, rows: self.taken.len(), claims })
    }
}

/// The texts of some rows, each held against what was indexed. Rows that stand near one another are read in one go.
fn texts(archive: &dyn Kept, rows: &[(u32, Place)]) -> Result<Vec<String>, Unreadable> {
    let end = |place: &Place| place.start + u64::from(place.length);
    let is_near = |(_, a): &(u32, Place), (_, b): &(u32, Place)| b.start >= end(a) && b.start - end(a) <= NEAR;
    let mut texts = Vec::with_capacity(rows.len());
    for together in rows.chunk_by(is_near) {
        let (Some((_, first)), Some((_, last))) = (together.first(), together.last()) else { continue };
        let length = usize::try_from(end(last) - first.start).map_err(|_| Unreadable::Damaged)?;
        let mut bytes = vec![0; length];
        archive.read_at(first.start, &mut bytes)?;
        for (_, place) in together {
            let at = usize::try_from(place.start - first.start).map_err(|_| Unreadable::Damaged)?;
            let row = bytes.get(at..at + place.length as usize).filter(|row| check(row) == place.check);
            let text = row.and_then(|row| std::str::from_utf8(row).ok()).ok_or(Unreadable::Damaged)?;
            texts.push(text.to_owned());
        }
    }
    Ok(texts)
}

/// The claims that some rows are.
fn decoded(rows: &[String], schema: &Schema) -> Vec<Option<ClaimRecord>> {
    let mut sources = Sources::new();
    let file = sources.add("", rows.concat());
    let mut decoder = Decoder::new(schema);
    let mut start = 0;
    let claim = |row: &String| {
        let part = start..start + row.len();
        start = part.end;
        let nodes = if row.trim().is_empty() { Vec::new() } else { json::read_part(&sources, file, part).0 };
        nodes.iter().find_map(|node| decoder.claim(node))
    };
    rows.iter().map(claim).collect()
}
