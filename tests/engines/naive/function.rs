//! The functions of the rule language, by name.

use std::sync::Arc;

use claimlint::builtins::{self, Form, World};
use claimlint::corpus::{ClaimId, Clash, Value, Witness, fields};
use claimlint::lang::ast::{Argument, Expr, ExprKind, Number, NumberUnit};
use claimlint::value::{Date, Dimension, Exact, Interval, Quantity, Tolerance, Truth};
use unicode_normalization::UnicodeNormalization;

use super::expression::{computed, iso_date};
use super::list::{LIST_FUNCTIONS, distinct};
use super::{Bound, Scope, provenance};

fn argument<'e>(arguments: &'e [Argument], name: &str) -> Option<&'e Expr> {
    arguments.iter().find(|a| a.name.as_ref().is_some_and(|n| &*n.value == name)).map(|a| &a.value)
}

fn name_of(expr: &Expr) -> &str {
    match &expr.kind {
        ExprKind::Name(name) => name,
        _ => "",
    }
}

fn quantity(value: &Value) -> Option<&Quantity> {
    if let Value::Quantity(q) = value { Some(q) } else { None }
}

fn date(value: &Value) -> Option<&Date> {
    if let Value::Date(d) = value { Some(d) } else { None }
}

fn number(interval: Interval) -> Value {
    computed(Some(interval), &Dimension::One)
}

