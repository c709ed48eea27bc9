//! By what the plain numbers of rows are read: a measure and a unit in, and whether numbers of theirs can be taken as they stand.

use std::sync::Arc;

use crate::corpus::{MeasureId, Schema, Value, reading};
use crate::value::{Exact, Interval, Quantity};

/// A measure and a unit.
#[derive(Debug)]
pub(in crate::corpus) struct Like {
    pub(super) measure: Option<MeasureId>,
    unit: Option<Arc<str>>,
    /// What one is in the base unit, where all numbers are so many times that; none where that cannot be said.
    factor: Option<Exact>,
    /// About the same.
    pub(super) about: Option<f64>,
    /// A quantity like those: of their dimension, with their tolerance.
    model: Option<Quantity>,
    /// Whether plain numbers are quantities, with nothing to say of them.
    pub(super) takes_numbers: bool,
}

impl Like {
    /// How plain numbers of a measure in a unit are read.
    pub(in crate::corpus) fn new(schema: &Schema, measure: Option<MeasureId>, unit: Option<Arc<str>>) -> Like {
        let mut like = Like { measure, unit, factor: None, about: None, model: None, takes_numbers: false };
        // Whether a plain number is taken hangs on its kind, and on whether it fits: these are the largest, the finest, and both.
        let tried: Vec<Option<Quantity>> =
            ["1", "0", "0.5", "-3", "99999999999999999", "0.000000000000001", "0.999999999999999", "9.99999999999999"]
                .iter()
                .map(|digits| like.quantity(schema, digits))
                .collect();
        like.takes_numbers = tried.iter().all(Option::is_some);
        let number = |at: usize| tried.get(at)?.as_ref()?.interval.exactly();
        like.factor = number(0).filter(|one| {
            let times = |n: i128, of: i128| one.mul(Exact::fraction(n, of)?);
            number(1) == Some(Exact::ZERO) && number(2) == times(1, 2) && number(3) == times(-3, 1)
        });
        like.about = like.factor.map(Exact::approximate);
        like.model = tried.into_iter().next().flatten();
        like
    }

    /// The quantity that a plain number is, but for its words: of the same numbers, dimension and tolerance. None where only the words
    /// tell.
    pub(super) fn bare(&self, number: i64, places: u8) -> Option<Quantity> {
        let (factor, model) = (self.factor?, self.model.as_ref()?);
        let number = Exact::decimal(number, places)?;
        let number = if factor == Exact::ONE { number } else { number.mul(factor)? };
        Some(Quantity { interval: Interval::point(number), ..model.clone() })
    }

    /// The quantity that plain digits are.
    pub(super) fn quantity(&self, schema: &Schema, digits: &str) -> Option<Quantity> {
        reading::number(schema, digits, self.unit.as_deref(), self.measure.map(|measure| schema.measure(measure)))
    }

    /// The value that words are, where only they and what they are like tell.
    pub(super) fn value(&self, schema: &Schema, words: &Arc<str>) -> Option<Value> {
        reading::plainly(schema, words, self.unit.as_deref(), self.measure.map(|measure| schema.measure(measure)))
    }
}
