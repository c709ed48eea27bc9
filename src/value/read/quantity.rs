//! From what a text says to the quantity that it is: numbers, hedges, units and the measure's own rules worked out exactly.

use std::sync::Arc;

use super::parts;
use super::shape::{self, Body, Named, Number, Said, Side, Whole};
use super::words;
use super::{Reading, Takes, Unread};
use crate::value::vocabulary::Unit;
use crate::value::{Dimension, End, Exact, Form, Interval, Quantity, Written};

/// Reads `text` as a quantity.
pub(super) fn quantity(text: &str, reading: &Reading<'_>) -> Result<Quantity, Unread> {
    match plain(text, reading) {
        Err(Unread::NotAQuantity) if matches!(reading.takes, Takes::Only(_)) => compound(text, reading),
        read => read,
    }
}

/// The figure of `34-year-old` and of `a 19-day siege`: a number, a hyphen and a unit that the measure takes, and words that say of what.
fn compound(text: &str, reading: &Reading<'_>) -> Result<Quantity, Unread> {
    let is_word = |text: &str| text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ' ' | '\'' | '’'));
    let joined = |word: &&str| word.contains('-') && word.starts_with(|c: char| c.is_ascii_digit());
    let split = text.split(' ').find(joined).and_then(|word| Some((text.split_once(word)?, word)));
    let Some(((before, _), word)) = split.filter(|((_, behind), _)| is_word(behind) && behind.split(' ').count() <= 4) else {
        return Err(Unread::NotAQuantity);
    };
    let hedge = match before.trim() {
        "a" | "A" | "an" | "An" | "the" | "The" => "",
        hedge => hedge,
    };
    let hyphens = word.match_indices('-').map(|(hyphen, _)| hyphen).skip(1).take(3);
    let ends: Vec<usize> = hyphens.chain([word.len()]).collect();
    let read = ends.into_iter().rev().find_map(|end| {
        let (figure, rest) = word.split_at_checked(end)?;
        let (number, unit) = figure.split_once('-').filter(|(_, unit)| unit.starts_with(char::is_alphabetic) && is_word(rest))?;
        let quantity = plain(&format!("{hedge} {number} {}", unit.replace('-', " ")), reading).ok()?;
        let written = Written { text: text.trim().into(), ..quantity.written.as_deref()?.clone() };
        Some(Quantity { written: Some(Arc::new(written)), ..quantity })
    });
    read.ok_or(Unread::NotAQuantity)
}

/// Reads a text that says a quantity and nothing else.
pub(super) fn plain(text: &str, reading: &Reading<'_>) -> Result<Quantity, Unread> {
    let squeezed = parts::squeezed(text).ok_or(Unread::NotAQuantity)?;
    let parts = parts::of_quantity(&squeezed);
    let said = shape::read(&squeezed, &parts, reading.vocabulary).ok_or(Unread::NotAQuantity)?;
    let ends = ends(&said, reading)?;
    let figure = ends.between(ends.low.numbers, ends.high.numbers)?.ok_or(Unread::NotAQuantity)?;
    let interval = hedged(&said, &ends, figure, reading)?;
    let measured = ends.high;
    let one = ends.form == Form::Number;
    let written = Written {
        text: text.trim().into(),
        figure,
        hedge: said.hedge.map(|hedge| Arc::clone(&hedge.phrase)),
        unit: measured.name.clone(),
        digits: measured.digits.filter(|_| one),
        half_place: measured.half_in_base()?.filter(|_| one),
        form: ends.form,
        tolerance: reading.tolerance,
    };
    let interval = if reading.whole_numbers { measured.drawn_in(interval, reading) } else { interval };
    // A bare number is shown in the unit that it took, though it was written without one.
    let took = reading.bare_unit.filter(|unit| one && written.unit.is_none() && unit.dimension == measured.dimension);
    let unit = took.map(|unit| Arc::clone(&unit.name));
    Ok(Quantity { interval, dimension: measured.dimension, unit, written: Some(Arc::new(written)) })
}

