//! Lines that hold one plain JSON object (texts, numbers, true, false, null; no lists, no mappings) cut into keys and values where
//! they stand, without a tree. A line of any other kind is left to the JSON reader, which says what is wrong with it.

use std::ops::Range;

/// What a value is, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text in quotes, just as it stands.
    Text,
    /// A text in quotes, with escapes.
    Escaped,
    /// A cell of a table, in quotes, in which each quotation mark stands twice.
    Doubled,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`, or an empty cell of a table.
    Null,
}

/// A value of a line: its bytes in the text, without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub at: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Goes through a line; everything that it hands out is JSON, or it gives up.
pub struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
}

/// Whether a byte ends a run of plain bytes in a text: its closing quote, an escape, and what may not stand there.
fn stops(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Where the first byte stands that ends a run of plain bytes: eight are looked at in one go.
fn first_stop(bytes: &[u8]) -> Option<usize> {
    /// One in each byte, and the highest bit of each.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    let mut at = 0;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        let eight = u64::from_le_bytes(eight);
        // A byte less than n borrows from its highest bit; what had that bit set is no such byte.
        let less = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGHS;
        let found = less(eight, 0x20) | less(eight ^ (ONES * u64::from(b'"')), 1) | less(eight ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            // A borrow can mark a byte behind the first one, never one before it.
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    bytes.get(at..)?.iter().position(|byte| stops(*byte)).map(|more| at + more)
}

impl<'t> Cursor<'t> {
    /// At a byte of a text, for a line that ends where `text` does.
    #[must_use]
    pub fn new(text: &'t str, at: usize) -> Cursor<'t> {
        Cursor { bytes: text.as_bytes(), at }
    }

    /// Steps over a sign, and white space before it.
    #[must_use]
    pub fn sign(&mut self, sign: u8) -> bool {
        self.space();
        let is_there = self.bytes.get(self.at) == Some(&sign);
        self.at += usize::from(is_there);
        is_there
    }

    /// Steps over a key as it stood in another line, with its quotes and its colon; stays where another one stands.
    #[must_use]
    pub fn key_is(&mut self, written: &[u8]) -> bool {
        let is_there = self.bytes.get(self.at..self.at + written.len()) == Some(written);
        if is_there {
            self.at += written.len();
        }
        is_there
    }

    /// The key that stands here, and the same as written, with its quotes and its colon; none with escapes.
    #[must_use]
    pub fn key(&mut self) -> Option<(&'t [u8], &'t [u8])> {
        self.space();
        let start = self.at;
        let Piece { at, kind: Kind::Text } = self.text()? else { return None };
        self.sign(b':').then(|| (&self.bytes[at], &self.bytes[start..self.at]))
    }

    /// The value that stands here.
    #[must_use]
    pub fn value(&mut self) -> Option<Piece> {
        self.space();
        match self.bytes.get(self.at)? {
            b'"' => self.text(),
            b't' => self.word(b"true", Kind::Bool),
            b'f' => self.word(b"false", Kind::Bool),
            b'n' => self.word(b"null", Kind::Null),
            _ => self.number(),
        }
    }

    /// Whether nothing but white space is left.
    #[must_use]
    pub fn is_done(&mut self) -> bool {
        self.space();
        self.at == self.bytes.len()
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn text(&mut self) -> Option<Piece> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        let start = self.at + 1;
        let mut kind = Kind::Text;
        let mut at = start;
        loop {
            at += first_stop(self.bytes.get(at..)?)?;
            match self.bytes[at] {
                b'"' => break,
                b'\\' => (kind, at) = (Kind::Escaped, at + 2),
                _ => return None,
            }
        }
        self.at = at + 1;
        Some(Piece { at: start..at, kind })
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Option<Piece> {
        let at = self.at..self.at + word.len();
        (self.bytes.get(at.clone()) == Some(word)).then(|| self.at = at.end)?;
        self.ends_here().then_some(Piece { at, kind })
    }

    /// A number as JSON has them; without an exponent, which few write.
    fn number(&mut self) -> Option<Piece> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        let whole = self.digits();
        if whole == 0 || (whole > 1 && self.bytes[self.at - whole] == b'0') {
            return None;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            (self.digits() > 0).then_some(())?;
        }
        self.ends_here().then_some(Piece { at: start..self.at, kind: Kind::Number })
    }

    fn digits(&mut self) -> usize {
        let count = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Whether a number or a word ends before what stands here.
    fn ends_here(&self) -> bool {
        matches!(self.bytes.get(self.at), None | Some(b',' | b'}' | b' ' | b'\t' | b'\r' | b'\n'))
    }
}

/// The number that plain digits are, as `digits / 10^places`; none where they are too many, or more than digits (`-0` is not what 0 is,
/// as written).
#[must_use]
pub fn decimal(text: &[u8]) -> Option<(i64, u8)> {
    let (negative, digits) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
    if digits.len() > 17 || (digits.len() > 1 && digits[0] == b'0' && digits[1] != b'.') {
        return None;
    }
    let (mut number, mut places) = (0_i64, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                places = places.map(|places: u8| places + 1);
            }
            b'.' if places.is_none() => places = Some(0),
            _ => return None,
        }
    }
    let is_plain = digits.first().is_some_and(u8::is_ascii_digit) && places != Some(0) && !(negative && number == 0);
    is_plain.then_some((if negative { -number } else { number }, places.unwrap_or(0)))
}

/// The digits of such a number, as they were written.
#[must_use]
pub fn digits(number: i64, places: u8) -> String {
    let places = usize::from(places);
    let mut text = format!("{:0width$}", number.unsigned_abs(), width = places + 1);
    if places > 0 {
        text.insert(text.len() - places, '.');
    }
    if number < 0 {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The pieces of a line, as texts; none where it is left to the JSON reader.
    fn cut(line: &str) -> Option<Vec<(String, String, Kind)>> {
        let mut cursor = Cursor::new(line, 0);
        let mut pieces = Vec::new();
        cursor.sign(b'{').then_some(())?;
        if !cursor.sign(b'}') {
            loop {
                let key = String::from_utf8(cursor.key()?.0.to_vec()).unwrap();
                let Piece { at, kind } = cursor.value()?;
                pieces.push((key, line[at].to_owned(), kind));
                if !cursor.sign(b',') {
                    break;
                }
            }
            cursor.sign(b'}').then_some(())?;
        }
        cursor.is_done().then_some(pieces)
    }

    #[test]
    fn a_plain_line_is_cut_where_it_stands() {
        let line = "{ \"id\": \"c\\u00e9\", \"value\":-4.50 ,\"named\":true,\"stage\":null}\r\n";
        let text = |key: &str, value: &str, kind| (key.to_owned(), value.to_owned(), kind);
        let pieces = [
            text("id", "c\\u00e9", Kind::Escaped),
            text("value", "-4.50", Kind::Number),
            text("named", "true", Kind::Bool),
            text("stage", "null", Kind::Null),
        ];
        assert_eq!(cut(line).unwrap(), pieces);
        assert_eq!(cut("{}"), Some(Vec::new()));
    }

    #[test]
    fn all_other_lines_are_left_to_the_json_reader() {
        for line in [
            "",
            "[]",
            "{\"a\":[]}",
            "{\"a\":{}}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\":01}",
            "{\"a\":1e5}",
            "{\"a\":1.}",
            "{\"a\":truex}",
            "{\"a\":\"b}",
            "{\"a\":\"\t\"}",
            "{\"a\\n\":1}",
            "{} x",
        ] {
            assert_eq!(cut(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_is_json(line in "[{}\\[\\]\":,a0-9.eé \\\\ntrue-]{0,30}") {
            for line in [line.clone(), format!("{{\"a\":{line}}}"), format!("{{\"a\":1,{line}")] {
                if let Some(pieces) = cut(&line)
                    && pieces.iter().all(|(_, _, kind)| *kind != Kind::Escaped)
                {
                    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
                    prop_assert!(value.as_object().is_some_and(|object| object.len() <= pieces.len()));
                }
            }
        }

        #[test]
        fn the_first_stop_is_found(bytes in prop::collection::vec(prop_oneof![8 => any::<u8>(), 1 => Just(b'"'), 1 => Just(b'\\'), 4 => b'a'..=b'z'], 0..40)) {
            prop_assert_eq!(first_stop(&bytes), bytes.iter().position(|byte| stops(*byte)));
        }

        #[test]
        fn digits_come_back_as_written(text in "-?[0-9]{1,9}(\\.[0-9]{1,10})?") {
            if let Some((number, places)) = decimal(text.as_bytes()) {
                prop_assert_eq!(digits(number, places), text);
            }
        }
    }
}
