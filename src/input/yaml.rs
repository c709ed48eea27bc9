//! YAML to trees of [`Node`]s, one a document, with byte spans. The only file that names the YAML parser.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};
use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, SPLIT_NUMBER, YAML_SYNTAX};
use crate::input::node::{Builder, Entry, MAX_BYTES, MAX_DEPTH, Node, NodeKind, Scalar, Shape, too_deep, too_large};
use crate::source::{FileId, Sources, Span};

/// How many values aliases may make in one file; a long text counts as one for every hundred bytes.
const MAX_REPEATED: usize = 100_000;

/// How many values are kept for aliases; what would go beyond this cannot be repeated.
const MAX_KEPT: usize = 10 * MAX_REPEATED;

/// Beyond how many bytes a text is not put together any further: no number is so long.
const MAX_JOINED: usize = 1000;

/// The documents of a file, without the empty ones. A document that is not YAML ends the reading; those before it stand.
#[must_use]
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    read_part(sources, file, 0..sources.text(file).len())
}

/// The documents of a part of a file (the front matter of a draft). Spans are those of the whole file.
#[must_use]
pub fn read_part(sources: &Sources, file: FileId, part: Range<usize>) -> (Vec<Node>, Vec<Diagnostic>) {
    let text = sources.text(file).get(part.clone()).unwrap_or("");
    let mut reader = Reader {
        text,
        file,
        base: part.start,
        last: 0,
        builder: Builder::new(),
        repeats: text.contains('*'),
        anchors: FxHashMap::default(),
        kept: 0,
        repeated: 0,
        diagnostics: Vec::new(),
    };
    if text.len() > MAX_BYTES {
        return (Vec::new(), vec![too_large(reader.span(0..0), MAX_BYTES)]);
    }
    for event in Parser::new_from_str_with_options(text, granit_parser::options! { emit_comments: false }) {
        let taken = match event {
            Ok((event, place)) => reader.take(event, place.byte_range().unwrap_or(0..0)),
            Err(error) => Err(reader.not_yaml(&error)),
        };
        if let Err(diagnostic) = taken {
            reader.diagnostics.push(diagnostic);
            break;
        }
    }
    let Builder { mut documents, wrong_keys, .. } = reader.builder;
    documents.retain(|d| !d.is_missing());
    let mut diagnostics = reader.diagnostics;
    diagnostics.extend(wrong_keys);
    diagnostics.sort_by_key(|d| d.labels.first().map(|l| l.span));
    (documents, diagnostics)
}

/// What is remembered of a list or mapping until it closes.
struct Collection {
    flow: bool,
    /// The parser's number for `&name`, or 0.
    anchor: usize,
}

