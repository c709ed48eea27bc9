//! What readers take at most, and what is said of the rest.

use claimlint::diagnostic::Severity;
use claimlint::render::{Page, by_name};
use claimlint::report::{Record, Report, ReportLabel, Reported, Summary};
use claimlint::source::{Sources, Span};
use serde_json::Value;

use crate::readers::{command, json};
use crate::{desk, err, names, out, status};

/// A report of so many warnings with one error at its end.
fn many(count: usize, message: &str) -> (Report, Sources) {
    let mut sources = Sources::new();
    let file = sources.add("story.md", "some words\n");
    let finding = |i: usize| Reported {
        rule: "many".to_owned(),
        severity: if i + 1 == count { Severity::Error } else { Severity::Warning },
        message: message.to_owned(),
        help: None,
        link: None,
        claims: vec![format!("s/{i}")],
        fingerprint: format!("{i:064x}"),
        labels: vec![ReportLabel {
            span: Span::new(file, 0, 4),
            message: String::new(),
            about: Record::Claim(format!("s/{i}")),
            value: None,
        }],
        reason: None,
    };
    let summary = Summary { error: 1, warning: count - 1, ..Summary::default() };
    (Report { findings: (0..count).map(finding).collect(), summary, ..Report::default() }, sources)
}

fn written(name: &str, (report, sources): &(Report, Sources)) -> String {
    let mut text = Vec::new();
    let format = by_name(name).expect("a format");
    (format.render)(report, sources, &Page::default(), &mut text).expect("it is written");
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn sarif_holds_what_github_takes_and_says_what_is_left_out() {
    let log = json(&written("sarif", &many(25_010, "x"))).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!((results.len(), &results[0]["level"]), (25_000, &Value::from("error")), "the gravest stay");
    let said = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(said.contains("GitHub shows 5000 of 25000 results") && said.contains("10 results are left out"), "{said}");
    let few = json(&written("sarif", &many(12, "x"))).expect("JSON");
    assert_eq!(few["runs"][0]["invocations"][0]["toolExecutionNotifications"], Value::Array(Vec::new()));
}

#[test]
fn messages_are_cut_where_readers_stop() {
    let report = many(2, &"so many words [x] % ".repeat(1000));
    let log = json(&written("sarif", &report)).expect("JSON");
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().expect("a message");
    assert!(message.chars().count() <= 4096 && message.ends_with('…'), "{}", message.len());
    let annotation = written("github", &report).lines().find_map(command).expect("an annotation");
    assert!(annotation.data.chars().count() <= 4096 && annotation.data.ends_with('…'));
    for name in ["gitlab", "rdjsonl", "checkstyle", "junit"] {
        assert!(written(name, &report).len() < 20_000, "{name}");
    }
}

#[test]
fn a_page_in_markdown_fits_a_summary() {
    let page = written("markdown", &many(20_000, "a message of about so many words, as they are found in reports"));
    assert!(page.len() < 1 << 20 && page.contains(" more are left out"), "{}", page.len());
}

#[test]
fn what_a_limit_hides_is_said_in_every_format() {
    let desk = desk();
    let claims: String = (0..4).map(|i| format!("  - {{id: c{i}, subject: s{i}, measure: shouts, value: 9}}\n")).collect();
    desk.write("story.yaml", format!("claims:\n{claims}"));
    for name in names() {
        let output = desk.check(&["story.yaml", "--max-per-rule", "1", "--format", name]);
        let said = out(&output) + &err(&output);
        let is_said = said.contains("3 findings not shown") || said.contains("\"hidden\": 3");
        assert!(is_said, "{name}:\n{said}");
    }
}

#[test]
fn fingerprints_outlive_edits_and_are_never_the_same() {
    let desk = desk();
    let sarif = |text: &str| -> Vec<String> {
        desk.write("story.yaml", text);
        let log = json(&out(&desk.check(&["story.yaml", "--format", "sarif"]))).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results.iter().map(|r| r["partialFingerprints"].to_string()).collect()
    };
    let text = crate::STORY.replace(" ducats", "");
    let before = sarif(&text);
    assert_eq!(before.len(), 2);
    assert_eq!(sarif(&format!("# a line more\n\n{}", text.replace("more than 9", "more than 95"))), before);
    // Mistakes of one kind in one file are told apart.
    desk.write("story.yaml", "claims:\n  - {id: a, sorce: x}\n  - {id: b, sorce: y}\n");
    let issues = json(&out(&desk.check(&["story.yaml", "--format", "gitlab", "--no-snippets"]))).expect("JSON");
    let mut prints: Vec<String> = issues.as_array().expect("a list").iter().map(|i| i["fingerprint"].to_string()).collect();
    let count = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!((count, prints.len()), (2, 2), "{issues}");
}

#[test]
fn a_case_of_junit_fails_where_the_run_does() {
    let desk = desk();
    for (least, failures, exit) in [("error", "0", 0), ("warning", "2", 1), ("never", "0", 0)] {
        let output = desk.check(&["story.yaml", "--format", "junit", "--fail-on", least]);
        let text = out(&output);
        let page = roxmltree::Document::parse(&text).expect("XML");
        let root = page.root_element();
        assert_eq!((root.attribute("failures"), root.attribute("tests")), (Some(failures), Some("3")), "{least}");
        assert_eq!(status(&output), exit);
    }
}

#[test]
fn a_report_of_an_earlier_run_is_no_story() {
    let desk = desk();
    let files = ["json=report.json", "jsonl=report.jsonl", "gitlab=quality.json", "markdown=report.md", "sarif=log.json"];
    let asked: Vec<String> = files.iter().map(|file| format!("--format={file}")).collect();
    let arguments: Vec<&str> = [".", "--format=concise"].into_iter().chain(asked.iter().map(String::as_str)).collect();
    let first = desk.check(&arguments);
    let second = desk.check(&[".", "--format=concise"]);
    assert_eq!((status(&first), status(&second)), (0, 0), "{}", out(&second));
    for name in ["report.json", "report.jsonl", "quality.json", "report.md", "log.json"] {
        assert!(out(&second).contains(&format!("`{name}` is passed over")), "{name}:\n{}", out(&second));
    }
    assert!(out(&second).contains("checked 2 claims"), "{}", out(&second));
}
