//! JSON to a tree of [`Node`]s: numbers stay as written, keys may stand twice. `serde_json` says whether it is JSON at all.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::JSON_SYNTAX;
use crate::input::node::{Builder, MAX_BYTES, Node, NodeKind, Scalar, Shape, too_large};
use crate::source::{FileId, Sources, Span};

/// The value in a file; none if the file is empty.
#[must_use]
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    read_part(sources, file, 0..sources.text(file).len())
}

/// The value in a part of a file (a line of many); none if that part is empty. Spans are those of the whole file.
#[must_use]
pub fn read_part(sources: &Sources, file: FileId, part: Range<usize>) -> (Vec<Node>, Vec<Diagnostic>) {
    read_text(file, sources.text(file).get(part.clone()).unwrap_or(""), part.start)
}

/// The value in a text that begins at a byte of a file; none if the text is empty. Spans are those of the file.
#[must_use]
pub fn read_text(file: FileId, text: &str, base: usize) -> (Vec<Node>, Vec<Diagnostic>) {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let reader = Reader { text: text.get(mark..).unwrap_or(""), file, base: base + mark };
    if text.len() > MAX_BYTES {
        return (Vec::new(), vec![too_large(reader.span(0..0), MAX_BYTES)]);
    }
    if reader.text.bytes().all(is_space) {
        return (Vec::new(), Vec::new());
    }
    if let Err(error) = serde_json::from_str::<IgnoredAny>(reader.text) {
        return (Vec::new(), vec![reader.not_json(&error)]);
    }
    match reader.tree() {
        Ok(documents) => (documents, Vec::new()),
        Err(diagnostic) => (Vec::new(), vec![diagnostic]),
    }
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    /// Where the text begins in the file.
    base: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

impl Reader<'_> {
    fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.file, self.base + bytes.start, self.base + bytes.end)
    }

    /// The tree of a text that is known to be JSON; brackets, commas and colons are therefore not checked again.
    fn tree(&self) -> Result<Vec<Node>, Diagnostic> {
        let bytes = self.text.as_bytes();
        let mut builder = Builder::new();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let end = match byte {
                b'"' => self.string_end(at),
                b'{' | b'}' | b'[' | b']' | b',' | b':' => at + 1,
                byte if is_space(*byte) => at + 1,
                _ => at + bytes.iter().skip(at).take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count().max(1),
            };
            match byte {
                b'{' => builder.begin(self.span(at..end), (), Shape::map())?,
                b'[' => builder.begin(self.span(at..end), (), Shape::list())?,
                b'}' | b']' => {
                    if let Some(open) = builder.end() {
                        let span = open.start.to(self.span(at..end));
                        builder.add(open.into_node(span));
                    }
                }
                b',' | b':' => {}
                b'"' => builder.add(self.string(at..end)?),
                byte if is_space(*byte) => {}
                _ => builder.add(self.word(at..end)),
            }
            at = end;
        }
        Ok(builder.documents)
    }

    /// The byte after the closing quote of the string that begins at `at`.
    fn string_end(&self, at: usize) -> usize {
        let mut escaped = false;
        let close = self.text.bytes().enumerate().skip(at + 1).find(|(_, byte)| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        close.map_or(self.text.len(), |(i, _)| i + 1)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&self, bytes: Range<usize>) -> Node {
        let text = self.text.get(bytes.clone()).unwrap_or("").to_string();
        let span = self.span(bytes);
        Node { span, kind: NodeKind::Scalar(Scalar { text, plain: true, inner: span, verbatim: true }) }
    }

    fn string(&self, bytes: Range<usize>) -> Result<Node, Diagnostic> {
        let span = self.span(bytes.clone());
        let quoted = self.text.get(bytes.clone()).unwrap_or("");
        let inner = bytes.start + 1..bytes.end.saturating_sub(1).max(bytes.start + 1);
        let written = self.text.get(inner.clone()).unwrap_or("");
        // A half of a surrogate pair alone is all that can still be wrong here.
        let text: String = if written.contains('\\') {
            serde_json::from_str(quoted).map_err(|_| half_a_character(span))?
        } else {
            written.to_string()
        };
        let verbatim = text == written;
        Ok(Node { span, kind: NodeKind::Scalar(Scalar { text, plain: false, inner: self.span(inner), verbatim }) })
    }

    fn not_json(&self, error: &serde_json::Error) -> Diagnostic {
        let line = error.line().saturating_sub(1);
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let found = if error.is_eof() { self.text.trim_end().len() } else { start + error.column().saturating_sub(1) };
        let at = (0..=found.min(self.text.len())).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0);
        let end = at + self.text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        let (message, help) = explain(&error.to_string());
        Diagnostic::new(&JSON_SYNTAX, message).label(self.span(at..end), "here").help(help)
    }
}

fn half_a_character(span: Span) -> Diagnostic {
    Diagnostic::new(&JSON_SYNTAX, "half of a character: `\\ud800` to `\\udfff` come in pairs")
        .label(span, "in this text")
        .help("write the character itself, or both halves")
}

