//! With an index and without, one answer: what is found about checked claims is the same whether an archive is read whole or by its
//! index, on random archives, drafts and rules.

use claimlint::archive::{self, About, Archive, Index, Unreadable, Whole};
use claimlint::check::{self, Input};
use claimlint::corpus::{Document, Standing};
use claimlint::eval::Options;
use claimlint::input::Format;
use claimlint::lang::{Program, Settings, shipped};
use claimlint::plan;
use claimlint::render::{self, Page};
use claimlint::report::Report;
use claimlint::source::{FileId, Sources};

use crate::generate::{self, Random};

/// A run's texts: what is read whole, and archives.
struct Desk {
    rules: Vec<(String, String)>,
    files: Vec<(String, String, Standing)>,
    archives: Vec<(String, String)>,
}

/// The stories of a case under other names, as lines of an archive and a document of the rest.
fn as_lines(text: &str, random: &mut Random) -> (Vec<String>, String) {
    let (head, _) = text.split_once("claims:\n").unwrap_or((text, ""));
    let document: serde_yaml::Value = serde_yaml::from_str(text).unwrap_or_default();
    let story = document["story"]["id"].clone();
    let mut lines = Vec::new();
    for claim in document["claims"].as_sequence().into_iter().flatten() {
        let mut fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_value(serde_json::to_value(claim).unwrap()).unwrap();
        for (name, value) in document["defaults"].as_mapping().into_iter().flatten() {
            let name = name.as_str().unwrap_or_default().to_owned();
            fields.entry(name).or_insert_with(|| serde_json::to_value(value).unwrap());
        }
        if random.chance(12) {
            fields.remove("id");
        }
        if !random.chance(4) {
            fields.insert("story".into(), serde_json::to_value(&story).unwrap());
        }
        lines.push(serde_json::to_string(&fields).unwrap());
    }
    (lines, head.lines().filter(|line| !line.starts_with("defaults:")).map(|line| format!("{line}\n")).collect())
}

fn desk(seed: u64, rules: Vec<(String, String)>, renamed: impl Fn(String) -> String) -> Desk {
    let mut random = Random::new(seed ^ 0x5eed);
    let mut desk = Desk { rules, files: Vec::new(), archives: Vec::new() };
    let own = generate::case(seed).texts();
    let many_checked = 1 + random.below(own.len());
    let mut old: Vec<String> = own[many_checked..].to_vec();
    for (at, text) in own.into_iter().take(many_checked).enumerate() {
        desk.files.push((format!("draft-{at}.yaml"), renamed(text), Standing::Checked));
    }
    for more in 1..=2 + random.below(4) as u64 {
        for text in generate::case(seed.wrapping_add(more * 1_000_003)).texts() {
            // Some stories are the draft's own, told again with other claims of the same ids; most are about something else.
            let text = if random.chance(6) { text } else { text.replace("story-", &format!("old-{more}-")) };
            let others = ["alpha", "bravo", "carol", "ministry", "herald", "envoy"].into_iter().filter(|_| random.chance(65));
            old.push(
                others.collect::<Vec<_>>().into_iter().fold(text, |text, name| text.replace(name, &format!("{name}-{more}"))),
            );
        }
    }
    let mut lines: [Vec<String>; 2] = Default::default();
    for (at, text) in old.into_iter().enumerate() {
        let (of_text, head) = as_lines(&renamed(text), &mut random);
        for line in of_text {
            lines[usize::from(random.chance(15))].push(line);
        }
        if random.chance(20) {
            let head = head.replace("sources:\n", "entities:\n").replacen("entities:\n", "sources:\n", 1);
            desk.files.push((format!("known-{at}.yaml"), head, Standing::Background));
        }
    }
    for (name, mut lines) in ["archive.jsonl", "known.jsonl"].into_iter().zip(lines) {
        if random.chance(20) {
            lines.insert(
                random.below(lines.len() + 1),
                random.pick(&["", "[1, 2]", "{\"subject\":\r\"alpha\"}", "   "]).to_owned(),
            );
        }
        if !lines.is_empty() {
            desk.archives.push((name.to_owned(), lines.join(random.pick(&["\n", "\r\n"]))));
        }
    }
    desk
}

/// A program and the documents that are read whole.
fn read(desk: &Desk, sources: &mut Sources) -> (Program, Vec<Input>) {
    let files: Vec<FileId> = desk.rules.iter().map(|(path, text)| sources.add(path.as_str(), text.as_str())).collect();
    let (mut program, _) = check::program(sources, &files, &Settings::default());
    // One rule that needs all claims would hide what becomes of the others.
    let reach = plan::reach(&program);
    let mut reach = reach.iter();
    program.rules.retain(|_| reach.next().is_some_and(|reach| reach.anchored.is_ok()));
    let read = desk.files.iter().map(|(path, text, standing)| Input {
        file: sources.add(path.as_str(), text.as_str()),
        format: Format::Yaml,
        standing: *standing,
    });
    (program, read.collect())
}

