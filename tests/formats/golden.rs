//! One story in every format, in full: what stands in `golden/` is what is written. `CLAIMLINT_BLESS=1` writes it anew.

use std::fs;
use std::path::Path;

use crate::readers::wrong;
use crate::{Desk, RULES, out};

const STORY: &str = "---
title: Two counts at the gate
slug: gate
date: 2024-05-12
---

The warden counted [3]{.shouts of=warden scope=gate quote=\"I counted three, é 👍\"} shouts, the miller [more than 9]{.shouts of=miller
scope=gate quote=\"it was [more]\" text=\"the shouts\" sorce=diary}.
";

#[test]
fn every_format_is_written_in_full() {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("gate.md", STORY);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/golden");
    let mut changed = Vec::new();
    for format in claimlint::render::FORMATS {
        let output = desk.check(&["gate.md", "--format", format.name]);
        let text = out(&output).replace(env!("CARGO_PKG_VERSION"), "VERSION");
        assert!(wrong(format, &text).is_empty(), "{}", format.name);
        let path = folder.join(format!("{}.txt", format.name));
        if std::env::var_os("CLAIMLINT_BLESS").is_some() {
            fs::write(&path, &text).expect("it can be written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != text {
            changed.push(format.name);
        }
    }
    assert!(changed.is_empty(), "not as in golden/: {changed:?}; bless, and read the difference");
}
