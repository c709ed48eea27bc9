//! `unit`, `hedge` and `amount` items into the words by which quantities are read.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Declared;
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, NumberUnit, UnitSize};
use crate::lang::check::quantity_of;
use crate::source::Span;
use crate::value::{Amount, Dimension, End, Exact, Hedge, Interval, Quantity, Unit, Vocabulary};

/// The vocabulary that the declarations make. What cannot be used is reported and left out.
pub fn make(declared: &Declared<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    for unit in units(declared, diagnostics) {
        vocabulary.add_unit(unit);
    }
    for (hedge, phrase) in &declared.hedges {
        match shares(&hedge.range) {
            Ok(share) => {
                vocabulary.add_hedge(Hedge { phrase: phrase.value.to_lowercase().into(), after: hedge.after.is_some(), share })
            }
            Err(mistake) => push_once(*mistake, diagnostics),
        }
    }
    for (amount, phrase) in &declared.amounts {
        match amount_of(&amount.range, &vocabulary) {
            Ok(quantity) => vocabulary.add_amount(Amount { phrase: phrase.value.to_lowercase().into(), quantity }),
            Err(mistake) => push_once(*mistake, diagnostics),
        }
    }
    vocabulary
}

/// An item with several phrases has one mistake, not one for each phrase.
fn push_once(mistake: Diagnostic, diagnostics: &mut Vec<Diagnostic>) {
    if !diagnostics.contains(&mistake) {
        diagnostics.push(mistake);
    }
}

