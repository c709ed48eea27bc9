//! Findings into what people and programs are shown: places found, claims named, waivers honoured, everything counted and ordered.

use std::cmp::Ordering;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Measured, Record, Report, ReportLabel, Reported, RuleCount, RuleNote, Scale, Summary, Undecided};
use crate::corpus::{ClaimId, ClaimRef, Corpus, FieldId, RecordKind, Standing, Value, fields};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::eval::{Evaluation, Finding, FindingLabel, Subject};
use crate::lang::Program;
use crate::lang::typed::Rule;
use crate::source::{Sources, Span};

/// The report of a run.
#[must_use]
pub fn make(
    sources: &Sources,
    program: &Program,
    corpus: &Corpus,
    mut evaluation: Evaluation,
    diagnostics: Vec<Diagnostic>,
) -> Report {
    let mut counts: Vec<RuleCount> = program
        .rules
        .iter()
        .zip(evaluation.candidates.iter().copied().chain(std::iter::repeat(0)))
        .map(|(rule, candidates)| RuleCount { rule: rule.name.to_string(), candidates, ..RuleCount::default() })
        .collect();
    let mut findings: Vec<Reported> = Vec::new();
    let mut graves: Vec<Severity> = Vec::new();
    for finding in std::mem::take(&mut evaluation.findings) {
        if !finding.is_about_checked(corpus) {
            continue;
        }
        if let Some(count) = counts.get_mut(finding.rule) {
            count.findings += 1;
        }
        graves.push(finding.severity);
        if evaluation.worded {
            findings.push(reported(finding, program, corpus, sources));
        }
    }
    for (count, tally) in counts.iter_mut().zip(&evaluation.tallies) {
        count.findings += tally.iter().sum::<usize>();
    }
    let place = |span: Span| (sources.path(span.file), span.start, span.end);
    let waived = std::mem::take(&mut evaluation.allowed).into_iter().filter(|f| f.is_about_checked(corpus));
    let mut allowed: Vec<Reported> = waived.map(|f| reported(f, program, corpus, sources)).collect();
    for found in [&mut findings, &mut allowed] {
        found.sort_by(|a, b| earlier(a, b, sources));
    }
    let undecided = undecided(&evaluation, program, corpus, &mut counts);
    counts.sort_by(|a, b| a.rule.cmp(&b.rule));
    let mut diagnostics = diagnostics;
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| d.labels.first().map(|l| l.span);
        key(a)
            .map(place)
            .cmp(&key(b).map(place))
            .then_with(|| a.code.name.cmp(b.code.name))
            .then_with(|| a.message.cmp(&b.message))
    });
    // What is wrong with words that many claims share, such as a default, is wrong once.
    diagnostics.dedup();
    let mut summary = summary(program, corpus, &graves, undecided.len());
    let tallied = |severity: Severity| evaluation.tallies.iter().map(|tally| tally[severity as usize]).sum::<usize>();
    summary.error += tallied(Severity::Error);
    summary.warning += tallied(Severity::Warning);
    summary.advice += tallied(Severity::Advice);
    summary.allowed = allowed.len();
    summary.skipped = diagnostics.iter().filter(|d| d.code == &codes::SKIPPED).count();
    Report {
        findings,
        allowed,
        diagnostics,
        summary,
        undecided,
        counts,
        rules: rules(program, sources),
        archives: Vec::new(),
        counted: !evaluation.worded,
    }
}

/// Which of two findings stands first: by the place that it points at first, then by rule, then by claims.
fn earlier(a: &Reported, b: &Reported, sources: &Sources) -> Ordering {
    let place = |found: &Reported| found.labels.first().map(|l| (sources.path(l.span.file), l.span.start, l.span.end));
    place(a).cmp(&place(b)).then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.claims.cmp(&b.claims))
}

/// The rules in force, by name.
fn rules(program: &Program, sources: &Sources) -> Vec<RuleNote> {
    let text = |words: &Option<Arc<str>>| words.as_ref().map(ToString::to_string);
    let mut rules: Vec<RuleNote> = program
        .rules
        .iter()
        .map(|rule| RuleNote {
            name: rule.name.to_string(),
            title: text(&rule.title),
            why: rule.why.as_ref().map(|why| why.as_str().to_owned()),
            link: text(&rule.link),
            severity: rule.severity,
            tags: rule.tags.iter().map(ToString::to_string).collect(),
            path: sources.path(rule.span.file).to_owned(),
            pack: text(&rule.pack),
        })
        .collect();
    rules.sort_by(|a, b| a.name.cmp(&b.name));
    rules
}

fn summary(program: &Program, corpus: &Corpus, graves: &[Severity], undecided: usize) -> Summary {
    let count = |severity| graves.iter().filter(|grave| **grave == severity).count();
    let checked = corpus.checked_count();
    Summary {
        stories: corpus.stories.iter().filter(|s| s.standing == Standing::Checked).count(),
        claims: checked,
        background: corpus.claim_count() - checked,
        rules: program.rules.len(),
        error: count(Severity::Error),
        warning: count(Severity::Warning),
        advice: count(Severity::Advice),
        undecided,
        ..Summary::default()
    }
}

