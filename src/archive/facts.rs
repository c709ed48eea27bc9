//! What the index of an archive says of the archive as a whole, as bytes and back.

use super::keys::Column;
use super::pages::Unreadable;
use crate::corpus::FieldId;

/// What an index begins with, whatever its version.
pub const MAGIC: [u8; 16] = *b"claimlint index\n";

/// The version of how an index is laid out and how lines are understood: one more with every change to either.
pub const VERSION: u64 = 1;

/// How an archive was when its index was built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The name by which claims without a story are told: the file's, without its ending.
    pub stem: String,
    /// How many bytes it had.
    pub size: u64,
    /// When it was changed last, in nanoseconds since 1970.
    pub changed: u64,
}

/// Where the hashes of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// The column, by its number.
    pub column: u64,
    /// How many different hashes there are.
    pub entries: u64,
    /// Where they begin.
    pub at: u64,
    /// Where the rows that have them begin.
    pub rows: u64,
}

/// What an index says of its archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The archive as it was.
    pub about: About,
    /// How many rows it has: its text, split at line feeds.
    pub rows: u64,
    /// How many of them are claims.
    pub claims: u64,
    /// How many lines it has, as people count.
    pub lines: u64,
    /// Where the places of the rows begin.
    pub places: u64,
    /// Where the rows that are no claims begin, and how many there are.
    pub odd: (u64, u64),
    /// Where the rows that hold more than one line begin, and how many there are.
    pub broken: (u64, u64),
    /// The columns.
    pub tables: Vec<Table>,
}

impl Facts {
    /// As bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let program = env!("CARGO_PKG_VERSION");
        let mut numbers = vec![VERSION, self.about.size, self.about.changed, self.rows, self.claims, self.lines, self.places];
        numbers.extend([self.odd.0, self.odd.1, self.broken.0, self.broken.1, self.tables.len() as u64]);
        numbers.extend(self.tables.iter().flat_map(|table| [table.column, table.entries, table.at, table.rows]));
        let mut bytes = MAGIC.to_vec();
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        for text in [program, &self.about.stem] {
            bytes.extend((text.len() as u64).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }

    /// From bytes.
    ///
    /// # Errors
    /// They are no such facts, or those of another version of the program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Facts, Unreadable> {
        let mut bytes = Bytes(bytes);
        if bytes.take(MAGIC.len())? != MAGIC {
            return Err(Unreadable::Damaged);
        }
        if bytes.number()? != VERSION {
            return Err(Unreadable::Version);
        }
        let mut facts = Facts::default();
        (facts.about.size, facts.about.changed) = (bytes.number()?, bytes.number()?);
        (facts.rows, facts.claims, facts.lines, facts.places) =
            (bytes.number()?, bytes.number()?, bytes.number()?, bytes.number()?);
        facts.odd = (bytes.number()?, bytes.number()?);
        facts.broken = (bytes.number()?, bytes.number()?);
        for _ in 0..bytes.number()? {
            let (column, entries, at, rows) = (bytes.number()?, bytes.number()?, bytes.number()?, bytes.number()?);
            facts.tables.push(Table { column, entries, at, rows });
        }
        if bytes.text()? != env!("CARGO_PKG_VERSION") {
            return Err(Unreadable::Version);
        }
        facts.about.stem = bytes.text()?;
        Ok(facts)
    }

    /// Whether all that it speaks of stands among so many bytes.
    #[must_use]
    pub fn lie_within(&self, bytes: u64) -> bool {
        let stands = |at: u64, count: u64, width: u64| {
            count.checked_mul(width).and_then(|length| at.checked_add(length)).is_some_and(|end| end <= bytes)
        };
        let table = |table: &Table| table.rows <= table.at && stands(table.at, table.entries.saturating_add(1), 16);
        stands(self.places, self.rows, 16)
            && stands(self.odd.0, self.odd.1, 8)
            && stands(self.broken.0, self.broken.1, 16)
            && self.tables.iter().all(table)
    }

    /// The table of a column; none where no row has anything in it.
    #[must_use]
    pub fn table(&self, column: Column) -> Option<&Table> {
        self.tables.iter().find(|table| table.column == column.number())
    }

    /// Whether some row names a claim in a field.
    #[must_use]
    pub fn is_named_in(&self, field: FieldId) -> bool {
        self.table(Column::Naming(field)).is_some()
    }
}

/// Bytes yet to be read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Unreadable::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, Unreadable> {
        let bytes = self.take(8)?.try_into().map_err(|_| Unreadable::Damaged)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn text(&mut self) -> Result<String, Unreadable> {
        let count = usize::try_from(self.number()?).map_err(|_| Unreadable::Damaged)?;
        String::from_utf8(self.take(count)?.to_vec()).map_err(|_| Unreadable::Damaged)
    }
}
