//! A rule file in, its syntax tree and what is wrong with it out: each item is read on its own, so that one mistake never
//! hides the rest.

mod expressions;
pub(super) mod grammar;
mod items;
pub(super) mod literals;
mod mistakes;
pub(super) mod node;
mod ready;
mod rules;
mod split;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::ast::{Expr, ExprKind, Item, ItemKind, Name, NumberUnit, RuleFile};
use crate::source::{FileId, Sources, Span, Spanned, Text};

use grammar::{Failure, Token};
use node::{Node, Place};
use split::{Chunk, KEYWORDS, word_at};

/// The longest rule file that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// Reads a rule file. An item that cannot be read gives one diagnostic and stands in the tree as broken.
#[must_use]
pub fn parse(sources: &Sources, file: FileId) -> (RuleFile, Vec<Diagnostic>) {
    let whole = sources.file(file).shared_text();
    let text: &str = &whole;
    if text.len() > LONGEST {
        let message = format!("this file is larger than {} MB", LONGEST >> 20);
        let large = Diagnostic::new(&LIMIT, message).label(Span::new(file, 0, 0), "").help("split it into several files");
        return (RuleFile { file, items: Vec::new() }, vec![large]);
    }
    let (mut items, mut diagnostics) = (Vec::new(), Vec::new());
    let place = |keyword, range: &Range<usize>| {
        let item = text.get(range.clone()).unwrap_or("");
        Place { item, keyword, whole: &whole, file, base: range.start }
    };
    if let Some(ready) = ready::items(text) {
        for ready::Item { keyword, overrides, range, tokens } in ready {
            let place = place(keyword, range);
            items.push(made(item(tokens, &place), &place, overrides.as_ref(), &mut diagnostics));
        }
        return (RuleFile { file, items }, diagnostics);
    }
    for chunk in split::split(text) {
        match chunk {
            Chunk::Stray { word } => diagnostics.push(no_item(text, file, word)),
            Chunk::Item { keyword, overrides, range, stray } => {
                let place = place(keyword, &range);
                let tokens = match stray {
                    Some(word) => Err(in_column_one(text, file, word)),
                    None => grammar::read(keyword, place.item).map_err(|failure| mistakes::explain(&place, failure)),
                };
                let read = tokens.and_then(|tokens| item(&tokens, &place));
                items.push(made(read, &place, overrides.as_ref(), &mut diagnostics));
            }
        }
    }
    (RuleFile { file, items }, diagnostics)
}

/// Reads several rule files, on all cores; what is made of them stands in their order.
#[must_use]
pub fn parse_all(sources: &Sources, files: &[FileId]) -> Vec<(RuleFile, Vec<Diagnostic>)> {
    files.par_iter().map(|file| parse(sources, *file)).collect()
}

/// What these tokens say, and where its last word stands.
fn item(tokens: &[Token], place: &Place) -> Result<(ItemKind, Span), Diagnostic> {
    let node = Node::outermost(tokens, place)
        .ok_or_else(|| mistakes::explain(place, Failure::Unexpected { at: 0, expected: Vec::new() }))?;
    Ok((items::item(&node)?, node.span()))
}

/// The item that was read, or a broken one and what is wrong with it.
fn made(
    read: Result<(ItemKind, Span), Diagnostic>,
    place: &Place,
    overrides: Option<&Range<usize>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Item {
    let Place { item, keyword, file, base, .. } = *place;
    let (kind, span) = read.unwrap_or_else(|mistake| {
        diagnostics.push(mistake);
        (ItemKind::Broken { keyword, name: name_of(item, file, keyword, base) }, Span::new(file, base, base + item.len()))
    });
    let overrides = overrides.map(|o| Span::new(file, o.start, o.end));
    Item { overrides, span: overrides.map_or(span, |o| o.to(span)), kind }
}

/// An item as the grammar reads it.
pub(super) struct Written<'t> {
    /// The word `override` before it, in bytes of the text.
    pub overrides: Option<Range<usize>>,
    /// The item.
    pub node: Node<'t>,
}

