//! The claims of a run in the order that rules call *earlier*, and what can be asked of one: its story, its fields, its places.

use std::borrow::Cow;
use std::sync::Arc;

use super::rows::Rows;
use super::topics::Topics;
use super::{ClaimId, Corpus, FieldId, Fields, Given, RecordKind, StoryId, TopicId, Value, fields};
use crate::source::{Span, Spanned};
use crate::value::Date;

/// Whether a run was asked about a record's file, or only knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Findings about it are reported.
    Checked,
    /// It is known, and not checked.
    Background,
}

/// One statement, with everything that its document says of it.
#[derive(Clone, Debug)]
pub(super) struct Claim {
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

/// Where a claim is kept: among those that are written out, or among the rows of bulk files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u32);

/// What tells the two apart.
const ROW: u32 = 1 << 31;

impl Slot {
    /// The row of that number.
    pub(super) fn row(row: u32) -> Slot {
        Slot(row | ROW)
    }

    /// The written claim of that place.
    pub(super) fn written(place: usize) -> Slot {
        Slot(u32::try_from(place).map_or(ROW - 1, |place| place & !ROW))
    }

    /// The row, if it is one; else the place of the written claim.
    pub(super) fn kind(self) -> Result<u32, usize> {
        if self.0 & ROW == 0 { Err(self.0 as usize) } else { Ok(self.0 & !ROW) }
    }
}

/// All claims of a corpus.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// In the order that rules call *earlier*.
    pub(super) order: Vec<Slot>,
    /// Those that are written out, in the same order.
    pub(super) written: Vec<Claim>,
    pub(super) rows: Rows,
}

impl Claims {
    /// Whether something may be given of a total or of parts.
    pub(super) fn may_be_linked(&self, slot: Slot) -> bool {
        slot.kind().map_or(true, |row| self.rows.is_linked(row))
    }

    /// What is given of a total or of parts.
    pub(super) fn linked(&self, slot: Slot, field: FieldId) -> Option<&Given> {
        match slot.kind() {
            Ok(row) => self.rows.link(row, field),
            Err(place) => self.written[place].fields.get(field),
        }
    }

    /// Gives a total or parts.
    pub(super) fn link(&mut self, slot: Slot, given: Given) {
        match slot.kind() {
            Err(place) => self.written[place].fields.set(given),
            Ok(row) if given.field == fields::TOTAL => self.rows.links_mut(row).total = Some(given),
            Ok(row) => self.rows.links_mut(row).parts = Some(given),
        }
    }

    /// Where a claim stands.
    pub(super) fn span(&self, slot: Slot) -> Span {
        slot.kind().map_or_else(|place| self.written[place].span, |row| self.rows.line(row).span())
    }

    /// A claim's id.
    pub(super) fn id(&self, slot: Slot) -> Cow<'_, str> {
        slot.kind().map_or_else(|place| Cow::Borrowed(&*self.written[place].id), |row| self.rows.id(row))
    }
}

/// A claim of a corpus.
#[derive(Clone, Copy, Debug)]
pub struct ClaimRef<'c> {
    corpus: &'c Corpus,
    id: ClaimId,
    kept: Kept<'c>,
}

