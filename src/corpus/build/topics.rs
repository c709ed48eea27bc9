//! Topics: claims of one subject, one measure and the same separators are about the same thing.

use rustc_hash::FxHashMap;

use crate::corpus::{Claim, EntityId, FieldId, Fields, MeasureId, RecordKind, Schema, TopicId, Value, fields};

/// Numbers the topics in the order in which they are met, and answers how many there are.
pub(super) fn number(schema: &Schema, claims: &mut [Claim]) -> usize {
    let mut topics: FxHashMap<(EntityId, MeasureId, Vec<Value>), TopicId> = FxHashMap::default();
    for claim in claims {
        if let (Value::Entity(subject), Value::Measure(measure)) =
            (claim.fields.value(fields::SUBJECT), claim.fields.value(fields::MEASURE))
        {
            let separators = &schema.measure(*measure).separators;
            let apart = separators.iter().map(|field| separator(schema, &claim.fields, *field)).collect();
            let next = TopicId(u32::try_from(topics.len()).unwrap_or(u32::MAX));
            claim.topic = Some(*topics.entry((*subject, *measure, apart)).or_insert(next));
        }
    }
    topics.len()
}

fn separator(schema: &Schema, given: &Fields, field: FieldId) -> Value {
    match given.value(field) {
        Value::Missing => schema.default(RecordKind::Claim, field, given).clone(),
        value => value.clone(),
    }
}
