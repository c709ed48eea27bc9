//! Plain texts split into their parts without the grammar: a text in, its parts out, or the word that the grammar has to be asked.
//! Says the same as `grammar/quantity.pest`, which tests hold it to, at a fraction of the cost.

use super::parts::{Kind, Part};

/// What is known of a text without asking the grammar.
pub(super) enum Told<T> {
    /// All there is to know.
    Known(T),
    /// Nothing: ask.
    Ask,
}

const ONES: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS: [&str; 10] =
    ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const MAGNITUDES: [&str; 7] = ["hundred", "thousand", "million", "billion", "trillion", "dozen", "score"];
/// How the names of parts begin: `a third`, `three quarters`.
const PARTS: [&str; 11] = ["hal", "third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "half"];
const MONTH_NAMES: [&str; 24] = [
    "january",
    "jan",
    "february",
    "feb",
    "march",
    "mar",
    "april",
    "apr",
    "may",
    "june",
    "jun",
    "july",
    "jul",
    "august",
    "aug",
    "september",
    "sept",
    "sep",
    "october",
    "oct",
    "november",
    "nov",
    "december",
    "dec",
];
const WEEKDAY_NAMES: [&str; 18] = [
    "monday",
    "mon",
    "tuesday",
    "tues",
    "tue",
    "wednesday",
    "weds",
    "wed",
    "thursday",
    "thurs",
    "thur",
    "thu",
    "friday",
    "fri",
    "saturday",
    "sat",
    "sunday",
    "sun",
];
/// How the names of months begin.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The parts of numbers in digits, plain words, `%`, `-`, `,` and the commonest signs of money.
pub(super) fn of_quantity(text: &str) -> Told<Vec<Part<'_>>> {
    let bytes = text.as_bytes();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // One space may stand before a part, but for the first.
        let start = at + usize::from(*byte == b' ' && !parts.is_empty());
        let Some((kind, length)) = text.get(start..).and_then(|rest| quantity_part(rest, parts.last(), start > at)) else {
            return Told::Ask;
        };
        at = start + length;
        parts.push(Part { kind, text: text.get(start..at).unwrap_or(""), start, end: at });
    }
    if parts.is_empty() { Told::Ask } else { Told::Known(parts) }
}

/// The kind of the part at the beginning of a text, and its length.
fn quantity_part(rest: &str, before: Option<&Part<'_>>, spaced: bool) -> Option<(Kind, usize)> {
    let first = rest.chars().next()?;
    match first {
        '0'..='9' => figure(rest).map(|length| (Kind::figure, length)),
        '%' | '$' | '€' | '£' => Some((Kind::mark, first.len_utf8())),
        // Behind a figure it may be part of it.
        ',' if before.is_some_and(|part| !spaced && matches!(part.kind, Kind::word | Kind::spelled | Kind::magnitude)) => {
            Some((Kind::mark, 1))
        }
        // Behind a word it may belong to the word.
        '-' if spaced || before.is_none_or(|part| matches!(part.kind, Kind::figure | Kind::mark)) => Some((Kind::mark, 1)),
        'a'..='z' | 'A'..='Z' => word(rest),
        _ => None,
    }
}

/// How long a figure is, where it is one and nothing stands behind it that could make it another part.
fn figure(rest: &str) -> Option<usize> {
    let length = rest.find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).unwrap_or(rest.len());
    let (figure, behind) = rest.split_at_checked(length)?;
    let (whole, decimals) = figure.split_once('.').map_or((figure, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let sound = digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group))
        && decimals.is_none_or(digits);
    (sound && !behind.starts_with('/')).then_some(length)
}

/// What a word of ASCII letters is, and its length; one that stands beside anything but spaces is the grammar's to read.
fn word(rest: &str) -> Option<(Kind, usize)> {
    let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, behind) = rest.split_at_checked(length)?;
    let next = match behind.strip_prefix(' ') {
        Some(next) => next,
        None if behind.is_empty() || behind.starts_with(',') => "",
        None => return None,
    };
    let is = |others: &[&str]| others.iter().any(|other| word.eq_ignore_ascii_case(other));
    let next_is_part = || PARTS.iter().any(|part| starts_with(next, part));
    if is(&TENS) || is(&["half", "plus"]) {
        return None;
    }
    let kind = if is(&ONES) || is(&["a", "an"]) {
        match next_is_part() {
            true => return None,
            false if is(&ONES) => Kind::spelled,
            false => Kind::word,
        }
    } else if is(&TEENS) {
        Kind::spelled
    } else if MAGNITUDES.iter().any(|m| starts_with(word, m) && matches!(word.get(m.len()..), Some("" | "s" | "S"))) {
        Kind::magnitude
    } else {
        Kind::word
    };
    Some((kind, length))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// The parts of a whole ISO date, and the word that a text is none where it has something that none has.