impl Scope<'_> {
    fn of_the_table(&self, function: &str, values: &[Value]) -> Value {
        match builtins::by_name(function).map(|builtin| builtin.form) {
            Some(Form::Plain(evaluate)) => evaluate(&World::new(self.corpus), &values.iter().collect::<Vec<_>>()),
            _ => Value::Missing,
        }
    }

    pub fn call(&self, function: &str, arguments: &[Argument]) -> Value {
        let given: Vec<&Expr> = arguments.iter().filter(|a| a.name.is_none()).map(|a| &a.value).collect();
        match function {
            "has" => return Value::Bool(self.has(given[0])),
            "clash" => return self.clash(given[0], arguments),
            _ if LIST_FUNCTIONS.contains(&function) => return self.over(function, given[0]),
            _ => {}
        }
        let values: Vec<Value> = given.iter().map(|e| self.eval(e)).collect();
        if let Some(define) = self.program.defines.get(function) {
            let names = define.params.iter().map(|(name, _)| name.value.to_string());
            let scope = self.of_define(names.zip(values.into_iter().map(Bound::Value)).collect());
            return scope.eval(&define.body);
        }
        match function {
            // What is read off a table of the world is no matter of evaluation.
            "country" | "continents" | "neighbours" => self.of_the_table(function, &values),
            "maybe" => Value::Bool(self.truth(given[0]) != Truth::SurelyNot),
            "either" => {
                if values[0].is_missing() {
                    values[1].clone()
                } else {
                    values[0].clone()
                }
            }
            "distinct" => distinct(values[0].elements()),
            "conflict" => self.conflict(&values[0], &values[1], argument(arguments, "beyond")),
            "origins" => Value::list(provenance::origins(self.corpus, values[0].elements())),
            "parties" => Value::list(provenance::parties(self.corpus, values[0].elements())),
            "in-circle" | "depth" | "before" | "inside" | "ancestors" | "entity" => self.of_records(function, &values),
            "year" | "month" | "day" | "weekday" | "written-weekday" | "days" | "overlap" | "age" | "date" => {
                self.of_dates(function, &values)
            }
            "lower" | "length" | "words" | "contains" | "matches" | "name-key" | "similar" => of_texts(function, &values),
            _ => self.of_quantity(function, &values),
        }
    }

    fn of_records(&self, function: &str, values: &[Value]) -> Value {
        let corpus = self.corpus;
        match (function, values) {
            ("in-circle", [Value::Claim(c)]) => Value::Bool(provenance::in_circle(corpus, *c)),
            ("depth", [Value::Claim(c)]) => Value::quantity(Quantity::number(provenance::depth(corpus, *c))),
            ("before", [Value::Claim(a), Value::Claim(b)]) if corpus.claim(*a).story() == corpus.claim(*b).story() => {
                Value::Bool(a < b)
            }
            ("inside", [Value::Entity(a), Value::Entity(b)]) => Value::truth(provenance::inside(corpus, *a, *b)),
            ("ancestors", [Value::Entity(a)]) => {
                Value::list(provenance::ancestors(corpus, *a).into_iter().map(Value::Entity).collect())
            }
            ("entity", [Value::Text(id)]) => corpus.entity_ids.get(id).map_or(Value::Missing, |e| Value::Entity(*e)),
            _ => Value::Missing,
        }
    }

    fn of_dates(&self, function: &str, values: &[Value]) -> Value {
        if let ("date", [Value::Text(text)]) = (function, values) {
            return iso_date(text);
        }
        let Some(a) = values.first().and_then(date) else { return Value::Missing };
        let second = values.get(1).and_then(date);
        match (function, second) {
            ("year", _) => number(a.years()),
            ("month", _) => number(a.months()),
            ("day", _) => number(a.days_of_month()),
            ("weekday", _) => a.day_of_week().map_or(Value::Missing, |d| Value::text(d.name())),
            ("written-weekday", _) => a.weekday.map_or(Value::Missing, |d| Value::text(d.name())),
            ("days", Some(b)) => self.days_between(a, b),
            ("overlap", Some(b)) => Value::Bool(a.overlaps(b)),
            ("age", Some(on)) => match self.corpus.schema.vocabulary.unit("year") {
                Some(year) => computed(year.to_base(a.age_on(on)), &year.dimension),
                None => Value::Missing,
            },
            _ => Value::Missing,
        }
    }

    fn of_quantity(&self, function: &str, values: &[Value]) -> Value {
        let Some(q) = quantity(&values[0]) else { return Value::Missing };
        let written = q.written.as_ref();
        let point = |n: Option<Exact>| computed(n.map(Interval::point), &q.dimension);
        let text = |t: Option<&Arc<str>>| t.map_or(Value::Missing, |t| Value::Text(Arc::clone(t)));
        match function {
            "low-end" => point(q.interval.low.number()),
            "high-end" => point(q.interval.high.number()),
            "is-exact" => Value::Bool(q.interval.exactly().is_some()),
            "digits" => {
                let digits = written.and_then(|w| w.digits);
                digits.map_or(Value::Missing, |n| Value::quantity(Quantity::number(n.into())))
            }
            "hedge" => text(written.and_then(|w| w.hedge.as_ref())),
            "unit" => text(written.and_then(|w| w.unit.as_ref())),
            "figure" => computed(written.map(|w| w.figure), &q.dimension),
            "as-written" => Value::quantity(q.as_written()),
            "in-unit" => match &values[1] {
                Value::Text(name) => match self.corpus.schema.vocabulary.unit(name) {
                    Some(unit) if unit.dimension == q.dimension => computed(unit.from_base(q.interval), &Dimension::One),
                    _ => Value::Missing,
                },
                _ => Value::Missing,
            },
            _ => panic!("there is no function `{function}`"),
        }
    }

    fn conflict(&self, x: &Value, y: &Value, beyond: Option<&Expr>) -> Value {
        let tolerance = match beyond {
            Some(beyond) => self.tolerance(beyond),
            None => carried(&[x.clone(), y.clone()]),
        };
        Value::truth(self.apart(x, y, &tolerance))
    }

    /// Whether two values conflict; what is no two quantities of one dimension or two dates cannot be told.
    fn apart(&self, x: &Value, y: &Value, (tolerance, of): &(Tolerance, Option<Dimension>)) -> Truth {
        match (x, y) {
            (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => {
                if of.as_ref().is_some_and(|d| *d != a.dimension) {
                    return Truth::CannotTell;
                }
                tolerance.conflict(a.interval, b.interval)
            }
            (Value::Date(a), Value::Date(b)) => {
                let (time, factor) = self.day();
                let days = match (tolerance, of) {
                    (Tolerance::Absolute(t), Some(d)) if *d == time => t.div(factor).map(Tolerance::Absolute),
                    (Tolerance::Absolute(t), None) => Some(Tolerance::Absolute(*t)),
                    _ => None,
                };
                days.map_or(Truth::CannotTell, |t| t.conflict(a.days(), b.days()))
            }
            _ => Truth::CannotTell,
        }
    }

    /// A tolerance as written (a literal, or a param or let of one), and its dimension where it is absolute.
    fn tolerance(&self, beyond: &Expr) -> (Tolerance, Option<Dimension>) {
        let ExprKind::Number(number) = &self.resolve(beyond).kind else { panic!("a tolerance is a literal") };
        let Number { value, unit, .. } = &**number;
        match unit {
            NumberUnit::None => (Tolerance::Absolute(*value), Some(Dimension::One)),
            NumberUnit::Percent => {
                let share = Exact::fraction(1, 100).and_then(|h| value.mul(h)).expect("a small percentage");
                (Tolerance::Relative(share), None)
            }
            NumberUnit::Named(name) => {
                let unit = self.corpus.schema.vocabulary.unit(&name.value).expect("a declared unit");
                let size = unit.difference_to_base(*value).expect("a small tolerance");
                (Tolerance::Absolute(size), Some(unit.dimension.clone()))
            }
        }
    }

    /// `clash(g.value, beyond: t, between: K, while: D)`, by looking at every two members.
    fn clash(&self, list: &Expr, arguments: &[Argument]) -> Value {
        let members = self.members(list);
        let values: Vec<Value> = members.iter().map(|(_, v)| v.clone()).collect();
        let tolerance = argument(arguments, "beyond").map_or_else(|| carried(&values), |beyond| self.tolerance(beyond));
        let between = argument(arguments, "between").map(name_of);
        let during = argument(arguments, "while").map(name_of);
        let mut all_surely_not = true;
        let mut best: Option<(Exact, Witness)> = None;
        for (i, (a, x)) in members.iter().enumerate() {
            for (b, y) in &members[i + 1..] {
                let admitted =
                    between.is_none_or(|k| self.differ(k, *a, *b)) && during.is_none_or(|f| self.may_be_same_day(f, *a, *b));
                if x.is_missing() || y.is_missing() || !admitted {
                    continue;
                }
                let truth = self.apart(x, y, &tolerance);
                all_surely_not &= truth == Truth::SurelyNot;
                if !truth.is_sure() {
                    continue;
                }
                let Some((gap, witness)) = witness((*a, x), (*b, y)) else { continue };
                let is_better =
                    best.as_ref().is_none_or(|(g, w)| gap > *g || (gap == *g && (witness.low, witness.high) < (w.low, w.high)));
                if is_better {
                    best = Some((gap, witness));
                }
            }
        }
        let truth = Truth::between(best.is_some(), all_surely_not);
        Value::Clash(Arc::new(Clash { truth, witness: best.map(|(_, w)| w) }))
    }

    /// The members of the group that a list of values is of, each with its value.
    fn members(&self, list: &Expr) -> Vec<(ClaimId, Value)> {
        match &self.resolve(list).kind {
            ExprKind::Field(of, field) => {
                let members = self.members(of);
                members.into_iter().map(|(claim, value)| (claim, self.field(&value, &field.value))).collect()
            }
            _ => {
                let claim = |v: &Value| if let Value::Claim(c) = v { Some((*c, v.clone())) } else { None };
                self.eval(list).elements().iter().filter_map(claim).collect()
            }
        }
    }

    /// Whether two claims differ in what `between` names; for origins and parties, whether they have none in common.
    fn differ(&self, key: &str, a: ClaimId, b: ClaimId) -> bool {
        let corpus = self.corpus;
        let source = |c: ClaimId| match corpus.claim(c).given(fields::SOURCE).into_owned() {
            Value::Missing => Value::Story(corpus.claim(c).story()),
            source => source,
        };
        let none_shared = |of: fn(&claimlint::corpus::Corpus, &[Value]) -> Vec<Value>| {
            let theirs = of(corpus, &[Value::Claim(b)]);
            !of(corpus, &[Value::Claim(a)]).iter().any(|one| theirs.contains(one))
        };
        match key {
            "source" => source(a) != source(b),
            "story" => corpus.claim(a).story() != corpus.claim(b).story(),
            "part" => self.part(a) != self.part(b),
            "origin" => none_shared(provenance::origins),
            "party" => none_shared(provenance::parties),
            _ => panic!("claims do not clash between `{key}`"),
        }
    }

    fn may_be_same_day(&self, field: &str, a: ClaimId, b: ClaimId) -> bool {
        match (self.field(&Value::Claim(a), field), self.field(&Value::Claim(b), field)) {
            (Value::Date(a), Value::Date(b)) => a.overlaps(&b),
            _ => true,
        }
    }
}

