//! From a [`Report`] and its [`Sources`] to bytes: one file a format, and their table.
//! Decides nothing about what is reported.

mod checkstyle;
pub(crate) mod clean;
mod concise;
mod counts;
mod entry;
mod excerpt;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod narrated;
mod rdjsonl;
mod row;
mod sarif;
mod strip;
pub(crate) mod summary;
#[cfg(test)]
mod tests;

use std::io::{Result, Write};

use crate::diagnostic::Severity;
use crate::lang::shipped;
use crate::report::Report;
use crate::source::Sources;

/// How a report is laid out; formats for programs pass it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many columns the reader sees.
    pub width: usize,
    /// Whether terminal colours are written.
    pub color: bool,
    /// Whether the claims that rules could not judge are listed one by one.
    pub undecided: bool,
    /// Whether every rule's counts are shown.
    pub stats: bool,
    /// Whether the closing summary is left out.
    pub quiet: bool,
    /// Whether words of the drafts may be shown.
    pub snippets: bool,
    /// Whether what waivers cover is written as well, in formats that can tell it apart.
    pub allowed: bool,
    /// The least severity that fails the run, for formats that know only what passes and what fails.
    pub least: Option<Severity>,
    /// Whether the run is sound: rules, configuration and all files could be read.
    pub sound: bool,
}

impl Default for Page {
    fn default() -> Page {
        let least = Some(Severity::Error);
        Page {
            width: 100,
            color: false,
            undecided: false,
            stats: false,
            quiet: false,
            snippets: true,
            allowed: false,
            least,
            sound: true,
        }
    }
}

/// An output format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// One line, for help.
    pub summary: &'static str,
    /// Whether it says itself what was and was not checked.
    pub closes: bool,
    /// Writes a report.
    pub render: Render,
}

/// Writes a report.
pub type Render = fn(&Report, &Sources, &Page, &mut dyn Write) -> Result<()>;

/// Every format; the first is the default.
pub static FORMATS: &[Format] = &[
    format("human", "the words of the draft, with what is wrong drawn below them", human::render),
    format("narrated", "the same in plain sentences, for screen readers", narrated::render),
    format("concise", "one line each", concise::render),
    format("json", "one JSON document", json::render),
    Format { closes: false, ..format("jsonl", "findings only, one JSON object a line", jsonl::render) },
    Format { closes: false, ..format("counts", "how often each rule was asked and answered, as JSON", counts::render) },
    format("sarif", "SARIF 2.1.0, for code scanning and editors", sarif::render),
    format("github", "annotations of GitHub Actions", github::render),
    Format { closes: false, ..format("gitlab", "a Code Quality report of GitLab", gitlab::render) },
    format("junit", "test results, for Jenkins and most other CI", junit::render),
    Format { closes: false, ..format("rdjsonl", "Reviewdog's JSON, one object a line", rdjsonl::render) },
    Format { closes: false, ..format("checkstyle", "Checkstyle's XML", checkstyle::render) },
    format("markdown", "a page for a comment or a job's summary", markdown::render),
    format("html", "one page for a browser, disagreements drawn on a line", html::render),
];

const fn format(name: &'static str, summary: &'static str, render: Render) -> Format {
    Format { name, summary, closes: true, render }
}

/// The format of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}

/// Whether a rule's link leads to the web: nothing else is written as a link.
fn is_web(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| !c.is_whitespace() && !clean::is_hidden(c) && c != '"'))
}

/// Whether a rule file came with the program.
fn is_shipped(path: &str) -> bool {
    shipped::FILES.iter().any(|(shipped, _)| *shipped == path)
}
