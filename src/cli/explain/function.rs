//! The page of a function of the rule language.

use super::{About, page};
use crate::builtins;
use crate::lang::Program;

pub fn names(_: &Program) -> Vec<&str> {
    builtins::all().map(|builtin| builtin.name).collect()
}

pub fn page(about: &About, name: &str) -> Option<String> {
    let builtin = builtins::by_name(name)?;
    let prose = page::wrapped(builtin.prose, "", about.width);
    let mut text = format!("{name}: a function of the rule language\n\n    {}\n\n{prose}", builtin.signature);
    for example in builtin.examples {
        let of = if example.claim.is_empty() { String::new() } else { format!("of a claim c with {{{}}}\n", example.claim) };
        text.push_str(&format!("\n{}", page::indented(&format!("{of}{} is {}", example.expression, example.gives))));
    }
    Some(text)
}
