//! Quantities and dates as written: words in, values out.

mod date;
mod parts;
mod prose;
mod quantity;
mod quick;
mod shape;
mod words;

pub use prose::{Figure, figures};

use super::vocabulary::Unit;
use super::{Date, Dimension, Exact, Quantity, Tolerance, Vocabulary};

/// What quantities a measure takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes<'a> {
    /// No measure is declared: any; a noun is a dimension of its own.
    Anything,
    /// A count: whatever noun is no unit counts, and is of the dimension of plain numbers.
    Count,
    /// Quantities of this dimension only.
    Only(&'a Dimension),
}

/// How a quantity is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The units, hedges and amounts that there are.
    pub vocabulary: &'a Vocabulary,
    /// What the measure takes.
    pub takes: Takes<'a>,
    /// The unit of a bare number: the claim's `unit`, else the measure's.
    pub bare_unit: Option<&'a Unit>,
    /// Where "up to" and "less than" begin outside of a count, in base units: the low end of the measure's range.
    pub floor: Option<Exact>,
    /// Whether the measure is of whole numbers, as a count is: open ends are drawn in.
    pub whole_numbers: bool,
    /// The measure's own tolerance, which the value carries.
    pub tolerance: Option<Tolerance>,
}

/// Why a text is no quantity here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The text as a whole is none.
    NotAQuantity,
    /// The ends of a range, as written, are the wrong way round.
    RangeReversed {
        /// What stands first.
        low: String,
        /// What stands last.
        high: String,
    },
    /// A unit, or a noun, of a dimension that the measure does not take.
    UnitNotAllowed {
        /// As written.
        unit: String,
    },
    /// The number does not fit; it is never rounded.
    TooLarge,
}

/// Why a text is no date here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadDate {
    /// The text as a whole is none.
    NotADate,
    /// The calendar has no such day.
    NoSuchDay,
    /// There is no year, and no date near which to look for one.
    NoYear,
    /// The last day comes before the first.
    RangeReversed,
}

/// What a text is where its type is not declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undeclared {
    /// A quantity.
    Quantity(Quantity),
    /// A date.
    Date(Date),
    /// Anything else.
    Text,
}

/// Reads `text`, all of it, as a quantity.
pub fn quantity(text: &str, reading: &Reading<'_>) -> Result<Quantity, Unread> {
    quantity::quantity(text, reading)
}

/// Reads `text`, all of it, as a date. One without a year takes the year that brings it nearest to `near`.
pub fn date(text: &str, near: Option<&Date>) -> Result<Date, UnreadDate> {
    date::date(text, near)
}

/// Whether `text` is a date in ISO 8601 or EDTF, with at least a month.
#[must_use]
pub fn is_iso_date(text: &str) -> bool {
    date::is_iso_date(text)
}

/// Reads `text` where its type is not declared: a date if it is an ISO one with at least a month, else a quantity if all of it
/// is one, else a date, else text. A range that is reversed and a number that does not fit are errors there too.
pub fn undeclared(text: &str, reading: &Reading<'_>, near: Option<&Date>) -> Result<Undeclared, Unread> {
    if is_iso_date(text)
        && let Some(date) = date_or_reversed(text, near)?
    {
        return Ok(Undeclared::Date(date));
    }
    match quantity(text, reading) {
        Ok(quantity) => Ok(Undeclared::Quantity(quantity)),
        Err(Unread::NotAQuantity) => Ok(date_or_reversed(text, near)?.map_or(Undeclared::Text, Undeclared::Date)),
        Err(other) => Err(other),
    }
}

fn date_or_reversed(text: &str, near: Option<&Date>) -> Result<Option<Date>, Unread> {
    match date(text, near) {
        Ok(date) => Ok(Some(date)),
        Err(UnreadDate::RangeReversed) => {
            let (low, high) = text.split_once(['/', '-', '–']).unwrap_or((text, text));
            Err(Unread::RangeReversed { low: low.trim().to_owned(), high: high.trim().to_owned() })
        }
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests;
