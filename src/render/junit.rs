//! Test results as Jenkins and most other CI read them: one suite a file, one case a finding, and one case for the run itself.
//!
//! A case fails where the finding fails the run, so that the test view and the exit status agree; what does not is a case that passes
//! and says what was found.

use std::io::{Error, Result, Write};

use quick_junit::{NonSuccessKind, Property, Report as Results, TestCase, TestCaseStatus, TestSuite};
use rustc_hash::FxHashMap;

use super::entry::{self, Entry};
use super::{Page, clean, summary};
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::source::Sources;

/// The suite of what is about no file. It is there in every run, since readers take an empty document for a failed one.
const RUN: &str = "claimlint";

/// Writes the document.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let mut suites = vec![TestSuite::new(RUN)];
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    places.insert(RUN.to_owned(), 0);
    if let Some(suite) = suites.first_mut() {
        suite.add_properties(summary::figures(report).map(|(name, count)| Property::new(name, count.to_string())));
        let mut status = TestCaseStatus::success();
        if !page.sound {
            status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message("the run is not sound").set_type("unsound").set_description(summary::closing(report));
        }
        let mut case = TestCase::new("the run", status);
        case.set_classname(RUN).set_system_out(summary::closing(report));
        suite.add_test_case(case);
    }
    let findings = report.findings.iter().map(|f| (entry::of_finding(f), page.least));
    let diagnostics = report.diagnostics.iter().map(|d| (entry::of_diagnostic(d), Some(Severity::Error)));
    for (entry, least) in findings.chain(diagnostics) {
        let path = entry.labels.first().map_or_else(|| RUN.to_owned(), |(span, _)| clean::text(sources.path(span.file)));
        let at = *places.entry(path.clone()).or_insert_with(|| {
            suites.push(TestSuite::new(path.as_str()));
            suites.len() - 1
        });
        let fails = least.is_some_and(|least| entry.severity >= least);
        suites.get_mut(at).map(|suite| suite.add_test_case(case(&entry, sources, &path, fails)));
    }
    let mut results = Results::new(RUN);
    results.add_test_suites(suites);
    out.write_all(results.to_string().map_err(Error::other)?.as_bytes())
}

fn case(entry: &Entry, sources: &Sources, path: &str, fails: bool) -> TestCase {
    let words = words(entry, sources);
    let mut status = TestCaseStatus::success();
    if fails {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(entry.said()).set_type(entry.severity.name()).set_description(words.as_str());
    }
    let line = entry.labels.first().map(|(span, _)| sources.position(*span));
    let at = line.map(|p| format!(" at line {}, column {}", p.line, p.column)).unwrap_or_default();
    let mut case = TestCase::new(format!("{}{at}", entry.name), status);
    case.set_classname(path);
    if !fails {
        case.set_system_out(words);
    }
    case
}

/// All that is to say, one place a line.
fn words(entry: &Entry, sources: &Sources) -> String {
    let mut words = format!("{}: {}\n", entry.heading(), entry.message);
    for (span, said) in &entry.labels {
        let colon = if said.is_empty() { "" } else { ": " };
        words.push_str(&format!("{}{colon}{said}\n", summary::place(sources, *span)));
    }
    words.extend(entry.help.iter().flat_map(|help| ["help: ", help, "\n"]));
    clean::cut(&words, 4096).into_owned()
}
