//! The keys of groups as texts by which findings are recognised from run to run: the same for the same value, however it is written and
//! whoever wrote it first.

use super::expr::Evaluator;
use crate::corpus::{ClaimId, Corpus, Value, fields};
use crate::value::{Dimension, End, Interval};

/// What a group is recognised by: its story, where it is of one, and the values of its keys.
pub fn of_group(evaluator: &Evaluator<'_>, members: &[ClaimId]) -> String {
    let Some(first) = members.first() else { return String::new() };
    let corpus = evaluator.world.corpus;
    let selector = &evaluator.rule.selector;
    let keys = selector.keys.iter().map(|path| match evaluator.path(*first, path) {
        Value::Topic(_) => topic(*first, corpus),
        other => text(&other, corpus),
    });
    let keys = keys.collect::<Vec<_>>().join("\u{1f}");
    if selector.across_stories { keys } else { format!("{}\0{keys}", corpus.story(corpus.claim(*first).story()).id) }
}

fn topic(claim: ClaimId, corpus: &Corpus) -> String {
    let Value::Measure(measure) = corpus.claim_value(claim, fields::MEASURE) else { return String::new() };
    let separators = corpus.measure(measure).separators.iter().copied();
    let parts = [fields::SUBJECT, fields::MEASURE].into_iter().chain(separators);
    parts.map(|field| text(&corpus.claim_value(claim, field), corpus)).collect::<Vec<_>>().join("\u{1e}")
}

/// A value by its ids and exact figures: never by words that may be chosen otherwise.
fn text(value: &Value, corpus: &Corpus) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Bool(known) => known.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Quantity(quantity) => format!("{} {}", interval(quantity.interval), dimension(&quantity.dimension)),
        Value::Date(date) => interval(date.days()),
        Value::Choice(set, place) => set.options.get(usize::from(*place)).map_or_else(String::new, ToString::to_string),
        Value::Claim(id) => corpus.claim_name(*id),
        Value::Entity(id) => corpus.entity(*id).id.to_string(),
        Value::Story(id) => corpus.story(*id).id.to_string(),
        Value::Measure(id) => corpus.measure(*id).name.to_string(),
        Value::List(items) => items.iter().map(|item| text(item, corpus)).collect::<Vec<_>>().join("\u{1d}"),
        // No key is of these: a topic is told by its parts, and a clash is found in a group.
        Value::Topic(_) | Value::Clash(_) => String::new(),
    }
}

fn dimension(dimension: &Dimension) -> &str {
    match dimension {
        Dimension::One => "",
        Dimension::Declared(name) | Dimension::Noun(name) => name,
    }
}

fn interval(interval: Interval) -> String {
    let end = |end: End| match end {
        End::Unbounded => String::new(),
        End::Closed(number) => number.as_fraction(),
        End::Open(number) => format!("~{}", number.as_fraction()),
    };
    format!("{}..{}", end(interval.low), end(interval.high))
}
