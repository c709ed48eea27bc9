//! Selectors: each rule's candidates in order, judged one by one.

use std::ops::Range;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::blocks::Ahead;
use super::compare::Mismatch;
use super::expr::{Evaluator, Frame};
use super::finding::{self, Finding, Found};
use super::index::{claims_of, claims_over};
use super::key;
use super::pairs::Swept;
use super::partitions::Partitions;
use crate::corpus::{ClaimId, Corpus, EntityId, StoryId, Value, fields};
use crate::lang::ast::Over;
use crate::lang::typed::{Beyond, Local, RECORD, SelectorKind};
use crate::plan::{GroupTest, Lies, MOST, RulePlan, Sweep};
use crate::value::End;

/// What became of a rule's candidates.
#[derive(Default)]
pub struct Outcome {
    /// How many there were.
    pub candidates: usize,
    /// The claims that `where` took in.
    pub taken: Taken,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How much more was found of which nothing is told, by severity.
    pub tally: Tally,
}

/// How many findings there are, by severity.
pub type Tally = [usize; 3];

impl Outcome {
    fn add(&mut self, found: Found) {
        match found {
            Found::Told(finding) => self.findings.push(finding),
            Found::Counted(severity) => self.tally[severity as usize] += 1,
        }
    }

    /// Adds what was found in the next part.
    pub fn append(&mut self, next: Outcome) {
        self.candidates += next.candidates;
        self.taken.append(next.taken);
        self.findings.extend(next.findings);
        self.tally.iter_mut().zip(next.tally).for_each(|(all, more)| *all += more);
    }
}

/// The claims that a rule's `where` takes in.
pub enum Taken {
    /// All of a range that the selector may take.
    All(Range<usize>),
    /// These, in order.
    Some(Vec<ClaimId>),
}

impl Default for Taken {
    fn default() -> Taken {
        Taken::Some(Vec::new())
    }
}

impl Taken {
    fn is_all(&self) -> bool {
        matches!(self, Taken::All(_))
    }

    /// The claims, in order.
    pub fn claims<'t>(&'t self, corpus: &'t Corpus, over: Over) -> Box<dyn Iterator<Item = ClaimId> + 't> {
        match self {
            Taken::All(of) => Box::new(claims_of(corpus, over, of.clone())),
            Taken::Some(claims) => Box::new(claims.iter().copied()),
        }
    }

    /// Adds what was taken of the next range.
    pub fn append(&mut self, next: Taken) {
        match (&mut *self, next) {
            (Taken::All(of), Taken::All(next)) => of.end = next.end,
            (Taken::Some(claims), Taken::Some(mut next)) => claims.append(&mut next),
            // A rule takes all of every range or some of each; the first range is joined to nothing.
            (_, next) => *self = next,
        }
    }
}

/// Judges every candidate of a rule, of which something may be known ahead.
pub fn run(evaluator: &Evaluator<'_>, plan: &RulePlan, ahead: Ahead) -> Outcome {
    let all = 0..evaluator.world.corpus.claim_count();
    match evaluator.rule.selector.kind {
        SelectorKind::Claim(binding) => ahead.unwrap_or_else(|| claims(evaluator, plan, binding, all)),
        SelectorKind::Entity(binding) => records(evaluator, binding, entities(evaluator)),
        SelectorKind::Source(binding) => records(evaluator, binding, sources(evaluator)),
        SelectorKind::Story(binding) => records(evaluator, binding, stories(evaluator)),
        SelectorKind::Group(_) | SelectorKind::Pair(..) | SelectorKind::Step(..) => partitions(evaluator, plan, ahead),
    }
}

/// The story that a rule is about when it looks at a record: none for a rule that is about no story, or about several.
pub(super) fn story_of(evaluator: &Evaluator<'_>, record: &Value) -> Option<StoryId> {
    match record {
        _ if evaluator.rule.selector.across_stories => None,
        Value::Claim(id) => Some(evaluator.world.corpus.claim(*id).story()),
        Value::Story(id) => Some(*id),
        _ => None,
    }
}

