//! Whom and what the rows of bulk files name: entities are met, and totals found, at the place of the row among the claims.

use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::bulk::Bulk;
use super::values::{Linker, Setting, named};
use crate::corpus::claims::Claims;
use crate::corpus::decode::Word;
use crate::corpus::rows::{Class, First, NONE, Total};
use crate::corpus::{ClaimId, FieldId, Given, Standing, Value, fields};
use crate::input::plain::Kind;
use crate::source::Span;

/// What the rows name.
pub(super) struct Linked {
    /// The fields that name entities, and of each text what it is, once it was met.
    entities: Vec<(FieldId, Vec<Value>)>,
    /// The same fields, and whether each text was met in a checked file: that is where it is shown then.
    checked: Vec<Vec<bool>>,
    totals: Vec<(u32, Given)>,
    /// Of each row whether it is a part of a total.
    is_part: Vec<bool>,
}

impl Linked {
    /// Nothing is met yet.
    pub(super) fn new(bulk: &Bulk) -> Linked {
        let entities = bulk.rows.columns.iter().enumerate().filter(|(_, column)| column.names_entities);
        let entities = entities
            .filter_map(|(place, column)| Some((FieldId(u16::try_from(place).ok()?), vec![Value::Missing; column.texts.len()])));
        let mut is_part = vec![false; bulk.rows.len() as usize];
        bulk.totals.iter().for_each(|total| is_part[total.row as usize] = true);
        let entities: Vec<(FieldId, Vec<Value>)> = entities.collect();
        let checked = entities.iter().map(|(_, texts)| vec![false; texts.len()]).collect();
        Linked { entities, checked, totals: Vec::new(), is_part }
    }

    /// Takes note of what all rows name, where they are all the claims there are, in their order: so no row has to be looked at again.
    pub(super) fn all_rows(&mut self, bulk: &Bulk, linker: &mut Linker) {
        /// What is met: a text of an entity's field, by the places of both, or a total, by its place.
        enum Met {
            Entity(usize, usize),
            Total(usize),
        }
        let mut met: Vec<(First, Met)> =
            bulk.totals.iter().enumerate().map(|(at, total)| (total.first, Met::Total(at))).collect();
        for (at, (field, _)) in self.entities.iter().enumerate() {
            let firsts = bulk.rows.column(*field).firsts.iter().enumerate();
            met.extend(firsts.map(|(cell, first)| (*first, Met::Entity(at, cell))));
        }
        met.sort_unstable_by_key(|(first, _)| (first.file, first.met.start));
        let (stories, claims) = (linker.stories, linker.claims);
        let named = |total: &Total| named(stories, claims, Some(bulk.rows.story(total.row)), &total.words);
        let named: Vec<Option<ClaimId>> = bulk.totals.par_iter().map(named).collect();
        for (first, met) in met {
            let file = &bulk.rows.files[first.file as usize];
            let span = Span::new(file.file, first.met.start as usize, first.met.end as usize);
            let word = |text| Word { text, span, plain: false, verbatim: true };
            match met {
                Met::Entity(at, cell) => {
                    let (field, values) = &mut self.entities[at];
                    let word = word(Arc::clone(&bulk.rows.column(*field).texts[cell]));
                    values[cell] = Value::Entity(linker.entities.used(&word, file.standing));
                }
                Met::Total(at) => {
                    let Total { row, words, .. } = &bulk.totals[at];
                    let setting = Setting { story: Some(bulk.rows.story(*row)), near: None, standing: file.standing };
                    let value = match named[at] {
                        Some(claim) => Value::Claim(claim),
                        None => linker.claim(&word(Arc::clone(words)), &setting),
                    };
                    self.totals.push((*row, Given { field: fields::TOTAL, value, span }));
                }
            }
        }
    }

    /// Takes note of what a row names, if some of it is new.
    pub(super) fn row(&mut self, row: u32, bulk: &Bulk, linker: &mut Linker) {
        let is_checked = bulk.rows.file_of(row).standing == Standing::Checked;
        let is_new = |((field, met), checked): (&(FieldId, Vec<Value>), &Vec<bool>)| {
            let cell = bulk.rows.column(*field).cell(row).unwrap_or(NONE) as usize;
            met.get(cell).is_some_and(|value| value.is_missing() || (is_checked && !checked[cell]))
        };
        if self.is_part[row as usize] || self.entities.iter().zip(&self.checked).any(is_new) {
            self.read(row, bulk, linker);
        }
    }

    fn read(&mut self, row: u32, bulk: &Bulk, linker: &mut Linker) {
        let rows = &bulk.rows;
        let standing = rows.file_of(row).standing;
        let line = rows.line(row);
        for (class, piece) in line.pieces.iter().filter(|(_, piece)| piece.kind != Kind::Null) {
            let field = match class {
                Class::Words(field) => *field,
                Class::Total => fields::TOTAL,
                _ => continue,
            };
            let word = line.word(piece);
            if *class == Class::Total {
                let setting = Setting { story: Some(rows.story(row)), near: None, standing };
                let value = linker.claim(&word, &setting);
                self.totals.push((row, Given { field, value, span: word.span }));
            } else if let Some(at) = self.entities.iter().position(|(of, _)| *of == field)
                && let Some(cell) = rows.column(field).cell(row)
            {
                let (met, checked) = (&mut self.entities[at].1[cell as usize], &mut self.checked[at][cell as usize]);
                let is_checked = standing == Standing::Checked;
                if met.is_missing() || (is_checked && !*checked) {
                    *met = Value::Entity(linker.entities.used(&word, standing));
                    *checked |= is_checked;
                }
            }
        }
    }

    /// Puts what was met into the rows.
    pub(super) fn put(self, claims: &mut Claims) {
        for (field, values) in self.entities {
            claims.rows.columns[usize::from(field.0)].values = values;
        }
        for (row, total) in self.totals {
            claims.rows.links_mut(row).total = Some(total);
        }
    }
}
