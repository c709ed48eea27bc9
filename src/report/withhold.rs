//! A report without a word of the draft: places, rules and counts stay; values, quotes, names and ids go. For copy under embargo.

use super::{Report, ReportLabel, Reported, RuleNote};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Sources, Span};

/// Takes the words of drafts and claims out of a report, and out of the texts that it points into. What is said of rule files and
/// of the configuration stays, since no draft is quoted there.
pub fn withhold(report: &mut Report, sources: &mut Sources) {
    let Report { findings, allowed, diagnostics, undecided, rules, .. } = report;
    for finding in findings.iter_mut().chain(allowed) {
        let rule = rules.iter().find(|rule| rule.name == finding.rule);
        finding.without_words(rule);
    }
    for diagnostic in diagnostics.iter_mut().filter(|d| quotes_a_draft(d, sources)) {
        diagnostic.code.summary.clone_into(&mut diagnostic.message);
        diagnostic.help = Some(format!("`claimlint explain {}` says more", diagnostic.code.name));
        diagnostic.labels.iter_mut().for_each(|label| label.message.clear());
    }
    undecided.iter_mut().for_each(|undecided| undecided.claim.clear());
    sources.withhold();
}

impl Reported {
    /// The finding in words of its rule that hold no value.
    fn without_words(&mut self, rule: Option<&RuleNote>) {
        let title = rule.and_then(|rule| rule.title.as_deref());
        title.unwrap_or("the words of this report are withheld").clone_into(&mut self.message);
        self.help = Some(format!("`claimlint explain {}` says more", self.rule));
        self.claims.clear();
        self.reason = None;
        self.labels.iter_mut().for_each(ReportLabel::without_words);
    }
}

impl ReportLabel {
    fn without_words(&mut self) {
        self.message.clear();
        self.value = None;
        self.about.without_id();
    }
}

/// Whether words of a draft or of claims may stand in a diagnostic: it points into such a file, or into none without being about
/// files as such.
fn quotes_a_draft(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let of_rules = |span: Span| sources.path(span.file).ends_with(".rules");
    let of_files = [&codes::UNREADABLE, &codes::SKIPPED, &codes::CONFIGURATION].contains(&diagnostic.code);
    !of_files && !diagnostic.labels.first().is_some_and(|label| of_rules(label.span))
}
