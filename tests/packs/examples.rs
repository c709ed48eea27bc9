//! Every example of every shipped rule: the rule fires or is silent as the example says, and no two rules say the same thing twice.

use std::collections::BTreeMap;
use std::fmt::Write;

use claimlint::lang::ast::Outcome;

use crate::run::{self, line, primary, said};

/// Pairs of rules that may point at the same claim first, each with the reason.
const TOGETHER: &[(&str, &str, &str)] = &[];

/// The first rule that the documentation shows.
const FIRST_RULE: &str = "examples/first-rule.rules";

#[test]
fn shipped_files_load_without_a_word() {
    let shipped = run::shipped_and(&[FIRST_RULE]);
    let words: Vec<String> = shipped.diagnostics.iter().map(|d| said(d, &shipped.sources)).collect();
    assert!(words.is_empty(), "the shipped files are to load without a word:\n{}", words.join("\n"));
    assert!(shipped.program.rules.len() > 20);
}

#[test]
fn examples_do_what_they_say() {
    let shipped = run::figures_and_totals(&[FIRST_RULE]);
    assert!(shipped.program.rules.iter().any(|rule| *rule.name == *"overloaded"));
    let mut failures = String::new();
    for rule in &shipped.program.rules {
        for example in &rule.examples {
            let (report, sources) = run::report(&shipped, "example.yaml", &example.documents.value, None);
            let came: Vec<String> = report.findings.iter().filter(|f| *f.rule == *rule.name).map(line).collect();
            let mut wrong: Vec<String> = report.diagnostics.iter().map(|d| said(d, &sources)).collect();
            match (example.outcome, came.is_empty()) {
                (Outcome::Fires, true) => wrong.push("is to fire, and is silent".into()),
                (Outcome::Silent, false) => wrong.extend(came.into_iter().map(|f| format!("is to be silent, and says: {f}"))),
                _ => {}
            }
            if !wrong.is_empty() {
                let at = shipped.sources.position(example.span).line;
                let path = shipped.sources.path(rule.span.file);
                let _ = writeln!(
                    failures,
                    "{path}:{at} {}, example \"{}\"\n    {}",
                    rule.name,
                    example.name.value,
                    wrong.join("\n    ")
                );
            }
        }
    }
    assert!(failures.is_empty(), "these examples do not do what they say:\n{failures}");
}

#[test]
fn no_two_rules_report_one_slip() {
    let shipped = run::shipped();
    let mut elsewhere = String::from("what rules say of the examples of others\n");
    let mut together: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for rule in &shipped.program.rules {
        for example in &rule.examples {
            let (report, _) = run::report(&shipped, "example.yaml", &example.documents.value, None);
            for other in report.findings.iter().filter(|f| *f.rule != *rule.name) {
                let _ = writeln!(elsewhere, "{}, \"{}\": {}", rule.name, example.name.value, line(other));
            }
            for (i, one) in report.findings.iter().enumerate() {
                for other in report.findings[i + 1..].iter().filter(|o| o.rule != one.rule && primary(o) == primary(one)) {
                    let mut pair = [one.rule.clone(), other.rule.clone()];
                    pair.sort();
                    let [first, second] = pair;
                    together.entry((first, second)).or_default().push(format!("{}: {}", rule.name, example.name.value));
                }
            }
        }
    }
    println!("{elsewhere}\n{:<26} {:<26} on", "rule", "and rule");
    for ((one, other), examples) in &together {
        println!("{one:<26} {other:<26} {}", examples.join("\n                                                      "));
    }
    let listed = |(one, other): &(String, String)| TOGETHER.iter().any(|(a, b, _)| a == one && b == other);
    let unlisted: Vec<_> = together.iter().filter(|(pair, _)| !listed(pair)).collect();
    assert!(unlisted.is_empty(), "two rules report one slip: {unlisted:#?}");
    for (a, b, reason) in TOGETHER {
        assert!(together.contains_key(&((*a).into(), (*b).into())), "{a} and {b} never meet, so need no reason: {reason}");
    }
}

#[test]
fn every_rule_of_every_pack_does_what_its_examples_say() {
    let mut sources = claimlint::source::Sources::new();
    let files: Vec<_> = claimlint::lang::shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let (program, _) = claimlint::check::program(&sources, &files, &claimlint::lang::Settings::default());
    let tried = claimlint::examples::run(&mut sources, &program, &|_| true);
    assert!(tried.len() >= 2 * program.rules.len(), "each rule has a firing and a silent example");
    let wrong: Vec<String> = tried
        .iter()
        .filter(|t| !t.is_as_expected())
        .map(|t| format!("`{}` on `{}`: {:?} is wanted", t.rule, t.example, t.wanted))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
