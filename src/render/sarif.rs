//! SARIF 2.1.0, for code scanning and editors: rules with their pages, results with their places. Columns are UTF-16 code units.

use std::io::{Error, Result, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::entry::{self, Entry, Region};
use super::{Page, clean, summary};
use crate::diagnostic::{Code, Severity, codes};
use crate::report::{Report, RuleNote};
use crate::source::{Columns, Sources};

/// How many results GitHub takes, and how many of them it shows.
const MOST: (usize, usize) = (25_000, 5_000);
/// How many other places of a result are written.
const MOST_PLACES: usize = 100;
/// How many tags GitHub takes for a rule.
const MOST_TAGS: usize = 10;
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = "https://docs.rs/crate/claimlint/";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the log of one run.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let (mut entries, notifications): (Vec<Entry>, Vec<Entry>) = entry::all(report).partition(|e| !e.labels.is_empty());
    let left_out = entries.len().saturating_sub(MOST.0);
    if left_out > 0 {
        entries.sort_by_key(|e| std::cmp::Reverse(e.severity));
        entries.truncate(MOST.0);
    }
    let waived = if page.allowed { report.allowed.as_slice() } else { &[] };
    let allowed: Vec<Entry> = waived.iter().map(entry::of_finding).collect();
    let rules = rules(report, &entries, &allowed);
    let places: FxHashMap<String, usize> = rules.iter().enumerate().map(|(i, r)| (r.id.clone(), i)).collect();
    let mut writer = Results { sources, page, places: &places, seen: FxHashMap::default() };
    let mut results: Vec<Outcome> = entries.iter().map(|e| writer.result(e)).collect();
    results.extend(allowed.iter().zip(waived).map(|(entry, finding)| Outcome {
        suppressions: Some(vec![suppression(finding.reason.as_deref())]),
        ..writer.result(entry)
    }));
    let mut said: Vec<Value> = notifications.iter().map(notification).collect();
    said.extend(limits(entries.len(), left_out).map(|text| json!({"level": "note", "message": {"text": text}})));
    let figures: Map<String, Value> = summary::figures(report).into_iter().map(|(k, v)| (k.to_owned(), v.into())).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "claimlint",
                "version": VERSION,
                "semanticVersion": VERSION,
                "informationUri": HOME,
                "rules": rules,
            }},
            "invocations": [{"executionSuccessful": page.sound, "toolExecutionNotifications": said}],
            "columnKind": "utf16CodeUnits",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results,
            "properties": {"summary": figures, "checked": summary::closing(report)},
        }],
    });
    writeln!(out, "{}", clean::json(&serde_json::to_string_pretty(&log).map_err(Error::from)?))
}

/// What is said of results that are not there, or will not be seen.
fn limits(written: usize, left_out: usize) -> impl Iterator<Item = String> {
    let unseen = (written > MOST.1).then(|| format!("GitHub shows {} of {written} results, the gravest", MOST.1));
    let cut =
        (left_out > 0).then(|| format!("{left_out} results are left out: {} are taken at most, the gravest are here", MOST.0));
    unseen.into_iter().chain(cut)
}

/// A rule, or a code of a diagnostic, on the wire.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    short_description: Value,
    full_description: Value,
    help: Value,
    help_uri: String,
    default_configuration: Value,
    properties: Value,
}

/// The rules in force, and the codes of the diagnostics that are reported.
fn rules(report: &Report, entries: &[Entry], allowed: &[Entry]) -> Vec<Descriptor> {
    let mut rules: Vec<Descriptor> = report.rules.iter().map(of_rule).collect();
    let mut others: Vec<&str> = entries.iter().chain(allowed).map(|e| e.name.as_str()).collect();
    others.sort_unstable();
    others.dedup();
    for name in others {
        if !rules.iter().any(|r| r.id == name) {
            rules.push(of_code(name, codes::by_name(name)));
        }
    }
    rules
}

fn of_rule(rule: &RuleNote) -> Descriptor {
    let name = clean::text(&rule.name);
    let title = rule.title.as_deref().map_or_else(|| name.replace('-', " "), clean::text);
    let why = rule.why.as_deref().map_or_else(|| title.clone(), clean::text);
    let mut tags: Vec<String> = Vec::new();
    for tag in rule.pack.iter().chain(&rule.tags).map(|tag| clean::text(tag)) {
        if tags.len() < MOST_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let uri = match rule.link.as_deref().filter(|link| super::is_web(link)) {
        _ if super::is_shipped(&rule.path) => format!("{HOME}{VERSION}/source/docs/rules/{}.md", uri(&rule.name, "")),
        Some(link) => uri(link, ":/?#[]@!$&'()*+,;=%"),
        None => format!("{HOME}{VERSION}/source/docs/language.md"),
    };
    descriptor(&name, &title, &why, uri, rule.severity, tags)
}

fn of_code(name: &str, code: Option<&Code>) -> Descriptor {
    let title = code.map_or("", |c| c.summary);
    let uri = format!("{HOME}{VERSION}/source/src/diagnostic/pages/{name}.md");
    descriptor(name, title, title, uri, code.map_or(Severity::Error, |c| c.severity), vec!["files".to_owned()])
}

fn descriptor(id: &str, title: &str, why: &str, help_uri: String, severity: Severity, tags: Vec<String>) -> Descriptor {
    let more = format!("{why}\n\n`claimlint explain {id}` says more.");
    Descriptor {
        id: id.to_owned(),
        short_description: json!({"text": message(title, 1024)}),
        full_description: json!({"text": message(why, 1024)}),
        help: json!({"text": message(&more, 4096)}),
        help_uri,
        default_configuration: json!({"level": level(severity)}),
        properties: json!({"tags": tags, "problem.severity": problem(severity)}),
    }
}

/// A result on the wire.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Value,
    locations: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Value>>,
}

