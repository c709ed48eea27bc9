//! Dates as written: ISO 8601 and EDTF, and as papers write them.

use jiff::ToSpan;
use jiff::civil;

use super::UnreadDate;
use super::parts::{self, Kind, Part};
use super::words;
use crate::value::{Date, Weekday};

type Day = Option<civil::Date>;

/// Reads `text` as a date.
pub(super) fn date(text: &str, near: Option<&Date>) -> Result<Date, UnreadDate> {
    let squeezed = parts::squeezed(text).ok_or(UnreadDate::NotADate)?;
    let mut date = if let Some(found) = parts::of_iso_date(&squeezed) {
        iso(&found)?
    } else {
        paper(&parts::of_paper_date(&squeezed).ok_or(UnreadDate::NotADate)?, near)?
    };
    date.written = Some(text.trim().into());
    Ok(date)
}

/// Whether `text` is a date in ISO 8601 or EDTF, with at least a month.
pub(super) fn is_iso_date(text: &str) -> bool {
    let squeezed = parts::squeezed(text);
    let found = squeezed.as_deref().and_then(parts::of_iso_date);
    found.is_some_and(|parts| parts.iter().any(|part| matches!(part.kind, Kind::iso_month | Kind::season)))
}

/// The number at the start of a part's words.
fn number(text: &str) -> Option<i16> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

fn small(text: &str) -> Option<i8> {
    number(text).and_then(|n| i8::try_from(n).ok())
}

fn iso(parts: &[Part<'_>]) -> Result<Date, UnreadDate> {
    let slash = parts.iter().position(|part| part.kind == Kind::slash);
    let Some((before, after)) = slash.and_then(|at| Some((parts.get(..at)?, parts.get(at + 1..)?))) else {
        let (first, last) = iso_point(parts)?;
        return Date::from_to(first, last).ok_or(UnreadDate::NoSuchDay);
    };
    Date::from_to(iso_point(before)?.0, iso_point(after)?.1).ok_or(UnreadDate::RangeReversed)
}

/// The first and the last day of one side; any for an open one.
fn iso_point(parts: &[Part<'_>]) -> Result<(Day, Day), UnreadDate> {
    let text = |kind| parts.iter().find(|part| part.kind == kind).map(|part| part.text);
    let years = text(Kind::year).or(text(Kind::decade)).or(text(Kind::century));
    let Some(year) = years.and_then(number) else { return Ok((None, None)) };
    // The months or days that it lasts, which is also what "about" adds on either side.
    let (first, months, days) = if text(Kind::century).is_some() {
        (civil::Date::new(year * 100, 1, 1), 1200, 0)
    } else if text(Kind::decade).is_some() {
        (civil::Date::new(year * 10, 1, 1), 120, 0)
    } else if let Some(season) = text(Kind::season).and_then(small) {
        // 21 is spring, from March; winter runs into the next year.
        (civil::Date::new(year, (season - 20) * 3, 1), 3, 0)
    } else {
        let (month, day) = (text(Kind::iso_month).and_then(small), text(Kind::iso_day).and_then(small));
        let lasts = match (month, day) {
            (_, Some(_)) => (0, 1),
            (Some(_), None) => (1, 0),
            (None, None) => (12, 0),
        };
        (civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)), lasts.0, lasts.1)
    };
    let first = first.map_err(|_| UnreadDate::NoSuchDay)?;
    let span = months.months().days(days);
    let end = |first: civil::Date| first.checked_add(span).and_then(|next| next.yesterday());
    let widened = if text(Kind::rough).is_some() {
        first.checked_sub(span).and_then(|before| Ok((before, end(first)?.checked_add(span)?)))
    } else {
        end(first).map(|last| (first, last))
    };
    // 9999 ends where the calendar does.
    let (first, last) = widened.unwrap_or((first, civil::Date::MAX));
    let last = if days == 0 { last.last_of_month() } else { last };
    Ok((Some(first), Some(last)))
}

fn paper(parts: &[Part<'_>], near: Option<&Date>) -> Result<Date, UnreadDate> {
    let texts = |kind| parts.iter().filter(move |part| part.kind == kind).map(|part| part.text);
    if let Some(year) = texts(Kind::run_of_years).next().and_then(number) {
        let last = year + if year % 100 == 0 { 99 } else { 9 };
        return run_of_years(year, last);
    }
    let months: Vec<i8> = texts(Kind::month).filter_map(words::month).collect();
    let days: Vec<i8> = texts(Kind::day).filter_map(small).collect();
    let (Some(first_month), Some(last_month)) = (months.first().copied(), months.last().copied()) else {
        return Err(UnreadDate::NotADate);
    };
    let between = |year: i16| {
        let first = civil::Date::new(year, first_month, days.first().copied().unwrap_or(1)).ok()?;
        let last = match days.last() {
            Some(day) => civil::Date::new(year, last_month, *day).ok()?,
            None => first.last_of_month(),
        };
        Some((first, last))
    };
    let (first, last) = match texts(Kind::year).next().and_then(number) {
        Some(year) => between(year),
        None => {
            let near = near.and_then(|near| near.first.or(near.last)).ok_or(UnreadDate::NoYear)?;
            // Within four years there is a 29 February; but for 1900 and its like, when there is none near.
            let years = (-4..=4).filter_map(|away| near.year().checked_add(away)).filter_map(between);
            years.min_by_key(|(first, _)| (*first - near).get_days().abs())
        }
    }
    .ok_or(UnreadDate::NoSuchDay)?;
    let mut date = Date::from_to(Some(first), Some(last)).ok_or(UnreadDate::RangeReversed)?;
    date.weekday = texts(Kind::weekday).next().and_then(Weekday::from_word);
    Ok(date)
}

fn run_of_years(first: i16, last: i16) -> Result<Date, UnreadDate> {
    let (first, last) = (Date::year(first), Date::year(last));
    let (first, last) = first.zip(last).ok_or(UnreadDate::NoSuchDay)?;
    Date::from_to(first.first, last.last).ok_or(UnreadDate::RangeReversed)
}
