//! A thousand changes to stories in which everything fits, one at a time: how many of them the default packs notice.

mod sites;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use claimlint::corpus::{ClaimId, fields};
use claimlint::report::Record;
use claimlint::source::Span;
use rayon::prelude::*;

use crate::desk::{self, Checked, Story};
use crate::run::{self, Shipped};
use sites::{Change, Kind, Site, Where};
use words::Random;

/// How many changes of each kind are made. Of places and sources the stories have fewer.
const KINDS: [(Kind, &str, usize); 6] = [
    (Kind::Figure, "figure", 340),
    (Kind::Date, "date", 200),
    (Kind::Hedge, "hedge", 150),
    (Kind::Name, "name", 130),
    (Kind::Source, "source", 110),
    (Kind::Place, "place", 70),
];

const PLACES: [(Where, &str); 3] =
    [(Where::Claim, "in the claim alone"), (Where::Draft, "in the draft alone"), (Where::Both, "in both alike")];

/// A change to one of the stories, and whether it was noticed.
struct Tried {
    change: Change,
    story: usize,
    /// Whether anything else in the story speaks of the same, or is worked out from it.
    tied: bool,
    by: Vec<String>,
}

/// What is said: a rule or a code, and the claims that it points at.
type Said = (String, BTreeSet<usize>);

fn said(checked: &Checked) -> Vec<Said> {
    let claims: Vec<_> = checked.corpus.claims().map(|(_, claim)| claim).collect();
    let names: BTreeMap<String, usize> = (0..claims.len()).map(|i| (checked.corpus.claim_name(ClaimId(i as u32)), i)).collect();
    let findings = checked.report.findings.iter().map(|finding| {
        let about = finding.labels.iter().filter_map(|label| match &label.about {
            Record::Claim(name) => names.get(name).copied(),
            Record::Entity(_) | Record::Story(_) => None,
        });
        (finding.rule.clone(), about.collect())
    });
    let within = |whole: Span, part: Span| whole.file == part.file && whole.start <= part.start && part.end <= whole.end;
    let diagnostics = checked.report.diagnostics.iter().map(|diagnostic| {
        let holds = |i: &usize| {
            let claim = &claims[*i];
            let holds = |span: Span| within(claim.span(), span) || claim.words().is_some_and(|words| within(words, span));
            diagnostic.labels.iter().any(|label| holds(label.span))
        };
        (diagnostic.code.name.to_owned(), (0..claims.len()).filter(holds).collect())
    });
    findings.chain(diagnostics).collect()
}

/// The claim and those that are about the same thing, before the change or after it.
fn topic(base: &Checked, after: &Checked, claim: usize) -> BTreeSet<usize> {
    let same = |checked: &Checked| {
        let topic = checked.corpus.claim(ClaimId(claim as u32)).topic();
        let all = checked.corpus.claims().map(|(_, other)| other).enumerate();
        all.filter(move |(i, other)| *i == claim || (topic.is_some() && other.topic() == topic))
            .map(|(i, _)| i)
            .collect::<Vec<_>>()
    };
    same(base).into_iter().chain(same(after)).collect()
}

/// What is newly said of the changed claim, or of one in its topic.
fn noticed(shipped: &Shipped, story: &Story, base: &Checked, change: &Change) -> Vec<String> {
    let after = desk::check(shipped, &change.made(story));
    assert_eq!(after.corpus.claim_count(), base.corpus.claim_count(), "a change leaves the other claims alone: {}", change.what);
    let known = said(base);
    let near = topic(base, &after, change.claim);
    let new = said(&after).into_iter().filter(|said| !known.contains(said) && !said.1.is_disjoint(&near));
    new.map(|(name, _)| name).collect()
}

/// Whether a claim is about the same thing as another one, or is tied to one by a sum, a share, a change or a conversion.
fn tied(checked: &Checked, claim: usize) -> bool {
    let schema = &checked.corpus.schema;
    let names = ["total", "parts", "numerator", "denominator", "change-from", "change-to", "converts"];
    let ties: Vec<_> = names.iter().filter_map(|name| schema.field_named(claimlint::corpus::RecordKind::Claim, name)).collect();
    let this = checked.corpus.claim(ClaimId(claim as u32));
    let points = |from: usize, to: usize| {
        ties.iter().any(|tie| match &*checked.corpus.claim(ClaimId(from as u32)).given(*tie) {
            claimlint::corpus::Value::Claim(id) => id.0 as usize == to,
            claimlint::corpus::Value::List(ids) => ids.contains(&claimlint::corpus::Value::Claim(ClaimId(to as u32))),
            _ => false,
        })
    };
    (0..checked.corpus.claim_count()).filter(|other| *other != claim).any(|other| {
        let that = checked.corpus.claim(ClaimId(other as u32));
        let same = this.topic().is_some() && that.topic() == this.topic() && this.place_of(fields::VALUE).is_some();
        same || points(claim, other) || points(other, claim)
    })
}

