//! Changes to rules that their examples should notice: one constant, comparison or connective at a time becomes another, and whatever
//! example then comes out otherwise has noticed.

use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::Prepared;
use crate::corpus::Value;
use crate::eval::{self, Options};
use crate::lang::Program;
use crate::lang::ast::Outcome;
use crate::lang::typed::{Aggregate, Beyond, Comparison, Elements, Expr, ExprKind, Rule};
use crate::source::{Sources, Span};
use crate::value::{Exact, Tolerance};

/// A change to a rule or a define, and whether an example notices.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Where it is made.
    pub span: Span,
    /// What becomes what, in the words of rules.
    pub change: String,
    /// The rule or the define that is changed.
    pub owner: Arc<str>,
    /// Whether an example comes out otherwise.
    pub noticed: bool,
    /// Why none need notice, where the rule says so: `# survives: …`.
    pub reason: Option<String>,
}

/// The comment that gives the reason why a change in the line below it, or in its own, need not be noticed.
const SURVIVES: &str = "# survives:";

/// Tries every change to the rules of prepared examples, and to the defines that they use.
#[must_use]
pub fn try_all(sources: &Sources, program: &Program, prepared: &[Prepared]) -> Vec<Mutant> {
    let rules: FxHashSet<usize> = prepared.iter().map(|one| one.rule).collect();
    let mut rules: Vec<usize> = rules.into_iter().collect();
    rules.sort_unstable();
    let mut changed: Vec<Changed> = Vec::new();
    for place in &rules {
        if let Some(rule) = program.rules.get(*place) {
            changed.extend(
                of_rule(rule).into_iter().map(|(span, change, rule)| Changed::Rule(*place, span, change, Box::new(rule))),
            );
        }
    }
    for (at, define) in program.defines.iter().enumerate() {
        let users: Vec<usize> =
            rules.iter().copied().filter(|r| program.rules.get(*r).is_some_and(|r| uses(program, r, at))).collect();
        if !users.is_empty() {
            let of_body = mutants(&define.body);
            changed
                .extend(of_body.into_iter().map(|(span, change, body)| Changed::Define(at, span, change, body, users.clone())));
        }
    }
    let scratch = || program.clone();
    let judge = |scratch: &mut Program, change: Changed| tried(sources, program, scratch, prepared, change);
    changed.into_par_iter().map_init(scratch, judge).collect()
}

/// A changed rule, or the changed body of a define with the rules that use it.
enum Changed {
    Rule(usize, Span, String, Box<Rule>),
    Define(usize, Span, String, Expr, Vec<usize>),
}

fn tried(sources: &Sources, program: &Program, scratch: &mut Program, prepared: &[Prepared], change: Changed) -> Mutant {
    let (span, change, owner, noticed) = match change {
        Changed::Rule(place, span, change, rule) => {
            let owner = Arc::clone(&rule.name);
            scratch.rules = vec![*rule];
            (span, change, owner, notices(program, scratch, prepared, place))
        }
        Changed::Define(at, span, change, body, users) => {
            let owner = program.defines.get(at).map_or_else(|| Arc::from(""), |define| Arc::clone(&define.name));
            let Some(kept) = scratch.defines.get_mut(at).map(|define| std::mem::replace(&mut define.body, body)) else {
                return Mutant { span, change, owner, noticed: false, reason: None };
            };
            let noticed = users.into_iter().any(|place| {
                scratch.rules = program.rules.get(place).into_iter().cloned().collect();
                notices(program, scratch, prepared, place)
            });
            if let Some(define) = scratch.defines.get_mut(at) {
                define.body = kept;
            }
            (span, change, owner, noticed)
        }
    };
    let reason = if noticed { None } else { reason(sources, span) };
    Mutant { span, change, owner, noticed, reason }
}

/// Whether an example of a rule comes out otherwise by a changed program of that rule alone.
fn notices(program: &Program, changed: &Program, prepared: &[Prepared], place: usize) -> bool {
    let examples = program.rules.get(place).map_or(&[][..], |rule| &rule.examples);
    prepared.iter().filter(|one| one.rule == place).any(|one| {
        let wanted = examples.get(one.example).is_some_and(|example| example.outcome == Outcome::Fires);
        let fired = !eval::evaluate(changed, &one.corpus, &Options::default()).findings.is_empty();
        fired != wanted
    })
}