/// Undecided claims of checked files.
fn undecided(evaluation: &Evaluation, program: &Program, corpus: &Corpus, counts: &mut [RuleCount]) -> Vec<Undecided> {
    let mut all: Vec<(ClaimId, Undecided)> = Vec::new();
    for undecided in &evaluation.undecided {
        let claim = corpus.claim(undecided.claim);
        if claim.standing() != Standing::Checked {
            continue;
        }
        if let Some(count) = counts.get_mut(undecided.rule) {
            count.undecided += 1;
        }
        let name = |f| corpus.schema.field(RecordKind::Claim, f).name.to_string();
        let row = Undecided {
            rule: program.rules[undecided.rule].name.to_string(),
            claim: corpus.claim_name(undecided.claim),
            fields: undecided.fields.iter().map(|f| name(*f)).collect(),
            span: claim.span(),
        };
        all.push((undecided.claim, row));
    }
    all.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.rule.cmp(&y.rule)));
    all.into_iter().map(|(_, row)| row).collect()
}

fn reported(finding: Finding, program: &Program, corpus: &Corpus, sources: &Sources) -> Reported {
    let rule = &program.rules[finding.rule];
    let mut claims: Vec<String> = finding.claims.iter().map(|c| corpus.claim_name(*c)).collect();
    claims.sort();
    let fingerprint = fingerprint(rule, &finding, &claims, corpus);
    let labels = finding.labels.into_iter().filter_map(|l| label(l, corpus, sources)).collect();
    Reported {
        rule: rule.name.to_string(),
        severity: finding.severity,
        message: finding.message,
        help: finding.help,
        link: rule.link.as_ref().map(ToString::to_string),
        fingerprint,
        claims,
        labels,
        reason: finding.reason.as_deref().map(str::to_owned),
    }
}

fn label(label: FindingLabel, corpus: &Corpus, sources: &Sources) -> Option<ReportLabel> {
    let (span, about) = match label.subject {
        Subject::Claim(id) => {
            let claim = corpus.claim(id);
            (claim_span(claim, label.field, sources), Record::Claim(corpus.claim_name(id)))
        }
        Subject::Entity(id) => {
            let entity = corpus.entity(id);
            let given = label.field.and_then(|f| entity.fields.get(f)).map(|g| g.span);
            (given.or(entity.declared).or(entity.used)?, Record::Entity(entity.id.to_string()))
        }
        Subject::Story(id) => {
            let story = corpus.story(id);
            let given = label.field.and_then(|f| story.fields.get(f)).map(|g| g.span);
            (given.unwrap_or(story.span), Record::Story(story.id.to_string()))
        }
    };
    let value = match label.subject {
        Subject::Claim(id) => measured(&corpus.claim(id).given(label.field.unwrap_or(fields::VALUE))),
        Subject::Entity(id) => label.field.and_then(|f| measured(corpus.entity(id).fields.value(f))),
        Subject::Story(id) => label.field.and_then(|f| measured(corpus.story(id).fields.value(f))),
    };
    Some(ReportLabel { span, message: label.message, about, value })
}

/// A value as it can be drawn on a line; none where it is no figure and no date.
fn measured(value: &Value) -> Option<Measured> {
    match value {
        Value::Quantity(q) => {
            let written = q.written.as_ref().map(|w| Arc::clone(&w.text)).unwrap_or_default();
            Some(Measured { interval: q.interval, scale: Scale::Of(q.dimension.clone()), written })
        }
        Value::Date(date) => {
            let written = date.written.clone().unwrap_or_default();
            Some(Measured { interval: date.days(), scale: Scale::Days, written })
        }
        _ => None,
    }
}

/// Where a claim's field is shown: its words in the draft, narrowed to the value where that stands among them once; else the field
/// in the claims document, else the claim.
fn claim_span(claim: ClaimRef<'_>, field: Option<FieldId>, sources: &Sources) -> Span {
    match (claim.words(), field.and_then(|f| claim.place_of(f))) {
        (Some(words), Some(given)) if field == Some(fields::VALUE) => {
            let value = sources.slice(given).trim();
            let mut places = sources.slice(words).match_indices(value);
            match (places.next(), places.next()) {
                (Some((at, found)), None) if !value.is_empty() => words.part(at, found.len()),
                _ => words,
            }
        }
        (Some(words), _) => words,
        (None, Some(given)) => given,
        (None, None) => claim.span(),
    }
}

/// Over the rule and, for a group, its story and its keys, else the ids of the claims or records: never lines, never values that the
/// rule only looks at, so that it survives edits. A group of all stories is the same when another story joins it.
fn fingerprint(rule: &Rule, finding: &Finding, claims: &[String], corpus: &Corpus) -> String {
    let mut parts: Vec<&str> = vec![&rule.name];
    match &finding.key {
        Some(key) => parts.push(key),
        None => {
            parts.extend(claims.iter().map(String::as_str));
            parts.extend(finding.labels.iter().filter_map(|label| match label.subject {
                Subject::Claim(_) => None,
                Subject::Entity(id) => Some(&*corpus.entity(id).id),
                Subject::Story(id) => Some(&*corpus.story(id).id),
            }));
        }
    }
    fingerprint_of(parts)
}

/// SHA-256 over some texts, in hexadecimal.
#[must_use]
pub fn fingerprint_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in parts {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    })
}
