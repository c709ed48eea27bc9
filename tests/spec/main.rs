//! The specification, executable: Markdown pages whose fenced blocks are files, with what is expected of them in comments.
//!
//! A section (from one heading to the next) is one run. A block's info string is its language and, if it has one, its file name:
//! `rules`, `yaml story.yaml`, `md draft.md`, `text draft.txt`; `background` behind the name makes it known, not checked. On a
//! line, `expect[RULE]` (and a severity, where it is no warning) says that a finding's first place is there, `error[CODE]`,
//! `warning[CODE]` and `advice[CODE]` that a diagnostic's is, and
//! `undecided[RULE]` that the claim there is undecided. Whatever is reported and not expected fails, and so does the contrary. A block
//! `output` holds the whole report for people; with `CLAIMLINT_BLESS=1` it is written, else compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use claimlint::check::{self, Input};
use claimlint::corpus::{Document, Standing};
use claimlint::diagnostic::codes::CODES;
use claimlint::eval::Options;
use claimlint::input::Format;
use claimlint::lang::{Settings, shipped};
use claimlint::render::{self, Page};
use claimlint::report::Report;
use claimlint::source::{FileId, Sources, Span};

/// A fenced block of a page.
struct Block {
    /// Its lines in the page, without the fences.
    lines: std::ops::Range<usize>,
    language: String,
    name: Option<String>,
    standing: Standing,
    text: String,
}

/// A section of a page.
struct Section {
    title: String,
    blocks: Vec<Block>,
}

fn sections(page: &str) -> Vec<Section> {
    let mut sections = vec![Section { title: String::new(), blocks: Vec::new() }];
    let mut open: Option<(String, usize, Vec<&str>)> = None;
    for (number, line) in page.lines().enumerate() {
        match &mut open {
            Some((fence, start, lines)) => {
                let (ticks, info) = fence.split_at(fence.len() - fence.trim_start_matches('`').len());
                if line.trim_end() == ticks {
                    let mut words = info.split_whitespace();
                    let block = Block {
                        lines: *start..number,
                        language: words.next().unwrap_or("").to_owned(),
                        name: words.next().map(str::to_owned),
                        standing: if words.next() == Some("background") { Standing::Background } else { Standing::Checked },
                        text: lines.iter().map(|l| format!("{l}\n")).collect(),
                    };
                    sections.last_mut().expect("there is one").blocks.push(block);
                    open = None;
                } else {
                    lines.push(line);
                }
            }
            None if line.starts_with("```") => open = Some((line.to_owned(), number + 1, Vec::new())),
            None if line.starts_with('#') => {
                sections.push(Section { title: line.trim_start_matches('#').trim().to_owned(), blocks: Vec::new() });
            }
            None => {}
        }
    }
    sections
}

/// What one section's files come to.
fn run(section: &Section) -> (Report, Sources, BTreeMap<FileId, usize>) {
    let mut sources = Sources::new();
    let shipped: Vec<FileId> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let (mut rules, mut inputs, mut drafts, mut files) = (Vec::new(), Vec::new(), Vec::new(), BTreeMap::new());
    for (number, block) in section.blocks.iter().enumerate() {
        let name = |default: &str| block.name.clone().unwrap_or_else(|| default.to_owned());
        match block.language.as_str() {
            "rules" => {
                let file = sources.add(name("desk.rules"), block.text.as_str());
                rules.push(file);
                files.insert(file, number);
            }
            "text" => drafts.push((name("draft.txt"), number)),
            "yaml" | "json" | "jsonl" | "csv" | "md" => {
                let path = name(&format!("story.{}", block.language));
                let format = Format::of(&path).expect("a claims file");
                let file = sources.add(path, block.text.as_str());
                inputs.push(Input { file, format, standing: block.standing });
                files.insert(file, number);
            }
            _ => {}
        }
    }
    let packs = section.blocks.iter().any(|b| b.language == "output" && b.name.as_deref() == Some("packs"));
    let (mut program, mut diagnostics) = check::program(&sources, &[shipped.as_slice(), &rules].concat(), &Settings::default());
    program.rules.retain(|rule| packs || rules.contains(&rule.span.file));
    let mut draft = |sources: &mut Sources, document: &Document| {
        let wanted = document.draft.as_ref().map(|d| d.value.clone());
        let found = drafts.iter().find(|(name, _)| Some(name) == wanted.as_ref());
        let file = found.map(|(name, number)| {
            let file = sources.add(name.as_str(), section.blocks[*number].text.as_str());
            files.insert(file, *number);
            file
        });
        (file, Vec::new())
    };
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &inputs, &mut draft);
    diagnostics.extend(said);
    let mut report = check::report(&sources, &program, &corpus, &Options::default(), diagnostics);
    let told = section.blocks.iter().any(|b| b.text.contains("[missing-example]"));
    report.diagnostics.retain(|d| told || d.code.name != "missing-example");
    (report, sources, files)
}

