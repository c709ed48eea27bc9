//! What is explained as JSON: rules with all that is told of them, other things with their pages.

use serde::Serialize;

use super::{About, RULES};
use crate::lang::ast::Outcome;
use crate::lang::typed::Rule;

/// All rules, as an array.
pub fn rules(about: &About) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&about.program.rules.iter().map(|rule| in_json(about, rule)).collect::<Vec<_>>())
}

/// Everything of a name, as an array.
pub fn things(about: &About, name: &str, entries: &[(&'static str, String)]) -> serde_json::Result<String> {
    let rule = about.program.rules.iter().find(|rule| *rule.name == *name);
    let things = entries.iter().map(|(kind, text)| match rule {
        Some(rule) if *kind == RULES => Thing::Rule(Box::new(in_json(about, rule))),
        _ => Thing::Other { name, kind, text },
    });
    serde_json::to_string_pretty(&things.collect::<Vec<_>>())
}

/// What a name stands for.
#[derive(Serialize)]
#[serde(untagged)]
enum Thing<'a> {
    Rule(Box<InForce<'a>>),
    Other { name: &'a str, kind: &'a str, text: &'a str },
}

/// A rule as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct InForce<'a> {
    name: &'a str,
    kind: &'a str,
    title: Option<&'a str>,
    severity: &'a str,
    escalations: Vec<&'a str>,
    pack: Option<&'a str>,
    tags: Vec<&'a str>,
    params: Vec<Setting<'a>>,
    outranks: Vec<&'a str>,
    why: Option<&'a str>,
    path: &'a str,
    line: usize,
    examples: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    fires: bool,
    name: &'a str,
    documents: &'a str,
}

fn in_json<'a>(about: &'a About, rule: &'a Rule) -> InForce<'a> {
    let examples = rule.examples.iter().map(|example| Shown {
        fires: example.outcome == Outcome::Fires,
        name: &example.name.value,
        documents: example.documents.value.as_str(),
    });
    InForce {
        name: &rule.name,
        kind: RULES,
        title: rule.title.as_deref(),
        severity: rule.severity.name(),
        escalations: rule.escalations.iter().map(|(severity, _)| severity.name()).collect(),
        pack: rule.pack.as_deref(),
        tags: rule.tags.iter().map(|tag| &**tag).collect(),
        params: rule.params.iter().map(|(name, value)| Setting { name, value }).collect(),
        outranks: rule.outranks.iter().map(|other| &**other).collect(),
        why: rule.why.as_ref().map(|why| why.trim()),
        path: about.sources.path(rule.span.file),
        line: about.sources.position(rule.span).line,
        examples: examples.collect(),
    }
}
