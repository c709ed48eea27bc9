//! Claims whose words in the draft say another figure.

use super::{Built, built};
use crate::diagnostic::Severity;

/// A claim of a measure with a value, and the words of the draft that it points to.
fn claim(measure: &str, value: &str, words: &str) -> Built {
    let document = format!("draft: d.txt\nclaims:\n  - {{id: a, measure: {measure}, value: \"{value}\", text: \"{words}\"}}\n");
    built(&[("story.yaml", &document), ("d.txt", &format!("Before it. {words} after it."))])
}

#[track_caller]
fn agrees(measure: &str, value: &str, words: &str) {
    let built = claim(measure, value, words);
    assert_eq!(built.codes(), [""; 0], "{value} in {words}: {:?}", built.diagnostics);
}

/// The claim's words and the draft's that the warning shows.
#[track_caller]
fn disagrees(measure: &str, value: &str, words: &str, shown: &str) {
    let built = claim(measure, value, words);
    assert_eq!(built.codes(), ["anchor-disagrees"], "{value} in {words}");
    assert_eq!(built.message(), format!("the claim says `{value}`, and its words in the draft say `{shown}`"));
    let labels = &built.diagnostics[0].labels;
    assert!(built.sources.slice(labels[0].span).contains(value));
    assert_eq!(built.sources.slice(labels[1].span), shown);
}

#[test]
fn an_edited_figure_is_said() {
    disagrees("troop-count", "12,000 troops", "as many as 14,000 troops", "as many as 14,000 troops");
    disagrees("troop-count", "12,000 troops", "preparing 14,000 troops this week", "14,000 troops");
    disagrees("troop-count", "12", "Thirteen soldiers were hurt", "Thirteen");
    disagrees("troop-count", "twelve", "about 14 of 90 soldiers", "about 14");
    disagrees("troop-count", "12 to 15 men", "between 12 and 16 men", "between 12 and 16 men");
    disagrees("troop-count", "10", "10 million", "10 million");
    disagrees("troop-count", "5 people", "15 people", "15 people");
    disagrees("troop-count", "1.2 million", "1.3 million men", "1.3 million");
    disagrees("troop-count", "12,000", "about 13,000 men", "about 13,000");
    disagrees("troop-count", "12 men", "12 km", "12 km");
    disagrees("share", "45%", "46% of voters", "46%");
    disagrees("share", "54%", "61 of the 140 houses", "61");
    disagrees("distance", "10 km", "10 m away", "10 m");
    disagrees("distance", "10 km", "the 12-km road", "12-km");
    disagrees("distance", "10", "12 km", "12 km");
}

#[test]
fn the_same_figure_in_other_words_is_none() {
    for (value, words) in [
        ("12,000 troops", "twelve thousand soldiers"),
        ("about 12,000 troops", "about 12,000 troops"),
        ("12,345", "about 12,000 troops"),
        ("1,234,567", "1.2 million men"),
        ("0", "nobody of the 40 was hurt"),
        ("0", "Nobody was hurt"),
        ("1", "a man of 40 was hurt"),
        ("200", "rose from 180 to 200 people"),
        ("12 men", "12 men of 40"),
        ("40", "40 of 52 men on 12 May 2024"),
        ("12", "on the third floor in 2014"),
    ] {
        agrees("troop-count", value, words);
    }
    agrees("share", "45%", "45 percent of voters");
    agrees("share", "33%", "33");
    agrees("share", "44%", "61 of the 140 houses");
    agrees("share", "44%", "61 houses of the 140");
    agrees("distance", "10 km", "the 10-km road");
    agrees("distance", "10 km", "10,000 metres");
    agrees("distance", "500 m", "a gap of 500");
    agrees("tanks", "12 tanks", "12 battle tanks");
    agrees("slogan", "12 tanks", "14 tanks");
}

#[test]
fn another_hedge_is_advice() {
    for (value, words) in
        [("12,000 troops", "about 12,000 troops"), ("about 12,000", "12,000"), ("as many as 12 men", "about 12 men")]
    {
        let built = claim("troop-count", value, words);
        assert_eq!(built.codes(), ["anchor-disagrees"], "{value} in {words}");
        assert_eq!(built.diagnostics[0].severity, Severity::Advice, "{value} in {words}");
        assert_eq!(built.message(), format!("the claim says `{value}`, and the draft `{words}`"));
    }
}

#[test]
fn a_hedge_that_stands_beside_the_words_counts() {
    let in_draft = |value: &str, text: &str, draft: &str| {
        let claim = format!("draft: d.txt\nclaims:\n  - {{id: a, measure: troop-count, value: \"{value}\", text: \"{text}\"}}\n");
        built(&[("story.yaml", &claim), ("d.txt", draft)])
    };
    assert_eq!(in_draft("as many as 27 people", "27 people", "It killed as many as 27 people.").codes(), [""; 0]);
    assert_eq!(in_draft("27 people", "27 people", "It killed as many as 27 people.").codes(), [""; 0]);
    let unhedged = in_draft("as many as 27 people", "27 people", "It was about noon.\n\nAbout it. It killed 27 people.");
    assert_eq!(unhedged.codes(), ["anchor-disagrees"]);
}

#[test]
fn in_markdown_only_what_is_seen_counts() {
    let draft = |value: &str| {
        let claim = format!("{{id: a, measure: troop-count, value: {value}, text: the 10 men said}}");
        let text = format!(
            "---\ntitle: T\nclaimlint:\n  claims:\n    - {claim}\n---\nHere *the* [**10** men]{{.troop-count of=x value=10}} said.\n"
        );
        built(&[("story.md", &text)])
    };
    assert_eq!(draft("10 men").codes(), [""; 0]);
    let edited = draft("12 men");
    assert_eq!(edited.codes(), ["anchor-disagrees"]);
    assert_eq!(edited.sources.slice(edited.diagnostics[0].labels[1].span), "10** men");
}

#[test]
fn a_headline_is_called_one() {
    let built = super::one(
        "story: {id: s, headline: 14 men left}\nclaims: [{id: a, measure: troop-count, value: 12 men, part: headline, text: 14 men}]\n",
    );
    assert_eq!(built.message(), "the claim says `12 men`, and its words in the headline say `14 men`");
    assert_eq!(
        built.only(),
        ("anchor-disagrees", "12 men", "bring the claim up to date with the headline, or point `text` at other words")
    );
}

#[test]
fn a_claim_knows_its_paragraph_as_readers_see_it() {
    let text = "---\ntitle: T\n---\n# Head\n\nFirst *line* of\n[10 men]{.troop-count of=x} and more.\nLast line.\n\nAnother paragraph.\n";
    let built = built(&[("story.md", text)]);
    let paragraph = built.corpus.claim(crate::corpus::ClaimId(0)).given(crate::corpus::fields::PARAGRAPH);
    assert_eq!(*paragraph, crate::corpus::Value::text("First line of 10 men and more. Last line."));
}
