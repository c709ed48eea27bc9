//! How long the parts of a run take: a quantity, a date; claims in bulk cut into columns and linked, parted into groups and judged; a
//! report put into words and written.
//!
//! `cargo bench --bench parts` runs all, `cargo bench --bench parts -- evaluate` some.

use std::fmt::Write as _;
use std::hint::black_box;

use claimlint::check::{self, Input};
use claimlint::corpus::rows::{Columns, Keys, Reader, Shape};
use claimlint::corpus::{Corpus, Document, Standing};
use claimlint::eval::{self, Options};
use claimlint::input::{Format, csv, jsonl};
use claimlint::lang::{Program, Settings, shipped};
use claimlint::render::{self, Page};
use claimlint::report;
use claimlint::source::{Sources, Text};
use claimlint::value::read::{self, Reading, Takes};

fn main() {
    divan::main();
}

const RULES: &str = "
rule spread {
  for each group g of claims across stories sharing subject, measure
  let apart = clash(g.value, beyond: 5%)
  flag when apart
  report \"{apart.low.value} and {apart.high.value}\"
    at apart.high.value \"{value}\"
}
rule twice {
  for each pair a, b of claims across stories sharing subject, measure, as-of, source
  flag when conflict(a.value, b.value, beyond: 5%)
  report \"{b.source} gives two figures\"
    at b.value \"{value}\"
}
rule parted {
  for each group g of claims across stories sharing subject, measure
  flag when count(g) > 1000000
  report \"many\" at first(g) \"here\"
}
";

/// A program of the bench's own rules, with the shipped vocabulary.
fn program(sources: &mut Sources) -> Program {
    let mut files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let own = sources.add("bench.rules", RULES);
    files.push(own);
    let (mut program, _) = check::program(sources, &files, &Settings::default());
    program.rules.retain(|rule| rule.span.file == own);
    program
}

/// Claims in bulk: so many lines of JSON, about a tenth as many topics.
fn lines(count: usize) -> String {
    let mut text = String::new();
    for i in 0..count {
        let (subject, source, day) = (i * 7919 % (count / 20 + 1), i * 31 % 200, i % 28 + 1);
        let value = 1_000 + i * 104_729 % 700;
        let _ = writeln!(
            text,
            "{{\"id\":\"c{i}\",\"story\":\"s{}\",\"subject\":\"subject-{subject}\",\"measure\":\"deaths\",\"value\":{value},\
             \"source\":\"source-{source}\",\"as-of\":\"2024-01-{day:02}\"}}",
            i / 30
        );
    }
    text
}

/// The same claims as a table.
fn table(count: usize) -> String {
    let cells = |line: &str| {
        let pairs = line.trim_matches(['{', '}']).split(',').filter_map(|pair| pair.split_once(':'));
        pairs.map(|(_, value)| value.trim_matches('"').to_owned()).collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = lines(count).lines().map(cells).collect();
    format!("id,story,subject,measure,value,source,as-of\n{}\n", rows.join("\n"))
}

/// Claims in bulk as documents.
fn documents(sources: &mut Sources, program: &Program, text: &str, format: Format) -> Vec<Document> {
    let file = sources.add(if format == Format::Csv { "claims.csv" } else { "claims.jsonl" }, text);
    let input = Input { file, format, standing: Standing::Checked };
    check::documents(sources, &program.schema, &[input]).0
}

/// The corpus of documents.
fn linked(sources: &mut Sources, program: &Program, documents: Vec<Document>) -> Corpus {
    check::corpus_of(sources, program.schema.clone(), documents, &mut |_: &mut Sources, _: &Document| (None, Vec::new())).0
}

fn corpus(sources: &mut Sources, program: &Program, text: &str) -> Corpus {
    let documents = documents(sources, program, text, Format::JsonLines);
    linked(sources, program, documents)
}

#[divan::bench(args = ["10,000 people", "about 1.2 million soldiers", "between 10 and 15 km", "up to 40%"])]
fn quantity(bencher: divan::Bencher<'_, '_>, text: &str) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let vocabulary = &program.schema.vocabulary;
    let reading =
        Reading { vocabulary, takes: Takes::Anything, bare_unit: None, floor: None, whole_numbers: false, tolerance: None };
    bencher.bench(|| read::quantity(black_box(text), &reading));
}

