//! What a text says of a quantity, before anything is worked out: which words are hedge, number, magnitude, unit and noun.
//! A reader that goes forward over the parts and looks up phrases in the vocabulary, the longest first.

use super::parts::{Kind, Part};
use super::words;
use crate::value::vocabulary::{Amount, Hedge, Unit};
use crate::value::{Dimension, Exact, Vocabulary};

/// A whole text that is a quantity.
pub(super) struct Said<'a> {
    /// Before the number or behind it.
    pub hedge: Option<&'a Hedge>,
    /// What it is about.
    pub body: Body<'a>,
    /// The number behind `per`, and the magnitudes that multiply it.
    pub per: Option<(Number<'a>, Vec<Exact>)>,
}

/// The number or numbers.
pub(super) enum Body<'a> {
    /// One.
    Single(Side<'a>),
    /// From one to the other.
    Range(Side<'a>, Side<'a>),
    /// One and how far around it.
    Margin(Side<'a>, Side<'a>),
}

/// A number with what stands around it.
pub(super) struct Side<'a> {
    /// All of it as written.
    pub text: &'a str,
    /// Whether a minus stands before it.
    pub negative: bool,
    /// The number.
    pub number: Number<'a>,
    /// What multiplies it.
    pub magnitudes: Vec<Exact>,
    /// What it is a number of.
    pub named: Named<'a>,
    /// The lesser parts of a sum: the `10 in` of `5 ft 10 in`.
    pub lesser: Vec<(Whole<'a>, &'a Unit)>,
}

/// A number without magnitude words.
#[derive(Clone, Copy)]
pub(super) enum Number<'a> {
    /// In digits, or spelled out.
    Whole(Whole<'a>),
    /// A fraction, or a number and a fraction.
    Fraction(Option<Whole<'a>>, Exact),
    /// `one in five`.
    In(Whole<'a>, Whole<'a>),
    /// `dozens`.
    Amount(&'a Amount),
}

/// A number in digits or in words.
#[derive(Clone, Copy)]
pub(super) enum Whole<'a> {
    /// `10,000`, `1.25`.
    Figure(&'a str),
    /// `twelve`.
    Spelled(i128),
}

/// What a number is a number of, and the words for it.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// Nothing is said.
    Nothing,
    /// A declared unit before the number: `$`.
    Sign(&'a Unit, &'a str),
    /// A declared unit behind the number.
    Unit(&'a Unit, &'a str),
    /// Words that are no declared unit.
    Noun(&'a str),
}

/// What the parts of `text` say, where all of them together are a quantity.
pub(super) fn read<'a>(text: &'a str, parts: &'a [Part<'a>], vocabulary: &'a Vocabulary) -> Option<Said<'a>> {
    let mut reader = Reader { text, parts, at: 0, vocabulary, hedge: None, money: None };
    reader.hedge_before();
    let body = reader.body()?;
    reader.hedge_after();
    let per = if reader.word("per") { Some(reader.divisor()?) } else { None };
    reader.hedge_after();
    (reader.at == parts.len()).then_some(Said { hedge: reader.hedge, body, per })
}

struct Reader<'a> {
    text: &'a str,
    parts: &'a [Part<'a>],
    at: usize,
    vocabulary: &'a Vocabulary,
    hedge: Option<&'a Hedge>,
    /// The unit before the first number, which says of `10m` in `$8-10m` what the m is.
    money: Option<&'a Unit>,
}

impl<'a> Reader<'a> {
    fn part(&self, at: usize) -> Option<&'a Part<'a>> {
        self.parts.get(at)
    }

    fn kind(&self) -> Option<Kind> {
        self.part(self.at).map(|part| part.kind)
    }

