//! Annotations of GitHub Actions: one command a line, the gravest first, and a word on those that a step cannot show.

use std::io::{Result, Write};

use super::entry::{self, Entry};
use super::{Page, clean, summary};
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::source::{Columns, Sources};

/// How many annotations of a kind a step shows.
const MOST: usize = 10;
/// How many other places an annotation names.
const MOST_PLACES: usize = 10;

/// Writes the commands.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    for severity in Severity::ALL.into_iter().rev() {
        let entries: Vec<Entry> = entry::all(report).filter(|e| e.severity == severity).collect();
        for entry in entries.iter().take(MOST) {
            writeln!(out, "{}", command(entry, sources))?;
        }
        if let Some(more) = entries.len().checked_sub(MOST).filter(|more| *more > 0) {
            let more = summary::counted(more, severity.name());
            writeln!(out, "{more} more without an annotation: a step shows {MOST} of a kind")?;
        }
    }
    if page.quiet { Ok(()) } else { writeln!(out, "{}", summary::closing(report)) }
}

/// One annotation. Columns are left out of a place of several lines, since they are taken only within one.
fn command(entry: &Entry, sources: &Sources) -> String {
    let kind = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(region) = entry.region(sources, Columns::Characters) {
        let ((line, column), (end_line, end_column)) = (region.start, region.end);
        properties.push(("file", clean::text(&sources.seen_from_root(&region.path))));
        properties.push(("line", line.to_string()));
        properties.push(("endLine", end_line.to_string()));
        if line == end_line {
            properties.push(("col", column.to_string()));
            properties.push(("endColumn", end_column.to_string()));
        }
    }
    properties.push(("title", entry.heading()));
    let properties: Vec<String> = properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{kind} {}::{}", properties.join(","), data(&words(entry, sources)))
}

/// What is wrong, what to do, and where the other places are.
fn words(entry: &Entry, sources: &Sources) -> String {
    let mut words = entry.said();
    for (i, (span, said)) in entry.labels.iter().enumerate().take(MOST_PLACES + 1) {
        match (i, said.as_str()) {
            (0, "") => {}
            (0, _) => words.push_str(&format!("\nhere: {said}")),
            _ => words.push_str(&format!("\n{}: {said}", summary::place(sources, *span))),
        }
    }
    clean::cut(&words, 4096).into_owned()
}

fn data(words: &str) -> String {
    words.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}
