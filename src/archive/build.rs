//! The text of an archive in, its index out: what each row is about as hashes, sorted, with the rows that have them. Reads the text
//! once, block by block, and keeps of each row some fifty bytes.

use std::io::{self, Read, Write};

use rayon::prelude::{IntoParallelIterator, ParallelIterator, ParallelSliceMut};

use super::facts::{About, Facts, MAGIC, Table, VERSION};
use super::keys::{Column, Named, Written, hash, naming_fields};
use super::pages::{Writer, digest};
use crate::corpus::decode::Decoder;
use crate::corpus::{FieldId, Schema};
use crate::diagnostic::Diagnostic;
use crate::input::node::MAX_BYTES;
use crate::input::{json, jsonl};
use crate::source::{Sources, Text};
use crate::value::Vocabulary;

/// About how many bytes of an archive are read at a time.
const BLOCK: usize = 16 << 20;

/// What says of a row's place that its story has to be looked at to know what the claim is called.
pub const NAMED_BY_STORY: u64 = 1 << 63;

/// What says of a row's place that its claim names others.
pub const NAMES_OTHERS: u64 = 1 << 62;

/// What says of a row's place that its claim is named by others of the archive.
pub const NAMED_BY_OTHERS: u64 = 1 << 61;

/// How many bytes tell the place of a row.
pub const PLACE: u64 = 16;

/// Why an index cannot be built.
#[derive(Debug)]
pub enum Unbuilt {
    /// The archive cannot be read, or the index not be written.
    Io(io::Error),
    /// The byte that is no UTF-8.
    NotUtf8(u64),
    /// The row, from 1, that is too long, or one too many.
    TooLarge(u64),
}

impl From<io::Error> for Unbuilt {
    fn from(error: io::Error) -> Unbuilt {
        Unbuilt::Io(error)
    }
}

/// What is kept of a row.
struct Row {
    length: u32,
    check: u32,
    /// How many lines end in it.
    ends: u32,
    /// Whether it is always looked at: it is no claim, or something about it is said.
    odd: bool,
    claim: Option<Keys>,
}

/// The hashes of a claim.
struct Keys {
    of_all: [u64; Column::OF_ALL.len()],
    /// Its story and id; none where it has no id.
    name: Option<u64>,
    naming: Vec<(Column, u64)>,
    /// The names of the claims that it names.
    named: Vec<u64>,
}

/// All rows so far.
#[derive(Default)]
struct Gathered {
    places: Vec<(u64, u32, u32)>,
    /// The row of each claim.
    claims: Vec<u32>,
    of_all: [Vec<u64>; Column::OF_ALL.len()],
    names: Vec<u64>,
    naming: Vec<(Column, u64, u32)>,
    named: Vec<u64>,
    odd: Vec<u32>,
    broken: Vec<(u32, u64)>,
    end: u64,
    line_ends: u64,
}

/// Builds the index of an archive.
///
/// # Errors
/// Why it cannot be built.
pub fn build(archive: &mut dyn Read, about: About, out: &mut dyn Write) -> Result<Facts, Unbuilt> {
    let schema = Schema::new(Vocabulary::new());
    let naming = naming_fields(&schema);
    let mut gathered = Gathered::default();
    let mut blocks = Blocks { archive, rest: Vec::new(), read: 0 };
    while let Some(text) = blocks.next()? {
        let text = Text::from(text);
        let of_part = |part| text.lines_within(part).map(|(_, lines)| rows(&lines, &about.stem, &schema, &naming));
        let parts = jsonl::blocks(text.length()).into_par_iter();
        for rows in parts.map(of_part).collect::<Vec<_>>() {
            gathered.add(rows?)?;
        }
    }
    Ok(write(gathered, about, out)?)
}

/// An archive in blocks of whole rows.
struct Blocks<'a> {
    archive: &'a mut dyn Read,
    rest: Vec<u8>,
    read: u64,
}

