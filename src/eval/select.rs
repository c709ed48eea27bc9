//! Selectors: each rule's candidates in order, judged one by one.

use std::ops::Range;

use super::blocks::Ahead;
use super::compare::Mismatch;
use super::expr::{Evaluator, Frame};
use super::finding::{self, Finding};
use super::index::{claims_of, claims_over};
use super::key;
use super::pairs::Swept;
use crate::corpus::{ClaimId, EntityId, StoryId, Value, fields};
use crate::lang::typed::{Local, RECORD, SelectorKind};
use crate::plan::{RulePlan, Sweep};
use crate::value::End;

/// What became of a rule's candidates.
#[derive(Default)]
pub struct Outcome {
    /// How many there were.
    pub candidates: usize,
    /// The claims that `where` took in, in order.
    pub taken: Vec<ClaimId>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Judges every candidate of a rule, of which something may be known ahead.
pub fn run(evaluator: &Evaluator<'_>, plan: &RulePlan, ahead: Ahead) -> Outcome {
    let all = 0..evaluator.world.corpus.claims.len();
    match evaluator.rule.selector.kind {
        SelectorKind::Claim(binding) => ahead.unwrap_or_else(|| claims(evaluator, plan, binding, all)),
        SelectorKind::Entity(binding) => records(evaluator, binding, entities(evaluator)),
        SelectorKind::Source(binding) => records(evaluator, binding, sources(evaluator)),
        SelectorKind::Story(binding) => records(evaluator, binding, stories(evaluator)),
        SelectorKind::Group(binding) => {
            partitions(evaluator, plan, ahead, |members, outcome| group(evaluator, binding, members, outcome))
        }
        SelectorKind::Pair(a, b) => {
            partitions(evaluator, plan, ahead, |members, outcome| pairs(evaluator, [a, b], plan.sweep.as_ref(), members, outcome))
        }
        SelectorKind::Step(a, b) => {
            partitions(evaluator, plan, ahead, |members, outcome| steps(evaluator, [a, b], members, outcome))
        }
    }
}

/// The story that a rule is about when it looks at a record: none for a rule that is about no story, or about several.
pub(super) fn story_of(evaluator: &Evaluator<'_>, record: &Value) -> Option<StoryId> {
    match record {
        _ if evaluator.rule.selector.across_stories => None,
        Value::Claim(id) => Some(evaluator.world.corpus.claim(*id).story),
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
fn taken_claims<'a>(evaluator: &Evaluator<'a>, plan: &RulePlan, frame: &mut Frame<'a>, of: Range<usize>) -> Vec<ClaimId> {
    let given = evaluator.indexes.given();
    let gives = |claim: &ClaimId| given.get(claim.0 as usize).is_none_or(|given| given.holds(plan.needs));
    evaluator.notes.borrow_mut().allow_for(of.len());
    claims_of(evaluator.world.corpus, evaluator.rule.selector.over, of)
        .filter(gives)
        .filter(|c| taken(evaluator, &Value::Claim(*c), frame))
        .collect()
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
        give_up(evaluator, &taken);
        return Outcome::default();
    }
    let mut outcome = Outcome { candidates: taken.len(), ..Outcome::default() };
    for claim in &taken {
        let record = Value::Claim(*claim);
        if !judge(evaluator, binding, record, &[*claim], &mut frame, &mut outcome) {
            break;
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
        if !judge(evaluator, binding, record, &[], &mut frame, &mut outcome) {
            break;
        }
    }
    outcome
}

/// Judges one record; whether there are steps left for another one.
fn judge<'a>(
    evaluator: &Evaluator<'a>,
    binding: Local,
    record: Value,
    bound: &[ClaimId],
    frame: &mut Frame<'a>,
    outcome: &mut Outcome,
) -> bool {
    frame.restart(story_of(evaluator, &record));
    frame.set(binding, record);
    let found = evaluator.truth(&evaluator.rule.flag, frame).is_sure().then(|| finding::make(evaluator, bound, None, frame));
    // What is said when the steps are used up rests on a part of the claims only, and is not said.
    let goes_on = !evaluator.notes.borrow().exhausted();
    if goes_on {
        outcome.findings.extend(found.flatten());
    } else {
        give_up(evaluator, bound);
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
        .filter_map(|c| match corpus.claim(c).fields.value(fields::SOURCE) {
            Value::Entity(id) => Some(*id),
            _ => None,
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used.into_iter().map(Value::Entity).collect()
}

/// Judges each partition of what `where` takes in.
fn partitions(
    evaluator: &Evaluator<'_>,
    plan: &RulePlan,
    ahead: Ahead,
    mut judge: impl FnMut(&[ClaimId], &mut Outcome),
) -> Outcome {
    let Some(index) = plan.index else { return Outcome::default() };
    let corpus = evaluator.world.corpus;
    // A claim without a topic is in no partition of topics, but the rule is about it all the same.
    let mut outcome = ahead.unwrap_or_else(|| taken_in(evaluator, plan, 0..corpus.claims.len()));
    if evaluator.notes.borrow().exhausted() {
        give_up(evaluator, &outcome.taken);
        return Outcome::default();
    }
    let all = outcome.taken.len() == claims_over(corpus, evaluator.rule.selector.over).count();
    let mut is_taken = vec![false; if all { 0 } else { corpus.claims.len() }];
    for claim in outcome.taken.iter().filter(|_| !all) {
        is_taken[claim.0 as usize] = true;
    }
    let mut members = Vec::new();
    for partition in evaluator.indexes.partitions(index) {
        members.clear();
        members.extend(partition.iter().copied().filter(|c| all || is_taken.get(c.0 as usize) == Some(&true)));
        if members.is_empty() {
            continue;
        }
        evaluator.notes.borrow_mut().restart();
        judge(&members, &mut outcome);
    }
    outcome
}

fn group(evaluator: &Evaluator<'_>, binding: Local, members: &[ClaimId], outcome: &mut Outcome) {
    let mut frame = Frame::new(evaluator.rule.locals);
    outcome.candidates += 1;
    frame.restart(members.first().and_then(|c| story_of(evaluator, &Value::Claim(*c))));
    frame.set(binding, Value::list(members.iter().map(|c| Value::Claim(*c)).collect()));
    let flagged = evaluator.truth(&evaluator.rule.flag, &mut frame).is_sure();
    let found = flagged.then(|| finding::make(evaluator, members, Some(key::of_group(evaluator, members)), &mut frame));
    if evaluator.notes.borrow().exhausted() {
        give_up(evaluator, members);
        return;
    }
    outcome.findings.extend(found.flatten());
}

/// For each claim the nearest earlier one with which the condition surely holds.
fn pairs(evaluator: &Evaluator<'_>, [a, b]: [Local; 2], sweep: Option<&Sweep>, members: &[ClaimId], outcome: &mut Outcome) {
    outcome.candidates += members.len().saturating_sub(1);
    if members.len() < 2 {
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
                give_up(evaluator, &members[later..]);
                return;
            }
            bind(evaluator, [a, b], [members[earlier], members[later]], &mut frame);
            if evaluator.truth(&evaluator.rule.flag, &mut frame).is_sure()
                && let Some(found) = finding::make(evaluator, &[members[earlier], members[later]], None, &mut frame)
            {
                let covering = evaluator.waivers.covering(&evaluator.rule.name, &found);
                outcome.findings.push(found);
                // A pair that is waived by itself is passed over for the next nearest.
                if !evaluator.waivers.narrow(&covering) {
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

fn give_up(evaluator: &Evaluator<'_>, members: &[ClaimId]) {
    let partition = match members.first() {
        Some(first) => format!("what comes from `{}` on", evaluator.world.corpus.claim_name(*first)),
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
        let found = flagged.then(|| finding::make(evaluator, &[*earlier, *later], None, &mut frame));
        if evaluator.notes.borrow().exhausted() {
            give_up(evaluator, &[*later]);
            return;
        }
        outcome.findings.extend(found.flatten());
    }
}

/// Values of several kinds have no order among them.
fn note_order(evaluator: &Evaluator<'_>, mismatch: Mismatch, claims: [ClaimId; 2]) {
    evaluator.notes.borrow_mut().mismatch(mismatch, &claims, evaluator.world.corpus);
}
