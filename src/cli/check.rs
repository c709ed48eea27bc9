//! `claimlint check`: stories against rules, and a report in the format that was asked for.

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;

use super::archives::{self, Taken};
use super::changes::Changes;
use super::files::{Archives, Files};
use super::options::{self, ClaimOptions, Color, Loaded, RuleOptions};
use super::progress::Progress;
use super::target::{self, Target, Targets};
use super::{Status, baseline, files};
use crate::check::{self, UNREAD};
use crate::corpus::{Corpus, Standing};
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval::{Allow, Options, STEPS};
use crate::lang::Program;
use crate::render::summary::counted;
use crate::render::{self, Page};
use crate::report::{self, Report, Scope};
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
  claimlint check new.md --background archive.jsonl    by its index, if it has one
  claimlint check - --stdin-filename new.md < new.md
  claimlint check --format json > report.json
  claimlint check --format human --format sarif=claims.sarif
  claimlint check --baseline claimlint-baseline.json
  claimlint check --changed-since origin/main

Exit status:
  0  nothing at or above --fail-on
  1  findings, or errors in the checked files
  2  the run itself is not sound: usage, configuration, a rule with an error,
     a file that cannot be read")]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimOptions,
    /// How to report, and where to
    #[arg(long, value_name = "NAME[=PATH]", value_parser = target::target, help = formats())]
    format: Vec<Target>,
    /// Show no words of the drafts, for copy under embargo: rules, places and counts only
    #[arg(long)]
    no_snippets: bool,
    /// Write what waivers cover as well, marked as such: suppressed in SARIF, `allowed` in JSON
    #[arg(long, conflicts_with = "no_allow")]
    include_allowed: bool,
    /// The least severity that makes the run fail [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Exit with 0 whatever was found; a run that is not sound still exits with 2
    #[arg(long)]
    exit_zero: bool,
    /// Show at most so many findings of a rule; the exit status counts all
    #[arg(long, value_name = "N")]
    max_per_rule: Option<usize>,
    /// Leave out the findings that this file knows; those that have grown come back
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Report only what points at a line that has changed since a revision of git
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Show what waivers cover
    #[arg(long)]
    no_allow: bool,
    /// Read archives whole, whether they have an index or not; nothing that is found hangs on it
    #[arg(long)]
    no_index: bool,
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
    /// How many threads may work at once [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
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
    let default = "[default: human; on GitHub Actions with annotations and a summary]";
    format!("How to report, and with =PATH into which file; can be given several times: {} {default}", rows.join(", "))
}

fn day(text: &str) -> Result<Date, String> {
    read::date(text, None).map_err(|_| "write a day as 2026-12-31".to_owned())
}

/// Checks stories.
///
/// # Errors
/// What is wrong with the call, or with writing the report.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let targets = Targets::new(&arguments.format)?;
    if let Some(jobs) = arguments.jobs {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
        threads.map_err(|error| format!("{jobs} threads cannot be started: {error}"))?;
    }
    let mut sources = Sources::new();
    sources.set_folder(target::folder().unwrap_or_default());
    let loaded = arguments.rules.load(&mut sources)?;
    let unsound = loaded.diagnostics.iter().any(Diagnostic::is_error);
    let least = least(arguments, &loaded)?;
    let baseline = arguments.baseline.as_deref().map(baseline::read).transpose()?;
    let changes = arguments.changed_since.as_deref().map(Changes::since).transpose()?;
    let allow = if arguments.no_allow { Allow::Ignored } else { Allow::Honoured };
    let words = !targets.only_count() || baseline.is_some() || changes.is_some() || !loaded.config.overrides.is_empty();
    let options = Options { now: arguments.now.clone(), allow, steps: arguments.steps, words, block: None };
    let archives = if arguments.no_index { Archives::Whole } else { Archives::ByIndex };
    let Checked { mut report, scope } = checked(&arguments.claims, archives, loaded, &mut sources, &options)?;
    if let Some((baseline, path)) = baseline.zip(arguments.baseline.as_deref()) {
        baseline::hold(&baseline, path, &mut report, &scope);
    }
    if let Some(changes) = changes {
        changes.narrow(&mut report, &sources)?;
    }
    targets.spare(&sources)?;
    let status = status(arguments, &report, least, unsound);
    if let Some(most) = arguments.max_per_rule {
        shorten(&mut report, most);
    }
    if arguments.quiet {
        report.diagnostics.retain(Diagnostic::is_error);
    }
    if arguments.no_snippets {
        report::withhold(&mut report, &mut sources);
    }
    let Arguments { undecided, stats, quiet, no_snippets, include_allowed: allowed, .. } = *arguments;
    let seen = options::page(color, &std::io::stdout());
    let page = Page { undecided, stats, quiet, snippets: !no_snippets, allowed, least, sound: status != Status::Unsound, ..seen };
    targets.write(&report, &sources, &page, color)?;
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