#[divan::bench(args = ["2024-10-19", "Saturday, 19 October 2024", "2024-10"])]
fn date(text: &str) -> bool {
    read::date(black_box(text), None).is_ok()
}

#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn decode(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let text = lines(count);
    bencher.counter(divan::counter::ItemsCount::new(count)).bench_local(|| corpus(&mut sources.clone(), &program, &text));
}

/// Plain lines into columns.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn cut_lines(bencher: divan::Bencher<'_, '_>, count: usize) {
    let keys = Keys::of(&program(&mut Sources::new()).schema);
    let text = lines(count);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| {
        let mut reader = Reader::new(black_box(&text), 0, Shape::Objects(&keys));
        jsonl::lines(&text).for_each(|line| reader.line(line));
        reader.finish()
    });
}

/// Plain rows of a table into columns.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn cut_rows(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut sources = Sources::new();
    let keys = Keys::of(&program(&mut sources).schema);
    let text = table(count);
    let file = sources.add("claims.csv", "");
    let header = csv::header(file, &Text::from(text.clone())).ok().flatten().expect("a header");
    let columns = Columns::of(&keys, &header.keys);
    let rows = &text[header.end..];
    bencher.counter(divan::counter::BytesCount::of_str(rows)).bench(|| {
        let mut reader = Reader::new(black_box(rows), header.end, Shape::Rows(&columns));
        (reader.rows(), reader.finish())
    });
}

/// Columns into a corpus: numbered, read, in order, linked.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn link(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let documents = documents(&mut sources, &program, &lines(count), Format::JsonLines);
    let bencher = bencher.counter(divan::counter::ItemsCount::new(count));
    let fresh = || (sources.clone(), documents.clone());
    bencher.with_inputs(fresh).bench_local_values(|(mut sources, documents)| linked(&mut sources, &program, documents));
}

/// A program of one rule, over claims in bulk.
fn by_rule(bencher: divan::Bencher<'_, '_>, rule: &str, count: usize) {
    let mut sources = Sources::new();
    let mut program = program(&mut sources);
    program.rules.retain(|known| &*known.name == rule);
    assert_eq!(program.rules.len(), 1);
    let corpus = corpus(&mut sources, &program, &lines(count));
    bencher.counter(divan::counter::ItemsCount::new(count)).bench(|| eval::evaluate(&program, &corpus, &Options::default()));
}

/// Claims parted into groups, which are hardly looked at.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn part(bencher: divan::Bencher<'_, '_>, count: usize) {
    by_rule(bencher, "parted", count);
}

/// The same groups, and their figures held against each other.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn judge_groups(bencher: divan::Bencher<'_, '_>, count: usize) {
    by_rule(bencher, "spread", count);
}

/// Pairs, and their figures held against each other.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn judge_pairs(bencher: divan::Bencher<'_, '_>, count: usize) {
    by_rule(bencher, "twice", count);
}

/// What was found put into words.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn words(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let corpus = corpus(&mut sources, &program, &lines(count));
    let found = eval::evaluate(&program, &corpus, &Options::default());
    let findings = divan::counter::ItemsCount::new(found.findings.len());
    let found = || found.clone();
    bencher
        .counter(findings)
        .with_inputs(found)
        .bench_values(|found| report::make(&sources, &program, &corpus, found, Vec::new()));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn evaluate(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let corpus = corpus(&mut sources, &program, &lines(count));
    bencher.counter(divan::counter::ItemsCount::new(count)).bench(|| eval::evaluate(&program, &corpus, &Options::default()));
}

#[divan::bench(args = ["human", "json", "sarif"], sample_count = 20)]
fn report(bencher: divan::Bencher<'_, '_>, format: &str) {
    let mut sources = Sources::new();
    let program = program(&mut sources);
    let corpus = corpus(&mut sources, &program, &lines(3_000));
    let report = check::report(&sources, &program, &corpus, &Options::default(), Vec::new());
    let format = render::by_name(format).expect("a format");
    let page = Page { width: 100, ..Page::default() };
    bencher.bench(|| {
        let mut out = Vec::new();
        (format.render)(&report, &sources, &page, &mut out).map(|()| out.len())
    });
}