/// Whether `where` surely takes a record in.
fn taken<'a>(evaluator: &Evaluator<'a>, record: &Value, frame: &mut Frame<'a>) -> bool {
    let Some(filter) = &evaluator.rule.selector.filter else { return true };
    frame.restart(story_of(evaluator, record));
    frame.set(RECORD, record.clone());
    evaluator.truth(filter, frame).is_sure()
}

/// The claims that `where` takes in, of those in a range.
fn taken_claims<'a>(evaluator: &Evaluator<'a>, plan: &RulePlan, frame: &mut Frame<'a>, of: Range<usize>) -> Taken {
    let selector = &evaluator.rule.selector;
    let corpus = evaluator.world.corpus;
    evaluator.notes.borrow_mut().allow_for(of.len());
    if selector.filter.is_none() || (plan.needs_no_more && plan.needs.is_given_by_all(corpus)) {
        return Taken::All(of);
    }
    let taken = claims_of(corpus, selector.over, of)
        .filter(|claim| plan.needs.is_given_by(corpus.claim(*claim)))
        .filter(|claim| plan.needs_no_more || taken(evaluator, &Value::Claim(*claim), frame));
    Taken::Some(taken.collect())
}

/// The claims that `where` takes in, of those in a range, not judged yet.
pub fn taken_in(evaluator: &Evaluator<'_>, plan: &RulePlan, of: Range<usize>) -> Outcome {
    let mut frame = Frame::new(evaluator.rule.locals);
    Outcome { taken: taken_claims(evaluator, plan, &mut frame, of), ..Outcome::default() }
}

/// Judges the claims of a range one by one.
pub fn claims(evaluator: &Evaluator<'_>, plan: &RulePlan, binding: Local, of: Range<usize>) -> Outcome {
    let mut frame = Frame::new(evaluator.rule.locals);
    let taken = taken_claims(evaluator, plan, &mut frame, of);
    if evaluator.notes.borrow().exhausted() {
        give_up(evaluator, taken.claims(evaluator.world.corpus, evaluator.rule.selector.over).next());
        return Outcome::default();
    }
    let mut outcome = Outcome::default();
    let mut alike = Alike::default();
    for claim in taken.claims(evaluator.world.corpus, evaluator.rule.selector.over) {
        outcome.candidates += 1;
        let cells = plan.telling.as_ref().and_then(|telling| evaluator.world.corpus.cells(claim, telling));
        if cells.is_some_and(|cells| alike.contains(&cells)) {
            continue;
        }
        let flagged = is_flagged(evaluator, binding, Value::Claim(claim), &mut frame);
        if !settle(evaluator, flagged, &[claim], &mut frame, &mut outcome) {
            break;
        }
        if !flagged && evaluator.notes.borrow().is_quiet() {
            alike.extend(cells);
        }
    }
    outcome.taken = taken;
    outcome
}

fn records(evaluator: &Evaluator<'_>, binding: Local, records: Vec<Value>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut frame = Frame::new(evaluator.rule.locals);
    for record in records {
        if !taken(evaluator, &record, &mut frame) {
            continue;
        }
        outcome.candidates += 1;
        let flagged = is_flagged(evaluator, binding, record, &mut frame);
        if !settle(evaluator, flagged, &[], &mut frame, &mut outcome) {
            break;
        }
    }
    outcome
}

/// What the claims have in common that were judged and not flagged, as far as their words tell.
type Alike = FxHashSet<[u32; MOST]>;

/// Judges one record.
fn is_flagged<'a>(evaluator: &Evaluator<'a>, binding: Local, record: Value, frame: &mut Frame<'a>) -> bool {
    frame.restart(story_of(evaluator, &record));
    frame.set(binding, record);
    evaluator.truth(&evaluator.rule.flag, frame).is_sure()
}

