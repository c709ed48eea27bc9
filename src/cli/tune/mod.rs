//! `claimlint tune`: how many findings a rule has at which setting of its params, so that an editor chooses from evidence.

mod svg;

use clap::ValueEnum;

use super::options::{self, ClaimOptions, Color, Loaded, RuleFiles};
use super::{Status, files, output};
use crate::check::{self, UNREAD};
use crate::diagnostic::Diagnostic;
use crate::eval;
use crate::source::Sources;
use crate::tune::{self, Param, Trial, Workshop};

/// Try the settings of a rule's params on stories
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint tune crowd-disagreement stories/ --rules desk/
  claimlint tune hearsay-depth stories/ --param removes --at 2,3,4
  claimlint tune crowd-disagreement stories/ --rules desk/ --format svg > gap.svg

Exit status:
  0  the settings were tried
  1  errors in the stories
  2  no such rule, no param that is a number, or a file that cannot be read")]
pub struct Arguments {
    /// The rule
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    claims: ClaimOptions,
    /// Only this param [default: each that is a number]
    #[arg(long, value_name = "NAME")]
    param: Option<String>,
    /// Only these settings, as a rule writes them [default: some around the one in force]
    #[arg(long, value_name = "SETTING", value_delimiter = ',')]
    at: Vec<String>,
    /// How to show the counts
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleFiles,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table with a bar for each setting
    Human,
    /// One JSON object
    Json,
    /// A chart
    Svg,
}

/// A param with what came of its settings.
struct Tuned {
    param: Param,
    trials: Vec<Trial>,
}

/// Tries the settings.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, config, files, mut diagnostics, .. } = arguments.rules.load(&mut sources);
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    let params = match params(arguments, &program) {
        Ok(params) => params,
        Err(_) if program.broken_rules.iter().any(|rule| **rule == *arguments.rule) => {
            output::say(diagnostics, &sources, color);
            return Err(format!("`{}` has an error and does not run", arguments.rule));
        }
        Err(message) => return Err(message),
    };
    let inputs = arguments.claims.inputs(&config, &mut sources, &mut diagnostics, files::Archives::Whole)?.inputs;
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &inputs, &mut files::draft);
    diagnostics.extend(said);
    let options = eval::Options::default();
    let workshop = Workshop { sources: &sources, files: &files, settings: &config.settings, corpus: &corpus, options: &options };
    let tuned: Vec<Tuned> = params
        .into_iter()
        .map(|param| {
            let settings = if arguments.at.is_empty() { tune::around(&param.setting) } else { arguments.at.clone() };
            Tuned { trials: tune::tries(&workshop, &param, &settings), param }
        })
        .collect();
    let width = options::page(color, &std::io::stdout()).width;
    match arguments.format {
        Format::Human => output::lines(&table(&tuned, corpus.stories.len(), corpus.claim_count(), width))?,
        Format::Json => output::json(std::iter::once(serde_json::to_string_pretty(&wire(&tuned))))?,
        Format::Svg => output::lines(&svg::chart(&tuned))?,
    }
    let unread = diagnostics.iter().any(|d| UNREAD.contains(&d.code.name));
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    output::say(diagnostics, &sources, color);
    Ok(match (unsound || unread, errors) {
        (true, _) => Status::Unsound,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    })
}

/// The params to try.
fn params(arguments: &Arguments, program: &crate::lang::Program) -> Result<Vec<Param>, String> {
    let names = || program.rules.iter().map(|rule| &*rule.name);
    let rule = program
        .rules
        .iter()
        .find(|rule| *rule.name == *arguments.rule)
        .ok_or_else(|| options::unknown("rule", &arguments.rule, names()))?;
    let numbers: Vec<Param> = rule
        .params
        .iter()
        .filter(|(_, setting)| tune::is_number(setting, rule.span))
        .map(|(name, setting)| Param { rule: rule.name.clone(), name: name.clone(), setting: setting.clone(), span: rule.span })
        .collect();
    match &arguments.param {
        Some(name) => {
            let found = numbers.iter().find(|param| *param.name == **name).cloned();
            let known = numbers.iter().map(|param| &*param.name);
            found.map(|param| vec![param]).ok_or_else(|| options::unknown("param that is a number", name, known))
        }
        None if numbers.is_empty() => Err(format!("`{}` has no param that is a number", rule.name)),
        None => Ok(numbers),
    }
}

/// The counts for people, with a bar for each.
fn table(tuned: &[Tuned], stories: usize, claims: usize, width: usize) -> String {
    let mut text = String::new();
    for Tuned { param, trials } in tuned {
        text.push_str(&format!("{}, {} = {}\n\n", param.rule, param.name, param.setting));
        let most = trials.iter().filter_map(|trial| trial.findings).max().unwrap_or(0);
        let longest = trials.iter().map(|trial| trial.setting.chars().count()).max().unwrap_or(0);
        let digits = most.to_string().len();
        let room = width.saturating_sub(longest + digits + 8).clamp(10, 60);
        for trial in trials {
            let mark = if trial.in_force { '*' } else { ' ' };
            let line = match trial.findings {
                Some(count) => {
                    let bar = "█".repeat(bar(count, most, room));
                    format!("  {mark} {:>longest$}  {count:>digits$}  {bar}", trial.setting)
                }
                None => format!("  {mark} {:>longest$}  {:>digits$}  the rule cannot be run with it", trial.setting, "-"),
            };
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str(&format!(
        "findings in {stories} {} with {claims} {}; * is the setting in force\n",
        if stories == 1 { "story" } else { "stories" },
        if claims == 1 { "claim" } else { "claims" },
    ));
    text
}

/// How long a bar is: at least one, where there is anything.
fn bar(count: usize, most: usize, room: usize) -> usize {
    if most <= room { count } else { (count * room).div_ceil(most) }
}

/// The counts on the wire.
fn wire(tuned: &[Tuned]) -> serde_json::Value {
    let trial =
        |trial: &Trial| serde_json::json!({"setting": trial.setting, "in-force": trial.in_force, "findings": trial.findings});
    let params: Vec<_> = tuned
        .iter()
        .map(|Tuned { param, trials }| {
            serde_json::json!({
                "rule": &*param.rule,
                "param": &*param.name,
                "setting": param.setting,
                "trials": trials.iter().map(trial).collect::<Vec<_>>(),
            })
        })
        .collect();
    serde_json::json!({"version": 1, "params": params})
}
