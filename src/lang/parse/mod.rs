//! A rule file in, its syntax tree and what is wrong with it out: each item is read on its own, so that one mistake never
//! hides the rest.

mod expressions;
mod grammar;
mod items;
mod literals;
mod mistakes;
mod rules;
mod split;

use std::ops::Range;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::ast::{Expr, ExprKind, Item, ItemKind, Name, NumberUnit, RuleFile};
use crate::source::{FileId, Sources, Span, Spanned};

use grammar::Rule;
use split::{Chunk, KEYWORDS, word_at};

/// The longest rule file that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// Reads a rule file. An item that cannot be read gives one diagnostic and stands in the tree as broken.
#[must_use]
pub fn parse(sources: &Sources, file: FileId) -> (RuleFile, Vec<Diagnostic>) {
    let text = sources.text(file);
    let mut read = RuleFile { file, items: Vec::new() };
    if text.len() > LONGEST {
        let message = format!("this file is larger than {} MB", LONGEST >> 20);
        return (
            read,
            vec![Diagnostic::new(&LIMIT, message).label(Span::new(file, 0, 0), "").help("split it into several files")],
        );
    }
    let mut diagnostics = Vec::new();
    for chunk in split::split(text) {
        match chunk {
            Chunk::Stray { word } => diagnostics.push(no_item(text, file, word)),
            Chunk::Item { keyword, overrides, range, stray } => {
                let (kind, end) = match item(text, file, keyword, range.clone(), stray) {
                    Ok(read) => read,
                    Err(diagnostic) => {
                        diagnostics.push(diagnostic);
                        (ItemKind::Broken { keyword, name: name_of(text, file, keyword, range.start) }, range.end)
                    }
                };
                let overrides = overrides.map(|o| Span::new(file, o.start, o.end));
                let start = overrides.map_or(range.start, |o| o.start as usize);
                read.items.push(Item { overrides, span: Span::new(file, start, end), kind });
            }
        }
    }
    (read, diagnostics)
}

/// Reads several rule files, on all cores; what is made of them stands in their order.
#[must_use]
pub fn parse_all(sources: &Sources, files: &[FileId]) -> Vec<(RuleFile, Vec<Diagnostic>)> {
    files.par_iter().map(|file| parse(sources, *file)).collect()
}

/// The item at `range`, and the byte after its last one.
fn item(
    text: &str,
    file: FileId,
    keyword: &'static str,
    range: Range<usize>,
    stray: Option<Range<usize>>,
) -> Result<(ItemKind, usize), Diagnostic> {
    if let Some(word) = stray {
        return Err(in_column_one(text, file, word));
    }
    let item = text.get(range.clone()).unwrap_or("");
    let node = grammar::read(rule_of(keyword), item, file, range.start)
        .map_err(|failure| mistakes::explain(&mistakes::Place { item, keyword, file, base: range.start }, failure))?;
    Ok((items::item(&node)?, node.span().range().end))
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

/// The name of an item that cannot be read, where it can still be told.
fn name_of(text: &str, file: FileId, keyword: &str, start: usize) -> Option<Name> {
    let rest = text.get(start + keyword.len()..)?;
    let at = start + keyword.len() + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    let word = word_at(text, at);
    let named = !matches!(keyword, "hedge" | "amount") && word.is_ascii() && word.starts_with(|c: char| c.is_ascii_alphabetic());
    named.then(|| Spanned::new(word.into(), Span::new(file, at, at + word.len())))
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
