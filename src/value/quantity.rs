//! Quantities: an interval of a dimension in its base unit, and how it was written.

use std::sync::Arc;

use super::{End, Exact, Interval, Tolerance};

/// What a quantity is a quantity of. Two quantities compare only within one dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Bare numbers, shares, percentages, points, and whatever a count measure counts.
    One,
    /// A dimension with a base unit that a `unit` item declares, such as `length`.
    Declared(Arc<str>),
    /// What an undeclared noun counts, in its singular: `10 tanks` is of the dimension `tank`.
    Noun(Arc<str>),
}

/// How a quantity was written; part of values read from input, never of computed ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    /// The words as they stand, trimmed.
    pub text: Arc<str>,
    /// The number as written without its hedge, in base units (of a range, the range; of an amount, the amount).
    pub figure: Interval,
    /// The hedge's words in lower case, as declared.
    pub hedge: Option<Arc<str>>,
    /// The declared unit's name, or the noun as written.
    pub unit: Option<Arc<str>>,
    /// Significant digits: 10,400 has three. Missing for ranges, amounts and fractions.
    pub digits: Option<u32>,
    /// Half a unit of the last written place, in base units: 1.2 million has 50,000. Missing where `as-written` widens nothing.
    pub half_place: Option<Exact>,
    /// What kind of thing was written.
    pub form: Form,
    /// The tolerance of the measure that it is a value of; used where a comparison names none.
    pub tolerance: Option<Tolerance>,
}

/// The kinds of written quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One number, in digits or in words.
    Number,
    /// Two numbers, or a number and its margin.
    Range,
    /// A part: a third, 3/4.
    Fraction,
    /// A vague amount: dozens.
    Amount,
}

/// An interval of one dimension, in that dimension's base unit. Equality is sameness: same interval, same dimension, however
/// it was written.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The numbers it may be.
    pub interval: Interval,
    /// What of.
    pub dimension: Dimension,
    /// The unit that messages show a computed one in: a declared unit's name, or a noun.
    pub unit: Option<Arc<str>>,
    /// How it was written; `None` for a computed one.
    pub written: Option<Arc<Written>>,
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        self.interval == other.interval && self.dimension == other.dimension
    }
}

impl Eq for Quantity {}

impl std::hash::Hash for Quantity {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.interval.hash(state);
        self.dimension.hash(state);
    }
}

impl Quantity {
    /// A computed quantity.
    #[must_use]
    pub fn computed(interval: Interval, dimension: Dimension) -> Quantity {
        Quantity { interval, dimension, unit: None, written: None }
    }

    /// The same, shown in that unit.
    #[must_use]
    pub fn shown_in(mut self, unit: &Arc<str>) -> Quantity {
        self.unit = Some(Arc::clone(unit));
        self
    }

    /// The unit that it is shown in: as written, or that of what it was computed from. A part of something is a bare number.
    #[must_use]
    pub fn shown_unit(&self) -> Option<&Arc<str>> {
        let written = self.written.as_ref().filter(|w| w.form != Form::Fraction || self.dimension != Dimension::One);
        self.unit.as_ref().or_else(|| written?.unit.as_ref())
    }

    /// A quantity computed from this one: of its dimension, shown in its unit.
    #[must_use]
    pub fn derived(&self, interval: Interval) -> Quantity {
        Quantity { interval, dimension: self.dimension.clone(), unit: self.shown_unit().cloned(), written: None }
    }

    /// The tolerance of the measure that it is a value of.
    #[must_use]
    pub fn tolerance(&self) -> Option<Tolerance> {
        self.written.as_ref()?.tolerance
    }

    /// A bare whole number.
    #[must_use]
    pub fn number(n: i128) -> Quantity {
        Quantity::computed(Interval::point(Exact::whole(n)), Dimension::One)
    }

    /// The same quantity widened by half a unit of its last written place; unchanged where nothing was written or the form has none.
    #[must_use]
    pub fn as_written(&self) -> Quantity {
        let widened = || {
            let half = self.written.as_ref()?.half_place?;
            let low = self.interval.low.try_map(|n| n.sub(half))?;
            let high = self.interval.high.try_map(|n| n.add(half))?;
            Interval::new(low, high)
        };
        Quantity::computed(widened().unwrap_or(self.interval), self.dimension.clone())
    }

    /// The number at its low end, where it has one.
    #[must_use]
    pub fn low(&self) -> Option<Exact> {
        match self.interval.low {
            End::Unbounded => None,
            End::Closed(n) | End::Open(n) => Some(n),
        }
    }
}
