//! An item's pieces as lines: broken where the author broke them and where they would be too long, comments at their places.

use std::ops::Range;

use super::form::Lead;
use super::pieces::{Piece, clauses};
use crate::lang::parse::grammar::Rule;

/// The longest line, where there is a place to break it.
pub(super) const WIDTH: usize = 130;

/// How far each level stands in.
const STEP: usize = 2;

/// A line, or several in a block; or a comment that has its line for itself.
pub(super) struct Line<'t> {
    /// How far it is indented.
    pub indent: usize,
    /// Its words, without the indent of the first line.
    pub text: String,
    /// The comment behind it.
    pub comment: Option<&'t str>,
    /// Whether a blank line stands before it.
    pub blank: bool,
}

impl Line<'_> {
    /// How wide it is, of several lines the last.
    pub(super) fn width(&self) -> usize {
        match self.text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.indent + self.text.chars().count(),
        }
    }
}

/// A run of pieces on one line.
struct Row {
    indent: usize,
    /// How far a comment above it is indented.
    comments: usize,
    pieces: Range<usize>,
}

/// What a row that began at some piece would be like.
#[derive(Clone, Copy)]
struct Spot {
    /// How far it would be indented.
    indent: usize,
    /// How many brackets are open there.
    depth: usize,
}

/// The lines of an item. What stands before it is not among them.
pub(super) fn of<'t>(pieces: &mut [Piece<'t>]) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for range in clauses(pieces) {
        let Some(clause) = pieces.get_mut(range.clone()) else { continue };
        let base = match clause.first().map(|p| p.lead) {
            Some(Lead::Line(indent)) => indent,
            _ => 0,
        };
        for row in wrapped(clause, base) {
            let is_first_of_item = range.start + row.pieces.start == 0;
            if let Some(first) = clause.get(row.pieces.start).filter(|_| !is_first_of_item) {
                comments(first, &row, &mut lines);
            }
            let blank =
                row.pieces.start == 0 && !is_first_of_item && clause.first().is_some_and(|first| has_blank(first, &lines));
            let text = clause.get(row.pieces.clone()).map(text_of).unwrap_or_default();
            lines.push(Line { indent: row.indent, text, comment: None, blank });
        }
    }
    lines
}

/// Whether a blank line stands before a clause: not behind the opening brace, nor before the closing one.
fn has_blank(first: &Piece<'_>, lines: &[Line<'_>]) -> bool {
    first.token.gap.blank && first.token.rule != Rule::close_brace && !follows_opening(lines)
}

fn follows_opening(lines: &[Line<'_>]) -> bool {
    lines.len() == 1 && lines.last().is_some_and(|line| line.text.ends_with('{'))
}

/// Adds the comments that stand before a row: behind the line before it, or on lines of their own.
fn comments<'t>(first: &Piece<'t>, row: &Row, lines: &mut Vec<Line<'t>>) {
    for comment in &first.token.gap.comments {
        match lines.last_mut() {
            Some(line) if !comment.alone => line.comment = Some(comment.text),
            _ => {
                let blank = comment.blank && matches!(first.lead, Lead::Line(_)) && !follows_opening(lines);
                lines.push(Line { indent: row.comments, text: String::new(), comment: Some(comment.text), blank });
            }
        }
    }
}

fn text_of(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            text.extend(std::iter::repeat_n(' ', piece.lead.spaces() + piece.pad));
        }
        text.push_str(&piece.token.text);
    }
    text
}

fn opens(piece: &Piece<'_>) -> bool {
    matches!(piece.token.rule, Rule::open_paren | Rule::open_list)
}

fn closes(piece: &Piece<'_>) -> bool {
    matches!(piece.token.rule, Rule::close_paren | Rule::close_list)
}

/// What is open at a piece: the clause itself, or brackets.
struct Level {
    /// The row that opens it.
    row: usize,
    /// How far its rows are indented.
    indent: usize,
    /// Whether a row begins in it, and not only within further brackets.
    broken: bool,
}

