//! What the examples of a rule reach: each condition so and not so, each escalation, each label; what none of them reaches, by place.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::{MOST_TRACES, Prepared, alone};
use crate::eval::trace::{self, Clause, Condition, Form, Lets, Trace, parts};
use crate::lang::Program;
use crate::lang::typed::{Expr, Rule};
use crate::source::Span;
use crate::value::Truth;

/// What the examples of some rules reach.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How much there is to reach.
    pub all: usize,
    /// What no example reaches, by place.
    pub gaps: Vec<Gap>,
}

/// Something that no example reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub what: Unreached,
}

/// What no example reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreached {
    /// A condition that is surely so.
    So,
    /// A condition that is not so, or cannot be told.
    NotSo,
    /// The condition of an `escalate` that is surely so.
    Escalation,
    /// A label that has something to point at.
    Label,
}

impl Unreached {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Unreached::So => "in no example is this so",
            Unreached::NotSo => "in every example that asks it, this is so",
            Unreached::Escalation => "no example escalates",
            Unreached::Label => "in no example does this label point at anything",
        }
    }
}

impl Coverage {
    /// How much is reached, in percent, rounded down; of nothing, all is.
    #[must_use]
    pub fn percent(&self) -> usize {
        (self.all - self.gaps.len().min(self.all)).saturating_mul(100).checked_div(self.all).unwrap_or(100)
    }
}

/// What prepared examples reach of their rules, and of the defines that those use.
#[must_use]
pub fn measure(program: &Program, prepared: &[Prepared]) -> Coverage {
    let wanted: Vec<FxHashSet<(Span, Unreached)>> = rules(program, prepared).iter().map(|rule| to_reach(program, rule)).collect();
    let reached: Vec<Vec<(Span, Unreached)>> = prepared.par_iter().map(|one| reached(program, one)).collect();
    let reached: FxHashSet<(Span, Unreached)> = reached.into_iter().flatten().collect();
    let all: FxHashSet<(Span, Unreached)> = wanted.into_iter().flatten().collect();
    let mut gaps: Vec<Gap> = all.difference(&reached).map(|(span, what)| Gap { span: *span, what: *what }).collect();
    gaps.sort_by_key(|gap| (gap.span.file, gap.span.start, gap.span.end, gap.what));
    Coverage { all: all.len(), gaps }
}

/// The rules of prepared examples, each once.
fn rules<'p>(program: &'p Program, prepared: &[Prepared]) -> Vec<&'p Rule> {
    let mut places: Vec<usize> = prepared.iter().map(|one| one.rule).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().filter_map(|place| program.rules.get(place)).collect()
}

fn to_reach(program: &Program, rule: &Rule) -> FxHashSet<(Span, Unreached)> {
    let mut all = FxHashSet::default();
    for (expr, lets) in rule.selector.filter.iter().map(|filter| (filter, Lets::Unknown)).chain([(&rule.flag, Lets::Known)]) {
        for span in leaves(program, rule, expr, lets) {
            all.extend([(span, Unreached::So), (span, Unreached::NotSo)]);
        }
    }
    all.extend(rule.escalations.iter().map(|(_, when)| (when.span, Unreached::Escalation)));
    all.extend(rule.labels.iter().map(|label| (label.owner.span, Unreached::Label)));
    all
}

/// The innermost conditions of a condition.
fn leaves(program: &Program, rule: &Rule, expr: &Expr, lets: Lets) -> Vec<Span> {
    match parts(program, rule, expr, lets) {
        (Form::Plain, _) => vec![expr.span],
        (_, of) => of.into_iter().flat_map(|(part, lets)| leaves(program, rule, part, lets)).collect(),
    }
}

fn reached(program: &Program, one: &Prepared) -> Vec<(Span, Unreached)> {
    let Some(rule) = program.rules.get(one.rule) else { return Vec::new() };
    let mut all: FxHashSet<(Span, Unreached)> = FxHashSet::default();
    for trace in trace::all(&alone(program, rule), rule, &one.corpus, MOST_TRACES) {
        of_trace(&trace, &mut |span, what| {
            all.insert((span, what));
        });
    }
    all.into_iter().collect()
}

fn of_trace(trace: &Trace, reach: &mut dyn FnMut(Span, Unreached)) {
    for step in trace.steps.iter().filter(|step| matches!(step.clause, Clause::Where | Clause::Flag)) {
        of_condition(&step.condition, reach);
    }
    for (_, condition) in trace.escalations.iter().filter(|(_, condition)| condition.truth.is_sure()) {
        reach(condition.span, Unreached::Escalation);
    }
    for (span, _) in trace.labels.iter().filter(|(_, points)| *points) {
        reach(*span, Unreached::Label);
    }
}

fn of_condition(condition: &Condition, reach: &mut dyn FnMut(Span, Unreached)) {
    if condition.form == Form::Plain {
        reach(condition.span, if condition.truth == Truth::Surely { Unreached::So } else { Unreached::NotSo });
    }
    condition.parts.iter().for_each(|part| of_condition(part, reach));
}
