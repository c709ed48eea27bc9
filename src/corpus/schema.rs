//! What may be stated: the fields of claims, entities and stories, the declared measures, and the words for quantities.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{MeasureId, Value};
use crate::source::Span;
use crate::value::{Dimension, Exact, Tolerance, Vocabulary};

/// The type of a field or an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Yes or no, or cannot tell.
    Bool,
    /// Words.
    Text,
    /// A quantity; of a known dimension where there is one.
    Quantity(Option<Dimension>),
    /// A date.
    Date,
    /// One of a set of options.
    Choice(Arc<ChoiceSet>),
    /// A claim.
    Claim,
    /// An entity.
    Entity,
    /// A measure.
    Measure,
    /// A story.
    Story,
    /// What a claim is about.
    Topic,
    /// What `clash` found.
    Clash,
    /// The value of a claim whose measure is not known beforehand.
    Value,
    /// Several of one type.
    List(Box<Type>),
}

/// The options of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChoiceSet {
    /// The options, in order.
    pub options: Vec<Arc<str>>,
    /// Whether they compare with `<`.
    pub ordered: bool,
}

impl ChoiceSet {
    /// The place of an option.
    #[must_use]
    pub fn place(&self, option: &str) -> Option<u16> {
        self.options.iter().position(|o| &**o == option).and_then(|i| u16::try_from(i).ok())
    }
}

/// Which kind of record a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// A claim.
    Claim,
    /// An entity, or a source.
    Entity,
    /// A story.
    Story,
}

/// A field, by its place among those of its kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u16);

/// A field of claims, entities or stories.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type. `Type::Value` for a claim's `value`.
    pub ty: Type,
    /// What it is where it is not given; `None` for missing. `modality` is computed (see [`Schema`]).
    pub default: FieldDefault,
    /// One line about it, for `explain`, hover and completion.
    pub summary: Arc<str>,
    /// Where a desk declared it; `None` for built-in ones.
    pub declared: Option<Span>,
}

/// What a field is where it is not given.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldDefault {
    /// Missing.
    None,
    /// A bool.
    Bool(bool),
    /// An option of its choice.
    Option(u16),
    /// A claim's modality: `statement` with a source, `fact` without.
    Modality,
}

/// What the values of a measure are.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueType {
    /// No type is declared: values are read as what they look like.
    Undeclared,
    /// Things one can count.
    Count,
    /// Quantities in this unit (by name) or any other of its dimension.
    Quantity(Arc<str>),
    /// Dates.
    Date,
    /// Text.
    Text,
    /// Entities.
    Entity,
    /// One of some options.
    Choice(Arc<ChoiceSet>),
}

/// Which way a running total goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monotone {
    /// It only rises.
    Up,
    /// It only falls.
    Down,
}

/// What may be measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: Arc<str>,
    /// How messages name it; the name where no title is given.
    pub title: Arc<str>,
    /// What its values are.
    pub value: ValueType,
    /// Fields in which claims that differ are not about the same thing.
    pub separators: Vec<FieldId>,
    /// What difference is let pass where a rule names none.
    pub tolerance: Option<Tolerance>,
    /// The least and the greatest value that can be true, in base units.
    pub range: Option<(Exact, Exact)>,
    /// Whether its values are whole numbers.
    pub whole_numbers: bool,
    /// Whether it is a running total.
    pub monotone: Option<Monotone>,
    /// The measure that it is a kind of, by name.
    pub kind_of: Option<Arc<str>>,
    /// Where it is declared; `None` for one that is only used.
    pub declared: Option<Span>,
}

/// Everything that rule files declare about claims.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Units, hedges and amounts.
    pub vocabulary: Vocabulary,
    /// Measures, declared ones first.
    pub measures: Vec<Measure>,
    measure_names: FxHashMap<Arc<str>, MeasureId>,
    claim: Table,
    entity: Table,
    story: Table,
}

#[derive(Clone, Debug, Default)]
struct Table {
    fields: Vec<Field>,
    /// What each field is where it is not given; of modality with a source, and without one.
    defaults: Vec<[Value; 2]>,
    names: FxHashMap<Arc<str>, FieldId>,
}

