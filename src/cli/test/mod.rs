//! `claimlint test`: the examples of rules, and what came of each against what it says.

mod files;
mod human;
mod json;
mod junit;

use std::path::PathBuf;

use clap::ValueEnum;

use super::options::{self, Color, RuleOptions};
use super::{Status, output};
use crate::diagnostic::Diagnostic;
use crate::examples::coverage::{self, Coverage};
use crate::examples::fixture::{self, Held};
use crate::examples::mutate::{self, Mutant};
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
  claimlint test desk/ stories/marked.md   and a story with comments `expect[rule]`
  claimlint test desk/ --coverage --mutate what the examples do not reach, and do not notice

Exit status:
  0  all is as expected
  1  something is not
  2  the run itself is not sound: a rule with an error, a file that cannot be
     read, nothing to test")]
pub struct Arguments {
    /// Rule files, stories with `expect[rule]` in comments, or folders of them [default: those that the configuration names, else those below here]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    /// Say what is a matter of taste: a rule without a why, a figure that is not shown, a name that nothing uses
    #[arg(long)]
    taste: bool,
    /// Say which conditions, escalations and labels no example reaches
    #[arg(long)]
    coverage: bool,
    /// Fail where the examples reach less than so many percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// Change constants, comparisons and connectives one at a time, and say which changes no example notices
    #[arg(long)]
    mutate: bool,
    /// Fail where the examples notice less than so many percent of the changes; those with a reason in the rule count as noticed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_noticed: Option<u8>,
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
    /// One JSON document
    Json,
    /// JUnit XML
    Junit,
}

/// What a run came to.
struct Outcome {
    /// The examples, in the order of their rules.
    examples: Vec<Tried>,
    /// The stories with comments.
    fixtures: Vec<Held>,
    /// What the examples reach, where that was asked for.
    coverage: Option<Coverage>,
    /// The changes, where they were asked for.
    mutants: Option<Vec<Mutant>>,
    /// What was said of the rules and the configuration.
    diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    fn is_as_expected(&self) -> bool {
        self.examples.iter().all(Tried::is_as_expected) && self.fixtures.iter().all(Held::is_as_expected)
    }

    /// Whether as much is reached and noticed as is wanted.
    fn is_enough(&self, arguments: &Arguments) -> bool {
        let enough = |percent: Option<usize>, least: Option<u8>| {
            least.is_none_or(|least| percent.is_none_or(|percent| percent >= usize::from(least)))
        };
        enough(self.coverage.as_ref().map(Coverage::percent), arguments.min_coverage)
            && enough(self.mutants.as_deref().map(percent_noticed), arguments.min_noticed)
    }
}

/// How many of some changes are noticed, or have a reason not to be, in percent, rounded down.
fn percent_noticed(mutants: &[Mutant]) -> usize {
    let noticed = mutants.iter().filter(|mutant| mutant.noticed || mutant.reason.is_some()).count();
    (noticed * 100).checked_div(mutants.len()).unwrap_or(100)
}

/// Runs the examples, and holds stories against their comments.
///
/// # Errors
/// What is wrong with the call, or with writing the report.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let mut tested = files::load(arguments, &mut sources)?;
    let prepared = examples::prepare(&mut sources, &tested.program, &|rule| tested.takes(rule));
    let unsound = tested.diagnostics.iter().any(Diagnostic::is_error);
    if prepared.is_empty() && tested.stories.is_empty() && !unsound && !arguments.taste {
        return Err(nothing(&tested));
    }
    if arguments.taste {
        let taste = tested.taste(&sources);
        tested.diagnostics.extend(taste);
    }
    let in_force = tested.in_force();
    let stories = std::mem::take(&mut tested.stories);
    let hold = |(file, format)| fixture::hold(&mut sources, &in_force, file, format, &mut super::files::draft);
    let fixtures: Vec<Held> = stories.into_iter().map(hold).collect();
    let outcome = Outcome {
        examples: examples::try_all(&sources, &tested.program, &prepared),
        fixtures,
        coverage: (arguments.coverage || arguments.min_coverage.is_some()).then(|| coverage::measure(&tested.program, &prepared)),
        mutants: (arguments.mutate || arguments.min_noticed.is_some())
            .then(|| mutate::try_all(&sources, &tested.program, &prepared)),
        diagnostics: tested.diagnostics,
    };
    match arguments.format {
        Format::Json => output::json(std::iter::once(json::document(&outcome, &sources)))?,
        Format::Junit => output::write(|out| junit::render(&outcome, &in_force, &sources, out))?,
        format => {
            let page = render::Page { quiet: true, ..options::page(color, &std::io::stdout()) };
            output::write(|out| human::render(&outcome, &in_force, format, &sources, &page, out))?;
        }
    }
    if matches!(arguments.format, Format::Json | Format::Junit) {
        output::say(outcome.diagnostics.clone(), &sources, color);
    }
    Ok(match (unsound, outcome.is_as_expected() && outcome.is_enough(arguments)) {
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
