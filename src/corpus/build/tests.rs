//! Claims documents as text in, the corpus and what is said about them out.

mod drafts;
mod drift;

use std::sync::Arc;

use super::*;
use crate::corpus::{ClaimId, Measure, RecordKind, Value, ValueType, decode, decode_draft, decode_rows, fields};
use crate::input::{csv, markdown, yaml};
use crate::value::vocabulary::{Hedge, Unit};
use crate::value::{Dimension, End, Exact, Interval, Tolerance, Vocabulary};

/// What a few documents make.
pub(in crate::corpus) struct Built {
    pub(in crate::corpus) corpus: Corpus,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    let mut unit = |name: &str, dimension: Dimension, factor: &str, words: &[&str]| {
        vocabulary.add_unit(Unit {
            name: name.into(),
            dimension,
            factor: Exact::parse(factor).unwrap(),
            zero: Exact::ZERO,
            words: words.iter().map(|w| Arc::from(*w)).collect(),
        });
    };
    unit("people", Dimension::One, "1", &["people", "person"]);
    unit("m", Dimension::Declared("length".into()), "1", &["m", "metre", "metres"]);
    unit("km", Dimension::Declared("length".into()), "1000", &["km"]);
    unit("percent", Dimension::One, "0.01", &["%", "percent"]);
    let exact = |text: &str| Exact::parse(text).unwrap();
    let about = Interval::closed(exact("0.9"), exact("1.1")).unwrap();
    let up_to = Interval::new(End::Unbounded, End::Closed(Exact::ONE)).unwrap();
    for (phrase, share) in [("about", about), ("as many as", up_to)] {
        vocabulary.add_hedge(Hedge { phrase: phrase.into(), after: false, share });
    }
    vocabulary
}

fn schema(sources: &mut Sources) -> Schema {
    let rules = sources.add("rules.rules", "measures");
    let mut schema = Schema::new(vocabulary());
    let choice = |words: &[&str]| {
        let options = words.iter().map(|w| Arc::from(*w)).collect();
        ValueType::Choice(Arc::new(crate::corpus::ChoiceSet { options, ordered: false }))
    };
    for (name, value) in [
        ("troop-count", ValueType::Count),
        ("distance", ValueType::Quantity("km".into())),
        ("share", ValueType::Quantity("percent".into())),
        ("opening", ValueType::Date),
        ("slogan", ValueType::Text),
        ("leader", ValueType::Entity),
        ("verdict", choice(&["guilty", "acquitted"])),
    ] {
        schema.add_measure(Measure {
            name: name.into(),
            title: name.into(),
            value,
            separators: vec![fields::STAGE],
            tolerance: (name == "opening").then(|| Tolerance::Absolute(Exact::whole(2))),
            range: None,
            whole_numbers: false,
            monotone: None,
            kind_of: None,
            declared: Some(crate::source::Span::new(rules, 0, 8)),
        });
    }
    schema
}

/// Documents by path; a path that begins with `background` is one, a `.txt` is the draft of every document that names one.
pub(in crate::corpus) fn built(files: &[(&str, &str)]) -> Built {
    let mut sources = Sources::new();
    let schema = schema(&mut sources);
    let mut documents = Vec::new();
    let mut diagnostics = Vec::new();
    let drafts: Vec<FileId> =
        files.iter().filter(|f| f.0.ends_with(".txt")).map(|(path, text)| sources.add(*path, *text)).collect();
    for (path, text) in files.iter().filter(|f| !f.0.ends_with(".txt")) {
        let file = sources.add(*path, *text);
        let standing = if path.starts_with("background") { Standing::Background } else { Standing::Checked };
        if path.ends_with(".csv") {
            let (rows, mut said) = csv::read(&sources, file);
            diagnostics.append(&mut said);
            let (document, mut said) = decode_rows(&sources, file, &rows, &schema, standing);
            diagnostics.append(&mut said);
            documents.push((document, None));
            continue;
        }
        if path.ends_with(".md") {
            let (draft, mut said) = markdown::read(&sources, file);
            diagnostics.append(&mut said);
            let (document, mut said) = decode_draft(&sources, &draft, &schema, standing);
            diagnostics.append(&mut said);
            documents.push((document, Some(file)));
            continue;
        }
        let (nodes, mut said) = yaml::read(&sources, file);
        diagnostics.append(&mut said);
        for node in &nodes {
            let (document, mut said) = decode(&sources, node, &schema, standing);
            diagnostics.append(&mut said);
            let draft = document.draft.as_ref().and_then(|_| drafts.first().copied());
            documents.push((document, draft));
        }
    }
    let (corpus, mut said) = build(&sources, schema, documents);
    diagnostics.append(&mut said);
    Built { corpus, sources, diagnostics }
}

