//! The texts of a run: every file read once, named by a `FileId`, and the byte spans that point into them.
//! Knows nothing of what the texts mean.

mod lines;
mod text;

use std::sync::Arc;

pub use lines::{Columns, Extract, Lines, Piece, Position};
pub use text::{Kept, Text};

/// A file of this run, by its place among the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file: `start` inclusive, `end` exclusive, both from 0 and on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end) }
    }

    /// The same span as a range of `usize`, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; `other` must lie in the same file.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of this span that begins `from` bytes in and is `len` bytes long.
    #[must_use]
    pub fn part(self, from: usize, len: usize) -> Span {
        Span::new(self.file, self.start as usize + from, self.start as usize + from + len)
    }
}

/// A thing, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The thing.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// One text of the run.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: String,
    text: Arc<Text>,
    lines: Arc<Lines>,
}

impl SourceFile {
    /// The path as reports show it: relative to the working directory, with `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, exactly as read (a byte order mark included).
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why a text that is left where it lies cannot be read, and the way out; none where it can, now that someone asks.
    #[must_use]
    pub fn refusal(&self) -> Option<(String, String)> {
        self.text.refusal()
    }

    /// How many bytes the text has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.length()
    }

    /// The text, to be shared without copying.
    #[must_use]
    pub fn shared_text(&self) -> Arc<Text> {
        Arc::clone(&self.text)
    }

    /// Where the lines begin.
    #[must_use]
    pub fn lines(&self) -> &Arc<Lines> {
        &self.lines
    }
}

/// Every text of one run. Texts are added and never removed, so a [`Span`] stays good.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The working directory as seen from the root of the checkout; empty where it is the root, or nobody knows of one.
    below: String,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a text under the path that reports shall show, and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_text(path, Text::from(text.into()))
    }

    /// Adds a text that may be left where it lies.
    pub fn add_text(&mut self, path: impl Into<String>, text: Text) -> FileId {
        let text = Arc::new(text);
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than four billion files"));
        let lines = Arc::new(Lines::new(Arc::clone(&text)));
        self.files.push(SourceFile { path: path.into(), text, lines });
        id
    }

    /// Adds an extract of a text. Lines and bytes are told as they are in the file.
    pub fn add_extract(&mut self, path: impl Into<String>, text: impl Into<String>, extract: Extract) -> FileId {
        let id = self.add(path, text);
        if let Some(file) = self.files.last_mut() {
            file.lines = Arc::new(Lines::of_extract(Arc::clone(&file.text), Arc::new(extract)));
        }
        id
    }

    /// Says which folder of the checkout the working directory is, with `/`.
    pub fn set_folder(&mut self, below: impl Into<String>) {
        self.below = below.into();
    }

    /// A path as readers see it that look from the root of the checkout.
    #[must_use]
    pub fn seen_from_root(&self, path: &str) -> String {
        if self.below.is_empty() || path.starts_with('/') {
            return path.to_owned();
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in self.below.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                _ => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Puts a sign of as many bytes in the place of every character but line breaks, so that places stay and words go.
    pub fn withhold(&mut self) {
        for file in &mut self.files {
            let text = Arc::new(Text::from(file.text.chars().map(withheld).collect::<String>()));
            file.lines = Arc::new(file.lines.of_other(Arc::clone(&text)));
            file.text = text;
        }
    }

    /// The file that an id names.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The path of a file, as reports show it.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.file(id).path()
    }

    /// The whole text of a file.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.file(id).text()
    }

    /// The words at a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// Line and column of the span's first byte.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).lines().position(span.start as usize)
    }

    /// Line and column of the byte after the span's last.
    #[must_use]
    pub fn end_position(&self, span: Span) -> Position {
        self.file(span.file).lines().position(span.end as usize)
    }

    /// All files, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }
}

/// What stands for a character that is withheld: as many bytes, and as many UTF-16 code units.
fn withheld(c: char) -> char {
    match (c, c.len_utf8()) {
        ('\n' | '\r' | '\u{feff}', _) => c,
        (_, 1) => '.',
        (_, 2) => '·',
        (_, 3) => '…',
        _ => '𝆺',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_the_root() {
        let mut sources = Sources::new();
        assert_eq!(sources.seen_from_root("./a.md"), "./a.md");
        sources.set_folder("desk/news");
        let seen = ["a.md", "./b/a.md", "../a.md", "../../../a.md", "/tmp/a.md"].map(|path| sources.seen_from_root(path));
        assert_eq!(seen, ["desk/news/a.md", "desk/news/b/a.md", "desk/a.md", "../a.md", "/tmp/a.md"]);
    }

    #[test]
    fn what_is_withheld_keeps_its_places() {
        let text = "\u{feff}aé\r\n𐐀…x\ry\n";
        let mut sources = Sources::new();
        let file = sources.add("a.md", text);
        let places = |sources: &Sources| {
            let lines = Arc::clone(sources.file(file).lines());
            let units = [Columns::Characters, Columns::Utf16, Columns::Bytes];
            text.char_indices().map(|(at, _)| (lines.line_of(at), units.map(|u| lines.column(at, u)))).collect::<Vec<_>>()
        };
        let before = places(&sources);
        sources.withhold();
        assert_eq!(places(&sources), before);
        assert_eq!(sources.text(file), "\u{feff}.·\r\n𝆺….\r.\n");
    }
}
