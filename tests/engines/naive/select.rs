//! Selectors: which claims, pairs, steps, groups, entities and stories a rule is about.

use std::collections::{BTreeMap, BTreeSet};

use claimlint::corpus::{ClaimId, Corpus, EntityId, StoryId, Value, fields};
use claimlint::lang::ast::{Expr, ExprKind, Over, Rule, SelectorKind};
use claimlint::value::End;

use super::{Bound, Program, Scope};

/// What a rule's flag is asked about.
pub struct Candidate<'a> {
    pub scope: Scope<'a>,
    /// The claims that are part of a finding whether labelled or not.
    pub bound: Vec<ClaimId>,
    /// The last claim that is bound: what a finding points at that has nothing else to point at.
    pub last: Option<ClaimId>,
    /// In a pair, the second claim: only its nearest flagged partner counts.
    pub of: Option<ClaimId>,
}

/// What a selector took in.
pub struct Taken<'a> {
    /// The claims that `where` took in.
    pub claims: Vec<ClaimId>,
    /// Fields that the selector itself needs and a claim lacks.
    pub lacking: BTreeMap<ClaimId, BTreeSet<String>>,
    pub candidates: Vec<Candidate<'a>>,
}

pub fn select<'a>(rule: &'a Rule, program: &'a Program<'a>, corpus: &'a Corpus) -> Taken<'a> {
    let global = Scope::new(program, corpus, rule);
    let claims = match &rule.selector.kind {
        SelectorKind::Entity(_) | SelectorKind::Source(_) | SelectorKind::Story(_) => Vec::new(),
        _ => claims_taken(rule, &global),
    };
    let mut lacking = BTreeMap::new();
    let candidates = match &rule.selector.kind {
        SelectorKind::Claim(name) => claims.iter().map(|c| one(&global, &name.value, Value::Claim(*c))).collect(),
        SelectorKind::Entity(name) => records(rule, &global, &name.value, all_entities(corpus)),
        SelectorKind::Source(name) => records(rule, &global, &name.value, all_sources(corpus)),
        SelectorKind::Story(name) => {
            let stories = (0..corpus.stories.len()).map(|i| Value::Story(StoryId(i as u32))).collect();
            records(rule, &global, &name.value, stories)
        }
        SelectorKind::Pair(a, b) => {
            let parts = partitions(rule, &global, &claims);
            parts.iter().flat_map(|part| pairs(&global, [&a.value, &b.value], part)).collect()
        }
        SelectorKind::Step(a, b) => {
            let by = rule.selector.by.as_ref().expect("a step has an order");
            for claim in &claims {
                if of_claim(&global, *claim).eval(by).is_missing() {
                    lacking.entry(*claim).or_insert_with(BTreeSet::new).insert(path_name(by));
                }
            }
            let parts = partitions(rule, &global, &claims);
            parts.iter().flat_map(|part| steps(&global, [&a.value, &b.value], part, by)).collect()
        }
        SelectorKind::Group(name) => {
            let parts = partitions(rule, &global, &claims);
            parts.into_iter().map(|members| group(rule, &global, &name.value, members)).collect()
        }
    };
    Taken { claims, lacking, candidates }
}

/// The first field of a path over one claim.
fn path_name(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Field(of, _) => path_name(of),
        _ => String::new(),
    }
}

fn all_entities(corpus: &Corpus) -> Vec<Value> {
    (0..corpus.entities.len()).map(|i| Value::Entity(EntityId(i as u32))).collect()
}

/// The entities that some current claim names as its source.
fn all_sources(corpus: &Corpus) -> Vec<Value> {
    let is_source = |e: &Value| corpus.claims().any(|(_, c)| c.is_current() && *c.given(fields::SOURCE) == *e);
    all_entities(corpus).into_iter().filter(is_source).collect()
}

fn ids(corpus: &Corpus) -> impl Iterator<Item = ClaimId> + use<> {
    (0..corpus.claim_count()).map(|i| ClaimId(i as u32))
}

/// A scope in which the fields of one claim may be named without it.
fn of_claim<'a>(global: &Scope<'a>, claim: ClaimId) -> Scope<'a> {
    let mut scope = global.clone();
    scope.bare = Some(Value::Claim(claim));
    let across = global.rule.selector.across_stories.is_some();
    scope.story = (!across).then(|| global.corpus.claim(claim).story());
    scope
}

/// The claims that `where` surely takes in, in order.
fn claims_taken(rule: &Rule, global: &Scope<'_>) -> Vec<ClaimId> {
    let corpus = global.corpus;
    let counts = |c: &ClaimId| rule.selector.over == Over::AllClaims || corpus.claim(*c).is_current();
    let taken = |c: &ClaimId| {
        let mut scope = of_claim(global, *c);
        if let SelectorKind::Claim(name) = &rule.selector.kind {
            scope.bind(&name.value, Bound::Value(Value::Claim(*c)));
        }
        rule.selector.filter.as_ref().is_none_or(|f| scope.truth(f).is_sure())
    };
    ids(corpus).filter(counts).filter(taken).collect()
}