    /// Takes the next part where it is that word or mark.
    fn word(&mut self, word: &str) -> bool {
        let found = self.part(self.at).is_some_and(|part| part.text.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn article(&mut self) -> bool {
        self.word("a") || self.word("an")
    }

    /// Takes nothing unless `take` finds something.
    fn attempt<T>(&mut self, take: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = take(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// The words from one part up to another.
    fn words(&self, from: usize, to: usize) -> &'a str {
        let ends = self.part(from).zip(to.checked_sub(1).and_then(|last| self.part(last)));
        ends.and_then(|(first, last)| self.text.get(first.start..last.end)).unwrap_or_default()
    }

    /// The longest phrase from a part on that `find` knows, and where it ends.
    fn longest<T>(&self, from: usize, find: impl Fn(&'a Vocabulary, &'a str) -> Option<T>) -> Option<(usize, T)> {
        let mut spaces = 0;
        let mut last = from;
        while let Some(part) = self.part(last) {
            spaces += usize::from(last > from && self.spaced(last));
            // Digits are no part of a phrase, but of what follows it.
            if spaces >= self.vocabulary.longest_phrase() || (last == from && part.kind == Kind::figure) {
                break;
            }
            last += 1;
        }
        (from + 1..=last).rev().find_map(|end| Some((end, find(self.vocabulary, self.words(from, end))?)))
    }

    /// Whether a space stands before that part.
    fn spaced(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.part(before));
        before.zip(self.part(at)).is_some_and(|(before, part)| before.end < part.start)
    }

    fn hedge_before(&mut self) {
        let amount = self.longest(self.at, Vocabulary::amount).map_or(self.at, |(end, _)| end);
        if let Some((end, hedge)) = self.longest(self.at, Vocabulary::hedge_before)
            && end > amount
        {
            self.at = end;
            self.hedge = Some(hedge);
        }
    }

    fn hedge_after(&mut self) {
        if self.hedge.is_none()
            && let Some((end, hedge)) = self.longest(self.at, Vocabulary::hedge_after)
        {
            self.at = end;
            self.hedge = Some(hedge);
        }
    }

    fn body(&mut self) -> Option<Body<'a>> {
        if self.word("between") {
            let low = self.side()?;
            return if self.word("and") { Some(Body::Range(low, self.side()?)) } else { None };
        }
        let from = self.word("from");
        let first = self.side()?;
        if self.word("to") || self.word("-") {
            return Some(Body::Range(first, self.side()?));
        }
        if from {
            return None;
        }
        if self.kind() == Some(Kind::plus_minus) {
            self.at += 1;
            return Some(Body::Margin(first, self.side()?));
        }
        Some(Body::Single(first))
    }

    fn side(&mut self) -> Option<Side<'a>> {
        let start = self.at;
        let mut negative = self.minus();
        let sign = self.sign();
        negative |= sign.is_some() && self.minus();
        let number = self.number()?;
        self.money = sign.map(|(unit, _)| unit).or(self.money);
        let magnitudes = self.magnitudes(number);
        self.hedge_after();
        let named = sign.map_or_else(|| self.named(number, &magnitudes), |(unit, text)| Named::Sign(unit, text));
        let number = self.and_a_half(number, named, &magnitudes);
        let lesser = if let Named::Unit(unit, _) = named { self.lesser(unit) } else { Vec::new() };
        let text = self.words(start, self.at);
        self.hedge_after();
        Some(Side { text, negative, number, magnitudes, named, lesser })
    }

    /// Takes the plus or minus before a number, and says whether it is a minus.
    fn minus(&mut self) -> bool {
        !self.word("+") && (self.word("-") || self.word("minus"))
    }

    /// A unit that is written before its number: a sign, or a code in capitals.
    fn sign(&mut self) -> Option<(&'a Unit, &'a str)> {
        let (end, found) = self.longest(self.at, |vocabulary, phrase| {
            let code = phrase.len() == 3 && phrase.bytes().all(|b| b.is_ascii_uppercase());
            let sign = !phrase.chars().any(|c| c.is_whitespace() || c.is_numeric()) && !phrase.chars().all(char::is_alphabetic);
            let unit = if code || sign { vocabulary.unit_written(phrase)? } else { return None };
            (unit.dimension != Dimension::One).then_some((unit, phrase))
        })?;
        self.at = end;
        Some(found)
    }

