//! `claimlint rules`: the rules in force, and where each comes from.

use std::fmt::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use super::config::{self, Config, Setting};
use super::options::{self, Color, Loaded, RuleOptions};
use super::plan;
use super::{Status, output};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lang::Program;
use crate::lang::typed::{Pack, Rule};
use crate::source::{Sources, Span};

/// List the rules in force
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint rules                   the shipped packs
  claimlint rules --rules desk/     and the desk's own
  claimlint rules --format json
  claimlint rules --tag time --severity error
  claimlint rules --plan            how each rule finds its candidates, and what that costs
  claimlint rules --origin          and who set each rule's severity and params

Exit status:
  0  all rules are sound
  2  a rule or the configuration has an error")]
pub struct Arguments {
    /// How to list
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    /// Only rules with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Only rules of this severity or above
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Least>,
    /// Say how each rule finds its candidates: keys, indexes that rules share, and how the work grows
    #[arg(long, conflicts_with = "origin")]
    plan: bool,
    /// Say where each severity and param comes from: the rule, or the configuration
    #[arg(long)]
    origin: bool,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleOptions,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// The JSON Schema of a configuration for these rules, by which editors complete it
    Schema,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Least {
    Error,
    Warning,
    Advice,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Severity {
        match least {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Advice => Severity::Advice,
        }
    }
}

/// Lists the rules.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    if matches!(arguments.format, Format::Schema) {
        // A configuration may name rules of any pack.
        let Loaded { program, .. } = arguments.rules.files.load(&mut sources);
        output::json(std::iter::once(serde_json::to_string_pretty(&config::schema(&program))))?;
        return Ok(Status::Clean);
    }
    let Loaded { mut program, diagnostics, config, .. } = arguments.rules.load(&mut sources)?;
    if let Some(tag) = &arguments.tag
        && !program.rules.iter().any(|rule| rule.tags.iter().any(|t| **t == **tag))
    {
        return Err(options::unknown("tag", tag, program.rules.iter().flat_map(|rule| rule.tags.iter().map(|t| &**t))));
    }
    let least = arguments.severity.map(Severity::from);
    program.rules.retain(|rule| {
        let tagged = arguments.tag.as_ref().is_none_or(|tag| rule.tags.iter().any(|t| **t == **tag));
        let highest = rule.escalations.iter().map(|(severity, _)| *severity).chain([rule.severity]).max();
        tagged && least.is_none_or(|least| highest >= Some(least))
    });
    match arguments.format {
        Format::Json => output::json(std::iter::once(serde_json::to_string_pretty(&document(&program, &sources, &config))))?,
        Format::Human | Format::Schema if arguments.plan => output::lines(&plan::listing(&program))?,
        Format::Human | Format::Schema => output::lines(&listing(&program, &sources, arguments.origin.then_some(&config)))?,
    }
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    output::say(diagnostics, &sources, color);
    Ok(if unsound { Status::Unsound } else { Status::Clean })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    packs: Vec<PackRow<'a>>,
    /// In force.
    rules: Vec<RuleRow<'a>>,
    /// Left out, since they have an error.
    broken: Vec<BrokenRow<'a>>,
    /// Not asked for, or turned off.
    idle: Vec<&'a str>,
    /// What the configuration sets of the whole run, and where.
    settings: Vec<SettingRow<'a>>,
}

#[derive(Serialize)]
struct SettingRow<'a> {
    key: &'static str,
    value: &'a str,
    path: &'a str,
    line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct PackRow<'a> {
    name: &'a str,
    title: &'a str,
    opt_in: bool,
    /// How many of its rules are in force.
    rules: usize,
}

#[derive(Serialize)]
struct RuleRow<'a> {
    name: &'a str,
    pack: Option<&'a str>,
    severity: &'static str,
    title: Option<&'a str>,
    tags: Vec<&'a str>,
    params: serde_json::Map<String, serde_json::Value>,
    path: &'a str,
    line: usize,
    /// What the configuration sets, and where.
    set: Vec<SetRow<'a>>,
}

#[derive(Serialize)]
struct SetRow<'a> {
    what: String,
    path: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct BrokenRow<'a> {
    name: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
}

fn document<'a>(program: &'a Program, sources: &'a Sources, config: &'a Config) -> Document<'a> {
    let in_force = |pack: &Pack| of_pack(program, Some(&pack.name)).count();
    let pack = |p: &'a Pack| PackRow { name: &p.name, title: &p.title, opt_in: p.opt_in, rules: in_force(p) };
    let broken = |name: &'a str| {
        let at = declared(name, sources);
        BrokenRow { name, path: at.map(|at| sources.path(at.file)), line: at.map(|at| sources.position(at).line) }
    };
    let setting = |set: &'a Setting| {
        let (path, line) = (sources.path(set.span.file), sources.position(set.span).line);
        SettingRow { key: set.key, value: &set.value, path, line }
    };
    Document {
        version: 1,
        packs: program.packs.iter().map(pack).collect(),
        rules: program.rules.iter().map(|r| row(r, sources, config)).collect(),
        broken: program.broken_rules.iter().map(|name| broken(name)).collect(),
        idle: program.idle_rules.iter().map(|name| &**name).collect(),
        settings: config.of_run.iter().map(setting).collect(),
    }
}