fn one<'a>(global: &Scope<'a>, name: &str, record: Value) -> Candidate<'a> {
    let mut scope = global.clone();
    scope.story = match &record {
        Value::Claim(claim) => Some(global.corpus.claim(*claim).story()),
        Value::Story(story) => Some(*story),
        _ => None,
    };
    scope.bare = Some(record.clone());
    let bound = if let Value::Claim(claim) = &record { vec![*claim] } else { Vec::new() };
    scope.bind(name, Bound::Value(record));
    let last = bound.first().copied();
    Candidate { scope, bound, last, of: None }
}

/// The entities or stories that `where` surely takes in.
fn records<'a>(rule: &Rule, global: &Scope<'a>, name: &str, all: Vec<Value>) -> Vec<Candidate<'a>> {
    let candidates = all.into_iter().map(|record| one(global, name, record));
    candidates.filter(|c| rule.selector.filter.as_ref().is_none_or(|f| c.scope.truth(f).is_sure())).collect()
}

/// The sets of claims with the same keys, each in order. They stay in a story unless the rule goes across; a claim without a
/// topic is in none where the topic is a key.
fn partitions(rule: &Rule, global: &Scope<'_>, claims: &[ClaimId]) -> Vec<Vec<ClaimId>> {
    let mut parts: Vec<(Vec<Value>, Vec<ClaimId>)> = Vec::new();
    for claim in claims {
        let scope = of_claim(global, *claim);
        let mut keys: Vec<Value> = rule.selector.sharing.iter().map(|k| scope.eval(k)).collect();
        if rule.selector.sharing.iter().zip(&keys).any(|(k, v)| is_topic(k) && v.is_missing()) {
            continue;
        }
        if rule.selector.across_stories.is_none() {
            keys.push(Value::Story(global.corpus.claim(*claim).story()));
        }
        match parts.iter_mut().find(|(known, _)| *known == keys) {
            Some((_, members)) => members.push(*claim),
            None => parts.push((keys, vec![*claim])),
        }
    }
    parts.into_iter().map(|(_, members)| members).collect()
}

fn is_topic(key: &Expr) -> bool {
    matches!(&key.kind, ExprKind::Name(name) if &**name == "topic")
}

fn two<'a>(global: &Scope<'a>, names: [&str; 2], [a, b]: [ClaimId; 2]) -> Scope<'a> {
    let mut scope = global.clone();
    let across = global.rule.selector.across_stories.is_some();
    scope.story = (!across).then(|| global.corpus.claim(b).story());
    scope.bind(names[0], Bound::Value(Value::Claim(a)));
    scope.bind(names[1], Bound::Value(Value::Claim(b)));
    scope
}

/// Every claim with every earlier one, the nearest first.
fn pairs<'a>(global: &Scope<'a>, names: [&str; 2], part: &[ClaimId]) -> Vec<Candidate<'a>> {
    let mut all = Vec::new();
    for (at, b) in part.iter().enumerate() {
        for a in part[..at].iter().rev() {
            all.push(Candidate { scope: two(global, names, [*a, *b]), bound: vec![*a, *b], last: Some(*b), of: Some(*b) });
        }
    }
    all
}

/// Neighbours in the order of the low end of `by`; equal ones by place.
fn steps<'a>(global: &Scope<'a>, names: [&str; 2], part: &[ClaimId], by: &Expr) -> Vec<Candidate<'a>> {
    let low = |claim: ClaimId| -> Option<End> {
        match of_claim(global, claim).eval(by) {
            Value::Quantity(q) => Some(q.interval.low),
            Value::Date(d) => Some(d.days().low),
            _ => None,
        }
    };
    let mut ordered: Vec<(End, ClaimId)> = part.iter().filter_map(|c| Some((low(*c)?, *c))).collect();
    ordered.sort_by(|(a, _), (b, _)| a.cmp_low(*b));
    let neighbours = ordered.windows(2).map(|w| [w[0].1, w[1].1]);
    neighbours.map(|[a, b]| Candidate { scope: two(global, names, [a, b]), bound: vec![a, b], last: Some(b), of: None }).collect()
}

fn group<'a>(rule: &'a Rule, global: &Scope<'a>, name: &str, members: Vec<ClaimId>) -> Candidate<'a> {
    let mut scope = global.clone();
    let across = rule.selector.across_stories.is_some();
    scope.story = if across { None } else { members.first().map(|c| global.corpus.claim(*c).story()) };
    let mut keys: Vec<String> = Vec::new();
    for key in &rule.selector.sharing {
        if let ExprKind::Name(name) = &key.kind {
            keys.push(name.to_string());
            if &**name == "topic" {
                keys.extend(["subject".to_owned(), "measure".to_owned()]);
            }
        }
    }
    let last = members.last().copied();
    scope.bind(name, Bound::Group { members, keys });
    Candidate { scope, bound: Vec::new(), last, of: None }
}
