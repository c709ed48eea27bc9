//! What a rule's `flag when` reads of its claims: the fields that leave a claim undecided where they are missing.

use crate::corpus::FieldId;
use crate::lang::typed::{Access, Elements, Expr, ExprKind, Local};

/// Visits an expression and all within it, from the outside in, as far as `visit` says to go on inside.
pub fn walk(expr: &Expr, visit: &mut impl FnMut(&Expr) -> bool) {
    if !visit(expr) {
        return;
    }
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Local(_) => {}
        ExprKind::Field(of, _)
        | ExprKind::Project(of, _)
        | ExprKind::Shared(of, _)
        | ExprKind::Not(of)
        | ExprKind::Negative(of)
        | ExprKind::Maybe(of)
        | ExprKind::Has(of) => walk(of, visit),
        ExprKind::And(parts)
        | ExprKind::Or(parts)
        | ExprKind::List(parts)
        | ExprKind::Call(_, parts)
        | ExprKind::Define(_, parts) => {
            parts.iter().for_each(|p| walk(p, visit));
        }
        ExprKind::Compare(_, l, r)
        | ExprKind::In(l, r)
        | ExprKind::Arithmetic(_, l, r)
        | ExprKind::Either(l, r)
        | ExprKind::Conflict(l, r, _) => {
            walk(l, visit);
            walk(r, visit);
        }
        ExprKind::If(c, x, y) => [c, x, y].into_iter().for_each(|e| walk(e, visit)),
        ExprKind::Clash(clash) => walk(&clash.claims, visit),
        ExprKind::Aggregate(aggregate) => {
            match &aggregate.list {
                Elements::Of(list) => walk(list, visit),
                Elements::Claims { keys, .. } => keys.iter().for_each(|k| walk(&k.value, visit)),
            }
            aggregate.filter.iter().for_each(|f| walk(f, visit));
            walk(&aggregate.element, visit);
        }
    }
}

/// The claim fields that `flag`, and the lets it uses, read directly on a binding outside `has`, `either` and `maybe`, in the order
/// of reading.
pub fn of_flag(flag: &Expr, lets: &[(Local, Expr)], bindings: &[Local]) -> Vec<FieldId> {
    let mut fields = Vec::new();
    let mut waiting = vec![flag];
    let mut seen = Vec::new();
    while let Some(expr) = waiting.pop() {
        walk(expr, &mut |e| match &e.kind {
            ExprKind::Has(_) | ExprKind::Either(..) | ExprKind::Maybe(_) => false,
            ExprKind::Local(local) => {
                if let Some((_, bound)) = lets.iter().find(|(l, _)| l == local)
                    && !seen.contains(local)
                {
                    seen.push(*local);
                    waiting.push(bound);
                }
                true
            }
            ExprKind::Field(of, Access::Claim(field))
            | ExprKind::Project(of, Access::Claim(field))
            | ExprKind::Shared(of, Access::Claim(field)) => {
                note(of, *field, bindings, &mut fields);
                true
            }
            ExprKind::Clash(clash) => {
                note(&clash.claims, clash.field, bindings, &mut fields);
                true
            }
            _ => true,
        });
    }
    fields
}

fn note(of: &Expr, field: FieldId, bindings: &[Local], fields: &mut Vec<FieldId>) {
    if matches!(&of.kind, ExprKind::Local(l) if bindings.contains(l)) && !fields.contains(&field) {
        fields.push(field);
    }
}
