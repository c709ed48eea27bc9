//! `claimlint completions`: the script by which a shell completes commands and flags.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Status, output};

/// Write the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint completions bash > ~/.local/share/bash-completion/completions/claimlint
  claimlint completions zsh > ~/.zfunc/_claimlint
  claimlint completions fish > ~/.config/fish/completions/claimlint.fish

Exit status:
  0  written
  1  never
  2  no such shell, or the output cannot be written")]
pub struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Writes the script.
///
/// # Errors
/// It cannot be written.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "claimlint", &mut script);
    output::write(|out| out.write_all(&script))?;
    Ok(Status::Clean)
}
