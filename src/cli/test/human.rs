//! What a test run came to, for people: what is not as expected with its excerpts, then one line on what was tested.

use std::io::{Result, Write};

use super::{Format, Outcome, percent_noticed};
use crate::diagnostic::{Diagnostic, codes};
use crate::examples::coverage::Gap;
use crate::examples::fixture::Held;
use crate::examples::mutate::Mutant;
use crate::lang::Program;
use crate::render::{self, Page};
use crate::report::Report;
use crate::source::Sources;

/// Writes the report.
pub fn render(
    outcome: &Outcome,
    program: &Program,
    format: Format,
    sources: &Sources,
    page: &Page,
    out: &mut dyn Write,
) -> Result<()> {
    let mut diagnostics = outcome.diagnostics.clone();
    for tried in outcome.examples.iter().filter(|t| !t.is_as_expected()) {
        diagnostics.extend(tried.report.diagnostics.iter().cloned());
        diagnostics.extend(tried.failure());
    }
    for held in &outcome.fixtures {
        diagnostics.extend(held.diagnostics.iter().filter(|d| d.is_error()).cloned());
        diagnostics.extend(held.failures(program));
    }
    diagnostics.extend(outcome.coverage.iter().flat_map(|coverage| &coverage.gaps).map(unreached));
    diagnostics.extend(outcome.mutants.iter().flatten().filter(|m| !m.noticed && m.reason.is_none()).map(unnoticed));
    let name = match format {
        Format::Narrated => "narrated",
        Format::Concise => "concise",
        Format::Human | Format::Json | Format::Junit => "human",
    };
    if let Some(format) = render::by_name(name) {
        (format.render)(&Report { diagnostics, ..Report::default() }, sources, page, out)?;
    }
    writeln!(out, "{}", closing(outcome))
}

fn unreached(gap: &Gap) -> Diagnostic {
    Diagnostic::new(&codes::UNTESTED, gap.what.words()).label(gap.span, "")
}

fn unnoticed(mutant: &Mutant) -> Diagnostic {
    let message = format!("no example of `{}` notices that {}", mutant.owner, mutant.change);
    Diagnostic::new(&codes::UNTESTED, message).label(mutant.span, "")
}

/// What was tested, in a line each.
fn closing(outcome: &Outcome) -> String {
    let mut lines = Vec::new();
    if !outcome.examples.is_empty() {
        let failed = outcome.examples.iter().filter(|t| !t.is_as_expected()).count();
        let mut rules: Vec<&str> = outcome.examples.iter().map(|t| &*t.rule).collect();
        rules.dedup();
        let tested = format!("{} of {}", counted(outcome.examples.len(), "example"), counted(rules.len(), "rule"));
        lines.push(match failed {
            0 => format!("tested {tested}: all as expected"),
            n => format!("tested {tested}: {n} not as expected"),
        });
    }
    if !outcome.fixtures.is_empty() {
        let sum = |of: fn(&Held) -> usize| outcome.fixtures.iter().map(of).sum::<usize>();
        let unexpected = sum(|held| held.unexpected.len() + held.closed.len());
        let known = counted(sum(|held| held.gaps), "known gap");
        lines.push(format!(
            "held {} against its comments: {} as expected, {} missing, {unexpected} unexpected, {known}",
            counted(outcome.fixtures.len(), "story").replace("storys", "stories"),
            sum(|held| held.expected),
            sum(|held| held.missing.len()),
        ));
    }
    if let Some(coverage) = &outcome.coverage {
        let reached = coverage.all - coverage.gaps.len();
        lines.push(format!("reached {reached} of {} conditions, escalations and labels ({}%)", coverage.all, coverage.percent()));
    }
    if let Some(mutants) = &outcome.mutants {
        let noticed = mutants.iter().filter(|m| m.noticed).count();
        let excused = mutants.iter().filter(|m| !m.noticed && m.reason.is_some()).count();
        let excused = if excused > 0 { format!(", {excused} more have a reason not to be") } else { String::new() };
        lines.push(format!("noticed {noticed} of {} changes{excused} ({}%)", mutants.len(), percent_noticed(mutants)));
    }
    lines.join("\n")
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
