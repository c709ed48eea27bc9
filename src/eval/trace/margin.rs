//! By how much a `conflict` or a `clash` holds or fails: the gap between the two values that lie furthest apart, and what is let pass.

use super::condition::Condition;
use crate::corpus::Value;
use crate::value::{Exact, Interval, Tolerance};

/// How far apart two values lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Margin {
    /// From the one to the other, in base units (days, of dates); none where they leave room for each other.
    pub gap: Option<Exact>,
    /// The gap as a share of the greater figure.
    pub share: Option<Exact>,
    /// What is let pass.
    pub allowed: Tolerance,
}

impl Margin {
    /// The margin of a condition that compares with a tolerance.
    #[must_use]
    pub fn of(condition: &Condition) -> Option<Margin> {
        let allowed = condition.tolerance?;
        let intervals: Vec<Interval> =
            condition.values.iter().flat_map(|seen| seen.value.elements()).filter_map(interval).collect();
        let below = intervals.iter().filter_map(|i| i.high.number()).min();
        let above = intervals.iter().filter_map(|i| i.low.number()).max();
        let gap = below.zip(above).and_then(|(below, above)| above.sub(below)).filter(|gap| !gap.is_negative() && !gap.is_zero());
        let greater = below.zip(above).map(|(below, above)| below.abs().max(above.abs()));
        let share = gap.zip(greater).and_then(|(gap, greater)| gap.div(greater));
        (intervals.len() > 1).then_some(Margin { gap, share, allowed })
    }
}

fn interval(value: &Value) -> Option<Interval> {
    match value {
        Value::Quantity(q) => Some(q.interval),
        Value::Date(d) => Some(d.days()),
        _ => None,
    }
}
