//! The pieces of an item with their words and places: what the reading of items walks over.

use std::sync::Arc;

use super::grammar::{Rule, Token};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::SYNTAX;
use crate::source::{FileId, Span, Text};

/// An item, and where it stands.
pub(super) struct Place<'i> {
    /// Its text.
    pub(super) item: &'i str,
    /// The keyword that opens it.
    pub(super) keyword: &'static str,
    /// The whole text of its file.
    pub(super) whole: &'i Arc<Text>,
    /// Its file.
    pub(super) file: FileId,
    /// The byte of the file at which it begins.
    pub(super) base: usize,
}

/// A piece of an item that has been read.
#[derive(Clone, Copy)]
pub(in crate::lang) struct Node<'i> {
    token: Token,
    inner: &'i [Token],
    place: &'i Place<'i>,
}

impl<'i> Node<'i> {
    /// The outermost piece of an item.
    pub(super) fn outermost(tokens: &'i [Token], place: &'i Place<'i>) -> Option<Node<'i>> {
        Parts { tokens, place }.next()
    }

    /// What it is.
    pub(in crate::lang) fn rule(&self) -> Rule {
        self.token.rule
    }

    /// Its words, from its first one to its last one.
    pub(in crate::lang) fn text(&self) -> &'i str {
        self.place.item.get(self.token.start as usize..self.token.end as usize).unwrap_or("")
    }

    /// Where it stands.
    pub(in crate::lang) fn span(&self) -> Span {
        let Place { file, base, .. } = *self.place;
        Span::new(file, base + self.token.start as usize, base + self.token.end as usize)
    }

    /// The whole text of its file.
    pub(super) fn whole(&self) -> &'i Arc<Text> {
        self.place.whole
    }

    /// Its parts, in order.
    pub(in crate::lang) fn parts(&self) -> impl Iterator<Item = Node<'i>> + use<'i> {
        Parts { tokens: self.inner, place: self.place }
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

/// The pieces that stand side by side in a list of tokens.
struct Parts<'i> {
    tokens: &'i [Token],
    place: &'i Place<'i>,
}

impl<'i> Iterator for Parts<'i> {
    type Item = Node<'i>;

    fn next(&mut self) -> Option<Node<'i>> {
        let (token, behind) = self.tokens.split_first()?;
        let (inner, rest) = behind.split_at_checked(token.inner as usize).unwrap_or((behind, &[]));
        self.tokens = rest;
        Some(Node { token: *token, inner, place: self.place })
    }
}
