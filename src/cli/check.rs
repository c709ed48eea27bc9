//! `claimlint check`: stories against rules, and a report in the format that was asked for.

use clap::ValueEnum;

use super::options::{self, ClaimOptions, Color, Loaded, RuleOptions};
use super::{Status, files, output};
use crate::check::{self, UNREAD};
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval::{Allow, Options, STEPS};
use crate::render::{self, Format, Page};
use crate::report::Report;
use crate::source::Sources;
use crate::value::{Date, read};

/// Check stories
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint check story.yaml               one story, by the shipped packs
  claimlint check stories --rules desk/    a folder, by the desk's rules too
  claimlint check story.yaml --pack none --rules troops.rules
  claimlint check new.yaml --background archive
  claimlint check - --stdin-filename new.md < new.md
  claimlint check --format json > report.json

Exit status:
  0  nothing at or above --fail-on
  1  findings, or errors in the checked files
  2  the run itself is not sound: usage, configuration, a rule with an error,
     a file that cannot be read")]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimOptions,
    /// How to report
    #[arg(long, value_name = "NAME", default_value = "human", value_parser = format_named, help = formats())]
    format: &'static Format,
    /// The least severity that makes the run fail [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Exit with 0 whatever was found; a run that is not sound still exits with 2
    #[arg(long)]
    exit_zero: bool,
    /// Show at most so many findings of a rule; the exit status counts all
    #[arg(long, value_name = "N")]
    max_per_rule: Option<usize>,
    /// Show what waivers cover
    #[arg(long)]
    no_allow: bool,
    /// The day by which waivers are judged [default: the date of each claim's own story]
    #[arg(long, value_name = "DATE", value_parser = day)]
    now: Option<Date>,
    /// How many comparisons one rule may make among claims that share its keys
    #[arg(long, value_name = "N", default_value_t = STEPS)]
    steps: u64,
    /// List the claims that rules could not judge, with what they lack
    #[arg(long)]
    undecided: bool,
    /// Say how many candidates each rule had, and which had none
    #[arg(long)]
    stats: bool,
    /// Show findings and errors only: no warnings about the files themselves, no summary
    #[arg(long, short)]
    quiet: bool,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleOptions,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Advice,
    Never,
}

fn formats() -> String {
    let rows: Vec<String> = render::FORMATS.iter().map(|f| format!("{} ({})", f.name, f.summary)).collect();
    format!("How to report: {}", rows.join(", "))
}

fn format_named(name: &str) -> Result<&'static Format, String> {
    render::by_name(name).ok_or_else(|| options::unknown("format", name, render::FORMATS.iter().map(|f| f.name)))
}

fn day(text: &str) -> Result<Date, String> {
    read::date(text, None).map_err(|_| "write a day as 2026-12-31".to_owned())
}

/// Checks stories.
///
/// # Errors
/// What is wrong with the call, or with writing the report.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let loaded = arguments.rules.load(&mut sources)?;
    let unsound = loaded.diagnostics.iter().any(Diagnostic::is_error);
    let least = least(arguments, &loaded)?;
    let mut report = report(arguments, &mut sources, loaded)?;
    let status = status(arguments, &report, least, unsound);
    if let Some(most) = arguments.max_per_rule {
        shorten(&mut report, most);
    }
    if arguments.quiet {
        report.diagnostics.retain(Diagnostic::is_error);
    }
    let Arguments { undecided, stats, quiet, .. } = *arguments;
    let page = Page { undecided, stats, quiet, ..options::page(color, &std::io::stdout()) };
    output::write(|out| (arguments.format.render)(&report, &sources, &page, out))?;
    // The run is over, and the system takes all memory back at once.
    std::mem::forget((report, sources));
    Ok(status)
}

/// The least severity that makes the run fail: as said here, else in the configuration.
fn least(arguments: &Arguments, loaded: &Loaded) -> Result<Option<Severity>, String> {
    let chosen = match (arguments.fail_on, loaded.config.fail_on.as_deref()) {
        (Some(chosen), _) => chosen,
        (None, Some(word)) => FailOn::from_str(word, false)
            .map_err(|_| options::unknown("severity", word, ["error", "warning", "advice", "never"].into_iter()))?,
        (None, None) => FailOn::Error,
    };
    Ok(match chosen {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Advice => Some(Severity::Advice),
        FailOn::Never => None,
    })
}

/// Reads the claims and reports what the rules find.
fn report(arguments: &Arguments, sources: &mut Sources, loaded: Loaded) -> Result<Report, String> {
    let Loaded { program, mut diagnostics, .. } = loaded;
    let inputs = arguments.claims.inputs(sources, &mut diagnostics)?;
    let (corpus, said) = check::corpus(sources, program.schema.clone(), &inputs, &mut files::draft);
    diagnostics.extend(said);
    let allow = if arguments.no_allow { Allow::Ignored } else { Allow::Honoured };
    let options = Options { now: arguments.now.clone(), allow, steps: arguments.steps, block: None };
    let report = check::report(sources, &program, &corpus, &options, diagnostics);
    // These live to the end of the run; the system takes their memory back faster than piece by piece.
    std::mem::forget((program, corpus));
    Ok(report)
}

/// Shows at most so many findings of each rule, and says how many are left out.
fn shorten(report: &mut Report, most: usize) {
    let mut shown = rustc_hash::FxHashMap::default();
    let before = report.findings.len();
    report.findings.retain(|finding| {
        let count: &mut usize = shown.entry(finding.rule.clone()).or_default();
        *count += 1;
        *count <= most
    });
    report.summary.hidden = before - report.findings.len();
}

/// What the run comes to.
fn status(arguments: &Arguments, report: &Report, least: Option<Severity>, unsound: bool) -> Status {
    let unsound = unsound || report.diagnostics.iter().any(|d| d.is_error() && UNREAD.contains(&d.code.name));
    if unsound {
        return Status::Unsound;
    }
    let errors = report.diagnostics.iter().any(Diagnostic::is_error);
    let found = least.is_some_and(|least| report.findings.iter().any(|f| f.severity >= least));
    if (errors || found) && !arguments.exit_zero { Status::Found } else { Status::Clean }
}
