//! Sample stories under all shipped rules: only what was planted is found, and the data give no cause for a warning.

use crate::run::{self, line, said};

/// The rules that report on a story, each with the claims that it is about, in order.
fn found(report: &claimlint::report::Report) -> Vec<(String, Vec<String>)> {
    report.findings.iter().map(|f| (f.rule.clone(), f.claims.clone())).collect()
}

fn nothing(documents: &str) {
    let shipped = run::shipped();
    let (report, sources) = run::report(&shipped, "story.yaml", documents, None);
    let words: Vec<String> =
        report.findings.iter().map(line).chain(report.diagnostics.iter().map(|d| said(d, &sources))).collect();
    assert!(words.is_empty(), "nothing is to be reported:\n{}", words.join("\n"));
}

#[test]
fn harvest_is_clean() {
    let shipped = run::shipped();
    let (report, sources) = run::sample(&shipped, "harvest");
    let words: Vec<String> =
        report.findings.iter().map(line).chain(report.diagnostics.iter().map(|d| said(d, &sources))).collect();
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

/// Money, text, dates, entities, shares, and measures that nobody declared for the figures that stand in them.
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
