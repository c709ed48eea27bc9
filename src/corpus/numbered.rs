//! Claims numbered by the value of a field, so that equal values are found without looking at them again.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::claims::Slot;
use super::rows::{Column, NONE};
use super::{Corpus, FieldId, RecordKind, Value, fields};

impl Corpus {
    /// Of each claim a number for its value of a field, as rules see it: the same for the same value, missing values included.
    #[must_use]
    pub fn numbered(&self, field: FieldId) -> Vec<u32> {
        match field {
            fields::STORY => self.claims().map(|(_, claim)| claim.story().0).collect(),
            fields::TOPIC => self.claims().map(|(_, claim)| claim.topic().map_or(0, |topic| topic.0 + 1)).collect(),
            _ => numbers(self, field),
        }
    }
}

/// Values numbered as they are met.
#[derive(Default)]
struct Numbers(FxHashMap<Value, u32>);

impl Numbers {
    fn of(&mut self, value: &Value) -> u32 {
        if let Some(known) = self.0.get(value) {
            return *known;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(NONE);
        self.0.insert(value.clone(), next);
        next
    }
}

/// The column that alone tells what rows have in a field; none where something else does.
fn column(corpus: &Corpus, field: FieldId) -> Option<&Column> {
    // What is filled in for a claim's modality hangs on its source.
    let other = [fields::VALUE, fields::TOTAL, fields::PARTS, fields::ID, fields::MODALITY];
    corpus.claims.rows.columns.get(usize::from(field.0)).filter(|_| !other.contains(&field))
}

fn numbers(corpus: &Corpus, field: FieldId) -> Vec<u32> {
    let mut numbers = Numbers::default();
    let written: Vec<u32> = match column(corpus, field) {
        None => return corpus.claims().map(|(_, claim)| numbers.of(&claim.value(field))).collect(),
        Some(_) => corpus.written().map(|claim| numbers.of(&claim.value(field))).collect(),
    };
    let Some(column) = column(corpus, field) else { return Vec::new() };
    let filled_in = numbers.of(corpus.schema.default(RecordKind::Claim, field, || false));
    let of_cells: Vec<u32> = column.values.iter().map(|value| numbers.of(value)).collect();
    let number = |slot: &Slot| match slot.kind() {
        Ok(row) => column.cell(row).map_or(filled_in, |cell| of_cells[cell as usize]),
        Err(place) => written[place],
    };
    corpus.claims.order.par_iter().map(number).collect()
}
