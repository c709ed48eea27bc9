//! A finding or a diagnostic as every format for people shows it: cleaned words and places. Knows no layout.

use super::clean;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Report, Reported};
use crate::source::Span;

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
}

impl Entry {
    /// Severity and name, as in `warning[loaded-verb]`.
    pub fn heading(&self) -> String {
        format!("{}[{}]", self.severity.name(), self.name)
    }
}

/// Every finding, then every diagnostic, in the order of the report.
pub fn all(report: &Report) -> impl Iterator<Item = Entry> {
    report.findings.iter().map(of_finding).chain(report.diagnostics.iter().map(of_diagnostic))
}

fn of_finding(finding: &Reported) -> Entry {
    Entry {
        severity: finding.severity,
        name: clean::text(&finding.rule),
        message: clean::text(&finding.message),
        help: finding.help.as_deref().map(clean::text),
        link: finding.link.as_deref().map(clean::text),
        labels: finding.labels.iter().map(|l| (l.span, clean::text(&l.message))).collect(),
    }
}

fn of_diagnostic(diagnostic: &Diagnostic) -> Entry {
    Entry {
        severity: diagnostic.severity,
        name: diagnostic.code.name.to_owned(),
        message: clean::text(&diagnostic.message),
        help: diagnostic.help.as_deref().map(clean::text),
        link: None,
        labels: diagnostic.labels.iter().map(|l| (l.span, clean::text(&l.message))).collect(),
    }
}
