//! What a test run came to, as JUnit XML: a suite a rule with a case an example, and a suite a story.

use std::io::{Error, Result, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Outcome;
use crate::diagnostic::Diagnostic;
use crate::lang::Program;
use crate::render::clean;
use crate::source::Sources;

/// Writes the document.
pub fn render(outcome: &Outcome, program: &Program, sources: &Sources, out: &mut dyn Write) -> Result<()> {
    let mut report = Report::new("claimlint test");
    for group in outcome.examples.chunk_by(|a, b| a.rule == b.rule) {
        let Some(first) = group.first() else { continue };
        let mut suite = TestSuite::new(&*first.rule);
        for tried in group {
            suite.add_test_case(case(&tried.example, &first.rule, tried.failure().as_ref(), tried.outcome()));
        }
        report.add_test_suite(suite);
    }
    for held in &outcome.fixtures {
        let path = clean::text(sources.path(held.file));
        let mut suite = TestSuite::new(path.as_str());
        let failures = held.failures(program);
        for failure in &failures {
            suite.add_test_case(case(&failure.message, &path, Some(failure), "not as expected"));
        }
        if failures.is_empty() {
            suite.add_test_case(case("as expected", &path, None, ""));
        }
        report.add_test_suite(suite);
    }
    let document = report.to_string().map_err(Error::other)?;
    out.write_all(document.as_bytes())
}

fn case(name: &str, of: &str, failure: Option<&Diagnostic>, kind: &str) -> TestCase {
    let status = failure.map_or_else(TestCaseStatus::success, |failure| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(kind).set_message(clean::text(&failure.message));
        status
    });
    let mut case = TestCase::new(clean::text(name), status);
    case.set_classname(clean::text(of));
    case
}
