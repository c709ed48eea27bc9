//! A finding or a diagnostic as every format for people shows it: cleaned words and places. Knows no layout.

use super::clean;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Report, Reported, fingerprint_of};
use crate::source::{Columns, Sources, Span};

/// More words than this are cut: readers of machine formats take no longer ones.
const LONGEST: usize = 4096;

/// One thing to be shown.
#[derive(Debug)]
pub struct Entry {
    pub severity: Severity,
    /// The rule, or the diagnostic's code.
    pub name: String,
    pub message: String,
    pub help: Option<String>,
    pub link: Option<String>,
    /// The places, and what is said there; the first is the primary one.
    pub labels: Vec<(Span, String)>,
    /// What it is recognised by from run to run; none where that is to be made of its words and its file.
    fingerprint: Option<String>,
}

/// A place in a file, ends exclusive; lines and columns from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The path as it is.
    pub path: String,
    pub start: (usize, usize),
    pub end: (usize, usize),
}

/// Where a span stands, its columns in that unit.
pub fn region(sources: &Sources, span: Span, columns: Columns) -> Region {
    let lines = sources.file(span.file).lines();
    let point = |byte: u32| {
        let position = lines.position(byte as usize);
        (position.line, lines.column(byte as usize, columns))
    };
    let start = point(span.start);
    Region { path: sources.path(span.file).to_owned(), start, end: point(span.end).max(start) }
}

impl Entry {
    /// Severity and name, as in `warning[loaded-verb]`.
    pub fn heading(&self) -> String {
        format!("{}[{}]", self.severity.name(), self.name)
    }

    /// What is wrong and what to do, in one text of bounded length.
    pub fn said(&self) -> String {
        let help = self.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        clean::cut(&format!("{}{help}", self.message), LONGEST).into_owned()
    }

    /// Where it stands, its columns in that unit.
    pub fn region(&self, sources: &Sources, columns: Columns) -> Option<Region> {
        self.labels.first().map(|(span, _)| region(sources, *span, columns))
    }

    /// What it is recognised by from run to run.
    pub fn fingerprint(&self, sources: &Sources) -> String {
        let path = self.labels.first().map_or("", |(span, _)| sources.path(span.file));
        self.fingerprint.clone().unwrap_or_else(|| fingerprint_of([self.name.as_str(), path, &self.message]))
    }
}

/// Every finding, then every diagnostic, in the order of the report.
pub fn all(report: &Report) -> impl Iterator<Item = Entry> {
    report.findings.iter().map(of_finding).chain(report.diagnostics.iter().map(of_diagnostic))
}

/// A finding as an entry.
pub fn of_finding(finding: &Reported) -> Entry {
    Entry {
        severity: finding.severity,
        name: clean::text(&finding.rule),
        message: clean::text(&finding.message),
        help: finding.help.as_deref().map(clean::text),
        link: finding.link.as_deref().map(clean::text),
        labels: finding.labels.iter().map(|l| (l.span, clean::text(&l.message))).collect(),
        fingerprint: Some(finding.fingerprint.clone()),
    }
}

/// A diagnostic as an entry.
pub fn of_diagnostic(diagnostic: &Diagnostic) -> Entry {
    Entry {
        severity: diagnostic.severity,
        name: diagnostic.code.name.to_owned(),
        message: clean::text(&diagnostic.message),
        help: diagnostic.help.as_deref().map(clean::text),
        link: None,
        labels: diagnostic.labels.iter().map(|l| (l.span, clean::text(&l.message))).collect(),
        fingerprint: None,
    }
}
