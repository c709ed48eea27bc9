//! `baseline` and `check --baseline`: what is known lets a run pass, what is new or has grown does not, and nothing is known for ever.

use crate::{Desk, err, out, status};

const RULES: &str = "measure tolls { value count }
rule apart {
  severity error
  for each group g of claims sharing subject, measure
  let gap = clash(g.value)
  flag when gap
  report \"{g.measure} of {g.subject} differ\"
    at each g \"{value}\"
}
rule many {
  for each claim c where measure == \"tolls\"
  flag when c.value > 5
  escalate to error when c.value > 100
  report \"{c.value} is many\"
    at c.value \"{value}\"
}
";

const CHECK: [&str; 6] = ["check", "stories", "--rules", "desk.rules", "--pack", "none"];

fn story(claims: &[(&str, u32)]) -> String {
    let lines = claims.iter().map(|(id, value)| format!("  - {{id: {id}, subject: gate, measure: tolls, value: {value}}}\n"));
    format!("story: {{id: s}}\nclaims:\n{}", lines.collect::<String>())
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("stories/s.yaml", story(&[("a", 9), ("b", 7)]));
    desk
}

fn baseline(desk: &Desk, action: &str) -> String {
    let output = desk.run(&["baseline", action, "stories", "--rules", "desk.rules", "--pack", "none"]);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    out(&output)
}

fn checked(desk: &Desk) -> (i32, String) {
    let output = desk.run(&[&CHECK[..], &["--baseline", "claimlint-baseline.json"]].concat());
    (status(&output), out(&output) + &err(&output))
}

#[test]
fn what_is_known_lets_a_run_pass() {
    let desk = desk();
    assert_eq!(status(&desk.run(&CHECK)), 1);
    assert_eq!(baseline(&desk, "create"), "wrote 3 findings to claimlint-baseline.json\n");
    let (code, text) = checked(&desk);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("3 known to the baseline"), "{text}");
    // Lines and values may move.
    desk.write(
        "stories/s.yaml",
        story(&[("a", 9), ("b", 7)]).replace("claims:", "# a line\n\nclaims:").replace("value: 9", "value: 8"),
    );
    assert_eq!(checked(&desk).0, 0);
    let json = desk.run(&[&CHECK[..], &["--baseline", "claimlint-baseline.json", "--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((&report["summary"]["baselined"], report["findings"].as_array().map(Vec::len)), (&3.into(), Some(0)));
}

#[test]
fn what_is_new_or_has_grown_comes_back() {
    let desk = desk();
    baseline(&desk, "create");
    desk.write("stories/s.yaml", story(&[("a", 900), ("b", 7)]));
    let (code, text) = checked(&desk);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("error[many]") && text.contains("2 known to the baseline"), "{text}");
    desk.write("stories/s.yaml", story(&[("a", 9), ("b", 7), ("c", 4)]));
    let (code, text) = checked(&desk);
    assert_eq!(code, 1, "{text}");
    // Another claim is a witness now, and the group is the same.
    assert!(text.contains("error[apart]") && !text.contains("stale-baseline"), "{text}");
}

#[test]
fn what_is_mended_is_told_and_taken_out() {
    let desk = desk();
    baseline(&desk, "create");
    desk.write("stories/s.yaml", story(&[("a", 9)]));
    let (code, text) = checked(&desk);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("advice[stale-baseline]") && text.contains("2 entries of the baseline match nothing any more"),
        "{text}"
    );
    assert_eq!(baseline(&desk, "prune"), "took 2 findings out of claimlint-baseline.json, 1 left\n");
    assert!(!checked(&desk).1.contains("stale-baseline"));
    // What comes back is not known any more.
    desk.write("stories/s.yaml", story(&[("a", 9), ("b", 7)]));
    assert_eq!(checked(&desk).0, 1);
    assert_eq!(baseline(&desk, "update"), "took 0 findings out of claimlint-baseline.json, 1 left; 2 findings are not in it\n");
}

#[test]
fn update_narrows_what_has_shrunk() {
    let desk = desk();
    desk.write("stories/s.yaml", story(&[("a", 900)]));
    baseline(&desk, "create");
    desk.write("stories/s.yaml", story(&[("a", 9)]));
    baseline(&desk, "update");
    desk.write("stories/s.yaml", story(&[("a", 900)]));
    assert_eq!(checked(&desk).0, 1, "the error is not known any more");
}

#[test]
fn entries_of_stories_that_are_not_checked_are_not_stale() {
    let desk = desk();
    desk.write("stories/t.yaml", story(&[("a", 9)]).replace("id: s", "id: t"));
    baseline(&desk, "create");
    let one = desk.run(&[
        "check",
        "stories/t.yaml",
        "--rules",
        "desk.rules",
        "--pack",
        "none",
        "--baseline",
        "claimlint-baseline.json",
    ]);
    assert!(!out(&one).contains("stale-baseline"), "{}", out(&one));
}

#[test]
fn a_baseline_is_not_lost_by_mistake() {
    let desk = desk();
    baseline(&desk, "create");
    let again = desk.run(&["baseline", "create", "stories", "--rules", "desk.rules"]);
    assert_eq!(status(&again), 2);
    assert!(err(&again).contains("is there already"), "{}", err(&again));
    desk.write("claimlint-baseline.json", "{\"version\": 1, \"findings\": [");
    for arguments in [&["baseline", "update", "stories"][..], &[&CHECK[..], &["--baseline", "claimlint-baseline.json"]].concat()]
    {
        let output = desk.run(arguments);
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains("cannot be read") && err(&output).contains("--force"), "{}", err(&output));
    }
    assert_eq!(status(&desk.run(&[&CHECK[..], &["--baseline", "nowhere.json"]].concat())), 2);
    // A run that is not sound takes nothing out.
    desk.write("claimlint-baseline.json", "{\"version\": 1, \"findings\": []}\n").write("stories/bad.yaml", "claims: [\n");
    assert_eq!(status(&desk.run(&["baseline", "update", "stories", "--rules", "desk.rules"])), 2);
}