/// A value that an alias can repeat: how many values it holds, and how deep they lie.
struct Kept {
    node: Node,
    size: usize,
    height: usize,
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    /// Where the text begins in the file.
    base: usize,
    /// The byte after the last thing read.
    last: usize,
    builder: Builder<Collection>,
    /// Whether there can be an alias at all: without one nothing need be kept.
    repeats: bool,
    /// What `&name` marks; nothing where that is too large to be repeated.
    anchors: FxHashMap<usize, Option<Kept>>,
    kept: usize,
    repeated: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.file, self.base + bytes.start, self.base + bytes.end)
    }

    /// The words at a span of this reader's own making.
    fn slice(&self, span: Span) -> &str {
        let range = span.range();
        self.text.get(range.start.saturating_sub(self.base)..range.end.saturating_sub(self.base)).unwrap_or("")
    }

    fn take(&mut self, event: Event, bytes: Range<usize>) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let node = self.scalar(text, style, bytes.clone());
                self.finish(node, anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                let note = Collection { flow: style == StructureStyle::Flow, anchor };
                let start = if self.stands_under_its_key(&note) { self.sign(bytes.start, &['-']) } else { bytes.start };
                self.builder.begin(self.span(start..bytes.end), note, Shape::list())?;
            }
            Event::MappingStart(style, anchor, _) => {
                let note = Collection { flow: style == StructureStyle::Flow, anchor };
                self.builder.begin(self.span(bytes.clone()), note, Shape::map())?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(bytes.clone()),
            Event::Alias(anchor) => {
                let node = self.repeat(anchor, self.span(bytes.clone()))?;
                self.builder.add(node);
            }
            _ => {}
        }
        self.last = self.last.max(bytes.end);
        Ok(())
    }

    /// Whether a list begins that may stand at its key's own indentation: the parser then gives its first item's place.
    fn stands_under_its_key(&self, note: &Collection) -> bool {
        let awaited = self.builder.innermost().is_some_and(|open| matches!(open.shape, Shape::Map { key: Some(_), .. }));
        awaited && !note.flow
    }

    /// The first of some signs between the last thing read and `to`, or `to`. Comments, tags and `&name` are passed over.
    fn sign(&self, to: usize, wanted: &[char]) -> usize {
        let mut at = self.last;
        while let Some(rest) = self.text.get(at..to).filter(|rest| !rest.is_empty()) {
            at += match rest.chars().next() {
                Some(c) if wanted.contains(&c) => return at,
                Some('#') => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                Some('&' | '!') => rest.find(char::is_whitespace).unwrap_or(rest.len()),
                c => c.map_or(1, char::len_utf8),
            };
        }
        to
    }

    fn scalar(&self, text: Cow<str>, style: ScalarStyle, bytes: Range<usize>) -> Node {
        let raw = self.text.get(bytes.clone()).unwrap_or("");
        let (text, bytes, inner) = match style {
            // The parser says `~` where nothing stands.
            ScalarStyle::Plain if raw.is_empty() => (Cow::Borrowed(""), bytes.clone(), bytes),
            ScalarStyle::Plain => (text, bytes.clone(), bytes),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let inner = bytes.start + 1..bytes.end.saturating_sub(1).max(bytes.start + 1);
                (text, bytes, inner)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let head = self.sign(bytes.start, &['|', '>']);
                let words = bytes.start + raw.trim_end().len();
                let inner = match raw {
                    _ if text.trim().is_empty() => words..words,
                    raw if raw == text => bytes.clone(),
                    _ => bytes.start..words,
                };
                (text, head..inner.end, inner)
            }
        };
        let (span, inner) = (self.span(bytes), self.span(inner));
        let verbatim = self.slice(inner) == text;
        let plain = style == ScalarStyle::Plain;
        Node { span, kind: NodeKind::Scalar(Scalar { text: text.into_owned(), plain, inner, verbatim }) }
    }

    fn close(&mut self, bytes: Range<usize>) {
        let Some(mut open) = self.builder.end() else { return };
        // A block has no end of its own: the parser closes it where the next thing begins.
        let span = if open.note.flow { open.start.to(self.span(bytes)) } else { open.extent() };
        if open.note.flow {
            match &mut open.shape {
                Shape::List(items) => *items = self.mend_items(std::mem::take(items)),
                Shape::Map { entries, .. } => *entries = self.mend_entries(std::mem::take(entries)),
            }
        }
        let anchor = open.note.anchor;
        self.finish(open.into_node(span), anchor);
    }

    /// Adds a value to the tree, and keeps it where an alias may repeat it.
    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor != 0 && self.repeats {
            let (size, height) = measure(&node, MAX_REPEATED);
            let fits = size <= MAX_REPEATED && self.kept + size <= MAX_KEPT;
            self.kept += if fits { size } else { 0 };
            self.anchors.insert(anchor, fits.then(|| Kept { node: node.clone(), size, height }));
        }
        self.builder.add(node);
    }

    /// The value that an alias at `span` stands for.
    fn repeat(&mut self, anchor: usize, span: Span) -> Result<Node, Diagnostic> {
        let Some(kept) = self.anchors.get(&anchor) else { return Err(repeats_itself(span, self.slice(span))) };
        let Some(kept) = kept.as_ref().filter(|kept| self.repeated + kept.size <= MAX_REPEATED) else {
            return Err(repeats_too_much(span));
        };
        if self.builder.depth() + kept.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.repeated += kept.size;
        Ok(Node { span, kind: kept.node.kind.clone() })
    }
}

/// How many values a node holds, itself and its keys among them, and how deep they lie. Stops counting beyond `limit`.
fn measure(node: &Node, limit: usize) -> (usize, usize) {
    let (mut size, mut height) = (0, 0);
    let mut rest = vec![(node, 0)];
    while let Some((node, depth)) = rest.pop().filter(|_| size <= limit) {
        match &node.kind {
            NodeKind::Scalar(scalar) => size += 1 + scalar.text.len() / 100,
            NodeKind::List(items) => {
                height = height.max(depth + 1);
                size += 1;
                rest.extend(items.iter().map(|item| (item, depth + 1)));
            }
            NodeKind::Map(entries) => {
                height = height.max(depth + 1);
                size += 1 + entries.iter().map(|e| 1 + e.key.value.len() / 100).sum::<usize>();
                rest.extend(entries.iter().map(|e| (&e.value, depth + 1)));
            }
        }
    }
    (size, height)
}

