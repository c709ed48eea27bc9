//! `claimlint test`: which examples are run, what is said of those that fail, and the exit status.

use crate::{Desk, err, out, status};

const RULES: &str = r#"
measure tolls {
  value count
}

define above(c: claim, most: quantity) = c.value > most and not has(c.source)

rule many {
  param most = 5
  for each claim c where measure == "tolls"
  flag when has(c.subject) and above(c, most)
  report "{c.value} is many"
    at c.value "{value}"
  example fires "nine" """
    claims:
      - {subject: gate, measure: tolls, value: NINE}
  """
  example silent "one" """
    claims: [{subject: gate, measure: tolls, value: ONE}]
  """
}
"#;

/// Runs the program with room for its words on one line.
fn wide(desk: &Desk, arguments: &[&str]) -> std::process::Output {
    desk.command(arguments).env("COLUMNS", "120").output().expect("the program runs")
}

fn rules(nine: &str, one: &str) -> String {
    RULES.replace("NINE", nine).replace("ONE", one)
}

#[test]
fn examples_that_hold_are_0() {
    let desk = Desk::new();
    desk.write("desk.rules", rules("9", "1"));
    let output = desk.run(&["test", "desk.rules"]);
    assert_eq!((status(&output), out(&output).as_str()), (0, "tested 2 examples of 1 rule: all as expected\n"));
}

