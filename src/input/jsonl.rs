//! JSON Lines to nodes: one tree a line. A line that is no JSON is reported, and the others are read.

use super::{Node, json};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// The trees of the lines of a file; blank lines are passed over.
pub fn read(sources: &Sources, file: FileId) -> (Vec<Node>, Vec<Diagnostic>) {
    let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
    let mut start = 0;
    for line in sources.text(file).split_inclusive('\n') {
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
