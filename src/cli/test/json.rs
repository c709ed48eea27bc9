//! What a test run came to, as one JSON document.

use serde::Serialize;

use super::Outcome;
use crate::examples::Tried;
use crate::examples::fixture::{Held, Mark};
use crate::lang::ast;
use crate::source::{Sources, Span};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    as_expected: bool,
    examples: Vec<Example<'a>>,
    fixtures: Vec<Fixture<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<Mutation<'a>>,
}

#[derive(Serialize)]
struct Example<'a> {
    rule: &'a str,
    name: &'a str,
    wanted: &'a str,
    outcome: &'a str,
    path: &'a str,
    line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Fixture<'a> {
    path: &'a str,
    as_expected: usize,
    known_gaps: usize,
    missing: Vec<Place<'a>>,
    unexpected: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    what: &'a str,
}

#[derive(Serialize)]
struct Coverage<'a> {
    percent: usize,
    all: usize,
    unreached: Vec<Place<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Mutation<'a> {
    percent: usize,
    all: usize,
    noticed: usize,
    unnoticed: Vec<Unnoticed<'a>>,
}

#[derive(Serialize)]
struct Unnoticed<'a> {
    owner: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The document.
pub fn document(outcome: &Outcome, sources: &Sources) -> serde_json::Result<String> {
    let at = |span: Span, what| place(sources, span, what);
    let coverage = outcome.coverage.as_ref().map(|coverage| Coverage {
        percent: coverage.percent(),
        all: coverage.all,
        unreached: coverage.gaps.iter().map(|gap| at(gap.span, gap.what.words())).collect(),
    });
    let mutation = outcome.mutants.as_ref().map(|mutants| {
        let unnoticed = mutants.iter().filter(|mutant| !mutant.noticed);
        Mutation {
            percent: super::percent_noticed(mutants),
            all: mutants.len(),
            noticed: mutants.iter().filter(|mutant| mutant.noticed).count(),
            unnoticed: unnoticed
                .map(|m| Unnoticed { owner: &m.owner, place: at(m.span, &m.change), reason: m.reason.as_deref() })
                .collect(),
        }
    });
    serde_json::to_string_pretty(&Document {
        as_expected: outcome.is_as_expected(),
        examples: outcome.examples.iter().map(|tried| example(tried, sources)).collect(),
        fixtures: outcome.fixtures.iter().map(|held| fixture(held, sources)).collect(),
        coverage,
        mutation,
    })
}

fn place<'a>(sources: &'a Sources, span: Span, what: &'a str) -> Place<'a> {
    let position = sources.position(span);
    Place { path: sources.path(span.file), line: position.line, column: position.column, what }
}

fn example<'a>(tried: &'a Tried, sources: &'a Sources) -> Example<'a> {
    let wanted = if tried.wanted == ast::Outcome::Fires { "fires" } else { "silent" };
    let position = sources.position(tried.span);
    let path = sources.path(tried.span.file);
    Example { rule: &tried.rule, name: &tried.example, wanted, outcome: tried.outcome(), path, line: position.line }
}

fn fixture<'a>(held: &'a Held, sources: &'a Sources) -> Fixture<'a> {
    let of_mark = |mark: &'a Mark| place(sources, mark.span, &mark.rule);
    let found = held.unexpected.iter().filter_map(|f| Some(place(sources, f.labels.first()?.span, &f.rule)));
    Fixture {
        path: sources.path(held.file),
        as_expected: held.expected,
        known_gaps: held.gaps,
        missing: held.missing.iter().map(of_mark).collect(),
        unexpected: found.chain(held.closed.iter().map(of_mark)).collect(),
    }
}
