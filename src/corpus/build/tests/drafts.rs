//! Drafts in Markdown as text in, their claims out.

use super::{Built, built};
use crate::diagnostic::Severity;

fn draft(text: &str) -> Built {
    built(&[("story.md", text)])
}

impl Built {
    /// The words of a claim in its draft.
    fn words(&self, name: &str) -> &str {
        self.corpus.claim(self.claim(name)).words().map_or("", |span| self.sources.slice(span))
    }

    fn waivers(&self, name: &str) -> Vec<&str> {
        self.corpus.claim(self.claim(name)).allow().iter().map(|waiver| &*waiver.rule.value).collect()
    }
}

#[test]
fn marked_words_are_claims() {
    let built = draft(
        "---\ntitle: Troops\nslug: nord\ndate: 2024-10-19T10:00:00+09:00\nlayout: {post: [1]}\nclaimlint:\n  defaults: {stage: ready}\n---\n\
         \"They were counting [**10,000** soldiers]{.troop-count of=nord by=karenska as-of=2024-10-17 #a}.\"\n\n\
         > [Ten\n> thousand men]{measure=troop-count repeats=\"a a\" value='10,000' stage=gone #b}\n",
    );
    assert_eq!(built.codes(), [""; 0]);
    assert_eq!(built.names(), ["nord/a", "nord/b"]);
    assert_eq!(built.words("nord/a"), "10,000** soldiers");
    assert_eq!(built.shown("nord/a", "value"), "10,000 to 10,000 soldiers");
    assert_eq!(built.shown("nord/a", "subject"), "nord");
    assert_eq!(built.shown("nord/a", "source"), "karenska");
    assert_eq!(built.shown("nord/a", "as-of"), "2024-10-17 to 2024-10-17");
    assert_eq!(built.shown("nord/a", "part"), "lede");
    assert_eq!(built.shown("nord/a", "stage"), "text ready");
    assert_eq!(built.words("nord/b"), "Ten\n> thousand men");
    assert_eq!(built.shown("nord/b", "repeats"), "[\"nord/a\", \"nord/a\"]");
    assert_eq!(built.shown("nord/b", "value"), "10,000 to 10,000");
    assert_eq!(built.shown("nord/b", "part"), "body");
    let story = &built.corpus.stories[0];
    assert_eq!(built.show(story.fields.value(crate::corpus::fields::story::HEADLINE)), "text Troops");
    assert_eq!(built.show(story.fields.value(crate::corpus::fields::story::DATE)), "2024-10-19 to 2024-10-19");
}

#[test]
fn a_quotation_keeps_its_words_and_has_no_value() {
    let built = draft("# [“We have [10,000 men]{.troop-count of=x #n}”]{.quote by=karenska #q}");
    assert_eq!(built.codes(), [""; 0]);
    assert_eq!(built.names(), ["story/q", "story/n"]);
    assert_eq!(built.shown("story/q", "quote"), "text We have 10,000 men");
    assert_eq!(built.shown("story/q", "value"), "missing");
    assert_eq!(built.shown("story/n", "part"), "headline");
    let built = draft("[10 men]{.troop-count .quote of=x}, [yes]{.quote by=y}, [z]{.quote .slogan}");
    assert_eq!(built.names(), ["story/x:troop-count:10 men", "story/yes", "story/slogan:z"]);
    assert_eq!(built.shown("story/x:troop-count:10 men", "quote"), "text 10 men");
}

#[test]
fn what_is_nearly_a_claim_is_said() {
    assert_eq!(draft("[10]{.trop-count of=x}").only(), ("unknown-measure", "trop-count", "did you mean `troop-count`?"));
    assert_eq!(draft("[10]{.trop-count #x}").codes(), ["unknown-measure"]);
    assert_eq!(draft("[10]{.other of=x}").codes(), ["unknown-measure"]);
    assert_eq!(draft("[10]{of=x}").codes(), ["unknown-measure"]);
    for text in ["[10]{.trop-count}", "[10]{.smallcaps #x}", "[10]{#x}", "[10]{.red by=x}", "[10]{.red lang=de}"] {
        assert_eq!(draft(text).codes(), [""; 0], "{text}");
        assert_eq!(draft(text).names(), [""; 0], "{text}");
    }
    assert_eq!(draft("[10]{.troop-count of=x preparing}").only().1, "preparing");
    assert_eq!(draft("[10]{.troop-count of=x").codes(), ["syntax"]);
    assert_eq!(draft("[10]{.red lang=x").codes(), [""; 0]);
    for (text, at) in [
        ("[10]{.red of=x", "of=x"),
        ("[52]{subject=captain measure=age quote}", "quote"),
        ("[52]{measure=\"age of=x}", "measure=\"age"),
        ("[52]{subject: captain, measure: age}", "subject:"),
        ("[52]{.age of=captain, by=x}", "of=captain,"),
        ("[52]{measure=age value= of=x}", "value="),
        ("[52] {.troop-count of=x}", " "),
        ("> [52]\n> {.troop-count of=x}", "\n"),
    ] {
        assert_eq!((draft(text).codes(), draft(text).only().1), (vec!["syntax"], at), "{text}");
    }
    for text in ["[10] {.red}", "[10] {x}", "[see: this] {: .a}", "[10]{{ page.source }}", "[a][b] {.c lang=x}"] {
        assert_eq!(draft(text).codes(), [""; 0], "{text}");
    }
    assert_eq!(draft("[10]{.troop-count of=x sorce=y}").only(), ("unknown-field", "sorce", "did you mean `source`?"));
    assert_eq!(draft("[10]{.troop-count of=x subject=y}").only().1, "subject");
    assert_eq!(draft("[10]{.troop-count of=x #a #b}").codes(), ["duplicate-key"]);
}

