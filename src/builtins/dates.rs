//! Functions on dates: their parts, weekdays, distances and ages.

use super::{Builtin, Example, Form, Param, World};
use crate::corpus::{Type, Value};
use crate::value::read;
use crate::value::{Date, Dimension, Interval, Quantity};

/// The dimension of durations, whose base unit is the day.
#[must_use]
pub fn time() -> Dimension {
    Dimension::Declared("time".into())
}

/// The dimension of months and years, whose base unit is the month.
#[must_use]
pub fn calendar() -> Dimension {
    Dimension::Declared("calendar".into())
}

fn number(_: &[Type]) -> Type {
    Type::Quantity(Some(Dimension::One))
}

fn duration(_: &[Type]) -> Type {
    Type::Quantity(Some(time()))
}

fn years(_: &[Type]) -> Type {
    Type::Quantity(Some(calendar()))
}

fn text(_: &[Type]) -> Type {
    Type::Text
}

fn truth(_: &[Type]) -> Type {
    Type::Bool
}

fn date_type(_: &[Type]) -> Type {
    Type::Date
}

pub(super) static ROWS: &[Builtin] = &[
    row!("date", "date(\"2024\") -> date", &[Param::DateText], date_type, date,
        "The date that a text says, in any form that a claim may use.",
        "stage: planned", "year(date(\"2024\"))" => "2,024"),
    row!("year", "year(d) -> quantity", &[Param::Date], number, |_, a| part(a, Date::years),
        "The year; an interval where the date may lie in several.",
        "happened: 2024-10", "year(c.happened)" => "2,024"),
    row!("month", "month(d) -> quantity", &[Param::Date], number, |_, a| part(a, Date::months),
        "The month, from 1 to 12; an interval where the date may lie in several.",
        "happened: 2024-10", "month(c.happened)" => "10"),
    row!("day", "day(d) -> quantity", &[Param::Date], number, |_, a| part(a, Date::days_of_month),
        "The day of the month; an interval where the date is not exact.",
        "happened: 2024-10-19", "day(c.happened)" => "19"),
    row!("weekday", "weekday(d) -> text", &[Param::Date], text, weekday,
        "The English name of the weekday that the day was; missing unless the day is exact.",
        "happened: 2017-06-27", "weekday(c.happened)" => "Tuesday"),
    row!("written-weekday", "written-weekday(d) -> text", &[Param::Date], text, written_weekday,
        "The weekday as written beside the date, right or wrong, as its English name; missing where none is written.",
        "happened: \"Thurs., 27 June 2017\"", "written-weekday(c.happened)" => "Thursday"),
    row!("days", "days(a, b) -> quantity", &[Param::Date, Param::Date], duration, days,
        "How long b is after a, in days: negative where it is before.",
        "happened: 2024-10-19, said: 2024-10-21", "days(c.happened, c.said)" => "2 days"),
    row!("overlap", "overlap(a, b) -> bool", &[Param::Date, Param::Date], truth, overlap,
        "Whether the two may be of one day.",
        "happened: 2024-10, said: 2024-10-21", "overlap(c.happened, c.said)" => "yes"),
    row!("age", "age(born, on) -> quantity", &[Param::Date, Param::Date], years, age,
        "The completed years; a birthday on 29 February falls on 1 March.",
        "happened: 1990, said: 2024-10-19", "age(c.happened, c.said)" => "33 to 34 years"),
];

fn date(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Text(t)] => read::date(t, None).map_or(Value::Missing, |d| Value::Date(d.into())),
        _ => Value::Missing,
    }
}

fn part(arguments: &[&Value], of: fn(&Date) -> Interval) -> Value {
    match arguments {
        [Value::Date(d)] => Value::quantity(Quantity::computed(of(d), Dimension::One)),
        _ => Value::Missing,
    }
}

fn weekday(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Date(d)] => d.day_of_week().map_or(Value::Missing, |w| Value::text(w.name())),
        _ => Value::Missing,
    }
}

fn written_weekday(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Date(d)] => d.weekday.map_or(Value::Missing, |w| Value::text(w.name())),
        _ => Value::Missing,
    }
}

fn days(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Date(a), Value::Date(b)] => between(a, b),
        _ => Value::Missing,
    }
}

/// `b − a` as a quantity of time.
#[must_use]
pub fn between(a: &Date, b: &Date) -> Value {
    b.days().sub(a.days()).map_or(Value::Missing, |days| Value::quantity(Quantity::computed(days, time())))
}

fn overlap(_: &World<'_>, arguments: &[&Value]) -> Value {
    match arguments {
        [Value::Date(a), Value::Date(b)] => Value::Bool(a.overlaps(b)),
        _ => Value::Missing,
    }
}

/// In months, the base unit of the calendar.
fn age(_: &World<'_>, arguments: &[&Value]) -> Value {
    let [Value::Date(born), Value::Date(on)] = arguments else { return Value::Missing };
    let months = born.age_on(on).scaled(crate::value::Exact::whole(12));
    months.map_or(Value::Missing, |m| Value::quantity(Quantity::computed(m, calendar()).shown_in(&"year".into())))
}
