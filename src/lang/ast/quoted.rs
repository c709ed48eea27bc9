//! Texts between quotes: escapes and indents as written in, the text that is meant out.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use crate::source::Text;

/// A text on one line or a block, taken out of its quotes when it is first read: what only people read costs a run nothing.
#[derive(Clone)]
pub struct Quoted {
    file: Arc<Text>,
    literal: Range<usize>,
    read: OnceLock<String>,
}

impl Quoted {
    /// The text between the quotes that stand, themselves included, at these bytes of a file.
    #[must_use]
    pub fn new(file: &Arc<Text>, literal: Range<usize>) -> Quoted {
        Quoted { file: Arc::clone(file), literal, read: OnceLock::new() }
    }

    /// The text that is meant.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.read.get_or_init(|| {
            let literal = self.file.get(self.literal.clone()).unwrap_or("");
            if literal.starts_with("\"\"\"") {
                let raw = between(literal, 3);
                dedent(raw, indent(raw), Ends { opens: true, closes: true })
            } else {
                unescape(between(literal, 1))
            }
        })
    }
}

impl Deref for Quoted {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Quoted {
    fn eq(&self, other: &Quoted) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// A literal without the `quotes` quotation marks at either end.
pub fn between(literal: &str, quotes: usize) -> &str {
    literal.get(quotes..literal.len().saturating_sub(quotes)).unwrap_or("")
}

/// A text with its escapes resolved.
pub fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(c) = characters.next() {
        match if c == '\\' { characters.next() } else { None } {
            Some('n') => out.push('\n'),
            Some(escaped) => out.push(escaped),
            None => out.push(c),
        }
    }
    out
}

/// How many columns all lines of a block are indented; the line of the opening quotes and blank lines do not count.
pub fn indent(block: &str) -> usize {
    let lines = block.split('\n').skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}

/// Which ends of its block a piece holds.
#[derive(Clone, Copy)]
pub struct Ends {
    /// The first one.
    pub opens: bool,
    /// The last one.
    pub closes: bool,
}

/// A piece of a block without the indent, and without the line breaks next to the block's quotes.
pub fn dedent(piece: &str, columns: usize, ends: Ends) -> String {
    let mut lines: Vec<&str> = piece.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    for line in lines.iter_mut().skip(1) {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        *line = line.get(columns.min(blank)..).unwrap_or("");
    }
    let is_blank = |line: Option<&&str>| line.is_some_and(|l| l.trim().is_empty());
    if ends.closes && lines.len() > 1 && is_blank(lines.last()) {
        lines.pop();
    }
    let opening = usize::from(ends.opens && piece.contains('\n') && is_blank(lines.first()));
    lines.get(opening..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_loses_its_indent_and_its_outer_breaks() {
        let whole = |raw| dedent(raw, indent(raw), Ends { opens: true, closes: true });
        assert_eq!(whole("\n    a\n      b\n\n    c\n  "), "a\n  b\n\nc");
        assert_eq!(whole("one line"), "one line");
        assert_eq!(whole("first\n  second\n"), "first\nsecond");
        assert_eq!(whole("\r\n  a\r\n  b\r\n"), "a\nb");
        assert_eq!(whole("\n  a\n\n"), "a\n");
        assert_eq!(whole(""), "");
        assert_eq!(whole("\n"), "");
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescape(r#"a\"b\\n\n\{\}"#), "a\"b\\n\n{}");
    }
}
