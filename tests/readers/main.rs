//! Readers of every format on hostile text: each place lies in its file, on the bounds of characters, and holds what is said to
//! stand there; nothing panics, and nothing takes long.

mod rows;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use claimlint::check::{self, Input};
use claimlint::corpus::{Corpus, Schema, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::input::markdown::{self, Attribute, Attributes, Draft, Says};
use claimlint::input::{self, Format, Node, NodeKind};
use claimlint::lang::{Settings, shipped};
use claimlint::source::{FileId, Sources, Span};
use proptest::prelude::*;
use proptest::sample::select;

const FORMATS: [(Format, &str); 5] = [
    (Format::Yaml, "a.yaml"),
    (Format::Json, "a.json"),
    (Format::JsonLines, "a.jsonl"),
    (Format::Csv, "a.csv"),
    (Format::Markdown, "a.md"),
];

/// Pieces of all formats, and what goes wrong in texts.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "é",
    "e\u{301}",
    "𐐀",
    "👩‍🚀",
    "שלום",
    "\u{200f}",
    "\u{ad}",
    "\t",
    " ",
    "  ",
    "    ",
    "a",
    "10,000 soldiers",
    "> ",
    "- ",
    "1. ",
    "# ",
    "```",
    "~~~",
    "| a | b |\n|---|---|\n| ",
    " | ",
    "[",
    "]",
    "[x]",
    "]{.troop-count",
    "]{.quote by=a}",
    "{.trop-count of=é}",
    " of=dprk",
    " by=\"é\u{301} 𐐀",
    "\"",
    "'",
    "“",
    "”",
    " #id",
    "}",
    "{",
    "](u)",
    "[^1]",
    "[^1]: ",
    "[x]: u",
    "![",
    "**",
    "*",
    "_",
    "`",
    "``",
    "\\",
    "\\[",
    "&amp;",
    "&#91;",
    "<!--",
    "-->",
    "<!-- claimlint allow r: s -->",
    "<!-- claimlint allow r",
    "<p>",
    "</p>",
    "<br>",
    "<script>",
    "---",
    "---\n",
    "...",
    "+++",
    "title: ",
    "claimlint:",
    "claims: ",
    "text: 10",
    "id: ",
    "measure: ",
    "value: ",
    ": ",
    ",",
    ";",
    "\"a\": ",
    "null",
    "~",
    "&a ",
    "*a",
    "|\n",
    ">-\n",
    "!t ",
    "\\u00e9",
    "\\ud800",
    "\0",
    "=",
    "===",
];

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut sources = Sources::new();
        let files: Vec<FileId> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
        check::program(&sources, &files, &Settings::default()).0.schema
    })
}

/// All that a file comes to.
fn corpus(text: &str, format: Format, path: &str) -> (Sources, FileId, Corpus, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    // The shipped rules come first, so that the places of the schema are theirs.
    for (path, text) in shipped::FILES {
        sources.add(*path, *text);
    }
    let file = sources.add(path, text);
    let input = Input { file, format, standing: Standing::Checked };
    let (corpus, said) = check::corpus(&mut sources, schema().clone(), &[input], &mut |_, _| (None, Vec::new()));
    (sources, file, corpus, said)
}

fn lies_in_its_file(sources: &Sources, span: Span) {
    assert!(sources.text(span.file).get(span.range()).is_some(), "{span:?}");
}

fn holds(sources: &Sources, node: &Node) {
    lies_in_its_file(sources, node.span);
    match &node.kind {
        NodeKind::Scalar(scalar) => {
            lies_in_its_file(sources, scalar.inner);
            assert_eq!(scalar.verbatim, sources.slice(scalar.inner) == scalar.text, "{scalar:?}");
        }
        NodeKind::List(items) => items.iter().for_each(|item| holds(sources, item)),
        NodeKind::Map(entries) => entries.iter().for_each(|entry| {
            lies_in_its_file(sources, entry.key.span);
            holds(sources, &entry.value);
        }),
    }
}

fn draft_holds(sources: &Sources, draft: &Draft) {
    draft.front.iter().for_each(|node| holds(sources, node));
    let mut last = 0;
    for shown in &draft.words {
        lies_in_its_file(sources, shown.span);
        assert!(last <= shown.span.start, "words stand in their order");
        last = shown.span.end;
    }
    for mark in &draft.marks {
        lies_in_its_file(sources, mark.span);
        assert!(sources.slice(mark.span).starts_with('['));
        if let Some(words) = mark.words {
            lies_in_its_file(sources, words);
            assert!(mark.span.start < words.start && words.end < mark.span.end);
            assert!(!mark.text.is_empty());
        }
        let Attributes::Whole(list) = &mark.attributes else { continue };
        assert!(sources.slice(mark.span).ends_with('}'));
        for attribute in list {
            match attribute {
                Attribute::Class(name) => assert_eq!(sources.slice(name.span), name.value),
                Attribute::Id(name) => holds(sources, name),
                Attribute::Pair(key, value) => {
                    assert_eq!(sources.slice(key.span), key.value);
                    holds(sources, value);
                }
            }
        }
    }
    for remark in &draft.remarks {
        lies_in_its_file(sources, remark.span);
        remark.block.into_iter().for_each(|block| lies_in_its_file(sources, block));
        if let Says::Allow(waiver) = &remark.says {
            assert_eq!(sources.slice(waiver.rule.span), waiver.rule.value);
        }
    }
}

