//! Reviewdog's diagnostic format, one JSON object a line. Columns are bytes of UTF-8, as it counts them.

use std::io::{Error, Result, Write};

use serde::Serialize;

use super::entry::{self, Region};
use super::{Page, clean};
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::source::{Columns, Sources};

#[derive(Serialize)]
struct Line<'a> {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    severity: &'static str,
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location,
}

/// Writes a line for every finding and every diagnostic.
pub fn render(report: &Report, sources: &Sources, _page: &Page, out: &mut dyn Write) -> Result<()> {
    for entry in entry::all(report) {
        let mut places = entry.labels.iter().map(|(span, said)| (location(entry::region(sources, *span, Columns::Bytes)), said));
        let location = places.next().map(|(location, _)| location);
        let line = Line {
            message: entry.said(),
            location,
            severity: match entry.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Advice => "INFO",
            },
            source: Source { name: "claimlint" },
            code: Code { value: &entry.name, url: entry.link.as_deref().filter(|link| super::is_web(link)) },
            related_locations: places.map(|(location, said)| Related { message: said, location }).collect(),
        };
        writeln!(out, "{}", clean::json(&serde_json::to_string(&line).map_err(Error::from)?))?;
    }
    Ok(())
}

fn location(region: Region) -> Location {
    let position = |(line, column)| Position { line, column };
    Location { path: region.path, range: Range { start: position(region.start), end: position(region.end) } }
}
