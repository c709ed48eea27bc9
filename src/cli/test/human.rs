//! What a test run came to, for people: what is not as expected with its excerpts, then one line on what was tested.

use std::io::{Result, Write};

use super::{Format, Outcome};
use crate::render::{self, Page};
use crate::report::Report;
use crate::source::Sources;

/// Writes the report.
pub fn render(outcome: &Outcome, format: Format, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let mut diagnostics = outcome.diagnostics.clone();
    for tried in outcome.examples.iter().filter(|t| !t.is_as_expected()) {
        diagnostics.extend(tried.report.diagnostics.iter().cloned());
        diagnostics.extend(tried.failure());
    }
    let name = match format {
        Format::Narrated => "narrated",
        Format::Concise => "concise",
        Format::Human => "human",
    };
    if let Some(format) = render::by_name(name) {
        (format.render)(&Report { diagnostics, ..Report::default() }, sources, page, out)?;
    }
    writeln!(out, "{}", closing(outcome))
}

/// One line on what was tested.
fn closing(outcome: &Outcome) -> String {
    let failed = outcome.examples.iter().filter(|t| !t.is_as_expected()).count();
    let mut rules: Vec<&str> = outcome.examples.iter().map(|t| &*t.rule).collect();
    rules.dedup();
    let tested = format!("{} of {}", counted(outcome.examples.len(), "example"), counted(rules.len(), "rule"));
    match failed {
        0 => format!("tested {tested}: all as expected"),
        n => format!("tested {tested}: {} not as expected", n),
    }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
