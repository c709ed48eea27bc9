//! How often each rule was asked and answered, as one JSON object without findings: what measurements at scale compare.

use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

use serde::Serialize;

use super::{Page, clean};
use crate::report::{Report, RuleCount};
use crate::source::Sources;

/// Writes the object.
pub fn render(report: &Report, _sources: &Sources, _page: &Page, out: &mut dyn Write) -> Result<()> {
    let row = |c: &RuleCount| Row { candidates: c.candidates, findings: c.findings, undecided: c.undecided };
    let rules = report.counts.iter().map(|c| (c.rule.as_str(), row(c))).collect();
    let counts = Counts { version: 1, claims: report.summary.claims, rules };
    writeln!(out, "{}", clean::json(&serde_json::to_string(&counts).map_err(Error::from)?))
}

#[derive(Serialize)]
struct Counts<'a> {
    version: u32,
    claims: usize,
    rules: BTreeMap<&'a str, Row>,
}

#[derive(Serialize)]
struct Row {
    candidates: usize,
    findings: usize,
    undecided: usize,
}
