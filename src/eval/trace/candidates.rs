//! The candidates of a rule, and those that nearly are: records, two claims, the members of a group; each judged clause by clause.

use super::condition::{Condition, Form, Lets, Seen, taken_apart};
use super::{Clause, Step, Trace};
use crate::corpus::{ClaimId, Value, fields};
use crate::eval::expr::{Evaluator, Frame, path_in};
use crate::eval::finding;
use crate::eval::index::claims_over;
use crate::eval::select::{entities, sources, stories, story_of};
use crate::lang::ast::Over;
use crate::lang::typed::{Access, Local, RECORD, Rule, SelectorKind};
use crate::source::Span;
use crate::value::{End, Truth};

/// What a rule may bind.
pub(super) enum Candidate {
    /// A record.
    Record(Local, Value),
    /// Two claims of a pair or a step, the earlier first.
    Two([Local; 2], [ClaimId; 2]),
    /// The members of a group; those that do not belong to it included.
    Group(Local, Vec<ClaimId>),
}

impl Candidate {
    /// What a rule binds of these claims, where it binds so many.
    pub(super) fn of(rule: &Rule, claims: &[ClaimId]) -> Option<Candidate> {
        match (rule.selector.kind, claims) {
            (SelectorKind::Claim(local), [claim]) => Some(Candidate::Record(local, Value::Claim(*claim))),
            (SelectorKind::Pair(a, b), [x, y]) => Some(Candidate::Two([a, b], [*x.min(y), *x.max(y)])),
            (SelectorKind::Step(a, b), [x, y]) => Some(Candidate::Two([a, b], [*x, *y])),
            (SelectorKind::Group(local), [_, ..]) => Some(Candidate::Group(local, claims.to_vec())),
            _ => None,
        }
    }
}

/// The candidates of a rule, and what is left out of them; at most so many.
pub(super) fn all(evaluator: &Evaluator<'_>, most: usize) -> Vec<Candidate> {
    let selector = &evaluator.rule.selector;
    let claims = || claims_over(evaluator.world.corpus, selector.over);
    let records = |local, records: Vec<Value>| records.into_iter().take(most).map(|r| Candidate::Record(local, r)).collect();
    let twos = |locals: [Local; 2], both_ways: bool| {
        let all: Vec<ClaimId> = claims().collect();
        let two = all.iter().flat_map(|y| all.iter().map(move |x| [*x, *y]));
        let two = two.filter(|[x, y]| x < y || (both_ways && x != y));
        two.take(most).map(|two| Candidate::Two(locals, two)).collect()
    };
    match selector.kind {
        SelectorKind::Claim(local) => records(local, claims().take(most).map(Value::Claim).collect()),
        SelectorKind::Entity(local) => records(local, entities(evaluator)),
        SelectorKind::Source(local) => records(local, sources(evaluator)),
        SelectorKind::Story(local) => records(local, stories(evaluator)),
        SelectorKind::Pair(a, b) => twos([a, b], false),
        SelectorKind::Step(a, b) => twos([a, b], true),
        SelectorKind::Group(local) => groups(evaluator).into_iter().take(most).map(|g| Candidate::Group(local, g)).collect(),
    }
}

/// The claims that `where` surely takes in, by their keys; each of the others alone.
fn groups(evaluator: &Evaluator<'_>) -> Vec<Vec<ClaimId>> {
    let mut groups: Vec<Vec<ClaimId>> = Vec::new();
    for claim in claims_over(evaluator.world.corpus, evaluator.rule.selector.over) {
        let together = |group: &&mut Vec<ClaimId>| {
            group.first().is_some_and(|first| is_one_group(evaluator, [*first, claim]) && is_taken(evaluator, *first))
        };
        match groups.iter_mut().find(together).filter(|_| is_taken(evaluator, claim)) {
            Some(group) => group.push(claim),
            None => groups.push(vec![claim]),
        }
    }
    groups
}

fn is_one_group(evaluator: &Evaluator<'_>, two: [ClaimId; 2]) -> bool {
    apart(evaluator, two).iter().all(|step| step.condition.truth.is_sure())
}

fn is_taken(evaluator: &Evaluator<'_>, claim: ClaimId) -> bool {
    taken(evaluator, &Value::Claim(claim)).iter().all(|step| step.condition.truth.is_sure())
}

