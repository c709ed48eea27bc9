//! How far the shipped rules look, and rules of which it cannot be shown.

use super::*;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::lang::{Settings, shipped};
use crate::source::Sources;

fn program(rules: &str) -> Program {
    let mut sources = Sources::new();
    let mut files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    files.push(sources.add("desk.rules", rules));
    let (program, diagnostics) = check::program(&sources, &files, &Settings::default());
    let wrong: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(wrong.is_empty(), "{rules}\n{wrong:#?}");
    program
}

/// How far a rule with these clauses looks.
fn of(clauses: &str) -> RuleReach {
    let rule = format!(
        "field rival: claim\nrule desk {{\n{}\n  report \"found\"\n    at first-one \"here\"\n}}\n",
        clauses.lines().map(|line| format!("  {}", line.trim())).collect::<Vec<_>>().join("\n")
    );
    let (rest, owner) = rule.split_once("  at-each ").map_or((rule.clone(), None), |(before, after)| {
        let (owner, after) = after.split_once('\n').unwrap_or((after, ""));
        (format!("{before}{after}"), Some(owner.to_owned()))
    });
    let rule = rest.replace("first-one", owner.as_deref().unwrap_or("c"));
    reach(&program(&rule)).into_iter().find(|reach| &*reach.rule == "desk").expect("it is there")
}

fn anchor(clauses: &str) -> Anchor {
    of(clauses).anchored.unwrap_or_else(|why| panic!("{clauses}: {why}")).anchor
}

#[test]
fn every_shipped_rule_is_anchored() {
    for reach in reach(&program("")) {
        assert!(reach.anchored.is_ok(), "{reach:?}");
    }
}

#[test]
fn a_rule_is_anchored_in_what_its_claims_share() {
    for (clauses, wanted) in [
        ("for each claim c\nflag when c.said < c.as-of", Anchor::Alone),
        ("for each claim c\nflag when c.total.value > c.value", Anchor::Alone),
        ("for each claim c\nflag when count(x for x in claims where x.value > c.value) > 1", Anchor::Alone),
        ("for each pair a, c of claims sharing place\nflag when a.value != c.value", Anchor::Story),
        ("for each pair a, c of claims across stories sharing topic\nflag when a.value != c.value", Anchor::Matter),
        (
            "for each pair a, c of claims across stories sharing subject, measure, as-of\nflag when a.value != c.value",
            Anchor::Matter,
        ),
        ("for each pair a, c of claims across stories sharing subject, place\nflag when a.value != c.value", Anchor::Subject),
        ("for each pair a, c of claims across stories sharing source\nflag when a.value != c.value", Anchor::Source),
        (
            "for each claim c where measure == \"deaths\"\n\
             let other = first(x for x in claims all stories where x.subject == c.subject and x.measure == \"deaths\")\n\
             flag when other.value < c.value\nat-each other",
            Anchor::Matter,
        ),
    ] {
        assert_eq!(anchor(clauses), wanted, "{clauses}");
    }
}

#[test]
fn what_is_looked_up_beside_them_is_known() {
    let joins = |clauses: &str| of(clauses).anchored.unwrap_or_else(|why| panic!("{why}")).joins;
    let bound = |field| Part::Given(Who::Bound, field);
    let counted = |filter: &str| format!("for each claim c\nflag when count(x for x in claims all stories where {filter}) > 3");
    assert_eq!(joins(&counted("x.subject == c.source")), [Join::Subject(bound(fields::SOURCE))]);
    assert_eq!(joins(&counted("x.topic == c.topic")), [Join::Matter(bound(fields::SUBJECT), bound(fields::MEASURE))]);
    assert_eq!(joins(&counted("c in x.denies")), [Join::Naming(FieldId(34))]);
    assert_eq!(joins("for each claim c\nflag when c.value > 3"), []);
}

#[test]
fn where_it_cannot_be_shown_all_claims_are_needed() {
    for (clauses, wanted) in [
        ("for each source c\nflag when count(x for x in claims where x.source == c) > 3", "every entity"),
        ("for each pair a, c of claims across stories sharing place\nflag when a.value != c.value", "shares no story"),
        ("for each claim c\nflag when count(x for x in claims all stories where x.place == c.place) > 3", "without the key"),
        (
            "for each claim c\nlet other = first(x for x in claims all stories where x.subject == c.source)\n\
             flag when other.value < c.value\nat-each other",
            "share no subject",
        ),
        ("for each claim c\nflag when any(x.subject == c.subject for x in claims all stories)", "in the condition"),
        ("for each claim c\nflag when c.source == entity(\"mayor\")", "an entity hangs on all claims"),
        ("for each claim c\nflag when c.rival.value < c.value", "desk's own"),
    ] {
        let why = of(clauses).anchored.expect_err(clauses);
        assert!(why.contains(wanted), "{clauses}: {why}");
    }
}

#[test]
fn a_rule_sleeps_until_what_it_needs_is_said() {
    let wakes = |clauses: &str| of(clauses).wakes;
    let died = Wake::Entity(FieldId(11));
    assert_eq!(wakes("for each claim c where has(source.died)\nflag when c.value > 3"), [died]);
    assert_eq!(wakes("for each claim c\nflag when c.source.died < c.said"), [died]);
    let retracted = "for each claim c\nflag when c.source.status == \"retracted\" and c.value > 3";
    assert_eq!(wakes(retracted), [Wake::Entity(fields::entity::STATUS)]);
    assert_eq!(wakes("for each claim c\nflag when c.source.status == \"ok\""), []);
    assert_eq!(wakes("for each claim c\nflag when c.source.died < c.said or c.value > 3"), []);
    // What `where` takes in of a claim that others lead to is counted, found or not.
    assert_eq!(wakes("for each claim c where has(total.source)\nflag when c.source.died < c.said"), []);
}
