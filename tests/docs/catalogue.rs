//! The table of kinds in `docs/catalogue.md`: every kind of slip in `kinds.tsv` with the rules or the readers' codes that report it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use claimlint::diagnostic::codes;
use claimlint::lang::Program;
use claimlint::lang::ast::Outcome;
use claimlint::lang::typed::Rule;
use claimlint::source::Sources;

use crate::{made, run};

/// A line of `kinds.tsv`: the group, the kind, and what reports it.
struct Kind<'t> {
    group: &'t str,
    name: &'t str,
    reported_by: Vec<&'t str>,
}

const KINDS: &str = include_str!("kinds.tsv");

fn kinds() -> Vec<Kind<'static>> {
    let kind = |line: &'static str| {
        let mut parts = line.split('\t');
        let mut part = || parts.next().unwrap_or("");
        Kind { group: part(), name: part(), reported_by: part().split_whitespace().collect() }
    };
    KINDS.lines().map(kind).collect()
}

fn rule<'p>(program: &'p Program, name: &str) -> Option<&'p Rule> {
    program.rules.iter().find(|rule| *rule.name == *name)
}

fn table(program: &Program) -> String {
    let mut table = String::new();
    let (mut group, mut covered) = ("", 0);
    let all = kinds();
    for kind in &all {
        if kind.group != group {
            group = kind.group;
            let _ = write!(
                table,
                "\n### {group}\n\n| kind | what is wrong | reported by | pack | severity | fires | silent |\n|---|---|---|---|---|--:|--:|\n"
            );
        }
        covered += usize::from(!kind.reported_by.is_empty());
        table.push_str(&row(program, kind));
    }
    format!("\n{covered} of {} kinds are covered.\n{table}\n", all.len())
}

fn row(program: &Program, kind: &Kind<'_>) -> String {
    let Some(first) = kind.reported_by.first() else {
        return format!("| {} | *not covered, see below* | | | | | |\n", kind.name);
    };
    let rules: Vec<&Rule> = kind.reported_by.iter().filter_map(|name| rule(program, name)).collect();
    let code = codes::by_name(first);
    let what = rules.first().and_then(|rule| rule.title.as_deref()).or(code.map(|code| code.summary)).unwrap_or("");
    let by = |name: &&str| match rule(program, name) {
        Some(_) => format!("[`{name}`](rules/{name}.md)"),
        None => format!("`{name}` (reader)"),
    };
    let by: Vec<String> = kind.reported_by.iter().map(by).collect();
    let unique = |values: Vec<&str>| values.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
    let packs = unique(rules.iter().filter_map(|rule| rule.pack.as_deref()).collect());
    let severities = rules.iter().map(|rule| rule.severity.name());
    let severities = unique(severities.chain(code.filter(|_| rules.is_empty()).map(|code| code.severity.name())).collect());
    let count = |outcome| rules.iter().flat_map(|rule| &rule.examples).filter(|example| example.outcome == outcome).count();
    let (fires, silent) = (count(Outcome::Fires), count(Outcome::Silent));
    let shown = |n: usize| if rules.is_empty() { String::new() } else { n.to_string() };
    format!("| {} | {what} | {} | {packs} | {severities} | {} | {} |\n", kind.name, by.join(", "), shown(fires), shown(silent))
}

#[test]
fn the_table_of_kinds_is_made_from_the_rules() {
    let program = run::shipped(&mut Sources::new());
    made::part("docs/catalogue.md", "<!-- kinds -->", "<!-- end of kinds -->", &table(&program));
}

#[test]
fn every_rule_reports_a_kind_and_every_kind_is_reported_by_what_there_is() {
    let program = run::shipped(&mut Sources::new());
    let all = kinds();
    let listed: BTreeSet<&str> = all.iter().flat_map(|kind| kind.reported_by.iter().copied()).collect();
    for name in &listed {
        assert!(rule(&program, name).is_some() || codes::by_name(name).is_some(), "no rule and no code is called {name}");
    }
    for rule in &program.rules {
        assert!(listed.contains(&*rule.name), "{} stands in no line of kinds.tsv", rule.name);
        for outcome in [Outcome::Fires, Outcome::Silent] {
            assert!(
                rule.examples.iter().any(|example| example.outcome == outcome),
                "{} has no example that is {outcome:?}",
                rule.name
            );
        }
    }
    let names: BTreeSet<&str> = all.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), all.len(), "a kind is listed twice");
}
