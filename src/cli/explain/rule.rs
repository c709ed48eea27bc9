//! The pages of packs and rules, those that do not run included.

use super::{About, page};
use crate::cli::rules::{declared, place};
use crate::corpus::{RecordKind, Schema};
use crate::lang::Program;
use crate::lang::ast::{Outcome, Over};
use crate::lang::typed::{Access, Expr, MeasureField, Path, Rule, SelectorKind};

pub fn pack_names(program: &Program) -> Vec<&str> {
    program.packs.iter().map(|p| &*p.name).collect()
}

pub fn pack_page(about: &About, name: &str) -> Option<String> {
    let pack = about.program.packs.iter().find(|p| *p.name == *name)?;
    let opt_in = if pack.opt_in { ", opt-in" } else { "" };
    let rules: Vec<&str> = about.program.rules.iter().filter(|r| r.pack.as_deref() == Some(name)).map(|r| &*r.name).collect();
    let listed = if rules.is_empty() { "  no rules\n".to_owned() } else { page::listed(&rules, about.width) };
    Some(format!("{name}: a pack{opt_in}\n\n{}\n\nRules\n{listed}", pack.title))
}

pub fn names(program: &Program) -> Vec<&str> {
    program.rules.iter().map(|r| &*r.name).collect()
}

pub fn page(about: &About, name: &str) -> Option<String> {
    let rule = about.program.rules.iter().find(|r| *r.name == *name)?;
    let row = |label: &str, words: &str| page::row(label, words, about.width);
    let mut text = format!("{name}: a rule\n\n");
    if let Some(title) = &rule.title {
        text.push_str(&format!("{title}\n\n"));
    }
    text.push_str(&row("Severity", rule.severity.name()));
    for (severity, when) in &rule.escalations {
        text.push_str(&row("", &format!("{} when {}", severity.name(), written(about, when))));
    }
    if let Some(pack) = &rule.pack {
        let opt_in = about.program.packs.iter().any(|p| p.name == *pack && p.opt_in);
        text.push_str(&row("Pack", &format!("{pack}{}", if opt_in { " (opt-in)" } else { "" })));
    }
    text.push_str(&row("Written in", &place(rule.span, &about.sources)));
    text.push_str(&row("Looks at", &looks_at(about, rule)));
    for (param, value) in &rule.params {
        text.push_str(&row("Param", &format!("{param} = {value}")));
    }
    text.push_str(&row("Reports when", &written(about, &rule.flag)));
    if !rule.outranks.is_empty() {
        text.push_str(&row("Outranks", &rule.outranks.iter().map(|r| &**r).collect::<Vec<_>>().join(", ")));
    }
    if !rule.tags.is_empty() {
        text.push_str(&row("Tags", &rule.tags.iter().map(|t| &**t).collect::<Vec<_>>().join(", ")));
    }
    if let Some(link) = &rule.link {
        text.push_str(&row("See", link));
    }
    if let Some(why) = &rule.why {
        text.push_str(&format!("\n{}", page::prose(why.trim(), about.width)));
    }
    for example in &rule.examples {
        let outcome = if example.outcome == Outcome::Fires { "Reports" } else { "Leaves alone" };
        text.push_str(&format!("\n{outcome}: {}\n{}", example.name.value, page::indented(&example.documents.value)));
    }
    Some(text)
}

/// An expression as its rule writes it, on one line.
fn written(about: &About, expr: &Expr) -> String {
    about.sources.slice(expr.span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A rule's selector in words, with the keys by which partners are found.
fn looks_at(about: &About, rule: &Rule) -> String {
    let selector = &rule.selector;
    let reach = if selector.across_stories { "of all stories" } else { "of one story" };
    let keys: Vec<String> = selector.keys.iter().map(|key| path(key, &about.program.schema)).collect();
    let shared = if keys.is_empty() { String::new() } else { format!(" with the same {}", keys.join(", ")) };
    let order = selector.by.as_ref().map_or(String::new(), |by| format!(", in the order of {}", written(about, by)));
    let mut text = match selector.kind {
        SelectorKind::Claim(_) => "each claim".to_owned(),
        SelectorKind::Entity(_) => "each entity".to_owned(),
        SelectorKind::Source(_) => "each source".to_owned(),
        SelectorKind::Story(_) => "each story".to_owned(),
        SelectorKind::Pair(..) => format!("two claims {reach}{shared}"),
        SelectorKind::Step(..) => format!("neighbours among the claims {reach}{shared}{order}"),
        SelectorKind::Group(_) => format!("all claims {reach}{shared}"),
    };
    if selector.over == Over::AllClaims {
        text.push_str(", superseded, corrected and retracted ones too");
    }
    if let Some(filter) = &selector.filter {
        text.push_str(&format!("; only where {}", written(about, filter)));
    }
    text
}

/// A path as a rule writes it.
pub fn path(path: &Path, schema: &Schema) -> String {
    let name = |access: &Access| match access {
        Access::Claim(f) => schema.field(RecordKind::Claim, *f).name.to_string(),
        Access::Entity(f) => schema.field(RecordKind::Entity, *f).name.to_string(),
        Access::Story(f) => schema.field(RecordKind::Story, *f).name.to_string(),
        Access::Measure(field) => of_measure(*field).to_owned(),
        // A key is read of a record, before anything is compared.
        Access::Clash(_) => "clash".to_owned(),
    };
    path.0.iter().map(name).collect::<Vec<_>>().join(".")
}

fn of_measure(field: MeasureField) -> &'static str {
    MeasureField::ALL.iter().find(|(_, known)| *known == field).map_or("measure", |(name, _)| name)
}

pub fn idle_names(program: &Program) -> Vec<&str> {
    program.broken_rules.iter().chain(&program.idle_rules).map(|name| &**name).collect()
}

pub fn idle_page(about: &About, name: &str) -> Option<String> {
    let broken = about.program.broken_rules.iter().any(|r| **r == *name);
    let idle = about.program.idle_rules.iter().any(|r| **r == *name);
    let why = match (broken, idle) {
        (true, _) => "It has an error and does not run.",
        (false, true) => "The configuration turns it off.",
        (false, false) => return None,
    };
    let at = declared(name, &about.sources).map(|span| page::row("Written in", &place(span, &about.sources), about.width));
    Some(format!("{name}: a rule that is not in force\n\n{why}\n\n{}", at.unwrap_or_default()))
}
