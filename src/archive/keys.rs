//! By what claims are found: a claim as written in, the hashes of what it is about out. Two claims that rules would take for the
//! same in one of these have the same hash; that two others have it too costs time, and nothing else.

use std::sync::Arc;

use super::pages::digest;
use crate::corpus::decode::{ClaimRecord, Content, Document, Word};
use crate::corpus::{FieldId, RecordKind, Schema, Type, fields, wrong_id};

/// What claims are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The story that makes them.
    Story,
    /// What they are about.
    Subject,
    /// What they are about, and what is stated of it.
    Matter,
    /// Who says so.
    Source,
    /// What they are called, of those that some claim of the archive names.
    Name,
    /// The claim that they name in a field.
    Naming(FieldId),
    /// The story of a claim that they name in a field.
    NamingOf(FieldId),
}

impl Column {
    /// The columns that every claim has a place in.
    pub const OF_ALL: [Column; 4] = [Column::Story, Column::Subject, Column::Matter, Column::Source];

    /// The number by which a file knows it.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Column::Story => 1,
            Column::Subject => 2,
            Column::Matter => 3,
            Column::Source => 4,
            Column::Name => 5,
            Column::Naming(field) => 0x1_0000 + u64::from(field.0),
            Column::NamingOf(field) => 0x2_0000 + u64::from(field.0),
        }
    }
}

/// The fields of claims that name other claims, of those that every program knows.
#[must_use]
pub fn naming_fields(schema: &Schema) -> Vec<FieldId> {
    let names = |ty: &Type| matches!(ty, Type::Claim) || matches!(ty, Type::List(of) if **of == Type::Claim);
    let fields = schema.fields(RecordKind::Claim).iter().zip(0..);
    fields.filter(|(field, _)| field.declared.is_none() && names(&field.ty)).map(|(_, place)| FieldId(place)).collect()
}

/// The hash of some texts in a column; one that is not given has a hash too.
#[must_use]
pub fn hash(column: Column, texts: &[Option<&str>]) -> u64 {
    let mut bytes = Vec::with_capacity(64);
    for text in texts {
        match text {
            None => bytes.push(0),
            Some(text) => {
                bytes.push(1);
                bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
        }
    }
    digest(column.number(), &bytes)
}

/// A claim as written, with what its document says of all its claims.
#[derive(Clone, Copy, Debug)]
pub struct Written<'d> {
    /// The claim.
    pub record: &'d ClaimRecord,
    /// What holds where the claim says nothing.
    pub defaults: Option<&'d ClaimRecord>,
    /// The story of the document.
    pub own_story: &'d str,
}

/// A claim that another one names: its story and its id.
pub type Named<'d> = (&'d str, &'d str);

impl<'d> Written<'d> {
    /// The words that are given for a field, by the claim or else by its document.
    pub fn words(&self, field: FieldId) -> &'d [Word] {
        let stated = |record: &'d ClaimRecord| record.record.stated.iter().find(|stated| stated.field == field);
        let stated = stated(self.record).or_else(|| self.defaults.and_then(stated));
        stated.filter(|stated| stated.content != Content::Nothing).map_or(&[], |stated| stated.content.words())
    }

    fn first(&self, field: FieldId) -> Option<&'d Word> {
        self.words(field).first()
    }

    /// The story that makes the claim; its own words for it only.
    pub fn named_story(&self) -> Option<&'d Arc<str>> {
        // What defaults say of a story is read otherwise: only a claim names another one than its document's.
        let own = self.record.record.stated.iter().find(|stated| stated.field == fields::STORY)?;
        own.content.words().first().filter(|word| wrong_id(word).is_none()).map(|word| &word.text)
    }

    /// The story that makes the claim.
    pub fn story(&self) -> &'d str {
        self.named_story().map_or(self.own_story, |story| story)
    }

    /// The entity that is given for a field.
    pub fn entity(&self, field: FieldId) -> Option<&'d str> {
        self.first(field).filter(|word| wrong_id(word).is_none()).map(|word| &*word.text)
    }

    /// What is stated of the subject.
    pub fn measure(&self) -> Option<&'d str> {
        self.first(fields::MEASURE).map(|word| &*word.text).filter(|text| !text.is_empty())
    }

    /// The id, where one is given.
    pub fn id(&self) -> Option<&'d str> {
        self.record.record.id.as_ref().map(|id| &*id.text)
    }

    /// The claims that are named in a field.
    pub fn names(&self, field: FieldId) -> impl Iterator<Item = Named<'d>> {
        let own = self.story();
        self.words(field).iter().map(move |word| named(&word.text, own))
    }

    /// The other claims of its waivers.
    pub fn waived_with(&self) -> impl Iterator<Item = Named<'d>> {
        let own = self.story();
        let allow = self.record.allow.as_ref().or_else(|| self.defaults.and_then(|defaults| defaults.allow.as_ref()));
        let with = allow.into_iter().flatten().filter_map(|allowed| allowed.with.as_ref());
        with.map(move |word| named(&word.text, own))
    }

    /// Its hash in a column that says what it is.
    pub fn key(&self, column: Column) -> u64 {
        let subject = || self.entity(fields::SUBJECT);
        match column {
            Column::Story => hash(column, &[Some(self.story())]),
            Column::Subject => hash(column, &[subject()]),
            Column::Matter => hash(column, &[subject(), self.measure()]),
            Column::Source => hash(column, &[self.entity(fields::SOURCE)]),
            Column::Name => hash(column, &[Some(self.story()), self.id()]),
            Column::Naming(_) | Column::NamingOf(_) => hash(column, &[]),
        }
    }
}

/// The claim that a word names: by its id in the story itself, or as `story/id`.
#[must_use]
pub fn named<'w>(word: &'w str, own: &'w str) -> Named<'w> {
    match word.split_once('/') {
        None => (own, word),
        Some((story, id)) => (story.trim(), id.trim()),
    }
}

/// The claims of a document as written.
pub fn claims(document: &Document) -> impl Iterator<Item = Written<'_>> {
    let own_story = document.story.as_ref().and_then(|story| story.id.as_ref()).map_or(&document.stem, |id| &id.text);
    document.claims.iter().map(|record| Written { record, defaults: document.defaults.as_ref(), own_story })
}
