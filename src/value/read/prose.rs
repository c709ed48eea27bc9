//! The quantities in running prose: where they stand and what they are, read as a text that is nothing but one is read.

use std::ops::Range;

use super::{Reading, Takes, Unread, words};
use crate::value::Quantity;

/// A quantity in a run of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The bytes of its words: hedge, number and declared unit, without the noun that it may count.
    pub range: Range<usize>,
    /// What they say.
    pub quantity: Quantity,
}

/// How many words a quantity may have.
const MAX_WORDS: usize = 8;

/// What may stand around a word and is no part of it.
const OPENING: [char; 11] = ['"', '\'', '“', '‘', '„', '«', '»', '(', '[', '{', '¿'];
const CLOSING: [char; 14] = ['.', ',', ';', ':', '!', '?', '"', '\'', '”', '’', '“', ')', ']', '}'];

/// Words that no quantity holds.
const NEVER_WITHIN: [&str; 10] = ["is", "are", "was", "were", "has", "have", "had", "by", "with", "for"];

/// Words in front of a number of four digits that make a year of it.
const BEFORE_YEARS: [&str; 17] = [
    "in", "since", "by", "from", "until", "till", "before", "after", "during", "through", "of", "early", "mid", "late", "spring",
    "summer", "autumn",
];

/// Words in front of a number that make a name of it.
const BEFORE_NAMES: [&str; 12] =
    ["no.", "nos.", "number", "article", "section", "chapter", "page", "route", "flight", "room", "highway", "channel"];

/// Words behind a number that make a time of day of it.
const AFTER_HOURS: [&str; 6] = ["am", "pm", "a.m", "p.m", "o'clock", "o’clock"];

/// Every quantity in a run of prose, from left to right, of several that begin at one word the longest.
///
/// Days, years, ordinals, times of day and numbers that are names, as `No. 5` is, are none. A unit that `reading` does not take
/// is still one, of its own dimension.
#[must_use]
pub fn figures(text: &str, reading: &Reading<'_>) -> Vec<Figure> {
    let prose = Prose { text, words: split(text), reading };
    let mut found = Vec::new();
    let mut at = 0;
    while at < prose.words.len() {
        let Some(Window { next, figure }) = prose.quantity_at(at) else {
            at += 1;
            continue;
        };
        if !prose.is_other_number(at, next, &figure) {
            found.push(figure);
        }
        at = next;
    }
    found
}

/// A word of the prose.
struct Word {
    range: Range<usize>,
    /// Whether a quantity may go on behind it.
    goes_on: bool,
}

/// The words between white space and long dashes, without the punctuation around them.
fn split(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '—' | '…')) {
        let start = at;
        at += piece.len();
        let broken = piece.ends_with(['—', '…']);
        let body = piece.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '—' | '…'));
        let opened = body.trim_start_matches(OPENING);
        let word = opened.trim_end_matches(CLOSING);
        let opens = opened.len() < body.len();
        if let Some(last) = found.last_mut().filter(|_| opens || word.is_empty() && !piece.trim().is_empty()) {
            last.goes_on = false;
        }
        if !word.is_empty() {
            let start = start + body.len() - opened.len();
            // A full stop may be that of `c. 100`; where it ends a sentence, what follows is no part of a quantity.
            let goes_on = !broken && matches!(opened.get(word.len()..), Some("" | "."));
            found.push(Word { range: start..start + word.len(), goes_on });
        }
    }
    found
}

/// A quantity, and the word behind it.
struct Window {
    next: usize,
    figure: Figure,
}

struct Prose<'a> {
    text: &'a str,
    words: Vec<Word>,
    reading: &'a Reading<'a>,
}

