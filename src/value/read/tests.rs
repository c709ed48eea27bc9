//! Every form of a written quantity and date, as tables: what is written, and what it is.

use proptest::prelude::*;

use super::*;
use crate::value::vocabulary::{Amount, Hedge};
use crate::value::{End, Form, Interval};

fn n(text: &str) -> Exact {
    match text.split_once('/') {
        Some((above, below)) => n(above).div(n(below)).unwrap(),
        None => Exact::parse(text).unwrap(),
    }
}

/// `[90, 110)`, `(5, ∞)`.
fn interval(text: &str) -> Interval {
    let (low, high) = text.get(1..text.len() - 1).unwrap().split_once(", ").unwrap();
    let end = |number: &str, open: bool| match number {
        "∞" | "-∞" => End::Unbounded,
        _ if open => End::Open(n(number)),
        _ => End::Closed(n(number)),
    };
    Interval::new(end(low, text.starts_with('(')), end(high, text.ends_with(')'))).unwrap()
}

fn shown(interval: Interval) -> String {
    let number = |end: End, infinite: &str| end.number().map_or(infinite.to_owned(), |n| n.to_string().replace(',', ""));
    let open = |end: End, open: char, closed: char| if matches!(end, End::Closed(_)) { closed } else { open };
    let low = format!("{}{}", open(interval.low, '(', '['), number(interval.low, "-∞"));
    format!("{low}, {}{}", number(interval.high, "∞"), open(interval.high, ')', ']'))
}

const UNITS: &str = "people 1 one people|person|persons
percent 0.01 one %|percent|per cent
points 0.01 one points|point|percentage points
metre 1 length m|metre|metres
km 1000 length km|kilometres
mile 1609.344 length mi|mile|miles
foot 0.3048 length ft|foot|feet
inch 0.0254 length in|inch|inches
day 1 time day|days
week 7 time week|weeks
hour 1/24 time h|hour|hours
celsius 1 temperature °C
fahrenheit 5/9 temperature °F
usd 1 us-dollars USD|US$|$|dollar|dollars
eur 1 euros EUR|€|euro|euros
speed 1 speed km/h";

const HEDGES: &str = "about|around|some|~|≈|c. [0.9, 1.1]
nearly|almost [0.9, 1)
slightly more than (1, 1.1]
more than|over|> (1, ∞)
at least|a minimum of|≥ [1, ∞)
less than|under|< (-∞, 1)
up to|at most|no more than (-∞, 1]
after or more|-plus|+ [1, ∞)
after or so|give or take [0.9, 1.1]";

const AMOUNTS: &str = "a couple [2, 3]
a few|several [3, 9]
dozens [24, 199]
hundreds [200, 1999]
thousands [2000, 999999]
hundreds of thousands [200000, 999999]
millions [2000000, 999999999]
most|a majority (0.5, 1]";

fn dimension(name: &str) -> Dimension {
    if name == "one" { Dimension::One } else { Dimension::Declared(name.into()) }
}

pub(super) fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    for line in UNITS.lines() {
        let [name, factor, measures, words] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let zero = if name == "fahrenheit" { n("32") } else { Exact::ZERO };
        let words = words.split('|').map(Into::into).collect();
        vocabulary.add_unit(Unit { name: name.into(), dimension: dimension(measures), factor: n(factor), zero, words });
    }
    let phrases = |line: &'static str| {
        let (phrases, share) = line.split_at(line.find(" [").or(line.find(" (")).unwrap());
        phrases.split('|').map(move |phrase| (phrase, interval(share.trim())))
    };
    for line in HEDGES.lines() {
        let (after, line) = line.strip_prefix("after ").map_or((false, line), |rest| (true, rest));
        for (phrase, share) in phrases(line) {
            vocabulary.add_hedge(Hedge { phrase: phrase.into(), after, share });
        }
    }
    for (phrase, numbers) in AMOUNTS.lines().flat_map(phrases) {
        vocabulary.add_amount(Amount { phrase: phrase.into(), quantity: Quantity::computed(numbers, Dimension::One) });
    }
    vocabulary
}