pub(super) fn of_iso_date(text: &str) -> Told<Option<Vec<Part<'_>>>> {
    let bytes = text.as_bytes();
    let foreign = |b: &u8| !matches!(b, b'0'..=b'9' | b'X' | b'-' | b'~' | b'?' | b'%' | b'/' | b'.');
    if bytes.len() < 4 || bytes.iter().any(foreign) {
        return Told::Known(None);
    }
    // Without any of these it is a year, at most with a sign behind it.
    if bytes.len() > 5 && !bytes.iter().any(|b| matches!(b, b'X' | b'-' | b'/')) {
        return Told::Known(None);
    }
    let shape = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let dash = |at: usize| bytes.get(at) == Some(&b'-');
    let part = |kind, start: usize, end: usize| Part { kind, text: text.get(start..end).unwrap_or(""), start, end };
    let month = matches!(bytes.get(5..7), Some([b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']));
    let (year, month, day) = (shape(0, 4), dash(4) && month, dash(7) && shape(8, 10));
    match bytes.len() {
        4 if year => Told::Known(Some(vec![part(Kind::year, 0, 4)])),
        7 if year && month => Told::Known(Some(vec![part(Kind::year, 0, 4), part(Kind::iso_month, 5, 7)])),
        10 if year && month && day => {
            Told::Known(Some(vec![part(Kind::year, 0, 4), part(Kind::iso_month, 5, 7), part(Kind::iso_day, 8, 10)]))
        }
        _ => Told::Ask,
    }
}

/// The parts of the plainest dates of papers, `Sunday, 3 May 2026` or `Oct. 19`, and the word that a text is none that names no
/// month and does not end as `1990s` does.
pub(super) fn of_paper_date(text: &str) -> Told<Option<Vec<Part<'_>>>> {
    let bytes = text.as_bytes();
    let names_month = || bytes.windows(3).any(|three| MONTHS.iter().any(|month| three.eq_ignore_ascii_case(month.as_bytes())));
    let run_of_years = text.strip_suffix('s').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit() || c == '\''));
    if !run_of_years && !names_month() {
        return Told::Known(None);
    }
    plain_paper_date(text).map_or(Told::Ask, |parts| Told::Known(Some(parts)))
}