fn everything_holds(text: &str) {
    for (format, path) in FORMATS {
        let (sources, file, corpus, said) = corpus(text, format, path);
        let (nodes, _) = input::read(&sources, file, format);
        nodes.iter().for_each(|node| holds(&sources, node));
        if format == Format::Markdown {
            draft_holds(&sources, &markdown::read(&sources, file).0);
        }
        for span in said.iter().flat_map(|diagnostic| &diagnostic.labels).map(|label| label.span) {
            lies_in_its_file(&sources, span);
        }
        for (_, claim) in corpus.claims() {
            lies_in_its_file(&sources, claim.span());
            claim.words().into_iter().for_each(|words| lies_in_its_file(&sources, words));
            let places = claim.given_fields().into_iter().filter_map(|field| claim.place_of(field));
            places.for_each(|span| lies_in_its_file(&sources, span));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_is_too_strange(pieces in prop::collection::vec(select(PIECES), 0..40)) {
        everything_holds(&pieces.concat());
    }

    #[test]
    fn no_front_matter_is_too_strange(pieces in prop::collection::vec(select(PIECES), 0..20), body in prop::collection::vec(select(PIECES), 0..20)) {
        everything_holds(&format!("---\nclaimlint:\n  claims:\n    - {{text: \"10 é\", x: {}}}\n---\n{}", pieces.concat(), body.concat()));
    }

    #[test]
    fn marks_are_the_same_within_quotes_and_lists(
        marks in prop::collection::vec(("[a-z,é𐐀]{1,6}( [a-z0-9é]{1,6}){0,3}", "[a-z]{1,5}", "[a-z]{1,5}( [a-z]{1,5}){0,2}"), 1..5),
        around in prop::collection::vec(select(vec!["> ", "- ", "1. ", ">> ", "> - "]), 0..4),
        ending in select(vec!["\n", "\r\n"]),
        mark in select(vec!["", "\u{feff}"]),
    ) {
        let lines: Vec<String> = marks
            .iter()
            .flat_map(|(words, class, value)| format!("שלום 👩‍🚀 **x** [{words}]{{.m-{class} of=\"{value}\"}} ").split(' ').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let first: String = around.concat();
        let next = first.replace(['-', '1', '.'], " ");
        let body: Vec<String> = lines.iter().enumerate().map(|(i, line)| format!("{}{line}", if i == 0 { &first } else { &next })).collect();
        let text = format!("{mark}{}{ending}", body.join(ending));
        let mut sources = Sources::new();
        let file = sources.add("a.md", text.as_str());
        let (draft, said) = markdown::read(&sources, file);
        prop_assert!(said.is_empty());
        draft_holds(&sources, &draft);
        // A line that begins a block of its own within the paragraph has no part in this.
        prop_assume!(draft.marks.len() == marks.len());
        for (found, (words, class, value)) in draft.marks.iter().zip(&marks) {
            prop_assert_eq!(&found.text, words);
            let written: Vec<&str> = sources.slice(found.words.unwrap()).split(ending).map(|line| line.strip_prefix(&*next).unwrap_or(line)).collect();
            prop_assert_eq!(&written.join(" "), words);
            let Attributes::Whole(list) = &found.attributes else { panic!("{found:?}") };
            let [Attribute::Class(name), Attribute::Pair(_, of)] = list.as_slice() else { panic!("{list:?}") };
            prop_assert_eq!(&name.value, &format!("m-{class}"));
            let given: Vec<&str> = of.as_scalar().unwrap().text.split_whitespace().collect();
            prop_assert_eq!(&given.join(" "), value);
        }
    }
}

/// Some text again and again.
fn times(text: &str, count: usize) -> String {
    text.repeat(count)
}

#[test]
fn nothing_takes_long() {
    let inputs = [
        times("[", 100_000),
        times("]", 100_000),
        times("{", 100_000),
        times("[x]{.troop-count ", 20_000),
        times("[x]{.troop-count by=\"", 20_000),
        times("[", 10_000) + "x" + &times("]{.troop-count of=x}", 10_000),
        times("[a [", 5_000) + &times("] b]{.smallcaps}", 5_000),
        times("> ", 10_000) + "[x]{.troop-count of=y}",
        times(">", 10_000) + "\n" + &times("> ", 10_000),
        times("- ", 10_000) + "[x]{.troop-count of=y}",
        times("![", 50_000),
        times("<!-- claimlint allow ", 10_000),
        times("<!-- claimlint allow r: s -->\n\n", 5_000),
        times("<!-- claimlint allow r: s -->\n[x]{.troop-count of=y}\n\n", 1_500),
        times("<!-- claimlint allow r: s -->\n", 2_000) + &times("[x]{.troop-count of=y}", 2_000),
        times("<p>", 30_000),
        times("<p>\n<!--", 10_000),
        times("*a_", 30_000),
        times("| a ", 2_000) + "\n" + &times("|--", 2_000) + "\n" + &times("| b\n", 100),
        times("\"", 100_000),
        times("a,", 50_000) + "\n" + &times("b\n", 2_000),
        times("a,\"b\n", 10_000),
        "---\n".to_owned() + &times("a: [", 10_000),
        times("\\", 100_000),
        times("&amp;", 30_000),
        "---\nclaimlint: {claims: [".to_owned() + &times("{text: x y z w v},", 300) + "]}\n---\n" + &times("a *x* y\n", 5_000),
    ];
    for input in inputs {
        let start = Instant::now();
        for (format, path) in FORMATS {
            corpus(&input, format, path);
        }
        let shown: String = input.chars().take(40).collect();
        assert!(start.elapsed() < Duration::from_secs(20), "{:?} for {shown:?}…", start.elapsed());
        if std::env::var_os("READERS_TIMES").is_some() {
            println!("{:?} {shown:?}", start.elapsed());
        }
    }
}
