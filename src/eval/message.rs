//! Messages: values as people read them. What was read from input prints as written; what was computed as an exact decimal.

use super::expr::{Evaluator, Frame};
use crate::corpus::{Corpus, FieldId, Type, Value, fields};
use crate::lang::typed::{Access, Expr, ExprKind, Piece, Template};
use crate::value::{Date, End, Exact, Interval, Quantity, Unit};

/// A message with its values filled in.
pub fn fill<'a>(evaluator: &Evaluator<'a>, template: &'a Template, frame: &mut Frame<'a>) -> String {
    let mut text = String::new();
    if !evaluator.words {
        return text;
    }
    for piece in &template.0 {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Value(expr) => {
                let value = evaluator.value(expr, frame);
                // A missing list is the empty one.
                if value.is_missing() && matches!(expr.ty, Type::List(_)) {
                    text.push_str(&listed(&[]));
                } else {
                    text.push_str(&shown(&value, missing_word(expr), evaluator.world.corpus));
                }
            }
        }
    }
    text
}

/// What stands for a missing value: a claim without a source is the story's own.
fn missing_word(expr: &Expr) -> &'static str {
    let source = |field: &FieldId| *field == fields::SOURCE;
    match &expr.kind {
        ExprKind::Field(_, Access::Claim(f)) | ExprKind::Project(_, Access::Claim(f)) | ExprKind::Shared(_, Access::Claim(f))
            if source(f) =>
        {
            "the story"
        }
        _ => "unknown",
    }
}

/// A value as messages print it.
#[must_use]
pub fn show(value: &Value, corpus: &Corpus) -> String {
    shown(value, "unknown", corpus)
}

fn shown(value: &Value, missing: &str, corpus: &Corpus) -> String {
    match value {
        Value::Missing => missing.to_owned(),
        Value::Bool(known) => if *known { "yes" } else { "no" }.to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Quantity(q) => quantity(q, corpus),
        Value::Date(d) => date(d),
        Value::Choice(set, place) => set.options.get(usize::from(*place)).map_or_else(String::new, |o| o.to_string()),
        Value::Claim(id) => corpus.claim(*id).id().to_string(),
        Value::Entity(id) => named(corpus.entity(*id).fields.value(fields::entity::NAME), &corpus.entity(*id).id),
        Value::Story(id) => named(corpus.story(*id).fields.value(fields::story::HEADLINE), &corpus.story(*id).id),
        Value::Measure(id) => lower_first(&corpus.measure(*id).title),
        Value::Topic(_) => "one topic".to_owned(),
        Value::Clash(clash) => shown(&Value::truth(clash.truth), "unknown", corpus),
        Value::List(items) => listed(&items.iter().map(|i| shown(i, missing, corpus)).collect::<Vec<_>>()),
    }
}

fn named(name: &Value, id: &str) -> String {
    match name {
        Value::Text(name) => name.to_string(),
        _ => id.to_owned(),
    }
}

/// A title inside a sentence: its first letter is lowered, unless the word is in capitals (GDP).
fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.next()) {
        (Some(_), Some(second)) if second.is_uppercase() => title.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(title.chars().skip(1)).collect(),
        _ => String::new(),
    }
}

/// How many elements of a list a message names.
const MOST_LISTED: usize = 20;

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        many if many.len() > MOST_LISTED => format!("{} and {} more", many[..MOST_LISTED].join(", "), many.len() - MOST_LISTED),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A quantity: as written, else computed and shown in its unit.
fn quantity(q: &Quantity, corpus: &Corpus) -> String {
    if let Some(written) = &q.written {
        return written.text.to_string();
    }
    let vocabulary = &corpus.schema.vocabulary;
    let base = || vocabulary.units().iter().find(|u| u.dimension == q.dimension && u.dimension != crate::value::Dimension::One);
    let name = q.shown_unit();
    let unit = name.and_then(|n| vocabulary.unit_named(n)).or_else(base);
    match unit {
        Some(unit) => {
            let numbers = unit.from_base(q.interval).unwrap_or(q.interval);
            with_unit(&interval(numbers), numbers, unit)
        }
        None => match name {
            Some(noun) => format!("{} {noun}", interval(q.interval)),
            None => interval(q.interval),
        },
    }
}

/// A number with the word of its unit: signs stand close; of a singular and a plural that stand first, the one that the number takes.
fn with_unit(number: &str, numbers: Interval, unit: &Unit) -> String {
    let word = unit.word();
    if matches!(word, "%" | "°" | "‰") {
        return format!("{number}{word}");
    }
    if let Some(sign) = currency_sign(unit) {
        return interval_of(numbers, |amount| money(sign, amount));
    }
    let is_plural = |many: &str, one: &str| many.strip_prefix(one).is_some_and(|ending| matches!(ending, "s" | "es"));
    let is_one = numbers.exactly() == Some(Exact::ONE);
    match unit.words.get(1) {
        Some(other) if is_one && is_plural(word, other) => format!("{number} {other}"),
        Some(other) if !is_one && is_plural(other, word) => format!("{number} {other}"),
        _ => format!("{number} {word}"),
    }
}

/// The sign of a currency whose first word is its code: € for `EUR`.
fn currency_sign(unit: &Unit) -> Option<&str> {
    let is_code = unit.word().len() == 3 && unit.word().bytes().all(|b| b.is_ascii_uppercase());
    let is_sign = |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_alphanumeric() || c.is_whitespace());
    unit.words.iter().map(|word| &**word).find(is_sign).filter(|_| is_code)
}

/// A sum as papers write it: €52 million, -$1,300.
fn money(sign: &str, amount: Exact) -> String {
    let minus = if amount.is_negative() { "-" } else { "" };
    let amount = amount.abs();
    let in_words = [(1_000_000_000, " billion"), (1_000_000, " million")].into_iter().find_map(|(size, word)| {
        let hundredths = amount.mul(Exact::whole(100))?.div(Exact::whole(size))?;
        let short = amount >= Exact::whole(size) && hundredths.is_whole();
        short.then_some((hundredths.div(Exact::whole(100))?, word))
    });
    let (number, word) = in_words.unwrap_or((amount, ""));
    format!("{minus}{sign}{number}{word}")
}

fn interval(numbers: Interval) -> String {
    interval_of(numbers, |number| number.to_string())
}

fn interval_of(numbers: Interval, shown: impl Fn(Exact) -> String) -> String {
    match (numbers.low, numbers.high) {
        _ if numbers.exactly().is_some() => numbers.exactly().map_or_else(String::new, shown),
        (End::Unbounded, End::Unbounded) => "any number".to_owned(),
        (End::Open(low), End::Unbounded) => format!("more than {}", shown(low)),
        (End::Closed(low), End::Unbounded) => format!("at least {}", shown(low)),
        (End::Unbounded, End::Open(high)) => format!("less than {}", shown(high)),
        (End::Unbounded, End::Closed(high)) => format!("up to {}", shown(high)),
        (End::Open(low) | End::Closed(low), End::Open(high) | End::Closed(high)) => format!("{} to {}", shown(low), shown(high)),
    }
}

/// A date: as written, else its days.
fn date(d: &Date) -> String {
    if let Some(written) = &d.written {
        return written.to_string();
    }
    match (d.first, d.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(first), None) => format!("{first} or later"),
        (None, Some(last)) => format!("{last} or earlier"),
        (None, None) => "any day".to_owned(),
    }
}
