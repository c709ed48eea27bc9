//! What is open at a byte of an item: brackets, texts, and values in messages. Only for reports, so it may guess which texts
//! are messages by the clause that they stand in.

use super::word_at;

/// Something that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// Where it was opened.
    pub at: usize,
    /// Whether it is a brace in a message.
    pub in_message: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Paren,
    List,
    Brace,
    Line,
    Block,
}

impl Opening {
    fn new(at: usize, kind: Kind) -> Opening {
        Opening { at, in_message: false, kind }
    }

    /// The sign that closes a bracket; `None` for texts.
    pub(super) fn closer(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Paren => Some(")"),
            Kind::List => Some("]"),
            Kind::Brace => Some("}"),
            Kind::Line | Kind::Block => None,
        }
    }
}

/// What is wrong with a text.
pub(super) enum Fault {
    /// An escape that stands for nothing, at this byte.
    Escape(usize),
    /// It is not closed.
    NoEnd,
}

/// What is open at byte `end` of an item, the outermost first.
pub(super) fn openings(item: &str, end: usize) -> Vec<Opening> {
    let bytes = item.as_bytes();
    let mut open: Vec<Opening> = Vec::new();
    let mut in_message = false;
    let mut at = 0;
    while at < end.min(bytes.len()) {
        let rest = bytes.get(at..).unwrap_or_default();
        let innermost = open.last().map(|o| o.kind);
        at += match (innermost, rest.first().copied().unwrap_or_default()) {
            (Some(Kind::Line | Kind::Block), b'\\') => 2,
            (Some(Kind::Line | Kind::Block), b'{') => {
                open.push(Opening { at, in_message: true, kind: Kind::Brace });
                1
            }
            (Some(Kind::Line), b'"' | b'\n') => {
                open.pop();
                1
            }
            (Some(Kind::Block), _) if rest.starts_with(b"\"\"\"") => {
                open.pop();
                3
            }
            (Some(Kind::Line | Kind::Block), _) => 1,
            (_, b'#') => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
            (_, b'"') if in_message && open.len() == 1 => {
                let (kind, length) = if rest.starts_with(b"\"\"\"") { (Kind::Block, 3) } else { (Kind::Line, 1) };
                open.push(Opening::new(at, kind));
                length
            }
            (_, b'"') => text_length(rest),
            (_, sign @ (b'(' | b'[' | b'{')) => {
                let kind = if sign == b'(' { Kind::Paren } else { Kind::List };
                open.push(Opening::new(at, if sign == b'{' { Kind::Brace } else { kind }));
                1
            }
            (_, b')' | b']' | b'}') => {
                open.pop();
                1
            }
            (_, b) if b.is_ascii_alphabetic() => {
                let word = word_at(item, at);
                if open.len() == 1 && is_clause(word) {
                    in_message = matches!(word, "report" | "at" | "help");
                }
                word.len().max(1)
            }
            _ => 1,
        };
    }
    open
}

/// Only reserved words: the others may be names.
fn is_clause(word: &str) -> bool {
    matches!(word, "report" | "at" | "help" | "why" | "example" | "for" | "let" | "flag" | "escalate" | "param")
}

fn text_length(rest: &[u8]) -> usize {
    if rest.starts_with(b"\"\"\"") {
        return rest.get(3..).and_then(|r| r.windows(3).position(|w| w == b"\"\"\"")).map_or(rest.len(), |i| i + 6);
    }
    let mut at = 1;
    loop {
        match rest.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(b'\n') | None => return at.min(rest.len()),
            Some(_) => at += 1,
        }
    }
}

/// What is wrong with the plain text or block that begins at byte `at`, if something is.
pub(super) fn literal_fault(item: &str, at: usize) -> Option<Fault> {
    let rest = item.get(at..)?;
    if let Some(block) = rest.strip_prefix("\"\"\"") {
        return (!block.contains("\"\"\"")).then_some(Fault::NoEnd);
    }
    let mut characters = rest.char_indices().skip(1);
    while let Some((i, c)) = characters.next() {
        match c {
            '"' => return None,
            '\n' => return Some(Fault::NoEnd),
            '\\' if !characters.next().is_some_and(|(_, c)| matches!(c, '"' | '\\' | 'n' | '{' | '}')) => {
                return Some(Fault::Escape(at + i));
            }
            _ => {}
        }
    }
    Some(Fault::NoEnd)
}
