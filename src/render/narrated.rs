//! The format for screen readers: miette's narrated reports, then the closing summary. Nothing is drawn.

use std::io::{Error, Result, Write};

use miette::NarratableReportHandler;

use super::excerpt::{Excerpt, Manner, Shown};
use super::{Page, entry, summary};
use crate::report::Report;
use crate::source::Sources;

/// Writes a report to be read aloud.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    for entry in entry::all(report) {
        let labels = if page.snippets { entry.labels.as_slice() } else { &[] };
        let excerpt = Excerpt::new(sources, labels, Manner::Spoken);
        let mut told = String::new();
        NarratableReportHandler::new()
            .render_report(&mut told, &Shown { entry: &entry, code: &entry.name, excerpt: &excerpt })
            .map_err(Error::other)?;
        out.write_all(told.as_bytes())?;
        if !page.snippets {
            entry.labels.iter().try_for_each(|(span, _)| writeln!(out, "at {}", summary::place(sources, *span)))?;
        }
        if excerpt.left_out > 0 {
            writeln!(out, "and {} more", summary::counted(excerpt.left_out, "place"))?;
        }
        writeln!(out)?;
    }
    summary::write(report, sources, page, out)
}
