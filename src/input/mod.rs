//! The files of a run as trees: one reader a format, each from a text to [`Node`]s with byte spans; and the search for a
//! claim's words in its draft. Knows nothing of what a field means.

pub mod anchor;
mod annotation;
pub mod csv;
pub mod json;
pub mod jsonl;
pub mod markdown;
pub mod node;
pub mod packing;
pub mod plain;
pub mod yaml;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

pub use anchor::{Anchor, Lost, Prose};
pub use node::{Entry, Node, NodeKind, Scalar};
pub use packing::Packing;

/// A format of claims files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `*.yaml`, `*.yml`: claims documents.
    Yaml,
    /// `*.json`: a claims document.
    Json,
    /// `*.jsonl`, `*.ndjson`: one claim a line.
    JsonLines,
    /// `*.csv`: one claim a row.
    Csv,
    /// `*.md`, `*.markdown`: a story draft; its tree is that of the front matter.
    Markdown,
}

type Reader = fn(&Sources, FileId) -> (Vec<Node>, Vec<Diagnostic>);

/// The formats, each with the endings of its files and its reader.
static FORMATS: &[(Format, &[&str], Reader)] = &[
    (Format::Yaml, &["yaml", "yml"], yaml::read),
    (Format::Json, &["json"], json::read),
    (Format::JsonLines, &["jsonl", "ndjson"], jsonl::read),
    #[cfg(feature = "parquet")]
    (Format::JsonLines, &["parquet"], jsonl::read),
    (Format::Csv, &["csv"], csv::read),
    (Format::Markdown, &["md", "markdown"], markdown::front),
];

impl Format {
    /// The format of a file, by the ending of its name; of a packed one, by the ending before that of its packing.
    #[must_use]
    pub fn of(path: &str) -> Option<Format> {
        let (_, ending) = Packing::of(path).1.rsplit_once('.')?;
        FORMATS
            .iter()
            .find(|(_, endings, _)| endings.contains(&ending.to_ascii_lowercase().as_str()))
            .map(|(format, _, _)| *format)
    }

    /// How many bytes a file may have, unpacked: documents are small, and bulk may have as many as spans can count.
    #[must_use]
    pub fn max_bytes(self) -> usize {
        match self {
            Format::Yaml | Format::Json | Format::Markdown => node::MAX_BYTES,
            Format::JsonLines | Format::Csv => node::MAX_BULK_BYTES,
        }
    }
}

/// Whether a file is a table in Parquet, whose rows are read as lines.
#[must_use]
pub fn is_parquet(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("parquet"))
}

/// The trees of a file: its documents, or one tree a line.
#[must_use]
pub fn read(sources: &Sources, file: FileId, format: Format) -> (Vec<Node>, Vec<Diagnostic>) {
    match FORMATS.iter().find(|(f, _, _)| *f == format) {
        Some((_, _, reader)) => reader(sources, file),
        None => (Vec::new(), Vec::new()),
    }
}
