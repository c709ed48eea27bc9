//! Comprehensions over claims: whether their elements agree in the anchor with what is bound; else by what they are looked up.

use std::sync::Arc;

use super::{Anchor, Gives, Join, Locals, Look, Part, Who, carries, set};
use crate::corpus::{FieldId, Type, Value, fields};
use crate::lang::typed::{
    Access, Aggregate, Comparison, Elements, Expr, ExprKind, Fold, JoinKey, KeysStand, Local, Matching, Reach,
};

/// By what the elements of a comprehension are found.
#[derive(Default)]
struct Sought {
    story: Option<Part>,
    subject: Option<Part>,
    measure: Option<Part>,
    source: Option<Part>,
    naming: Option<FieldId>,
    /// Whether they stay in the story of what is bound.
    in_story: bool,
    /// Whether the keys stand in the condition of `any` or `none`.
    in_condition: bool,
    /// Whether an element may come out.
    comes_out: bool,
}

impl Look<'_> {
    /// What an aggregate gives.
    pub(super) fn aggregate(&self, aggregate: &Aggregate, ty: &Type, locals: &mut Locals) -> Result<Gives, &'static str> {
        let element = match &aggregate.list {
            Elements::Of(list) => {
                let given = self.look(list, locals)?;
                if carries(&list.ty) { given } else { Gives::Nothing }
            }
            Elements::Claims { reach, keys, stand, .. } => {
                let mut sought = self.sought(keys, locals)?;
                if let Some(filter) = &aggregate.filter {
                    self.sought_by(filter, aggregate.binding, &mut sought, locals)?;
                }
                sought.in_story = *reach == Reach::Story && self.has_story();
                sought.in_condition = *stand == KeysStand::InCondition;
                sought.comes_out = carries(ty);
                self.comprehension(sought)?
            }
        };
        set(locals, aggregate.binding, element);
        if let Some(filter) = &aggregate.filter {
            self.look(filter, locals)?;
        }
        let gives = self.look(&aggregate.element, locals)?;
        let is_one = matches!(aggregate.fold, Fold::First | Fold::Last);
        Ok(if carries(ty) || is_one { gives } else { Gives::Nothing })
    }

    /// By what the elements of a comprehension are found.
    fn sought(&self, keys: &[JoinKey], locals: &mut Locals) -> Result<Sought, &'static str> {
        let mut sought = Sought::default();
        for key in keys {
            self.follow_path(&key.path)?;
            let value = self.look(&key.value, locals)?;
            let [Access::Claim(field)] = key.path.0[..] else { continue };
            let part = match &value {
                Gives::Field(who, of) if key.matching != Matching::Holds && self.is_as_written(*of) => Part::Given(*who, *of),
                Gives::Claims(_) if self.names_claims(field) && key.matching != Matching::IsOneOf => {
                    sought.naming = Some(field);
                    continue;
                }
                _ => continue,
            };
            match field {
                fields::STORY => sought.story = Some(part),
                fields::SUBJECT => sought.subject = Some(part),
                fields::MEASURE => sought.measure = Some(part),
                fields::SOURCE => sought.source = Some(part),
                fields::TOPIC => {
                    if let Part::Given(who, fields::TOPIC) = part {
                        sought.subject = Some(Part::Given(who, fields::SUBJECT));
                        sought.measure = Some(Part::Given(who, fields::MEASURE));
                    }
                }
                _ => {}
            }
        }
        Ok(sought)
    }

    /// What a filter says beside the keys: a text that stands in the rule is no key, nor is a value that may be of several kinds.
    fn sought_by(&self, filter: &Expr, of: Local, sought: &mut Sought, locals: &mut Locals) -> Result<(), &'static str> {
        if let Some([only]) = fixed_measures(filter, of).as_deref() {
            sought.measure.get_or_insert(Part::Text(Arc::clone(only)));
        }
        set(locals, of, Gives::Others);
        for conjunct in super::super::conjuncts(filter) {
            let ExprKind::Compare(Comparison::Equal, l, r) = &conjunct.kind else { continue };
            for (field, value) in [(field_of(l, of), r), (field_of(r, of), l)] {
                let place = match field {
                    Some(fields::SUBJECT) => &mut sought.subject,
                    Some(fields::SOURCE) => &mut sought.source,
                    _ => continue,
                };
                if place.is_none()
                    && let Gives::Field(who, field) = self.look(value, locals)?
                    && self.is_as_written(field)
                {
                    *place = Some(Part::Given(who, field));
                }
            }
        }
        Ok(())
    }

    /// The elements of a comprehension over claims: those that agree in the anchor with what is bound, else others, of which none may
    /// come out.
    fn comprehension(&self, sought: Sought) -> Result<Gives, &'static str> {
        let Sought { in_story, in_condition, comes_out, .. } = sought;
        let own = |part: &Option<Part>, field| matches!(part, Some(Part::Given(_, of)) if *of == field);
        let one_measure = match (&self.measures, &sought.measure) {
            (Some(bound), Some(Part::Text(text))) => bound.len() == 1 && bound[0] == *text,
            _ => false,
        };
        let agree = match self.anchor {
            Anchor::Alone => false,
            Anchor::Story => in_story || own(&sought.story, fields::STORY),
            Anchor::Matter => own(&sought.subject, fields::SUBJECT) && (one_measure || own(&sought.measure, fields::MEASURE)),
            Anchor::Subject => own(&sought.subject, fields::SUBJECT),
            Anchor::Source => own(&sought.source, fields::SOURCE),
        };
        // The condition of `any` and `none` cannot be told of claims that lack the key, wherever they are.
        if in_condition && !in_story {
            return Err("its `any` or `none` has the key in the condition, and not in `where`");
        }
        if agree && (!in_condition || self.anchor == Anchor::Story) {
            return Ok(Gives::Claims(Who::Mates));
        }
        if comes_out {
            return Err("it takes claims from several stories that share no subject or source with what it binds");
        }
        let story = Join::Story(Part::Given(Who::Bound, fields::STORY));
        let join = match sought {
            _ if in_condition => story,
            Sought { subject: Some(subject), measure: Some(measure), .. } => Join::Matter(subject, measure),
            _ if in_story => story,
            Sought { subject: Some(subject), .. } => Join::Subject(subject),
            Sought { story: Some(story), .. } => Join::Story(story),
            Sought { source: Some(source), .. } => Join::Source(source),
            Sought { naming: Some(field), .. } => Join::Naming(field),
            _ => return Err("it looks at claims of all stories without the key of a story, a subject or a source"),
        };
        let mut joins = self.joins.borrow_mut();
        if !joins.contains(&join) {
            joins.push(join);
        }
        Ok(Gives::Others)
    }
}

