//! The words of a claim in the text of its draft: quotes, dashes and white space are taken alike, bytes of the text come out.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// How many characters before and after the words `before` and `after` may stand.
const CONTEXT: usize = 200;

/// Of how many places a report can make use.
const MAX_PLACES: usize = 20;

/// Beyond how many bytes of text no nearest passage is looked for.
const MAX_NEAR: usize = 1 << 20;

/// How many words of an anchor the nearest passage is judged by.
const MAX_WORDS: usize = 64;

/// Words to be found in a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor<'a> {
    /// The words.
    pub words: &'a str,
    /// Which of several places, from 1.
    pub nth: Option<usize>,
    /// Words that stand shortly before.
    pub before: Option<&'a str>,
    /// Words that stand shortly after.
    pub after: Option<&'a str>,
}

/// Why words have no one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// They do not stand in the text.
    NotFound {
        /// The passage that is most like them, if one is.
        nearest: Option<Range<usize>>,
    },
    /// They stand there more than once and nothing says which is meant, or fewer times than `nth`.
    Several {
        /// How many times.
        count: usize,
        /// The first of the places.
        places: Vec<Range<usize>>,
    },
}

/// A text made ready for many searches.
#[derive(Clone, Debug)]
pub struct Prose {
    /// The text with quotes, dashes, white space and accents in their usual form.
    plain: String,
    /// For every byte of `plain`, and its end, the byte of the text that it comes from.
    origin: Vec<u32>,
    /// What of the text is left out: where it begins and ends.
    gaps: Vec<(u32, u32)>,
    /// The words, made at the first question for a nearest passage.
    words: OnceLock<Words>,
}

/// A word as a number, and its bytes in `plain`.
type Word = (u32, Range<u32>);

/// The words of a text, numbered and in their order.
#[derive(Clone, Debug, Default)]
struct Words {
    numbers: FxHashMap<String, u32>,
    sequence: Vec<Word>,
}

impl Prose {
    /// Makes a text ready.
    #[must_use]
    pub fn new(text: &str) -> Prose {
        Prose::of([(0..text.len(), text)])
    }