/// A reading as rules would have it: `any`, `count`, or the measure's unit.
pub(super) fn reading<'a>(vocabulary: &'a Vocabulary, measure: &str) -> Reading<'a> {
    let bare_unit = vocabulary.unit_named(measure);
    let takes = match (measure, bare_unit) {
        ("count", _) => Takes::Count,
        (_, Some(unit)) => Takes::Only(&unit.dimension),
        _ => Takes::Anything,
    };
    Reading { vocabulary, takes, bare_unit, floor: None, whole_numbers: measure == "count", tolerance: None }
}

/// In a measure, a text reads as an interval of a dimension.
#[track_caller]
fn reads(measure: &str, table: &[(&str, &str, &str)]) {
    let vocabulary = vocabulary();
    for (text, numbers, of) in table {
        let read = quantity(text, &reading(&vocabulary, measure));
        let found = read.as_ref().map(|q| {
            let of = match &q.dimension {
                Dimension::One => "one",
                Dimension::Declared(name) => name,
                Dimension::Noun(noun) => noun,
            };
            (shown(q.interval), of.to_owned())
        });
        assert_eq!(found, Ok((shown(interval(numbers)), (*of).to_owned())), "{text:?} in {measure}");
    }
}

#[test]
fn units_with_an_article_a_half_or_a_hyphen() {
    reads(
        "day",
        &[
            ("a week", "[7, 7]", "time"),
            ("nearly a week", "[6.3, 7)", "time"),
            ("a week to two weeks", "[7, 14]", "time"),
            ("two weeks and a half", "[17.5, 17.5]", "time"),
            ("one week and two days", "[9, 9]", "time"),
            ("a 19-day siege", "[19, 19]", "time"),
            ("about 10-day", "[9, 11]", "time"),
        ],
    );
    reads("km", &[("48-mile road", "[77248.512, 77248.512]", "length"), ("a mile and a half", "[2414.016, 2414.016]", "length")]);
    let vocabulary = vocabulary();
    for text in ["a", "a m", "an 8-day", "19-day siege of 10 days", "19-", "week", "nineteen-day"] {
        assert_eq!(quantity(text, &reading(&vocabulary, "km")), Err(Unread::NotAQuantity), "{text}");
    }
}

#[test]
fn counts() {
    reads(
        "count",
        &[
            ("10,000", "[10000, 10000]", "one"),
            ("10\u{a0}000 soldiers", "[10000, 10000]", "one"),
            ("  10,000  northern\u{a0}troops ", "[10000, 10000]", "one"),
            ("9 people.", "[9, 9]", "one"),
            ("10 foot soldiers", "[10, 10]", "one"),
            ("10 million people", "[10000000, 10000000]", "one"),
            ("10,000 thousand people", "[10000000, 10000000]", "one"),
            ("10 to 15 million people", "[10000000, 15000000]", "one"),
            ("800 to 1 thousand people", "[800, 1000]", "one"),
            ("between 10 and 15 people", "[10, 15]", "one"),
            ("from 10 to 15", "[10, 15]", "one"),
            ("10-15", "[10, 15]", "one"),
            ("10–15 men", "[10, 15]", "one"),
            ("12 ± 2", "[10, 14]", "one"),
            ("12 plus or minus 2 people", "[10, 14]", "one"),
            ("100 people ± 5%", "[95, 105]", "one"),
            ("several hundred people", "[300, 900]", "one"),
            ("two dozen people", "[24, 24]", "one"),
            ("a dozen", "[12, 12]", "one"),
            ("a couple of hundred", "[200, 300]", "one"),
            ("thousands", "[2000, 999999]", "one"),
            ("Hundreds of thousands of soldiers", "[200000, 999999]", "one"),
            ("hundreds of millions", "[200000000, 1999000000]", "one"),
            ("half a million men", "[500000, 500000]", "one"),
            ("a quarter of a million", "[250000, 250000]", "one"),
            ("two and a half million", "[2500000, 2500000]", "one"),
            ("one hundred", "[100, 100]", "one"),
            ("twenty-one guns", "[21, 21]", "one"),
            ("ninety nine", "[99, 99]", "one"),
            ("about 10,000 soldiers", "[9000, 11000]", "one"),
            ("~10,000", "[9000, 11000]", "one"),
            ("c. 100", "[90, 110]", "one"),
            ("more than 5", "[6, ∞)", "one"),
            (">5", "[6, ∞)", "one"),
            ("over half", "(0.5, ∞)", "one"),
            ("more than 45%", "(0.45, ∞)", "one"),
            ("slightly more than 100 people", "[101, 110]", "one"),
            ("nearly 100", "[90, 99]", "one"),
            ("a minimum of 5", "[5, ∞)", "one"),
            ("up to 10", "[0, 10]", "one"),
            ("less than 5", "[0, 4]", "one"),
            ("less than -5", "(-∞, -6]", "one"),
            ("10,000+", "[10000, ∞)", "one"),
            ("10,000-plus soldiers", "[10000, ∞)", "one"),
            ("10 people or more", "[10, ∞)", "one"),
            ("100 give or take", "[90, 110]", "one"),
            ("100 or so people", "[90, 110]", "one"),
            ("about 10 to 20", "[9, 22]", "one"),
            ("about a dozen men", "[10.8, 13.2]", "one"),
            ("10 F-16s", "[10, 10]", "one"),
            ("9,000 new Covid-19 cases", "[9000, 9000]", "one"),
            ("12.5", "[12.5, 12.5]", "one"),
            ("-1", "[-1, -1]", "one"),
            ("−40", "[-40, -40]", "one"),
        ],
    );
}

