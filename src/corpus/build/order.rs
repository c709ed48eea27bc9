//! The stories of a run in their order, and the claims in the order that rules call *earlier*.

use std::iter::Peekable;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::bulk::Bulk;
use super::checked_if_either;
use super::values::{Linker, Setting};
use crate::corpus::claims::Slot;
use crate::corpus::decode::{Allowed, ClaimRecord, Content, Document, Record, Stated, Word, wrong_id};
use crate::corpus::rows::RowFile;
use crate::corpus::{Fields, Given, RecordKind, Standing, Story, StoryId, fields};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::DUPLICATE_ID;
use crate::source::{FileId, Span};
use crate::value::{Date, read};

/// The stories, by date, then id, with what the documents say of each.
pub(super) struct Told<'d> {
    stories: Vec<Telling<'d>>,
    ids: FxHashMap<Arc<str>, StoryId>,
}

/// A story as told in all its documents.
struct Telling<'d> {
    id: Arc<str>,
    span: Span,
    declared: bool,
    standing: Standing,
    records: Vec<&'d Record>,
}

/// A claim's place: what is written of it, and where.
pub(super) struct Place<'d> {
    /// The document, by its place among them.
    pub(super) document: usize,
    pub(super) standing: Standing,
    pub(super) story: StoryId,
    pub(super) record: &'d ClaimRecord,
    defaults: Option<&'d ClaimRecord>,
}

impl<'d> Place<'d> {
    /// Every field that is given, by the claim or else by its document's defaults.
    pub(super) fn given(&self) -> impl Iterator<Item = &'d Stated> {
        let own = &self.record.record.stated;
        let defaults = self.defaults.map_or(&[][..], |d| &d.record.stated);
        let filling = defaults.iter().filter(|default| own.iter().all(|o| o.field != default.field));
        own.iter().chain(filling).filter(|stated| stated.content != Content::Nothing)
    }

    /// The words that the claim gives as its `text`.
    pub(super) fn text(&self) -> Option<&'d Word> {
        self.given().find(|stated| stated.field == fields::TEXT)?.content.words().first()
    }

    /// The claim's waivers, its own or else its document's defaults.
    pub(super) fn allow(&self) -> &'d [Allowed] {
        let own = self.record.allow.as_ref();
        own.or_else(|| self.defaults.and_then(|d| d.allow.as_ref())).map_or(&[], Vec::as_slice)
    }
}

impl Told<'_> {
    pub(super) fn len(&self) -> usize {
        self.stories.len()
    }

    pub(super) fn named(&self, id: &str) -> Option<StoryId> {
        self.ids.get(id).copied()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.stories.iter().map(|s| &*s.id)
    }
}

/// The id of a document's own story.
pub(super) fn own_story(document: &Document) -> &Arc<str> {
    document.story.as_ref().and_then(|record| record.id.as_ref()).map_or(&document.stem, |id| &id.text)
}

/// The id of the story that makes a claim.
pub(super) fn story_of<'d>(document: &'d Document, claim: &'d ClaimRecord) -> &'d Arc<str> {
    let named = claim.record.stated.iter().find(|s| s.field == fields::STORY).and_then(|s| s.content.words().first());
    named.filter(|word| wrong_id(word).is_none()).map_or_else(|| own_story(document), |word| &word.text)
}

/// All stories that documents declare or make claims of. A document that only declares entities is no story.
pub(super) fn stories<'d>(documents: &'d [(Document, Option<FileId>)], bulk: &Bulk) -> Told<'d> {
    let mut told = Told { stories: Vec::new(), ids: FxHashMap::default() };
    let mut rows = RowStories { files: bulk.rows.files.iter().peekable(), met: vec![u32::MAX; bulk.stories.texts.len()] };
    for (index, (document, _)) in documents.iter().enumerate() {
        if document.story.is_some() || document.draft.is_some() {
            let span = document.story.as_ref().map_or(document.span, |record| record.span);
            let telling = meet(&mut told, own_story(document), span, document.standing);
            if let Some(record) = &document.story {
                if !telling.declared {
                    (telling.declared, telling.span) = (true, span);
                }
                telling.records.push(record);
            }
        }
        for claim in &document.claims {
            meet(&mut told, story_of(document, claim), document.span, document.standing);
        }
        rows.meet(&mut told, (index, document), bulk);
    }
    let mut dated: Vec<_> = told.stories.into_iter().map(|telling| (first_date(&telling), telling)).collect();
    // Without a date last; one that is open towards the past first, towards the future after those that end.
    dated.sort_by(|(a, s), (b, t)| {
        let key = |date: &Option<Date>| {
            let (first, last) = date.as_ref().map_or((None, None), |d| (d.first, d.last));
            (date.is_none(), first, last.is_none(), last)
        };
        key(a).cmp(&key(b)).then_with(|| s.id.cmp(&t.id))
    });
    told.stories = dated.into_iter().map(|(_, telling)| telling).collect();
    told.ids = (0..).map(StoryId).zip(&told.stories).map(|(id, telling)| (Arc::clone(&telling.id), id)).collect();
    told
}

