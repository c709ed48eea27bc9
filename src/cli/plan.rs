//! The plan of some rules for people: the indexes that they share, how each finds its candidates, and how the work grows.

use std::fmt::Write as _;

use super::explain::path;
use crate::lang::Program;
use crate::lang::ast::Over;
use crate::lang::typed::{Reach, Rule, SelectorKind};
use crate::plan::{self, Index, Lies, Plan};

/// The plan.
pub fn listing(program: &Program) -> String {
    let plan = plan::plan(program);
    let mut text =
        "n is the number of claims, m that of the claims with equal keys, k that of what is found.\n\nIndexes\n".to_owned();
    for (place, index) in plan.indexes.iter().enumerate() {
        let users = plan.rules.iter().filter(|rule| rule.index == Some(place)).count();
        let rules = if users == 1 { "1 rule".to_owned() } else { format!("{users} rules") };
        let _ = writeln!(text, "  {}  {}  ({rules})", letter(place), keys(index, program));
    }
    text.push_str("\nRules\n");
    let width = program.rules.iter().map(|rule| rule.name.chars().count()).max().unwrap_or(0);
    for (rule, of_rule) in program.rules.iter().zip(&plan.rules) {
        let found = of_rule.index.map_or_else(|| each(rule).to_owned(), |place| format!("index {}", letter(place)));
        let _ = writeln!(text, "  {:width$}  {found:12}  {}", rule.name, cost(rule, &plan, program));
    }
    text
}

fn letter(place: usize) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let letter = letters.chars().nth(place % 26).unwrap_or('A');
    if place < 26 { letter.to_string() } else { format!("{letter}{}", place / 26) }
}

fn keys(index: &Index, program: &Program) -> String {
    let keys: Vec<String> = index.keys.iter().map(|key| path(key, &program.schema)).collect();
    let reach = if index.reach == Reach::Story { "the claims of one story" } else { "the claims of all stories" };
    let all = if index.over == Over::AllClaims { ", withdrawn ones too" } else { "" };
    if keys.is_empty() { format!("{reach}{all}") } else { format!("{reach}{all} by {}", keys.join(", ")) }
}

fn each(rule: &Rule) -> &'static str {
    match rule.selector.kind {
        SelectorKind::Entity(_) => "each entity",
        SelectorKind::Source(_) => "each source",
        SelectorKind::Story(_) => "each story",
        _ => "each claim",
    }
}

/// How the work grows, as the reference of the language has it.
fn cost(rule: &Rule, plan: &Plan, program: &Program) -> String {
    let place = program.rules.iter().position(|other| other.name == rule.name);
    let sweep = place.and_then(|place| plan.rules.get(place)).and_then(|of_rule| of_rule.sweep.as_ref());
    let field = |id| &program.schema.field(crate::corpus::RecordKind::Claim, id).name;
    match (rule.selector.kind, sweep) {
        (SelectorKind::Pair(..), Some(sweep)) => {
            let how = match sweep.lies {
                Lies::Apart(_) => "apart from",
                Lies::Below => "below",
                Lies::NotAbove => "not above",
                Lies::Above => "above",
                Lies::NotBelow => "not below",
            };
            format!("O(m log m + k): in the order of {}, the nearest {how} {}", field(sweep.earlier), field(sweep.later))
        }
        (SelectorKind::Pair(..), None) => "O(m²): every two of them, up to --steps".to_owned(),
        (SelectorKind::Step(..), _) => "O(m log m): each and the next".to_owned(),
        (SelectorKind::Group(_), _) => "O(m) for a group; O(m log m) where it has a clash".to_owned(),
        _ => "O(n), and what its comprehensions look at".to_owned(),
    }
}
