//! The examples that stand in rules: each one's documents checked by its rule alone, and what came of it against what is wanted.

use std::sync::Arc;

use crate::check::{self, Input};
use crate::corpus::Standing;
use crate::diagnostic::Diagnostic;
use crate::eval;
use crate::input::Format;
use crate::lang::Program;
use crate::lang::ast::Outcome;
use crate::report::Report;
use crate::source::{FileId, Sources};

/// What came of one example.
#[derive(Debug)]
pub struct Tried {
    /// The rule.
    pub rule: Arc<str>,
    /// What the example is called.
    pub example: String,
    /// What the rule must do.
    pub wanted: Outcome,
    /// What it did, and what is wrong with the documents themselves.
    pub report: Report,
    /// The documents, as a text of the sources.
    pub file: FileId,
}

impl Tried {
    /// Whether the rule did what is wanted, and the documents are sound.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let fired = !self.report.findings.is_empty();
        let sound = !self.report.diagnostics.iter().any(Diagnostic::is_error);
        sound && fired == (self.wanted == Outcome::Fires)
    }
}

/// Tries every example of the rules of a program that a condition takes, each by its own rule alone.
pub fn run(sources: &mut Sources, program: &Program, takes: &dyn Fn(&str) -> bool) -> Vec<Tried> {
    let mut tried = Vec::new();
    for rule in program.rules.iter().filter(|r| takes(&r.name)) {
        let alone = Program { rules: vec![rule.clone()], ..program.clone() };
        for example in &rule.examples {
            let name = format!("{}: {}", rule.name, example.name.value);
            let file = sources.add(name, example.documents.value.as_str());
            let report = report(sources, &alone, file);
            let (wanted, example) = (example.outcome, example.name.value.clone());
            tried.push(Tried { rule: Arc::clone(&rule.name), example, wanted, report, file });
        }
    }
    tried
}

/// Checks the documents of an example by a program.
#[must_use]
pub fn report(sources: &mut Sources, program: &Program, file: FileId) -> Report {
    let input = Input { file, format: Format::Yaml, standing: Standing::Checked };
    let mut no_draft = |_: &mut Sources, _: &crate::corpus::Document| (None, Vec::new());
    let (corpus, diagnostics) = check::corpus(sources, program.schema.clone(), &[input], &mut no_draft);
    check::report(sources, program, &corpus, &eval::Options::default(), diagnostics)
}
