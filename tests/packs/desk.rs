//! A story as its files, and what the rules that run by default say of it.

use std::fs;
use std::path::Path;

use claimlint::check::{self, Input};
use claimlint::corpus::{Corpus, Standing};
use claimlint::eval::Options;
use claimlint::input::Format;
use claimlint::report::Report;
use claimlint::source::{FileId, Sources};

use crate::run::Shipped;

/// The stories in which everything fits, by path below the project.
pub const CLEAN: [&str; 3] = ["tests/packs/clean/truce.md", "tests/packs/clean/landslide.md", "tests/packs/clean/budget.yaml"];

/// A draft with its claims marked, or a claims document and its draft.
#[derive(Clone)]
pub struct Story {
    pub path: String,
    pub text: String,
    /// The text that a document in YAML was read from, beside it under the same name.
    pub draft: Option<String>,
}

/// A story as read and judged.
pub struct Checked {
    pub sources: Sources,
    /// The draft that a document in YAML names.
    pub draft: Option<FileId>,
    pub corpus: Corpus,
    pub report: Report,
}

/// A story of the project.
pub fn story(path: &str) -> Story {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of a story");
    let draft = path.strip_suffix(".yaml").map(|name| read(&format!("{name}.txt")));
    Story { path: path.to_owned(), text: read(path), draft }
}

pub fn check(shipped: &Shipped, story: &Story) -> Checked {
    let mut sources = shipped.sources.clone();
    let file = sources.add(story.path.as_str(), story.text.as_str());
    let draft = story.draft.as_ref().map(|text| sources.add("draft.txt", text.as_str()));
    let format = if draft.is_some() { Format::Yaml } else { Format::Markdown };
    let input = Input { file, format, standing: Standing::Checked };
    let schema = shipped.program.schema.clone();
    let (corpus, said) = check::corpus(&mut sources, schema, &[input], &mut |_, _| (draft, Vec::new()));
    let report = check::report(&sources, &shipped.program, &corpus, &Options::default(), said);
    Checked { sources, draft, corpus, report }
}
