//! `claimlint check`: stories against rules, and a report in the format that was asked for.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::{Status, files};
use crate::check::{self, UNREAD};
use crate::corpus::Standing;
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval;
use crate::lang::{Program, Settings};
use crate::render::{self, Page};
use crate::report::Report;
use crate::source::{FileId, Sources};

/// Check stories
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Claims files, or folders of them [default: those below the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Rule files, or folders of them, beside the shipped packs
    #[arg(long, value_name = "FILE|DIR", num_args = 1..)]
    rules: Vec<PathBuf>,
    /// Shipped packs to run, or `none` [default: all but opt-in ones]
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pack: Vec<String>,
    /// Run only these rules
    #[arg(long, value_name = "NAME", num_args = 1..)]
    rule: Vec<String>,
    /// Files that are known, but not checked
    #[arg(long, value_name = "PATH", num_args = 1..)]
    background: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: String,
    /// The least severity that makes the run fail
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Exit with 0 whatever was found; a run that is not sound still exits with 2
    #[arg(long)]
    exit_zero: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// List the claims that rules could not judge
    #[arg(long)]
    undecided: bool,
    /// Say how many candidates each rule had
    #[arg(long)]
    stats: bool,
    /// Take no notice of a configuration file
    #[arg(long)]
    no_config: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Advice,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Checks stories.
///
/// # Errors
/// What is wrong with the call, or with writing the report.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let format = render::by_name(&arguments.format).ok_or_else(|| unknown_format(&arguments.format))?;
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let shipped = files::shipped_rules(&mut sources);
    let own = files::rules(&mut sources, &arguments.rules, &mut diagnostics);
    let (mut program, said) = check::program(&sources, &[shipped.as_slice(), &own].concat(), &Settings::default());
    diagnostics.extend(said);
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    choose(&mut program, &shipped, arguments)?;
    let report = report(arguments, &mut sources, &program, diagnostics)?;
    let page = page(arguments);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = (format.render)(&report, &sources, &page, &mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => return Err(format!("the report cannot be written: {error}")),
        Ok(()) => {}
    }
    Ok(status(arguments, &report, unsound))
}

fn unknown_format(name: &str) -> String {
    let names: Vec<&str> = render::FORMATS.iter().map(|f| f.name).collect();
    let near =
        crate::diagnostic::nearest(name, names.iter().copied()).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("there is no format `{name}`{near} (formats: {})", names.join(", "))
}

/// Keeps the rules that are to run: of shipped packs those that are named, else all but opt-in ones.
fn choose(program: &mut Program, shipped: &[FileId], arguments: &Arguments) -> Result<(), String> {
    let packs: Vec<String> = program.packs.iter().map(|p| p.name.to_string()).collect();
    if let Some(name) = arguments.pack.iter().find(|n| *n != "none" && !packs.contains(n)) {
        return Err(unknown("pack", name, packs.iter().map(String::as_str)));
    }
    let known: Vec<String> =
        program.rules.iter().map(|r| &r.name).chain(&program.broken_rules).map(ToString::to_string).collect();
    if let Some(name) = arguments.rule.iter().find(|n| !known.contains(n)) {
        return Err(unknown("rule", name, known.iter().map(String::as_str)));
    }
    let opt_in: Vec<_> = program.packs.iter().filter(|p| p.opt_in).map(|p| p.name.clone()).collect();
    program.rules.retain(|rule| {
        let named = |pack: &str| arguments.pack.iter().any(|p| p == pack);
        let in_pack = match &rule.pack {
            Some(pack) if shipped.contains(&rule.span.file) => {
                if arguments.pack.is_empty() {
                    !opt_in.contains(pack)
                } else {
                    named(pack)
                }
            }
            _ => true,
        };
        in_pack && (arguments.rule.is_empty() || arguments.rule.iter().any(|n| **n == *rule.name))
    });
    Ok(())
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = crate::diagnostic::nearest(name, known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("there is no {what} `{name}`{near}")
}

/// Reads the claims and reports what the rules find.
fn report(
    arguments: &Arguments,
    sources: &mut Sources,
    program: &Program,
    mut diagnostics: Vec<Diagnostic>,
) -> Result<Report, String> {
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let mut inputs = files::claims(sources, paths, Standing::Checked, &mut diagnostics);
    inputs.extend(files::claims(sources, &arguments.background, Standing::Background, &mut diagnostics));
    if inputs.is_empty() && !diagnostics.iter().any(|d| UNREAD.contains(&d.code.name)) {
        return Err("there is nothing to check: no claims file was found".into());
    }
    let (corpus, said) = check::corpus(sources, program.schema.clone(), &inputs, &mut files::draft);
    diagnostics.extend(said);
    Ok(check::report(sources, program, &corpus, &eval::Options::default(), diagnostics))
}

fn page(arguments: &Arguments) -> Page {
    let terminal = io::stdout().is_terminal();
    let color = match arguments.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    Page { width: columns.unwrap_or(100), color, undecided: arguments.undecided, stats: arguments.stats }
}

/// What the run comes to.
fn status(arguments: &Arguments, report: &Report, unsound: bool) -> Status {
    if unsound || report.summary.failed > 0 {
        return Status::Unsound;
    }
    let least = match arguments.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Advice => Some(Severity::Advice),
        FailOn::Never => None,
    };
    let errors = report.diagnostics.iter().any(Diagnostic::is_error);
    let found = least.is_some_and(|least| report.findings.iter().any(|f| f.severity >= least));
    if (errors || found) && !arguments.exit_zero { Status::Found } else { Status::Clean }
}
