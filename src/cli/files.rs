//! Files of a run: paths into texts, with a diagnostic for what cannot be read.

pub mod large;
#[cfg(feature = "parquet")]
mod parquet;
mod text;
mod unpack;

use std::fs;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::archives::{self, Opened};
use super::walk;
use crate::check::Input;
use crate::corpus::{Document, Standing};
use crate::diagnostic::{Diagnostic, codes};
use crate::input::{Format, Packing, is_parquet};
use crate::lang::shipped;
use crate::source::{FileId, Sources, Text};

/// A path as reports show it: relative to the working directory where it lies below, with `/`.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let relative = path.strip_prefix(&here).unwrap_or(path);
    let parts: Vec<String> = relative
        .components()
        .filter(|c| !matches!(c, Component::CurDir))
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/").replace("//", "/") }
}

/// Reads a text.
///
/// # Errors
/// Why it cannot be read, as a diagnostic without a place.
pub fn read(sources: &mut Sources, path: &Path) -> Result<FileId, Diagnostic> {
    text(path).map(|text| sources.add(shown(path), text))
}

/// The text of a file, unpacked.
///
/// # Errors
/// Why it cannot be read, as a diagnostic without a place.
pub fn text(path: &Path) -> Result<String, Diagnostic> {
    text::of_file(path)
        .map_err(|refused| Diagnostic::new(refused.code, format!("`{}` {}", shown(path), refused.why)).help(refused.help))
}

/// The claims files that a run is about.
#[derive(Default)]
pub struct Wanted<'a> {
    /// Files and folders that are checked.
    pub checked: &'a [PathBuf],
    /// Files and folders that are known.
    pub background: &'a [PathBuf],
    /// What standard input is called, where it is one of the files (`-`).
    pub stdin: Option<&'a Path>,
    /// What becomes of archives that have an index.
    pub archives: Archives,
}

/// How archives are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Archives {
    /// All of them.
    #[default]
    Whole,
    /// By their index, where they have one: they are named, and not read yet.
    ByIndex,
}

/// The files of a run.
#[derive(Default)]
pub struct Files {
    /// Those that were read.
    pub inputs: Vec<Input>,
    /// Archives that are to be read by their indexes.
    pub archives: Vec<Opened>,
}

