//! What a field holds and an expression gives: one value of any type, missing ones included. Equality is sameness.

use std::sync::Arc;

use super::{ChoiceSet, ClaimId, EntityId, MeasureId, StoryId, TopicId};
use crate::value::{Date, Quantity, Truth};

/// A value of any type. `==` on it is *sameness*: the same value, however written; missing is the same as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing is given, or it cannot be told.
    #[default]
    Missing,
    /// Yes or no.
    Bool(bool),
    /// Words, in NFC and trimmed.
    Text(Arc<str>),
    /// A quantity.
    Quantity(Arc<Quantity>),
    /// A date.
    Date(Arc<Date>),
    /// One of a set of options, by its place in the set.
    Choice(Arc<ChoiceSet>, u16),
    /// A claim.
    Claim(ClaimId),
    /// An entity.
    Entity(EntityId),
    /// A measure.
    Measure(MeasureId),
    /// A story.
    Story(StoryId),
    /// What a claim is about: subject, measure and the measure's separators.
    Topic(TopicId),
    /// Several values, holes included.
    List(Arc<[Value]>),
    /// What `clash` found.
    Clash(Arc<Clash>),
}

/// The two members of a group that lie furthest apart, or the word that there are none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clash {
    /// Whether two conflict.
    pub truth: Truth,
    /// Those that do; present just when `truth` is `Surely`.
    pub witness: Option<Witness>,
}

/// Two claims that conflict.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Witness {
    /// The claim with the lesser value.
    pub low: ClaimId,
    /// The claim with the greater value.
    pub high: ClaimId,
    /// Their gap over the greater figure, as a ratio; missing for dates.
    pub gap: Value,
}

impl Value {
    /// A list.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(items.into())
    }

    /// Some words.
    #[must_use]
    pub fn text(words: &str) -> Value {
        Value::Text(words.into())
    }

    /// A quantity.
    #[must_use]
    pub fn quantity(quantity: Quantity) -> Value {
        Value::Quantity(Arc::new(quantity))
    }

    /// A truth as a value: what cannot be told is missing.
    #[must_use]
    pub fn truth(truth: Truth) -> Value {
        truth.known().map_or(Value::Missing, Value::Bool)
    }

    /// A value as a truth: missing cannot be told, a clash is true when two surely conflict.
    #[must_use]
    pub fn as_truth(&self) -> Truth {
        match self {
            Value::Bool(known) => Truth::of(*known),
            Value::Clash(clash) => clash.truth,
            _ => Truth::CannotTell,
        }
    }

    /// Whether nothing is given.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// The elements of a list; a missing list is the empty one, and a single value is a list of itself.
    #[must_use]
    pub fn elements(&self) -> &[Value] {
        match self {
            Value::Missing => &[],
            Value::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}