fn report(sources: &mut Sources, program: &Program, documents: Vec<Document>) -> Report {
    let (corpus, _) = check::corpus_of(sources, program.schema.clone(), documents, &mut |_, _| (None, Vec::new()));
    check::report(sources, program, &corpus, &Options::default(), Vec::new())
}

/// What is found, as the JSON report tells it, and what is undecided; nothing of what was only known.
fn told(report: &mut Report, sources: &Sources) -> String {
    report.diagnostics.clear();
    report.summary.background = 0;
    report.summary.failed = 0;
    let mut out = Vec::new();
    for name in ["json", "human"] {
        let format = render::by_name(name).unwrap();
        (format.render)(report, sources, &Page { allowed: true, ..Page::default() }, &mut out).unwrap();
    }
    let undecided: Vec<_> = report.undecided.iter().map(|u| format!("{} {} {:?}\n", u.rule, u.claim, u.fields)).collect();
    String::from_utf8(out).unwrap() + &undecided.concat()
}

fn whole(desk: &Desk) -> (Report, String) {
    let mut sources = Sources::new();
    let (program, mut inputs) = read(desk, &mut sources);
    for (path, text) in &desk.archives {
        let file = sources.add(path.as_str(), text.as_str());
        inputs.push(Input { file, format: Format::JsonLines, standing: Standing::Background });
    }
    let (documents, _) = check::documents(&sources, &program.schema, &inputs);
    let mut report = report(&mut sources, &program, documents);
    let told = told(&mut report, &sources);
    (report, told)
}

fn bytes_of_index(path: &str, text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let about = About { stem: path.trim_end_matches(".jsonl").to_owned(), size: text.len() as u64, changed: 0 };
    archive::build(&mut text.as_bytes(), about, &mut out).expect("it is built");
    out
}

fn index_of(path: &str, text: &str) -> Index {
    let out = bytes_of_index(path, text);
    let size = out.len() as u64;
    Index::open(Box::new(out), size).unwrap_or_else(|why| panic!("{why:?}"))
}

/// What is found by the indexes, and how many of how many rows were read.
fn by_index(desk: &Desk) -> Result<(String, usize, usize), Whole> {
    let mut sources = Sources::new();
    let (program, inputs) = read(desk, &mut sources);
    let (mut documents, _) = check::documents(&sources, &program.schema, &inputs);
    let texts: Vec<Vec<u8>> = desk.archives.iter().map(|(_, text)| text.clone().into_bytes()).collect();
    let indexes: Vec<Index> = desk.archives.iter().map(|(path, text)| index_of(path, text)).collect();
    let archives: Vec<Archive> = indexes.iter().zip(&texts).map(|(index, text)| Archive { index, text }).collect();
    let chosen = archive::select(&archives, &documents, &plan::reach(&program), &program.schema)?;
    let mut taken = Vec::new();
    let (mut read, mut rows) = (0, 0);
    for (((path, _), chosen), index) in desk.archives.iter().zip(chosen).zip(&indexes) {
        (read, rows) = (read + chosen.rows, rows + index.facts.rows as usize);
        let file = sources.add_extract(path.as_str(), chosen.text, chosen.extract);
        taken.push(Input { file, format: Format::JsonLines, standing: Standing::Background });
    }
    documents.extend(check::documents(&sources, &program.schema, &taken).0);
    let mut report = report(&mut sources, &program, documents);
    Ok((told(&mut report, &sources), read, rows))
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[derive(Default, Debug)]
struct Met {
    cases: usize,
    whole: usize,
    with_findings: usize,
    with_known: usize,
    rows: usize,
    read: usize,
}

fn compare(met: &mut Met, seed: u64, desk: &Desk) {
    met.cases += 1;
    let (report, wanted) = whole(desk);
    let (found, read, rows) = match by_index(desk) {
        Ok(found) => found,
        Err(Whole::Rule(..)) => {
            met.whole += 1;
            return;
        }
        Err(other) => panic!("seed {seed}: {other:?}"),
    };
    met.with_findings += usize::from(!report.findings.is_empty());
    let known = |claims: &[String]| claims.iter().any(|claim| claim.starts_with("old-"));
    met.with_known += usize::from(report.findings.iter().any(|finding| known(&finding.claims)));
    (met.read, met.rows) = (met.read + read, met.rows + rows);
    if found != wanted {
        let differ = wanted.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b);
        let texts: String = desk
            .rules
            .iter()
            .filter(|(path, _)| path == "case.rules")
            .chain(&desk.archives)
            .map(|(path, text)| format!("--- {path}\n{text}\n"))
            .chain(desk.files.iter().map(|(path, text, _)| format!("--- {path}\n{text}\n")))
            .collect();
        panic!("seed {seed}: found otherwise by the index, at {differ:?}\n{texts}\n=== whole\n{wanted}\n=== by index\n{found}");
    }
}

