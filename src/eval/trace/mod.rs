//! How a rule comes to its answer: a program, a rule, a corpus and some claims in; each condition with its place, its truth and the
//! values that it compares out. Decides nothing that the evaluator does not decide.

mod candidates;
mod condition;
mod margin;

pub use condition::{Condition, Form, Lets, Seen, parts};
pub use margin::Margin;

use super::Allow;
use super::Options;
use super::expr::Evaluator;
use super::index::Indexes;
use super::waivers::Waivers;
use crate::builtins::World;
use crate::corpus::{ClaimId, Corpus, Value};
use crate::diagnostic::Severity;
use crate::lang::Program;
use crate::lang::typed::Rule;
use crate::plan;
use crate::source::Span;
use crate::value::Truth;
use candidates::Candidate;

/// How a rule judges one candidate: the conditions in the order in which they are asked, none after one that is surely not so.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What is bound: the record; the two claims of a pair or a step, the earlier first; the members of a group.
    pub bound: Vec<Value>,
    /// The conditions.
    pub steps: Vec<Step>,
    /// Where all of them are surely so: the conditions of the escalations, with their severities.
    pub escalations: Vec<(Severity, Condition)>,
    /// Where all of them are surely so: the labels, and whether each has something to point at.
    pub labels: Vec<(Span, bool)>,
}

/// A condition that a candidate must meet.
#[derive(Clone, Debug)]
pub struct Step {
    /// The clause that asks it.
    pub clause: Clause,
    /// The one record that `where` looks at; of other clauses the candidate.
    pub about: Option<Value>,
    /// What came of it.
    pub condition: Condition,
}

/// The clauses that say which candidates a rule reports, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// `of claims`: no claims that do not stand any more.
    Claims,
    /// `where`
    Where,
    /// A rule that does not say `across stories`.
    Story,
    /// `sharing`
    Sharing,
    /// `by`
    By,
    /// `flag when`
    Flag,
}

impl Trace {
    /// Whether the rule reports the candidate.
    #[must_use]
    pub fn truth(&self) -> Truth {
        self.steps.iter().fold(Truth::Surely, |all, step| all.and(step.condition.truth))
    }

    /// The first condition that decides that the rule does not report the candidate; none where it does.
    #[must_use]
    pub fn decided(&self) -> Option<&Step> {
        let truth = self.truth();
        self.steps.iter().find(|step| !truth.is_sure() && step.condition.truth == truth)
    }

    /// How far the candidate got: a clause, and how many of its conditions it met.
    fn progress(&self) -> (bool, Option<Clause>, usize) {
        let met = self.steps.iter().take_while(|step| step.condition.truth.is_sure()).count();
        let reached = self.steps.get(met).map_or(Clause::Flag, |step| step.clause);
        (self.truth().is_sure(), Some(reached), met)
    }
}

/// Of several candidates the one that comes nearest to being reported, the first of equally near ones.
#[must_use]
pub fn nearest(traces: &[Trace]) -> Option<&Trace> {
    traces.iter().rev().max_by_key(|trace| trace.progress())
}

/// How a rule of a program judges its candidates, those included that share no key or that `where` leaves out; at most so many.
#[must_use]
pub fn all(program: &Program, rule: &Rule, corpus: &Corpus, most: usize) -> Vec<Trace> {
    within(program, rule, corpus, |evaluator| {
        let candidates = candidates::all(evaluator, most);
        candidates.iter().map(|candidate| candidates::judge(evaluator, candidate)).collect()
    })
}

/// How a rule of a program judges these claims: one of them, two as a pair or a step, or those of a group; the first clause that
/// sets them apart where they are no candidate. Nothing where the rule does not bind so many claims.
#[must_use]
pub fn of_claims(program: &Program, rule: &Rule, corpus: &Corpus, claims: &[ClaimId]) -> Option<Trace> {
    within(program, rule, corpus, |evaluator| {
        let candidate = Candidate::of(rule, claims)?;
        Some(candidates::judge(evaluator, &candidate))
    })
}

/// Asks an evaluator of one rule.
fn within<T>(program: &Program, rule: &Rule, corpus: &Corpus, ask: impl FnOnce(&Evaluator<'_>) -> T) -> T {
    let plan = plan::Plan::default();
    let world = World::new(corpus);
    let indexes = Indexes::new(corpus);
    indexes.make_partitions(&plan);
    let waivers = Waivers::new(corpus, None, Allow::Ignored);
    ask(&Evaluator::new(program, &world, &indexes, &waivers, (rule, 0), &Options::default()))
}