impl Table {
    fn add(&mut self, field: Field) -> FieldId {
        let id = FieldId(u16::try_from(self.fields.len()).unwrap_or(u16::MAX));
        self.names.entry(Arc::clone(&field.name)).or_insert(id);
        self.defaults.push(defaults(&field));
        self.fields.push(field);
        id
    }
}

fn defaults(field: &Field) -> [Value; 2] {
    let option = |place| match &field.ty {
        Type::Choice(set) => Value::Choice(Arc::clone(set), place),
        _ => Value::Missing,
    };
    match field.default {
        FieldDefault::None => [Value::Missing, Value::Missing],
        FieldDefault::Bool(known) => [Value::Bool(known), Value::Bool(known)],
        FieldDefault::Option(place) => [option(place), option(place)],
        // `statement` with a source, `fact` without: the last two of the set.
        FieldDefault::Modality => [option(5), option(6)],
    }
}

/// The built-in fields that the checker itself reads, by place.
pub mod fields {
    use super::FieldId;

    macro_rules! places {
        ($($name:ident = $place:literal),* $(,)?) => {
            $(#[doc = concat!("The place of `", stringify!($name), "`.")] pub const $name: FieldId = FieldId($place);)*
        };
    }
    places! {
        ID = 0, STORY = 1, SUBJECT = 2, MEASURE = 3, VALUE = 4, UNIT = 5, SOURCE = 6, VIA = 7, REPEATS = 8, AS_OF = 9, HAPPENED = 10,
        SAID = 11, PLACE = 12, STAGE = 13, SCOPE = 14, MODALITY = 15, PART = 16, TOTAL = 17, PARTS = 18, STATUS = 19, TOPIC = 20,
        TEXT = 21, NTH = 22, BEFORE = 23, AFTER = 24, ALLOW = 25, QUOTE = 26, CONVERTS = 32, PARAGRAPH = 37,
    }
    /// Fields of entities.
    pub mod entity {
        use super::FieldId;
        places! { ID = 0, NAME = 1, ALIASES = 2, KIND = 3, WITHIN = 4, PARTY = 5, RELAYS = 6, NAMED = 7, PLURAL = 8, STATUS = 9 }
    }
    /// Fields of stories.
    pub mod story {
        use super::FieldId;
        places! { ID = 0, HEADLINE = 1, DEK = 2, DATE = 3 }
    }
}

fn choice(options: &[&str], ordered: bool) -> Type {
    Type::Choice(Arc::new(ChoiceSet { options: options.iter().map(|o| Arc::from(*o)).collect(), ordered }))
}

fn list(of: Type) -> Type {
    Type::List(Box::new(of))
}

/// One row a field: name, type, default, summary. The first rows stand in the order of [`fields`].
fn claim_fields() -> Vec<(&'static str, Type, FieldDefault, &'static str)> {
    use FieldDefault::{Modality, None, Option};
    let parts = choice(&["headline", "dek", "lede", "body", "caption", "table", "correction"], false);
    let modality = choice(&["conditional", "forecast", "belief", "allegation", "estimate", "statement", "fact"], true);
    let status = choice(&["current", "superseded", "corrected", "retracted"], false);
    vec![
        ("id", Type::Text, None, "what the claim is called in its story"),
        ("story", Type::Story, None, "the story that makes the claim"),
        ("subject", Type::Entity, None, "what the claim is about"),
        ("measure", Type::Measure, None, "what is measured or stated of it"),
        ("value", Type::Value, None, "what is stated"),
        ("unit", Type::Text, None, "the unit of a bare number"),
        ("source", Type::Entity, None, "who says so; none: the story itself"),
        ("via", list(Type::Entity), None, "whom the source has it from, for this claim"),
        ("repeats", list(Type::Claim), None, "the claims that this one passes on"),
        ("as-of", Type::Date, None, "when the figure held"),
        ("happened", Type::Date, None, "when the event was"),
        ("said", Type::Date, None, "when it was said"),
        ("place", Type::Entity, None, "where"),
        ("stage", Type::Text, None, "ordered, confirmed, preparing, present: a separator by default"),
        ("scope", Type::Text, None, "what is counted in: a separator by default"),
        ("modality", modality, Modality, "how firmly it is put, from conditional to fact"),
        ("part", parts, Option(3), "where in the story it stands"),
        ("total", Type::Claim, None, "the figure that this one is a part of"),
        ("parts", list(Type::Claim), None, "the figures that make up this one"),
        ("status", status, Option(0), "whether the claim still stands"),
        ("topic", Type::Topic, None, "subject, measure and the measure's separators"),
        ("text", Type::Text, None, "the words in the draft that make the claim"),
        ("nth", Type::Quantity(Some(Dimension::One)), None, "which occurrence of the words is meant, from 1"),
        ("before", Type::Text, None, "words that stand just before them"),
        ("after", Type::Text, None, "words that stand just after them"),
        ("allow", list(Type::Text), None, "waivers: findings that are known and accepted"),
        ("quote", Type::Text, None, "the exact words, where the claim is a quotation"),
        ("verb", Type::Text, None, "the verb of saying: revealed, said, admitted"),
        ("numerator", Type::Claim, None, "the count that a share or a rate is made of"),
        ("denominator", Type::Claim, None, "the whole that a share or a rate is of"),
        ("change-from", Type::Claim, None, "the figure before a change"),
        ("change-to", Type::Claim, None, "the figure after a change"),
        ("converts", Type::Claim, None, "the same figure in another unit"),
        ("rests-on", list(Type::Claim), None, "the claims that this one is concluded from"),
        ("denies", list(Type::Claim), None, "the claims that this one denies"),
        ("corrects", list(Type::Claim), None, "the claims that this one corrects"),
        ("preferred", Type::Bool, None, "the figure that the story stands by"),
        ("paragraph", Type::Text, None, "the paragraph of the draft that the words stand in; read from the draft"),
    ]
}

fn entity_fields() -> Vec<(&'static str, Type, FieldDefault, &'static str)> {
    use FieldDefault::{Bool, None, Option};
    vec![
        ("id", Type::Text, None, "what claims call it"),
        ("name", Type::Text, None, "what readers call it"),
        ("aliases", list(Type::Text), None, "other names for it"),
        ("kind", Type::Text, None, "person, official, agency, outlet, document, place, ship …"),
        ("within", list(Type::Entity), None, "what it lies in or is part of"),
        ("party", Type::Entity, None, "the side that it is on"),
        ("relays", list(Type::Entity), None, "the sources that it passes on"),
        ("named", Type::Bool, Bool(true), "whether the story names it"),
        ("plural", Type::Bool, Bool(false), "whether it is several: officials, residents"),
        ("status", choice(&["ok", "retracted", "corrected"], false), Option(0), "whether it still stands"),
        ("born", Type::Date, None, "a person's birth"),
        ("died", Type::Date, None, "a person's death"),
        ("founded", Type::Date, None, "the beginning of an organisation"),
        ("ended", Type::Date, None, "the end of an organisation"),
        ("language", Type::Text, None, "the language it speaks or is written in"),
        ("reliability", Type::Text, None, "the desk's own grade"),
        ("url", Type::Text, None, "where it is found"),
    ]
}

fn story_fields() -> Vec<(&'static str, Type, FieldDefault, &'static str)> {
    use FieldDefault::None;
    vec![
        ("id", Type::Text, None, "what the story is called"),
        ("headline", Type::Text, None, "its headline"),
        ("dek", Type::Text, None, "the line under the headline"),
        ("date", Type::Date, None, "its day"),
        ("dateline", Type::Text, None, "the place it is written from"),
        ("version", Type::Quantity(Some(Dimension::One)), None, "which version it is"),
        ("revises", Type::Story, None, "the story that it takes the place of"),
        ("byline", Type::Text, None, "who wrote it"),
        ("url", Type::Text, None, "where it is published"),
        ("language", Type::Text, None, "the language it is written in"),
    ]
}

fn table(rows: Vec<(&'static str, Type, FieldDefault, &'static str)>) -> Table {
    let mut table = Table::default();
    for (name, ty, default, summary) in rows {
        table.add(Field { name: name.into(), ty, default, summary: summary.into(), declared: None });
    }
    table
}

impl Schema {
    /// The built-in fields, the words of a vocabulary, and no measures yet.
    #[must_use]
    pub fn new(vocabulary: Vocabulary) -> Schema {
        Schema {
            vocabulary,
            measures: Vec::new(),
            measure_names: FxHashMap::default(),
            claim: table(claim_fields()),
            entity: table(entity_fields()),
            story: table(story_fields()),
        }
    }

