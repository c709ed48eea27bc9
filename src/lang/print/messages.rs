//! Messages and blocks as they are printed: their words as they stand, values in messages in their form, blocks indented with their clause.

use super::form;
use super::tokens::{self, Token};
use crate::lang::ast::quoted::{Ends, between, dedent, indent};
use crate::lang::parse::grammar::Rule;
use crate::lang::parse::node::Node;

/// How far a block stands in from its clause.
const STEP: usize = 2;

/// A block of text, indented with its clause.
pub(super) fn block(raw: &str, clause: usize) -> String {
    let inside = between(raw, 3);
    if !inside.contains('\n') {
        return raw.to_owned();
    }
    let words = dedent(inside, indent(inside), Ends { opens: true, closes: true });
    indented(&words, clause).unwrap_or_else(|| raw.to_owned())
}

/// A message; as it stands where a value in it holds a comment.
pub(super) fn message(text: &str, token: &Token<'_>, clause: usize) -> String {
    token.message.as_ref().and_then(|node| printed(text, node, clause)).unwrap_or_else(|| token.text.clone().into_owned())
}

fn printed(text: &str, node: &Node<'_>, clause: usize) -> Option<String> {
    let literal = node.parts().next()?;
    let raw = text.get(literal.span().range())?;
    let is_block = literal.rule() == Rule::message_block;
    let columns = if is_block { indent(between(raw, 3)) } else { 0 };
    let pieces: Vec<Node<'_>> =
        literal.parts().filter(|p| matches!(p.rule(), Rule::value | Rule::line_piece | Rule::block_piece)).collect();
    let mut words = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let ends = Ends { opens: at == 0, closes: at + 1 == pieces.len() };
        match piece.rule() {
            Rule::value => words.push_str(&value(text, piece)?),
            Rule::block_piece => words.push_str(&dedent(piece.text(), columns, ends)),
            _ => words.push_str(piece.text()),
        }
    }
    match (is_block, raw.contains('\n')) {
        (false, _) => Some(format!("\"{words}\"")),
        (true, false) => Some(format!("\"\"\"{words}\"\"\"")),
        (true, true) => indented(&words, clause),
    }
}

/// `{expression}` on one line; `None` where there is a comment in it.
fn value(text: &str, node: &Node<'_>) -> Option<String> {
    let range = node.span().range();
    let expr = node.parts().find(|p| p.rule() == Rule::expr)?;
    let (tokens, rest) = tokens::expression(text, &expr, range.start + 1..range.end.checked_sub(1)?)?;
    let mut out = String::from("{");
    let mut before = None;
    for token in &tokens {
        if !token.gap.comments.is_empty() {
            return None;
        }
        if before.is_some() {
            out.extend(std::iter::repeat_n(' ', form::lead(before, token).spaces()));
        }
        out.push_str(&token.text);
        before = Some(token);
    }
    rest.comments.is_empty().then(|| out + "}")
}

/// The words of a block between their quotes; `None` where all of its lines are indented, which would be lost.
fn indented(words: &str, clause: usize) -> Option<String> {
    let close = " ".repeat(clause);
    if words.is_empty() {
        return Some(format!("\"\"\"\n{close}\"\"\""));
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let all_blank = words.split('\n').all(is_blank);
    let starts = |line: &str| !is_blank(line) && !line.starts_with([' ', '\t']);
    if !all_blank && !words.split('\n').any(starts) {
        return None;
    }
    let margin = if all_blank { 0 } else { clause + STEP };
    let mut out = String::from("\"\"\"\n");
    for line in words.split('\n') {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', margin));
            out.push_str(line);
        }
        out.push('\n');
    }
    Some(out + &close + "\"\"\"")
}
