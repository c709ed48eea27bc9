//! Stories that say what rules find in them: comments `expect[rule]` and `todo[rule]` at claims in; what is as expected, missing,
//! unexpected and a known gap out.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::check::{self, Draft, Input};
use crate::corpus::{Corpus, Standing};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::eval::Options;
use crate::input::Format;
use crate::lang::Program;
use crate::report::Reported;
use crate::source::{FileId, Sources, Span};

/// A comment that says what a rule does at a claim.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The rule's name in the comment.
    pub span: Span,
    /// The rule.
    pub rule: String,
    /// Whether it is a known gap: the rule should report this, and does not yet.
    pub todo: bool,
    /// The lines that it is about, from 0.
    lines: Range<usize>,
}

/// What came of a story.
#[derive(Debug)]
pub struct Held {
    /// The story.
    pub file: FileId,
    /// What is reported where it is expected.
    pub expected: usize,
    /// The known gaps that are not reported, as before.
    pub gaps: usize,
    /// What is expected and not reported.
    pub missing: Vec<Mark>,
    /// What is reported and not expected.
    pub unexpected: Vec<Reported>,
    /// The known gaps that are reported now.
    pub closed: Vec<Mark>,
    /// What is wrong with the file itself.
    pub diagnostics: Vec<Diagnostic>,
}

impl Held {
    /// Whether all is as expected.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let sound = !self.diagnostics.iter().any(Diagnostic::is_error);
        sound && self.missing.is_empty() && self.unexpected.is_empty() && self.closed.is_empty()
    }

    /// What is to be said of what is not as expected.
    #[must_use]
    pub fn failures(&self, program: &Program) -> Vec<Diagnostic> {
        let names = || program.rules.iter().map(|rule| &*rule.name);
        let missing = self.missing.iter().map(|mark| {
            let known = names().any(|name| name == mark.rule);
            let message = format!("missing: `{}` reports nothing here", mark.rule);
            let diagnostic = Diagnostic::new(&codes::EXAMPLE_DIFFERS, message).label(mark.span, "expected here");
            match nearest(&mark.rule, names()).filter(|_| !known) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None if !known => diagnostic.help("no rule of that name is in force"),
                None => diagnostic
                    .help(format!("`claimlint explain {}` says when it reports; `todo[…]` marks a known gap", mark.rule)),
            }
        });
        let closed = self.closed.iter().map(|mark| {
            let message = format!("unexpected: `{}` reports this now", mark.rule);
            Diagnostic::new(&codes::EXAMPLE_DIFFERS, message).label(mark.span, "a known gap").help("make it `expect[…]`")
        });
        let unexpected = self.unexpected.iter().map(|finding| {
            let message = format!("unexpected: `{}` reports \"{}\"", finding.rule, finding.message);
            let diagnostic = Diagnostic::new(&codes::EXAMPLE_DIFFERS, message);
            let labelled = finding.labels.iter().fold(diagnostic, |d, label| d.label(label.span, label.message.clone()));
            labelled.help(format!("where it is right, write `expect[{}]` in a comment at one of the claims", finding.rule))
        });
        missing.chain(closed).chain(unexpected).collect()
    }
}

/// Whether a text holds a comment that says what a rule does.
#[must_use]
pub fn is_one(text: &str) -> bool {
    text.lines().any(|line| comment(line).is_some_and(|comment| comment.contains("expect[") || comment.contains("todo[")))
}

/// The comment of a line, where it has one.
fn comment(line: &str) -> Option<&str> {
    let start = [line.find("# "), line.find("<!--")].into_iter().flatten().min()?;
    line.get(start..)
}

