//! Dates as intervals of days: exact days, months, years, ranges, open ranges; comparison, and the calendar's questions.

use jiff::civil;

use super::{End, Exact, Interval, Tolerance, Truth};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weekday {
    /// The first.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Its English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }

    /// The weekday of an English name or its abbreviation (`Wed`, `Weds`, `Tues.`), whatever its case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Weekday> {
        let folded = word.trim_end_matches('.').to_lowercase();
        (folded.len() >= 3).then(|| {
            Weekday::ALL
                .into_iter()
                .find(|d| d.name().to_lowercase().starts_with(&folded) || (folded == "weds" && *d == Weekday::Wednesday))
        })?
    }
}

/// An interval of days in the Gregorian calendar, carried back before 1583; an end may be open to all time. Equality is
/// sameness: the same days, however written.
#[derive(Clone, Debug)]
pub struct Date {
    /// The first day it may be; `None` for any.
    pub first: Option<civil::Date>,
    /// The last day it may be; `None` for any.
    pub last: Option<civil::Date>,
    /// The weekday as written beside it, right or wrong.
    pub weekday: Option<Weekday>,
    /// The words as written; `None` for a computed one.
    pub written: Option<std::sync::Arc<str>>,
    /// The tolerance of the measure that it is a value of; used where a comparison names none.
    pub tolerance: Option<Tolerance>,
}

impl PartialEq for Date {
    fn eq(&self, other: &Date) -> bool {
        self.first == other.first && self.last == other.last
    }
}

impl Eq for Date {}

impl std::hash::Hash for Date {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.first.hash(state);
        self.last.hash(state);
    }
}

/// Days since 1970-01-01.
fn number_of(day: civil::Date) -> i64 {
    let epoch = civil::date(1970, 1, 1);
    i64::from((day - epoch).get_days())
}

/// The day so many days after 1970-01-01, where the calendar reaches so far.
fn day_of(number: i64) -> Option<civil::Date> {
    let span = jiff::Span::new().try_days(number).ok()?;
    civil::date(1970, 1, 1).checked_add(span).ok()
}

impl Date {
    /// From one day to another, both in; `None` where they are reversed.
    #[must_use]
    pub fn from_to(first: Option<civil::Date>, last: Option<civil::Date>) -> Option<Date> {
        if let (Some(a), Some(b)) = (first, last)
            && a > b
        {
            return None;
        }
        Some(Date { first, last, weekday: None, written: None, tolerance: None })
    }

    /// One day.
    #[must_use]
    pub fn day(day: civil::Date) -> Date {
        Date { first: Some(day), last: Some(day), weekday: None, written: None, tolerance: None }
    }

