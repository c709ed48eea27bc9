//! Random expressions of a wanted type, over the bindings in sight.

use super::Random;
use super::claims::{DATES, MODALITIES, NOTES, PARTS, PLACES, SCOPES, SOURCES, STAGES, SUBJECTS};

/// What a claim's value is, where the rule fixes its measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Count,
    Length,
    Share,
    Date,
    Word,
    Mood,
    Owner,
    /// No measure is fixed.
    Open,
}

/// A claim in sight: how it is named (not at all in `where`), and what its value is.
#[derive(Clone, Debug)]
pub struct Claim {
    pub path: String,
    pub kind: Kind,
}

/// What a comprehension over claims must be held together by.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// It stays in the story, and needs none.
    Story,
    /// A condition on `@`, the new binding.
    Must(String),
    /// There is none to have.
    Never,
}

/// The bindings in sight.
#[derive(Clone, Debug)]
pub struct Sight {
    pub claims: Vec<Claim>,
    /// A group: its name, whether it shares the topic, what its values are.
    pub group: Option<(String, bool, Kind)>,
    /// Fields of the group that are one value, as `sharing` makes them.
    pub single: Vec<String>,
    pub entities: Vec<String>,
    pub story: Option<String>,
    pub clash: Option<String>,
    /// Params and lets, with what they are.
    pub named: Vec<(String, &'static str)>,
    pub defines: Vec<String>,
    pub key: Key,
    /// The measure that most claims are of, where it is one.
    pub crowd: Option<(&'static str, Kind)>,
    /// How many comprehensions this stands in.
    pub inside: usize,
}

/// The field of a record that may be named without it.
pub fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn is_single(sight: &Sight, field: &str) -> bool {
    sight.single.iter().any(|f| f == field)
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const EQUALITIES: [&str; 3] = ["==", "==", "!="];

pub fn literal(random: &mut Random, kind: Kind) -> String {
    random
        .pick::<&str>(match kind {
            Kind::Count => &["100", "95 people", "1,000", "12", "94", "105 people"],
            Kind::Length => &["10 km", "10,000 metre", "9.5 km", "6 mile", "500 metre"],
            Kind::Share => &["45%", "25%", "0.47", "2 points"],
            Kind::Date => &["2024-10-01", "2024-10", "date(\"2024\")", "2024-10-03", "2024-09-30"],
            Kind::Word => &["\"calm\"", "\"ten\""],
            Kind::Mood => &["\"calm\"", "\"tense\""],
            Kind::Owner => &["\"alpha\"", "\"bravo\""],
            Kind::Open => &["100", "10 km", "45%", "95 people"],
        })
        .to_owned()
}

/// A tolerance that fits values of a kind.
pub fn tolerance(random: &mut Random, kind: Kind) -> String {
    random
        .pick::<&str>(match kind {
            Kind::Count => &["5%", "10%", "5 people", "5", "0", "50%"],
            Kind::Length => &["5%", "500 metre", "1 km", "10%"],
            Kind::Share => &["2 points", "2.1 points", "1 points", "5%"],
            Kind::Date => &["1 day", "2 day", "1 week"],
            _ => &["5%", "10%"],
        })
        .to_owned()
}

/// Writes expressions from a stream of numbers.
pub struct Writer<'r> {
    pub random: &'r mut Random,
}

impl Writer<'_> {
    fn chance(&mut self, percent: usize) -> bool {
        self.random.chance(percent)
    }

    fn claim(&mut self, sight: &Sight) -> Option<Claim> {
        if sight.claims.is_empty() { None } else { Some(self.random.pick(&sight.claims)) }
    }

    /// The value of a claim, where it may be a quantity.
    fn figure(&mut self, sight: &Sight) -> Option<String> {
        let claim = self.claim(sight)?;
        let is_one = matches!(claim.kind, Kind::Count | Kind::Length | Kind::Share | Kind::Open);
        is_one.then(|| field(&claim.path, "value"))
    }

    /// A claim or, now and then, one that it refers to; its path is never empty where `of` must be an expression.
    fn named_claim(&mut self, sight: &Sight) -> Option<String> {
        let claim = self.claim(sight)?;
        let follow = claim.path.is_empty() || self.chance(15);
        let reference: &str = self.random.pick(&["total", "total", "numerator", "change-from", "converts"]);
        Some(if follow { field(&claim.path, reference) } else { claim.path })
    }

    /// A condition.
    pub fn condition(&mut self, sight: &Sight, depth: usize) -> String {
        for _ in 0..12 {
            let written = if depth > 0 && self.chance(35) { self.compound(sight, depth) } else { self.plain(sight) };
            if let Some(written) = written {
                return written;
            }
        }
        "true".to_owned()
    }

    fn compound(&mut self, sight: &Sight, depth: usize) -> Option<String> {
        let mut one = || self.condition(sight, depth - 1);
        let (a, b, c) = (one(), one(), one());
        Some(match self.random.below(9) {
            0 | 1 => format!("({a} and {b})"),
            2 | 3 => format!("({a} or {b})"),
            4 => format!("not {a}"),
            5 => {
                format!("maybe({})", self.condition(sight, depth - 1))
            }
            6 => format!("(if {a} then {b} else {c})"),
            _ => return self.over_claims(sight, depth),
        })
    }

    fn plain(&mut self, sight: &Sight) -> Option<String> {
        if sight.group.is_some() && sight.claims.is_empty() && self.chance(80) {
            return self.of_group(sight);
        }
        Some(match self.random.below(30) {
            0 | 1 => format!("({} {} {})", self.text(sight)?, self.random.pick(&EQUALITIES), self.text(sight)?),
            2 | 3 => {
                let other = if self.chance(60) { self.id(sight) } else { self.entity(sight)? };
                format!("({} {} {other})", self.entity(sight)?, self.random.pick(&EQUALITIES))
            }
            4 => format!("({} {} {})", self.date(sight)?, self.random.pick(&OPERATORS), self.date_or_literal(sight)?),
            5..=8 => self.value_comparison(sight)?,
            9 => {
                let kind = self.random.pick(&[Kind::Count, Kind::Length]);
                let (a, b) = (self.quantity(sight, kind, 2)?, self.quantity(sight, kind, 2)?);
                format!("({a} {} {b})", self.random.pick(&OPERATORS))
            }
            10 | 11 => self.conflict(sight)?,
            12 => format!("has({})", self.some_field(sight)?),
            13 | 14 => self.membership(sight)?,
            15 => self.choice(sight)?,
            16 => {
                let claim = self.claim(sight).filter(|c| !c.path.is_empty())?;
                self.random.pick(&[format!("in-circle({})", claim.path), format!("(depth({}) > 0)", claim.path)])
            }
            17 => self.between_claims(sight)?,
            18 | 27 => self.of_texts(sight)?,
            19 | 28 => self.of_dates(sight)?,
            20 => self.of_entities(sight)?,
            21 => self.named(sight, "bool")?,
            22 => self.defined(sight)?,
            23 | 24 => {
                let (a, b) = (self.quantity(sight, Kind::Count, 3)?, self.quantity(sight, Kind::Count, 2)?);
                format!("({a} {} {b})", self.random.pick(&OPERATORS))
            }
            25 => format!("is-exact({})", self.figure(sight)?),
            _ => {
                let hit = sight.clash.clone()?;
                self.random.pick(&[
                    hit.clone(),
                    format!("({hit} and {hit}.gap > 10%)"),
                    format!("({hit}.low.source != {hit}.high.source)"),
                ])
            }
        })
    }

    /// A condition on a group.
    fn of_group(&mut self, sight: &Sight) -> Option<String> {
        let (group, shares_topic, kind) = sight.group.clone()?;
        let numbers = matches!(kind, Kind::Count | Kind::Length | Kind::Share);
        Some(match self.random.below(14) {
            0 | 1 => format!("({} {} {})", self.how_many(sight)?, self.random.pick(&OPERATORS), 1 + self.random.below(2)),
            2 if numbers => {
                format!("({} {} {})", self.total(sight, kind)?, self.random.pick(&OPERATORS), literal(self.random, kind))
            }
            3 if !is_single(sight, "source") => format!("(\"{}\" in {group}.source)", self.random.pick(&SOURCES)),
            3 => format!("({group}.source {} \"{}\")", self.random.pick(&EQUALITIES), self.random.pick(&SOURCES)),
            4 => format!("(\"{}\" in {})", self.random.pick(&SOURCES), self.entities(sight)?),
            5 if shares_topic => format!("({group}.subject {} \"alpha\")", self.random.pick(&EQUALITIES)),
            6 if shares_topic => format!("({group}.measure in [\"heads\", \"share\"])"),
            7 => return self.over_claims(sight, 1),
            8 if numbers => {
                let (condition, bound) = (self.of_member(sight, kind)?, literal(self.random, kind));
                // Of no lengths the sum is no length: what it is of is for the types to say.
                let functions: &[&str] =
                    if kind == Kind::Length { &["min", "max", "mean"] } else { &["sum", "min", "max", "mean"] };
                let function: &str = self.random.pick(functions);
                format!("({function}(x.value for x in {group} where {condition}) {} {bound})", self.random.pick(&OPERATORS))
            }
            9 => {
                let condition = self.of_member(sight, kind)?;
                format!("(count({condition} for x in {group}) {} 1)", self.random.pick(&OPERATORS))
            }
            10 if !is_single(sight, "as-of") => {
                let function: &str = self.random.pick(&["min", "max", "first", "last"]);
                format!("({function}({group}.as-of) {} {})", self.random.pick(&OPERATORS), literal(self.random, Kind::Date))
            }
            11 if numbers => {
                let beyond = if self.chance(50) { format!(", beyond: {}", tolerance(self.random, kind)) } else { String::new() };
                let (a, b) = self.random.pick(&[("min", "max"), ("first", "last"), ("mean", "first")]);
                format!("conflict({a}({group}.value), {b}({group}.value){beyond})")
            }
            12 => format!("({}(x.part for x in {group}) == \"headline\")", self.random.pick(&["first", "last"])),
            _ => {
                let hit = sight.clash.clone()?;
                self.random.pick(&[hit.clone(), format!("({hit} and {hit}.gap > 10%)"), format!("not {hit}")])
            }
        })
    }

    /// A condition on `x`, a member of a group.
    fn of_member(&mut self, sight: &Sight, kind: Kind) -> Option<String> {
        let member = Claim { path: "x".to_owned(), kind };
        let inner = Sight { claims: vec![member], inside: 1, ..sight.clone() };
        self.plain(&inner)
    }

    fn named(&mut self, sight: &Sight, what: &str) -> Option<String> {
        let fitting: Vec<&(String, &str)> = sight.named.iter().filter(|(_, w)| *w == what).collect();
        if fitting.is_empty() { None } else { Some(self.random.pick(&fitting).0.clone()) }
    }

    fn value_comparison(&mut self, sight: &Sight) -> Option<String> {
        let claim = self.claim(sight)?;
        let value = field(&claim.path, "value");
        let ordered = matches!(claim.kind, Kind::Count | Kind::Length | Kind::Share | Kind::Date | Kind::Open);
        let operator = if ordered { self.random.pick(&OPERATORS) } else { self.random.pick(&EQUALITIES) };
        let others: Vec<String> = sight.claims.iter().filter(|c| c.kind == claim.kind).map(|c| field(&c.path, "value")).collect();
        let param = self.named(sight, "count").filter(|_| claim.kind == Kind::Count);
        let other = match self.random.below(4) {
            0 | 1 => self.random.pick(&others),
            2 => param.unwrap_or_else(|| literal(self.random, claim.kind)),
            _ => literal(self.random, claim.kind),
        };
        if others.len() > 1 && self.chance(30) {
            let last = others.len() - 1;
            return Some(format!("({} {operator} {})", others[0], others[last]));
        }
        Some(format!("({value} {operator} {other})"))
    }

    fn conflict(&mut self, sight: &Sight) -> Option<String> {
        let claim = self.claim(sight)?;
        if matches!(claim.kind, Kind::Word | Kind::Mood | Kind::Owner) {
            return None;
        }
        let value = field(&claim.path, "value");
        let second = sight.claims.iter().rfind(|c| c.kind == claim.kind).map(|c| field(&c.path, "value"))?;
        let (first, second) = match self.random.below(6) {
            0 if !matches!(claim.kind, Kind::Date) => (format!("as-written({value})"), second),
            1 => (value, field(&field(&claim.path, "total"), "value")),
            2 => (value, literal(self.random, claim.kind)),
            3 => (field(&claim.path, "as-of"), field(&claim.path, "happened")),
            _ => (value, second),
        };
        let beyond = match self.random.below(3) {
            0 if first.ends_with("as-of") => ", beyond: 1 day".to_owned(),
            0 => match self.named(sight, "tolerance") {
                Some(gap) if claim.kind != Kind::Date => format!(", beyond: {gap}"),
                _ => format!(", beyond: {}", tolerance(self.random, claim.kind)),
            },
            _ => String::new(),
        };
        Some(format!("conflict({first}, {second}{beyond})"))
    }

    fn some_field(&mut self, sight: &Sight) -> Option<String> {
        if let (true, Some(entity)) = (self.chance(15), sight.entities.first()) {
            return Some(field(entity, self.random.pick(&["kind", "born", "party", "named", "relays"])));
        }
        let claim = self.claim(sight)?;
        let name: &str = self.random.pick(&[
            "stage",
            "value",
            "source",
            "as-of",
            "part",
            "status",
            "modality",
            "total",
            "quote",
            "place",
            "repeats",
            "source.named",
            "source.party",
            "total.stage",
            "desk-note",
            "preferred",
            "subject.born",
        ]);
        Some(field(&claim.path, name))
    }

    fn membership(&mut self, sight: &Sight) -> Option<String> {
        let not = if self.chance(30) { "not in" } else { "in" };
        Some(match self.random.below(6) {
            0 if self.chance(40) => format!("({} {not} {})", self.text(sight)?, self.named(sight, "list of text")?),
            0 => {
                let options: Vec<String> = (0..2).map(|_| quoted(self.random.pick(&STAGES))).collect();
                format!("({} {not} [{}])", self.text(sight)?, options.join(", "))
            }
            1 => {
                let claim = self.claim(sight)?;
                format!("({} {not} [\"headline\", \"lede\"])", field(&claim.path, "part"))
            }
            2 => format!("({} {not} {})", self.entity(sight)?, self.entities(sight)?),
            3 => format!("(\"{}\" {not} {})", self.random.pick(&SOURCES), self.entities(sight)?),
            4 => format!("({} {not} [2024-10, 2024-10-01])", self.date(sight)?),
            _ => {
                let (one, other) = (self.named_claim(sight)?, self.claim(sight)?);
                let list: &str = self.random.pick(&["repeats", "denies", "corrects", "parts"]);
                format!("({one} {not} {})", field(&other.path, list))
            }
        })
    }

    fn choice(&mut self, sight: &Sight) -> Option<String> {
        let claim = self.claim(sight)?;
        let equality = self.random.pick(&EQUALITIES);
        let order = self.random.pick(&OPERATORS);
        Some(match self.random.below(6) {
            0 => format!("({} {equality} \"{}\")", field(&claim.path, "part"), self.random.pick(&PARTS)),
            1 => format!("({} {order} \"{}\")", field(&claim.path, "modality"), self.random.pick(&MODALITIES)),
            2 => format!("({} {equality} \"superseded\")", field(&claim.path, "status")),
            3 => format!("({} {order} \"middling\")", field(&claim.path, "desk-grade")),
            4 => field(&claim.path, "preferred"),
            _ => field(&claim.path, "source.named"),
        })
    }

    fn between_claims(&mut self, sight: &Sight) -> Option<String> {
        let (one, other) = (self.named_claim(sight)?, self.named_claim(sight)?);
        let measure = field(&self.claim(sight)?.path, "measure");
        Some(match self.random.below(8) {
            0 => format!("({one} {} {other})", self.random.pick(&EQUALITIES)),
            1 if sight.key == Key::Story => format!("before({one}, {other})"),
            2 => format!("({measure} {} \"{}\")", self.random.pick(&EQUALITIES), self.random.pick(&["heads", "reach", "loose"])),
            3 => format!("({measure}.monotone == \"up\")"),
            4 | 7 => format!("({one}.story {} {other}.story)", self.random.pick(&EQUALITIES)),
            5 => format!("{measure}.whole-numbers"),
            _ => format!("({} > {measure}.range-high)", self.figure(sight)?),
        })
    }

    fn of_texts(&mut self, sight: &Sight) -> Option<String> {
        let text = self.text(sight)?;
        let claim = self.claim(sight)?;
        let note = field(&claim.path, "desk-note");
        let quote = field(&claim.path, "quote");
        Some(match self.random.below(6) {
            0 => format!("contains({text}, \"e\")"),
            1 => format!("matches({text}, \"^[a-z]+$\")"),
            2 => format!("(name-key({note}) == name-key({quote}))"),
            3 => format!("(similar({note}, {quote}) > 0.6)"),
            4 => format!("(\"run\" in words({quote}))"),
            _ => format!("any(length(w) > 4 for w in words({quote}) where w != \"words\")"),
        })
    }

    fn of_dates(&mut self, sight: &Sight) -> Option<String> {
        let (a, b) = (self.date(sight)?, self.date_or_literal(sight)?);
        Some(match self.random.below(7) {
            0 | 1 => format!("overlap({a}, {b})"),
            2 => format!("(days({a}, {b}) > {} day)", self.random.below(4)),
            3 => format!("(written-weekday({a}) != weekday({a}))"),
            4 => format!("(weekday({a}) == \"Tuesday\")"),
            5 => {
                let sign = self.random.pick(&["+", "-"]);
                format!("({a} {sign} {} day {} {b})", self.random.below(4), self.random.pick(&OPERATORS))
            }
            _ => format!("(age({}.born, {a}) {} 34 year)", self.entity(sight)?, self.random.pick(&OPERATORS)),
        })
    }

    fn of_entities(&mut self, sight: &Sight) -> Option<String> {
        let (a, b) = (self.entity(sight)?, self.entity(sight)?);
        Some(match self.random.below(5) {
            0 => format!("inside({a}, {b})"),
            1 => format!("inside({}, entity(\"{}\"))", field(&self.claim(sight)?.path, "place"), self.random.pick(&PLACES)),
            2 => format!("(count(ancestors({})) > 1)", field(&self.claim(sight)?.path, "place")),
            3 => format!("({a}.kind {} \"outlet\")", self.random.pick(&EQUALITIES)),
            _ => format!("({a}.party {} {b}.party)", self.random.pick(&EQUALITIES)),
        })
    }

    fn defined(&mut self, sight: &Sight) -> Option<String> {
        if sight.defines.is_empty() {
            return None;
        }
        let name = self.random.pick(&sight.defines);
        Some(match name.as_str() {
            "far-apart" => {
                let claim =
                    self.claim(sight).filter(|c| matches!(c.kind, Kind::Count | Kind::Length | Kind::Share | Kind::Open))?;
                let last = sight.claims.iter().rfind(|c| c.kind == claim.kind)?;
                format!("far-apart({}, {})", field(&claim.path, "value"), field(&last.path, "value"))
            }
            "prominent" => format!("prominent({})", self.named_claim(sight)?),
            "one-side" => format!("one-side({}, {})", self.named_claim(sight)?, self.named_claim(sight)?),
            "late" => format!("late({})", self.date(sight)?),
            "late-and-far" => format!("late-and-far({})", self.named_claim(sight)?),
            "all-of" => format!("all-of({})", field(&self.claim(sight)?.path, self.random.pick(&["repeats", "parts"]))),
            "fold" => format!("(fold({}) == \"present\")", self.text(sight)?),
            "companions" if sight.key == Key::Story && sight.inside == 0 => {
                format!("(companions({}) > 1)", self.claim(sight).filter(|c| !c.path.is_empty())?.path)
            }
            "most-of" => format!("(most-of({}) > 50)", self.figure(sight)?),
            _ => return None,
        })
    }

    fn text(&mut self, sight: &Sight) -> Option<String> {
        let own = match (sight.entities.first(), &sight.story) {
            (Some(entity), _) if self.chance(40) => Some(field(entity, "kind")),
            (_, Some(story)) if self.chance(40) => Some(field(story, "id")),
            _ => self.claim(sight).map(|c| field(&c.path, self.random.pick(&["stage", "stage", "scope", "verb", "desk-note"]))),
        };
        Some(match self.random.below(8) {
            0 | 1 => quoted(self.random.pick(&[STAGES[0], STAGES[1], SCOPES[0], "official"])),
            2 => format!("lower({})", own?),
            3 => {
                let claim = self.claim(sight)?;
                format!("either({}, {})", field(&claim.path, "stage"), field(&claim.path, "scope"))
            }
            4 => self.named(sight, "text").or(own)?,
            5 => {
                let value = self.figure(sight)?;
                self.random.pick(&[format!("hedge({value})"), format!("unit({value})")])
            }
            _ => own?,
        })
    }

    fn id(&mut self, sight: &Sight) -> String {
        let _ = sight;
        let of = self.random.pick(&[&SUBJECTS[..], &SOURCES[..], &PLACES[..]]);
        quoted(self.random.pick(of))
    }

    fn entity(&mut self, sight: &Sight) -> Option<String> {
        let named = sight.entities.iter().find(|e| !e.is_empty());
        if let (Some(entity), true) = (named, self.chance(60)) {
            return Some(entity.clone());
        }
        let claim = self.claim(sight)?;
        let name: &str = self.random.pick(&["source", "source", "subject", "place", "source.party"]);
        Some(field(&claim.path, name))
    }

    /// A list of entities.
    fn entities(&mut self, sight: &Sight) -> Option<String> {
        if let (Some((group, ..)), true) = (&sight.group, self.chance(50)) {
            let mut lists = vec![format!("origins({group})"), format!("parties({group})")];
            if !is_single(sight, "source") {
                lists.push(format!("{group}.source"));
            }
            return Some(self.random.pick(&lists));
        }
        let claim = self.claim(sight)?;
        let mut lists = vec![field(&claim.path, "via")];
        if !claim.path.is_empty() {
            lists.extend([format!("origins({})", claim.path), format!("parties({})", claim.path)]);
        }
        Some(self.random.pick(&lists))
    }

    fn date(&mut self, sight: &Sight) -> Option<String> {
        if let (Some(story), true) = (&sight.story, self.chance(70)) {
            return Some(field(story, "date"));
        }
        let claim = self.claim(sight)?;
        if claim.kind == Kind::Date && self.chance(40) {
            return Some(field(&claim.path, "value"));
        }
        let name: &str = self.random.pick(&["as-of", "as-of", "happened", "said", "story.date"]);
        Some(field(&claim.path, name))
    }

    fn date_or_literal(&mut self, sight: &Sight) -> Option<String> {
        if self.chance(40) {
            let iso: Vec<&str> = DATES.iter().copied().filter(|d| d.len() == 7 || (d.len() == 10 && !d.contains(' '))).collect();
            return Some(self.random.pick(&iso).to_owned());
        }
        self.date(sight)
    }

    /// A quantity: of the dimension of numbers (`Count`), or a length.
    pub fn quantity(&mut self, sight: &Sight, kind: Kind, depth: usize) -> Option<String> {
        let depth = depth.saturating_sub(1);
        if depth > 0 && self.chance(35) {
            let (a, number) = (self.quantity(sight, kind, depth)?, self.quantity(sight, Kind::Count, depth)?);
            let b = self.quantity(sight, kind, depth)?;
            return Some(match self.random.below(5) {
                0 | 1 => format!("({a} {} {b})", self.random.pick(&["+", "-"])),
                2 => format!("({a} * {number})"),
                3 => format!("({a} / {number})"),
                _ => format!("(-{a})"),
            });
        }
        let fitting: Vec<Claim> = sight.claims.iter().filter(|c| c.kind == kind || c.kind == Kind::Open).cloned().collect();
        let claim = if fitting.is_empty() { None } else { Some(self.random.pick(&fitting)) };
        if let (true, Some(claim)) = (self.chance(50), claim) {
            let value = field(&claim.path, "value");
            let function: &str = self.random.pick(&["", "", "low-end", "high-end", "as-written", "figure"]);
            return Some(if function.is_empty() { value } else { format!("{function}({value})") });
        }
        if self.chance(40) {
            return self.total(sight, kind);
        }
        if kind != Kind::Count || self.chance(25) {
            return Some(literal(self.random, kind));
        }
        Some(match self.random.below(8) {
            0 => format!("{}({})", self.random.pick(&["year", "month", "day"]), self.date(sight)?),
            1 => format!("length({})", self.text(sight)?),
            2 => format!("digits({})", self.figure(sight)?),
            3 => format!("in-unit({}, \"km\")", self.figure(sight)?),
            4 => format!("count({})", self.entities(sight)?),
            5 => field(&self.claim(sight)?.path, "desk-tally"),
            6 => format!("(if {} then 1 else 2)", self.plain(sight)?),
            _ => self.how_many(sight)?,
        })
    }

    fn how_many(&mut self, sight: &Sight) -> Option<String> {
        if let (Some((group, ..)), true) = (&sight.group, self.chance(60)) {
            let lists: Vec<&str> =
                ["source", "stage", "as-of", "value", "happened"].into_iter().filter(|f| !is_single(sight, f)).collect();
            let name = self.random.pick(&lists);
            return Some(self.random.pick(&[
                format!("count({group})"),
                format!("count({group}.{name})"),
                format!("count(distinct({group}.{name}))"),
                format!("count(origins({group}))"),
            ]));
        }
        let (binding, over, inner) = self.comprehended(sight)?;
        let condition = self.condition(&inner, 0);
        Some(if over.contains(" where ") {
            format!("count({binding} for {over} and {condition})")
        } else {
            format!("count({binding} for {over} where {condition})")
        })
    }

    /// A sum or the like over a list of values.
    fn total(&mut self, sight: &Sight, kind: Kind) -> Option<String> {
        let function: &str = self.random.pick(&["sum", "min", "max", "mean", "first", "last"]);
        if let Some((group, _, of)) = &sight.group
            && *of == kind
        {
            return Some(format!("{function}({group}.value)"));
        }
        let claim = self.claim(sight)?;
        let list = field(&claim.path, self.random.pick(&["parts", "repeats"]));
        if self.chance(30) {
            return Some(format!("{function}({list}.value)"));
        }
        let (binding, over, _) =
            if self.chance(50) { self.comprehended(sight)? } else { ("y".to_owned(), format!("y in {list}"), sight.clone()) };
        if sight.inside > 0 { None } else { Some(format!("{function}({binding}.value for {over})")) }
    }

    /// A new binding, `NAME in LIST [where KEY]`, and what is in sight with it.
    fn comprehended(&mut self, sight: &Sight) -> Option<(String, String, Sight)> {
        if sight.inside > 1 {
            return None;
        }
        let binding = ["x", "z"][sight.inside].to_owned();
        let mut inner = sight.clone();
        inner.inside += 1;
        let mut kind = Kind::Open;
        let over = match (&sight.group, &sight.key) {
            (Some((group, _, of)), _) if self.chance(60) => {
                kind = *of;
                format!("{binding} in {group}")
            }
            (_, Key::Story) if self.chance(60) => {
                format!("{binding} in {}", self.random.pick(&["claims", "claims", "all-claims"]))
            }
            (_, Key::Must(key)) if sight.claims.is_empty() || self.chance(60) => {
                format!("{binding} in claims all stories where {}", key.replace('@', &binding))
            }
            _ => {
                let claim = self.claim(sight)?;
                let name = field(&claim.path, self.random.pick(&["repeats", "parts", "denies"]));
                let key: &str = self.random.pick(&["topic", "subject", "source"]);
                if sight.key == Key::Story && !claim.path.is_empty() && self.chance(50) {
                    format!("{binding} in claims all stories where {binding}.{key} == {}.{key}", claim.path)
                } else {
                    format!("{binding} in {name}")
                }
            }
        };
        inner.claims.push(Claim { path: binding.clone(), kind });
        inner.entities.retain(|e| !e.is_empty());
        Some((binding, over, inner))
    }

    /// `any`, `every`, `none` over claims.
    fn over_claims(&mut self, sight: &Sight, depth: usize) -> Option<String> {
        let (binding, over, inner) = self.comprehended(sight)?;
        let function: &str = self.random.pick(&["any", "any", "every", "none", "none", "count"]);
        let condition = self.condition(&inner, depth - 1);
        if function == "count" {
            let how_many = self.random.below(3);
            return Some(format!("(count({binding} for {over}) > {how_many})"));
        }
        Some(format!("{function}({condition} for {over})"))
    }

    /// A note to be printed.
    pub fn note(&mut self) -> String {
        quoted(self.random.pick(&NOTES))
    }
}
