//! The rule language: text in, typed rules out. Files are parsed, names resolved, types checked, all before anything runs.

mod analyse;
pub mod shipped;
pub mod ast;
pub mod taste;
pub mod typed;
pub mod parse;
pub mod print;
mod check;
mod declare;
mod rank;
mod load;

pub use analyse::hidden_characters;
pub use check::walk;
pub use load::{Settings, load};
pub use typed::Program;