/// Judges a candidate.
pub(super) fn judge(evaluator: &Evaluator<'_>, candidate: &Candidate) -> Trace {
    let mut frame = Frame::new(evaluator.rule.locals);
    let (bound, mut steps) = match candidate {
        Candidate::Record(_, record) => (vec![record.clone()], taken(evaluator, record)),
        Candidate::Two(_, two) => {
            let steps = two.iter().flat_map(|c| taken(evaluator, &Value::Claim(*c))).chain(apart(evaluator, *two));
            let steps: Vec<Step> = steps.collect();
            let order = steps.iter().all(|s| s.condition.truth.is_sure()).then(|| order(evaluator, *two)).flatten();
            (two.iter().map(|c| Value::Claim(*c)).collect(), steps.into_iter().chain(order).collect())
        }
        Candidate::Group(_, members) => {
            let steps = members.iter().flat_map(|c| taken(evaluator, &Value::Claim(*c)));
            let keys = members.first().into_iter().flat_map(|first| {
                members.iter().skip(1).flat_map(|c| apart(evaluator, [*first, *c])).chain(alone(evaluator, *first, members.len()))
            });
            (members.iter().map(|c| Value::Claim(*c)).collect(), steps.chain(keys).collect())
        }
    };
    let mut trace = Trace { bound, steps: Vec::new(), escalations: Vec::new(), labels: Vec::new() };
    let until = steps.iter().position(|step| step.condition.truth == Truth::SurelyNot);
    steps.truncate(until.map_or(steps.len(), |at| at + 1));
    let is_candidate = steps.iter().all(|step| step.condition.truth.is_sure());
    trace.steps = steps;
    if is_candidate {
        bind(evaluator, candidate, &mut frame);
        flag(evaluator, &mut frame, &mut trace);
    }
    trace
}

/// Binds a candidate in an empty frame.
fn bind(evaluator: &Evaluator<'_>, candidate: &Candidate, frame: &mut Frame) {
    let story = |value: &Value| story_of(evaluator, value);
    match candidate {
        Candidate::Record(local, record) => {
            frame.restart(story(record));
            frame.set(*local, record.clone());
        }
        Candidate::Two([a, b], [earlier, later]) => {
            frame.restart(story(&Value::Claim(*later)));
            frame.set(*a, Value::Claim(*earlier));
            frame.set(*b, Value::Claim(*later));
        }
        Candidate::Group(local, members) => {
            frame.restart(members.first().and_then(|c| story(&Value::Claim(*c))));
            frame.set(*local, Value::list(members.iter().map(|c| Value::Claim(*c)).collect()));
        }
    }
}

/// Asks `flag when`, and where it is surely so what follows from it.
fn flag<'a>(evaluator: &Evaluator<'a>, frame: &mut Frame<'a>, trace: &mut Trace) {
    let rule = evaluator.rule;
    let whole = taken_apart(evaluator, &rule.flag, Lets::Known, frame);
    trace.steps.extend(conjuncts(whole).map(|condition| Step { clause: Clause::Flag, about: None, condition }));
    if !trace.truth().is_sure() {
        return;
    }
    let escalations = rule.escalations.iter();
    trace.escalations = escalations.map(|(to, when)| (*to, taken_apart(evaluator, when, Lets::Known, frame))).collect();
    let labels = rule.labels.iter();
    trace.labels = labels.map(|l| (l.owner.span, !finding::places(evaluator, l, frame).is_empty())).collect();
}

/// The parts of a condition that must all hold.
fn conjuncts(whole: Condition) -> impl Iterator<Item = Condition> {
    match whole.form {
        Form::All => whole.parts.into_iter(),
        _ => vec![whole].into_iter(),
    }
}

