//! `clash`: of a group's members, the two that surely conflict and lie furthest apart. Members of one class (same dimension, same
//! `between`, same date) need one pass; classes are looked through from the furthest apart, and no further than the best so far.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compare::{carried, intervals, tolerance};
use super::expr::{Evaluator, Frame};
use crate::corpus::{ClaimId, Clash, Origin, Value, Witness, fields};
use crate::lang::typed::{Between, Beyond, ClashOf};
use crate::value::{Dimension, Exact, Interval, Quantity, Tolerance, Truth};

/// A member that has a value.
struct Member {
    claim: ClaimId,
    value: Value,
    interval: Interval,
}

/// Members that a condition cannot tell apart.
struct Class {
    between: Value,
    origins: Vec<Origin>,
    during: Value,
    members: Vec<Member>,
}

/// A pair that surely conflicts.
struct Best {
    gap: Exact,
    low: ClaimId,
    high: ClaimId,
    greater: Exact,
}

/// What `clash(…)` finds.
pub fn find<'a>(evaluator: &Evaluator<'a>, of: &'a ClashOf, frame: &mut Frame<'a>) -> Value {
    let list = evaluator.value(&of.claims, frame);
    if list.elements().len() < 2 {
        // What is alone conflicts with nothing.
        return Value::Clash(Arc::new(Clash { truth: Truth::SurelyNot, witness: None }));
    }
    if of.field == fields::VALUE && are_near(evaluator, &list, of.beyond.as_ref()) {
        return Value::Clash(Arc::new(Clash { truth: Truth::SurelyNot, witness: None }));
    }
    let classes = classes(evaluator, of, &list);
    let mut best: Option<Best> = None;
    let by_low = sorted(&classes, |c| least_high(c).map(|(n, _)| n));
    let mut by_high = sorted(&classes, |c| greatest_low(c).map(|(n, _)| n));
    by_high.reverse();
    // Ends that meet at one number are apart only where one of them leaves it out.
    let open = |m: &Member| m.interval.low.is_open() || m.interval.high.is_open();
    let touching_counts = classes.iter().flat_map(|c| &c.members).any(open);
    for (least, a) in &by_low {
        for (greatest, b) in &by_high {
            let Some(gap) = greatest.sub(*least) else { continue };
            if gap.is_negative() || (gap.is_zero() && !touching_counts) || best.as_ref().is_some_and(|best| gap < best.gap) {
                break;
            }
            if !evaluator.notes.borrow_mut().step() {
                break;
            }
            let (a, b) = (&classes[*a], &classes[*b]);
            if admitted(a, b, of.between)
                && let Some(pair) = furthest(a, b, of.beyond.as_ref())
                && best
                    .as_ref()
                    .is_none_or(|best| (Reverse(pair.gap), pair.low, pair.high) < (Reverse(best.gap), best.low, best.high))
            {
                best = Some(pair);
            }
        }
    }
    let is_date = matches!(classes.first().and_then(|c| c.members.first()).map(|m| &m.value), Some(Value::Date(_)));
    let witness = best.map(|best| Witness { low: best.low, high: best.high, gap: ratio(&best, is_date) });
    let truth = match witness {
        Some(_) => Truth::Surely,
        None if all_within(evaluator, &classes, of) => Truth::SurelyNot,
        None => Truth::CannotTell,
    };
    note_mismatch(evaluator, &classes);
    Value::Clash(Arc::new(Clash { truth, witness }))
}

/// Whether no two claims of a list can conflict, which needs no look at each.
fn are_near(evaluator: &Evaluator<'_>, list: &Value, beyond: Option<&Beyond>) -> bool {
    let claim = |element: &Value| if let Value::Claim(claim) = element { Some(*claim) } else { None };
    let elements = list.elements();
    elements.iter().all(|element| claim(element).is_some()) && evaluator.are_near(elements.iter().filter_map(claim), beyond)
}

/// Members of several dimensions are a warning on the data.
fn note_mismatch(evaluator: &Evaluator<'_>, classes: &[Class]) {
    let Some(first) = classes.first().and_then(|c| c.members.first()) else { return };
    let other = classes
        .iter()
        .flat_map(|c| c.members.first())
        .find_map(|m| intervals(&first.value, &m.value).err().map(|e| (e, m.claim)));
    if let Some((mismatch, claim)) = other {
        evaluator.notes.borrow_mut().mismatch(mismatch, &[first.claim, claim], evaluator.world.corpus);
    }
}

