//! Evaluation: a program and a corpus in; findings, undecided claims and warnings about the data out. Knows no files and no formats.

mod aggregate;
mod arithmetic;
mod clash;
mod compare;
mod expr;
mod finding;
mod index;
mod message;
mod notes;
mod pairs;
mod select;

pub use finding::{Finding, FindingLabel, Subject};
pub use message::show;

use crate::builtins::World;
use crate::corpus::{ClaimId, Corpus, FieldId};
use crate::diagnostic::Diagnostic;
use crate::lang::Program;
use crate::plan;
use expr::Evaluator;

/// What a run of all rules has found.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// In the order of the rules, then of the claims.
    pub findings: Vec<Finding>,
    /// Claims that a rule could not judge for want of a field, in the same order.
    pub undecided: Vec<Undecided>,
    /// How many candidates each rule had, in the order of the rules.
    pub candidates: Vec<usize>,
    /// Warnings about the data, and limits that were reached.
    pub diagnostics: Vec<Diagnostic>,
}

/// A claim that a rule could not judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The rule, by its place in the program.
    pub rule: usize,
    /// The claim.
    pub claim: ClaimId,
    /// The fields that it lacks, in the order in which the rule reads them.
    pub fields: Vec<FieldId>,
}

/// Runs every rule over every claim.
#[must_use]
pub fn evaluate(program: &Program, corpus: &Corpus) -> Evaluation {
    let plan = plan::plan(program);
    let world = World::new(corpus);
    let indexes = index::Indexes::new(&plan, corpus);
    let mut evaluation = Evaluation::default();
    for (place, (rule, rule_plan)) in program.rules.iter().zip(&plan.rules).enumerate() {
        let evaluator = Evaluator::new(program, &world, &indexes, rule, place);
        let outcome = select::run(&evaluator, rule_plan);
        evaluation.undecided.extend(finding::undecided(&evaluator, &outcome));
        evaluation.candidates.push(outcome.candidates);
        evaluation.findings.extend(outcome.findings);
        evaluation.diagnostics.extend(evaluator.notes.into_inner().into_diagnostics(corpus, &rule.name));
    }
    evaluation
}
