//! Tolerances: how far two values may lie apart before they conflict. The formulas are those of the language reference.

use super::{Exact, Interval, Truth};

/// How much difference is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tolerance {
    /// A share of the greater figure, from 0 to below 1.
    Relative(Exact),
    /// So much, in the base unit of the dimension (days for dates), at least 0.
    Absolute(Exact),
}

impl Tolerance {
    /// No difference is let pass.
    pub const NONE: Tolerance = Tolerance::Absolute(Exact::ZERO);

    fn is_none(self) -> bool {
        matches!(self, Tolerance::Absolute(t) | Tolerance::Relative(t) if t.is_zero())
    }

    /// How much is let pass between `a` and `b`.
    fn allowed(self, a: Exact, b: Exact) -> Option<Exact> {
        match self {
            Tolerance::Absolute(t) => Some(t),
            Tolerance::Relative(t) => t.mul(a.abs().max(b.abs())),
        }
    }

    /// Whether `below` lies wholly below `above` by more than the tolerance: gap > t, where gap = above.low − below.high and a
    /// relative t is a share of max(|below.high|, |above.low|). Ends that touch, one of them open, are apart at tolerance 0 only.
    #[must_use]
    pub fn apart(self, below: Interval, above: Interval) -> bool {
        let (Some(from), Some(to)) = (below.high.number(), above.low.number()) else { return false };
        if from == to {
            return self.is_none() && (below.high.is_open() || above.low.is_open());
        }
        if from > to {
            return false;
        }
        match (to.sub(from), self.allowed(from, to)) {
            (Some(gap), Some(allowed)) => gap > allowed,
            _ => false,
        }
    }

    /// Whether two numbers are within the tolerance of each other.
    fn within(self, a: Exact, b: Exact) -> bool {
        match (a.sub(b), self.allowed(a, b)) {
            (Some(gap), Some(allowed)) => gap.abs() <= allowed,
            _ => false,
        }
    }

    /// Whether every value of `a` is within the tolerance of every value of `b`. Open ends count as closed: what comes as near to
    /// a bound as one likes is within it just when the bound is.
    #[must_use]
    pub fn surely_within(self, a: Interval, b: Interval) -> bool {
        let ends = (a.low.number(), a.high.number(), b.low.number(), b.high.number());
        let (Some(a_low), Some(a_high), Some(b_low), Some(b_high)) = ends else { return false };
        self.within(a_low, b_high) && self.within(b_low, a_high)
    }

    /// Whether all numbers from `low` to `high` are surely within the tolerance of each other, by arithmetic that rounds: where it says
    /// so, exact arithmetic says so too; where it does not, nothing is said. `low` and `high` may be off by a few units in the last of
    /// their 53 bits.
    #[must_use]
    pub fn holds_about(self, low: f64, high: f64) -> bool {
        /// Far more than rounding can make of the numbers, far less than tolerances are.
        const SLACK: f64 = 1e-9;
        let (gap, greater) = (high - low, low.abs().max(high.abs()));
        match self {
            // Of numbers of one sign the two outermost are the furthest apart as shares of the greater.
            Tolerance::Relative(share) => {
                let share = share.approximate();
                share > 1e-4 && (low >= 0.0 || high <= 0.0) && gap <= greater * share * (1.0 - SLACK)
            }
            Tolerance::Absolute(most) => {
                let most = most.approximate();
                most > 0.0 && gap <= most - SLACK * (most + greater)
            }
        }
    }

    /// Whether a number `above` lies above `below` by more than the tolerance, by arithmetic that rounds; none where rounding may decide.
    #[must_use]
    pub fn apart_about(self, below: f64, above: f64) -> Option<bool> {
        /// Far more than rounding can make of the numbers.
        const SLACK: f64 = 1e-12;
        let greater = below.abs().max(above.abs());
        let most = match self {
            Tolerance::Relative(share) => share.approximate() * greater,
            Tolerance::Absolute(most) => most.approximate(),
        };
        let (gap, slack) = (above - below, SLACK * (greater + most));
        if gap > most + slack {
            Some(true)
        } else if gap < most - slack {
            Some(false)
        } else {
            None
        }
    }

    /// Whether `a` and `b` conflict: surely where they lie apart by more than the tolerance, surely not where every value of one
    /// is within it of every value of the other.
    #[must_use]
    pub fn conflict(self, a: Interval, b: Interval) -> Truth {
        Truth::between(self.apart(a, b) || self.apart(b, a), self.surely_within(a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_said_to_hold_about_holds_exactly(
            number in -1_000_000_000_000_i64..1_000_000_000_000,
            share in 1_i128..100_000,
            off in -3_i64..4,
            absolute in any::<bool>(),
        ) {
            // The other number lies at the border of the tolerance, or a little off.
            let share = Exact::fraction(share, 100_000).unwrap();
            let one = Exact::decimal(number, 3).unwrap();
            let least = Exact::decimal(off, 6).unwrap();
            let allowed = one.abs().mul(share).unwrap();
            let other = one.sub(allowed).and_then(|n| n.add(least)).unwrap();
            let tolerance = if absolute { Tolerance::Absolute(allowed) } else { Tolerance::Relative(share) };
            let (low, high) = if one < other { (one, other) } else { (other, one) };
            if let Some(apart) = tolerance.apart_about(low.approximate(), high.approximate()) {
                prop_assert_eq!(tolerance.apart(Interval::point(low), Interval::point(high)), apart);
            }
            if tolerance.holds_about(low.approximate(), high.approximate()) {
                prop_assert!(tolerance.surely_within(Interval::point(low), Interval::point(high)));
            }
        }
    }

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    fn interval(low: &str, high: &str) -> Interval {
        Interval::closed(n(low), n(high)).unwrap()
    }

    #[test]
    fn a_relative_tolerance_is_a_share_of_the_greater_figure() {
        let five = Tolerance::Relative(n("0.05"));
        assert_eq!(five.conflict(interval("95", "95"), interval("100", "100")), Truth::SurelyNot);
        assert_eq!(five.conflict(interval("94", "94"), interval("100", "100")), Truth::Surely);
        let ten = Tolerance::Relative(n("0.1"));
        assert_eq!(ten.conflict(interval("9000", "11000"), interval("12000", "12000")), Truth::CannotTell);
        assert_eq!(Tolerance::Relative(n("0.5")).conflict(interval("-1", "-1"), interval("1", "1")), Truth::Surely);
    }

    #[test]
    fn open_ends_that_touch_are_apart_at_tolerance_zero_only() {
        let more = Interval { low: super::super::End::Open(n("10")), high: super::super::End::Unbounded };
        assert_eq!(Tolerance::NONE.conflict(interval("10", "10"), more), Truth::Surely);
        assert_eq!(Tolerance::Relative(n("0.01")).conflict(interval("10", "10"), more), Truth::CannotTell);
    }
}