/// Rules that look further, as those that an archive matters to do.
fn wider(rules: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0xa5);
    let mut wide = String::new();
    for line in rules.lines() {
        let mut line = line.to_owned();
        if random.chance(60) && !line.contains("across stories") {
            line = line
                .replace(" of claims ", " of claims across stories ")
                .replace(" of all-claims ", " of all-claims across stories ");
        }
        if random.chance(60) && !line.contains("all stories") {
            line = line.replace(" in claims where", " in claims all stories where");
        }
        wide += &(line + "\n");
    }
    wide
}

#[test]
fn random_rules_find_the_same_by_the_index() {
    let one = asked("CLAIMLINT_SEED");
    let seeds = one.map_or(0..asked("CLAIMLINT_CASES").unwrap_or(300), |seed| seed..seed + 1);
    let mut met = Met::default();
    for seed in seeds {
        let rules = vec![("case.rules".to_owned(), wider(&generate::case(seed).rules(), seed))];
        compare(&mut met, seed, &desk(seed, rules, |text| text));
    }
    println!("{met:?}");
    if met.cases >= 300 {
        assert!(met.whole * 2 < met.cases, "{} of {} cases need the whole archive", met.whole, met.cases);
        assert!(
            met.with_known * 20 > met.cases,
            "only {} of {} cases find something about the archive",
            met.with_known,
            met.cases
        );
        assert!(met.read * 10 < met.rows * 9, "{} of {} rows are read", met.read, met.rows);
    }
}

/// Measures that the shipped rules speak of.
fn as_shipped(text: String) -> String {
    let renamed = [("heads", "deaths"), ("wounded", "injured"), ("reach", "distance"), ("owner", "location"), ("word", "title")];
    renamed.iter().fold(text, |text, (from, to)| text.replace(&format!("measure: \"{from}\""), &format!("measure: \"{to}\"")))
}

#[test]
fn shipped_rules_find_the_same_by_the_index() {
    let one = asked("CLAIMLINT_SEED");
    let seeds = one.map_or(0..asked("CLAIMLINT_CASES").unwrap_or(100), |seed| seed..seed + 1);
    let mut met = Met::default();
    for seed in seeds {
        let own = "field desk-note: text\nfield desk-tally: quantity\nfield desk-grade: low < middling < high\n";
        let shipped = shipped::FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let rules = shipped.chain([("case.rules".to_owned(), own.to_owned())]).collect();
        compare(&mut met, seed, &desk(seed, rules, as_shipped));
    }
    println!("{met:?}");
}

/// What is taken of an archive by an index that may be damaged.
fn taken_by(bytes: Vec<u8>, text: &[u8]) -> Result<String, Unreadable> {
    let size = bytes.len() as u64;
    let index = Index::open(Box::new(bytes), size)?;
    let text = text.to_vec();
    let rules = "rule apart {\n  for each pair a, b of claims across stories sharing subject\n  flag when a.value != b.value\n  report \"x\"\n    at a.value \"y\"\n}\n";
    let mut sources = Sources::new();
    let file = sources.add("case.rules", rules);
    let (program, _) = check::program(&sources, &[file], &Settings::default());
    let file = sources.add("draft.yaml", "claims: [{id: a, subject: s-3, value: 1}]");
    let inputs = [Input { file, format: Format::Yaml, standing: Standing::Checked }];
    let (documents, _) = check::documents(&sources, &program.schema, &inputs);
    let archives = [Archive { index: &index, text: &text }];
    match archive::select(&archives, &documents, &plan::reach(&program), &program.schema) {
        Ok(chosen) => Ok(chosen.into_iter().map(|chosen| chosen.text).collect()),
        Err(Whole::Unusable(_, why)) => Err(why),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_byte_that_has_turned_is_noticed_or_does_not_matter() {
    let text: String =
        (0..400).map(|i| format!("{{\"id\":\"c{i}\",\"subject\":\"s-{}\",\"total\":\"c{}\"}}\n", i % 40, i / 2)).collect();
    let whole = bytes_of_index("archive.jsonl", &text);
    let wanted = taken_by(whole.clone(), text.as_bytes()).expect("it is whole");
    assert_eq!(wanted.lines().count(), 10);
    let mut noticed = 0;
    for at in (0..whole.len()).step_by(3) {
        let mut turned = whole.clone();
        turned[at] ^= 1 << (at % 8);
        match taken_by(turned, text.as_bytes()) {
            Ok(taken) => assert_eq!(taken, wanted, "byte {at}"),
            Err(_) => noticed += 1,
        }
    }
    assert!(noticed > 1000, "{noticed} of {}", whole.len());
    for end in (0..whole.len()).step_by(511) {
        assert!(taken_by(whole[..end].to_vec(), text.as_bytes()).is_err(), "cut at {end}");
    }
    // A line that is not what was indexed, although size and time of change say so.
    let other = text.replace("\"c43\"", "\"c99\"");
    assert_eq!(taken_by(whole, other.as_bytes()), Err(Unreadable::Damaged));
}
