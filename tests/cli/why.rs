//! `why`: how a rule comes to its answer on some claims, and what the exit status says of it.

use crate::{Desk, err, out, status};

const RULES: &str = r#"
measure tolls {
  value count
}
rule apart {
  param most = 5%
  for each pair a, b of claims sharing subject, measure
  flag when conflict(a.value, b.value, beyond: most) and a.source != b.source
  report "{a.value} and {b.value}"
    at b.value "{value}"
  example fires "ten and twenty" """
    claims: [{subject: gate, measure: tolls, value: 10, source: a}, {subject: gate, measure: tolls, value: 20, source: b}]
  """
  example silent "ten and ten" """
    claims: [{subject: gate, measure: tolls, value: 10, source: a}, {subject: gate, measure: tolls, value: 10, source: b}]
  """
}
"#;

const STORY: &str = "story: {id: s}
sources:
  herald: {name: the Herald, relays: [office]}
  office: {name: the toll office}
  police: {name: the police}
claims:
  - {id: one, subject: gate, measure: tolls, value: about 100, source: herald}
  - {id: two, subject: gate, measure: tolls, value: 132, source: police}
  - {id: three, subject: gate, measure: tolls, value: 130, source: office}
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES);
    desk.write("story.yaml", STORY);
    desk
}

#[test]
fn a_finding_is_derived() {
    let output = desk().run(&["why", "apart", "one", "two", "--in", "story.yaml", "--rules", "desk.rules"]);
    let text = out(&output);
    assert_eq!((status(&output), err(&output).as_str()), (0, ""), "{text}");
    for part in [
        "`apart` reports s/one and s/two: all that it asks for is so.",
        "s/one: about 100\n      read as 90 to 110; `about` is 90% to 110% of the number\n      from the Herald\n        who relays the toll office",
        "yes         conflict(a.value, b.value, beyond: most)",
        "apart by 16.7%, 5% let pass: they conflict up to 16.7%",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn what_is_not_reported_is_told_by_the_first_condition_that_fails() {
    let desk = desk();
    let output = desk.run(&["why", "apart", "--not", "two", "three", "--in", "story.yaml", "--rules", "desk.rules"]);
    let text = out(&output);
    assert_eq!(status(&output), 0, "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("`apart` does not report s/two and s/three: `conflict(a.value, b.value, beyond: most)` is not so"),
        "{text}"
    );
    assert!(text.contains("apart by 1.5%, 5% let pass: they would conflict below 1.5%"), "{text}");
    let asked_the_other_way = desk.run(&["why", "apart", "two", "three", "--in", "story.yaml", "--rules", "desk.rules"]);
    assert_eq!(status(&asked_the_other_way), 1);
}

#[test]
fn without_claims_the_nearest_are_taken_and_one_claim_finds_its_partner() {
    let desk = desk();
    let nearest = desk.run(&["why", "apart", "--in", "story.yaml", "--rules", "desk.rules"]);
    assert!(out(&nearest).starts_with("`apart` reports s/one and s/two"), "{}", out(&nearest));
    let partner = desk.run(&["why", "apart", "s/three", "--in", "story.yaml", "--rules", "desk.rules"]);
    assert!(out(&partner).starts_with("`apart` reports s/one and s/three"), "{}", out(&partner));
}

#[test]
fn it_is_json_as_well() {
    let output = desk().run(&["why", "apart", "one", "two", "--in", "story.yaml", "--rules", "desk.rules", "--format", "json"]);
    let made: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(made["reports"], true);
    assert_eq!(made["claims"][0]["origins"][1], "  who relays the toll office");
    let flag = made["conditions"].as_array().unwrap().iter().find(|c| c["margin"].is_object()).unwrap();
    assert_eq!(flag["margin"]["words"], "apart by 16.7%, 5% let pass: they conflict up to 16.7%");
}

#[test]
fn what_is_not_there_is_2() {
    let desk = desk();
    for (arguments, said) in [
        (&["why", "apartt", "--in", "story.yaml", "--rules", "desk.rules"][..], "did you mean `apart`?"),
        (&["why", "apart", "tow", "--in", "story.yaml", "--rules", "desk.rules"], "did you mean"),
        (&["why", "apart", "--in", "nowhere.yaml", "--rules", "desk.rules"], ""),
    ] {
        let output = desk.run(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}: {}", out(&output));
        assert!(err(&output).contains(said), "{}", err(&output));
    }
}
