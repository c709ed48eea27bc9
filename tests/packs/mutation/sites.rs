//! Where a story is changed: the fields of a claim, its words in the draft, or both at once.

use std::ops::Range;

use claimlint::corpus::{ClaimId, ClaimRef, Corpus, FieldId, Value, fields};
use claimlint::source::Span;

use super::words::{self, Random, Swap};
use crate::desk::{Checked, Story};

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Figure,
    Date,
    Hedge,
    Name,
    Source,
    Place,
}

/// Where it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// In the claim alone: the words in the draft stay.
    Claim,
    /// In the draft alone: the claim stays.
    Draft,
    /// In both alike, as where the mistake was made before the claim was written.
    Both,
}

/// One change to one claim of a story.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: Kind,
    pub place: Where,
    /// The claim, by its place in the corpus.
    pub claim: usize,
    /// What became of what, for people.
    pub what: String,
    /// The places in the document (`false`) or in its draft (`true`), and what stands there then.
    pub edits: Vec<(bool, Range<usize>, String)>,
}

/// Kinds of places, as the stories call them.
const PLACES: [&str; 7] = ["country", "province", "county", "city", "town", "village", "place"];

/// A place of which no story has heard.
const OUTSIDE: &str = "kestrel-point";

const TITLES: [&str; 4] = ["interior minister", "deputy mayor", "spokeswoman", "head of the council"];

impl Change {
    /// The story with the change made.
    pub fn made(&self, story: &Story) -> Story {
        let mut changed = story.clone();
        let mut edits = self.edits.clone();
        edits.sort_by_key(|(_, at, _)| std::cmp::Reverse(at.start));
        for (in_draft, at, becomes) in edits {
            match changed.draft.as_mut().filter(|_| in_draft) {
                Some(draft) => draft.replace_range(at, &becomes),
                None => changed.text.replace_range(at, &becomes),
            }
        }
        changed
    }
}

/// A claim of a story that fits, and what can be changed of it.
pub struct Site<'a> {
    checked: &'a Checked,
    index: usize,
}

impl<'a> Site<'a> {
    pub fn new(checked: &'a Checked, index: usize) -> Site<'a> {
        Site { checked, index }
    }

    fn corpus(&self) -> &'a Corpus {
        &self.checked.corpus
    }

