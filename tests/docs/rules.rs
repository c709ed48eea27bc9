//! `docs/rules/` has a page for every shipped rule, and no other.

use std::collections::BTreeSet;
use std::{env, fs};

use claimlint::pages;
use claimlint::source::Sources;

use crate::{made, run};

#[test]
fn every_rule_has_its_page() {
    let mut sources = Sources::new();
    let program = run::shipped(&mut sources);
    let mut names = BTreeSet::from(["README.md".to_owned()]);
    let folder = made::path("docs/rules");
    if env::var_os("CLAIMLINT_BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
    }
    made::file("docs/rules/README.md", &pages::index(&program));
    for rule in &program.rules {
        let name = format!("{}.md", rule.name);
        made::file(&format!("docs/rules/{name}"), &pages::rule(&mut sources, &program, rule));
        names.insert(name);
    }
    let there = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = there.filter(|name| !names.contains(name)).collect();
    assert!(left.is_empty(), "pages of no rule, to be deleted: {left:?}");
}
