//! Sample stories under all shipped rules: only what was planted is found, and the data give no cause for a warning.

use claimlint::report::Report;
use claimlint::source::Sources;

use crate::run::{self, line, said};

/// The rules that report on a story, each with the claims that it is about, in order.
fn found(report: &Report) -> Vec<(String, Vec<String>)> {
    report.findings.iter().map(|f| (f.rule.clone(), f.claims.clone())).collect()
}

fn nothing(documents: &str) {
    let shipped = run::shipped();
    let (report, sources) = run::report(&shipped, "story.yaml", documents, None);
    let words = words(&report, &sources);
    assert!(words.is_empty(), "nothing is to be reported:\n{}", words.join("\n"));
}

/// What a report finds fault with, findings and diagnostics alike.
fn words(report: &Report, sources: &Sources) -> Vec<String> {
    report.findings.iter().map(line).chain(report.diagnostics.iter().map(|d| said(d, sources))).collect()
}

#[test]
fn harvest_is_clean() {
    let shipped = run::shipped();
    let (report, sources) = run::sample(&shipped, "harvest");
    let words = words(&report, &sources);
    assert!(words.is_empty(), "nothing is to be reported:\n{}", words.join("\n"));
}

#[test]
fn bridge_has_its_three_slips() {
    let shipped = run::shipped();
    let (report, sources) = run::sample(&shipped, "bridge");
    let words: Vec<String> = report.diagnostics.iter().map(|d| said(d, &sources)).collect();
    assert!(words.is_empty(), "no diagnostic is to be given:\n{}", words.join("\n"));
    let claims = |ids: &[&str]| ids.iter().map(|id| format!("bridge/{id}")).collect::<Vec<_>>();
    let planted = [
        ("sources-disagree".to_owned(), claims(&["hospital-injured", "mayor-injured"])),
        ("parts-do-not-sum".to_owned(), claims(&["rescued", "rescued-adults", "rescued-children"])),
        ("share-mismatch".to_owned(), claims(&["hangers", "worn", "worn-share"])),
    ];
    assert_eq!(found(&report), planted);
    assert_eq!(report.summary.undecided, 0, "{:#?}", report.undecided);
}

/// The first rule that the documentation shows, on the story that it is shown with.
#[test]
fn the_first_rule_finds_too_many_on_the_bridge() {
    let shipped = run::shipped_and(&["examples/first-rule.rules"]);
    let (report, _) = run::sample(&shipped, "bridge");
    let lines: Vec<String> = report.findings.iter().filter(|f| f.rule == "overloaded").map(line).collect();
    let wanted = "overloaded [bridge/allowed, bridge/on-it] at least 350 people on the footbridge, where 300 people are allowed";
    assert_eq!(lines, [wanted]);
}

/// Figures under different hedges, from sources that have them from each other, in several units and of parts of each other.
#[test]
fn figures_that_leave_room_for_each_other_are_let_pass() {
    nothing(
        r#"
        story: {id: storm, headline: Storm leaves dozens hurt, date: 2024-05-10}
        sources:
          mayor:    {name: the mayor, kind: official}
          police:   {name: police, kind: agency, plural: true}
          herald:   {name: the Herald, kind: outlet, relays: [police]}
          hospital: {name: the hospital, kind: agency}
        entities:
          old-town: {name: Old Town, within: [oldbury]}
          oldbury:  {name: Oldbury, within: [norland]}
        claims:
          - {id: hurt-headline, subject: storm, measure: injured, value: dozens, part: headline}
          - {id: hurt-police, subject: storm, measure: injured, value: about 60 people, source: police, as-of: 2024-05-09}
          - {id: hurt-herald, subject: storm, measure: injured, value: 60 people, source: herald, as-of: 2024-05-10}
          - {id: hurt-hospital, subject: storm, measure: injured, value: at least 58, source: hospital}
          - {id: dead, subject: storm, measure: deaths, value: two people}
          - {id: dead-and-hurt, subject: storm, measure: casualties, value: 62 people}
          - {id: damage-mayor, subject: storm, measure: damage, value: $1.3 million, source: mayor}
          - {id: damage, subject: storm, measure: damage, value: $1.27 million}
          - {id: damage-insured, subject: storm, measure: damage, stage: insured, value: "$900,000"}
          - {id: people, subject: oldbury, measure: population, value: "about 45,000"}
          - {id: people-old-town, subject: old-town, measure: population, value: "9,400 people"}
          - {id: jobless, subject: oldbury, measure: unemployment, value: 5.4%, as-of: 2024-04}
          - {id: jobless-old-town, subject: old-town, measure: unemployment, value: 7%}
          - {id: turnout, subject: oldbury, measure: turnout, value: just over half}
          - {id: turnout-mayor, subject: oldbury, measure: turnout, value: 52%, source: mayor}
          - {id: insured, subject: oldbury, measure: share, scope: insured, value: two-thirds}
          - {id: insured-mayor, subject: oldbury, measure: share, scope: insured, value: 66%, source: mayor}
          - {id: wind, subject: storm, measure: speed, value: 120 km/h}
          - {id: wind-police, subject: storm, measure: speed, value: 75 mph, source: police}
          - {id: out, subject: storm, measure: evacuated, value: hundreds}
          - {id: out-mayor, subject: storm, measure: evacuated, value: "1,140 people", source: mayor}
          - {id: out-ordered, subject: storm, measure: evacuated, stage: ordered, value: "some 2,600 people", source: mayor}
          - {id: crews, subject: storm, measure: staff, value: 12 to 15 crews}
          - {id: crews-police, subject: storm, measure: staff, value: 14 crews, source: police}
        "#,
    );
}

