//! `fmt`: files in place, `--check`, `--diff`, standard input, and what is left as it is.

use std::io::Write;
use std::process::Stdio;

use crate::{Desk, err, out, status};

const MESSY: &str =
    "rule   many {\n  for each claim c\n  flag when c.value>5 # five is enough\n  report \"{c.value}\"\n    at c \"\"\n}\n";
const NEAT: &str =
    "rule many {\n  for each claim c\n  flag when c.value > 5  # five is enough\n  report \"{c.value}\"\n    at c \"\"\n}\n";

fn text(desk: &Desk, name: &str) -> String {
    std::fs::read_to_string(desk.0.join(name)).expect("the file is there")
}

#[test]
fn a_file_is_formatted_in_place_and_then_is() {
    let desk = Desk::new();
    desk.write("desk.rules", MESSY);
    let output = desk.run(&["fmt", "desk.rules"]);
    assert_eq!((status(&output), out(&output).as_str()), (0, "desk.rules is formatted now\n1 rule file, 1 formatted now\n"));
    assert_eq!(text(&desk, "desk.rules"), NEAT);
    let again = desk.run(&["fmt", "desk.rules"]);
    assert_eq!((status(&again), out(&again).as_str()), (0, "1 rule file, all formatted\n"));
}

#[test]
fn check_and_diff_change_nothing_and_are_1() {
    let desk = Desk::new();
    desk.write("desk.rules", MESSY);
    let check = desk.run(&["fmt", "--check", "desk.rules"]);
    assert_eq!((status(&check), out(&check).as_str()), (1, "desk.rules is not formatted\n1 rule file, 1 not formatted\n"));
    let diff = desk.run(&["fmt", "--diff", "desk.rules"]);
    assert_eq!(status(&diff), 1);
    for part in ["--- desk.rules", "-rule   many {", "+rule many {"] {
        assert!(out(&diff).contains(part), "{part} is not in:\n{}", out(&diff));
    }
    assert_eq!(text(&desk, "desk.rules"), MESSY);
    desk.write("desk.rules", NEAT);
    assert_eq!(status(&desk.run(&["fmt", "--check", "desk.rules"])), 0);
}

#[test]
fn standard_input_comes_out_formatted() {
    let desk = Desk::new();
    let mut child = desk.command(&["fmt", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(MESSY.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((status(&output), out(&output).as_str()), (0, NEAT));
}

#[test]
fn a_file_with_a_mistake_is_left_as_it_is_and_the_others_are_formatted() {
    let desk = Desk::new();
    desk.write("a.rules", "rule broken {\n  flg\n}\n").write("b.rules", MESSY);
    let output = desk.run(&["fmt", "."]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("error[syntax]"), "{}", err(&output));
    assert_eq!((text(&desk, "a.rules").as_str(), text(&desk, "b.rules").as_str()), ("rule broken {\n  flg\n}\n", NEAT));
    assert_eq!(status(&desk.run(&["fmt", "nowhere.rules"])), 2);
}

#[test]
fn what_is_shipped_and_what_init_writes_is_formatted() {
    let desk = Desk::new();
    desk.run(&["init"]);
    for folder in [desk.0.clone(), std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")] {
        let output = desk.run(&["fmt", "--check", &folder.display().to_string()]);
        assert_eq!(status(&output), 0, "{}", out(&output));
    }
    desk.run(&["new", "rule", "fresh", "--like", "sources-disagree"]);
    let output = desk.run(&["fmt", "--check", "."]);
    assert_eq!(status(&output), 0, "{}", out(&output));
}
