//! A story draft in Markdown as plain data: the front matter's tree, the words that readers see, the marked ones among them,
//! and comments that are meant for us. Knows no field and no measure.

mod blocks;
mod marks;
mod stitched;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::YAML_SYNTAX;
pub use crate::input::annotation::Telling;
use crate::input::node::{MAX_BYTES, Node, NodeKind, too_large};
use crate::input::yaml;
use crate::source::{FileId, Sources, Span, Spanned};

/// A story draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The whole file.
    pub span: Span,
    /// The front matter, where there is one that is a mapping.
    pub front: Option<Node>,
    /// The words that readers see, in their order.
    pub words: Vec<Shown>,
    /// The marked words, in the order of their opening brackets.
    pub marks: Vec<Mark>,
    /// The comments that are meant for us.
    pub remarks: Vec<Remark>,
}

/// Some words that readers see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Their place.
    pub span: Span,
    /// What readers see there, where it is not what is written.
    pub text: Option<Box<str>>,
}

impl Shown {
    /// What readers see.
    #[must_use]
    pub fn seen<'a>(&'a self, sources: &'a Sources) -> &'a str {
        self.text.as_deref().unwrap_or_else(|| sources.slice(self.span))
    }
}

/// Where in a story words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A heading of the first level.
    Headline,
    /// The first paragraph.
    Lede,
    /// Anywhere else.
    Body,
    /// The words of an image, or a paragraph that begins with one.
    Caption,
    /// A cell of a table.
    Table,
}

/// Words in brackets with what looks like attributes behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// From the opening bracket to the closing brace.
    pub span: Span,
    /// From the first word to the last; none where there are no words.
    pub words: Option<Span>,
    /// The words as readers see them.
    pub text: String,
    /// Where they stand.
    pub place: Place,
    /// What stands behind them.
    pub attributes: Attributes,
}

/// What stands behind marked words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// A list of attributes.
    Whole(Vec<Attribute>),
    /// Something that begins like one: what it seems to be about, and what is wrong with it.
    Broken(Telling, Fault),
}

/// What is wrong with a list of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Reading stopped at this piece.
    Piece(Span),
    /// This white space stands between the brackets and the braces.
    Apart(Span),
}

/// An attribute of marked words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `.name`; the span is that of the name.
    Class(Spanned<String>),
    /// `#name`
    Id(Node),
    /// `key=value`
    Pair(Spanned<String>, Node),
}

/// A comment that is meant for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// All of it.
    pub span: Span,
    /// What it says.
    pub says: Says,
    /// The block behind it.
    pub block: Option<Span>,
}

/// What a comment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// A finding is accepted.
    Allow(Waiver),
    /// Nothing that is known.
    Unknown,
    /// It stands among other words, where nobody can tell what it is about.
    Inside,
}

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: Spanned<String>,
    /// Its last day.
    pub until: Option<Spanned<String>>,
    /// The other claim.
    pub with: Option<Spanned<String>>,
    /// Why; empty where nothing is said.
    pub reason: String,
}

/// The front matter of a draft as a tree.
#[must_use]
pub fn front(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    match division(sources.text(file)).front {
        Some(part) => yaml::read_part(sources, file, part),
        None => (Vec::new(), Vec::new()),
    }
}

/// The draft in a file.
#[must_use]
pub fn read(sources: &Sources, file: FileId) -> (Draft, Vec<Diagnostic>) {
    let text = sources.text(file);
    let span = Span::new(file, 0, text.len());
    let mut draft = Draft { span, front: None, words: Vec::new(), marks: Vec::new(), remarks: Vec::new() };
    if text.len() > MAX_BYTES {
        return (draft, vec![too_large(Span::new(file, 0, 0), MAX_BYTES)]);
    }
    let division = division(text);
    let (nodes, mut diagnostics) = front(sources, file);
    draft.front = nodes.into_iter().next().filter(|node| matches!(node.kind, NodeKind::Map(_)));
    diagnostics.extend(division.unclosed.clone().map(|line| not_closed(Span::new(file, line.start, line.end))));
    let outline = blocks::outline(text, division.body);
    for run in &outline.runs {
        marks::find(text, file, run, &mut draft);
    }
    draft.marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    draft.remarks = outline.comments.iter().filter_map(|comment| marks::remark(file, comment, &outline.blocks)).collect();
    let named = division.front.is_some_and(|part| text.get(part).is_some_and(|front| front.contains("claimlint")));
    if !named && draft.marks.is_empty() && draft.remarks.is_empty() {
        // What a page that has nothing to do with us writes in its front matter is the site's own business.
        diagnostics.retain(|_| division.unclosed.is_some());
    }
    (draft, diagnostics)
}

/// How a file is divided.
struct Division {
    /// The lines between those that enclose the front matter.
    front: Option<Range<usize>>,
    /// Where the body begins.
    body: usize,
    /// The first line, where it opens a front matter of ours that is never closed.
    unclosed: Option<Range<usize>>,
}

/// Parts front matter and body. A front matter begins on the first line with `---`, right before its first key, and ends
/// with `---` or `...`; between `+++` it is in a language that is left alone.
fn division(text: &str) -> Division {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let whole = Division { front: None, body: start, unclosed: None };
    let mut lines = text.get(start..).unwrap_or("").split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    let closes: &[&str] = match first.trim_end() {
        "---" => &["---", "..."],
        "+++" => &["+++"],
        _ => return whole,
    };
    let begin = start + first.len();
    let (mut at, mut ours) = (begin, false);
    for line in lines {
        if closes.contains(&line.trim_end()) {
            let front = (first.trim_end() == "---").then_some(begin..at);
            return Division { front, body: at + line.len(), unclosed: None };
        }
        if at == begin && line.trim().is_empty() {
            return whole;
        }
        ours |= line.starts_with("claimlint:");
        at += line.len();
    }
    Division { unclosed: ours.then(|| start..start + first.trim_end().len()), ..whole }
}

fn not_closed(line: Span) -> Diagnostic {
    Diagnostic::new(&YAML_SYNTAX, "the front matter does not end")
        .label(line, "it begins here")
        .help("write a line `---` behind its last key")
}

#[cfg(test)]
mod tests;