#[test]
fn shares() {
    reads(
        "percent",
        &[
            ("45", "[0.45, 0.45]", "one"),
            ("45%", "[0.45, 0.45]", "one"),
            ("45 per cent", "[0.45, 0.45]", "one"),
            ("45% of voters", "[0.45, 0.45]", "one"),
            ("5 to 6%", "[0.05, 0.06]", "one"),
            ("5% to 6%", "[0.05, 0.06]", "one"),
            ("5-6", "[0.05, 0.06]", "one"),
            ("45% ± 3 points", "[0.42, 0.48]", "one"),
            ("+5 points", "[0.05, 0.05]", "one"),
            ("a third", "[1/3, 1/3]", "one"),
            ("one third", "[1/3, 1/3]", "one"),
            ("two-thirds", "[2/3, 2/3]", "one"),
            ("a third of voters", "[1/3, 1/3]", "one"),
            ("three quarters", "[0.75, 0.75]", "one"),
            ("3/4", "[0.75, 0.75]", "one"),
            ("⅔", "[2/3, 2/3]", "one"),
            ("a third to a half", "[1/3, 0.5]", "one"),
            ("half a percent", "[0.005, 0.005]", "one"),
            ("one in five", "[0.2, 0.2]", "one"),
            ("3 in 10 people", "[0.3, 0.3]", "one"),
            ("two out of three voters", "[2/3, 2/3]", "one"),
            ("5 per 100,000", "[0.00005, 0.00005]", "one"),
            ("5 to 6 deaths per 1,000 people", "[0.005, 0.006]", "one"),
            ("about 10 per million", "[0.000009, 0.000011]", "one"),
            ("most voters", "(0.5, 1]", "one"),
            ("a majority", "(0.5, 1]", "one"),
            ("more than 45", "(0.45, ∞)", "one"),
            ("dozens", "[0.24, 1.99]", "one"),
        ],
    );
}

