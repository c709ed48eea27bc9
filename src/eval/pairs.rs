//! The nearest earlier partner of each claim: a search tree over a partition answers in logarithmic time how values lie to one
//! another; where no condition can be answered so, partners are tried one by one, under a bound.

use super::compare::{carried, tolerance};
use crate::corpus::{ClaimId, Corpus, Value};
use crate::plan::{Lies, Sweep};
use crate::value::{Dimension, End, Interval, Tolerance};

/// The claims of a partition that have a value of one kind, in order, with a search tree over their values.
pub struct Swept {
    classes: Vec<(Option<Dimension>, Tree)>,
    /// The class of the value that each member is compared by as the later one, with that value.
    later: Vec<Option<(usize, Value)>>,
}

/// A tree over some members: at each node the greatest low end and the least high end of the members under it.
struct Tree {
    /// The members, by their place in the partition.
    places: Vec<usize>,
    values: Vec<Value>,
    width: usize,
    low: Vec<Option<End>>,
    high: Vec<Option<End>>,
    /// The tolerance that all values carry; none where they carry several.
    tolerance: Option<Option<Tolerance>>,
}

/// A member's place in its partition, its value, and that as an interval.
type Placed = (usize, Value, Interval);

/// The kind of a value (its dimension; none for dates), and the value as an interval.
fn class_of(value: &Value) -> Option<(Option<Dimension>, Interval)> {
    match value {
        Value::Quantity(q) => Some((Some(q.dimension.clone()), q.interval)),
        Value::Date(d) => Some((None, d.days())),
        _ => None,
    }
}

impl Swept {
    /// Makes the trees of a partition.
    pub fn new(sweep: &Sweep, members: &[ClaimId], corpus: &Corpus) -> Swept {
        let mut found: Vec<(Option<Dimension>, Vec<Placed>)> = Vec::new();
        for (place, claim) in members.iter().enumerate() {
            let value = corpus.claim(*claim).bare_value(sweep.earlier).into_owned();
            let Some((class, interval)) = class_of(&value) else { continue };
            match found.iter_mut().find(|(c, _)| *c == class) {
                Some((_, list)) => list.push((place, value, interval)),
                None => found.push((class, vec![(place, value, interval)])),
            }
        }
        let classes: Vec<(Option<Dimension>, Tree)> = found.into_iter().map(|(class, list)| (class, Tree::new(list))).collect();
        let later = members
            .iter()
            .map(|claim| {
                let value = corpus.claim(*claim).bare_value(sweep.later).into_owned();
                let (class, _) = class_of(&value)?;
                Some((classes.iter().position(|(c, _)| *c == class)?, value))
            })
            .collect();
        Swept { classes, later }
    }

    /// How many kinds of value there are.
    pub fn kinds(&self) -> usize {
        self.classes.len()
    }

    /// The nearest member before `limit` whose value lies as wanted to that of member `of`.
    pub fn nearest(&self, sweep: &Sweep, of: usize, limit: usize) -> Option<usize> {
        let (class, value) = self.later.get(of)?.as_ref()?;
        let tree = &self.classes[*class].1;
        let before = tree.places.partition_point(|p| *p < limit);
        let (_, interval) = class_of(value)?;
        let one_by_one = |at: &usize| lies(&sweep.lies, &tree.values[*at], value);
        let at = match tree.tolerance_to(sweep, value) {
            Some(tolerance) => tree.last_before(before, &|low, high| may_lie(&sweep.lies, low, high, interval, tolerance))?,
            None => (0..before).rev().find(one_by_one)?,
        };
        tree.places.get(at).copied()
    }
}

/// Whether two values lie as wanted.
fn lies(how: &Lies, earlier: &Value, later: &Value) -> bool {
    let (Some((_, x)), Some((_, y))) = (class_of(earlier), class_of(later)) else { return false };
    let beyond = match how {
        Lies::Apart(beyond) => beyond.as_ref(),
        _ => None,
    };
    tolerance(earlier, later, beyond).is_ok_and(|t| may_lie(how, x.low, x.high, y, t))
}

/// Whether a member with this low end, or one with this high end, lies as wanted to an interval. For one member both ends are its
/// own; for a node they are the best of all members under it, since each condition asks for one end only.
fn may_lie(how: &Lies, low: End, high: End, of: Interval, tolerance: Tolerance) -> bool {
    let below = Interval { low: End::Unbounded, high };
    let above = Interval { low, high: End::Unbounded };
    match how {
        Lies::Apart(_) => tolerance.apart(below, of) || tolerance.apart(of, above),
        Lies::Below => below.wholly_below(of),
        Lies::Above => of.wholly_below(above),
        Lies::NotAbove => matches!((high.number(), of.low.number()), (Some(x), Some(y)) if x <= y),
        Lies::NotBelow => matches!((low.number(), of.high.number()), (Some(x), Some(y)) if x >= y),
    }
}

impl Tree {
    fn new(members: Vec<Placed>) -> Tree {
        let width = members.len().next_power_of_two();
        let mut low = vec![None; 2 * width];
        let mut high = vec![None; 2 * width];
        let mut tolerance = None;
        for (i, (_, value, interval)) in members.iter().enumerate() {
            low[width + i] = Some(interval.low);
            high[width + i] = Some(interval.high);
            tolerance = match tolerance {
                None => Some(Some(carried(value))),
                Some(Some(known)) if known == carried(value) => Some(Some(known)),
                _ => Some(None),
            };
        }
        for node in (1..width).rev() {
            low[node] = best(low[2 * node], low[2 * node + 1], |a, b| a.cmp_low(b).is_ge());
            high[node] = best(high[2 * node], high[2 * node + 1], |a, b| a.cmp_high(b).is_le());
        }
        let (places, values) = members.into_iter().map(|(place, value, _)| (place, value)).unzip();
        Tree { places, values, width, low, high, tolerance: tolerance.flatten() }
    }

    /// The one tolerance between all values and this one; none where there are several.
    fn tolerance_to(&self, sweep: &Sweep, value: &Value) -> Option<Tolerance> {
        let Lies::Apart(beyond) = &sweep.lies else { return Some(Tolerance::NONE) };
        match beyond {
            Some(_) => tolerance(value, value, beyond.as_ref()).ok(),
            None => self.tolerance.map(|carried_by_all| carried_by_all.or(carried(value)).unwrap_or(Tolerance::NONE)),
        }
    }

    /// The last member before a place for which a node's ends meet a condition.
    fn last_before(&self, before: usize, meets: &impl Fn(End, End) -> bool) -> Option<usize> {
        let at = |node: usize| matches!((self.low[node], self.high[node]), (Some(low), Some(high)) if meets(low, high));
        // The nodes that together cover all places before: from the right, each a left sibling on the way up.
        let mut node = self.width + before;
        let mut found = None;
        while node > 1 {
            if node % 2 == 1 && at(node - 1) {
                found = Some(node - 1);
                break;
            }
            node /= 2;
        }
        if found.is_none() && before == self.width && at(1) {
            found = Some(1);
        }
        let mut node = found?;
        while node < self.width {
            node = if at(2 * node + 1) { 2 * node + 1 } else { 2 * node };
        }
        Some(node - self.width)
    }
}

fn best(a: Option<End>, b: Option<End>, first: impl Fn(End, End) -> bool) -> Option<End> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if first(x, y) { x } else { y }),
        (x, y) => x.or(y),
    }
}
