//! Whether claims lie so near to one another that no two of them can conflict: one pass over plain numbers, before anything is sorted
//! or compared exactly.

use super::compare::tolerance;
use super::expr::Evaluator;
use crate::corpus::{ClaimId, fields};
use crate::lang::typed::Beyond;
use crate::value::Tolerance;

/// The tolerances between plain numbers of a kind, by the kind and by what a rule asks for; none where the two do not go together.
pub type Known = rustc_hash::FxHashMap<(u32, Option<*const Beyond>), Option<Tolerance>>;

impl Evaluator<'_> {
    /// Whether the values of all claims are surely within the tolerance of each other. Where it says no, nothing is known.
    pub fn are_near(&self, claims: impl Iterator<Item = ClaimId> + Clone, beyond: Option<&Beyond>) -> bool {
        let corpus = self.world.corpus;
        let (Some(hull), Some(first)) = (corpus.hull(claims.clone()), claims.clone().next()) else { return false };
        let key = (hull.like, beyond.map(std::ptr::from_ref));
        let mut known = self.near.borrow_mut();
        let between_two = || {
            let value = corpus.claim(first).bare_value(fields::VALUE);
            tolerance(&value, &value, beyond).ok()
        };
        let tolerance = *known.entry(key).or_insert_with(between_two);
        tolerance.is_some_and(|tolerance| tolerance.holds_about(hull.low, hull.high))
    }
}
