//! Pages about rules, in Markdown: what a rule reports and lets pass, why, and how to set and waive it. For readers who write no rules.

use std::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::examples;
use crate::lang::Program;
use crate::lang::ast::{Example, Outcome};
use crate::lang::typed::{Pack, Rule};
use crate::render::{self, Page};
use crate::source::Sources;

/// How wide the reports of examples are drawn.
const WIDTH: usize = 88;

/// The page of a rule. Its first example that fires is checked, and the report shown.
pub fn rule(sources: &mut Sources, program: &Program, rule: &Rule) -> String {
    let mut page = format!("# {}\n\n", rule.name);
    if let Some(title) = &rule.title {
        let _ = write!(page, "**{title}.** ");
    }
    page.push_str(&standing(program, rule));
    if let Some(why) = &rule.why {
        let _ = write!(page, "\n\n{}", why.trim());
    }
    page.push_str("\n\n");
    for (outcome, heading) in [(Outcome::Fires, "What it reports"), (Outcome::Silent, "What it lets pass")] {
        let mut of_kind = rule.examples.iter().filter(|e| e.outcome == outcome).peekable();
        if of_kind.peek().is_some() {
            let _ = write!(page, "## {heading}\n\n");
        }
        for (i, example) in of_kind.enumerate() {
            page.push_str(&shown(example));
            if i == 0 && outcome == Outcome::Fires {
                page.push_str(&reported(sources, program, rule, example));
            }
        }
    }
    page.push_str(&settings(sources, program, rule));
    page
}

/// The first sentence behind the title: how grave, and of which pack.
fn standing(program: &Program, rule: &Rule) -> String {
    let severity = match rule.severity {
        Severity::Error => "An error",
        Severity::Warning => "A warning",
        Severity::Advice => "Advice",
    };
    let graver: Vec<&str> = rule.escalations.iter().map(|(severity, _)| severity.name()).collect();
    let graver = if graver.is_empty() { String::new() } else { format!(", at times an {}", graver.join(" or ")) };
    let pack = rule.pack.as_deref().and_then(|name| program.packs.iter().find(|pack| *pack.name == *name));
    let of_pack = pack.map_or(String::new(), |pack| {
        let opt_in = if pack.opt_in {
            format!(", which runs where `packs` names it or `--pack {}` is given", pack.name)
        } else {
            String::new()
        };
        format!(" of the pack `{}`{opt_in}", pack.name)
    });
    format!("{severity}{graver}{of_pack}.")
}

fn shown(example: &Example) -> String {
    let name = example.name.value.trim();
    let mut letters = name.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!("{name}:\n\n```yaml\n{}\n```\n\n", example.documents.value.trim_end())
}

/// What the rule says of an example.
fn reported(sources: &mut Sources, program: &Program, rule: &Rule, example: &Example) -> String {
    let alone = Program { rules: vec![rule.clone()], ..program.clone() };
    let file = sources.add("story.yaml", example.documents.value.as_str());
    let mut report = examples::report(sources, &alone, file);
    report.findings.truncate(1);
    let page = Page { width: WIDTH, quiet: true, ..Page::default() };
    let mut drawn = Vec::new();
    let written = render::by_name("human").map(|human| (human.render)(&report, sources, &page, &mut drawn));
    match written {
        Some(Ok(())) => format!("The report:\n\n```text\n{}\n```\n\n", trimmed(&String::from_utf8_lossy(&drawn))),
        _ => String::new(),
    }
}

/// Without space at the ends of lines, which nobody sees.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// How a desk sets the rule, and lets one finding pass.
fn settings(sources: &Sources, program: &Program, rule: &Rule) -> String {
    let mut text = "## Setting it\n\n".to_owned();
    let params: Vec<String> = rule.params.iter().map(|(name, value)| format!("{name}: {}", scalar(value))).collect();
    let params = if params.is_empty() { String::new() } else { format!(", params: {{{}}}", params.join(", ")) };
    let severity = rule.severity.name();
    let _ = write!(
        text,
        "In `claimlint.yaml`, with what holds where nothing is said; `severity: off` turns it off:\n\n\
         ```yaml config\nrules:\n  {}: {{severity: {severity}{params}}}\n```\n\n\
         To let one finding pass, waive it on a claim that it points at:\n\n\
         ```yaml\nallow:\n  - {{rule: {}, reason: why it is right here}}\n```\n",
        rule.name, rule.name
    );
    let below = outranked_by(program, rule);
    if !rule.outranks.is_empty() {
        let _ = write!(
            text,
            "\nWhere it reports, these say nothing of the same claims: {}.\n",
            names(rule.outranks.iter().map(|r| &**r))
        );
    }
    if !below.is_empty() {
        let _ = write!(text, "\nIt says nothing where one of these reports the same claims: {}.\n", names(below.into_iter()));
    }
    let path = sources.path(rule.span.file);
    let _ = write!(text, "\nThe rule itself stands in `{path}`.\n");
    text
}

/// A setting as YAML reads it back.
fn scalar(value: &str) -> String {
    if value.contains(['"', ':', '#', '{', '[', ',']) { format!("'{}'", value.replace('\'', "''")) } else { value.to_owned() }
}

fn outranked_by<'p>(program: &'p Program, rule: &Rule) -> Vec<&'p str> {
    program.rules.iter().filter(|other| other.outranks.contains(&rule.name)).map(|other| &*other.name).collect()
}

fn names<'a>(of: impl Iterator<Item = &'a str>) -> String {
    of.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The page of all packs: a table of rules each, with the file name of each rule's page.
#[must_use]
pub fn index(program: &Program) -> String {
    let mut page =
        "# The shipped rules\n\nOne page a rule, made from the rule files; `claimlint explain RULE` shows the same.\n".to_owned();
    for pack in &program.packs {
        let rules: Vec<&Rule> = program.rules.iter().filter(|rule| rule.pack.as_deref() == Some(&*pack.name)).collect();
        if rules.is_empty() {
            continue;
        }
        page.push_str(&heading(pack));
        for rule in rules {
            let title = rule.title.as_deref().unwrap_or("");
            let _ = writeln!(page, "| [{}]({}.md) | {} | {title} |", rule.name, rule.name, rule.severity.name());
        }
    }
    page
}

fn heading(pack: &Pack) -> String {
    let opt_in = if pack.opt_in { ", opt-in" } else { "" };
    format!("\n## {}\n\nThe pack `{}`{opt_in}.\n\n| rule | severity | what is wrong |\n|---|---|---|\n", pack.title, pack.name)
}
