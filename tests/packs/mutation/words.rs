//! Words changed as slips change them: a figure, a date, a hedge or a name in; where it stands, and what stands there instead, out.

use std::ops::Range;

/// A stream of numbers that its seed fixes (splitmix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// One of some; none of none.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.below(of.len())].clone())
    }
}

/// A change to a text: these bytes become that text.
pub type Swap = (Range<usize>, String);

const NUMBERS: [&str; 16] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty",
    "forty", "fifty",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Hedges of four kinds: around, below, above, at the most.
const HEDGES: [(&str, usize); 10] = [
    ("about", 0),
    ("some", 0),
    ("roughly", 0),
    ("nearly", 1),
    ("almost", 1),
    ("close to", 1),
    ("more than", 2),
    ("at least", 2),
    ("just over", 2),
    ("up to", 3),
];

const AMOUNTS: [&str; 6] = ["several", "a few", "dozens of", "hundreds of", "thousands of", "tens of thousands of"];

/// Where a word stands in a text, whole, as it is written or with a capital.
fn find(text: &str, word: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let whole = |at: &usize| edge(text[..*at].chars().next_back()) && edge(text[at + word.len()..].chars().next());
    let at = lower.match_indices(&word.to_ascii_lowercase()).map(|(at, _)| at).find(whole)?;
    Some(at..at + word.len())
}

/// The number in digits that stands first.
fn digits(text: &str) -> Option<Range<usize>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let mut end = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    end = rest[..end].trim_end_matches([',', '.']).len();
    Some(start..start + end)
}

/// A number as written, with so many decimals, and with commas if the number in its place has any.
fn written(number: f64, decimals: usize, token: &str) -> String {
    let plain = format!("{number:.decimals$}");
    if !token.contains(',') {
        return plain;
    }
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, f)| (whole, Some(f)));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    fraction.map_or_else(|| grouped.clone(), |f| format!("{grouped}.{f}"))
}

/// Another number: 10 to 300 per cent off, ten times as much or as little, or with two digits swapped.
pub fn figure(random: &mut Random, text: &str) -> Option<Swap> {
    let Some(at) = digits(text) else {
        let (at, is) = NUMBERS.iter().enumerate().find_map(|(i, word)| Some((find(text, word)?, i)))?;
        let becomes = (is + 1 + random.below(NUMBERS.len() - 1)) % NUMBERS.len();
        return Some((at, NUMBERS[becomes].to_owned()));
    };
    let token = &text[at.clone()];
    let decimals = token.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let number: f64 = token.replace(',', "").parse().ok()?;
    let becomes = match random.below(5) {
        0 => swapped(random, token)?,
        1 if decimals > 0 || number % 10.0 == 0.0 => written(number / 10.0, decimals, token),
        1 | 2 => written(number * 10.0, decimals, token),
        way => {
            let percent = 10 + random.below(if way == 3 { 291 } else { 81 });
            let off = number * percent as f64 / 100.0;
            written(if way == 3 { number + off } else { number - off }, decimals, token)
        }
    };
    (becomes != token && becomes.parse() != Ok(0.0)).then_some((at, becomes))
}

/// A number with two neighbouring digits swapped, as fingers do it.
fn swapped(random: &mut Random, token: &str) -> Option<String> {
    let at: Vec<usize> = token.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let bytes = token.as_bytes();
    let leads = |i: usize, j: usize| i == 0 && bytes[j] == b'0';
    let pairs: Vec<_> = at.windows(2).map(|w| (w[0], w[1])).filter(|&(i, j)| bytes[i] != bytes[j] && !leads(i, j)).collect();
    let (i, j) = random.pick(&pairs)?;
    let mut changed = bytes.to_vec();
    changed.swap(i, j);
    String::from_utf8(changed).ok()
}

/// Another date: another day, month or year in figures, another weekday, month or day in words.
pub fn date(random: &mut Random, text: &str) -> Option<Swap> {
    let is_iso = |at: usize| text.get(at..at + 4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).filter(|&i| is_iso(i) && !preceded(text, i)).collect();
    let words = WEEKDAYS.iter().any(|day| find(text, day).is_some()) || MONTHS.iter().any(|month| find(text, month).is_some());
    if words {
        return in_words(random, text);
    }
    let start = random.pick(&starts)?;
    iso(random, text, start)
}

