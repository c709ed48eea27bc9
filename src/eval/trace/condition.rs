//! One condition taken apart: what it is made of, what each part comes to, and the values that are compared at the bottom.

use crate::corpus::{FieldId, Type, Value};
use crate::eval::compare::carried;
use crate::eval::expr::{Evaluator, Frame};
use crate::lang::Program;
use crate::lang::typed::{Access, Expr, ExprKind, Local, Rule};
use crate::source::Span;
use crate::value::{Tolerance, Truth};

/// A condition, and what came of it.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Where it stands: in the rule, or in a define that it uses.
    pub span: Span,
    /// What it is made of.
    pub form: Form,
    /// Whether it is so.
    pub truth: Truth,
    /// The parts that were asked, in their order: none after one that settles the matter.
    pub parts: Vec<Condition>,
    /// What it looks at, where it has no parts.
    pub values: Vec<Seen>,
    /// What it lets pass, where it compares with a tolerance.
    pub tolerance: Option<Tolerance>,
}

/// What a condition is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `and`
    All,
    /// `or`
    Any,
    /// `not`
    Not,
    /// `if`: what it depends on, then the branch that was taken.
    If,
    /// `maybe(…)`
    Maybe,
    /// A `let` or a `define`: what it stands for.
    Stands,
    /// No condition within it is looked at.
    Plain,
}

/// A value that a condition looks at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Where it stands in the condition.
    pub span: Span,
    /// The field of what stands there that is looked at, where it is not written out.
    pub field: Option<FieldId>,
    /// What it is; a quantity and a date hold their interval.
    pub value: Value,
}

impl Condition {
    /// The innermost part that makes this condition what it is.
    #[must_use]
    pub fn innermost(&self) -> &Condition {
        let deciding = match self.form {
            Form::All if self.truth.is_sure() => None,
            Form::Any if self.truth == Truth::SurelyNot => None,
            Form::All | Form::Any => self.parts.iter().find(|part| part.truth == self.truth),
            Form::Not | Form::Maybe | Form::Stands => self.parts.first(),
            Form::If => self.parts.last(),
            Form::Plain => None,
        };
        deciding.map_or(self, Condition::innermost)
    }
}

/// The conditions that a condition is made of, as its trace has them; what stands in a `let` or a define only once it is asked for.
#[must_use]
pub fn parts<'p>(program: &'p Program, rule: &'p Rule, expr: &'p Expr, lets: Lets) -> (Form, Vec<(&'p Expr, Lets)>) {
    let here = |parts: &'p [Expr]| parts.iter().map(|p| (p, lets)).collect();
    match &expr.kind {
        ExprKind::And(parts) => (Form::All, here(parts)),
        ExprKind::Or(parts) => (Form::Any, here(parts)),
        ExprKind::Not(of) => (Form::Not, vec![(&**of, lets)]),
        ExprKind::Maybe(of) if is_condition(of) => (Form::Maybe, vec![(&**of, lets)]),
        ExprKind::If(c, x, y) if is_condition(x) && is_condition(y) => (Form::If, vec![(&**c, lets), (&**x, lets), (&**y, lets)]),
        ExprKind::Local(local) if lets == Lets::Known => match let_of(rule, *local).filter(|body| is_condition(body)) {
            Some(body) => (Form::Stands, vec![(body, Lets::Known)]),
            None => (Form::Plain, Vec::new()),
        },
        ExprKind::Define(at, _) => match program.defines.get(*at) {
            Some(define) => (Form::Stands, vec![(&define.body, Lets::Unknown)]),
            None => (Form::Plain, Vec::new()),
        },
        _ => (Form::Plain, Vec::new()),
    }
}

/// Whether the lets of the rule are known where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lets {
    /// In `flag when`, in `escalate`, and in lets.
    Known,
    /// In `where`, and in defines.
    Unknown,
}

fn is_condition(expr: &Expr) -> bool {
    matches!(expr.ty, Type::Bool | Type::Clash)
}

fn let_of(rule: &Rule, local: Local) -> Option<&Expr> {
    rule.lets.iter().find(|(l, _)| *l == local).map(|(_, body)| body)
}