fn plain_paper_date(text: &str) -> Option<Vec<Part<'_>>> {
    let mut found: Vec<(Part<'_>, bool)> = Vec::with_capacity(4);
    let mut start = 0;
    for written in text.split(' ') {
        let (word, comma) = written.strip_suffix(',').map_or((written, false), |word| (word, true));
        let is = |names: &[&str]| names.iter().any(|name| word.strip_suffix('.').unwrap_or(word).eq_ignore_ascii_case(name));
        let digits = word.bytes().all(|b| b.is_ascii_digit());
        let kind = match word.len() {
            1 | 2 if digits => Kind::day,
            4 if digits => Kind::year,
            _ if is(&MONTH_NAMES) => Kind::month,
            _ if is(&WEEKDAY_NAMES) => Kind::weekday,
            _ => return None,
        };
        found.push((Part { kind, text: word, start, end: start + word.len() }, comma));
        start += written.len() + 1;
    }
    let date = match found.split_first() {
        Some(((first, _), rest)) if first.kind == Kind::weekday => rest,
        _ => &found,
    };
    // A comma may stand before the year, and nowhere else.
    let shape: Vec<(Kind, bool)> = date.iter().map(|(part, comma)| (part.kind, *comma)).collect();
    let plain = matches!(
        shape.as_slice(),
        [(Kind::month, false), (Kind::day, false)]
            | [(Kind::day, false), (Kind::month, false)]
            | [(Kind::month, _), (Kind::year, false)]
            | [(Kind::month, false), (Kind::day, _), (Kind::year, false)]
            | [(Kind::day, false), (Kind::month, _), (Kind::year, false)]
    );
    plain.then(|| found.into_iter().map(|(part, _)| part).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parts::{self, Part};
    use super::{Told, of_iso_date, of_paper_date, of_quantity};

    /// What texts are made of that are quantities or dates, or nearly.
    const PIECES: [&str; 72] = [
        "0",
        "1",
        "12",
        "123",
        "1234",
        "45",
        "10,000",
        "1,234,567",
        ",",
        ".",
        "1.25",
        ".5",
        "/",
        "-",
        "–",
        "%",
        "$",
        "€",
        "£",
        "±",
        "+",
        "+-",
        "~",
        "½",
        " ",
        " ",
        " ",
        " ",
        "  ",
        "a",
        "an",
        "A",
        "one",
        "Two",
        "three",
        "ten",
        "twelve",
        "twenty",
        "ninety",
        "half",
        "halves",
        "third",
        "thirds",
        "quarters",
        "fifth",
        "tenth",
        "hundred",
        "Thousands",
        "million",
        "scores",
        "dozens",
        "plus",
        "plus or minus",
        "people",
        "F-16s",
        "o'clock",
        "é",
        "s",
        "'",
        "and",
        "of",
        "X",
        "XX",
        "2024",
        "2024-10",
        "-19",
        "May",
        "October",
        "Oct.",
        "1990s",
        "the",
        "Sun",
    ];

    const DATE_WORDS: [&str; 44] = [
        "1", "3", "19", "31", "123", "2024", "2026,", "20265", "3,", "3rd", "19th,", "may", "May", "May,", "May.", "Oct.", "Oct",
        "oct.,", "October", "October,", "Sept.", "Sep", "Septem", "Sunday", "Sunday,", "Sun", "Sun.,", "Mon.", "Tues", "Thur,",
        "Weds.", "of", "the", "-", "to", "1990s", "1990's", ",", ".", "", "MAY", "Marc", "June", "Junes",
    ];

    fn seen<'a>(parts: &[Part<'a>]) -> Vec<(String, &'a str, usize, usize)> {
        parts.iter().map(|part| (format!("{:?}", part.kind), part.text, part.start, part.end)).collect()
    }

    fn agree(text: &str) -> Result<(), TestCaseError> {
        if let Told::Known(quick) = of_quantity(text) {
            prop_assert_eq!(seen(&quick), seen(&parts::quantity_by_grammar(text)), "{:?}", text);
        }
        if let Told::Known(quick) = of_iso_date(text) {
            let slow = parts::iso_date_by_grammar(text);
            prop_assert_eq!(quick.as_deref().map(seen), slow.as_deref().map(seen), "{:?}", text);
        }
        if let Told::Known(quick) = of_paper_date(text) {
            let slow = parts::paper_date_by_grammar(text);
            prop_assert_eq!(quick.as_deref().map(seen), slow.as_deref().map(seen), "{:?}", text);
        }
        Ok(())
    }

    #[test]
    fn the_commonest_texts_need_no_grammar() {
        for text in [
            "12",
            "about 180 people",
            "45%",
            "10,000 soldiers",
            "1.2 million",
            "four passengers",
            "twelve",
            "$8 million",
            "10-15",
        ] {
            assert!(matches!(of_quantity(text), Told::Known(_)), "{text}");
        }
        for text in ["2026-05-03", "2024-10", "2024", "12 people", "about 10", "1345.98"] {
            assert!(matches!(of_iso_date(text), Told::Known(_)), "{text}");
        }
        for text in ["Sunday, 3 May 2026", "Oct. 19", "19 October", "October 2024", "May 3, 2026", "12 people"] {
            assert!(matches!(of_paper_date(text), Told::Known(_)), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn the_grammar_says_the_same_of_what_looks_like_a_quantity(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..8),
        ) {
            agree(&pieces.concat())?;
            agree(&pieces.join(" "))?;
        }

        #[test]
        fn the_grammar_says_the_same_of_what_looks_like_a_date(text in "[0-9X]{2,5}(-[0-9X]{1,3}){0,2}[~?%/.]{0,2}[0-9-]{0,10}") {
            agree(&text)?;
        }

        #[test]
        fn the_grammar_says_the_same_of_what_looks_like_a_papers_date(
            words in prop::collection::vec(prop::sample::select(&DATE_WORDS[..]), 1..6),
        ) {
            agree(&words.join(" "))?;
            agree(&words.concat())?;
        }

        #[test]
        fn the_grammar_says_the_same_of_anything(text in "\\PC{0,24}", words in "[0-9,. a-zA-Z%$-]{0,16}") {
            agree(&text)?;
            agree(&words)?;
        }
    }
}