    /// Makes a text ready of which only some is seen: pieces in their order, each with its bytes in the whole text. What is seen
    /// there may be other than what is written; it then has one place.
    #[must_use]
    pub fn of<'t>(pieces: impl IntoIterator<Item = (Range<usize>, &'t str)>) -> Prose {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut prose = Prose { plain: String::new(), origin: Vec::new(), gaps: Vec::new(), words: OnceLock::new() };
        let mut end = 0;
        for (range, seen) in pieces {
            if range.start > end {
                prose.gaps.push((clamp(end), clamp(range.start)));
            }
            let written = range.len() == seen.len();
            prose.plain.reserve(seen.len());
            prose.origin.reserve(seen.len() + 1);
            normalise(seen, |c, from| {
                // A run of white space may reach over several pieces.
                if c != ' ' || !prose.plain.ends_with(' ') {
                    prose.plain.push(c);
                    let from = clamp(range.start + if written { from } else { 0 });
                    prose.origin.extend(std::iter::repeat_n(from, c.len_utf8()));
                }
            });
            end = end.max(range.end);
        }
        prose.origin.push(clamp(end));
        prose
    }

    /// The bytes of the text at which an anchor's words stand.
    ///
    /// Never within a number: `5 people` is not found in `15 people`. Places where whole words stand go before those within
    /// words, and places right beside `before` and `after` before those further off.
    ///
    /// # Errors
    /// Where the words have no place, or more than one and nothing says which.
    pub fn find(&self, anchor: &Anchor) -> Result<Range<usize>, Lost> {
        let words = plain(anchor.words);
        let (before, after) = (anchor.before.map(plain), anchor.after.map(plain));
        let ranked = || {
            self.matches(&words).filter_map(|place| {
                let rank = self.rank(&place, before.as_deref(), after.as_deref())?;
                Some((rank, place))
            })
        };
        let Some(best) = ranked().map(|(rank, _)| rank).min() else {
            return Err(Lost::NotFound { nearest: self.nearest(&words) });
        };
        let mut places = ranked().filter(|(rank, _)| *rank == best).map(|(_, place)| self.bytes(&place));
        let mut first: Vec<_> = places.by_ref().take(MAX_PLACES).collect();
        let count = match anchor.nth {
            Some(nth) if (1..=first.len()).contains(&nth) => return Ok(first.swap_remove(nth - 1)),
            Some(nth) if nth > MAX_PLACES => {
                let mut count = first.len();
                for place in places {
                    count += 1;
                    if count == nth {
                        return Ok(place);
                    }
                }
                count
            }
            _ => first.len() + places.count(),
        };
        match first.pop() {
            Some(only) if count == 1 && anchor.nth.is_none() => Ok(only),
            last => {
                first.extend(last);
                Err(Lost::Several { count, places: first })
            }
        }
    }

    /// The bytes of the text behind a place in `plain`.
    fn bytes(&self, place: &Range<usize>) -> Range<usize> {
        let at = |i: usize| self.origin.get(i).or(self.origin.last()).map_or(0, |byte| *byte as usize);
        let (start, end) = (at(place.start), at(place.end));
        // Words that end where something is left out do not reach over it.
        let gap = self.gaps.partition_point(|(_, to)| (*to as usize) < end);
        match self.gaps.get(gap) {
            Some((from, to)) if *to as usize == end && *from as usize >= start => start..*from as usize,
            _ => start..end,
        }
    }

    /// Where words stand in `plain`, of overlapping places the first, places within a number or within an accented character left out.
    fn matches<'a>(&'a self, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = (!words.is_empty()).then(|| self.plain.match_indices(words));
        found.into_iter().flatten().map(|(at, words)| at..at + words.len()).filter(|place| self.stands_alone(place))
    }

    fn stands_alone(&self, place: &Range<usize>) -> bool {
        // An edge inside what comes from one place of the text would cut a character in two.
        let splits = |i: usize| i > 0 && self.origin.get(i) == self.origin.get(i - 1);
        let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        // In `15`, `1,5` and `1.5`, neither digit is a number of its own.
        let goes_on = |next: Option<char>, then: Option<char>| digit(next) || (matches!(next, Some(',' | '.')) && digit(then));
        let (head, words, tail) = self.around(place);
        let (mut back, mut on) = (head.chars().rev(), tail.chars());
        let cut_before = digit(words.chars().next()) && goes_on(back.next(), back.next());
        let cut_after = digit(words.chars().next_back()) && goes_on(on.next(), on.next());
        !splits(place.start) && !splits(place.end) && !cut_before && !cut_after
    }

    /// The text before a place, at it, and after it.
    fn around(&self, place: &Range<usize>) -> (&str, &str, &str) {
        let part = |range: Range<usize>| self.plain.get(range).unwrap_or("");
        (part(0..place.start), part(place.clone()), part(place.end..self.plain.len()))
    }

    /// How good a place is, 0 the best; nothing where `before` or `after` do not stand near it.
    fn rank(&self, place: &Range<usize>, before: Option<&str>, after: Option<&str>) -> Option<u8> {
        let (head, words, tail) = self.around(place);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let cut_before = word(words.chars().next()) && word(head.chars().next_back());
        let cut_after = word(words.chars().next_back()) && word(tail.chars().next());
        let near_head = || head.char_indices().rev().take(CONTEXT).last().and_then(|(i, _)| head.get(i..)).unwrap_or("");
        let near_tail = || tail.char_indices().nth(CONTEXT).and_then(|(i, _)| tail.get(..i)).unwrap_or(tail);
        if !before.is_none_or(|words| near_head().contains(words)) || !after.is_none_or(|words| near_tail().contains(words)) {
            return None;
        }
        let beside = before.is_none_or(|words| head.trim_end().ends_with(words))
            && after.is_none_or(|words| tail.trim_start().starts_with(words));
        Some(u8::from(!beside) * 2 + u8::from(cut_before || cut_after))
    }

    /// The passage of as many words that shares the most with `anchor`: at least half, long words counting for more.
    fn nearest(&self, anchor: &str) -> Option<Range<usize>> {
        if self.plain.len() > MAX_NEAR {
            return None;
        }
        let words = self.words.get_or_init(|| Words::of(&self.plain));
        // A word that the text does not have gets a number that no word of it has.
        let wanted: Vec<(u32, usize)> = word_ranges(anchor)
            .take(MAX_WORDS)
            .filter_map(|range| anchor.get(range))
            .map(|w| (words.numbers.get(&w.to_lowercase()).copied().unwrap_or(u32::MAX), w.chars().count().min(8)))
            .collect();
        let total: usize = wanted.iter().map(|(_, weight)| weight).sum();
        let mut window = Window::new(&wanted);
        let size = wanted.len().min(words.sequence.len());
        let mut best: Option<(usize, usize, &[Word])> = None;
        for (i, (number, _)) in words.sequence.iter().enumerate() {
            window.enter(*number);
            if let Some((gone, _)) = i.checked_sub(size).and_then(|gone| words.sequence.get(gone)) {
                window.leave(*gone);
            }
            let Some(passage) = (i + 1).checked_sub(size).and_then(|start| words.sequence.get(start..=i)) else { continue };
            let least = best.map_or(total.div_ceil(2).max(1), |(shared, ..)| shared);
            if window.shared < least {
                continue;
            }
            let in_place = passage.iter().zip(&wanted).filter(|((is, _), (wanted, _))| is == wanted).count();
            if best.is_none_or(|(shared, placed, _)| (window.shared, in_place) > (shared, placed)) {
                best = Some((window.shared, in_place, passage));
            }
        }
        let (_, _, passage) = best?;
        let (first, last) = (passage.first()?, passage.last()?);
        Some(self.bytes(&(first.1.start as usize..last.1.end as usize)))
    }
}