/// Money, text, dates, entities and shares: what a rule is not about, it leaves alone.
#[test]
fn values_of_all_kinds_give_no_warning() {
    nothing(
        r#"
        story: {id: library, headline: Oldbury opens its library, date: 2024-05-10}
        sources:
          mayor:   {name: the mayor, kind: official}
          council: {name: the council, kind: government}
        entities:
          library: {name: the library, within: [oldbury]}
          oldbury: {name: Oldbury, within: [norland]}
        claims:
          - {id: cost, subject: library, measure: cost, value: "€12 million", source: council}
          - {id: cost-in-words, subject: library, measure: cost, value: more than was planned, source: mayor}
          - {id: cost-planned, subject: library, measure: cost, stage: planned, value: "€10 million", source: council}
          - {id: over, subject: library, measure: change, value: a fifth, change-from: cost-planned, change-to: cost}
          - {id: over-money, subject: library, measure: change, value: "€2 million", change-from: cost-planned, change-to: cost}
          - {id: over-words, subject: library, measure: change, value: modest, change-from: cost-planned, change-to: cost}
          - {id: budget-share, subject: library, measure: share, value: "12%", numerator: cost, denominator: budget}
          - {id: budget, subject: oldbury, measure: budget, value: "€100 million", source: council}
          - {id: books, subject: library, measure: collection, value: "40,000 books"}
          - {id: rooms, subject: library, measure: rooms, value: 14}
          - {id: style, subject: library, measure: style, value: one of the largest of its kind, source: mayor}
          - {id: style-again, subject: library, measure: style, value: modest, source: council}
          - {id: opened, subject: library, measure: opening, value: 2024-05-09}
          - {id: opened-loosely, subject: library, measure: opening, value: last spring, source: mayor}
          - {id: seat, subject: library, measure: location, value: oldbury, place: oldbury}
          - {id: opening-hours, subject: library, measure: duration, value: six hours}
          - {id: weight, subject: library, measure: weight, value: 400 tonnes}
          - {id: staff, subject: library, measure: staff, value: dozens}
          - {id: lent, subject: library, measure: loans, value: "1,200", parts: [lent-books, lent-films, lent-rest]}
          - {id: lent-books, subject: library, measure: loans, scope: books, value: 900}
          - {id: lent-films, subject: library, measure: loans, scope: films, value: 200}
          - {id: lent-rest, subject: library, measure: loans, scope: rest, value: about 100}
          - {id: spent, subject: oldbury, measure: damage, value: "€3 million", parts: [spent-books, spent-roof]}
          - {id: spent-books, subject: oldbury, measure: damage, scope: books, value: "40%"}
          - {id: spent-roof, subject: oldbury, measure: damage, scope: roof, value: "60%"}
        "#,
    );
}
