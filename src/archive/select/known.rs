//! What documents say that are read whole: their claims, stories and entities as written, and which of them are checked.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::archive::index::Place;
use crate::archive::keys::{Written, claims};
use crate::corpus::decode::{ClaimRecord, Content, Record};
use crate::corpus::{Document, FieldId, RecordKind, Schema, Standing, Type, fields};

/// A claim that is known of.
#[derive(Clone)]
pub enum Known<'d> {
    /// One of a document.
    Told(Written<'d>),
    /// One of an archive's row.
    Row(Row<'d>),
}

/// A row that was taken.
#[derive(Clone)]
pub struct Row<'d> {
    /// The archive, by its place.
    pub archive: usize,
    /// The row.
    pub row: u32,
    /// Where it stands.
    pub place: Place,
    /// The claim, where it was looked at.
    pub record: Option<Arc<ClaimRecord>>,
    /// The story that it is told in where it names none.
    pub own_story: &'d str,
}

/// A claim that was looked at.
#[derive(Clone)]
pub enum Seen<'d> {
    /// One of a document.
    Told(Written<'d>),
    /// One of an archive's row.
    Row(Arc<ClaimRecord>, Row<'d>),
}

impl Seen<'_> {
    /// The claim as written.
    pub fn written(&self) -> Written<'_> {
        match self {
            Seen::Told(written) => *written,
            Seen::Row(record, row) => Written { record, defaults: None, own_story: row.own_story },
        }
    }
}

/// What documents say.
pub struct Told<'d> {
    /// The claims.
    pub claims: Vec<Written<'d>>,
    /// How many of them, the first ones, are checked.
    checked: usize,
    /// The stories that are told or named.
    pub stories: Vec<Arc<str>>,
    /// Those that a checked document tells or makes claims of.
    pub checked_stories: FxHashSet<Arc<str>>,
    /// The fields that are given of some entity.
    pub given_of_entities: FxHashSet<FieldId>,
    /// The fields that are given of some story.
    pub given_of_stories: FxHashSet<FieldId>,
    /// Entities that checked documents declare or use, and what is given of each anywhere; none that only others declare.
    checked_entities: FxHashMap<Arc<str>, FxHashSet<FieldId>>,
    naming: Vec<FieldId>,
    /// The claims that name a claim of a story in a field, by their places.
    named: FxHashMap<(FieldId, Arc<str>), Vec<usize>>,
}