/// Says what was found; whether there are steps left for another record.
fn settle<'a>(evaluator: &Evaluator<'a>, flagged: bool, bound: &[ClaimId], frame: &mut Frame<'a>, outcome: &mut Outcome) -> bool {
    let found = flagged.then(|| finding::find(evaluator, bound, None, frame));
    // What is said when the steps are used up rests on a part of the claims only, and is not said.
    let goes_on = !evaluator.notes.borrow().exhausted();
    if goes_on {
        found.flatten().into_iter().for_each(|found| outcome.add(found));
    } else {
        give_up(evaluator, bound.first().copied());
    }
    goes_on
}

fn numbered(count: usize) -> impl Iterator<Item = u32> {
    0..u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn entities(evaluator: &Evaluator<'_>) -> Vec<Value> {
    numbered(evaluator.world.corpus.entities.len()).map(|i| Value::Entity(EntityId(i))).collect()
}

pub(super) fn stories(evaluator: &Evaluator<'_>) -> Vec<Value> {
    numbered(evaluator.world.corpus.stories.len()).map(|i| Value::Story(StoryId(i))).collect()
}

/// The entities that some claim names as source.
pub(super) fn sources(evaluator: &Evaluator<'_>) -> Vec<Value> {
    let corpus = evaluator.world.corpus;
    let mut used: Vec<EntityId> = claims_over(corpus, evaluator.rule.selector.over)
        .filter_map(|c| match *corpus.claim(c).given(fields::SOURCE) {
            Value::Entity(id) => Some(id),
            _ => None,
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used.into_iter().map(Value::Entity).collect()
}

/// How many partitions are judged in one go by one thread.
const BLOCK: usize = 1 << 11;

/// Judges each partition of what `where` takes in.
fn partitions(evaluator: &Evaluator<'_>, plan: &RulePlan, ahead: Ahead) -> Outcome {
    let Some(index) = plan.index else { return Outcome::default() };
    let corpus = evaluator.world.corpus;
    // A claim without a topic is in no partition of topics, but the rule is about it all the same.
    let mut outcome = ahead.unwrap_or_else(|| taken_in(evaluator, plan, 0..corpus.claim_count()));
    if evaluator.notes.borrow().exhausted() {
        let first = outcome.taken.claims(corpus, evaluator.rule.selector.over).next();
        give_up(evaluator, first);
        return Outcome::default();
    }
    let mut is_taken = vec![false; if outcome.taken.is_all() { 0 } else { corpus.claim_count() }];
    if let Taken::Some(taken) = &outcome.taken {
        taken.iter().for_each(|claim| is_taken[claim.0 as usize] = true);
    }
    let all = Partitioned { partitions: evaluator.indexes.partitions(index), is_taken, all: outcome.taken.is_all() };
    let count = all.partitions.len();
    if count > BLOCK && judge_side_by_side(evaluator, plan, &all, &mut outcome) {
        return outcome;
    }
    judge(evaluator, plan, &all, 0..count, &mut outcome);
    outcome
}

/// The partitions of an index, and which claims `where` takes in.
struct Partitioned<'p> {
    partitions: &'p Partitions,
    is_taken: Vec<bool>,
    all: bool,
}

/// Judges all partitions, some at a time on each thread. Where one of them has to be told about, nothing is found, and they have to be
/// judged in order.
fn judge_side_by_side(evaluator: &Evaluator<'_>, plan: &RulePlan, all: &Partitioned<'_>, outcome: &mut Outcome) -> bool {
    let again = evaluator.again();
    let starts: Vec<usize> = (0..all.partitions.len()).step_by(BLOCK).collect();
    let of_block = |start: usize| {
        let evaluator = again.evaluator();
        let mut outcome = Outcome::default();
        judge(&evaluator, plan, all, start..(start + BLOCK).min(all.partitions.len()), &mut outcome);
        (outcome, evaluator.notes.into_inner().is_quiet())
    };
    let judged: Vec<(Outcome, bool)> = starts.into_par_iter().map(of_block).collect();
    let quiet = judged.iter().all(|(_, quiet)| *quiet);
    for (found, _) in judged.into_iter().filter(|_| quiet) {
        outcome.candidates += found.candidates;
        outcome.findings.extend(found.findings);
        outcome.tally.iter_mut().zip(found.tally).for_each(|(all, more)| *all += more);
    }
    quiet
}

/// Judges some partitions, one after the other.
fn judge(evaluator: &Evaluator<'_>, plan: &RulePlan, all: &Partitioned<'_>, of: Range<usize>, outcome: &mut Outcome) {
    let mut frame = Frame::new(evaluator.rule.locals);
    let mut taken = Vec::new();
    for number in of {
        let mut members = all.partitions.get(number);
        if !all.all {
            taken.clear();
            taken.extend(members.iter().copied().filter(|claim| all.is_taken[claim.0 as usize]));
            members = &taken;
        }
        if members.is_empty() {
            continue;
        }
        evaluator.notes.borrow_mut().restart();
        match evaluator.rule.selector.kind {
            SelectorKind::Group(binding) => group(evaluator, plan, binding, members, &mut frame, outcome),
            SelectorKind::Pair(a, b) => pairs(evaluator, [a, b], plan.sweep.as_ref(), members, outcome),
            SelectorKind::Step(a, b) => steps(evaluator, [a, b], members, outcome),
            SelectorKind::Claim(_) | SelectorKind::Entity(_) | SelectorKind::Source(_) | SelectorKind::Story(_) => {}
        }
    }
}

fn group<'a>(
    evaluator: &Evaluator<'a>,
    plan: &RulePlan,
    binding: Local,
    members: &[ClaimId],
    frame: &mut Frame<'a>,
    outcome: &mut Outcome,
) {
    outcome.candidates += 1;
    let GroupTest { least, near } = &plan.group;
    let are_near = |beyond: &Option<Beyond>| evaluator.are_near(members.iter().copied(), beyond.as_ref());
    if members.len() < *least || near.as_ref().is_some_and(are_near) {
        return;
    }
    frame.restart(members.first().and_then(|c| story_of(evaluator, &Value::Claim(*c))));
    frame.set(binding, Value::list(members.iter().map(|c| Value::Claim(*c)).collect()));
    let flagged = evaluator.truth(&evaluator.rule.flag, frame).is_sure();
    let key = || evaluator.words.then(|| key::of_group(evaluator, members));
    let found = flagged.then(|| finding::find(evaluator, members, key(), frame));
    if evaluator.notes.borrow().exhausted() {
        give_up(evaluator, members.first().copied());
        return;
    }
    found.flatten().into_iter().for_each(|found| outcome.add(found));
}

/// For each claim the nearest earlier one with which the condition surely holds.
fn pairs(evaluator: &Evaluator<'_>, [a, b]: [Local; 2], sweep: Option<&Sweep>, members: &[ClaimId], outcome: &mut Outcome) {
    outcome.candidates += members.len().saturating_sub(1);
    if members.len() < 2 {
        return;
    }
    if let Some(Sweep { earlier: fields::VALUE, later: fields::VALUE, lies: Lies::Apart(beyond) }) = sweep
        && evaluator.are_near(members.iter().copied(), beyond.as_ref())
    {
        return;
    }
    let swept = sweep.map(|s| (s, Swept::new(s, members, evaluator.world.corpus)));
    if let Some((_, swept)) = &swept
        && swept.kinds() > 1
    {
        note_kinds(evaluator, [a, b], members);
    }
    let mut frame = Frame::new(evaluator.rule.locals);
    for later in 1..members.len() {
        let mut limit = later;
        while limit > 0 {
            let candidate = match &swept {
                Some((sweep, swept)) => swept.nearest(sweep, later, limit),
                None => Some(limit - 1),
            };
            let Some(earlier) = candidate else { break };
            if !evaluator.notes.borrow_mut().step() {
                give_up(evaluator, members.get(later).copied());
                return;
            }
            bind(evaluator, [a, b], [members[earlier], members[later]], &mut frame);
            if evaluator.truth(&evaluator.rule.flag, &mut frame).is_sure()
                && let Some(found) = finding::find(evaluator, &[members[earlier], members[later]], None, &mut frame)
            {
                // A pair that is waived by itself is passed over for the next nearest.
                let goes_on = match &found {
                    Found::Told(finding) => evaluator.waivers.narrow(&evaluator.waivers.covering(&evaluator.rule.name, finding)),
                    Found::Counted(_) => false,
                };
                outcome.add(found);
                if !goes_on {
                    break;
                }
            }
            limit = earlier;
        }
    }
}

/// Binds the two claims of a pair or a step.
fn bind(evaluator: &Evaluator<'_>, [a, b]: [Local; 2], [earlier, later]: [ClaimId; 2], frame: &mut Frame<'_>) {
    let record = Value::Claim(later);
    frame.restart(story_of(evaluator, &record));
    frame.set(a, Value::Claim(earlier));
    frame.set(b, record);
}

/// A sweep looks only at pairs of one kind; that there are several is noticed by judging one pair of two kinds.
fn note_kinds(evaluator: &Evaluator<'_>, [a, b]: [Local; 2], members: &[ClaimId]) {
    let corpus = evaluator.world.corpus;
    let value = |c: ClaimId| corpus.claim_value(c, fields::VALUE);
    let Some(first) = members.iter().copied().find(|c| !value(*c).is_missing()) else { return };
    let other = members
        .iter()
        .copied()
        .find(|c| super::compare::intervals(&value(first), &value(*c)).is_err() && !value(*c).is_missing());
    let Some(other) = other else { return };
    let mut frame = Frame::new(evaluator.rule.locals);
    bind(evaluator, [a, b], [first.min(other), first.max(other)], &mut frame);
    evaluator.truth(&evaluator.rule.flag, &mut frame);
}

fn give_up(evaluator: &Evaluator<'_>, first: Option<ClaimId>) {
    let partition = match first {
        Some(first) => format!("what comes from `{}` on", evaluator.world.corpus.claim_name(first)),
        None => "what comes after".to_owned(),
    };
    evaluator.notes.borrow_mut().gave_up(evaluator.rule.flag.span, partition);
}

/// Each claim with the one just before it in the order of `by`.
fn steps(evaluator: &Evaluator<'_>, [a, b]: [Local; 2], members: &[ClaimId], outcome: &mut Outcome) {
    let Some(by) = &evaluator.rule.selector.by else { return };
    let mut frame = Frame::new(evaluator.rule.locals);
    let mut ordered: Vec<(Value, End, ClaimId)> = Vec::with_capacity(members.len());
    for claim in members {
        let record = Value::Claim(*claim);
        frame.restart(story_of(evaluator, &record));
        frame.set(RECORD, record);
        let value = evaluator.value(by, &mut frame).into_owned();
        let low = match &value {
            Value::Quantity(q) => q.interval.low,
            Value::Date(d) => d.days().low,
            _ => continue,
        };
        ordered.push((value, low, *claim));
    }
    let first = ordered.first().map(|(v, _, c)| (v.clone(), *c));
    if let Some((first, claim)) = first
        && let Some((mismatch, other)) =
            ordered.iter().find_map(|(v, _, c)| super::compare::intervals(&first, v).err().map(|m| (m, *c)))
    {
        note_order(evaluator, mismatch, [claim, other]);
    }
    ordered.sort_by(|(_, x, c), (_, y, d)| x.cmp_low(*y).then(c.cmp(d)));
    outcome.candidates += ordered.len().saturating_sub(1);
    for step in ordered.windows(2) {
        let [(_, _, earlier), (_, _, later)] = step else { continue };
        bind(evaluator, [a, b], [*earlier, *later], &mut frame);
        let flagged = evaluator.truth(&evaluator.rule.flag, &mut frame).is_sure();
        let found = flagged.then(|| finding::find(evaluator, &[*earlier, *later], None, &mut frame));
        if evaluator.notes.borrow().exhausted() {
            give_up(evaluator, Some(*later));
            return;
        }
        found.flatten().into_iter().for_each(|found| outcome.add(found));
    }
}

/// Values of several kinds have no order among them.
fn note_order(evaluator: &Evaluator<'_>, mismatch: Mismatch, claims: [ClaimId; 2]) {
    evaluator.notes.borrow_mut().mismatch(mismatch, &claims, evaluator.world.corpus);
}
