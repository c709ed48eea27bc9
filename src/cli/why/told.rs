//! Pieces of a derivation in words: values with their intervals and the words that made them so, where a claim comes from, margins.

use crate::cli::explain::page;
use crate::corpus::{ClaimId, Corpus, EntityId, Value, fields};
use crate::eval::show;
use crate::eval::trace::{Condition, Margin};
use crate::examples::truth;
use crate::value::{Exact, Quantity, Tolerance};

/// How deep a chain of sources is told.
const DEEPEST: usize = 8;

/// How a value reads: its interval, and which word makes it so.
pub fn reading(value: &Value, corpus: &Corpus) -> Option<String> {
    let Value::Quantity(quantity) = value else { return None };
    let written = quantity.written.as_deref()?;
    let mut parts = Vec::new();
    let shown = show(&Value::quantity(quantity.derived(quantity.interval)), corpus);
    if shown != *written.text {
        parts.push(format!("read as {shown}"));
    }
    parts.extend(hedged(quantity, corpus));
    parts.extend(in_base(quantity, corpus));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn hedged(quantity: &Quantity, corpus: &Corpus) -> Option<String> {
    let phrase = quantity.written.as_deref()?.hedge.as_deref()?;
    let vocabulary = &corpus.schema.vocabulary;
    let hedge = vocabulary.hedge_before(phrase).or_else(|| vocabulary.hedge_after(phrase))?;
    Some(format!("`{phrase}` is {} of the number", page::interval(hedge.share, page::percent)))
}

/// The size of a unit that is not the base of its kind.
fn in_base(quantity: &Quantity, corpus: &Corpus) -> Option<String> {
    let vocabulary = &corpus.schema.vocabulary;
    let unit = vocabulary.unit_named(quantity.written.as_deref()?.unit.as_deref()?)?;
    let base = vocabulary.units().iter().find(|u| u.dimension == unit.dimension && u.factor == Exact::ONE && u.zero.is_zero())?;
    (unit.factor != Exact::ONE && unit.zero.is_zero() && unit.dimension == base.dimension && base.name != unit.name)
        .then(|| format!("1 {} is {} {}", unit.name, page::number(unit.factor), base.name))
}

/// Where a claim comes from, a line each, what stands behind it indented below.
pub fn origins(claim: ClaimId, corpus: &Corpus) -> Vec<String> {
    let mut lines = Vec::new();
    of_claim(claim, corpus, 0, &mut lines);
    lines
}

fn of_claim(claim: ClaimId, corpus: &Corpus, depth: usize, lines: &mut Vec<String>) {
    let value = |field| corpus.claim_value(claim, field);
    match value(fields::SOURCE) {
        Value::Entity(source) => of_entity(source, "from", corpus, depth, lines),
        _ => lines.push(format!("{}the story's own words", "  ".repeat(depth))),
    }
    for via in value(fields::VIA).elements() {
        if let Value::Entity(via) = via {
            of_entity(*via, "who has it from", corpus, depth + 1, lines);
        }
    }
    for repeated in value(fields::REPEATS).elements() {
        if let Value::Claim(other) = repeated
            && depth < DEEPEST
            && *other != claim
        {
            lines.push(format!("{}repeats {}", "  ".repeat(depth), corpus.claim_name(*other)));
            of_claim(*other, corpus, depth + 1, lines);
        }
    }
}

fn of_entity(entity: EntityId, how: &str, corpus: &Corpus, depth: usize, lines: &mut Vec<String>) {
    let party = match corpus.entity_value(entity, fields::entity::PARTY) {
        Value::Missing => String::new(),
        party => format!(", of the party {}", show(&party, corpus)),
    };
    lines.push(format!("{}{how} {}{party}", "  ".repeat(depth), show(&Value::Entity(entity), corpus)));
    if depth >= DEEPEST {
        return;
    }
    for behind in corpus.entity_value(entity, fields::entity::RELAYS).elements() {
        if let Value::Entity(behind) = behind {
            of_entity(*behind, "who relays", corpus, depth + 1, lines);
        }
    }
}

/// By how much a comparison holds or fails.
pub fn margin(condition: &Condition) -> Option<String> {
    let margin = Margin::of(condition)?;
    // Below one, of plain numbers, are shares: their difference is told in points.
    let size = |n: Exact| if n < Exact::ONE { format!("{} points", rounded(n).trim_end_matches('%')) } else { page::number(n) };
    let allowed = match margin.allowed {
        Tolerance::Relative(share) => format!("{} let pass", page::percent(share)),
        Tolerance::Absolute(most) if most.is_zero() => "nothing let pass".to_owned(),
        Tolerance::Absolute(most) => format!("{} let pass", size(most)),
    };
    Some(match (margin.gap, margin.share, margin.allowed) {
        (None, ..) => format!("they leave room for each other; {allowed}"),
        (Some(_), Some(share), Tolerance::Relative(most)) if share <= most => {
            format!("apart by {}, {allowed}: they would conflict below {}", rounded(share), rounded(share))
        }
        (Some(_), Some(share), Tolerance::Relative(_)) => {
            format!("apart by {}, {allowed}: they conflict up to {}", rounded(share), rounded(share))
        }
        (Some(gap), Some(share), Tolerance::Absolute(most)) if most.is_zero() => {
            format!("apart by {} ({}), {allowed}", size(gap), rounded(share))
        }
        (Some(gap), ..) => format!("apart by {}, {allowed}", size(gap)),
    })
}

/// A share in percent with a digit behind the point.
fn rounded(share: Exact) -> String {
    let thousandths =
        share.mul(Exact::whole(1000)).map(|n| (n.numerator() * 2 + n.denominator()).div_euclid(2 * n.denominator()));
    thousandths.map_or_else(
        || page::percent(share),
        |n| if n % 10 == 0 { format!("{}%", n / 10) } else { format!("{}.{}%", n / 10, n % 10) },
    )
}

/// Whether a condition is so, in a short word.
pub fn word(condition: &Condition) -> &'static str {
    match truth(condition.truth) {
        "surely so" => "yes",
        "surely not so" => "no",
        _ => "cannot tell",
    }
}
