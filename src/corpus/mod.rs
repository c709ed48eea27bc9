//! Everything loaded in one run: stories, claims and entities, each value with the place it was read from. Knows no rules.

mod build;
pub mod decode;
mod nearness;
mod provenance;
mod schema;
mod value;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use build::build;
pub use decode::{Document, decode, decode_draft, decode_lines, decode_rows, wrong_id};
pub use provenance::{Origin, Provenance, ancestors, inside};
pub use schema::{ChoiceSet, Field, FieldDefault, FieldId, Measure, Monotone, RecordKind, Schema, Type, ValueType, fields};
pub use value::{Clash, Value, Witness};

use crate::source::{Span, Spanned};
use crate::value::Date;

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

/// Whether a run was asked about a record's file, or only knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Findings about it are reported.
    Checked,
    /// It is known, and not checked.
    Background,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The story that makes it.
    pub story: StoryId,
    /// Its id in the story; where none was given, one made of subject, measure and words.
    pub id: Arc<str>,
    /// Whether the run was asked about it.
    pub standing: Standing,
    /// Whether its status is `current`.
    pub current: bool,
    /// Where it stands in the claims document.
    pub span: Span,
    /// Its words in the draft, where they were found.
    pub words: Option<Span>,
    /// What is given, references resolved; `parts` and `total` are given by either side.
    pub fields: Fields,
    /// What it is about; none without a subject or a measure.
    pub topic: Option<TopicId>,
    /// Its waivers.
    pub allow: Vec<Waiver>,
}

/// A finding that is known and accepted: an entry of `allow`.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiver {
    /// The whole entry.
    pub span: Span,
    /// The rule.
    pub rule: Spanned<Arc<str>>,
    /// Why the finding is accepted.
    pub reason: Arc<str>,
    /// Its last day.
    pub until: Option<Date>,
    /// The one other claim that it is about.
    pub with: Option<ClaimId>,
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
    /// Its claims, in the order of their place.
    pub claims: Vec<ClaimId>,
}

/// Everything loaded in one run.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Fields, measures (those that are only used included) and vocabulary.
    pub schema: Schema,
    /// By date, then id.
    pub stories: Vec<Story>,
    /// In the order in which they were met.
    pub entities: Vec<Entity>,
    /// In the order that rules call *earlier*.
    pub claims: Vec<Claim>,
    /// Entities by id.
    pub entity_ids: FxHashMap<Arc<str>, EntityId>,
    /// How many topics there are.
    pub topics: usize,
}

impl Corpus {
    /// The claim that an id names.
    #[must_use]
    pub fn claim(&self, id: ClaimId) -> &Claim {
        &self.claims[id.0 as usize]
    }

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

    /// A claim as reports name it: `story/claim`.
    #[must_use]
    pub fn claim_name(&self, id: ClaimId) -> String {
        let claim = self.claim(id);
        format!("{}/{}", self.story(claim.story).id, claim.id)
    }

    /// The value of a claim's field as rules see it: defaults filled in, computed fields computed.
    #[must_use]
    pub fn claim_value(&self, id: ClaimId, field: FieldId) -> Value {
        self.claim_value_in_place(id, field).into_owned()
    }

    /// The same, not copied where it is there already.
    #[must_use]
    pub fn claim_value_in_place(&self, id: ClaimId, field: FieldId) -> Cow<'_, Value> {
        let claim = self.claim(id);
        match field {
            fields::ID => Cow::Owned(Value::Text(Arc::clone(&claim.id))),
            fields::STORY => Cow::Owned(Value::Story(claim.story)),
            fields::TOPIC => Cow::Owned(claim.topic.map_or(Value::Missing, Value::Topic)),
            _ => Cow::Borrowed(match claim.fields.value(field) {
                Value::Missing => self.schema.default(RecordKind::Claim, field, &claim.fields),
                given => given,
            }),
        }
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
            Value::Missing => Cow::Borrowed(self.schema.default(RecordKind::Entity, field, &entity.fields)),
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