/// The result of exact arithmetic, or that it does not fit.
fn fits<T>(result: Option<T>) -> Result<T, Unread> {
    result.ok_or(Unread::TooLarge)
}

/// What a number says by itself about what it is a number of.
enum Stands {
    /// Nothing: it takes the unit of bare numbers.
    Bare,
    /// It is a part: it takes a unit, but no `percent` that is not written.
    Part,
    /// It is of this dimension, in base units.
    Complete(Dimension),
}

/// A number with its magnitudes, before its unit.
struct Numeric {
    numbers: Interval,
    digits: Option<u32>,
    /// Half a unit of the last written place.
    half: Option<Exact>,
    form: Form,
    stands: Stands,
}

/// A number in its unit.
#[derive(Clone)]
struct Measured<'a> {
    /// In the unit, or in base units where there is none.
    numbers: Interval,
    unit: Option<&'a Unit>,
    dimension: Dimension,
    /// The unit's name or the noun.
    name: Option<Arc<str>>,
    digits: Option<u32>,
    half: Option<Exact>,
    form: Form,
    /// Whether it is a share: no count of things, though of the same dimension.
    share: bool,
}

impl Measured<'_> {
    fn to_base(&self, numbers: Interval) -> Result<Interval, Unread> {
        self.unit.map_or(Ok(numbers), |unit| fits(unit.to_base(numbers)))
    }

    fn half_in_base(&self) -> Result<Option<Exact>, Unread> {
        let in_base = |half| self.unit.map_or(Some(half), |unit| unit.difference_to_base(half)).map(Exact::abs);
        self.half.map(|half| fits(in_base(half))).transpose()
    }

    fn factor(&self) -> Exact {
        self.unit.map_or(Exact::ONE, |unit| unit.factor)
    }

    /// Open ends drawn in to whole numbers of the measure's unit. A share in a count is no count, and stays.
    fn drawn_in(&self, interval: Interval, reading: &Reading<'_>) -> Interval {
        let one = self.dimension == Dimension::One;
        let bare_unit = reading.bare_unit.filter(|unit| unit.dimension == self.dimension);
        match bare_unit.or(self.unit.filter(|_| !one)) {
            Some(unit) if !one || unit.factor != Exact::ONE => {
                let drawn = unit.from_base(interval).and_then(|numbers| unit.to_base(numbers.closed_to_whole_numbers()));
                drawn.unwrap_or(interval)
            }
            _ if self.share => interval,
            _ => interval.closed_to_whole_numbers(),
        }
    }
}

/// The two ends of what was written; of a single number, it and itself.
struct Ends<'a> {
    low: Measured<'a>,
    high: Measured<'a>,
    form: Form,
}

impl Ends<'_> {
    /// From the low end of some numbers in the one unit to the high end of some in the other; none where that is reversed.
    fn between(&self, low: Interval, high: Interval) -> Result<Option<Interval>, Unread> {
        Ok(Interval::new(self.low.to_base(low)?.low, self.high.to_base(high)?.high))
    }
}

fn ends<'a>(said: &Said<'a>, reading: &Reading<'a>) -> Result<Ends<'a>, Unread> {
    let per = said.per.as_ref().map(|(number, magnitudes)| numeric(*number, magnitudes)).transpose()?;
    let per = per.as_ref().and_then(|per| per.numbers.exactly());
    match &said.body {
        Body::Single(side) => {
            let one = measured(side, side.named, &side.magnitudes, per, reading)?;
            Ok(Ends { form: one.form, low: one.clone(), high: one })
        }
        Body::Range(first, last) => range(first, last, per, reading),
        Body::Margin(middle, margin) => {
            let around = with_margin(middle, margin, per, reading)?;
            Ok(Ends { low: around.clone(), high: around, form: Form::Range })
        }
    }
}

