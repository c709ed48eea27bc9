//! `--changed-since`: which lines of which files have changed, as git tells it; a report is narrowed to what points at them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustc_hash::FxHashMap;

use crate::report::Report;
use crate::source::{Sources, Span};

/// The lines that have changed.
pub struct Changes {
    /// By canonical path, from 0; none for a file that is new as a whole.
    lines: FxHashMap<PathBuf, Option<Vec<Range<usize>>>>,
}

/// What no git of the user may bring in: other programs, pagers, colours, other prefixes.
const PLAIN: [&str; 10] = [
    "-c",
    "core.fsmonitor=",
    "-c",
    "diff.external=",
    "-c",
    "core.quotePath=false",
    "-c",
    "diff.noprefix=false",
    "-c",
    "diff.mnemonicPrefix=false",
];

impl Changes {
    /// What has changed between a revision and the files as they are, those that git does not know included.
    ///
    /// # Errors
    /// There is no git, no repository or no such revision.
    pub fn since(revision: &str) -> Result<Changes, String> {
        if revision.starts_with('-') || revision.is_empty() {
            return Err(format!("`{revision}` is no revision"));
        }
        let root = PathBuf::from(text(&git(&["rev-parse", "--show-toplevel"])?)?.trim_end_matches('\n'));
        let commit = format!("{revision}^{{commit}}");
        let found = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let commit = found.and_then(|output| text(&output)).map_err(|_| format!("git knows no revision `{revision}`"))?;
        let commit = commit.trim().to_owned();
        let mut lines = FxHashMap::default();
        let diff = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--name-only", "-z", &commit, "--"];
        for name in names(&git(&diff)?.stdout) {
            // Asked for one by one, so that no name in the answer has to be read out of it.
            let of_file = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--unified=0", &commit, "--"];
            let path = root.join(&name);
            let literal = format!(":(top,literal){}", name.to_string_lossy());
            let output = git(&[&of_file[..], &[literal.as_str()]].concat())?;
            lines.insert(canonical(&path), Some(hunks(&output.stdout)));
        }
        for name in names(&git(&["ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":(top)"])?.stdout) {
            lines.insert(canonical(&root.join(name)), None);
        }
        Ok(Changes { lines })
    }

    /// Leaves the findings of which a place has changed, and counts the others as hidden.
    pub fn narrow(&self, report: &mut Report, sources: &Sources) {
        let before = report.findings.len();
        report.findings.retain(|finding| finding.labels.iter().any(|label| self.touches(label.span, sources)));
        report.summary.unchanged = before - report.findings.len();
        report.count_findings();
    }

    fn touches(&self, span: Span, sources: &Sources) -> bool {
        let file = sources.file(span.file);
        match self.lines.get(&canonical(Path::new(file.path()))) {
            None => false,
            Some(None) => true,
            Some(Some(changed)) => {
                let first = file.lines().line_of(span.range().start);
                let last = file.lines().line_of(span.range().end.saturating_sub(1).max(span.range().start));
                changed.iter().any(|lines| lines.start <= last && first < lines.end)
            }
        }
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Asks git.
fn git(arguments: &[&str]) -> Result<Output, String> {
    let mut command = Command::new("git");
    command.args(PLAIN).args(arguments).env("GIT_PAGER", "cat").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    let output = command.output().map_err(|error| format!("git cannot be asked what has changed: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("git cannot tell what has changed: {}", said.lines().next().unwrap_or("it says nothing")))
}

fn text(output: &Output) -> Result<String, String> {
    String::from_utf8(output.stdout.clone()).map_err(|_| "git names a folder that is no text".to_owned())
}

/// Names that end with a zero byte each.
#[cfg(unix)]
fn names(bytes: &[u8]) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let named = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    named.map(|name| PathBuf::from(std::ffi::OsStr::from_bytes(name))).collect()
}

#[cfg(not(unix))]
fn names(bytes: &[u8]) -> Vec<PathBuf> {
    let named = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    named.map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned())).collect()
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
            Some(if count == 0 { start.saturating_sub(1)..start + 1 } else { start - 1..start - 1 + count })
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
    }
}
