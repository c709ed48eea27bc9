//! Drafts edited after their claims were written: every changed figure is noticed.

use claimlint::check::{self, Input};
use claimlint::corpus::{Corpus, Standing, fields};
use claimlint::diagnostic::Diagnostic;
use claimlint::input::Format;
use claimlint::lang::{Program, Settings, shipped};
use claimlint::render::{self, Page};
use claimlint::report::Report;
use claimlint::source::Sources;

fn shipped_program(sources: &mut Sources) -> Program {
    let files: Vec<_> = shipped::FILES.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let (program, diagnostics) = check::program(sources, &files, &Settings::default());
    let report = Report { diagnostics, ..Report::default() };
    assert!(report.diagnostics.is_empty(), "{}", shown(&report, sources));
    program
}

fn shown(report: &Report, sources: &Sources) -> String {
    let human = render::by_name("human").expect("the format is there");
    let mut out = Vec::new();
    let page = Page { undecided: true, ..Page::default() };
    (human.render)(report, sources, &page, &mut out).expect("writing to memory");
    String::from_utf8_lossy(&out).into_owned()
}

/// A story of the examples, read with another draft: what it makes, and what is said of the words of its claims.
fn story(program: &Program, document: &str, draft: &str) -> (Sources, Corpus, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let file = sources.add("story.yaml", document);
    let draft = sources.add("draft.txt", draft);
    let input = Input { file, format: Format::Yaml, standing: Standing::Checked };
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &[input], &mut |_, _| (Some(draft), Vec::new()));
    (sources, corpus, said.into_iter().filter(|d| d.code.name.starts_with("anchor")).collect())
}

/// Some words with another figure: one digit more, or another number word.
fn edited(words: &str) -> String {
    if let Some(at) = words.find(|c: char| c.is_ascii_digit()) {
        let digit = u32::from(words.as_bytes()[at] - b'0') % 9 + 1;
        return format!("{}{digit}{}", &words[..at], &words[at + 1..]);
    }
    let words_for = [("Eleven", "Twelve"), ("three", "four"), ("four", "five"), ("a third", "a quarter"), ("a fifth", "a sixth")];
    let (is, becomes) = words_for.iter().find(|(is, _)| words.contains(is)).expect("a number word");
    words.replacen(is, becomes, 1)
}

#[test]
fn an_edited_draft_of_an_example_is_noticed() {
    let program = shipped_program(&mut Sources::new());
    for (document, draft, least) in [
        (include_str!("../../examples/bridge/bridge.yaml"), include_str!("../../examples/bridge/bridge.txt"), 17),
        (include_str!("../../examples/harvest/harvest.yaml"), include_str!("../../examples/harvest/harvest.txt"), 20),
    ] {
        let (sources, corpus, said) = story(&program, document, draft);
        assert!(said.is_empty(), "{said:?}");
        let claims = corpus.claims().map(|(_, claim)| claim).filter(|claim| claim.is_quantity());
        let in_draft =
            claims.filter_map(|claim| Some((claim, claim.words().filter(|words| sources.path(words.file) == "draft.txt")?)));
        let mut edits = 0;
        for (claim, words) in in_draft {
            let (is, becomes) = (sources.slice(words), edited(sources.slice(words)));
            let new_draft = format!("{}{becomes}{}", &draft[..words.range().start], &draft[words.range().end..]);
            let (_, _, said) = story(&program, document, &new_draft);
            assert!(!said.is_empty(), "{is} became {becomes}");

            // The words were brought up to date, the value was not.
            let (before, record) = document.split_at(claim.span().range().start);
            let new_document = format!("{before}{}", record.replacen(&format!("text: {is}"), &format!("text: {becomes}"), 1));
            assert_ne!(new_document, document);
            let (_, _, said) = story(&program, &new_document, &new_draft);
            let disagrees = said.iter().any(|d| {
                d.code.name == "anchor-disagrees"
                    && claim.place_of(fields::VALUE).is_some_and(|v| v.start == d.labels[0].span.start)
            });
            assert!(disagrees, "{is} became {becomes}: {said:?}");
            edits += 1;
        }
        assert!(edits >= least, "{edits} claims were tried");
    }
}

/// A story of the examples in Markdown, checked: what is found, one line each, with the words that it points at.
fn told(program: &Program, sources: &Sources, text: &str) -> Vec<String> {
    let mut sources = sources.clone();
    let file = sources.add("story.md", text);
    let input = Input { file, format: Format::Markdown, standing: Standing::Checked };
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &[input], &mut |_, _| (None, Vec::new()));
    let report = check::report(&sources, program, &corpus, &claimlint::eval::Options::default(), said);
    let findings = report.findings.iter().map(|f| (f.rule.clone(), f.labels.iter().map(|l| l.span).collect::<Vec<_>>()));
    let diagnostics = report.diagnostics.iter().map(|d| (d.code.name.to_owned(), d.labels.iter().map(|l| l.span).collect()));
    let lines = findings.chain(diagnostics).map(|(name, spans)| {
        let words: Vec<&str> = spans.into_iter().map(|span| sources.slice(span)).collect();
        format!("{name}: {}", words.join(" | "))
    });
    lines.collect()
}

#[test]
fn an_edited_figure_of_a_marked_story_is_noticed() {
    let mut sources = Sources::new();
    let program = shipped_program(&mut sources);
    for (story, least) in [
        (include_str!("../../examples/stories/border.md"), 5),
        (include_str!("../../examples/stories/budget.md"), 6),
        (include_str!("../../examples/stories/ferry.md"), 5),
    ] {
        let before = told(&program, &sources, story);
        let marks: Vec<_> = story.match_indices("]{").filter_map(|(end, _)| Some(story[..end].rfind('[')? + 1..end)).collect();
        let mut noticed = 0;
        let mut unnoticed = Vec::new();
        for words in marks.into_iter().filter(|words| !story[words.clone()].contains("May 2026")) {
            let (is, becomes) = (&story[words.clone()], edited(&story[words.clone()]));
            let after = told(&program, &sources, &format!("{}{becomes}{}", &story[..words.start], &story[words.end..]));
            let shows = |line: &&String| !before.contains(line) && line.contains(&becomes) && line.contains(" | ");
            match after.iter().find(shows) {
                Some(_) => noticed += 1,
                None => unnoticed.push(format!("{is} became {becomes}: {after:?}")),
            }
        }
        assert!(noticed >= least, "{noticed} edits were noticed, not these:\n{}", unnoticed.join("\n"));
    }
}
