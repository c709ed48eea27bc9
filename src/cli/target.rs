//! Where reports go: each format that was asked for to standard output, or into a file that is replaced whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::options::{self, Color};
use super::replace::put;
use super::{files, output};
use crate::render::{self, Format, Page, clean, summary};
use crate::report::Report;
use crate::source::Sources;

/// A format and where it goes.
#[derive(Clone, Debug)]
pub struct Target {
    format: &'static Format,
    /// The file; none for standard output.
    path: Option<PathBuf>,
}

/// The targets of a run.
pub struct Targets {
    targets: Vec<Target>,
    /// The file that GitHub shows as the job's summary.
    summary: Option<PathBuf>,
}

/// Reads `NAME` or `NAME=PATH`.
///
/// # Errors
/// A format that is not there, or a path that is empty.
pub fn target(text: &str) -> Result<Target, String> {
    let (name, path) = text.split_once('=').map_or((text, None), |(name, path)| (name, Some(path)));
    let unknown = || options::unknown("format", name, render::FORMATS.iter().map(|f| f.name));
    let format = render::by_name(name).ok_or_else(unknown)?;
    match path {
        Some("") => Err(format!("`{text}` names no file")),
        None | Some("-") => Ok(Target { format, path: None }),
        Some(path) => Ok(Target { format, path: Some(PathBuf::from(path)) }),
    }
}

/// The working directory as seen from the root of the checkout, where a runner says which that is: its annotations look from there.
pub fn folder() -> Option<String> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| value == "true");
    let root =
        [("GITHUB_ACTIONS", "GITHUB_WORKSPACE"), ("GITLAB_CI", "CI_PROJECT_DIR")].into_iter().find(|(on, _)| is_set(on))?.1;
    let root = fs::canonicalize(std::env::var_os(root)?).ok()?;
    let here = fs::canonicalize(".").ok()?;
    let parts = here.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(parts.collect::<Vec<_>>().join("/"))
}

impl Targets {
    /// Whether nothing is wanted but how many findings there are.
    pub fn only_count(&self) -> bool {
        self.summary.is_none() && self.targets.iter().all(|target| target.format.name == "counts")
    }

    /// The targets that were asked for, or those that suit where the program runs.
    ///
    /// # Errors
    /// Two that would be written over each other.
    pub fn new(asked: &[Target]) -> Result<Targets, String> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let on_github = variable("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        let named = |name| render::by_name(name).map(|format| Target { format, path: None });
        let targets: Vec<Target> = match (asked, on_github) {
            ([], true) => ["human", "github"].into_iter().filter_map(named).collect(),
            ([], false) => named("human").into_iter().collect(),
            _ => {
                apart(asked)?;
                asked.to_vec()
            }
        };
        let annotates = targets.iter().any(|target| target.format.name == "github");
        let summary = variable("GITHUB_STEP_SUMMARY").filter(|_| annotates && on_github).map(PathBuf::from);
        Ok(Targets { targets, summary })
    }

    /// Whether no target would replace a text that the run has read.
    ///
    /// # Errors
    /// The text that would be lost.
    pub fn spare(&self, sources: &Sources) -> Result<(), String> {
        let mut written = self.targets.iter().filter_map(|target| target.path.as_deref());
        let is_read = |path: &&Path| {
            fs::canonicalize(path)
                .is_ok_and(|path| sources.files().any(|(_, file)| fs::canonicalize(file.path()).is_ok_and(|read| read == path)))
        };
        match written.find(is_read) {
            Some(path) => Err(format!("`{}` is one of the files that are read; a report would replace it", files::shown(path))),
            None => Ok(()),
        }
    }

    /// Writes every report. One that cannot be written keeps no other from being written.
    ///
    /// # Errors
    /// Which could not be written, and why.
    pub fn write(&self, report: &Report, sources: &Sources, page: &Page, color: Color) -> Result<(), String> {
        let mut failures = Vec::new();
        let mut closed = page.quiet;
        let mut heard = closed;
        for Target { format, path } in &self.targets {
            match path {
                Some(path) => {
                    let page = Page { color: matches!(color, Color::Always), width: Page::default().width, ..*page };
                    let mut text = Vec::new();
                    let made = (format.render)(report, sources, &page, &mut text);
                    failures.extend(made.and_then(|()| put(path, &text)).err().map(|error| unwritten(path, &error)));
                }
                None => {
                    // Of two on standard output, as on GitHub, one tells what was checked.
                    let page = Page { quiet: closed, ..*page };
                    failures.extend(output::write(|out| (format.render)(report, sources, &page, out)).err());
                    closed |= format.closes;
                    heard |= format.closes;
                }
            }
        }
        if let Some(path) = &self.summary {
            failures.extend(append(path, report, sources, page).err().map(|error| unwritten(path, &error)));
        }
        if !heard {
            output::remark(&summary::closing(report));
        }
        if failures.is_empty() { Ok(()) } else { Err(failures.join("; ")) }
    }
}

fn unwritten(path: &Path, error: &io::Error) -> String {
    format!("`{}` cannot be written: {error}", clean::text(&files::shown(path)))
}

/// Whether no two targets are the same place.
fn apart(targets: &[Target]) -> Result<(), String> {
    let mut seen: Vec<(Option<PathBuf>, &str)> = Vec::new();
    for Target { format, path } in targets {
        let place = path.as_deref().map(identity);
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == place) {
            let place = match path {
                Some(path) => format!("be written to `{}`", files::shown(path)),
                None => "go to standard output".to_owned(),
            };
            let help = "give one of them a file of its own, as in";
            return Err(format!("`{first}` and `{}` would both {place}; {help} `--format {}=PATH`", format.name, format.name));
        }
        seen.push((place, format.name));
    }
    Ok(())
}

/// What two names of one file have in common, where the file may not be there yet.
fn identity(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// Adds the report to the job's summary, which other steps write to as well.
fn append(path: &Path, report: &Report, sources: &Sources, page: &Page) -> io::Result<()> {
    let markdown = render::by_name("markdown").ok_or_else(|| io::Error::other("there is no such format"))?;
    let mut text = Vec::new();
    (markdown.render)(report, sources, page, &mut text)?;
    OpenOptions::new().create(true).append(true).open(path)?.write_all(&text)
}
