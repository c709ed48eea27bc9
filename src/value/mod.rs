//! The values that claims state and rules compare: exact numbers, intervals, quantities, dates, three-valued truth.
//! Knows neither claims nor rules.

mod date;
mod exact;
mod interval;
mod quantity;
mod tolerance;
mod truth;
pub mod read;
pub mod vocabulary;

pub use date::{Date, Weekday};
pub use exact::Exact;
pub use interval::{End, Interval};
pub use quantity::{Dimension, Form, Quantity, Written};
pub use tolerance::Tolerance;
pub use truth::Truth;
pub use vocabulary::{Amount, Hedge, Unit, Vocabulary};
