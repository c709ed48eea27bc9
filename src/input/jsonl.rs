//! JSON Lines to nodes: one tree a line, in blocks of whole lines. A line that is no JSON is reported, and the others are read.

use std::ops::Range;

use super::{Node, json};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// About how many bytes a block has at least and at most: enough to be worth a thread, few enough that all threads have some.
const BLOCK: (usize, usize) = (256 << 10, 4 << 20);

/// Into how many blocks a text is parted, if they are neither too small nor too large.
const PARTS: usize = 32;

/// A text in blocks of whole lines.
#[must_use]
pub fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let length = (text.len() / PARTS).clamp(BLOCK.0, BLOCK.1);
    while start < text.len() {
        let least = (start + length).min(text.len());
        let rest = text.as_bytes().get(least..).unwrap_or(&[]);
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| least + at + 1);
        blocks.push(start..end);
        start = end;
    }
    blocks
}

/// The trees of the lines of a file; blank lines are passed over.
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
    let text = sources.text(file);
    for line in lines(text, 0..text.len()) {
        let (found, said) = json::read_part(sources, file, line);
        nodes.extend(found);
        diagnostics.extend(said);
    }
    (nodes, diagnostics)
}

/// The lines of a block that are not blank.
pub fn lines(text: &str, block: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = block.start;
    let lines = text.get(block).unwrap_or("").split_inclusive('\n').map(move |line| {
        let part = start..start + line.len();
        start = part.end;
        (line, part)
    });
    // Hardly any line is blank, and the first byte of the others says so.
    let is_blank = |line: &str| !line.bytes().next().is_some_and(|byte| byte.is_ascii_graphic()) && line.trim().is_empty();
    lines.filter(move |(line, _)| !is_blank(line)).map(|(_, part)| part)
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
