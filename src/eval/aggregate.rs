//! Aggregates: the elements of a list, or of the claims of a story found by their keys, folded into one value.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError};

use super::arithmetic;
use super::compare::Mismatch;
use super::expr::{Evaluator, Frame, dimension_of};
use super::index::{Lookup, claims_over};
use crate::corpus::{ClaimId, StoryId, Type, Value};
use crate::lang::ast::Over;
use crate::lang::typed::{Aggregate, Elements, Expr, ExprKind, Fold, JoinKey, KeysStand, Local, Matching, Reach};
use crate::plan;
use crate::value::{Dimension, End, Exact, Interval, Quantity, Truth};

/// The elements that a comprehension looks at, as a list, and whether others, which no key holds for, cannot be told apart from them.
struct Found {
    list: Value,
    /// Elements whose key is missing, or all of them where the outer key is: the condition of `any` cannot be told of them.
    untold: Vec<Value>,
}

impl Found {
    fn elements(&self) -> &[Value] {
        self.list.elements()
    }
}

/// Whether an aggregate takes of each element just that element.
fn is_element(aggregate: &Aggregate) -> bool {
    matches!(aggregate.element.kind, ExprKind::Local(local) if local == aggregate.binding)
}

impl<'a> Evaluator<'a> {
    /// The value of an aggregate.
    pub fn aggregate(&self, aggregate: &'a Aggregate, ty: &Type, frame: &mut Frame<'a>) -> Value {
        let found = self.elements(aggregate, frame);
        match aggregate.fold {
            Fold::Any => Value::truth(self.any(aggregate, &found, frame)),
            Fold::None => Value::truth(!self.any(aggregate, &found, frame)),
            Fold::Every => Value::truth(self.every(aggregate, found.elements(), frame)),
            Fold::First => self.kept(aggregate, found.elements().iter(), frame).next().map_or(Value::Missing, Cow::into_owned),
            Fold::Last => {
                self.kept(aggregate, found.elements().iter().rev(), frame).next().map_or(Value::Missing, Cow::into_owned)
            }
            Fold::Count if aggregate.filter.is_none() && is_element(aggregate) => {
                let counted = found.elements().iter().filter(|value| counts(value)).count();
                self.count(counted, aggregate)
            }
            Fold::Count => {
                let counted = self.kept(aggregate, found.elements().iter(), frame).filter(|value| counts(value)).count();
                self.count(counted, aggregate)
            }
            Fold::Sum | Fold::Min | Fold::Max | Fold::Mean => {
                let values: Vec<Value> = self.kept(aggregate, found.elements().iter(), frame).map(Cow::into_owned).collect();
                self.folded(aggregate.fold, &values, ty, frame)
            }
        }
    }

    fn folded(&self, fold: Fold, values: &[Value], ty: &Type, frame: &Frame<'_>) -> Value {
        let result = match fold {
            Fold::Sum => arithmetic::sum(values, dimension_of(ty)),
            Fold::Min => arithmetic::extreme(values, Interval::least),
            Fold::Max => arithmetic::extreme(values, Interval::greatest),
            _ if values.is_empty() => Ok(Value::Missing),
            _ => arithmetic::sum(values, dimension_of(ty)).map(|total| mean(&total, values.len())),
        };
        result.unwrap_or_else(|mismatch| {
            self.note_elements(mismatch, frame);
            Value::Missing
        })
    }

    fn note_elements(&self, mismatch: Mismatch, frame: &Frame<'_>) {
        let claims = self.bound(frame);
        self.notes.borrow_mut().mismatch(mismatch, &claims, self.world.corpus);
    }

    /// How many there are; beyond 16 origins nobody counts further.
    fn count(&self, counted: usize, aggregate: &Aggregate) -> Value {
        const ENOUGH: usize = 16;
        let number = |n: usize| Exact::whole(i128::try_from(n).unwrap_or(i128::MAX));
        let many = matches!(&aggregate.list, Elements::Of(list) if of_origins(list, &self.rule.lets));
        let interval = if counted > ENOUGH && many {
            Interval { low: End::Closed(number(ENOUGH)), high: End::Unbounded }
        } else {
            Interval::point(number(counted))
        };
        Value::quantity(Quantity::computed(interval, Dimension::One))
    }

