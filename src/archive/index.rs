//! The index of an archive as it is asked: hashes in, the rows that have them out. Reads only what it is asked for.

use super::build::{NAMED_BY_OTHERS, NAMED_BY_STORY, NAMES_OTHERS, PLACE};
use super::facts::{About, Facts, MAGIC, VERSION};
use super::keys::Column;
use super::pages::{PAGE, Reader, Unreadable, held, page_start};
use crate::source::Kept;

/// The index of an archive, opened.
pub struct Index {
    pages: Reader<Box<dyn Kept>>,
    /// What it says of the archive.
    pub facts: Facts,
    broken: Vec<(u64, u64)>,
}

/// Where a row stands in its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first byte.
    pub start: u64,
    /// How many bytes it has, its line feed among them.
    pub length: u32,
    /// By what it is known.
    pub check: u32,
    /// Whether its story has to be looked at to know what its claim is called.
    pub named_by_story: bool,
    /// Whether its claim names others.
    pub names_others: bool,
    /// Whether its claim is named by others of the archive.
    pub named_by_others: bool,
}

impl Index {
    /// Opens an index of so many bytes.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn open(store: Box<dyn Kept>, size: u64) -> Result<Index, Unreadable> {
        let pages = Reader::new(store);
        let mut beginning = [0; MAGIC.len() + 8];
        pages.beginning(&mut beginning)?;
        if beginning[..MAGIC.len()] != MAGIC {
            return Err(Unreadable::Damaged);
        }
        if beginning[MAGIC.len()..] != VERSION.to_le_bytes() {
            return Err(Unreadable::Version);
        }
        if !size.is_multiple_of(PAGE as u64) || size < 2 * PAGE as u64 {
            return Err(Unreadable::Damaged);
        }
        // The first page is whole, and the last one says what stands where.
        pages.read(0, &mut [0])?;
        let mut last = vec![0; held()];
        pages.read(page_start(size / PAGE as u64 - 1), &mut last)?;
        let facts = Facts::from_bytes(&last)?;
        if !facts.lie_within(page_start(size / PAGE as u64)) {
            return Err(Unreadable::Damaged);
        }
        let mut index = Index { pages, facts, broken: Vec::new() };
        index.broken = (0..index.facts.broken.1)
            .map(|place| {
                let at = index.facts.broken.0 + place * 16;
                Ok((index.pages.number(at)?, index.pages.number(at + 8)?))
            })
            .collect::<Result<_, Unreadable>>()?;
        Ok(index)
    }

    /// Whether it is that of an archive as it is now.
    #[must_use]
    pub fn is_of(&self, about: &About) -> bool {
        self.facts.about == *about
    }

    /// The rows that have a hash in a column, in order.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn rows(&self, column: Column, hash: u64) -> Result<Vec<u32>, Unreadable> {
        let Some(table) = self.facts.table(column) else { return Ok(Vec::new()) };
        let entry = |place: u64| self.pages.number(table.at + place * 16);
        let (mut low, mut high) = (0, table.entries);
        while low < high {
            let middle = low + (high - low) / 2;
            if entry(middle)? < hash { low = middle + 1 } else { high = middle }
        }
        if low == table.entries || entry(low)? != hash {
            return Ok(Vec::new());
        }
        let start = self.pages.number(table.at + low * 16 + 8)?;
        let end = self.pages.number(table.at + (low + 1) * 16 + 8)?;
        if start > end || end > table.at - table.rows {
            return Err(Unreadable::Damaged);
        }
        let length = usize::try_from(end - start).map_err(|_| Unreadable::Damaged)?;
        let mut packed = vec![0; length];
        self.pages.read(table.rows + start, &mut packed)?;
        unpack(&packed).ok_or(Unreadable::Damaged)
    }

    /// The rows that are always looked at: those that are no claims.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn odd(&self) -> Result<Vec<u32>, Unreadable> {
        let (at, count) = self.facts.odd;
        let row = |place| u32::try_from(self.pages.number(at + place * 8)?).map_err(|_| Unreadable::Damaged);
        (0..count).map(row).collect()
    }

    /// Where a row stands.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn place(&self, row: u32) -> Result<Place, Unreadable> {
        if u64::from(row) >= self.facts.rows {
            return Err(Unreadable::Damaged);
        }
        let mut bytes = [0; PLACE as usize];
        self.pages.read(self.facts.places + u64::from(row) * PLACE, &mut bytes)?;
        let (start, rest) = bytes.split_at(8);
        let (length, check) = rest.split_at(4);
        let start = u64::from_le_bytes(start.try_into().map_err(|_| Unreadable::Damaged)?);
        let four = |bytes: &[u8]| Ok::<_, Unreadable>(u32::from_le_bytes(bytes.try_into().map_err(|_| Unreadable::Damaged)?));
        let place = Place {
            start: start & !(NAMED_BY_STORY | NAMES_OTHERS | NAMED_BY_OTHERS),
            length: four(length)?,
            check: four(check)?,
            named_by_story: start & NAMED_BY_STORY != 0,
            names_others: start & NAMES_OTHERS != 0,
            named_by_others: start & NAMED_BY_OTHERS != 0,
        };
        if place.start.saturating_add(place.length.into()) > self.facts.about.size {
            return Err(Unreadable::Damaged);
        }
        Ok(place)
    }

    /// The line (from 0) at which a row begins.
    #[must_use]
    pub fn line_of(&self, row: u32) -> u64 {
        let before = self.broken.partition_point(|(broken, _)| *broken < u64::from(row));
        let more = before.checked_sub(1).and_then(|last| self.broken.get(last)).map_or(0, |(_, ends)| *ends);
        u64::from(row) + more
    }
}

/// Rows, each given as the distance from the one before.
fn unpack(packed: &[u8]) -> Option<Vec<u32>> {
    let mut rows = Vec::new();
    let (mut row, mut number, mut bits) = (0_u64, 0_u64, 0_u32);
    for byte in packed {
        number |= u64::from(byte & 0x7f).checked_shl(bits)?;
        bits += 7;
        if *byte < 0x80 {
            row = row.checked_add(number)?;
            rows.push(u32::try_from(row).ok()?);
            (number, bits) = (0, 0);
        }
    }
    (bits == 0).then_some(rows)
}
