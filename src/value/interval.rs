//! Intervals with exact ends, open or closed, finite or not: how every quantity is held, and the arithmetic on them.

use std::cmp::Ordering;

use super::{Exact, Truth};

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// No bound on this side.
    Unbounded,
    /// The number itself is in.
    Closed(Exact),
    /// The number itself is out.
    Open(Exact),
}

impl End {
    /// The number at this end, if there is one.
    #[must_use]
    pub fn number(self) -> Option<Exact> {
        match self {
            End::Unbounded => None,
            End::Closed(n) | End::Open(n) => Some(n),
        }
    }

    /// Whether the number at this end is out of the interval.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, End::Open(_))
    }

    /// The same kind of end at what `f` makes of its number; `None` where `f` gives none.
    pub fn try_map(self, f: impl FnOnce(Exact) -> Option<Exact>) -> Option<End> {
        Some(match self {
            End::Unbounded => End::Unbounded,
            End::Closed(n) => End::Closed(f(n)?),
            End::Open(n) => End::Open(f(n)?),
        })
    }

    /// An end at `number`, open if either of two ends that made it was.
    fn joined(number: Exact, open: bool) -> End {
        if open { End::Open(number) } else { End::Closed(number) }
    }

    /// The order of two low ends: the one that begins first is less; open begins after closed.
    #[must_use]
    pub fn cmp_low(self, other: End) -> Ordering {
        match (self.number(), other.number()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(&b).then(self.is_open().cmp(&other.is_open())),
        }
    }

    /// The order of two high ends: the one that stops first is less; open stops before closed.
    #[must_use]
    pub fn cmp_high(self, other: End) -> Ordering {
        match (self.number(), other.number()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(&b).then(other.is_open().cmp(&self.is_open())),
        }
    }
}

/// A set of numbers without gaps. Never empty: the low end is not above the high one, and where they meet both are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Where it begins.
    pub low: End,
    /// Where it stops.
    pub high: End,
}

impl Interval {
    /// Every number.
    pub const ALL: Interval = Interval { low: End::Unbounded, high: End::Unbounded };

    /// One number.
    #[must_use]
    pub fn point(n: Exact) -> Interval {
        Interval { low: End::Closed(n), high: End::Closed(n) }
    }

    /// From `low` to `high`, both in; `None` where they are reversed.
    #[must_use]
    pub fn closed(low: Exact, high: Exact) -> Option<Interval> {
        Interval::new(End::Closed(low), End::Closed(high))
    }

    /// From one end to the other; `None` where nothing lies between.
    #[must_use]
    pub fn new(low: End, high: End) -> Option<Interval> {
        let holds_something = match (low.number(), high.number()) {
            (Some(a), Some(b)) => a < b || (a == b && !low.is_open() && !high.is_open()),
            _ => true,
        };
        holds_something.then_some(Interval { low, high })
    }

