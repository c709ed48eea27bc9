//! The number words of English, which no project declares: spelled-out numbers, fractions, magnitudes; and nouns in the singular.

use unicode_normalization::UnicodeNormalization;

use super::parts::{Kind, Part};
use crate::value::Exact;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const PARTS: [(&str, i128); 10] = [
    ("hal", 2),
    ("third", 3),
    ("quarter", 4),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
];

const MAGNITUDES: [(&str, i128); 7] = [
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("dozen", 12),
    ("score", 20),
];

/// Words that a noun does not hold: with one of them it is a sentence.
const NO_NOUN: [&str; 24] = [
    "a", "an", "the", "of", "and", "or", "to", "in", "at", "by", "for", "with", "from", "than", "is", "are", "was", "were",
    "per", "plus", "minus", "between", "out", "on",
];

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

fn place<const N: usize>(words: &[&str; N], word: &str) -> Option<i128> {
    words.iter().position(|w| w.eq_ignore_ascii_case(word)).and_then(|i| i128::try_from(i).ok())
}

fn row<const N: usize>(rows: &[(&str, i128); N], word: &str) -> Option<i128> {
    let word = word.to_ascii_lowercase();
    rows.iter().find(|(start, _)| word.starts_with(start)).map(|(_, n)| *n)
}

/// `twelve`, `twenty-one`.
pub(super) fn spelled(text: &str) -> Option<i128> {
    text.split(['-', ' ']).map(|word| place(&ONES, word).or_else(|| Some(place(&TENS, word)? * 10 + 20))).sum()
}

/// `3/4`, `½`, `two-thirds`, `half`.
pub(super) fn fraction(part: &Part<'_>) -> Option<Exact> {
    if part.kind == Kind::portion {
        let (count, name) = part.text.split_once(['-', ' ']).unwrap_or(("one", part.text));
        return Exact::fraction(if is_article(count) { 1 } else { spelled(count)? }, row(&PARTS, name)?);
    }
    let plain: String = part.text.nfkd().collect();
    let (above, below) = plain.split_once(['/', '\u{2044}'])?;
    // 9/11 and 24/7 are no parts; of what looks like a fraction only a proper one is taken for it.
    Exact::fraction(above.parse().ok()?, below.parse().ok()?).filter(|share| *share < Exact::ONE)
}

/// By what the part of that name divides: `half`, `thirds`.
pub(super) fn part(name: &str) -> Option<i128> {
    row(&PARTS, name)
}

/// `million`, `dozens`.
pub(super) fn magnitude(text: &str) -> Option<Exact> {
    row(&MAGNITUDES, text).map(Exact::whole)
}

/// The letters behind a sum of money: `$8m`.
pub(super) fn money_magnitude(letters: &str) -> Option<Exact> {
    Some(Exact::whole(match letters.to_ascii_lowercase().as_str() {
        "k" => 1_000,
        "m" | "mn" => 1_000_000,
        "b" | "bn" => 1_000_000_000,
        "tn" | "trn" => 1_000_000_000_000,
        _ => return None,
    }))
}

/// `a` or `an`.
pub(super) fn is_article(word: &str) -> bool {
    word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an")
}

/// Whether a noun may hold that word.
pub(super) fn may_be_noun(word: &str) -> bool {
    !NO_NOUN.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// The number of the month (1 to 12) whose name or abbreviation this is.
pub(super) fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?;
    MONTHS.iter().position(|m| m.get(..3).is_some_and(|m| m.eq_ignore_ascii_case(start))).and_then(|i| i8::try_from(i + 1).ok())
}

/// Whether the word is a month, whole or abbreviated: `10 May` is a day and no number of things.
pub(super) fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(&word))
}

/// A noun in lower case, its last word in the singular, simply: good enough to bring `tank` and `tanks` together.
pub(super) fn singular(noun: &str) -> String {
    let noun = noun.to_lowercase();
    let (before, last) = noun.rsplit_once(' ').map_or(("", noun.as_str()), |(before, last)| (&noun[..=before.len()], last));
    let ends = |endings: &[&str]| endings.iter().any(|ending| last.ends_with(ending));
    let instead = |ending: &str, new: &str| last.strip_suffix(ending).map(|stem| format!("{before}{stem}{new}"));
    let found = if ends(&["ss", "us", "is"]) || last.len() < 3 {
        None
    } else if ends(&["sses", "xes", "ches", "shes"]) || (ends(&["uses"]) && !ends(&["ouses", "auses"])) {
        instead("es", "")
    } else if last == "people" {
        instead("people", "person")
    } else {
        let children = instead("children", "child");
        children.or_else(|| instead("men", "man")).or_else(|| instead("ies", "y")).or_else(|| instead("s", ""))
    };
    found.unwrap_or(noun)
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn singular_and_plural_alike() {
        for (one, many) in [
            ("tank", "tanks"),
            ("lorry", "lorries"),
            ("man", "men"),
            ("woman", "women"),
            ("policeman", "policemen"),
            ("person", "people"),
            ("child", "children"),
            ("house", "Houses"),
            ("bus", "buses"),
            ("church", "churches"),
            ("north korean troop", "North Korean troops"),
            ("nurse", "nurses"),
            ("loss", "losses"),
        ] {
            assert_eq!((singular(one).as_str(), singular(many).as_str()), (one, one), "{many}");
        }
    }
}
