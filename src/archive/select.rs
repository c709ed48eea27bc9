//! Which rows of archives can matter to what is checked: rules with how far they look, and documents, in; extracts of the archives
//! out. What is found about checked claims is then what would be found with all of the archives.
//!
//! Beside the claims that rules look at (see `plan`'s reach for the argument), three things have to be as they would be with all
//! claims: what a claim is called, which hangs on others of its story that have its name or none; which claim a reference leads to;
//! and which of the totals that a claim is said to be a part of it has. So stories that another file tells, and those of claims that
//! do not say what they are called, are taken whole; references are followed where a rule does; and totals and parts to both sides.

mod known;
mod rows;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::index;
use super::keys::{Column, Named, hash};
use super::pages::Unreadable;
use crate::corpus::{Document, FieldId, Schema, fields};
use crate::plan::{Anchor, Anchored, Join, Owner, Part, RuleReach, Wake, Who};
use known::{Known, Seen, Told};
use rows::Rows;

pub use rows::{Archive, Chosen};

/// Why archives are needed whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// A rule needs all claims.
    Rule(Arc<str>, &'static str),
    /// More than half of an archive would be taken.
    Most,
    /// An archive's index cannot be used: its place among the archives, and why.
    Unusable(usize, Unreadable),
}

/// What is taken of archives, in their order.
pub type Extracts = Result<Vec<Chosen>, Whole>;

/// The rows of archives that can matter to what the checked ones of some documents are found to be.
///
/// # Errors
/// The archives are needed whole, and why.
pub fn select(archives: &[Archive<'_>], documents: &[Document], reach: &[RuleReach], schema: &Schema) -> Extracts {
    let told = Told::new(documents, schema);
    let awake: Vec<&RuleReach> = reach.iter().filter(|rule| rule.wakes.iter().all(|wake| told.gives(*wake))).collect();
    let mut rules = Vec::new();
    for rule in awake {
        let anchored = rule.anchored.as_ref().map_err(|why| Whole::Rule(Arc::clone(&rule.rule), why))?;
        rules.push((&rule.rule, anchored));
    }
    let follows: FxHashSet<FieldId> = rules.iter().flat_map(|(_, anchored)| anchored.follows.iter().copied()).collect();
    let rows = archives.iter().zip(0..).map(|(archive, number)| Rows::new(archive, number, schema)).collect();
    let mut follows: Vec<FieldId> = follows.into_iter().collect();
    follows.sort_unstable();
    let claims = told.claims.iter().cloned().map(Known::Told).collect();
    let mut select =
        Select { rows, told: &told, claims, follows, stories: FxHashSet::default(), mates: FxHashMap::default(), settled: 0 };
    select.what_is_told()?;
    let focus = select.focus()?;
    for (rule, anchored) in rules {
        select.for_rule(rule, anchored, &focus)?;
    }
    select.settle()?;
    drop(select.claims);
    select.rows.into_iter().map(Rows::chosen).collect()
}

/// A claim, by its place among those that are known.
type Place = usize;

struct Select<'s> {
    rows: Vec<Rows<'s>>,
    told: &'s Told<'s>,
    /// Those of the documents, then those of rows as they are taken.
    claims: Vec<Known<'s>>,
    /// The fields by which rules go from claim to claim.
    follows: Vec<FieldId>,
    /// The stories that were taken whole.
    stories: FxHashSet<Arc<str>>,
    /// The claims that agree in an anchor with those that findings may be about.
    mates: FxHashMap<Anchor, Arc<[Place]>>,
    /// How many claims have been looked at for what they name.
    settled: usize,
}

impl<'s> Select<'s> {
    /// Takes the rows of an archive, and answers their claims.
    fn take(&mut self, archive: usize, rows: &[u32]) -> Result<Vec<Place>, Whole> {
        self.rows[archive].take(rows, &mut self.claims)
    }

