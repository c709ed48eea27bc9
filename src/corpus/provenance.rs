//! Where claims come from: the origins behind them, circles, how many removes lie between; and what lies in what.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClaimId, ClaimRef, Corpus, EntityId, StoryId, Value, fields};
use crate::value::Truth;

/// What a claim repeats, else whom it is said to be from, else its source.
fn rests_on(claim: ClaimRef<'_>) -> Cow<'_, Value> {
    let named = [fields::REPEATS, fields::VIA].map(|field| claim.given(field));
    let rests_on = named.into_iter().find(|value| !value.elements().is_empty());
    rests_on.unwrap_or_else(|| claim.given(fields::SOURCE))
}

/// Who stands at the beginning: someone who has it from no one else, or a story that names no source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An entity that relays no other.
    Entity(EntityId),
    /// A story that says so itself.
    Story(StoryId),
}

/// How many origins the sets of a run may hold together. Sets beyond that are cut to [`CUT`]: only a corpus made to be dear, in
/// which thousands of claims each rest on thousands of others, comes near it.
const MOST: usize = 8_000_000;

/// How many origins a set keeps once there are too many.
const CUT: usize = 1_000;

/// The provenance of every claim of a corpus.
#[derive(Debug)]
pub struct Provenance {
    sets: Sets,
    /// Of each claim its trace, by the number.
    of_claims: Vec<u32>,
    traces: Vec<Trace>,
    /// Of each entity, its party where it has one.
    parties: Vec<Option<EntityId>>,
}

/// What is known of a claim or an entity: its origins, whether a circle lies on the way to them, its removes.
#[derive(Clone, Copy, Debug, Default)]
struct Trace {
    set: u32,
    circle: bool,
    depth: u32,
}

impl Provenance {
    /// Traces every claim back, in one pass.
    #[must_use]
    pub fn new(corpus: &Corpus) -> Provenance {
        let mut sets = Sets::default();
        let ways = Ways::new(corpus);
        let mut traces = trace(&ways, &mut sets);
        let of_claims = of_claims(&ways, &mut traces, &mut sets);
        let party = |value: &Value| if let Value::Entity(party) = value { Some(*party) } else { None };
        let parties = corpus.entities.iter().map(|e| party(e.fields.value(fields::entity::PARTY))).collect();
        Provenance { sets, of_claims, traces, parties }
    }

    /// The origins of a claim, in order, none twice.
    #[must_use]
    pub fn origins(&self, claim: ClaimId) -> &[Origin] {
        &self.sets.sets[self.origin_set(claim) as usize]
    }

    /// The number of a claim's set of origins: claims with the same origins have the same.
    #[must_use]
    pub fn origin_set(&self, claim: ClaimId) -> u32 {
        self.trace(claim).set
    }

