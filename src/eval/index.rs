//! The indexes of a run: claims in partitions of equal keys for selectors, and by their keys for comprehensions. Each is made once, and
//! shared by all rules with the same keys.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::expr::path_in;
use super::partitions::{self, Partitions};
use crate::corpus::{ClaimId, Corpus, StoryId, Value};
use crate::lang::ast::Over;
use crate::lang::typed::{Matching, Reach};
use crate::plan::{Index, Plan};

/// Claims by the values of keys.
#[derive(Default)]
pub struct Lookup {
    /// Those that have all keys; the story stands first, where the lookup stays inside one.
    pub found: FxHashMap<Vec<Value>, Vec<ClaimId>>,
    /// Those that lack one, by their story.
    pub lacking: FxHashMap<StoryId, Vec<ClaimId>>,
    /// Of those of some keys the ones that a comprehension (by its place in memory) does not leave out in any case.
    pub narrowed: Narrowed,
}

/// Claims by comprehension and keys.
type Narrowed = Mutex<FxHashMap<(usize, Vec<Value>), Arc<[ClaimId]>>>;

/// The lookups made so far, by what they look up and how their keys are matched.
type Lookups = FxHashMap<(Index, Vec<Matching>), Arc<OnceLock<Arc<Lookup>>>>;

/// The indexes of a run.
pub struct Indexes<'a> {
    corpus: &'a Corpus,
    partitions: OnceLock<Vec<Partitions>>,
    lookups: Mutex<Lookups>,
}

impl<'a> Indexes<'a> {
    /// The indexes of a run. Those of comprehensions are made when they are first asked for.
    pub fn new(corpus: &'a Corpus) -> Indexes<'a> {
        Indexes { corpus, partitions: OnceLock::new(), lookups: Mutex::default() }
    }

    /// Makes the partitions of all indexes of a plan.
    pub fn make_partitions(&self, plan: &Plan) {
        let made = partitions::of_all(&plan.indexes, self.corpus);
        // They are made once, before any rule asks for them.
        let _ = self.partitions.set(made);
    }

    /// The partitions of an index of the plan.
    pub fn partitions(&self, place: usize) -> &Partitions {
        &self.partitions.get().map_or(&[][..], Vec::as_slice)[place]
    }

    /// Claims by their keys, for comprehensions. Claims that lack a key are under a missing one.
    pub fn lookup(&self, index: &Index, matching: &[Matching]) -> Arc<Lookup> {
        let place = {
            let mut lookups = self.lookups.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(lookups.entry((index.clone(), matching.to_vec())).or_default())
        };
        Arc::clone(place.get_or_init(|| Arc::new(look_up(index, matching, self.corpus))))
    }
}

/// The claims that a selector may take.
pub fn claims_over(corpus: &Corpus, over: Over) -> impl Iterator<Item = ClaimId> + '_ {
    claims_of(corpus, over, 0..corpus.claim_count())
}

/// The claims of a range that a selector may take.
pub fn claims_of(corpus: &Corpus, over: Over, of: Range<usize>) -> impl Iterator<Item = ClaimId> + '_ {
    let ids = of.map(|place| ClaimId(u32::try_from(place).unwrap_or(u32::MAX)));
    ids.filter(move |id| over == Over::AllClaims || corpus.claim(*id).is_current())
}

fn look_up(index: &Index, matching: &[Matching], corpus: &Corpus) -> Lookup {
    let mut lookup = Lookup::default();
    for claim in claims_over(corpus, index.over) {
        let mut all = vec![Vec::new()];
        if index.reach == Reach::Story {
            all[0].push(Value::Story(corpus.claim(claim).story()));
        }
        for (key, matching) in index.keys.iter().zip(matching) {
            let value = path_in(corpus, claim, key);
            let values: Vec<Value> = if *matching == Matching::Holds {
                let mut distinct: Vec<Value> = Vec::new();
                for v in value.elements() {
                    if !distinct.contains(v) {
                        distinct.push(v.clone());
                    }
                }
                distinct
            } else {
                vec![value]
            };
            all = all
                .iter()
                .flat_map(|so_far| values.iter().map(move |v| [so_far.as_slice(), std::slice::from_ref(v)].concat()))
                .collect();
        }
        if all.iter().flatten().any(Value::is_missing) {
            lookup.lacking.entry(corpus.claim(claim).story()).or_default().push(claim);
        }
        for keys in all.into_iter().filter(|keys| !keys.iter().any(Value::is_missing)) {
            lookup.found.entry(keys).or_default().push(claim);
        }
    }
    lookup
}
