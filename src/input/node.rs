//! A document as a tree of texts, lists and mappings, each with its place in the file, and the building of such a tree.
//! Knows neither YAML nor JSON, and no field.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, WRONG_SHAPE};
use crate::source::{Span, Spanned};

/// How deep lists and mappings may lie in one another.
pub const MAX_DEPTH: usize = 64;

/// How many bytes a document may have.
pub const MAX_BYTES: usize = 512 << 20;

/// How many bytes a file of claims in bulk may have: a [`Span`] counts them in 32 bits.
pub const MAX_BULK_BYTES: usize = 4095 << 20;

/// A value of a document, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value as written, quotes included. A value that an alias repeats stands where the alias does.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a value of a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A text, a number, a bool or nothing: all are kept as written.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, its entries in the order of the file; a key may stand there twice.
    Map(Vec<Entry>),
}

/// A value that is neither a list nor a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text, with escapes and line folding resolved.
    pub text: String,
    /// Whether it stands without quotes: only then can it be missing or a bool.
    pub plain: bool,
    /// The words themselves, without quotes or the head of a block.
    pub inner: Span,
    /// Whether the bytes at `inner` are `text`, so that a place in one is a place in the other.
    pub verbatim: bool,
}

/// One key of a mapping and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key; its span takes in quotes.
    pub key: Spanned<String>,
    /// The value; an empty one stands right behind the key.
    pub value: Node,
}

impl Node {
    /// The text, number, bool or nothing that this is.
    #[must_use]
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            NodeKind::List(_) | NodeKind::Map(_) => None,
        }
    }

    /// Whether there is nothing here: an empty value, `~` or `null` without quotes.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.as_scalar().is_some_and(|s| s.plain && matches!(s.text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The bool that this is: only `true` and `false` without quotes are.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.as_scalar()? {
            Scalar { plain: true, text, .. } if text == "true" => Some(true),
            Scalar { plain: true, text, .. } if text == "false" => Some(false),
            _ => None,
        }
    }

    /// What this is, in words for a message.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(_) if self.is_missing() => "nothing",
            NodeKind::Scalar(_) => "a text",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a mapping",
        }
    }
}

/// Trees under construction: opened and closed in the order of the file, so that no depth of input can overflow the stack.
/// `T` is what the reader wants to remember of a list or mapping until it closes.
pub(super) struct Builder<T> {
    open: Vec<Open<T>>,
    /// The finished documents.
    pub(super) documents: Vec<Node>,
    /// What was found wrong with keys; the tree goes on without them.
    pub(super) wrong_keys: Vec<Diagnostic>,
}

/// A list or mapping that has begun and not yet ended.
pub(super) struct Open<T> {
    pub(super) start: Span,
    pub(super) note: T,
    pub(super) shape: Shape,
}

/// What an open list or mapping holds so far.
pub(super) enum Shape {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Node> },
}

impl Shape {
    pub(super) fn list() -> Shape {
        Shape::List(Vec::new())
    }

    pub(super) fn map() -> Shape {
        Shape::Map { entries: Vec::new(), key: None }
    }
}

impl<T> Open<T> {
    /// The span from the beginning to the end of the last thing in it.
    pub(super) fn extent(&self) -> Span {
        let last = match &self.shape {
            Shape::List(items) => items.last().map(|n| n.span),
            Shape::Map { entries, .. } => entries.last().map(|e| e.key.span.to(e.value.span)),
        };
        last.map_or(self.start, |last| self.start.to(last))
    }

    /// The finished list or mapping.
    pub(super) fn into_node(self, span: Span) -> Node {
        let kind = match self.shape {
            Shape::List(items) => NodeKind::List(items),
            Shape::Map { entries, .. } => NodeKind::Map(entries),
        };
        Node { span, kind }
    }
}

impl<T> Builder<T> {
    pub(super) fn new() -> Builder<T> {
        Builder { open: Vec::new(), documents: Vec::new(), wrong_keys: Vec::new() }
    }

    /// How many lists and mappings are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The innermost open list or mapping.
    pub(super) fn innermost(&self) -> Option<&Open<T>> {
        self.open.last()
    }

    /// Begins a list or mapping.
    pub(super) fn begin(&mut self, start: Span, note: T, shape: Shape) -> Result<(), Diagnostic> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(start));
        }
        self.open.push(Open { start, note, shape });
        Ok(())
    }

    /// Takes the innermost list or mapping off, to be finished and added.
    pub(super) fn end(&mut self) -> Option<Open<T>> {
        self.open.pop()
    }

    /// Adds a finished value where it belongs: as a document, an item, a key or the value of the key before it.
    pub(super) fn add(&mut self, node: Node) {
        match self.open.last_mut().map(|o| &mut o.shape) {
            None => self.documents.push(node),
            Some(Shape::List(items)) => items.push(node),
            Some(Shape::Map { entries, key }) => match key.take() {
                None => *key = Some(node),
                Some(Node { span, kind: NodeKind::Scalar(scalar) }) => {
                    entries.push(Entry { key: Spanned::new(scalar.text, span), value: node });
                }
                Some(wrong) => self.wrong_keys.push(key_is_no_text(&wrong)),
            },
        }
    }
}

fn key_is_no_text(key: &Node) -> Diagnostic {
    Diagnostic::new(&WRONG_SHAPE, format!("a key must be a text, but this one is {}", key.describe()))
        .label(key.span, "used as a key")
        .help("put it in quotes if it is meant as text; it is left out here with its value")
}

/// What is said where lists and mappings lie too deep in one another.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(&LIMIT, format!("lists and mappings lie more than {MAX_DEPTH} deep in one another"))
        .label(span, "too deep")
        .help("write the document with fewer levels")
}

/// What is said of a file that is too large.
pub(super) fn too_large(start: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(&LIMIT, format!("the file is larger than {} MiB", limit >> 20))
        .label(start, "")
        .help("split it into several files")
}
