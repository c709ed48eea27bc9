//! `claimlint rules`: the rules in force, and where each comes from.

use std::io::Write;

use clap::ValueEnum;
use serde::Serialize;

use super::options::{self, Color, Loaded, RuleOptions};
use super::{Status, output};
use crate::diagnostic::Diagnostic;
use crate::lang::typed::Rule;
use crate::render;
use crate::report::Report;
use crate::source::Sources;

/// List the rules in force
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint rules                          the shipped packs
  claimlint rules --rules desk/            and the desk's own
  claimlint rules --format json

Exit status:
  0  all rules are sound
  2  a rule or the configuration has an error")]
pub struct Arguments {
    #[command(flatten)]
    rules: RuleOptions,
    /// How to list
    #[arg(long, value_name = "NAME", default_value = "human")]
    format: Format,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object
    Json,
}

/// A rule as JSON has it.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    pack: Option<&'a str>,
    severity: &'static str,
    title: Option<&'a str>,
    tags: Vec<&'a str>,
    params: Vec<(&'a str, &'a str)>,
    path: &'a str,
    line: usize,
}

/// Lists the rules.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, diagnostics, .. } = arguments.rules.load(&mut sources)?;
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    match arguments.format {
        Format::Json => {
            let rows: Vec<Row> = program.rules.iter().map(|r| row(r, &sources)).collect();
            let page = serde_json::json!({ "version": 1, "rules": rows, "broken": program.broken_rules.iter().map(|b| &**b).collect::<Vec<_>>() });
            output::write(|out| writeln!(out, "{page:#}"))?;
        }
        Format::Human => {
            let text = listing(&program, &sources);
            output::write(|out| out.write_all(text.as_bytes()))?;
        }
    }
    say(diagnostics, &sources, arguments.color);
    Ok(if unsound { Status::Unsound } else { Status::Clean })
}

/// What is wrong with the rules goes to standard error.
pub fn say(diagnostics: Vec<Diagnostic>, sources: &Sources, color: Color) {
    if diagnostics.is_empty() {
        return;
    }
    let report = Report { diagnostics, ..Report::default() };
    if let Some(human) = render::by_name("human") {
        let mut page = Vec::new();
        // Writing into memory cannot fail, and nobody is left to tell if standard error is closed.
        let _ = (human.render)(&report, sources, &options::page(color), &mut page);
        let _ = std::io::stderr().lock().write_all(&page);
    }
}

fn row<'a>(rule: &'a Rule, sources: &'a Sources) -> Row<'a> {
    Row {
        name: &rule.name,
        pack: rule.pack.as_deref(),
        severity: rule.severity.name(),
        title: rule.title.as_deref(),
        tags: rule.tags.iter().map(|t| &**t).collect(),
        params: rule.params.iter().map(|(n, v)| (&**n, v.as_str())).collect(),
        path: sources.path(rule.span.file),
        line: sources.position(rule.span).line,
    }
}

/// The rules by pack, one line each.
fn listing(program: &crate::lang::Program, sources: &Sources) -> String {
    let mut packs: Vec<Option<&str>> = Vec::new();
    for rule in &program.rules {
        if !packs.contains(&rule.pack.as_deref()) {
            packs.push(rule.pack.as_deref());
        }
    }
    let width = program.rules.iter().map(|r| r.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for pack in packs {
        let about = program.packs.iter().find(|p| Some(&*p.name) == pack);
        let title = about.map_or("", |p| &p.title);
        let opt_in = if about.is_some_and(|p| p.opt_in) { " (opt-in)" } else { "" };
        text.push_str(&format!("{}{opt_in}: {title}\n", pack.unwrap_or("no pack")));
        for rule in program.rules.iter().filter(|r| r.pack.as_deref() == pack) {
            let place = format!("{}:{}", sources.path(rule.span.file), sources.position(rule.span).line);
            let title = rule.title.as_deref().unwrap_or("");
            text.push_str(&format!("  {:width$}  {:7}  {title}  ({place})\n", rule.name, rule.severity.name()));
        }
        text.push('\n');
    }
    for broken in &program.broken_rules {
        text.push_str(&format!("`{broken}` has an error and does not run\n"));
    }
    text.push_str(&format!(
        "{} rules in force, {} not in force\n",
        program.rules.len(),
        program.idle_rules.len() + program.broken_rules.len()
    ));
    text
}