fn repeats_itself(span: Span, alias: &str) -> Diagnostic {
    Diagnostic::new(&YAML_SYNTAX, format!("`{alias}` stands inside the very thing that it repeats"))
        .label(span, "this would never end")
        .help("write out what is meant, or put it in quotes if it is text")
}

fn repeats_too_much(span: Span) -> Diagnostic {
    Diagnostic::new(&LIMIT, format!("`*` repeats more than {MAX_REPEATED} values in this file"))
        .label(span, "past the limit here")
        .help("write out what is meant, or split the file")
}

/// Numbers that YAML has split: between brackets and braces a comma ends a value, in `10,000` too.
impl Reader<'_> {
    /// The entries, each `value: 10` with a key `000 soldiers` right behind its comma put together again, and reported.
    fn mend_entries(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut mended: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut places = Vec::new();
        for entry in entries {
            let empty = entry.value.span.start == entry.value.span.end && entry.value.is_missing();
            let thousands = thousands(&entry.key.value).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
            let joined = mended.last().filter(|_| empty && thousands).and_then(|before| {
                let joined = self.join(&before.value, entry.key.span, &entry.key.value)?;
                Some((mended.len() - 1, joined))
            });
            match joined {
                Some((place, joined)) => {
                    mended[place].value = joined;
                    places.push(place);
                }
                None => mended.push(entry),
            }
        }
        places.dedup();
        self.diagnostics.extend(places.iter().filter_map(|place| split_number(&mended[*place].value, "")));
        mended
    }

    /// The items, each `10` with a `000 soldiers` right behind its comma put together again, and reported.
    fn mend_items(&mut self, items: Vec<Node>) -> Vec<Node> {
        let mut mended: Vec<Node> = Vec::with_capacity(items.len());
        let mut places = Vec::new();
        for item in items {
            let text = item.as_scalar().filter(|s| s.plain).map_or("", |s| s.text.as_str());
            let whole = thousands(text).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            let joined = mended.last().filter(|_| whole).and_then(|before| {
                let joined = self.join(before, item.span, text)?;
                Some((mended.len() - 1, joined))
            });
            match joined {
                Some((place, joined)) => {
                    mended[place] = joined;
                    places.push(place);
                }
                None => mended.push(item),
            }
        }
        places.dedup();
        let otherwise = ", or put a space after the comma if these are several items";
        self.diagnostics.extend(places.iter().filter_map(|place| split_number(&mended[*place], otherwise)));
        mended
    }

    /// A text whose last number has up to three digits, and what stands right behind the comma after it, as one text.
    fn join(&self, before: &Node, after: Span, text: &str) -> Option<Node> {
        let first = before.as_scalar().filter(|s| s.plain)?;
        let digits = first.text.bytes().rev().take_while(u8::is_ascii_digit).count();
        let comma = Span { file: self.file, start: before.span.end, end: after.start };
        // A quoted or repeated key has other words at its place than its own.
        if first.text.len() > MAX_JOINED
            || !(1..=3).contains(&digits)
            || self.slice(comma) != ","
            || thousands(self.slice(after)).is_none()
        {
            return None;
        }
        let span = before.span.to(after);
        let text = format!("{},{text}", first.text);
        let verbatim = self.slice(span) == text;
        Some(Node { span, kind: NodeKind::Scalar(Scalar { text, plain: true, inner: span, verbatim }) })
    }
}

/// What follows the three digits that a text begins with.
fn thousands(text: &str) -> Option<&str> {
    let (digits, rest) = text.split_at_checked(3)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(rest)
}

fn split_number(joined: &Node, otherwise: &str) -> Option<Diagnostic> {
    let text = &joined.as_scalar()?.text;
    let (shown, help) = if text.len() > 80 {
        (text.chars().take(60).chain(['…']).collect(), "put the text in quotes".to_string())
    } else {
        let quote = if text.contains('"') { '\'' } else { '"' };
        (text.clone(), format!("quote it: `{quote}{text}{quote}`"))
    };
    Some(
        Diagnostic::new(&SPLIT_NUMBER, format!("`{shown}` is split in two at its comma"))
            .label(joined.span, "between brackets and braces, a comma ends what is not in quotes")
            .help(help + otherwise),
    )
}

