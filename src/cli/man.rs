//! `claimlint man`: the manual, a page for the program and one for each command.

use std::fs;
use std::path::PathBuf;

use clap::{Command, CommandFactory};

use super::{Status, output};

/// Write the manual
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint man | man -l -            the page of the program
  claimlint man check | man -l -      that of a command
  claimlint man --dir /usr/local/share/man/man1

Exit status:
  0  written
  1  never
  2  no such command, or a page cannot be written")]
pub struct Arguments {
    /// The command whose page is written [default: the program's own]
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Option<String>,
    /// Write all pages into a folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Writes a page, or all.
///
/// # Errors
/// There is no such command, or a page cannot be written.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let program = super::Arguments::command().disable_help_flag(true);
    let Some(dir) = &arguments.dir else {
        let page = page(match &arguments.command {
            None => program,
            Some(name) => named(&program, name)?,
        })?;
        output::write(|out| out.write_all(&page))?;
        return Ok(Status::Clean);
    };
    let pages: Vec<Command> = program.get_subcommands().map(|c| titled(&program, c)).chain([program.clone()]).collect();
    for command in pages {
        let path = dir.join(format!("{}.1", command.get_name()));
        fs::write(&path, page(command)?)
            .map_err(|error| format!("`{}` cannot be written: {error}", super::files::shown(&path)))?;
    }
    Ok(Status::Clean)
}

fn named(program: &Command, name: &str) -> Result<Command, String> {
    let commands = || program.get_subcommands().map(Command::get_name);
    let found = program.get_subcommands().find(|command| command.get_name() == name);
    found.map(|command| titled(program, command)).ok_or_else(|| super::options::unknown("command", name, commands()))
}

/// A command as its page calls it.
fn titled(program: &Command, command: &Command) -> Command {
    let name = format!("{}-{}", program.get_name(), command.get_name());
    command.clone().name(name).disable_help_flag(true).version(env!("CARGO_PKG_VERSION"))
}

fn page(command: Command) -> Result<Vec<u8>, String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| format!("the page cannot be made: {error}"))?;
    Ok(page)
}