pub(in crate::corpus) fn one(text: &str) -> Built {
    built(&[("story.yaml", text)])
}

impl Built {
    pub(in crate::corpus) fn claim(&self, name: &str) -> ClaimId {
        let found = (0..).map(ClaimId).take(self.corpus.claim_count()).find(|id| self.corpus.claim_name(*id) == name);
        found.unwrap_or_else(|| panic!("no claim {name} in {:?}", self.names()))
    }

    fn names(&self) -> Vec<String> {
        (0..).map(ClaimId).take(self.corpus.claim_count()).map(|id| self.corpus.claim_name(id)).collect()
    }

    fn codes(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|d| d.code.name).collect()
    }

    /// Code, words under the first caret, help.
    fn only(&self) -> (&str, &str, &str) {
        assert_eq!(self.diagnostics.len(), 1, "{:#?}", self.diagnostics);
        let diagnostic = &self.diagnostics[0];
        (diagnostic.code.name, self.sources.slice(diagnostic.labels[0].span), diagnostic.help.as_deref().unwrap_or(""))
    }

    fn message(&self) -> &str {
        &self.diagnostics[0].message
    }

    /// A field of a claim in a few words.
    fn shown(&self, claim: &str, field: &str) -> String {
        let field = self.corpus.schema.field_named(RecordKind::Claim, field).unwrap();
        self.show(&self.corpus.claim_value(self.claim(claim), field))
    }

    fn show(&self, value: &Value) -> String {
        match value {
            Value::Missing => "missing".into(),
            Value::Bool(known) => known.to_string(),
            Value::Text(text) => format!("text {text}"),
            Value::Quantity(q) => {
                let end = |n: Option<Exact>| n.map_or("…".into(), |n| n.to_string());
                let unit = q.written.as_ref().and_then(|w| w.unit.clone()).unwrap_or_default();
                format!("{} to {} {unit}", end(q.interval.low.number()), end(q.interval.high.number())).trim().to_owned()
            }
            Value::Date(d) => format!("{} to {}", d.first.unwrap(), d.last.unwrap()),
            Value::Choice(set, place) => set.options[usize::from(*place)].to_string(),
            Value::Claim(id) => self.corpus.claim_name(*id),
            Value::Entity(id) => self.corpus.entity(*id).id.to_string(),
            Value::Measure(id) => self.corpus.measure(*id).name.to_string(),
            Value::Story(id) => self.corpus.story(*id).id.to_string(),
            Value::List(items) => format!("{:?}", items.iter().map(|v| self.show(v)).collect::<Vec<_>>()),
            Value::Topic(_) | Value::Clash(_) => "other".into(),
        }
    }
}

#[test]
fn an_unknown_key_or_field_is_said_with_the_nearest() {
    let built = one("claims:\n  - {id: a, measure: troop-count, value: 9 people, sorce: x}");
    assert_eq!(built.only(), ("unknown-field", "sorce", "did you mean `source`?"));
    assert_eq!(built.names(), ["story/a"]);
    assert_eq!(one("claimz: []").only(), ("unknown-field", "claimz", "did you mean `claims`?"));
    assert_eq!(one("story: {id: x, hedline: y}").only(), ("unknown-field", "hedline", "did you mean `headline`?"));
    assert_eq!(one("sources: {p: {relais: q}}").only(), ("unknown-field", "relais", "did you mean `relays`?"));
    assert!(one("claims: [{zzzzzzzz: 1}]").only().2.starts_with("there are `id`, `story`, `subject`"));
    assert_eq!(one("claims: [{topic: x}]").codes(), ["unknown-field"]);
}