/// Takes a condition apart, asking its parts as the evaluator does.
pub(super) fn taken_apart<'a>(evaluator: &Evaluator<'a>, expr: &'a Expr, lets: Lets, frame: &mut Frame<'a>) -> Condition {
    let (form, of) = parts(evaluator.program, evaluator.rule, expr, lets);
    let mut asked = Vec::new();
    let truth = match (form, &expr.kind) {
        (Form::Stands, ExprKind::Define(at, arguments)) => {
            let inside = evaluator.inside(*at, arguments, frame);
            asked.extend(inside.map(|(define, mut inner)| taken_apart(evaluator, &define.body, Lets::Unknown, &mut inner)));
            asked.first().map_or(Truth::CannotTell, |body| body.truth)
        }
        (Form::Plain, _) => evaluator.truth(expr, frame),
        _ => {
            let mut ask = |(part, lets): (&'a Expr, Lets)| {
                let condition = taken_apart(evaluator, part, lets, frame);
                let truth = condition.truth;
                asked.push(condition);
                truth
            };
            put_together(form, &of, &mut ask)
        }
    };
    let values = if form == Form::Plain { values(evaluator, expr, frame) } else { Vec::new() };
    let tolerance = tolerance(expr, &values);
    Condition { span: expr.span, form, truth, parts: asked, values, tolerance }
}

/// What a comparison lets pass: what it names, else what the measure of a value does.
fn tolerance(expr: &Expr, values: &[Seen]) -> Option<Tolerance> {
    let named = match &expr.kind {
        ExprKind::Conflict(_, _, beyond) => beyond.as_deref().map(|beyond| beyond.tolerance),
        ExprKind::Clash(clash) => clash.beyond.as_ref().map(|beyond| beyond.tolerance),
        _ => return None,
    };
    let carried = || values.iter().flat_map(|seen| seen.value.elements()).find_map(carried);
    Some(named.or_else(carried).unwrap_or(Tolerance::NONE))
}

/// What several parts come to, none asked after one that settles the matter.
fn put_together<'a>(form: Form, parts: &[(&'a Expr, Lets)], ask: &mut dyn FnMut((&'a Expr, Lets)) -> Truth) -> Truth {
    let mut parts = parts.iter().copied();
    match (form, parts.next()) {
        (Form::All, first) => {
            let mut all = Truth::Surely;
            for part in first.into_iter().chain(parts) {
                all = all.and(ask(part));
                if all == Truth::SurelyNot {
                    break;
                }
            }
            all
        }
        (Form::Any, first) => {
            let mut any = Truth::SurelyNot;
            for part in first.into_iter().chain(parts) {
                any = any.or(ask(part));
                if any == Truth::Surely {
                    break;
                }
            }
            any
        }
        (Form::Not, Some(of)) => !ask(of),
        (Form::Maybe, Some(of)) => Truth::of(ask(of) != Truth::SurelyNot),
        (Form::If, Some(condition)) => match (ask(condition), parts.next(), parts.next()) {
            (Truth::Surely, Some(then), _) => ask(then),
            (Truth::SurelyNot, _, Some(otherwise)) => ask(otherwise),
            _ => Truth::CannotTell,
        },
        (_, Some(of)) => ask(of),
        (_, None) => Truth::CannotTell,
    }
}

/// What a condition without parts looks at.
fn values<'a>(evaluator: &Evaluator<'a>, expr: &'a Expr, frame: &mut Frame<'a>) -> Vec<Seen> {
    let mut seen = |of: &'a Expr| Seen { span: of.span, field: None, value: evaluator.value(of, frame).into_owned() };
    match &expr.kind {
        ExprKind::Compare(_, l, r) | ExprKind::In(l, r) | ExprKind::Conflict(l, r, _) => vec![seen(l), seen(r)],
        ExprKind::Has(of) | ExprKind::Maybe(of) => vec![seen(of)],
        ExprKind::Call(_, arguments) => arguments.iter().map(seen).collect(),
        ExprKind::Clash(clash) => {
            let claims = seen(&clash.claims);
            let of = |claim: &Value| evaluator.access(claim, Access::Claim(clash.field)).into_owned();
            let value = Value::list(claims.value.elements().iter().map(of).collect());
            vec![Seen { span: claims.span, field: Some(clash.field), value }]
        }
        ExprKind::Aggregate(_) | ExprKind::Constant(_) => Vec::new(),
        _ => vec![seen(expr)],
    }
}
