//! The condition that decided that a rule is silent, in words: a trace in; where the condition stands, and what it looked at, out.

use super::place::Stands;
use crate::corpus::{Corpus, RecordKind, Value};
use crate::eval::show;
use crate::eval::trace::{Clause, Condition, Seen, Step, Trace};
use crate::lang::typed::{Rule, SelectorKind};
use crate::source::{Sources, Span};
use crate::value::{Date, Quantity, Truth};

/// The first condition that decided that a candidate is not reported.
#[derive(Clone, Debug)]
pub struct Deciding {
    /// The clause that asks it.
    pub clause: Clause,
    /// Where it stands.
    pub span: Span,
    /// Whether it is surely not so, or cannot be told.
    pub truth: Truth,
    /// The part of it that made it so, in the rule or in a define that it uses; the condition itself where it has no parts.
    pub innermost: Span,
    /// What that part looked at.
    pub words: String,
    /// The records of the candidate, each with what it is bound to.
    pub bound: Vec<(Span, String)>,
}

impl Deciding {
    /// The condition that decided; none where the rule reports the candidate.
    #[must_use]
    pub fn of(sources: &Sources, corpus: &Corpus, rule: &Rule, trace: &Trace) -> Option<Deciding> {
        let step = trace.decided()?;
        let innermost = step.condition.innermost();
        let words = words(sources, corpus, step, innermost);
        let bound = bound(corpus, rule, trace);
        let (span, truth) = (step.condition.span, step.condition.truth);
        Some(Deciding { clause: step.clause, span, truth, innermost: innermost.span, words, bound })
    }

    /// The same, with its records where they stand in the rule file.
    pub(super) fn moved(mut self, stands: &Stands) -> Deciding {
        self.bound.iter_mut().for_each(|(span, _)| *span = stands.at(*span));
        self
    }

    /// The places to show in the rules: the condition, and the part of it that made it so.
    #[must_use]
    pub fn labels(&self) -> Vec<(Span, String)> {
        if self.innermost == self.span {
            return vec![(self.span, self.words.clone())];
        }
        vec![(self.span, truth(self.truth).to_owned()), (self.innermost, self.words.clone())]
    }
}

/// A truth in words.
#[must_use]
pub fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::Surely => "surely so",
        Truth::SurelyNot => "surely not so",
        Truth::CannotTell => "cannot be told",
    }
}

/// What the deciding part comes to, and what it looked at.
fn words(sources: &Sources, corpus: &Corpus, step: &Step, part: &Condition) -> String {
    let values = || part.values.iter().map(|seen| value(&seen.value, corpus)).collect::<Vec<_>>().join(" and ");
    match step.clause {
        Clause::Claims => format!("the claim does not stand any more: it is {}", values()),
        Clause::Story => format!("the claims are of two stories: {}", values()),
        Clause::Sharing if part.values.iter().all(|seen| seen.value.is_missing()) => "no claim has it".to_owned(),
        Clause::Sharing => format!("the claims differ here: {}", topics(values())),
        Clause::By if part.truth == Truth::CannotTell => format!("the claims have no order: {}", values()),
        Clause::By => format!("the claims do not follow one another: {}", values()),
        Clause::Where | Clause::Flag => {
            let seen: Vec<String> = part.values.iter().filter_map(|seen| said(sources, corpus, seen)).collect();
            let so = truth(part.truth);
            if seen.is_empty() { so.to_owned() } else { format!("{so}: {}", seen.join(", ")) }
        }
    }
}

/// Topics have no words of their own.
fn topics(values: String) -> String {
    if values.contains("one topic") { "subject, measure or what keeps claims of the measure apart".to_owned() } else { values }
}

/// What a part of a condition was; nothing of what is written out.
fn said(sources: &Sources, corpus: &Corpus, seen: &Seen) -> Option<String> {
    let field = seen.field.map(|field| format!(".{}", corpus.schema.field(RecordKind::Claim, field).name));
    let written = format!("{}{}", one_line(sources.slice(seen.span)), field.unwrap_or_default());
    let shown = value(&seen.value, corpus);
    (written.trim_matches('"') != shown).then(|| format!("`{written}` is {shown}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value as it was written, with its interval where it is no exact figure.
#[must_use]
pub fn value(value: &Value, corpus: &Corpus) -> String {
    match value {
        Value::Missing => "missing".to_owned(),
        Value::List(items) if items.is_empty() => "empty".to_owned(),
        Value::List(items) => items.iter().map(|item| self::value(item, corpus)).collect::<Vec<_>>().join(", "),
        Value::Quantity(q) if q.written.is_some() && q.interval.exactly().is_none() => {
            with_interval(show(value, corpus), show(&computed(q), corpus))
        }
        Value::Date(d) if d.written.is_some() && d.first != d.last => {
            let days = Date { written: None, ..(**d).clone() };
            with_interval(show(value, corpus), show(&Value::Date(days.into()), corpus))
        }
        known => show(known, corpus),
    }
}

fn computed(quantity: &Quantity) -> Value {
    Value::quantity(quantity.derived(quantity.interval))
}

fn with_interval(written: String, interval: String) -> String {
    if written == interval { written } else { format!("{written} ({interval})") }
}

/// The records of a candidate, with the names that they are bound to.
fn bound(corpus: &Corpus, rule: &Rule, trace: &Trace) -> Vec<(Span, String)> {
    let kind = rule.selector.kind;
    let words = |place: usize| match (kind, place) {
        (SelectorKind::Pair(..) | SelectorKind::Step(..), 0) => "the earlier claim",
        (SelectorKind::Pair(..) | SelectorKind::Step(..), _) => "the later claim",
        (SelectorKind::Group(_), _) => "in the group",
        _ => "looked at",
    };
    let places = trace.bound.iter().enumerate();
    places.filter_map(|(place, record)| Some((span(record, corpus)?, words(place).to_owned()))).collect()
}

fn span(record: &Value, corpus: &Corpus) -> Option<Span> {
    match record {
        Value::Claim(id) => Some(corpus.claim(*id).span()),
        Value::Entity(id) => corpus.entity(*id).declared.or(corpus.entity(*id).used),
        Value::Story(id) => Some(corpus.story(*id).span),
        _ => None,
    }
}
