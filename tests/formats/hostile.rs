//! Drafts, names and paths that would command whoever shows them, through every format on every stream.

use std::fs;
use std::path::Path;

use claimlint::diagnostic::{Diagnostic, Label, Severity, codes};
use claimlint::render::{FORMATS, Page, by_name};
use claimlint::report::{Measured, Record, Report, ReportLabel, Reported, RuleNote, Scale, Undecided};
use claimlint::source::{Sources, Span};
use claimlint::value::{Dimension, Exact, Interval};
use proptest::prelude::*;

use crate::readers::{acts, wrong};
use crate::{Desk, err, names, out, status};

/// A desk with all of `tests/hostile/`, under names that are attacks of their own where the system takes them.
fn hostile() -> Desk {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let text = fs::read(&path).expect("a file");
        desk.write(&name, &text);
        #[cfg(unix)]
        if name == "story.md" {
            let draft = String::from_utf8(text).expect("UTF-8");
            for (i, bad) in ["::error::x%0A", "##[error]]]>", "a\n::error::b", "\u{202e}\u{1b}[31m", "<b>&'\"[x](y)", "a,b=c|`d`"]
                .iter()
                .enumerate()
            {
                desk.write(&format!("odd/{bad}.md"), draft.replace("hostile-draft", &format!("draft-{i}")));
            }
        }
    }
    desk
}

#[test]
fn a_hostile_corpus_commands_nobody() {
    let desk = hostile();
    for format in FORMATS {
        for more in [&[][..], &["--undecided", "--stats", "--include-allowed"], &["--no-snippets"], &["--color", "always"]] {
            let output = desk.check(&[&[".", "--format", format.name], more].concat());
            assert_eq!(status(&output), 1, "{}", err(&output));
            let text = out(&output);
            if !more.contains(&"--color") || !["human", "narrated"].contains(&format.name) {
                let wrong = wrong(format, &text);
                assert!(wrong.is_empty(), "{} {more:?}: {wrong:?}\n{text}", format.name);
            }
            assert!(acts("stderr", &err(&output)).is_empty(), "{}", err(&output));
        }
    }
}

#[test]
fn no_path_of_an_output_commands() {
    let desk = hostile();
    let bad = "::error::y/##[error]\u{1b}.json";
    for asked in [&format!("json={bad}"), &format!("::error::{bad}"), "json=\u{202e}/x/y"] {
        let output = desk.check(&["story.md", "--format", asked]);
        assert_eq!(status(&output), 2);
        assert!(acts("stderr", &err(&output)).is_empty(), "{}", err(&output));
    }
}

#[test]
fn no_other_command_commands_either() {
    let desk = hostile();
    for arguments in [
        &["claims", "."][..],
        &["claims", ".", "--format", "table"],
        &["rules"],
        &["rules", "--format", "json"],
        &["explain", "echoes"],
        &["explain", "##vso[x]\u{202e}"],
        &["test", "desk.rules"],
        &["tune", "echoes", "."],
        &["check", ".", "--rule", "##teamcity[x]\n::error::y"],
        &["check", ".", "--pack", "section_start:1:x"],
        &["check", "::error::x\n##[y].yaml"],
    ] {
        let own: &[&str] = if arguments[0] == "test" { &[] } else { &["--rules", "desk.rules"] };
        let output = desk.command(&[arguments, own].concat()).output().expect("it runs");
        for text in [out(&output), err(&output)] {
            let acts = acts("", &text);
            assert!(acts.is_empty(), "{arguments:?}: {acts:?}\n{text}");
        }
    }
}

#[test]
fn a_line_of_a_megabyte_is_read_and_cut() {
    let desk = hostile();
    let long = "::x::##[y] ]]> </script> \u{202e}".repeat(40_000);
    desk.write("long.md", format!("{long} [9]{{.shouts of=long quote=\"a\"}} {long}\n"));
    for format in FORMATS {
        let output = desk.check(&["long.md", "--format", format.name]);
        let wrong = wrong(format, &out(&output));
        assert!(wrong.is_empty(), "{}: {wrong:?}", format.name);
        assert!(out(&output).len() < 100_000, "{} is {} long", format.name, out(&output).len());
    }
}

