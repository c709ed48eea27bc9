//! A derivation for people: the answer, the claims as they were read, the conditions as a tree.

use super::Told;
use super::told;
use crate::cli::explain::page;
use crate::corpus::{ClaimId, Value, fields};
use crate::eval::show;
use crate::eval::trace::{Clause, Condition, Form, Step};
use crate::examples::value;

/// The page.
pub fn page(told: &Told<'_>, width: usize) -> String {
    let mut text = answer(told, width);
    text.push_str("\nThe claims\n");
    for bound in &told.trace.bound {
        if let Value::Claim(id) = bound {
            text.push_str(&claim(told, *id, width));
        } else {
            text.push_str(&format!("  {}\n", show(bound, told.corpus)));
        }
    }
    text.push_str("\nThe conditions\n");
    let mut heading = String::new();
    let mut said: Vec<String> = Vec::new();
    for step in &told.trace.steps {
        let lines = tree(told, &step.condition, 2, width);
        let about = about(told, step);
        // Of many members of a group, each asks the same.
        if said.contains(&format!("{about}{lines}")) {
            continue;
        }
        if heading != about {
            text.push_str(&about);
            heading.clone_from(&about);
        }
        text.push_str(&lines);
        said.push(format!("{about}{lines}"));
    }
    for (severity, condition) in &told.trace.escalations {
        let lead = format!("  escalate to {}: {}\n", severity.name(), told::word(condition));
        text.push_str(&lead);
        text.push_str(&tree(told, condition, 2, width));
    }
    text
}

/// The first lines: what the rule does, and what decided.
fn answer(told: &Told<'_>, width: usize) -> String {
    let rule = &told.rule.name;
    let names = |all: &[Value]| {
        let names: Vec<String> = all.iter().map(|value| name(told, value)).collect();
        match names.as_slice() {
            [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
            names => names.concat(),
        }
    };
    let bound = names(&told.trace.bound);
    let Some(step) = told.trace.decided() else {
        return page::wrapped(&format!("`{rule}` reports {bound}: all that it asks for is so."), "", width);
    };
    let innermost = step.condition.innermost();
    let of = told.sources.slice(innermost.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let clause = clause(step);
    let so = if told::word(innermost) == "no" { "is not so" } else { "cannot be told" };
    let decided = format!("`{rule}` does not report {bound}: `{of}` {so}, which its {clause} asks for.");
    let margin = told::margin(innermost)
        .map_or_else(String::new, |margin| format!("They are {margin}.\n").replace("They are they", "They"));
    format!("{}{}", page::wrapped(&decided, "", width), margin)
}

fn name(told: &Told<'_>, value: &Value) -> String {
    match value {
        Value::Claim(id) => told.corpus.claim_name(*id),
        other => show(other, told.corpus),
    }
}

fn claim(told: &Told<'_>, id: ClaimId, width: usize) -> String {
    let corpus = told.corpus;
    let given = corpus.claim_value(id, fields::VALUE);
    let mut text = format!(
        "  {}: {}\n",
        corpus.claim_name(id),
        if given.is_missing() { "no value".to_owned() } else { show(&given, corpus) }
    );
    if let Some(reading) = told::reading(&given, corpus) {
        text.push_str(&page::wrapped(&reading, "      ", width));
    }
    for line in told::origins(id, corpus) {
        text.push_str(&format!("      {line}\n"));
    }
    text
}

fn clause(step: &Step) -> &'static str {
    match step.clause {
        Clause::Claims => "`of claims`",
        Clause::Where => "`where`",
        Clause::Story => "looking at one story",
        Clause::Sharing => "`sharing`",
        Clause::By => "order",
        Clause::Flag => "`flag when`",
    }
}

/// The heading of a clause.
fn about(told: &Told<'_>, step: &Step) -> String {
    let many = told.trace.bound.len() > 4 && step.condition.truth.is_sure();
    let about = step.about.as_ref().filter(|_| !many && told.trace.bound.len() > 1);
    let about = about.map_or_else(String::new, |about| format!(" of {}", name(told, about)));
    format!("  {}{about}\n", clause(step))
}

/// Whether there is more to tell of a condition than that it is so: what is compared with a tolerance, or what kept the rule silent.
fn is_telling(told: &Told<'_>, condition: &Condition) -> bool {
    let decided = told.trace.decided().is_some_and(|step| step.condition.innermost().span == condition.span);
    decided || told::margin(condition).is_some() || condition.parts.iter().any(|part| is_telling(told, part))
}

/// A condition with its parts below it.
fn tree(told: &Told<'_>, condition: &Condition, depth: usize, width: usize) -> String {
    let indent = "  ".repeat(depth);
    let written = told.sources.slice(condition.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let room = width.saturating_sub(indent.len() + 16).max(24);
    let shown = if written.chars().count() > room {
        match condition.form {
            Form::All => "all of".to_owned(),
            Form::Any => "one of".to_owned(),
            _ => format!("{}…", written.chars().take(room).collect::<String>()),
        }
    } else {
        written
    };
    let mut text = format!("{indent}{:11} {shown}\n", told::word(condition));
    let beside = format!("{indent}            ");
    for seen in condition.values.iter().filter(|seen| !is_written_out(told.sources.slice(seen.span))) {
        let of = told.sources.slice(seen.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let field =
            seen.field.map(|field| format!(".{}", told.corpus.schema.field(crate::corpus::RecordKind::Claim, field).name));
        let shown = value(&seen.value, told.corpus);
        if of.trim_matches('"') != shown {
            text.push_str(&page::wrapped(&format!("{of}{}: {shown}", field.unwrap_or_default()), &beside, width));
        }
    }
    if let Some(margin) = told::margin(condition) {
        text.push_str(&page::wrapped(&margin, &beside, width));
    }
    if told.full || is_telling(told, condition) {
        condition.parts.iter().for_each(|part| text.push_str(&tree(told, part, depth + 1, width)));
    }
    text
}

/// Whether an expression is a text, a number or a list that the rule itself holds.
fn is_written_out(written: &str) -> bool {
    written.starts_with(['"', '[']) || written.starts_with(|c: char| c.is_ascii_digit())
}