#[test]
fn lengths_temperatures_and_times() {
    reads(
        "km",
        &[
            ("10", "[10000, 10000]", "length"),
            ("10km", "[10000, 10000]", "length"),
            ("10 Km", "[10000, 10000]", "length"),
            ("10 km to 12 km", "[10000, 12000]", "length"),
            ("900 m to 1.2 km", "[900, 1200]", "length"),
            ("5 ft 10 in", "[1.778, 1.778]", "length"),
            ("5 feet 10 inches", "[1.778, 1.778]", "length"),
            ("12 km ± 500 m", "[11500, 12500]", "length"),
            ("12 ± 2 km", "[10000, 14000]", "length"),
            ("10 inches ± 10%", "[0.2286, 0.2794]", "length"),
            ("half a mile", "[804.672, 804.672]", "length"),
            ("1½ km", "[1500, 1500]", "length"),
            ("1 1/2 km", "[1500, 1500]", "length"),
            (".5 km", "[500, 500]", "length"),
            ("a few km", "[3000, 9000]", "length"),
            ("up to 5 km", "(-∞, 5000]", "length"),
        ],
    );
    reads(
        "celsius",
        &[
            ("-40", "[-40, -40]", "temperature"),
            ("-40 °F", "[-40, -40]", "temperature"),
            ("212 °F", "[100, 100]", "temperature"),
            ("212 ± 9 °F", "[95, 105]", "temperature"),
            ("about -10", "[-11, -9]", "temperature"),
            ("nearly -10", "(-10, -9]", "temperature"),
            ("less than 5", "(-∞, 5)", "temperature"),
            ("at least -5", "[-5, ∞)", "temperature"),
            ("minus 5 to 10 °C", "[-5, 10]", "temperature"),
        ],
    );
    reads(
        "day",
        &[("3 weeks 2 days", "[23, 23]", "time"), ("a couple of days", "[2, 3]", "time"), ("48 hours", "[2, 2]", "time")],
    );
}

#[test]
fn without_a_measure() {
    reads(
        "any",
        &[
            ("$8 million", "[8000000, 8000000]", "us-dollars"),
            ("$8m", "[8000000, 8000000]", "us-dollars"),
            ("US$8bn", "[8000000000, 8000000000]", "us-dollars"),
            ("8 million dollars", "[8000000, 8000000]", "us-dollars"),
            ("8 USD", "[8, 8]", "us-dollars"),
            ("USD 8", "[8, 8]", "us-dollars"),
            ("-$8", "[-8, -8]", "us-dollars"),
            ("€5", "[5, 5]", "euros"),
            ("$8-10 million", "[8000000, 10000000]", "us-dollars"),
            ("$8 million to $10 million", "[8000000, 10000000]", "us-dollars"),
            ("$8-10m", "[8000000, 10000000]", "us-dollars"),
            ("$8m to 10m", "[8000000, 10000000]", "us-dollars"),
            ("8 EUR-10 EUR", "[8, 10]", "euros"),
            ("8m", "[8, 8]", "length"),
            ("$8m-$10m", "[8000000, 10000000]", "us-dollars"),
            ("about $10", "[9, 11]", "us-dollars"),
            ("50 km/h", "[50, 50]", "speed"),
            ("10 tanks", "[10, 10]", "tank"),
            ("one tank", "[1, 1]", "tank"),
            ("12 women", "[12, 12]", "woman"),
            ("dozens of Houses", "[24, 199]", "house"),
            ("2024", "[2024, 2024]", "one"),
            ("45%", "[0.45, 0.45]", "one"),
            ("more than 5 tanks", "(5, ∞)", "tank"),
            ("9 people", "[9, 9]", "one"),
        ],
    );
}