/// What is not YAML, in the words of someone who writes a file by hand.
impl Reader<'_> {
    fn not_yaml(&self, error: &ScanError) -> Diagnostic {
        let found = error.marker().byte_offset().unwrap_or(self.last).min(self.text.len());
        let at = (0..=found).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0);
        let rest = self.text.get(at..).unwrap_or("");
        let sign = rest.chars().next().filter(|c| !matches!(c, '\n' | '\r'));
        let here = self.span(at..at + sign.map_or(0, char::len_utf8));
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return too_deep(here);
        }
        if let Some((open, bracket)) = self.unclosed(error.kind(), at) {
            let close = if bracket == "[" { "]" } else { "}" };
            return Diagnostic::new(&YAML_SYNTAX, format!("`{bracket}` is never closed"))
                .label(open, "opened here")
                .label(here, "not closed before this")
                .help(format!("write `{close}` at its end"));
        }
        let word: String = rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, ',' | ']' | '}')).take(60).collect();
        let (message, help) = explain(error.kind(), &word);
        Diagnostic::new(&YAML_SYNTAX, message).label(here, "here").help(help)
    }

    /// The bracket that is still open, where that is what is wrong: the file or the line ends before it closes.
    fn unclosed(&self, kind: &ErrorKind, at: usize) -> Option<(Span, &str)> {
        let open = self.builder.innermost().filter(|open| open.note.flow)?.start;
        let suspect = matches!(
            kind,
            ErrorKind::InvalidColonPlacement
                | ErrorKind::ExpectedFlowMappingSeparator
                | ErrorKind::ExpectedFlowSequenceSeparator
                | ErrorKind::BlockEntryInFlowCollection
                | ErrorKind::InvalidFlowScalarIndent
                | ErrorKind::UnclosedFlowCollection { .. }
                | ErrorKind::UnexpectedEofFlowSequence
                | ErrorKind::UnexpectedEofFlowMapping
                | ErrorKind::UnexpectedEofImplicitFlowMapping
                | ErrorKind::UnexpectedEof
                | ErrorKind::SimpleKeyExpected
        );
        let between = self.text.get((open.end as usize).saturating_sub(self.base)..at).unwrap_or("");
        let ends = between.contains(['\n', '\r']) || self.text.get(at..).is_none_or(|rest| rest.trim().is_empty());
        (suspect && ends).then(|| (open, self.slice(open)))
    }
}

/// What is wrong, and the way out. `word` is what stands at the place.
fn explain(kind: &ErrorKind, word: &str) -> (String, String) {
    use ErrorKind as K;
    let said = |message: &str, help: &str| (message.to_string(), help.to_string());
    match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => said(
            "this quotation mark is never closed",
            "close it, or put a text that holds such a mark in quotes of the other kind",
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => said(
            "more text stands after the closing quotation mark",
            "put the whole text in quotes; a `'` inside `'…'` is written twice, a `\"` inside `\"…\"` as `\\\"`",
        ),
        K::UnclosedFlowCollection { open } => {
            (format!("`{open}` is never closed"), format!("write `{}` at its end", other(*open)))
        }
        K::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), format!("close it with `{}`", other(*open)))
        }
        K::MisplacedFlowCollectionEnd => said("this bracket closes nothing", "remove it, or put the text in quotes"),
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => said(
            "a comma or the closing bracket is missing before this",
            "separate with commas; a text that holds one of `,:[]{}` goes in quotes",
        ),
        K::TabNotAllowed | K::TabInBlockIndentation | K::TabInIndentation | K::TabInPlainScalar | K::TabAtBlockScalarStart => {
            said("a tab is used as indentation", "indent with spaces")
        }
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::MappingKeyNotAllowed => said(
            "this would make a key where none can stand",
            "if it is part of a text, put the text in quotes; if it is a key, indent it as its neighbours are",
        ),
        K::ExpectedBlockMappingKey
        | K::InvalidIndentation
        | K::InvalidQuotedScalarIndent
        | K::InvalidFlowScalarIndent
        | K::InvalidBlockScalarIndent => said("this does not line up with the lines above", "indent it as its neighbours are"),
        K::ExpectedBlockSequenceEntry => {
            said("a list goes on here without a `-`", "begin the item with `- `, or indent the line as what it belongs to")
        }
        K::SimpleKeyExpected | K::InvalidSimpleKey => said(
            "a key without a `:`, or a text that goes on without being indented",
            "write `key: value`; indent the further lines of a text more than its key",
        ),
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection | K::PlainScalarStartsWithDashFlowIndicator => said(
            "a list item cannot begin here",
            "give each `- item` a line of its own; a text that begins with `-` goes in quotes",
        ),
        kind => explain_text(kind, word),
    }
}