#[test]
fn a_silent_rule_is_told_by_the_condition_that_decided() {
    let desk = Desk::new();
    desk.write("desk.rules", rules("about 5", "1"));
    let output = wide(&desk, &["test", "desk.rules"]);
    let text = out(&output);
    assert_eq!(status(&output), 1, "{text}");
    for part in [
        "error[example-differs]",
        "`many` is silent on \"nine\", where it must fire",
        "desk.rules:14:17",
        "- {subject: gate, measure: tolls, value: about 5}",
        "looked at",
        "flag when has(c.subject) and above(c, most)",
        "`c.value` is about 5 (4.5",
        "`most` is 5",
        "tested 2 examples of 1 rule: 1 not as expected",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn a_rule_that_fires_is_told_by_its_report() {
    let desk = Desk::new();
    desk.write("desk.rules", rules("9", "7 people"));
    let output = desk.run(&["test", "desk.rules", "--format", "concise"]);
    assert_eq!(status(&output), 1);
    let first = "desk.rules:18:18: error[example-differs] `many` fires on \"one\", where it must be silent";
    assert!(out(&output).starts_with(first), "{}", out(&output));
    let human = out(&desk.run(&["test", "desk.rules"]));
    assert!(human.contains("must be silent, and reports: 7 people is many"), "{human}");
}

#[test]
fn claims_with_errors_fail_their_example_in_the_rule_file() {
    let desk = Desk::new();
    desk.write("desk.rules", rules("{}", "1"));
    let output = desk.run(&["test", "desk.rules", "--format", "concise"]);
    let text = out(&output);
    assert_eq!(status(&output), 1, "{text}");
    assert!(text.contains("desk.rules:16:48: error[wrong-shape]"), "{text}");
    assert!(text.contains("the claims of \"nine\" have errors"), "{text}");
}

#[test]
fn the_nearest_candidate_is_shown() {
    let desk = Desk::new();
    let rule = |claims: &str| {
        format!(
            "measure tolls {{\n  value count\n}}\n\nrule two {{\n  for each pair a, b of claims where measure == \"tolls\" sharing subject\n  \
             flag when conflict(a.value, b.value, beyond: 10%)\n  report \"two\"\n    at a.value \"{{value}}\"\n  \
             example fires \"two\" \"\"\"\n    claims:\n{claims}  \"\"\"\n}}\n"
        )
    };
    let test = |claims: &str| {
        desk.write("desk.rules", rule(claims));
        let output = wide(&desk, &["test", "desk.rules"]);
        assert_eq!(status(&output), 1);
        out(&output)
    };
    let of = |subject: &str, measure: &str, value: &str| {
        format!("      - {{subject: {subject}, measure: {measure}, value: {value}}}\n")
    };
    let apart = test(&[of("gate", "tolls", "5"), of("bridge", "tolls", "9")].concat());
    assert!(apart.contains("the claims differ here") && apart.contains("the earlier claim"), "{apart}");
    let left_out = test(&[of("gate", "tolls", "5"), of("gate", "fares", "9")].concat());
    assert!(left_out.contains("surely not so: `measure` is fares"), "{left_out}");
    let near = test(&[of("gate", "tolls", "5"), of("bridge", "tolls", "100"), of("bridge", "tolls", "about 95")].concat());
    assert!(near.contains("`b.value` is about 95 (85.5 to 104.5)"), "{near}");
}

#[test]
fn without_a_path_the_configuration_or_the_folder_says_what_is_tested() {
    let desk = Desk::new();
    desk.write("a/desk.rules", rules("9", "1"));
    assert!(out(&desk.run(&["test"])).contains("tested 2 examples of 1 rule"));
    desk.write("other.rules", rules("9", "1").replace("many", "more").replace("tolls", "fares").replace("above", "over"));
    assert!(out(&desk.run(&["test"])).contains("tested 4 examples of 2 rules"));
    assert!(out(&desk.run(&["test", "a"])).contains("tested 2 examples of 1 rule"));
    assert!(out(&desk.run(&["test", ".", "--rule", "more"])).contains("tested 2 examples of 1 rule"));
    assert!(out(&desk.run(&["test", "a", "--rules", "other.rules"])).contains("tested 2 examples of 1 rule"));
    desk.write("claimlint.yaml", "rule-files: [other.rules]\nrules:\n  more: {params: {most: 100}, severity: error}\n");
    let configured = desk.run(&["test"]);
    assert!(out(&configured).contains("tested 2 examples of 1 rule: all"), "settings are no part of it: {}", out(&configured));
}

#[test]
fn shipped_packs_and_rules_are_tested_by_name() {
    let desk = Desk::new();
    let pack = desk.run(&["test", "--pack", "figures"]);
    assert_eq!(status(&pack), 0, "{}", out(&pack));
    assert!(out(&pack).contains("all as expected"), "{}", out(&pack));
    let rule = desk.run(&["test", "--rule", "sources-disagree"]);
    assert!(out(&rule).contains("of 1 rule: all as expected"), "{}", out(&rule));
    let unknown = desk.run(&["test", "--rule", "sources-disagre"]);
    assert_eq!(status(&unknown), 2);
    assert!(err(&unknown).contains("did you mean `sources-disagree`?"), "{}", err(&unknown));
}

#[test]
fn a_file_that_stands_for_a_shipped_one_takes_its_place() {
    let desk = Desk::new();
    let shipped = |name: &str| claimlint::lang::shipped::FILES.iter().find(|(p, _)| *p == name).expect("it is shipped").1;
    for (name, text) in claimlint::lang::shipped::FILES {
        desk.write(name, text);
    }
    let all = desk.run(&["test", "rules"]);
    assert_eq!(status(&all), 0, "{}", out(&all));
    assert!(!out(&all).contains(" 0 rules") && out(&all).contains("all as expected"), "{}", out(&all));
    let changed = shipped("rules/figures.rules").replace("example silent \"another stage\"", "example fires \"another stage\"");
    desk.write("rules/figures.rules", &changed);
    let failed = desk.run(&["test", "rules", "--format", "concise"]);
    assert_eq!(status(&failed), 1, "{}", out(&failed));
    assert!(out(&failed).contains("rules/figures.rules:"), "{}", out(&failed));
    assert!(!out(&failed).contains("duplicate-name"), "{}", out(&failed));
    let elsewhere = desk.write("copy.rules", shipped("rules/figures.rules")).run(&["test", "copy.rules"]);
    assert_eq!(status(&elsewhere), 0, "{}", out(&elsewhere));
    let other = desk.write("mine.rules", &changed).run(&["test", "mine.rules"]);
    assert_eq!(status(&other), 2, "another file that declares the same is a mistake");
    assert!(out(&other).contains("error[duplicate-name]"), "{}", out(&other));
}

#[test]
fn what_is_not_sound_is_2() {
    let desk = Desk::new();
    let empty = desk.run(&["test"]);
    assert_eq!(status(&empty), 2);
    assert!(err(&empty).contains("there is nothing to test"), "{}", err(&empty));
    desk.write("desk.rules", format!("{}\nrule broken {{\n  for each claim c\n}}\n", rules("9", "1")));
    let broken = desk.run(&["test"]);
    assert_eq!(status(&broken), 2);
    assert!(out(&broken).contains("error[syntax]") && out(&broken).contains("tested 2 examples"), "{}", out(&broken));
    assert_eq!(status(&desk.run(&["test", "gone.rules"])), 2);
    desk.write("bare.rules", "rule bare {\n  for each claim c\n  flag when has(c.value)\n  report \"x\"\n    at c \"y\"\n}\n");
    let bare = desk.run(&["test", "bare.rules"]);
    assert_eq!(status(&bare), 2);
    assert!(err(&bare).contains("has no examples"), "{}", err(&bare));
}

const BORDER: &str = r#"
measure tolls { value count }
rule many {
  for each claim c where measure == "tolls"
  flag when c.value > 5
  report "{c.value} is many"
    at c.value "{value}"
  example fires "six" """
    claims: [{subject: gate, measure: tolls, value: 6}]
  """
  example silent "five" """
    claims: [{subject: gate, measure: tolls, value: 5}]
  """
}
"#;

#[test]
fn changes_that_no_example_notices_are_told() {
    let desk = Desk::new();
    desk.write("desk.rules", BORDER);
    let output = wide(&desk, &["test", "desk.rules", "--mutate", "--coverage", "--format", "concise"]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    // That the measure is asked at all, no example shows.
    assert!(out(&output).contains("in every example that asks it, this is so"), "{}", out(&output));
    let noticed = "noticed 4 of 4 changes (100%)";
    assert!(out(&output).contains(noticed), "{}", out(&output));

    desk.write("desk.rules", BORDER.replace("value: 5}", "value: 1}"));
    let output = wide(&desk, &["test", "desk.rules", "--mutate", "--min-noticed", "90"]);
    assert_eq!(status(&output), 1, "{}", out(&output));
    for part in ["advice[untested]", "no example of `many` notices that `>` becomes `>=`", "noticed 3 of 4 changes (75%)"] {
        assert!(out(&output).contains(part), "{part} is not in:\n{}", out(&output));
    }

    let excused =
        BORDER.replace("value: 5}", "value: 1}").replace("  flag when", "  # survives: five is a matter of taste\n  flag when");
    desk.write("desk.rules", excused);
    let output = wide(&desk, &["test", "desk.rules", "--mutate", "--min-noticed", "90"]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("noticed 3 of 4 changes, 1 more have a reason not to be (100%)"), "{}", out(&output));
}

#[test]
fn too_little_coverage_is_1() {
    let desk = Desk::new();
    desk.write("desk.rules", BORDER);
    assert_eq!(status(&desk.run(&["test", "desk.rules", "--min-coverage", "60"])), 0);
    let output = desk.run(&["test", "desk.rules", "--min-coverage", "100"]);
    assert_eq!(status(&output), 1);
    assert!(out(&output).contains("reached 4 of 5 conditions, escalations and labels (80%)"), "{}", out(&output));
}

#[test]
fn a_story_says_what_rules_find_in_it() {
    let desk = Desk::new();
    desk.write("desk.rules", BORDER);
    let story = "claims:\n  - {id: a, subject: gate, measure: tolls, value: 9} # expect[many]\n  # todo[many]\n  - {id: b, subject: pier, measure: tolls, value: 4}\n";
    desk.write("story.yaml", story);
    let output = wide(&desk, &["test", "desk.rules", "story.yaml"]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("held 1 story against its comments: 1 as expected, 0 missing, 0 unexpected, 1 known gap"));

    desk.write("story.yaml", story.replace("value: 9", "value: 3").replace("value: 4", "value: 14"));
    let output = wide(&desk, &["test", "desk.rules", "story.yaml"]);
    assert_eq!(status(&output), 1);
    for part in ["missing: `many` reports nothing here", "unexpected: `many` reports this now", "1 missing, 1 unexpected"] {
        assert!(out(&output).contains(part), "{part} is not in:\n{}", out(&output));
    }

    desk.write("story.yaml", story.replace(" # expect[many]", ""));
    let output = wide(&desk, &["test", "desk.rules", "story.yaml"]);
    assert!(out(&output).contains("unexpected: `many` reports \"9 is many\""), "{}", out(&output));
    desk.write("story.yaml", story.replace("expect[many]", "expect[meny]"));
    assert!(out(&wide(&desk, &["test", "desk.rules", "story.yaml"])).contains("did you mean `many`?"));
}

#[test]
fn in_a_draft_a_comment_is_about_the_next_paragraph() {
    let desk = Desk::new();
    desk.write("desk.rules", BORDER);
    let draft = "---\ntitle: T\n---\n# T\n\n<!-- expect[many] -->\nAt the gate\n[9 tolls]{.tolls of=gate} were paid.\n\n[3]{.tolls of=pier} here.\n";
    desk.write("marked/story.md", draft);
    desk.write("marked/plain.md", "---\ntitle: P\n---\nNothing [9]{.tolls of=gate}.\n");
    // In a folder, only stories with such comments are taken.
    let output = wide(&desk, &["test", "desk.rules", "marked"]);
    assert_eq!(status(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("held 1 story against its comments: 1 as expected"), "{}", out(&output));
}

#[test]
fn programs_read_json_and_junit() {
    let desk = Desk::new();
    desk.write("desk.rules", BORDER.replace("value: 5}", "value: 7}"));
    desk.write("story.yaml", "claims:\n  - {id: a, subject: gate, measure: tolls, value: 1} # expect[many]\n");
    let output = desk.run(&["test", "desk.rules", "story.yaml", "--coverage", "--mutate", "--format", "json"]);
    let made: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((status(&output), &made["as-expected"]), (1, &serde_json::json!(false)));
    assert_eq!(made["examples"][1]["outcome"], "unexpected");
    assert_eq!(made["fixtures"][0]["missing"][0]["what"], "many");
    assert!(made["coverage"]["percent"].is_u64() && made["mutation"]["all"] == 4, "{made}");
    let output = desk.run(&["test", "desk.rules", "story.yaml", "--format", "junit"]);
    assert!(
        out(&output).contains("<testsuite name=\"many\" tests=\"2\"") && out(&output).contains("type=\"unexpected\""),
        "{}",
        out(&output)
    );
}

#[test]
fn matters_of_taste_are_told_where_they_are_asked_for() {
    let desk = Desk::new();
    let rules = "measure tolls { value count }\nmeasure gates { value count }\n
define twice(q: quantity) = q * 2\n
rule apart {
  param spare = 5%
  for each group g of claims where measure == \"tolls\" sharing topic
  let gap = clash(g.value)
  let idle = count(g)
  flag when gap
  report \"the figures differ\"
    at gap.low \"here\"
}\n";
    desk.write("desk.rules", rules);
    let output = wide(&desk, &["test", "desk.rules", "--taste", "--format", "concise"]);
    for part in [
        "`apart` does not say why",
        "`apart` compares two figures and does not show both",
        "nothing uses the param `spare`",
        "nothing uses the let `idle`",
        "no rule uses the define `twice`",
        "no rule and no example mentions the measure `gates`",
    ] {
        assert!(out(&output).contains(part), "{part} is not in:\n{}{}", out(&output), err(&output));
    }
    assert_eq!(out(&output).matches("advice[taste]").count(), 6, "{}", out(&output));
    let shipped = desk.run(&["test", "--pack", "all", "--taste", "--format", "concise"]);
    assert!(!out(&shipped).contains("[taste]"), "{}", out(&shipped));
}

#[test]
fn the_examples_of_the_shipped_rules_notice_nearly_every_change_to_them() {
    let desk = Desk::new();
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let output = desk.run(&["test", &rules.display().to_string(), "--min-noticed", "95", "--format", "concise"]);
    assert_eq!(status(&output), 0, "{}", out(&output));
}
