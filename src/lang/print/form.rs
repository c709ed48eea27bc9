//! How two neighbouring tokens stand to each other: close together, a space apart, or with a place between them where a line may break.

use super::tokens::Token;
use crate::lang::parse::grammar::Rule;

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nothing.
    Tight,
    /// A space.
    Space,
    /// A place where a line may break; else nothing.
    Open(Place),
    /// A place where a line may break; else a space.
    Loose(Place),
    /// A line of its own: a clause begins here.
    Line(usize),
}

/// Places where a line may break, the better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Before `and`, `or`, `then`, `else`, `where` and the like; behind a comma.
    Part,
    /// Behind `=` and `when`.
    Body,
    /// Before a comparison.
    Comparison,
    /// Before a sign of arithmetic.
    Arithmetic,
    /// Inside of brackets, next to them.
    Bracket,
}

impl Lead {
    /// The place, where a line may break here.
    pub(super) fn place(self) -> Option<Place> {
        match self {
            Lead::Open(place) | Lead::Loose(place) => Some(place),
            _ => None,
        }
    }

    /// How many spaces stand here where the line does not break.
    pub(super) fn spaces(self) -> usize {
        match self {
            Lead::Tight | Lead::Open(_) | Lead::Line(_) => 0,
            Lead::Space | Lead::Loose(_) => 1,
        }
    }
}

/// What stands before a token, which comes behind `before`.
pub(super) fn lead(before: Option<&Token<'_>>, token: &Token<'_>) -> Lead {
    let Some(before) = before else { return Lead::Line(0) };
    if let Some((rule, indent)) = token.clause {
        let is_empty = rule == Rule::close_brace && before.rule == Rule::open_brace && token.gap.comments.is_empty();
        return if is_empty { Lead::Tight } else { Lead::Line(indent) };
    }
    match (token.rule, token.within) {
        (Rule::comma | Rule::colon | Rule::dot, _) | (Rule::open_paren, Rule::arguments | Rule::define_item) => Lead::Tight,
        (Rule::slash, Rule::factor) => Lead::Tight,
        (Rule::close_paren | Rule::close_list, _) => Lead::Open(Place::Bracket),
        _ => behind(before).unwrap_or_else(|| ahead(token)),
    }
}

/// What a token has behind it, where it is for that token to say.
fn behind(before: &Token<'_>) -> Option<Lead> {
    Some(match (before.rule, before.within) {
        (Rule::open_paren | Rule::open_list, _) => Lead::Open(Place::Bracket),
        (Rule::dot, _) | (Rule::slash, Rule::factor) | (Rule::minus, Rule::prefix | Rule::bound | Rule::zero) => Lead::Tight,
        (Rule::comma, _) => Lead::Loose(Place::Part),
        (Rule::assign, Rule::let_clause | Rule::param_clause | Rule::define_item) | (Rule::kw_when, _) => {
            Lead::Loose(Place::Body)
        }
        _ => return None,
    })
}

/// What a token has before it, where no other has a say.
fn ahead(token: &Token<'_>) -> Lead {
    match (token.rule, token.within) {
        (Rule::kw_and | Rule::kw_or, Rule::infix) => Lead::Loose(Place::Part),
        (Rule::kw_then | Rule::kw_else, Rule::choose) | (Rule::kw_for, Rule::each_of) => Lead::Loose(Place::Part),
        (Rule::kw_where, _) | (Rule::kw_sharing, _) | (Rule::kw_by, _) | (Rule::kw_words, _) => Lead::Loose(Place::Part),
        (Rule::plus | Rule::minus | Rule::times_sign | Rule::slash, Rule::infix) => Lead::Loose(Place::Arithmetic),
        (_, Rule::infix) | (Rule::kw_not, Rule::not_in) => Lead::Loose(Place::Comparison),
        _ => Lead::Space,
    }
}

/// Whether the place before a token is that token's own, as before `and`; the one behind a comma is the comma's.
pub(super) fn is_own_place(before: &Token<'_>) -> bool {
    behind(before).is_none()
}
