//! `claimlint rules`: the rules in force, and where each comes from.

use std::fmt::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use super::options::{Color, Loaded, RuleOptions};
use super::{Status, output};
use crate::diagnostic::Diagnostic;
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

Exit status:
  0  all rules are sound
  2  a rule or the configuration has an error")]
pub struct Arguments {
    /// How to list
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
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
}

/// Lists the rules.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, diagnostics, .. } = arguments.rules.load(&mut sources)?;
    match arguments.format {
        Format::Json => output::json(std::iter::once(serde_json::to_string_pretty(&document(&program, &sources))))?,
        Format::Human => output::lines(&listing(&program, &sources))?,
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
}

#[derive(Serialize)]
struct BrokenRow<'a> {
    name: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
}

fn document<'a>(program: &'a Program, sources: &'a Sources) -> Document<'a> {
    let in_force = |pack: &Pack| of_pack(program, Some(&pack.name)).count();
    let pack = |p: &'a Pack| PackRow { name: &p.name, title: &p.title, opt_in: p.opt_in, rules: in_force(p) };
    let broken = |name: &'a str| {
        let at = declared(name, sources);
        BrokenRow { name, path: at.map(|at| sources.path(at.file)), line: at.map(|at| sources.position(at).line) }
    };
    Document {
        version: 1,
        packs: program.packs.iter().map(pack).collect(),
        rules: program.rules.iter().map(|r| row(r, sources)).collect(),
        broken: program.broken_rules.iter().map(|name| broken(name)).collect(),
        idle: program.idle_rules.iter().map(|name| &**name).collect(),
    }
}

fn row<'a>(rule: &'a Rule, sources: &'a Sources) -> RuleRow<'a> {
    RuleRow {
        name: &rule.name,
        pack: rule.pack.as_deref(),
        severity: rule.severity.name(),
        title: rule.title.as_deref(),
        tags: rule.tags.iter().map(|t| &**t).collect(),
        params: rule.params.iter().map(|(n, v)| (n.to_string(), v.as_str().into())).collect(),
        path: sources.path(rule.span.file),
        line: sources.position(rule.span).line,
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
fn listing(program: &Program, sources: &Sources) -> String {
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
    let (rules, others) = (program.rules.len(), program.idle_rules.len() + program.broken_rules.len());
    let counted = if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") };
    let _ = writeln!(text, "{counted} in force, {others} not in force");
    text
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
