//! `tune`: how many findings a rule has at which setting.

use serde_json::{Value, json};

use crate::{Desk, err, out, status};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "gap.rules",
        "rule gap {\n  param least = 10%\n  param wording = \"x\"\n  for each pair a, b of claims sharing topic\n  \
         flag when conflict(a.value, b.value, beyond: least)\n  report \"{a.value} and {b.value}\" at b.value \"here\"\n}\n",
    );
    desk.write(
        "story.yaml",
        "claims:\n  - {subject: a, measure: tolls, value: 100}\n  - {subject: a, measure: tolls, value: 104}\n  \
         - {subject: b, measure: tolls, value: 100}\n  - {subject: b, measure: tolls, value: 120}\n",
    );
    desk
}

#[test]
fn findings_are_counted_at_each_setting() {
    let desk = desk();
    let run = desk.run(&["tune", "gap", "story.yaml", "--rules", "gap.rules", "--format", "json"]);
    assert_eq!(status(&run), 0, "{}", err(&run));
    let told: Value = serde_json::from_str(&out(&run)).expect("JSON");
    let params = told["params"].as_array().expect("a list");
    assert_eq!(params.len(), 1, "a text is no number: {told}");
    let trials: Vec<(&str, &Value)> = params[0]["trials"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|trial| (trial["setting"].as_str().expect("a setting"), &trial["findings"]))
        .collect();
    assert!(trials.contains(&("2%", &json!(2))) && trials.contains(&("5%", &json!(1))) && trials.contains(&("20%", &json!(0))));
    let in_force = params[0]["trials"].as_array().expect("a list").iter().find(|trial| trial["in-force"] == json!(true));
    assert_eq!(in_force.map(|trial| &trial["setting"]), Some(&json!("10%")));
}

#[test]
fn settings_can_be_named_and_set_by_the_configuration() {
    let desk = desk();
    desk.write("claimlint.yaml", "rules: {gap: {params: {least: 3%}}}\n");
    let run = desk.run(&["tune", "gap", "story.yaml", "--rules", "gap.rules", "--at", "3%,200%,1%"]);
    assert_eq!(status(&run), 0, "{}", err(&run));
    let told = out(&run);
    for line in ["gap, least = 3%\n", "  *   3%  2  ██\n", "    200%  -  the rule cannot be run with it\n", "      1%  2  ██\n"]
    {
        assert!(told.contains(line), "{line}:\n{told}");
    }
}

#[test]
fn a_chart_is_well_formed() {
    let desk = desk();
    let told = out(&desk.run(&["tune", "gap", "story.yaml", "--rules", "gap.rules", "--format", "svg"]));
    assert!(told.starts_with("<svg ") && told.ends_with("</svg>\n") && told.matches("<rect ").count() > 5, "{told}");
    assert!(!told.contains("<script"), "{told}");
}

#[test]
fn what_cannot_be_tuned_is_said() {
    let desk = desk();
    let said = |arguments: &[&str]| {
        let run = desk.run(&[arguments, &["--rules", "gap.rules"]].concat());
        (status(&run), err(&run))
    };
    assert_eq!(said(&["tune", "gapp", "story.yaml"]), (2, "claimlint: there is no rule `gapp`; did you mean `gap`?\n".into()));
    assert_eq!(said(&["tune", "gap", "story.yaml", "--param", "wording"]).0, 2);
    assert_eq!(said(&["tune", "sources-disagree", "story.yaml"]).0, 2);
    assert_eq!(said(&["tune", "gap", "gone.yaml"]).0, 2);
    desk.write("odd.yaml", "claims:\n  - {subject: a, sorce: b}\n");
    assert_eq!(said(&["tune", "gap", "odd.yaml"]).0, 1);
}