/// The gap over the greater figure.
fn ratio(best: &Best, is_date: bool) -> Value {
    if is_date {
        return Value::Missing;
    }
    let share = if best.greater.is_zero() { Some(Exact::ZERO) } else { best.gap.div(best.greater) };
    share.map_or(Value::Missing, |s| {
        Value::quantity(Quantity::computed(Interval::point(s), Dimension::One).shown_in(&Arc::from("percent")))
    })
}

fn sorted(classes: &[Class], end: impl Fn(&Class) -> Option<Exact>) -> Vec<(Exact, usize)> {
    let mut order: Vec<(Exact, usize)> = classes.iter().enumerate().filter_map(|(i, c)| Some((end(c)?, i))).collect();
    order.sort_unstable();
    order
}

fn classes(evaluator: &Evaluator<'_>, of: &ClashOf, list: &Value) -> Vec<Class> {
    let corpus = evaluator.world.corpus;
    let mut places: FxHashMap<(Value, Value, Option<Dimension>, Option<Tolerance>), usize> = FxHashMap::default();
    let mut classes: Vec<Class> = Vec::new();
    for element in list.elements() {
        let Value::Claim(claim) = element else { continue };
        let value = corpus.claim(*claim).bare_value(of.field).into_owned();
        let (interval, dimension) = match &value {
            Value::Quantity(q) => (q.interval, Some(q.dimension.clone())),
            Value::Date(d) => (d.days(), None),
            _ => continue,
        };
        let (between, origins) = between(evaluator, of.between, *claim);
        let during = of.during.map_or(Value::Missing, |field| corpus.claim_value(*claim, field));
        let key = (between.clone(), during.clone(), dimension, carried(&value));
        let place = *places.entry(key).or_insert_with(|| {
            classes.push(Class { between, origins, during, members: Vec::new() });
            classes.len() - 1
        });
        classes[place].members.push(Member { claim: *claim, value, interval });
    }
    classes
}

/// In what a claim may differ from another.
fn between(evaluator: &Evaluator<'_>, between: Option<Between>, claim: ClaimId) -> (Value, Vec<Origin>) {
    let corpus = evaluator.world.corpus;
    let story = || Value::Story(corpus.claim(claim).story());
    let list = |origins: &[Origin]| {
        Value::list(
            origins
                .iter()
                .map(|o| match o {
                    Origin::Entity(id) => Value::Entity(*id),
                    Origin::Story(id) => Value::Story(*id),
                })
                .collect(),
        )
    };
    match between {
        None => (Value::Missing, Vec::new()),
        Some(Between::Source) => match corpus.claim_value(claim, fields::SOURCE) {
            Value::Missing => (story(), Vec::new()),
            source => (source, Vec::new()),
        },
        Some(Between::Story) => (story(), Vec::new()),
        Some(Between::Part) => (corpus.claim_value(claim, fields::PART), Vec::new()),
        Some(Between::Origin) => {
            let origins = evaluator.world.provenance().origins(claim).to_vec();
            (list(&origins), origins)
        }
        Some(Between::Party) => {
            let mut parties = evaluator.world.provenance().parties(claim);
            parties.sort_unstable();
            parties.dedup();
            (list(&parties), parties)
        }
    }
}

/// Whether two classes may hold a pair.
fn admitted(a: &Class, b: &Class, between: Option<Between>) -> bool {
    let differ = match between {
        None => true,
        Some(Between::Origin | Between::Party) => !a.origins.iter().any(|o| b.origins.contains(o)),
        Some(Between::Source | Between::Story | Between::Part) => a.between != b.between,
    };
    let overlap = match (&a.during, &b.during) {
        (Value::Date(x), Value::Date(y)) => x.overlaps(y),
        _ => true,
    };
    differ && overlap
}

/// The least high end of a class, and the first member that has it.
fn least_high(class: &Class) -> Option<(Exact, &Member)> {
    let ends = class.members.iter().filter_map(|m| Some((m.interval.high.number()?, m)));
    ends.min_by_key(|(n, m)| (*n, m.claim))
}