/// The reason that stands in the line of a change, or in the line above it.
fn reason(sources: &Sources, span: Span) -> Option<String> {
    let text = sources.text(span.file);
    let start = text.get(..span.range().start)?.rfind('\n').map_or(0, |at| at + 1);
    let own = text.get(start..)?.lines().next()?;
    let above = text.get(..start.saturating_sub(1))?.lines().next_back().filter(|line| line.trim_start().starts_with('#'));
    let of_line = |line: &str| line.split_once(SURVIVES).map(|(_, reason)| reason.trim().to_owned());
    of_line(own).or_else(|| above.and_then(of_line)).filter(|reason| !reason.is_empty())
}

/// Whether a rule uses a define, directly or by another one.
fn uses(program: &Program, rule: &Rule, define: usize) -> bool {
    let mut seen = FxHashSet::default();
    let mut found: Vec<usize> = Vec::new();
    let mut conditions: Vec<&Expr> = conditions(rule).collect();
    while let Some(expr) = conditions.pop() {
        collect(expr, &mut found);
        while let Some(next) = found.pop() {
            if next == define {
                return true;
            }
            if seen.insert(next) {
                conditions.extend(program.defines.get(next).map(|define| &define.body));
            }
        }
    }
    false
}

fn collect(expr: &Expr, into: &mut Vec<usize>) {
    if let ExprKind::Define(at, _) = &expr.kind {
        into.push(*at);
    }
    children(expr).into_iter().for_each(|child| collect(child, into));
}

fn conditions(rule: &Rule) -> impl Iterator<Item = &Expr> {
    let lets = rule.lets.iter().map(|(_, body)| body);
    rule.selector.filter.iter().chain(lets).chain([&rule.flag])
}

/// Every change to what decides whether a rule fires.
fn of_rule(rule: &Rule) -> Vec<(Span, String, Rule)> {
    let mut all = Vec::new();
    let mut take = |expr: &Expr, put: &dyn Fn(&mut Rule, Expr)| {
        for (span, change, expr) in mutants(expr) {
            let mut changed = rule.clone();
            put(&mut changed, expr);
            all.push((span, change, changed));
        }
    };
    if let Some(filter) = &rule.selector.filter {
        take(filter, &|rule, expr| rule.selector.filter = Some(expr));
    }
    for (at, (_, body)) in rule.lets.iter().enumerate() {
        take(body, &|rule, expr| {
            if let Some((_, body)) = rule.lets.get_mut(at) {
                *body = expr;
            }
        });
    }
    take(&rule.flag, &|rule, expr| rule.flag = expr);
    all
}

/// Every change to an expression: where, what becomes what, and the expression changed.
fn mutants(expr: &Expr) -> Vec<(Span, String, Expr)> {
    let mut all: Vec<(Span, String, Expr)> =
        own(&expr.kind).into_iter().map(|(change, kind)| (expr.span, change, Expr { kind, ..expr.clone() })).collect();
    for (at, child) in children(expr).into_iter().enumerate() {
        for (span, change, changed) in mutants(child) {
            let mut whole = expr.clone();
            if let Some(child) = children_mut(&mut whole).into_iter().nth(at) {
                *child = changed;
            }
            all.push((span, change, whole));
        }
    }
    all
}

