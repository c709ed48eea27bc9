//! One page for a browser, without script: the findings by file, each disagreement drawn on a line.
//!
//! The template escapes all that is put into it. The page's own policy forbids scripts, pictures and every style but its own, whose
//! hash it names.

use std::io::{Error, Result, Write};
use std::ops::Range;

use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::entry::{self, Entry};
use super::row::Row;
use super::strip::{Bar, Strip, Tip};
use super::{Page, clean, summary};
use crate::report::Report;
use crate::source::{FileId, Sources, Span};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// How many places of an entry are shown.
const MOST_PLACES: usize = 40;
/// How many columns of a line are shown about the words that are meant.
const COLUMNS: usize = 160;

#[derive(Serialize)]
struct Document {
    title: String,
    closing: String,
    style: &'static str,
    style_hash: String,
    figures: Vec<(&'static str, usize)>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    severity: &'static str,
    name: String,
    message: String,
    help: Option<String>,
    link: Option<String>,
    strip: Vec<Drawn>,
    /// How many values are not drawn.
    undrawn: Option<usize>,
    places: Vec<Place>,
    more: Option<String>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Place {
    at: String,
    said: String,
}

/// A line of a text, with what is meant in it marked.
#[derive(Serialize)]
struct Line {
    /// Its number, with its file where the places stand in several.
    number: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    text: String,
    marked: bool,
}

/// A bar as the template draws it.
#[derive(Serialize)]
struct Drawn {
    words: String,
    spoken: String,
    from: String,
    to: String,
    /// Whether it runs out to a side without an end.
    fades: bool,
    guides: Vec<String>,
    tips: Vec<DrawnTip>,
}

#[derive(Serialize)]
struct DrawnTip {
    x: String,
    class: &'static str,
}

/// Writes the page.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let found = report.findings.iter().map(|f| (entry::of_finding(f), Strip::new(&f.labels)));
    let said = report.diagnostics.iter().map(|d| (entry::of_diagnostic(d), None));
    let mut files: Vec<File> = Vec::new();
    let mut last: Option<Option<FileId>> = None;
    for (entry, strip) in found.chain(said) {
        let file = entry.labels.first().map(|(span, _)| span.file);
        if last != Some(file) {
            let path = file.map_or_else(|| "the run".to_owned(), |file| clean::path(sources.path(file)));
            files.push(File { path, items: Vec::new() });
            last = Some(file);
        }
        if let Some(file) = files.last_mut() {
            file.items.push(item(entry, strip.as_ref(), sources, page));
        }
    }
    let shown = report.findings.len() + report.diagnostics.len();
    let document = Document {
        title: if shown == 0 { "nothing to report".to_owned() } else { format!("{shown} to look at") },
        closing: summary::closing(report),
        style: STYLE,
        style_hash: base64(&Sha256::digest(STYLE.as_bytes())),
        figures: summary::figures(report).into_iter().filter(|(name, count)| *count > 0 || *name != "hidden").collect(),
        files,
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let text = environment.render_str(TEMPLATE, minijinja::value::Serde(document)).map_err(Error::other)?;
    writeln!(out, "{text}")
}

fn item(entry: Entry, strip: Option<&Strip>, sources: &Sources, page: &Page) -> Item {
    let undrawn = strip.map(|strip| strip.left_out).filter(|left_out| *left_out > 0);
    let strip = strip.map(|strip| strip.bars.iter().map(|bar| drawn(bar, strip, &entry)).collect()).unwrap_or_default();
    let left_out = entry.labels.len().saturating_sub(MOST_PLACES);
    let labels = entry.labels.get(..MOST_PLACES).unwrap_or(&entry.labels);
    let place = |(span, said): &(Span, String)| Place { at: summary::place(sources, *span), said: said.clone() };
    Item {
        severity: entry.severity.name(),
        places: labels.iter().map(place).collect(),
        lines: if page.snippets { lines(sources, labels) } else { Vec::new() },
        link: entry.link.filter(|link| super::is_web(link)),
        name: entry.name,
        message: entry.message,
        help: entry.help,
        strip,
        undrawn,
        more: (left_out > 0).then(|| summary::counted(left_out, "place")),
    }
}

/// The lines that places stand in, or begin in, each once, the first place's file before others.
fn lines(sources: &Sources, labels: &[(Span, String)]) -> Vec<Line> {
    let mut found: Vec<(FileId, usize, Vec<Range<usize>>)> = Vec::new();
    for (span, _) in labels {
        let line = sources.file(span.file).lines().line_of((span.start as usize).min(sources.text(span.file).len()));
        match found.iter_mut().find(|(file, number, _)| (*file, *number) == (span.file, line)) {
            Some((_, _, spans)) => spans.push(span.range()),
            None => found.push((span.file, line, vec![span.range()])),
        }
    }
    let first = found.first().map(|(file, ..)| *file);
    let several = found.iter().any(|(file, ..)| Some(*file) != first);
    let place = |file: FileId, line: usize| {
        let path = if several { clean::path(sources.path(file)) + ":" } else { String::new() };
        format!("{path}{}", line + 1)
    };
    found.sort_by_key(|(file, line, _)| (Some(*file) != first, *file, *line));
    let rows = found
        .into_iter()
        .map(|(file, line, spans)| Line { number: place(file, line), parts: parts(sources, file, line, &spans) });
    rows.collect()
}

/// A line in parts, what is meant apart from the rest.
fn parts(sources: &Sources, file: FileId, line: usize, spans: &[Range<usize>]) -> Vec<Part> {
    let file = sources.file(file);
    let whole = file.lines().range(line);
    let raw = file.text().get(whole.clone()).unwrap_or("").trim_end_matches(['\n', '\r']);
    let within = |byte: usize| byte.clamp(whole.start, whole.start + raw.len()) - whole.start;
    let mut marked: Vec<Range<usize>> = spans.iter().map(|span| within(span.start)..within(span.end)).collect();
    marked.sort_by_key(|range| (range.start, range.end));
    let row = Row::of(file.path(), raw, &marked, COLUMNS);
    let mut parts = Vec::new();
    let mut at = 0;
    for range in &marked {
        let (start, end) = (row.shown(range.start).max(at), row.shown(range.end).max(at));
        for (range, marked) in [(at..start, false), (start..end, true)] {
            let text = row.text.get(range).unwrap_or("").to_owned();
            parts.extend((!text.is_empty()).then_some(Part { text, marked }));
        }
        at = end;
    }
    parts.push(Part { text: row.text.get(at..).unwrap_or("").to_owned(), marked: false });
    parts
}

fn drawn(bar: &Bar, strip: &Strip, entry: &Entry) -> Drawn {
    let x = |at: f64| format!("{at:.2}");
    let mut guides: Vec<String> = strip.bars.iter().flat_map(finite).map(|(at, _)| x(at)).collect();
    guides.sort_unstable();
    guides.dedup();
    let written = clean::text(&bar.written);
    let said = entry.labels.get(bar.label).map(|(_, said)| said.as_str()).unwrap_or_default();
    let words = match (written.as_str(), said) {
        ("", said) => said.to_owned(),
        (_, said) if said.contains(&written) => said.to_owned(),
        (_, "") => written,
        _ => format!("{said}: {written}"),
    };
    Drawn {
        spoken: format!("{words}, {} of the line that these values share", spoken(bar)),
        words,
        from: x(bar.from),
        to: x(bar.to),
        fades: bar.ends.contains(&Tip::Unbounded),
        guides,
        tips: finite(bar)
            .filter(|_| bar.from < bar.to)
            .map(|(at, tip)| DrawnTip { x: x(at), class: if tip == Tip::Open { "open" } else { "closed" } })
            .collect(),
    }
}

/// Where a bar lies, in percent, for who cannot see it.
fn spoken(bar: &Bar) -> String {
    let Bar { from, to, .. } = bar;
    match bar.ends {
        [Tip::Unbounded, Tip::Unbounded] => "all".to_owned(),
        [_, Tip::Unbounded] => format!("from {from:.0}% on"),
        [Tip::Unbounded, _] => format!("up to {to:.0}%"),
        _ if from < to => format!("from {from:.0}% to {to:.0}%"),
        _ => format!("at {from:.0}%"),
    }
}

/// The ends of a bar that are there.
fn finite(bar: &Bar) -> impl Iterator<Item = (f64, Tip)> {
    [bar.from, bar.to].into_iter().zip(bar.ends).filter(|(_, tip)| *tip != Tip::Unbounded)
}

/// Base64 as policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().chain(&[0; 2]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for i in 0..4 {
            let letter = LETTERS.get(bits >> (18 - 6 * i) & 63).copied().map_or('=', char::from);
            out.push(if i > three.len() { '=' } else { letter });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("\u{ff}", "w78=")];
        for (text, written) in pairs {
            assert_eq!(base64(text.as_bytes()), written);
        }
    }
}
