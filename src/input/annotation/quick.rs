//! Lists of attributes read byte by byte: a text in, the list out where it is whole. Says the same as `grammar/annotation.pest`,
//! which a test holds it to, at a fortieth of the cost; what is wrong with a list that is not whole is the grammar's to say.

use std::ops::Range;

use super::{Attribute, Piece, unescaped};

/// The attributes at the beginning of a text, and the byte behind their closing brace; nothing where they are no whole list.
pub(super) fn list(text: &str) -> Option<(Vec<Attribute>, usize)> {
    let mut reader = Reader { text, at: 0 };
    reader.sign('{').then_some(())?;
    reader.white_space();
    let mut list = Vec::new();
    while !reader.sign('}') {
        list.push(reader.attribute()?);
        reader.white_space();
    }
    Some((list, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”')
}

/// Whether a character ends a name.
fn is_mark(c: char) -> bool {
    is_white(c) || is_quote(c) || matches!(c, '{' | '}' | '[' | ']' | '=' | '#' | '<' | '>')
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Takes the next character where it is that sign.
    fn sign(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len_utf8() } else { 0 };
        found
    }

    fn white_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_white).len();
    }

    fn attribute(&mut self) -> Option<Attribute> {
        if self.sign('.') {
            return Some(Attribute::Class(self.name(|c| c == '.' || is_mark(c))?));
        }
        if self.sign('#') {
            return Some(Attribute::Id(self.name(is_mark)?));
        }
        let key = self.name(|c| c == '.' || is_mark(c))?;
        self.sign('=').then_some(())?;
        let value = match self.rest().chars().next()? {
            '“' => self.quoted('“', '”')?,
            quote @ ('"' | '\'') => self.quoted(quote, quote)?,
            _ => self.bare()?,
        };
        Some(Attribute::Pair(key, value))
    }

    /// As many characters as do not end it, and at least one.
    fn name(&mut self, ends: impl Fn(char) -> bool) -> Option<Piece> {
        let rest = self.rest();
        self.piece(rest.find(ends).unwrap_or(rest.len()))
    }

    /// A value without quotes. A comma belongs to it where something follows.
    fn bare(&mut self) -> Option<Piece> {
        let rest = self.rest();
        let ends = |(at, c): (usize, char)| match c {
            '{' | '}' | '[' | ']' => true,
            ',' => rest.get(at + 1..).is_some_and(|behind| behind.starts_with(|c| is_white(c) || c == '}')),
            _ => is_white(c),
        };
        if rest.starts_with(is_quote) {
            return None;
        }
        self.piece(rest.char_indices().find(|found| ends(*found)).map_or(rest.len(), |(at, _)| at))
    }

    /// The next so many bytes, where there are some.
    fn piece(&mut self, length: usize) -> Option<Piece> {
        let place = self.at..self.at + length;
        self.at = place.end;
        let text = self.text.get(place.clone()).filter(|text| !text.is_empty())?;
        Some(Piece { text: text.to_owned(), place, quoted: false })
    }

    /// What stands in quotes; an escaped one closes nothing.
    fn quoted(&mut self, opening: char, closing: char) -> Option<Piece> {
        self.at += opening.len_utf8();
        let start = self.at;
        let mut rest = self.rest().char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if c == closing {
                let place: Range<usize> = start..start + at;
                self.at = place.end + closing.len_utf8();
                let written = self.text.get(place.clone())?;
                let text = if written.contains('\\') { unescaped(written) } else { written.to_owned() };
                return Some(Piece { text, place, quoted: true });
            }
            if c == '\\' {
                rest.next_if(|(_, next)| *next == '\\' || is_quote(*next));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{extent, parsed};
    use super::list;

    /// What lists are made of, and what breaks them.
    const PIECES: [&str; 36] = [
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "=",
        "#",
        ".",
        ",",
        ":",
        "\"",
        "'",
        "“",
        "”",
        "\\",
        "\\\"",
        "\\\\",
        " ",
        "\t",
        "\n",
        "\r",
        "\u{a0}",
        "a",
        "of",
        "x-y",
        "as-of=",
        "é",
        "漢",
        "10,000",
        "=\"",
        "=\"a b\"",
        "='it\\'s'",
        "=“x”",
        "-",
        "_",
    ];

    fn agree(text: &str) -> Result<(), TestCaseError> {
        for text in [text, extent(text)] {
            prop_assert_eq!(list(text), parsed(text).ok(), "{:?}", text);
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn the_grammar_says_the_same_of_what_looks_like_a_list(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24),
            closed in any::<bool>(),
        ) {
            agree(&format!("{{{}{}", pieces.concat(), if closed { "}" } else { "" }))?;
        }

        #[test]
        fn the_grammar_says_the_same_of_good_lists(
            attributes in prop::collection::vec("[.#]?[a-z-]{1,6}(=([a-z,0-9.%/]{1,8}|\"[a-z \\\\\"']{0,8}\"|'[a-z]{0,4}'|“[^”]{0,6}”))?[ \t]{0,2}", 0..8),
        ) {
            agree(&format!("{{{}}} and more", attributes.concat()))?;
        }

        #[test]
        fn the_grammar_says_the_same_of_anything(text in "\\PC{0,40}") {
            agree(&text)?;
            agree(&format!("{{{text}}}"))?;
        }
    }
}