#[test]
fn of_two_equal_keys_the_first_stands() {
    let built = one("claims:\n  - {id: a, stage: x, stage: y}");
    assert_eq!(built.only(), ("duplicate-key", "stage", "keep one of the two"));
    assert_eq!(built.diagnostics[0].labels.len(), 2);
    assert_eq!(built.shown("story/a", "stage"), "text x");
}

#[test]
fn shapes_are_checked_and_a_text_is_a_list_of_one() {
    assert_eq!(one("claims: {a: {subject: x}}").message(), "`claims` wants a list of claims, not a mapping");
    assert_eq!(one("claims: [[]]").message(), "a claim wants a mapping, not a list");
    assert_eq!(one("claims: [{subject: [a, b]}]").message(), "`subject` wants one text, not a list");
    assert_eq!(one("claims: [{via: {a: b}}]").message(), "`via` wants a list of texts, not a mapping");
    assert_eq!(one("[1]").message(), "a claims document wants a mapping, not a list");
    assert_eq!(one("claims:\n  - {id: a, via: p}").shown("story/a", "via"), "[\"p\"]");
}

#[test]
fn nothing_is_missing_and_in_quotes_it_is_text() {
    let built = one("claims:\n  - {id: a, stage: ~, scope: \"null\"}\n  - {id: b, stage: \"\", scope: \" cafe\u{301} \"}");
    assert_eq!(built.codes(), [""; 0]);
    assert_eq!((built.shown("story/a", "stage"), built.shown("story/a", "scope")), ("missing".into(), "text null".into()));
    assert_eq!((built.shown("story/b", "stage"), built.shown("story/b", "scope")), ("text ".into(), "text caf\u{e9}".into()));
}

#[test]
fn ids_have_no_slash() {
    assert_eq!(one("claims: [{id: a/b}]").only().0, "bad-value");
    assert_eq!(one("claims: [{source: a/b}]").only().1, "a/b");
    assert_eq!(one("claims: [{id: c, story: a/b}]").only().1, "a/b");
    assert_eq!(one("claims: [{measure: \"\"}]").only().0, "bad-value");
    assert_eq!(one("story: a/b").corpus.stories[0].id.as_ref(), "story");
}

#[test]
fn only_true_and_false_are_bools() {
    let built = one("claims:\n  - {id: a, preferred: yes}\n  - {id: b, preferred: true}\n  - {id: c, preferred: \"true\"}");
    assert_eq!(built.codes(), ["bad-value", "bad-value"]);
    assert_eq!(built.diagnostics[0].help.as_deref(), Some("write true or false: `yes` and `on` are only words here"));
    assert_eq!(built.shown("story/b", "preferred"), "true");
    assert_eq!(built.shown("story/c", "preferred"), "missing");
}

#[test]
fn values_are_read_by_their_measure() {
    let value = |measure: &str, value: &str| {
        let built = one(&format!("story: {{id: s, date: 2024-10-20}}\nclaims:\n  - {{id: a, measure: {measure}, {value}}}"));
        let said = built.diagnostics.first().map_or("", |d| d.code.name).to_owned();
        (built.shown("s/a", "value"), said)
    };
    for (measure, text, shown) in [
        ("troop-count", "value: 10 soldiers", "10 to 10 soldiers"),
        ("troop-count", "value: 10, unit: soldiers", "10 to 10"),
        ("distance", "value: 2", "2,000 to 2,000"),
        ("distance", "value: 2, unit: metres", "2 to 2"),
        ("opening", "value: Oct. 19", "2024-10-19 to 2024-10-19"),
        ("slogan", "value: 10 people", "text 10 people"),
        ("leader", "value: kim", "kim"),
        ("verdict", "value: guilty", "guilty"),
        ("fresh", "value: 2024-10", "2024-10-01 to 2024-10-31"),
        ("fresh", "value: 10 tanks", "10 to 10 tanks"),
        ("fresh", "value: 10, unit: tanks", "10 to 10 tanks"),
        ("fresh", "value: 10 km, unit: tanks", "10,000 to 10,000 km"),
        ("fresh", "value: one of the largest armies", "text one of the largest armies"),
    ] {
        let (got, said) = value(measure, text);
        assert!(got.starts_with(shown), "{measure} {text}: {got}");
        assert_eq!(said, "", "{measure} {text}");
    }
    for (measure, text, code) in [
        ("troop-count", "value: many", "bad-value"),
        ("troop-count", "value: 10 km", "unit-not-allowed"),
        ("troop-count", "value: 50 to 15 people", "range-reversed"),
        ("distance", "value: 10 steps", "unit-not-allowed"),
        ("distance", "value: 10, unit: steps", "unit-not-allowed"),
        ("opening", "value: soon", "bad-value"),
        ("verdict", "value: guilti", "bad-value"),
    ] {
        assert_eq!(value(measure, text), ("missing".into(), code.into()), "{measure} {text}");
    }
}

