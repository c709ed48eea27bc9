//! JSON Lines to nodes: one tree a line, in blocks of whole lines. A line that is no JSON is reported, and the others are read.

use std::ops::Range;

use super::{Node, json};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// About how many bytes a block has: enough to be worth a thread, few enough that its trees stay in the cache.
const BLOCK: usize = 256 << 10;

/// A text in blocks of whole lines.
#[must_use]
pub fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let least = (start + BLOCK).min(text.len());
        let rest = text.as_bytes().get(least..).unwrap_or(&[]);
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| least + at + 1);
        blocks.push(start..end);
        start = end;
    }
    blocks
}

/// The trees of the lines of a file; blank lines are passed over.
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    read_block(sources, file, 0..sources.text(file).len())
}

/// The trees of the lines in a block.
pub fn read_block(sources: &Sources, file: FileId, block: Range<usize>) -> (Vec<Node>, Vec<Diagnostic>) {
    let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
    let mut start = block.start;
    for line in sources.text(file).get(block).unwrap_or("").split_inclusive('\n') {
        let part = start..start + line.len();
        start = part.end;
        if line.trim().is_empty() {
            continue;
        }
        let (found, said) = json::read_part(sources, file, part);
        nodes.extend(found);
        diagnostics.extend(said);
    }
    (nodes, diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_lines_and_all_of_the_text() {
        let long = format!("{}\n", "é".repeat(70_000)).repeat(9);
        for text in ["", "a", "a\n", long.as_str(), long.trim_end()] {
            let blocks = blocks(text);
            assert_eq!(blocks.iter().map(|block| &text[block.clone()]).collect::<String>(), text);
            assert!(blocks.iter().rev().skip(1).all(|block| text[block.clone()].ends_with('\n')));
        }
        assert!(blocks(&long).len() > 3);
    }
}
