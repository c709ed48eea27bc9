//! `claimlint.yaml`: which stories, what is known, severities for some files, and where each setting comes from.

use crate::{Desk, err, out, status};

const RULES: &str = "measure tolls { value count }
rule many {
  param most = 5
  for each claim c where measure == \"tolls\"
  flag when c.value > most
  report \"{c.value} is many\"
    at c.value \"{value}\"
  example fires \"six\" \"\"\"
    claims: [{subject: gate, measure: tolls, value: 6}]
  \"\"\"
  example silent \"five\" \"\"\"
    claims: [{subject: gate, measure: tolls, value: 5}]
  \"\"\"
}
";

fn story(id: &str, value: u32) -> String {
    format!("story: {{id: {id}}}\nclaims:\n  - {{id: a, subject: gate, measure: tolls, value: {value}}}\n")
}

fn desk(config: &str) -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("claimlint.yaml", format!("rule-files: [desk.rules]\npacks: []\n{config}"));
    desk.write("stories/news/a.yaml", story("a", 9)).write("stories/opinion/b.yaml", story("b", 12));
    desk.write("archive/c.yaml", story("c", 15)).write("drafts/d.yaml", story("d", 20));
    desk
}

#[test]
fn the_stories_of_the_configuration_are_checked_where_none_is_named() {
    let desk = desk("stories: [stories/**/*.yaml]\nbackground: [archive]\n");
    let output = desk.run(&["check"]);
    let text = out(&output);
    assert_eq!(status(&output), 0, "{text}{}", err(&output));
    assert!(text.contains("stories/news/a.yaml") && text.contains("stories/opinion/b.yaml"), "{text}");
    assert!(!text.contains("archive/c.yaml") && !text.contains("drafts/d.yaml"), "{text}");
    assert!(text.contains("checked 2 claims in 2 stories"), "{text}");
    // What is named takes the place of the stories; what is known stays known.
    let named = desk.run(&["check", "drafts/d.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&named)).unwrap();
    assert_eq!((&report["summary"]["claims"], &report["summary"]["background"]), (&1.into(), &1.into()));
}

#[test]
fn paths_are_those_from_the_configurations_folder() {
    let desk = desk("stories: [stories/news]\n");
    let mut command = desk.command(&["check", "--format", "concise"]);
    let output = command.current_dir(desk.0.join("stories/opinion")).output().unwrap();
    assert!(out(&output).contains("../../stories/news/a.yaml:3:"), "{}{}", out(&output), err(&output));
}

#[test]
fn overrides_hold_for_their_files_alone() {
    let overrides = "overrides:\n  - files: [stories/opinion/**]\n    rules: {many: {severity: off}}\n  - files: [stories/news]\n    rules: {many: {severity: error}}\n";
    let desk = desk(overrides);
    let output = desk.run(&["check", "stories"]);
    let text = out(&output);
    assert_eq!(status(&output), 1, "{text}");
    assert!(text.contains("error[many]") && !text.contains("opinion/b.yaml"), "{text}");
    assert!(text.contains("1 error;") || text.contains(": 1 error"), "{text}");
    let mut elsewhere = desk.command(&["check", "b.yaml"]);
    let output = elsewhere.current_dir(desk.0.join("stories/opinion")).output().unwrap();
    assert!(out(&output).contains("no findings") || out(&output).contains("nothing to report"), "{}", out(&output));
}

#[test]
fn what_is_wrong_in_a_configuration_is_2() {
    for (config, part) in [
        ("stories: ['stories/[']\n", "no pattern of files"),
        ("stories: [nowhere.yaml]\n", "nowhere.yaml"),
        ("overrides:\n  - files: [a]\n    rules: {mnay: {severity: off}}\n", "did you mean `many`?"),
        ("overrides:\n  - files: [a]\n    rules: {many: {severity: grave}}\n", "no severity"),
        ("overrides:\n  - fils: [a]\n    rules: {}\n", "`fils`"),
        ("overrides:\n  - files: [a]\n", "`overrides` lacks `rules`"),
        ("overrides:\n  - files: [a]\n    rules: {}\n  - files: [b, '[']\n    rules: {}\n", "claimlint.yaml:6:16"),
        ("storys: []\nfail: error\n", "did you mean `stories`?"),
        ("stories: a.yaml\n", "`stories` is to be a list"),
        ("fail-on: eror\n", "did you mean `error`?"),
        ("rules: {many: off}\n", "`many` is to be a mapping"),
        ("rules:\n  many: {severity: off}\n  many: {severity: error}\n", "`many` is set twice"),
        ("stories: []\nstories: []\n", "`stories` is set twice"),
        ("---\nstories: []\n", "a configuration is one document"),
    ] {
        let output = desk(config).run(&["check"]);
        let said = out(&output) + &err(&output);
        assert_eq!(status(&output), 2, "{config}{said}");
        assert!(said.contains(part), "{part} is not in:\n{said}");
        let rust = ["struct", "expected", "invalid type"].iter().find(|word| said.contains(**word));
        assert!(rust.is_none(), "{rust:?} is in:\n{said}");
        // What was meant to be in force is not known, so nothing is checked by something else.
        let stopped = !said.contains("unreadable");
        assert!(!stopped || said.contains("checked 0 claims"), "{said}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_in_its_place() {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("a.yaml", story("a", 9));
    desk.write("claimlint.yaml", "packs: [figures, figuers]\nrule-files: [desk.rules]\nrules:\n  mnay: {severity: off}\n");
    let text = out(&desk.run(&["check", "--format", "concise"]));
    assert!(text.contains("claimlint.yaml:1:18: ") && text.contains("claimlint.yaml:4:3: "), "{text}");
    // A key with nothing behind it sets nothing.
    desk.write(
        "claimlint.yaml",
        "stories:\nfail-on:\npacks: []\nrule-files: [desk.rules]\nrules: {many: {severity: error, params: }}\n",
    );
    let output = desk.run(&["check", "--format", "concise"]);
    assert_eq!(status(&output), 1, "{}{}", out(&output), err(&output));
}

#[test]
fn outside_of_a_repository_only_the_working_directory_counts() {
    let desk = desk("stories: [stories]\n");
    std::fs::remove_dir_all(desk.0.join(".git")).unwrap();
    let mut command = desk.command(&["check", "a.yaml"]);
    let output = command.current_dir(desk.0.join("stories/news")).output().unwrap();
    assert!(!out(&output).contains("[many]"), "{}", out(&output));
    assert!(out(&desk.run(&["check", "stories/news/a.yaml"])).contains("[many]"));
}

#[test]
fn every_setting_can_be_shown_with_its_origin() {
    let desk = desk("rules:\n  many: {severity: error, params: {most: 7}}\n");
    let text = out(&desk.run(&["rules", "--origin"]));
    assert!(text.contains("severity error  (claimlint.yaml:4)") && text.contains("most = 7  (claimlint.yaml:4)"), "{text}");
    assert!(
        text.contains("rule-files: desk.rules  (claimlint.yaml:1)") && text.contains("packs: none  (claimlint.yaml:2)"),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&out(&desk.run(&["rules", "--format", "json"]))).unwrap();
    assert_eq!(json["rules"][0]["set"][0]["what"], "severity");
    assert_eq!((&json["settings"][0]["key"], &json["settings"][0]["line"]), (&"rule-files".into(), &1.into()));
    desk.write(
        "claimlint.yaml",
        "rule-files: [desk.rules]\npacks: []\noverrides:\n  - files: [opinion/**]\n    rules: {many: {severity: off}}\n",
    );
    let text = out(&desk.run(&["rules", "--origin"]));
    assert!(text.contains("severity off in opinion/**  (claimlint.yaml:5)"), "{text}");
    let narrowed = desk.run(&["rules", "--tag", "tmie", "--pack", "all"]);
    assert_eq!(status(&narrowed), 2);
    assert!(err(&narrowed).contains("did you mean `time`?"), "{}", err(&narrowed));
    let errors = out(&desk.run(&["rules", "--pack", "totals", "--severity", "error"]));
    assert!(errors.contains("part-exceeds-total") && !errors.contains("share-mismatch "), "{errors}");
}
