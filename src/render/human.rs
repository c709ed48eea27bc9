//! The default format: miette's graphical reports, then the closing summary.

use std::io::{Error, Result, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::excerpt::{Excerpt, Manner, Shown};
use super::{Page, entry, summary};
use crate::report::Report;
use crate::source::Sources;

/// Fewer columns than this leave no room for words beside the drawing.
const NARROWEST: usize = 40;

/// Writes a report for people.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let width = page.width.max(NARROWEST);
    let theme = if page.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false).without_syntax_highlighting();
    for entry in entry::all(report) {
        let labels = if page.snippets { entry.labels.as_slice() } else { &[] };
        let excerpt = Excerpt::new(sources, labels, Manner::Drawn(width));
        let mut drawn = String::new();
        let code = entry.heading();
        handler.render_report(&mut drawn, &Shown { entry: &entry, code: &code, excerpt: &excerpt }).map_err(Error::other)?;
        out.write_all(drawn.as_bytes())?;
        if !page.snippets {
            entry.labels.iter().try_for_each(|(span, _)| writeln!(out, "  at {}", summary::place(sources, *span)))?;
        }
        if excerpt.left_out > 0 {
            writeln!(out, "  and {} more", summary::counted(excerpt.left_out, "place"))?;
        }
        writeln!(out)?;
    }
    summary::write(report, sources, page, out)
}
