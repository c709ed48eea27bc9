//! `claimlint explain`: a rule, a function, a measure, a unit, a hedge, an amount, a field or a diagnostic code, in plain words.

mod code;
mod field;
mod function;
mod measure;
mod page;
mod rule;
mod words;

use super::options::{self, Color, Loaded, RuleFiles};
use super::{Status, output};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Program;
use crate::source::Sources;

/// Explain a rule, a function, a measure, a unit, a hedge, a field or a diagnostic code
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint explain sources-disagree    a rule: what it looks at, and why
  claimlint explain clash               a function of the rule language
  claimlint explain troop-count         a measure
  claimlint explain more than           a hedge: how it reads
  claimlint explain split-number        a diagnostic code
  claimlint explain                     all there is to explain

Exit status:
  0  explained
  2  there is nothing of that name, or a rule has an error")]
pub struct Arguments {
    /// What to explain [default: list everything]
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    #[command(flatten)]
    rules: RuleFiles,
}

/// What pages are made from.
struct About {
    program: Program,
    sources: Sources,
    /// How many columns a page has.
    width: usize,
}

/// A kind of thing that can be explained: what it is called, the names of it, and the page of one.
struct Kind {
    title: &'static str,
    names: fn(&Program) -> Vec<&str>,
    page: fn(&About, &str) -> Option<String>,
}

static KINDS: &[Kind] = &[
    Kind { title: "Packs", names: rule::pack_names, page: rule::pack_page },
    Kind { title: "Rules", names: rule::names, page: rule::page },
    Kind { title: "Rules not in force", names: rule::idle_names, page: rule::idle_page },
    Kind { title: "Functions", names: function::names, page: function::page },
    Kind { title: "Measures", names: measure::names, page: measure::page },
    Kind { title: "Units", names: words::unit_names, page: words::unit_page },
    Kind { title: "Hedges", names: words::hedge_names, page: words::hedge_page },
    Kind { title: "Vague amounts", names: words::amount_names, page: words::amount_page },
    Kind { title: "Fields", names: field::names, page: field::page },
    Kind { title: "Diagnostic codes", names: code::names, page: code::page },
];

/// Explains a name.
///
/// # Errors
/// There is nothing of that name.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    // Rules that do not run by default can be explained all the same.
    let Loaded { program, mut diagnostics, .. } = arguments.rules.load(&mut sources);
    diagnostics.retain(Diagnostic::is_error);
    let about = About { program, sources, width: options::page(color, &std::io::stdout()).width };
    let name = arguments.name.join(" ");
    let text = if name.is_empty() { overview(&about) } else { pages(&about, &name)? };
    output::lines(&text)?;
    let unsound = !diagnostics.is_empty();
    output::say(diagnostics, &about.sources, color);
    Ok(if unsound { Status::Unsound } else { Status::Clean })
}

/// All names by kind.
fn overview(about: &About) -> String {
    let mut text = String::new();
    for kind in KINDS {
        let names = (kind.names)(&about.program);
        if !names.is_empty() {
            let listed = page::listed(&names, about.width);
            text.push_str(&format!("{} ({})\n{listed}\n", kind.title, names.len()));
        }
    }
    text
}

/// The pages of everything of that name.
fn pages(about: &About, name: &str) -> Result<String, String> {
    let pages: Vec<String> = KINDS.iter().filter_map(|kind| (kind.page)(about, name)).collect();
    if !pages.is_empty() {
        return Ok(pages.join("\n"));
    }
    let mut near: Vec<&str> = KINDS.iter().filter_map(|kind| nearest(name, (kind.names)(&about.program))).collect();
    near.sort_unstable();
    near.dedup();
    let asked = options::did_you_mean(&near);
    Err(format!("there is no rule, function, measure, unit, hedge, field or code `{name}`{asked}"))
}
