//! The marked words of a run, what readers see of it, and what comments say: brackets and braces in, plain data out.

use std::ops::Range;

use super::blocks::{Brackets, Comment, Run, Token};
use super::stitched::Stitched;
use super::{Attribute, Attributes, Draft, Fault, Mark, Place, Remark, Says, Shown, Telling, Waiver};
use crate::input::annotation::{self, Piece};
use crate::input::node::{Node, NodeKind, Scalar};
use crate::source::{FileId, Span, Spanned};

/// How many brackets may be open at once; of more the outer ones are only brackets.
const MAX_OPEN: usize = 64;

/// A bracket that is not yet closed.
struct Open {
    at: usize,
    /// Its place among what readers see.
    shown: usize,
    caption: bool,
}

struct Scan<'a> {
    text: &'a str,
    file: FileId,
    run: &'a Run,
    open: Vec<Open>,
    /// What readers see; the brackets of marked words are emptied when they close.
    shown: Vec<(Range<usize>, Option<&'a str>)>,
    marks: Vec<Mark>,
}

/// Adds what a run shows, and the marked words in it.
pub(super) fn find(text: &str, file: FileId, run: &Run, draft: &mut Draft) {
    let mut scan = Scan { text, file, run, open: Vec::new(), shown: Vec::new(), marks: Vec::new() };
    let mut resume = 0;
    for token in run.tokens.iter() {
        if token.range.start >= resume && token.brackets == Brackets::Literal {
            scan.shown.push((token.range.clone(), token.text.as_deref()));
        } else if token.range.end > resume {
            resume = scan.words(token, resume);
        }
    }
    let last = run.tokens.last().map_or(0, |token| token.range.end).max(resume);
    scan.shown.push((last..last, Some("\n")));
    draft.marks.append(&mut scan.marks);
    let shown = scan.shown.into_iter().filter(|(range, text)| text.is_some() || !range.is_empty());
    draft
        .words
        .extend(shown.map(|(range, text)| Shown { span: Span::new(file, range.start, range.end), text: text.map(Box::from) }));
}

impl<'a> Scan<'a> {
    /// Reads written words from `resume` on; gives the byte from which to read on.
    fn words(&mut self, token: &Token, resume: usize) -> usize {
        let end = token.range.end;
        let mut from = token.range.start.max(resume);
        let mut at = from;
        while let Some(bracket) = self.text.get(at..end).and_then(|rest| rest.find(['[', ']'])).map(|found| at + found) {
            at = bracket + 1;
            if token.escaped && bracket == token.range.start {
                continue;
            }
            self.shown.push((from..bracket, None));
            from = at;
            if self.text.as_bytes().get(bracket) == Some(&b'[') {
                if self.open.len() == MAX_OPEN {
                    self.open.remove(0);
                }
                self.open.push(Open { at: bracket, shown: self.shown.len(), caption: token.caption });
            } else if let Some(behind) = self.open.pop().and_then(|open| self.close(&open, bracket)) {
                if behind >= end {
                    return behind;
                }
                (from, at) = (behind, behind);
                continue;
            }
            self.shown.push((bracket..at, None));
        }
        self.shown.push((from..end, None));
        resume
    }

