//! Claims in partitions of equal keys: each index is made once, at its first use, and shared by all rules with the same keys.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::expr::path_in;
use crate::corpus::{ClaimId, Corpus, StoryId, Value, fields};
use crate::lang::ast::Over;
use crate::lang::typed::{Access, Matching, Path, Reach};
use crate::plan::{Given, Index, Plan};

/// The partitions of one index, in the order of their first claims; each in the order of the claims.
pub type Partitions = Vec<Vec<ClaimId>>;

/// Claims by the values of keys.
#[derive(Default)]
pub struct Lookup {
    /// Those that have all keys; the story stands first, where the lookup stays inside one.
    pub found: FxHashMap<Vec<Value>, Vec<ClaimId>>,
    /// Those that lack one, by their story.
    pub lacking: FxHashMap<StoryId, Vec<ClaimId>>,
}

/// The lookups made so far, by what they look up and how their keys are matched.
type Lookups = FxHashMap<(Index, Vec<Matching>), Arc<OnceLock<Arc<Lookup>>>>;

/// The indexes of a run.
pub struct Indexes<'a> {
    corpus: &'a Corpus,
    plan: &'a Plan,
    given: OnceLock<Vec<Given>>,
    partitions: Vec<OnceLock<Partitions>>,
    lookups: Mutex<Lookups>,
}

impl<'a> Indexes<'a> {
    /// The indexes of a plan, not made yet.
    pub fn new(plan: &'a Plan, corpus: &'a Corpus) -> Indexes<'a> {
        let partitions = plan.indexes.iter().map(|_| OnceLock::new()).collect();
        Indexes { corpus, plan, given: OnceLock::new(), partitions, lookups: Mutex::default() }
    }

    /// What each claim gives, in their order.
    pub fn given(&self) -> &[Given] {
        self.given.get_or_init(|| self.corpus.claims.iter().map(Given::by).collect())
    }

    /// The partitions of an index of the plan.
    pub fn partitions(&self, place: usize) -> &Partitions {
        self.partitions[place].get_or_init(|| partition(&self.plan.indexes[place], self.corpus))
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
    claims_of(corpus, over, 0..corpus.claims.len())
}

/// The claims of a range that a selector may take.
pub fn claims_of(corpus: &Corpus, over: Over, of: Range<usize>) -> impl Iterator<Item = ClaimId> + '_ {
    let first = of.start;
    let claims = corpus.claims.get(of).unwrap_or(&[]).iter().enumerate();
    let taken = claims.filter(move |(_, claim)| over == Over::AllClaims || claim.current);
    taken.map(move |(i, _)| ClaimId(u32::try_from(first + i).unwrap_or(u32::MAX)))
}

/// Whether a claim has what a key needs: a claim without a topic is in no topic group.
fn has_topic(keys: &[Path], claim: ClaimId, corpus: &Corpus) -> bool {
    let topic = |path: &Path| matches!(path.0.as_slice(), [Access::Claim(field)] if *field == fields::TOPIC);
    corpus.claim(claim).topic.is_some() || !keys.iter().any(topic)
}

fn partition(index: &Index, corpus: &Corpus) -> Partitions {
    let mut places: FxHashMap<Vec<Value>, usize> = FxHashMap::default();
    let mut partitions: Partitions = Vec::new();
    for claim in claims_over(corpus, index.over).filter(|c| has_topic(&index.keys, *c, corpus)) {
        let place = *places.entry(keys_of(index, claim, corpus)).or_insert_with(|| {
            partitions.push(Vec::new());
            partitions.len() - 1
        });
        partitions[place].push(claim);
    }
    partitions
}

/// The story, where the index stays inside one, and the keys.
fn keys_of(index: &Index, claim: ClaimId, corpus: &Corpus) -> Vec<Value> {
    let mut keys = Vec::with_capacity(index.keys.len() + 1);
    if index.reach == Reach::Story {
        keys.push(Value::Story(corpus.claim(claim).story));
    }
    keys.extend(index.keys.iter().map(|k| path_in(corpus, claim, k)));
    keys
}

fn look_up(index: &Index, matching: &[Matching], corpus: &Corpus) -> Lookup {
    let mut lookup = Lookup::default();
    for claim in claims_over(corpus, index.over) {
        let mut all = vec![Vec::new()];
        if index.reach == Reach::Story {
            all[0].push(Value::Story(corpus.claim(claim).story));
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
            lookup.lacking.entry(corpus.claim(claim).story).or_default().push(claim);
        }
        for keys in all.into_iter().filter(|keys| !keys.iter().any(Value::is_missing)) {
            lookup.found.entry(keys).or_default().push(claim);
        }
    }
    lookup
}
