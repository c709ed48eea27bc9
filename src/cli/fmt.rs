//! `claimlint fmt`: rule files put into their one form, in place, or only held against it.

use std::fmt::Write as _;
use std::path::PathBuf;

use similar::TextDiff;

use super::files::{self, RuleFile};
use super::options::{Color, ConfigFile};
use super::replace::replace;
use super::{Status, output};
use crate::diagnostic::Diagnostic;
use crate::lang::print::{self, Refusal};
use crate::render::clean;
use crate::source::{FileId, Sources};

/// Format rule files
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint fmt                    the rule files that the configuration names, else those below the working directory
  claimlint fmt desk/              those of a folder
  claimlint fmt --check            say which are not formatted, and change none
  claimlint fmt --diff             show what would change
  claimlint fmt - < desk.rules     standard input, formatted to standard output

Exit status:
  0  all is formatted
  1  with --check or --diff: a file is not
  2  a file cannot be read or written, or has a mistake; it is left as it is")]
pub struct Arguments {
    /// Rule files, folders of them, or `-` alone for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; say which files are not formatted
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change, as a unified diff
    #[arg(long)]
    diff: bool,
    /// What standard input is called in messages
    #[arg(long, value_name = "NAME", default_value = "stdin.rules")]
    stdin_filename: PathBuf,
    #[command(flatten)]
    config: ConfigFile,
}

/// What became of a file.
enum Outcome {
    /// It had its form.
    Formatted,
    /// It had not; this is its form.
    Differs(String),
    /// It is left as it is.
    Left,
}

/// Formats the files.
///
/// # Errors
/// What is wrong with the call, or with writing what is said.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Err("`-` stands alone: standard input is formatted to standard output".into());
        }
        let file = files::from_stdin(&mut sources, &arguments.stdin_filename)?;
        let status = standard_input(arguments, &sources, file, &mut diagnostics);
        output::say(diagnostics, &sources, color);
        return status;
    }
    let files = files(arguments, &mut sources, &mut diagnostics)?;
    let mut done = Done { files: files.len(), ..Done::default() };
    let unread = diagnostics.iter().any(Diagnostic::is_error);
    for RuleFile { path, file } in &files {
        match outcome(&sources, *file, &mut diagnostics) {
            Outcome::Formatted => {}
            Outcome::Differs(text) if arguments.only_looks() => done.changed.push((*file, text)),
            Outcome::Differs(text) => match replace(path, sources.text(*file), &text) {
                Ok(()) => done.changed.push((*file, text)),
                Err(error) => {
                    output::fail(&format!("`{}` cannot be written: {error}; it is as it was", sources.path(*file)));
                    done.left += 1;
                }
            },
            Outcome::Left => done.left += 1,
        }
    }
    done.say(arguments, &sources)?;
    output::say(diagnostics, &sources, color);
    Ok(match done.left {
        0 if !unread => arguments.status(done.changed.len()),
        _ => Status::Unsound,
    })
}

impl Arguments {
    /// Whether no file is changed.
    fn only_looks(&self) -> bool {
        self.check || self.diff
    }

    /// What a run comes to that found so many files without their form.
    fn status(&self, changed: usize) -> Status {
        if changed > 0 && self.only_looks() { Status::Found } else { Status::Clean }
    }
}

/// The files that are meant: those named, else those of the configuration, else those below the working directory.
fn files(arguments: &Arguments, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<RuleFile>, String> {
    let mut paths = arguments.paths.clone();
    if paths.is_empty() {
        paths = arguments.config.read(sources, diagnostics).rule_files;
    }
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let files = files::rules(sources, &paths, diagnostics);
    if files.is_empty() && arguments.paths.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
        return Err("no rule file was found".into());
    }
    Ok(files)
}

/// Holds a file against its form. What is wrong with it is said.
fn outcome(sources: &Sources, file: FileId, diagnostics: &mut Vec<Diagnostic>) -> Outcome {
    match print::print(sources, file) {
        Ok(text) if text == sources.text(file) => Outcome::Formatted,
        Ok(text) => Outcome::Differs(text),
        Err(Refusal::Mistakes(mistakes)) => {
            diagnostics.extend(mistakes);
            Outcome::Left
        }
        Err(Refusal::Changed) => {
            output::fail(&format!("`{}` is left as it is: formatted, it would not say the same", sources.path(file)));
            Outcome::Left
        }
    }
}

fn standard_input(
    arguments: &Arguments,
    sources: &Sources,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Status, String> {
    let mut done = Done { files: 1, ..Done::default() };
    let text = match outcome(sources, file, diagnostics) {
        Outcome::Left => return Ok(Status::Unsound),
        Outcome::Formatted => sources.text(file).to_owned(),
        Outcome::Differs(text) => {
            done.changed.push((file, text.clone()));
            text
        }
    };
    if arguments.only_looks() {
        done.say(arguments, sources)?;
    } else {
        output::write(|out| out.write_all(text.as_bytes()))?;
    }
    Ok(arguments.status(done.changed.len()))
}

/// What was done, or would be.
#[derive(Default)]
struct Done {
    /// How many files were looked at.
    files: usize,
    /// Those that had not their form, with it.
    changed: Vec<(FileId, String)>,
    /// How many are left as they are, since they cannot be formatted or written.
    left: usize,
}

impl Done {
    /// Says which files changed or would, or shows how.
    fn say(&self, arguments: &Arguments, sources: &Sources) -> Result<(), String> {
        if arguments.diff {
            return output::write(|out| self.changed.iter().try_for_each(|(file, text)| difference(out, sources, *file, text)));
        }
        let mut page = String::new();
        let (each, all) =
            if arguments.check { ("is not formatted", "not formatted") } else { ("is formatted now", "formatted now") };
        for (file, _) in &self.changed {
            let _ = writeln!(page, "{} {each}", clean::path(sources.path(*file)));
        }
        let files = if self.files == 1 { "1 rule file".to_owned() } else { format!("{} rule files", self.files) };
        let changed = self.changed.len();
        let _ = match self.left {
            0 if changed == 0 => writeln!(page, "{files}, all formatted"),
            0 => writeln!(page, "{files}, {changed} {all}"),
            left => writeln!(page, "{files}, {changed} {all}, {left} left alone"),
        };
        output::lines(&page)
    }
}

/// Writes what changes as a unified diff. Line endings are part of it; what hides in a line or commands is made visible.
fn difference(out: &mut dyn std::io::Write, sources: &Sources, file: FileId, text: &str) -> std::io::Result<()> {
    let path = clean::path(sources.path(file));
    let diff = TextDiff::from_lines(sources.text(file), text);
    let shown = diff.unified_diff().header(&path, &path).to_string();
    shown.split_inclusive('\n').try_for_each(|line| {
        let words = line.trim_end_matches(['\n', '\r']);
        write!(out, "{}{}", clean::line(words), line.get(words.len()..).unwrap_or_default())
    })
}
