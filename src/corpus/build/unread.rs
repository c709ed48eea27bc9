//! What is said of words that are no value of the kind that is wanted.

use super::values::Setting;
use crate::corpus::ChoiceSet;
use crate::corpus::decode::Word;
use crate::corpus::nearness::did_you_mean;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{BAD_VALUE, OLD_CALENDAR, RANGE_REVERSED, UNIT_NOT_ALLOWED};
use crate::value::Dimension;
use crate::value::read::{Reading, Takes, Unread, UnreadDate};

fn bad_value(word: &Word, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&BAD_VALUE, message).label(word.span, "").help(help)
}

pub(super) fn not_a_quantity(word: &Word, unread: &Unread, reading: &Reading, of: &str) -> Diagnostic {
    let text = &word.text;
    match unread {
        Unread::NotAQuantity => {
            let wanted = if matches!(reading.takes, Takes::Count) { "a count" } else { "a quantity" };
            let help = "write a number, a range, or words such as `dozens`; text needs a measure of text";
            bad_value(word, format!("`{text}` cannot be read as {wanted}"), help)
        }
        Unread::RangeReversed { low, high } => {
            let message = format!("the range `{text}` begins with the greater of its ends");
            Diagnostic::new(&RANGE_REVERSED, message).label(word.span, "").help(format!("put `{high}` before `{low}`"))
        }
        Unread::UnitNotAllowed { unit } => unit_not_taken(word, unit, reading, of),
        Unread::TooLarge => bad_value(word, format!("`{text}` is beyond what can be counted exactly"), "write a smaller number"),
    }
}

/// A unit or a noun that `of`, a measure or a field, does not take.
pub(super) fn unit_not_taken(word: &Word, unit: &str, reading: &Reading, of: &str) -> Diagnostic {
    let units = |dimension: &Dimension| {
        reading
            .vocabulary
            .units()
            .iter()
            .filter(|unit| unit.dimension == *dimension)
            .take(6)
            .map(|u| format!("`{}`", u.word()))
            .collect::<Vec<_>>()
    };
    let help = match reading.takes {
        Takes::Only(Dimension::One) => format!("leave out `{unit}`: it takes plain numbers, shares and percentages"),
        Takes::Only(dimension) => format!("it takes {}", units(dimension).join(", ")),
        Takes::Count | Takes::Anything => {
            format!("`{unit}` measures, it does not count: write a number of things, or use a measure that takes `{unit}`")
        }
    };
    Diagnostic::new(&UNIT_NOT_ALLOWED, format!("`{unit}` is not a unit that `{of}` takes")).label(word.span, "").help(help)
}

pub(super) fn not_a_date(word: &Word, unread: UnreadDate, setting: &Setting) -> Diagnostic {
    let text = &word.text;
    let forms = "write `2024-10-19`, `2024-10`, `2024`, `Oct. 19, 2024`, or from and to: `2024-10-17/2024-10-19`";
    match unread {
        UnreadDate::NotADate if text.contains('/') && text.chars().all(|c| c.is_ascii_digit() || c == '/') => {
            let help = "say which is the day and which the month: write `2024-10-19` or `19 October 2024`";
            bad_value(word, format!("`{text}` cannot be read as a date"), help)
        }
        UnreadDate::NotADate => bad_value(word, format!("`{text}` cannot be read as a date"), forms),
        UnreadDate::NoSuchDay => bad_value(word, format!("the calendar has no day `{text}`"), forms),
        UnreadDate::NoYear if setting.story.is_some() => {
            let message = format!("`{text}` has no year, and the story has no date");
            bad_value(word, message, "write the year, or give the story its `date`")
        }
        UnreadDate::NoYear => bad_value(word, format!("`{text}` has no year"), "write the year"),
        UnreadDate::RangeReversed => {
            let message = format!("`{text}` ends before it begins");
            Diagnostic::new(&RANGE_REVERSED, message).label(word.span, "").help("put the earlier day first")
        }
    }
}

pub(super) fn not_a_bool(word: &Word, field: &str) -> Diagnostic {
    let help = match &*word.text.to_lowercase() {
        "true" | "false" => "write true or false, in lower case and without quotes",
        "yes" | "on" | "y" => "write true or false: `yes` and `on` are only words here",
        "no" | "off" | "n" => "write true or false: `no` and `off` are only words here",
        _ => "write true or false",
    };
    bad_value(word, format!("`{}` is neither true nor false, as `{field}` must be", word.text), help)
}

pub(super) fn not_a_measure(word: &Word, field: &str) -> Diagnostic {
    bad_value(word, format!("`{}` is no name of a measure, as `{field}` must be", word.text), "give a measure, or leave it out")
}

pub(super) fn not_an_option(word: &Word, set: &ChoiceSet, of: &str, near: Option<&str>) -> Diagnostic {
    let help = did_you_mean(near, || {
        let options: Vec<String> = set.options.iter().take(12).map(|option| format!("`{option}`")).collect();
        format!("it is one of {}{}", options.join(", "), if set.options.len() > 12 { " …" } else { "" })
    });
    bad_value(word, format!("`{}` is not a `{of}`", word.text), help)
}

/// A day of the Julian calendar is not converted in silence.
pub(super) fn old_calendar(word: &Word) -> Diagnostic {
    Diagnostic::new(&OLD_CALENDAR, format!("`{}` lies before the calendar of today", word.text))
        .label(word.span, "taken as a day of today's calendar, carried back")
        .help("convert it if the source gives a day of the Julian calendar, or write only the year")
}