/// The stories of rows, met at the place of their documents.
struct RowStories<'b, I: Iterator<Item = &'b RowFile>> {
    files: Peekable<I>,
    /// Of each story the last document in which it was met.
    met: Vec<u32>,
}

impl<'b, I: Iterator<Item = &'b RowFile>> RowStories<'b, I> {
    /// Takes note of the stories of a document's rows.
    fn meet(&mut self, told: &mut Told, (index, document): (usize, &Document), bulk: &Bulk) {
        let Some(file) = self.files.next_if(|file| file.document == index) else { return };
        let here = u32::try_from(index).unwrap_or(u32::MAX - 1);
        for row in file.rows.clone().filter(|row| !bulk.left.contains(row)) {
            let story = bulk.stories.cells[row as usize] as usize;
            if std::mem::replace(&mut self.met[story], here) != here {
                meet(told, &bulk.stories.texts[story], document.span, file.standing);
            }
        }
    }
}

fn meet<'t, 'd>(told: &'t mut Told<'d>, id: &Arc<str>, span: Span, standing: Standing) -> &'t mut Telling<'d> {
    let next = told.stories.len();
    let place = match told.ids.get(id) {
        Some(known) => known.0 as usize,
        None => {
            told.ids.insert(Arc::clone(id), StoryId(u32::try_from(next).unwrap_or(u32::MAX)));
            told.stories.push(Telling { id: Arc::clone(id), span, declared: false, standing, records: Vec::new() });
            next
        }
    };
    let telling = &mut told.stories[place];
    telling.standing = checked_if_either(telling.standing, standing);
    telling
}

/// The date by which a story is ordered: the first that can be read.
fn first_date(telling: &Telling) -> Option<Date> {
    let dates = telling.records.iter().flat_map(|r| &r.stated).filter(|s| s.field == fields::story::DATE);
    dates.flat_map(|s| s.content.words()).find_map(|word| read::date(&word.text, None).ok())
}

/// All claims: by story, then path, then place; of those that are no rows the places, in the same order.
pub(super) fn claims<'d>(
    documents: &'d [(Document, Option<FileId>)],
    told: &Told,
    bulk: &mut Bulk,
) -> (Vec<Slot>, Vec<Place<'d>>) {
    let places = places(documents, told);
    give_rows_stories(told, bulk);
    let rows = || (0..bulk.rows.len()).map(Slot::row).collect::<Vec<_>>();
    if places.is_empty() && bulk.left.is_empty() {
        let by_story = by_number(&bulk.rows.stories, |story| story.0, told.len());
        return (by_story.map_or_else(rows, |order| order.into_iter().map(Slot::row).collect()), places);
    }
    let mut slots = Vec::with_capacity(places.len() + bulk.rows.stories.len());
    let mut written = places.iter().enumerate().peekable();
    let mut files = bulk.rows.files.iter().peekable();
    for index in 0..documents.len() {
        let rows = files.next_if(|file| file.document == index).map_or(0..0, |file| file.rows.clone());
        for row in rows {
            if bulk.left.contains(&row) {
                continue;
            }
            let start = bulk.rows.start(row);
            let is_before = |(_, place): &(usize, &Place)| place.document == index && place.record.record.span.start < start;
            while let Some((at, _)) = written.next_if(is_before) {
                slots.push(Slot::written(at));
            }
            slots.push(Slot::row(row));
        }
        while let Some((at, _)) = written.next_if(|(_, place)| place.document == index) {
            slots.push(Slot::written(at));
        }
    }
    let story = |slot: &Slot| slot.kind().map_or_else(|at| places[at].story, |row| bulk.rows.story(row)).0;
    if let Some(order) = by_number(&slots, story, told.len()) {
        slots = order.into_iter().map(|at| slots[at as usize]).collect();
    }
    in_order(slots, places)
}

