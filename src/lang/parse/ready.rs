//! The shipped rule files as they were split and read when this program was built: a text in, its items and their tokens out.

use std::ops::Range;

use super::grammar::{Rule, Token};
use crate::lang::shipped;

/// An item of a shipped file.
pub(super) struct Item {
    /// The keyword that opens it.
    pub(super) keyword: &'static str,
    /// The word `override` before it.
    pub(super) overrides: Option<Range<usize>>,
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it was read as.
    pub(super) tokens: &'static [Token],
}

/// The items of each file, in the order of the files.
static FILES: &[&[Item]] = &include!(concat!(env!("OUT_DIR"), "/ready.rs"));

/// The items of a text that is that of a shipped file.
pub(super) fn items(text: &str) -> Option<&'static [Item]> {
    let place = shipped::FILES.iter().position(|(_, shipped)| *shipped == text)?;
    FILES.get(place).copied()
}

/// A token, as the table writes it.
const fn t(rule: Rule, start: u32, end: u32, inner: u32) -> Token {
    Token { rule, start, end, inner }
}

#[cfg(test)]
mod tests {
    use super::super::{grammar, split};
    use super::{items, shipped};

    #[test]
    fn what_was_read_when_the_program_was_built_is_what_would_be_read_now() {
        for (path, text) in shipped::FILES {
            let mut ready = items(text).unwrap_or_else(|| panic!("{path} is not ready")).iter();
            for chunk in split::split(text) {
                let split::Chunk::Item { keyword, overrides, range, stray: None } = chunk else { panic!("{path}: {chunk:?}") };
                let item = ready.next().expect("as many items");
                assert_eq!((item.keyword, &item.overrides, &item.range), (keyword, &overrides, &range), "{path}");
                assert_eq!(Ok(item.tokens.to_vec()), grammar::read(keyword, &text[range]), "{path}");
            }
            assert!(ready.next().is_none(), "{path}");
        }
    }
}