/// Whether a digit or a dash stands just before, so that no year begins here.
fn preceded(text: &str, at: usize) -> bool {
    text[..at].ends_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn iso(random: &mut Random, text: &str, start: usize) -> Option<Swap> {
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    let parts: Vec<usize> = rest[..end].split('-').filter_map(|part| part.parse().ok()).collect();
    let mut changed = parts.clone();
    let which = random.below(parts.len());
    let value = changed.get_mut(which)?;
    *value = match which {
        0 => random.pick(&[*value - 10, *value - 1, *value + 1, *value + 10])?,
        1 => (*value + random.below(11)) % 12 + 1,
        _ => (*value + random.below(27)) % 28 + 1,
    };
    let becomes: Vec<String> = changed.iter().map(|part| format!("{part:02}")).collect();
    (changed != parts).then(|| (start..start + end, becomes.join("-")))
}

fn in_words(random: &mut Random, text: &str) -> Option<Swap> {
    let name = |names: &[&str]| names.iter().enumerate().find_map(|(i, name)| Some((find(text, name)?, i)));
    let other = |random: &mut Random, (at, is): (Range<usize>, usize), names: &[&str]| {
        (at, names[(is + 1 + random.below(names.len() - 1)) % names.len()].to_owned())
    };
    let (weekday, month) = (name(&WEEKDAYS), name(&MONTHS));
    let day = digits(text).filter(|at| at.len() <= 2);
    match random.below(3) {
        0 if weekday.is_some() => weekday.map(|found| other(random, found, &WEEKDAYS)),
        1 if month.is_some() => month.map(|found| other(random, found, &MONTHS)),
        _ => {
            let day = day?;
            let is: usize = text[day.clone()].parse().ok()?;
            let becomes = (is + random.below(27)) % 28 + 1;
            (becomes != is).then(|| (day, becomes.to_string()))
        }
    }
}

/// A hedge dropped, changed or put in, or a vague amount in place of the number.
pub fn hedge(random: &mut Random, text: &str) -> Option<Swap> {
    let stands = HEDGES.iter().find_map(|(hedge, kind)| Some((find(text, hedge)?, *kind)));
    let number = digits(text).or_else(|| NUMBERS.iter().find_map(|word| find(text, word)))?;
    let of_a_count = text[number.end..].strip_prefix(' ').is_some_and(|noun| {
        noun.starts_with(|c: char| c.is_alphabetic())
            && !["million", "per", "percentage", "of", "to", "km"].iter().any(|word| noun.starts_with(word))
    });
    if random.below(3) == 0 && of_a_count && !text[..number.start].ends_with(['€', '$']) {
        let start = stands.map_or(number.start, |(at, _)| at.start);
        return Some((start..number.end, random.pick(&AMOUNTS)?.to_owned()));
    }
    let Some((at, kind)) = stands else {
        let start = text[..number.start].trim_end_matches(['€', '$']).len();
        return Some((start..start, format!("{} ", random.pick(&HEDGES)?.0)));
    };
    if random.below(2) == 0 {
        let end = at.end + usize::from(text[at.end..].starts_with(' '));
        return Some((at.start..end, String::new()));
    }
    let others: Vec<&str> = HEDGES.iter().filter(|(_, other)| *other != kind).map(|(hedge, _)| *hedge).collect();
    Some((at, random.pick(&others)?.to_owned()))
}

/// A name with a letter left out, doubled, or swapped with the next.
pub fn misspelt(random: &mut Random, name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let at = 1 + random.below(letters.len().checked_sub(2)?);
    let mut changed = letters.clone();
    match random.below(3) {
        0 => drop(changed.remove(at)),
        1 => changed.insert(at, letters[at]),
        _ => changed.swap(at, (at + 1).min(letters.len() - 1)),
    }
    let changed: String = changed.into_iter().collect();
    (changed != name).then_some(changed)
}

/// The word of a name that stands in a text, whole.
pub fn stands(text: &str, name: &str) -> Option<Range<usize>> {
    find(text, name).filter(|at| text[at.clone()] == *name)
}
