//! Folders of files: which files below a folder are taken, what git ignores and links are passed over, and what is said of it.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::files::shown;
use crate::diagnostic::{Diagnostic, codes};

/// The regular files below a folder whose names a condition takes, sorted. Hidden files, what a `.gitignore` names, and links are
/// passed over; a link that the condition would take is said.
pub fn below(folder: &Path, takes: &dyn Fn(&Path) -> bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut walk = WalkBuilder::new(folder);
    walk.follow_links(false).require_git(false).sort_by_file_path(Path::cmp);
    // Only what lies in the project counts, so that two people's runs, and that of CI, are about the same files.
    walk.git_global(false).git_exclude(false).ignore(false);
    let walk = walk.build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.push(Diagnostic::new(&codes::UNREADABLE, format!("a folder cannot be read: {error}")));
                continue;
            }
        };
        match entry.file_type() {
            Some(kind) if kind.is_file() && takes(entry.path()) => found.push(entry.into_path()),
            Some(kind) if kind.is_symlink() && takes(entry.path()) => {
                diagnostics.push(skipped(entry.path(), "it is a link", "name it on the command line if it is meant"));
            }
            Some(kind) if !kind.is_dir() && !kind.is_file() && !kind.is_symlink() && takes(entry.path()) => {
                diagnostics.push(skipped(entry.path(), "it is no regular file", "copy it into one"));
            }
            _ => {}
        }
    }
    found
}

/// A file that was passed over, and why.
pub fn skipped(path: &Path, why: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::SKIPPED, format!("`{}` is passed over: {why}", shown(path))).help(help)
}
