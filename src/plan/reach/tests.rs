//! How far the shipped rules look, and rules made to show where no anchor holds.

use super::*;
use crate::check;
use crate::lang::{Settings, shipped};
use crate::source::Sources;

fn program(rules: &str) -> Program {
    let mut sources = Sources::new();
    let mut files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    files.push(sources.add("desk.rules", rules));
    let (program, diagnostics) = check::program(&sources, &files, &Settings::default());
    assert!(!diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error), "{diagnostics:#?}");
    program
}

#[test]
fn every_shipped_rule_is_anchored() {
    let program = program("");
    let mut wrong = String::new();
    for (rule, reach) in program.rules.iter().zip(reach(&program)) {
        println!("{}: {:?}", reach.rule, reach.anchored.as_ref().map(|a| (a.anchor, &a.joins, &a.labelled)));
        println!("     wakes {:?}", reach.wakes);
        if reach.anchored.is_err() {
            let tried = ANCHORS.map(|anchor| Look::new(&program, rule, anchor).rule().err());
            wrong += &format!("{}: {tried:#?}\n", reach.rule);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
