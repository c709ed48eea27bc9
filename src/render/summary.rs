//! What every report for people ends with: undecided claims and rule counts where asked for, and one line on what was checked.

use std::io::{Result, Write};

use super::{Page, clean};
use crate::diagnostic::Severity;
use crate::report::{Report, Summary};
use crate::source::{Sources, Span};

/// Writes the end of a report.
pub fn write(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    if page.undecided {
        write_undecided(report, sources, out)?;
    }
    if page.stats {
        write_counts(report, out)?;
    }
    let hint = if page.undecided { "" } else { " (--undecided lists them)" };
    if page.quiet { Ok(()) } else { writeln!(out, "{}", told(report, hint)) }
}

/// A place as `path:line:column`.
pub fn place(sources: &Sources, span: Span) -> String {
    let position = sources.position(span);
    format!("{}:{}:{}", clean::path(sources.path(span.file)), position.line, position.column)
}

fn write_undecided(report: &Report, sources: &Sources, out: &mut dyn Write) -> Result<()> {
    for undecided in &report.undecided {
        let (claim, rule) = (clean::text(&undecided.claim), clean::text(&undecided.rule));
        let fields = clean::text(&undecided.fields.join(", "));
        let claim = if claim.is_empty() { String::new() } else { format!(" {claim}") };
        writeln!(out, "{}: claim{claim} undecided for {rule}: lacks {fields}", place(sources, undecided.span))?;
    }
    if report.undecided.is_empty() { Ok(()) } else { writeln!(out) }
}

fn write_counts(report: &Report, out: &mut dyn Write) -> Result<()> {
    if report.counts.is_empty() {
        return Ok(());
    }
    let rules: Vec<String> = report.counts.iter().map(|c| clean::text(&c.rule)).collect();
    let width = rules.iter().map(|r| r.chars().count()).max().unwrap_or(0).max(4);
    writeln!(out, "{:width$}  candidates  findings  undecided", "rule")?;
    for (rule, count) in rules.iter().zip(&report.counts) {
        writeln!(out, "{rule:width$}  {:>10}  {:>8}  {:>9}", count.candidates, count.findings, count.undecided)?;
    }
    let vacuous: Vec<&str> =
        rules.iter().zip(&report.counts).filter(|(_, c)| c.candidates == 0).map(|(rule, _)| rule.as_str()).collect();
    if !vacuous.is_empty() {
        writeln!(out, "vacuous, as nothing here is what they are about: {}", vacuous.join(", "))?;
    }
    for archive in &report.archives {
        let path = clean::text(&archive.path);
        match &archive.whole {
            None => writeln!(out, "{path}: {} of {} lines read, by its index", archive.taken, archive.rows)?,
            Some(why) => writeln!(out, "{path}: read whole, though it has an index: {}", clean::text(why))?,
        }
    }
    writeln!(out)
}

/// The one line that says what was checked, what came of it and what was not checked.
#[must_use]
pub fn closing(report: &Report) -> String {
    told(report, "")
}

fn told(report: &Report, hint: &str) -> String {
    let summary = &report.summary;
    let claims = counted(summary.claims, "claim");
    let stories = counted(summary.stories, "story");
    let background = match summary.background {
        0 => String::new(),
        n => format!(" against {} in the background", counted(n, "claim")),
    };
    let found = severities([summary.error, summary.warning, summary.advice]);
    let of = |severity| report.diagnostics.iter().filter(|d| d.severity == severity).count();
    let in_files = severities([of(Severity::Error), of(Severity::Warning), of(Severity::Advice)]);
    let mut parts = vec![match (&found, &in_files) {
        (Some(found), _) => found.clone(),
        (None, Some(_)) => "no findings".to_owned(),
        (None, None) => "nothing to report".to_owned(),
    }];
    parts.extend(in_files.map(|counts| format!("{counts} in the files themselves")));
    let rest = [
        (summary.hidden, format!("{} not shown", counted(summary.hidden, "finding"))),
        (summary.failed, format!("{} could not be read", counted(summary.failed, "file"))),
        (summary.skipped, format!("{} passed over", counted(summary.skipped, "file"))),
        (summary.undecided, format!("{} undecided{hint}", counted(summary.undecided, "claim"))),
        (summary.allowed, format!("{} allowed", summary.allowed)),
        (summary.baselined, format!("{} known to the baseline", summary.baselined)),
        (summary.unchanged, format!("{} elsewhere than in what has changed", summary.unchanged)),
    ];
    parts.extend(rest.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words));
    let rules = counted(summary.rules, "rule");
    format!("checked {claims} in {stories}{background} with {rules}: {}", parts.join("; "))
}

/// The figures of a run by name, as every format for programs has them.
#[must_use]
pub fn figures(report: &Report) -> [(&'static str, usize); 14] {
    let Summary { stories, claims, background, rules, error, warning, advice, .. } = report.summary;
    let Summary { allowed, baselined, unchanged, undecided, skipped, failed, hidden, .. } = report.summary;
    [
        ("stories", stories),
        ("claims", claims),
        ("background", background),
        ("rules", rules),
        ("error", error),
        ("warning", warning),
        ("advice", advice),
        ("allowed", allowed),
        ("baselined", baselined),
        ("unchanged", unchanged),
        ("undecided", undecided),
        ("skipped", skipped),
        ("failed", failed),
        ("hidden", hidden),
    ]
}

/// How many errors, warnings and pieces of advice, the zeros left out; `None` where all are zero.
fn severities(counts: [usize; 3]) -> Option<String> {
    let words: Vec<String> = counts
        .into_iter()
        .zip(["error", "warning", "advice"])
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| counted(n, word))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// A count and what is counted, as in `2 claims`.
pub fn counted(count: usize, word: &str) -> String {
    match (count, word) {
        (1, _) | (_, "advice") => format!("{count} {word}"),
        (_, "story") => format!("{count} stories"),
        _ => format!("{count} {word}s"),
    }
}
