//! The page of a measure.

use super::{About, page};
use crate::cli::rules::place;
use crate::corpus::{Measure, Monotone, RecordKind, ValueType};
use crate::lang::Program;
use crate::value::{Exact, Interval, Tolerance, Unit};

pub fn names(program: &Program) -> Vec<&str> {
    program.schema.measures.iter().map(|m| &*m.name).collect()
}

pub fn page(about: &About, name: &str) -> Option<String> {
    let schema = &about.program.schema;
    let measure = schema.measure(schema.measure_named(name)?);
    let unit = match &measure.value {
        ValueType::Quantity(unit) => schema.vocabulary.unit(unit),
        _ => None,
    };
    let separators: Vec<&str> = measure.separators.iter().map(|f| &*schema.field(RecordKind::Claim, *f).name).collect();
    let apart = if separators.is_empty() { "nothing but subject and measure".to_owned() } else { separators.join(", ") };
    let monotone = measure.monotone.map(|way| match way {
        Monotone::Up => "a running total, which only rises",
        Monotone::Down => "a running total, which only falls",
    });
    let rows = [
        ("Values", Some(values(measure))),
        ("Topics", Some(format!("told apart by {apart}"))),
        ("Tolerance", measure.tolerance.map(|t| tolerance(t, measure, unit))),
        ("Range", measure.range.and_then(|(low, high)| Interval::closed(low, high)).map(|of| range(of, unit))),
        ("Numbers", measure.whole_numbers.then(|| "whole".to_owned())),
        ("Over time", monotone.map(str::to_owned)),
        ("Kind of", measure.kind_of.as_ref().map(ToString::to_string)),
        ("Written in", measure.declared.map(|span| place(span, &about.sources))),
    ];
    let rows = rows.into_iter().filter_map(|(label, words)| Some(page::row(label, &words?, about.width)));
    Some(format!("{name}: a measure\n\n{}\n\n{}", measure.title, rows.collect::<String>()))
}

fn values(measure: &Measure) -> String {
    match &measure.value {
        ValueType::Undeclared => "read as what they look like: a date, a quantity, else text".to_owned(),
        ValueType::Count => "counts: any noun that is no unit counts".to_owned(),
        ValueType::Quantity(unit) => format!("quantities in {unit}, or another unit of its kind"),
        ValueType::Date => "dates".to_owned(),
        ValueType::Text => "text".to_owned(),
        ValueType::Entity => "entities".to_owned(),
        ValueType::Choice(set) => format!("one of {}", set.options.iter().map(|o| &**o).collect::<Vec<_>>().join(", ")),
    }
}

/// A range in base units, in the measure's own unit.
fn range(base: Interval, unit: Option<&Unit>) -> String {
    let numbers = unit.and_then(|u| u.from_base(base)).unwrap_or(base);
    with_unit(&page::interval(numbers, page::number), unit)
}

fn tolerance(tolerance: Tolerance, measure: &Measure, unit: Option<&Unit>) -> String {
    match tolerance {
        Tolerance::Relative(share) => format!("{} of the greater figure", page::percent(share)),
        Tolerance::Absolute(days) if measure.value == ValueType::Date => format!("{} days", page::number(days)),
        Tolerance::Absolute(base) => {
            let one = unit.map_or(Exact::ONE, |u| u.factor);
            with_unit(&page::number(base.div(one).unwrap_or(base)), unit)
        }
    }
}

fn with_unit(numbers: &str, unit: Option<&Unit>) -> String {
    unit.map_or(numbers.to_owned(), |unit| format!("{numbers} {}", unit.word()))
}
