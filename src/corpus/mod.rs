//! Everything loaded in one run: stories, claims and entities, each value with the place it was read from. Knows no rules.

mod build;
mod bulk;
mod claims;
pub mod decode;
mod nearness;
mod numbered;
mod provenance;
mod reading;
pub mod rows;
mod schema;
mod topics;
mod value;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

pub use build::build;
pub use bulk::{read_lines, read_table};
use claims::{Claim, Claims};
pub use claims::{ClaimRef, Standing, Waiver};
pub use decode::{Document, decode, decode_draft, decode_lines, decode_rows, wrong_id};
pub use provenance::{Origin, Provenance, ancestors, inside};
pub use rows::Hull;
pub use schema::{ChoiceSet, Field, FieldDefault, FieldId, Measure, Monotone, RecordKind, Schema, Type, ValueType, fields};
pub use value::{Clash, Value, Witness};

use crate::source::Span;
use topics::Topics;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)] pub struct $name(pub u32);)*
    };
}

ids! {
    /// A claim. Claims are numbered in the order that rules call *earlier*: story date (none last), story id, path, place.
    ClaimId
    /// An entity.
    EntityId
    /// A measure, by its place in the schema.
    MeasureId
    /// A story. Stories are numbered by date (none last), then by id.
    StoryId
    /// A topic.
    TopicId
}

/// A field's value, and the words that give it.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The field.
    pub field: FieldId,
    /// The value as read; missing where the words could not be read.
    pub value: Value,
    /// The words in the claims document.
    pub span: Span,
}

/// The given fields of a record, ordered by field.
///
/// Lists of claims hold every claim that is named, whatever its status; `parts` is sorted and holds no claim twice. What follows
/// such a list leaves out the claims that are not current.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// Bit n is set where the field n is given, for the first 64.
    first: u64,
    given: Vec<Given>,
}

impl Fields {
    /// The fields, in any order; of two of one field the first stands.
    #[must_use]
    pub fn new(mut given: Vec<Given>) -> Fields {
        given.sort_by_key(|g| g.field);
        given.dedup_by_key(|g| g.field);
        let first = given.iter().fold(0, |bits, g| bits | bit(g.field));
        Fields { first, given }
    }

    /// What was given for a field.
    #[must_use]
    pub fn get(&self, field: FieldId) -> Option<&Given> {
        let bit = bit(field);
        if bit == 0 {
            return self.given.iter().rev().find(|g| g.field == field);
        }
        // As many stand before it as there are lower bits.
        let before = (self.first & (bit - 1)).count_ones() as usize;
        (self.first & bit != 0).then(|| self.given.get(before)).flatten()
    }

    /// The value of a field; missing where it was not given.
    #[must_use]
    pub fn value(&self, field: FieldId) -> &Value {
        self.get(field).map_or(&Value::Missing, |g| &g.value)
    }

    /// Puts a value in the place of what was given, or adds it.
    pub fn set(&mut self, given: Given) {
        self.first |= bit(given.field);
        match self.given.binary_search_by_key(&given.field, |g| g.field) {
            Ok(at) => self.given[at] = given,
            Err(at) => self.given.insert(at, given),
        }
    }

    /// All that was given, ordered by field.
    pub fn iter(&self) -> impl Iterator<Item = &Given> {
        self.given.iter()
    }
}

/// The bit of a field; none of those beyond the first 64.
fn bit(field: FieldId) -> u64 {
    1_u64.checked_shl(field.0.into()).unwrap_or(0)
}

/// Someone or something that claims speak of, or that speaks.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its id.
    pub id: Arc<str>,
    /// Where it is declared; `None` for one that is only used.
    pub declared: Option<Span>,
    /// Where it is first used, for one that is not declared.
    pub used: Option<Span>,
    /// Whether a checked file declares it, or only a checked file uses it.
    pub standing: Standing,
    /// What is given.
    pub fields: Fields,
}

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its id.
    pub id: Arc<str>,
    /// Where it is declared: the `story:` mapping, else the document.
    pub span: Span,
    /// Whether a checked file declares it or makes a claim of it.
    pub standing: Standing,
    /// What is given.
    pub fields: Fields,
    /// Its claims, which stand together in the order of all.
    claims: Range<u32>,
}

impl Story {
    /// Its claims, in the order of their place.
    pub fn claims(&self) -> impl ExactSizeIterator<Item = ClaimId> + use<> {
        self.claims.clone().map(ClaimId)
    }
}

/// Everything loaded in one run.
#[derive(Debug)]
pub struct Corpus {
    /// Fields, measures (those that are only used included) and vocabulary.
    pub schema: Schema,
    /// By date, then id.
    pub stories: Vec<Story>,
    /// In the order in which they were met.
    pub entities: Vec<Entity>,
    /// In the order that rules call *earlier*.
    claims: Claims,
    /// Entities by id.
    pub entity_ids: FxHashMap<Arc<str>, EntityId>,
    /// What each claim is about, once someone asks.
    topics: OnceLock<Topics>,
}

impl Corpus {
    /// The entity that an id names.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The story that an id names.
    #[must_use]
    pub fn story(&self, id: StoryId) -> &Story {
        &self.stories[id.0 as usize]
    }

    /// The measure that an id names.
    #[must_use]
    pub fn measure(&self, id: MeasureId) -> &Measure {
        self.schema.measure(id)
    }

    /// The value of an entity's field, defaults filled in.
    #[must_use]
    pub fn entity_value(&self, id: EntityId, field: FieldId) -> Value {
        self.entity_value_in_place(id, field).into_owned()
    }

    /// The same, not copied where it is there already.
    #[must_use]
    pub fn entity_value_in_place(&self, id: EntityId, field: FieldId) -> Cow<'_, Value> {
        let entity = self.entity(id);
        match entity.fields.value(field) {
            _ if field == fields::entity::ID => Cow::Owned(Value::Text(Arc::clone(&entity.id))),
            Value::Missing => Cow::Borrowed(self.schema.default(RecordKind::Entity, field, || false)),
            given => Cow::Borrowed(given),
        }
    }

    /// The value of a story's field.
    #[must_use]
    pub fn story_value(&self, id: StoryId, field: FieldId) -> Value {
        self.story_value_in_place(id, field).into_owned()
    }

    /// The same, not copied where it is there already.
    #[must_use]
    pub fn story_value_in_place(&self, id: StoryId, field: FieldId) -> Cow<'_, Value> {
        let story = self.story(id);
        if field == fields::story::ID {
            Cow::Owned(Value::Text(Arc::clone(&story.id)))
        } else {
            Cow::Borrowed(story.fields.value(field))
        }
    }
}