#[test]
fn dates_are_near_the_story_and_carry_their_measures_tolerance() {
    let built = one("claims: [{id: a, happened: Oct. 19}]");
    assert_eq!(built.message(), "`Oct. 19` has no year, and the story has no date");
    let built = one("claims: [{id: a, happened: 2024, measure: opening, value: 2024-10-19}]");
    assert_eq!(built.shown("story/a", "happened"), "2024-01-01 to 2024-12-31");
    let Value::Date(date) = built.corpus.claim_value(ClaimId(0), fields::VALUE) else { panic!() };
    assert_eq!(date.tolerance, Some(Tolerance::Absolute(Exact::whole(2))));
}

#[test]
fn a_wrong_option_is_said_with_the_nearest() {
    let built = one("claims: [{id: a, modality: alegation, value: 9 people}]");
    assert_eq!(built.only(), ("bad-value", "alegation", "did you mean `allegation`?"));
    assert_eq!(built.shown("story/a", "modality"), "fact");
}

#[test]
fn defaults_are_given_and_a_claim_may_say_otherwise() {
    let built = one("defaults: {source: p, stage: x}\nclaims:\n  - {id: a}\n  - {id: b, source: q, stage: ~}");
    assert_eq!(built.shown("story/a", "source"), "p");
    assert!(built.corpus.claim(ClaimId(0)).place_of(fields::STAGE).is_some());
    assert_eq!((built.shown("story/b", "source"), built.shown("story/b", "stage")), ("q".into(), "missing".into()));
    assert_eq!(one("defaults: {id: p}").codes(), ["unknown-field"]);
}

#[test]
fn a_claim_without_an_id_is_known_by_what_it_says() {
    let claims = "claims:\n  - {id: a}\n  - {id: a, subject: s, measure: m, value: 3/4 of x}\n  - {subject: s, measure: m, value: 3/4 of x}\n  - {}";
    let built = one(claims);
    assert_eq!(built.names(), ["story/a", "story/s:m:3-4 of x", "story/s:m:3-4 of x~2", "story/claim"]);
    assert_eq!(built.codes(), ["duplicate-id"]);
    assert_eq!(built.diagnostics[0].labels.len(), 2);
}

#[test]
fn claims_stand_by_date_story_path_and_place() {
    let built = built(&[
        ("z.yaml", "story: {id: late, date: 2024-10-20}\nclaims: [{id: b}, {id: a}]"),
        ("y.yaml", "story: {id: undated}\nclaims: [{id: a}]"),
        ("x.yaml", "story: {id: early, date: 2024-10-19}\nclaims: [{id: a}]"),
        ("a.yaml", "story: late\nclaims: [{id: c}, {id: d, story: early}]"),
        ("people.yaml", "entities: {p: {}}"),
    ]);
    assert_eq!(built.names(), ["early/d", "early/a", "late/c", "late/b", "late/a", "undated/a"]);
    assert_eq!(built.corpus.stories.len(), 3);
    assert!(built.corpus.stories[1].claims().eq([ClaimId(2), ClaimId(3), ClaimId(4)]));
}

#[test]
fn documents_of_one_story_must_not_contradict_one_another() {
    let built =
        built(&[("a.yaml", "story: {id: s, date: 2024-10-20, headline: h}"), ("b.yaml", "story: {id: s, date: 2024-10-21}")]);
    assert_eq!(built.only().0, "duplicate-id");
    assert_eq!(built.only().1, "2024-10-21");
    assert_eq!(built.show(&built.corpus.story_value(crate::corpus::StoryId(0), fields::story::DATE)), "2024-10-20 to 2024-10-20");
}

