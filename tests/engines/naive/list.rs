//! What is computed over lists: comprehensions, sums, counts, distinct values.

use std::sync::Arc;

use claimlint::corpus::Value;
use claimlint::lang::ast::{Comprehension, Expr, ExprKind};
use claimlint::value::{Date, Dimension, End, Exact, Interval, Quantity, Truth};

use super::expression::computed;
use super::{Bound, Scope};

/// The functions that take a list or a comprehension.
pub const LIST_FUNCTIONS: [&str; 10] = ["count", "sum", "min", "max", "mean", "first", "last", "any", "every", "none"];

impl Scope<'_> {
    /// `function(E for x in LIST where C)`: E of each element that C surely keeps.
    pub fn comprehension(&self, c: &Comprehension) -> Value {
        let elements = match &c.list.kind {
            ExprKind::Name(name) if &**name == "claims" => self.claims(c.all_stories.is_some(), true),
            ExprKind::Name(name) if &**name == "all-claims" => self.claims(c.all_stories.is_some(), false),
            _ => self.eval(&c.list).elements().to_vec(),
        };
        let mut values = Vec::new();
        for element in elements {
            let mut scope = self.clone();
            scope.bind(&c.binding.value, Bound::Value(element));
            if c.filter.as_ref().is_none_or(|f| scope.truth(f).is_sure()) {
                values.push(scope.eval(&c.element));
            }
        }
        if &*c.function.value == "count" {
            // What is counted is what surely is: no hole, and nothing that is surely not so.
            let counted = values.iter().filter(|v| !matches!(v, Value::Missing | Value::Bool(false))).count();
            return Value::quantity(Quantity::number(counted as i128));
        }
        over_list(&c.function.value, &values)
    }

    /// The claims of the story that the rule is about, or of all.
    fn claims(&self, all_stories: bool, only_current: bool) -> Vec<Value> {
        let story = if all_stories { None } else { self.story };
        let claims = self.corpus.claims();
        let kept = claims.filter(|(_, c)| (c.is_current() || !only_current) && story.is_none_or(|s| s == c.story()));
        kept.map(|(id, _)| Value::Claim(id)).collect()
    }

    /// `count(list)` and the like.
    pub fn over(&self, function: &str, list: &Expr) -> Value {
        let value = self.eval(list);
        let many_origins = matches!(&list.kind, ExprKind::Call(f, _) if matches!(&*f.value, "origins" | "parties"))
            && value.elements().len() > 16;
        if function == "count" && many_origins {
            let from_sixteen = Interval { low: End::Closed(Exact::whole(16)), high: End::Unbounded };
            return computed(Some(from_sixteen), &Dimension::One);
        }
        over_list(function, value.elements())
    }
}

fn over_list(function: &str, values: &[Value]) -> Value {
    let truths = values.iter().map(Value::as_truth);
    match function {
        "count" => Value::quantity(Quantity::number(values.iter().filter(|v| !v.is_missing()).count() as i128)),
        "sum" => sum(values),
        "min" => extreme(values, Interval::least),
        "max" => extreme(values, Interval::greatest),
        "mean" => match sum(values) {
            Value::Quantity(q) if !values.is_empty() => {
                let share = Exact::fraction(1, values.len() as i128);
                computed(share.and_then(|s| q.interval.scaled(s)), &q.dimension)
            }
            _ => Value::Missing,
        },
        "first" => values.first().cloned().unwrap_or(Value::Missing),
        "last" => values.last().cloned().unwrap_or(Value::Missing),
        "any" => Value::truth(truths.fold(Truth::SurelyNot, Truth::or)),
        "every" => Value::truth(truths.fold(Truth::Surely, Truth::and)),
        "none" => Value::truth(!truths.fold(Truth::SurelyNot, Truth::or)),
        _ => panic!("`{function}` takes no list"),
    }
}

/// The sum; of nothing 0, missing where one is missing or of another dimension.
fn sum(values: &[Value]) -> Value {
    let mut total: Option<Quantity> = None;
    for value in values {
        let Value::Quantity(q) = value else { return Value::Missing };
        let next = match &total {
            None => Some(q.interval),
            Some(so_far) if so_far.dimension == q.dimension => so_far.interval.add(q.interval),
            Some(_) => None,
        };
        let Some(interval) = next else { return Value::Missing };
        total = Some(Quantity::computed(interval, q.dimension.clone()));
    }
    Value::quantity(total.unwrap_or_else(|| Quantity::number(0)))
}

/// The least or the greatest; missing of nothing, and where one is missing or of another kind. Where it is just one of the values,
/// it is that one as it was written, else a computed one.
fn extreme(values: &[Value], of_two: fn(Interval, Interval) -> Interval) -> Value {
    let interval = |value: &Value| match value {
        Value::Quantity(q) => Some((q.interval, Some(q.dimension.clone()))),
        Value::Date(d) => Some((d.days(), None)),
        _ => None,
    };
    let Some((mut so_far, of)) = values.first().and_then(interval) else { return Value::Missing };
    for value in values {
        match interval(value) {
            Some((next, dimension)) if dimension == of => so_far = of_two(so_far, next),
            _ => return Value::Missing,
        }
    }
    if let Some(one) = values.iter().find(|v| interval(v).is_some_and(|(i, _)| i == so_far)) {
        return one.clone();
    }
    let dates = || values.iter().filter_map(|v| if let Value::Date(d) = v { Some(d) } else { None });
    match of {
        Some(dimension) => computed(Some(so_far), &dimension),
        None => {
            let first = dates().map(|d| d.first).find(|d| end_of(*d).low == so_far.low).flatten();
            let last = dates().map(|d| d.last).find(|d| end_of(*d).high == so_far.high).flatten();
            Date::from_to(first, last).map_or(Value::Missing, |d| Value::Date(Arc::new(d)))
        }
    }
}

fn end_of(day: Option<jiff::civil::Date>) -> Interval {
    Date { first: day, last: day, ..Date::from_to(None, None).expect("all time") }.days()
}

/// Without holes and repetition, by sameness.
pub fn distinct(values: &[Value]) -> Value {
    let mut once: Vec<Value> = Vec::new();
    for value in values {
        if !value.is_missing() && !once.contains(value) {
            once.push(value.clone());
        }
    }
    Value::list(once)
}