/// The greatest low end of a class, and the first member that has it.
fn greatest_low(class: &Class) -> Option<(Exact, &Member)> {
    let ends = class.members.iter().filter_map(|m| Some((m.interval.low.number()?, m)));
    ends.max_by_key(|(n, m)| (*n, Reverse(m.claim)))
}

/// Of a member of each class, the two that surely conflict and lie furthest apart, the first of `a` below.
fn furthest(a: &Class, b: &Class, beyond: Option<&Beyond>) -> Option<Best> {
    let ((high_end, low), (low_end, high)) = (least_high(a)?, greatest_low(b)?);
    intervals(&low.value, &high.value).ok()?;
    let tolerance = tolerance(&low.value, &high.value, beyond).ok()?;
    let greater = high_end.abs().max(low_end.abs());
    let gap = low_end.sub(high_end)?;
    if gap.is_zero() {
        let (low, high) = touching(a, b, high_end, tolerance)?;
        return Some(Best { gap, low, high, greater });
    }
    tolerance.apart(low.interval, high.interval).then_some(Best { gap, low: low.claim, high: high.claim, greater })
}

/// The first two whose ends touch at a number that one of them leaves out.
fn touching(a: &Class, b: &Class, at: Exact, tolerance: Tolerance) -> Option<(ClaimId, ClaimId)> {
    let highs: Vec<&Member> = b.members.iter().filter(|m| m.interval.low.number() == Some(at)).collect();
    let first_open = highs.iter().filter(|m| m.interval.low.is_open()).map(|m| m.claim).min();
    let first = highs.iter().map(|m| m.claim).min();
    let below = a.members.iter().filter(|m| m.interval.high.number() == Some(at));
    // A closed low member needs an open partner; an open one takes any but itself, which it cannot be: an interval that is open
    // at both ends of one number is empty.
    let pairs = below.filter_map(|low| {
        let partner = if low.interval.high.is_open() { first } else { first_open };
        Some((low.claim, partner?))
    });
    let (low, high) = pairs.min()?;
    let (x, y) = (interval_of(a, low)?, interval_of(b, high)?);
    tolerance.apart(x, y).then_some((low, high))
}

fn interval_of(class: &Class, claim: ClaimId) -> Option<Interval> {
    class.members.iter().find(|m| m.claim == claim).map(|m| m.interval)
}

/// Whether every admitted pair surely does not conflict.
fn all_within(evaluator: &Evaluator<'_>, classes: &[Class], of: &ClashOf) -> bool {
    // Where the outermost members of all are within it of one another, every two are.
    let outer = outermost(classes.iter().flat_map(|c| &c.members));
    if within(&outer, &outer, of.beyond.as_ref()) {
        return true;
    }
    let outers: Vec<Vec<&Member>> = classes.iter().map(|c| outermost(c.members.iter())).collect();
    for (i, a) in classes.iter().enumerate() {
        for (j, b) in classes.iter().enumerate().skip(i) {
            if !evaluator.notes.borrow_mut().step() {
                return false;
            }
            if admitted(a, b, of.between) && !within(&outers[i], &outers[j], of.beyond.as_ref()) {
                return false;
            }
        }
    }
    true
}

/// Whether every member of one class is surely within the tolerance of every other member of the other. Only the outermost members
/// can be too far apart; of the same class, the two outermost on each side are looked at, so that none is held against itself.
fn within(a: &[&Member], b: &[&Member], beyond: Option<&Beyond>) -> bool {
    a.iter().all(|x| {
        b.iter().filter(|y| x.claim != y.claim).all(|y| {
            let tolerance = match (intervals(&x.value, &y.value), tolerance(&x.value, &y.value, beyond)) {
                (Ok(_), Ok(tolerance)) => tolerance,
                _ => return false,
            };
            tolerance.surely_within(x.interval, y.interval)
        })
    })
}

/// The two members with the least low ends and the two with the greatest high ends.
fn outermost<'m>(members: impl Iterator<Item = &'m Member>) -> Vec<&'m Member> {
    let mut by_low: Vec<&Member> = members.collect();
    by_low.sort_by(|x, y| x.interval.low.cmp_low(y.interval.low));
    let mut by_high = by_low.clone();
    by_high.sort_by(|x, y| y.interval.high.cmp_high(x.interval.high));
    by_low.into_iter().take(2).chain(by_high.into_iter().take(2)).collect()
}
