//! The whole pipeline on one page: texts in, a report out. Reads no files and writes none.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use crate::corpus::{self, Corpus, Document, Schema, Standing};
use crate::diagnostic::{Diagnostic, codes};
use crate::eval;
use crate::input::{self, Format, markdown};
use crate::lang::{self, Program, Settings, parse};
use crate::report::{self, Report};
use crate::source::{FileId, Sources};

/// A file with claims, read into the sources.
pub struct Input {
    /// The file.
    pub file: FileId,
    /// What it is.
    pub format: Format,
    /// Whether findings about it are reported.
    pub standing: Standing,
}

/// Answers the text of the draft that a document names.
pub type Draft<'a> = dyn FnMut(&mut Sources, &Document) -> (Option<FileId>, Vec<Diagnostic>) + 'a;

/// Rule files into a program: parse, resolve, check.
#[must_use]
pub fn program(sources: &Sources, files: &[FileId], settings: &Settings) -> (Program, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let parsed: Vec<_> = parse::parse_all(sources, files).into_iter().map(|read| gather(read, &mut diagnostics)).collect();
    diagnostics.extend(
        files.iter().filter(|file| !settings.trusted.contains(file)).flat_map(|file| lang::hidden_characters(sources, *file)),
    );
    let program = gather(lang::load(&parsed, settings), &mut diagnostics);
    // Trees of rules are many small pieces; another thread gives them back, while this one goes on.
    rayon::spawn(move || drop(parsed));
    (program, diagnostics)
}

/// Claims files into a corpus: read, decode, build. `draft` answers the text of a draft that a document names.
#[must_use]
pub fn corpus(sources: &mut Sources, schema: Schema, inputs: &[Input], draft: &mut Draft<'_>) -> (Corpus, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let documents = gather(documents(sources, &schema, inputs), &mut diagnostics);
    let corpus = gather(corpus_of(sources, schema, documents, draft), &mut diagnostics);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.extend(nothing_to_check(sources, inputs, &corpus));
    }
    (corpus, diagnostics)
}

/// Claims files into documents: read, decode.
#[must_use]
pub fn documents(sources: &Sources, schema: &Schema, inputs: &[Input]) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let read: Vec<_> = inputs.par_iter().map(|input| documents_of(sources, input, schema)).collect();
    let documents = read.into_iter().flat_map(|made| gather(made, &mut diagnostics)).collect();
    (documents, diagnostics)
}

/// The documents of claims files into a corpus.
#[must_use]
pub fn corpus_of(
    sources: &mut Sources,
    schema: Schema,
    documents: Vec<Document>,
    draft: &mut Draft<'_>,
) -> (Corpus, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut with_drafts = Vec::new();
    for document in documents {
        let text = gather(draft_of(sources, &document, draft), &mut diagnostics);
        with_drafts.push((with_words_of(sources, document, text), text));
    }
    let corpus = gather(corpus::build(sources, schema, with_drafts), &mut diagnostics);
    (corpus, diagnostics)
}

/// The documents of one file.
fn documents_of(sources: &Sources, input: &Input, schema: &Schema) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let decoded: Vec<_> = match input.format {
        Format::Yaml | Format::Json => {
            let nodes = gather(input::read(sources, input.file, input.format), &mut diagnostics);
            nodes.iter().map(|node| corpus::decode(sources, node, schema, input.standing)).collect()
        }
        Format::JsonLines => vec![corpus::read_lines(sources, input.file, schema, input.standing)],
        Format::Csv => vec![corpus::read_table(sources, input.file, schema, input.standing)],
        Format::Markdown => {
            let draft = gather(markdown::read(sources, input.file), &mut diagnostics);
            vec![corpus::decode_draft(sources, &draft, schema, input.standing)]
        }
    };
    let documents = decoded.into_iter().map(|made| gather(made, &mut diagnostics)).collect();
    (documents, diagnostics)
}

/// The text in which the claims of a document stand: its own, where it is a draft itself, else that of the draft that it names.
fn draft_of(sources: &mut Sources, document: &Document, draft: &mut Draft<'_>) -> (Option<FileId>, Vec<Diagnostic>) {
    match Format::of(sources.path(document.file)) {
        Some(Format::Markdown) => (Some(document.file), Vec::new()),
        _ => draft(sources, document),
    }
}

/// The document with what readers see of its draft, where that is in Markdown.
fn with_words_of(sources: &Sources, mut document: Document, draft: Option<FileId>) -> Document {
    let elsewhere = draft.filter(|draft| *draft != document.file && Format::of(sources.path(*draft)) == Some(Format::Markdown));
    if let Some(draft) = elsewhere {
        document.words = markdown::read(sources, draft).0.words;
    }
    document
}

/// Says where the run was asked about files, and none of them holds a claim.
#[must_use]
pub fn nothing_to_check(sources: &Sources, inputs: &[Input], corpus: &Corpus) -> Option<Diagnostic> {
    let mut checked = inputs.iter().filter(|input| input.standing == Standing::Checked);
    let first = checked.next().filter(|_| corpus.checked_count() == 0)?;
    let path = sources.path(first.file);
    let (message, help) = match (checked.count(), first.format) {
        (0, Format::Markdown) => (
            format!("no claims are marked in `{path}`"),
            "mark them as in `[6,000 soldiers]{.troop-count of=force by=ministry}`; `claimlint explain no-claims` says more",
        ),
        (0, Format::Yaml | Format::Json) => (format!("there are no claims in `{path}`"), "write them under the key `claims`"),
        (0, _) => (format!("there are no claims in `{path}`"), "write one on each line"),
        (n, _) => {
            (format!("there are no claims in `{path}` and {n} more"), "`claimlint explain no-claims` says how to write them")
        }
    };
    Some(Diagnostic::new(&codes::NO_CLAIMS, message).help(help))
}

/// Evaluates a program over a corpus and reports what it found.
#[must_use]
pub fn report(
    sources: &Sources,
    program: &Program,
    corpus: &Corpus,
    options: &eval::Options,
    mut diagnostics: Vec<Diagnostic>,
) -> Report {
    let mut evaluation = eval::evaluate(program, corpus, options);
    diagnostics.append(&mut evaluation.diagnostics);
    let failed = unread_files(sources, &diagnostics);
    let mut report = report::make(sources, program, corpus, evaluation, diagnostics);
    report.summary.failed = failed;
    report
}

/// How many files could not be read, each counted once; a rule that was given up is none.
fn unread_files(sources: &Sources, diagnostics: &[Diagnostic]) -> usize {
    let unread = diagnostics.iter().filter(|d| UNREAD.contains(&d.code.name));
    let files = unread.filter_map(|d| match d.labels.first() {
        Some(label) if sources.path(label.span.file).ends_with(".rules") => None,
        Some(label) if d.code.name != codes::UNREADABLE.name => Some(sources.path(label.span.file)),
        _ => Some(d.message.as_str()),
    });
    files.collect::<FxHashSet<&str>>().len()
}

/// The codes of files that could not be read at all.
pub const UNREAD: [&str; 4] = [codes::UNREADABLE.name, codes::YAML_SYNTAX.name, codes::JSON_SYNTAX.name, codes::LIMIT.name];

/// What a stage made; what it had to say is kept.
fn gather<T>((made, said): (T, Vec<Diagnostic>), diagnostics: &mut Vec<Diagnostic>) -> T {
    diagnostics.extend(said);
    made
}
