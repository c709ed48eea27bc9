//! `--changed-since`: which lines of which files have changed, as git tells it; a report is narrowed to what points at them.

use std::collections::hash_map::Entry;
use std::ffi::{OsStr, OsString};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rustc_hash::{FxHashMap, FxHashSet};

use super::files;
use crate::input::{Packing, is_parquet};
use crate::report::Report;
use crate::source::{FileId, Sources, Span};

/// What has changed since a commit.
pub struct Changes {
    commit: String,
    /// The names that git gives to files, seen from its root, by canonical path.
    known: FxHashMap<PathBuf, PathBuf>,
    /// Of these, the ones that are not as they were.
    changed: FxHashSet<PathBuf>,
}

/// Which lines of a file have changed.
enum Lines {
    All,
    /// From 0.
    Some(Vec<Range<usize>>),
}

/// What no settings of the user may bring in: other programs, or other names than those from the root.
const PLAIN: [&str; 9] =
    ["--no-pager", "-c", "core.fsmonitor=", "-c", "diff.external=", "-c", "core.quotePath=false", "-c", "diff.relative=false"];

/// A diff of texts, whatever attributes say of them: lines as they are, and none around them.
const DIFF: [&str; 11] = [
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-renames",
    "--text",
    "--unified=0",
    "--inter-hunk-context=0",
    "--ignore-submodules=all",
    // No order of files from a file that may not be there.
    "-O/dev/null",
    "-z",
];

/// Variables that would give paths or diffs another meaning.
const UNSET: [&str; 6] = [
    "GIT_DIFF_OPTS",
    "GIT_EXTERNAL_DIFF",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

impl Changes {
    /// What has changed between a revision and the files as they are.
    ///
    /// # Errors
    /// There is no git, no repository or no such revision.
    pub fn since(revision: &str) -> Result<Changes, String> {
        if revision.starts_with('-') || revision.is_empty() {
            return Err(format!("`{revision}` is no revision"));
        }
        let top = git(&["rev-parse", "--show-toplevel"])?.stdout;
        let root = canonical(&path_of(top.strip_suffix(b"\n").unwrap_or(&top)));
        let commit = format!("{revision}^{{commit}}");
        let found = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let found = found.map_err(|_| unknown_revision(revision))?;
        let commit = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let from_root = |name: &Path| -> PathBuf { root.iter().chain(name.iter()).collect() };
        let tracked = names(&git(&["ls-files", "--cached", "--full-name", "-z", "--", ":(top)"])?.stdout);
        let known = tracked.into_iter().map(|name| (from_root(&name), name)).collect();
        let diff = git(&[&DIFF[..], &["--name-only", &commit, "--"]].concat())?;
        let changed = names(&diff.stdout).iter().map(|name| from_root(name)).collect();
        Ok(Changes { commit, known, changed })
    }

    /// Leaves the findings of which a place has changed, and counts the others.
    ///
    /// # Errors
    /// Git cannot tell the lines of a file.
    pub fn narrow(&self, report: &mut Report, sources: &Sources) -> Result<(), String> {
        let mut files: FxHashMap<FileId, Lines> = FxHashMap::default();
        for file in report.findings.iter().flat_map(|finding| &finding.labels).map(|label| label.span.file) {
            if let Entry::Vacant(unasked) = files.entry(file) {
                unasked.insert(self.lines(file, sources)?);
            }
        }
        let before = report.findings.len();
        let touches = |span: Span| files.get(&span.file).is_none_or(|lines| lines.touch(span, sources));
        report.findings.retain(|finding| finding.labels.iter().any(|label| touches(label.span)));
        report.summary.unchanged = before - report.findings.len();
        report.count_findings();
        Ok(())
    }

    /// The lines of a file that have changed: all of one that git does not know, or that was read in another state than it lies there; and
    /// of a packed one all or none.
    fn lines(&self, file: FileId, sources: &Sources) -> Result<Lines, String> {
        let named = Path::new(sources.path(file));
        let path = canonical(named);
        let Some(name) = self.known.get(&path) else { return Ok(Lines::All) };
        // What is read of an archive by its index is as it lies there, or it is not read so.
        let is_whole = sources.file(file).lines().extract().is_none();
        if is_whole && files::text(named).ok().as_deref() != Some(sources.text(file)) {
            return Ok(Lines::All);
        }
        if !self.changed.contains(&path) {
            return Ok(Lines::Some(Vec::new()));
        }
        // Git compares the packed bytes, which have other lines than the text.
        if Packing::of(sources.path(file)).0.is_some() || is_parquet(sources.path(file)) {
            return Ok(Lines::All);
        }
        // Asked for one by one, so that no name in the answer has to be read out of it.
        let mut literal = OsString::from(":(top,literal)");
        literal.push(name);
        let mut arguments: Vec<&OsStr> = DIFF.iter().map(OsStr::new).collect();
        arguments.extend([OsStr::new(&self.commit), OsStr::new("--"), &literal]);
        Ok(Lines::Some(hunks(&git(&arguments)?.stdout)))
    }
}

impl Lines {
    fn touch(&self, span: Span, sources: &Sources) -> bool {
        let Lines::Some(changed) = self else { return true };
        let lines = sources.file(span.file).lines();
        let range = span.range();
        let first = lines.line_of(range.start);
        let last = lines.line_of(range.end.saturating_sub(1).max(range.start));
        changed.iter().any(|lines| lines.start <= last && first < lines.end)
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A revision that is not there, which in a clone for CI may only not have been fetched.
fn unknown_revision(revision: &str) -> String {
    let shallow = git(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|output| output.stdout.starts_with(b"true"));
    let why = if shallow { "; this clone holds only the newest commits, so fetch it first" } else { "" };
    format!("git knows no revision `{revision}`{why}")
}

/// Asks git.
fn git<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Output, String> {
    let mut command = Command::new("git");
    command.args(PLAIN).args(arguments).stdin(Stdio::null());
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    for variable in UNSET {
        command.env_remove(variable);
    }
    let output = command.output().map_err(|error| format!("git cannot be asked what has changed: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("git cannot tell what has changed: {}", said.lines().next().unwrap_or("it says nothing")))
}

/// Names that end with a zero byte each.
fn names(bytes: &[u8]) -> Vec<PathBuf> {
    bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(path_of).collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The lines of the new text that the hunks of a diff are about, from 0. Where lines were only taken out, those on either side.
fn hunks(diff: &[u8]) -> Vec<Range<usize>> {
    let text = String::from_utf8_lossy(diff);
    let heads = text.lines().filter_map(|line| line.strip_prefix("@@ -")?.split_once(" +")?.1.split_once(" @@"));
    let number = |text: &str| text.parse::<usize>().ok();
    heads
        .filter_map(|(new, _)| {
            let (start, count) =
                new.split_once(',').map_or((number(new), Some(1)), |(start, count)| (number(start), number(count)));
            let (start, count) = start.zip(count)?;
            let first = start.saturating_sub(1);
            Some(if count == 0 { first..start.saturating_add(1) } else { first..first.saturating_add(count) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::hunks;

    #[test]
    fn the_heads_of_hunks_tell_the_lines() {
        let diff = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n@@ -4,0 +5,2 @@ head\n+c\n+d\n@@ -9,2 +11,0 @@\n-e\n-f\n";
        assert_eq!(hunks(diff), [0..1, 4..6, 10..12]);
        assert!(hunks(b"").is_empty());
        assert!(hunks(b"@@ -x +y @@\n").is_empty());
        assert_eq!(hunks(b"@@ -0,0 +0,3 @@\n@@ -9 +9 @@\n"), [0..3, 8..9]);
    }
}
