//! Which rules outrank which: the names that are no rules, and the circles in which each would silence the other.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ast::{Name, Rule};
use super::declare::Declared;
use crate::diagnostic::{Diagnostic, codes, nearest};

/// What is wrong with the `outranks` of all rules, each with the rule that it stands in.
pub fn mistakes(declared: &Declared<'_>) -> Vec<(Arc<str>, Diagnostic)> {
    let rules: FxHashMap<&str, &Rule> = declared.rules.iter().map(|(rule, _)| (&*rule.name.value, *rule)).collect();
    let broken: FxHashSet<&str> = declared.broken_rules.iter().map(|name| &**name).collect();
    let mut mistakes = Vec::new();
    for rule in declared.rules.iter().map(|(rule, _)| rule) {
        for outranked in &rule.outranks {
            let name = &*outranked.value;
            if !rules.contains_key(name) && !broken.contains(name) {
                let near = nearest(name, declared.rules.iter().map(|(rule, _)| &*rule.name.value));
                mistakes.push((Arc::clone(&rule.name.value), no_rule(outranked, near)));
            } else if reaches(&rules, name, &rule.name.value) {
                mistakes.push((Arc::clone(&rule.name.value), circle(&rule.name, outranked)));
            }
        }
    }
    mistakes
}

/// Whether one rule outranks another, itself or by way of others.
fn reaches(rules: &FxHashMap<&str, &Rule>, from: &str, to: &Arc<str>) -> bool {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == &**to {
            return true;
        }
        if seen.insert(name)
            && let Some(rule) = rules.get(name)
        {
            open.extend(rule.outranks.iter().map(|outranked| &*outranked.value));
        }
    }
    false
}

fn no_rule(name: &Name, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a rule that `claimlint rules` lists".to_owned(),
    };
    Diagnostic::new(&codes::UNKNOWN_NAME, format!("there is no rule `{}` to outrank", name.value)).label(name.span, "").help(help)
}

fn circle(rule: &Name, outranked: &Name) -> Diagnostic {
    Diagnostic::new(&codes::CYCLE, format!("`{}` and `{}` outrank each other", rule.value, outranked.value))
        .label(outranked.span, "outranked here")
        .label(rule.span, "and outranks this rule in turn")
        .help("let only the more telling one outrank the other")
}
