//! Every format over reports made by hand.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::diagnostic::{Diagnostic, Label, Severity, codes};
use crate::report::{Record, ReportLabel, Reported, RuleCount, Summary, Undecided};
use crate::source::{FileId, Span};

const PAGE: Page = Page {
    width: 80,
    color: false,
    undecided: false,
    stats: false,
    quiet: false,
    snippets: true,
    allowed: false,
    least: Some(Severity::Error),
    sound: true,
};

fn finding(labels: &[(Span, &str)]) -> Reported {
    let label = |(span, message): &(Span, &str)| ReportLabel {
        span: *span,
        message: (*message).to_owned(),
        about: Record::Claim("border-force/moved".to_owned()),
        value: None,
    };
    Reported {
        rule: "troop-count-disagreement".to_owned(),
        severity: Severity::Warning,
        message: "two figures for the same troops".to_owned(),
        help: Some("say which of the two holds, or say why they differ".to_owned()),
        link: None,
        claims: vec!["border-force/sent".to_owned(), "border-force/moved".to_owned()],
        fingerprint: "ab12".to_owned(),
        labels: labels.iter().map(label).collect(),
        reason: None,
    }
}

fn report(finding: Reported) -> Report {
    let summary = Summary { stories: 1, claims: 2, rules: 1, warning: 1, ..Summary::default() };
    Report { findings: vec![finding], summary, ..Report::default() }
}