/// The changes to what an expression itself is.
fn own(kind: &ExprKind) -> Vec<(String, ExprKind)> {
    let becomes = |from: &str, to: &str| format!("`{from}` becomes `{to}`");
    match kind {
        ExprKind::And(parts) => vec![(becomes("and", "or"), ExprKind::Or(parts.clone()))],
        ExprKind::Or(parts) => vec![(becomes("or", "and"), ExprKind::And(parts.clone()))],
        ExprKind::Not(of) => vec![("`not` is left out".to_owned(), of.kind.clone())],
        ExprKind::Compare(comparison, l, r) => {
            let others: &[Comparison] = match comparison {
                Comparison::Equal => &[Comparison::NotEqual],
                Comparison::NotEqual => &[Comparison::Equal],
                Comparison::Less => &[Comparison::LessOrEqual, Comparison::Greater],
                Comparison::LessOrEqual => &[Comparison::Less, Comparison::GreaterOrEqual],
                Comparison::Greater => &[Comparison::GreaterOrEqual, Comparison::Less],
                Comparison::GreaterOrEqual => &[Comparison::Greater, Comparison::LessOrEqual],
            };
            let changed =
                |other: &Comparison| (becomes(sign(*comparison), sign(*other)), ExprKind::Compare(*other, l.clone(), r.clone()));
            others.iter().map(changed).collect()
        }
        ExprKind::Constant(Value::Quantity(q)) => {
            let twice = if q.interval.exactly() == Some(Exact::ZERO) {
                q.interval.shifted(Exact::ONE)
            } else {
                q.interval.scaled(Exact::whole(2))
            };
            let shown = if q.interval.exactly() == Some(Exact::ZERO) { "0 becomes 1" } else { "the number is doubled" };
            twice.map(|twice| (shown.to_owned(), ExprKind::Constant(Value::quantity(q.derived(twice))))).into_iter().collect()
        }
        ExprKind::Conflict(l, r, Some(beyond)) => {
            let changed = |beyond| ExprKind::Conflict(l.clone(), r.clone(), Some(Box::new(beyond)));
            widened(beyond).map(|(what, beyond)| (what, changed(beyond))).into_iter().collect()
        }
        ExprKind::Clash(clash) => {
            let changed = |(what, beyond)| {
                let mut wider = clash.clone();
                wider.beyond = Some(beyond);
                (what, ExprKind::Clash(wider))
            };
            clash.beyond.as_ref().and_then(widened).map(changed).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A wider tolerance.
fn widened(beyond: &Beyond) -> Option<(String, Beyond)> {
    let (what, tolerance) = match beyond.tolerance {
        Tolerance::Relative(share) if share.is_zero() => ("0% becomes 10%", Tolerance::Relative(Exact::fraction(1, 10)?)),
        Tolerance::Relative(share) => {
            ("the tolerance is doubled", Tolerance::Relative(share.mul(Exact::whole(2)).filter(|s| *s < Exact::ONE)?))
        }
        Tolerance::Absolute(size) if size.is_zero() => return None,
        Tolerance::Absolute(size) => ("the tolerance is doubled", Tolerance::Absolute(size.mul(Exact::whole(2))?)),
    };
    Some((what.to_owned(), Beyond { tolerance, dimension: beyond.dimension.clone() }))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// Generates the walk over the expressions that an expression is made of, in one order for both kinds of reference.
macro_rules! children {
    ($name:ident, $as_ref:ident, $iter:ident, $($mutable:tt)?) => {
        fn $name(expr: &$($mutable)? Expr) -> Vec<&$($mutable)? Expr> {
            match &$($mutable)? expr.kind {
                ExprKind::Constant(_) | ExprKind::Local(_) => Vec::new(),
                ExprKind::Field(of, _)
                | ExprKind::Project(of, _)
                | ExprKind::Shared(of, _)
                | ExprKind::Not(of)
                | ExprKind::Negative(of)
                | ExprKind::Maybe(of)
                | ExprKind::Has(of) => vec![&$($mutable)? **of],
                ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::List(parts) | ExprKind::Call(_, parts) | ExprKind::Define(_, parts) => {
                    parts.$iter().collect()
                }
                ExprKind::Compare(_, l, r)
                | ExprKind::In(l, r)
                | ExprKind::Arithmetic(_, l, r)
                | ExprKind::Either(l, r)
                | ExprKind::Conflict(l, r, _) => vec![&$($mutable)? **l, &$($mutable)? **r],
                ExprKind::If(c, x, y) => vec![&$($mutable)? **c, &$($mutable)? **x, &$($mutable)? **y],
                ExprKind::Clash(clash) => vec![&$($mutable)? clash.claims],
                ExprKind::Aggregate(aggregate) => {
                    let Aggregate { list, filter, element, .. } = &$($mutable)? **aggregate;
                    let list = match list {
                        Elements::Of(list) => Some(list),
                        Elements::Claims { .. } => None,
                    };
                    list.into_iter().chain(filter.$as_ref()).chain([element]).collect()
                }
            }
        }
    };
}

children!(children, as_ref, iter,);
children!(children_mut, as_mut, iter_mut, mut);