/// Checks a story and holds what is reported against its comments.
pub fn hold(sources: &mut Sources, program: &Program, file: FileId, format: Format, draft: &mut Draft<'_>) -> Held {
    let input = Input { file, format, standing: Standing::Checked };
    let (corpus, diagnostics) = check::corpus(sources, program.schema.clone(), &[input], draft);
    let report = check::report(sources, program, &corpus, &Options::default(), diagnostics);
    let marks = marks(sources.text(file), file, format);
    let mut met: FxHashSet<usize> = FxHashSet::default();
    let mut unexpected = Vec::new();
    for finding in report.findings {
        let of_it = |mark: &Mark| mark.rule == finding.rule && is_about(sources, &corpus, mark, &finding);
        let mut by: Vec<usize> = marks.iter().enumerate().filter(|(_, mark)| of_it(mark)).map(|(at, _)| at).collect();
        // Of two comments at one claim each is met by a finding of its own.
        by.sort_by_key(|at| met.contains(at));
        match by.first() {
            Some(at) => drop(met.insert(*at)),
            None => unexpected.push(finding),
        }
    }
    let (found, lost): (Vec<_>, Vec<_>) = marks.into_iter().enumerate().partition(|(at, _)| met.contains(at));
    let of = |marks: &[(usize, Mark)], todo: bool| {
        marks.iter().map(|(_, mark)| mark.clone()).filter(|mark| mark.todo == todo).collect()
    };
    let (closed, missing): (Vec<Mark>, Vec<Mark>) = (of(&found, true), of(&lost, false));
    let (expected, gaps) = (found.len() - closed.len(), lost.len() - missing.len());
    Held { file, expected, gaps, missing, unexpected, closed, diagnostics: report.diagnostics }
}

/// Whether a finding is about a claim in the lines of a comment, or points into them.
fn is_about(sources: &Sources, corpus: &Corpus, mark: &Mark, finding: &Reported) -> bool {
    let file = sources.file(mark.span.file);
    let meets = |span: Span| {
        let first = file.lines().line_of(span.range().start);
        let last = file.lines().line_of(span.range().end.saturating_sub(1).max(span.range().start));
        span.file == mark.span.file && first < mark.lines.end && mark.lines.start <= last
    };
    let mut claims = corpus.claims().filter(|(_, claim)| meets(claim.span()));
    claims.any(|(id, _)| finding.claims.contains(&corpus.claim_name(id))) || finding.labels.iter().any(|label| meets(label.span))
}

/// The comments of a text that say what rules do.
fn marks(text: &str, file: FileId, format: Format) -> Vec<Mark> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut marks = Vec::new();
    let mut start = 0;
    for (number, line) in lines.iter().enumerate() {
        if let Some(said) = comment(line) {
            let alone = line.trim_start().len() == said.trim_start().len();
            let about = if alone { below(&lines, number, format) } else { number..number + 1 };
            let at = start + line.len() - said.len();
            marks.extend(words(said).map(|(todo, from, rule)| {
                let span = Span::new(file, at + from, at + from + rule.len());
                Mark { span, rule: rule.to_owned(), todo, lines: about.clone() }
            }));
        }
        start += line.len();
    }
    marks
}

/// The rules that a comment names: whether as a known gap, where the name stands in the comment, and the name.
fn words(comment: &str) -> impl Iterator<Item = (bool, usize, &str)> {
    [("expect[", false), ("todo[", true)].into_iter().flat_map(move |(word, todo)| {
        comment.match_indices(word).flat_map(move |(at, _)| {
            let start = at + word.len();
            let inside = comment.get(start..).and_then(|rest| rest.split_once(']')).map_or("", |(inside, _)| inside);
            let names = inside.split(',').scan(start, |at, name| {
                let own = *at + name.len() - name.trim_start().len();
                *at += name.len() + 1;
                Some((todo, own, name.trim()))
            });
            names.filter(|(_, _, name)| !name.is_empty()).collect::<Vec<_>>()
        })
    })
}

/// What a comment on a line of its own is about: in Markdown the next block, else the next line.
fn below(lines: &[&str], comment: usize, format: Format) -> Range<usize> {
    let is_own = |line: &&str| {
        line.trim().is_empty()
            || line.trim_start().starts_with('#') && format != Format::Markdown
            || line.trim_start().starts_with("<!--")
    };
    let first = comment + 1 + lines.iter().skip(comment + 1).take_while(|line| is_own(line)).count();
    let length = match format {
        Format::Markdown => lines.iter().skip(first).take_while(|line| !line.trim().is_empty()).count(),
        _ => 1,
    };
    first..first + length
}
