//! What is noticed about the data while a rule runs: mismatches, each once for a rule and a measure, and limits that were reached.

use rustc_hash::FxHashSet;

use super::compare::Mismatch;
use crate::corpus::{ClaimId, Corpus, MeasureId, fields};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::source::Span;

/// What was noticed.
#[derive(Default)]
pub struct Notes {
    seen: FxHashSet<(Mismatch, Option<MeasureId>)>,
    mismatches: Vec<(Mismatch, Vec<ClaimId>)>,
    limits: Vec<(Span, String)>,
    asked: u64,
    allowed: u64,
    steps: u64,
}

/// How many comparisons one rule may make among claims of one partition before that is given up, unless it is said otherwise: a
/// guard that no story reaches.
pub const STEPS: u64 = 20_000_000;

impl Notes {
    /// Nothing noticed yet; so many steps are allowed.
    pub fn new(allowed: u64) -> Notes {
        Notes { asked: allowed, allowed, ..Notes::default() }
    }

    /// Takes note that two values could not be compared.
    pub fn mismatch(&mut self, mismatch: Mismatch, claims: &[ClaimId], corpus: &Corpus) {
        let measure = claims.first().and_then(|c| measure_of(*c, corpus));
        if self.seen.insert((mismatch, measure)) {
            self.mismatches.push((mismatch, claims.to_vec()));
        }
    }

    /// Allows more, for a rule that judges so many records one by one.
    pub fn allow_for(&mut self, records: usize) {
        const EACH: u64 = 64;
        self.allowed = self.allowed.saturating_add(EACH.saturating_mul(records as u64));
    }

    /// Starts counting anew: another partition.
    pub fn restart(&mut self) {
        self.steps = 0;
        self.allowed = self.asked;
    }

    /// Counts a step; whether there may be another one.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= self.allowed
    }

    /// How many steps are allowed for each partition.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Whether all steps are used up.
    pub fn exhausted(&self) -> bool {
        self.steps > self.allowed
    }

    /// How many steps were counted since the last restart.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether nothing was noticed.
    pub fn is_quiet(&self) -> bool {
        self.mismatches.is_empty() && self.limits.is_empty() && !self.exhausted()
    }

    /// Takes note that a partition was given up.
    pub fn gave_up(&mut self, clause: Span, partition: String) {
        self.limits.push((clause, partition));
    }

    /// As diagnostics.
    pub fn into_diagnostics(self, corpus: &Corpus, rule: &str) -> Vec<Diagnostic> {
        let mismatches = self.mismatches.into_iter().map(|(mismatch, claims)| shown(mismatch, &claims, corpus, rule));
        let limits = self.limits.into_iter().map(|(clause, partition)| gave_up(clause, &partition, rule));
        mismatches.chain(limits).collect()
    }
}

fn measure_of(claim: ClaimId, corpus: &Corpus) -> Option<MeasureId> {
    match corpus.claim_value(claim, fields::MEASURE) {
        crate::corpus::Value::Measure(id) => Some(id),
        _ => None,
    }
}

fn shown(mismatch: Mismatch, claims: &[ClaimId], corpus: &Corpus, rule: &str) -> Diagnostic {
    let measure = claims.first().and_then(|c| measure_of(*c, corpus)).map(|m| corpus.measure(m));
    let declared = measure.is_some_and(|m| m.declared.is_some());
    let name = measure.map_or("the measure".to_owned(), |m| format!("`{}`", m.name));
    let (code, message, help) = match mismatch {
        Mismatch::Dimensions => (
            &codes::DIMENSION_MISMATCH,
            format!("`{rule}` cannot compare these: they are of two kinds"),
            if declared {
                "give both in units of one kind".to_owned()
            } else {
                format!("declare {name}: with `value count` any noun counts in it, with `value quantity of …` only its units do")
            },
        ),
        Mismatch::Kinds => (
            &codes::WRONG_KIND,
            format!("`{rule}` wants another kind of value than {name} has"),
            "let the rule's `where` leave this measure out, or write the value so that it can be read".to_owned(),
        ),
    };
    let diagnostic = Diagnostic::new(code, message).help(help);
    claims.iter().take(2).fold(diagnostic, |d, claim| {
        let claim = corpus.claim(*claim);
        let span = claim.place_of(fields::VALUE).unwrap_or_else(|| claim.span());
        d.label(span, "")
    })
}

fn gave_up(clause: Span, partition: &str, rule: &str) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(&codes::LIMIT, format!("`{rule}` was given up for {partition}: it takes too many comparisons"))
            .label(clause, "this compares nearly everything with everything")
            .help("share another key, or compare values with `conflict`, `<` or `>`, so that they are looked through in order; `--steps` allows more");
    diagnostic.severity = Severity::Error;
    diagnostic
}