/// Claims files, by path: the named ones, and those below the named folders, each once. A file that is both checked and background is
/// checked; standard input takes the place of the file of its name. What is no claims file is a diagnostic.
///
/// # Errors
/// Standard input cannot be read.
pub fn claims(sources: &mut Sources, wanted: &Wanted<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<Files, String> {
    let mut said = Vec::new();
    let is_claims = |p: &Path| Format::of(&p.to_string_lossy()).is_some() && !is_configuration(p);
    let named = |paths: &[PathBuf]| paths.iter().filter(|p| p.as_os_str() != "-").cloned().collect::<Vec<_>>();
    let (mut inputs, mut archives) = (Vec::new(), Vec::new());
    let mut seen = rustc_hash::FxHashSet::default();
    if let Some(name) = wanted.stdin {
        seen.insert(identity(name));
        inputs.push(standard_input(sources, name)?);
    }
    for (paths, standing) in [(wanted.checked, Standing::Checked), (wanted.background, Standing::Background)] {
        let mut found = found(&named(paths), &is_claims, &mut said);
        if standing == Standing::Background && wanted.archives == Archives::ByIndex {
            found.retain(|found| match by_index(&found.path) {
                Some(Ok(archive)) if !seen.contains(&identity(&found.path)) => {
                    seen.insert(identity(&found.path));
                    archives.push(archive);
                    false
                }
                Some(Err(why)) => {
                    said.push(why);
                    true
                }
                _ => true,
            });
        }
        // Thousands of small files are read side by side, and taken in their order.
        let read: Vec<_> = found.par_iter().map(|found| (identity(&found.path), claims_text(&found.path))).collect();
        for (Found { path, walked }, (identity, text)) in found.into_iter().zip(read) {
            if seen.insert(identity) {
                inputs.extend(input(sources, &path, text, standing, walked, &mut said));
            }
        }
    }
    inputs.sort_by(|a, b| sources.path(a.file).cmp(sources.path(b.file)));
    // Two folders may hold one another, and then say the same twice.
    said.sort_by(|a, b| a.message.cmp(&b.message));
    said.dedup();
    diagnostics.append(&mut said);
    archives.sort_by_cached_key(|archive: &Opened| shown(&archive.path));
    Ok(Files { inputs, archives })
}

/// The text of a claims file. Lines in bulk are left where they lie.
///
/// # Errors
/// Why it cannot be read, as a diagnostic without a place.
pub fn claims_text(path: &Path) -> Result<Text, Diagnostic> {
    let name = path.to_string_lossy();
    let is_bulk = matches!(Format::of(&name), Some(Format::JsonLines | Format::Csv));
    let is_left = is_bulk && Packing::of(&name).0.is_none() && !is_parquet(&name);
    let left = is_left.then(|| large::left(path, text::max_bytes(&name))).flatten();
    left.map_or_else(|| text(path).map(Text::from), Ok)
}

/// The index of a file of lines, where it has one.
fn by_index(path: &Path) -> Option<Result<Opened, Diagnostic>> {
    (Format::of(&path.to_string_lossy()) == Some(Format::JsonLines)).then(|| archives::open(path))?
}

fn standard_input(sources: &mut Sources, name: &Path) -> Result<Input, String> {
    let format =
        Format::of(&name.to_string_lossy()).ok_or("standard input is no claims file: name it with --stdin-filename story.md")?;
    Ok(Input { file: from_stdin(sources, name)?, format, standing: Standing::Checked })
}

/// What comes in on standard input, as a file of some name.
///
/// # Errors
/// It cannot be read.
pub fn from_stdin(sources: &mut Sources, name: &Path) -> Result<FileId, String> {
    let text = text::of_stdin(name).map_err(|refused| format!("standard input {}; {}", refused.why, refused.help))?;
    Ok(sources.add(shown(name), text))
}

/// A file of a run.
struct Found {
    path: PathBuf,
    /// Whether it is named only by a folder that it lies in.
    walked: bool,
}

/// The named files, and those below the named folders whose names a condition takes: named ones first, each by path.
fn found(paths: &[PathBuf], takes: &dyn Fn(&Path) -> bool, said: &mut Vec<Diagnostic>) -> Vec<Found> {
    let (folders, named): (Vec<_>, Vec<_>) = paths.iter().partition(|p| p.is_dir());
    let below = folders.into_iter().flat_map(|folder| walk::below(folder, takes, said));
    let below: Vec<_> = below.map(|path| Found { path, walked: true }).collect();
    let mut all: Vec<_> = named.into_iter().map(|path| Found { path: path.clone(), walked: false }).chain(below).collect();
    all.sort_by_cached_key(|found| (found.walked, shown(&found.path)));
    all
}

/// What two paths to one file have in common.
pub fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(shown(path)))
}