/// The same for what is wrong within or around a text.
fn explain_text(kind: &ErrorKind, word: &str) -> (String, String) {
    use ErrorKind as K;
    let said = |message: &str, help: &str| (message.to_string(), help.to_string());
    match kind {
        K::UnknownAnchor => (
            format!("`{word}` repeats something, but nothing before it is marked `&{}`", word.trim_start_matches('*')),
            "put it in quotes if it is text".to_string(),
        ),
        K::UnexpectedCharacter { character } if *character > ' ' && !character.is_control() => {
            (format!("a text without quotes cannot begin with `{character}`"), "put it in quotes".to_string())
        }
        K::UnexpectedCharacter { character } => {
            (format!("the character U+{:04X} cannot stand here", u32::from(*character)), "remove it".to_string())
        }
        K::MissingAnchorOrAliasName => said("a text without quotes cannot begin with `&` or `*`", "put it in quotes"),
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => {
            said("a `\\` sequence that YAML does not know", "write `\\\\` for a backslash, or use single quotes")
        }
        K::CommentNotSeparated | K::CommentInterceptedScalar => {
            said("a comment breaks into a text", "put the text in quotes, or move the comment to a line above it")
        }
        K::ExpectedDocumentStart | K::InvalidDocumentEnd => said(
            "this stands after the end of the document",
            "put it inside the brackets or under a key, or begin a document with `---`",
        ),
        K::BomInsideDocument => said("a byte order mark stands inside the file", "remove it"),
        _ => said("this cannot be read as YAML", "put a text with signs such as `: # & * ! | > % @` in quotes"),
    }
}