/// `10 to 15 million`: what is said at one end only is said of both, but magnitudes not where that reverses the range.
fn range<'a>(first: &Side<'a>, last: &Side<'a>, per: Option<Exact>, reading: &Reading<'a>) -> Result<Ends<'a>, Unread> {
    let (from, to) = match (first.named, last.named) {
        (Named::Nothing, named) | (named, Named::Nothing) => (named, named),
        both => both,
    };
    let high = measured(last, to, &last.magnitudes, per, reading)?;
    let shared = first.magnitudes.is_empty() && matches!(first.named, Named::Nothing | Named::Sign(..));
    let choices = [shared.then_some(&last.magnitudes), Some(&first.magnitudes)];
    for magnitudes in choices.into_iter().flatten() {
        let low = measured(first, from, magnitudes, per, reading)?;
        if low.dimension != high.dimension {
            return Err(Unread::NotAQuantity);
        }
        let ends = Ends { low, high: high.clone(), form: Form::Range };
        if ends.between(ends.low.numbers, ends.high.numbers)?.is_some() {
            return Ok(ends);
        }
    }
    Err(Unread::RangeReversed { low: first.text.to_owned(), high: last.text.to_owned() })
}

/// `12 ± 2`: a margin in another unit is brought to that of the number; a percentage of what is none is a share of it.
fn with_margin<'a>(
    middle: &Side<'a>,
    margin: &Side<'a>,
    per: Option<Exact>,
    reading: &Reading<'a>,
) -> Result<Measured<'a>, Unread> {
    let (named, margin_unit) = match (middle.named, margin.named) {
        (Named::Nothing, Named::Unit(unit, text)) => (Named::Unit(unit, text), None),
        (Named::Nothing, Named::Noun(text)) => (Named::Noun(text), None),
        (named, Named::Unit(unit, _) | Named::Sign(unit, _)) => (named, Some(unit)),
        (named, _) => (named, None),
    };
    let mut around = measured(middle, named, &middle.magnitudes, per, reading)?;
    let width = numeric(margin.number, &margin.magnitudes)?;
    let (Some(at), Some(mut width)) = (around.numbers.exactly(), width.numbers.exactly()) else {
        return Err(Unread::NotAQuantity);
    };
    if let Some(per) = per {
        width = fits(width.div(per))?;
    }
    if let Some(unit) = margin_unit {
        width = fits(width.mul(unit.factor))?;
        let share_of_other = unit.dimension == Dimension::One && unit.factor < Exact::ONE && !around.share;
        width = match unit.dimension == around.dimension {
            _ if share_of_other => fits(width.mul(at.abs()))?,
            true => fits(width.div(around.factor()))?,
            false => return Err(Unread::NotAQuantity),
        };
    }
    let ends = (fits(at.sub(width))?, fits(at.add(width))?);
    around.numbers = Interval::closed(ends.0, ends.1).ok_or(Unread::NotAQuantity)?;
    if margin.negative { Err(Unread::NotAQuantity) } else { Ok(around) }
}

