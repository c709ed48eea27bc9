//! One line each, in the form that editors know from compilers, then the closing summary.

use std::io::{Result, Write};

use super::{Page, entry, summary};
use crate::report::Report;
use crate::source::Sources;

/// Writes `path:line:column: severity[rule] message` for every entry; the other places are left out.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    for entry in entry::all(report) {
        let place = entry.labels.first().map_or_else(|| "claimlint".to_owned(), |(span, _)| summary::place(sources, *span));
        writeln!(out, "{place}: {} {}", entry.heading(), entry.message)?;
    }
    summary::write(report, sources, page, out)
}