#[derive(Clone, Copy, Debug)]
enum Kept<'c> {
    Written(&'c Claim),
    Row(&'c Rows, u32),
}

impl<'c> ClaimRef<'c> {
    /// The story that makes it.
    #[must_use]
    pub fn story(self) -> StoryId {
        match self.kept {
            Kept::Written(claim) => claim.story,
            Kept::Row(rows, row) => rows.story(row),
        }
    }

    /// Its id in the story; where none was given, one made of subject, measure and words.
    #[must_use]
    pub fn id(self) -> Cow<'c, str> {
        match self.kept {
            Kept::Written(claim) => Cow::Borrowed(&claim.id),
            Kept::Row(rows, row) => rows.id(row),
        }
    }

    /// Whether the run was asked about it.
    #[must_use]
    pub fn standing(self) -> Standing {
        match self.kept {
            Kept::Written(claim) => claim.standing,
            Kept::Row(rows, row) => rows.file_of(row).standing,
        }
    }

    /// Whether its status is `current`.
    #[must_use]
    pub fn is_current(self) -> bool {
        match self.kept {
            Kept::Written(claim) => claim.current,
            Kept::Row(rows, row) => rows.is_current(row),
        }
    }

    /// Where it stands in the claims document.
    #[must_use]
    pub fn span(self) -> Span {
        match self.kept {
            Kept::Written(claim) => claim.span,
            Kept::Row(rows, row) => rows.line(row).span(),
        }
    }

    /// Its words in the draft, where they were found.
    #[must_use]
    pub fn words(self) -> Option<Span> {
        match self.kept {
            Kept::Written(claim) => claim.words,
            Kept::Row(..) => None,
        }
    }

    /// What it is about; none without a subject or a measure.
    #[must_use]
    pub fn topic(self) -> Option<TopicId> {
        self.corpus.topics.get_or_init(|| Topics::of(self.corpus)).get(self.id.0)
    }

    /// Its waivers.
    #[must_use]
    pub fn allow(self) -> &'c [Waiver] {
        match self.kept {
            Kept::Written(claim) => &claim.allow,
            Kept::Row(..) => &[],
        }
    }

    /// What is given for a field, references resolved, without what is filled in or computed; `parts` and `total` are given by either
    /// side. Lists of claims hold every claim that is named, whatever its status; `parts` is sorted and holds no claim twice.
    #[must_use]
    pub fn given(self, field: FieldId) -> Cow<'c, Value> {
        match self.kept {
            Kept::Written(claim) => Cow::Borrowed(claim.fields.value(field)),
            Kept::Row(rows, row) => rows.given(&self.corpus.schema, row, field),
        }
    }

    /// Whether something is given for a field, and can be read.
    #[must_use]
    pub fn gives(self, field: FieldId) -> bool {
        match self.kept {
            // Every claim has one, given or made.
            _ if field == fields::ID => true,
            Kept::Written(claim) => !claim.fields.value(field).is_missing(),
            Kept::Row(rows, row) => rows.gives(row, field),
        }
    }

    /// Whether it is a row of a bulk file, which rests on no other claim.
    pub(super) fn is_row(self) -> bool {
        matches!(self.kept, Kept::Row(..))
    }

    /// Whether its value is a quantity.
    #[must_use]
    pub fn is_quantity(self) -> bool {
        match self.kept {
            Kept::Written(claim) => matches!(claim.fields.value(fields::VALUE), Value::Quantity(_)),
            Kept::Row(rows, row) => rows.is_quantity(row),
        }
    }

    /// The words in the claims document that give a field.
    #[must_use]
    pub fn place_of(self, field: FieldId) -> Option<Span> {
        match self.kept {
            Kept::Written(claim) => claim.fields.get(field).map(|given| given.span),
            Kept::Row(rows, row) => rows.place_of(row, field),
        }
    }

    /// The fields for which something is given that can be read.
    #[must_use]
    pub fn given_fields(self) -> Vec<FieldId> {
        match self.kept {
            Kept::Written(claim) => {
                claim.fields.iter().filter(|given| !given.value.is_missing()).map(|given| given.field).collect()
            }
            Kept::Row(rows, row) => rows.fields().filter(|field| rows.gives(row, *field)).collect(),
        }
    }

    /// By what a plain number is read, and about what it is; none where the value is something else.
    pub(super) fn about(self) -> Option<(u32, f64)> {
        match self.kept {
            Kept::Written(_) => None,
            Kept::Row(rows, row) => rows.about(row),
        }
    }

    /// A field's value as rules see it: defaults filled in, computed fields computed.
    #[must_use]
    pub fn value(self, field: FieldId) -> Cow<'c, Value> {
        match field {
            fields::ID => Cow::Owned(Value::text(&self.id())),
            fields::STORY => Cow::Owned(Value::Story(self.story())),
            fields::TOPIC => Cow::Owned(self.topic().map_or(Value::Missing, Value::Topic)),
            _ => match self.given(field) {
                given if given.is_missing() => Cow::Borrowed(self.filled_in(field)),
                given => given,
            },
        }
    }

    /// A field's value as rules see it, but for the words of quantities: enough to compare it.
    #[must_use]
    pub fn bare_value(self, field: FieldId) -> Cow<'c, Value> {
        match self.kept {
            Kept::Row(rows, row) if field == fields::VALUE => rows.bare_value(&self.corpus.schema, row),
            _ => self.value(field),
        }
    }

    /// What a field is where nothing is given for it.
    fn filled_in(self, field: FieldId) -> &'c Value {
        self.corpus.schema.default(RecordKind::Claim, field, || self.gives(fields::SOURCE))
    }
}

