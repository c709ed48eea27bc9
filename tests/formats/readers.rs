//! The readers of each format, as strict as theirs: a text in, what it means or what is wrong with it out.

use claimlint::render::Format;
use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

use crate::schema;

/// A command of GitHub's runner, as it reads one out of a line of a log.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub properties: Vec<(String, String)>,
    pub data: String,
}

/// Reads a line as the runner does: `::name key=value,key=value::data` at its start, white space aside.
pub fn command(line: &str) -> Option<Command> {
    let inside = line.trim_start().strip_prefix("::")?;
    let (head, data) = inside.split_once("::")?;
    let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
    let undo = |text: &str, pairs: &[(&str, &str)]| pairs.iter().fold(text.to_owned(), |t, (from, to)| t.replace(from, to));
    let data = undo(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]);
    let pairs = rest.trim().split(',').filter(|p| !p.is_empty());
    let value = |text: &str| undo(text, &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]);
    let properties = pairs.filter_map(|p| p.split_once('=')).map(|(k, v)| (k.to_owned(), value(v))).collect();
    Some(Command { name: name.to_owned(), properties, data })
}

/// What is wrong with a text in a format: it cannot be read, or it holds what came from a draft and must not act.
pub fn wrong(format: &Format, text: &str) -> Vec<String> {
    let mut wrong = acts(format.name, text);
    let read = match format.name {
        "json" | "counts" | "gitlab" => json(text).map(|_| ()),
        "sarif" => json(text).and_then(|log| sarif(&log)),
        "jsonl" | "rdjsonl" => text.lines().try_for_each(|line| json(line).map(|_| ())),
        "junit" | "checkstyle" => roxmltree::Document::parse(text).map(|_| ()).map_err(|e| e.to_string()),
        "html" => html(text),
        "markdown" => markdown(text),
        _ => Ok(()),
    };
    wrong.extend(read.err());
    wrong
}

/// What would act on a terminal, on a runner or on an eye.
pub fn acts(name: &str, text: &str) -> Vec<String> {
    let mut acts = Vec::new();
    let steers = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let hides = matches!(c, '\u{200b}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        turns || hides || (c.is_control() && !matches!(c, '\n' | '\t'))
    };
    acts.extend(text.chars().find(|c| steers(*c)).map(|c| format!("{c:?} is there raw")));
    static OPENING: LazyLock<Regex> = LazyLock::new(|| expression(r"##[A-Za-z0-9_.-]*\[|section_(start|end):"));
    acts.extend(OPENING.find(text).map(|m| format!("`{}` opens a command", m.as_str())));
    for line in text.lines().filter(|line| line.trim_start().starts_with("::")) {
        let ours = command(line).filter(|c| name == "github" && ["error", "warning", "notice"].contains(&c.name.as_str()));
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        if !ours.is_some_and(|c| c.properties.iter().all(|(key, _)| known.contains(&key.as_str()))) {
            acts.push(format!("`{line}` is a command"));
        }
    }
    acts
}

pub fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A log against the schema of SARIF, and its messages against its rules for links and placeholders.
pub fn sarif(log: &Value) -> Result<(), String> {
    schema::check(log)?;
    static ESCAPED: LazyLock<Regex> = LazyLock::new(|| expression(r"^(?s:[^\[\]{}\\]|\\[\[\]\\]|\{\{|\}\})*$"));
    messages(log, &mut |text| if ESCAPED.is_match(text) { Ok(()) } else { Err(format!("`{text}` is not escaped")) })
}

/// Looks at the `text` of every message that can hold a link; snippets are code, and hold none.
fn messages(value: &Value, look: &mut impl FnMut(&str) -> Result<(), String>) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| messages(item, look)),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| match (key.as_str(), item) {
            ("snippet", _) => Ok(()),
            ("text", Value::String(text)) => look(text),
            _ => messages(item, look),
        }),
        _ => Ok(()),
    }
}

/// A page is well-formed, of known parts only, loads nothing and leads only to the web.
fn html(text: &str) -> Result<(), String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let page = roxmltree::Document::parse_with_options(text, options).map_err(|e| e.to_string())?;
    let tags =
        "html head meta title style body header main section article h1 h2 h3 p span code pre mark dl div dt dd ul li a svg line";
    let attributes =
        "lang charset http-equiv content name class viewBox preserveAspectRatio role aria-label x1 x2 y1 y2 href rel";
    for node in page.descendants().filter(roxmltree::Node::is_element) {
        let tag = node.tag_name().name();
        if !tags.split(' ').any(|known| known == tag) {
            return Err(format!("there is a <{tag}>"));
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let leads = name == "href" && !value.starts_with("https://") && !value.starts_with("http://");
            if leads || !attributes.split(' ').any(|known| known == name) {
                return Err(format!("there is {name}=\"{value}\""));
            }
        }
    }
    let policies = page.descendants().filter(|n| n.attribute("http-equiv") == Some("Content-Security-Policy"));
    let strict = policies.filter_map(|n| n.attribute("content")).any(|p| p.starts_with("default-src 'none'; style-src 'sha256-"));
    if strict { Ok(()) } else { Err("there is no policy".to_owned()) }
}

/// A page in Markdown has no link, no picture, no markup of a draft's making, and nothing that a reader makes a link of.
fn markdown(text: &str) -> Result<(), String> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| expression(r"(?i)https?://|\bwww\.|@\w|(^|[\s(])#\d"));
    // Readers other than this one make links of bare addresses, unless their source is broken by an escape.
    let mut bare = String::new();
    let mut from = 0;
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.starts_with("http") => {
                return Err(format!("a link to {dest_url}"));
            }
            Event::Start(Tag::Image { dest_url, .. }) => return Err(format!("a picture of {dest_url}")),
            Event::Start(Tag::Table(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => {
                return Err("a block that we do not write".to_owned());
            }
            Event::Html(html) | Event::InlineHtml(html) if &*html != "<!-- -->" => return Err(format!("HTML: {html}")),
            Event::InlineMath(math) | Event::DisplayMath(math) => return Err(format!("mathematics: {math}")),
            // What is code, or a link of the rule's own, is left out.
            Event::Code(_) | Event::Start(Tag::Link { .. }) => {
                bare.push_str(text.get(from..range.start).unwrap_or(""));
                from = range.end.max(from);
            }
            _ => {}
        }
    }
    bare.push_str(text.get(from..).unwrap_or(""));
    match BARE.find(&bare) {
        Some(found) => Err(format!("`{}` becomes a link", found.as_str())),
        None => Ok(()),
    }
}

fn expression(pattern: &str) -> Regex {
    Regex::new(pattern).expect("an expression")
}

#[test]
fn commands_are_read_as_the_runner_reads_them() {
    let read = command("  ::error file=a%3A,line=1::x%250A%0Ay").expect("a command");
    assert_eq!((read.name.as_str(), read.data.as_str()), ("error", "x%0A\ny"));
    assert_eq!(read.properties, [("file".to_owned(), "a:".to_owned()), ("line".to_owned(), "1".to_owned())]);
    assert_eq!(command("a ::error::x"), None);
}
