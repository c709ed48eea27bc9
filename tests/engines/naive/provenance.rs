//! Provenance by plain reachability: where claims come from, by `repeats`, else `via`, else the source and what it relays.

use claimlint::corpus::{ClaimId, Corpus, EntityId, StoryId, Value, fields};

/// A thing that a claim may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    Claim(ClaimId),
    Entity(EntityId),
    Story(StoryId),
}

/// What a node rests on; nothing for an origin.
fn rests_on(corpus: &Corpus, node: Node) -> Vec<Node> {
    let listed = |value: &Value| -> Vec<Node> {
        let node = |one: &Value| match one {
            Value::Claim(c) => Some(Node::Claim(*c)),
            Value::Entity(e) => Some(Node::Entity(*e)),
            _ => None,
        };
        value.elements().iter().filter_map(node).collect()
    };
    match node {
        Node::Claim(claim) => {
            let given = corpus.claim(claim);
            let ways = [fields::REPEATS, fields::VIA, fields::SOURCE].map(|f| listed(&given.given(f)));
            let own = vec![Node::Story(corpus.claim(claim).story())];
            ways.into_iter().find(|w| !w.is_empty()).unwrap_or(own)
        }
        Node::Entity(entity) => listed(corpus.entity(entity).fields.value(fields::entity::RELAYS)),
        Node::Story(_) => Vec::new(),
    }
}

/// Everything that a node rests on at any remove; the node itself only where it is in a circle.
fn reached(corpus: &Corpus, from: Node) -> Vec<Node> {
    let mut seen: Vec<Node> = Vec::new();
    let mut next = rests_on(corpus, from);
    while let Some(node) = next.pop() {
        if !seen.contains(&node) {
            seen.push(node);
            next.extend(rests_on(corpus, node));
        }
    }
    seen
}

/// The nodes that a node is in a circle with, itself among them; none where it is in no circle.
fn circle(corpus: &Corpus, node: Node) -> Vec<Node> {
    reached(corpus, node).into_iter().filter(|other| reached(corpus, *other).contains(&node)).collect()
}

/// The ways out of a circle.
fn exits(corpus: &Corpus, circle: &[Node]) -> Vec<Node> {
    circle.iter().flat_map(|n| rests_on(corpus, *n)).filter(|n| !circle.contains(n)).collect()
}

fn id_of(corpus: &Corpus, node: Node) -> (String, String) {
    match node {
        Node::Claim(c) => (corpus.story(corpus.claim(c).story()).id.to_string(), corpus.claim(c).id().to_string()),
        Node::Entity(e) => (corpus.entity(e).id.to_string(), String::new()),
        Node::Story(s) => (corpus.story(s).id.to_string(), String::new()),
    }
}

/// An origin is an entity or a story: that of a closed circle of claims is whoever says the one of the least id.
fn value_of(corpus: &Corpus, node: Node) -> Value {
    match node {
        Node::Claim(c) => match corpus.claim(c).given(fields::SOURCE).into_owned() {
            Value::Missing => Value::Story(corpus.claim(c).story()),
            source => source,
        },
        Node::Entity(e) => Value::Entity(e),
        Node::Story(s) => Value::Story(s),
    }
}

/// The origins of one claim: what it rests on that rests on nothing, and of each closed circle the least id.
fn origins_of(corpus: &Corpus, claim: ClaimId) -> Vec<Value> {
    let mut reach = reached(corpus, Node::Claim(claim));
    reach.push(Node::Claim(claim));
    let mut origins: Vec<Node> = Vec::new();
    for node in reach {
        let circle = circle(corpus, node);
        let origin = if rests_on(corpus, node).is_empty() {
            Some(node)
        } else if !circle.is_empty() && exits(corpus, &circle).is_empty() {
            circle.into_iter().min_by_key(|n| id_of(corpus, *n))
        } else {
            None
        };
        origins.extend(origin);
    }
    distinct(origins.into_iter().map(|n| value_of(corpus, n)).collect())
}

/// The origins of some claims, without repetition.
pub fn origins(corpus: &Corpus, claims: &[Value]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for claim in claims {
        if let Value::Claim(claim) = claim {
            all.extend(origins_of(corpus, *claim));
        }
    }
    distinct(all)
}

/// The parties of the origins; an origin without a party is its own.
pub fn parties(corpus: &Corpus, claims: &[Value]) -> Vec<Value> {
    let party = |origin: Value| match &origin {
        Value::Entity(e) => match corpus.entity(*e).fields.value(fields::entity::PARTY) {
            Value::Missing => origin,
            party => party.clone(),
        },
        _ => origin,
    };
    distinct(origins(corpus, claims).into_iter().map(party).collect())
}

fn distinct(all: Vec<Value>) -> Vec<Value> {
    let mut once: Vec<Value> = Vec::new();
    for value in all {
        if !once.contains(&value) {
            once.push(value);
        }
    }
    once
}

/// Whether what a claim rests on, at any remove, runs in a circle.
pub fn in_circle(corpus: &Corpus, claim: ClaimId) -> bool {
    let node = Node::Claim(claim);
    let mut all = reached(corpus, node);
    all.push(node);
    all.iter().any(|n| !circle(corpus, *n).is_empty())
}

/// How many removes a claim is from its origin.
pub fn depth(corpus: &Corpus, claim: ClaimId) -> i128 {
    depth_of(corpus, Node::Claim(claim))
}

/// One more than the deepest it rests on; the members of a circle are as deep as its ways out make them.
fn depth_of(corpus: &Corpus, node: Node) -> i128 {
    let circle = circle(corpus, node);
    if !circle.is_empty() {
        return exits(corpus, &circle).into_iter().map(|n| depth_of(corpus, n) + 1).max().unwrap_or(0);
    }
    let below = rests_on(corpus, node);
    let given = match node {
        Node::Claim(c) => Some(corpus.claim(c)),
        _ => None,
    };
    // A claim is its source's own: from claim to source is no remove, nor is it from the claim to the story.
    let own = given.is_some_and(|g| g.given(fields::REPEATS).elements().is_empty() && g.given(fields::VIA).elements().is_empty());
    let deepest = below.into_iter().map(|n| depth_of(corpus, n)).max();
    deepest.map_or(0, |d| if own { d } else { d + 1 })
}

/// `inside(a, b)`: surely where `b` is reached from `a` by `within`; surely not where every entity on the way is declared.
pub fn inside(corpus: &Corpus, a: EntityId, b: EntityId) -> claimlint::value::Truth {
    let mut way = ancestors(corpus, a);
    way.push(a);
    let all_declared = way.iter().all(|e| corpus.entity(*e).declared.is_some());
    claimlint::value::Truth::between(way.contains(&b), all_declared)
}

/// The entities that `a` lies in or is part of, at any depth.
pub fn ancestors(corpus: &Corpus, a: EntityId) -> Vec<EntityId> {
    let up = |e: EntityId| -> Vec<EntityId> {
        let within = corpus.entity(e).fields.value(fields::entity::WITHIN);
        within.elements().iter().filter_map(|v| if let Value::Entity(e) = v { Some(*e) } else { None }).collect()
    };
    let mut seen = Vec::new();
    let mut next = up(a);
    while let Some(entity) = next.pop() {
        if !seen.contains(&entity) {
            seen.push(entity);
            next.extend(up(entity));
        }
    }
    seen
}