impl Blocks<'_> {
    fn next(&mut self) -> Result<Option<String>, Unbuilt> {
        let mut block = std::mem::take(&mut self.rest);
        loop {
            let before = block.len();
            (&mut *self.archive).take(BLOCK as u64).read_to_end(&mut block)?;
            let is_end = block.len() == before;
            let end = block.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
            match end.or(is_end.then_some(block.len())) {
                _ if block.is_empty() => return Ok(None),
                Some(end) => {
                    let end = if is_end { block.len() } else { end };
                    self.rest = block.split_off(end);
                    break;
                }
                None if block.len() > MAX_BYTES => return Err(Unbuilt::TooLarge(0)),
                None => {}
            }
        }
        let start = self.read;
        self.read += block.len() as u64;
        let not_utf8 = |error: std::string::FromUtf8Error| Unbuilt::NotUtf8(start + error.utf8_error().valid_up_to() as u64);
        String::from_utf8(block).map(Some).map_err(not_utf8)
    }
}

/// What is kept of the rows of a text.
fn rows(text: &str, stem: &str, schema: &Schema, naming: &[FieldId]) -> Vec<Row> {
    let mut sources = Sources::new();
    let file = sources.add("", text);
    let mut start = 0;
    let mut rows = Vec::with_capacity(text.len() / 128);
    let mut decoder = Decoder::new(schema);
    for line in text.split_inclusive('\n') {
        let part = start..start + line.len();
        start = part.end;
        let (nodes, said) = if line.trim().is_empty() { (Vec::new(), Vec::new()) } else { json::read_part(&sources, file, part) };
        let claims: Vec<_> = nodes.iter().filter_map(|node| decoder.claim(node)).collect();
        let claim = claims.first().map(|record| keys(&Written { record, defaults: None, own_story: stem }, naming));
        let odd = said.iter().any(Diagnostic::is_error) || claims.len() != nodes.len() || line.starts_with('\u{feff}');
        rows.push(Row {
            length: u32::try_from(line.len()).unwrap_or(u32::MAX),
            check: check(line.as_bytes()),
            ends: u32::try_from(line_ends(line)).unwrap_or(u32::MAX),
            odd,
            claim,
        });
    }
    rows
}

/// By what a row is known to be the one that was indexed.
#[must_use]
pub fn check(row: &[u8]) -> u32 {
    // The lower half is as good as any other.
    (digest(0, row) & u64::from(u32::MAX)) as u32
}

/// How many lines end in a row: at its line feed, and at each carriage return that stands alone.
fn line_ends(row: &str) -> usize {
    let bytes = row.as_bytes();
    let ends = |at: usize, byte: u8| byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|(at, byte)| ends(*at, **byte)).count()
}

fn name((story, id): Named<'_>) -> u64 {
    hash(Column::Name, &[Some(story), Some(id)])
}

fn keys(claim: &Written<'_>, naming: &[FieldId]) -> Keys {
    let of_field = |field: &FieldId| {
        let field = *field;
        claim.names(field).flat_map(move |(story, id)| {
            let columns = [Column::Naming(field), Column::NamingOf(field)];
            [(columns[0], hash(columns[0], &[Some(story), Some(id)])), (columns[1], hash(columns[1], &[Some(story)]))]
        })
    };
    Keys {
        of_all: Column::OF_ALL.map(|column| claim.key(column)),
        name: claim.id().map(|_| claim.key(Column::Name)),
        naming: naming.iter().flat_map(of_field).collect(),
        named: naming.iter().flat_map(|field| claim.names(*field)).map(name).collect(),
    }
}

impl Gathered {
    fn add(&mut self, rows: Vec<Row>) -> Result<(), Unbuilt> {
        for row in rows {
            let number = self.places.len();
            let too_large = || Unbuilt::TooLarge(number as u64 + 1);
            let number = u32::try_from(number).ok().filter(|number| *number < u32::MAX).ok_or_else(too_large)?;
            if row.length == u32::MAX {
                return Err(too_large());
            }
            self.places.push((self.end, row.length, row.check));
            self.end += u64::from(row.length);
            if row.odd {
                self.odd.push(number);
            }
            self.line_ends += u64::from(row.ends);
            if row.ends > 1 {
                self.broken.push((number, self.line_ends - u64::from(number) - 1));
            }
            let Some(claim) = row.claim else { continue };
            if !claim.naming.is_empty() {
                self.places[number as usize].0 |= NAMES_OTHERS;
            }
            self.claims.push(number);
            self.of_all.iter_mut().zip(claim.of_all).for_each(|(column, hash)| column.push(hash));
            self.names.push(claim.name.unwrap_or(u64::MAX));
            self.naming.extend(claim.naming.into_iter().map(|(column, hash)| (column, hash, number)));
            self.named.extend(claim.named);
        }
        Ok(())
    }