#[test]
fn what_is_no_quantity() {
    let vocabulary = vocabulary();
    for text in [
        "",
        " ",
        "calm",
        "one of the largest armies",
        "10,00",
        "10,0000",
        "a 10-mile",
        "ten-year",
        "10 soldiers in two towns",
        "24/7",
        "1990s",
        "5th",
        "10 May",
        "19 Oct.",
        "10 and 12",
        "about about 10",
        "about 10 or so",
        "the 10",
        "10 km 12",
        "between 10",
        "%",
        "a",
        "third",
        "from 10",
        "10 one two",
        "some",
        "5 km per 100,000",
        "1.2.3",
        "1/0",
        "0 in 0",
        "10 to 12 km to 15",
        "several km of",
        "five of clubs and one of hearts",
        "2024-10-19",
        "10 km to 12 days",
        "10 very big old tanks",
    ] {
        assert_eq!(quantity(text, &reading(&vocabulary, "any")), Err(Unread::NotAQuantity), "{text:?}");
    }
    let not_allowed = |unit: &str| Err(Unread::UnitNotAllowed { unit: unit.to_owned() });
    assert_eq!(quantity("10 steps", &reading(&vocabulary, "km")), not_allowed("steps"));
    assert_eq!(quantity("10 km", &reading(&vocabulary, "count")), not_allowed("km"));
    assert_eq!(quantity("10%", &reading(&vocabulary, "km")), not_allowed("%"));
    let reversed = Err(Unread::RangeReversed { low: "50".into(), high: "15 people".into() });
    assert_eq!(quantity("between 50 and 15 people", &reading(&vocabulary, "count")), reversed);
    assert_eq!(quantity(&"9".repeat(60), &reading(&vocabulary, "any")), Err(Unread::TooLarge));
    assert_eq!(quantity("9 trillion trillion trillion trillion", &reading(&vocabulary, "any")), Err(Unread::TooLarge));
    assert_eq!(quantity(&"9 trillion ".repeat(60), &reading(&vocabulary, "any")), Err(Unread::NotAQuantity));
}

#[test]
fn how_it_was_written_is_kept() {
    let vocabulary = vocabulary();
    let written = |measure: &str, text: &str| {
        let written = quantity(text, &reading(&vocabulary, measure)).unwrap().written.unwrap();
        let half = written.half_place.map(|half| half.to_string());
        (shown(written.figure), written.digits, half, written.form, written.hedge.clone(), written.unit.clone())
    };
    let number = |figure: &str, digits: u32, half: &str, hedge: Option<&str>, unit: Option<&str>| {
        (figure.to_owned(), Some(digits), Some(half.to_owned()), Form::Number, hedge.map(Into::into), unit.map(Into::into))
    };
    assert_eq!(written("count", "10,400"), number("[10400, 10400]", 3, "0.5", None, None));
    assert_eq!(written("any", "1.20"), number("[1.2, 1.2]", 3, "0.005", None, None));
    assert_eq!(written("count", "more than 1.2 million"), number("[1200000, 1200000]", 2, "50,000", Some("more than"), None));
    assert_eq!(written("km", "26 km"), number("[26000, 26000]", 2, "500", None, Some("km")));
    assert_eq!(written("percent", "20%"), number("[0.2, 0.2]", 1, "0.005", None, Some("percent")));
    assert_eq!(written("percent", "0.05"), number("[0.0005, 0.0005]", 1, "0.00005", None, None));
    assert_eq!(written("celsius", "-40 °F"), number("[-40, -40]", 1, "0.2778", None, Some("fahrenheit")));
    assert_eq!(written("count", "Twelve Lorries"), number("[12, 12]", 2, "0.5", None, Some("Lorries")));
    assert_eq!(written("count", "three million"), number("[3000000, 3000000]", 1, "500,000", None, None));
    assert_eq!(written("count", "100 people GIVE OR TAKE"), number("[100, 100]", 1, "0.5", Some("give or take"), Some("people")));
    let without = |figure: &str, form, unit: Option<&str>| (figure.to_owned(), None, None, form, None, unit.map(Into::into));
    assert_eq!(written("any", "a third"), without("[0.3333, 0.3333]", Form::Fraction, None));
    assert_eq!(written("any", "10 to 15 km"), without("[10000, 15000]", Form::Range, Some("km")));
    assert_eq!(written("any", "dozens of vans"), without("[24, 199]", Form::Amount, Some("vans")));
    let text = quantity(" about  10 ", &reading(&vocabulary, "any")).unwrap().written.unwrap();
    assert_eq!(&*text.text, "about  10");
}

