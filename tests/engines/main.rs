//! Two engines, one answer: a naive evaluator, written from the language reference alone, against the real one, on cases
//! written by hand and on random rules and claims.
//!
//! `CLAIMLINT_CASES=10000 cargo test --test engines` runs more of the random ones, `CLAIMLINT_SEED=17` just one, which is shown.

mod archive;
mod cases;
mod drawn;
mod form;
mod generate;
mod naive;
mod real;

use generate::Case;
use naive::Answer;

/// An answer as lines, sorted: one a finding or an undecided claim.
fn lines(answer: &Answer) -> Vec<String> {
    let finding = |f: &naive::Seen| {
        let primary = f.primary.as_deref().unwrap_or("-");
        format!("{} {} [{}] {primary}", f.rule, f.severity.name(), f.claims.join(" "))
    };
    let undecided = |(rule, claim, fields): &(String, String, Vec<String>)| format!("{rule} ? {claim} {}", fields.join(","));
    let mut lines: Vec<String> = answer.findings.iter().map(finding).chain(answer.undecided.iter().map(undecided)).collect();
    lines.sort();
    lines
}

/// What only one of two answers has.
fn difference(naive: &Answer, real: &Answer) -> String {
    let (naive, real) = (lines(naive), lines(real));
    let only = |a: &[String], b: &[String]| a.iter().filter(|l| !b.contains(l)).map(|l| format!("    {l}\n")).collect::<String>();
    format!("  only naive:\n{}  only real:\n{}", only(&naive, &real), only(&real, &naive))
}

#[test]
fn cases_written_by_hand() {
    let mut wrong = String::new();
    for case in cases::CASES {
        let rules = format!("{}{}{}", generate::VOCABULARY, cases::MEASURES, case.rules);
        let loaded = real::load(&rules, &[case.documents.to_owned()]).unwrap_or_else(|e| panic!("{}: {e:#?}", case.name));
        let mut expected: Vec<String> = case.answer.iter().map(|l| (*l).to_owned()).collect();
        expected.sort();
        for (engine, answer) in [("naive", naive::answer(&loaded.files, &loaded.corpus)), ("real", real::answer(&loaded))] {
            let found = lines(&answer);
            if found != expected {
                wrong += &format!("{}\n  expected {expected:#?}\n  {engine} {found:#?}\n", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Both answers to a case; none where its rules do not load.
fn both(case: &Case) -> Option<(Answer, Answer)> {
    let loaded = real::load(&case.rules(), &case.texts()).ok()?;
    Some((naive::answer(&loaded.files, &loaded.corpus), real::answer(&loaded)))
}

fn differs(case: &Case) -> bool {
    both(case).is_some_and(|(naive, real)| naive != real)
}

/// The case without all that can be left out while the engines still differ.
fn shrunk(mut case: Case) -> Case {
    while let Some(less) = case.smaller().into_iter().find(differs) {
        case = less;
    }
    case
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What must be drawn in any three hundred cases, lest the test stop telling something without a word.
const TO_BE_DRAWN: &str = "each claim, each pair, each step, each group, each entity, each source, each story, across stories, \
    all stories, and, or, not, ==, !=, <, <=, >, >=, in, not in, if, +, -, *, /, -x, has(), maybe(), either(), conflict(), clash(), beyond:, \
    between:, while:, count(), count(for), sum(), sum(for), min(), max(), mean(), first(), last(), any(for), every(for), none(for), \
    distinct(), origins(), parties(), in-circle(), depth(), low-end(), high-end(), is-exact(), digits(), hedge(), figure(), unit(), \
    in-unit(), as-written(), year(), month(), day(), weekday(), written-weekday(), days(), overlap(), age(), lower(), length(), words(), \
    contains(), matches(), name-key(), similar(), inside(), ancestors(), before(), entity(), date()";

#[test]
fn random_rules_and_claims() {
    let one = asked("CLAIMLINT_SEED");
    let seeds = one.map_or(0..asked("CLAIMLINT_CASES").unwrap_or(300), |seed| seed..seed + 1);
    let (mut cases, mut rejected, mut with_findings, mut with_undecided) = (0, 0, 0, 0);
    let mut drawn = drawn::Drawn::new();
    for seed in seeds {
        let case = generate::case(seed);
        cases += 1;
        let loaded = match real::load(&case.rules(), &case.texts()) {
            Ok(loaded) => loaded,
            Err(why) => {
                rejected += 1;
                let first = why.first();
                let at = first.and_then(|d| d.labels.first()).map(|l| case.rules()[l.span.range()].to_owned());
                println!("seed {seed} is rejected: {}: {}", first.map_or("", |d| &d.message), at.unwrap_or_default());
                continue;
            }
        };
        drawn::count(&loaded.files, &mut drawn);
        let (naive, real) = (naive::answer(&loaded.files, &loaded.corpus), real::answer(&loaded));
        if naive != real {
            let case = shrunk(case);
            let (naive, real) = both(&case).expect("it loads");
            panic!("the engines differ\n{case}\n{}", difference(&naive, &real));
        }
        with_findings += usize::from(!naive.findings.is_empty());
        with_undecided += usize::from(!naive.undecided.is_empty());
        if one.is_some() {
            println!("{case}\n{:#?}", lines(&naive));
        }
    }
    println!(
        "{cases} cases, {rejected} rejected, {with_findings} with findings, {with_undecided} with undecided claims\n{drawn:#?}"
    );
    if cases >= 300 {
        assert!(rejected * 3 < cases, "{rejected} of {cases} cases do not load");
        assert!(with_findings * 4 > cases, "only {with_findings} of {cases} cases have findings");
        assert!(with_undecided * 10 > cases, "only {with_undecided} of {cases} cases have undecided claims");
        let never: Vec<&str> = TO_BE_DRAWN.split(", ").map(str::trim).filter(|what| !drawn.contains_key(*what)).collect();
        assert!(never.is_empty(), "never drawn: {never:?}");
    }
}
