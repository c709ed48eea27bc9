//! A text put together from pieces of a file: places in it are places in the file again. Knows no format.

use std::ops::Range;

/// A text in pieces, without what stands between its lines in the file: the `> ` of a quote, the indentation of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Stitched {
    /// The text.
    pub(super) text: String,
    /// Where each piece begins in the text, and where in the file.
    seams: Vec<(usize, usize)>,
}

impl Stitched {
    /// Adds a piece that stands at a byte of the file.
    pub(super) fn push(&mut self, piece: &str, at: usize) {
        self.seams.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    /// The byte of the file behind a byte of the text.
    fn place(&self, offset: usize) -> usize {
        let after = self.seams.partition_point(|(start, _)| *start <= offset);
        self.seams.get(after.saturating_sub(1)).map_or(0, |(start, at)| at + offset.saturating_sub(*start))
    }

    /// The bytes of the file from the first to the last of some of the text.
    pub(super) fn range(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.place(bytes.start);
        if bytes.is_empty() { start..start } else { start..self.place(bytes.end - 1) + 1 }
    }

    /// The byte of the text that stands at a byte of the file.
    pub(super) fn offset(&self, at: usize) -> Option<usize> {
        let after = self.seams.partition_point(|(_, place)| *place <= at);
        let (start, place) = self.seams.get(after.checked_sub(1)?)?;
        let end = self.seams.get(after).map_or(self.text.len(), |(next, _)| *next);
        Some(start + (at - place)).filter(|offset| *offset < end)
    }

    /// A part of the text.
    pub(super) fn part(&self, bytes: Range<usize>) -> Stitched {
        let mut part = Stitched::default();
        let mut start = bytes.start;
        let seams = self.seams.iter().map(|(start, _)| *start).filter(|seam| bytes.contains(seam) && *seam > bytes.start);
        for end in seams.chain([bytes.end]) {
            part.push(self.text.get(start..end).unwrap_or(""), self.place(start));
            start = end;
        }
        part
    }
}
