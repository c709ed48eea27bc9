//! Texts that are made from the program: compared, or written where `CLAIMLINT_BLESS` is set.

use std::path::PathBuf;
use std::{env, fs};

/// The path of a file of the project.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The text of a file of the project.
pub fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The file must be just this text.
pub fn file(name: &str, made: &str) {
    let stands = fs::read_to_string(path(name)).unwrap_or_default();
    if stands == made {
        return;
    }
    if env::var_os("CLAIMLINT_BLESS").is_some() {
        fs::write(path(name), made).unwrap_or_else(|error| panic!("{name}: {error}"));
        return;
    }
    let (at, old, new) = first_difference(&stands, made);
    panic!(
        "{name} is out of date, first in line {at}:\n  stands  {old}\n  made    {new}\n\
         `CLAIMLINT_BLESS=1 cargo test --test docs` writes it anew"
    );
}

/// What stands between two lines of a file must be just this text.
pub fn part(name: &str, begin: &str, end: &str, made: &str) {
    let stands = text(name);
    let start = stands.find(begin).unwrap_or_else(|| panic!("{name} has no line {begin}")) + begin.len();
    let length = stands[start..].find(end).unwrap_or_else(|| panic!("{name} has no line {end} behind {begin}"));
    file(name, &format!("{}\n{made}{}", &stands[..start], &stands[start + length..]));
}

fn first_difference<'t>(old: &'t str, new: &'t str) -> (usize, &'t str, &'t str) {
    let (mut old, mut new, mut at) = (old.lines(), new.lines(), 1);
    loop {
        match (old.next(), new.next()) {
            (Some(a), Some(b)) if a == b => at += 1,
            (a, b) => return (at, a.unwrap_or("(nothing)"), b.unwrap_or("(nothing)")),
        }
    }
}