/// What `of claims` and `where` ask of a record.
fn taken(evaluator: &Evaluator<'_>, record: &Value) -> Vec<Step> {
    let selector = &evaluator.rule.selector;
    let mut steps = Vec::new();
    if let Value::Claim(id) = record
        && selector.over == Over::Claims
        && !evaluator.world.corpus.claim(*id).is_current()
    {
        let value = evaluator.access(record, Access::Claim(fields::STATUS)).into_owned();
        let condition = plain(selector.span, Truth::SurelyNot, vec![Seen { span: selector.span, field: None, value }]);
        steps.push(Step { clause: Clause::Claims, about: Some(record.clone()), condition });
    }
    if let Some(filter) = &selector.filter {
        let mut frame = Frame::new(evaluator.rule.locals);
        frame.restart(story_of(evaluator, record));
        frame.set(RECORD, record.clone());
        let whole = taken_apart(evaluator, filter, Lets::Unknown, &mut frame);
        let about = Some(record.clone());
        steps.extend(conjuncts(whole).map(|condition| Step { clause: Clause::Where, about: about.clone(), condition }));
    }
    steps
}

/// Whether two claims belong together: by their stories, and by each key.
fn apart(evaluator: &Evaluator<'_>, [x, y]: [ClaimId; 2]) -> Vec<Step> {
    let (selector, corpus) = (&evaluator.rule.selector, evaluator.world.corpus);
    let mut steps = Vec::new();
    if !selector.across_stories && corpus.claim(x).story() != corpus.claim(y).story() {
        let stories = [x, y].map(|c| Seen { span: selector.span, field: None, value: Value::Story(corpus.claim(c).story()) });
        let condition = plain(selector.span, Truth::SurelyNot, stories.to_vec());
        steps.push(Step { clause: Clause::Story, about: None, condition });
    }
    for (path, span) in selector.keys.iter().zip(&selector.key_spans) {
        let (a, b) = (path_in(corpus, x, path), path_in(corpus, y, path));
        let is_topic = matches!(path.0.as_slice(), [Access::Claim(fields::TOPIC)]);
        let same = a == b && !(is_topic && a.is_missing());
        let values = [a, b].map(|value| Seen { span: *span, field: None, value }).to_vec();
        steps.push(Step { clause: Clause::Sharing, about: None, condition: plain(*span, Truth::of(same), values) });
    }
    steps
}

/// A claim without a topic is in no topic group, not even alone.
fn alone(evaluator: &Evaluator<'_>, claim: ClaimId, members: usize) -> Option<Step> {
    let step = apart(evaluator, [claim, claim]).into_iter().find(|step| !step.condition.truth.is_sure());
    step.filter(|_| members == 1)
}

/// Whether one claim stands right before another in the order of `by`, among those that share their keys.
fn order(evaluator: &Evaluator<'_>, [earlier, later]: [ClaimId; 2]) -> Option<Step> {
    let by = evaluator.rule.selector.by.as_ref()?;
    let place = |claim: ClaimId| {
        let mut frame = Frame::new(evaluator.rule.locals);
        frame.restart(story_of(evaluator, &Value::Claim(claim)));
        frame.set(RECORD, Value::Claim(claim));
        let value = evaluator.value(by, &mut frame).into_owned();
        (low(&value), value)
    };
    let ((x, a), (y, b)) = (place(earlier), place(later));
    let before = |(p, c): (End, ClaimId), (q, d): (End, ClaimId)| p.cmp_low(q).then(c.cmp(&d)).is_lt();
    let truth = match (x, y) {
        (Some(x), Some(y)) if before((x, earlier), (y, later)) => {
            let corpus = evaluator.world.corpus;
            let others = claims_over(corpus, evaluator.rule.selector.over).filter(|c| *c != earlier && *c != later);
            let mut others = others.filter(|c| is_one_group(evaluator, [earlier, *c]) && is_taken(evaluator, *c));
            Truth::of(!others.any(|c| place(c).0.is_some_and(|z| before((x, earlier), (z, c)) && before((z, c), (y, later)))))
        }
        (Some(_), Some(_)) => Truth::SurelyNot,
        _ => Truth::CannotTell,
    };
    let values = [a, b].map(|value| Seen { span: by.span, field: None, value }).to_vec();
    Some(Step { clause: Clause::By, about: None, condition: plain(by.span, truth, values) })
}

/// The low end by which steps are ordered.
fn low(value: &Value) -> Option<End> {
    match value {
        Value::Quantity(q) => Some(q.interval.low),
        Value::Date(d) => Some(d.days().low),
        _ => None,
    }
}

fn plain(span: Span, truth: Truth, values: Vec<Seen>) -> Condition {
    Condition { span, form: Form::Plain, truth, parts: Vec::new(), values, tolerance: None }
}