/// What was checked.
pub struct Checked {
    /// What the rules find.
    pub report: Report,
    /// What the run was able to judge.
    pub scope: Scope,
}

/// Reads the claims and reports what the rules find, with what the configuration sets for some files.
///
/// # Errors
/// What is wrong with the call.
pub fn checked(
    claims: &ClaimOptions,
    archives: Archives,
    loaded: Loaded,
    sources: &mut Sources,
    options: &Options,
) -> Result<Checked, String> {
    let Loaded { mut program, config, stopped, mut diagnostics, .. } = loaded;
    let progress = Progress::start();
    progress.stage("looking for files");
    let found = if stopped {
        program.rules.clear();
        Files::default()
    } else {
        claims.inputs(&config, sources, &mut diagnostics, archives)?
    };
    let begun = Instant::now();
    progress.stage(&format!("reading {}", counted(found.inputs.len() + found.archives.len(), "file")));
    let (corpus, taken) = corpus(found, &program, sources, &mut diagnostics);
    let count = corpus.claim_count();
    let rate = count as u128 * 1000 / begun.elapsed().as_millis().max(1);
    let rules = counted(program.rules.len(), "rule");
    progress.stage(&format!("checking {} by {rules}, read at {rate} a second", counted(count, "claim")));
    let mut report = check::report(sources, &program, &corpus, options, diagnostics);
    drop(progress);
    taken.tell(&mut report);
    config.overrides.apply(&mut report, sources);
    let of_run = corpus.stories.iter().filter(|story| story.standing == Standing::Checked);
    let scope = Scope {
        stories: of_run.map(|story| story.id.to_string()).collect(),
        idle: program.idle_rules.iter().chain(&program.broken_rules).map(ToString::to_string).collect(),
        complete: claims.are_all(&config) && report.summary.failed == 0,
    };
    // These live to the end of the run; the system takes their memory back faster than piece by piece.
    std::mem::forget((program, corpus));
    Ok(Checked { report, scope })
}

/// The claims of a run: those of files that are read, and of archives those that can matter to them.
fn corpus(found: Files, program: &Program, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> (Corpus, Taken) {
    let (mut documents, mut said) = check::documents(sources, &program.schema, &found.inputs);
    let taken = archives::take(found.archives, &documents, program, sources, diagnostics);
    let (of_archives, of_lines) = check::documents(sources, &program.schema, &taken.inputs);
    documents.extend(of_archives);
    said.extend(of_lines);
    let (corpus, of_corpus) = check::corpus_of(sources, program.schema.clone(), documents, &mut files::draft);
    said.extend(of_corpus);
    if !said.iter().any(Diagnostic::is_error) {
        said.extend(check::nothing_to_check(sources, &found.inputs, &corpus));
    }
    diagnostics.extend(said);
    (corpus, taken)
}

/// Shows at most so many findings of each rule, and says how many are left out.
fn shorten(report: &mut Report, most: usize) {
    if report.counted {
        report.summary.hidden = report.counts.iter().map(|count| count.findings.saturating_sub(most)).sum();
        return;
    }
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
    let grave =
        |least| report.findings.iter().any(|f| f.severity >= least) || (report.counted && report.summary.at_least(least) > 0);
    let found = least.is_some_and(grave);
    if (errors || found) && !arguments.exit_zero { Status::Found } else { Status::Clean }
}
