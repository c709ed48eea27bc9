//! Bulk lines read into columns are what the same lines are when each is read with all care: every value, place and word, all that is
//! said of them, and all that rules find.

use std::sync::OnceLock;

use claimlint::corpus::{self, ClaimId, Corpus, Provenance, RecordKind, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::eval::{self, Options};
use claimlint::input::{self, Format};
use claimlint::lang::{Program, Settings, shipped};
use claimlint::source::{FileId, Sources, Span};
use proptest::prelude::*;
use proptest::sample::select;

/// Rules of every way to look at claims in bulk, beside the shipped ones.
const RULES: &str = include_str!("rows.rules");

fn program() -> &'static (Program, usize) {
    static PROGRAM: OnceLock<(Program, usize)> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut sources = Sources::new();
        let mut files: Vec<FileId> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
        files.push(sources.add("rows.rules", RULES));
        let (program, said) = claimlint::check::program(&sources, &files, &Settings::default());
        assert!(said.iter().all(|d| !d.is_error()), "{said:?}");
        (program, files.len())
    })
}

struct Read {
    sources: Sources,
    corpus: Corpus,
    said: Vec<Diagnostic>,
}

/// A file of claims in bulk.
#[derive(Clone, Debug)]
struct Bulk {
    text: String,
    format: Format,
    standing: Standing,
}

impl Bulk {
    fn checked(text: String, format: Format) -> Bulk {
        Bulk { text, format, standing: Standing::Checked }
    }
}

/// The files of a run: those in bulk, and a story with claims of its own.
fn files(bulk: &[Bulk], beside: &str) -> (Sources, Vec<FileId>, FileId) {
    let mut sources = Sources::new();
    // The rules come first, so that the places of the schema are theirs.
    for _ in 0..program().1 {
        sources.add("a.rules", "");
    }
    let name = |at: usize, file: &Bulk| format!("bulk-{at}.{}", if file.format == Format::Csv { "csv" } else { "jsonl" });
    let all = bulk.iter().enumerate().map(|(at, file)| sources.add(name(at, file), file.text.as_str())).collect();
    let story = sources.add("story.yaml", beside);
    (sources, all, story)
}

/// As a run reads them.
fn in_columns(bulk: &[Bulk], beside: &str) -> Read {
    let (mut sources, all, story) = files(bulk, beside);
    let input = |file, format, standing| claimlint::check::Input { file, format, standing };
    let mut inputs: Vec<_> = all.iter().zip(bulk).map(|(file, of)| input(*file, of.format, of.standing)).collect();
    inputs.push(input(story, Format::Yaml, Standing::Checked));
    let schema = program().0.schema.clone();
    let (corpus, said) = claimlint::check::corpus(&mut sources, schema, &inputs, &mut |_, _| (None, Vec::new()));
    Read { sources, corpus, said }
}

/// The same, every line as a tree.
fn one_by_one(bulk: &[Bulk], beside: &str) -> Read {
    let (sources, all, story) = files(bulk, beside);
    let schema = &program().0.schema;
    let (mut documents, mut said) = (Vec::new(), Vec::new());
    for (file, of) in all.iter().zip(bulk) {
        let (nodes, more) = input::read(&sources, *file, of.format);
        let decode = if of.format == Format::Csv { corpus::decode_rows } else { corpus::decode_lines };
        let (document, most) = decode(&sources, *file, &nodes, schema, of.standing);
        said.extend(more.into_iter().chain(most));
        documents.push((document, None));
    }
    let (nodes, more) = input::read(&sources, story, Format::Yaml);
    said.extend(more);
    for node in &nodes {
        let (document, more) = corpus::decode(&sources, node, schema, Standing::Checked);
        said.extend(more);
        documents.push((document, None));
    }
    let (corpus, more) = corpus::build(&sources, schema.clone(), documents);
    said.extend(more);
    Read { sources, corpus, said }
}

/// All that can be asked of a claim.
fn told(read: &Read, id: ClaimId, provenance: &Provenance) -> Vec<String> {
    let claim = read.corpus.claim(id);
    let at = |span: Span| (read.sources.path(span.file).to_owned(), span.start, span.end);
    let mut told = vec![
        read.corpus.claim_name(id),
        format!("{:?} {:?} {:?}", at(claim.span()), claim.standing(), claim.topic()),
        format!("{:?} {} {}", provenance.origins(id), provenance.depth(id), provenance.in_circle(id)),
        format!("{} {}", claim.is_current(), claim.is_quantity()),
    ];
    for field in read.corpus.schema.fields(RecordKind::Claim) {
        let Some(id) = read.corpus.schema.field_named(RecordKind::Claim, &field.name) else { continue };
        let place = claim.place_of(id).map(at).filter(|_| field.name.as_ref() != "story");
        told.push(format!("{} {:?} {:?} {place:?}", field.name, claim.given(id), claim.value(id)));
    }
    told
}