#[test]
fn sources_and_entities_are_one_registry() {
    let z = one("sources: {z: {name: Zed, party: u}}\nentities: {z: {name: Zeb}}\nclaims: [{id: a, source: z, subject: other}]");
    assert_eq!(z.only().0, "duplicate-id");
    assert_eq!(z.diagnostics[0].labels.len(), 2);
    let ids: Vec<&str> = z.corpus.entities.iter().map(|e| &*e.id).collect();
    assert_eq!(ids, ["z", "u", "other"]);
    assert!(z.corpus.entities[0].declared.is_some() && z.corpus.entities[1].used.is_some());
    let same = built(&[
        ("a.yaml", "sources: {p: {party: u, born: 1990-01-02}}"),
        ("b.yaml", "entities: {p: {born: 2 January 1990, party: u}}"),
    ]);
    assert_eq!(same.codes(), [""; 0]);
}

#[test]
fn an_id_nearly_declared_is_advice() {
    let built =
        one("sources: {karenska: {}, witness-1: {}}\nclaims: [{source: karenski}, {source: karenski}, {source: witness-2}]");
    assert_eq!(built.only().0, "near-name");
    assert_eq!(built.message(), "`karenski` is not declared, but `karenska` is");
    assert_eq!(one("sources: {north-korea: {}}\nclaims: [{source: North_Korea}]").codes(), ["near-name"]);
}

#[test]
fn an_undeclared_measure_that_is_nearly_declared_is_a_warning() {
    let built = one("claims: [{measure: troop-cuont}, {measure: troop-cuont}, {measure: rainfall}]");
    assert_eq!(built.only(), ("unknown-measure", "troop-cuont", "did you mean `troop-count`?"));
    assert!(built.corpus.schema.measure_named("rainfall").is_some());
}

#[test]
fn references_name_claims_of_the_same_story_or_of_another() {
    let built = built(&[
        ("a.yaml", "story: s\nclaims: [{id: first, repeats: [t/other, secnd]}, {id: second, converts: u/x}]"),
        ("b.yaml", "story: t\nclaims: [{id: other, denies: s/first}]"),
    ]);
    assert_eq!(built.shown("s/first", "repeats"), "[\"t/other\"]");
    assert_eq!(built.shown("t/other", "denies"), "[\"s/first\"]");
    assert_eq!(built.codes(), ["dangling-reference", "dangling-reference"]);
    assert_eq!(built.diagnostics[0].help.as_deref(), Some("did you mean `second`?"));
    assert_eq!(built.diagnostics[1].message, "there is no story `u`");
}

#[test]
fn parts_and_total_give_each_other() {
    let built =
        one("claims:\n  - {id: t, parts: [c, a, a]}\n  - {id: a}\n  - {id: b, total: t}\n  - {id: c, total: u}\n  - {id: u}");
    assert_eq!(built.shown("story/t", "parts"), "[\"story/a\", \"story/b\", \"story/c\"]");
    assert_eq!(built.shown("story/u", "parts"), "[\"story/c\"]");
    assert_eq!([built.shown("story/a", "total"), built.shown("story/c", "total")], ["story/t", "story/t"]);
}

#[test]
fn one_circle_is_one_error_and_is_opened() {
    let built = one("claims:\n  - {id: a, total: b}\n  - {id: b, total: a}\n  - {id: c, total: c}");
    assert_eq!(built.codes(), ["cycle", "cycle"]);
    assert_eq!(built.diagnostics[0].labels.len(), 2);
    assert_eq!([built.shown("story/a", "total"), built.shown("story/b", "total")], ["story/b", "missing"]);
    assert_eq!(built.shown("story/a", "parts"), "missing");
    let built = one("entities:\n  k: {within: [l, l]}\n  l: {within: [m, k, k]}\n  m: {}");
    assert_eq!(built.codes(), ["cycle"]);
    assert_eq!(crate::corpus::ancestors(&built.corpus, crate::corpus::EntityId(0)).len(), 2);
}