    /// Looks at claims, so that what they say is known.
    fn look_at(&mut self, places: &[Place]) -> Result<(), Whole> {
        let mut unseen: Vec<Vec<(Place, u32, index::Place)>> = vec![Vec::new(); self.rows.len()];
        for place in places {
            if let Some(Known::Row(row)) = self.claims.get(*place)
                && row.record.is_none()
            {
                unseen[row.archive].push((*place, row.row, row.place));
            }
        }
        for (archive, mut unseen) in unseen.into_iter().enumerate() {
            unseen.sort_unstable_by_key(|(_, row, _)| *row);
            let rows: Vec<(u32, index::Place)> = unseen.iter().map(|(_, row, place)| (*row, *place)).collect();
            for ((place, ..), record) in unseen.iter().zip(self.rows[archive].records(&rows)?) {
                // What is found by what claims are is a claim.
                let record = record.ok_or(Whole::Unusable(archive, Unreadable::Damaged))?;
                if let Some(Known::Row(row)) = self.claims.get_mut(*place) {
                    row.record = Some(Arc::new(record));
                }
            }
        }
        Ok(())
    }

    /// A claim that is looked at.
    fn seen(&mut self, place: Place) -> Result<Seen<'s>, Whole> {
        if matches!(&self.claims[place], Known::Row(row) if row.record.is_none()) {
            self.look_at(&[place])?;
        }
        match &self.claims[place] {
            Known::Told(written) => Ok(Seen::Told(*written)),
            Known::Row(row) => {
                let record = row.record.clone().ok_or(Whole::Unusable(row.archive, Unreadable::Damaged))?;
                Ok(Seen::Row(record, row.clone()))
            }
        }
    }

    /// The claims of all archives that have a hash in a column.
    fn having(&mut self, column: Column, hash: u64) -> Result<Vec<Place>, Whole> {
        let mut found = Vec::new();
        for archive in 0..self.rows.len() {
            let rows = self.rows[archive].having(column, hash)?;
            found.extend(self.take(archive, &rows)?);
        }
        Ok(found)
    }

    /// All claims of a story.
    fn story(&mut self, story: &str) -> Result<Vec<Place>, Whole> {
        self.stories.insert(story.into());
        self.having(Column::Story, hash(Column::Story, &[Some(story)]))
    }

    /// The claims that a name may lead to.
    fn named(&mut self, (story, id): Named<'_>) -> Result<(), Whole> {
        if self.stories.contains(story) {
            return Ok(());
        }
        let name = hash(Column::Name, &[Some(story), Some(id)]);
        let mut found = Vec::new();
        for archive in 0..self.rows.len() {
            let rows = self.rows[archive].having(Column::Name, name)?;
            found.extend(rows.into_iter().map(|row| (archive, row)));
        }
        match found[..] {
            [(archive, row)] if !self.rows[archive].place(row)?.named_by_story => {
                self.take(archive, &[row])?;
            }
            // There are several, or none that says that it is called so.
            _ => {
                self.story(story)?;
            }
        }
        Ok(())
    }

    /// Takes what the documents speak of in so many words: their stories and the claims that they name, and what is no claim.
    fn what_is_told(&mut self) -> Result<(), Whole> {
        for archive in 0..self.rows.len() {
            self.rows[archive].take_odd(&mut self.claims)?;
        }
        for story in &self.told.stories {
            self.story(story)?;
        }
        let told = self.told;
        for claim in &told.claims {
            for field in told.naming_fields() {
                for name in claim.names(*field) {
                    self.named(name)?;
                }
            }
            for name in claim.waived_with() {
                self.named(name)?;
            }
        }
        Ok(())
    }

    /// The claims that findings may be about: those of checked files and stories, and those that lead to them.
    fn focus(&mut self) -> Result<Vec<Place>, Whole> {
        let told = self.told;
        let of_story = |seen: &Seen| told.checked_stories.contains(seen.written().story());
        let all: Vec<Place> = (0..self.claims.len()).collect();
        self.look_at(&all)?;
        let mut focus = Vec::new();
        for place in all {
            if told.is_checked(place) || of_story(&self.seen(place)?) {
                focus.push(place);
            }
        }
        let mut seen: FxHashSet<Place> = focus.iter().copied().collect();
        let mut next = 0;
        while let Some(place) = focus.get(next).copied() {
            next += 1;
            for field in self.follows.clone() {
                let leading = self.leading_to(place, field)?;
                focus.extend(leading.into_iter().filter(|place| seen.insert(*place)));
            }
        }
        Ok(focus)
    }

    /// The claims that name a claim in a field, and some that only might.
    fn leading_to(&mut self, place: Place, field: FieldId) -> Result<Vec<Place>, Whole> {
        let claim = self.seen(place)?;
        let written = claim.written();
        let story = written.story();
        let by_id = match &claim {
            Seen::Row(_, row) if !row.place.named_by_story => written.id(),
            // What it is called may hang on others.
            _ => None,
        };
        let mut leading = match by_id {
            Some(id) => self.having(Column::Naming(field), hash(Column::Naming(field), &[Some(story), Some(id)]))?,
            None => self.having(Column::NamingOf(field), hash(Column::NamingOf(field), &[Some(story)]))?,
        };
        leading.extend(self.told.naming(field, story).iter().copied());
        Ok(leading)
    }

    /// Takes what a rule looks at.
    fn for_rule(&mut self, rule: &Arc<str>, anchored: &Anchored, focus: &[Place]) -> Result<(), Whole> {
        let whole = |why| Whole::Rule(Arc::clone(rule), why);
        if anchored.shows_story {
            for story in &self.told.checked_stories {
                if !self.having(Column::Story, hash(Column::Story, &[Some(story)]))?.is_empty() {
                    return Err(whole("it points at a story that the archive tells"));
                }
            }
        }
        let mut pointed_at = Vec::new();
        for labelled in &anchored.labelled {
            for entity in self.told.checked_entities(&labelled.needs) {
                let (column, field) = match labelled.owner {
                    Owner::Subject => (Column::Subject, fields::SUBJECT),
                    Owner::Source => (Column::Source, fields::SOURCE),
                    Owner::Other => return Err(whole("it points at an entity of a checked file")),
                };
                pointed_at.extend(self.having(column, hash(column, &[Some(entity)]))?);
                pointed_at.extend(self.told.having(field, entity));
            }
        }
        let known = self.mates.get(&anchored.anchor).filter(|_| pointed_at.is_empty()).cloned();
        let mates = match known {
            Some(known) => known,
            None if pointed_at.is_empty() => {
                let mates: Arc<[Place]> = self.mates(anchored.anchor, focus)?.into();
                self.mates.insert(anchored.anchor, Arc::clone(&mates));
                mates
            }
            None => {
                pointed_at.extend(focus);
                pointed_at.sort_unstable();
                pointed_at.dedup();
                self.mates(anchored.anchor, &pointed_at)?.into()
            }
        };
        for join in &anchored.joins {
            self.join(join, anchored.measures.as_deref(), &mates)?;
        }
        Ok(())
    }

    /// The claims that agree with some in a key.
    fn mates(&mut self, anchor: Anchor, of: &[Place]) -> Result<Vec<Place>, Whole> {
        let column = match anchor {
            Anchor::Alone => return Ok(of.to_vec()),
            Anchor::Story => Column::Story,
            Anchor::Matter => Column::Matter,
            Anchor::Subject => Column::Subject,
            Anchor::Source => Column::Source,
        };
        self.look_at(of)?;
        let mut keys = Vec::with_capacity(of.len());
        for place in of {
            keys.push(self.seen(*place)?.written().key(column));
        }
        keys.sort_unstable();
        keys.dedup();
        let mut mates = Vec::new();
        for key in &keys {
            mates.extend(self.having(column, *key)?);
        }
        let told = self.told.claims.iter().zip(0..);
        let told = told.filter(|(claim, _)| keys.binary_search(&claim.key(column)).is_ok()).map(|(_, place)| place);
        mates.extend(told);
        Ok(mates)
    }

    /// Takes what a rule looks up of some claims.
    fn join(&mut self, join: &Join, measures: Option<&[Arc<str>]>, of: &[Place]) -> Result<(), Whole> {
        if let Join::Naming(field) = join
            && !self.is_named_in(*field)
        {
            return Ok(());
        }
        self.look_at(of)?;
        let mut keys: FxHashSet<(Column, u64)> = FxHashSet::default();
        for place in of {
            let claim = self.seen(*place)?;
            let written = claim.written();
            let is_bound = measures.is_none_or(|known| written.measure().is_some_and(|m| known.iter().any(|k| **k == *m)));
            if reads_bound_only(join) && !is_bound {
                continue;
            }
            let texts = |part: &Part| -> Vec<Arc<str>> {
                match part {
                    Part::Text(text) => vec![Arc::clone(text)],
                    Part::Given(_, fields::STORY) => vec![written.story().into()],
                    Part::Given(_, field) => written.words(*field).iter().map(|word| Arc::clone(&word.text)).collect(),
                }
            };
            let one =
                |column: Column, part: &Part| texts(part).into_iter().map(move |text| (column, hash(column, &[Some(&text)])));
            match join {
                Join::Story(part) => keys.extend(one(Column::Story, part)),
                Join::Subject(part) => keys.extend(one(Column::Subject, part)),
                Join::Source(part) => keys.extend(one(Column::Source, part)),
                Join::Matter(subject, measure) => {
                    for subject in texts(subject) {
                        let matter = |measure: &Arc<str>| hash(Column::Matter, &[Some(&subject), Some(measure)]);
                        keys.extend(texts(measure).iter().map(|measure| (Column::Matter, matter(measure))));
                    }
                }
                Join::Naming(field) => {
                    self.leading_to(*place, *field)?;
                }
            }
        }
        for (column, key) in keys {
            self.having(column, key)?;
        }
        Ok(())
    }

    /// Whether some claim of an archive names one in a field.
    fn is_named_in(&self, field: FieldId) -> bool {
        self.rows.iter().any(|rows| rows.is_named_in(field))
    }

    /// Takes what claims that were taken lead to, and what says how they are called, until nothing is added.
    fn settle(&mut self) -> Result<(), Whole> {
        while self.settled < self.claims.len() {
            let of_many = self.rows.len() > 1;
            let leads = |known: &Known| match known {
                Known::Told(_) => true,
                Known::Row(row) => row.place.named_by_story || row.place.names_others || row.place.named_by_others || of_many,
            };
            let new: Vec<Place> = (self.settled..self.claims.len()).filter(|place| leads(&self.claims[*place])).collect();
            self.settled = self.claims.len();
            self.look_at(&new)?;
            for place in new {
                self.settle_one(place)?;
            }
        }
        Ok(())
    }

    fn settle_one(&mut self, place: Place) -> Result<(), Whole> {
        let claim = self.seen(place)?;
        let written = claim.written();
        for field in self.follows.clone() {
            for name in written.names(field) {
                self.named(name)?;
            }
            if matches!(field, fields::TOTAL | fields::PARTS) {
                self.leading_to(place, field)?;
            }
        }
        let Seen::Row(_, row) = &claim else { return Ok(()) };
        if self.stories.contains(written.story()) {
            return Ok(());
        }
        let mut hangs_on_others = row.place.named_by_story;
        for other in (0..self.rows.len()).filter(|other| *other != row.archive) {
            hangs_on_others |= !self.rows[other].having(Column::Story, written.key(Column::Story))?.is_empty();
        }
        if hangs_on_others {
            self.story(written.story())?;
        }
        Ok(())
    }
}

/// Whether all that is looked up is read of claims that the rule binds, which its `where` lets in.
fn reads_bound_only(join: &Join) -> bool {
    let of_bound = |part: &Part| !matches!(part, Part::Given(Who::Mates, _));
    match join {
        Join::Story(part) | Join::Subject(part) | Join::Source(part) => of_bound(part),
        Join::Matter(subject, measure) => of_bound(subject) && of_bound(measure),
        Join::Naming(_) => false,
    }
}

impl Told<'_> {
    /// Whether some document gives what wakes a rule.
    fn gives(&self, wake: Wake) -> bool {
        match wake {
            Wake::Entity(field) => self.given_of_entities.contains(&field),
            Wake::Story(field) => self.given_of_stories.contains(&field),
        }
    }

    /// The claims of documents that give an entity for a field.
    fn having(&self, field: FieldId, entity: &str) -> Vec<Place> {
        let claims = self.claims.iter().enumerate();
        claims.filter(|(_, claim)| claim.entity(field) == Some(entity)).map(|(place, _)| place).collect()
    }
}
