//! What stands in columns: the clauses of a measure, the head of a rule, the labels of a report, and declarations that stand together.

use super::lines::Line;
use super::pieces::{Piece, clauses};
use crate::lang::parse::grammar::Rule;

/// Columns are no wider than this; where one would be, there are none.
const WIDEST: usize = 60;

/// Pads the clauses of one item.
pub(super) fn within(pieces: &mut [Piece<'_>]) {
    let (mut heads, mut labels) = (Vec::new(), Vec::new());
    for clause in clauses(pieces) {
        let Some((rule, _)) = pieces.get(clause.start).and_then(|p| p.token.clause) else { continue };
        match rule {
            Rule::at_clause => labels.extend(cell(pieces, clause.start, clause.end - 1)),
            Rule::let_clause
            | Rule::selector
            | Rule::flag_clause
            | Rule::escalate_clause
            | Rule::report_clause
            | Rule::help_clause
            | Rule::why_clause
            | Rule::example_clause
            | Rule::kw_whole_numbers
            | Rule::close_brace => {}
            _ if clause.start > 0 => heads.extend(cell(pieces, clause.start, clause.start + 1)),
            _ => {}
        }
    }
    pad(pieces, &heads);
    pad(pieces, &labels);
}

/// A cell: the piece behind it, and how wide it is.
type Cell = (usize, usize);

/// The cell from one piece up to another; none where they do not stand on one line.
fn cell(pieces: &[Piece<'_>], from: usize, to: usize) -> Option<Cell> {
    let inside = pieces.get(from + 1..=to)?;
    let first = pieces.get(from)?.token.text.chars().count();
    let last = inside.last()?.width();
    inside.iter().all(Piece::joins).then(|| (to, first + inside.iter().map(Piece::width).sum::<usize>() - last))
}

/// How wide a column is; none where it has no cell, or one that is too wide.
fn column(cells: impl IntoIterator<Item = usize>) -> Option<usize> {
    cells.into_iter().max().filter(|width| *width <= WIDEST)
}

fn pad(pieces: &mut [Piece<'_>], cells: &[Cell]) {
    let Some(widest) = column(cells.iter().map(|(_, width)| *width)) else { return };
    for (at, width) in cells {
        if let Some(piece) = pieces.get_mut(*at) {
            piece.pad = widest - width;
        }
    }
}

/// Pads declarations that stand together: units, hedges and amounts without a blank line between them.
pub(super) fn across(items: &mut [Vec<Piece<'_>>]) {
    for run in items.chunk_by_mut(|one, next| stand_together(one, next)).filter(|run| run.len() > 1) {
        table(run, Rule::assign, 0);
        table(run, Rule::kw_words, 1);
    }
}

fn stand_together(one: &[Piece<'_>], next: &[Piece<'_>]) -> bool {
    let kind = |item: &[Piece<'_>]| item.iter().map(|p| p.token.rule).find(|rule| *rule != Rule::name);
    let Some(first) = next.first() else { return false };
    let blank = first.token.gap.blank || first.token.gap.comments.iter().any(|c| c.blank);
    !blank && kind(one) == kind(next) && matches!(kind(next), Some(Rule::kw_unit | Rule::kw_hedge | Rule::kw_amount))
}

/// Pads the first piece of a kind in each item of a run.
fn table(run: &mut [Vec<Piece<'_>>], before: Rule, more: usize) {
    let cells: Vec<Option<Cell>> =
        run.iter().map(|item| cell(item, 0, item.iter().position(|p| p.token.rule == before)?)).collect();
    let Some(widest) = column(cells.iter().flatten().map(|(_, width)| *width)) else { return };
    for (item, cell) in run.iter_mut().zip(cells) {
        if let Some((at, width)) = cell
            && let Some(piece) = item.get_mut(at)
        {
            piece.pad = widest - width + more;
        }
    }
}

/// Where the comments behind neighbouring lines begin: two spaces or more behind each.
pub(super) fn comments(lines: &[Line<'_>]) -> Vec<usize> {
    let mut columns = Vec::with_capacity(lines.len());
    let carries = |line: &Line<'_>| line.comment.is_some() && !line.text.is_empty();
    for run in lines.chunk_by(|one, next| carries(one) && carries(next) && !next.blank && !next.text.contains('\n')) {
        let widest = column(run.iter().map(Line::width)).unwrap_or(0);
        columns.extend(run.iter().map(|line| widest.saturating_sub(line.width()) + 2));
    }
    columns
}
