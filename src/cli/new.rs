//! `claimlint new rule`: a rule file made from another rule, or from the plainest one.

use std::path::PathBuf;

use clap::Subcommand;

use super::options::{self, Color, Loaded, RuleFiles};
use super::{Status, files, init, output};
use crate::lang::ast::ItemKind;
use crate::lang::{Program, parse};
use crate::source::Sources;

/// Make a rule
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint new rule turnout-differs --like sources-disagree
  claimlint new rule no-dek

The rule is written to NAME.rules in the first folder that the configuration names under
`rule-files`, else in the working directory.

Exit status:
  0  the file is written
  1  never
  2  no such rule to begin with, a name that cannot be one, or a file that is there already")]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Rule(RuleArguments),
}

/// Make a rule
#[derive(Debug, clap::Args)]
struct RuleArguments {
    /// What it is called
    #[arg(value_name = "NAME")]
    name: String,
    /// The rule that it begins as a copy of, a shipped one or one of the desk's
    #[arg(long, value_name = "RULE")]
    like: Option<String>,
    /// The file [default: NAME.rules among the desk's rules; `-` prints it]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleFiles,
}

/// The plainest rule, with both of its examples.
const PLAIN: &str = r#"rule NAME {
  title    "What is wrong, in plain words"
  severity warning

  for each claim c where part == "headline"
  flag when not has(c.source)

  report "{c.value} in the headline, and nobody says so"
    at c.value "here"
    help "Say who does."

  why """
    What a reader would be misled about.
  """

  example fires "nobody says so" """
    claims:
      - {subject: march, measure: attendance, value: "9,000 people", part: headline}
  """
  example silent "the police say so" """
    claims:
      - {subject: march, measure: attendance, value: "9,000 people", part: headline, source: police}
  """
}
"#;

/// Makes a rule.
///
/// # Errors
/// What is wrong with the call, or why the file cannot be written.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let What::Rule(rule) = &arguments.what;
    let mut sources = Sources::new();
    let Loaded { program, config, diagnostics, .. } = rule.rules.load(&mut sources);
    if !is_name(&rule.name) {
        return Err(format!("`{}` cannot be the name of a rule: write letters, digits and `-`, a letter first", rule.name));
    }
    if names(&program).any(|name| name == rule.name) {
        return Err(format!("there is a rule `{}` already: `claimlint explain {}` shows it", rule.name, rule.name));
    }
    let text = match &rule.like {
        Some(model) => copy(model, &rule.name, &program, &sources)?,
        None => PLAIN.replacen("NAME", &rule.name, 1),
    };
    output::say(diagnostics.into_iter().filter(crate::diagnostic::Diagnostic::is_error).collect(), &sources, color);
    if rule.output.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        output::lines(&text)?;
        return Ok(Status::Clean);
    }
    let folder = || config.rule_files.iter().find(|path| path.is_dir()).cloned().unwrap_or_default();
    let path = rule.output.clone().unwrap_or_else(|| folder().join(format!("{}.rules", rule.name)));
    init::write_new(&path, &text)?;
    output::lines(&format!("wrote {}", files::shown(&path)))?;
    Ok(Status::Clean)
}

/// Whether a word can name a rule.
fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && !name.ends_with('-')
        && !name.contains("--")
}

fn names(program: &Program) -> impl Iterator<Item = &str> {
    program.rules.iter().map(|rule| &*rule.name).chain(program.broken_rules.iter().chain(&program.idle_rules).map(|name| &**name))
}

/// The text of a rule under another name, with the comment before it.
fn copy(model: &str, name: &str, program: &Program, sources: &Sources) -> Result<String, String> {
    let rule = program.rules.iter().find(|rule| *rule.name == *model);
    let rule = rule.ok_or_else(|| options::unknown("rule", model, names(program)))?;
    let file = rule.span.file;
    let parsed = parse::parse_all(sources, &[file]);
    let items = parsed.iter().flat_map(|(parsed, _)| &parsed.items);
    let item = items.into_iter().find(|item| matches!(&item.kind, ItemKind::Rule(found) if *found.name.value == *model));
    let item = item.ok_or_else(|| format!("the text of `{model}` cannot be found"))?;
    let text = sources.slice(item.span);
    let at = usize::try_from(rule.span.start.saturating_sub(item.span.start)).unwrap_or(0);
    let (before, after) = text.split_at_checked(at).unwrap_or(("", text));
    let rest = after.strip_prefix(model).unwrap_or(after);
    Ok(format!("# Made from `{model}`, of {}.\n{before}{name}{rest}\n", sources.path(file)))
}
