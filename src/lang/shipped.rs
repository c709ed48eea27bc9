//! The rule files that come with the program: the vocabulary, which is always in force, and the packs.

/// Path and text of every shipped file, by path.
pub static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
