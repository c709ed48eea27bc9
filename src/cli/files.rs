//! Files of a run: paths into texts, with a diagnostic for what cannot be read.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::check::Input;
use crate::corpus::{Document, Standing};
use crate::diagnostic::{Diagnostic, codes};
use crate::input::{Format, node};
use crate::lang::shipped;
use crate::source::{FileId, Sources};

/// A path as reports show it: relative to the working directory where it lies below, with `/`.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let relative = path.strip_prefix(&here).unwrap_or(path);
    let parts: Vec<String> = relative
        .components()
        .filter(|c| !matches!(c, Component::CurDir))
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/").replace("//", "/")
}

/// Reads a text.
///
/// # Errors
/// Why it cannot be read, as a diagnostic without a place.
pub fn read(sources: &mut Sources, path: &Path) -> Result<FileId, Diagnostic> {
    let unreadable = |why: String, help: &str| {
        Diagnostic::new(&codes::UNREADABLE, format!("`{}` cannot be read: {why}", shown(path))).help(help)
    };
    let about = fs::metadata(path).map_err(|e| unreadable(reason(&e), "check the path"))?;
    if !about.is_file() {
        return Err(unreadable("it is no file".into(), "name a file"));
    }
    let limit = node::MAX_BYTES as u64;
    if about.len() > limit {
        return Err(
            Diagnostic::new(&codes::LIMIT, format!("`{}` is larger than {} MiB", shown(path), limit >> 20)).help("split it")
        );
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|e| unreadable(reason(&e), "check its permissions"))?;
    file.take(limit).read_to_end(&mut bytes).map_err(|e| unreadable(reason(&e), "try again"))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(shown(path), text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let seems = if error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]) {
                "it seems to be UTF-16"
            } else {
                "it seems to be in an older encoding, such as Windows-1252"
            };
            Err(unreadable(format!("byte {at} is not UTF-8; {seems}"), "save it as UTF-8"))
        }
    }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".into(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".into(),
        _ => error.to_string(),
    }
}

/// The files below a folder (or the file itself) whose names a condition takes, sorted; links are not followed.
pub fn below(path: &Path, takes: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => waiting.push(entry.path()),
                Ok(kind) if kind.is_file() && !hidden && takes(&entry.path()) => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// Claims files: the named ones, and those below the named folders. What is no claims file is a diagnostic.
pub fn claims(sources: &mut Sources, paths: &[PathBuf], standing: Standing, diagnostics: &mut Vec<Diagnostic>) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut all: Vec<PathBuf> = Vec::new();
    for path in paths {
        let found = if path.is_dir() {
            below(path, &|p| Format::of(&p.to_string_lossy()).is_some() && !is_configuration(p))
        } else {
            vec![path.clone()]
        };
        all.extend(found);
    }
    let mut seen = rustc_hash::FxHashSet::default();
    for path in all.into_iter().filter(|p| seen.insert(shown(p))) {
        let Some(format) = Format::of(&path.to_string_lossy()) else {
            let message = format!("`{}` is no claims file", shown(&path));
            diagnostics.push(
                Diagnostic::new(&codes::UNREADABLE, message)
                    .help("claims are read from .yaml, .yml, .json, .jsonl, .ndjson, .csv, .md and .markdown"),
            );
            continue;
        };
        match read(sources, &path) {
            Ok(file) => inputs.push(Input { file, format, standing }),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    inputs
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == "claimlint.yaml")
}

/// Rule files: the named ones, and those below the named folders.
pub fn rules(sources: &mut Sources, paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<FileId> {
    let mut files = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for path in paths {
        let found =
            if path.is_dir() { below(path, &|p| p.extension().is_some_and(|e| e == "rules")) } else { vec![path.clone()] };
        if found.is_empty() {
            let message = format!("there are no rule files below `{}`", shown(path));
            diagnostics.push(Diagnostic::new(&codes::UNREADABLE, message).help("rule files end in .rules"));
        }
        for path in found.into_iter().filter(|p| seen.insert(shown(p))) {
            match read(sources, &path) {
                Ok(file) => files.push(file),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }
    files
}

/// The shipped rule files, as texts.
pub fn shipped_rules(sources: &mut Sources) -> Vec<FileId> {
    shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect()
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
