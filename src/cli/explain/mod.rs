//! `claimlint explain`: a rule, a function, a measure, a unit, a hedge, an amount, a field or a diagnostic code, in plain words.

mod code;
mod field;
mod function;
mod json;
mod measure;
pub mod page;
mod rule;
mod words;

pub use rule::path;

use clap::ValueEnum;

use super::options::{self, Color, Loaded, RuleFiles};
use super::{Status, output};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Program;
use crate::pages;
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
  claimlint explain parts sum --format markdown > wiki/parts-do-not-sum.md
  claimlint explain                     all there is to explain

Exit status:
  0  explained
  2  there is nothing of that name, or a rule has an error")]
pub struct Arguments {
    /// What to explain [default: list everything]
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleFiles,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal
    Human,
    /// A page for a wiki
    Markdown,
    /// A JSON object for each thing of that name
    Json,
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

const RULES: &str = "Rules";

static KINDS: &[Kind] = &[
    Kind { title: "Packs", names: rule::pack_names, page: rule::pack_page },
    Kind { title: RULES, names: rule::names, page: rule::page },
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
    let mut about = About { program, sources, width: options::page(color, &std::io::stdout()).width };
    let asked = arguments.name.join(" ");
    match (arguments.format, asked.is_empty()) {
        (Format::Human, true) => output::lines(&overview(&about))?,
        (Format::Markdown, true) => output::lines(&pages::index(&about.program))?,
        (Format::Json, true) => output::json(std::iter::once(json::rules(&about)))?,
        (Format::Human, false) => {
            let name = meant(&about, &asked)?;
            output::lines(&entries(&about, name).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n"))?;
        }
        (Format::Markdown, false) => {
            let name = meant(&about, &asked)?.to_owned();
            output::lines(&in_markdown(&mut about, &name))?;
        }
        (Format::Json, false) => {
            let name = meant(&about, &asked)?;
            output::json(std::iter::once(json::things(&about, name, &entries(&about, name))))?;
        }
    }
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

/// The name that is meant: the one given, else the only rule whose name has all its words.
fn meant<'a>(about: &'a About, asked: &'a str) -> Result<&'a str, String> {
    if !entries(about, asked).is_empty() {
        return Ok(asked);
    }
    let words: Vec<&str> = asked.split([' ', '-']).collect();
    let has_all = |name: &&str| words.iter().all(|word| name.split('-').any(|part| part.eq_ignore_ascii_case(word)));
    let holding: Vec<&str> = rule::names(&about.program).into_iter().filter(has_all).collect();
    if let [only] = holding[..] {
        return Ok(only);
    }
    let mut near: Vec<&str> = KINDS.iter().filter_map(|kind| nearest(asked, (kind.names)(&about.program))).collect();
    near.extend(holding.into_iter().take(5));
    near.sort_unstable();
    near.dedup();
    let meant = options::did_you_mean(&near);
    Err(format!("there is no rule, function, measure, unit, hedge, field or code `{asked}`{meant}"))
}

/// Everything of that name: its kind, and its page for a terminal.
fn entries(about: &About, name: &str) -> Vec<(&'static str, String)> {
    KINDS.iter().filter_map(|kind| Some((kind.title, (kind.page)(about, name)?))).collect()
}

fn in_markdown(about: &mut About, name: &str) -> String {
    let mut text = Vec::new();
    for (kind, page) in entries(about, name) {
        match about.program.rules.iter().find(|rule| *rule.name == *name) {
            Some(rule) if kind == RULES => text.push(pages::rule(&mut about.sources, &about.program, rule)),
            _ => text.push(format!("# {name}\n\n```text\n{}\n```\n", page.trim_end())),
        }
    }
    text.join("\n")
}