#[test]
fn a_group_is_known_whichever_stories_join_it() {
    let desk = Desk::new();
    desk.write("desk.rules", RULES.replace("of claims sharing", "of claims across stories sharing"));
    desk.write("stories/s.yaml", story(&[("a", 1), ("b", 3)]));
    let prints = |desk: &Desk| {
        let json = desk.run(&[&CHECK[..], &["--format", "json"]].concat());
        let report: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
        report["findings"][0]["fingerprint"].clone()
    };
    let alone = prints(&desk);
    desk.write("stories/t.yaml", story(&[("x", 2)]).replace("id: s", "id: t"));
    assert_eq!(prints(&desk), alone);
}

#[test]
fn a_baseline_and_a_schema_are_not_read_as_claims() {
    let desk = desk();
    baseline(&desk, "create");
    desk.write("claimlint.schema.json", out(&desk.run(&["rules", "--format", "schema"])));
    let all = ["check", ".", "--rules", "desk.rules", "--pack", "none", "--baseline", "claimlint-baseline.json"];
    let output = desk.run(&all);
    let text = out(&output);
    assert_eq!(status(&output), 0, "{text}");
    assert!(!text.contains("unknown-field") && !text.contains("passed over"), "{text}");
}

#[test]
fn entries_of_rules_that_did_not_run_are_kept() {
    let desk = desk();
    baseline(&desk, "create");
    let before = std::fs::read_to_string(desk.0.join("claimlint-baseline.json")).unwrap();
    let narrow = [&CHECK[..], &["--rule", "many", "--baseline", "claimlint-baseline.json"]].concat();
    assert!(!out(&desk.run(&narrow)).contains("stale-baseline"));
    for action in ["prune", "update"] {
        let output = desk.run(&["baseline", action, "stories", "--rules", "desk.rules", "--pack", "none", "--rule", "many"]);
        assert_eq!(out(&output), "took 0 findings out of claimlint-baseline.json, 3 left\n", "{}", err(&output));
        assert_eq!(std::fs::read_to_string(desk.0.join("claimlint-baseline.json")).unwrap(), before);
    }
}

#[test]
fn a_story_that_is_gone_is_known_to_be_gone_where_all_are_checked() {
    let desk = desk();
    desk.write("stories/t.yaml", story(&[("a", 9)]).replace("id: s", "id: t"));
    desk.write("claimlint.yaml", "stories: [stories]\nrule-files: [desk.rules]\npacks: []\n");
    assert_eq!(status(&desk.run(&["baseline", "create"])), 0);
    std::fs::remove_file(desk.0.join("stories/t.yaml")).unwrap();
    let some = desk.run(&["check", "stories", "--baseline", "claimlint-baseline.json"]);
    assert!(!out(&some).contains("stale-baseline"), "{}", out(&some));
    let all = desk.run(&["check", "--baseline", "claimlint-baseline.json"]);
    assert!(out(&all).contains("an entry of `many` in the baseline matches nothing any more"), "{}", out(&all));
    assert_eq!(out(&desk.run(&["baseline", "prune"])), "took 1 finding out of claimlint-baseline.json, 3 left\n");
}

#[test]
fn a_baseline_of_another_time_or_with_a_slip_says_so() {
    let desk = desk();
    let entry = "{\"rule\": \"many\", \"claims\": [], \"severity\": \"grave\", \"fingerprint\": \"0\"}";
    for (text, part) in [
        ("{\"version\": 2, \"what\": []}".to_owned(), "it is of version 2"),
        (format!("{{\"version\": 1, \"findings\": [{entry}]}}"), "`grave` is no severity"),
        ("{\"version\": 1, \"findings\": [], \"more\": 1}".to_owned(), "line 1"),
    ] {
        desk.write("claimlint-baseline.json", &text);
        let (code, said) = checked(&desk);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_key_is_known_however_it_is_written() {
    let desk = Desk::new();
    let prints = |desk: &Desk| {
        let json = desk.run(&[&CHECK[..], &["--rule", "apart", "--format", "json"]].concat());
        let report: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
        report["findings"][0]["fingerprint"].clone()
    };
    desk.write("desk.rules", SHARED);
    let pair = |id: &str, day: &str| {
        let claims = ["x", "y"]
            .map(|subject| format!("  - {{id: {subject}, subject: {subject}, measure: tolls, value: 1, as-of: {day}}}\n"));
        format!("story: {{id: {id}}}\nclaims:\n{}", claims.concat())
    };
    desk.write("stories/s.yaml", pair("s", "2026-03-03"));
    let alone = prints(&desk);
    assert!(alone.is_string());
    desk.write("stories/a.yaml", pair("a", "3 March 2026"));
    assert_eq!(prints(&desk), alone);
}

const SHARED: &str = "measure tolls { value count }
rule apart {
  for each group g of claims across stories sharing as-of
  flag when count(distinct(g.subject)) > 1
  report \"one day of several\"
    at each g \"{value}\"
}
";