/// The field of a local that an expression reads.
fn field_of(expr: &Expr, of: Local) -> Option<FieldId> {
    match &expr.kind {
        ExprKind::Field(owner, Access::Claim(field)) if matches!(owner.kind, ExprKind::Local(local) if local == of) => {
            Some(*field)
        }
        _ => None,
    }
}

/// The measures that a condition fixes of a local: `measure == "…"`, or `measure in […]`.
pub(super) fn fixed_measures(filter: &Expr, of: Local) -> Option<Vec<Arc<str>>> {
    let is_measure = |e: &Expr| field_of(e, of) == Some(fields::MEASURE);
    let text = |e: &Expr| match &e.kind {
        ExprKind::Constant(Value::Text(text)) => Some(Arc::clone(text)),
        _ => None,
    };
    super::super::conjuncts(filter).iter().find_map(|conjunct| match &conjunct.kind {
        ExprKind::Compare(Comparison::Equal, l, r) if is_measure(l) => Some(vec![text(r)?]),
        ExprKind::Compare(Comparison::Equal, l, r) if is_measure(r) => Some(vec![text(l)?]),
        ExprKind::In(item, list) if is_measure(item) => match &list.kind {
            ExprKind::List(items) => items.iter().map(text).collect(),
            _ => None,
        },
        _ => None,
    })
}
