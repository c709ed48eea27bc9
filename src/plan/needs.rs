//! What a claim must give for a rule to take it in: a rule's `where` in, a set of fields out, so that one look passes over a claim
//! that lacks one of them. Says nothing that evaluation would not say.

use crate::corpus::{ClaimRef, Corpus, FieldDefault, FieldId, RecordKind, Schema, Type, fields};
use crate::lang::typed::{Access, Comparison, Expr, ExprKind, RECORD, Rule, SelectorKind};

/// A set of what claims give: fields, by their places, and whether the value is a quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given(u64);

/// The place that says that the value is a quantity. Fields from here on are in no set.
const QUANTITY: u16 = 63;

/// Functions that give something of a quantity, and nothing of anything else.
const OF_QUANTITIES: [&str; 5] = ["figure", "unit", "hedge", "digits", "is-exact"];

impl Given {
    /// Whether a claim gives all of it.
    #[must_use]
    pub fn is_given_by(self, claim: ClaimRef<'_>) -> bool {
        let mut left = self.0;
        while left != 0 {
            let place = left.trailing_zeros() as u16;
            left &= left - 1;
            let gives = if place == QUANTITY { claim.is_quantity() } else { claim.gives(FieldId(place)) };
            if !gives {
                return false;
            }
        }
        true
    }

    /// Whether every claim gives all of it.
    #[must_use]
    pub fn is_given_by_all(self, corpus: &Corpus) -> bool {
        (0..64).filter(|place| self.0 >> place & 1 == 1).all(|place| place != QUANTITY && corpus.all_give(FieldId(place)))
    }

    fn add(&mut self, place: u16) {
        if place < QUANTITY {
            self.0 |= 1 << place;
        }
    }
}

/// Whether a rule takes in every claim that gives what it needs, with nothing else to ask.
#[must_use]
pub fn are_all(rule: &Rule, schema: &Schema) -> bool {
    let Some(filter) = &rule.selector.filter else { return true };
    super::conjuncts(filter).iter().all(|conjunct| {
        let ExprKind::Has(of) = &conjunct.kind else { return false };
        field_of_record(of).is_some_and(|field| {
            let is_one = !matches!(schema.field(RecordKind::Claim, field).ty, Type::List(_) | Type::Claim);
            is_one && field.0 < QUANTITY && !matches!(field, fields::ID | fields::STORY | fields::TOPIC)
        })
    })
}

/// What every claim that a rule takes in gives. Only those conditions count before which nothing is noticed and no step is used: of a
/// claim that lacks what they ask for, evaluation would say no more than that it is not taken in.
#[must_use]
pub fn of(rule: &Rule, schema: &Schema) -> Given {
    let mut needed = Given::default();
    let over_claims = !matches!(rule.selector.kind, SelectorKind::Entity(_) | SelectorKind::Source(_) | SelectorKind::Story(_));
    let Some(filter) = rule.selector.filter.as_ref().filter(|_| over_claims) else { return needed };
    for conjunct in super::conjuncts(filter).iter().take_while(|c| is_quiet(c)) {
        if let ExprKind::Has(of) = &conjunct.kind {
            need(of, schema, &mut needed);
        }
    }
    needed
}

/// What has to be given that an expression may be there.
fn need(of: &Expr, schema: &Schema, needed: &mut Given) {
    match &of.kind {
        // The story and the topic are there without being given.
        ExprKind::Field(owner, Access::Claim(field))
            if matches!(owner.kind, ExprKind::Local(RECORD)) && !matches!(*field, fields::STORY | fields::TOPIC) =>
        {
            needed.add(field.0);
        }
        // What is read of a default does not hang on what is given.
        ExprKind::Field(owner, _)
            if !field_of_record(owner).is_some_and(|f| schema.field(RecordKind::Claim, f).default != FieldDefault::None) =>
        {
            need(owner, schema, needed);
        }
        ExprKind::Call(builtin, arguments)
            if OF_QUANTITIES.contains(&builtin.name) && arguments.first().and_then(field_of_record) == Some(fields::VALUE) =>
        {
            needed.0 |= 1 << QUANTITY;
        }
        _ => {}
    }
}

/// The field of the record that an expression is.
fn field_of_record(expr: &Expr) -> Option<FieldId> {
    match &expr.kind {
        ExprKind::Field(owner, Access::Claim(field)) if matches!(owner.kind, ExprKind::Local(RECORD)) => Some(*field),
        _ => None,
    }
}

/// Whether nothing is noticed while an expression is worked out, and no step is used.
pub(super) fn is_quiet(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Local(_) => true,
        ExprKind::Field(of, _) | ExprKind::Project(of, _) | ExprKind::Not(of) | ExprKind::Has(of) | ExprKind::Maybe(of) => {
            is_quiet(of)
        }
        ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::List(parts) | ExprKind::Call(_, parts) => {
            parts.iter().all(is_quiet)
        }
        ExprKind::In(l, r) | ExprKind::Either(l, r) => is_quiet(l) && is_quiet(r),
        // Words and names are never of two kinds that cannot be compared; numbers and dates may be.
        ExprKind::Compare(Comparison::Equal | Comparison::NotEqual, l, r) => {
            is_word(&l.ty) && is_word(&r.ty) && is_quiet(l) && is_quiet(r)
        }
        _ => false,
    }
}

fn is_word(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Choice(_) | Type::Measure | Type::Entity | Type::Topic | Type::Story | Type::Claim)
}
