//! Where reports go: several at once, files replaced whole or not at all, and what GitHub's runner is given.

use std::fs;

use crate::readers::command;
use crate::{RULES, STORY, desk, err, names, out, status};

#[test]
fn each_format_can_have_a_file_of_its_own() {
    let desk = desk();
    fs::create_dir_all(desk.0.join("out")).expect("a folder");
    let asked: Vec<String> = names().map(|name| format!("--format={name}=out/{name}")).collect();
    let output = desk.check(&[&["story.yaml"], asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
    assert_eq!((status(&output), out(&output).as_str()), (0, ""), "{}", err(&output));
    assert!(err(&output).starts_with("checked 2 claims"), "{}", err(&output));
    for name in names() {
        let alone = desk.command(&["check", "story.yaml", "--rules", "desk.rules", "--pack", "none", "--format", name]);
        let mut alone = alone;
        let shown = alone.env("COLUMNS", "100").output().expect("it runs");
        assert_eq!(desk.read(&format!("out/{name}")), out(&shown), "{name}");
    }
    let output = desk.check(&["story.yaml", "--format", "concise", "--format", "json=out/json"]);
    assert!(out(&output).contains("story.yaml:") && err(&output).is_empty(), "{}", err(&output));
    assert_eq!(fs::read_dir(desk.0.join("out")).expect("the folder").count(), names().count(), "nothing else is left there");
}

#[test]
fn two_formats_never_share_a_place() {
    let desk = desk();
    fs::create_dir_all(desk.0.join("out")).expect("a folder");
    for (asked, part) in [
        (["json", "sarif"], "would both go to standard output"),
        (["json=-", "sarif"], "would both go to standard output"),
        (["json=a", "sarif=a"], "would both be written to `a`"),
        (["json=a", "sarif=./a"], "would both be written to"),
        (["json=out/a", "sarif=out/../out/a"], "would both be written to"),
        (["json=", "sarif"], "names no file"),
        (["json=story.yaml", "sarif"], "is one of the files that are read"),
        (["json=desk.rules", "sarif"], "is one of the files that are read"),
    ] {
        let output = desk.check(&["story.yaml", "--format", asked[0], "--format", asked[1]]);
        assert_eq!((status(&output), out(&output).as_str()), (2, ""), "{asked:?}");
        assert!(err(&output).contains(part), "{}", err(&output));
    }
    assert_eq!((desk.read("desk.rules"), desk.read("story.yaml")), (RULES.to_owned(), STORY.replace(" ducats", "")));
    assert!(!desk.0.join("a").exists() && !desk.0.join("out/a").exists());
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_written_is_named_and_the_old_one_stands() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = desk();
    desk.write("locked/report.json", "old").write("plain", "a file");
    let set = |mode| fs::set_permissions(desk.0.join("locked"), fs::Permissions::from_mode(mode)).expect("permissions");
    set(0o555);
    let output = desk.check(&["story.yaml", "--exit-zero", "--format", "concise", "--format", "json=locked/report.json"]);
    // Whoever may write everywhere can write here as well.
    let may = fs::write(desk.0.join("locked/x"), "").is_ok();
    set(0o755);
    if !may {
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains("`locked/report.json` cannot be written"), "{}", err(&output));
        assert_eq!(desk.read("locked/report.json"), "old");
    }
    for bad in ["nowhere/report.json", "plain/report.json", "locked"] {
        let output = desk.check(&["story.yaml", "--exit-zero", "--format", "concise", "--format", &format!("json={bad}")]);
        assert_eq!(status(&output), 2, "{bad}");
        assert!(out(&output).contains("warning[echoes]"), "what can be written is written");
        assert!(err(&output).contains(&format!("`{bad}` cannot be written")), "{}", err(&output));
    }
    symlink(desk.0.join("plain"), desk.0.join("link")).expect("a link");
    assert_eq!(status(&desk.check(&["story.yaml", "--format", "json=link"])), 0);
    assert!(fs::symlink_metadata(desk.0.join("link")).expect("it is there").is_symlink(), "a link stays one");
    assert!(desk.read("plain").starts_with('{'));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_and_a_closed_pipe_are_told_apart() {
    let desk = desk();
    let output = desk.check(&["story.yaml", "--exit-zero", "--format", "json=/dev/full", "--format", "sarif=log.sarif"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("`/dev/full` cannot be written"), "{}", err(&output));
    assert!(desk.read("log.sarif").starts_with('{'), "the other one is written");
    for name in names() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let mut command = desk.command(&["check", "story.yaml", "--rules", "desk.rules", "--pack", "none", "--format", name]);
        let output = command.stdout(full).output().expect("it runs");
        let says = !["jsonl", "rdjsonl"].contains(&name) || err(&output).contains("cannot be written");
        assert!(status(&output) == 2 && says, "{name}: {}", err(&output));
        let mut command = desk.command(&["check", "story.yaml", "--rules", "desk.rules", "--pack", "none", "--format", name]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = command.stdout(writer).output().expect("it runs");
        assert_eq!(status(&output), 0, "{name}: {}", err(&output));
    }
}

#[test]
fn on_github_there_are_a_log_annotations_and_a_summary() {
    let desk = desk();
    let on_github = |arguments: &[&str], summary: &str| {
        let mut command =
            desk.command(&[&["check", "story.yaml", "--rules", "desk.rules", "--pack", "none"], arguments].concat());
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", summary).output().expect("it runs")
    };
    desk.write("summary.md", "of an earlier step\n");
    let output = on_github(&[], "summary.md");
    let log = out(&output);
    assert!(log.contains("⚠ as it is and the millers by mill") && log.matches("checked 2 claims").count() == 1, "{log}");
    let commands: Vec<_> = log.lines().filter_map(command).collect();
    assert_eq!(commands.len(), 2, "{log}");
    let one = commands.iter().find(|c| c.data.starts_with("as it is")).expect("an annotation");
    let property = |key: &str| one.properties.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    assert_eq!((one.name.as_str(), property("file"), property("line")), ("warning", Some("story.yaml"), Some("4")));
    let summary = desk.read("summary.md");
    assert!(summary.starts_with("of an earlier step\n# claimlint\n") && summary.contains("checked 2 claims"), "{summary}");
    assert_eq!(status(&on_github(&[], "no/such/folder")), 2);
    for (asked, annotates) in [("human", false), ("github", true)] {
        desk.write("summary.md", "");
        let output = on_github(&["--format", asked], "summary.md");
        assert_eq!(out(&output).lines().any(|line| command(line).is_some()), annotates, "{asked}");
        assert_eq!(!desk.read("summary.md").is_empty(), annotates, "{asked}");
    }
    let claims: String = (0..13).map(|i| format!("  - {{id: c{i}, subject: s{i}, measure: shouts, value: 9}}\n")).collect();
    desk.write("story.yaml", format!("claims:\n{claims}  - {{id: bad, sorce: x}}\n"));
    let log = out(&on_github(&["--format", "github"], ""));
    assert!(log.starts_with("::error "), "the gravest are first: {log}");
    assert_eq!(log.matches("::warning ").count(), 10);
    assert!(log.contains("\n3 warnings more without an annotation: a step shows 10 of a kind\n"), "{log}");
}

#[test]
fn columns_are_in_the_unit_of_each_reader() {
    let desk = desk();
    desk.write("story.yaml", "claims:\n  - {id: a, subject: gate, text: \"é👩 x\", measure: shouts, value: 9}\n");
    let run = |format: &str| out(&desk.check(&["story.yaml", "--format", format]));
    let json: serde_json::Value = serde_json::from_str(&run("json")).expect("JSON");
    let column = json["findings"][0]["labels"][0]["start"]["column"].as_u64().expect("a column");
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startColumn"].as_u64(), region["endColumn"].as_u64()), (Some(column + 1), Some(column + 2)));
    assert_eq!(sarif["runs"][0]["columnKind"], "utf16CodeUnits");
    let line: serde_json::Value = serde_json::from_str(&run("rdjsonl")).expect("JSON");
    assert_eq!(line["location"]["range"]["start"]["column"].as_u64(), Some(column + 4));
    assert!(run("github").contains(&format!(",col={column},endColumn={},", column + 1)));
    assert!(run("checkstyle").contains(&format!("column=\"{column}\"")));
}

/// What is cut short by a limit on files' sizes, or killed, leaves the old report whole and nothing beside it.
#[test]
#[cfg(unix)]
fn half_a_report_never_takes_the_place_of_a_whole_one() {
    let desk = desk();
    desk.write("out/log.sarif", "old").write("out/locked.json", "old");
    let script =
        "trap '' XFSZ; ulimit -f 1; exec \"$0\" check story.yaml --rules desk.rules --pack none --format sarif=out/log.sarif";
    let mut command = std::process::Command::new("sh");
    let output = command.current_dir(&desk.0).args(["-c", script, env!("CARGO_BIN_EXE_claimlint")]).output().expect("sh runs");
    assert_eq!(status(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("`out/log.sarif` cannot be written"), "{}", err(&output));
    assert_eq!((desk.read("out/log.sarif").as_str(), fs::read_dir(desk.0.join("out")).expect("it is there").count()), ("old", 2));
    let output = desk.check(&["story.yaml", "--format", "sarif=out/log.sarif"]);
    assert_eq!(status(&output), 0);
    assert!(desk.read("out/log.sarif").starts_with('{'));
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_is_written_to_as_it_is() {
    let desk = desk();
    let output = desk.check(&["story.yaml", "--format", "json=/dev/stdout"]);
    assert!(out(&output).starts_with('{') && err(&output).starts_with("checked 2 claims"), "{}", out(&output));
    assert_eq!(status(&desk.check(&["story.yaml", "--format", "json=/dev/null"])), 0);
}

#[test]
fn runners_see_paths_from_the_root_of_the_checkout() {
    let desk = desk();
    let there = desk.0.to_str().expect("a path").to_owned();
    desk.write("news/desk.rules", RULES).write("news/story.yaml", STORY.replace(" ducats", ""));
    let run = |format: &str, set: &[(&str, &str)]| {
        let arguments = ["check", "story.yaml", "../story.yaml", "--rules", "desk.rules", "--pack", "none", "--format", format];
        let mut command = desk.command(&arguments);
        out(&command.current_dir(desk.0.join("news")).envs(set.iter().copied()).output().expect("it runs"))
    };
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", there.as_str())];
    let gitlab = [("GITLAB_CI", "true"), ("CI_PROJECT_DIR", there.as_str())];
    let said = run("github", &github);
    assert!(said.contains("file=news/story.yaml,") && said.contains("file=story.yaml,"), "{said}");
    assert!(run("sarif", &github).contains("\"uri\": \"news/story.yaml\""));
    assert!(run("gitlab", &gitlab).contains("\"path\": \"news/story.yaml\""));
    assert!(run("github", &[]).contains("file=../story.yaml,"));
    assert!(run("json", &github).contains("\"path\": \"../story.yaml\""), "our own formats stay as they are");
}
