//! The naive evaluator: syntax trees of rules and a corpus in, findings and undecided claims out. Follows the words of the
//! language reference with nested loops, and shares nothing with the real evaluator but values and the corpus.

mod compare;
mod expression;
mod function;
mod list;
mod provenance;
mod select;

use std::collections::{BTreeMap, BTreeSet};

use claimlint::corpus::{ClaimId, Corpus, Value};
use claimlint::diagnostic::Severity;
use claimlint::lang::ast::{Define, Expr, ExprKind, ItemKind, Label, LabelKind, Rule, RuleFile};

pub use expression::{Bound, Scope};
use select::{Candidate, Taken};

/// A finding: which rule, how grave, which claims it is about, and the claim of its first label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub rule: String,
    pub severity: Severity,
    /// `story/claim`, sorted.
    pub claims: Vec<String>,
    pub primary: Option<String>,
}

/// What rules say of a corpus, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub findings: Vec<Seen>,
    /// Rule, `story/claim` and the fields that the claim lacks, sorted.
    pub undecided: Vec<(String, String, Vec<String>)>,
}

/// The rules and helpers of all files, by name.
pub struct Program<'a> {
    rules: Vec<&'a Rule>,
    defines: BTreeMap<&'a str, &'a Define>,
}

/// What every rule of the files finds in the corpus.
pub fn answer(files: &[RuleFile], corpus: &Corpus) -> Answer {
    let program = program(files);
    let mut answer = Answer::default();
    for rule in &program.rules {
        answer_rule(rule, &program, corpus, &mut answer);
    }
    let all = answer.findings.clone();
    answer.findings.retain(|finding| !all.iter().any(|other| outranks(&program, other, finding)));
    answer.findings.sort();
    answer.undecided.sort();
    answer
}

/// Whether one finding tells what another does: its rule outranks the other's, it is as grave, and all claims of one of the two
/// are claims of the other.
fn outranks(program: &Program<'_>, finding: &Seen, other: &Seen) -> bool {
    let rule = program.rules.iter().find(|rule| *rule.name.value == *finding.rule);
    let within = |a: &Seen, b: &Seen| a.claims.iter().all(|claim| b.claims.contains(claim));
    rule.is_some_and(|rule| rule.outranks.iter().any(|name| *name.value == *other.rule))
        && finding.severity >= other.severity
        && !finding.claims.is_empty()
        && !other.claims.is_empty()
        && (within(finding, other) || within(other, finding))
}

/// Of two of one name the one marked `override` stands, else the first.
fn program(files: &[RuleFile]) -> Program<'_> {
    let mut program = Program { rules: Vec::new(), defines: BTreeMap::new() };
    for item in files.iter().flat_map(|f| &f.items) {
        match &item.kind {
            ItemKind::Rule(rule) => {
                let known = program.rules.iter().position(|r| r.name.value == rule.name.value);
                match known {
                    Some(at) if item.overrides.is_some() => program.rules[at] = rule,
                    Some(_) => {}
                    None => program.rules.push(rule),
                }
            }
            ItemKind::Define(define) => {
                let name: &str = &define.name.value;
                if item.overrides.is_some() || !program.defines.contains_key(name) {
                    program.defines.insert(name, define);
                }
            }
            _ => {}
        }
    }
    program
}

fn answer_rule(rule: &Rule, program: &Program<'_>, corpus: &Corpus, answer: &mut Answer) {
    let Taken { claims, mut lacking, candidates } = select::select(rule, program, corpus);
    let mut found: BTreeSet<ClaimId> = BTreeSet::new();
    let mut groups: Vec<Vec<&Candidate<'_>>> = Vec::new();
    for candidate in &candidates {
        match groups.last_mut() {
            Some(group) if group[0].of == candidate.of && candidate.of.is_some() => group.push(candidate),
            _ => groups.push(vec![candidate]),
        }
    }
    // The candidates of one `b` stand nearest first; the first that is surely flagged is the finding.
    for group in groups {
        let Some(flagged) = group.into_iter().find(|c| c.scope.truth(&rule.flag).is_sure()) else { continue };
        if !has_place(rule, flagged) {
            continue;
        }
        let (about, primary) = claims_of(rule, flagged);
        found.extend(&about);
        answer.findings.push(Seen {
            rule: rule.name.value.to_string(),
            severity: severity(rule, &flagged.scope),
            claims: sorted_names(corpus, &about),
            primary: primary.map(|c| corpus.claim_name(c)),
        });
    }
    let mut read = BTreeSet::new();
    fields_read(&rule.flag, rule, &mut read);
    for claim in claims {
        let missing = read.iter().filter(|f| lacks(corpus, claim, f)).cloned();
        lacking.entry(claim).or_default().extend(missing);
    }
    for (claim, fields) in lacking {
        if !fields.is_empty() && !found.contains(&claim) {
            let fields = fields.into_iter().collect();
            answer.undecided.push((rule.name.value.to_string(), corpus.claim_name(claim), fields));
        }
    }
}

fn sorted_names(corpus: &Corpus, claims: &BTreeSet<ClaimId>) -> Vec<String> {
    let mut names: Vec<String> = claims.iter().map(|c| corpus.claim_name(*c)).collect();
    names.sort();
    names
}

