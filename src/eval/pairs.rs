//! The nearest earlier partner of each claim: a search tree over a partition answers in logarithmic time how values lie to one
//! another; where no condition can be answered so, partners are tried one by one, under a bound.

use super::compare::{carried, tolerance};
use crate::corpus::{ClaimId, Corpus, Value};
use crate::plan::{Lies, Sweep};
use crate::value::{Dimension, End, Exact, Interval, Tolerance};

/// The claims of a partition that have a value of one kind, in order, with a search tree over their values.
pub struct Swept {
    classes: Vec<(Option<Dimension>, Tree)>,
    /// The class of the value that each member is compared by as the later one, with that value.
    later: Vec<Option<(usize, Value)>>,
}

/// A tree over some members: at each node about the greatest low end and about the least high end of the members under it. Where these
/// leave it open whether a member lies as wanted, those under it are asked.
struct Tree {
    /// The members, by their place in the partition.
    places: Vec<usize>,
    values: Vec<Value>,
    intervals: Vec<Interval>,
    width: usize,
    low: Vec<f64>,
    high: Vec<f64>,
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
            Some(tolerance) => tree.last_before(before, &Wanted::new(&sweep.lies, interval, tolerance))?,
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
    tolerance(earlier, later, beyond).is_ok_and(|t| lie(how, x.low, x.high, y, t))
}

/// How a member must lie to an interval, exactly and about.
struct Wanted<'s> {
    lies: &'s Lies,
    of: Interval,
    low: f64,
    high: f64,
    tolerance: Tolerance,
}

impl Wanted<'_> {
    fn new(lies: &Lies, of: Interval, tolerance: Tolerance) -> Wanted<'_> {
        Wanted { lies, of, low: about(of.low, f64::NEG_INFINITY), high: about(of.high, f64::INFINITY), tolerance }
    }

    /// Whether a member lies so.
    fn is_met_by(&self, member: Interval) -> bool {
        lie(self.lies, member.low, member.high, self.of, self.tolerance)
    }

    /// Whether a member may lie so of those whose greatest low end and whose least high end are about these.
    fn may_be_met(&self, low: f64, high: f64) -> bool {
        /// Far more than rounding can make of the numbers.
        const SLACK: f64 = 1e-12;
        // What has no end lies on no side of anything.
        let ends = |below: f64, above: f64| below < f64::INFINITY && above > f64::NEG_INFINITY;
        let not_above = |a: f64, b: f64| ends(a, b) && a <= b + SLACK * (a.abs() + b.abs());
        match self.lies {
            Lies::Apart(_) => {
                let may_be = |below, above| ends(below, above) && self.tolerance.apart_about(below, above) != Some(false);
                may_be(high, self.low) || may_be(self.high, low)
            }
            Lies::Below | Lies::NotAbove => not_above(high, self.low),
            Lies::Above | Lies::NotBelow => not_above(self.high, low),
        }
    }
}

/// About where an end lies.
fn about(end: End, unbounded: f64) -> f64 {
    end.number().map_or(unbounded, Exact::approximate)
}

/// Whether a member with these ends lies as wanted to an interval.
fn lie(how: &Lies, low: End, high: End, of: Interval, tolerance: Tolerance) -> bool {
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
        let mut low = vec![f64::NEG_INFINITY; 2 * width];
        let mut high = vec![f64::INFINITY; 2 * width];
        let mut tolerance = None;
        let (mut places, mut values, mut intervals) = (Vec::new(), Vec::new(), Vec::new());
        for (i, (place, value, interval)) in members.into_iter().enumerate() {
            low[width + i] = about(interval.low, f64::NEG_INFINITY);
            high[width + i] = about(interval.high, f64::INFINITY);
            tolerance = match tolerance {
                None => Some(Some(carried(&value))),
                Some(Some(known)) if known == carried(&value) => Some(Some(known)),
                _ => Some(None),
            };
            places.push(place);
            values.push(value);
            intervals.push(interval);
        }
        for node in (1..width).rev() {
            low[node] = low[2 * node].max(low[2 * node + 1]);
            high[node] = high[2 * node].min(high[2 * node + 1]);
        }
        Tree { places, values, intervals, width, low, high, tolerance: tolerance.flatten() }
    }

    /// The one tolerance between all values and this one; none where there are several.
    fn tolerance_to(&self, sweep: &Sweep, value: &Value) -> Option<Tolerance> {
        let Lies::Apart(beyond) = &sweep.lies else { return Some(Tolerance::NONE) };
        match beyond {
            Some(_) => tolerance(value, value, beyond.as_ref()).ok(),
            None => self.tolerance.map(|carried_by_all| carried_by_all.or(carried(value)).unwrap_or(Tolerance::NONE)),
        }
    }

    /// The last member before a place that lies as wanted.
    fn last_before(&self, before: usize, wanted: &Wanted<'_>) -> Option<usize> {
        if before == self.width {
            return self.last_under(1, wanted);
        }
        // The nodes that together cover all places before: from the right, each a left sibling on the way up.
        let mut node = self.width + before;
        while node > 1 {
            if node % 2 == 1
                && let Some(found) = self.last_under(node - 1, wanted)
            {
                return Some(found);
            }
            node /= 2;
        }
        None
    }

    /// The last member under a node that lies as wanted.
    fn last_under(&self, node: usize, wanted: &Wanted<'_>) -> Option<usize> {
        if !wanted.may_be_met(self.low[node], self.high[node]) {
            return None;
        }
        if node < self.width {
            return self.last_under(2 * node + 1, wanted).or_else(|| self.last_under(2 * node, wanted));
        }
        let at = node - self.width;
        self.intervals.get(at).filter(|member| wanted.is_met_by(**member)).map(|_| at)
    }
}
