//! The project's words for people, held against the program: commands run, blocks load, lists of files are true.
//!
//! `CLAIMLINT_BLESS=1 cargo test --test docs` writes what is made from the program: the report in `README.md`, the tree in
//! `ARCHITECTURE.md`, and `docs/builtins.md`. Read the difference before committing it.

mod blocks;
mod builtins;
mod catalogue;
mod config;
mod forms;
mod made;
mod readme;
mod rules;
mod run;
mod tree;
mod tutorial;
