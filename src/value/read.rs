//! Quantities and dates as written: words in, values out.
