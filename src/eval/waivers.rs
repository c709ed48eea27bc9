//! Waivers: which findings are known and accepted, and which waivers waive nothing, have run out or name no rule.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Finding, Subject};
use crate::corpus::{ClaimId, Corpus, Standing, Value, Waiver, fields};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::Program;
use crate::source::Span;
use crate::value::{Date, Truth};

/// Whether waivers are honoured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allow {
    /// A finding that a waiver covers is not reported.
    #[default]
    Honoured,
    /// Everything is shown.
    Ignored,
}

/// The waivers of a corpus at a time.
pub struct Waivers<'a> {
    corpus: &'a Corpus,
    now: Option<&'a Date>,
    allow: Allow,
    /// Whether all claims are checked, and none has a waiver: so whatever is found counts.
    pub all_count: bool,
}

/// A waiver, by its claim and its place there.
pub type Used = (ClaimId, usize);

impl<'a> Waivers<'a> {
    /// The waivers of a corpus; `now` is the day by which they are judged, else the date of each claim's own story.
    pub fn new(corpus: &'a Corpus, now: Option<&'a Date>, allow: Allow) -> Waivers<'a> {
        let all_count = corpus.checked_count() == corpus.claim_count() && corpus.waived().next().is_none();
        Waivers { corpus, now, allow, all_count }
    }

    /// The waivers that cover a finding of a rule: those of any claim that it labels.
    pub fn covering(&self, rule: &str, finding: &Finding) -> Vec<Used> {
        if self.allow == Allow::Ignored {
            return Vec::new();
        }
        let labelled = finding.labels.iter().filter_map(|l| match l.subject {
            Subject::Claim(id) => Some(id),
            _ => None,
        });
        let mut found = Vec::new();
        for claim in labelled {
            for (place, waiver) in self.corpus.claim(claim).allow().iter().enumerate() {
                let about = waiver.with.is_none_or(|other| other != claim && finding.claims.contains(&other));
                if *waiver.rule.value == *rule && about && !self.has_expired(claim, waiver) {
                    found.push((claim, place));
                }
            }
        }
        found
    }

    /// Why a waiver accepts what it covers.
    pub fn reason(&self, (claim, place): Used) -> Option<Arc<str>> {
        self.corpus.claim(claim).allow().get(place).map(|waiver| Arc::clone(&waiver.reason))
    }

    /// Whether one of these waivers is about this pair only, so that the next nearest partner may be looked for.
    pub fn narrow(&self, used: &[Used]) -> bool {
        used.iter().any(|(claim, place)| self.corpus.claim(*claim).allow()[*place].with.is_some())
    }

    /// Whether the last day of a waiver is past. With no date to judge it by it is not.
    fn has_expired(&self, claim: ClaimId, waiver: &Waiver) -> bool {
        let Some(until) = &waiver.until else { return false };
        let story = self.corpus.story(self.corpus.claim(claim).story());
        let own = match story.fields.value(fields::story::DATE) {
            Value::Date(date) => Some(&**date),
            _ => None,
        };
        self.now.or(own).is_some_and(|now| until.less(now) == Truth::Surely)
    }

    /// What is wrong with waivers of checked claims: expired ones, those that name no rule, and those of rules that ran and waived
    /// nothing.
    pub fn complaints(&self, program: &Program, used: &FxHashSet<Used>) -> Vec<Diagnostic> {
        let mut complaints = Vec::new();
        if self.allow == Allow::Ignored {
            return complaints;
        }
        // One waiver may stand for many claims: of a block, or of a document. It is of use if it is to one, and said once if not.
        let mut settled: FxHashSet<Span> =
            used.iter().filter_map(|(claim, place)| self.corpus.claim(*claim).allow().get(*place)).map(|w| w.span).collect();
        let ran: FxHashSet<&str> = program.rules.iter().map(|r| &*r.name).collect();
        let checked = self.corpus.waived().filter(|(_, claim)| claim.standing() == Standing::Checked);
        for (id, claim) in checked {
            for waiver in claim.allow() {
                let rule = &*waiver.rule.value;
                if !settled.insert(waiver.span) {
                    continue;
                }
                if !ran.contains(rule) {
                    let known = program.broken_rules.iter().chain(&program.idle_rules).any(|r| **r == *rule);
                    complaints.extend((!known).then(|| unknown_rule(waiver, program)));
                } else if self.has_expired(id, waiver) {
                    complaints.push(expired(waiver));
                } else {
                    complaints.push(unused(waiver));
                }
            }
        }
        complaints
    }
}

fn unknown_rule(waiver: &Waiver, program: &Program) -> Diagnostic {
    let names = program.rules.iter().map(|r| &r.name).chain(&program.broken_rules).chain(&program.idle_rules);
    let help = match nearest(&waiver.rule.value, names.map(|n| &**n)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "take the waiver out, or name a rule that `claimlint rules` lists".to_owned(),
    };
    Diagnostic::new(&codes::UNKNOWN_RULE, format!("there is no rule `{}` to waive", waiver.rule.value))
        .label(waiver.rule.span, "no such rule")
        .help(help)
}

fn expired(waiver: &Waiver) -> Diagnostic {
    let day = waiver.until.as_ref().and_then(|d| d.written.clone()).unwrap_or_default();
    Diagnostic::new(&codes::EXPIRED_ALLOW, format!("the waiver of `{}` held until {day}", waiver.rule.value))
        .label(waiver.span, "no longer holds")
        .help("settle what it waived, or give it a later `until`")
}

fn unused(waiver: &Waiver) -> Diagnostic {
    Diagnostic::new(&codes::UNUSED_ALLOW, format!("the waiver of `{}` waives nothing", waiver.rule.value))
        .label(waiver.span, "nothing is found here")
        .help("take it out: what it waived is settled")
}
