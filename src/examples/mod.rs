//! The examples that stand in rules: each one's documents checked by its rule alone, and what came of it against what is wanted.

pub mod coverage;
pub mod fixture;
mod deciding;
pub mod mutate;
mod place;

use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

pub use deciding::{Deciding, truth, value};

use crate::check::{self, Input};
use crate::corpus::{Corpus, Standing};
use crate::diagnostic::{Diagnostic, codes};
use crate::eval::{self, trace};
use crate::input::Format;
use crate::lang::Program;
use crate::lang::ast::Outcome;
use crate::lang::typed::Rule;
use crate::report::{Report, Reported};
use crate::source::{FileId, Sources, Span};
use place::Stands;

/// How many candidates of a rule are looked at in search of the one that comes nearest.
pub const MOST_TRACES: usize = 2_000;

/// An example with its documents read, ready to be judged.
pub struct Prepared {
    /// The rule, by its place in the program.
    pub rule: usize,
    /// The example, by its place in the rule.
    pub example: usize,
    /// The documents, as a text of the sources.
    pub file: FileId,
    /// What they make.
    pub corpus: Corpus,
    /// What there was to say about them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What came of one example.
#[derive(Debug)]
pub struct Tried {
    /// The rule.
    pub rule: Arc<str>,
    /// What the example is called.
    pub example: String,
    /// Where its name stands.
    pub span: Span,
    /// What the rule must do.
    pub wanted: Outcome,
    /// What it did, and what is wrong with the documents themselves; the places are those in the rule file.
    pub report: Report,
    /// The claims of the documents, in the rule file.
    pub claims: Vec<Span>,
    /// What decided that the rule is silent, where it must fire.
    pub deciding: Option<Deciding>,
}

impl Tried {
    /// Whether the rule did what is wanted, and the documents are sound.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        self.is_sound() && self.fired() == (self.wanted == Outcome::Fires)
    }

    /// What came of it in a word: as expected, missing, unexpected, or claims with errors.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match (self.is_sound(), self.wanted, self.fired()) {
            (false, ..) => "errors in the claims",
            (true, Outcome::Fires, false) => "missing",
            (true, Outcome::Silent, true) => "unexpected",
            (true, ..) => "as expected",
        }
    }

    /// Whether the rule reported something.
    #[must_use]
    pub fn fired(&self) -> bool {
        !self.report.findings.is_empty()
    }

    fn is_sound(&self) -> bool {
        !self.report.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// What is to be said of an example that is not as expected.
    #[must_use]
    pub fn failure(&self) -> Option<Diagnostic> {
        match (self.wanted, self.fired()) {
            _ if self.is_as_expected() => None,
            (Outcome::Silent, true) => Some(fires(self)),
            (Outcome::Fires, false) if self.is_sound() => Some(is_silent(self)),
            _ => Some(is_not_sound(self)),
        }
    }
}

/// Reads the documents of every example of the rules of a program that a condition takes.
pub fn prepare(sources: &mut Sources, program: &Program, takes: &dyn Fn(&Rule) -> bool) -> Vec<Prepared> {
    let mut prepared = Vec::new();
    for (place, rule) in program.rules.iter().enumerate().filter(|(_, r)| takes(r)) {
        for (number, example) in rule.examples.iter().enumerate() {
            let name = format!("{}: {}", rule.name, example.name.value);
            let file = sources.add(name, example.documents.value.as_str());
            let (corpus, diagnostics) = corpus(sources, program, file);
            prepared.push(Prepared { rule: place, example: number, file, corpus, diagnostics });
        }
    }
    prepared
}

/// Tries examples, each by its own rule alone; what comes of them stands in their order.
#[must_use]
pub fn try_all(sources: &Sources, program: &Program, prepared: &[Prepared]) -> Vec<Tried> {
    prepared.par_iter().filter_map(|one| tried(sources, program, one)).collect()
}

/// Tries every example of the rules of a program that a condition takes, each by its own rule alone.
pub fn run(sources: &mut Sources, program: &Program, takes: &dyn Fn(&str) -> bool) -> Vec<Tried> {
    let prepared = prepare(sources, program, &|rule| takes(&rule.name));
    try_all(sources, program, &prepared)
}

