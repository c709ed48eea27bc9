//! What has to be said of some entity or story before a rule can find anything, and which entities a rule points at.

use crate::corpus::{FieldDefault, FieldId, RecordKind, Schema, Type, Value, fields};
use crate::lang::typed::{Access, Comparison, Elements, Expr, ExprKind, Fold, RECORD, Rule, SelectorKind};

/// A field that some entity or some story has to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wake {
    /// An entity.
    Entity(FieldId),
    /// A story.
    Story(FieldId),
}

/// Whose entity a rule points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The subject of a claim that it binds.
    Subject,
    /// The source of one.
    Source,
    /// Another one.
    Other,
}

/// Entities that a rule points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Labelled {
    /// Whose they are.
    pub owner: Owner,
    /// What each of them gives.
    pub needs: Vec<FieldId>,
}

/// What has to be said somewhere for a rule to take anything in, and for a condition of it to be so.
pub(super) fn wakes(rule: &Rule, schema: &Schema, condition: Option<&Expr>) -> Vec<Wake> {
    let needs = Needs { rule, schema };
    let conditions = rule.selector.filter.iter().chain(condition);
    let mut wakes: Vec<Wake> = conditions.flat_map(|condition| needs.truth(condition, 0)).collect();
    wakes.sort_unstable();
    wakes.dedup();
    wakes
}

/// How deep lets are followed.
const DEEP: usize = 16;

struct Needs<'r> {
    rule: &'r Rule,
    schema: &'r Schema,
}