fn said(read: &Read) -> Vec<String> {
    let places = |d: &Diagnostic| d.labels.iter().map(|l| (l.span.start, l.span.end, l.message.clone())).collect::<Vec<_>>();
    let mut said: Vec<String> = read
        .said
        .iter()
        .filter(|d| d.code.name != "no-claims")
        .map(|d| format!("{} {:?} {} {:?} {:?}", d.code.name, d.severity, d.message, d.help, places(d)))
        .collect();
    said.sort();
    said.dedup();
    said
}

fn same(lines: &[Bulk], beside: &str) -> Result<(), TestCaseError> {
    let (fast, slow) = (in_columns(lines, beside), one_by_one(lines, beside));
    prop_assert_eq!(said(&fast), said(&slow), "{:?}", lines);
    prop_assert_eq!(fast.corpus.claim_count(), slow.corpus.claim_count());
    let (of_fast, of_slow) = (Provenance::new(&fast.corpus), Provenance::new(&slow.corpus));
    for (id, _) in fast.corpus.claims() {
        prop_assert_eq!(told(&fast, id, &of_fast), told(&slow, id, &of_slow), "{:?}", lines);
    }
    let names = |read: &Read| read.corpus.entities.iter().map(|e| (e.id.clone(), e.used, e.standing)).collect::<Vec<_>>();
    prop_assert_eq!(names(&fast), names(&slow), "{:?}", lines);
    let stories = |read: &Read| read.corpus.stories.iter().map(|s| (s.id.clone(), s.span, s.standing)).collect::<Vec<_>>();
    prop_assert_eq!(stories(&fast), stories(&slow), "{:?}", lines);
    let (program, _) = program();
    let options = Options { block: Some(3), ..Options::default() };
    let (found, wanted) = (eval::evaluate(program, &fast.corpus, &options), eval::evaluate(program, &slow.corpus, &options));
    prop_assert_eq!(found.findings, wanted.findings, "{:?}", lines);
    prop_assert_eq!(found.undecided, wanted.undecided);
    prop_assert_eq!(found.candidates, wanted.candidates);
    prop_assert_eq!(format!("{:?}", found.diagnostics), format!("{:?}", wanted.diagnostics));
    Ok(())
}

/// Values: figures at the border of 5 %, other kinds, and what is none.
const VALUES: &[&str] = &[
    "100",
    "100",
    "95",
    "94.99",
    "95.01",
    "105.26",
    "105.27",
    "105.263157894",
    "0",
    "-5",
    "5.50",
    "\"100\"",
    "\"10,000\"",
    "\"about 100\"",
    "\"at least 95\"",
    "\"100 km\"",
    "\"95 miles\"",
    "\"dozens\"",
    "\"2024-10-19\"",
    "\"19 October\"",
    "\"5 May\"",
    "\"minister\"",
    "\"50 to 15\"",
    "1e2",
    "2024",
    "true",
    "null",
    "\"\"",
    "[1]",
    "\"a\\u00e9 b\"",
    "12345678901234567890",
];

const FIELDS: &[(&str, &[&str])] = &[
    ("story", &["\"s1\"", "\"s1\"", "\"s2\"", "\"a/b\"", "\"story\"", "null"]),
    ("subject", &["\"force\"", "\"force\"", "\"forces\"", "\"e\\u0301\"", "\"é\"", "\"x/y\"", "7", "\" force \""]),
    ("measure", &["\"troop-count\"", "\"troop-count\"", "\"m\"", "\"m\"", "\"troop-cuont\"", "\"route-length\"", "\"\""]),
    ("unit", &["\"people\"", "\"km\"", "\"percent\"", "\"\""]),
    ("source", &["\"agency\"", "\"paper\"", "\"gazette\"", "\"agncy\"", "\"a/b\"", "null"]),
    ("as-of", &["\"2024-01-02\"", "\"2024-01-02\"", "\"2 January 2024\"", "\"2024-01\"", "\"3 May\"", "\"x\"", "\"1752-01-01\""]),
    ("said", &["\"2024-01-01\"", "\"2024-01-05\"", "\"2024-02-30\""]),
    ("stage", &["\"ordered\"", "\"present\""]),
    ("modality", &["\"fact\"", "\"estimate\"", "\"fatc\""]),
    ("status", &["\"current\"", "\"retracted\"", "\"gone\""]),
    ("preferred", &["true", "false", "\"true\""]),
    ("part", &["\"lede\"", "\"ldee\""]),
    ("total", &["\"c1\"", "\"s1/c2\"", "\"s2/c3\"", "\"nowhere/c\"", "\"c99\"", "\"b1\"", "\" \"", "null"]),
    ("parts", &["[\"c1\",\"c2\"]", "\"c3\""]),
    ("repeats", &["[\"c1\"]", "\"s1/c1\""]),
    ("allow", &["[{\"rule\":\"figures-spread\",\"reason\":\"known\"}]"]),
    ("text", &["\"some words\""]),
    ("quote", &["\"We \\\"know\\\" it\""]),
    ("subjct", &["\"force\""]),
];