/// A side in the unit that is written, else in that of bare numbers.
fn measured<'a>(
    side: &Side<'a>,
    named: Named<'a>,
    magnitudes: &[Exact],
    per: Option<Exact>,
    reading: &Reading<'a>,
) -> Result<Measured<'a>, Unread> {
    let mut number = numeric(side.number, magnitudes)?;
    if let Some(per) = per {
        let share = Exact::ONE.div(per).ok_or(Unread::NotAQuantity)?;
        number.numbers = fits(number.numbers.scaled(share))?;
        number.half = number.half.map(|half| fits(half.mul(share))).transpose()?;
        number.stands = Stands::Complete(Dimension::One);
    }
    let (unit, dimension, name) = unit_of(&number.stands, named, reading)?;
    let taken = match reading.takes {
        Takes::Anything => true,
        Takes::Count => dimension == Dimension::One,
        Takes::Only(only) => dimension == *only,
    };
    if !taken {
        return Err(match named {
            Named::Sign(_, text) | Named::Unit(_, text) | Named::Noun(text) => Unread::UnitNotAllowed { unit: text.to_owned() },
            Named::Nothing => Unread::NotAQuantity,
        });
    }
    let mut numbers = number.numbers;
    if let Some(unit) = unit {
        for (whole, lesser) in &side.lesser {
            let (more, _, half) = whole_number(*whole)?;
            let size = fits(lesser.factor.div(unit.factor))?;
            numbers = fits(numbers.shifted(fits(more.mul(size))?))?;
            (number.digits, number.half) = (None, Some(fits(half.mul(size))?));
        }
    }
    Ok(Measured {
        numbers: if side.negative { numbers.negated() } else { numbers },
        share: dimension == Dimension::One
            && (!matches!(number.stands, Stands::Bare) || unit.is_some_and(|unit| unit.factor < Exact::ONE)),
        unit,
        dimension,
        name,
        digits: number.digits,
        half: number.half,
        form: number.form,
    })
}

type UnitOf<'a> = (Option<&'a Unit>, Dimension, Option<Arc<str>>);

/// What a number is a number of: its unit, its dimension, and the name for it.
fn unit_of<'a>(stands: &Stands, named: Named<'a>, reading: &Reading<'a>) -> Result<UnitOf<'a>, Unread> {
    let of_unit = |unit: &'a Unit, name| (Some(unit), unit.dimension.clone(), name);
    Ok(match (named, stands) {
        (Named::Sign(unit, _) | Named::Unit(unit, _), Stands::Complete(dimension))
            if *dimension != Dimension::One || unit.dimension != Dimension::One =>
        {
            return Err(Unread::NotAQuantity);
        }
        (Named::Sign(unit, _) | Named::Unit(unit, _), _) => of_unit(unit, Some(Arc::clone(&unit.name))),
        (Named::Noun(_), Stands::Part | Stands::Complete(Dimension::One)) => (None, Dimension::One, None),
        (Named::Noun(_), Stands::Complete(_)) => return Err(Unread::NotAQuantity),
        (Named::Noun(text), Stands::Bare) => {
            // The full stop of a sentence is not the noun's; that of `U.S.` is.
            let noun = text.strip_suffix('.').filter(|rest| !rest.contains('.')).unwrap_or(text);
            let dimension = match reading.takes {
                Takes::Anything => Dimension::Noun(words::singular(noun).into()),
                Takes::Count => Dimension::One,
                Takes::Only(_) => return Err(Unread::UnitNotAllowed { unit: noun.to_owned() }),
            };
            (None, dimension, Some(noun.into()))
        }
        (Named::Nothing, Stands::Complete(dimension)) => (None, dimension.clone(), None),
        (Named::Nothing, Stands::Part) if reading.bare_unit.is_some_and(|unit| unit.dimension == Dimension::One) => {
            (None, Dimension::One, None)
        }
        (Named::Nothing, _) => reading.bare_unit.map_or((None, Dimension::One, None), |unit| of_unit(unit, None)),
    })
}