fn tried(sources: &Sources, program: &Program, prepared: &Prepared) -> Option<Tried> {
    let rule = program.rules.get(prepared.rule)?;
    let example = rule.examples.get(prepared.example)?;
    let alone = alone(program, rule);
    let options = eval::Options::default();
    let mut report = check::report(sources, &alone, &prepared.corpus, &options, prepared.diagnostics.clone());
    let stands = Stands::new(sources, example, prepared.file);
    let deciding = (example.outcome == Outcome::Fires && report.findings.is_empty())
        .then(|| {
            let traces = trace::all(&alone, rule, &prepared.corpus, MOST_TRACES);
            let nearest = trace::nearest(&traces)?;
            Deciding::of(sources, &prepared.corpus, rule, nearest).map(|d| d.moved(&stands))
        })
        .flatten();
    stands.move_report(&mut report);
    Some(Tried {
        rule: Arc::clone(&rule.name),
        example: example.name.value.clone(),
        span: example.name.span,
        wanted: example.outcome,
        report,
        claims: prepared.corpus.claims().map(|(_, claim)| stands.at(claim.span())).collect(),
        deciding,
    })
}

/// A program of one rule; the others are known, but do not run.
#[must_use]
pub fn alone(program: &Program, rule: &Rule) -> Program {
    let others = program.rules.iter().map(|r| &r.name).filter(|name| **name != rule.name);
    Program {
        schema: program.schema.clone(),
        packs: program.packs.clone(),
        rules: vec![rule.clone()],
        defines: program.defines.clone(),
        broken_rules: program.broken_rules.clone(),
        idle_rules: others.chain(&program.idle_rules).cloned().collect(),
    }
}

/// Checks the documents of an example by a program.
#[must_use]
pub fn report(sources: &mut Sources, program: &Program, file: FileId) -> Report {
    let (corpus, diagnostics) = corpus(sources, program, file);
    check::report(sources, program, &corpus, &eval::Options::default(), diagnostics)
}

/// What the documents of an example make. They have no drafts.
fn corpus(sources: &mut Sources, program: &Program, file: FileId) -> (Corpus, Vec<Diagnostic>) {
    let input = Input { file, format: Format::Yaml, standing: Standing::Checked };
    let mut no_draft = |_: &mut Sources, _: &crate::corpus::Document| (None, Vec::new());
    check::corpus(sources, program.schema.clone(), &[input], &mut no_draft)
}

fn fires(tried: &Tried) -> Diagnostic {
    let said: Vec<&str> = tried.report.findings.iter().map(|f| f.message.as_str()).collect();
    let message = format!("`{}` fires on \"{}\", where it must be silent", tried.rule, tried.example);
    let diagnostic = Diagnostic::new(&codes::EXAMPLE_DIFFERS, message);
    let diagnostic = diagnostic.label(tried.span, format!("must be silent, and reports: {}", said.join("; ")));
    let labels = tried.report.findings.iter().flat_map(|f: &Reported| &f.labels);
    labels.fold(diagnostic, |d, label| d.label(label.span, label.message.clone()))
}

fn is_silent(tried: &Tried) -> Diagnostic {
    let message = format!("`{}` is silent on \"{}\", where it must fire", tried.rule, tried.example);
    let diagnostic = Diagnostic::new(&codes::EXAMPLE_DIFFERS, message).label(tried.span, "must fire, and nothing is reported");
    let Some(deciding) = &tried.deciding else {
        return tried.claims.iter().fold(diagnostic, |d, claim| d.label(*claim, ""));
    };
    let bound = |claim: &Span| deciding.bound.iter().any(|(span, _)| span == claim);
    let others = tried.claims.iter().filter(|claim| !bound(claim)).map(|claim| (*claim, String::new()));
    let labels = deciding.bound.iter().cloned().chain(others).chain(deciding.labels());
    labels.fold(diagnostic, |d, (span, words)| d.label(span, words))
}

fn is_not_sound(tried: &Tried) -> Diagnostic {
    let message = format!("the claims of \"{}\" have errors, so nothing can be said of `{}`", tried.example, tried.rule);
    let wanted = if tried.wanted == Outcome::Fires { "must fire" } else { "must be silent" };
    Diagnostic::new(&codes::EXAMPLE_DIFFERS, message).label(tried.span, wanted)
}