/// The units, each after the unit that it is measured in.
fn units(declared: &Declared<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Unit> {
    let by_name: FxHashMap<&str, &ast::Unit> = declared.units.iter().map(|u| (&*u.name.value, *u)).collect();
    let mut made: FxHashMap<&str, Option<Size>> = FxHashMap::default();
    made.insert("one", Some(Size { dimension: Dimension::One, factor: Exact::ONE, zero: Exact::ZERO }));
    for unit in &declared.units {
        // The way from this unit to one whose size is known: each is measured in the next.
        let mut way: Vec<&ast::Unit> = vec![unit];
        let mut on_way: FxHashSet<&str> = FxHashSet::default();
        while let Some(last) = way.last().copied() {
            let name = &*last.name.value;
            if made.contains_key(name) {
                way.pop();
                continue;
            }
            on_way.insert(name);
            let size = match &last.size {
                UnitSize::BaseOf(dimension) => Some(Size {
                    dimension: Dimension::Declared(Arc::clone(&dimension.value)),
                    factor: Exact::ONE,
                    zero: Exact::ZERO,
                }),
                UnitSize::Times { of, .. } => match (made.get(&*of.value), by_name.get(&*of.value)) {
                    (Some(known), _) => sized(last, known.as_ref(), diagnostics),
                    (None, Some(next)) if !on_way.contains(&*of.value) => {
                        way.push(next);
                        continue;
                    }
                    (None, next) => {
                        diagnostics.extend(no_size(name, of, next.is_some(), declared));
                        None
                    }
                },
            };
            made.insert(name, size);
        }
    }
    let mut seen_one = false;
    let mut all: Vec<Unit> = declared
        .units
        .iter()
        .filter_map(|unit| {
            seen_one |= &*unit.name.value == "one";
            let Size { dimension, factor, zero } = made.get(&*unit.name.value)?.clone()?;
            let words = unit.words.iter().map(|w| Arc::from(w.value.trim())).collect();
            Some(Unit { name: Arc::clone(&unit.name.value), dimension, factor, zero, words })
        })
        .collect();
    if !seen_one {
        all.push(Unit {
            name: "one".into(),
            dimension: Dimension::One,
            factor: Exact::ONE,
            zero: Exact::ZERO,
            words: Vec::new(),
        });
    }
    all
}

/// How large a unit is, in base units.
#[derive(Clone)]
struct Size {
    dimension: Dimension,
    factor: Exact,
    zero: Exact,
}

/// A unit in base units: its dimension, how many base units it is, and the number at which the base unit's scale begins.
fn sized(unit: &ast::Unit, of: Option<&Size>, diagnostics: &mut Vec<Diagnostic>) -> Option<Size> {
    let UnitSize::Times { factor, from, .. } = &unit.size else { return None };
    let of = of?;
    if factor.value.is_zero() || factor.value.is_negative() {
        diagnostics.push(Diagnostic::new(&codes::BAD_VALUE, "a unit's size is above 0").label(factor.span, ""));
        return None;
    }
    // base = ((n − from) × factor − of.zero) × of.factor = (n − (from + of.zero / factor)) × (factor × of.factor)
    let from = from.as_ref().map_or(Exact::ZERO, |f| f.value);
    let zero = of.zero.div(factor.value).and_then(|z| z.add(from));
    match (factor.value.mul(of.factor), zero) {
        (Some(factor), Some(zero)) => Some(Size { dimension: of.dimension.clone(), factor, zero }),
        _ => {
            diagnostics.push(
                Diagnostic::new(&codes::BAD_VALUE, "this size is too large or too small to be kept exactly")
                    .label(factor.span, ""),
            );
            None
        }
    }
}

/// Why a unit has no size: what it is measured in leads back to itself, or is not there. An unreadable one was reported before.
fn no_size(name: &str, of: &ast::Name, circular: bool, declared: &Declared<'_>) -> Option<Diagnostic> {
    if circular {
        let message = format!("the unit `{name}` is measured in itself");
        return Some(Diagnostic::new(&codes::RECURSIVE_DEFINE, message).label(of.span, "leads back to it"));
    }
    if declared.broken.iter().any(|(k, n)| *k == "unit" && *n == of.value) {
        return None;
    }
    let near = nearest(&of.value, declared.units.iter().map(|u| &*u.name.value).filter(|u| *u != name).chain(["one"]));
    let unknown = Diagnostic::new(&codes::UNKNOWN_NAME, format!("`{}` is no unit", of.value)).label(of.span, "no such unit");
    Some(unknown.maybe_help(near.map(|n| format!("did you mean `{n}`?"))))
}

/// A hedge's interval, in shares of the number.
fn shares(range: &ast::Range) -> Result<Interval, Box<Diagnostic>> {
    let share = |bound: &Option<ast::Bound>| match bound {
        None => Ok(End::Unbounded),
        Some(bound) if bound.number.unit == NumberUnit::Percent => {
            let share = bound.number.value.div(Exact::whole(100)).ok_or_else(|| reversed(range.span))?;
            Ok(if bound.open { End::Open(share) } else { End::Closed(share) })
        }
        Some(bound) => Err(Box::new(
            Diagnostic::new(&codes::TYPE_MISMATCH, "a hedge is given in shares of the number that it stands by")
                .label(bound.number.span, "")
                .help("write it with `%`, as in `90% to 110%`"),
        )),
    };
    Interval::new(share(&range.low)?, share(&range.high)?).ok_or_else(|| reversed(range.span))
}

fn reversed(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(&codes::RANGE_REVERSED, "the first number must be below the second").label(span, "nothing lies between"),
    )
}

/// A vague amount.
fn amount_of(range: &ast::Range, vocabulary: &Vocabulary) -> Result<Quantity, Box<Diagnostic>> {
    let mut dimension = Dimension::One;
    let mut end = |bound: &Option<ast::Bound>| -> Result<End, Box<Diagnostic>> {
        let Some(bound) = bound else { return Ok(End::Unbounded) };
        let quantity = quantity_of(&bound.number, vocabulary)?;
        let number = quantity.low().unwrap_or(Exact::ZERO);
        dimension = quantity.dimension;
        Ok(if bound.open { End::Open(number) } else { End::Closed(number) })
    };
    let (low, high) = (end(&range.low)?, end(&range.high)?);
    let interval = Interval::new(low, high).ok_or_else(|| reversed(range.span))?;
    Ok(Quantity::computed(interval, dimension))
}