impl<'a> Prose<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).and_then(|word| self.text.get(word.range.clone())).unwrap_or("")
    }

    fn word_before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// The bytes from one word up to another.
    fn range(&self, from: usize, to: usize) -> Range<usize> {
        let last = to.checked_sub(1).and_then(|last| self.words.get(last));
        self.words.get(from).zip(last).map_or(0..0, |(first, last)| first.range.start..last.range.end)
    }

    /// The words from one up to another, with what stands between them.
    fn words(&self, from: usize, to: usize) -> &'a str {
        self.text.get(self.range(from, to)).unwrap_or("")
    }

    /// Where the longest run of words ends that a quantity from a word on may have.
    fn reach(&self, from: usize) -> usize {
        let last = |at: usize| self.words.get(at).is_none_or(|word| !word.goes_on || self.ends_sentence(at));
        let stop = |at: &usize| last(*at) || is_one_of(self.word(at + 1), &NEVER_WITHIN);
        let end = (from..from + MAX_WORDS).find(stop).map_or(from + MAX_WORDS, |last| last + 1);
        end.min(self.words.len())
    }

    /// A word with the full stop that stands behind it, if one does.
    fn with_stop(&self, at: usize) -> &'a str {
        let range = self.range(at, at + 1);
        let stopped = self.text.get(range.end..).is_some_and(|rest| rest.starts_with('.'));
        self.text.get(range.start..range.end + usize::from(stopped)).unwrap_or("")
    }

    /// Whether a full stop stands behind a word that is neither short for one nor a hedge.
    fn ends_sentence(&self, at: usize) -> bool {
        let (word, stopped) = (self.word(at), self.with_stop(at));
        stopped.len() > word.len() && !word.contains('.') && self.reading.vocabulary.hedge_before(stopped).is_none()
    }

    /// Whether a quantity may begin with a word: with a number, or with what may stand before one that soon follows.
    fn may_begin(&self, at: usize, reach: usize) -> bool {
        let vocabulary = self.reading.vocabulary;
        let longest = reach.min(at + vocabulary.longest_phrase());
        let hedge = |phrase| vocabulary.hedge_before(phrase).is_some();
        let hedged = || hedge(self.with_stop(at)) || (at + 1..=longest).any(|end| hedge(self.words(at, end)));
        let word = self.word(at);
        let opens =
            || is_one_of(word, &["a", "an", "between", "from", "minus", "plus"]) || vocabulary.unit_written(word).is_some();
        let number_follows = || (at + 1..reach.min(longest + 2)).any(|next| self.is_number(next, reach));
        self.is_number(at, reach) || (number_follows() && (opens() || hedged()))
    }

    /// Whether a number, or the part of one that stands behind an article, begins with a word.
    fn is_number(&self, at: usize, reach: usize) -> bool {
        let word = self.word(at);
        let first = word.split('-').next().unwrap_or("");
        let longest = reach.min(at + self.reading.vocabulary.longest_phrase());
        word.contains(char::is_numeric)
            || words::spelled(first).is_some()
            || words::magnitude(first).is_some()
            || words::part(first).is_some()
            || (at + 1..=longest).any(|end| self.reading.vocabulary.amount(self.words(at, end)).is_some())
    }

    /// The longest quantity that begins with a word, in as few words as say the same.
    fn quantity_at(&self, at: usize) -> Option<Window> {
        let reach = self.reach(at);
        if !self.may_begin(at, reach) {
            return None;
        }
        let mut reads = (at + 1..=reach).rev().filter_map(|end| Some((end, self.read(at, end)?))).peekable();
        let Some(longest) = reads.next().filter(|(end, _)| (at..*end).any(|word| self.is_number(word, *end))) else {
            return self.compound(at);
        };
        let (mut next, mut quantity) = longest;
        for (end, shorter) in reads {
            let figure = |q: &Quantity| q.written.as_ref().map(|written| (written.figure, written.unit.clone()));
            if shorter != quantity || figure(&shorter) != figure(&quantity) {
                break;
            }
            (next, quantity) = (end, shorter);
        }
        Some(Window { next, figure: Figure { range: self.range(at, next), quantity } })
    }

    /// Some words as a quantity, where they end in no noun: how far a noun reaches, the words of a sentence do not tell.
    fn read(&self, from: usize, to: usize) -> Option<Quantity> {
        let last = self.word(to.checked_sub(1)?);
        let more = to < self.reach(from);
        // `12 in hospital` are no inches, and `10 foot soldiers` no feet; but `5 ft 10 in tall` ends in inches.
        let preposition = more && !words::may_be_noun(last) && self.take(self.words(from, to - 1)).is_some();
        let is_singular = |word: &str| words::singular(word) == word.to_lowercase();
        let attributive = more && last.len() > 2 && is_singular(last) && !is_singular(self.word(to));
        let quantity = self.take(self.words(from, to))?;
        let unit = quantity.written.as_ref()?.unit.as_deref();
        let declared = unit.map(|unit| self.reading.vocabulary.unit_named(unit).is_some());
        let whole = match declared {
            None => true,
            Some(declared) => declared && !attributive,
        };
        (whole && !preposition).then_some(quantity)
    }

    /// A text as a quantity: as the reading has it, or of a declared unit that it does not take.
    fn take(&self, text: &str) -> Option<Quantity> {
        match super::quantity::plain(text, self.reading) {
            Err(Unread::UnitNotAllowed { unit }) if self.reading.vocabulary.unit_written(&unit).is_some() => {
                super::quantity::plain(text, &Reading { takes: Takes::Anything, ..*self.reading }).ok()
            }
            read => read.ok(),
        }
    }

    /// The `84-metre` of `the 84-metre bridge`: only with a declared unit that the reading takes, since `five-star` counts nothing.
    fn compound(&self, at: usize) -> Option<Window> {
        let word = self.word(at);
        let ends = word.match_indices('-').map(|(hyphen, _)| hyphen).chain([word.len()]);
        let mut ends: Vec<usize> = ends.take(MAX_WORDS).collect();
        ends.reverse();
        let start = self.range(at, at + 1).start;
        let figure = ends.into_iter().find_map(|end| {
            let quantity = super::quantity::plain(&word.get(..end)?.replace('-', " "), self.reading).ok()?;
            let unit = quantity.written.as_ref()?.unit.as_deref()?;
            self.reading.vocabulary.unit_named(unit)?;
            Some(Figure { range: start..start + end, quantity })
        })?;
        Some(Window { next: at + 1, figure })
    }

    /// Whether a number is a day, a year, a time of day, an ordinal or a name, or the pronoun `one`.
    fn is_other_number(&self, from: usize, to: usize, figure: &Figure) -> bool {
        if figure.quantity.written.as_ref().is_some_and(|written| written.unit.is_some()) {
            return false;
        }
        let text = self.text.get(figure.range.clone()).unwrap_or("");
        let before = self.word_before(from);
        let after = self.words.get(to.saturating_sub(1)).filter(|word| word.goes_on).map_or("", |_| self.word(to));
        let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
        let plain = !numbers.is_empty() && !text.contains([',', '.', '/', '$', '€', '£', '%']);
        let days = plain && numbers.iter().all(|digits| is_day(digits));
        let years = plain && numbers.iter().all(|digits| digits.len() == 4 && digits.starts_with(['1', '2']));
        // `May 12, 2024`
        let day_before = is_day(before) && is_month(self.word_before(from.saturating_sub(1)));
        let dated = is_month(before) || is_month(after);
        let in_years = is_one_of(before, &BEFORE_YEARS) || day_before || is_one_of(self.word(from), &["from", "between"]);

        (days && dated)
            || (years && (dated || in_years))
            || is_one_of(after, &AFTER_HOURS)
            || (!numbers.is_empty() && from > 0 && is_one_of(self.with_stop(from - 1), &BEFORE_NAMES))
            || self.is_ordinal(text, after)
            || (is_one_of(text, &["one"])
                && (is_one_of(after, &["of", "another", "day", "by"])
                    || is_one_of(before, &["no", "the", "this", "that", "any", "every"])))
    }

    /// Whether a part is the ordinal of `a third floor`.
    fn is_ordinal(&self, text: &str, after: &str) -> bool {
        let mut parts = text.rsplit([' ', '-']);
        let ordinal =
            parts.next().is_some_and(|last| !last.ends_with('s') && (last.ends_with("th") || last.eq_ignore_ascii_case("third")));
        let compares =
            ["more", "less", "fewer", "higher", "lower", "larger", "smaller", "as", "each", "have", "had", "did", "said"];
        let noun = after.starts_with(char::is_alphabetic) && words::may_be_noun(after);
        ordinal && parts.next().is_some_and(words::is_article) && noun && !is_one_of(after, &compares)
    }
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// Whether a word is the number of a day, as `12` and `3rd` are.
fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// Whether a word is the name of a month; in lower case, `may` and `march` are something else.
fn is_month(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && words::is_month(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{reading, vocabulary};
    use super::*;

    #[track_caller]
    fn finds(measure: &str, table: &[(&str, &[&str])]) {
        let vocabulary = vocabulary();
        for (text, expected) in table {
            let found = figures(text, &reading(&vocabulary, measure));
            let found: Vec<&str> = found.iter().map(|figure| &text[figure.range.clone()]).collect();
            assert_eq!(found, *expected, "{text:?} in {measure}");
        }
    }

    #[test]
    fn figures_of_sentences() {
        finds(
            "count",
            &[
                ("", &[]),
                ("They are preparing “12,000 soldiers”, he said.", &["12,000"]),
                ("About twelve thousand troops crossed the river.", &["About twelve thousand"]),
                ("Dozens of people, 18 of them children, were hurt", &["Dozens of people", "18"]),
                ("40 people killed, 52 hurt", &["40 people", "52"]),
                ("It killed 12. Forty were hurt.", &["12", "Forty"]),
                ("killed 12 people. Troops left", &["12 people"]),
                ("(c. 100 men—at least 40 of them armed)", &["c. 100", "at least 40"]),
                ("rose from 180 to 200 people", &["from 180 to 200 people"]),
                ("between 10\u{a0}000 and 12,000", &["between 10\u{a0}000 and 12,000"]),
                ("10–15 men or 10 - 15 men", &["10–15", "10 - 15"]),
                ("10 foot soldiers and 12 in hospital", &["10", "12"]),
                ("12 men in 3 days", &["12", "3 days"]),
                ("several hundred soldiers", &["several hundred"]),
                ("one in five voters said so", &["one in five"]),
                ("A third of voters backed it, a fifth more than before", &["A third", "a fifth"]),
                ("10,000+ marched; 45% of voters stayed", &["10,000+", "45%"]),
                ("3 weeks and two days on, in a week or an hour", &["3 weeks and two days"]),
            ],
        );
    }

    #[test]
    fn money_and_measures() {
        finds(
            "usd",
            &[
                ("The work cost $1.3 million, of which the county paid $900,000.", &["$1.3 million", "$900,000"]),
                ("a US$8m-a-year scheme, up from €5 in May", &["US$8m", "€5"]),
                ("8 million dollars last year", &["8 million dollars"]),
                ("$8-10m", &["$8-10m"]),
            ],
        );
        finds(
            "metre",
            &[
                ("the bridge, 84 metres long and built in 1968", &["84 metres"]),
                ("the 84-metre-long bridge at the five-star hotel", &["84-metre"]),
                ("two and a half km north, 5 ft 10 in tall", &["two and a half km", "5 ft 10 in"]),
                ("a 3-day march of 12 km", &["12 km"]),
                ("-5 or −5 metres", &["-5", "−5 metres"]),
            ],
        );
    }

    #[test]
    fn other_numbers() {
        finds(
            "count",
            &[
                ("built in 1968, closed since 2014, by 2030", &[]),
                ("from 1990 to 1995 and between 1996 and 1999", &[]),
                ("On May 12, 2024, and 14 June and Sept. 20", &[]),
                ("12 to 14 May", &[]),
                ("the third floor, the 3rd floor, a third floor, the 1990s", &[]),
                ("No. 5 in room 12 of Route 66", &[]),
                ("at 12:30, 11 p.m. and 9 am", &[]),
                ("one of the largest, one another, no one", &[]),
                ("F-16s of the G7 with Covid-19, 24/7", &[]),
                ("2024-05-12", &[]),
                ("12 may die in 2024", &["12"]),
                ("one man and 2000 others", &["one", "2000"]),
            ],
        );
    }

    proptest! {
        #[test]
        fn ranges_lie_in_order(text in "([a-c 0-9.,$%é—–\"'\u{a0}-]|about |a few |million |km |from | to |one |May |No\\. |½){0,24}") {
            let vocabulary = vocabulary();
            for measure in ["any", "count", "km", "usd", "percent"] {
                let mut end = 0;
                for figure in figures(&text, &reading(&vocabulary, measure)) {
                    prop_assert!(end <= figure.range.start && figure.range.start < figure.range.end);
                    prop_assert!(text.get(figure.range.clone()).is_some());
                    end = figure.range.end;
                }
            }
        }

        #[test]
        fn nothing_breaks_it(text in "\\PC{0,60}") {
            let vocabulary = vocabulary();
            for figure in figures(&text, &reading(&vocabulary, "any")) {
                prop_assert!(text.get(figure.range).is_some());
            }
        }
    }
}
