//! Evaluation: a program and a corpus in; findings, undecided claims and warnings about the data out. Knows no files and no formats.

mod aggregate;
mod arithmetic;
mod blocks;
mod clash;
mod compare;
mod expr;
mod finding;
mod index;
mod key;
mod message;
mod near;
mod notes;
mod pairs;
mod partitions;
mod rank;
mod select;
pub mod trace;
mod waivers;

pub use finding::{Finding, FindingLabel, Subject};
pub use message::show;
pub use notes::STEPS;
pub use waivers::Allow;

use crate::builtins::World;
use crate::corpus::{ClaimId, Corpus, FieldId};
use crate::diagnostic::Diagnostic;
use crate::lang::Program;
use crate::lang::typed::Rule;
use crate::plan;
use crate::value::Date;
use expr::Evaluator;
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;
use waivers::Waivers;

/// What a run of all rules has found.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// In the order of the rules, then of the claims; without those that a waiver covers, and those that are outranked.
    pub findings: Vec<Finding>,
    /// Those that a waiver covers.
    pub allowed: Vec<Finding>,
    /// Claims that a rule could not judge for want of a field, in the same order.
    pub undecided: Vec<Undecided>,
    /// How many candidates each rule had, in the order of the rules.
    pub candidates: Vec<usize>,
    /// Warnings about the data, and limits that were reached.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings each rule has beside those, of which nothing is told, by severity.
    pub tallies: Vec<select::Tally>,
    /// Whether findings have words.
    pub worded: bool,
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

/// How a run is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day by which waivers are judged; else the date of each claim's own story.
    pub now: Option<Date>,
    /// Whether waivers are honoured.
    pub allow: Allow,
    /// How many comparisons one rule may make among claims of one partition.
    pub steps: u64,
    /// Whether someone reads what findings say; else they are found without words.
    pub words: bool,
    /// How many claims are looked at in one go by all rules; none where their number is to tell. Nothing that is found hangs on it.
    pub block: Option<usize>,
}

impl Default for Options {
    fn default() -> Options {
        Options { now: None, allow: Allow::default(), steps: STEPS, words: true, block: None }
    }
}

/// Runs every rule over every claim, the rules side by side; what they find stands in their order.
#[must_use]
pub fn evaluate(program: &Program, corpus: &Corpus, options: &Options) -> Evaluation {
    let plan = plan::plan(program);
    let world = World::new(corpus);
    let indexes = index::Indexes::new(corpus);
    let waivers = Waivers::new(corpus, options.now.as_ref(), options.allow);
    let run = blocks::Run { program, plan: &plan, world: &world, indexes: &indexes, waivers: &waivers, options };
    let ((), ahead) = rayon::join(|| indexes.make_partitions(&plan), || blocks::look_ahead(&run));
    let judge = |((place, (rule, rule_plan)), ahead): ((usize, (&Rule, &plan::RulePlan)), blocks::Ahead)| {
        let evaluator = Evaluator::new(program, &world, &indexes, &waivers, (rule, place), options);
        let outcome = select::run(&evaluator, rule_plan, ahead);
        let undecided = finding::undecided(&evaluator, &outcome);
        (outcome, undecided, evaluator.notes.into_inner().into_diagnostics(corpus, &rule.name))
    };
    let judged: Vec<_> = program.rules.par_iter().zip(&plan.rules).enumerate().zip(ahead).map(judge).collect();
    let mut evaluation = Evaluation { worded: options.words, ..Evaluation::default() };
    let mut used = FxHashSet::default();
    for (rule, (outcome, undecided, diagnostics)) in program.rules.iter().zip(judged) {
        evaluation.undecided.extend(undecided);
        evaluation.candidates.push(outcome.candidates);
        evaluation.tallies.push(outcome.tally);
        evaluation.diagnostics.extend(diagnostics);
        for mut finding in outcome.findings {
            let covering = waivers.covering(&rule.name, &finding);
            finding.reason = covering.first().and_then(|used| waivers.reason(*used));
            let into = if covering.is_empty() { &mut evaluation.findings } else { &mut evaluation.allowed };
            into.push(finding);
            used.extend(covering);
        }
    }
    rank::leave_out(program, corpus, &mut evaluation);
    evaluation.diagnostics.extend(waivers.complaints(program, &used));
    evaluation
}
