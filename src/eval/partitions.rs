//! Claims in partitions of equal keys, made key by key: what shares the first keys is parted by the next. Every step is shared by all
//! indexes that begin with the same keys.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::expr::path_in;
use super::index::claims_over;
use crate::corpus::{ClaimId, Corpus, RecordKind, Type, Value, fields};
use crate::lang::typed::{Access, Path, Reach};
use crate::plan::Index;

/// About how many claims are parted in one go by one thread.
const BLOCK: usize = 1 << 15;

/// Claims in parts, each in the order of the claims.
#[derive(Clone, Debug, Default)]
pub struct Partitions {
    members: Arc<Vec<ClaimId>>,
    /// Where each part begins, in the order of their first claims.
    starts: Vec<Range<u32>>,
}

impl Partitions {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The partition of that number, in the order of their first claims.
    pub fn get(&self, number: usize) -> &[ClaimId] {
        let Range { start, end } = self.starts[number];
        &self.members[start as usize..end as usize]
    }
}

/// The partitions of all indexes, in their order.
pub fn of_all(indexes: &[Index], corpus: &Corpus) -> Vec<Partitions> {
    let mut made: Vec<Option<Partitions>> = indexes.iter().map(|_| None).collect();
    while let Some(first) = made.iter().position(Option::is_none) {
        let like = |index: &Index| index.over == indexes[first].over && index.reach == indexes[first].reach;
        let all: Vec<usize> = (0..indexes.len()).filter(|at| made[*at].is_none() && like(&indexes[*at])).collect();
        let whole = whole(&indexes[first], corpus);
        part(whole, 0, &all, indexes, corpus, &mut made);
    }
    made.into_iter().map(Option::unwrap_or_default).collect()
}

/// Parts what shares the first keys by the next ones of some indexes, which have the same first keys.
fn part(of: Parts, depth: usize, of_indexes: &[usize], indexes: &[Index], corpus: &Corpus, made: &mut [Option<Partitions>]) {
    let (done, more): (Vec<usize>, Vec<usize>) = of_indexes.iter().partition(|at| indexes[**at].keys.len() <= depth);
    if let Some(first) = done.first() {
        let in_order = of.in_order(&indexes[*first], corpus);
        for at in done.iter().skip(1) {
            made[*at] = Some(in_order.clone());
        }
        made[*first] = Some(in_order);
    }
    let mut of = Some(of);
    let mut left = more;
    while let Some(key) = left.first().map(|at| &indexes[*at].keys[depth]) {
        let (with_key, others): (Vec<usize>, Vec<usize>) = left.into_iter().partition(|at| indexes[*at].keys[depth] == *key);
        left = others;
        let Some(whole) = of.take() else { return };
        let parts = whole.parted(&numbers(key, corpus));
        // What is parted is needed no more once it was parted by all keys.
        of = (!left.is_empty()).then_some(whole);
        part(parts, depth + 1, &with_key, indexes, corpus, made);
    }
}

/// Claims in parts, in any order of the parts.
struct Parts {
    members: Arc<Vec<ClaimId>>,
    /// Where each part ends.
    ends: Vec<u32>,
}

