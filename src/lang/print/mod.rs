//! Rule files in their one form: a text in, the same text laid out anew out, with every comment at its place.

mod columns;
mod form;
mod lines;
mod messages;
mod pieces;
mod tokens;

use crate::diagnostic::Diagnostic;
use crate::lang::ast::{RuleFile, Same};
use crate::lang::parse::{self, grammar::Rule};
use crate::source::{FileId, Sources};

use lines::Line;
use pieces::Piece;
use tokens::Gap;

/// Why a text has no form.
#[derive(Debug)]
pub enum Refusal {
    /// It cannot be read.
    Mistakes(Vec<Diagnostic>),
    /// What was made of it does not say the same, which is a mistake of this program.
    Changed,
}

/// A rule file in its one form: line endings as its first line has them, no byte order mark. What is made reads as the file does,
/// and has its words and comments in their order; else it is refused.
///
/// # Errors
/// Why the file must be left as it is.
pub fn print(sources: &Sources, file: FileId) -> Result<String, Refusal> {
    let (tree, mistakes) = parse::parse(sources, file);
    if !mistakes.is_empty() {
        return Err(Refusal::Mistakes(mistakes));
    }
    let text = sources.text(file);
    let unified = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let printed = page(&unified).ok_or(Refusal::Changed)?;
    if !says_the_same(&tree, &unified, &printed) {
        return Err(Refusal::Changed);
    }
    let is_crlf = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    Ok(if is_crlf { printed.replace('\n', "\r\n") } else { printed })
}

/// Whether a text reads as a tree and has the words and comments of another text.
fn says_the_same(tree: &RuleFile, text: &str, printed: &str) -> bool {
    let mut sources = Sources::new();
    let file = sources.add("", printed);
    let (read, mistakes) = parse::parse(&sources, file);
    mistakes.is_empty() && tree.same(&read) && words(text).is_some_and(|all| words(printed) == Some(all))
}

/// All words and comments of a text in order. Messages and blocks are told by the tree alone.
fn words(text: &str) -> Option<Vec<String>> {
    tokens::read(text, |items, rest| words_of(items, &rest))
}

fn words_of(items: Vec<tokens::Item<'_>>, rest: &Gap<'_>) -> Vec<String> {
    let comments = |gap: &Gap<'_>| gap.comments.iter().map(|c| c.text.to_owned()).collect::<Vec<_>>();
    let mut words = Vec::new();
    for token in items.into_iter().flatten() {
        words.extend(comments(&token.gap));
        words.push(if matches!(token.rule, Rule::block | Rule::message) { String::new() } else { token.text.into_owned() });
    }
    words.extend(comments(rest));
    words
}

/// A text in its one form, lines ending with `\n`; `None` where it cannot be read.
fn page(text: &str) -> Option<String> {
    tokens::read(text, |items, rest| laid_out(text, &items, &rest))
}

fn laid_out(text: &str, items: &[tokens::Item<'_>], rest: &Gap<'_>) -> String {
    let mut items: Vec<Vec<Piece<'_>>> = items.iter().map(|item| pieces::of(text, item)).collect();
    items.iter_mut().for_each(|item| columns::within(item));
    columns::across(&mut items);
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut above = Height::None;
    for item in &mut items {
        let own = lines::of(item);
        let height = height(item, own.len());
        let set_off = above == Height::Tall || above != Height::None && height == Height::Tall;
        if let Some(first) = item.first() {
            between(&first.token.gap, set_off, own, &mut lines);
        }
        above = height;
    }
    between(rest, false, Vec::new(), &mut lines);
    if let Some(first) = lines.first_mut() {
        first.blank = false;
    }
    written(&lines)
}

/// How an item stands among others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Height {
    /// There is none.
    None,
    /// Others may stand close to it.
    Flat,
    /// Blank lines set it off.
    Tall,
}

fn height(item: &[Piece<'_>], lines: usize) -> Height {
    let has = |rule: Rule| item.iter().any(|p| p.token.rule == rule);
    if has(Rule::open_brace) || lines > 1 && has(Rule::kw_define) { Height::Tall } else { Height::Flat }
}

/// Adds an item's lines, and before them the comments that stand between it and what is above. Blank lines are the author's;
/// where an item is set off and there are none, one stands above its comments.
fn between<'t>(gap: &Gap<'t>, set_off: bool, item: Vec<Line<'t>>, lines: &mut Vec<Line<'t>>) {
    let mut missing = set_off && !gap.blank && !gap.comments.iter().any(|c| c.blank);
    for comment in &gap.comments {
        match lines.last_mut() {
            Some(line) if !comment.alone => line.comment = Some(comment.text),
            _ => {
                let blank = comment.blank || std::mem::take(&mut missing);
                lines.push(Line { indent: 0, text: String::new(), comment: Some(comment.text), blank });
            }
        }
    }
    let start = lines.len();
    lines.extend(item);
    if let Some(first) = lines.get_mut(start) {
        first.blank = gap.blank || missing;
    }
}

fn written(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for (line, column) in lines.iter().zip(columns::comments(lines)) {
        if line.blank {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', line.indent));
        out.push_str(&line.text);
        if let Some(comment) = line.comment {
            out.extend(std::iter::repeat_n(' ', if line.text.is_empty() { 0 } else { column }));
            out.push_str(comment);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
