//! The rows of one archive as they are taken: read by their places, held against what was indexed, and put together as an extract.

use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::known::Known;
use super::{Place as Claim, Places, Whole};
use crate::archive::build::check;
use crate::archive::index::{Index, Place};
use crate::archive::keys::{Column, hash};
use crate::archive::pages::{Store, Unreadable};
use crate::corpus::Schema;
use crate::corpus::decode::{ClaimRecord, Decoder};
use crate::input::json;
use crate::input::node::MAX_BYTES;
use crate::source::{Extract, Piece, Sources};

/// How many rows are read and decoded in one go.
const CHUNK: usize = 256;

/// An archive with its index.
pub struct Archive<'a> {
    /// The index.
    pub index: &'a Index,
    /// The text of the archive.
    pub text: &'a dyn Store,
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

/// A row that was read.
struct Taken {
    row: u32,
    start: u64,
    text: String,
}

/// The rows of an archive that were taken.
pub struct Rows<'a> {
    archive: &'a Archive<'a>,
    schema: &'a Schema,
    places: Places,
    taken: Vec<Taken>,
    bytes: usize,
}

impl<'a> Rows<'a> {
    /// None are taken yet.
    pub fn new(archive: &'a Archive<'a>, schema: &'a Schema) -> Rows<'a> {
        Rows { archive, schema, places: Places::default(), taken: Vec::new(), bytes: 0 }
    }

    /// The rows that have a hash in a column.
    pub fn having(&self, number: usize, column: Column, hash: u64) -> Result<Vec<u32>, Whole> {
        self.archive.index.rows(column, hash).map_err(|why| Whole::Unusable(number, why))
    }

    /// The rows that are no claims.
    pub fn odd(&self, number: usize) -> Result<Vec<u32>, Whole> {
        self.archive.index.odd().map_err(|why| Whole::Unusable(number, why))
    }

    /// Where a row stands.
    pub fn place(&self, number: usize, row: u32) -> Result<Place, Whole> {
        self.archive.index.place(row).map_err(|why| Whole::Unusable(number, why))
    }

    /// Whether the archive makes claims of one of some stories.
    pub fn tells(&self, stories: &FxHashSet<Arc<str>>) -> bool {
        let has = |story: &Arc<str>| self.archive.index.rows(Column::Story, hash(Column::Story, &[Some(story)]));
        stories.iter().any(|story| has(story).is_ok_and(|rows| !rows.is_empty()))
    }

    /// Takes rows, and answers their claims, those that were taken before among them.
    pub fn take(&mut self, number: usize, rows: &[u32], claims: &mut Vec<Known<'a>>) -> Result<Vec<Claim>, Whole> {
        let mut fresh: Vec<(u32, Place)> = Vec::new();
        for row in rows.iter().filter(|row| !self.places.contains_key(row)) {
            fresh.push((*row, self.place(number, *row)?));
        }
        self.bytes += fresh.iter().map(|(_, place)| place.length as usize).sum::<usize>();
        let facts = &self.archive.index.facts;
        let all = self.places.len() + fresh.len();
        let is_most = all > 1024 && all as u64 * 2 > facts.rows && facts.about.size <= MAX_BYTES as u64;
        if is_most || self.bytes > MAX_BYTES {
            return Err(Whole::Most);
        }
        let chunks: Vec<&[(u32, Place)]> = fresh.chunks(CHUNK).collect();
        let (text, schema) = (self.archive.text, self.schema);
        let read = |chunk: &&[(u32, Place)]| read(text, chunk, schema);
        let read: Result<Vec<_>, Unreadable> =
            if chunks.len() > 1 { chunks.par_iter().map(read).collect() } else { chunks.iter().map(read).collect() };
        let own_story: &'a str = &facts.about.stem;
        for ((taken, record), (_, place)) in read.map_err(|why| Whole::Unusable(number, why))?.into_iter().flatten().zip(&fresh) {
            let claim = record.map(|record| {
                let named_by_story = place.named_by_story;
                claims.push(Known::Row { archive: number, record: Arc::new(record), own_story, named_by_story });
                claims.len() - 1
            });
            self.places.insert(taken.row, claim);
            self.taken.push(taken);
        }
        Ok(rows.iter().filter_map(|row| self.places.get(row).copied().flatten()).collect())
    }

    /// What was taken; none where it is too much to be put together.
    pub fn chosen(mut self) -> Option<Chosen> {
        self.taken.sort_unstable_by_key(|taken| taken.row);
        let facts = &self.archive.index.facts;
        let (mut text, mut pieces) = (String::with_capacity(self.bytes), Vec::new());
        let mut next = None;
        for taken in &self.taken {
            if next != Some(taken.row) {
                let line = usize::try_from(self.archive.index.line_of(taken.row)).ok()?;
                pieces.push(Piece { at: text.len(), byte: usize::try_from(taken.start).ok()?, line });
            }
            text.push_str(&taken.text);
            next = taken.row.checked_add(1);
        }
        let extract = Extract { pieces, lines: usize::try_from(facts.lines).ok()? };
        let claims = self.places.values().flatten().count();
        Some(Chosen { text, extract, rows: self.taken.len(), claims })
    }
}

/// The texts of some rows and the claims that they are.
fn read(archive: &dyn Store, rows: &[(u32, Place)], schema: &Schema) -> Result<Vec<(Taken, Option<ClaimRecord>)>, Unreadable> {
    let mut texts = Vec::with_capacity(rows.len());
    let mut together = String::new();
    for (row, place) in rows {
        let mut bytes = vec![0; place.length as usize];
        archive.read_at(place.start, &mut bytes)?;
        if check(&bytes) != place.check {
            return Err(Unreadable::Damaged);
        }
        let text = String::from_utf8(bytes).map_err(|_| Unreadable::Damaged)?;
        together.push_str(&text);
        texts.push(Taken { row: *row, start: place.start, text });
    }
    let mut sources = Sources::new();
    let file = sources.add("", together);
    let mut decoder = Decoder::new(schema);
    let mut start = 0;
    let claims = texts.into_iter().map(|taken| {
        let part = start..start + taken.text.len();
        start = part.end;
        let nodes = if taken.text.trim().is_empty() { Vec::new() } else { json::read_part(&sources, file, part).0 };
        let claim = nodes.iter().find_map(|node| decoder.claim(node));
        (taken, claim)
    });
    Ok(claims.collect())
}
