//! Places in the documents of an example as places in its rule file, where they stand indented between quotes.

use crate::lang::ast::Example;
use crate::report::Report;
use crate::source::{FileId, Sources, Span};

/// Where the documents of an example stand in their rule file.
pub struct Stands {
    /// The documents, as a text of their own.
    file: FileId,
    /// The documents in the rule file.
    whole: Span,
    /// Of each line the byte at which it begins in the documents, and in the rule file; none where the documents hold escapes.
    lines: Option<Vec<(usize, usize)>>,
}

impl Stands {
    /// Finds the documents of an example, that are read as a text of their own, in the text of the rule file.
    pub fn new(sources: &Sources, example: &Example, file: FileId) -> Stands {
        let whole = example.documents.span;
        let lines = lines(sources.slice(whole), &example.documents.value, whole.start as usize);
        Stands { file, whole, lines }
    }

    /// The place in the rule file.
    pub fn at(&self, span: Span) -> Span {
        if span.file != self.file {
            return span;
        }
        let Some(lines) = &self.lines else { return self.whole };
        let byte = |at: usize| {
            let after = lines.partition_point(|(start, _)| *start <= at);
            lines.get(after.saturating_sub(1)).map_or(at, |(start, place)| place + (at - start))
        };
        let (start, end) = (span.start as usize, span.end as usize);
        let last = if end > start { byte(end - 1) + 1 } else { byte(start) };
        Span::new(self.whole.file, byte(start), last)
    }

    /// Moves all places of a report.
    pub fn move_report(&self, report: &mut Report) {
        let found = report.findings.iter_mut().flat_map(|f| &mut f.labels).map(|l| &mut l.span);
        let said = report.diagnostics.iter_mut().flat_map(|d| &mut d.labels).map(|l| &mut l.span);
        let undecided = report.undecided.iter_mut().map(|u| &mut u.span);
        found.chain(said).chain(undecided).for_each(|span| *span = self.at(*span));
    }
}

/// The beginnings of the lines of a text in a block that has it indented; none where the block holds something else.
fn lines(block: &str, text: &str, start: usize) -> Option<Vec<(usize, usize)>> {
    let mut at = start;
    let mut written = block.split('\n').map(|line| {
        let place = at;
        at += line.len() + 1;
        (place, line.strip_suffix('\r').unwrap_or(line))
    });
    if block.split_once('\n').is_some_and(|(first, _)| first.trim().is_empty()) {
        written.next();
    }
    let mut lines = Vec::new();
    let mut from = 0;
    for line in text.split('\n') {
        let (place, raw) = written.next()?;
        let indent = raw.strip_suffix(line).filter(|indent| indent.trim().is_empty())?;
        lines.push((from, place + indent.len()));
        from += line.len() + 1;
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_are_found_in_the_block_that_has_them_indented() {
        assert_eq!(
            lines("\n    a:\n      b\n\n    c\n  ", "a:\n  b\n\nc", 100),
            Some(vec![(0, 105), (3, 112), (7, 116), (8, 121)])
        );
        assert_eq!(lines("one", "one", 7), Some(vec![(0, 7)]));
        assert_eq!(lines("\r\n  a\r\n  b\r\n", "a\nb", 0), Some(vec![(0, 4), (2, 9)]));
        assert_eq!(lines(r#"say \"no\""#, r#"say "no""#, 0), None);
    }
}
