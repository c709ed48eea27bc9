//! The paths of a configuration: patterns in, the files below its folder that they mean out; and whether a file is one of them.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::cli::walk;
use crate::diagnostic::Diagnostic;

/// Some patterns, relative to the configuration's folder.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    set: GlobSet,
    written: Vec<String>,
}

impl std::fmt::Display for Patterns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written.join(", "))
    }
}

/// A pattern that cannot be read.
pub struct BadPattern {
    /// Its place among those that were written.
    pub at: usize,
    /// As written.
    pub pattern: String,
    /// What is wrong with it.
    pub why: String,
}

impl Patterns {
    /// Reads patterns: `stories/**/*.md`, a file, or a folder with all that is below it.
    ///
    /// # Errors
    /// The first pattern that cannot be read.
    pub fn new(written: Vec<String>) -> Result<Patterns, BadPattern> {
        let mut set = GlobSetBuilder::new();
        let bad = |at: usize, pattern: &str, error: &globset::Error| BadPattern {
            at,
            pattern: pattern.to_owned(),
            why: error.kind().to_string(),
        };
        for (at, pattern) in written.iter().enumerate() {
            let plain = pattern.trim_start_matches("./").trim_end_matches('/');
            for meant in [plain.to_owned(), format!("{plain}/**")] {
                let glob = GlobBuilder::new(&meant).literal_separator(true).build();
                set.add(glob.map_err(|error| bad(at, pattern, &error))?);
            }
        }
        let set = set.build().map_err(|error| bad(0, &written.join(", "), &error))?;
        Ok(Patterns { set, written })
    }

    /// Whether none is written.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether a path, relative to the configuration's folder, is meant.
    pub fn takes(&self, path: &Path) -> bool {
        self.set.is_match(path)
    }

    /// The files below a folder that are meant. What is written without a `*` and is not there is named all the same, so that it is said.
    pub fn files(&self, folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
        let mut all = Vec::new();
        for pattern in &self.written {
            let plain = pattern.trim_start_matches("./");
            let fixed: PathBuf = Path::new(plain).components().take_while(|part| !is_pattern(part)).collect();
            let start = if fixed.as_os_str().is_empty() { folder.to_owned() } else { folder.join(&fixed) };
            if Path::new(plain).components().eq(fixed.components()) {
                all.push(start);
            } else {
                let takes = |path: &Path| path.strip_prefix(folder).is_ok_and(|path| self.takes(path));
                all.extend(walk::below(&start, &takes, diagnostics));
            }
        }
        all.sort();
        all.dedup();
        all
    }
}

fn is_pattern(part: &Component<'_>) -> bool {
    part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{'])
}

/// A path of a run, relative to the configuration's folder: `here` is the working directory, seen from there.
pub fn seen_from_folder(here: &Path, path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in here.components().chain(path.components()) {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| matches!(last, Component::Normal(_))) => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.into_iter().collect()
}