#[test]
fn the_measure_has_a_say() {
    let vocabulary = vocabulary();
    let mut heat = reading(&vocabulary, "celsius");
    heat.floor = Some(n("10"));
    heat.tolerance = Some(Tolerance::Absolute(n("1")));
    let up_to = quantity("up to 30", &heat).unwrap();
    assert_eq!(shown(up_to.interval), "[10, 30]");
    assert_eq!(up_to.written.unwrap().tolerance, heat.tolerance);
    assert_eq!(shown(quantity("up to 5", &heat).unwrap().interval), "(-∞, 5]");
    let mut km = reading(&vocabulary, "km");
    km.whole_numbers = true;
    assert_eq!(shown(quantity("more than 5", &km).unwrap().interval), "[6000, ∞)");
    assert_eq!(shown(quantity("more than 5,500 m", &km).unwrap().interval), "[6000, ∞)");
}

fn dates(near: Option<&Date>, table: &[(&str, &str)]) {
    for (text, days) in table {
        let shown = date(text, near).map(|date| {
            let end = |day: Option<jiff::civil::Date>| day.map_or("..".to_owned(), |day| day.to_string());
            let weekday = date.weekday.map_or("", |day| day.name());
            match date.exact_day() {
                Some(day) => format!("{weekday} {day}"),
                None => format!("{weekday} {}/{}", end(date.first), end(date.last)),
            }
        });
        assert_eq!(shown.as_deref().map(str::trim), Ok(*days), "{text:?}");
    }
}

#[test]
fn dates_as_written() {
    let near = date("2024-10-20", None).unwrap();
    dates(
        Some(&near),
        &[
            ("2024", "2024-01-01/2024-12-31"),
            ("2024-10", "2024-10-01/2024-10-31"),
            ("2024-10-19", "2024-10-19"),
            ("2024-10~", "2024-09-01/2024-11-30"),
            ("2024-10-19~", "2024-10-18/2024-10-20"),
            ("2024?", "2023-01-01/2025-12-31"),
            ("201X", "2010-01-01/2019-12-31"),
            ("20XX", "2000-01-01/2099-12-31"),
            ("2024-21", "2024-03-01/2024-05-31"),
            ("2024-24", "2024-12-01/2025-02-28"),
            ("2024-10-XX", "2024-10-01/2024-10-31"),
            ("2024-XX-XX", "2024-01-01/2024-12-31"),
            ("9999", "9999-01-01/9999-12-31"),
            ("2024-10-17/2024-10-19", "2024-10-17/2024-10-19"),
            ("2010/2012-03", "2010-01-01/2012-03-31"),
            ("2010/..", "2010-01-01/.."),
            ("2010/", "2010-01-01/.."),
            ("../2010", "../2010-12-31"),
            ("/2010", "../2010-12-31"),
            ("Oct. 19, 2024", "2024-10-19"),
            ("October 19, 2024", "2024-10-19"),
            ("October 19th 2024", "2024-10-19"),
            ("19 October 2024", "2024-10-19"),
            ("19 Oct 2024", "2024-10-19"),
            ("19th of October, 2024", "2024-10-19"),
            ("Wednesday, 19 June 2024", "Wednesday 2024-06-19"),
            ("Wed., June 19, 2024", "Wednesday 2024-06-19"),
            ("Thursday, 27 June 2017", "Thursday 2017-06-27"),
            ("October 2024", "2024-10-01/2024-10-31"),
            ("Oct., 2024", "2024-10-01/2024-10-31"),
            ("June 1-3, 2024", "2024-06-01/2024-06-03"),
            ("1–3 June 2024", "2024-06-01/2024-06-03"),
            ("June 30 to July 2, 2024", "2024-06-30/2024-07-02"),
            ("30 June - 2 July 2024", "2024-06-30/2024-07-02"),
            ("the 1990s", "1990-01-01/1999-12-31"),
            ("1900s", "1900-01-01/1999-12-31"),
            ("Oct. 19", "2024-10-19"),
            ("3 January", "2025-01-03"),
            ("May 5", "2024-05-05"),
            ("29 February", "2024-02-29"),
        ],
    );
    for (text, reason) in [
        ("Oct. 19", UnreadDate::NoYear),
        ("2024-02-30", UnreadDate::NoSuchDay),
        ("31 June 2024", UnreadDate::NoSuchDay),
        ("2024-10-19/2024-10-17", UnreadDate::RangeReversed),
        ("June 3-1, 2024", UnreadDate::RangeReversed),
        ("soon", UnreadDate::NotADate),
        ("May", UnreadDate::NotADate),
        ("2024-10-19T10:00", UnreadDate::NotADate),
        ("../..", UnreadDate::NotADate),
        ("", UnreadDate::NotADate),
    ] {
        assert_eq!(date(text, None), Err(reason), "{text:?}");
    }
    let kept = date(" Oct. 19, 2024 ", None).unwrap();
    assert_eq!(kept.written.as_deref(), Some("Oct. 19, 2024"));
}