/// The written claims in the order of the slots.
fn in_order<'d>(mut slots: Vec<Slot>, places: Vec<Place<'d>>) -> (Vec<Slot>, Vec<Place<'d>>) {
    let mut places: Vec<Option<Place>> = places.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(places.len());
    for slot in &mut slots {
        if let Err(at) = slot.kind() {
            *slot = Slot::written(ordered.len());
            ordered.extend(places[at].take());
        }
    }
    (slots, ordered)
}

/// Says of each row which story it is of.
fn give_rows_stories(told: &Told, bulk: &mut Bulk) {
    let ids: Vec<StoryId> = bulk.stories.texts.iter().map(|id| told.named(id).unwrap_or(StoryId(0))).collect();
    bulk.rows.stories = bulk.stories.cells.iter().map(|cell| ids[*cell as usize]).collect();
}

/// Places in the order of their numbers, those of one number as they stand; none where they are in order already.
pub(super) fn by_number<T>(all: &[T], number: impl Fn(&T) -> u32, count: usize) -> Option<Vec<u32>> {
    if all.is_sorted_by_key(&number) {
        return None;
    }
    let mut starts = vec![0_u32; count + 1];
    all.iter().for_each(|one| starts[number(one) as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut order = vec![0; all.len()];
    for (place, one) in (0..).zip(all) {
        let next = &mut starts[number(one) as usize];
        order[*next as usize] = place;
        *next += 1;
    }
    Some(order)
}

/// The claims that are no rows: by path, then place.
fn places<'d>(documents: &'d [(Document, Option<FileId>)], told: &Told) -> Vec<Place<'d>> {
    let mut places = Vec::new();
    for (index, (document, _)) in documents.iter().enumerate() {
        for record in &document.claims {
            let story = told.named(story_of(document, record)).unwrap_or(StoryId(0));
            let defaults = document.defaults.as_ref();
            places.push(Place { document: index, standing: document.standing, story, record, defaults });
        }
    }
    places
}

/// The stories with their fields read, and their claims.
pub(super) fn read_stories(told: &Told, of_claims: impl Iterator<Item = StoryId>, linker: &mut Linker) -> Vec<Story> {
    let mut stories: Vec<Story> = told.stories.iter().map(|telling| read_story(telling, linker)).collect();
    for (claim, story) in (0..).zip(of_claims) {
        if let Some(story) = stories.get_mut(story.0 as usize) {
            let first = if story.claims.is_empty() { claim } else { story.claims.start };
            story.claims = first..claim + 1;
        }
    }
    stories
}

fn read_story(telling: &Telling, linker: &mut Linker) -> Story {
    let setting = Setting { story: None, near: None, standing: telling.standing };
    let mut given: Vec<Given> = Vec::new();
    for stated in telling.records.iter().flat_map(|r| &r.stated).filter(|s| s.content != Content::Nothing) {
        let read = linker.field(RecordKind::Story, stated, &setting);
        match given.iter().find(|g| g.field == read.field) {
            None => given.push(read),
            Some(first) if first.value == read.value => {}
            Some(first) => {
                let name = Arc::clone(&linker.schema.field(RecordKind::Story, read.field).name);
                linker.notes.add(told_twice(&telling.id, &name, first.span, read.span));
            }
        }
    }
    Story {
        id: Arc::clone(&telling.id),
        span: telling.span,
        standing: telling.standing,
        fields: Fields::new(given),
        claims: 0..0,
    }
}

fn told_twice(story: &str, field: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_ID, format!("the story `{story}` has two values for `{field}`"))
        .label(second, "this one is left out")
        .label(first, "the first")
        .help("documents with one story id are one story: give them the same value, or another `id`")
}