impl Corpus {
    /// How many claims there are.
    #[must_use]
    pub fn claim_count(&self) -> usize {
        self.claims.order.len()
    }

    /// Whether every claim gives a field. Where it says no, nothing is known.
    #[must_use]
    pub fn all_give(&self, field: FieldId) -> bool {
        self.claims.written.is_empty() && self.claims.rows.all_give(field)
    }

    /// Whether every claim is current. Where it says no, nothing is known.
    #[must_use]
    pub fn all_current(&self) -> bool {
        self.claims.written.is_empty() && self.claims.rows.column(fields::STATUS).cells.is_empty()
    }

    /// The numbers of a claim's values of some fields, if it is a row: rows with the same have the same values.
    #[must_use]
    pub fn cells(&self, claim: ClaimId, fields: &[FieldId]) -> Option<[u32; 4]> {
        let row = self.claims.order[claim.0 as usize].kind().ok()?;
        let mut cells = [0; 4];
        for (cell, field) in cells.iter_mut().zip(fields) {
            *cell = self.claims.rows.column(*field).cell(row).map_or(0, |cell| cell + 1);
        }
        Some(cells)
    }

    /// How many claims the run was asked about.
    #[must_use]
    pub fn checked_count(&self) -> usize {
        let all_rows = self.claims.order.len() == self.claims.rows.len() as usize;
        if all_rows && self.claims.written.is_empty() {
            let checked = self.claims.rows.files.iter().filter(|file| file.standing == Standing::Checked);
            return checked.map(|file| file.rows.len()).sum();
        }
        self.claims().filter(|(_, claim)| claim.standing() == Standing::Checked).count()
    }

    /// The claims that are no rows, in order.
    pub(super) fn written(&self) -> impl Iterator<Item = ClaimRef<'_>> {
        let count = if self.claims.written.is_empty() { 0 } else { self.claim_count() };
        self.claims().take(count).map(|(_, claim)| claim).filter(|claim| !claim.is_row())
    }

    /// The claims that have waivers.
    pub fn waived(&self) -> impl Iterator<Item = (ClaimId, ClaimRef<'_>)> {
        // Rows have none.
        let any = self.claims.written.iter().any(|claim| !claim.allow.is_empty());
        self.claims().take(if any { self.claim_count() } else { 0 }).filter(|(_, claim)| !claim.allow().is_empty())
    }

    /// The claims, in the order that rules call *earlier*.
    pub fn claims(&self) -> impl Iterator<Item = (ClaimId, ClaimRef<'_>)> {
        (0..).map(ClaimId).take(self.claim_count()).map(|id| (id, self.claim(id)))
    }

    /// The claim that an id names.
    #[must_use]
    pub fn claim(&self, id: ClaimId) -> ClaimRef<'_> {
        let kept = match self.claims.order[id.0 as usize].kind() {
            Ok(row) => Kept::Row(&self.claims.rows, row),
            Err(place) => Kept::Written(&self.claims.written[place]),
        };
        ClaimRef { corpus: self, id, kept }
    }

    /// A claim as reports name it: `story/claim`.
    #[must_use]
    pub fn claim_name(&self, id: ClaimId) -> String {
        let claim = self.claim(id);
        format!("{}/{}", self.story(claim.story()).id, claim.id())
    }

    /// The value of a claim's field as rules see it: defaults filled in, computed fields computed.
    #[must_use]
    pub fn claim_value(&self, id: ClaimId, field: FieldId) -> Value {
        self.claim(id).value(field).into_owned()
    }

    /// The same, not copied where it is there already.
    #[must_use]
    pub fn claim_value_in_place(&self, id: ClaimId, field: FieldId) -> Cow<'_, Value> {
        self.claim(id).value(field)
    }
}
