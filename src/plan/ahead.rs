//! What can be told of a rule's candidates before they are judged: a rule in, and a cheap test out that says no more than judging would.

use crate::corpus::{FieldId, RecordKind, Schema, Type, Value, fields};
use crate::lang::typed::{Access, Aggregate, Beyond, Comparison, Elements, Expr, ExprKind, Fold, Local, Rule, SelectorKind};

/// When a group is surely not flagged, by its first condition.
#[derive(Clone, Debug, Default)]
pub struct GroupTest {
    /// Fewer members are never flagged.
    pub least: usize,
    /// Members whose values are all within this tolerance of each other are never flagged.
    pub near: Option<Option<Beyond>>,
}

/// The test of a rule about groups.
#[must_use]
pub fn group_test(rule: &Rule) -> GroupTest {
    let SelectorKind::Group(group) = rule.selector.kind else { return GroupTest::default() };
    let Some(first) = super::conjuncts(&rule.flag).first() else { return GroupTest::default() };
    let is_group = |expr: &Expr| matches!(expr.kind, ExprKind::Local(local) if local == group);
    match &by_let(first, rule).kind {
        ExprKind::Clash(of) if of.field == fields::VALUE && is_group(&of.claims) => {
            GroupTest { least: 2, near: Some(of.beyond.clone()) }
        }
        ExprKind::Compare(Comparison::GreaterOrEqual, count, number) if counts(count, &is_group) => {
            GroupTest { least: whole(number).unwrap_or(0), near: None }
        }
        _ => GroupTest::default(),
    }
}

/// What a name stands for that a `let` gives; else the expression itself.
fn by_let<'r>(expr: &'r Expr, rule: &'r Rule) -> &'r Expr {
    match expr.kind {
        ExprKind::Local(local) => rule.lets.iter().find(|(of, _)| *of == local).map_or(expr, |(_, given)| given),
        _ => expr,
    }
}

/// Whether an expression is the number of members.
fn counts(expr: &Expr, is_group: &impl Fn(&Expr) -> bool) -> bool {
    let ExprKind::Aggregate(aggregate) = &expr.kind else { return false };
    let Aggregate { fold: Fold::Count, list: Elements::Of(list), filter: None, element, binding, .. } = &**aggregate else {
        return false;
    };
    is_group(list) && matches!(element.kind, ExprKind::Local(local) if local == *binding)
}

/// The whole number that a constant is.
fn whole(expr: &Expr) -> Option<usize> {
    let ExprKind::Constant(Value::Quantity(quantity)) = &expr.kind else { return None };
    let number = quantity.interval.exactly().filter(|number| number.is_whole())?;
    usize::try_from(number.numerator()).ok()
}

/// The conditions of a comprehension that only the element tells, and before which nothing is noticed: an element of which one of them
/// does not surely hold is left out, whatever else is bound.
pub fn element_tests(aggregate: &Aggregate) -> impl Iterator<Item = &Expr> {
    let conjuncts = aggregate.filter.as_ref().map_or(&[][..], super::conjuncts);
    let quiet = conjuncts.iter().take_while(|conjunct| super::needs::is_quiet(conjunct));
    quiet.filter(|conjunct| only_tells(conjunct, aggregate.binding))
}

/// Whether nothing but one record and constants tell what a quiet expression gives.
fn only_tells(expr: &Expr, record: Local) -> bool {
    let all = |parts: &[Expr]| parts.iter().all(|part| only_tells(part, record));
    match &expr.kind {
        ExprKind::Constant(_) => true,
        ExprKind::Local(local) => *local == record,
        ExprKind::Field(of, _) | ExprKind::Project(of, _) | ExprKind::Not(of) | ExprKind::Has(of) | ExprKind::Maybe(of) => {
            only_tells(of, record)
        }
        ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::List(parts) | ExprKind::Call(_, parts) => all(parts),
        ExprKind::In(l, r) | ExprKind::Either(l, r) | ExprKind::Compare(_, l, r) => {
            only_tells(l, record) && only_tells(r, record)
        }
        _ => false,
    }
}

/// How many fields may tell whether a claim is flagged.
pub const MOST: usize = 4;

/// The fields that alone tell whether a claim is flagged, where there are few and each is one word: claims that agree in them are
/// judged alike. None where something else tells, too.
#[must_use]
pub fn telling_fields(rule: &Rule, schema: &Schema) -> Option<Vec<FieldId>> {
    let SelectorKind::Claim(claim) = rule.selector.kind else { return None };
    let mut telling = Vec::new();
    let reads = tells(&rule.flag, claim, rule, schema, &mut telling);
    telling.sort_unstable();
    telling.dedup();
    (reads && telling.len() <= MOST).then_some(telling)
}

/// Whether only words of the claim and constants tell what an expression gives; takes note of the fields.
fn tells(expr: &Expr, claim: Local, rule: &Rule, schema: &Schema, telling: &mut Vec<FieldId>) -> bool {
    let mut all = |parts: &[&Expr]| parts.iter().all(|part| tells(part, claim, rule, schema, telling));
    match &expr.kind {
        ExprKind::Constant(_) => true,
        ExprKind::Field(owner, Access::Claim(field)) if matches!(owner.kind, ExprKind::Local(local) if local == claim) => {
            telling.push(*field);
            is_word(schema, *field)
        }
        ExprKind::Field(owner, Access::Entity(_) | Access::Measure(_)) => all(&[owner]),
        ExprKind::Not(of) | ExprKind::Has(of) | ExprKind::Maybe(of) => all(&[of]),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().all(|part| all(&[part])),
        ExprKind::Compare(_, l, r) | ExprKind::In(l, r) => all(&[l, r]),
        ExprKind::Local(_) => match by_let(expr, rule) {
            given if std::ptr::eq(given, expr) => false,
            given => all(&[given]),
        },
        _ => false,
    }
}

/// Whether a field of a claim is one word, and nothing else tells what it is.
fn is_word(schema: &Schema, field: FieldId) -> bool {
    // What a claim's modality is where it is not given hangs on its source.
    !matches!(field, fields::ID | fields::STORY | fields::VALUE | fields::TOPIC | fields::MODALITY)
        && matches!(
            schema.field(RecordKind::Claim, field).ty,
            Type::Bool | Type::Text | Type::Date | Type::Choice(_) | Type::Entity | Type::Measure
        )
}
