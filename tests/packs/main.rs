//! The shipped rules against their own examples: each fires where it says so, and is silent on its innocent look-alike.

use claimlint::check;
use claimlint::examples::{self, Tried};
use claimlint::lang::{Program, Settings, shipped};
use claimlint::render::{self, Page};
use claimlint::report::Report;
use claimlint::source::Sources;

fn shipped_program(sources: &mut Sources) -> Program {
    let files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let (program, diagnostics) = check::program(sources, &files, &Settings::default());
    let report = Report { diagnostics, ..Report::default() };
    assert!(report.diagnostics.is_empty(), "{}", shown(&report, sources));
    program
}

fn shown(report: &Report, sources: &Sources) -> String {
    let human = render::by_name("human").expect("the format is there");
    let mut out = Vec::new();
    let page = Page { width: 100, color: false, undecided: true, stats: false, quiet: false };
    (human.render)(report, sources, &page, &mut out).expect("writing to memory");
    String::from_utf8_lossy(&out).into_owned()
}

fn described(tried: &Tried, sources: &Sources) -> String {
    let Tried { rule, example, wanted, report, .. } = tried;
    format!("`{rule}` on `{example}`: wanted {wanted:?}, got this:\n{}", shown(report, sources))
}

#[test]
fn every_example_of_a_shipped_rule_shows_what_it_says() {
    let mut sources = Sources::new();
    let program = shipped_program(&mut sources);
    let tried = examples::run(&mut sources, &program, &|_| true);
    assert!(tried.len() >= 2 * program.rules.len(), "each rule has a firing and a silent example");
    let wrong: Vec<String> = tried.iter().filter(|t| !t.is_as_expected()).map(|t| described(t, &sources)).collect();
    assert!(wrong.is_empty(), "{} of {} examples are not as expected:\n\n{}", wrong.len(), tried.len(), wrong.join("\n\n"));
}