    fn table(&self, kind: RecordKind) -> &Table {
        match kind {
            RecordKind::Claim => &self.claim,
            RecordKind::Entity => &self.entity,
            RecordKind::Story => &self.story,
        }
    }

    /// Declares a claim field of the desk's own.
    pub fn add_claim_field(&mut self, field: Field) -> FieldId {
        self.claim.add(field)
    }

    /// Declares a measure, or takes note of one that is only used. Of two of one name the first stands.
    pub fn add_measure(&mut self, measure: Measure) -> MeasureId {
        let id = MeasureId(u32::try_from(self.measures.len()).unwrap_or(u32::MAX));
        if let Some(known) = self.measure_names.get(&measure.name) {
            return *known;
        }
        self.measure_names.insert(Arc::clone(&measure.name), id);
        self.measures.push(measure);
        id
    }

    /// The measure of that name, noted as only used where nothing declares it. Without a type, values are read as what they
    /// look like; claims that differ in stage or scope are not about the same thing.
    pub fn measure_used(&mut self, name: &Arc<str>) -> MeasureId {
        if let Some(id) = self.measure_names.get(name) {
            return *id;
        }
        self.add_measure(Measure {
            name: Arc::clone(name),
            title: Arc::clone(name),
            value: ValueType::Undeclared,
            separators: vec![fields::STAGE, fields::SCOPE],
            tolerance: None,
            range: None,
            whole_numbers: false,
            monotone: None,
            kind_of: None,
            declared: None,
        })
    }