#[test]
fn topics_are_subject_measure_and_separators() {
    let built = one(
        "claims:\n  - {id: a, subject: s, measure: m}\n  - {id: b, subject: s, measure: m}\n  - {id: c, subject: s, measure: m, stage: x}\n  - {id: d, measure: m}",
    );
    let topics: Vec<_> = built.corpus.claims().map(|(_, claim)| claim.topic().map(|t| t.0)).collect();
    assert_eq!(topics, [Some(0), Some(0), Some(1), None]);
}

#[test]
fn words_are_found_in_the_draft_or_the_headline() {
    let story = "story: {id: s, headline: \"10,000 men march\"}\ndraft: d.txt\nclaims:\n  - {id: a, text: \"10,000 men\"}\n  - {id: h, part: headline, text: 10 000 men}\n  - {id: l, text: many elephants marched}\n  - {id: w, text: they}\n  - {id: n, text: they, nth: 2}\n";
    let story = story.replace("10 000", "\"10,000");
    let story = story.replace("\"10,000 men}\n  - {id: l", "\"10,000 men\"}\n  - {id: l");
    let built = built(&[("d.txt", "They said 10,000 men came; they lied, many soldiers marched."), ("s.yaml", &story)]);
    let words = |name: &str| {
        built.corpus.claim(built.claim(name)).words().map(|span| (built.sources.path(span.file), built.sources.slice(span)))
    };
    assert_eq!(words("s/a"), Some(("d.txt", "10,000 men")));
    assert_eq!(words("s/h"), Some(("s.yaml", "10,000 men")));
    assert_eq!(words("s/l"), None);
    let codes = built.codes();
    assert!(codes.iter().all(|code| *code == "anchor-not-found"), "{codes:?}");
    assert_eq!(built.sources.slice(built.diagnostics[0].labels[0].span), "many elephants marched");
    assert_eq!(built.diagnostics[0].labels.len(), 2);
    assert_eq!(one("claims: [{id: a, text: nowhere}]").codes(), [""; 0]);
}

#[test]
fn waivers_need_a_reason() {
    let built = one(
        "claims:\n  - {id: a, allow: [{rule: r, reason: why, until: 2024-12-31, with: b}, {rule: r}, {reason: x}, {rule: r, reason: x, whit: b}, {rule: r, reason: x, with: z}]}\n  - {id: b, allow: {rule: q, reason: y}}",
    );
    assert_eq!(built.codes(), ["missing-reason", "wrong-shape", "unknown-field", "dangling-reference"]);
    let allow = built.corpus.claim(ClaimId(0)).allow();
    assert_eq!(allow.len(), 2);
    assert_eq!((&*allow[0].rule.value, allow[0].with), ("r", Some(ClaimId(1))));
    assert!(allow[0].until.is_some() && allow[1].with.is_none());
    assert_eq!(built.corpus.claim(ClaimId(1)).allow().len(), 1);
}

#[test]
fn in_the_background_an_error_is_a_warning() {
    let files = [("background/a.yaml", "sources: {p: {zzz: 1, born: never}}"), ("b.yaml", "claims: [{source: p, subject: q}]")];
    let built = built(&files);
    assert_eq!(built.codes(), ["unknown-field", "bad-value"]);
    assert!(built.diagnostics.iter().all(|d| !d.is_error()));
    let standing: Vec<Standing> = built.corpus.entities.iter().map(|e| e.standing).collect();
    assert_eq!(standing, [Standing::Background, Standing::Checked]);
}

#[test]
fn the_fields_stand_where_they_are_written() {
    let built = one("claims:\n  - id: a\n    value: \"10,000 soldiers\"\n");
    let given = built.corpus.claim(ClaimId(0)).place_of(fields::VALUE).unwrap();
    assert_eq!(built.sources.slice(given), "10,000 soldiers");
}

#[test]
fn short_names_of_marks_are_suggested_there_alone() {
    let built = built(&[("story.md", "---\ntitle: T\n---\nIn all [10 men]{.troop-count off=x bye=y} left.\n")]);
    let helps: Vec<_> = built.diagnostics.iter().filter_map(|d| d.help.as_deref()).collect();
    assert_eq!(helps, ["did you mean `of`?", "did you mean `by`?"]);
    let built = one("claims:\n  - {off: x, measure: troop-count, value: 10}");
    assert!(!built.diagnostics[0].help.as_deref().unwrap_or("").contains("`of`"), "{:?}", built.diagnostics);
}