    /// The parties of a claim's origins, and the origins that have none; in order, none twice.
    #[must_use]
    pub fn parties(&self, claim: ClaimId) -> Vec<Origin> {
        let party = |origin: &Origin| match origin {
            Origin::Entity(entity) => Origin::Entity(self.parties[entity.0 as usize].unwrap_or(*entity)),
            Origin::Story(story) => Origin::Story(*story),
        };
        let mut parties: Vec<Origin> = self.origins(claim).iter().map(party).collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// Whether what a claim rests on runs in a circle.
    #[must_use]
    pub fn in_circle(&self, claim: ClaimId) -> bool {
        self.trace(claim).circle
    }

    /// How many removes a claim is from its furthest origin: 0 for the origin's own claim, and in a closed circle.
    #[must_use]
    pub fn depth(&self, claim: ClaimId) -> u32 {
        self.trace(claim).depth
    }

    fn trace(&self, claim: ClaimId) -> &Trace {
        &self.traces[self.of_claims[claim.0 as usize] as usize]
    }
}

/// Sets of origins, equal ones kept once.
#[derive(Debug, Default)]
struct Sets {
    sets: Vec<Arc<[Origin]>>,
    numbers: FxHashMap<Arc<[Origin]>, u32>,
    kept: usize,
}

impl Sets {
    fn number(&mut self, mut origins: Vec<Origin>) -> u32 {
        origins.sort_unstable();
        origins.dedup();
        if self.kept + origins.len() > MOST {
            origins.truncate(CUT);
        }
        if let Some(known) = self.numbers.get(origins.as_slice()) {
            return *known;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        let origins: Arc<[Origin]> = origins.into();
        self.kept += origins.len();
        self.sets.push(Arc::clone(&origins));
        self.numbers.insert(origins, number);
        number
    }

    /// The number of the union of some sets.
    fn union(&mut self, mut sets: Vec<u32>) -> u32 {
        sets.sort_unstable();
        sets.dedup();
        match sets[..] {
            [only] => only,
            _ => self.number(sets.iter().flat_map(|set| self.sets[*set as usize].iter().copied()).collect()),
        }
    }
}

/// The number of a claim that is no node: it rests on its source, or on nothing but its story.
const NO_NODE: u32 = u32::MAX;

/// The number of each claim's trace. Those that are no nodes are traced as their source is, to which there is no remove.
fn of_claims(ways: &Ways, traces: &mut Vec<Trace>, sets: &mut Sets) -> Vec<u32> {
    let number = |place: usize| u32::try_from(place).unwrap_or(NO_NODE);
    let mut of_stories: FxHashMap<StoryId, u32> = FxHashMap::default();
    let mut trace_of = |(node, (_, claim)): (&u32, (ClaimId, ClaimRef<'_>))| match *claim.given(fields::SOURCE) {
        _ if *node != NO_NODE => *node,
        Value::Entity(source) => number(ways.claims.len() + source.0 as usize),
        _ => *of_stories.entry(claim.story()).or_insert_with(|| {
            let set = sets.number(vec![Origin::Story(claim.story())]);
            traces.push(Trace { set, circle: false, depth: 0 });
            number(traces.len() - 1)
        }),
    };
    ways.nodes.iter().zip(ways.corpus.claims()).map(&mut trace_of).collect()
}

/// What claims and entities rest on: claims are numbered first, then entities. Of the rows of bulk files, which rest on a source at
/// most, only those are nodes that another claim rests on.
struct Ways<'c> {
    corpus: &'c Corpus,
    /// The claims that are nodes.
    claims: Vec<ClaimId>,
    /// The number of each claim among them.
    nodes: Vec<u32>,
    /// Where the ways of each begin in `to`; one more at the end.
    starts: Vec<usize>,
    to: Vec<usize>,
}

impl<'c> Ways<'c> {
    fn new(corpus: &'c Corpus) -> Ways<'c> {
        let written: Vec<ClaimId> = corpus.claims().filter(|(_, claim)| !claim.is_row()).map(|(id, _)| id).collect();
        let nodes = vec![NO_NODE; corpus.claim_count()];
        let mut ways = Ways { corpus, claims: Vec::new(), nodes, starts: vec![0], to: Vec::new() };
        written.iter().for_each(|id| ways.make_node(*id));
        for id in written {
            for on in rests_on(corpus.claim(id)).elements() {
                if let Value::Claim(on) = on {
                    ways.make_node(*on);
                }
            }
        }
        for id in ways.claims.clone() {
            ways.add(&rests_on(corpus.claim(id)));
        }
        for entity in &corpus.entities {
            ways.add(entity.fields.value(fields::entity::RELAYS));
        }
        ways
    }

    fn make_node(&mut self, claim: ClaimId) {
        let node = &mut self.nodes[claim.0 as usize];
        if *node == NO_NODE {
            *node = u32::try_from(self.claims.len()).unwrap_or(NO_NODE);
            self.claims.push(claim);
        }
    }

    fn add(&mut self, rests_on: &Value) {
        let claims = self.claims.len();
        self.to.extend(rests_on.elements().iter().filter_map(|value| match value {
            Value::Claim(claim) => Some(self.nodes[claim.0 as usize] as usize),
            Value::Entity(entity) => Some(claims + entity.0 as usize),
            _ => None,
        }));
        self.starts.push(self.to.len());
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn from(&self, node: usize) -> &[usize] {
        &self.to[self.starts[node]..self.starts[node + 1]]
    }

    fn is_claim(&self, node: usize) -> bool {
        node < self.claims.len()
    }

    /// Whether a way leads to a claim's own source, which is no remove.
    fn is_own_source(&self, node: usize) -> bool {
        self.is_claim(node)
            && self.corpus.claim(self.claims[node]).given(fields::VIA).elements().is_empty()
            && self.from(node).iter().all(|to| !self.is_claim(*to))
    }

    /// Who stands at the beginning where the ways end: an entity itself; of a claim its source, else its story.
    fn origin(&self, node: usize) -> Origin {
        let Some(claim) = self.claims.get(node) else {
            let entity = node - self.claims.len();
            return Origin::Entity(EntityId(u32::try_from(entity).unwrap_or(u32::MAX)));
        };
        let claim = self.corpus.claim(*claim);
        match *claim.given(fields::SOURCE) {
            Value::Entity(source) => Origin::Entity(source),
            _ => Origin::Story(claim.story()),
        }
    }

    /// By which ids are compared when a closed circle is named after its least.
    fn id(&self, node: usize) -> (&str, Cow<'c, str>) {
        match self.claims.get(node) {
            Some(claim) => {
                let claim = self.corpus.claim(*claim);
                (&self.corpus.story(claim.story()).id, claim.id())
            }
            None => (&self.corpus.entities[node - self.claims.len()].id, Cow::Borrowed("")),
        }
    }

    /// What is known of the members of a circle, or of one alone, when all that they rest on outside is traced.
    fn settle(&self, members: &[usize], inside: impl Fn(usize) -> bool, traced: &[Trace], sets: &mut Sets) -> Trace {
        let ways = || members.iter().flat_map(|node| self.from(*node).iter().copied());
        let exits: Vec<Trace> = ways().filter(|to| !inside(*to)).map(|to| traced[to]).collect();
        let runs_round = members.len() > 1 || ways().any(&inside);
        let circle = runs_round || exits.iter().any(|exit| exit.circle);
        if exits.is_empty() {
            let least = members.iter().copied().min_by_key(|node| self.id(*node));
            let set = sets.number(least.map(|node| self.origin(node)).into_iter().collect());
            return Trace { set, circle, depth: 0 };
        }
        let remove = u32::from(!members.iter().all(|node| self.is_own_source(*node)));
        let depth = exits.iter().map(|exit| exit.depth).max().unwrap_or(0).saturating_add(remove);
        Trace { set: sets.union(exits.iter().map(|exit| exit.set).collect()), circle, depth }
    }
}

/// Traces all back: circles (Tarjan's strongly connected components) are settled as one, after all that they rest on. Keeps its
/// path in a list of its own, so that no length of a chain can overflow the stack.
fn trace(ways: &Ways, sets: &mut Sets) -> Vec<Trace> {
    const NEW: usize = usize::MAX;
    let mut traced = vec![Trace::default(); ways.len()];
    // The number under which each was met, the least number that it leads back to, and whether its circle is still open.
    let (mut met, mut back) = (vec![NEW; ways.len()], vec![NEW; ways.len()]);
    let mut open = vec![false; ways.len()];
    let (mut stack, mut path, mut count) = (Vec::new(), Vec::new(), 0);
    for start in 0..ways.len() {
        if met[start] == NEW {
            path.push((start, 0));
        }
        while let Some((node, followed)) = path.last_mut() {
            let node = *node;
            if met[node] == NEW {
                (met[node], back[node], open[node]) = (count, count, true);
                stack.push(node);
                count += 1;
            }
            if let Some(&next) = ways.from(node).get(*followed) {
                *followed += 1;
                if met[next] == NEW {
                    path.push((next, 0));
                } else if open[next] {
                    back[node] = back[node].min(met[next]);
                }
                continue;
            }
            path.pop();
            if let Some((before, _)) = path.last() {
                back[*before] = back[*before].min(back[node]);
            }
            if back[node] == met[node] {
                let from = stack.iter().rposition(|n| *n == node).unwrap_or(0);
                let members = stack.split_off(from);
                // What is open and was met no earlier than `node` is a member.
                let trace = ways.settle(&members, |n| open[n] && met[n] >= met[node], &traced, sets);
                for member in members {
                    (traced[member], open[member]) = (trace, false);
                }
            }
        }
    }
    traced
}

/// All that an entity lies in or is part of, at any depth, the nearest first.
#[must_use]
pub fn ancestors(corpus: &Corpus, entity: EntityId) -> Vec<EntityId> {
    let mut met = FxHashSet::from_iter([entity]);
    let mut found = Vec::new();
    let mut next = Some(entity);
    let mut followed = 0;
    while let Some(from) = next {
        for within in corpus.entity(from).fields.value(fields::entity::WITHIN).elements() {
            if let Value::Entity(within) = within
                && met.insert(*within)
            {
                found.push(*within);
            }
        }
        next = found.get(followed).copied();
        followed += 1;
    }
    found
}

/// Whether `a` lies in or is part of `b`, at any depth, or is `b`. Surely not only where all on the way up is declared.
#[must_use]
pub fn inside(corpus: &Corpus, a: EntityId, b: EntityId) -> Truth {
    let ancestors = ancestors(corpus, a);
    let declared = |entity: &EntityId| corpus.entity(*entity).declared.is_some();
    Truth::between(a == b || ancestors.contains(&b), declared(&a) && ancestors.iter().all(declared))
}

#[cfg(test)]
mod tests {
    use super::super::build::tests::{Built, one};
    use super::*;

    fn names(built: &Built, origins: &[Origin]) -> Vec<String> {
        let name = |origin: &Origin| match origin {
            Origin::Entity(id) => built.corpus.entity(*id).id.to_string(),
            Origin::Story(id) => format!("story {}", built.corpus.story(*id).id),
        };
        let mut names: Vec<String> = origins.iter().map(name).collect();
        names.sort();
        names
    }

    /// One row a claim: its name, its origins, its parties, its removes, whether in a circle.
    fn traced(document: &str, rows: &[(&str, &str, &str, u32, bool)]) {
        let built = one(document);
        let provenance = Provenance::new(&built.corpus);
        for (claim, origins, parties, depth, circle) in rows {
            let id = built.claim(&format!("story/{claim}"));
            assert_eq!(names(&built, provenance.origins(id)).join(" "), *origins, "origins of {claim}\n{document}");
            assert_eq!(names(&built, &provenance.parties(id)).join(" "), *parties, "parties of {claim}\n{document}");
            assert_eq!(provenance.depth(id), *depth, "depth of {claim}\n{document}");
            assert_eq!(provenance.in_circle(id), *circle, "circle of {claim}\n{document}");
        }
    }

    #[test]
    fn relays_are_followed_to_those_who_relay_no_one() {
        traced(
            "sources: {a1: {relays: [b1], party: x}, b1: {relays: [c1, d1], party: y}, c1: {party: z}}\nclaims: [{id: a, source: a1}, {id: c, source: c1}, {id: n}]",
            &[("a", "c1 d1", "d1 z", 2, false), ("c", "c1", "z", 0, false), ("n", "story story", "story story", 0, false)],
        );
    }

    #[test]
    fn what_a_claim_repeats_goes_before_via_and_via_before_relays() {
        traced(
            "sources: {p: {relays: [q]}, u: {relays: [s1, s2]}}\nclaims:\n  - {id: a, source: u, status: retracted}\n  - {id: b, source: p, repeats: [a], via: [r]}\n  - {id: c, source: p, via: [r]}\n  - {id: d, repeats: [b, c]}\n  - {id: e, source: q, repeats: [nowhere]}\n  - {id: f}\n  - {id: g, source: p, repeats: [f]}",
            &[
                ("a", "s1 s2", "s1 s2", 1, false),
                ("b", "s1 s2", "s1 s2", 2, false),
                ("c", "r", "r", 1, false),
                ("d", "r s1 s2", "r s1 s2", 3, false),
                ("e", "q", "q", 0, false),
                ("g", "story story", "story story", 1, false),
            ],
        );
    }

    #[test]
    fn a_closed_circle_is_one_origin_and_an_open_one_has_those_at_its_exits() {
        traced(
            "sources: {m: {relays: [l]}, l: {relays: [k]}, k: {relays: [m]}}\nclaims: [{id: a, source: m}, {id: b, source: l}]",
            &[("a", "k", "k", 0, true), ("b", "k", "k", 0, true)],
        );
        traced(
            "sources: {p: {relays: [q, z]}, q: {relays: [p, r]}}\nclaims: [{id: a, source: p}, {id: b, source: r}]",
            &[("a", "r z", "r z", 1, true), ("b", "r", "r", 0, false)],
        );
        traced(
            "claims: [{id: b, source: q, repeats: [a]}, {id: a, source: p, repeats: [b]}, {id: c, source: r}, {id: d, repeats: [d, c]}]",
            &[("a", "p", "p", 0, true), ("b", "p", "p", 0, true), ("c", "r", "r", 0, false), ("d", "r", "r", 1, true)],
        );
    }

    #[test]
    fn equal_sets_share_a_number() {
        let built = one("sources: {p: {relays: [q, r]}}\nclaims: [{id: a, source: p}, {id: b, via: [r, q]}, {id: c, source: q}]");
        let provenance = Provenance::new(&built.corpus);
        let set = |name| provenance.origin_set(built.claim(name));
        assert_eq!(set("story/a"), set("story/b"));
        assert_ne!(set("story/a"), set("story/c"));
    }

    #[test]
    fn a_long_chain_is_no_matter() {
        let mut document = String::from("claims:\n- {id: c0, source: p}\n");
        for i in 1..20_000 {
            document.push_str(&format!("- {{id: c{i}, repeats: [c{}]}}\n", i - 1));
        }
        let built = one(&document);
        assert_eq!(Provenance::new(&built.corpus).depth(built.claim("story/c19999")), 19_999);
    }

    #[test]
    fn inside_is_surely_not_only_where_all_is_declared() {
        let built = one("entities: {k: {within: [m]}, l: {within: [n]}, n: {}, far: {}, loose: {within: [n, m]}}");
        let id = |name: &str| built.corpus.entity_ids[name];
        let asked = |a, b| inside(&built.corpus, id(a), id(b));
        assert_eq!(asked("k", "m"), Truth::Surely);
        assert_eq!(asked("m", "m"), Truth::Surely);
        assert_eq!(asked("k", "far"), Truth::CannotTell);
        assert_eq!(asked("l", "far"), Truth::SurelyNot);
        assert_eq!(asked("loose", "far"), Truth::CannotTell);
    }
}