/// One claims file. One that was found in a folder may be something else altogether.
fn input(
    sources: &mut Sources,
    path: &Path,
    text: Result<Text, Diagnostic>,
    standing: Standing,
    walked: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Input> {
    let Some(format) = Format::of(&path.to_string_lossy()) else {
        let message = format!("`{}` is no claims file", shown(path));
        let help = if is_parquet(&path.to_string_lossy()) {
            "this program was built without Parquet: build it with `--features parquet`"
        } else {
            "claims are read from .yaml, .yml, .json, .jsonl, .ndjson, .csv, .md and .markdown, each also with .gz or .zst behind"
        };
        diagnostics.push(Diagnostic::new(&codes::UNREADABLE, message).help(help));
        return None;
    };
    match text {
        // A desk's baseline and the schema of its configuration lie beside its stories, and no run has to say so.
        Ok(text) if walked && !text.is_left() && (is_baseline(&text) || is_schema(&text)) => None,
        Ok(text) if walked && is_report(&text.head()) => {
            diagnostics.push(walk::skipped(path, "it is a report", "name it on the command line if it is none"));
            None
        }
        Ok(text) if walked && matches!(format, Format::Yaml | Format::Json) && !speaks_of_claims(&text) => {
            diagnostics.push(walk::skipped(
                path,
                "it has none of the keys of a claims document",
                "name it on the command line if it is one",
            ));
            None
        }
        Ok(text) => Some(Input { file: sources.add_text(shown(path), text), format, standing }),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// Whether a text is a baseline, however it is laid out.
fn is_baseline(text: &str) -> bool {
    let head: String = text.chars().take(2000).filter(|c| !c.is_whitespace()).collect();
    head.strip_prefix("{\"version\":")
        .and_then(|rest| rest.split_once(','))
        .is_some_and(|(version, rest)| version.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with("\"findings\":["))
}

/// Whether a text is the schema of a configuration, as `claimlint rules --format schema` prints it.
fn is_schema(text: &str) -> bool {
    let tail: String = text.trim_end().chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
    text.starts_with('{') && text.contains("\"$schema\": ") && tail.contains("\"title\": \"claimlint.yaml\"")
}

/// Whether a text is a report of an earlier run, which repeats keys of claims documents.
fn is_report(text: &str) -> bool {
    let head: String = text.chars().take(2000).collect();
    let all = |parts: [&str; 2]| parts.iter().all(|part| head.contains(part));
    all(["\"version\": ", "\"name\": \"claimlint\""])
        || (head.starts_with('[') && all(["\"check_name\": \"", "\"fingerprint\": \""]))
        || (head.starts_with("{\"rule\":\"") && all(["\"severity\":\"", "\"message\":\""]))
        || (head.starts_with('{') && head.contains("/sarif-schema-2.1.0.json\""))
        || head.starts_with("# claimlint\n\nchecked ")
}

/// Whether a text has a key of a claims document, at the beginning of a line or in quotes.
fn speaks_of_claims(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    crate::corpus::decode::KEYS.iter().any(|key| {
        text.match_indices(key).any(|(at, _)| {
            let before = text[..at].trim_end_matches(['"', '\'']);
            let after = text[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
            after.starts_with(':') && (before.is_empty() || before.ends_with(['\n', '\r', '{', ' ', ',']))
        })
    }) || text.trim().is_empty()
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == "claimlint.yaml")
}

/// A rule file that was read.
pub struct RuleFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub file: FileId,
}

/// Rule files, by path: the named ones, and those below the named folders, each once.
pub fn rules(sources: &mut Sources, paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<RuleFile> {
    let is_rules = |p: &Path| p.extension().is_some_and(|e| e == "rules");
    let mut all = Vec::new();
    for path in paths {
        let found = found(std::slice::from_ref(path), &is_rules, diagnostics);
        if found.is_empty() {
            let message = format!("there are no rule files below `{}`", shown(path));
            diagnostics.push(Diagnostic::new(&codes::UNREADABLE, message).help("rule files end in .rules"));
        }
        all.extend(found);
    }
    all.sort_by_cached_key(|found| shown(&found.path));
    let mut files = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for Found { path, .. } in all.into_iter().filter(|found| seen.insert(identity(&found.path))) {
        match read(sources, &path) {
            Ok(file) => files.push(RuleFile { path, file }),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    files
}

/// The shipped rule files, as texts.
pub fn shipped_rules(sources: &mut Sources) -> Vec<FileId> {
    shipped::FILES.iter().map(|(path, text)| sources.add_text(*path, Text::built_in(text))).collect()
}

/// The text of the draft that a document names: beside the document, and never outside of its folder.
pub fn draft(sources: &mut Sources, document: &Document) -> (Option<FileId>, Vec<Diagnostic>) {
    let Some(named) = &document.draft else { return (None, Vec::new()) };
    let refused = |message: String, help: &str| {
        let diagnostic = Diagnostic::new(&codes::UNREADABLE, message).label(named.span, "").help(help);
        (None, vec![diagnostic])
    };
    let relative = Path::new(&named.value);
    if relative.components().any(|c| !matches!(c, Component::Normal(_) | Component::CurDir)) {
        return refused(
            format!("the draft `{}` lies outside of the claims' folder", named.value),
            "keep the draft beside its claims, or below",
        );
    }
    let beside = Path::new(sources.path(document.file)).parent().unwrap_or(Path::new("")).to_owned();
    let path = beside.join(relative);
    let leaves = fs::canonicalize(&path)
        .ok()
        .zip(fs::canonicalize(if beside.as_os_str().is_empty() { Path::new(".") } else { &beside }).ok());
    if leaves.is_some_and(|(draft, folder)| !draft.starts_with(folder)) {
        return refused(
            format!("the draft `{}` lies outside of the claims' folder", named.value),
            "keep the draft beside its claims, or below",
        );
    }
    match read(sources, &path) {
        Ok(file) => (Some(file), Vec::new()),
        Err(diagnostic) => (None, vec![diagnostic.label(named.span, "named here")]),
    }
}