    /// All days of a month; `None` where there is no such month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Date> {
        let first = civil::Date::new(year, month, 1).ok()?;
        Date::from_to(Some(first), Some(first.last_of_month()))
    }

    /// All days of a year; `None` beyond the calendar.
    #[must_use]
    pub fn year(year: i16) -> Option<Date> {
        let first = civil::Date::new(year, 1, 1).ok()?;
        Date::from_to(Some(first), Some(first.last_of_year()))
    }

    /// The day, where it is just one.
    #[must_use]
    pub fn exact_day(&self) -> Option<civil::Date> {
        match (self.first, self.last) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether it is one day from before the calendar of today, which the bull *Inter gravissimas* begins on 15 October 1582.
    #[must_use]
    pub fn is_day_of_old_calendar(&self) -> bool {
        self.exact_day().is_some_and(|day| day < civil::date(1582, 10, 15))
    }

    /// As an interval of day numbers (days since 1970-01-01).
    #[must_use]
    pub fn days(&self) -> Interval {
        let end = |day: Option<civil::Date>| day.map_or(End::Unbounded, |d| End::Closed(Exact::whole(number_of(d).into())));
        Interval { low: end(self.first), high: end(self.last) }
    }

    /// The days of an interval of day numbers (days since 1970-01-01), widened to whole days; `None` beyond the calendar.
    #[must_use]
    pub fn from_days(days: Interval) -> Option<Date> {
        let first = match days.low {
            End::Unbounded => None,
            End::Closed(n) | End::Open(n) => Some(day_of(i64::try_from(n.floor()).ok()?)?),
        };
        let last = match days.high {
            End::Unbounded => None,
            End::Closed(n) | End::Open(n) => Some(day_of(i64::try_from(n.ceil()).ok()?)?),
        };
        Date::from_to(first, last)
    }

    /// `self < other`.
    #[must_use]
    pub fn less(&self, other: &Date) -> Truth {
        self.days().less(other.days())
    }

    /// `self == other`: surely where both are one and the same day.
    #[must_use]
    pub fn equal(&self, other: &Date) -> Truth {
        self.days().equal(other.days())
    }

    /// Whether the two may share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Date) -> bool {
        !self.days().wholly_below(other.days()) && !other.days().wholly_below(self.days())
    }

    /// The date `days` later (an interval of days; fractions are widened to whole days); `None` beyond the calendar.
    #[must_use]
    pub fn plus(&self, days: Interval) -> Option<Date> {
        Date::from_days(self.days().add(days)?)
    }

    /// The years it may lie in.
    #[must_use]
    pub fn years(&self) -> Interval {
        let end = |day: Option<civil::Date>| day.map_or(End::Unbounded, |d| End::Closed(Exact::whole(d.year().into())));
        Interval { low: end(self.first), high: end(self.last) }
    }

    /// The months (1 to 12) it may lie in.
    #[must_use]
    pub fn months(&self) -> Interval {
        match (self.first, self.last) {
            (Some(a), Some(b)) if a.year() == b.year() => ends(a.month().into(), b.month().into()),
            _ => ends(1, 12),
        }
    }

    /// The days of the month (1 to 31) it may be.
    #[must_use]
    pub fn days_of_month(&self) -> Interval {
        match (self.first, self.last) {
            (Some(a), Some(b)) if (a.year(), a.month()) == (b.year(), b.month()) => ends(a.day().into(), b.day().into()),
            (Some(a), Some(b)) if a.last_of_month() == b.last_of_month() => ends(a.day().into(), b.day().into()),
            _ => ends(1, 31),
        }
    }

    /// The weekday, where the day is exact.
    #[must_use]
    pub fn day_of_week(&self) -> Option<Weekday> {
        let index = self.exact_day()?.weekday().to_monday_zero_offset();
        Weekday::ALL.get(usize::try_from(index).ok()?).copied()
    }

    /// The completed years from `self` (a birth) to `on`, as an interval; a leap-day birthday falls on 1 March.
    #[must_use]
    pub fn age_on(&self, on: &Date) -> Interval {
        let youngest = match (self.last, on.first) {
            (Some(born), Some(on)) => End::Closed(Exact::whole(completed_years(born, on))),
            _ => End::Unbounded,
        };
        let oldest = match (self.first, on.last) {
            (Some(born), Some(on)) => End::Closed(Exact::whole(completed_years(born, on))),
            _ => End::Unbounded,
        };
        Interval { low: youngest, high: oldest }
    }
}

fn ends(low: i128, high: i128) -> Interval {
    Interval { low: End::Closed(Exact::whole(low)), high: End::Closed(Exact::whole(high)) }
}

fn completed_years(born: civil::Date, on: civil::Date) -> i128 {
    // A birthday on 29 February is not reached on 28 February, so comparing month and day puts it on 1 March.
    let reached = (on.month(), on.day()) >= (born.month(), born.day());
    i128::from(on.year()) - i128::from(born.year()) - i128::from(!reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::day(civil::date(year, month, day))
    }

    #[test]
    fn a_month_is_its_days() {
        let october = Date::month(2024, 10).unwrap();
        assert_eq!(october.less(&day(2024, 11, 1)), Truth::Surely);
        assert_eq!(october.less(&day(2024, 10, 31)), Truth::CannotTell);
        assert!(october.overlaps(&day(2024, 10, 3)));
        assert_eq!(october.years().exactly(), Some(Exact::whole(2024)));
    }

    #[test]
    fn age_counts_completed_years() {
        let leap = day(2000, 2, 29);
        assert_eq!(leap.age_on(&day(2025, 2, 28)).exactly(), Some(Exact::whole(24)));
        assert_eq!(leap.age_on(&day(2025, 3, 1)).exactly(), Some(Exact::whole(25)));
        let only_year = Date::year(1990).unwrap();
        assert_eq!(only_year.age_on(&day(2024, 10, 19)), ends(33, 34));
    }

    #[test]
    fn weekdays_are_known_for_exact_days_only() {
        assert_eq!(day(2017, 6, 27).day_of_week(), Some(Weekday::Tuesday));
        assert_eq!(Date::month(2017, 6).unwrap().day_of_week(), None);
        assert_eq!(Weekday::from_word("Tue."), Some(Weekday::Tuesday));
        assert_eq!(Weekday::from_word("t"), None);
    }

    #[test]
    fn days_are_added_exactly() {
        let week = Interval::point(Exact::whole(7));
        assert_eq!(day(2024, 2, 25).plus(week), Some(day(2024, 3, 3)));
    }
}
