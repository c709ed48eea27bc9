//! `docs/builtins.md` is the table of functions, and every example in it is true.

use std::fmt::Write as _;

use claimlint::builtins::{self, Builtin, Example};
use claimlint::source::Sources;

use crate::{made, run};

const HEAD: &str = "\
# Functions

Every function of the rule language, as `claimlint explain NAME` shows it. This page is made from the table in `src/builtins/`;
each example is run as a test: an expression on a claim `c` with the fields on the left, and what a message prints of it. What
missing values and intervals do everywhere is told in [language.md](language.md).
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for builtin in builtins::all() {
        let _ = write!(page, "\n## {}\n\n```text\n{}\n```\n\n{}\n", builtin.name, builtin.signature, builtin.prose);
        if builtin.examples.is_empty() {
            continue;
        }
        page.push_str("\n| claim | expression | prints |\n|---|---|---|\n");
        for Example { claim, expression, gives } in builtin.examples {
            let _ = writeln!(page, "| `{claim}` | `{expression}` | {gives} |");
        }
    }
    page
}

#[test]
fn the_page_is_the_table() {
    made::file("docs/builtins.md", &page());
}

/// What a message prints of an expression on a claim with these fields.
fn printed(example: &Example) -> Result<String, String> {
    let mut sources = Sources::new();
    let rule = format!(
        "rule printed {{\n  for each claim c\n  flag when true\n  report \"{{{}}}\"\n    at c \"\"\n}}\n",
        example.expression
    );
    let (mut program, said) = run::program(&mut sources, &rule);
    let errors: Vec<&str> = said.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    if !errors.is_empty() {
        return Err(errors.join("; "));
    }
    program.rules.retain(|r| &*r.name == "printed");
    let report = run::report(&mut sources, &program, &format!("claims:\n  - {{id: c, {}}}\n", example.claim));
    if let Some(said) = report.diagnostics.first() {
        return Err(said.message.clone());
    }
    report.findings.first().map(|f| f.message.clone()).ok_or_else(|| "nothing".to_owned())
}

#[test]
fn examples_give_what_they_say() {
    let mut wrong = String::new();
    let examples = |b: &'static Builtin| b.examples.iter().map(move |e| (b.name, e));
    for (name, example) in builtins::all().flat_map(examples) {
        let printed = printed(example);
        if printed.as_deref() != Ok(example.gives) {
            let _ = writeln!(
                wrong,
                "{name}: {{{}}} `{}` gives {printed:?}, not {}",
                example.claim, example.expression, example.gives
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