/// Texts of any characters, and of those that attacks are made of.
fn words() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "::",
        ":",
        "##",
        "[",
        "]",
        "##[",
        "##vso[",
        "section_start:",
        "%0A",
        "%",
        ",",
        "=",
        "\n",
        "\r",
        "\t",
        "\u{1b}[31m",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{e0041}",
        "\u{ffff}",
        "\u{fdd0}",
        "]]>",
        "<!--",
        "-->",
        "--",
        "<",
        ">",
        "&",
        "'",
        "\"",
        "`",
        "``",
        "*",
        "_",
        "#1",
        "@a",
        "www.",
        "http",
        "https://",
        "://",
        "(",
        ")",
        "|",
        "~~",
        "$",
        "{{",
        "}}",
        "{%",
        "\\",
        "\\[",
        "javascript:",
        "</pre>",
        "<script>",
        "- ",
        "1. ",
        "> ",
        "日本",
        "👩\u{200d}👧",
        "e\u{301}",
        " ",
        "a",
    ]);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(prop_oneof![3 => bits.prop_map(str::to_owned), 1 => any], 0..14).prop_map(|bits| bits.concat())
}

fn report(words: &[String], spans: &[(u32, u32)], sources: &mut Sources) -> Report {
    let [path, text, message, said, help, id, name, title] = words else { panic!("eight texts") };
    let file = sources.add(path.as_str(), text.as_str());
    let value = |n: i128| Measured {
        interval: Interval::point(Exact::whole(n)),
        scale: Scale::Of(Dimension::One),
        written: said.as_str().into(),
    };
    let place = |(start, len): &(u32, u32)| Span { file, start: *start, end: start + len };
    let label = |(i, at): (usize, &(u32, u32))| ReportLabel {
        span: place(at),
        message: said.clone(),
        about: Record::Claim(id.clone()),
        value: Some(value(i as i128)),
    };
    let finding = Reported {
        rule: name.clone(),
        severity: Severity::Warning,
        message: message.clone(),
        help: Some(help.clone()),
        link: Some(help.clone()),
        claims: vec![id.clone()],
        fingerprint: "ab12".to_owned(),
        labels: spans.iter().enumerate().map(label).collect(),
        reason: Some(said.clone()),
    };
    let rule = RuleNote {
        name: name.clone(),
        title: Some(title.clone()),
        why: Some(title.clone()),
        link: Some(help.clone()),
        severity: Severity::Error,
        tags: vec![title.clone(), id.clone(), title.clone()],
        path: path.clone(),
        pack: None,
    };
    let labels = spans.iter().map(|at| Label { span: place(at), message: said.clone() }).collect();
    let diagnostic = Diagnostic { labels, ..Diagnostic::new(&codes::SYNTAX, message.clone()) };
    let undecided = Undecided { rule: name.clone(), claim: id.clone(), fields: vec![title.clone()], span: place(&(0, 1)) };
    let findings = vec![finding.clone(), finding.clone()];
    let diagnostics = vec![diagnostic, Diagnostic::new(&codes::UNREADABLE, message.clone())];
    Report { findings, allowed: vec![finding], diagnostics, undecided: vec![undecided], rules: vec![rule], ..Report::default() }
}

proptest! {
    #[test]
    fn whatever_is_said_every_format_is_read_by_its_reader(
        texts in prop::collection::vec(words(), 8), spans in prop::collection::vec((0..60u32, 0..20u32), 0..4), snippets in any::<bool>(),
    ) {
        let mut sources = Sources::new();
        let report = report(&texts, &spans, &mut sources);
        for format in FORMATS {
            let page = Page { width: 80, undecided: true, allowed: true, snippets, ..Page::default() };
            let mut written = Vec::new();
            (format.render)(&report, &sources, &page, &mut written).expect("it is written");
            let text = String::from_utf8(written).expect("UTF-8");
            let wrong = wrong(format, &text);
            prop_assert!(wrong.is_empty(), "{}: {:?}\n{}", format.name, wrong, text);
        }
    }
}

#[test]
fn all_formats_are_there() {
    let all = "human narrated concise json jsonl counts sarif github gitlab junit rdjsonl checkstyle markdown html";
    assert_eq!(names().collect::<Vec<_>>().join(" "), all);
    assert!(by_name("sarif").is_some() && by_name("pdf").is_none());
}
