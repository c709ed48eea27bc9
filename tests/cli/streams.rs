//! Streams: pipes that close, disks that are full, colours, widths, and texts that would command a terminal.

use std::io::Read;
use std::process::Stdio;

use crate::{Desk, OWN, STORY, desk, err, out, status};

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let desk = desk();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
    for arguments in [&["check", "story.yaml"][..], &["claims", "story.yaml"], &["rules"], &["explain"], &["check", "--help"]] {
        let output = desk.command(arguments).stdout(full()).output().expect("the program runs");
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("cannot be written"), "{}", err(&output));
    }
    let silent = desk.command(&["explain", "nothing-like-it"]).stderr(full()).output().expect("the program runs");
    assert_eq!(status(&silent), 2);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = desk();
    let claims: String = (0..1500).map(|i| format!("  - {{id: c{i}, subject: gate, measure: tolls, value: 9}}\n")).collect();
    desk.write("story.yaml", format!("claims:\n{claims}"));
    for arguments in [&["claims", "story.yaml"][..], &["check", "story.yaml", "--rules", "desk.rules", "--format", "concise"]] {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut some = [0; 10];
        child.stdout.take().expect("a pipe").read_exact(&mut some).expect("some bytes");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((status(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn colours_follow_the_flag_and_the_environment() {
    let desk = desk();
    let check = |more: &[&str], set: &[(&str, &str)]| {
        let mut command = desk.command(&[&["check", "story.yaml"], &OWN[..], more].concat());
        let output = command.envs(set.iter().copied()).output().expect("the program runs");
        out(&output).contains('\u{1b}')
    };
    assert!(!check(&[], &[]), "a pipe has no colours");
    assert!(check(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(check(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!check(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!check(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!check(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    let before = desk.run(&[&["--color", "always", "check", "story.yaml"], &OWN[..]].concat());
    assert!(out(&before).contains('\u{1b}'), "the flag may stand before the command");
}

#[test]
fn pages_are_as_wide_as_the_reader_sees() {
    let desk = desk();
    for columns in ["60", "100"] {
        for arguments in [&["explain"][..], &["explain", "split-number"], &["claims", "story.yaml", "--format", "table"]] {
            let output = desk.command(arguments).env("COLUMNS", columns).output().expect("the program runs");
            let widest = out(&output).lines().filter(|l| !l.starts_with("    ")).map(|l| l.chars().count()).max();
            assert!(widest <= columns.parse().ok(), "{arguments:?} is {widest:?} wide");
        }
    }
}

#[test]
fn texts_command_no_terminal_and_no_ci() {
    let desk = desk();
    desk.write("story.yaml", STORY.replace("subject: gate", "subject: gate, scope: \"##[error]\\u202e\\e[31m\""));
    desk.write(
        "odd.rules",
        "rule odd {\n  title \"a \u{202e}title\"\n  for each claim c\n  flag when false\n  report \"x\"\n    at c \"y\"\n  why \"\"\"\n::error::now\n  \"\"\"\n}\n",
    );
    for arguments in [
        &["claims", "story.yaml"][..],
        &["claims", "story.yaml", "--format", "table"],
        &["rules", "--rules", "odd.rules"],
        &["rules", "--rules", "odd.rules", "--format", "json"],
        &["explain", "odd", "--rules", "odd.rules"],
        &["explain", "::error::\u{1b}[31m"],
    ] {
        let output = desk.run(arguments);
        let said = out(&output) + &err(&output);
        for bad in ["##[", "\u{202e}", "\u{1b}", "\n::"] {
            assert!(!said.contains(bad), "{bad:?} of {arguments:?}:\n{said}");
        }
    }
}

#[test]
fn standard_input_is_told_apart() {
    let desk = Desk::new();
    let output = desk.command(&["claims", "-"]).stdin(Stdio::null()).output().expect("the program runs");
    assert_eq!((status(&output), out(&output).as_str()), (0, ""), "{}", err(&output));
    let output = desk.command(&["check", "-", "--stdin-filename", "x.txt"]).stdin(Stdio::null()).output().expect("it runs");
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("--stdin-filename"), "{}", err(&output));
}
