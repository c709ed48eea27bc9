//! Topics: claims of one subject, one measure and the same separators are about the same thing.

use rustc_hash::FxHashMap;

use super::{ClaimRef, Corpus, EntityId, FieldId, MeasureId, TopicId, Value, fields};

/// The number of a claim that has no topic.
const NO_TOPIC: u32 = u32::MAX;

/// What each claim is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Topics(Vec<u32>);

impl Topics {
    /// Numbers the topics in the order in which they are met.
    pub(super) fn of(corpus: &Corpus) -> Topics {
        let mut numbering = Numbering::default();
        Topics(corpus.claims().map(|(_, claim)| numbering.topic(corpus, claim).unwrap_or(NO_TOPIC)).collect())
    }

    /// The topic of a claim, by its place.
    pub(super) fn get(&self, place: u32) -> Option<TopicId> {
        self.0.get(place as usize).copied().filter(|topic| *topic != NO_TOPIC).map(TopicId)
    }
}

#[derive(Default)]
struct Numbering {
    topics: FxHashMap<(EntityId, MeasureId, Vec<Value>), u32>,
    /// The topics of those that give no separator.
    bare: FxHashMap<(EntityId, MeasureId), u32>,
}

impl Numbering {
    fn topic(&mut self, corpus: &Corpus, claim: ClaimRef<'_>) -> Option<u32> {
        let (Value::Entity(subject), Value::Measure(measure)) = (&*claim.given(fields::SUBJECT), &*claim.given(fields::MEASURE))
        else {
            return None;
        };
        let (subject, measure) = (*subject, *measure);
        let separators: &[FieldId] = &corpus.measure(measure).separators;
        // What a claim's modality is where it is not given hangs on its source.
        let is_bare = !separators.iter().any(|field| *field == fields::MODALITY || claim.gives(*field));
        if is_bare && let Some(known) = self.bare.get(&(subject, measure)) {
            return Some(*known);
        }
        let apart = separators.iter().map(|field| claim.value(*field).into_owned()).collect();
        let next = u32::try_from(self.topics.len()).unwrap_or(NO_TOPIC);
        let topic = *self.topics.entry((subject, measure, apart)).or_insert(next);
        if is_bare {
            self.bare.insert((subject, measure), topic);
        }
        Some(topic)
    }
}
