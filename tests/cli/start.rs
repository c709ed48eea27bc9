//! `init` and `new rule`: from nothing to a desk whose files pass.

use std::fs;

use crate::{Desk, err, out, status};

#[test]
fn what_init_writes_passes_at_once() {
    let desk = Desk::new();
    let init = desk.run(&["init"]);
    assert_eq!(status(&init), 0, "{}", err(&init));
    let names = ["claimlint.yaml", "desk/desk.rules", "stories/first.md", ".github/workflows/claimlint.yml"];
    for name in names {
        assert!(out(&init).contains(&format!("wrote {name}\n")), "{}", out(&init));
        assert!(desk.0.join(name).is_file(), "{name}");
    }
    let check = desk.run(&["check", "stories"]);
    assert_eq!((status(&check), out(&check).contains("nothing to report")), (0, true), "{}", out(&check));
    let workflow = fs::read_to_string(desk.0.join(names[3])).expect("a file");
    assert!(serde_yaml::from_str::<serde_yaml::Value>(&workflow).is_ok(), "{workflow}");
}

#[test]
fn the_first_rule_finds_the_slip_that_it_is_about() {
    let desk = Desk::new();
    desk.run(&["init", "news"]);
    let story = fs::read_to_string(desk.0.join("news/stories/first.md")).expect("a file");
    desk.write("news/stories/first.md", story.replace("[9,000]", "[4,000]"));
    let check = desk.command(&["check", "--fail-on", "warning", "--format", "concise"]).current_dir(desk.0.join("news")).output();
    let check = check.expect("the program runs");
    assert_eq!(status(&check), 1);
    let lines: Vec<String> = out(&check).lines().map(str::to_owned).collect();
    assert!(lines[0].contains("[crowd-disagreement]") && lines.len() == 2, "{lines:#?}");
}

#[test]
fn init_writes_nothing_over() {
    let desk = Desk::new();
    desk.write("claimlint.yaml", "fail-on: never\n");
    let init = desk.run(&["init"]);
    assert_eq!(status(&init), 2);
    assert!(err(&init).contains("`claimlint.yaml` is there already"), "{}", err(&init));
    assert!(!desk.0.join("desk").exists());
    assert_eq!(fs::read_to_string(desk.0.join("claimlint.yaml")).expect("a file"), "fail-on: never\n");
}

#[test]
fn a_rule_begins_as_a_copy_of_another() {
    let desk = Desk::new();
    desk.run(&["init"]);
    let new = desk.run(&["new", "rule", "tolls-differ", "--like", "sources-disagree"]);
    assert_eq!((status(&new), out(&new)), (0, "wrote desk/tolls-differ.rules\n".to_owned()), "{}", err(&new));
    let text = fs::read_to_string(desk.0.join("desk/tolls-differ.rules")).expect("a file");
    assert!(text.contains("\nrule tolls-differ {\n") && text.ends_with("\n}\n"), "{text}");
    let rules = desk.run(&["rules"]);
    assert_eq!((status(&rules), out(&rules).contains("tolls-differ")), (0, true), "{}", err(&rules));
}

#[test]
fn a_rule_can_begin_from_nothing_and_be_printed() {
    let desk = Desk::new();
    let new = desk.run(&["new", "rule", "bare-headline", "--output", "-"]);
    assert_eq!(status(&new), 0);
    desk.write("bare.rules", out(&new)).write("story.yaml", "claims: [{subject: a, measure: tolls, value: 3}]\n");
    let check = desk.run(&["check", "story.yaml", "--rules", "bare.rules"]);
    assert_eq!((status(&check), out(&check).contains("nothing to report")), (0, true), "{}", out(&check));
}

#[test]
fn what_cannot_be_made_is_said() {
    let desk = Desk::new();
    let said = |arguments: &[&str]| {
        let run = desk.run(arguments);
        (status(&run), err(&run))
    };
    let near = "claimlint: there is no rule `sources-disagre`; did you mean `sources-disagree`?\n";
    assert_eq!(said(&["new", "rule", "a", "--like", "sources-disagre"]), (2, near.to_owned()));
    assert_eq!(said(&["new", "rule", "2 late"]).0, 2);
    assert_eq!(said(&["new", "rule", "sources-disagree"]).0, 2);
    desk.write("a.rules", "# mine\n");
    assert_eq!(said(&["new", "rule", "a"]), (2, "claimlint: `a.rules` is there already\n".to_owned()));
    assert_eq!(fs::read_to_string(desk.0.join("a.rules")).expect("a file"), "# mine\n");
}