fn rendered(name: &str, report: &Report, sources: &Sources, page: &Page) -> String {
    let mut out = Vec::new();
    (by_name(name).unwrap().render)(report, sources, page, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn words(file: FileId, text: &str, words: &str) -> Span {
    let at = text.find(words).unwrap();
    Span::new(file, at, at + words.len())
}

/// The human report on some words of a text.
fn human(text: &str, labels: &[(&str, &str)]) -> String {
    let mut sources = Sources::new();
    let file = sources.add("story.md", text);
    let labels: Vec<(Span, &str)> = labels.iter().map(|(w, m)| (words(file, text, w), *m)).collect();
    rendered("human", &report(finding(&labels)), &sources, &PAGE)
}

fn assert_lines(shown: &str, expected: &[&str]) {
    for line in expected {
        assert!(shown.lines().any(|l| l == *line), "no line `{line}` in\n{shown}");
    }
}

#[test]
fn two_labels_in_one_file() {
    let shown =
        human("one\nabout 10,000 soldiers\ntwo\nthree\nfour\nfive\n12,000 troops", &[("10,000", "here"), ("12,000", "there")]);
    assert_eq!(
        shown,
        "\
warning[troop-count-disagreement]

  ⚠ two figures for the same troops
   ╭─[story.md:2:7]
 1 │ one
 2 │ about 10,000 soldiers
   ·       ───┬──
   ·          ╰── here
 3 │ two
   ╰────
   ╭─[story.md:7:1]
 6 │ five
 7 │ 12,000 troops
   · ───┬──
   ·    ╰── there
   ╰────
  help: say which of the two holds, or say why they differ

checked 2 claims in 1 story with 1 rule: 1 warning
"
    );
}

#[test]
fn two_files_make_one_report() {
    let (mine, theirs) = ("about 10,000 soldiers\n", "x\n\ny\nsome 12,000 troops\n");
    let mut sources = Sources::new();
    let (a, b) = (sources.add("story.md", mine), sources.add("archive/old.md", theirs));
    let labels = [(words(b, theirs, "12,000"), "the archive"), (words(a, mine, "10,000"), "the draft")];
    let shown = rendered("human", &report(finding(&labels)), &sources, &PAGE);
    assert_lines(&shown, &["   ╭─[archive/old.md:4:6]", "   ╭─[story.md:1:7]"]);
    assert!(shown.find("archive/old.md").unwrap() < shown.find("story.md").unwrap());
    assert_eq!(shown.matches('⚠').count(), 1);
    let told = rendered("narrated", &report(finding(&labels)), &sources, &PAGE);
    assert_eq!(told.matches("label at line").count(), 2, "{told}");
    assert_lines(
        &told,
        &["    label at line 4, columns 6 to 11: the archive", "    label at line 1, columns 7 to 12: the draft"],
    );
}

#[test]
fn the_caret_stands_under_its_words() {
    let shown = human("\ta 10", &[("10", "x")]);
    assert_lines(&shown, &["   ╭─[story.md:1:4]", " 1 │     a 10", "   ·       ─┬", "   ·        ╰── x"]);
    let shown = human("日本 👍 e\u{301} 10", &[("10", "x")]);
    assert_lines(&shown, &["   ╭─[story.md:1:9]", " 1 │ 日本 👍 e\u{301} 10", "   ·           ─┬"]);
    let shown = human("a\r\nb 10\r\nc\r\n", &[("10", "")]);
    assert_lines(&shown, &["   ╭─[story.md:2:3]", " 1 │ a", " 2 │ b 10", "   ·   ──", " 3 │ c"]);
    let shown = human("\u{feff}b 10", &[("10", "")]);
    assert_lines(&shown, &["   ╭─[story.md:1:3]", " 1 │ b 10", "   ·   ──"]);
    let shown = human("\u{1b}[3\u{202e}b ##[x 10", &[("10", "")]);
    assert_lines(&shown, &["   ╭─[story.md:1:12]", " 1 │ ␛[3<U+202E>b ## [x 10", "   ·                    ──"]);
}

#[test]
fn labels_on_the_same_words_or_on_some_of_them() {
    let shown = human("a 10 b", &[("10", "x"), ("10", "y"), ("10", "")]);
    assert_lines(&shown, &["   ·    ╰─┤ x", "   ·      │ y"]);
    let shown = human("ten thousand men", &[("ten thousand", "x"), ("thousand men", "y"), ("ten", "z")]);
    assert_lines(&shown, &[" 1 │ ten thousand men", "   · ─┬─┬──────┬─────"]);
}

#[test]
fn nothing_at_the_end_of_a_text_can_be_pointed_at() {
    for text in ["", "a", "a\n", "a\r\n", "\u{feff}", "a\n\n"] {
        let mut sources = Sources::new();
        let file = sources.add("story.md", text);
        for (from, to) in [(text.len(), text.len()), (0, text.len()), (text.len() + 9, text.len() + 12), (0, 0)] {
            let report = report(finding(&[(Span::new(file, from, to), "here")]));
            for format in FORMATS {
                let shown = rendered(format.name, &report, &sources, &PAGE);
                assert!(format.name != "human" || shown.contains("─ here"), "{text:?} {from} {shown}");
            }
        }
    }
}

#[test]
fn a_long_line_fits_the_page() {
    let text = format!("{}10,000 soldiers{}", "так сказал он ".repeat(70), " and so on".repeat(100));
    for width in [40, 80, 120] {
        let mut sources = Sources::new();
        let file = sources.add("story.md", text.as_str());
        let report = report(finding(&[(words(file, &text, "10,000 soldiers"), "the figure that the ministry gave")]));
        let shown = rendered("human", &report, &sources, &Page { width, ..PAGE });
        let drawn: Vec<&str> = shown.lines().take_while(|l| !l.starts_with("checked")).collect();
        assert!(drawn.iter().all(|l| l.chars().count() <= width), "{shown}");
        assert!(drawn.contains(&"   ╭─[story.md:1:981]"), "{shown}");
        let line = drawn.iter().find(|l| l.starts_with(" 1 │")).unwrap();
        let carets = drawn.iter().find(|l| l.contains('┬')).unwrap();
        assert_eq!(line[..line.find("10,000").unwrap()].chars().count(), carets[..carets.find('─').unwrap()].chars().count());
    }
}

#[test]
fn a_long_stretch_shows_its_first_lines() {
    let text = "a line\n".repeat(1000);
    let mut sources = Sources::new();
    let file = sources.add("story.md", text.as_str());
    let shown = rendered("human", &report(finding(&[(Span::new(file, 3, text.len()), "all this")])), &sources, &PAGE);
    assert!(shown.lines().count() < 25 && shown.contains("all this"), "{shown}");
}

#[test]
fn json_says_where_and_what() {
    let text = "é\n\u{202e}«10 000» ##[error]x";
    let mut sources = Sources::new();
    let file = sources.add("story.md", text);
    let mut report = report(finding(&[(words(file, text, "10 000» ##[error]"), "here")]));
    report.diagnostics.push(Diagnostic::new(&codes::UNKNOWN_FIELD, "no field `valu`").label(Span::new(file, 0, 2), "here"));
    let written = rendered("json", &report, &sources, &PAGE);
    assert!(!written.contains("##[") && !written.contains('\u{202e}'));
    let json: Value = serde_json::from_str(&written).unwrap();
    let label = &json["findings"][0]["labels"][0];
    assert_eq!(label["text"], "10 000» ##[error]");
    assert_eq!(label["claim"], "border-force/moved");
    assert_eq!(label["start"], serde_json::json!({"byte": 8, "line": 2, "column": 3}));
    assert_eq!(label["end"]["column"], 20);
    assert_eq!(json["findings"][0]["link"], Value::Null);
    assert_eq!(json["summary"].as_object().unwrap().len(), 13);
    assert_eq!(json["diagnostics"][0]["code"], "unknown-field");
    assert_eq!(json["diagnostics"][0]["labels"][0]["end"]["byte"], 2);
    let lines = rendered("jsonl", &report, &sources, &PAGE);
    assert_eq!(serde_json::from_str::<Value>(lines.trim_end()).unwrap(), json["findings"][0]);
}

#[test]
fn concise_ends_with_what_was_and_was_not_checked() {
    let text = "a\nb 10";
    let mut sources = Sources::new();
    let file = sources.add("story.md", text);
    let mut report = report(finding(&[(words(file, text, "10"), "here")]));
    report.diagnostics.push(Diagnostic::new(&codes::UNREADABLE, "`x.md` cannot be read"));
    report.undecided.push(Undecided {
        rule: "late".to_owned(),
        claim: "s/b".to_owned(),
        fields: vec!["as-of".to_owned(), "source".to_owned()],
        span: Span::new(file, 2, 3),
    });
    report.counts.push(RuleCount { rule: "late".to_owned(), candidates: 3, findings: 0, undecided: 1 });
    report.counts.push(RuleCount { rule: "troop-count-disagreement".to_owned(), ..RuleCount::default() });
    report.summary = Summary { background: 40, undecided: 1, failed: 1, hidden: 3, allowed: 1, baselined: 2, ..report.summary };
    let shown = rendered("concise", &report, &sources, &Page { undecided: true, stats: true, ..PAGE });
    assert_eq!(
        shown,
        "\
story.md:2:3: warning[troop-count-disagreement] two figures for the same troops
claimlint: error[unreadable] `x.md` cannot be read
story.md:2:1: claim s/b undecided for late: lacks as-of, source

rule                      candidates  findings  undecided
late                               3         0          1
troop-count-disagreement           0         0          0
vacuous, as nothing here is what they are about: troop-count-disagreement

checked 2 claims in 1 story against 40 claims in the background with 1 rule: 1 warning; 1 error in the files themselves; \
3 findings not shown; 1 file could not be read; 1 claim undecided; 1 allowed; 2 known to the baseline
"
    );
    let counts: Value = serde_json::from_str(&rendered("counts", &report, &sources, &PAGE)).unwrap();
    assert_eq!(counts["rules"]["late"], serde_json::json!({"candidates": 3, "findings": 0, "undecided": 1}));
    let nothing = rendered("human", &Report::default(), &sources, &PAGE);
    assert_eq!(nothing, "checked 0 claims in 0 stories with 0 rules: nothing to report\n");
}

fn hostile() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "a",
        "10",
        " ",
        "::",
        ":",
        "##",
        "[",
        "##[",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u{1b}[31m",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{9b}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{200d}",
        "e\u{301}",
        "日本",
        "👩\u{200d}👧",
        "\u{2028}",
        "\"",
        "\\",
        "…",
        "─",
    ]);
    prop::collection::vec((bits, 1..30usize), 0..30)
        .prop_map(|v| v.into_iter().map(|(s, n)| if n > 27 { s.repeat(n) } else { s.to_owned() }).collect())
}

