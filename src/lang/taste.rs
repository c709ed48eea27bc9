//! What is a matter of taste about rule files: a rule without a why, a message that shows one figure of two, names that nothing uses.
//! Rule files as written in, advice out.

use rustc_hash::FxHashSet;

use super::ast::{
    Comprehension, Define, Example, Expr, ExprKind, Item, ItemKind, Rule, RuleFile, SelectorKind, Template, TemplatePart,
};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What is a matter of taste about some files, read beside all files in which their names may be used.
#[must_use]
pub fn files(files: &[&RuleFile], all: &[&RuleFile]) -> Vec<Diagnostic> {
    let items = |files: &[&RuleFile]| -> Vec<Item> { files.iter().flat_map(|file| file.items.iter().cloned()).collect() };
    let everywhere = items(all);
    let mut found = Vec::new();
    for file in files {
        let has_rules = file.items.iter().any(|item| matches!(item.kind, ItemKind::Rule(_)));
        for item in &file.items {
            match &item.kind {
                ItemKind::Rule(rule) => of_rule(rule, &mut found),
                ItemKind::Define(define) if !is_called(define, &everywhere) => {
                    let message = format!("no rule uses the define `{}`", define.name.value);
                    found.push(unused(message, define.name.span));
                }
                ItemKind::Measure(measure) if has_rules && !is_mentioned(&measure.name.value, &everywhere) => {
                    let message = format!("no rule and no example mentions the measure `{}`", measure.name.value);
                    found.push(unused(message, measure.name.span));
                }
                _ => {}
            }
        }
    }
    found
}

fn of_rule(rule: &Rule, found: &mut Vec<Diagnostic>) {
    if rule.why.is_none() {
        let message = format!("`{}` does not say why", rule.name.value);
        let help = "add `why \"\"\"…\"\"\"`: what would a reader of the story be misled about?";
        found.push(Diagnostic::new(&codes::TASTE, message).label(rule.name.span, "").help(help));
    }
    if compares(rule) && figures(rule) < 2 {
        let message = format!("`{}` compares two figures and does not show both", rule.name.value);
        let help = "show each at its place, as in `at clash.low.value \"{source}: {value}\"`";
        found.push(Diagnostic::new(&codes::TASTE, message).label(rule.report.span, "").help(help));
    }
    for (place, (name, _)) in rule.lets.iter().enumerate() {
        let mut used = FxHashSet::default();
        rule.lets.iter().skip(place + 1).for_each(|(_, body)| names(body, &mut used));
        names(&rule.flag, &mut used);
        told(rule, &mut used);
        if !used.contains(&*name.value) {
            found.push(unused(format!("nothing uses the let `{}`", name.value), name.span));
        }
    }
    let mut used = FxHashSet::default();
    all_of(rule, &mut used);
    for (name, _) in rule.params.iter().filter(|(name, _)| !used.contains(&*name.value)) {
        found.push(unused(format!("nothing uses the param `{}`", name.value), name.span));
    }
}

fn unused(message: String, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::TASTE, message).label(span, "").help("take it out, or use it")
}

/// Whether a rule holds two figures against each other.
fn compares(rule: &Rule) -> bool {
    let mut used = FxHashSet::default();
    all_of(rule, &mut used);
    let of_two = matches!(rule.selector.kind, SelectorKind::Pair(..) | SelectorKind::Step(..) | SelectorKind::Group(..));
    of_two && (used.contains("conflict") || used.contains("clash"))
}

/// How many values the report and its labels show.
fn figures(rule: &Rule) -> usize {
    let shown = |template: &Template| template.parts.iter().filter(|part| matches!(part, TemplatePart::Value(_))).count();
    shown(&rule.report) + rule.labels.iter().map(|label| shown(&label.text)).sum::<usize>()
}

/// The names that a rule uses in its conditions and messages.
fn all_of<'r>(rule: &'r Rule, used: &mut FxHashSet<&'r str>) {
    rule.selector.filter.iter().chain(&rule.selector.by).for_each(|expr| names(expr, used));
    rule.lets.iter().for_each(|(_, body)| names(body, used));
    names(&rule.flag, used);
    told(rule, used);
}

/// The names in what a rule says, and when it is graver.
fn told<'r>(rule: &'r Rule, used: &mut FxHashSet<&'r str>) {
    rule.escalations.iter().for_each(|(_, when)| names(when, used));
    let templates = [&rule.report].into_iter().chain(&rule.help).chain(rule.labels.iter().map(|label| &label.text));
    for template in templates {
        for part in &template.parts {
            if let TemplatePart::Value(expr) = part {
                names(expr, used);
            }
        }
    }
    rule.labels.iter().for_each(|label| names(&label.place, used));
}

/// The names in an expression: of values, of functions and of defines; texts as well, which may name a measure.
fn names<'e>(expr: &'e Expr, used: &mut FxHashSet<&'e str>) {
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Date(_) => {}
        ExprKind::Text(name) | ExprKind::Name(name) => drop(used.insert(name)),
        ExprKind::List(items) => items.iter().for_each(|item| names(item, used)),
        ExprKind::Field(of, _) | ExprKind::Not(of) | ExprKind::Negative(of) => names(of, used),
        ExprKind::Call(function, arguments) => {
            used.insert(&function.value);
            arguments.iter().for_each(|argument| names(&argument.value, used));
        }
        ExprKind::Comprehension(of) => {
            let Comprehension { function, element, list, filter, .. } = &**of;
            used.insert(&function.value);
            [element, list].into_iter().chain(filter).for_each(|part| names(part, used));
        }
        ExprKind::Binary(l, _, r) => [l, r].into_iter().for_each(|part| names(part, used)),
        ExprKind::If(c, x, y) => [c, x, y].into_iter().for_each(|part| names(part, used)),
    }
}

fn is_called(define: &Define, items: &[Item]) -> bool {
    items.iter().any(|item| {
        let mut used = FxHashSet::default();
        match &item.kind {
            ItemKind::Rule(rule) => all_of(rule, &mut used),
            ItemKind::Define(other) if other.name.value != define.name.value => names(&other.body, &mut used),
            _ => {}
        }
        used.contains(&*define.name.value)
    })
}

fn is_mentioned(measure: &str, items: &[Item]) -> bool {
    let in_example = |example: &Example| example.documents.value.contains(measure);
    items.iter().any(|item| {
        let mut used = FxHashSet::default();
        match &item.kind {
            ItemKind::Rule(rule) => {
                all_of(rule, &mut used);
                used.contains(measure) || rule.examples.iter().any(in_example)
            }
            ItemKind::Define(define) => {
                names(&define.body, &mut used);
                used.contains(measure)
            }
            ItemKind::Measure(other) => other.kind_of.as_ref().is_some_and(|kind| *kind.value == *measure),
            _ => false,
        }
    })
}
