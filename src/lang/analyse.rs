//! What is odd about rules that can be run: conditions that contradict each other, rules that another one covers, pairs where a
//! group would do, missing examples, letters that mislead. Typed rules in, warnings and advice out.

mod bounds;
mod shape;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_security::MixedScript;

use super::ast::Outcome;
use super::check::walk;
use super::typed::{Access, Expr, ExprKind, Path, Rule, SelectorKind};
use crate::corpus::{Value, fields};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Sources, Span};

/// What is odd about these rules.
#[must_use]
pub fn rules(rules: &[&Rule]) -> Vec<Diagnostic> {
    let mut odd = Vec::new();
    for rule in rules.iter().copied() {
        odd.extend(bounds::contradiction(rule).map(|span| never_fires(rule, span)));
        odd.extend(missing_example(rule));
        odd.extend(pair_or_group(rule));
        odd.extend(confusable_texts(rule));
    }
    odd.extend(covered(rules));
    odd
}

fn never_fires(rule: &Rule, (first, second): (Span, Span)) -> Diagnostic {
    let diagnostic = Diagnostic::new(&codes::NEVER_FIRES, format!("`{}` can never report anything", rule.name))
        .label(second, "cannot be so …");
    let diagnostic = if first == second { diagnostic } else { diagnostic.label(first, "… while this is so") };
    diagnostic.help("one of the two conditions is not what is meant")
}

fn missing_example(rule: &Rule) -> Option<Diagnostic> {
    let has = |outcome| rule.examples.iter().any(|e| e.outcome == outcome);
    let missing = match (has(Outcome::Fires), has(Outcome::Silent)) {
        (true, true) => return None,
        (false, true) => "no example that it reports",
        (true, false) => "no example of the innocent case, in which it is silent",
        (false, false) => "no examples",
    };
    let help = "add `example fires \"…\"` and `example silent \"…\"`: they show the next person what is meant and what is not";
    Some(Diagnostic::new(&codes::MISSING_EXAMPLE, format!("`{}` has {missing}", rule.name)).label(rule.span, "").help(help))
}

/// A pair of one topic whose values conflict prints a report for each claim after the first; a group prints one.
fn pair_or_group(rule: &Rule) -> Option<Diagnostic> {
    let SelectorKind::Pair(..) = rule.selector.kind else { return None };
    let topic = |path: &Path| matches!(path.0.as_slice(), [Access::Claim(field)] if *field == fields::TOPIC);
    let ExprKind::Conflict(x, y, _) = &rule.flag.kind else { return None };
    let value = |e: &Expr| matches!(e.kind, ExprKind::Field(_, Access::Claim(field)) if field == fields::VALUE);
    if !rule.selector.keys.iter().any(topic) || !value(x) || !value(y) {
        return None;
    }
    let help = "write `for each group g of claims … sharing topic` and `let clash = clash(g.value)`: one report for each topic";
    Some(
        Diagnostic::new(&codes::PAIR_OR_GROUP, format!("`{}` prints a report for every claim of a topic", rule.name))
            .label(rule.flag.span, "")
            .help(help),
    )
}

/// Texts in which letters of several alphabets are mixed.
fn confusable_texts(rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let parts = rule.selector.filter.iter().chain([&rule.flag]).chain(rule.lets.iter().map(|(_, body)| body));
    for part in parts.chain(rule.escalations.iter().map(|(_, when)| when)) {
        walk(part, &mut |e| {
            if let ExprKind::Constant(Value::Text(text)) = &e.kind
                && is_mixed(text)
            {
                let message = format!("`{text}` mixes letters of several alphabets that look alike");
                found.push(
                    Diagnostic::new(&codes::CONFUSABLE_NAME, message).label(e.span, "").help("type the word again by hand"),
                );
            }
            true
        });
    }
    found
}

/// Whether one word of a text holds letters of several scripts that no language mixes.
fn is_mixed(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_single_script())
}

/// Characters of a rule file that cannot be seen and change the order in which a line is shown.
#[must_use]
pub fn hidden_characters(sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    let hidden = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut lines = FxHashSet::default();
    for (at, c) in sources.text(file).char_indices().filter(|(_, c)| hidden(*c)) {
        // One report a line is enough.
        if lines.insert(sources.file(file).lines().line_of(at)) {
            let message = format!("a hidden character (U+{:04X}) changes the order in which this line is shown", u32::from(c));
            let span = Span::new(file, at, at + c.len_utf8());
            found.push(
                Diagnostic::new(&codes::CONFUSABLE_NAME, message).label(span, "").help("take it out, and read the line again"),
            );
        }
    }
    found
}

/// Rules whose conditions hold all of another's, of the same candidates.
fn covered(rules: &[&Rule]) -> Vec<Diagnostic> {
    let mut alike: FxHashMap<Arc<str>, Vec<(&Rule, Vec<String>)>> = FxHashMap::default();
    for rule in rules.iter().copied() {
        let mut conditions = shape::conditions(rule);
        conditions.sort();
        conditions.dedup();
        alike.entry(shape::selector(rule)).or_default().push((rule, conditions));
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for group in alike.values() {
        for (rule, conditions) in group {
            let covers = |(other, fewer): &&(&Rule, Vec<String>)| {
                let earlier = fewer.len() < conditions.len() || (fewer.len() == conditions.len() && other.span < rule.span);
                // A rule that outranks the other takes its place where both would report.
                let outranks = rule.outranks.contains(&other.name);
                other.name != rule.name && !outranks && earlier && fewer.iter().all(|c| conditions.binary_search(c).is_ok())
            };
            if let Some((other, _)) = group.iter().find(covers) {
                let message = format!("whatever `{}` reports, `{}` reports too", rule.name, other.name);
                let diagnostic =
                    Diagnostic::new(&codes::COVERED_RULE, message).label(rule.span, "").label(other.span, "covers it");
                found.push(diagnostic.help("keep one of them, or give the wider one a condition that leaves this case out"));
            }
        }
    }
    found.sort_by_key(|d| d.labels.first().map(|l| l.span));
    found
}