    /// Marks the rows whose claim is called otherwise than it says, or says nothing of it: two of one name, and those without. Answers
    /// the names that some claim names, with the rows that have them.
    fn mark_names(&mut self) -> Vec<(u64, u32)> {
        let names = std::mem::take(&mut self.names);
        let mut named: Vec<(u64, u32)> = names.into_iter().zip(self.claims.iter().copied()).collect();
        named.par_sort_unstable();
        for same in named.chunk_by(|(a, _), (b, _)| a == b).filter(|same| same.len() > 1 || same[0].0 == u64::MAX) {
            for (_, row) in same {
                self.places[*row as usize].0 |= NAMED_BY_STORY;
            }
        }
        let mut wanted = std::mem::take(&mut self.named);
        wanted.par_sort_unstable();
        named.retain(|(name, _)| wanted.binary_search(name).is_ok());
        for (_, row) in &named {
            self.places[*row as usize].0 |= NAMED_BY_OTHERS;
        }
        named
    }
}

/// Writes all of it, what is known of the whole last.
fn write(mut gathered: Gathered, about: About, out: &mut dyn Write) -> io::Result<Facts> {
    let names = gathered.mark_names();
    let mut writer = Writer::new(out);
    writer.write(&MAGIC)?;
    writer.write(&VERSION.to_le_bytes())?;
    let mut facts = Facts { about, places: writer.at(), rows: gathered.places.len() as u64, ..Facts::default() };
    facts.claims = gathered.claims.len() as u64;
    for (offset, length, check) in std::mem::take(&mut gathered.places) {
        writer.write(&offset.to_le_bytes())?;
        writer.write(&length.to_le_bytes())?;
        writer.write(&check.to_le_bytes())?;
    }
    facts.odd = (writer.at(), gathered.odd.len() as u64);
    for row in &gathered.odd {
        writer.write(&u64::from(*row).to_le_bytes())?;
    }
    facts.broken = (writer.at(), gathered.broken.len() as u64);
    for (row, so_far) in &gathered.broken {
        writer.write(&u64::from(*row).to_le_bytes())?;
        writer.write(&so_far.to_le_bytes())?;
    }
    facts.lines = 1 + gathered.line_ends;
    for (column, hashes) in Column::OF_ALL.into_iter().zip(&mut gathered.of_all) {
        let pairs = std::mem::take(hashes).into_iter().zip(gathered.claims.iter().copied()).collect();
        facts.tables.extend(write_column(column, pairs, &mut writer)?);
    }
    facts.tables.extend(write_column(Column::Name, names, &mut writer)?);
    let mut naming = std::mem::take(&mut gathered.naming);
    naming.par_sort_unstable();
    for of_column in naming.chunk_by(|(a, ..), (b, ..)| a == b) {
        let pairs = of_column.iter().map(|(_, hash, row)| (*hash, *row)).collect();
        facts.tables.extend(write_column(of_column[0].0, pairs, &mut writer)?);
    }
    writer.fill_up()?;
    writer.write(&facts.to_bytes())?;
    writer.fill_up()?;
    Ok(facts)
}

/// Writes the rows of each hash, then the hashes with the places of their rows.
fn write_column(column: Column, mut pairs: Vec<(u64, u32)>, writer: &mut Writer<'_>) -> io::Result<Option<Table>> {
    pairs.par_sort_unstable();
    pairs.dedup();
    let rows = writer.at();
    let mut entries: Vec<(u64, u64)> = Vec::new();
    let mut packed = Vec::new();
    for same in pairs.chunk_by(|(a, _), (b, _)| a == b) {
        entries.push((same[0].0, writer.at() - rows));
        let mut before = 0;
        packed.clear();
        for (_, row) in same {
            pack(u64::from(*row - before), &mut packed);
            before = *row;
        }
        writer.write(&packed)?;
    }
    entries.push((u64::MAX, writer.at() - rows));
    let table = Table { column: column.number(), entries: entries.len() as u64 - 1, at: writer.at(), rows };
    for (hash, start) in entries {
        writer.write(&hash.to_le_bytes())?;
        writer.write(&start.to_le_bytes())?;
    }
    Ok((table.entries > 0).then_some(table))
}

/// A number in as few bytes as it needs: seven bits a byte, the last one below 128.
fn pack(mut number: u64, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}