/// The rule's severity, raised to the highest escalation that is surely so.
fn severity(rule: &Rule, scope: &Scope<'_>) -> Severity {
    let own = rule.severity.as_ref().map_or(Severity::Warning, |s| s.value);
    let raised = rule.escalations.iter().filter(|(_, when)| scope.truth(when).is_sure()).map(|(to, _)| to.value);
    raised.fold(own, Severity::max)
}

/// Whether there is anything to point at.
fn has_place(rule: &Rule, candidate: &Candidate<'_>) -> bool {
    candidate.last.is_some() || rule.labels.iter().any(|l| !label_places(l, &candidate.scope).is_empty())
}

/// The claims of a finding (the bound ones and those that labels point at), and its primary.
fn claims_of(rule: &Rule, candidate: &Candidate<'_>) -> (BTreeSet<ClaimId>, Option<ClaimId>) {
    let mut places: Vec<Option<ClaimId>> = rule.labels.iter().flat_map(|l| label_places(l, &candidate.scope)).collect();
    // A finding with nothing to point at points at the last claim that is bound.
    if places.is_empty() {
        places.push(candidate.last);
    }
    let mut claims: BTreeSet<ClaimId> = candidate.bound.iter().copied().collect();
    claims.extend(places.iter().flatten());
    let primary = places.first().copied().flatten();
    (claims, primary)
}

/// The records that a label points at; `None` for one that is no claim. A missing place is left out.
fn label_places(label: &Label, scope: &Scope<'_>) -> Vec<Option<ClaimId>> {
    match label.kind {
        LabelKind::At => place(&label.place, scope).into_iter().collect(),
        LabelKind::AtEach => each_place(scope.resolve(&label.place), scope),
    }
}

/// The records of a list. A path over a list of records points at each of them, unless it ends in claims.
fn each_place(list: &Expr, scope: &Scope<'_>) -> Vec<Option<ClaimId>> {
    let values = scope.eval(list);
    let owners = if let ExprKind::Field(of, _) = &list.kind { scope.eval(of) } else { Value::Missing };
    if !matches!(owners, Value::List(_)) {
        return values.elements().iter().filter_map(record).collect();
    }
    let pairs = values.elements().iter().zip(owners.elements());
    pairs.filter_map(|(value, owner)| if matches!(value, Value::Claim(_)) { record(value) } else { record(owner) }).collect()
}

/// The record that a place means: the claim that it ends in, else the owner of the field that it ends in.
fn place(expr: &Expr, scope: &Scope<'_>) -> Option<Option<ClaimId>> {
    let value = scope.eval(expr);
    if matches!(value, Value::Claim(_)) {
        return record(&value);
    }
    match &scope.resolve(expr).kind {
        ExprKind::Field(of, _) => record(&scope.eval(of)),
        _ => record(&value),
    }
}

fn record(value: &Value) -> Option<Option<ClaimId>> {
    match value {
        Value::Claim(claim) => Some(Some(*claim)),
        Value::Entity(_) | Value::Story(_) => Some(None),
        _ => None,
    }
}

/// The fields that an expression reads directly on the rule's bindings, those of the lets it uses included; what stands in
/// `has`, `either` and `maybe` does not count.
fn fields_read(expr: &Expr, rule: &Rule, read: &mut BTreeSet<String>) {
    let names = rule.selector.kind.names();
    match &expr.kind {
        ExprKind::Field(of, field) => match &of.kind {
            ExprKind::Name(name) if names.iter().any(|n| n.value == *name) => {
                read.insert(field.value.to_string());
            }
            _ => fields_read(of, rule, read),
        },
        ExprKind::Name(name) => {
            if let Some((_, value)) = rule.lets.iter().find(|(n, _)| n.value == *name) {
                fields_read(value, rule, read);
            }
        }
        // What a named argument names is no value: `between: source` reads nothing.
        ExprKind::Call(function, arguments) if !matches!(&*function.value, "has" | "either" | "maybe") => {
            arguments.iter().filter(|a| a.name.is_none()).for_each(|a| fields_read(&a.value, rule, read));
        }
        ExprKind::Comprehension(c) => {
            fields_read(&c.element, rule, read);
            fields_read(&c.list, rule, read);
            c.filter.iter().for_each(|f| fields_read(f, rule, read));
        }
        ExprKind::Not(e) | ExprKind::Negative(e) => fields_read(e, rule, read),
        ExprKind::Binary(a, _, b) => {
            fields_read(a, rule, read);
            fields_read(b, rule, read);
        }
        ExprKind::If(c, x, y) => [c, x, y].into_iter().for_each(|e| fields_read(e, rule, read)),
        ExprKind::List(items) => items.iter().for_each(|e| fields_read(e, rule, read)),
        _ => {}
    }
}

/// Whether a claim lacks a field: lists and fields with a default are never missing.
fn lacks(corpus: &Corpus, claim: ClaimId, field: &str) -> bool {
    use claimlint::corpus::{RecordKind, Type};
    let Some(id) = corpus.schema.field_named(RecordKind::Claim, field) else { return false };
    let is_list = matches!(corpus.schema.field(RecordKind::Claim, id).ty, Type::List(_));
    !is_list && corpus.claim_value(claim, id).is_missing()
}
