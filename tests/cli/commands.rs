//! What all commands have in common: help with an example, a page of the manual, and the exit statuses 0, 1 and 2.

use crate::{Desk, err, out, status};

const RULES: &str = "measure tolls {
  value count
}

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

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("bad.rules", RULES.replace("value: 5}", "value: 9}"));
    desk.write("messy.rules", RULES.replace("rule many", "rule    many"));
    desk.write("good.jsonl", "{\"id\": \"a\", \"subject\": \"gate\"}\n");
    desk.write("good.yaml", "claims:\n  - {id: a, subject: gate, measure: tolls, value: 1}\n");
    desk.write("slip.yaml", "claims:\n  - {id: a, subject: gate, measure: tolls, value: 9}\n  - {id: b, subject: pier, measure: tolls, value: 1, sorce: x}\n");
    desk
}

/// Each command with calls that end with 0, 1 and 2; `None` where it never ends so.
type Row = (&'static str, &'static str, Option<&'static str>, &'static str);

const CALLS: [Row; 14] = [
    ("check", "check good.yaml --rules desk.rules", Some("check slip.yaml --rules desk.rules"), "check nowhere.yaml"),
    ("baseline", "baseline create good.yaml --rules desk.rules", None, "baseline update good.yaml --baseline nowhere.json"),
    ("claims", "claims good.yaml", Some("claims slip.yaml"), "claims nowhere.yaml"),
    ("index", "index build good.jsonl", Some("index show good.jsonl"), "index build nowhere.jsonl"),
    ("fmt", "fmt --check desk.rules", Some("fmt --check messy.rules"), "fmt nowhere.rules"),
    ("rules", "rules", None, "rules --pack nowhere"),
    ("test", "test desk.rules", Some("test bad.rules"), "test nowhere.rules"),
    ("explain", "explain dozens", None, "explain nowhere"),
    ("tune", "tune many good.yaml --rules desk.rules", Some("tune many slip.yaml --rules desk.rules"), "tune nowhere good.yaml"),
    ("init", "init newsroom", None, "init good.yaml"),
    ("new", "new rule fresh --output -", None, "new rule 2"),
    (
        "why",
        "why many a --not --in good.yaml --rules desk.rules",
        Some("why many a --in good.yaml --rules desk.rules"),
        "why nowhere --in good.yaml",
    ),
    ("completions", "completions bash", None, "completions nowhere"),
    ("man", "man check", None, "man nowhere"),
];

fn words(call: &str) -> Vec<&str> {
    call.split(' ').collect()
}

#[test]
fn every_command_ends_with_0_1_or_2() {
    for (name, clean, found, unsound) in CALLS {
        for (wanted, call) in [(0, Some(clean)), (1, found), (2, Some(unsound))] {
            let Some(call) = call else { continue };
            let output = desk().run(&words(call));
            assert_eq!(status(&output), wanted, "{name}: {call}\n{}{}", out(&output), err(&output));
        }
    }
}

#[test]
fn every_command_has_help_with_an_example_and_a_page_of_the_manual() {
    let desk = desk();
    let help = out(&desk.run(&["--help"]));
    for (name, ..) in CALLS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{name} "))), "{name} is not in:\n{help}");
        let help = out(&desk.run(&[name, "--help"]));
        assert!(help.contains("Examples:\n") && help.contains(&format!("  claimlint {name}")), "{name}:\n{help}");
        assert!(help.contains("Exit status:\n"), "{name}:\n{help}");
        let page = out(&desk.run(&["man", name]));
        assert!(page.contains(".SH NAME") && page.contains(&format!("claimlint\\-{name}")), "{name}:\n{page}");
    }
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.trim().is_empty());
    let listed = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).count();
    assert_eq!(listed, CALLS.len(), "a command has no row here:\n{help}");
    desk.write("pages/.keep", "");
    assert_eq!(status(&desk.run(&["man", "--dir", "pages"])), 0);
    assert_eq!(std::fs::read_dir(desk.0.join("pages")).unwrap().count(), CALLS.len() + 2);
}

#[test]
fn completions_know_the_commands() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = out(&desk.run(&["completions", shell]));
        assert!(script.contains("changed-since") && script.contains("baseline"), "{shell}");
    }
}
