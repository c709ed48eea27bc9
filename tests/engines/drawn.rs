//! What of the language a rule uses, so that the random test can tell how much of it was drawn.

use std::collections::BTreeMap;

use claimlint::lang::ast::{Expr, ExprKind, ItemKind, Rule, RuleFile, SelectorKind};

/// How often each selector, operator and function was met.
pub type Drawn = BTreeMap<String, usize>;

pub fn count(files: &[RuleFile], drawn: &mut Drawn) {
    for item in files.iter().flat_map(|f| &f.items) {
        match &item.kind {
            ItemKind::Rule(rule) => count_rule(rule, drawn),
            ItemKind::Define(define) => count_expression(&define.body, drawn),
            _ => {}
        }
    }
}

fn note(drawn: &mut Drawn, what: &str) {
    *drawn.entry(what.to_owned()).or_default() += 1;
}

fn count_rule(rule: &Rule, drawn: &mut Drawn) {
    let selector = match &rule.selector.kind {
        SelectorKind::Claim(_) => "each claim",
        SelectorKind::Entity(_) => "each entity",
        SelectorKind::Source(_) => "each source",
        SelectorKind::Story(_) => "each story",
        SelectorKind::Pair(..) => "each pair",
        SelectorKind::Step(..) => "each step",
        SelectorKind::Group(_) => "each group",
    };
    note(drawn, selector);
    if rule.selector.across_stories.is_some() {
        note(drawn, "across stories");
    }
    let lets = rule.lets.iter().map(|(_, e)| e);
    let raises = rule.escalations.iter().map(|(_, e)| e);
    lets.chain(raises).chain(&rule.selector.filter).chain([&rule.flag]).for_each(|e| count_expression(e, drawn));
}

fn count_expression(expr: &Expr, drawn: &mut Drawn) {
    match &expr.kind {
        ExprKind::List(items) => items.iter().for_each(|e| count_expression(e, drawn)),
        ExprKind::Field(of, _) => count_expression(of, drawn),
        ExprKind::Call(function, arguments) => {
            note(drawn, &format!("{}()", function.value));
            for argument in arguments {
                match &argument.name {
                    Some(name) => note(drawn, &format!("{}:", name.value)),
                    None => count_expression(&argument.value, drawn),
                }
            }
        }
        ExprKind::Comprehension(c) => {
            note(drawn, &format!("{}(for)", c.function.value));
            if c.all_stories.is_some() {
                note(drawn, "all stories");
            }
            count_expression(&c.element, drawn);
            count_expression(&c.list, drawn);
            c.filter.iter().for_each(|f| count_expression(f, drawn));
        }
        ExprKind::Not(e) => {
            note(drawn, "not");
            count_expression(e, drawn);
        }
        ExprKind::Negative(e) => {
            note(drawn, "-x");
            count_expression(e, drawn);
        }
        ExprKind::Binary(a, op, b) => {
            note(drawn, op.value.sign());
            count_expression(a, drawn);
            count_expression(b, drawn);
        }
        ExprKind::If(c, x, y) => {
            note(drawn, "if");
            [c, x, y].into_iter().for_each(|e| count_expression(e, drawn));
        }
        ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::Name(_) => {}
    }
}