/// The tolerance that the first value which has one carries, else none.
fn carried(values: &[Value]) -> (Tolerance, Option<Dimension>) {
    (values.iter().find_map(carried_by).unwrap_or(Tolerance::NONE), None)
}

fn carried_by(value: &Value) -> Option<Tolerance> {
    match value {
        Value::Quantity(q) => q.written.as_ref().and_then(|w| w.tolerance),
        Value::Date(d) => d.tolerance,
        _ => None,
    }
}

/// The gap of two values that lie apart, and the two claims in order.
fn witness((a, x): (ClaimId, &Value), (b, y): (ClaimId, &Value)) -> Option<(Exact, Witness)> {
    let (one, other, is_date) = match (x, y) {
        (Value::Quantity(x), Value::Quantity(y)) => (x.interval, y.interval, false),
        (Value::Date(x), Value::Date(y)) => (x.days(), y.days(), true),
        _ => return None,
    };
    let (low, high, below, above) = if one.wholly_below(other) { (a, b, one, other) } else { (b, a, other, one) };
    let (from, to) = (below.high.number()?, above.low.number()?);
    let gap = to.sub(from)?;
    let ratio = if is_date { None } else { gap.div(from.abs().max(to.abs())) };
    Some((gap, Witness { low, high, gap: computed(ratio.map(Interval::point), &Dimension::One) }))
}