const BESIDE: &[&str] = &[
    "sources:\n  agency: {kind: agency}\n  paper: {kind: outlet, relays: [agency]}\n",
    "story: {id: s1, date: 2024-01-03}\nclaims:\n  - {id: b1, subject: force, measure: troop-count, value: 100, source: paper, repeats: [s2/c1]}\n  - {id: c2, subject: force, measure: m, value: 95 people, parts: [c1, c3]}\n",
    "story: {id: bulk, headline: H}\nclaims:\n  - {subject: force, measure: m, value: 95}\n",
    "",
];

fn line() -> impl Strategy<Value = String> {
    let field = (0..FIELDS.len() + 6, any::<prop::sample::Index>()).prop_map(|(field, value)| {
        // The first fields are what most claims have.
        let (name, values) = FIELDS[if field < FIELDS.len() { field } else { field - FIELDS.len() + 1 }];
        format!("\"{name}\":{}", value.get(values))
    });
    let id = prop_oneof![8 => (1..8_u32).prop_map(|n| format!("\"id\":\"c{n}\"")), 1 => Just("\"id\":\"c/1\"".to_owned()), 1 => Just(String::new())];
    let value = select(VALUES).prop_map(|value| format!("\"value\":{value}"));
    let odd = prop_oneof![30 => Just(None), 1 => select(vec!["", " ", "[]", "{\"a\"", "{}", "\u{feff}{}", "{\"id\":\"x\"} y"]).prop_map(Some)];
    (id, value, prop::collection::vec(field, 0..7), odd, any::<bool>()).prop_map(|(id, value, fields, odd, spaced)| {
        if let Some(odd) = odd {
            return odd.to_owned();
        }
        let mut all: Vec<String> = [id, value].into_iter().chain(fields).filter(|f| !f.is_empty()).collect();
        // Mostly no key twice; a key that does stand twice has to be said.
        if spaced {
            all.dedup_by_key(|f| f.split(':').next().map(str::to_owned));
        }
        let text = format!("{{{}}}", all.join(if spaced { " , " } else { "," }));
        if spaced { format!("  {text} \r") } else { text }
    })
}

/// What stands in the header of a table: the fields, and what is none, in whatever way it is written.
const COLUMNS: &[&str] = &[
    "value",
    "story",
    "subject",
    "measure",
    "unit",
    "source",
    "as-of",
    "said",
    "stage",
    "modality",
    "status",
    "preferred",
    "part",
    "total",
    "quote",
    "parts",
    "repeats",
    "text",
    "topic",
    "allow",
    "\"unit\"",
    " source ",
    "subjct",
    "",
    "\u{feff}stage",
    "value",
];

/// What a cell says.
const CELLS: &[(&str, &[&str])] = &[
    ("id", &["a/b", "", "e\u{301}", "true", "\"", "a\tb"]),
    (
        "value",
        &["100", "95", "94.99", "105.27", "-0", "about 100", "10,000", "100 km", "2024-10-19", "minister", "50 to 15", " 100 "],
    ),
    ("story", &["s1", "s2", "a/b", "story", "the \"other\""]),
    ("subject", &["force", "force", "forces", "e\u{301}", "é", "x/y", "true", "null", "the \"force\"", "\u{a0}", "a\u{1}"]),
    ("measure", &["troop-count", "m", "m", "troop-cuont", "route-length"]),
    ("unit", &["people", "km", "percent"]),
    ("source", &["agency", "paper", "gazette", "agncy", "the \"source\"", "a,b"]),
    ("as-of", &["2024-01-02", "2024-01-02", "2 January 2024", "2024-01", "3 May", "x", "1752-01-01"]),
    ("said", &["2024-01-01", "2024-02-30"]),
    ("modality", &["fact", "estimate", "fatc"]),
    ("status", &["current", "retracted", "gone"]),
    ("preferred", &["true", "false", " true", "yes"]),
    ("part", &["lede", "ldee"]),
    ("total", &["c1", "s1/c2", "s2/c3", "nowhere/c", "c99", "b1", "c\"1"]),
    ("parts", &["c1;c2", "c3"]),
    ("repeats", &["c1", "s1/c1; c2"]),
    ("quote", &["We \"know\" it", "two\nlines", "a\r\nb", "a\rb", "\"", "no"]),
];