/// A number times its magnitudes.
fn numeric(number: Number<'_>, magnitudes: &[Exact]) -> Result<Numeric, Unread> {
    let part = |share: Exact, stands| Numeric {
        numbers: Interval::point(share),
        digits: None,
        half: None,
        form: Form::Fraction,
        stands,
    };
    let mut found = match number {
        Number::Whole(whole) => {
            let (number, digits, half) = whole_number(whole)?;
            let numbers = Interval::point(number);
            Numeric { numbers, digits: Some(digits), half: Some(half), form: Form::Number, stands: Stands::Bare }
        }
        Number::Fraction(None, share) => part(share, Stands::Part),
        Number::Fraction(Some(whole), share) => part(fits(whole_number(whole)?.0.add(share))?, Stands::Bare),
        Number::In(some, all) => {
            let share = whole_number(some)?.0.div(whole_number(all)?.0).filter(|share| *share <= Exact::ONE);
            part(share.ok_or(Unread::NotAQuantity)?, Stands::Complete(Dimension::One))
        }
        Number::Amount(amount) => {
            let Quantity { interval, dimension, written, .. } = &amount.quantity;
            let unit = written.as_ref().is_some_and(|written| written.unit.is_some());
            // An amount that is nowhere above one, such as most, is a share, not a number of things.
            let share = interval.high.number().is_some_and(|high| high <= Exact::ONE);
            let complete = unit || share || *dimension != Dimension::One;
            let stands = if complete { Stands::Complete(dimension.clone()) } else { Stands::Bare };
            Numeric { numbers: *interval, digits: None, half: None, form: Form::Amount, stands }
        }
    };
    for times in magnitudes {
        found.numbers = fits(found.numbers.scaled(*times))?;
        found.half = found.half.map(|half| fits(half.mul(*times))).transpose()?;
        if let Stands::Part = found.stands {
            // Half a million is a number.
            (found.form, found.stands) = (Form::Number, Stands::Bare);
        }
    }
    Ok(found)
}

/// The number, its significant digits, and half a unit of its last place.
fn whole_number(whole: Whole<'_>) -> Result<(Exact, u32, Exact), Unread> {
    let spelled;
    let text = match whole {
        Whole::Figure(text) => text,
        Whole::Spelled(number) => {
            spelled = number.to_string();
            &spelled
        }
    };
    let number = fits(Exact::parse(text))?;
    let places = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digits = text.trim_start_matches(['0', ',', '.']);
    let digits = if places == 0 { digits.trim_end_matches(['0', ',']) } else { digits };
    let count = digits.bytes().filter(u8::is_ascii_digit).count().max(1);
    let half = fits(i32::try_from(places + 1).ok().and_then(|places| Exact::scaled(5, -places)))?;
    Ok((number, fits(u32::try_from(count).ok())?, half))
}

/// What the hedge makes of the figure.
fn hedged(said: &Said<'_>, ends: &Ends<'_>, figure: Interval, reading: &Reading<'_>) -> Result<Interval, Unread> {
    let Some(hedge) = said.hedge else { return Ok(figure) };
    let low = shares(ends.low.numbers, hedge.share)?;
    let high = shares(ends.high.numbers, hedge.share)?;
    let Some(interval) = ends.between(low, high)? else { return Ok(figure) };
    if hedge.share.low != End::Unbounded {
        return Ok(interval);
    }
    let floor = match reading.takes {
        Takes::Count => Some(Exact::ZERO),
        _ => reading.floor,
    };
    let from_floor = floor.and_then(|floor| Interval::new(End::Closed(floor), interval.high));
    Ok(from_floor.unwrap_or(interval))
}

/// The numbers from the low end times the low share to the high end times the high share; where both shares are finite, a
/// negative number swaps them.
fn shares(numbers: Interval, share: Interval) -> Result<Interval, Unread> {
    let times = |end: End, share: End| match (end, share) {
        (End::Unbounded, _) | (_, End::Unbounded) => Some(End::Unbounded),
        (End::Closed(number), End::Closed(share)) => number.mul(share).map(End::Closed),
        (End::Closed(number) | End::Open(number), End::Closed(share) | End::Open(share)) => number.mul(share).map(End::Open),
    };
    let below_zero = |end: End| end.number().is_some_and(Exact::is_negative);
    let both = share.low != End::Unbounded && share.high != End::Unbounded;
    let low = if both && below_zero(numbers.low) { share.high } else { share.low };
    let high = if both && below_zero(numbers.high) { share.low } else { share.high };
    Ok(Interval { low: fits(times(numbers.low, low))?, high: fits(times(numbers.high, high))? })
}
