//! `claims` and `rules`: what is read, and what is in force.

use serde_json::{Value, json};

use crate::{Desk, desk, err, out, status};

fn claims(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let output = desk.run(&[&["claims"], arguments].concat());
    out(&output).lines().map(|line| serde_json::from_str(line).expect("JSON on each line")).collect()
}

#[test]
fn a_claim_is_shown_as_rules_see_it() {
    let desk = desk();
    desk.write(
        "story.yaml",
        "story: {id: s}\ndraft: s.txt\nsources:\n  bob: {party: guild, relays: [eve]}\nclaims:\n  - {id: a, subject: gate, measure: tolls, value: more than 9, source: bob, place: harbour, as-of: 2024-10, text: More than 9}\n",
    )
    .write("s.txt", "\nMore than 9, he said.\n");
    let read = claims(&desk, &["story.yaml", "--rules", "desk.rules"]);
    let claim = &read[0];
    assert_eq!((&claim["story"], &claim["id"]), (&json!("s"), &json!("a")));
    let value = json!({
        "text": "more than 9", "low": "10", "high": null, "low-open": false, "high-open": false,
        "dimension": "one", "unit": null, "hedge": "more than",
    });
    assert_eq!(claim["fields"]["value"], value);
    assert_eq!(claim["fields"]["as-of"], json!({"text": "2024-10", "first": "2024-10-01", "last": "2024-10-31"}));
    assert_eq!((&claim["fields"]["modality"], &claim["fields"]["place"]), (&json!("statement"), &json!("harbour")));
    assert_eq!(claim["defaulted"], json!(["modality", "part", "status"]));
    assert_eq!(claim["topic"], json!({"subject": "gate", "measure": "tolls", "stage": null, "scope": null}));
    assert_eq!((&claim["origins"], &claim["parties"]), (&json!(["eve"]), &json!(["eve"])));
    assert_eq!(claim["place"], json!({"path": "story.yaml", "line": 6, "column": 5}));
    assert_eq!(claim["words"], json!({"text": "More than 9", "path": "s.txt", "line": 2, "column": 1}));
}

#[test]
fn numbers_are_exact() {
    let desk = desk();
    desk.write("story.yaml", "claims:\n  - {id: a, subject: gate, value: more than a third}\n  - {id: b, subject: gate}\n");
    let read = claims(&desk, &["story.yaml"]);
    let value = &read[0]["fields"]["value"];
    assert_eq!((&value["low"], &value["low-open"]), (&json!("1/3"), &json!(true)));
    assert_eq!((&read[1]["fields"]["value"], &read[1]["topic"]), (&Value::Null, &Value::Null));
}

#[test]
fn claims_exit_as_check_does_and_diagnose_on_standard_error() {
    let desk = desk();
    assert_eq!(status(&desk.run(&["claims", "story.yaml", "--rules", "desk.rules"])), 0);
    desk.write("odd.yaml", "claims:\n  - {id: a, sorce: b}\n").write("bad.yaml", "claims: [");
    let odd = desk.run(&["claims", "odd.yaml"]);
    assert_eq!((status(&odd), out(&odd).lines().count()), (1, 1));
    assert!(err(&odd).contains("error[unknown-field]") && !err(&odd).contains("checked"), "{}", err(&odd));
    assert_eq!(status(&desk.run(&["claims", "bad.yaml", "story.yaml"])), 2);
    assert_eq!(status(&desk.run(&["claims", "gone.yaml"])), 2);
    assert_eq!(status(&Desk::new().run(&["claims"])), 2, "nothing to show");
}

#[test]
fn the_table_is_aligned() {
    let desk = desk();
    let table = out(&desk.run(&["claims", "story.yaml", "--format", "table", "--rules", "desk.rules"]));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert_eq!(lines[0].find("subject"), lines[1].find("gate"), "{table}");
    assert_eq!(lines[0].find("source"), lines[1].find('-'), "{table}");
}

#[test]
fn rules_are_listed_by_pack_with_their_places() {
    let desk = desk();
    let listed = out(&desk.run(&["rules", "--rules", "desk.rules"]));
    for part in ["of no pack\n", "many", "(desk.rules:6)", "figures: ", "sources-disagree", "(rules/figures.rules:"] {
        assert!(listed.contains(part), "{part} is not in:\n{listed}");
    }
    let own = out(&desk.run(&["rules", "--rules", "desk.rules", "--pack", "none"]));
    assert!(own.contains("1 rule in force") && !own.contains("sources-disagree"), "{own}");
    let two = out(&desk.run(&["rules", "--pack", "figures,totals"]));
    assert!(two.contains("figures: ") && two.contains("totals: "), "{two}");
    let unknown = desk.run(&["rules", "--pack", "figurs"]);
    assert_eq!(status(&unknown), 2);
    assert!(err(&unknown).contains("did you mean `figures`?"), "{}", err(&unknown));
}

#[test]
fn rules_in_json_say_where_and_which_are_broken() {
    let desk = desk();
    desk.write("bad.rules", "pack desk \"Ours\" opt-in\n\nrule bad {\n  for each claim c\n  flag when c.valu > 1\n  report \"x\"\n    at c \"y\"\n}\n");
    let output = desk.run(&["rules", "--rules", "desk.rules", "--rules", "bad.rules", "--format", "json", "--rule", "many"]);
    assert_eq!(status(&output), 2, "a rule has an error");
    let page: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(page["rules"].as_array().map(Vec::len), Some(1));
    let rule = &page["rules"][0];
    assert_eq!((&rule["name"], &rule["path"], &rule["line"]), (&json!("many"), &json!("desk.rules"), &json!(6)));
    assert_eq!((&rule["severity"], &rule["params"]), (&json!("warning"), &json!({"most": "5"})));
    assert_eq!(page["broken"], json!([{"name": "bad", "path": "bad.rules", "line": 3}]));
    assert!(
        page["packs"]
            .as_array()
            .is_some_and(|p| p.contains(&json!({"name": "desk", "title": "Ours", "opt-in": true, "rules": 0})))
    );
    assert!(page["idle"].as_array().is_some_and(|i| i.contains(&json!("sources-disagree"))));
    let human = desk.run(&["rules", "--rules", "bad.rules"]);
    assert!(out(&human).contains("`bad` has an error and does not run  (bad.rules:3)"), "{}", out(&human));
    assert!(out(&human).contains("desk (opt-in, not in force): Ours"), "{}", out(&human));
    assert!(err(&human).contains("did you mean `value`?"), "{}", err(&human));
}

#[test]
fn the_plan_tells_shared_indexes_and_how_the_work_grows() {
    let desk = Desk::new();
    desk.write(
        "desk.rules",
        "rule rises {\n  for each pair a, b of claims sharing subject, measure\n  flag when b.value > a.value\n  report \"x\"\n    at b \"y\"\n}\n\
         rule quoted {\n  for each pair a, b of claims sharing subject, measure\n  flag when a.quote != b.quote\n  report \"x\"\n    at b \"y\"\n}\n\
         rule stands {\n  for each claim c\n  flag when c.value > 3\n  report \"x\"\n    at c \"y\"\n}\n",
    );
    let plan = out(&desk.run(&["rules", "--plan", "--rules", "desk.rules", "--pack", "none"]));
    for part in [
        "A  the claims of one story by subject, measure  (2 rules)",
        "rises   index A       O(m log m + k): in the order of value, the nearest below value",
        "quoted  index A       O(m²): every two of them, up to --steps",
        "stands  each claim    O(n)",
    ] {
        assert!(plan.contains(part), "{part} is not in:\n{plan}");
    }
}
