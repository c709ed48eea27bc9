//! Waivers that stand in comments of a draft: each is one of every claim that the block behind it holds.

use super::claims;
use super::order::{self, Told};
use super::values::{Linker, Setting};
use super::{Documents, Notes};
use crate::corpus::decode::BlockWaiver;
use crate::corpus::{Claim, Story, Value, Waiver, fields};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::UNUSED_ALLOW;
use crate::source::Span;

/// A comment's waiver, read.
pub(super) struct Remark<'d> {
    written: &'d BlockWaiver,
    waiver: Waiver,
}

/// Reads the waivers in the comments of all documents; those that cannot be read are left out.
pub(super) fn read<'d>(documents: &'d Documents, told: &Told, stories: &[Story], linker: &mut Linker) -> Vec<Remark<'d>> {
    let mut read = Vec::new();
    for (document, _) in documents {
        let story = told.named(order::own_story(document));
        let date = story.and_then(|id| stories.get(id.0 as usize)).map(|story| story.fields.value(fields::story::DATE));
        let near = match date {
            Some(Value::Date(date)) => Some(&**date),
            _ => None,
        };
        let setting = Setting { story, near, standing: document.standing };
        for written in &document.waivers {
            let waiver = claims::read_waiver(&written.allowed, &setting, linker);
            read.extend(waiver.map(|waiver| Remark { written, waiver }));
        }
    }
    read
}

/// Gives each claim the waivers of the block that it is marked in, or that its words stand in.
pub(super) fn attach(remarks: &[Remark], claims: &mut [Claim], notes: &mut Notes) {
    if remarks.is_empty() {
        return;
    }
    let mut begins: Vec<(Span, usize)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        begins.push((claim.words.unwrap_or(claim.span), index));
    }
    begins.sort_by_key(|(span, index)| (span.file, span.start, *index));
    for Remark { written, waiver } in remarks {
        let before = |file, byte: u32| begins.partition_point(|(span, _)| (span.file, span.start) < (file, byte));
        let covered = written.block.map_or(0..0, |block| before(block.file, block.start)..before(block.file, block.end));
        if covered.is_empty() {
            notes.add(covers_nothing(written));
        }
        for (_, index) in begins.get(covered).unwrap_or(&[]) {
            if let Some(claim) = claims.get_mut(*index) {
                claim.allow.push(waiver.clone());
            }
        }
    }
}

fn covers_nothing(written: &BlockWaiver) -> Diagnostic {
    let allowed = &written.allowed;
    Diagnostic::new(&UNUSED_ALLOW, format!("the waiver of `{}` covers no claim", allowed.rule.text))
        .label(allowed.span, "no claim stands in the block behind it")
        .help("put it right before the paragraph, list item, heading or table that it is about, or take it out")
}
