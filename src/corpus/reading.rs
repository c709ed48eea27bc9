//! How the words of a claim's value are read: by its measure and its own unit, and by nothing else.

use std::sync::Arc;

use super::{Measure, Schema, Value, ValueType};
use crate::value::read::{self, Reading, Takes, Undeclared, Unread};
use crate::value::{Date, Dimension, Quantity, Unit};

/// The dimension of plain numbers.
static ONE: Dimension = Dimension::One;

/// A reading without a measure.
pub(super) fn plain<'r>(schema: &'r Schema, takes: Takes<'r>) -> Reading<'r> {
    let vocabulary = &schema.vocabulary;
    Reading { vocabulary, takes, bare_unit: None, floor: None, whole_numbers: false, tolerance: None }
}

/// How the values of a measure are read, where they are quantities; bare numbers in that unit, if one is given.
pub(super) fn of_measure<'r>(schema: &'r Schema, unit: Option<&'r Unit>, measure: Option<&'r Measure>) -> Reading<'r> {
    let anything = Reading { bare_unit: unit, ..plain(schema, Takes::Anything) };
    let Some(measure) = measure else { return anything };
    let (floor, whole_numbers) = (measure.range.map(|(low, _)| low), measure.whole_numbers);
    let reading = Reading { floor, whole_numbers, tolerance: measure.tolerance, ..anything };
    match &measure.value {
        ValueType::Count => Reading { takes: Takes::Count, whole_numbers: true, ..reading },
        ValueType::Quantity(base) => {
            let base = schema.vocabulary.unit(base);
            let takes = Takes::Only(base.map_or(&ONE, |unit| &unit.dimension));
            Reading { takes, bare_unit: unit.or(base), ..reading }
        }
        _ => reading,
    }
}

/// Words whose type nothing declares. A `unit` that is none of the declared ones is a noun.
pub(super) fn undeclared(text: &str, unit: Option<&str>, reading: &Reading, near: Option<&Date>) -> Result<Undeclared, Unread> {
    let noun = unit.filter(|_| reading.bare_unit.is_none());
    let counted = |noun: &str| {
        let quantity = read::quantity(text, reading).ok()?;
        let none_written = quantity.written.as_ref().is_none_or(|written| written.unit.is_none());
        none_written.then(|| read::quantity(&format!("{text} {noun}"), reading).ok())?
    };
    match noun.and_then(counted) {
        Some(quantity) => Ok(Undeclared::Quantity(quantity)),
        None => read::undeclared(text, reading, near),
    }
}

/// The value that words are, where there is nothing to say of them and only measure and unit tell; else none.
pub(super) fn plainly(schema: &Schema, text: &Arc<str>, unit: Option<&str>, measure: Option<&Measure>) -> Option<Value> {
    let named = unit.and_then(|unit| schema.vocabulary.unit(unit));
    let reading = of_measure(schema, named, measure);
    match measure.map_or(&ValueType::Undeclared, |measure| &measure.value) {
        ValueType::Undeclared => match undeclared(text, unit, &reading, None).ok()? {
            Undeclared::Quantity(quantity) => Some(Value::quantity(quantity)),
            Undeclared::Date(date) => Some(Value::Date(Arc::new(Date { tolerance: reading.tolerance, ..date }))),
            // A day without its year is one only near another day.
            Undeclared::Text => (!is_near_date(text)).then(|| Value::Text(Arc::clone(text))),
        },
        ValueType::Quantity(_) if unit.is_some() && named.is_none() => None,
        ValueType::Quantity(_) | ValueType::Count => read::quantity(text, &reading).ok().map(Value::quantity),
        ValueType::Date => plain_date(text).map(|date| Value::Date(Arc::new(Date { tolerance: reading.tolerance, ..date }))),
        ValueType::Text => Some(Value::Text(Arc::clone(text))),
        ValueType::Choice(set) => set.place(text).map(|place| Value::Choice(Arc::clone(set), place)),
        // Who is named is known only when all is read.
        ValueType::Entity => None,
    }
}

/// The date that a text is by itself, where there is nothing to say of it.
pub(super) fn plain_date(text: &str) -> Option<Date> {
    read::date(text, None).ok().filter(|date| !date.is_day_of_old_calendar())
}

/// Whether a text is a date once there is one near it.
fn is_near_date(text: &str) -> bool {
    let near = read::date("2000-01-01", None).ok();
    read::date(text, near.as_ref()).is_ok()
}

/// The quantity that a plain number is for a measure and a unit.
pub(super) fn number(schema: &Schema, digits: &str, unit: Option<&str>, measure: Option<&Measure>) -> Option<Quantity> {
    match plainly(schema, &digits.into(), unit, measure)? {
        Value::Quantity(quantity) => Some(Arc::unwrap_or_clone(quantity)),
        _ => None,
    }
}