#[test]
fn where_the_type_is_not_declared() {
    let vocabulary = vocabulary();
    let near = date("2024-10-20", None).unwrap();
    let kind = |text: &str| match undeclared(text, &reading(&vocabulary, "any"), Some(&near)) {
        Ok(Undeclared::Quantity(_)) => "quantity",
        Ok(Undeclared::Date(_)) => "date",
        Ok(Undeclared::Text) => "text",
        Err(_) => "error",
    };
    for (text, is) in [
        ("2024-10-19", "date"),
        ("2024-11", "date"),
        ("2024", "quantity"),
        ("19 October", "date"),
        ("10 May", "date"),
        ("the 1990s", "date"),
        ("2010/2012", "date"),
        ("10 tanks", "quantity"),
        ("one of the largest armies", "text"),
        ("2024-02-30", "text"),
        ("not well-equipped", "text"),
        ("headwear", "text"),
        ("15-10", "error"),
        ("2024-10-19/2024-10-17", "error"),
    ] {
        assert_eq!(kind(text), is, "{text:?}");
    }
}

proptest! {
    /// Whatever is written, reading ends, and nothing breaks.
    #[test]
    fn hostile_texts_are_read(pieces in proptest::collection::vec(
        prop::sample::select(vec![
            "0", "9", "10,000", "1.5", "999999999999999999999999999999999999999", "170141183460469231731687303715884105728", "/", "-", "–", ".",
            ",", "$", "%", "°F", "±", "+", "~", "½", " ", "\u{a0}", "to", "and", "a", "an", "half", "third", "ten", "twenty", "one", "in", "of",
            "per", "million", "trillion", "dozens", "most", "between", "from", "about", "less than", "or more", "give or take", "km", "ft", "people",
            "tanks", "Oct.", "X", "2024", "-02-30", "..", "~", "s", "Wed.", "é", "\u{301}", "🚂", "\0", "\u{202e}",
        ]), 0..14), spaced in any::<bool>(), measure in prop::sample::select(vec!["any", "count", "km", "percent", "fahrenheit"]))
    {
        let text = pieces.join(if spaced { " " } else { "" });
        let vocabulary = vocabulary();
        let near = Date::year(2024);
        let mut reading = reading(&vocabulary, measure);
        reading.whole_numbers = true;
        reading.floor = Some(Exact::ONE);
        if let Ok(quantity) = quantity(&text, &reading) {
            let written = quantity.written.as_ref().unwrap();
            prop_assert!(Interval::new(quantity.interval.low, quantity.interval.high).is_some(), "{text:?}");
            prop_assert!(Interval::new(written.figure.low, written.figure.high).is_some(), "{text:?}");
            let _ = quantity.as_written();
        }
        let _ = undeclared(&text, &reading, near.as_ref());
        let _ = date(&text, near.as_ref());
    }

    /// Nor on any text at all.
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let vocabulary = vocabulary();
        let _ = undeclared(&text, &reading(&vocabulary, "any"), Date::year(2024).as_ref());
    }

    /// A plain number reads as what it says, with commas and without.
    #[test]
    fn plain_numbers_are_themselves(number in -1_000_000_000i128..1_000_000_000) {
        let vocabulary = vocabulary();
        let plain = Exact::whole(number);
        for text in [number.to_string(), plain.to_string()] {
            prop_assert_eq!(quantity(&text, &reading(&vocabulary, "count")).unwrap().interval.exactly(), Some(plain));
        }
    }
}