    fn claim(&self) -> ClaimRef<'a> {
        self.corpus().claim(ClaimId(u32::try_from(self.index).unwrap()))
    }

    /// Where a field of the claim stands, if it is its own and no default of the document.
    fn own(&self, field: FieldId) -> Option<Span> {
        let (claim, given) = (self.claim(), self.claim().place_of(field)?);
        let within = |span: Span| span.file == given.file && span.start <= given.start && given.end <= span.end;
        (within(claim.span()) || claim.words().is_some_and(within)).then_some(given)
    }

    fn text(&self, span: Span) -> &'a str {
        self.checked.sources.slice(span)
    }

    fn edit(&self, span: Span, (at, becomes): &Swap) -> (bool, Range<usize>, String) {
        let start = span.range().start;
        (self.checked.draft == Some(span.file), start + at.start..start + at.end, becomes.clone())
    }

    fn change(&self, kind: Kind, place: Where, spans: &[Span], swap: &Swap) -> Change {
        let first = spans.first().map_or("", |span| self.text(*span));
        let changed = format!("{}{}{}", &first[..swap.0.start], swap.1, &first[swap.0.end..]);
        let edits = spans.iter().filter_map(|span| {
            // The same words stand elsewhere at another byte.
            let is = &first[swap.0.clone()];
            let at = if self.text(*span) == first { swap.0.clone() } else { words::stands(self.text(*span), is)? };
            Some(self.edit(*span, &(at, swap.1.clone())))
        });
        let what = format!("{} {first} -> {changed}", self.claim().id());
        Change { kind, place, claim: self.index, what, edits: edits.collect() }
    }

    /// A change of that kind, if the claim has anything that can be changed so.
    pub fn draw(&self, kind: Kind, random: &mut Random) -> Option<Change> {
        match kind {
            Kind::Figure => self.of_the_value(kind, random, words::figure),
            Kind::Hedge => self.of_the_value(kind, random, words::hedge),
            Kind::Date => self.date(random),
            Kind::Name => self.name(random),
            Kind::Source => self.source(random),
            Kind::Place => self.place(random),
        }
    }

    /// A change to the figure that the claim states.
    fn of_the_value(&self, kind: Kind, random: &mut Random, made: fn(&mut Random, &str) -> Option<Swap>) -> Option<Change> {
        if !self.claim().is_quantity() {
            return None;
        }
        let value = self.own(fields::VALUE)?;
        let Some(in_draft) = self.claim().words().filter(|words| *words != value) else {
            return Some(self.change(kind, self.alone(), &[value], &made(random, self.text(value))?));
        };
        match random.below(3) {
            0 => Some(self.change(kind, Where::Claim, &[value], &made(random, self.text(value))?)),
            1 => Some(self.change(kind, Where::Draft, &[in_draft], &made(random, self.text(in_draft))?)),
            _ => {
                let swap = made(random, self.text(value))?;
                let is = &self.text(value)[swap.0.clone()];
                words::stands(self.text(in_draft), is).filter(|_| !is.is_empty())?;
                let copied = self.own(fields::TEXT).filter(|text| *text != in_draft);
                let spans: Vec<Span> = [value, in_draft].into_iter().chain(copied).collect();
                Some(self.change(kind, Where::Both, &spans, &swap))
            }
        }
    }

    /// Where the value stands that is no field beside words: in marked words, which are claim and draft in one, or nowhere in the draft.
    fn alone(&self) -> Where {
        if self.claim().words().is_some() { Where::Both } else { Where::Claim }
    }

    fn date(&self, random: &mut Random) -> Option<Change> {
        let dated = [fields::HAPPENED, fields::AS_OF, fields::SAID, fields::VALUE];
        let has = |field: &FieldId| matches!(*self.claim().given(*field), Value::Date(_));
        let own: Vec<Span> = dated.into_iter().filter(has).filter_map(|field| self.own(field)).collect();
        let mut places: Vec<(Where, Span)> = own.iter().map(|span| (Where::Claim, *span)).collect();
        if let Some(words) = self.claim().words().filter(|_| dated.iter().any(has)) {
            let place = if own.contains(&words) { Where::Both } else { Where::Draft };
            places.retain(|(_, span)| *span != words);
            places.push((place, words));
        }
        let (place, span) = random.pick(&places)?;
        let swap = words::date(random, self.text(span))?;
        Some(self.change(Kind::Date, place, &[span], &swap))
    }

    fn name(&self, random: &mut Random) -> Option<Change> {
        let claim = self.claim();
        let whole = |span: Span, becomes: String| (0..self.text(span).len(), becomes);
        match random.below(5) {
            0 | 1 => {
                let id = self.own(if random.below(2) == 0 { fields::SUBJECT } else { fields::SOURCE })?;
                let becomes = words::misspelt(random, self.text(id))?;
                Some(self.change(Kind::Name, Where::Claim, &[id], &whole(id, becomes)))
            }
            2 => {
                let id = self.own(if claim.place_of(fields::QUOTE).is_some() { fields::SOURCE } else { fields::SUBJECT })?;
                let people = self.ids(|kind| matches!(kind, "person" | "official"));
                let others: Vec<&str> = people.iter().copied().filter(|other| *other != self.text(id)).collect();
                let becomes = people.contains(&self.text(id)).then(|| random.pick(&others))??;
                Some(self.change(Kind::Name, Where::Claim, &[id], &whole(id, becomes.to_owned())))
            }
            3 => {
                let title = self.own(fields::VALUE)?;
                let Value::Measure(measure) = *claim.given(fields::MEASURE) else { return None };
                (&*self.corpus().measure(measure).name == "title").then_some(())?;
                let place = if claim.words() == Some(title) { Where::Both } else { Where::Claim };
                Some(self.change(Kind::Name, place, &[title], &whole(title, random.pick(&TITLES)?.to_owned())))
            }
            _ => self.surname(random),
        }
    }

    /// A surname in the draft becomes somebody else's, or is misspelt.
    fn surname(&self, random: &mut Random) -> Option<Change> {
        let in_draft = self.claim().words()?;
        let named = self.corpus().entities.iter().filter_map(|entity| entity.fields.get(fields::entity::NAME));
        let names = named.filter_map(|name| match &name.value {
            Value::Text(name) => name.split(' ').next_back().map(str::to_owned),
            _ => None,
        });
        let names: Vec<String> = names.filter(|name| name.starts_with(char::is_uppercase)).collect();
        let (at, name) = names.iter().find_map(|name| Some((words::stands(self.text(in_draft), name)?, name)))?;
        let others: Vec<String> = names.iter().filter(|other| *other != name).cloned().collect();
        let becomes = if random.below(2) == 0 { words::misspelt(random, name)? } else { random.pick(&others)? };
        let place = if self.own(fields::VALUE) == Some(in_draft) { Where::Both } else { Where::Draft };
        Some(self.change(Kind::Name, place, &[in_draft], &(at, becomes)))
    }

    fn source(&self, random: &mut Random) -> Option<Change> {
        let id = self.own(fields::SOURCE)?;
        let all = 0..self.text(id).len();
        if random.below(4) == 0 {
            return self.removed(id);
        }
        let sources = self.corpus().claims().filter_map(|(_, claim)| match *claim.given(fields::SOURCE) {
            Value::Entity(source) => Some(&*self.corpus().entity(source).id),
            _ => None,
        });
        let others: Vec<&str> = sources.filter(|other| *other != self.text(id)).collect();
        let becomes = random.pick(&others)?.to_owned();
        Some(self.change(Kind::Source, Where::Claim, &[id], &(all, becomes)))
    }

    /// The claim without its source, key and all.
    fn removed(&self, id: Span) -> Option<Change> {
        let file = self.checked.sources.text(id.file);
        let range = id.range();
        let before = &file[..range.start];
        let (key, behind) =
            [(" by=", 0), (", source: ", 0), ("    source: ", 1)].into_iter().find(|(key, _)| before.ends_with(key))?;
        let at = range.start - key.len()..range.end + behind;
        let what = format!("{} {} -> nothing", self.claim().id(), self.text(id));
        let edits = vec![(false, at, String::new())];
        Some(Change { kind: Kind::Source, place: Where::Claim, claim: self.index, what, edits })
    }

    fn place(&self, random: &mut Random) -> Option<Change> {
        let here = self.ids(|kind| PLACES.contains(&kind));
        let is_place = |span: &Span| here.contains(&self.text(*span));
        let ids: Vec<Span> = [fields::PLACE, fields::VALUE, fields::SUBJECT].into_iter().filter_map(|f| self.own(f)).collect();
        let id = random.pick(&ids.into_iter().filter(is_place).collect::<Vec<_>>())?;
        let mut others: Vec<&str> = here.into_iter().filter(|other| *other != self.text(id)).collect();
        others.push(OUTSIDE);
        let becomes = random.pick(&others)?.to_owned();
        Some(self.change(Kind::Place, Where::Claim, &[id], &(0..self.text(id).len(), becomes)))
    }

    /// The declared entities of some kinds, by id.
    fn ids(&self, wanted: impl Fn(&str) -> bool) -> Vec<&'a str> {
        let entities = self.corpus().entities.iter().filter(|entity| match entity.fields.value(fields::entity::KIND) {
            Value::Text(kind) => wanted(kind),
            _ => false,
        });
        entities.map(|entity| &*entity.id).collect()
    }
}
