//! The one registry of sources and entities: what is declared, what is only used, and ids that are nearly one another.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHasher};

use super::values::{Linker, Setting};
use super::{Notes, checked_if_either};
use crate::corpus::decode::{Content, Document, Record, Word};
use crate::corpus::{Entity, EntityId, Fields, Given, RecordKind, Standing};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{DUPLICATE_ID, NEAR_NAME};
use crate::source::{FileId, Span};

/// Every entity of the run, in the order in which they are met.
#[derive(Default)]
pub(super) struct Registry {
    entities: Vec<Entity>,
    ids: FxHashMap<Arc<str>, EntityId>,
}

impl Registry {
    /// The declared entities, their fields yet to be read.
    pub(super) fn declared(documents: &[(Document, Option<FileId>)]) -> Registry {
        let mut registry = Registry::default();
        for (document, _) in documents {
            for id in document.entities.iter().filter_map(|record| record.id.as_ref()) {
                let standing = document.standing;
                let known = registry.meet(id, standing);
                let entity = &mut registry.entities[known.0 as usize];
                // What a checked file declares is shown there, even where a background file declares the same.
                if entity.declared.is_none() || (entity.standing == Standing::Background && standing == Standing::Checked) {
                    entity.declared = Some(id.span);
                }
                entity.standing = checked_if_either(entity.standing, standing);
            }
        }
        registry
    }

    fn meet(&mut self, id: &Word, standing: Standing) -> EntityId {
        if let Some(known) = self.ids.get(&id.text) {
            return *known;
        }
        let next = EntityId(u32::try_from(self.entities.len()).unwrap_or(u32::MAX));
        self.ids.insert(Arc::clone(&id.text), next);
        let id = Arc::clone(&id.text);
        self.entities.push(Entity { id, declared: None, used: None, standing, fields: Fields::default() });
        next
    }

    /// The entity of an id that a file of that standing uses.
    pub(super) fn used(&mut self, id: &Word, standing: Standing) -> EntityId {
        let known = self.meet(id, standing);
        let entity = &mut self.entities[known.0 as usize];
        if entity.declared.is_none() {
            // Where a checked file uses it too, that is the place to show.
            if entity.used.is_none() || (entity.standing == Standing::Background && standing == Standing::Checked) {
                entity.used = Some(id.span);
            }
            entity.standing = checked_if_either(entity.standing, standing);
        }
        known
    }

    /// The entity of a known id.
    fn named(&mut self, id: &str) -> Option<&mut Entity> {
        let known = *self.ids.get(id)?;
        self.entities.get_mut(known.0 as usize)
    }

    /// Advice for each id that is only used, and is one slip away from a declared one.
    pub(super) fn note_near_names(&self, notes: &mut Notes) {
        let (known, used): (Vec<_>, Vec<_>) = self.entities.iter().partition(|e| e.declared.is_some());
        if used.is_empty() || known.is_empty() {
            return;
        }
        let mut declared: FxHashMap<u64, &str> = FxHashMap::default();
        for entity in known {
            for slip in slips(&entity.id) {
                declared.entry(slip).or_insert(&entity.id);
            }
        }
        let near = |entity: &&Entity| {
            let mut near = slips(&entity.id).into_iter().filter_map(|slip| declared.get(&slip).copied());
            near.find(|near| !differ_in_number(near, &entity.id)).map(|near| near_name(entity, near))
        };
        let found: Vec<Diagnostic> = used.par_iter().filter_map(near).collect();
        found.into_iter().for_each(|diagnostic| notes.add(diagnostic));
    }

    /// The entities and their ids.
    pub(super) fn into_parts(self) -> (Vec<Entity>, FxHashMap<Arc<str>, EntityId>) {
        (self.entities, self.ids)
    }
}

/// Reads the fields of all declared entities. Of two declarations of one id the first stands; the second must say the same.
pub(super) fn read_fields(documents: &[(Document, Option<FileId>)], linker: &mut Linker) {
    let mut first: FxHashMap<&str, Span> = FxHashMap::default();
    for (document, _) in documents {
        for record in &document.entities {
            let Some(id) = &record.id else { continue };
            let fields = Fields::new(read_record(record, document.standing, linker));
            match first.get(&*id.text) {
                None => {
                    first.insert(&id.text, id.span);
                    if let Some(entity) = linker.entities.named(&id.text) {
                        entity.fields = fields;
                    }
                }
                Some(place) => {
                    let same = linker.entities.named(&id.text).is_some_and(|entity| say_the_same(&entity.fields, &fields));
                    if !same {
                        linker.notes.add(declared_twice(&id.text, *place, id.span));
                    }
                }
            }
        }
    }
}

fn read_record(record: &Record, standing: Standing, linker: &mut Linker) -> Vec<Given> {
    let setting = Setting { story: None, near: None, standing };
    let stated = record.stated.iter().filter(|s| s.content != Content::Nothing);
    stated.map(|stated| linker.field(RecordKind::Entity, stated, &setting)).collect()
}

fn say_the_same(a: &Fields, b: &Fields) -> bool {
    a.iter().map(|g| (g.field, &g.value)).eq(b.iter().map(|g| (g.field, &g.value)))
}

fn declared_twice(id: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_ID, format!("`{id}` is declared twice, with different content"))
        .label(second, "this one is left out")
        .label(first, "the first")
        .help("sources and entities share their ids in all files: make the two the same, or give one another id")
}

fn near_name(entity: &Entity, near: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(&NEAR_NAME, format!("`{}` is not declared, but `{near}` is", entity.id));
    if let Some(used) = entity.used {
        diagnostic = diagnostic.label(used, "first used here");
    }
    diagnostic.help(format!("write `{near}` if that is meant, or declare `{}`", entity.id))
}

/// An id as compared: lower case, without what parts its words.
fn folded(id: &str) -> String {
    id.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}

/// Whether two ids differ in their digits only: `witness-1` and `witness-2` are no slips of one another.
fn differ_in_number(a: &str, b: &str) -> bool {
    let letters = |id: &str| folded(id).chars().filter(|c| !c.is_numeric()).collect::<String>();
    folded(a) != folded(b) && letters(a) == letters(b)
}

/// An id, and all that it is with one character left out, each as a hash. Two ids that share one of these are one slip apart:
/// a character more, less or other, or two swapped. Short ids are too near to one another, and long ones too dear.
fn slips(id: &str) -> Vec<u64> {
    let folded: Vec<char> = folded(id).chars().collect();
    if !(5..=64).contains(&folded.len()) {
        return Vec::new();
    }
    let without = |left_out: usize| {
        let mut hasher = FxHasher::default();
        folded.iter().enumerate().filter(|(i, _)| *i != left_out).for_each(|(_, c)| c.hash(&mut hasher));
        hasher.finish()
    };
    (0..=folded.len()).rev().map(without).collect()
}