/// What is made of the items of a text, all of its words among them; `None` where one of them cannot be read.
pub(super) fn written<T>(text: &str, make: impl FnOnce(&[Written<'_>]) -> Option<T>) -> Option<T> {
    let file = Sources::new().add("", "");
    let whole = Arc::new(Text::from(text.to_owned()));
    let chunks = split::split(text).into_iter().map(|chunk| match chunk {
        Chunk::Item { keyword, overrides, range, stray: None } => {
            let item = text.get(range.clone())?;
            let tokens = grammar::read(keyword, item).ok()?;
            Some((overrides, tokens, Place { item, keyword, whole: &whole, file, base: range.start }))
        }
        Chunk::Item { .. } | Chunk::Stray { .. } => None,
    });
    let read: Vec<(Option<Range<usize>>, Vec<Token>, Place<'_>)> = chunks.collect::<Option<_>>()?;
    let mut items = Vec::with_capacity(read.len());
    for (overrides, tokens, place) in &read {
        items.push(Written { overrides: overrides.clone(), node: Node::outermost(tokens, place)? });
    }
    make(&items)
}

/// The name of an item that cannot be read, where it can still be told.
fn name_of(item: &str, file: FileId, keyword: &str, base: usize) -> Option<Name> {
    let rest = item.get(keyword.len()..)?;
    let at = item.len() - rest.trim_start_matches([' ', '\t']).len();
    let word = word_at(item, at);
    let named = !matches!(keyword, "hedge" | "amount") && word.is_ascii() && word.starts_with(|c: char| c.is_ascii_alphabetic());
    named.then(|| Spanned::new(word.into(), Span::new(file, base + at, base + at + word.len())))
}

fn no_item(text: &str, file: FileId, word: Range<usize>) -> Diagnostic {
    let written = text.get(word.clone()).unwrap_or("");
    let span = Span::new(file, word.start, word.end);
    let meant = nearest(written, KEYWORDS.into_iter().chain(["override"]));
    let message = match meant {
        _ if written == "}" => "this `}` closes nothing".to_owned(),
        Some(meant) if meant == written && meant != "override" => format!("`{written}` opens an item only in column 1"),
        Some(meant) if meant != written => format!("`{written}` opens no item; did you mean `{meant}`?"),
        _ => format!("`{}` opens no item", mistakes::shown(written)),
    };
    let help = "an item begins in column 1 with `pack`, `unit`, `hedge`, `amount`, `measure`, `field`, `define` or `rule`, \
                or with `override` before one of these";
    Diagnostic::new(&SYNTAX, message).label(span, "").help(help)
}

fn in_column_one(text: &str, file: FileId, word: Range<usize>) -> Diagnostic {
    let written = mistakes::shown(text.get(word.clone()).unwrap_or(""));
    Diagnostic::new(&SYNTAX, format!("`{written}` stands in column 1"))
        .label(Span::new(file, word.start, word.end), "only items and their closing brace stand there")
        .help("indent the line")
}

/// A literal as a rule would write it, said to stand at `span`; `None` where the text is none.
#[must_use]
pub fn literal(text: &str, span: Span) -> Option<Expr> {
    let mut sources = Sources::new();
    let file = sources.add("", format!("define literal() = {text}"));
    let (read, _) = parse(&sources, file);
    match read.items.into_iter().next().map(|item| item.kind) {
        Some(ItemKind::Define(define)) => placed(define.body, span),
        _ => None,
    }
}

/// The same literal at another place; `None` for what is no literal.
fn placed(expr: Expr, span: Span) -> Option<Expr> {
    let kind = match expr.kind {
        ExprKind::Number(mut number) => {
            number.span = span;
            if let NumberUnit::Named(name) = &mut number.unit {
                name.span = span;
            }
            ExprKind::Number(number)
        }
        ExprKind::Negative(of) => ExprKind::Negative(Box::new(placed(*of, span)?)),
        ExprKind::List(items) => ExprKind::List(items.into_iter().map(|i| placed(i, span)).collect::<Option<_>>()?),
        known @ (ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Date(_)) => known,
        _ => return None,
    };
    Some(Expr { span, kind })
}

#[cfg(test)]
mod tests;