/// The changes, drawn one after the other and no two alike.
fn drawn(bases: &[(Story, Checked)]) -> Vec<(usize, Change)> {
    let mut random = Random::new(2025);
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for (kind, name, wanted) in KINDS {
        let mut left = wanted;
        for _ in 0..wanted * 400 {
            let story = random.below(bases.len());
            let base = &bases[story].1;
            let claim = random.below(base.corpus.claim_count());
            let Some(change) = Site::new(base, claim).draw(kind, &mut random) else { continue };
            if change.edits.is_empty() || !seen.insert((story, format!("{:?}", change.edits))) {
                continue;
            }
            changes.push((story, change));
            left -= 1;
            if left == 0 {
                break;
            }
        }
        assert_eq!(left, 0, "the stories have too few places for changes of a {name}");
    }
    changes
}

fn tried() -> Vec<Tried> {
    let shipped = run::shipped();
    let paths = desk::CLEAN.into_iter().chain(["examples/harvest/harvest.yaml"]);
    let bases: Vec<(Story, Checked)> =
        paths.map(desk::story).map(|story| (story.clone(), desk::check(&shipped, &story))).collect();
    let changes = drawn(&bases);
    let judged = changes.into_par_iter().map(|(story, change)| {
        let (files, base) = &bases[story];
        let by = noticed(&shipped, files, base, &change);
        Tried { tied: tied(base, change.claim), change, story, by }
    });
    judged.collect()
}

fn row(name: &str, of: &[&Tried]) -> String {
    let caught = of.iter().filter(|tried| !tried.by.is_empty()).count();
    let share = if of.is_empty() { "–".to_owned() } else { format!("{}%", (200 * caught + of.len()) / (2 * of.len())) };
    format!("| {name} | {} | {caught} | {share} |\n", of.len())
}

fn table(all: &[Tried]) -> String {
    let head = |first: &str| format!("\n| {first} | changes | noticed | share |\n|---|--:|--:|--:|\n");
    let mut made = head("a change to a");
    for (kind, name, _) in KINDS {
        made += &row(name, &all.iter().filter(|tried| tried.change.kind == kind).collect::<Vec<_>>());
    }
    made += &row("all", &all.iter().collect::<Vec<_>>());
    made += &head("where it is made");
    for (place, name) in PLACES {
        made += &row(name, &all.iter().filter(|tried| tried.change.place == place).collect::<Vec<_>>());
    }
    made += &head("a figure in both alike, that");
    let figures = |tied| {
        all.iter()
            .filter(move |t| t.change.kind == Kind::Figure && t.change.place == Where::Both && t.tied == tied)
            .collect::<Vec<_>>()
    };
    made += &row("others are tied to", &figures(true));
    made += &row("stands alone", &figures(false));
    made + "\n"
}

#[test]
fn changes_are_noticed_as_the_catalogue_says() {
    let all = tried();
    if env::var_os("CLAIMLINT_SHOW").is_some() {
        let mut shown = String::new();
        for Tried { change, story, by, tied } in &all {
            let by = if by.is_empty() { "UNNOTICED".to_owned() } else { by.join(", ") };
            let _ = writeln!(shown, "{:?}\t{:?}\t{story}\t{tied}\t{}\t{by}", change.kind, change.place, change.what);
        }
        println!("{shown}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue.md");
    let stands = fs::read_to_string(&path).expect("docs/catalogue.md");
    let (begin, end) = ("<!-- mutations -->\n", "<!-- end of mutations -->");
    let start = stands.find(begin).expect("the mark before the table") + begin.len();
    let length = stands[start..].find(end).expect("the mark behind the table");
    let made = format!("{}{}{}", &stands[..start], table(&all), &stands[start + length..]);
    if env::var_os("CLAIMLINT_BLESS").is_some() {
        fs::write(&path, made).expect("writing docs/catalogue.md");
    } else {
        assert_eq!(stands, made, "docs/catalogue.md: `CLAIMLINT_BLESS=1 cargo test --test packs mutation` writes the table anew");
    }
}