    /// Closes a bracket; gives the byte behind the attributes, where there are any.
    fn close(&mut self, open: &Open, bracket: usize) -> Option<usize> {
        let source = &self.run.source;
        if self.text.as_bytes().get(open.at + 1) == Some(&b'^') {
            return None;
        }
        let base = source.offset(bracket + 1)?;
        let rest = source.text.get(base..)?;
        let gap = rest.len() - rest.trim_start().len();
        let place = |from: usize, to: usize| self.span(source.range(base + from..base + to));
        let read = rest.get(gap..).filter(|rest| rest.starts_with('{')).and_then(annotation::attributes)?;
        let (attributes, behind) = match read {
            annotation::Attributes::Whole { list, .. } if gap > 0 => {
                (Attributes::Broken(Telling::of(&list), Fault::Apart(place(0, gap))), None)
            }
            annotation::Attributes::Broken { telling, .. } if gap > 0 => {
                (Attributes::Broken(telling, Fault::Apart(place(0, gap))), None)
            }
            annotation::Attributes::Whole { list, end } => {
                let list = list.into_iter().map(|attribute| self.attribute(attribute, base)).collect();
                (Attributes::Whole(list), Some(source.range(base..base + end).end))
            }
            annotation::Attributes::Broken { telling, at } => {
                (Attributes::Broken(telling, Fault::Piece(place(at.start, at.end))), None)
            }
        };
        let (text, words) = self.visible(open.shown + 1);
        if let (Some(bracket), Some(_)) = (self.shown.get_mut(open.shown), behind) {
            bracket.0.end = bracket.0.start;
        }
        let place = if open.caption { Place::Caption } else { self.run.place };
        let span = self.span(open.at..behind.unwrap_or(bracket + 1));
        let words = words.map(|words| self.span(words));
        self.marks.push(Mark { span, words, text, place, attributes });
        behind
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// What readers see from a place on, trimmed, and its bytes.
    fn visible(&self, from: usize) -> (String, Option<Range<usize>>) {
        let mut all = String::new();
        let mut words: Option<Range<usize>> = None;
        for (range, text) in self.shown.get(from..).unwrap_or(&[]) {
            let seen = text.unwrap_or_else(|| self.text.get(range.clone()).unwrap_or(""));
            all.push_str(seen);
            if seen.trim().is_empty() {
                continue;
            }
            let (mut start, mut end) = (range.start, range.end);
            if text.is_none() {
                start += seen.len() - seen.trim_start().len();
                end -= seen.len() - seen.trim_end().len();
            }
            words = Some(words.map_or(start..end, |words| words.start..end));
        }
        (all.trim().to_owned(), words)
    }

    fn attribute(&self, attribute: annotation::Attribute, base: usize) -> Attribute {
        let source = &self.run.source;
        match attribute {
            annotation::Attribute::Class(name) => Attribute::Class(spanned(&name, source, base, self.file)),
            annotation::Attribute::Id(name) => Attribute::Id(self.node(name, base)),
            annotation::Attribute::Pair(key, value) => {
                Attribute::Pair(spanned(&key, source, base, self.file), self.node(value, base))
            }
        }
    }

    fn node(&self, piece: Piece, base: usize) -> Node {
        let Spanned { value: text, span } = spanned(&piece, &self.run.source, base, self.file);
        let verbatim = self.text.get(span.range()) == Some(&*text);
        Node { span, kind: NodeKind::Scalar(Scalar { text, plain: !piece.quoted, inner: span, verbatim }) }
    }
}

/// A piece of what begins at byte `base` of a text, with its place in the file.
fn spanned(piece: &Piece, source: &Stitched, base: usize, file: FileId) -> Spanned<String> {
    let range = source.range(base + piece.place.start..base + piece.place.end);
    Spanned::new(piece.text.clone(), Span::new(file, range.start, range.end))
}

/// What a comment says, where it is meant for us.
pub(super) fn remark(file: FileId, comment: &Comment, blocks: &[Range<usize>]) -> Option<Remark> {
    let source = &comment.source;
    let words = source.text.strip_prefix("<!--")?.trim_start();
    if words.strip_prefix("claimlint")?.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let bytes = source.range(0..source.text.len());
    let says = match annotation::waiver(&source.text) {
        None => Says::Unknown,
        Some(_) if !comment.alone => Says::Inside,
        Some(waiver) => {
            let place = |piece: &Piece| spanned(piece, source, 0, file);
            Says::Allow(Waiver {
                rule: place(&waiver.rule),
                until: waiver.until.as_ref().map(place),
                with: waiver.with.as_ref().map(place),
                reason: waiver.reason,
            })
        }
    };
    let next = blocks.partition_point(|block| block.start < bytes.end);
    let block = blocks.get(next).map(|block| Span::new(file, block.start, block.end));
    Some(Remark { span: Span::new(file, bytes.start, bytes.end), says, block })
}