/// A table: a header, rows below it, most of them whole, and the line break between them.
fn table() -> impl Strategy<Value = String> {
    let column = prop_oneof![12 => select(&COLUMNS[..15]), 1 => select(COLUMNS)];
    let header = prop::collection::vec(column, 1..7).prop_map(|mut columns| {
        columns.insert(columns.len() / 2, "id");
        columns
    });
    let cell = (any::<prop::sample::Index>(), 0..9_u32);
    let odd = prop_oneof![25 => Just(None), 1 => select(vec!["", " ", ",,", "c7", "\"c7", "c\"7,1", "\"a\"b,\"\"", "\u{feff}c1,95", "\r", "a\rb"]).prop_map(Some)];
    let row = (1..8_u32, prop::collection::vec(cell, 7), odd);
    let odd_head =
        prop_oneof![20 => Just(""), 1 => select(vec!["\u{feff}", "\u{feff}", "\n", "\r\n", "\u{feff}\u{feff}", "\"a\nb\","])];
    let line_break = select(vec!["\n", "\n", "\r\n", "\r"]);
    (odd_head, header, prop::collection::vec(row, 0..12), line_break, any::<bool>()).prop_map(
        |(odd_head, header, rows, line_break, ends)| {
            let rows = rows.iter().map(|(id, cells, odd)| match odd {
                Some(odd) => (*odd).to_owned(),
                None => {
                    let cells = header.iter().zip(cells).map(|(column, cell)| cell_of(column, *id, *cell));
                    cells.collect::<Vec<_>>().join(",")
                }
            });
            let lines: Vec<String> = std::iter::once(header.join(",")).chain(rows).collect();
            format!("{odd_head}{}{}", lines.join(line_break), if ends { line_break } else { "" })
        },
    )
}

/// A cell of a column as it is written, mostly with quotes only where they are needed.
fn cell_of(column: &str, id: u32, (which, how): (prop::sample::Index, u32)) -> String {
    let name = column.trim_matches(['"', ' ', '\u{feff}']);
    let of_column = CELLS.iter().find(|(known, _)| *known == name).map_or(&["", "x"][..], |(_, cells)| cells);
    let text = match (name, how) {
        ("id", 0..8) => format!("c{id}"),
        (_, 0) => String::new(),
        _ => (*which.get(of_column)).to_owned(),
    };
    if how == 1 || text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn lines_in_columns_are_what_they_are_one_by_one(
        lines in prop::collection::vec(line(), 0..12),
        beside in prop::collection::vec(select(BESIDE), 0..3),
    ) {
        same(&[Bulk::checked(lines.join("\n"), Format::JsonLines)], &beside.join("---\n"))?;
    }

    #[test]
    fn tables_in_columns_are_what_they_are_row_by_row(
        table in table(),
        beside in prop::collection::vec(select(BESIDE), 0..3),
    ) {
        same(&[Bulk::checked(table, Format::Csv)], &beside.join("---\n"))?;
    }

    #[test]
    fn several_files_checked_and_known_are_what_they_are_one_by_one(
        files in prop::collection::vec((prop::collection::vec(line(), 0..5), any::<bool>()), 2..5),
        table in table(),
        beside in prop::collection::vec(select(BESIDE), 0..2),
    ) {
        let standing = |is_known| if is_known { Standing::Background } else { Standing::Checked };
        let bulk = |(lines, is_known): &(Vec<String>, bool)| Bulk { standing: standing(*is_known), ..Bulk::checked(lines.join("\n"), Format::JsonLines) };
        let mut all: Vec<Bulk> = files.iter().map(bulk).collect();
        all.push(Bulk { standing: standing(files.len() % 2 == 0), ..Bulk::checked(table, Format::Csv) });
        same(&all, &beside.join("---\n"))?;
    }

    #[test]
    fn figures_at_the_border_of_a_tolerance_are_judged_alike(
        figures in prop::collection::vec((select(&["100", "95", "94.99", "95.01", "105.26", "105.27", "105.263157894", "100.0", "-100", "-95", "0", "4.75", "5", "5.00"][..]), 0..3_u32, 0..2_u32), 2..14),
        unit in select(vec!["", ",\"unit\":\"people\"", ",\"unit\":\"km\"", ",\"unit\":\"percent\""]),
        measure in select(vec!["m", "troop-count", "route-length"]),
    ) {
        let lines: Vec<String> = figures
            .iter()
            .enumerate()
            .map(|(n, (value, source, day))| format!(
                "{{\"id\":\"c{n}\",\"story\":\"s{}\",\"subject\":\"force\",\"measure\":\"{measure}\",\"value\":{value}{unit},\"source\":\"source-{source}\",\"as-of\":\"2024-01-0{}\"}}",
                n / 4, day + 1
            ))
            .collect();
        same(&[Bulk::checked(lines.join("\n"), Format::JsonLines)], "")?;
    }
}