impl Words {
    fn of(plain: &str) -> Words {
        let mut words = Words::default();
        for range in word_ranges(plain) {
            let next = u32::try_from(words.numbers.len()).unwrap_or(u32::MAX);
            let word = plain.get(range.clone()).unwrap_or("").to_lowercase();
            let number = *words.numbers.entry(word).or_insert(next);
            let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            words.sequence.push((number, clamp(range.start)..clamp(range.end)));
        }
        words
    }
}

/// A window over a text's words: how much of what is wanted it holds.
struct Window {
    /// How often each word is wanted, how often it is there, and its weight.
    counts: FxHashMap<u32, (usize, usize, usize)>,
    shared: usize,
}

impl Window {
    fn new(wanted: &[(u32, usize)]) -> Window {
        let mut counts = FxHashMap::default();
        for (number, weight) in wanted {
            counts.entry(*number).or_insert((0, 0, *weight)).0 += 1;
        }
        Window { counts, shared: 0 }
    }

    fn enter(&mut self, number: u32) {
        if let Some((wanted, there, weight)) = self.counts.get_mut(&number) {
            self.shared += if there < wanted { *weight } else { 0 };
            *there += 1;
        }
    }

    fn leave(&mut self, number: u32) {
        if let Some((wanted, there, weight)) = self.counts.get_mut(&number) {
            *there -= 1;
            self.shared -= if there < wanted { *weight } else { 0 };
        }
    }
}

/// The words of a text: runs of letters and digits, with the signs inside of `10,000`, `U.S` and `it's`.
fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.peek().copied() {
            let follows =
                || text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
            let inside = c.is_alphanumeric() || (matches!(c, ',' | '.' | '\'') && follows());
            if !inside {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        Some(start..end)
    })
}

/// An anchor's words in their usual form, without white space around them.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    normalise(words, |c, _| plain.push(c));
    plain.trim().to_string()
}

