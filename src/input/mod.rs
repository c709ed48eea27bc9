//! The files of a run as trees: one reader a format, each from a text to [`Node`]s with byte spans; and the search for a
//! claim's words in its draft. Knows nothing of what a field means.

pub mod anchor;
pub mod json;
pub mod node;
pub mod yaml;

pub use anchor::{Anchor, Lost, Prose};
pub use node::{Entry, Node, NodeKind, Scalar};
