//! Findings: what a rule has found, which claims it is about, how grave it is and what is said of it; and the claims left undecided.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Undecided;
use super::expr::{Evaluator, Frame};
use super::message;
use super::select::Outcome;
use crate::corpus::{ClaimId, Corpus, EntityId, FieldId, Standing, StoryId, Value};
use crate::diagnostic::Severity;
use crate::lang::ast::LabelKind;
use crate::lang::typed::{Access, Expr, ExprKind, Label, RECORD, SelectorKind};

/// A record that a label points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A claim.
    Claim(ClaimId),
    /// An entity.
    Entity(EntityId),
    /// A story.
    Story(StoryId),
}

/// What a rule has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule, by its place in the program.
    pub rule: usize,
    /// How grave it is, escalations counted in.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The claims it is about: bound ones, and those that labels point at; in order.
    pub claims: Vec<ClaimId>,
    /// For a group, its story and the values of its keys, by which it is recognised from run to run.
    pub key: Option<String>,
    /// The places, the first primary.
    pub labels: Vec<FindingLabel>,
    /// Why it is accepted, where a waiver covers it.
    pub reason: Option<Arc<str>>,
}

/// A place that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLabel {
    /// The record.
    pub subject: Subject,
    /// The field of the record; none for the record itself.
    pub field: Option<FieldId>,
    /// What is said there.
    pub message: String,
}

impl Finding {
    /// Whether one of its claims, or a record that it points at, is in a checked file: only then is it reported.
    #[must_use]
    pub fn is_about_checked(&self, corpus: &Corpus) -> bool {
        let is_checked = |label: &FindingLabel| match label.subject {
            Subject::Claim(id) => corpus.claim(id).standing() == Standing::Checked,
            Subject::Entity(id) => corpus.entity(id).standing == Standing::Checked,
            Subject::Story(id) => corpus.story(id).standing == Standing::Checked,
        };
        self.claims.iter().any(|claim| corpus.claim(*claim).standing() == Standing::Checked) || self.labels.iter().any(is_checked)
    }
}

/// What a rule has found, as far as someone wants to know.
pub enum Found {
    /// All of it.
    Told(Finding),
    /// That there is something, and how grave.
    Counted(Severity),
}

/// How grave what is bound in a frame is.
fn severity<'a>(evaluator: &Evaluator<'a>, frame: &mut Frame<'a>) -> Severity {
    let mut severity = evaluator.rule.severity;
    for (higher, when) in &evaluator.rule.escalations {
        if *higher > severity && evaluator.truth(when, frame).is_sure() {
            severity = *higher;
        }
    }
    severity
}

/// The finding of what is bound in a frame; only counted where nothing else of it is asked for. `None` only where there is nothing at all
/// to point at.
pub fn find<'a>(evaluator: &Evaluator<'a>, bound: &[ClaimId], key: Option<String>, frame: &mut Frame<'a>) -> Option<Found> {
    if evaluator.only_counts && !bound.is_empty() {
        return Some(Found::Counted(severity(evaluator, frame)));
    }
    make(evaluator, bound, key, frame).map(Found::Told)
}

/// What a rule says of what is bound in a frame. Places that are missing are left out; where all are, it points at the claims that
/// are bound. `None` only where there is nothing at all to point at.
pub fn make<'a>(evaluator: &Evaluator<'a>, bound: &[ClaimId], key: Option<String>, frame: &mut Frame<'a>) -> Option<Finding> {
    let rule = evaluator.rule;
    let mut labels = Vec::new();
    for label in &rule.labels {
        labels.extend(places(evaluator, label, frame));
    }
    if labels.is_empty() {
        let bound = bound.last().map(|c| FindingLabel { subject: Subject::Claim(*c), field: None, message: String::new() });
        labels.push(bound?);
    }
    // The members of a group belong to a finding only where a label points at them.
    let bound = if matches!(rule.selector.kind, SelectorKind::Group(_)) { &[] } else { bound };
    let severity = severity(evaluator, frame);
    let labelled = labels.iter().filter_map(|l| match l.subject {
        Subject::Claim(id) => Some(id),
        _ => None,
    });
    let mut claims: Vec<ClaimId> = bound.iter().copied().chain(labelled).collect();
    claims.sort_unstable();
    claims.dedup();
    let message = message::fill(evaluator, &rule.report, frame);
    let help = rule.help.as_ref().map(|h| message::fill(evaluator, h, frame));
    Some(Finding { rule: evaluator.place, severity, message, help, claims, key, labels, reason: None })
}

/// The places of one label: none where its owner is missing.
pub(super) fn places<'a>(evaluator: &Evaluator<'a>, label: &'a Label, frame: &mut Frame<'a>) -> Vec<FindingLabel> {
    let owner = evaluator.value(&label.owner, frame).into_owned();
    let owners: Vec<Value> = match label.kind {
        LabelKind::At => vec![owner],
        LabelKind::AtEach => owner.elements().to_vec(),
    };
    let subject = |value: &Value| match value {
        Value::Claim(id) => Some(Subject::Claim(*id)),
        Value::Entity(id) => Some(Subject::Entity(*id)),
        Value::Story(id) => Some(Subject::Story(*id)),
        _ => None,
    };
    let mut labels = Vec::new();
    for owner in owners {
        let Some(subject) = subject(&owner) else { continue };
        frame.set(RECORD, owner);
        labels.push(FindingLabel { subject, field: label.field, message: message::fill(evaluator, &label.text, frame) });
    }
    labels
}

/// The claims that the rule took in but could not judge: they lack a field that it reads, or the order of its steps, and are in none
/// of its findings.
pub fn undecided(evaluator: &Evaluator<'_>, outcome: &Outcome) -> Vec<Undecided> {
    let rule = evaluator.rule;
    let order = rule.selector.by.as_ref();
    if rule.reads.is_empty() && order.is_none() {
        return Vec::new();
    }
    let corpus = evaluator.world.corpus;
    if order.is_none() && rule.reads.iter().all(|field| corpus.all_give(*field)) {
        return Vec::new();
    }
    let lacks = |claim: ClaimId| {
        let claim = corpus.claim(claim);
        rule.reads.iter().copied().filter(move |field| !claim.gives(*field) && claim.value(*field).is_missing())
    };
    let mut frame = Frame::new(rule.locals);
    let mut undecided = Vec::new();
    for claim in outcome.taken.claims(corpus, rule.selector.over) {
        let mut fields: Vec<FieldId> = lacks(claim).collect();
        if let Some(order) = order {
            frame.restart(Some(corpus.claim(claim).story()));
            frame.set(RECORD, Value::Claim(claim));
            if evaluator.value(order, &mut frame).is_missing() {
                fields.extend(first_field(order).filter(|f| !fields.contains(f)));
            }
        }
        if !fields.is_empty() {
            undecided.push(Undecided { rule: evaluator.place, claim, fields });
        }
    }
    if !undecided.is_empty() {
        let found: FxHashSet<ClaimId> = outcome.findings.iter().flat_map(|f| f.claims.iter().copied()).collect();
        undecided.retain(|undecided| !found.contains(&undecided.claim));
    }
    undecided
}

/// The field of a claim that a path begins with.
fn first_field(path: &Expr) -> Option<FieldId> {
    match &path.kind {
        ExprKind::Field(of, access) => match (&of.kind, access) {
            (ExprKind::Local(RECORD), Access::Claim(field)) => Some(*field),
            _ => first_field(of),
        },
        _ => None,
    }
}
