//! Claims documents as one corpus: order, ids, values, references, circles, topics, anchors. Knows no file format and no rule.

mod anchors;
mod bulk;
mod circles;
mod claims;
mod drift;
mod hedging;
mod linked;
mod order;
mod paragraph;
mod registry;
mod remarks;
mod unread;
mod values;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::claims::Claims;
use super::decode::{Document, as_standing};
use super::nearness::Nearness;
use super::{Corpus, Schema, Standing};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// Documents, each with the text of its draft, where it has one that could be read.
type Documents = [(Document, Option<FileId>)];

/// What there is to say about the documents, and how much looking for similar words is still afforded.
struct Notes {
    diagnostics: Vec<Diagnostic>,
    nearness: Nearness,
}

impl Notes {
    fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// The corpus that the documents make, each with the text of its draft, where it has one that could be read.
#[must_use]
pub fn build(sources: &Sources, mut schema: Schema, mut documents: Vec<(Document, Option<FileId>)>) -> (Corpus, Vec<Diagnostic>) {
    // Nothing may hang on the order of arguments.
    documents.sort_by(|(a, _), (b, _)| sources.path(a.file).cmp(sources.path(b.file)));
    let mut notes = Notes { diagnostics: Vec::new(), nearness: Nearness::new() };

    let (mut bulk, said) = bulk::take(sources, &schema, &mut documents);
    let told = order::stories(&documents, &bulk);
    let (order, places) = order::claims(&documents, &told, &mut bulk);
    claims::take_note_of_measures(&order, &places, &bulk, &mut schema, &mut notes);
    bulk.settle_measures(&schema);
    let names = claims::names(&order, &places, told.len(), &bulk, &mut notes);

    let registry = registry::Registry::declared(&documents);
    let mut linker = values::Linker { schema: &schema, stories: &told, claims: &names, entities: registry, notes };
    registry::read_fields(&documents, &mut linker);
    let of_claims = order.iter().map(|slot| slot.kind().map_or_else(|at| places[at].story, |row| bulk.rows.story(row)));
    let stories = order::read_stories(&told, of_claims, &mut linker);
    let (written, linked) = claims::read(&order, &places, &stories, &mut linker);
    let remarks = remarks::read(&documents, &told, &stories, &mut linker);
    let values::Linker { entities, mut notes, .. } = linker;
    drop(names);

    entities.note_near_names(&mut notes);
    let (mut entities, entity_ids) = entities.into_parts();
    let mut claims = Claims { order, written, rows: bulk.into_rows() };
    linked.put(&mut claims);
    circles::join_parts(&mut claims, &mut notes);
    circles::open_within(&mut entities, &mut notes);
    anchors::find(sources, &documents, &places, &stories, &schema, &mut claims.written, &mut notes);
    remarks::attach(&remarks, &mut claims.written, &mut notes);

    let standings = standings(&documents);
    let standing = |diagnostic: &Diagnostic| {
        let file = diagnostic.labels.first().map(|label| label.span.file);
        file.and_then(|file| standings.get(&file).copied()).unwrap_or(Standing::Checked)
    };
    let mut diagnostics = said;
    diagnostics.extend(as_standing(notes.diagnostics, standing));
    (Corpus { schema, stories, entities, claims, entity_ids, topics: OnceLock::new() }, diagnostics)
}

/// Of every file whether the run was asked about it; a draft stands with its documents.
fn standings(documents: &Documents) -> FxHashMap<FileId, Standing> {
    let mut standings = FxHashMap::default();
    for (document, draft) in documents {
        for file in [Some(document.file), *draft].into_iter().flatten() {
            let known = standings.entry(file).or_insert(document.standing);
            *known = checked_if_either(*known, document.standing);
        }
    }
    standings
}

/// The standing of what two files speak of.
fn checked_if_either(a: Standing, b: Standing) -> Standing {
    if a == Standing::Checked { a } else { b }
}

#[cfg(test)]
pub(super) mod tests;