    /// The measure of that name.
    #[must_use]
    pub fn measure_named(&self, name: &str) -> Option<MeasureId> {
        self.measure_names.get(name).copied()
    }

    /// The measure that an id names.
    #[must_use]
    pub fn measure(&self, id: MeasureId) -> &Measure {
        &self.measures[id.0 as usize]
    }

    /// The fields of a kind of record, in the order of their places.
    #[must_use]
    pub fn fields(&self, kind: RecordKind) -> &[Field] {
        &self.table(kind).fields
    }

    /// The field of that name.
    #[must_use]
    pub fn field_named(&self, kind: RecordKind, name: &str) -> Option<FieldId> {
        self.table(kind).names.get(name).copied()
    }

    /// The field at that place.
    #[must_use]
    pub fn field(&self, kind: RecordKind, id: FieldId) -> &Field {
        &self.table(kind).fields[usize::from(id.0)]
    }

    /// What a field is where it is not given, by whether the record gives a source.
    #[must_use]
    pub fn default(&self, kind: RecordKind, field: FieldId, has_source: impl FnOnce() -> bool) -> &Value {
        let Some([default, without_source]) = self.table(kind).defaults.get(usize::from(field.0)) else { return &Value::Missing };
        let told_by_source = kind == RecordKind::Claim && field == fields::MODALITY;
        if told_by_source && !has_source() { without_source } else { default }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_places_are_the_rows() {
        let schema = Schema::new(Vocabulary::new());
        let place = |name| schema.field_named(RecordKind::Claim, name).unwrap();
        assert_eq!(place("as-of"), fields::AS_OF);
        assert_eq!(place("topic"), fields::TOPIC);
        assert_eq!(place("quote"), fields::QUOTE);
        assert_eq!(schema.field_named(RecordKind::Entity, "status"), Some(fields::entity::STATUS));
        assert_eq!(schema.field_named(RecordKind::Story, "date"), Some(fields::story::DATE));
    }
}
