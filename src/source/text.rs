//! A text of the run: held in memory, or left where it lies and read in parts, and as a whole only when someone asks for that.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

/// Something that lies somewhere and is read at any place.
pub trait Kept: Send + Sync {
    /// Fills all of `into` with what stands from `at` on.
    ///
    /// # Errors
    /// It cannot be read, or ends before.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;

    /// Why it cannot be read as a text, if that is so.
    fn refusal(&self) -> Option<(String, String)> {
        None
    }
}

impl Kept for Vec<u8> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let found = start.checked_add(into.len()).and_then(|end| self.get(start..end));
        into.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// How much is read at a time where it is not known how far a line goes.
const STEP: usize = 1 << 10;

/// A text. It reads as a `str`; one that is not held is read then, and stays.
pub struct Text {
    held: OnceLock<Cow<'static, str>>,
    kept: Option<Box<dyn Kept>>,
    length: usize,
}

impl Text {
    /// A text of so many bytes that is left where it lies.
    #[must_use]
    pub fn kept(kept: Box<dyn Kept>, length: usize) -> Text {
        Text { held: OnceLock::new(), kept: Some(kept), length }
    }

    /// A text that is part of the program.
    #[must_use]
    pub fn built_in(text: &'static str) -> Text {
        Text { length: text.len(), held: OnceLock::from(Cow::Borrowed(text)), kept: None }
    }

    /// Whether it is left where it lies.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.held.get().is_none()
    }

    /// About the first two thousand characters.
    #[must_use]
    pub fn head(&self) -> Cow<'_, str> {
        const HEAD: usize = 8_000;
        match self.held.get() {
            Some(text) => Cow::Borrowed(text),
            None => {
                let bytes = self.bytes(0..self.length.min(HEAD)).unwrap_or_default();
                Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
            }
        }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Why it cannot be read as a text, and the way out, if that is so.
    pub(super) fn refusal(&self) -> Option<(String, String)> {
        self.kept.as_ref()?.refusal()
    }

    fn whole(&self) -> &str {
        self.held.get_or_init(|| {
            let mut bytes = vec![0; self.length];
            let read = self.kept.as_ref().map(|kept| kept.read_at(0, &mut bytes));
            // What cannot be read any more has no words; places in it stay where they are.
            if !matches!(read, Some(Ok(()))) {
                bytes.fill(b' ');
            }
            let text = String::from_utf8(bytes);
            Cow::Owned(text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
        })
    }

    /// Some bytes of it.
    fn bytes(&self, range: Range<usize>) -> io::Result<Cow<'_, [u8]>> {
        match (self.held.get(), &self.kept) {
            (Some(text), _) => text.as_bytes().get(range).map(Cow::Borrowed).ok_or(io::ErrorKind::UnexpectedEof.into()),
            (None, Some(kept)) => {
                let mut bytes = vec![0; range.len()];
                kept.read_at(range.start as u64, &mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
            (None, None) => Ok(Cow::Borrowed(&[])),
        }
    }

    /// What stands from a byte on to the end of the line, without the line break; nothing where that cannot be read any more.
    #[must_use]
    pub fn line_from(&self, start: usize) -> Cow<'_, str> {
        if let Some(text) = self.held.get() {
            let rest = text.get(start..).unwrap_or("");
            return Cow::Borrowed(rest.split_once('\n').map_or(rest, |(line, _)| line));
        }
        let mut line: Vec<u8> = Vec::new();
        loop {
            let at = (start + line.len()).min(self.length);
            let Ok(more) = self.bytes(at..(at + STEP).min(self.length)) else { return Cow::Borrowed("") };
            let end = more.iter().position(|byte| *byte == b'\n');
            line.extend(&more[..end.unwrap_or(more.len())]);
            if end.is_some() || more.is_empty() {
                return String::from_utf8(line).map_or(Cow::Borrowed(""), Cow::Owned);
            }
        }
    }

    /// The lines that begin within a range, and where the first of them begins.
    ///
    /// # Errors
    /// They cannot be read, or are no UTF-8.
    pub fn lines_within(&self, range: Range<usize>) -> io::Result<(usize, Cow<'_, str>)> {
        // The byte before tells whether the range begins with a line.
        let from = range.start.saturating_sub(1);
        let head = self.bytes(from..range.end)?;
        let is_first = range.start == 0;
        let begins = if is_first { Some(0) } else { head.iter().position(|byte| *byte == b'\n').map(|at| at + 1) };
        let Some(begins) = begins.filter(|begins| from + begins < range.end) else { return Ok((range.end, Cow::Borrowed(""))) };
        let mut end = range.end;
        let mut last = head.last().copied();
        while last != Some(b'\n') && end < self.length {
            let more = self.bytes(end..(end + STEP).min(self.length))?;
            let stop = more.iter().position(|byte| *byte == b'\n').map_or(more.len(), |at| at + 1);
            end += stop;
            last = more.get(stop.wrapping_sub(1)).copied();
        }
        let start = from + begins;
        let not_utf8 = |_| io::Error::from(io::ErrorKind::InvalidData);
        match self.held.get() {
            Some(text) => Ok((start, Cow::Borrowed(text.get(start..end).unwrap_or("")))),
            None => {
                let mut bytes = head.into_owned();
                bytes.drain(..begins);
                if end > range.end {
                    bytes.extend_from_slice(&self.bytes(range.end..end)?);
                }
                String::from_utf8(bytes).map(|text| (start, Cow::Owned(text))).map_err(not_utf8)
            }
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { length: text.len(), held: OnceLock::from(Cow::Owned(text)), kept: None }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.whole()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a text of {} bytes", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) -> Text {
        Text::kept(Box::new(text.as_bytes().to_vec()), text.len())
    }

    proptest! {
        #[test]
        fn blocks_are_whole_lines_and_all_of_the_text(text in "[aé\n\r𐐀]{0,60}", block in 1..9_usize, is_held in any::<bool>()) {
            let read = if is_held { Text::from(text.clone()) } else { kept(&text) };
            let mut all = String::new();
            for start in (0..text.len()).step_by(block) {
                let (at, lines) = read.lines_within(start..(start + block).min(text.len())).unwrap();
                if !lines.is_empty() {
                    prop_assert_eq!(at, all.len());
                    prop_assert!(text[at..].starts_with(&*lines) && (lines.ends_with('\n') || at + lines.len() == text.len()));
                }
                all += &lines;
            }
            prop_assert_eq!(&all, &text);
            for (at, _) in text.char_indices() {
                prop_assert_eq!(read.line_from(at), text[at..].split('\n').next().unwrap());
            }
            prop_assert_eq!(&*read, &text);
        }
    }

    #[test]
    fn what_is_no_longer_there_has_no_words() {
        let short = Text::kept(Box::new(b"ab\nc".to_vec()), 9);
        assert!(short.lines_within(0..9).is_err());
        assert_eq!(short.line_from(3), "");
        assert_eq!(&*short, "         ");
        let strange = Text::kept(Box::new(b"ab\n\xff\n".to_vec()), 5);
        assert_eq!(strange.lines_within(0..5).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(strange.lines_within(0..2).unwrap(), (0, Cow::Borrowed("ab\n")));
    }
}