fn other(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn load(text: &str) -> (Sources, Vec<Node>, Vec<Diagnostic>) {
        let mut sources = Sources::new();
        let file = sources.add("claims.yaml", text);
        let (documents, diagnostics) = read(&sources, file);
        (sources, documents, diagnostics)
    }

    /// A tree in one line: texts in quotes (plain ones without), each with `=` and what it was written as where that differs.
    fn show(sources: &Sources, node: &Node) -> String {
        let written = |as_shown: String, span: Span| match sources.slice(span) {
            same if same == as_shown => as_shown,
            other => format!("{as_shown}={}", other.replace('\n', "\\n")),
        };
        match &node.kind {
            NodeKind::Scalar(s) if s.plain => written(s.text.clone(), node.span),
            NodeKind::Scalar(s) => written(format!("{:?}", s.text), node.span),
            NodeKind::List(items) => format!("[{}]", items.iter().map(|n| show(sources, n)).collect::<Vec<_>>().join(", ")),
            NodeKind::Map(entries) => {
                let shown =
                    entries.iter().map(|e| format!("{}: {}", written(e.key.value.clone(), e.key.span), show(sources, &e.value)));
                format!("{{{}}}", shown.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn tree(text: &str) -> String {
        let (sources, documents, diagnostics) = load(text);
        assert!(diagnostics.is_empty(), "{text:?}: {diagnostics:?}");
        documents.iter().for_each(|d| check(&sources, d));
        documents.iter().map(|d| show(&sources, d)).collect::<Vec<_>>().join(" --- ")
    }

    /// Every span lies in the file, on character boundaries and in its parent; what is called verbatim is.
    fn check(sources: &Sources, node: &Node) {
        let text = sources.text(node.span.file);
        assert!(text.get(node.span.range()).is_some(), "{text:?} {:?}", node.span);
        match &node.kind {
            NodeKind::Scalar(s) => {
                assert!(text.get(s.inner.range()).is_some(), "{text:?} {:?}", s.inner);
                assert_eq!(s.verbatim, sources.slice(s.inner) == s.text, "{text:?}");
            }
            NodeKind::List(items) => items.iter().for_each(|n| check(sources, n)),
            NodeKind::Map(entries) => entries.iter().for_each(|e| {
                assert!(text.get(e.key.span.range()).is_some());
                check(sources, &e.value);
            }),
        }
    }

    #[test]
    fn values_keep_their_words_and_places() {
        for (text, expected) in [
            ("", ""),
            ("# nothing\n", ""),
            ("---\n---\na: 1\n---\n~\n", "{a: 1}"),
            ("\u{feff}é: \"a𐐀b\"\r\nk: 𐐀 x\r\n", "{é: \"a𐐀b\", k: 𐐀 x}"),
            ("a: 1.10\nb: 12:30\nc: no\nd:\ne: ~\n", "{a: 1.10, b: 12:30, c: no, d: , e: ~}"),
            ("a: 'it''s'\nb: \"x\\u00e9\"\n", "{a: \"it's\"='it''s', b: \"xé\"=\"x\\u00e9\"}"),
            ("a: one\n  two # c\nb: 3", "{a: one two=one\\n  two, b: 3}"),
            ("a: &x [1, 2]\nb: *x\n", "{a: [1, 2], b: [1, 2]}"),
            ("a: &x one\nb: *x\n*x : c", "{a: one, b: one=*x, one=*x: c}"),
            ("a: !!str 12\nb: !t\n  c: d", "{a: 12, b: {c: d}}"),
            ("a: 1\na: 2\n<<: {b: 1}\n", "{a: 1, a: 2, <<: {b: 1}}"),
            ("k: |\n  one\nb: >- # c\n  x\n  y\n", "{k: \"one\\n\"=|\\n  one\\n, b: \"x y\"=>- # c\\n  x\\n  y}"),
            ("k: |\n  one\n# c\n\nb: |\n", "{k: \"one\\n\"=|\\n  one\\n, b: \"\"=|}"),
            ("- &b|c !x  # | hm\n  >+2 # c\n    x\n", "[\"  x\\n\"=>+2 # c\\n    x\\n]"),
        ] {
            assert_eq!(tree(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_and_mappings_span_what_is_theirs() {
        for (text, wanted) in [
            ("a: # c\n- b\n- c # d\n\ne: f\n", "- b\n- c"),
            ("a:\n  - b\n  - c\n# d\n", "- b\n  - c"),
            ("a: [b,\n  c ] # d\n", "[b,\n  c ]"),
            ("a:\n  b: c\n  d:\n# e\nf: g", "b: c\n  d"),
            ("a: !t {b: c}", "{b: c}"),
            ("a: &x # -\n- - b\n  - c\n", "- - b\n  - c"),
            ("? a\n: - b", "- b"),
        ] {
            let (sources, documents, _) = load(text);
            let NodeKind::Map(entries) = &documents[0].kind else { panic!("{text}") };
            assert_eq!(sources.slice(entries[0].value.span), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_block_of_one_line_is_verbatim() {
        let (sources, documents, _) = load("a: |\n  one é\nb: >-\n  two\n");
        let NodeKind::Map(entries) = &documents[0].kind else { panic!() };
        let inner: Vec<_> =
            entries.iter().filter_map(|e| e.value.as_scalar()).map(|s| (s.verbatim, sources.slice(s.inner))).collect();
        assert_eq!(inner, [(true, "one é\n"), (true, "two")]);
    }

    #[test]
    fn missing_and_bool_are_only_what_stands_without_quotes() {
        let (_, documents, _) = load("[~, null, NULL, Null, '', 'null', nUll, true, 'true', True, false]");
        let NodeKind::List(items) = &documents[0].kind else { panic!() };
        let missing: Vec<_> = items.iter().map(Node::is_missing).collect();
        assert_eq!(missing, [true, true, true, true, false, false, false, false, false, false, false]);
        let bools: Vec<_> = items.iter().skip(7).map(Node::as_bool).collect();
        assert_eq!(bools, [Some(true), None, None, Some(false)]);
    }

    #[test]
    fn a_number_split_at_its_comma_is_reported_once_and_mended() {
        for (text, expected, places) in [
            ("{value: 10,000 soldiers, x: 1}", "{value: 10,000 soldiers, x: 1}", vec!["10,000 soldiers"]),
            ("a: {v: about 1,200,000}", "{a: {v: about 1,200,000}}", vec!["about 1,200,000"]),
            ("{v: 10,000–15,000 men}", "{v: 10,000–15,000 men}", vec!["10,000–15,000 men"]),
            ("{v: $8,500, w: €1,000}", "{v: $8,500, w: €1,000}", vec!["$8,500", "€1,000"]),
            ("[10,000 men, 5]", "[10,000 men, 5]", vec!["10,000 men"]),
            ("[10, 000]", "[10, 000]", vec![]),
            ("[10,0000]", "[10, 0000]", vec![]),
            ("[2024,100]", "[2024, 100]", vec![]),
            ("{v: 10, 000 men}", "{v: 10, 000 men: }", vec![]),
            ("{v: 10,000: x}", "{v: 10, 000: x}", vec![]),
            ("{v: '10',000}", "{v: \"10\"='10', 000: }", vec![]),
            ("{v: 10,'000'}", "{v: 10, 000='000': }", vec![]),
            ("v: 10,000 men", "{v: 10,000 men}", vec![]),
        ] {
            let (sources, documents, diagnostics) = load(text);
            assert_eq!(show(&sources, &documents[0]), expected);
            let found: Vec<_> = diagnostics.iter().map(|d| (d.code.name, sources.slice(d.labels[0].span))).collect();
            assert_eq!(found, places.into_iter().map(|p| ("split-number", p)).collect::<Vec<_>>(), "{text}");
        }
        let (.., diagnostics) = load("{value: 10,000 soldiers}");
        assert_eq!(diagnostics[0].help.as_deref(), Some("quote it: `\"10,000 soldiers\"`"));
    }

    #[test]
    fn what_is_not_yaml_is_said_in_plain_words_at_its_place() {
        for (text, message, line, column) in [
            ("a: [1, 2\nb: 3\n", "`[` is never closed", 1, 4),
            ("a: {b: 1\nc: 2\n", "`{` is never closed", 1, 4),
            ("a: [1, 2", "`[` is never closed", 1, 4),
            ("a: [b: {c: d: e}]", "a comma or the closing bracket is missing before this", 1, 13),
            ("a: [1, 2}", "`[` is closed by `}`", 1, 4),
            ("é: \"unclosed\nb: 2\n", "this quotation mark is never closed", 1, 4),
            ("a: \"x\" y\n", "more text stands after the closing quotation mark", 1, 8),
            ("a:\n\tb: c\n", "a tab is used as indentation", 2, 2),
            ("text: He said: no\n", "this would make a key where none can stand", 1, 14),
            ("a:\n  b: 1\n c: 2\n", "this does not line up with the lines above", 3, 2),
            ("- a\nb: c", "a list goes on here without a `-`", 2, 1),
            ("a: x\nnocolon\nb: 2", "a key without a `:`, or a text that goes on without being indented", 2, 1),
            ("a: @x", "a text without quotes cannot begin with `@`", 1, 4),
            ("a: \u{1}", "the character U+0001 cannot stand here", 1, 4),
            ("a: *Reuters*", "`*Reuters*` repeats something, but nothing before it is marked `&Reuters*`", 1, 4),
            ("a: &x {b: *x}", "`*x` stands inside the very thing that it repeats", 1, 11),
            ("a: - b", "a list item cannot begin here", 1, 4),
        ] {
            let (sources, documents, diagnostics) = load(text);
            assert!(documents.is_empty(), "{text:?}");
            let found: Vec<_> = diagnostics
                .iter()
                .map(|d| (d.code.name, d.message.as_str(), sources.position(d.labels[0].span)))
                .map(|(code, message, at)| (code, message, at.line, at.column))
                .collect();
            assert_eq!(found, [("yaml-syntax", message, line, column)], "{text:?}");
        }
        assert_eq!(load("{a: 1} b").2[0].message, "this stands after the end of the document");
        assert_eq!(load("a: 1\n---\nb: [").1.len(), 1, "the document before the broken one stands");
        let (sources, documents, diagnostics) = load("[a]: b\nc: d\n");
        assert_eq!((show(&sources, &documents[0]).as_str(), diagnostics[0].code.name), ("{c: d}", "wrong-shape"));
    }

    #[test]
    fn depth_and_repetition_have_limits() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        let bomb = (1..12).fold("a0: &a0 [x, x]\n".to_string(), |text, i| {
            let all = vec![format!("*a{}", i - 1); 9].join(", ");
            text + &format!("a{i}: &a{i} [{all}]\n")
        });
        let long = format!("a: &a '{}'\nb: [{}]", "x".repeat(1_000_000), vec!["*a"; 50].join(", "));
        let tall =
            (1..20).fold(format!("a0: &a0 {}\n", deep(5)), |text, i| text + &format!("a{i}: &a{i} [[[[[*a{}]]]]]\n", i - 1));
        for text in [deep(65), deep(100_000), "- ".repeat(70), bomb, long, tall] {
            let (_, documents, diagnostics) = load(&text);
            assert!(documents.is_empty());
            assert_eq!(diagnostics[0].code.name, "limit", "{diagnostics:?}");
        }
        assert!(load(&deep(64)).2.is_empty());
        let nested = (0..60).map(|i| format!("&a{i} [")).collect::<String>() + &"x, ".repeat(50_000) + &"]".repeat(60) + " # *";
        assert!(load(&nested).2.is_empty(), "marks alone cost nothing");
    }

    #[test]
    fn a_part_of_a_file_has_the_places_of_the_file() {
        let mut sources = Sources::new();
        let file = sources.add("a.md", "é\n---\na: [10,000]\n---\n*b*");
        let (documents, diagnostics) = read_part(&sources, file, 7..19);
        assert_eq!(show(&sources, &documents[0]), "{a: [10,000]}");
        assert_eq!(sources.slice(diagnostics[0].labels[0].span), "10,000");
    }

    /// The same shape as `serde_yaml` gives, texts compared where both have one.
    fn agrees(node: &Node, value: &serde_yaml::Value) -> bool {
        match (&node.kind, value) {
            (NodeKind::List(items), serde_yaml::Value::Sequence(values)) => {
                items.len() == values.len() && items.iter().zip(values).all(|(n, v)| agrees(n, v))
            }
            (NodeKind::Map(entries), serde_yaml::Value::Mapping(map)) => {
                entries.len() == map.len()
                    && entries
                        .iter()
                        .zip(map)
                        .all(|(e, (k, v))| k.as_str().is_none_or(|k| k == e.key.value) && agrees(&e.value, v))
            }
            (NodeKind::Scalar(_), serde_yaml::Value::Null) => node.is_missing(),
            (NodeKind::Scalar(_), serde_yaml::Value::Bool(b)) => node.as_bool() == Some(*b),
            (NodeKind::Scalar(s), serde_yaml::Value::Number(_)) => s.plain,
            (NodeKind::Scalar(s), serde_yaml::Value::String(text)) => s.text == *text,
            (_, serde_yaml::Value::Tagged(tagged)) => agrees(node, &tagged.value),
            _ => false,
        }
    }

    #[test]
    fn the_shape_is_that_of_serde_yaml() {
        for text in [
            "story: {id: dprk, headline: \"…\", date: 2024-10-19}\nclaims:\n  - id: a\n    value: 10,000 soldiers\n  - id: b\n    repeats: [a, b]\n",
            "a:\n- b\n- c:\n    d\n- - e\n  - f\n",
            "a: >\n  folded\n  text\n\n  more\nb: |+\n  kept\n\nc: |2\n   indented\n",
            "? a\n: b\n? c\n",
            "a: 'x\n\n  y'\nb: \"x \\\n  y\\t\"\n",
            "{a, b: , \"c\":d}\n",
            "- !x y\n- &a {b: c}\n- *a\n",
        ] {
            let (sources, documents, diagnostics) = load(text);
            assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
            let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
            assert!(agrees(&documents[0], &value), "{text}: {} against {value:?}", show(&sources, &documents[0]));
        }
    }

    fn any_value() -> impl Strategy<Value = serde_yaml::Value> {
        let leaf = prop_oneof![
            Just(serde_yaml::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "[a:#'\"\\-é𐐀\n ,0~|>&*!]{0,8}".prop_map(Into::into),
            "(null|true|~|no|0x1f|1e3|10,000| x|x |---|- a|a: b|\n\nx\n\n|\tx)".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let map = proptest::collection::btree_map("[a:é# ]{1,3}", inner.clone(), 0..4);
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(Into::into),
                map.prop_map(|m| serde_yaml::Value::Mapping(m.into_iter().map(|(k, v)| (k.into(), v)).collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_yaml_writes_is_read_alike(value in any_value()) {
            let text = serde_yaml::to_string(&value).unwrap();
            let (sources, documents, diagnostics) = load(&text);
            prop_assert!(diagnostics.is_empty(), "{:?}: {:?}", text, diagnostics);
            documents.iter().for_each(|d| check(&sources, d));
            prop_assert!(documents.first().map_or(value.is_null(), |d| agrees(d, &value)), "{:?}", text);
        }

        #[test]
        fn no_text_is_too_strange(text in "[a1é𐐀\u{feff}:,\\-?&*!|>'\"%@`#\\[\\]{} \t\r\n\\\\0~.\u{85}\u{2028}]{0,40}") {
            let (sources, documents, diagnostics) = load(&text);
            documents.iter().for_each(|d| check(&sources, d));
            for label in diagnostics.iter().flat_map(|d| &d.labels) {
                prop_assert!(text.get(label.span.range()).is_some(), "{:?} {:?}", text, diagnostics);
            }
        }
    }
}
