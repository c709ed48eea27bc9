//! `claimlint baseline`: the findings that a desk begins with written down, and taken out again one by one.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::files::Archives;
use super::options::{ClaimOptions, Color, RuleOptions};
use super::replace::put;
use super::{Status, check, files, output};
use crate::check::UNREAD;
use crate::diagnostic::{Diagnostic, codes};
use crate::eval::Options;
use crate::report::{Baseline, Report, Scope};
use crate::source::Sources;

/// Write down the findings that are there, so that only new ones fail a run
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint baseline create                  all findings of now, into claimlint-baseline.json
  claimlint check --baseline claimlint-baseline.json
  claimlint baseline update                  take out what is mended, and what has shrunk
  claimlint baseline prune stories/news      take out what is mended, of some stories

Exit status:
  0  written, or nothing to change
  1  never
  2  the file is there already, or cannot be read or written; a rule has an error, a file cannot be read")]
pub struct Arguments {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    #[command(flatten)]
    claims: ClaimOptions,
    /// The file
    #[arg(long, value_name = "FILE", default_value = "claimlint-baseline.json")]
    baseline: PathBuf,
    /// With create: put the file in the place of one that is there
    #[arg(long)]
    force: bool,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Write all findings of now
    Create,
    /// Take out entries that match nothing, and narrow those whose finding has shrunk; add none
    Update,
    /// Take out entries that match nothing
    Prune,
}

/// Writes the file.
///
/// # Errors
/// Why it cannot be read or written.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let path = &arguments.baseline;
    let shown = files::shown(path);
    if arguments.action == Action::Create && !arguments.force && path.exists() {
        return Err(format!("`{shown}` is there already; update it, or say --force to write it anew"));
    }
    let old = match arguments.action {
        Action::Create => None,
        Action::Update | Action::Prune => Some(read(path)?),
    };
    let mut sources = Sources::new();
    let loaded = arguments.rules.load(&mut sources)?;
    let unsound = loaded.diagnostics.iter().any(Diagnostic::is_error);
    let checked = check::checked(&arguments.claims, Archives::ByIndex, loaded, &mut sources, &Options::default())?;
    let (mut report, scope) = (checked.report, checked.scope);
    let unsound = unsound || report.diagnostics.iter().any(|d| d.is_error() && UNREAD.contains(&d.code.name));
    report.diagnostics.retain(Diagnostic::is_error);
    output::say(std::mem::take(&mut report.diagnostics), &sources, color);
    if unsound {
        return Err(format!("the run is not sound, so `{shown}` is left as it is"));
    }
    let (new, said) = match old {
        None => {
            let new = Baseline::of(&report);
            let said = format!("wrote {} to {shown}", counted(new.len()));
            (new, said)
        }
        Some(old) => renewed(arguments, &old, &mut report, &scope, &shown),
    };
    let text = new.written().map_err(|error| error.to_string())?;
    put(path, text.as_bytes()).map_err(|error| format!("`{shown}` cannot be written: {error}"))?;
    output::lines(&format!("{said}\n"))?;
    Ok(Status::Clean)
}

/// An old baseline without what is not there any more.
fn renewed(arguments: &Arguments, old: &Baseline, report: &mut Report, scope: &Scope, shown: &str) -> (Baseline, String) {
    let held = old.hold(report, scope);
    let new = match arguments.action {
        Action::Update => Baseline::with(held.kept),
        Action::Create | Action::Prune => {
            let left = (0..old.len()).filter(|place| !held.stale.contains(place)).filter_map(|place| old.entry(place).cloned());
            Baseline::with(left.collect())
        }
    };
    let more = match report.findings.len() {
        0 => String::new(),
        n => format!("; {} not in it", if n == 1 { "1 finding is".to_owned() } else { format!("{n} findings are") }),
    };
    let said = format!("took {} out of {shown}, {} left{more}", counted(held.stale.len()), new.len());
    (new, said)
}

fn counted(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}

/// Reads a baseline.
///
/// # Errors
/// Why it cannot be read.
pub fn read(path: &Path) -> Result<Baseline, String> {
    let shown = files::shown(path);
    let text = std::fs::read_to_string(path).map_err(|error| format!("the baseline `{shown}` cannot be read: {error}"))?;
    Baseline::read(&text).map_err(|error| {
        format!("the baseline `{shown}` cannot be read: {error}; `claimlint baseline create --force` writes it anew")
    })
}

/// Takes what a baseline knows out of a report, and says which of its entries match nothing any more.
pub fn hold(baseline: &Baseline, path: &Path, report: &mut Report, scope: &Scope) {
    let held = baseline.hold(report, scope);
    let rules: Vec<String> =
        held.stale.iter().filter_map(|place| baseline.entry(*place)).map(|known| known.rule.clone()).collect();
    let Some(first) = rules.first() else { return };
    let message = match rules.len() {
        1 => format!("an entry of `{}` in the baseline matches nothing any more", first),
        n => format!("{n} entries of the baseline match nothing any more, the first one of `{first}`"),
    };
    let help = format!("`claimlint baseline prune --baseline {}` takes them out", files::shown(path));
    report.diagnostics.push(Diagnostic::new(&codes::STALE_BASELINE, message).help(help));
}
