//! The format for programs, version 1: one JSON document. Owns its wire types; texts are passed on as they are.

use std::io::{Error, Result, Write};

use serde::Serialize;

use super::{Page, clean};
use crate::diagnostic::{Diagnostic, Label};
use crate::report::{Record, Report, ReportLabel, Reported, Summary};
use crate::source::{Position, Sources, Span};

/// Writes the document.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let document = Document {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: figures(&report.summary),
        findings: report.findings.iter().map(|f| finding(sources, f, page)).collect(),
        allowed: page.allowed.then(|| report.allowed.iter().map(|f| finding(sources, f, page)).collect()),
        diagnostics: report.diagnostics.iter().map(|d| diagnostic(sources, d)).collect(),
    };
    let written = serde_json::to_string_pretty(&document).map_err(Error::from)?;
    writeln!(out, "{}", clean::json(&written))
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    summary: Figures,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<Vec<Finding<'a>>>,
    diagnostics: Vec<Diagnosed<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Figures {
    stories: usize,
    claims: usize,
    background: usize,
    rules: usize,
    error: usize,
    warning: usize,
    advice: usize,
    allowed: usize,
    baselined: usize,
    unchanged: usize,
    undecided: usize,
    skipped: usize,
    failed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<usize>,
}

/// A finding on the wire.
#[derive(Serialize)]
pub struct Finding<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    link: Option<&'a str>,
    claims: &'a [String],
    fingerprint: &'a str,
    labels: Vec<FindingLabel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingLabel<'a> {
    primary: bool,
    path: &'a str,
    message: &'a str,
    text: &'a str,
    #[serde(flatten)]
    about: About<'a>,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum About<'a> {
    Claim(&'a str),
    Record { kind: &'static str, id: &'a str },
}

#[derive(Serialize)]
struct Diagnosed<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    labels: Vec<DiagnosedLabel<'a>>,
}

#[derive(Serialize)]
struct DiagnosedLabel<'a> {
    primary: bool,
    path: &'a str,
    message: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    byte: usize,
    line: usize,
    column: usize,
}

fn figures(summary: &Summary) -> Figures {
    Figures {
        stories: summary.stories,
        claims: summary.claims,
        background: summary.background,
        rules: summary.rules,
        error: summary.error,
        warning: summary.warning,
        advice: summary.advice,
        allowed: summary.allowed,
        baselined: summary.baselined,
        unchanged: summary.unchanged,
        undecided: summary.undecided,
        skipped: summary.skipped,
        failed: summary.failed,
        hidden: (summary.hidden > 0).then_some(summary.hidden),
    }
}

/// A finding as it goes over the wire.
pub fn finding<'a>(sources: &'a Sources, finding: &'a Reported, page: &Page) -> Finding<'a> {
    let label = |(i, label): (usize, &'a ReportLabel)| {
        let (start, end) = points(sources, label.span);
        FindingLabel {
            primary: i == 0,
            path: sources.path(label.span.file),
            message: &label.message,
            text: if page.snippets { sources.slice(label.span) } else { "" },
            about: about(&label.about),
            start,
            end,
        }
    };
    Finding {
        rule: &finding.rule,
        severity: finding.severity.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
        link: finding.link.as_deref(),
        claims: &finding.claims,
        fingerprint: &finding.fingerprint,
        labels: finding.labels.iter().enumerate().map(label).collect(),
        reason: finding.reason.as_deref(),
    }
}

fn about(record: &Record) -> About<'_> {
    match record {
        Record::Claim(id) => About::Claim(id),
        Record::Entity(id) => About::Record { kind: "entity", id },
        Record::Story(id) => About::Record { kind: "story", id },
    }
}

fn diagnostic<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Diagnosed<'a> {
    let label = |(i, label): (usize, &'a Label)| {
        let (start, end) = points(sources, label.span);
        DiagnosedLabel { primary: i == 0, path: sources.path(label.span.file), message: &label.message, start, end }
    };
    Diagnosed {
        code: diagnostic.code.name,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        labels: diagnostic.labels.iter().enumerate().map(label).collect(),
    }
}

fn points(sources: &Sources, span: Span) -> (Point, Point) {
    let point = |p: Position| Point { byte: p.byte, line: p.line, column: p.column };
    (point(sources.position(span)), point(sources.end_position(span)))
}
