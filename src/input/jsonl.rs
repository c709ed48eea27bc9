//! JSON Lines to nodes: one tree a line, in blocks of whole lines. A line that is no JSON is reported, and the others are read.

use std::ops::Range;

use super::{Node, json};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// About how many bytes a block has at least and at most: enough to be worth a thread, few enough that all threads have some.
const BLOCK: (usize, usize) = (256 << 10, 4 << 20);

/// Into how many blocks a text is parted, if they are neither too small nor too large.
const PARTS: usize = 32;

/// A text of so many bytes in blocks, each of the lines that begin in it.
#[must_use]
pub fn blocks(length: usize) -> Vec<Range<usize>> {
    let block = (length / PARTS).clamp(BLOCK.0, BLOCK.1);
    (0..length).step_by(block).map(|start| start..(start + block).min(length)).collect()
}

/// The trees of the lines of a file; blank lines are passed over.
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
    let text = sources.text(file);
    for line in lines(text) {
        let (found, said) = json::read_part(sources, file, line);
        nodes.extend(found);
        diagnostics.extend(said);
    }
    (nodes, diagnostics)
}

/// The lines of a text that are not blank.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let part = start..start + line.len();
        start = part.end;
        (line, part)
    });
    // Hardly any line is blank, and the first byte of the others says so.
    let is_blank = |line: &str| !line.bytes().next().is_some_and(|byte| byte.is_ascii_graphic()) && line.trim().is_empty();
    lines.filter(move |(line, _)| !is_blank(line)).map(|(_, part)| part)
}