/// What results are written with.
struct Results<'a> {
    sources: &'a Sources,
    page: &'a Page,
    places: &'a FxHashMap<String, usize>,
    /// How often a fingerprint was met.
    seen: FxHashMap<String, usize>,
}

impl Results<'_> {
    fn result(&mut self, entry: &Entry) -> Outcome {
        let print = entry.fingerprint(self.sources);
        let count = self.seen.entry(print.clone()).or_insert(0);
        *count += 1;
        let prints = json!({"claimlint/v1": print, "primaryLocationLineHash": format!("{print}:{count}")});
        let mut places = entry.labels.iter().enumerate().map(|(i, (span, said))| {
            let mut region = entry::region(self.sources, *span, Columns::Utf16);
            region.path = self.sources.seen_from_root(&region.path);
            let words = self.page.snippets.then(|| clean::cut(self.sources.slice(*span), 1024));
            location(&region, i, words.as_deref(), said)
        });
        Outcome {
            rule_id: entry.name.clone(),
            rule_index: self.places.get(&entry.name).copied(),
            level: level(entry.severity),
            message: json!({"text": message(&entry.said(), 4096)}),
            locations: places.next().into_iter().collect(),
            related_locations: places.take(MOST_PLACES).collect(),
            partial_fingerprints: prints,
            suppressions: None,
        }
    }
}

fn location(region: &Region, id: usize, words: Option<&str>, said: &str) -> Value {
    let ((line, column), (end_line, end_column)) = (region.start, region.end);
    let mut place = json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column});
    if let (Some(words), Some(place)) = (words, place.as_object_mut()) {
        place.insert("snippet".to_owned(), json!({"text": words}));
    }
    let mut location =
        json!({"physicalLocation": {"artifactLocation": {"uri": path_uri(&region.path)}, "region": place}, "id": id});
    if let Some(location) = location.as_object_mut().filter(|_| !said.is_empty()) {
        location.insert("message".to_owned(), json!({"text": message(said, 1024)}));
    }
    location
}

/// A waiver that stands in a claims document or in a draft.
fn suppression(reason: Option<&str>) -> Value {
    let mut suppression = json!({"kind": "inSource", "status": "accepted"});
    if let (Some(reason), Some(suppression)) = (reason, suppression.as_object_mut()) {
        suppression.insert("justification".to_owned(), clean::cut(&clean::text(reason), 4096).into());
    }
    suppression
}

fn notification(entry: &Entry) -> Value {
    json!({"level": level(entry.severity), "descriptor": {"id": entry.name}, "message": {"text": message(&entry.said(), 4096)}})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// The word that GitHub sorts alerts by.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "recommendation",
    }
}

/// Words as a plain text message, of bounded length: nothing in them is taken for a link or a placeholder.
fn message(words: &str, most: usize) -> String {
    let mut out = String::with_capacity(words.len());
    let mut length = 0;
    for c in words.chars() {
        let width = if "\\[]{}".contains(c) { 2 } else { 1 };
        length += width;
        if length >= most {
            out.push('…');
            break;
        }
        match c {
            '\\' | '[' | ']' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            _ => out.push(c),
        }
    }
    out
}

/// A path as a URI, relative where the path is.
fn path_uri(path: &str) -> String {
    let written = uri(path, "/");
    if path.starts_with('/') { format!("file://{written}") } else { written }
}

/// Percent-encodes all but letters, digits, `-._~` and what is to be kept.
fn uri(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || (byte.is_ascii() && kept.contains(c)) {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_form_a_link_or_a_placeholder() {
        assert_eq!(message(r"[x](http://y) {0} \", 99), r"\[x\](http://y) {{0}} \\");
        assert_eq!(message("[[[[", 6), "\\[\\[…");
        assert_eq!(path_uri("a b/ü:%[.md"), "a%20b/%C3%BC%3A%25%5B.md");
        assert_eq!(path_uri("/tmp/x.md"), "file:///tmp/x.md");
    }
}
