//! The rule language: text in, typed rules out. Files are parsed, names resolved, types checked, all before anything runs.

pub mod ast;
pub mod typed;
mod check;
mod declare;
pub mod load;
pub mod parse;

pub use load::{Settings, load};
pub use typed::Program;
