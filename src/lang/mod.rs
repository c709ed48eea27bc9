//! The rule language: text in, typed rules out. Files are parsed, names resolved, types checked, all before anything runs.

pub mod ast;
pub mod parse;
