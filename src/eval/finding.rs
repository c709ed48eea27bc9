//! Findings: what a rule has found, which claims it is about, how grave it is and what is said of it; and the claims left undecided.

use rustc_hash::FxHashSet;

use super::Undecided;
use super::expr::{Evaluator, Frame};
use super::message;
use super::select::Outcome;
use crate::corpus::{ClaimId, EntityId, FieldId, StoryId, Value};
use crate::diagnostic::Severity;
use crate::lang::ast::LabelKind;
use crate::lang::typed::{Label, RECORD};

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
    /// For a group, the values of its keys, by which it is recognised from run to run.
    pub key: Option<String>,
    /// The places, the first primary.
    pub labels: Vec<FindingLabel>,
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

/// What a rule says of what is bound in a frame; `None` where its first place is missing, so that there is nothing to point at.
pub fn make(evaluator: &Evaluator<'_>, bound: &[ClaimId], key: Option<String>, frame: &mut Frame) -> Option<Finding> {
    let rule = evaluator.rule;
    let mut labels = Vec::new();
    for (i, label) in rule.labels.iter().enumerate() {
        labels.extend(places(evaluator, label, frame));
        if i == 0 && labels.is_empty() {
            return None;
        }
    }
    let mut severity = rule.severity;
    for (higher, when) in &rule.escalations {
        if *higher > severity && evaluator.truth(when, frame).is_sure() {
            severity = *higher;
        }
    }
    let labelled = labels.iter().filter_map(|l| match l.subject {
        Subject::Claim(id) => Some(id),
        _ => None,
    });
    let mut claims: Vec<ClaimId> = bound.iter().copied().chain(labelled).collect();
    claims.sort_unstable();
    claims.dedup();
    let message = message::fill(evaluator, &rule.report, frame);
    let help = rule.help.as_ref().map(|h| message::fill(evaluator, h, frame));
    Some(Finding { rule: evaluator.place, severity, message, help, claims, key, labels })
}

/// The places of one label: none where its owner is missing.
fn places(evaluator: &Evaluator<'_>, label: &Label, frame: &mut Frame) -> Vec<FindingLabel> {
    let owner = evaluator.value(&label.owner, frame);
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

/// The claims that the rule took in but could not judge: they lack a field that it reads, and are in none of its findings.
pub fn undecided(evaluator: &Evaluator<'_>, outcome: &Outcome) -> Vec<Undecided> {
    let reads = &evaluator.rule.reads;
    if reads.is_empty() {
        return Vec::new();
    }
    let found: FxHashSet<ClaimId> = outcome.findings.iter().flat_map(|f| f.claims.iter().copied()).collect();
    let corpus = evaluator.world.corpus;
    let lacking = |claim: &ClaimId| -> Vec<FieldId> {
        reads.iter().filter(|f| corpus.claim_value(*claim, **f).is_missing()).copied().collect()
    };
    let undecided = outcome.taken.iter().filter(|c| !found.contains(c)).map(|c| (*c, lacking(c))).filter(|(_, f)| !f.is_empty());
    undecided.map(|(claim, fields)| Undecided { rule: evaluator.place, claim, fields }).collect()
}
