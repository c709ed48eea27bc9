//! A Code Quality report of GitLab: one JSON list, each entry with a fingerprint of its own.

use std::io::{Error, Result, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Page, clean, entry};
use crate::diagnostic::Severity;
use crate::report::{Report, fingerprint_of};
use crate::source::{Columns, Sources};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the list.
pub fn render(report: &Report, sources: &Sources, _page: &Page, out: &mut dyn Write) -> Result<()> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut issues = Vec::new();
    for entry in entry::all(report) {
        let print = entry.fingerprint(sources);
        let count = seen.entry(print.clone()).or_insert(0);
        *count += 1;
        let fingerprint = if *count == 1 { print } else { fingerprint_of([print.as_str(), &count.to_string()]) };
        // What is about no text is about the run, and stands at the folder.
        let (path, begin, end) = match entry.region(sources, Columns::Characters) {
            Some(region) => (sources.seen_from_root(&region.path), region.start.0, region.end.0),
            None => (".".to_owned(), 1, 1),
        };
        issues.push(Issue {
            description: entry.said(),
            check_name: entry.name,
            fingerprint,
            severity: match entry.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Advice => "info",
            },
            location: Location { path, lines: Lines { begin, end } },
        });
    }
    writeln!(out, "{}", clean::json(&serde_json::to_string_pretty(&issues).map_err(Error::from)?))
}