    /// The number, where there is just one.
    #[must_use]
    pub fn exactly(self) -> Option<Exact> {
        match (self.low, self.high) {
            (End::Closed(a), End::Closed(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether every number of `self` is below every number of `other`.
    #[must_use]
    pub fn wholly_below(self, other: Interval) -> bool {
        match (self.high.number(), other.low.number()) {
            (Some(a), Some(b)) => a < b || (a == b && (self.high.is_open() || other.low.is_open())),
            _ => false,
        }
    }

    /// Whether no number of `self` is below any number of `other`.
    fn never_below(self, other: Interval) -> bool {
        // Some u of self is below some v of other unless the least of self is at or above the greatest of other.
        match (self.low.number(), other.high.number()) {
            (Some(a), Some(b)) => a >= b,
            _ => false,
        }
    }

    /// `self < other`.
    #[must_use]
    pub fn less(self, other: Interval) -> Truth {
        Truth::between(self.wholly_below(other), self.never_below(other))
    }

    /// `self == other`: surely where both are one and the same number, surely not where they share none.
    #[must_use]
    pub fn equal(self, other: Interval) -> Truth {
        let same = self.exactly().is_some() && self.exactly() == other.exactly();
        Truth::between(same, self.wholly_below(other) || other.wholly_below(self))
    }

    /// The sums of a number of each.
    #[must_use]
    pub fn add(self, other: Interval) -> Option<Interval> {
        Some(Interval { low: sum_of(self.low, other.low)?, high: sum_of(self.high, other.high)? })
    }

    /// The differences of a number of each.
    #[must_use]
    pub fn sub(self, other: Interval) -> Option<Interval> {
        self.add(other.negated())
    }

    /// The negatives.
    #[must_use]
    pub fn negated(self) -> Interval {
        let flip = |end: End| match end {
            End::Unbounded => End::Unbounded,
            End::Closed(n) => End::Closed(-n),
            End::Open(n) => End::Open(-n),
        };
        Interval { low: flip(self.high), high: flip(self.low) }
    }

    /// Every number times `factor`; a negative factor swaps the ends.
    #[must_use]
    pub fn scaled(self, factor: Exact) -> Option<Interval> {
        if factor == Exact::ONE {
            return Some(self);
        }
        if factor.is_zero() {
            return Some(Interval::point(Exact::ZERO));
        }
        let low = self.low.try_map(|n| n.mul(factor))?;
        let high = self.high.try_map(|n| n.mul(factor))?;
        Some(if factor.is_negative() { Interval { low: high, high: low } } else { Interval { low, high } })
    }

    /// Every number plus `amount`.
    #[must_use]
    pub fn shifted(self, amount: Exact) -> Option<Interval> {
        if amount.is_zero() {
            return Some(self);
        }
        Some(Interval { low: self.low.try_map(|n| n.add(amount))?, high: self.high.try_map(|n| n.add(amount))? })
    }

    /// The products of a number of each.
    #[must_use]
    pub fn mul(self, other: Interval) -> Option<Interval> {
        let corners = [
            product_of(Side::Low(self.low), Side::Low(other.low))?,
            product_of(Side::Low(self.low), Side::High(other.high))?,
            product_of(Side::High(self.high), Side::Low(other.low))?,
            product_of(Side::High(self.high), Side::High(other.high))?,
        ];
        let low = corners.iter().copied().min_by(Corner::cmp_low)?;
        let high = corners.iter().copied().max_by(Corner::cmp_high)?;
        Some(Interval { low: low.end(), high: high.end() })
    }

    /// The quotients of a number of each; `None` where `other` holds zero.
    #[must_use]
    pub fn div(self, other: Interval) -> Option<Interval> {
        self.mul(other.reciprocal()?)
    }

    /// One over each number; `None` where zero is among them or at an end.
    fn reciprocal(self) -> Option<Interval> {
        let positive = self.low.number().is_some_and(|n| !n.is_negative() && !n.is_zero());
        let negative = self.high.number().is_some_and(|n| n.is_negative());
        if !positive && !negative {
            return None;
        }
        let over = |end: End| match end {
            End::Unbounded => Some(End::Open(Exact::ZERO)),
            end => end.try_map(|n| Exact::ONE.div(n)),
        };
        Some(Interval { low: over(self.high)?, high: over(self.low)? })
    }

    /// The least interval that holds both.
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        let low = if self.low.cmp_low(other.low).is_le() { self.low } else { other.low };
        let high = if self.high.cmp_high(other.high).is_ge() { self.high } else { other.high };
        Interval { low, high }
    }

    /// The lesser of a number of each.
    #[must_use]
    pub fn least(self, other: Interval) -> Interval {
        let low = if self.low.cmp_low(other.low).is_le() { self.low } else { other.low };
        let high = if self.high.cmp_high(other.high).is_le() { self.high } else { other.high };
        Interval { low, high }
    }

    /// The greater of a number of each.
    #[must_use]
    pub fn greatest(self, other: Interval) -> Interval {
        let low = if self.low.cmp_low(other.low).is_ge() { self.low } else { other.low };
        let high = if self.high.cmp_high(other.high).is_ge() { self.high } else { other.high };
        Interval { low, high }
    }

    /// Open ends drawn in to the nearest whole number inside: more than 5 becomes from 6. Closed ends stay, and so does an
    /// interval that holds no whole number.
    #[must_use]
    pub fn closed_to_whole_numbers(self) -> Interval {
        let low = match self.low {
            End::Open(n) => n.floor().checked_add(1).map_or(self.low, |m| End::Closed(Exact::whole(m))),
            end => end,
        };
        let high = match self.high {
            End::Open(n) => n.ceil().checked_sub(1).map_or(self.high, |m| End::Closed(Exact::whole(m))),
            end => end,
        };
        Interval::new(low, high).unwrap_or(self)
    }
}

fn sum_of(a: End, b: End) -> Option<End> {
    match (a.number(), b.number()) {
        (Some(x), Some(y)) => Some(End::joined(x.add(y)?, a.is_open() || b.is_open())),
        _ => Some(End::Unbounded),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Low(End),
    High(End),
}

impl Side {
    fn end(self) -> End {
        match self {
            Side::Low(end) | Side::High(end) => end,
        }
    }

    /// −1, 0 or 1: the sign of the number, or of the infinity, at this end.
    fn sign(self) -> i32 {
        match (self, self.end().number()) {
            (Side::Low(_), None) => -1,
            (Side::High(_), None) => 1,
            (_, Some(n)) if n.is_zero() => 0,
            (_, Some(n)) => {
                if n.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }
}

/// A product of two ends: an infinity of a sign, or a number.
#[derive(Clone, Copy)]
enum Corner {
    Infinite(i32),
    At(End, Exact),
}

impl Corner {
    fn end(self) -> End {
        match self {
            Corner::Infinite(_) => End::Unbounded,
            Corner::At(end, _) => end,
        }
    }

    fn place(&self, other: &Corner) -> Ordering {
        match (self, other) {
            (Corner::Infinite(a), Corner::Infinite(b)) => a.cmp(b),
            (Corner::Infinite(a), Corner::At(..)) => a.cmp(&0),
            (Corner::At(..), Corner::Infinite(b)) => 0.cmp(b),
            (Corner::At(_, a), Corner::At(_, b)) => a.cmp(b),
        }
    }

    /// Of two at one number the closed one is the lower low end.
    fn cmp_low(&self, other: &Corner) -> Ordering {
        self.place(other).then(self.end().is_open().cmp(&other.end().is_open()))
    }

    /// Of two at one number the closed one is the higher high end.
    fn cmp_high(&self, other: &Corner) -> Ordering {
        self.place(other).then(other.end().is_open().cmp(&self.end().is_open()))
    }
}

fn product_of(a: Side, b: Side) -> Option<Corner> {
    let (x, y) = (a.end(), b.end());
    Some(match (x.number(), y.number()) {
        (Some(m), Some(n)) => {
            let product = m.mul(n)?;
            // Zero that is in makes zero with everything; an open end elsewhere does not keep it out.
            let holds_zero = (m.is_zero() && !x.is_open()) || (n.is_zero() && !y.is_open());
            Corner::At(End::joined(product, !holds_zero && (x.is_open() || y.is_open())), product)
        }
        _ if a.sign() == 0 || b.sign() == 0 => {
            let zero = if a.sign() == 0 { x } else { y };
            Corner::At(End::joined(Exact::ZERO, zero.is_open()), Exact::ZERO)
        }
        _ => Corner::Infinite(a.sign() * b.sign()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(x: i128) -> Exact {
        Exact::whole(x)
    }

    fn closed(a: i128, b: i128) -> Interval {
        Interval::closed(n(a), n(b)).unwrap()
    }

    fn above(a: i128) -> Interval {
        Interval { low: End::Open(n(a)), high: End::Unbounded }
    }

    #[test]
    fn order_is_three_valued() {
        assert_eq!(closed(5, 5).less(above(5)), Truth::Surely);
        assert_eq!(closed(5, 5).less(Interval { low: End::Closed(n(5)), high: End::Unbounded }), Truth::CannotTell);
        assert_eq!(closed(5, 5).less(closed(5, 5)), Truth::SurelyNot);
        assert_eq!(closed(9, 11).less(closed(11, 12)), Truth::CannotTell);
        assert_eq!(closed(9, 11).equal(closed(12, 12)), Truth::SurelyNot);
        assert_eq!(closed(9, 11).equal(closed(9, 11)), Truth::CannotTell);
    }

    #[test]
    fn products_keep_their_ends() {
        assert_eq!(closed(-2, 3).mul(closed(4, 5)), Some(closed(-10, 15)));
        assert_eq!(above(2).mul(closed(3, 3)), Some(above(6)));
        let from_zero = Interval { low: End::Closed(n(0)), high: End::Unbounded };
        assert_eq!(from_zero.mul(closed(0, 0)), Some(closed(0, 0)));
        assert_eq!(from_zero.mul(above(1)), Some(from_zero));
    }

    #[test]
    fn division_by_what_may_be_zero_is_missing() {
        assert_eq!(closed(1, 1).div(closed(0, 2)), None);
        assert_eq!(closed(6, 6).div(closed(2, 3)), Some(closed(2, 3)));
        assert_eq!(closed(1, 1).div(above(1)).unwrap().low, End::Open(Exact::ZERO));
    }

    #[test]
    fn whole_numbers_close_open_ends() {
        assert_eq!(above(5).closed_to_whole_numbers().low, End::Closed(n(6)));
        let half = Interval::point(Exact::fraction(25, 2).unwrap());
        assert_eq!(half.closed_to_whole_numbers(), half);
    }
}
