//! `explain`: a page for every kind of name, and what is near to a name that nothing has.

use crate::{Desk, desk, err, out, status};

#[test]
fn every_kind_has_a_page() {
    let desk = Desk::new();
    for (name, parts) in [
        ("figures", &["figures: a pack", "sources-disagree"][..]),
        (
            "sources-disagree",
            &["a rule", "Severity     warning", "all claims of one story with the same topic", "Leaves alone: "],
        ),
        ("clash", &["a function", "clash("]),
        ("troop-count", &["a measure", "Tolerance    5% of the greater figure", "rules/measures.rules:"]),
        ("deaths", &["a running total, which only rises", "Kind of      casualties"]),
        ("km", &["a unit", "1,000 metre", "kilometres"]),
        ("fahrenheit", &["5/9 celsius, counted from 32"]),
        ("%", &["percent: a unit"]),
        ("about", &["a hedge", "90% to 110%", "`about 1,000` is 900 to 1,100"]),
        ("or more", &["Behind a number: from 100%"]),
        ("dozens", &["a vague amount", "24 to 199"]),
        ("most", &["above 50% to 100%"]),
        ("modality", &["a field of claims", "conditional < forecast", "statement with a source"]),
        ("born", &["a field of entities and sources"]),
        ("headline", &["a field of stories"]),
        ("split-number", &["a diagnostic code, usually an error", "    claims:\n"]),
    ] {
        let output = desk.run(&["explain", name]);
        assert_eq!((status(&output), err(&output).as_str()), (0, ""), "{name}");
        for part in parts {
            assert!(out(&output).contains(part), "{part} is not in:\n{}", out(&output));
        }
    }
}

#[test]
fn words_may_stand_apart_and_kinds_together() {
    let desk = Desk::new();
    assert!(out(&desk.run(&["explain", "more", "than"])).starts_with("more than: a hedge"));
    let day = out(&desk.run(&["explain", "day"]));
    assert!(day.contains("day: a function") && day.contains("day: a unit"), "{day}");
    let kind = out(&desk.run(&["explain", "status"]));
    assert!(kind.contains("a field of claims") && kind.contains("a field of entities"), "{kind}");
}

#[test]
fn pages_show_no_markup() {
    let page = out(&Desk::new().run(&["explain", "split-number"]));
    assert!(!page.contains("```") && !page.contains("# split"), "{page}");
}

#[test]
fn a_desk_explains_its_own() {
    let desk = desk();
    desk.write("claimlint.yaml", "rule-files: [desk.rules]\n");
    let page = out(&desk.run(&["explain", "many"]));
    for part in ["Param        most = 5", "Reports when c.value > most", "desk.rules:6", "Reports: nine"] {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
    assert_eq!(status(&desk.run(&["explain", "many", "--no-config"])), 2);
    desk.write("claimlint.yaml", "rule-files: [desk.rules]\nrules:\n  many: {severity: off}\n");
    assert!(out(&desk.run(&["explain", "many"])).contains("The configuration turns it off."));
    desk.write("bad.rules", "rule bad {\n  flg\n}\n");
    let broken = desk.run(&["explain", "bad", "--rules", "bad.rules"]);
    assert_eq!(status(&broken), 2);
    assert!(out(&broken).contains("It has an error and does not run.") && err(&broken).contains("error[syntax]"));
}

#[test]
fn without_a_name_all_names_are_listed() {
    let list = out(&Desk::new().run(&["explain"]));
    for part in ["Packs (", "Rules (", "Functions (", "Measures (", "Units (", "Hedges (", "Fields (", "Diagnostic codes ("] {
        assert!(list.contains(part), "{part} is not in:\n{list}");
    }
}

#[test]
fn an_unknown_name_is_2_with_the_nearest() {
    let output = Desk::new().run(&["explain", "dozen"]);
    assert_eq!((status(&output), out(&output).as_str()), (2, ""));
    assert!(err(&output).contains("did you mean `dozens`?"), "{}", err(&output));
    assert_eq!(status(&Desk::new().run(&["explain", "xyzzy"])), 2);
}

#[test]
fn a_rule_is_a_page_or_json() {
    let desk = desk();
    let page = out(&desk.run(&["explain", "weekday-mismatch", "--format", "markdown"]));
    for part in [
        "# weekday-mismatch\n",
        "## What it reports",
        "```text\nwarning[weekday-mismatch]",
        "  - {rule: weekday-mismatch, reason: ",
    ] {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
    let json = out(&desk.run(&["explain", "weekday-mismatch", "--format", "json"]));
    let things: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(things[0]["title"], "A weekday that does not fit its date");
    assert_eq!(things[0]["examples"][0]["fires"], true);
    let hedge = out(&desk.run(&["explain", "more", "than", "--format", "json"]));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&hedge).unwrap()[0]["kind"], "Hedges");
    let all: serde_json::Value = serde_json::from_str(&out(&desk.run(&["explain", "--format", "json"]))).unwrap();
    assert!(all.as_array().unwrap().len() > 80);
    assert!(out(&desk.run(&["explain", "--format", "markdown"])).contains("[weekday-mismatch](weekday-mismatch.md)"));
}

#[test]
fn some_words_of_a_name_will_do() {
    let desk = desk();
    assert!(out(&desk.run(&["explain", "sum", "parts"])).starts_with("parts-do-not-sum: a rule"));
    let several = desk.run(&["explain", "mismatch"]);
    assert_eq!(status(&several), 2);
    assert!(err(&several).contains("did you mean `age-mismatch` or"), "{}", err(&several));
    assert!(err(&desk.run(&["explain", "wekday-mismatch"])).contains("did you mean `weekday-mismatch`?"));
}
