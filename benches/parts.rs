//! How long the parts of a run take: a quantity, a date, claims in bulk read and linked, rules over them, a report written.
//!
//! `cargo bench` runs all, `cargo bench -- evaluate` some.

use std::fmt::Write as _;
use std::hint::black_box;

use claimlint::check::{self, Input};
use claimlint::corpus::{Corpus, Document, Standing};
use claimlint::eval::{self, Options};
use claimlint::input::Format;
use claimlint::lang::{Program, Settings, shipped};
use claimlint::render::{self, Page};
use claimlint::source::Sources;
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

fn corpus(sources: &mut Sources, program: &Program, text: &str) -> Corpus {
    let file = sources.add("claims.jsonl", text);
    let input = Input { file, format: Format::JsonLines, standing: Standing::Checked };
    check::corpus(sources, program.schema.clone(), &[input], &mut |_: &mut Sources, _: &Document| (None, Vec::new())).0
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
