//! The commands that the pages name exist and end as they say; README's report, first rule and way of testing are the true ones.

use std::process::{Command, Output};

use crate::{blocks, made};

/// Runs the program in the project's folder.
fn claimlint(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    for variable in ["NO_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(variable);
    }
    command.args(arguments).current_dir(made::path("")).env("COLUMNS", "100").output().unwrap()
}

/// The arguments of a command line that runs the program, as the pages write it.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().trim_start_matches("$ ").split(" #").next().unwrap_or(line);
    let rest = line.strip_prefix("claimlint ").or_else(|| {
        let (cargo, rest) = line.split_once(" -- ")?;
        cargo.starts_with("cargo run").then_some(rest)
    })?;
    Some(rest.split_whitespace().collect())
}

/// Every command in a block of `sh` is known; one on files that are there comes to a sound end.
#[test]
fn commands_run() {
    let mut ran = 0;
    for block in blocks::pages().iter().flat_map(|page| blocks::of(page)) {
        if block.info.first().is_none_or(|l| l != "sh") {
            continue;
        }
        for arguments in block.text.lines().filter_map(arguments) {
            let output = claimlint(&arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 1)), "{}: {arguments:?} ends with {code:?}\n{said}", block.place);
            ran += 1;
        }
    }
    assert!(ran >= 3, "the pages name {ran} commands");
}

/// The report in README is what the program prints.
#[test]
fn the_report_is_true() {
    let output = claimlint(&["check", "examples/bridge/bridge.yaml"]);
    let report = String::from_utf8(output.stdout).unwrap();
    let lines: String = report.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    made::part(
        "README.md",
        "<!-- what the first command prints -->",
        "<!-- end of the report -->",
        &format!("```text\n{lines}```\n"),
    );
}

/// The first rule in README is that of `examples/first-rule.rules`, which goes on with its examples.
#[test]
fn the_first_rule_is_the_example() {
    let example = made::text("examples/first-rule.rules");
    let block = blocks::of("README.md").into_iter().find(|b| b.info.first().is_some_and(|l| l == "rules")).unwrap();
    let shown = block.text.trim_end().trim_end_matches('}').trim_end();
    assert!(shown.contains("rule overloaded {") && example.contains(shown), "README's first rule is not that of the example");
}

/// What the pages and the machine that checks changes call the tests by is one command.
#[test]
fn tests_are_run_as_readme_says() {
    let command = "cargo test\n";
    for name in ["README.md", ".ci/run", "justfile"] {
        assert!(made::text(name).contains(command), "{name} does not run `cargo test`");
    }
}