#[test]
fn the_front_matter_makes_claims_of_unmarked_words() {
    let built = draft(
        "---\ntitle: 12 men left\nclaimlint:\n  claims:\n    - {id: t, measure: troop-count, value: 12 men, part: headline, text: 12 men}\n    \
         - {id: a, measure: troop-count, value: 10 men, text: \"the 10 men said\"}\n    \
         - {id: b, measure: troop-count, value: 3 men, text: of 3 men}\n    - {id: c, measure: troop-count, text: of 4 men}\n---\n\
         Here *the* [10 men]{.troop-count of=x} said that **of 3\nmen**{.x} and of [5 men](y).\n",
    );
    assert_eq!(built.words("story/t"), "12 men");
    assert_eq!(built.words("story/a"), "the* [10 men]{.troop-count of=x} said");
    assert_eq!(built.words("story/b"), "of 3\nmen");
    assert_eq!(built.codes(), ["anchor-not-found"]);
    assert_eq!(built.sources.slice(built.diagnostics[0].labels[1].span), "of 3\nmen");
    assert_eq!(draft("---\nclaimlint: {draft: x.txt}\n---\n").only().1, "draft");
    assert_eq!(draft("---\nclaimlint: {sorces: {}}\n---\n").only().2, "did you mean `sources`?");
    let outside = "---\nclaims:\n  - {id: a, measure: troop-count, value: 10 men}\n---\n";
    assert_eq!(draft(outside).only().0, "unknown-field");
    assert_eq!(draft(outside).diagnostics[0].severity, Severity::Advice);
    assert_eq!(draft("---\nclaims: [a]\nsources: {a: {name: b}}\n---\n").codes(), [""; 0]);
}

#[test]
fn a_value_beside_marked_words_is_held_against_them() {
    let disagrees = |text: &str| draft(text).codes() == ["anchor-disagrees"];
    assert!(disagrees("[12 men]{.troop-count of=x value=\"14 men\"}"));
    assert!(disagrees("[a **twelve** men]{.troop-count of=x value=14}"));
    assert!(disagrees("[twelve]{.troop-count of=x value=\"14 people\"}"));
    for text in [
        "[twelve]{.troop-count of=x value=\"12 people\"}",
        "[twelve of them]{.troop-count of=x value=\"12 men\"}",
        "[more than half of them]{.troop-count of=x value=\"160 men\"}",
        "[dozens]{.troop-count of=x value=40}",
        "[34 of the 85]{measure=part of=x value=\"40%\"}",
        "[many]{.troop-count of=x value=40}",
    ] {
        assert!(!disagrees(text), "{text}");
    }
}

#[test]
fn a_comment_waives_for_the_block_behind_it() {
    let built = draft(
        "---\nclaimlint: {defaults: {allow: {rule: d, reason: e}}}\n---\n\
         <!-- claimlint allow r with b until 2026-12-31: fine -->\n[1]{.troop-count #a} and [2]{.troop-count #b}\n\n[3]{.troop-count #c}\n",
    );
    assert_eq!(built.codes(), [""; 0]);
    assert_eq!(built.waivers("story/a"), ["d", "r"]);
    assert_eq!(built.waivers("story/b"), ["d", "r"]);
    assert_eq!(built.waivers("story/c"), ["d"]);
    let apart = draft(
        "---\nclaimlint: {claims: [{id: a, measure: troop-count, value: 3 men, text: three men}]}\n---\n\
         <!-- claimlint allow r: fine -->\nOf *three* men.\n",
    );
    assert_eq!((apart.codes(), apart.waivers("story/a")), (vec![], vec!["r"]));
    assert_eq!(draft("<!-- claimlint allow r -->\n[1]{.troop-count}").codes(), ["missing-reason"]);
    assert_eq!(draft("<!-- claimlint allow r: s -->\nnothing").codes(), ["unused-allow"]);
    assert_eq!(draft("<!-- claimlint alow r: s -->\n[1]{.troop-count}").codes(), ["syntax"]);
    assert_eq!(draft("x <!-- claimlint allow r: s --> [1]{.troop-count}").codes(), ["syntax"]);
}

#[test]
fn pages_that_are_not_ours_are_stories_without_claims() {
    let built =
        built(&[("a/index.md", "---\ntitle: A\n---\nx"), ("b/index.md", "---\ntitle: B\ntags: [a]\n---\ny"), ("README.md", "z")]);
    assert_eq!(built.codes(), [""; 0]);
    assert_eq!(built.corpus.stories.len(), 2);
}

#[test]
fn a_table_is_a_claim_a_row() {
    let built = built(&[(
        "bulk.csv",
        "story,id,measure,value,via,sorce\nx,a,troop-count,\"10,000 men\",p; q,z\nx,b,troop-count,,,z\ny,c,troop-count,null,,\n",
    )]);
    assert_eq!(built.codes(), ["unknown-field", "bad-value"]);
    assert_eq!(built.sources.slice(built.diagnostics[0].labels[0].span), "sorce");
    assert_eq!(built.names(), ["x/a", "x/b", "y/c"]);
    assert_eq!(built.shown("x/a", "value"), "10,000 to 10,000 men");
    assert_eq!(built.shown("x/a", "via"), "[\"p\", \"q\"]");
    assert_eq!(built.shown("x/b", "value"), "missing");
}