fn of_texts(function: &str, values: &[Value]) -> Value {
    let text = |i: usize| match values.get(i) {
        Some(Value::Text(text)) => Some(&**text),
        _ => None,
    };
    match (function, text(0), text(1)) {
        ("lower", Some(t), _) => Value::text(&t.to_lowercase()),
        ("length", Some(t), _) => Value::quantity(Quantity::number(t.chars().count() as i128)),
        ("words", Some(t), _) => Value::list(words(t).iter().map(|w| Value::text(w)).collect()),
        ("contains", Some(t), Some(u)) => Value::Bool(t.contains(u)),
        ("matches", Some(t), Some(pattern)) => Value::Bool(regex::Regex::new(pattern).expect("a regex that parses").is_match(t)),
        ("name-key", Some(t), _) => Value::text(&name_key(t)),
        ("similar", Some(t), Some(u)) => number(Interval::point(similar(&name_key(t), &name_key(u)))),
        _ => Value::Missing,
    }
}

/// The words of a text, split at what is no letter or digit; an apostrophe or a hyphen inside a word stays.
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let plain = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric());
    let mut words = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let inner = matches!(c, '\'' | '’' | '-') && i > 0 && plain(i - 1) && plain(i + 1);
        if plain(i) || inner {
            words.last_mut().expect("one at least").push(*c);
        } else {
            words.push(String::new());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Case, accents, spacing and the dots of initials folded.
fn name_key(text: &str) -> String {
    let folded: String = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c) && *c != '.').collect();
    folded.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One minus the edit distance over the longer length.
fn similar(a: &str, b: &str) -> Exact {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longer = a.len().max(b.len()) as i128;
    let share = Exact::fraction(longer - edits(&a, &b) as i128, longer);
    share.unwrap_or(Exact::ONE)
}

/// The least number of letters to insert, delete or replace.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(x != y);
            next.push(replaced.min(row[j + 1] + 1).min(next[j] + 1));
        }
        row = next;
    }
    row[b.len()]
}