/// What is expected on the lines of a section: line of the page, and the word.
fn expected(section: &Section) -> Vec<(usize, String)> {
    let mut expected = Vec::new();
    for block in section.blocks.iter().filter(|b| b.language != "output") {
        for (offset, line) in block.text.lines().enumerate() {
            for kind in ["expect", "error", "warning", "advice", "undecided"] {
                for (at, _) in line.match_indices(&format!("{kind}[")) {
                    let rest = &line[at..];
                    let Some(end) = rest.find(']') else { continue };
                    let severity = rest[end + 1..].split_whitespace().next().filter(|w| ["error", "advice"].contains(w));
                    let word = match (kind, severity) {
                        ("expect", severity) => format!("{} {}", &rest[..=end], severity.unwrap_or("warning")),
                        _ => rest[..=end].to_owned(),
                    };
                    expected.push((block.lines.start + offset + 1, word));
                }
            }
        }
    }
    expected.sort();
    expected
}

/// What was reported, by line of the page.
fn reported(section: &Section, report: &Report, sources: &Sources, files: &BTreeMap<FileId, usize>) -> Vec<(usize, String)> {
    let line = |span: Option<Span>| {
        let place = span.and_then(|s| Some((files.get(&s.file)?, sources.position(s).line)));
        place.map_or(0, |(number, line)| section.blocks[*number].lines.start + line)
    };
    let findings = report
        .findings
        .iter()
        .map(|f| (line(f.labels.first().map(|l| l.span)), format!("expect[{}] {}", f.rule, f.severity.name())));
    let diagnostics = report
        .diagnostics
        .iter()
        .map(|d| (line(d.labels.first().map(|l| l.span)), format!("{}[{}]", d.severity.name(), d.code.name)));
    let mentions = section.blocks.iter().any(|b| b.text.contains("undecided["));
    let undecided = report.undecided.iter().filter(|_| mentions).map(|u| (line(Some(u.span)), format!("undecided[{}]", u.rule)));
    let mut all: Vec<(usize, String)> = findings.chain(diagnostics).chain(undecided).collect();
    all.sort();
    all
}

fn rendered(report: &Report, sources: &Sources) -> String {
    let human = render::by_name("human").expect("the format is there");
    let page = Page { width: 80, ..Page::default() };
    let mut out = Vec::new();
    (human.render)(report, sources, &page, &mut out).expect("writing to memory");
    let text = String::from_utf8(out).expect("reports are UTF-8");
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Checks a page; gives what is wrong, and the page with its outputs written anew.
fn check_page(path: &Path) -> (Vec<String>, String) {
    let page = fs::read_to_string(path).expect("the page is there");
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let mut wrong = Vec::new();
    let mut outputs = Vec::new();
    for section in sections(&page).iter().filter(|s| !s.blocks.is_empty()) {
        let (report, sources, files) = run(section);
        let place = format!("{}, \"{}\"", path.display(), section.title);
        let output = section.blocks.iter().find(|b| b.language == "output");
        let (want, got) = (expected(section), reported(section, &report, &sources, &files));
        // A page of one report need not say twice what it shows.
        if (output.is_none() || !want.is_empty()) && want != got {
            let differ = |a: &[(usize, String)], b: &[(usize, String)]| {
                a.iter().filter(|x| !b.contains(x)).map(|(line, word)| format!("    line {line}: {word}\n")).collect::<String>()
            };
            wrong.push(format!("{place}\n  not reported:\n{}  not expected:\n{}", differ(&want, &got), differ(&got, &want)));
        }
        if let Some(block) = output {
            let text = rendered(&report, &sources);
            if text != block.text {
                wrong.push(format!("{place}\n  the report is now:\n{text}"));
                outputs.push((block.lines.clone(), text));
            }
        }
    }
    for (range, text) in outputs.into_iter().rev() {
        lines.splice(range, text.lines().map(str::to_owned));
    }
    (wrong, lines.iter().map(|l| format!("{l}\n")).collect())
}

fn pages(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut pages: Vec<PathBuf> = fs::read_dir(root).expect("the folder is there").map(|e| e.expect("an entry").path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

fn check_folder(folder: &str) {
    let bless = std::env::var_os("CLAIMLINT_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in pages(folder) {
        let (mut found, page) = check_page(&path);
        if bless {
            fs::write(&path, page).expect("the page can be written");
            found.retain(|f| !f.contains("the report is now"));
        }
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_specification_holds() {
    check_folder("spec");
}

#[test]
fn every_code_has_its_report() {
    check_folder("codes");
    let given: Vec<String> =
        pages("codes").iter().map(|p| p.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    for code in CODES.iter().filter(|c| !ELSEWHERE.contains(&c.name)) {
        let path = format!("tests/codes/{}.md", code.name);
        assert!(given.iter().any(|g| g == code.name), "{path} is missing");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).expect("the page is there");
        assert!(text.contains(&format!("[{}]", code.name)), "{path} does not show its code");
    }
}

/// Codes that need files, limits, a configuration or another command than `check`: `tests/cli` shows them.
const ELSEWHERE: [&str; 9] =
    ["taste", "stale-baseline", "unused-index", "unreadable", "limit", "configuration", "skipped", "example-differs", "untested"];
