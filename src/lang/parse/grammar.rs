//! The one place that names pest: an item's text in, nodes with absolute spans out, or where reading stopped and what could
//! have stood there. Knows no meaning.

use std::num::NonZeroUsize;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::SYNTAX;
use crate::source::{FileId, Span};

/// So many steps may be spent on one item; an honest one of a megabyte takes fewer.
const STEPS: Option<NonZeroUsize> = NonZeroUsize::new(50_000_000);

#[derive(Parser)]
#[grammar = "grammar/rules.pest"]
struct Grammar;

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

/// A piece of an item that has been read.
#[derive(Clone)]
pub(super) struct Node<'i> {
    pair: Pair<'i, Rule>,
    file: FileId,
    base: usize,
}

/// Reads the item that stands at byte `base` of `file`.
pub(super) fn read<'i>(rule: Rule, item: &'i str, file: FileId, base: usize) -> Result<Node<'i>, Failure> {
    pest::set_call_limit(STEPS);
    match Grammar::parse(rule, item) {
        Ok(mut pairs) => match pairs.next() {
            Some(pair) => Ok(Node { pair, file, base }),
            None => Err(Failure::Unexpected { at: 0, expected: Vec::new() }),
        },
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

impl<'i> Node<'i> {
    /// What it is.
    pub(super) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    /// Its words; exact for a word, a sign or a literal, else white space may follow.
    pub(super) fn text(&self) -> &'i str {
        self.pair.as_str()
    }

    /// Where it stands: from its first word to its last one.
    pub(super) fn span(&self) -> Span {
        let start = self.pair.as_span().start();
        let mut last = self.pair.clone();
        while let Some(inner) = last.clone().into_inner().rfind(|p| p.as_rule() != Rule::EOI) {
            last = inner;
        }
        Span::new(self.file, self.base + start, self.base + last.as_span().end().max(start))
    }

    /// Its parts, in order.
    pub(super) fn parts(&self) -> impl Iterator<Item = Node<'i>> + use<'i> {
        let (file, base) = (self.file, self.base);
        self.pair.clone().into_inner().map(move |pair| Node { pair, file, base })
    }

    /// Its first part.
    pub(super) fn first(&self) -> Result<Node<'i>, Diagnostic> {
        self.parts().next().ok_or_else(|| self.incomplete())
    }

    /// Its parts of one kind, in order.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.parts().filter(move |part| part.rule() == rule)
    }

    /// Its first part of that kind, which the grammar may leave out.
    pub(super) fn find(&self, rule: Rule) -> Option<Node<'i>> {
        self.all(rule).next()
    }

    /// Its first part of that kind, which the grammar demands.
    pub(super) fn get(&self, rule: Rule) -> Result<Node<'i>, Diagnostic> {
        self.find(rule).ok_or_else(|| self.incomplete())
    }

    /// Its two parts of that kind, which the grammar demands.
    pub(super) fn two(&self, rule: Rule) -> Result<(Node<'i>, Node<'i>), Diagnostic> {
        let mut found = self.all(rule);
        found.next().zip(found.next()).ok_or_else(|| self.incomplete())
    }

    // The grammar and the code that reads its nodes disagree; said like any other mistake rather than by a panic.
    pub(super) fn incomplete(&self) -> Diagnostic {
        Diagnostic::new(&SYNTAX, "this cannot be read").label(self.span(), "here")
    }
}
