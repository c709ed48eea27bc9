//! Tokens made ready for lines: what stands before each, and whether its author had a line break there.

use std::borrow::Cow;

use super::form::{self, Lead};
use super::messages;
use super::tokens::{Item, Token};
use crate::lang::parse::grammar::Rule;

/// A token in its place.
pub(super) struct Piece<'t> {
    /// The token, messages and blocks in their form.
    pub token: Token<'t>,
    /// What stands before it.
    pub lead: Lead,
    /// Whether a line breaks here, be it for a comment.
    pub breaks: bool,
    /// Spaces more than its lead has, where it stands in a column.
    pub pad: usize,
}

impl Piece<'_> {
    /// How wide its first line is, with what stands before it.
    pub(super) fn width(&self) -> usize {
        self.lead.spaces() + self.pad + self.token.text.lines().next().map_or(0, |line| line.chars().count())
    }

    /// Whether it can be put on one line with what stands before it.
    pub(super) fn joins(&self) -> bool {
        !self.breaks && self.token.gap.comments.is_empty()
    }
}

/// The pieces of an item of a text.
pub(super) fn of<'t>(text: &str, item: &Item<'t>) -> Vec<Piece<'t>> {
    let leads: Vec<Lead> =
        item.iter().enumerate().map(|(at, token)| form::lead(at.checked_sub(1).and_then(|b| item.get(b)), token)).collect();
    let mut clause = 0;
    let mut pieces = Vec::with_capacity(item.len());
    for (at, (token, lead)) in item.iter().zip(&leads).enumerate() {
        if let Lead::Line(indent) = lead {
            clause = *indent;
        }
        let breaks = !token.gap.comments.is_empty() || lead.place().is_some() && is_broken(item, at);
        let mut token = token.clone();
        match token.rule {
            Rule::block => token.text = Cow::Owned(messages::block(&token.text, clause)),
            Rule::message => token.text = Cow::Owned(messages::message(text, &token, clause)),
            _ => {}
        }
        pieces.push(Piece { token, lead: *lead, breaks, pad: 0 });
    }
    pieces
}

/// Whether the author broke the line at this place: before the token, or on the other side of what it hangs on, as behind `and`.
fn is_broken(item: &Item<'_>, at: usize) -> bool {
    let breaks = |token: Option<&Token<'_>>| token.is_some_and(|t| t.gap.breaks && t.gap.comments.is_empty());
    let Some(before) = at.checked_sub(1).and_then(|b| item.get(b)) else { return false };
    if breaks(item.get(at)) {
        return true;
    }
    match before.rule {
        Rule::open_paren | Rule::open_list => false,
        _ if !form::is_own_place(before) => breaks(Some(before)),
        _ => {
            let within = item.get(at).map(|t| t.within);
            let behind = if within == Some(Rule::not_in) { at + 2 } else { at + 1 };
            let closes = item.get(at).is_some_and(|t| matches!(t.rule, Rule::close_paren | Rule::close_list));
            !closes && breaks(item.get(behind))
        }
    }
}

/// The clauses of an item, each with the index of its first piece.
pub(super) fn clauses(pieces: &[Piece<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut starts: Vec<usize> =
        (0..pieces.len()).filter(|at| matches!(pieces.get(*at).map(|p| p.lead), Some(Lead::Line(_)))).collect();
    starts.push(pieces.len());
    starts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?)).collect()
}
