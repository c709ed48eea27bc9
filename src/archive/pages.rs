//! Bytes in pages, each with a checksum that knows its place: what was written is read back as it was, or not at all.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use twox_hash::XxHash3_64;

use crate::source::Kept;

/// How many bytes a page has.
pub const PAGE: usize = 4096;

/// How many of them are its own; behind them stands the checksum.
const HELD: usize = PAGE - 8;

/// How many pages are kept in memory at most.
const KEPT: usize = 2048;

impl<S: Kept + ?Sized> Kept for Box<S> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        (**self).read_at(at, into)
    }

    fn refusal(&self) -> Option<(String, String)> {
        (**self).refusal()
    }
}

/// A store that has to be moved to the place first.
#[derive(Debug)]
pub struct Sought<S>(Mutex<S>);

impl<S> Sought<S> {
    /// One that is moved.
    pub fn new(store: S) -> Sought<S> {
        Sought(Mutex::new(store))
    }
}

impl<S: Read + Seek + Send + 'static> Kept for Sought<S> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let mut store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        store.seek(SeekFrom::Start(at))?;
        store.read_exact(into)
    }
}

/// The hash of some bytes, another one for each seed; the same in every run and on every machine.
#[must_use]
pub fn digest(seed: u64, bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot_with_seed(seed, bytes)
}

/// The checksum of a page.
fn checksum(page: u64, held: &[u8]) -> [u8; 8] {
    digest(page, held).to_le_bytes()
}

/// Bytes on their way into pages.
pub struct Writer<'w> {
    out: &'w mut dyn Write,
    page: Vec<u8>,
    pages: u64,
}

impl<'w> Writer<'w> {
    /// Nothing is written yet.
    pub fn new(out: &'w mut dyn Write) -> Writer<'w> {
        Writer { out, page: Vec::with_capacity(PAGE), pages: 0 }
    }

    /// How many bytes were written.
    pub fn at(&self) -> u64 {
        self.pages * HELD as u64 + self.page.len() as u64
    }

    /// Writes some bytes.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(HELD - self.page.len()));
            self.page.extend_from_slice(now);
            bytes = later;
            if self.page.len() == HELD {
                self.close()?;
            }
        }
        Ok(())
    }

    /// Fills the page up, so that what follows begins with a new one.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn fill_up(&mut self) -> io::Result<()> {
        if self.page.is_empty() { Ok(()) } else { self.close() }
    }

    fn close(&mut self) -> io::Result<()> {
        self.page.resize(HELD, 0);
        let checksum = checksum(self.pages, &self.page);
        self.page.extend_from_slice(&checksum);
        self.out.write_all(&self.page)?;
        self.pages += 1;
        self.page.clear();
        Ok(())
    }
}

/// Why something that should be there is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It was written by a version of the program that lays it out otherwise.
    Version,
    /// What is read is not what was written.
    Damaged,
    /// It cannot be read at all.
    Unread(String),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Unreadable::Damaged,
            _ => Unreadable::Unread(error.to_string()),
        }
    }
}

/// Pages of a store, read where they are asked for and checked.
pub struct Reader<S> {
    store: S,
    kept: RefCell<FxHashMap<u64, Box<[u8]>>>,
}

impl<S: Kept> Reader<S> {
    /// Nothing is read yet.
    pub fn new(store: S) -> Reader<S> {
        Reader { store, kept: RefCell::default() }
    }

    /// Fills all of `into` with what was written from `at` on.
    ///
    /// # Errors
    /// It is damaged, or cannot be read.
    pub fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let mut done = 0;
        while done < into.len() {
            let place = at + done as u64;
            let from = usize::try_from(place % HELD as u64).unwrap_or(0);
            let count = (into.len() - done).min(HELD - from);
            self.with_page(place / HELD as u64, |page| into[done..done + count].copy_from_slice(&page[from..from + count]))?;
            done += count;
        }
        Ok(())
    }

    /// A number that was written.
    ///
    /// # Errors
    /// It is damaged, or cannot be read.
    pub fn number(&self, at: u64) -> Result<u64, Unreadable> {
        let mut bytes = [0; 8];
        self.read(at, &mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// The first bytes of all, as they stand there, unchecked.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn beginning(&self, into: &mut [u8]) -> Result<(), Unreadable> {
        Ok(self.store.read_at(0, into)?)
    }

    fn with_page(&self, page: u64, take: impl FnOnce(&[u8])) -> Result<(), Unreadable> {
        let mut kept = self.kept.borrow_mut();
        if let Some(known) = kept.get(&page) {
            take(known);
            return Ok(());
        }
        let mut bytes = vec![0; PAGE];
        self.store.read_at(page.checked_mul(PAGE as u64).ok_or(Unreadable::Damaged)?, &mut bytes)?;
        let (held, sum) = bytes.split_at(HELD);
        if checksum(page, held) != sum {
            return Err(Unreadable::Damaged);
        }
        take(held);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(page, bytes.into());
        Ok(())
    }
}

/// Whether all pages of a store are as they were written.
///
/// # Errors
/// One of them is not, or cannot be read.
pub fn verify(store: &mut dyn Read) -> Result<(), Unreadable> {
    let mut page = vec![0; PAGE];
    for number in 0.. {
        let mut held = 0;
        while held < PAGE {
            match store.read(&mut page[held..])? {
                0 if held == 0 => return Ok(()),
                0 => return Err(Unreadable::Damaged),
                count => held += count,
            }
        }
        let (held, sum) = page.split_at(HELD);
        if checksum(number, held) != sum {
            return Err(Unreadable::Damaged);
        }
    }
    Ok(())
}

/// The place at which the page of a place begins.
pub fn page_start(page: u64) -> u64 {
    page * HELD as u64
}

/// How many bytes of what was written a page holds.
pub const fn held() -> usize {
    HELD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.write(bytes).unwrap();
        writer.fill_up().unwrap();
        out
    }

    #[test]
    fn what_was_written_is_read_back_from_anywhere() {
        let bytes: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
        let reader = Reader::new(written(&bytes));
        for (at, len) in [(0, 1), (4080, 30), (4088, 8), (9000, 20_000), (79_990, 10)] {
            let mut into = vec![0; len];
            reader.read(at as u64, &mut into).unwrap();
            assert_eq!(into, bytes[at..at + len]);
        }
        assert_eq!(reader.read(90_000, &mut [0]), Err(Unreadable::Damaged));
    }

    #[test]
    fn a_bit_that_has_turned_and_a_page_at_another_place_are_noticed() {
        let whole = written(&[7; 9000]);
        for at in [0, 100, 4090, 4096, 12_287] {
            let mut turned = whole.clone();
            turned[at] ^= 1;
            assert_eq!(Reader::new(turned).read(0, &mut [0; 9000]), Err(Unreadable::Damaged), "{at}");
        }
        let mut swapped = whole.clone();
        swapped.copy_within(PAGE..2 * PAGE, 0);
        assert_eq!(Reader::new(swapped).read(0, &mut [0]), Err(Unreadable::Damaged));
    }
}
