//! Stories in which everything fits, written as a desk writes them: no rule and no reader has a word to say of them.

use claimlint::diagnostic::Severity;

use crate::desk;
use crate::run::{self, line, said};

#[test]
fn a_clean_story_gives_no_warning() {
    let shipped = run::shipped();
    let mut words = Vec::new();
    for path in desk::CLEAN {
        let checked = desk::check(&shipped, &desk::story(path));
        assert!(checked.corpus.claim_count() >= 30, "{path} has {} claims", checked.corpus.claim_count());
        let findings = checked.report.findings.iter().filter(|f| f.severity >= Severity::Warning);
        let diagnostics = checked.report.diagnostics.iter().filter(|d| d.severity >= Severity::Warning);
        words.extend(findings.map(|f| format!("{path}: {} {}", f.severity.name(), line(f))));
        words.extend(diagnostics.map(|d| format!("{path}: {}", said(d, &checked.sources))));
    }
    assert!(words.is_empty(), "these are false alarms:\n{}", words.join("\n"));
}

/// Advice is allowed where an editor may think twice; so far none is given.
#[test]
fn a_clean_story_gives_hardly_any_advice() {
    let shipped = run::shipped();
    for path in desk::CLEAN {
        let report = desk::check(&shipped, &desk::story(path)).report;
        let findings = report.findings.iter().filter(|f| f.severity == Severity::Advice).map(line);
        let diagnostics = report.diagnostics.iter().filter(|d| d.severity == Severity::Advice).map(|d| d.message.clone());
        let advice: Vec<String> = findings.chain(diagnostics).collect();
        assert!(advice.len() <= 1, "{path}:\n{}", advice.join("\n"));
    }
}