    /// What is taken of each element that the filter surely lets in.
    fn kept<'e>(
        &'e self,
        aggregate: &'a Aggregate,
        elements: impl Iterator<Item = &'e Value> + 'e,
        frame: &'e mut Frame<'a>,
    ) -> impl Iterator<Item = Cow<'a, Value>> + 'e {
        elements.take_while(|_| self.notes.borrow_mut().step()).filter_map(move |element| {
            frame.set(aggregate.binding, element.clone());
            let kept = match &aggregate.filter {
                Some(filter) => self.truth(filter, frame).is_sure(),
                None => true,
            };
            kept.then(|| self.value(&aggregate.element, frame))
        })
    }

    fn any(&self, aggregate: &'a Aggregate, found: &Found, frame: &mut Frame<'a>) -> Truth {
        let mut any = Truth::SurelyNot;
        for element in found.elements() {
            any = any.or(self.condition(aggregate, element, Truth::SurelyNot, frame));
            if any == Truth::Surely {
                return any;
            }
        }
        // None of these can be surely so; one that cannot be told is enough.
        let mut untold = found.untold.iter();
        while any == Truth::SurelyNot
            && let Some(element) = untold.next()
        {
            any = any.or(self.condition(aggregate, element, Truth::SurelyNot, frame));
        }
        any
    }

    fn every(&self, aggregate: &'a Aggregate, elements: &[Value], frame: &mut Frame<'a>) -> Truth {
        let mut all = Truth::Surely;
        for element in elements {
            all = all.and(self.condition(aggregate, element, Truth::Surely, frame));
            if all == Truth::SurelyNot {
                break;
            }
        }
        all
    }

    /// Whether an element meets the condition; `outside` where the filter does not surely let it in.
    fn condition(&self, aggregate: &'a Aggregate, element: &Value, outside: Truth, frame: &mut Frame<'a>) -> Truth {
        if !self.notes.borrow_mut().step() {
            return Truth::CannotTell;
        }
        frame.set(aggregate.binding, element.clone());
        match &aggregate.filter {
            Some(filter) if !self.truth(filter, frame).is_sure() => outside,
            _ => self.truth(&aggregate.element, frame),
        }
    }

    fn elements(&self, aggregate: &'a Aggregate, frame: &mut Frame<'a>) -> Found {
        match &aggregate.list {
            Elements::Of(list) => Found { list: self.value(list, frame).into_owned(), untold: Vec::new() },
            Elements::Claims { over, reach, keys, stand } => {
                let story = frame.story().filter(|_| *reach == Reach::Story);
                if keys.is_empty() {
                    return Found { list: Value::list(self.claims_of(*over, story)), untold: Vec::new() };
                }
                self.joined(aggregate, (*over, story), keys, *stand, frame)
            }
        }
    }

    fn claims_of(&self, over: Over, story: Option<StoryId>) -> Vec<Value> {
        let corpus = self.world.corpus;
        match story {
            Some(story) => {
                let all = over == Over::AllClaims;
                corpus.story(story).claims().filter(|c| all || corpus.claim(*c).is_current()).map(Value::Claim).collect()
            }
            None => claims_over(corpus, over).map(Value::Claim).collect(),
        }
    }

    /// The claims whose keys are those of what is bound outside.
    fn joined(
        &self,
        aggregate: &'a Aggregate,
        (over, story): (Over, Option<StoryId>),
        keys: &'a [JoinKey],
        stand: KeysStand,
        frame: &mut Frame<'a>,
    ) -> Found {
        let reach = if story.is_some() { Reach::Story } else { Reach::Everywhere };
        let lookup = self.lookup(over, reach, keys);
        let mut first = Vec::with_capacity(keys.len() + 1);
        first.extend(story.map(Value::Story));
        let mut wanted: Vec<Vec<Value>> = vec![first];
        let mut untold = false;
        for key in keys {
            let value = self.value(&key.value, frame);
            let values = match key.matching {
                Matching::IsOneOf => value.elements(),
                Matching::Is | Matching::Holds => std::slice::from_ref(&*value),
            };
            untold |= values.iter().any(Value::is_missing);
            match values {
                [one] if !one.is_missing() => wanted.iter_mut().for_each(|w| w.push(one.clone())),
                several => {
                    let known = several.iter().filter(|v| !v.is_missing());
                    wanted =
                        known.flat_map(|v| wanted.iter().map(|w| [w.as_slice(), std::slice::from_ref(v)].concat())).collect();
                }
            }
        }
        let mut ids: Vec<ClaimId> = Vec::new();
        wanted.into_iter().for_each(|keys| self.of_keys(aggregate, &lookup, keys, &mut ids));
        ids.sort_unstable();
        ids.dedup();
        let list = Value::list(ids.into_iter().map(Value::Claim).collect());
        // What a filter does not surely let in is left out; the condition of `any` and `none` cannot be told where a key is missing.
        let untold = match (stand, untold) {
            (KeysStand::InFilter, _) => Vec::new(),
            (KeysStand::InCondition, true) => self.claims_of(over, story),
            (KeysStand::InCondition, false) => self.without_key(&lookup, story, keys),
        };
        Found { list, untold }
    }

    /// Adds the claims of some keys. Of many, those that a condition leaves out which only they tell are left out once for all.
    fn of_keys(&self, aggregate: &'a Aggregate, lookup: &Lookup, keys: Vec<Value>, ids: &mut Vec<ClaimId>) {
        /// How many are not worth it.
        const FEW: usize = 4;
        let Some(all) = lookup.found.get(&keys) else { return };
        let tests: Vec<&Expr> = if all.len() > FEW { plan::element_tests(aggregate).collect() } else { Vec::new() };
        if tests.is_empty() {
            ids.extend(all);
            return;
        }
        let key = (std::ptr::from_ref(aggregate) as usize, keys);
        let known = lookup.narrowed.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let narrowed = known.unwrap_or_else(|| {
            let mut frame = Frame::new(aggregate.binding.0 + 1);
            let stays = |claim: &ClaimId| {
                frame.restart(None);
                frame.set(aggregate.binding, Value::Claim(*claim));
                tests.iter().all(|test| self.truth(test, &mut frame).is_sure())
            };
            let narrowed: Arc<[ClaimId]> = all.iter().copied().filter(stays).collect();
            lookup.narrowed.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&narrowed));
            narrowed
        });
        ids.extend(narrowed.iter());
    }

    /// The claims by the keys of a comprehension.
    fn lookup(&self, over: Over, reach: Reach, keys: &[JoinKey]) -> Arc<Lookup> {
        let made = || {
            let (index, matching) = plan::join_index(over, reach, keys);
            self.indexes.lookup(&index, &matching)
        };
        Arc::clone(self.lookups.borrow_mut().entry((keys.as_ptr(), reach)).or_insert_with(made))
    }

    /// Claims that lack one of the keys.
    fn without_key(&self, lookup: &Lookup, story: Option<StoryId>, keys: &[JoinKey]) -> Vec<Value> {
        if keys.iter().all(|k| k.matching == Matching::Holds) {
            return Vec::new();
        }
        let mut ids: Vec<ClaimId> = match story {
            Some(story) => lookup.lacking.get(&story).cloned().unwrap_or_default(),
            None => lookup.lacking.values().flatten().copied().collect(),
        };
        ids.sort_unstable();
        ids.into_iter().map(Value::Claim).collect()
    }
}

/// Whether an element is counted: a truth where it is so, anything else where it is there.
fn counts(value: &Value) -> bool {
    match value {
        Value::Bool(known) => *known,
        Value::Clash(clash) => clash.truth.is_sure(),
        other => !other.is_missing(),
    }
}

/// Whether a list is one of origins or parties, written out or by way of a `let`.
fn of_origins(list: &Expr, lets: &[(Local, Expr)]) -> bool {
    match &list.kind {
        ExprKind::Call(builtin, _) => matches!(builtin.name, "origins" | "parties"),
        ExprKind::Local(local) => lets.iter().any(|(l, body)| l == local && of_origins(body, lets)),
        _ => false,
    }
}

fn mean(total: &Value, count: usize) -> Value {
    let Value::Quantity(q) = total else { return Value::Missing };
    let share = i128::try_from(count).ok().and_then(|n| Exact::fraction(1, n));
    share.and_then(|s| q.interval.scaled(s)).map_or(Value::Missing, |i| Value::quantity(q.derived(i)))
}