    fn number(&mut self) -> Option<Number<'a>> {
        if let Some((end, amount)) = self.longest(self.at, Vocabulary::amount) {
            self.at = end;
            return Some(Number::Amount(amount));
        }
        if let Some(first) = self.whole() {
            return Some(self.number_after(first));
        }
        if self.article() {
            if self.kind() == Some(Kind::magnitude) {
                return Some(Number::Whole(Whole::Spelled(1)));
            }
            if let Some((end, amount)) = self.longest(self.at, Vocabulary::amount) {
                self.at = end;
                return Some(Number::Amount(amount));
            }
            // A week, an hour: one of them. The `a m` of a sentence is none.
            let spelled_out =
                |(end, unit): &(usize, &Unit)| unit.dimension != Dimension::One && self.words(self.at, *end).len() > 2;
            return self.unit().filter(spelled_out).map(|_| Number::Whole(Whole::Spelled(1)));
        }
        self.fraction().map(|share| Number::Fraction(None, share))
    }

    fn whole(&mut self) -> Option<Whole<'a>> {
        let part = self.part(self.at)?;
        let whole = match part.kind {
            Kind::figure => Whole::Figure(part.text),
            Kind::spelled => Whole::Spelled(words::spelled(part.text)?),
            _ => return None,
        };
        self.at += 1;
        Some(whole)
    }

    fn fraction(&mut self) -> Option<Exact> {
        let part = self.part(self.at)?;
        let share = match part.kind {
            Kind::ratio | Kind::vulgar | Kind::portion => words::fraction(part)?,
            _ => return None,
        };
        self.at += 1;
        Some(share)
    }

    /// `1½`, `two and a half`, `one in five`: what may follow a number to make it another.
    fn number_after(&mut self, first: Whole<'a>) -> Number<'a> {
        let fraction = self.attempt(|r| {
            let and = r.word("and");
            let portion = r.kind() == Some(Kind::portion);
            if and == portion { r.fraction() } else { None }
        });
        if let Some(share) = fraction {
            return Number::Fraction(Some(first), share);
        }
        let of = self.attempt(|r| if r.word("in") || (r.word("out") && r.word("of")) { r.whole() } else { None });
        of.map_or(Number::Whole(first), |of| Number::In(first, of))
    }

    /// The magnitude words behind a number: `million`, `of a million` behind a part, `m` behind a sum of money.
    fn magnitudes(&mut self, number: Number<'a>) -> Vec<Exact> {
        let mut found = Vec::new();
        if self.money.is_some()
            && let Some(part) = self.part(self.at)
            && !self.spaced(self.at)
            && let Some(times) = words::money_magnitude(part.text)
        {
            self.at += 1;
            return vec![times];
        }
        if matches!(number, Number::Fraction(None, _) | Number::Amount(_)) {
            self.attempt(|r| {
                let of = r.word("of");
                let article = r.article();
                let counted = r.kind() == Some(Kind::magnitude) || (article && r.unit().is_some());
                ((of || article) && counted).then_some(())
            });
        }
        while let Some(part) = self.part(self.at)
            && part.kind == Kind::magnitude
            && let Some(times) = words::magnitude(part.text)
        {
            self.at += 1;
            found.push(times);
        }
        found
    }

    /// The declared unit that is written next, the words for it, and where they end.
    fn unit(&self) -> Option<(usize, &'a Unit)> {
        self.longest(self.at, |vocabulary, phrase| {
            let plain = || vocabulary.unit_written(phrase.strip_suffix('.')?);
            vocabulary.unit_written(phrase).or_else(plain)
        })
    }

    /// The unit or the noun behind a number. `of` stands between where the number is a part or an amount.
    fn named(&mut self, number: Number<'a>, magnitudes: &[Exact]) -> Named<'a> {
        let start = self.at;
        if !matches!(number, Number::Whole(_)) || !magnitudes.is_empty() {
            self.word("of");
        }
        let from = self.at;
        let noun = self.noun_end();
        match self.unit() {
            // `10 foot soldiers` are soldiers, not feet.
            Some((end, unit)) if noun.is_none_or(|noun| noun <= end) => {
                self.at = end;
                let text = self.words(from, end);
                if unit.dimension == Dimension::One && unit.factor < Exact::ONE {
                    self.attempt(|r| if r.word("of") { r.noun_end().map(|end| r.at = end) } else { None });
                }
                Named::Unit(unit, text)
            }
            _ => {
                self.at = noun.unwrap_or(start);
                noun.map_or(Named::Nothing, |end| Named::Noun(self.words(from, end)))
            }
        }
    }

    /// Where the noun ends that is written next: up to three words, none of which makes it a sentence.
    fn noun_end(&self) -> Option<usize> {
        let is_noun = |at: usize| {
            let part = self.part(at).filter(|part| matches!(part.kind, Kind::word | Kind::model) && self.spaced(at))?;
            let plain = words::may_be_noun(part.text) && self.longest(at, Vocabulary::hedge_after).is_none();
            let date = at == self.at && words::is_month(part.text);
            (plain && !date).then_some(())
        };
        let count = (self.at..).take_while(|at| is_noun(*at).is_some()).take(4).count();
        (1..=3).contains(&count).then_some(self.at + count)
    }

    /// The part behind the unit: `an hour and a half`.
    fn and_a_half(&mut self, number: Number<'a>, named: Named<'a>, magnitudes: &[Exact]) -> Number<'a> {
        let (Number::Whole(whole), Named::Unit(..), []) = (number, named, magnitudes) else { return number };
        let part = self.attempt(|r| if r.word("and") && r.kind() == Some(Kind::portion) { r.fraction() } else { None });
        part.map_or(number, |share| Number::Fraction(Some(whole), share))
    }

    /// The smaller units of a sum: `5 ft 10 in`, `one hour and 35 minutes`.
    fn lesser(&mut self, first: &'a Unit) -> Vec<(Whole<'a>, &'a Unit)> {
        let mut found: Vec<(Whole<'a>, &'a Unit)> = Vec::new();
        let mut last = first;
        while let Some((number, unit)) = self.attempt(|r| {
            r.word("and");
            let number = r.whole()?;
            let (end, unit) = r.unit()?;
            r.at = end;
            (unit.dimension == last.dimension && unit.factor < last.factor).then_some((number, unit))
        }) {
            found.push((number, unit));
            last = unit;
        }
        found
    }

    /// `100,000`, `1,000 people`, `million`: what stands behind `per`.
    fn divisor(&mut self) -> Option<(Number<'a>, Vec<Exact>)> {
        let number = self.whole();
        let one = Number::Whole(number.unwrap_or(Whole::Spelled(1)));
        let magnitudes = self.magnitudes(one);
        if number.is_none() && magnitudes.is_empty() {
            return None;
        }
        match self.named(one, &magnitudes) {
            Named::Unit(unit, _) if unit.dimension != Dimension::One => None,
            _ => Some((one, magnitudes)),
        }
    }
}
