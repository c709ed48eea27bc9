//! Texts split into the parts of quantities and dates by `grammar/quantity.pest`: the one file here that names pest.

use std::borrow::Cow;

use pest::Parser;
use pest::iterators::Pairs;
use pest_derive::Parser;

use super::quick::{self, Told};

#[derive(Parser)]
#[grammar = "grammar/quantity.pest"]
struct Grammar;

/// What a part is: the rules of the grammar.
pub(super) type Kind = Rule;

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub text: &'a str,
    /// Where it begins in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// No quantity and no date is longer; what is longer is text, and costs nothing to tell.
const LONGEST: usize = 200;

/// The text trimmed, with single spaces, plain hyphens for every dash, and a comma where a no-break space groups digits;
/// `None` where it is too long to be a quantity or a date.
pub(super) fn squeezed(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && !text.contains("  ") {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let groups = matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}')
            && out.ends_with(|last: char| last.is_ascii_digit())
            && rest.as_str().bytes().take_while(u8::is_ascii_digit).count() == 3;
        match c {
            _ if groups => out.push(','),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            _ if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push(c),
        }
    }
    Some(Cow::Owned(out))
}

/// The parts of what may be a quantity; none for an empty text.
pub(super) fn of_quantity(squeezed: &str) -> Vec<Part<'_>> {
    match quick::of_quantity(squeezed) {
        Told::Known(parts) => parts,
        Told::Ask => quantity_by_grammar(squeezed),
    }
}

/// The parts of a date in ISO 8601 or EDTF; `None` where it is none.
pub(super) fn of_iso_date(squeezed: &str) -> Option<Vec<Part<'_>>> {
    match quick::of_iso_date(squeezed) {
        Told::Known(parts) => parts,
        Told::Ask => iso_date_by_grammar(squeezed),
    }
}

/// The parts of a date as papers write it; `None` where it is none.
pub(super) fn of_paper_date(squeezed: &str) -> Option<Vec<Part<'_>>> {
    match quick::of_paper_date(squeezed) {
        Told::Known(parts) => parts,
        Told::Ask => paper_date_by_grammar(squeezed),
    }
}

/// What the grammar itself says of a quantity.
pub(super) fn quantity_by_grammar(squeezed: &str) -> Vec<Part<'_>> {
    Grammar::parse(Rule::parts, squeezed).map(leaves).unwrap_or_default()
}

/// What the grammar itself says of an ISO date.
pub(super) fn iso_date_by_grammar(squeezed: &str) -> Option<Vec<Part<'_>>> {
    Grammar::parse(Rule::iso_date, squeezed).map(leaves).ok()
}

/// What the grammar itself says of a paper's date.
pub(super) fn paper_date_by_grammar(squeezed: &str) -> Option<Vec<Part<'_>>> {
    Grammar::parse(Rule::paper_date, squeezed).map(leaves).ok()
}

fn leaves(pairs: Pairs<'_, Rule>) -> Vec<Part<'_>> {
    pairs
        .filter(|pair| pair.as_rule() != Rule::EOI)
        .map(|pair| {
            let span = pair.as_span();
            Part { kind: pair.as_rule(), text: span.as_str(), start: span.start(), end: span.end() }
        })
        .collect()
}
