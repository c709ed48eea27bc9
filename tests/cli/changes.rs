//! `check --changed-since`: only what points at a changed line is reported, whatever files are called. Passed over where there is no git.

use std::process::{Command, Stdio};

use crate::{Desk, err, out, status};

const RULES: &str = "measure tolls { value count }
rule many {
  for each claim c where measure == \"tolls\"
  flag when c.value > 5
  report \"{c.value} is many\"
    at c.value \"{value}\"
}
";

pub fn git(desk: &Desk, arguments: &[&str]) -> Option<()> {
    let mut command = Command::new("git");
    command.current_dir(&desk.0).args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
    command.args(arguments).output().ok().filter(|output| output.status.success()).map(|_| ())
}

/// A desk with one commit; none where there is no git.
pub fn repository(files: &[(&str, &str)]) -> Option<Desk> {
    let desk = Desk::new();
    std::fs::remove_dir_all(desk.0.join(".git")).ok()?;
    desk.write("desk.rules", RULES);
    files.iter().for_each(|(name, text)| {
        desk.write(name, text);
    });
    let steps = [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "first"]];
    let made = steps.iter().try_for_each(|step| git(&desk, step));
    if made.is_none() {
        println!("passed over: there is no git");
    }
    made.map(|_| desk)
}

fn claims(values: [u32; 3]) -> String {
    let lines = values.iter().zip(["a", "b", "c"]);
    let lines = lines.map(|(value, id)| format!("  - {{id: {id}, subject: {id}, measure: tolls, value: {value}}}\n"));
    format!("claims:\n{}", lines.collect::<String>())
}

pub fn check(desk: &Desk, more: &[&str]) -> (i32, String, String) {
    let output = desk.run(&[&["check", ".", "--rules", "desk.rules", "--pack", "none", "--format", "concise"], more].concat());
    (status(&output), out(&output), err(&output))
}

#[test]
fn only_what_has_changed_is_reported() {
    let Some(desk) = repository(&[("s.yaml", &claims([9, 8, 7])), ("-o odd:(x)\n.yaml", &claims([9, 2, 3]))]) else { return };
    let (_, text, _) = check(&desk, &["--changed-since", "HEAD"]);
    assert!(text.contains("checked 6 claims") && text.contains("4 elsewhere than in what has changed"), "{text}");
    desk.write("s.yaml", claims([9, 12, 7]))
        .write("-o odd:(x)\n.yaml", claims([10, 2, 3]))
        .write("new/t.yaml", claims([6, 1, 1]));
    let (_, text, _) = check(&desk, &["--changed-since", "HEAD"]);
    assert!(text.contains("s.yaml:3:") && text.contains("12 is many") && !text.contains("7 is many"), "{text}");
    assert!(text.contains("10 is many"), "a name that looks like a flag: {text}");
    assert!(text.contains("new/t.yaml:2:"), "a file that git does not know: {text}");
    let mut below = desk.command(&["check", ".", "--rules", "../desk.rules", "--pack", "none", "--changed-since", "HEAD"]);
    let output = below.current_dir(desk.0.join("new")).output().unwrap();
    assert!(out(&output).contains("6 is many"), "{}", out(&output));
}

#[test]
fn what_git_cannot_tell_is_2() {
    let Some(desk) = repository(&[("s.yaml", &claims([9, 8, 7]))]) else { return };
    for revision in ["nowhere", "--output=x", ""] {
        let option = format!("--changed-since={revision}");
        let (code, _, said) = check(&desk, &[&option]);
        assert_eq!(code, 2, "{revision}: {said}");
        assert!(said.contains("revision"), "{said}");
    }
    assert!(!desk.0.join("x").exists());
    let bare = Desk::new();
    std::fs::remove_dir_all(bare.0.join(".git")).unwrap();
    bare.write("desk.rules", RULES).write("s.yaml", claims([9, 8, 7]));
    let mut command = bare.command(&["check", ".", "--rules", "desk.rules", "--changed-since", "HEAD"]);
    let output = command.env("GIT_CEILING_DIRECTORIES", bare.0.parent().unwrap()).output().unwrap();
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("git"), "{}", err(&output));
}

#[test]
fn settings_and_attributes_of_git_hide_nothing() {
    let Some(desk) = repository(&[("s.yaml", &claims([9, 8, 7])), (".gitattributes", "*.yaml -diff\n"), ("sub/x.txt", "x")])
    else {
        return;
    };
    desk.write("s.yaml", claims([9, 12, 7]));
    for setting in [
        ["diff.relative", "true"],
        ["diff.orderFile", "nowhere"],
        ["diff.external", "false"],
        ["diff.interHunkContext", "50"],
        ["diff.noprefix", "true"],
        ["color.diff", "always"],
        ["core.fsmonitor", "nowhere"],
    ] {
        git(&desk, &[&["config"], &setting[..]].concat()).expect("git can be set");
    }
    let mut command = desk.command(&["check", "..", "--rules", "../desk.rules", "--pack", "none", "--changed-since", "HEAD"]);
    command.current_dir(desk.0.join("sub"));
    for (variable, value) in [
        ("GIT_DIFF_OPTS", "--unified=9"),
        ("GIT_EXTERNAL_DIFF", "nowhere"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_PAGER", "nowhere"),
    ] {
        command.env(variable, value);
    }
    let output = command.output().unwrap();
    let text = out(&output);
    assert!(text.contains("12 is many"), "{text}{}", err(&output));
    assert!(!text.contains("9 is many") && !text.contains("7 is many"), "{text}");
}

#[test]
fn what_git_does_not_know_counts_as_changed() {
    let Some(desk) = repository(&[("s.yaml", &claims([9, 1, 1])), (".gitignore", "x.yaml\n")]) else { return };
    desk.write("x.yaml", claims([11, 1, 1]));
    let outside = Desk::new();
    outside.write("o.yaml", claims([13, 1, 1]));
    let far = outside.0.join("o.yaml");
    let (_, text, _) = check(&desk, &["x.yaml", &far.to_string_lossy(), "--changed-since", "HEAD"]);
    assert!(text.contains("11 is many") && text.contains("13 is many") && !text.contains("9 is many"), "{text}");
    // Standard input is no state of the file that git could be asked about.
    let mut command = desk.command(&["check", "-", "--stdin-filename", "s.yaml", "--rules", "desk.rules", "--pack", "none"]);
    command.args(["--changed-since", "HEAD"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), claims([14, 1, 1]).as_bytes()).unwrap();
    let text = out(&child.wait_with_output().unwrap());
    assert!(text.contains("14 is many"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_not_passed_over() {
    use std::os::unix::ffi::OsStrExt;
    let Some(desk) = repository(&[("s.yaml", &claims([1, 1, 1]))]) else { return };
    let name = std::ffi::OsStr::from_bytes(b"b\xff.yaml");
    if std::fs::write(desk.0.join(name), claims([15, 1, 1])).is_err() {
        println!("passed over: this file system takes only text as names");
        return;
    }
    let (_, text, _) = check(&desk, &["--changed-since", "HEAD"]);
    assert!(text.contains("15 is many"), "{text}");
}