/// Hands on the characters of a text in their usual form, each with the byte of the text that it comes from: one kind of
/// single and of double quotation mark, one dash, one space for a run of white space, composed accents, nothing invisible.
fn normalise(text: &str, mut hand_on: impl FnMut(char, usize)) {
    let mut rest = text.char_indices().peekable();
    let mut in_space = false;
    while let Some((at, c)) = rest.next() {
        let usual = match c {
            c if c.is_whitespace() => ' ',
            // Soft hyphens, zero-width spaces, word joiners and byte order marks: no editor sees them.
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => continue,
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2b9}' | '\u{2bc}' | '`' | '\u{b4}' | '\u{2039}' | '\u{203a}' => '\'',
            '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        };
        let repeated = usual == ' ' && in_space;
        in_space = usual == ' ';
        if repeated {
            continue;
        }
        if rest.peek().is_none_or(|(_, next)| !joins(*next)) && is_nfc_quick(std::iter::once(usual)) == IsNormalized::Yes {
            hand_on(usual, at);
            continue;
        }
        let end = loop {
            match rest.peek() {
                Some((_, next)) if joins(*next) => rest.next(),
                Some((next, _)) => break *next,
                None => break text.len(),
            };
        };
        let marks = text.get(at + c.len_utf8()..end).unwrap_or("").chars();
        std::iter::once(usual).chain(marks).nfc().for_each(|c| hand_on(c, at));
    }
}

/// Whether a character can become one with that before it: an accent, or the end of a Korean syllable.
fn joins(c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(c);
    canonical_combining_class(first) > 0 || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anchor(words: &str) -> Anchor<'_> {
        Anchor { words, nth: None, before: None, after: None }
    }

    fn found<'a>(text: &'a str, anchor: &Anchor) -> Option<&'a str> {
        Prose::new(text).find(anchor).ok().map(|range| &text[range])
    }

    #[test]
    fn quotes_dashes_spaces_and_accents_are_alike() {
        for (text, words, expected) in [
            ("a “big” one", "\"big\" one", "“big” one"),
            ("it’s here", "it's here", "it’s here"),
            ("between 10–15 men", "10-15 men", "10–15 men"),
            ("fell by −5", "-5", "−5"),
            (
                "They are\r\n   preparing\u{a0}10,000 soldiers.",
                " They are preparing\n10,000 soldiers ",
                "They are\r\n   preparing\u{a0}10,000 soldiers",
            ),
            ("𐐀 cafe\u{301} au lait", "café", "cafe\u{301}"),
            ("café au lait", "cafe\u{301} au", "café au"),
            ("sol\u{ad}diers", "soldiers", "sol\u{ad}diers"),
            ("\u{feff}Ten men", "Ten", "Ten"),
            ("각", "\u{1100}\u{1161}\u{11a8}", "각"),
        ] {
            assert_eq!(found(text, &anchor(words)), Some(expected), "{words} in {text}");
        }
        assert_eq!(found("cafe\u{323}\u{34f}\u{301}", &anchor("cafe")), None, "half a character");
        assert_eq!(found("Soldiers", &anchor("soldiers")), None, "case counts");
        assert_eq!(found("x", &anchor("  ")), None);
        assert_eq!(found("", &anchor("x")), None);
    }

    #[test]
    fn a_place_never_lies_within_a_number_and_whole_words_go_first() {
        assert_eq!(found("15 people", &anchor("5 people")), None);
        assert_eq!(found("1,000 men", &anchor("000 men")), None);
        assert_eq!(found("2.5 or 10,000.", &anchor("10,000")), Some("10,000"));
        let text = "the troops and a troop";
        assert_eq!(Prose::new(text).find(&anchor("troop")), Ok(17..22));
        assert_eq!(found("the troops", &anchor("troop")), Some("troop"));
    }

    #[test]
    fn nth_before_and_after_choose() {
        let text = "of 10 men, 10 men here and 10 men there";
        let prose = Prose::new(text);
        assert_eq!(prose.find(&Anchor { nth: Some(2), ..anchor("10 men") }), Ok(11..17));
        assert_eq!(prose.find(&Anchor { before: Some("of"), ..anchor("10 men") }), Ok(3..9));
        assert_eq!(prose.find(&Anchor { after: Some("there"), ..anchor("10 men") }), Ok(27..33));
        assert_eq!(prose.find(&Anchor { before: Some("and"), after: Some("there"), ..anchor("10 men") }), Ok(27..33));
        let places = vec![3..9, 11..17, 27..33];
        assert_eq!(prose.find(&anchor("10 men")), Err(Lost::Several { count: 3, places: places.clone() }));
        for nth in [0, 4, 40] {
            assert_eq!(
                prose.find(&Anchor { nth: Some(nth), ..anchor("10 men") }),
                Err(Lost::Several { count: 3, places: places.clone() })
            );
        }
        assert!(prose.find(&Anchor { before: Some("nowhere"), ..anchor("10 men") }).is_err());
        let many = "x ".repeat(50);
        assert_eq!(Prose::new(&many).find(&Anchor { nth: Some(40), ..anchor("x") }), Ok(78..79));
    }

    #[test]
    fn a_lost_anchor_shows_the_nearest_passage() {
        let text = "Zelensky spoke on Thursday. They are preparing “12,000 soldiers”, he said. The weather was fine.";
        let near = |words: &str| match Prose::new(text).find(&anchor(words)) {
            Err(Lost::NotFound { nearest }) => nearest.map(|range| &text[range]),
            other => panic!("{other:?}"),
        };
        assert_eq!(near("They are preparing 10,000 soldiers"), Some("They are preparing “12,000 soldiers"));
        assert_eq!(near("10,000 soldiers"), Some("12,000 soldiers"));
        assert_eq!(near("the elephants of Hannibal"), None);
        assert_eq!(near("…"), None);
    }

    proptest! {
        #[test]
        fn places_are_bytes_of_the_text(text in "[a1 ,.é𐐀“”‘'\\-–\u{301}\u{a0}\u{ad}\r\n가\u{11a8}\u{f73}]{0,24}", words in "[a1 ,.é“'\\-\u{301}가]{0,3}", nth in proptest::option::of(0usize..4)) {
            let prose = Prose::new(&text);
            let ranges = match prose.find(&Anchor { nth, ..anchor(&words) }) {
                Ok(range) => vec![range],
                Err(Lost::Several { places, .. }) => places,
                Err(Lost::NotFound { nearest }) => {
                    if let Some(range) = nearest {
                        prop_assert!(text.get(range).is_some());
                    }
                    Vec::new()
                }
            };
            for range in ranges {
                let there = text.get(range);
                prop_assert_eq!(there.map(plain), Some(plain(&words)));
            }
        }

        #[test]
        fn every_passage_of_a_text_is_found_in_it(text in "([ab é“–\n]|e\u{301}){1,20}", from in 0usize..20, to in 0usize..20) {
            let starts: Vec<usize> = text.char_indices().map(|(i, c)| if joins(c) { 0 } else { i }).chain([text.len()]).collect();
            let (from, to) = (starts[from.min(starts.len() - 1)], starts[to.min(starts.len() - 1)]);
            if from < to && !plain(&text[from..to]).is_empty() {
                let lost = matches!(Prose::new(&text).find(&anchor(&text[from..to])), Err(Lost::NotFound { .. }));
                prop_assert!(!lost);
            }
        }
    }
}
