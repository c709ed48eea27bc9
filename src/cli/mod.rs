//! The command line: one file a command, its arguments and its `run`. The only place that reads files, writes output or exits.

mod check;
mod claims;
mod config;
mod explain;
mod files;
mod options;
mod output;
mod rules;
mod walk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Checks the claims of news stories against each other, by rules that an editor can read.
#[derive(Debug, Parser)]
#[command(
    name = "claimlint",
    version,
    about,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  claimlint check story.yaml             check a story by the shipped packs
  claimlint rules                        the rules in force
  claimlint explain sources-disagree     what a rule looks for, and why
  claimlint claims story.yaml            the claims as rules see them"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Claims(claims::Arguments),
    Rules(rules::Arguments),
    Explain(explain::Arguments),
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
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            let failed = usage.use_stderr();
            // A closed output is no reason to fail: there is nobody left to tell.
            let _ = usage.print();
            return if failed { Status::Unsound.into() } else { Status::Clean.into() };
        }
    };
    let done = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    match done {
        Ok(status) => status.into(),
        Err(message) => {
            eprintln!("claimlint: {message}");
            Status::Unsound.into()
        }
    }
}
