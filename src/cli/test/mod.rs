//! `claimlint test`: the examples of rules, and what came of each against what it says.

mod files;
mod human;

use std::path::PathBuf;

use clap::ValueEnum;

use super::options::{self, Color, RuleOptions};
use super::{Status, output};
use crate::diagnostic::Diagnostic;
use crate::examples::{self, Tried};
use crate::render;
use crate::source::Sources;
use files::Tested;

/// Run the examples of rules
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint test                           the rule files that the configuration names, else those below here
  claimlint test desk/                     a folder of rule files
  claimlint test troops.rules --rule many  one rule of a file
  claimlint test --pack figures            a shipped pack

Exit status:
  0  all is as expected
  1  something is not
  2  the run itself is not sound: a rule with an error, a file that cannot be
     read, nothing to test")]
pub struct Arguments {
    /// Rule files, or folders of them [default: those that the configuration names, else those below here]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the claims of the example drawn
    Human,
    /// The same in plain sentences, for screen readers
    Narrated,
    /// One line each
    Concise,
}

/// What a run came to.
struct Outcome {
    /// The examples, in the order of their rules.
    examples: Vec<Tried>,
    /// What was said of the rules and the configuration.
    diagnostics: Vec<Diagnostic>,
}

/// Runs the examples.
///
/// # Errors
/// What is wrong with the call, or with writing the report.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let tested = files::load(arguments, &mut sources)?;
    let prepared = examples::prepare(&mut sources, &tested.program, &|rule| tested.takes(rule));
    let unsound = tested.diagnostics.iter().any(Diagnostic::is_error);
    if prepared.is_empty() && !unsound {
        return Err(nothing(&tested));
    }
    let examples = examples::try_all(&sources, &tested.program, &prepared);
    let outcome = Outcome { examples, diagnostics: tested.diagnostics };
    let page = render::Page { quiet: true, ..options::page(color, &std::io::stdout()) };
    output::write(|out| human::render(&outcome, arguments.format, &sources, &page, out))?;
    Ok(match (unsound, outcome.examples.iter().all(Tried::is_as_expected)) {
        (true, _) => Status::Unsound,
        (false, true) => Status::Clean,
        (false, false) => Status::Found,
    })
}

fn nothing(tested: &Tested) -> String {
    let rules = tested.program.rules.iter().filter(|rule| tested.takes(rule)).count();
    match rules {
        0 => "there is nothing to test: name rule files, or a shipped pack with --pack".to_owned(),
        1 => "the rule that is tested has no examples".to_owned(),
        n => format!("none of the {n} rules that are tested has an example"),
    }
}