impl<'d> Told<'d> {
    /// What documents say.
    pub fn new(documents: &'d [Document], schema: &Schema) -> Told<'d> {
        let (checked, known): (Vec<_>, Vec<_>) = documents.iter().partition(|document| document.standing == Standing::Checked);
        let of_checked: Vec<Written> = checked.iter().flat_map(|document| claims(document)).collect();
        let count = of_checked.len();
        let all = of_checked.into_iter().chain(known.iter().flat_map(|document| claims(document))).collect();
        let mut told = Told {
            claims: all,
            checked: count,
            stories: Vec::new(),
            checked_stories: FxHashSet::default(),
            given_of_entities: FxHashSet::default(),
            given_of_stories: FxHashSet::default(),
            checked_entities: checked_entities(&checked, &known, schema),
            naming: fields_of(schema, RecordKind::Claim, &Type::Claim),
            named: FxHashMap::default(),
        };
        for (place, claim) in told.claims.iter().enumerate() {
            for field in &told.naming {
                for (story, _) in claim.names(*field) {
                    told.named.entry((*field, story.into())).or_default().push(place);
                }
            }
        }
        told.note_stories(documents, schema);
        let given = |record: &'d Record| record.stated.iter().filter(|s| s.content != Content::Nothing).map(|s| s.field);
        told.given_of_entities.extend(documents.iter().flat_map(|document| &document.entities).flat_map(given));
        told.given_of_stories.extend(documents.iter().filter_map(|document| document.story.as_ref()).flat_map(given));
        told
    }

    fn note_stories(&mut self, documents: &[Document], schema: &Schema) {
        let mut stories: FxHashSet<Arc<str>> = self.claims.iter().map(|claim| claim.story().into()).collect();
        let of_stories = fields_of(schema, RecordKind::Story, &Type::Story);
        let of_claims = fields_of(schema, RecordKind::Claim, &Type::Story);
        for document in documents {
            let own = document.story.as_ref().and_then(|story| story.id.as_ref()).map_or(&document.stem, |id| &id.text);
            let named = document.story.iter().flat_map(|story| &story.stated).filter(|s| of_stories.contains(&s.field));
            stories.extend(named.flat_map(|stated| stated.content.words()).map(|word| Arc::clone(&word.text)));
            stories.insert(Arc::clone(own));
            if document.standing == Standing::Checked {
                self.checked_stories.insert(Arc::clone(own));
            }
        }
        for claim in &self.claims {
            stories.extend(of_claims.iter().flat_map(|field| claim.words(*field)).map(|word| Arc::clone(&word.text)));
        }
        self.checked_stories.extend(self.claims[..self.checked].iter().map(|claim| Arc::from(claim.story())));
        self.stories = stories.into_iter().collect();
        self.stories.sort_unstable();
    }

    /// Whether findings about the claim at a place are reported.
    pub fn is_checked(&self, place: usize) -> bool {
        place < self.checked
    }

    /// The claims that name one of a story in a field, by their places.
    pub fn naming(&self, field: FieldId, story: &str) -> &[usize] {
        self.named.get(&(field, story.into())).map_or(&[], Vec::as_slice)
    }

    /// The fields by which claims name claims, those of the desk among them.
    pub fn naming_fields(&self) -> &[FieldId] {
        &self.naming
    }

    /// The entities of checked documents of which all these fields are given.
    pub fn checked_entities(&self, needs: &[FieldId]) -> Vec<&str> {
        let gives = |given: &FxHashSet<FieldId>| needs.iter().all(|field| given.contains(field));
        let mut entities: Vec<&str> =
            self.checked_entities.iter().filter(|(_, given)| gives(given)).map(|(entity, _)| &**entity).collect();
        entities.sort_unstable();
        entities
    }
}

/// The fields of a kind of record that hold values of a type, or lists of them.
fn fields_of(schema: &Schema, kind: RecordKind, wanted: &Type) -> Vec<FieldId> {
    let holds = |ty: &Type| ty == wanted || matches!(ty, Type::List(of) if **of == *wanted);
    schema.fields(kind).iter().zip(0..).filter(|(field, _)| holds(&field.ty)).map(|(_, place)| FieldId(place)).collect()
}

fn checked_entities(checked: &[&Document], known: &[&Document], schema: &Schema) -> FxHashMap<Arc<str>, FxHashSet<FieldId>> {
    let declared = |documents: &[&Document]| -> FxHashSet<Arc<str>> {
        let records = documents.iter().flat_map(|document| &document.entities);
        records.filter_map(|record| record.id.as_ref()).map(|id| Arc::clone(&id.text)).collect()
    };
    let (own, others) = (declared(checked), declared(known));
    let mut of_claims = fields_of(schema, RecordKind::Claim, &Type::Entity);
    // What is stated may be an entity, where the measure says so.
    of_claims.push(fields::VALUE);
    let of_entities = fields_of(schema, RecordKind::Entity, &Type::Entity);
    let mut all = own.clone();
    for document in checked {
        let words =
            claims(document).flat_map(|claim| of_claims.iter().flat_map(move |field| claim.words(*field)).collect::<Vec<_>>());
        all.extend(words.map(|word| Arc::clone(&word.text)));
        let stated = document.entities.iter().flat_map(|record| &record.stated).filter(|s| of_entities.contains(&s.field));
        all.extend(stated.flat_map(|stated| stated.content.words()).map(|word| Arc::clone(&word.text)));
    }
    all.retain(|entity| own.contains(entity) || !others.contains(entity));
    let mut given: FxHashMap<Arc<str>, FxHashSet<FieldId>> =
        all.into_iter().map(|entity| (entity, FxHashSet::default())).collect();
    for record in checked.iter().chain(known).flat_map(|document| &document.entities) {
        if let Some(of) = record.id.as_ref().and_then(|id| given.get_mut(&id.text)) {
            of.extend(record.stated.iter().map(|stated| stated.field));
        }
    }
    given
}
