//! `claimlint why`: how a rule comes to report some claims, or the first condition that keeps it from doing so, with what it looked at.

mod human;
mod json;
mod told;

use std::path::PathBuf;

use clap::ValueEnum;

use super::files::{self, Wanted};
use super::options::{self, Color, Loaded, RuleFiles};
use super::{Status, output};
use crate::check::{self, UNREAD};
use crate::corpus::{ClaimId, Corpus, Value};
use crate::diagnostic::Diagnostic;
use crate::eval::trace::{self, Trace};
use crate::examples::{MOST_TRACES, alone};
use crate::lang::Program;
use crate::lang::typed::Rule;
use crate::source::Sources;

/// Explain why a rule reports some claims, or does not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint why sources-disagree --in stories/           what the rule comes nearest to
  claimlint why sources-disagree bridge/office bridge/hospital --in examples/bridge
  claimlint why many-arrests gate --in story.yaml --rules desk/
  claimlint why parts-do-not-sum --not pulled --in story.yaml

Exit status:
  0  the rule reports the claims; with --not: it does not
  1  it is the other way about, or the stories have errors
  2  no such rule or claim, a rule with an error, a file that cannot be read")]
pub struct Arguments {
    /// The rule
    #[arg(value_name = "RULE")]
    rule: String,
    /// Claims, as `story/claim`, or by their ids alone where these are clear [default: those that come nearest]
    #[arg(value_name = "CLAIM")]
    claims: Vec<String>,
    /// Why the rule does not report the claims
    #[arg(long)]
    not: bool,
    /// Claims files and drafts, or folders of them [default: those below the working directory]
    #[arg(long = "in", value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Tell all parts of every condition, not only those that matter most
    #[arg(long)]
    full: bool,
    /// How to tell it
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleFiles,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object
    Json,
}

/// What a derivation is told from.
struct Told<'a> {
    sources: &'a Sources,
    corpus: &'a Corpus,
    rule: &'a Rule,
    trace: &'a Trace,
    full: bool,
}

/// Tells why.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, mut diagnostics, .. } = arguments.rules.load(&mut sources);
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    let rule = match rule(arguments, &program) {
        Ok(rule) => rule,
        Err(message) => {
            output::say(diagnostics, &sources, color);
            return Err(message);
        }
    };
    let wanted = Wanted { checked: &arguments.paths, ..Wanted::default() };
    let inputs = files::claims(&mut sources, &wanted, &mut diagnostics)?.inputs;
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &inputs, &mut files::draft);
    diagnostics.extend(said);
    let claims = claims(arguments, &corpus)?;
    let program = alone(&program, rule);
    let trace = trace_of(&program, rule, &corpus, &claims)?;
    let reports = trace.truth().is_sure();
    let told = Told { sources: &sources, corpus: &corpus, rule, trace: &trace, full: arguments.full };
    match arguments.format {
        Format::Human => output::lines(&human::page(&told, options::page(color, &std::io::stdout()).width))?,
        Format::Json => output::json(std::iter::once(json::object(&told)))?,
    }
    let unread = diagnostics.iter().any(|d| UNREAD.contains(&d.code.name));
    diagnostics.retain(Diagnostic::is_error);
    let errors = !diagnostics.is_empty();
    output::say(diagnostics, &sources, color);
    Ok(match (unsound || unread, errors || reports == arguments.not) {
        (true, _) => Status::Unsound,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    })
}

fn rule<'p>(arguments: &Arguments, program: &'p Program) -> Result<&'p Rule, String> {
    let found = program.rules.iter().find(|rule| *rule.name == *arguments.rule);
    found.ok_or_else(|| match program.broken_rules.iter().any(|name| **name == *arguments.rule) {
        true => format!("`{}` has an error and does not run", arguments.rule),
        false => options::unknown("rule", &arguments.rule, program.rules.iter().map(|rule| &*rule.name)),
    })
}

/// The claims that are meant.
fn claims(arguments: &Arguments, corpus: &Corpus) -> Result<Vec<ClaimId>, String> {
    let all: Vec<(ClaimId, String)> = corpus.claims().map(|(id, _)| (id, corpus.claim_name(id))).collect();
    let meant = |name: &String| {
        let is = |(_, full): &&(ClaimId, String)| full == name || full.rsplit_once('/').is_some_and(|(_, id)| id == name);
        match all.iter().filter(is).collect::<Vec<_>>()[..] {
            [(only, _)] => Ok(*only),
            [] => Err(options::unknown(
                "claim",
                name,
                all.iter().flat_map(|(_, full)| [full.as_str(), full.rsplit_once('/').map_or("", |(_, id)| id)]),
            )),
            [(_, first), (_, second), ..] => Err(format!("there are several claims `{name}`: write `{first}` or `{second}`")),
        }
    };
    arguments.claims.iter().map(meant).collect()
}

/// How the rule judges the claims, or, of the candidates that hold them, the one that comes nearest.
fn trace_of(program: &Program, rule: &Rule, corpus: &Corpus, claims: &[ClaimId]) -> Result<Trace, String> {
    let holds = |trace: &Trace| {
        let bound = |claim: &ClaimId| trace.bound.iter().any(|value| matches!(value, Value::Claim(id) if id == claim));
        claims.iter().all(bound)
    };
    let mut traces = trace::all(program, rule, corpus, MOST_TRACES);
    traces.retain(holds);
    let nearest = trace::nearest(&traces).cloned();
    nearest.or_else(|| trace::of_claims(program, rule, corpus, claims)).ok_or_else(|| match claims {
        [] => format!("there is nothing that `{}` looks at", rule.name),
        _ => format!("`{}` does not look at so many claims at once, or not at claims", rule.name),
    })
}
