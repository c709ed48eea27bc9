//! The one place that names pest: an item's text in, its tokens out, or where reading stopped and what could have stood there.
//! Knows no meaning and nothing else of this program, since `build.rs` reads the shipped items with it too.

use std::num::NonZeroUsize;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest_derive::Parser;

/// So many steps may be spent on one item; an honest one of a megabyte takes fewer.
const STEPS: Option<NonZeroUsize> = NonZeroUsize::new(50_000_000);

#[derive(Parser)]
#[grammar = "grammar/rules.pest"]
struct Grammar;

/// A piece of an item that has been read. The tokens of its parts follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) rule: Rule,
    /// Its first byte, from the beginning of the item.
    pub(super) start: u32,
    /// The byte after its last word.
    pub(super) end: u32,
    /// How many of the tokens behind it are its parts, and theirs.
    pub(super) inner: u32,
}

/// Why an item cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing that could stand at this byte of the item does.
    Unexpected {
        /// The byte.
        at: usize,
        /// What could have stood there.
        expected: Vec<Rule>,
    },
    /// At this byte of the item, brackets and the like are nested too deep.
    TooDeep(usize),
    /// It takes too many steps.
    TooLong,
}

/// Reads the item that a keyword opens.
pub(super) fn read(keyword: &str, item: &str) -> Result<Vec<Token>, Failure> {
    pest::set_call_limit(STEPS);
    match Grammar::parse(rule_of(keyword), item) {
        Ok(pairs) => Ok(tokens(pairs.tokens())),
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            Err(match error.variant {
                ErrorVariant::ParsingError { negatives, .. } if negatives.contains(&Rule::too_deep) => Failure::TooDeep(at),
                ErrorVariant::ParsingError { positives, .. } => Failure::Unexpected { at, expected: positives },
                ErrorVariant::CustomError { .. } => Failure::TooLong,
            })
        }
    }
}

fn rule_of(keyword: &str) -> Rule {
    match keyword {
        "pack" => Rule::pack_item,
        "unit" => Rule::unit_item,
        "hedge" => Rule::hedge_item,
        "amount" => Rule::amount_item,
        "measure" => Rule::measure_item,
        "field" => Rule::field_item,
        "define" => Rule::define_item,
        _ => Rule::rule_item,
    }
}

/// The tokens in their order. White space that pest takes along behind the last word of a piece is left out again.
fn tokens<'i>(marks: impl Iterator<Item = pest::Token<'i, Rule>>) -> Vec<Token> {
    let place = |pos: pest::Position<'_>| u32::try_from(pos.pos()).unwrap_or(u32::MAX);
    let mut tokens: Vec<Token> = Vec::new();
    // The pieces that are open, and the last byte that a part of each has reached.
    let mut open: Vec<(usize, Option<u32>)> = Vec::new();
    for mark in marks {
        match mark {
            pest::Token::Start { rule: Rule::EOI, .. } | pest::Token::End { rule: Rule::EOI, .. } => {}
            pest::Token::Start { rule, pos } => {
                open.push((tokens.len(), None));
                tokens.push(Token { rule, start: place(pos), end: 0, inner: 0 });
            }
            pest::Token::End { pos, .. } => {
                let Some((at, reached)) = open.pop() else { continue };
                let behind = tokens.len() - at - 1;
                let Some(token) = tokens.get_mut(at) else { continue };
                token.inner = u32::try_from(behind).unwrap_or(u32::MAX);
                token.end = reached.unwrap_or_else(|| place(pos)).max(token.start);
                if let Some((_, outer)) = open.last_mut() {
                    *outer = Some(token.end);
                }
            }
        }
    }
    tokens
}
