//! The pages of the words for quantities: units, hedges and vague amounts.

use super::{About, page};
use crate::lang::Program;
use crate::value::{Dimension, Exact, Hedge, Unit};

pub fn unit_names(program: &Program) -> Vec<&str> {
    program.schema.vocabulary.units().iter().map(|unit| &*unit.name).collect()
}

pub fn unit_page(about: &About, name: &str) -> Option<String> {
    let vocabulary = &about.program.schema.vocabulary;
    let unit = vocabulary.unit(name)?;
    let of_kind = || vocabulary.units().iter().filter(|u| u.dimension == unit.dimension);
    let base = of_kind().find(|u| u.factor == Exact::ONE && u.zero.is_zero());
    let others: Vec<&str> = of_kind().filter(|u| u.name != unit.name).map(|u| &*u.name).collect();
    let measures = match &unit.dimension {
        Dimension::One => "plain numbers, counts and shares",
        Dimension::Declared(name) | Dimension::Noun(name) => name,
    };
    let rows = [
        ("Measures", measures.to_owned()),
        ("Size", base.map_or_else(String::new, |base| size(unit, base))),
        ("Written", unit.words.iter().map(|w| &**w).collect::<Vec<_>>().join(", ")),
        ("Beside", others.join(", ")),
    ];
    let rows = rows.iter().filter(|(_, words)| !words.is_empty()).map(|(label, words)| page::row(label, words, about.width));
    Some(format!("{}: a unit\n\n{}", unit.name, rows.collect::<String>()))
}

/// How large a unit is in its dimension's base unit; nothing for the base unit itself.
fn size(unit: &Unit, base: &Unit) -> String {
    let factor = page::number(unit.factor);
    match &unit.dimension {
        Dimension::One if unit.factor == Exact::ONE => String::new(),
        Dimension::One => factor,
        _ if unit.name == base.name => "the base of its kind".to_owned(),
        _ if unit.zero.is_zero() => format!("{factor} {}", base.name),
        _ => format!("{factor} {}, counted from {}", base.name, page::number(unit.zero)),
    }
}

pub fn hedge_names(program: &Program) -> Vec<&str> {
    let mut names: Vec<&str> = program.schema.vocabulary.hedges().iter().map(|hedge| &*hedge.phrase).collect();
    let mut seen = rustc_hash::FxHashSet::default();
    names.retain(|name| seen.insert(*name));
    names
}

/// A phrase may stand on either side of a number, and read in another way on each.
pub fn hedge_page(about: &About, name: &str) -> Option<String> {
    let vocabulary = &about.program.schema.vocabulary;
    let readings: Vec<&Hedge> = [vocabulary.hedge_before(name), vocabulary.hedge_after(name)].into_iter().flatten().collect();
    let first = readings.first()?;
    let mut text = format!("{}: a hedge\n", first.phrase);
    for hedge in &readings {
        let (side, written) = match hedge.after {
            true => ("Behind", format!("1,000 {}", hedge.phrase)),
            false => ("Before", format!("{} 1,000", hedge.phrase)),
        };
        let share = page::interval(hedge.share, page::percent);
        let example = hedge.share.scaled(Exact::whole(1000)).map(|of| page::interval(of, page::number)).unwrap_or_default();
        let words = format!("{side} a number: {share} of it, so that `{written}` is {example}");
        text.push_str(&format!("\n{}", page::wrapped(&words, "", about.width)));
    }
    Some(text)
}

pub fn amount_names(program: &Program) -> Vec<&str> {
    program.schema.vocabulary.amounts().iter().map(|amount| &*amount.phrase).collect()
}

pub fn amount_page(about: &About, name: &str) -> Option<String> {
    let vocabulary = &about.program.schema.vocabulary;
    let amount = vocabulary.amount(name)?;
    let interval = amount.quantity.interval;
    let of_a_whole = interval.high.number().is_some_and(|high| high <= Exact::ONE);
    let number = if of_a_whole { page::percent } else { page::number };
    Some(format!("{}: a vague amount\n\nStands for {}\n", amount.phrase, page::interval(interval, number)))
}