fn row<'a>(rule: &'a Rule, sources: &'a Sources, config: &Config) -> RuleRow<'a> {
    let set = config.set_of(&rule.name).into_iter();
    RuleRow {
        name: &rule.name,
        pack: rule.pack.as_deref(),
        severity: rule.severity.name(),
        title: rule.title.as_deref(),
        tags: rule.tags.iter().map(|t| &**t).collect(),
        params: rule.params.iter().map(|(n, v)| (n.to_string(), v.as_str().into())).collect(),
        path: sources.path(rule.span.file),
        line: sources.position(rule.span).line,
        set: set.map(|(what, at)| SetRow { what, path: sources.path(at.file), line: sources.position(at).line }).collect(),
    }
}

fn of_pack<'a>(program: &'a Program, pack: Option<&'a str>) -> impl Iterator<Item = &'a Rule> {
    program.rules.iter().filter(move |r| r.pack.as_deref() == pack)
}

/// Where a rule that has no tree is declared. Items begin in the first column, and so can be told from all other lines.
pub fn declared(name: &str, sources: &Sources) -> Option<Span> {
    sources.files().find_map(|(file, source)| {
        let mut start = 0;
        source.text().split_inclusive('\n').find_map(|line| {
            let at = start;
            start += line.len();
            let item = line.strip_prefix("override").map_or(line, str::trim_start);
            let rest = item.strip_prefix("rule")?.trim_start().strip_prefix(name)?;
            rest.starts_with(|c: char| c.is_whitespace() || c == '{').then(|| Span::new(file, at, at + line.trim_end().len()))
        })
    })
}

/// A place as `path:line`.
pub fn place(span: Span, sources: &Sources) -> String {
    format!("{}:{}", sources.path(span.file), sources.position(span).line)
}

/// The rules by pack, one line each.
fn listing(program: &Program, sources: &Sources, origins: Option<&Config>) -> String {
    let mut text = String::new();
    let width = program.rules.iter().map(|r| r.name.chars().count()).max().unwrap_or(0);
    for pack in packs(program) {
        let about = program.packs.iter().find(|p| Some(&*p.name) == pack);
        let title = about.map_or(String::new(), |p| format!(": {}", p.title));
        let opt_in = if about.is_some_and(|p| p.opt_in) { " (opt-in)" } else { "" };
        let _ = writeln!(text, "{}{opt_in}{title}", pack.unwrap_or("of no pack"));
        for rule in of_pack(program, pack) {
            let (name, severity, title) = (&rule.name, rule.severity.name(), rule.title.as_deref().unwrap_or(""));
            let _ = writeln!(text, "  {name:width$}  {severity:7}  {title}  ({})", place(rule.span, sources));
            text.push_str(&origins.map_or_else(String::new, |config| origin(rule, config, sources)));
        }
        text.push('\n');
    }
    for pack in program.packs.iter().filter(|p| p.opt_in && of_pack(program, Some(&p.name)).next().is_none()) {
        let _ = writeln!(text, "{} (opt-in, not in force): {}\n", pack.name, pack.title);
    }
    for broken in &program.broken_rules {
        let at = declared(broken, sources).map_or(String::new(), |at| format!("  ({})", place(at, sources)));
        let _ = writeln!(text, "`{broken}` has an error and does not run{at}");
    }
    for Setting { key, value, span } in origins.iter().flat_map(|config| &config.of_run) {
        let _ = writeln!(text, "{key}: {value}  ({})", place(*span, sources));
    }
    let (rules, others) = (program.rules.len(), program.idle_rules.len() + program.broken_rules.len());
    let counted = if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") };
    let _ = writeln!(text, "{counted} in force, {others} not in force");
    text
}

/// Where the severity and the params of a rule come from.
fn origin(rule: &Rule, config: &Config, sources: &Sources) -> String {
    let set = config.set_of(&rule.name);
    let of = |what: &str| set.iter().find(|(name, _)| name == what).map_or(rule.span, |(_, span)| *span);
    let severity = format!("      severity {}  ({})\n", rule.severity.name(), place(of("severity"), sources));
    let params = rule.params.iter().map(|(name, value)| format!("      {name} = {value}  ({})\n", place(of(name), sources)));
    let for_files = set.iter().filter(|(what, _)| what.starts_with("severity "));
    let for_files = for_files.map(|(what, span)| format!("      {what}  ({})\n", place(*span, sources)));
    std::iter::once(severity).chain(params).chain(for_files).collect()
}

/// The packs of the rules in force, in the order in which they are met.
fn packs(program: &Program) -> Vec<Option<&str>> {
    let mut packs: Vec<Option<&str>> = Vec::new();
    for rule in &program.rules {
        if !packs.contains(&rule.pack.as_deref()) {
            packs.push(rule.pack.as_deref());
        }
    }
    packs
}
