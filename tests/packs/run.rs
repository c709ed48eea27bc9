//! The shipped rules over a claims document, as the tests ask for them.

use std::fs;
use std::path::Path;

use claimlint::check::{self, Input};
use claimlint::corpus::Standing;
use claimlint::diagnostic::Diagnostic;
use claimlint::input::Format;
use claimlint::lang::{Program, Settings, shipped};
use claimlint::report::{Record, Report, Reported};
use claimlint::source::Sources;

/// Rules, and what there was to say about their files.
pub struct Shipped {
    pub sources: Sources,
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn shipped() -> Shipped {
    shipped_and(&[])
}

/// The shipped rules and some of a desk's own, by path below the project.
pub fn shipped_and(own: &[&str]) -> Shipped {
    let mut sources = Sources::new();
    let mut files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    for path in own {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a rule file");
        files.push(sources.add(*path, text));
    }
    let (mut program, diagnostics) = check::program(&sources, &files, &Settings::default());
    // What runs when nothing is said: all packs but opt-in ones.
    let opt_in: Vec<_> = program.packs.iter().filter(|p| p.opt_in).map(|p| p.name.clone()).collect();
    program.rules.retain(|rule| rule.pack.as_ref().is_none_or(|pack| !opt_in.contains(pack)));
    Shipped { sources, program, diagnostics }
}

/// The packs of figures and totals, and some of a desk's own rules.
pub fn figures_and_totals(own: &[&str]) -> Shipped {
    let mut shipped = shipped_and(own);
    shipped.program.rules.retain(|rule| rule.pack.as_ref().is_none_or(|pack| ["figures", "totals"].contains(&&**pack)));
    shipped
}

/// What all shipped rules say of claims documents in YAML; `draft` is the text that the first of them was read from.
pub fn report(shipped: &Shipped, path: &str, documents: &str, draft: Option<&str>) -> (Report, Sources) {
    let mut sources = shipped.sources.clone();
    let input = Input { file: sources.add(path, documents), format: Format::Yaml, standing: Standing::Checked };
    let draft = draft.map(|text| sources.add("draft.txt", text));
    let schema = shipped.program.schema.clone();
    let (corpus, diagnostics) = check::corpus(&mut sources, schema, &[input], &mut |_, _| (draft, Vec::new()));
    (check::report(&sources, &shipped.program, &corpus, &claimlint::eval::Options::default(), diagnostics), sources)
}

/// What all shipped rules say of a sample story under `examples/`, with the draft beside it.
pub fn sample(shipped: &Shipped, name: &str) -> (Report, Sources) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let read = |ending: &str| fs::read_to_string(folder.join(format!("{name}.{ending}"))).expect("a sample story");
    report(shipped, &format!("{name}.yaml"), &read("yaml"), Some(&read("txt")))
}

/// A finding in one line: rule, claims, message.
pub fn line(finding: &Reported) -> String {
    format!("{} [{}] {}", finding.rule, finding.claims.join(", "), finding.message)
}

/// A diagnostic in one line: where, which, message.
pub fn said(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place =
        diagnostic.labels.first().map(|l| (sources.path(l.span.file), sources.position(l.span).line, sources.slice(l.span)));
    let place = place.map_or(String::new(), |(path, line, words)| format!("{path}:{line} `{words}`: "));
    format!("{place}{} {}: {}", diagnostic.severity.name(), diagnostic.code.name, diagnostic.message)
}

/// The record that a finding's first label points at.
pub fn primary(finding: &Reported) -> String {
    match finding.labels.first().map(|l| &l.about) {
        Some(Record::Claim(name) | Record::Entity(name) | Record::Story(name)) => name.clone(),
        None => String::new(),
    }
}
