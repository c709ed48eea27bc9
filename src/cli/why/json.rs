//! A derivation as one JSON object.

use serde::Serialize;

use super::{Told, told};
use crate::corpus::Value;
use crate::eval::show;
use crate::eval::trace::{Condition, Margin};
use crate::examples::{truth, value};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Derivation<'a> {
    rule: &'a str,
    reports: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Asked>,
    claims: Vec<Bound>,
    conditions: Vec<Asked>,
}

#[derive(Serialize)]
struct Bound {
    name: String,
    value: Option<String>,
    reading: Option<String>,
    origins: Vec<String>,
}

#[derive(Serialize)]
struct Asked {
    condition: String,
    truth: &'static str,
    path: String,
    line: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<Seen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<Apart>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Asked>,
}

#[derive(Serialize)]
struct Seen {
    of: String,
    value: String,
}

/// Exact numbers are text, since readers of JSON round.
#[derive(Serialize)]
struct Apart {
    gap: Option<String>,
    share: Option<String>,
    words: String,
}

/// The object.
pub fn object(told: &Told<'_>) -> serde_json::Result<String> {
    let decided = told.trace.decided().map(|step| asked(told, step.condition.innermost()));
    serde_json::to_string_pretty(&Derivation {
        rule: &told.rule.name,
        reports: told.trace.truth().is_sure(),
        decided,
        claims: told.trace.bound.iter().map(|of| bound(told, of)).collect(),
        conditions: told.trace.steps.iter().map(|step| asked(told, &step.condition)).collect(),
    })
}

fn bound(told: &Told<'_>, of: &Value) -> Bound {
    let Value::Claim(id) = of else {
        return Bound { name: show(of, told.corpus), value: None, reading: None, origins: Vec::new() };
    };
    let given = told.corpus.claim_value(*id, crate::corpus::fields::VALUE);
    Bound {
        name: told.corpus.claim_name(*id),
        reading: told::reading(&given, told.corpus),
        value: (!given.is_missing()).then(|| show(&given, told.corpus)),
        origins: told::origins(*id, told.corpus),
    }
}

fn asked(told: &Told<'_>, condition: &Condition) -> Asked {
    let one_line = |span| told.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let values = condition.values.iter().map(|seen| Seen { of: one_line(seen.span), value: value(&seen.value, told.corpus) });
    let margin = Margin::of(condition).map(|margin| Apart {
        gap: margin.gap.map(|n| n.to_string()),
        share: margin.share.map(|n| n.to_string()),
        words: told::margin(condition).unwrap_or_default(),
    });
    Asked {
        condition: one_line(condition.span),
        truth: truth(condition.truth),
        path: told.sources.path(condition.span.file).to_owned(),
        line: told.sources.position(condition.span).line,
        values: values.collect(),
        margin,
        parts: condition.parts.iter().map(|part| asked(told, part)).collect(),
    }
}