impl Needs<'_> {
    /// What has to be said for a condition to be surely so.
    fn truth(&self, expr: &Expr, deep: usize) -> Vec<Wake> {
        if deep > DEEP {
            return Vec::new();
        }
        match &expr.kind {
            ExprKind::And(parts) => parts.iter().flat_map(|part| self.truth(part, deep + 1)).collect(),
            ExprKind::Or(parts) => parts.iter().map(|part| self.truth(part, deep + 1)).reduce(common).unwrap_or_default(),
            ExprKind::Has(of) => match self.given(of) {
                Some(wake) => vec![wake],
                None => self.value(of, deep + 1),
            },
            ExprKind::Compare(op, l, r) => {
                let mut wakes = self.value(l, deep + 1);
                wakes.extend(self.value(r, deep + 1));
                if *op == Comparison::Equal {
                    wakes.extend(self.other_than_default(l, r).or_else(|| self.other_than_default(r, l)));
                }
                wakes
            }
            _ => Vec::new(),
        }
    }

    /// What has to be said for a value to be there.
    fn value(&self, expr: &Expr, deep: usize) -> Vec<Wake> {
        if deep > DEEP {
            return Vec::new();
        }
        match &expr.kind {
            ExprKind::Field(of, _) => match self.given(expr).filter(|wake| self.has_no_default(*wake)) {
                Some(wake) => vec![wake],
                None => self.value(of, deep + 1),
            },
            ExprKind::Either(x, y) | ExprKind::If(_, x, y) => common(self.value(x, deep + 1), self.value(y, deep + 1)),
            ExprKind::Local(local) => {
                let bound = self.rule.lets.iter().find(|(l, _)| l == local);
                bound.map(|(_, body)| self.value(body, deep + 1)).unwrap_or_default()
            }
            ExprKind::Aggregate(aggregate)
                if matches!(aggregate.fold, Fold::First | Fold::Last) && matches!(aggregate.list, Elements::Of(_)) =>
            {
                aggregate.filter.as_ref().map(|filter| self.truth(filter, deep + 1)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The field of an entity or a story that an expression reads.
    fn given(&self, expr: &Expr) -> Option<Wake> {
        match &expr.kind {
            ExprKind::Field(_, Access::Entity(field)) if *field != fields::entity::ID => Some(Wake::Entity(*field)),
            ExprKind::Field(_, Access::Story(field)) if *field != fields::story::ID => Some(Wake::Story(*field)),
            _ => None,
        }
    }

    fn has_no_default(&self, wake: Wake) -> bool {
        match wake {
            Wake::Entity(field) => self.schema.field(RecordKind::Entity, field).default == FieldDefault::None,
            Wake::Story(_) => true,
        }
    }

    /// The field of an entity that has to be given since what it is compared with is not its default.
    fn other_than_default(&self, field: &Expr, with: &Expr) -> Option<Wake> {
        let wake @ Wake::Entity(of) = self.given(field)? else { return None };
        let field = self.schema.field(RecordKind::Entity, of);
        let differs = match (&field.ty, &field.default, &with.kind) {
            (Type::Choice(set), FieldDefault::Option(place), ExprKind::Constant(with)) => {
                let default = set.options.get(usize::from(*place))?;
                match with {
                    Value::Text(text) => text != default,
                    Value::Choice(of, at) => of.options.get(usize::from(*at))? != default,
                    _ => false,
                }
            }
            _ => false,
        };
        differs.then_some(wake)
    }
}

/// What both need.
fn common(mut x: Vec<Wake>, y: Vec<Wake>) -> Vec<Wake> {
    x.retain(|wake| y.contains(wake));
    x
}

/// The entities that a rule points at.
pub(super) fn labelled(rule: &Rule, schema: &Schema) -> Vec<Labelled> {
    let needs = Needs { rule, schema };
    let mut all = Vec::new();
    for label in &rule.labels {
        let of_entities = match &label.owner.ty {
            Type::Entity => true,
            Type::List(of) => **of == Type::Entity,
            _ => false,
        };
        if !of_entities {
            continue;
        }
        let owner = match &label.owner.kind {
            ExprKind::Field(of, Access::Claim(fields::SUBJECT)) if is_bound(of, rule) => Owner::Subject,
            ExprKind::Field(of, Access::Claim(fields::SOURCE)) if is_bound(of, rule) => Owner::Source,
            _ => Owner::Other,
        };
        all.push(Labelled { owner, needs: needs.of_entity(&label.owner, owner) });
    }
    all.dedup();
    all
}

impl Needs<'_> {
    /// What the entity gives that a label points at.
    fn of_entity(&self, expr: &Expr, owner: Owner) -> Vec<FieldId> {
        let field = match owner {
            Owner::Subject => fields::SUBJECT,
            Owner::Source => fields::SOURCE,
            Owner::Other => return self.of_other(expr, 0),
        };
        // What `where` says of a record holds of every claim that is bound.
        let of_record = |of: &Expr| match &of.kind {
            ExprKind::Field(of, Access::Claim(f)) => *f == field && matches!(of.kind, ExprKind::Local(RECORD)),
            _ => false,
        };
        self.rule.selector.filter.as_ref().map(|filter| self.of_conjuncts(filter, of_record)).unwrap_or_default()
    }

    fn of_other(&self, expr: &Expr, deep: usize) -> Vec<FieldId> {
        if deep > DEEP {
            return Vec::new();
        }
        match &expr.kind {
            ExprKind::Local(local) => {
                let bound = self.rule.lets.iter().find(|(l, _)| l == local);
                bound.map(|(_, body)| self.of_other(body, deep + 1)).unwrap_or_default()
            }
            ExprKind::Either(x, y) | ExprKind::If(_, x, y) => {
                let (mut x, y) = (self.of_other(x, deep + 1), self.of_other(y, deep + 1));
                x.retain(|field| y.contains(field));
                x
            }
            ExprKind::Aggregate(aggregate) if matches!(aggregate.fold, Fold::First | Fold::Last) => {
                let is_element = |of: &Expr| matches!(of.kind, ExprKind::Local(local) if local == aggregate.binding);
                let filter = aggregate.filter.as_ref().filter(|_| is_element(&aggregate.element));
                filter.map(|filter| self.of_conjuncts(filter, is_element)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The fields that an entity gives of which a condition holds.
    fn of_conjuncts(&self, condition: &Expr, is_it: impl Fn(&Expr) -> bool) -> Vec<FieldId> {
        let of_it = |expr: &Expr| match &expr.kind {
            ExprKind::Field(of, Access::Entity(field)) if is_it(of) => Some(*field),
            _ => None,
        };
        let of_conjunct = |conjunct: &Expr| match &conjunct.kind {
            ExprKind::Has(of) => of_it(of),
            ExprKind::Compare(Comparison::Equal, l, r) => of_it(l).filter(|_| self.other_than_default(l, r).is_some()),
            _ => None,
        };
        super::super::conjuncts(condition).iter().filter_map(of_conjunct).collect()
    }
}

/// Whether an expression is what the selector binds, one claim or two.
fn is_bound(expr: &Expr, rule: &Rule) -> bool {
    let ExprKind::Local(local) = expr.kind else { return false };
    match rule.selector.kind {
        SelectorKind::Claim(binding) => local == binding,
        SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) => local == a || local == b,
        SelectorKind::Group(_) | SelectorKind::Entity(_) | SelectorKind::Source(_) | SelectorKind::Story(_) => false,
    }
}
