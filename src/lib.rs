//! Claim-consistency checking for newsrooms: rules and claims in, findings that point at the words of the draft out.
//!
//! The modules stand in pipeline order; each uses only what stands above it. `check` spells the whole pipeline in one
//! page and is the first thing to read.

pub mod source;
pub mod diagnostic;
pub mod value;
pub mod input;
pub mod corpus;
pub mod builtins;
pub mod lang;
pub mod plan;
pub mod archive;
pub mod eval;
pub mod report;
pub mod render;
pub mod check;
pub mod examples;
pub mod tune;
pub mod pages;
pub mod cli;
