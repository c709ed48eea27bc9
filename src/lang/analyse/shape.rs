//! The shape of expressions: what two rules have in common whatever they call their bindings and wherever they stand.

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::lang::typed::{Elements, Expr, ExprKind, Local, Rule, SelectorKind};

/// What a rule looks at: two rules of one shape have the same candidates.
pub fn selector(rule: &Rule) -> Arc<str> {
    let names = Names::new(rule);
    let selector = &rule.selector;
    let kind = match selector.kind {
        SelectorKind::Claim(_) => "claim",
        SelectorKind::Entity(_) => "entity",
        SelectorKind::Source(_) => "source",
        SelectorKind::Story(_) => "story",
        SelectorKind::Pair(..) => "pair",
        SelectorKind::Step(..) => "step",
        SelectorKind::Group(_) => "group",
    };
    let filter = selector.filter.as_ref().map(|f| names.shape(f));
    let by = selector.by.as_ref().map(|b| names.shape(b));
    format!("{kind} {:?} {} {:?} {filter:?} {by:?}", selector.over, selector.across_stories, selector.keys).into()
}

/// The conditions that must all hold for a rule to report, by shape.
pub fn conditions(rule: &Rule) -> Vec<String> {
    let names = Names::new(rule);
    match &rule.flag.kind {
        ExprKind::And(parts) => parts.iter().map(|p| names.shape(p)).collect(),
        _ => vec![names.shape(&rule.flag)],
    }
}

/// What each local stands for: a binding by its place, a let by its own shape.
struct Names {
    bindings: Vec<Local>,
    /// The shapes of the lets so far, as hashes: written out, a let of lets could grow without end.
    lets: Vec<(Local, u64)>,
}

impl Names {
    fn new(rule: &Rule) -> Names {
        let bindings = match rule.selector.kind {
            SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) => vec![a, b],
            SelectorKind::Claim(a)
            | SelectorKind::Entity(a)
            | SelectorKind::Source(a)
            | SelectorKind::Story(a)
            | SelectorKind::Group(a) => vec![a],
        };
        let mut names = Names { bindings, lets: Vec::new() };
        for (local, body) in &rule.lets {
            let mut hasher = rustc_hash::FxHasher::default();
            names.shape(body).hash(&mut hasher);
            names.lets.push((*local, hasher.finish()));
        }
        names
    }

    fn shape(&self, expr: &Expr) -> String {
        let mut text = String::new();
        self.write(expr, &mut text);
        text
    }

    fn write(&self, expr: &Expr, text: &mut String) {
        // Writing into a string cannot fail.
        let _ = match &expr.kind {
            ExprKind::Constant(value) => write!(text, "{value:?}"),
            ExprKind::Local(local) => return self.local(*local, text),
            ExprKind::Field(of, access) | ExprKind::Project(of, access) | ExprKind::Shared(of, access) => {
                self.write(of, text);
                write!(text, ".{access:?}")
            }
            ExprKind::Not(of) => return self.list("not", [&**of], text),
            ExprKind::Negative(of) => return self.list("-", [&**of], text),
            ExprKind::Maybe(of) => return self.list("maybe", [&**of], text),
            ExprKind::Has(of) => return self.list("has", [&**of], text),
            ExprKind::And(parts) => return self.list("and", parts, text),
            ExprKind::Or(parts) => return self.list("or", parts, text),
            ExprKind::List(parts) => return self.list("list", parts, text),
            ExprKind::Call(builtin, parts) => return self.list(builtin.name, parts, text),
            ExprKind::Define(place, parts) => return self.list(&format!("define {place}"), parts, text),
            ExprKind::Compare(op, l, r) => return self.list(op.sign(), [&**l, &**r], text),
            ExprKind::In(l, r) => return self.list("in", [&**l, &**r], text),
            ExprKind::Arithmetic(op, l, r) => return self.list(&format!("{op:?}"), [&**l, &**r], text),
            ExprKind::Either(l, r) => return self.list("either", [&**l, &**r], text),
            ExprKind::Conflict(l, r, beyond) => return self.list(&format!("conflict {beyond:?}"), [&**l, &**r], text),
            ExprKind::If(c, x, y) => return self.list("if", [&**c, &**x, &**y], text),
            ExprKind::Clash(clash) => {
                let head = format!("clash {:?} {:?} {:?} {:?}", clash.field, clash.beyond, clash.between, clash.during);
                return self.list(&head, [&clash.claims], text);
            }
            ExprKind::Aggregate(aggregate) => {
                let head = match &aggregate.list {
                    Elements::Of(list) => self.shape(list),
                    Elements::Claims { over, reach, .. } => format!("{over:?} {reach:?}"),
                };
                let head = format!("{:?} {head}", aggregate.fold);
                let parts: Vec<&Expr> = aggregate.filter.iter().chain([&aggregate.element]).collect();
                return self.list(&head, parts, text);
            }
        };
    }

    fn list<'e>(&self, head: &str, parts: impl IntoIterator<Item = &'e Expr>, text: &mut String) {
        text.push('(');
        text.push_str(head);
        for part in parts {
            text.push(' ');
            self.write(part, text);
        }
        text.push(')');
    }

    fn local(&self, local: Local, text: &mut String) {
        if let Some(place) = self.bindings.iter().position(|b| *b == local) {
            text.push_str(["a", "b"].get(place).copied().unwrap_or("?"));
        } else if let Some((_, shape)) = self.lets.iter().find(|(l, _)| *l == local) {
            text.push_str(&format!("let {shape:x}"));
        } else {
            // The record of `where`, or an element of a comprehension: told apart by what is asked of it.
            text.push_str(if local == crate::lang::typed::RECORD { "it" } else { "each" });
        }
    }
}
