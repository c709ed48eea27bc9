//! `docs/claimlint.schema.json` is what `claimlint rules --format schema` prints, and takes the configurations that the program takes.

use std::process::Command;

use serde_json::Value;

use crate::made;

#[path = "../formats/schema.rs"]
mod schema;

fn printed() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_claimlint")).args(["rules", "--format", "schema", "--no-config"]).output();
    String::from_utf8(output.expect("the program runs").stdout).expect("it prints text")
}

#[test]
fn the_schema_is_what_the_program_prints() {
    made::file("docs/claimlint.schema.json", &printed());
}

/// Whether the program takes a configuration.
fn taken(config: &str) -> Option<bool> {
    let file = std::env::temp_dir().join(format!("claimlint-config-{}.yaml", std::process::id()));
    // The rule files that it names are not there, and are not what is asked here.
    std::fs::write(&file, config.replace("rule-files: [desk/]\n", "")).ok()?;
    let output = Command::new(env!("CARGO_BIN_EXE_claimlint")).args(["rules", "--config"]).arg(&file).output();
    let _ = std::fs::remove_file(&file);
    Some(output.ok()?.status.success())
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let schema: Value = serde_json::from_str(&printed()).expect("it is JSON");
    let config = |text: &str| serde_yaml::from_str::<Value>(text).expect("a configuration");
    for good in [
        "{}",
        "stories: [stories/**/*.md]\nbackground: [archive]\nrule-files: [desk/]\npacks: [figures, totals]\nfail-on: error\n",
        "rules: {share-mismatch: {severity: error, params: {slack: 1 point}}, loaded-verb: {severity: off}}",
        "overrides:\n  - files: [opinion/**]\n    rules: {loaded-verb: {severity: off}}\n",
    ] {
        assert_eq!(schema::validate(&schema, &config(good)), Ok(()), "{good}");
        assert_eq!(taken(good), Some(true), "{good}");
    }
    for (bad, part) in [
        ("storys: []", "no such property"),
        ("packs: [figuers]", "none of"),
        ("fail-on: grave", "none of"),
        ("rules: {share-mismach: {severity: off}}", "no such property"),
        ("rules: {share-mismatch: {params: {slakc: 1%}}}", "no such property"),
        ("overrides: [{files: [a]}]", "`rules` is missing"),
    ] {
        let said = schema::validate(&schema, &config(bad)).expect_err(bad);
        assert!(said.contains(part), "{bad}: {said}");
        assert_eq!(taken(bad), Some(false), "{bad}");
    }
}
