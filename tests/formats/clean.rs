//! A story in which all fits: every format has a document to say so, and what was and was not checked.

use claimlint::render::FORMATS;
use serde_json::json;

use crate::readers::wrong;
use crate::{Desk, RULES, desk, err, out, status};

const FITS: &str = "story: {id: s, date: 2024-05-12}\nclaims:\n  - {id: a, subject: gate, measure: shouts, value: 3}\n";

fn clean(format: &str) -> (String, String) {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("story.yaml", FITS);
    let output = desk.check(&["story.yaml", "--format", format]);
    assert_eq!(status(&output), 0, "{format}: {}", err(&output));
    (out(&output), err(&output))
}

#[test]
fn every_format_has_an_empty_document() {
    let closing = "checked 1 claim in 1 story with 2 rules: nothing to report\n";
    for format in FORMATS {
        let (text, beside) = clean(format.name);
        assert!(wrong(format, &text).is_empty(), "{}: {:?}\n{text}", format.name, wrong(format, &text));
        assert_eq!(beside, if format.closes { "" } else { closing }, "{}", format.name);
    }
    for format in ["human", "narrated", "concise", "github"] {
        assert_eq!(clean(format).0, closing, "{format}");
    }
    assert_eq!((clean("jsonl").0.as_str(), clean("rdjsonl").0.as_str()), ("", ""));
    assert_eq!(clean("gitlab").0, "[]\n");
    let log: serde_json::Value = serde_json::from_str(&clean("sarif").0).expect("JSON");
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(2));
    let page = clean("junit").0;
    let page = roxmltree::Document::parse(&page).expect("XML");
    let root = page.root_element();
    assert_eq!((root.attribute("tests"), root.attribute("failures")), (Some("1"), Some("0")));
    assert!(clean("checkstyle").0.contains("<checkstyle version=\"4.3\">"));
    assert!(clean("markdown").0.contains("nothing to report") && clean("html").0.contains("<h1>nothing to report</h1>"));
}

#[test]
fn every_format_counts_what_was_not_judged() {
    let desk = desk();
    let story = "story: {id: s, date: 2024-05-12}\nclaims:
  - {id: a, subject: gate, measure: shouts, value: 9, quote: a, text: b, allow: [{rule: echoes, reason: known}]}
  - {id: b, subject: mill, measure: shouts, quote: a, text: b}
  - {id: c, subject: mill, measure: shouts, value: 9, quote: c, text: d}
";
    desk.write("desk/story.yaml", story).write("desk/notes.yaml", "todo: call\n").write("desk/broken.yaml", "claims: [");
    let run = |format: &str| {
        let output = desk.check(&["desk", "--format", format]);
        assert_eq!(status(&output), 2, "{format}");
        format!("{}\n{}", out(&output), err(&output))
    };
    for format in FORMATS {
        let said = run(format.name);
        for part in ["2 claims undecided", "1 allowed", "1 file could not be read", "1 file passed over"] {
            let figure = ["json"].contains(&format.name);
            assert!(figure || said.contains(part), "{} does not say `{part}`:\n{said}", format.name);
        }
    }
    let figures = [("undecided", 2), ("allowed", 1), ("failed", 1), ("skipped", 1), ("baselined", 0)];
    let json: serde_json::Value = serde_json::from_str(run("json").trim_end()).expect("JSON");
    let sarif: serde_json::Value = serde_json::from_str(run("sarif").trim_end()).expect("JSON");
    let junit = run("junit");
    for (name, count) in figures {
        let count = json!(count);
        assert_eq!((&json["summary"][name], &sarif["runs"][0]["properties"]["summary"][name]), (&count, &count), "{name}");
        assert!(junit.contains(&format!("<property name=\"{name}\" value=\"{count}\"/>")), "{name}");
    }
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(junit.contains("<error message=\"the run is not sound\""), "{junit}");
}

#[test]
fn a_mistake_in_a_rule_makes_a_run_unsound_in_every_format() {
    let desk = desk();
    desk.write("bad.rules", "rule x {\n");
    let run = |format: &str| {
        let output = desk.check(&["story.yaml", "--rules", "bad.rules", "--exit-zero", "--format", format]);
        assert_eq!(status(&output), 2, "{format}");
        out(&output)
    };
    assert!(run("sarif").contains("\"executionSuccessful\": false"));
    assert!(run("junit").contains("the run is not sound"));
    assert!(run("github").starts_with("::error file=bad.rules,line=1,"), "{}", run("github"));
}

#[test]
fn what_a_waiver_covers_is_suppressed_where_it_is_asked_for() {
    let desk = desk();
    desk.write(
        "story.yaml",
        "claims:\n  - {id: a, subject: gate, measure: shouts, value: 9, allow: [{rule: echoes, reason: known}]}\n",
    );
    let read = |arguments: &[&str]| -> serde_json::Value {
        let output = desk.check(&[&["story.yaml", "--fail-on", "advice"], arguments].concat());
        assert_eq!(status(&output), 0, "a waived finding fails no run");
        serde_json::from_str(&out(&output)).expect("JSON")
    };
    let sarif = read(&["--format", "sarif", "--include-allowed"]);
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["suppressions"][0]["kind"]), (&json!("echoes"), &json!("inSource")));
    assert_eq!(result["suppressions"][0]["justification"], "known");
    let allowed = &read(&["--format", "json", "--include-allowed"])["allowed"][0];
    assert_eq!((&allowed["rule"], &allowed["reason"]), (&json!("echoes"), &json!("known")));
    assert_eq!(read(&["--format", "sarif"])["runs"][0]["results"], json!([]));
    assert_eq!(read(&["--format", "json"]).get("allowed"), None);
}

#[test]
fn every_rule_has_a_page_a_description_and_a_level() {
    let desk = desk();
    let output = desk.command(&["check", "story.yaml", "--rules", "desk.rules", "--pack", "all", "--format", "sarif"]).output();
    let log: serde_json::Value = serde_json::from_str(&out(&output.expect("it runs"))).expect("JSON");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    let listed =
        desk.command(&["rules", "--rules", "desk.rules", "--pack", "all", "--format", "json"]).output().expect("it runs");
    let listed: serde_json::Value = serde_json::from_str(&out(&listed)).expect("JSON");
    assert!(rules.len() > 80, "{}", rules.len());
    for rule in rules {
        let text = |way: &str| rule.pointer(way).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let page = text("/helpUri");
        assert!(page.starts_with("https://"), "{rule}");
        if let Some((_, path)) = page.split_once("/source/") {
            assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_file(), "{page} is not there");
        }
        assert!(["error", "warning", "note"].contains(&text("/defaultConfiguration/level").as_str()), "{rule}");
        for way in ["/shortDescription/text", "/fullDescription/text", "/help/text"] {
            assert!(!text(way).is_empty(), "{way} of {rule}");
        }
    }
    assert!(listed.to_string().contains(rules[0]["id"].as_str().expect("a name")));
}
