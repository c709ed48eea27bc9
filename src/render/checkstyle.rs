//! Checkstyle's XML: one `file` a path, one `error` a finding or diagnostic. Columns are characters.

use std::io::{Error, Result, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use rustc_hash::FxHashMap;

use super::entry::{self, Entry};
use super::{Page, clean, summary};
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::source::{Columns, Sources};

/// What a file is called in which nothing stands: what is said is about the run.
const NO_FILE: &str = "-";

/// Writes the document; a comment in it says what was checked.
pub fn render(report: &Report, sources: &Sources, _page: &Page, out: &mut dyn Write) -> Result<()> {
    let mut files: Vec<(String, Vec<Entry>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for entry in entry::all(report) {
        let path = entry.labels.first().map_or_else(|| NO_FILE.to_owned(), |(span, _)| clean::text(sources.path(span.file)));
        let at = *places.entry(path.clone()).or_insert_with(|| {
            files.push((path, Vec::new()));
            files.len() - 1
        });
        if let Some((_, entries)) = files.get_mut(at) {
            entries.push(entry);
        }
    }
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(BytesStart::new("checkstyle").with_attributes([("version", "4.3")])))?;
    let closing = summary::closing(report).replace("--", "- -");
    writer.write_event(Event::Comment(BytesText::from_escaped(format!(" {closing} "))))?;
    for (path, entries) in &files {
        writer.write_event(Event::Start(BytesStart::new("file").with_attributes([("name", path.as_str())])))?;
        for entry in entries {
            writer.write_event(Event::Empty(error(entry, sources)))?;
        }
        writer.write_event(Event::End(BytesEnd::new("file")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("checkstyle")))?;
    let text = String::from_utf8(writer.into_inner()).map_err(Error::other)?;
    writeln!(out, "{text}")
}

fn error(entry: &Entry, sources: &Sources) -> BytesStart<'static> {
    let mut element = BytesStart::new("error");
    if let Some(region) = entry.region(sources, Columns::Characters) {
        element.push_attribute(("line", region.start.0.to_string().as_str()));
        element.push_attribute(("column", region.start.1.to_string().as_str()));
    }
    let severity = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "info",
    };
    element.push_attribute(("severity", severity));
    element.push_attribute(("message", entry.said().as_str()));
    element.push_attribute(("source", format!("claimlint.{}", entry.name).as_str()));
    element
}