/// What `serde_json` found, in the words of someone who writes a file by hand, and the way out.
fn explain(found: &str) -> (&'static str, &'static str) {
    const TABLE: &[(&str, &str, &str)] = &[
        ("EOF", "the file ends too early", "close every `{`, `[` and `\"`"),
        ("trailing comma", "a comma before a closing bracket", "remove the comma"),
        ("trailing characters", "something stands after the end of the value", "a JSON file holds one value: remove the rest"),
        ("key must be a string", "a key without quotes", "put the key in double quotes: `\"key\": …`"),
        ("expected `,`", "a comma or a closing bracket is missing", "put a `,` before this, or close the list or mapping"),
        ("expected `:`", "a key without a `:`", "write `\"key\": value`"),
        ("invalid escape", "this `\\` sequence is not known in JSON", "write `\\\\` for a backslash"),
        ("control character", "a line break or another control character inside quotes", "write `\\n` for a line break"),
        (
            "invalid number",
            "a number that JSON does not know",
            "write digits, as in `0.5` or `10000`, or put the value in quotes",
        ),
        ("number out of range", "a number that JSON does not know", "put the value in quotes"),
    ];
    let row = TABLE.iter().find(|(start, ..)| found.starts_with(start));
    row.map_or(
        ("no value can be read here", "values are texts in double quotes, numbers, `true`, `false`, `null`, `[…]` and `{…}`"),
        |(_, message, help)| (message, help),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn load(text: &str) -> (Sources, Vec<Node>, Vec<Diagnostic>) {
        let mut sources = Sources::new();
        let file = sources.add("claims.json", text);
        let (documents, diagnostics) = read(&sources, file);
        (sources, documents, diagnostics)
    }

    /// The tree as a JSON value again; numbers by their text.
    fn value(node: &Node) -> serde_json::Value {
        match &node.kind {
            NodeKind::Scalar(s) if s.plain => serde_json::from_str(&s.text).expect("a word of JSON"),
            NodeKind::Scalar(s) => s.text.clone().into(),
            NodeKind::List(items) => items.iter().map(value).collect(),
            NodeKind::Map(entries) => entries.iter().map(|e| (e.key.value.clone(), value(&e.value))).collect(),
        }
    }

    fn check(sources: &Sources, node: &Node) {
        assert!(sources.text(node.span.file).get(node.span.range()).is_some());
        match &node.kind {
            NodeKind::Scalar(s) => assert_eq!(s.verbatim, sources.slice(s.inner) == s.text),
            NodeKind::List(items) => items.iter().for_each(|n| check(sources, n)),
            NodeKind::Map(entries) => entries.iter().for_each(|e| check(sources, &e.value)),
        }
    }

    #[test]
    fn values_stand_as_written() {
        let (sources, documents, diagnostics) =
            load("\u{feff}{\"é\": [1.10, \"a\\ud83d\\ude00\", \"𐐀\"],\r\n \"é\": {\"n\": null, \"b\": true, \"q\": \"null\"}}\n");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let NodeKind::Map(entries) = &documents[0].kind else { panic!() };
        assert_eq!(entries.len(), 2, "both of a double key");
        assert_eq!(sources.slice(entries[1].key.span), "\"é\"");
        let NodeKind::List(items) = &entries[0].value.kind else { panic!() };
        let texts: Vec<_> = items.iter().map(|n| (n.as_scalar().unwrap().text.as_str(), sources.slice(n.span))).collect();
        assert_eq!(texts, [("1.10", "1.10"), ("a😀", "\"a\\ud83d\\ude00\""), ("𐐀", "\"𐐀\"")]);
        let NodeKind::Map(inner) = &entries[1].value.kind else { panic!() };
        assert!(inner[0].value.is_missing() && !inner[2].value.is_missing());
        assert_eq!(inner[1].value.as_bool(), Some(true));
        check(&sources, &documents[0]);
    }

    #[test]
    fn what_is_not_json_is_said_at_its_place() {
        for (text, code, place) in [
            ("{\"a\": 1,\n \"é\" 2}", "json-syntax", "2"),
            ("{\"a\": 1,}", "json-syntax", "}"),
            ("[1 2]", "json-syntax", "2"),
            ("{a: 1}", "json-syntax", "a"),
            ("[1] é", "json-syntax", "é"),
            ("[\"a", "json-syntax", ""),
            ("[\"\\ud83d x\"]", "json-syntax", "\"\\ud83d x\""),
        ] {
            let (sources, documents, diagnostics) = load(text);
            assert!(documents.is_empty());
            let found: Vec<_> = diagnostics.iter().map(|d| (d.code.name, sources.slice(d.labels[0].span))).collect();
            assert_eq!(found, [(code, place)], "{text}: {diagnostics:?}");
        }
        let (.., diagnostics) = load(&("[".repeat(100_000) + &"]".repeat(100_000)));
        assert_eq!(diagnostics[0].code.name, "limit");
        assert!(load(" \n").1.is_empty() && load("").2.is_empty());
    }

    fn any_value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "[a\"\\\\é𐐀\n\u{1} ]{0,6}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::btree_map("[a\"é]{0,3}", inner, 0..4).prop_map(|m| m.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_tree_is_what_was_written(wanted in any_value()) {
            for text in [serde_json::to_string(&wanted).unwrap(), serde_json::to_string_pretty(&wanted).unwrap()] {
                let (sources, documents, diagnostics) = load(&text);
                prop_assert!(diagnostics.is_empty());
                prop_assert_eq!(value(&documents[0]), wanted.clone());
                check(&sources, &documents[0]);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[\\[\\]{}\",:0-9a\\\\udé \u{feff}\n.-]{0,40}") {
            let (sources, documents, diagnostics) = load(&text);
            documents.iter().for_each(|d| check(&sources, d));
            for label in diagnostics.iter().flat_map(|d| &d.labels) {
                prop_assert!(text.get(label.span.range()).is_some());
            }
        }
    }
}
