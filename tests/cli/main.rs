//! The program as people run it: commands, flags, exit statuses and what stands on which stream, on real files.

mod archive;
mod baseline;
mod changes;
mod commands;
mod config;
mod explain;
mod fmt;
mod listings;
mod packed;
mod start;
mod streams;
mod test_command;
mod tune;
mod why;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of its own for each test, taken away with it.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Desk {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("claimlint-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join(".git")).expect("a folder");
        Desk(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Desk {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        command.current_dir(&self.0).args(arguments).env("COLUMNS", "80");
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
            command.env_remove(variable);
        }
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it exits")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

const RULES: &str = r#"
measure tolls {
  value count
}

rule many {
  param most = 5
  for each claim c where measure == "tolls"
  flag when c.value > most
  report "many"
    at c.value "{value}"
  example fires "nine" """
    claims: [{subject: gate, measure: tolls, value: 9}]
  """
  example silent "one" """
    claims: [{subject: gate, measure: tolls, value: 1}]
  """
}
"#;

const STORY: &str = "claims:\n  - {id: a, subject: gate, measure: tolls, value: 9}\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("story.yaml", STORY);
    desk
}

const OWN: [&str; 4] = ["--rules", "desk.rules", "--pack", "none"];

#[test]
fn a_warning_passes_and_fail_on_decides() {
    let desk = desk();
    let check = |more: &[&str]| desk.run(&[&["check", "story.yaml"], &OWN[..], more].concat());
    let plain = check(&[]);
    assert_eq!(status(&plain), 0);
    assert!(out(&plain).contains("warning[many]") && out(&plain).contains("1 warning"), "{}", out(&plain));
    assert_eq!(status(&check(&["--fail-on", "warning"])), 1);
    assert_eq!(status(&check(&["--fail-on", "warning", "--exit-zero"])), 0);
    assert_eq!(status(&check(&["--fail-on", "never"])), 0);
}

#[test]
fn an_error_in_the_claims_is_1_and_in_a_rule_2() {
    let desk = desk();
    desk.write("bad.yaml", "claims:\n  - {id: a, sorce: b}\n").write("bad.rules", "rule x {\n");
    assert_eq!(status(&desk.run(&["check", "bad.yaml", "--pack", "none"])), 1);
    let unsound = desk.run(&[&["check", "story.yaml"], &OWN[..], &["--rules", "bad.rules", "--exit-zero"]].concat());
    assert_eq!(status(&unsound), 2);
    assert!(out(&unsound).contains("warning[many]"), "the sound rule runs: {}", out(&unsound));
}

#[test]
fn what_cannot_be_read_is_2_and_the_rest_is_checked() {
    let desk = desk();
    desk.write("latin.yaml", b"claims: [{id: caf\xe9}]".as_slice()).write("broken.yaml", "claims: [");
    let output = desk.run(&[&["check", "story.yaml", "latin.yaml", "broken.yaml", "gone.yaml", "notes.txt"], &OWN[..]].concat());
    let text = out(&output);
    assert_eq!(status(&output), 2);
    for part in ["error[unreadable]", "`gone.yaml`", "not UTF-8", "error[yaml-syntax]", "is no claims file", "warning[many]"] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn folders_are_walked_with_care() {
    let desk = desk();
    desk.write(".gitignore", "old/\n")
        .write("old/story.yaml", STORY)
        .write(".hidden/story.yaml", STORY)
        .write("notes.yaml", "todo: call\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.0.join("story.yaml"), desk.0.join("link.yaml")).expect("a link");
    let output = desk.run(&[&["check", "."], &OWN[..]].concat());
    let text = out(&output);
    assert_eq!((status(&output), text.matches("warning[many]").count()), (0, 1), "{text}");
    assert!(text.contains("`notes.yaml` is passed over"), "{text}");
    #[cfg(unix)]
    assert!(text.contains("`link.yaml` is passed over"), "{text}");
}

#[test]
fn what_a_user_ignores_everywhere_is_checked_all_the_same() {
    let desk = desk();
    let home = Desk::new();
    home.write("git/ignore", "story.yaml\n").write(".gitconfig", "[core]\n  excludesFile = ~/git/ignore\n");
    desk.write(".git/info/exclude", "story.yaml\n").write(".ignore", "story.yaml\n");
    let mut command = desk.command(&[&["check", "."], &OWN[..]].concat());
    let output = command.env("XDG_CONFIG_HOME", &home.0).env("HOME", &home.0).output().expect("the program runs");
    assert!(out(&output).contains("warning[many]"), "{}", out(&output));
}

#[test]
fn standard_input_takes_the_place_of_its_file() {
    let desk = desk();
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(&desk.0).args(["check", "-", ".", "--stdin-filename", "story.yaml"]).args(OWN);
    let mut child =
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().expect("the program runs");
    let text = STORY.replace("value: 9", "value: 77");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), text.as_bytes()).expect("the pipe takes it");
    let output = child.wait_with_output().expect("it ends");
    assert!(out(&output).contains("77") && out(&output).matches("warning[many]").count() == 1, "{}", out(&output));
}

#[test]
fn usage_is_2_and_suggests() {
    let desk = desk();
    for (arguments, part) in [
        (&["chekc"][..], "check"),
        (&["check", "story.yaml", "--format", "jsn"], "did you mean `json`?"),
        (&["check", "story.yaml", "--pack", "figure"], "did you mean `figures`?"),
        (&["check", "story.yaml", "--rule", "sources-disagre"], "did you mean `sources-disagree`?"),
        (&["explain", "clsh"], "did you mean `clash`?"),
    ] {
        let output = desk.run(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(part), "{part} is not in:\n{}", err(&output));
    }
    let empty = Desk::new();
    assert_eq!(status(&empty.run(&["check"])), 2, "nothing to check");
}

#[test]
fn json_says_where_in_bytes_lines_and_columns() {
    let desk = desk();
    desk.write("story.yaml", "# café\nclaims:\n  - {id: é, subject: gate, measure: tolls, value: 9}\n");
    let output = desk.run(&[&["check", "story.yaml"], &OWN[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    let label = &report["findings"][0]["labels"][0];
    assert_eq!(label["text"], "9");
    assert_eq!(label["start"], serde_json::json!({"byte": 67, "line": 3, "column": 51}));
    assert_eq!(report["summary"]["claims"], 1);
}

#[test]
fn the_order_of_arguments_does_not_matter() {
    let desk = desk();
    desk.write("other.yaml", "claims:\n  - {id: b, subject: gate, measure: tolls, value: 12}\n");
    let one = desk.run(&[&["check", "story.yaml", "other.yaml"], &OWN[..]].concat());
    let two = desk.run(&[&["check", "./other.yaml", "story.yaml", "other.yaml"], &OWN[..]].concat());
    assert_eq!(out(&one), out(&two));
}

#[test]
fn a_named_file_is_read_whatever_a_folder_makes_of_it() {
    let desk = desk();
    desk.write("notes.yaml", "todo: call\n").write("other.rules", "rule x {\n  for each claim c\n");
    let output = desk.run(&[&["check", ".", "notes.yaml"], &OWN[..]].concat());
    assert_eq!(status(&output), 1, "{}", out(&output));
    assert!(out(&output).contains("error[unknown-field]") && !out(&output).contains("passed over"), "{}", out(&output));
    let rules = |files: [&str; 2]| out(&desk.run(&["check", "story.yaml", "--rules", files[0], "--rules", files[1]]));
    assert_eq!(rules(["desk.rules", "other.rules"]), rules(["other.rules", "desk.rules"]));
    assert_eq!(rules(["desk.rules", "./desk.rules"]).matches("warning[many]").count(), 1);
}

#[test]
fn quiet_is_findings_and_errors() {
    let desk = desk();
    desk.write("story.yaml", format!("{STORY}  - {{id: b, subject: gate, measure: toll, value: 1}}\n"));
    let check = |more: &[&str]| desk.run(&[&["check", "story.yaml"], &OWN[..], more].concat());
    assert!(out(&check(&[])).contains("warning[unknown-measure]") && out(&check(&[])).contains("checked 2 claims"));
    let quiet = check(&["--quiet"]);
    assert!(out(&quiet).contains("warning[many]") && !out(&quiet).contains("unknown-measure"), "{}", out(&quiet));
    assert!(!out(&quiet).contains("checked"), "{}", out(&quiet));
    assert_eq!(status(&check(&["-q", "--fail-on", "warning"])), 1);
}

#[test]
fn background_is_known_and_not_reported() {
    let desk = desk();
    desk.write(
        "archive/old.yaml",
        "story: {id: old}\nclaims:\n  - {id: b, subject: gate, measure: tolls, value: 12, sorce: x}\n",
    );
    let output = desk.run(&[&["check", "story.yaml", "--background", "archive"], &OWN[..]].concat());
    let text = out(&output);
    assert_eq!(status(&output), 0, "{text}");
    assert_eq!(text.matches("warning[many]").count(), 1, "{text}");
    assert!(text.contains("warning[unknown-field]"), "{text}");
}

#[test]
fn a_configuration_sets_params_severities_and_rules() {
    let desk = desk();
    let check = |config: &str| {
        desk.write("claimlint.yaml", config);
        desk.run(&["check", "story.yaml", "--pack", "none"])
    };
    assert_eq!(status(&check("rule-files: [desk.rules]\nrules:\n  many: {severity: error}\n")), 1);
    assert!(out(&check("rule-files: [desk.rules]\nrules:\n  many: {params: {most: 10}}\n")).contains("nothing to report"));
    assert!(out(&check("rule-files: [desk.rules]\nrules:\n  many: {severity: off}\n")).contains("nothing to report"));
    assert_eq!(status(&check("rule-files: [desk.rules]\nfail-on: warning\n")), 1);
    for (config, part) in [
        ("rulez: {}\n", "no key `rulez`"),
        ("rules:\n  mny: {severity: off}\nrule-files: [desk.rules]\n", "did you mean `many`?"),
        ("rules:\n  many: {params: {mots: 1}}\nrule-files: [desk.rules]\n", "did you mean `most`?"),
        ("rules:\n  many: {severity: grave}\nrule-files: [desk.rules]\n", "no severity"),
    ] {
        let output = check(config);
        assert_eq!(status(&output), 2, "{config}");
        assert!(out(&output).contains("error[configuration]") && out(&output).contains(part), "{part}:\n{}", out(&output));
    }
    assert_eq!(status(&desk.run(&[&["check", "story.yaml", "--no-config"], &OWN[..]].concat())), 0);
}

#[test]
fn a_rule_that_compares_everything_is_given_up() {
    let desk = desk();
    let claims: String = (0..60).map(|i| format!("  - {{id: c{i}, subject: gate, measure: tolls, value: 1}}\n")).collect();
    desk.write("story.yaml", format!("claims:\n{claims}"));
    desk.write(
        "slow.rules",
        "rule slow {\n  for each pair a, b of claims sharing subject\n  flag when a.quote != b.quote and a.value > 5\n  report \"x\"\n    at b \"y\"\n}\n",
    );
    let output = desk.run(&["check", "story.yaml", "--rules", "slow.rules", "--pack", "none", "--steps", "100"]);
    assert_eq!(status(&output), 2);
    assert!(out(&output).contains("error[limit]") && out(&output).contains("--steps"), "{}", out(&output));
    assert_eq!(status(&desk.run(&["check", "story.yaml", "--rules", "slow.rules", "--pack", "none"])), 0);
}

#[test]
fn waivers_can_be_shown_and_judged_by_a_day() {
    let desk = desk();
    desk.write(
        "story.yaml",
        "claims:\n  - {id: a, subject: gate, measure: tolls, value: 9, allow: [{rule: many, reason: known, until: 2026-01-31}]}\n",
    );
    let check = |more: &[&str]| out(&desk.run(&[&["check", "story.yaml"], &OWN[..], more].concat()));
    assert!(check(&[]).contains("1 allowed"), "{}", check(&[]));
    assert!(check(&["--no-allow"]).contains("warning[many]"));
    let late = check(&["--now", "2026-02-01"]);
    assert!(late.contains("warning[many]") && late.contains("warning[expired-allow]"), "{late}");
}

#[test]
fn limits_on_what_is_shown_do_not_change_the_status() {
    let desk = desk();
    desk.write("story.yaml", format!("{STORY}  - {{id: b, subject: gate, measure: tolls, value: 12}}\n"));
    let output = desk.run(&[&["check", "story.yaml"], &OWN[..], &["--max-per-rule", "1", "--fail-on", "warning"]].concat());
    assert_eq!(status(&output), 1);
    assert_eq!(out(&output).matches("warning[many]").count(), 1);
    assert!(out(&output).contains("2 warnings") && out(&output).contains("1 finding not shown"), "{}", out(&output));
}

#[test]
fn help_has_examples_and_exit_statuses() {
    let desk = Desk::new();
    for command in ["check", "test", "claims", "rules", "explain"] {
        let output = desk.run(&[command, "--help"]);
        assert_eq!(status(&output), 0);
        assert!(out(&output).contains("Examples:") && out(&output).contains("Exit status:"), "{command}");
    }
}

#[test]
fn a_draft_outside_of_the_folder_is_not_read() {
    let desk = Desk::new();
    desk.write("secret.txt", "a secret")
        .write("story/story.yaml", "draft: ../secret.txt\nclaims:\n  - {id: a, text: a secret}\n");
    let output = desk.run(&["check", "story/story.yaml", "--pack", "none"]);
    assert!(out(&output).contains("error[unreadable]"), "{}", out(&output));
    assert!(!out(&output).contains("secret.txt:1"), "{}", out(&output));
}