fn spans() -> impl Strategy<Value = Vec<(bool, u32, u32)>> {
    prop::collection::vec((any::<bool>(), 0..200u32, 0..60u32), 0..6)
}

proptest! {
    #[test]
    fn whatever_comes_in_nothing_breaks_and_nothing_steers(
        a in hostile(), b in hostile(), path in hostile(), message in hostile(), spans in spans(), width in 0..130usize,
    ) {
        let mut sources = Sources::new();
        let files = [sources.add(path.clone(), a), sources.add("b", b)];
        let span = |(second, start, len): &(bool, u32, u32)| Span { file: files[usize::from(*second)],
            start: *start, end: start + len };
        let labels: Vec<(Span, &str)> = spans.iter().map(|s| (span(s), message.as_str())).collect();
        let words = Some(message.clone());
        let mut report =
            report(Reported { message: message.clone(), help: words.clone(), link: words, ..finding(&labels) });
        let labels = labels.iter().map(|(span, m)| Label { span: *span, message: (*m).to_owned() }).collect();
        report.diagnostics.push(Diagnostic { labels, ..Diagnostic::new(&codes::SYNTAX, message.clone()) });
        let page = Page { width, ..PAGE };
        for name in ["human", "narrated", "concise"] {
            let shown = rendered(name, &report, &sources, &page);
            let steers = |c: char| clean::is_hidden(c) && c != '\n' && (c != '\t' || name == "human");
            prop_assert!(!shown.chars().any(steers), "{:?}", shown);
            prop_assert!(!shown.contains("##[") && !shown.lines().any(|l| l.trim_start().starts_with("::")), "{}", shown);
        }
        rendered("human", &report, &sources, &Page { color: true, ..page });
        serde_json::from_str::<Value>(&rendered("json", &report, &sources, &page)).unwrap();
        for line in rendered("jsonl", &report, &sources, &page).lines() {
            serde_json::from_str::<Value>(line).unwrap();
        }
    }
}

#[test]
fn places_beyond_the_fortieth_are_counted() {
    let mut sources = Sources::new();
    let file = sources.add("story.md", "a line\n".repeat(100));
    let labels: Vec<(Span, &str)> = (0..50).map(|i| (Span::new(file, i * 14, i * 14 + 1), "")).collect();
    let shown = rendered("human", &report(finding(&labels)), &sources, &PAGE);
    assert!(shown.contains("\n  and 10 places more\n"), "{shown}");
}
