//! Totals and their parts joined from both sides, and circles opened in what must have none: totals, and what lies in what.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::Notes;
use crate::corpus::claims::Claims;
use crate::corpus::{ClaimId, Entity, EntityId, FieldId, Given, Value, fields};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::CYCLE;
use crate::source::Span;

/// An edge that has been taken out.
const GONE: usize = usize::MAX;

/// How many members of a circle are shown.
const SHOWN: usize = 8;

/// Gives each total its parts and each part its total, whichever side says so. Of several totals a claim has the first.
pub(super) fn join_parts(claims: &mut Claims, notes: &mut Notes) {
    let (nodes, mut totals) = totals_said(claims);
    for circle in open_circles(&mut totals) {
        notes.add(circle_of_totals(claims, &nodes, &circle));
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (part, totals) in totals.iter().enumerate() {
        // In the order of the parts, so each list comes out sorted.
        totals.iter().for_each(|total| parts[*total].push(part));
    }
    for (node, totals) in totals.iter().enumerate() {
        let total = totals.first().map(|total| Value::Claim(nodes[*total]));
        let from = totals.first().map(|total| said_at(claims, nodes[*total], fields::PARTS));
        put(claims, nodes[node], fields::TOTAL, total, from);
    }
    for (node, parts) in parts.into_iter().enumerate() {
        let from = parts.first().map(|part| said_at(claims, nodes[*part], fields::TOTAL));
        let list = from.map(|_| Value::list(parts.into_iter().map(|part| Value::Claim(nodes[part])).collect()));
        put(claims, nodes[node], fields::PARTS, list, from);
    }
}

/// The claims that are parts or totals, and of each the claims that it is said to be a part of, by either side: both sorted, the latter
/// by their places among the former.
fn totals_said(claims: &Claims) -> (Vec<ClaimId>, Vec<Vec<usize>>) {
    let mut said: Vec<(ClaimId, ClaimId)> = Vec::new();
    let linked = (0..).map(ClaimId).zip(&claims.order).filter(|(_, slot)| claims.may_be_linked(**slot));
    for (claim, slot) in linked {
        if let Some(Value::Claim(total)) = claims.linked(*slot, fields::TOTAL).map(|given| &given.value) {
            said.push((claim, *total));
        }
        for part in claims.linked(*slot, fields::PARTS).map_or(&[][..], |given| given.value.elements()) {
            if let Value::Claim(part) = part {
                said.push((*part, claim));
            }
        }
    }
    let mut nodes: Vec<ClaimId> = said.iter().flat_map(|(part, total)| [*part, *total]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let place = |claim: ClaimId| nodes.binary_search(&claim).unwrap_or(0);
    let mut totals: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    said.into_iter().for_each(|(part, total)| totals[place(part)].push(place(total)));
    for of_claim in &mut totals {
        of_claim.sort_unstable();
        of_claim.dedup();
    }
    (nodes, totals)
}

/// The place where a claim gives a field, else the claim's own.
fn said_at(claims: &Claims, claim: ClaimId, field: FieldId) -> Span {
    let slot = claims.order[claim.0 as usize];
    claims.linked(slot, field).map_or_else(|| claims.span(slot), |given| given.span)
}

/// Puts what both sides say into the field, at its own place if it has one; what was given and does not hold is missing.
fn put(claims: &mut Claims, claim: ClaimId, field: FieldId, value: Option<Value>, from: Option<Span>) {
    let slot = claims.order[claim.0 as usize];
    let own = claims.linked(slot, field);
    let had = own.is_some_and(|given| !given.value.elements().is_empty());
    match (value, own.map(|given| given.span).or(from)) {
        (Some(value), Some(span)) => claims.link(slot, Given { field, value, span }),
        (None, Some(span)) if had => claims.link(slot, Given { field, value: Value::Missing, span }),
        _ => {}
    }
}

/// Takes out of `within` what closes a circle.
pub(super) fn open_within(entities: &mut [Entity], notes: &mut Notes) {
    let within = |entity: &Entity| -> Vec<usize> {
        let mut met = FxHashSet::default();
        let named = entity.fields.value(fields::entity::WITHIN).elements().iter();
        let named = named.filter_map(|v| if let Value::Entity(id) = v { Some(id.0 as usize) } else { None });
        named.filter(|id| met.insert(*id)).collect()
    };
    let mut edges: Vec<Vec<usize>> = entities.iter().map(within).collect();
    let circles = open_circles(&mut edges);
    circles.iter().for_each(|circle| notes.add(circle_of_entities(entities, circle)));
    for closing in circles.iter().filter_map(|circle| circle.last()).collect::<FxHashSet<_>>() {
        let fields = &mut entities[*closing].fields;
        if let Some(given) = fields.get(fields::entity::WITHIN) {
            let kept = edges[*closing].iter().map(|e| Value::Entity(EntityId(u32::try_from(*e).unwrap_or(u32::MAX))));
            let given = Given { value: Value::list(kept.collect()), ..given.clone() };
            fields.set(given);
        }
    }
}

/// Takes out every edge that closes a circle, seen in the order of nodes and edges, and answers the circles: the nodes from
/// the one that is led back to, to the one that led back, of a long circle the first ones and the last.
fn open_circles(edges: &mut [Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnPath(usize),
        Done,
    }
    let mut seen = vec![Seen::No; edges.len()];
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        if seen[start] != Seen::No {
            continue;
        }
        seen[start] = Seen::OnPath(0);
        // Each node of the path, and how many of its edges have been followed.
        let mut path = vec![(start, 0)];
        while let Some((node, followed)) = path.last_mut() {
            let (node, at) = (*node, *followed);
            let Some(next) = edges[node].get(at).copied() else {
                seen[node] = Seen::Done;
                path.pop();
                continue;
            };
            match seen[next] {
                Seen::OnPath(from) => {
                    *followed += 1;
                    edges[node][at] = GONE;
                    let members = &path[from..];
                    let mut circle: Vec<usize> = members.iter().take(SHOWN - 1).map(|(n, _)| *n).collect();
                    if circle.len() < members.len() {
                        circle.push(node);
                    }
                    circles.push(circle);
                }
                Seen::No => {
                    *followed += 1;
                    seen[next] = Seen::OnPath(path.len());
                    path.push((next, 0));
                }
                Seen::Done => *followed += 1,
            }
        }
    }
    edges.iter_mut().for_each(|of_node| of_node.retain(|next| *next != GONE));
    circles
}

fn circle_of_totals(claims: &Claims, nodes: &[ClaimId], circle: &[usize]) -> Diagnostic {
    let members = circle.iter().map(|node| {
        let slot = claims.order[nodes[*node].0 as usize];
        let given = claims.linked(slot, fields::TOTAL).or_else(|| claims.linked(slot, fields::PARTS));
        (given.map_or_else(|| claims.span(slot), |given| given.span), claims.id(slot))
    });
    circle_found("claims are parts of one another in a circle", members.collect(), "a total cannot be a part of its own parts")
}

fn circle_of_entities(entities: &[Entity], circle: &[usize]) -> Diagnostic {
    let place = |entity: &Entity| entity.fields.get(fields::entity::WITHIN).map(|given| given.span);
    let members = circle.iter().filter_map(|i| Some((place(&entities[*i])?, Cow::Borrowed(&*entities[*i].id))));
    circle_found("entities lie within one another in a circle", members.collect(), "nothing can lie within itself")
}

fn circle_found(message: &str, members: Vec<(Span, Cow<'_, str>)>, why: &str) -> Diagnostic {
    let last = members.len().saturating_sub(1);
    let mut diagnostic = Diagnostic::new(&CYCLE, message).help(format!("{why}: take one of these references out"));
    for (place, (span, id)) in members.into_iter().enumerate() {
        let note = if place == last { format!("`{id}` closes the circle; it is left out here") } else { format!("`{id}`") };
        diagnostic = diagnostic.label(span, note);
    }
    diagnostic
}
