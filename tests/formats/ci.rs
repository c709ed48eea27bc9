//! The files for CI and the page about them: they can be read, and every command that they name is there.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use crate::{desk, err, out};

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(name: &str, text: &str) -> serde_yaml::Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"))
}

/// The blocks of a language in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut parts = page.split("\n```");
    parts.next();
    let blocks = parts.step_by(2).filter_map(|block| block.split_once('\n'));
    blocks.filter(|(info, _)| *info == language).map(|(_, text)| text.to_owned()).collect()
}

/// Every call of the program in a text is one that the program takes: the command is there, and so are its options and formats.
fn calls_are_true(name: &str, text: &str) {
    let desk = desk();
    let call = Regex::new(r"claimlint (check|rules|claims|explain|init|test|new)\b([^\n'|`>&]*)").expect("an expression");
    let option = Regex::new(r"--[a-z-]+").expect("an expression");
    let format = Regex::new(r"--format[= ]([a-z]+)").expect("an expression");
    let mut calls = 0;
    for found in call.captures_iter(text) {
        calls += 1;
        let help = out(&desk.command(&[&found[1], "--help"]).output().expect("it runs"));
        for option in option.find_iter(&found[2]) {
            assert!(help.contains(option.as_str()), "{name}: `{}` has no {}", &found[1], option.as_str());
        }
        for format in format.captures_iter(&found[2]) {
            assert!(claimlint::render::by_name(&format[1]).is_some(), "{name}: there is no format {}", &format[1]);
        }
    }
    assert!(calls > 0, "{name} calls nothing");
}

#[test]
fn the_page_is_true() {
    let page = text("docs/ci.md");
    calls_are_true("docs/ci.md", &page);
    let blocks = blocks(&page, "yml");
    assert!(blocks.len() >= 4, "{blocks:?}");
    blocks.iter().for_each(|block| drop(yaml("docs/ci.md", block)));
    for format in claimlint::render::FORMATS {
        assert!(page.contains(&format!("`{}`", format.name)), "{} is not told of", format.name);
    }
}

#[test]
fn the_hooks_are_given_no_file_names() {
    let hooks = yaml("hooks", &text(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_sequence().expect("a list");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        assert_eq!(hook["pass_filenames"], serde_yaml::Value::from(false));
        calls_are_true("hooks", hook["entry"].as_str().expect("a command"));
        for key in ["id", "name", "language"] {
            assert!(hook[key].is_string(), "{key}");
        }
    }
}

#[test]
fn the_action_takes_its_inputs_as_variables() {
    let action = yaml("action", &text("action/action.yml"));
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    let inputs = action["inputs"].as_mapping().expect("inputs");
    let mut given = String::new();
    for step in action["runs"]["steps"].as_sequence().expect("steps") {
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "an input is part of a script:\n{script}");
        assert_eq!(step["shell"].as_str(), Some("bash"));
        given.push_str(&serde_yaml::to_string(step).expect("YAML"));
    }
    for name in inputs.keys().filter_map(serde_yaml::Value::as_str) {
        assert!(given.contains(&format!("${{{{ inputs.{name} }}}}")), "{name} is not used");
        assert!(inputs[name]["description"].is_string(), "{name} is not described");
    }
    let options = Regex::new(r"--[a-z][a-z-]+").expect("an expression");
    let help = out(&desk().command(&["check", "--help"]).output().expect("it runs"));
    let script = action["runs"]["steps"][1]["run"].as_str().expect("a script");
    for option in options.find_iter(script) {
        assert!(help.contains(option.as_str()), "there is no {}", option.as_str());
    }
}

/// The action's own script, run by the shell, with a program that says what it was called with.
#[test]
#[cfg(unix)]
fn the_action_calls_the_program_as_it_is_asked_to() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    let action = yaml("action", &text("action/action.yml"));
    let script = action["runs"]["steps"][1]["run"].as_str().expect("a script");
    desk.write("bin/claimlint", "#!/bin/sh\nprintf '<%s>' \"$@\"\nexit 1\n").write("output", "");
    fs::set_permissions(desk.0.join("bin/claimlint"), fs::Permissions::from_mode(0o755)).expect("permissions");
    let run = |set: &[(&str, &str)]| {
        let path = format!("{}:{}", desk.0.join("bin").display(), std::env::var("PATH").unwrap_or_default());
        let mut command = std::process::Command::new("bash");
        command.current_dir(&desk.0).args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command.env("PATH", path).env("RUNNER_TEMP", "tmp").env("GITHUB_OUTPUT", "output");
        for name in ["PATHS", "FAIL_ON", "CONFIG", "SARIF", "HTML", "NO_SNIPPETS"] {
            command.env(format!("CLAIMLINT_{name}"), "");
        }
        command.envs(set.iter().map(|(name, value)| (format!("CLAIMLINT_{name}"), value))).output().expect("bash runs")
    };
    let plain = run(&[]);
    assert_eq!(out(&plain), "<check><--format><github><--format=human=tmp/claimlint.log><-->", "{}", err(&plain));
    assert_eq!(plain.status.code(), Some(1));
    assert_eq!(desk.read("output"), "status=1\n");
    let set = [("PATHS", "a b\n$(touch evil)\n--x\n"), ("FAIL_ON", "warning"), ("SARIF", "out;x"), ("NO_SNIPPETS", "true")];
    let said = out(&run(&set));
    let end = "<--fail-on=warning><--format=sarif=out;x><--no-snippets><--><a b><$(touch evil)><--x>";
    assert!(said.ends_with(end), "{said}");
    assert!(!desk.0.join("evil").exists());
}

#[test]
fn the_matcher_reads_concise_lines() {
    let matchers: Value = serde_json::from_str(&text("action/concise.json")).expect("JSON");
    let desk = desk();
    desk.write("story.yaml", "claims:\n  - {id: a, subject: gate, measure: shouts, value: 9}\n  - {id: b, sorce: x}\n");
    let lines = out(&desk.check(&["story.yaml", "--format", "concise"]));
    let mut read = Vec::new();
    for matcher in matchers["problemMatcher"].as_array().expect("a list") {
        let pattern = &matcher["pattern"][0];
        let expression = Regex::new(pattern["regexp"].as_str().expect("an expression")).expect("an expression");
        let group = |key: &str| pattern[key].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a group");
        for line in lines.lines().chain(["s.md:1:2: advice[no-claims] x [y] z"]) {
            read.extend(
                expression
                    .captures(line)
                    .map(|c| ["file", "line", "column", "code", "message"].map(|key| c[group(key)].to_owned()).join("|")),
            );
        }
    }
    read.sort();
    assert_eq!(read.len(), 3, "{lines}\n{read:?}");
    assert_eq!(read[0], "s.md|1|2|no-claims|x [y] z");
    assert!(read[1].starts_with("story.yaml|2|52|echoes|"), "{read:?}");
}

#[test]
fn the_container_calls_the_program() {
    let file = text("Dockerfile");
    assert!(file.contains("ENTRYPOINT [\"claimlint\"]\nCMD [\"check\"]") && file.contains("USER nobody"), "{file}");
    let version =
        text("Cargo.toml").lines().find_map(|l| l.strip_prefix("rust-version = ")).map(|v| v.trim_matches('"').to_owned());
    assert!(
        file.contains(&format!("FROM rust:{}-", version.expect("a version"))),
        "the image builds with the least Rust that does"
    );
}
