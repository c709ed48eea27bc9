//! The command line: one file a command, its arguments and its `run`. The only place that reads files, writes output or exits.

mod archives;
mod baseline;
mod changes;
mod check;
mod claims;
mod completions;
mod config;
mod explain;
mod files;
mod index;
mod init;
mod man;
mod new;
mod fmt;
mod options;
mod output;
mod plan;
mod progress;
mod replace;
mod rules;
mod table;
mod test;
mod target;
mod tune;
mod walk;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use options::Color;

/// Checks the claims of news stories against each other, by rules that an editor can read.
#[derive(Debug, Parser)]
#[command(
    name = "claimlint",
    version,
    about,
    max_term_width = 120,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  claimlint check story.yaml             check a story by the shipped packs
  claimlint rules                        the rules in force
  claimlint explain sources-disagree     what a rule looks for, and why
  claimlint claims story.yaml            the claims as rules see them
  claimlint test desk/                   the examples of the desk's rules
  claimlint fmt --check                  whether rule files have their form"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Baseline(baseline::Arguments),
    Claims(claims::Arguments),
    Index(index::Arguments),
    Fmt(fmt::Arguments),
    Rules(rules::Arguments),
    Test(test::Arguments),
    Explain(explain::Arguments),
    Tune(tune::Arguments),
    Init(init::Arguments),
    New(new::Arguments),
    Why(why::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// What a run comes to; the same in every format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings, or errors in checked files.
    Found,
    /// The run itself is not sound: usage, configuration, a rule with an error, a file that cannot be read.
    Unsound,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Found => 1,
            Status::Unsound => 2,
        })
    }
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Arguments::try_parse() {
        Ok(Arguments { command, color }) => command.run(color),
        Err(said) if said.use_stderr() => {
            output::refuse(&said);
            Ok(Status::Unsound)
        }
        Err(help) => output::written(help.print()).map(|()| Status::Clean),
    };
    let status = done.unwrap_or_else(|message| {
        output::fail(&message);
        Status::Unsound
    });
    status.into()
}

impl Command {
    fn run(&self, color: Color) -> Result<Status, String> {
        match self {
            Command::Check(arguments) => check::run(arguments, color),
            Command::Baseline(arguments) => baseline::run(arguments, color),
            Command::Claims(arguments) => claims::run(arguments, color),
            Command::Index(arguments) => index::run(arguments),
            Command::Fmt(arguments) => fmt::run(arguments, color),
            Command::Rules(arguments) => rules::run(arguments, color),
            Command::Test(arguments) => test::run(arguments, color),
            Command::Explain(arguments) => explain::run(arguments, color),
            Command::Tune(arguments) => tune::run(arguments, color),
            Command::Init(arguments) => init::run(arguments),
            Command::New(arguments) => new::run(arguments, color),
            Command::Why(arguments) => why::run(arguments, color),
            Command::Completions(arguments) => completions::run(arguments),
            Command::Man(arguments) => man::run(arguments),
        }
    }
}
