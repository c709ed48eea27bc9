//! Random cases: a seed in, rules and claims documents as text out. The same seed gives the same case.

mod claims;
mod expression;
mod rule;

use std::fmt;

/// Units, hedges, amounts, measures and fields of a desk's own: what every case starts with.
pub const VOCABULARY: &str = r#"
unit people = 1 one words "people", "person"
unit percent = 0.01 one words "%", "percent"
unit points = 0.01 one words "points", "point"
unit metre of length words "m", "metre", "metres"
unit km = 1,000 metre words "km", "kilometres"
unit mile = 1,609.344 metre words "mile", "miles"
unit day of time words "day", "days"
unit week = 7 day words "week", "weeks"
unit month of calendar words "month", "months"
unit year = 12 month words "year", "years"
unit usd of us-dollars words "USD", "$", "dollars"
hedge "about", "around" = 90% to 110%
hedge "nearly" = 90% to below 100%
hedge "more than" = above 100%
hedge "at least" = from 100%
hedge "less than" = below 100%
hedge "up to" = up to 100%
hedge after "or more" = from 100%
amount "several" = 3 to 9
amount "dozens" = 24 to 199
amount "thousands" = 2,000 to 999,999
field desk-note: text
field desk-tally: quantity
field desk-grade: low < middling < high
"#;

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

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// A claims document: its head, and its claims, each a list of fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub head: String,
    pub claims: Vec<Vec<String>>,
}

/// Rules and claims to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub seed: u64,
    /// Measures, helpers and rules, each an item.
    pub items: Vec<String>,
    pub documents: Vec<Document>,
}

/// The case of a seed.
pub fn case(seed: u64) -> Case {
    let mut random = Random::new(seed);
    let mut items = rule::measures(&mut random);
    items.extend(rule::defines(&mut random));
    let crowd = random.chance(30).then(|| rule::crowd(&mut random));
    for number in 0..1 + random.below(3) {
        items.push(rule::rule(&mut random, number, &items.clone(), crowd));
    }
    let documents = match crowd {
        Some((measure, _)) => claims::crowd(&mut random, measure),
        None => claims::documents(&mut random),
    };
    Case { seed, items, documents }
}

impl Case {
    /// The rules file.
    pub fn rules(&self) -> String {
        format!("{VOCABULARY}{}", self.items.join("\n"))
    }

    /// The claims documents.
    pub fn texts(&self) -> Vec<String> {
        let line = |fields: &Vec<String>| format!("  - {{{}}}\n", fields.join(", "));
        let claims = |d: &Document| d.claims.iter().map(line).collect::<String>();
        self.documents.iter().map(|d| format!("{}claims:\n{}", d.head, claims(d))).collect()
    }

    /// Cases with one thing less: an item, a document, a source or entity, a claim or a field of a claim.
    pub fn smaller(&self) -> Vec<Case> {
        let mut all = Vec::new();
        for at in 0..self.items.len() {
            let mut less = self.clone();
            less.items.remove(at);
            all.push(less);
        }
        for at in 0..self.documents.len() {
            let mut less = self.clone();
            less.documents.remove(at);
            all.push(less);
            all.extend(self.without_a_record(at));
            for claim in 0..self.documents[at].claims.len() {
                let mut less = self.clone();
                less.documents[at].claims.remove(claim);
                all.push(less);
                // The first field is the id, which others may refer to.
                for field in 1..self.documents[at].claims[claim].len() {
                    let mut less = self.clone();
                    less.documents[at].claims[claim].remove(field);
                    all.push(less);
                }
            }
        }
        all
    }
    /// The case without one of the lines that declare sources and entities.
    fn without_a_record(&self, document: usize) -> Vec<Case> {
        let lines: Vec<&str> = self.documents[document].head.lines().collect();
        let without = |left_out: usize| {
            let kept = lines.iter().enumerate().filter(|(i, _)| *i != left_out);
            let mut less = self.clone();
            less.documents[document].head = kept.map(|(_, line)| format!("{line}\n")).collect();
            less
        };
        (0..lines.len()).filter(|i| lines[*i].starts_with("  ")).map(without).collect()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}\n{}", self.seed, self.items.join("\n"))?;
        self.texts().iter().try_for_each(|text| writeln!(f, "---\n{text}"))
    }
}
