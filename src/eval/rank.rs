//! One slip, one report: findings that a finding of another rule tells better are left out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Evaluation, Finding};
use crate::corpus::{ClaimId, Corpus};
use crate::lang::Program;

/// Leaves out each finding of a rule that another one outranks, where the other one has a finding about the same claims that is as
/// grave: all claims of one of the two are claims of the other. A finding that is waived or itself left out outranks all the same,
/// so that what an editor has settled is not said again in other words. One that is about nothing that is checked is not reported, and
/// so does not outrank what is.
pub(super) fn leave_out(program: &Program, corpus: &Corpus, evaluation: &mut Evaluation) {
    let places: FxHashMap<&str, usize> = program.rules.iter().enumerate().map(|(place, rule)| (&*rule.name, place)).collect();
    let outranks: Vec<Vec<usize>> =
        program.rules.iter().map(|rule| rule.outranks.iter().filter_map(|name| places.get(&**name).copied()).collect()).collect();
    let outranked: FxHashSet<usize> = outranks.iter().flatten().copied().collect();
    if outranked.is_empty() {
        return;
    }
    let mut higher: FxHashMap<ClaimId, Vec<&Finding>> = FxHashMap::default();
    for finding in evaluation.findings.iter().chain(&evaluation.allowed) {
        if outranks.get(finding.rule).is_some_and(|lower| !lower.is_empty()) && finding.is_about_checked(corpus) {
            finding.claims.iter().for_each(|claim| higher.entry(*claim).or_default().push(finding));
        }
    }
    let is_told = |finding: &Finding| {
        let mut others = finding.claims.iter().filter_map(|claim| higher.get(claim)).flatten();
        let tells = |other: &&Finding| {
            outranks.get(other.rule).is_some_and(|lower| lower.contains(&finding.rule))
                && other.severity >= finding.severity
                && (is_within(&finding.claims, &other.claims) || is_within(&other.claims, &finding.claims))
        };
        outranked.contains(&finding.rule) && others.any(tells)
    };
    let told = |findings: &[Finding]| findings.iter().map(is_told).collect::<Vec<bool>>();
    let (found, allowed) = (told(&evaluation.findings), told(&evaluation.allowed));
    keep(&mut evaluation.findings, &found);
    keep(&mut evaluation.allowed, &allowed);
}

/// Whether all of the first claims are among the second; both in order.
fn is_within(claims: &[ClaimId], others: &[ClaimId]) -> bool {
    claims.iter().all(|claim| others.binary_search(claim).is_ok())
}

fn keep(findings: &mut Vec<Finding>, told: &[bool]) {
    let mut told = told.iter();
    findings.retain(|_| told.next() != Some(&true));
}
