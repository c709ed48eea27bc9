//! The page of a diagnostic code.

use super::{About, page};
use crate::diagnostic::{Severity, codes};
use crate::lang::Program;

pub fn names(_: &Program) -> Vec<&str> {
    codes::CODES.iter().map(|code| code.name).collect()
}

pub fn page(about: &About, name: &str) -> Option<String> {
    let code = codes::by_name(name)?;
    let severity = match code.severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Advice => "advice",
    };
    let text = page::prose(code.page, about.width);
    // The page begins with its name.
    let words = text.strip_prefix(name).unwrap_or(&text).trim_start();
    Some(format!("{name}: a diagnostic code, usually {severity}\n\n{words}"))
}
