//! From a [`Report`] and its [`Sources`] to bytes: one file a format, and their table.
//! Decides nothing about what is reported.

pub(crate) mod clean;
mod concise;
mod counts;
mod entry;
mod excerpt;
mod human;
mod json;
mod jsonl;
mod narrated;
mod row;
mod summary;
#[cfg(test)]
mod tests;

use std::io::{Result, Write};

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
}

/// An output format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// One line, for help.
    pub summary: &'static str,
    /// Writes a report.
    pub render: fn(&Report, &Sources, &Page, &mut dyn Write) -> Result<()>,
}

/// Every format; the first is the default.
pub static FORMATS: &[Format] = &[
    Format { name: "human", summary: "the words of the draft, with what is wrong drawn below them", render: human::render },
    Format { name: "narrated", summary: "the same in plain sentences, for screen readers", render: narrated::render },
    Format { name: "concise", summary: "one line each", render: concise::render },
    Format { name: "json", summary: "one JSON document", render: json::render },
    Format { name: "jsonl", summary: "findings only, one JSON object a line", render: jsonl::render },
    Format { name: "counts", summary: "how often each rule was asked and answered, as JSON", render: counts::render },
];

/// The format of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}