/// All claims that an index takes, in one part or, where it stays inside a story, in one of each story.
fn whole(index: &Index, corpus: &Corpus) -> Parts {
    let all = || (0..place(corpus.claim_count())).map(ClaimId);
    let members: Vec<ClaimId> = if corpus.all_current() { all().collect() } else { claims_over(corpus, index.over).collect() };
    let all = Parts { ends: vec![place(members.len())], members: Arc::new(members) };
    if index.reach == Reach::Everywhere {
        return all;
    }
    let stories: Vec<u32> = corpus.claims().map(|(_, claim)| claim.story().0).collect();
    all.parted(&stories)
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Parts {
    /// Every part parted by the numbers of its members.
    fn parted(&self, numbers: &[u32]) -> Parts {
        if let [_] = self.ends[..] {
            return self.counted(numbers);
        }
        let cuts = self.cuts();
        let parted: Vec<_> = cuts.into_par_iter().map(|parts| self.of_some(parts, numbers)).collect();
        let count = parted.iter().map(|(_, ends)| ends.len()).sum();
        let (mut all, mut all_ends) = (Vec::with_capacity(self.members.len()), Vec::with_capacity(count));
        for (members, ends) in parted {
            let before = place(all.len());
            all_ends.extend(ends.into_iter().map(|end| before + end));
            all.extend(members);
        }
        Parts { members: Arc::new(all), ends: all_ends }
    }

    /// The one part, parted by counting.
    fn counted(&self, numbers: &[u32]) -> Parts {
        let number = |claim: &ClaimId| numbers[claim.0 as usize] as usize;
        let count = self.members.iter().map(number).max().map_or(0, |most| most + 1);
        let mut starts = vec![0_u32; count];
        self.members.iter().for_each(|claim| starts[number(claim)] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        let mut members = vec![ClaimId(0); self.members.len()];
        for claim in self.members.iter() {
            let next = &mut starts[number(claim)];
            members[*next as usize] = *claim;
            *next += 1;
        }
        // Each start has moved on to the end; what no claim has leaves an empty part.
        starts.dedup();
        Parts { members: Arc::new(members), ends: starts.into_iter().filter(|end| *end > 0).collect() }
    }

    /// Ranges of parts, each with about as many claims.
    fn cuts(&self) -> Vec<Range<usize>> {
        let (mut cuts, mut start, mut next) = (Vec::new(), 0, BLOCK);
        for (at, end) in self.ends.iter().enumerate() {
            if *end as usize >= next || at + 1 == self.ends.len() {
                cuts.push(start..at + 1);
                start = at + 1;
                next = *end as usize + BLOCK;
            }
        }
        cuts
    }

    fn of_some(&self, parts: Range<usize>, numbers: &[u32]) -> (Vec<ClaimId>, Vec<u32>) {
        let mut from = if parts.start == 0 { 0 } else { self.ends[parts.start - 1] as usize };
        let (mut parted, mut ends) = (Vec::with_capacity(BLOCK), Vec::with_capacity(parts.len()));
        let mut numbered: Vec<(u32, ClaimId)> = Vec::new();
        for end in &self.ends[parts] {
            let members = &self.members[from..*end as usize];
            from = *end as usize;
            match members {
                [] => continue,
                [_] => parted.extend_from_slice(members),
                _ => {
                    numbered.clear();
                    numbered.extend(members.iter().map(|claim| (numbers[claim.0 as usize], *claim)));
                    numbered.sort_unstable();
                    for pair in numbered.windows(2) {
                        parted.push(pair[0].1);
                        if pair[0].0 != pair[1].0 {
                            ends.push(place(parted.len()));
                        }
                    }
                    parted.extend(numbered.last().map(|(_, claim)| *claim));
                }
            }
            ends.push(place(parted.len()));
        }
        (parted, ends)
    }

    /// The parts in the order of their first claims. A claim without a topic is in no part of topics.
    fn in_order(&self, index: &Index, corpus: &Corpus) -> Partitions {
        const NONE: u32 = u32::MAX;
        let of_topics = index.keys.iter().any(|path| matches!(path.0.as_slice(), [Access::Claim(fields::TOPIC)]));
        let mut first = vec![NONE; corpus.claim_count()];
        let mut start = 0;
        for (part, end) in (0..).zip(&self.ends) {
            if let Some(claim) = self.members.get(start as usize).filter(|_| *end > start) {
                first[claim.0 as usize] = part;
            }
            start = *end;
        }
        let has_topic = |claim: usize| !of_topics || corpus.claim(ClaimId(place(claim))).topic().is_some();
        let range = |part: u32| if part == 0 { 0 } else { self.ends[part as usize - 1] }..self.ends[part as usize];
        let firsts = first.iter().enumerate().filter(|(claim, part)| **part != NONE && has_topic(*claim));
        let mut starts = Vec::with_capacity(self.ends.len());
        starts.extend(firsts.map(|(_, part)| range(*part)));
        Partitions { members: Arc::clone(&self.members), starts }
    }
}

/// Of each claim a number for its value of a key: the same for the same value.
fn numbers(key: &Path, corpus: &Corpus) -> Vec<u32> {
    let is_one = |field| !matches!(corpus.schema.field(RecordKind::Claim, field).ty, Type::List(_) | Type::Claim);
    match key.0.as_slice() {
        [Access::Claim(field)] if is_one(*field) => corpus.numbered(*field),
        _ => {
            let mut numbers: FxHashMap<Value, u32> = FxHashMap::default();
            let mut number = |claim| {
                let next = place(numbers.len());
                *numbers.entry(path_in(corpus, claim, key)).or_insert(next)
            };
            corpus.claims().map(|(claim, _)| number(claim)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(of: &Parts) -> Vec<Vec<u32>> {
        let starts = std::iter::once(&0).chain(&of.ends);
        starts
            .zip(&of.ends)
            .map(|(start, end)| of.members[*start as usize..*end as usize].iter().map(|c| c.0).collect())
            .collect()
    }

    #[test]
    fn parts_are_parted_and_keep_their_order() {
        let all = Parts { members: Arc::new((0..6).map(ClaimId).collect()), ends: vec![6] };
        let by_first = all.parted(&[1, 0, 1, 3, 0, 1]);
        assert_eq!(parts(&by_first), [vec![1, 4], vec![0, 2, 5], vec![3]]);
        let by_second = by_first.parted(&[7, 5, 8, 5, 5, 7]);
        assert_eq!(parts(&by_second), [vec![1, 4], vec![0, 5], vec![2], vec![3]]);
    }

    #[test]
    fn nothing_is_lost_between_cuts() {
        let count = 5 * BLOCK;
        let numbers: Vec<u32> = (0..place(count)).map(|claim| claim % 1000).collect();
        let all = Parts { members: Arc::new((0..place(count)).map(ClaimId).collect()), ends: vec![place(count)] };
        let parted = all.parted(&numbers).parted(&vec![0; count]);
        assert_eq!(parted.ends.len(), 1000);
        assert!(parts(&parted).iter().all(|part| part.is_sorted() && part.iter().all(|claim| claim % 1000 == part[0] % 1000)));
    }
}