/// The rows of a clause, and the spot of each of its pieces. What stands in brackets is indented from the row that opens them, the
/// rest from the clause; and a step more for each level round it that begins on the same row and has rows of its own.
fn rows(clause: &[Piece<'_>], base: usize) -> (Vec<Row>, Vec<Spot>) {
    let mut broken = broken_levels(clause).into_iter();
    let comments = if clause.first().is_some_and(|p| p.token.rule == Rule::close_brace) { base + STEP } else { base };
    let mut rows = vec![Row { indent: base, comments, pieces: 0..0 }];
    let mut open = vec![Level { row: 0, indent: base + STEP, broken: broken.next().unwrap_or(false) }];
    let mut spots = Vec::with_capacity(clause.len());
    for (at, piece) in clause.iter().enumerate() {
        let inside = open.last().map_or(base + STEP, |level| level.indent);
        let spot = Spot { indent: if closes(piece) { inside - STEP } else { inside }, depth: open.len() };
        spots.push(spot);
        if at > 0 && piece.breaks {
            rows.push(Row { indent: spot.indent, comments: inside, pieces: at..at });
        }
        let row = rows.len() - 1;
        let Some(last) = rows.last_mut() else { continue };
        last.pieces.end = at + 1;
        if closes(piece) {
            open.pop();
        } else if opens(piece) {
            let round = open.iter().rev().take_while(|level| level.row == row).filter(|level| level.broken).count();
            open.push(Level { row, indent: last.indent + STEP * (1 + round), broken: broken.next().unwrap_or(false) });
        }
    }
    (rows, spots)
}

/// Of each level of a clause, in the order in which they are opened, whether a row begins in it.
fn broken_levels(clause: &[Piece<'_>]) -> Vec<bool> {
    let (mut open, mut broken) = (vec![0], vec![false]);
    for (at, piece) in clause.iter().enumerate() {
        let begins = at > 0 && piece.breaks && !closes(piece);
        if let Some(level) = open.last().filter(|_| begins).and_then(|level| broken.get_mut(*level)) {
            *level = true;
        }
        if closes(piece) {
            open.pop();
        } else if opens(piece) {
            open.push(broken.len());
            broken.push(false);
        }
    }
    broken
}

/// The rows of a clause once those that are too long have been broken. A break can move other rows in, so all are looked at again.
fn wrapped(clause: &mut [Piece<'_>], base: usize) -> Vec<Row> {
    loop {
        let (rows, spots) = rows(clause, base);
        if clause.first().and_then(|p| p.token.clause).is_some_and(|(rule, _)| is_kept_long(rule)) {
            return rows;
        }
        let breaks: Vec<usize> = rows.iter().flat_map(|row| breaks(clause, row, &spots, base)).collect();
        if breaks.is_empty() {
            return rows;
        }
        for at in breaks {
            if let Some(piece) = clause.get_mut(at) {
                piece.breaks = true;
            }
        }
    }
}

/// Rows of tables, and labels, whose words alone are long.
fn is_kept_long(clause: Rule) -> bool {
    matches!(clause, Rule::unit_item | Rule::hedge_item | Rule::amount_item | Rule::at_clause)
}

/// The pieces before which a row is to be broken, since it is too long.
fn breaks(clause: &[Piece<'_>], row: &Row, spots: &[Spot], base: usize) -> Vec<usize> {
    let pieces = clause.get(row.pieces.clone()).unwrap_or_default();
    // A word that no line has room for is no reason to break what stands beside it.
    if pieces.iter().any(|piece| base + STEP + piece.width() > WIDTH) {
        return Vec::new();
    }
    let (mut breaks, mut start, mut indent) = (Vec::new(), row.pieces.start, row.indent);
    while let Some(at) = best_break(clause, start..row.pieces.end, indent, spots) {
        breaks.push(at);
        start = at;
        indent = spots.get(at).map_or(indent, |spot| spot.indent);
    }
    breaks
}

/// Where to break a row: at the best place that leaves the part before it short enough, and of these at the last; else at the first
/// place behind. None where the row is short enough, or has no place.
fn best_break(clause: &[Piece<'_>], row: Range<usize>, indent: usize, spots: &[Spot]) -> Option<usize> {
    let mut end = indent;
    let mut best = None;
    for at in row.clone() {
        let piece = clause.get(at)?;
        if at == row.start {
            end += piece.width() - piece.lead.spaces() - piece.pad;
            continue;
        }
        if let Some(place) = piece.lead.place() {
            let rank = (place, spots.get(at)?.depth);
            if end > WIDTH {
                return best.map(|(_, at)| at).or(Some(at));
            }
            if best.is_none_or(|(least, _)| rank <= least) {
                best = Some((rank, at));
            }
        }
        end += piece.width();
    }
    best.filter(|_| end > WIDTH).map(|(_, at)| at)
}
