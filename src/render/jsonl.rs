//! Findings as JSON Lines: the objects of the `json` format, one a line, and nothing else.

use std::io::{Error, Result, Write};

use super::{Page, clean, json};
use crate::report::Report;
use crate::source::Sources;

/// Writes a line for every finding.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    for finding in &report.findings {
        let line = serde_json::to_string(&json::finding(sources, finding, page)).map_err(Error::from)?;
        writeln!(out, "{}", clean::json(&line))?;
    }
    Ok(())
}
