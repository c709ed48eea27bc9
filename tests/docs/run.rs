//! Rules and claims as texts into diagnostics and messages, with the shipped vocabulary and packs beside them.

use claimlint::check::{self, Input};
use claimlint::corpus::{Corpus, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::examples;
use claimlint::input::Format;
use claimlint::lang::{Program, Settings, shipped};
use claimlint::report::Report;
use claimlint::source::{FileId, Sources};

/// A program of the shipped files and some rules more, with what is said of all of them.
pub fn program(sources: &mut Sources, rules: &str) -> (Program, Vec<Diagnostic>) {
    let mut files: Vec<FileId> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    files.push(sources.add("block.rules", rules));
    check::program(sources, &files, &Settings::default())
}

/// The corpus of one claims document, with what is said of it.
pub fn corpus(sources: &mut Sources, program: &Program, claims: &str) -> (Corpus, Vec<Diagnostic>) {
    let file = sources.add("block.yaml", claims);
    let input = Input { file, format: Format::Yaml, standing: Standing::Checked };
    let no_draft = &mut |_: &mut Sources, _: &_| (None, Vec::new());
    check::corpus(sources, program.schema.clone(), &[input], no_draft)
}

/// What a program has to say of a claims document.
pub fn report(sources: &mut Sources, program: &Program, claims: &str) -> Report {
    let file = sources.add("block.yaml", claims);
    examples::report(sources, program, file)
}

/// The program of the shipped files, rules of all packs.
pub fn shipped(sources: &mut Sources) -> Program {
    let files: Vec<FileId> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    check::program(sources, &files, &Settings::default()).0
}
