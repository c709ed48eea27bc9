//! Fenced blocks of rules and of claims load without an error. A word behind the language says otherwise: `fragment` is a piece that
//! cannot stand alone, `config` a configuration; a diagnostic's code is what must be said of the block.

use std::fs;

use claimlint::diagnostic::{Diagnostic, codes};
use claimlint::examples;
use claimlint::render::{self, Page};
use claimlint::report::Report;
use claimlint::source::Sources;

use crate::{made, run};

/// A fenced block.
pub struct Block {
    /// File and line, for messages.
    pub place: String,
    /// The words behind the fence.
    pub info: Vec<String>,
    /// What stands in it.
    pub text: String,
}

/// The fenced blocks of a text.
pub fn of(name: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (at, line) in made::text(name).lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(info), false) => {
                let info = info.split_whitespace().map(str::to_owned).collect();
                blocks.push(Block { place: format!("{name}:{}", at + 1), info, text: String::new() });
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, false) => {}
        }
    }
    assert!(!open, "{name} has a block that is not closed");
    blocks
}

/// The project's pages for people.
pub fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "ARCHITECTURE.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for entry in fs::read_dir(made::path("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        pages.extend(name.ends_with(".md").then(|| format!("docs/{name}")));
    }
    pages.sort();
    pages
}

/// What a block's diagnostics must be, held against what they are; `None` where all is well.
fn wrong(block: &Block, said: &[Diagnostic], sources: &Sources) -> Option<String> {
    let here = said.iter().filter(|d| d.labels.first().is_none_or(|l| sources.path(l.span.file).starts_with("block")));
    let said: Vec<String> = match block.info.get(1) {
        None => here.filter(|d| d.is_error()).map(|d| format!("{}: {}", d.code.name, d.message)).collect(),
        Some(code) => {
            assert!(codes::by_name(code).is_some(), "{}: `{code}` is no code", block.place);
            let found: Vec<&str> = here.map(|d| d.code.name).collect();
            if found.contains(&code.as_str()) { Vec::new() } else { vec![format!("`{code}` is not among {found:?}")] }
        }
    };
    (!said.is_empty()).then(|| format!("{}\n  {}\n", block.place, said.join("\n  ")))
}

fn all(language: &str, say: impl Fn(&Block, &mut Sources) -> Vec<Diagnostic>) {
    let mut problems = String::new();
    let mut count = 0;
    for block in pages().iter().flat_map(|page| of(page)) {
        let skipped = matches!(block.info.get(1).map(String::as_str), Some("fragment" | "config"));
        if block.info.first().is_none_or(|l| l != language) || skipped {
            continue;
        }
        let mut sources = Sources::new();
        let said = say(&block, &mut sources);
        problems.extend(wrong(&block, &said, &sources));
        count += 1;
    }
    assert!(problems.is_empty(), "\n{problems}");
    assert!(count > 0, "there are no blocks of {language}");
}

#[test]
fn rules_load() {
    all("rules", |block, sources| run::program(sources, &block.text).1);
}

#[test]
fn claims_are_read() {
    all("yaml", |block, sources| {
        let (mut program, _) = run::program(sources, "");
        program.rules.clear();
        run::report(sources, &program, &block.text).diagnostics
    });
}

/// Every relative link of every page leads to a file that is there.
#[test]
fn links_lead_somewhere() {
    for page in pages() {
        let text = made::text(&page);
        let folder = made::path(&page).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or("");
            if !file.is_empty() && !link.contains("://") {
                assert!(folder.join(file).exists(), "{page}: `{link}` leads nowhere");
            }
        }
    }
}

/// The report that `docs/language.md` shows is what is said of the block before it.
#[test]
fn the_mistake_is_reported_so() {
    let block = of("docs/language.md").into_iter().find(|b| b.text.contains("rule sorce-missing")).unwrap();
    let mut sources = Sources::new();
    let (_, said) = run::program(&mut sources, &block.text);
    let errors = said.into_iter().filter(Diagnostic::is_error).collect();
    let report = Report { diagnostics: errors, ..Report::default() };
    let page = Page::default();
    let mut bytes = Vec::new();
    (render::by_name("human").unwrap().render)(&report, &sources, &page, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    // Without the closing line, which tells of the run.
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    let shown = lines[..lines.len() - 1].join("\n");
    let made = format!("```text\n{}\n```\n", shown.trim_end());
    made::part("docs/language.md", "<!-- the report on it -->", "<!-- end of the report -->", &made);
}

/// The examples of rules on these pages are true: one that fires is reported by its rule, a silent one is not.
#[test]
fn examples_of_rules_are_true() {
    let mut wrong = String::new();
    for block in pages().iter().flat_map(|page| of(page)).filter(|b| b.info == ["rules"]) {
        let mut sources = Sources::new();
        let (mut program, _) = run::program(&mut sources, &block.text);
        program.rules.retain(|rule| sources.path(rule.span.file) == "block.rules");
        for tried in examples::run(&mut sources, &program, &|_| true).iter().filter(|t| !t.is_as_expected()) {
            wrong += &format!("{}: `{}`, example \"{}\"\n", block.place, tried.rule, tried.example);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
