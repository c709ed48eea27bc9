//! Drafts as text in, what is marked and shown in them out.

use super::*;

pub(super) fn load(text: &str) -> (Sources, Draft, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let file = sources.add("story.md", text);
    let (draft, diagnostics) = read(&sources, file);
    (sources, draft, diagnostics)
}

/// Each mark: its words as seen, its words as written, its attributes, its place.
fn marks(text: &str) -> Vec<(String, String, String, Place)> {
    let (sources, draft, diagnostics) = load(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let marks = draft.marks.into_iter().map(|mark| {
        assert!(sources.slice(mark.span).starts_with('['));
        let attributes = match mark.attributes {
            Attributes::Broken(telling, Fault::Piece(at)) => {
                format!("{} broken at {}", telling.classes.join(" "), sources.slice(at))
            }
            Attributes::Broken(telling, Fault::Apart(_)) => format!("{} apart", telling.classes.join(" ")),
            Attributes::Whole(list) => {
                assert!(sources.slice(mark.span).ends_with('}'));
                let shown = list.iter().map(|attribute| match attribute {
                    Attribute::Class(name) => format!(".{}", sources.slice(name.span)),
                    Attribute::Id(name) => format!("#{}", sources.slice(name.span)),
                    Attribute::Pair(key, value) => format!("{}={}", sources.slice(key.span), value.as_scalar().unwrap().text),
                });
                shown.collect::<Vec<_>>().join(" ")
            }
        };
        (mark.text, mark.words.map_or("", |w| sources.slice(w)).to_owned(), attributes, mark.place)
    });
    marks.collect()
}

fn words(text: &str) -> Vec<String> {
    marks(text).into_iter().map(|mark| mark.0).collect()
}

fn shown(text: &str) -> String {
    let (sources, draft, _) = load(text);
    draft.words.iter().map(|w| w.seen(&sources)).collect()
}

fn remarks(text: &str) -> Vec<String> {
    let (sources, draft, _) = load(text);
    let block = |remark: &Remark| remark.block.map_or("nothing", |block| sources.slice(block)).trim_end().to_owned();
    let remarks = draft.remarks.iter().map(|remark| match &remark.says {
        Says::Allow(waiver) => format!("{} for {}", sources.slice(waiver.rule.span), block(remark)),
        Says::Unknown => "unknown".to_owned(),
        Says::Inside => "inside".to_owned(),
    });
    remarks.collect()
}

#[test]
fn marks_have_words_attributes_and_a_place() {
    assert_eq!(
        marks("\u{feff}---\r\ntitle: x\r\n---\r\n\"Wé 🧑‍🚀 [10,000 soldiers]{.troop-count of=\"a b\" #id},\" he said.\r\n"),
        [("10,000 soldiers".into(), "10,000 soldiers".into(), ".troop-count of=a b #id".into(), Place::Lede)]
    );
    let places = |text: &str| marks(text).into_iter().map(|mark| mark.3).collect::<Vec<_>>();
    assert_eq!(
        places("# A [1]{.m}\n\nB [2]{.m}\n\nC [3]{.m}\n\n## D [4]{.m}\n\nE [5]{.m}\n=\n\nF [6]{.m}"),
        [Place::Headline, Place::Lede, Place::Body, Place::Body, Place::Headline, Place::Body]
    );
    assert_eq!(
        places(
            "![x [1]{.m}](y.png) *by [2]{.m}*\n\nA ![z [3]{.m}](y.png)\n\n> [4]{.m}\n\n- [5]{.m}\n\n| a [6]{.m} | b |\n|--|--|\n| c | [7]{.m} |\n\nx[^1]\n\n[^1]: [8]{.m}"
        ),
        [Place::Caption, Place::Caption, Place::Caption, Place::Body, Place::Body, Place::Table, Place::Table, Place::Body]
    );
}

#[test]
fn marks_lie_in_one_another_and_over_lines() {
    assert_eq!(
        marks("[\"They are preparing [**10,000** &amp; *soldiers*]{.troop-count}\"]{.quote by=zelensky}"),
        [
            (
                "\"They are preparing 10,000 & soldiers\"".into(),
                "\"They are preparing [**10,000** &amp; *soldiers*]{.troop-count}\"".into(),
                ".quote by=zelensky".into(),
                Place::Lede
            ),
            ("10,000 & soldiers".into(), "10,000** &amp; *soldiers".into(), ".troop-count".into(), Place::Lede)
        ]
    );
    assert_eq!(
        marks("> - a [10,000\r\n>   soldiers]{.troop-count\r\n>   of=x by=\"y\r\n>   z\"} b"),
        [("10,000 soldiers".into(), "10,000\r\n>   soldiers".into(), ".troop-count of=x by=y\r\nz".into(), Place::Body)]
    );
    assert_eq!(words("*[a [b](c) `d`]{.m by=x*y*z}* [e]{.m scope=\"_f_ [g]{.n} <b>\"} **[h**]{.m}"), ["a b d", "e", "h"]);
    assert_eq!(words("<figcaption>[10 men]{.m}</figcaption>\n"), ["10 men"]);
}

#[test]
fn brackets_are_only_brackets_elsewhere() {
    for text in [
        "`[x]{.m}`",
        "    [x]{.m}",
        "> ```\n> [x]{.m}\n> ```",
        "[x](y){.m}",
        "[x][y]{.m}\n\n[y]: z",
        "[^1]{.m}",
        "x[^1]{.m}\n\n[^1]: y",
        "\\[x]{.m}",
        "[x\\]{.m}",
        "[x]\\{.m}",
        "[x]{m}",
        "[x]{{ y }}",
        "<script>\n[x]{.m}\n</script>",
        "&#91;x]{.m}",
    ] {
        assert_eq!(marks(text), [], "{text}");
    }
    assert_eq!(words("\\\\[x]{.m} [a [sic] b]{.m} ] [![y]{.m}"), ["x", "a [sic] b", "y"]);
    assert_eq!(marks("[x]{.m preparing}")[0].2, "m broken at preparing");
    assert_eq!(marks("[x] {.m}")[0].2, "m apart");
}

#[test]
fn readers_see_words_without_their_markup() {
    let text = "---\nx: y\n---\n# A *b*\n\nc [d]{.m} e\\* &amp;\n> f [g](h)\n> i\n\n<p>j\nk</p>\n<!-- l -->\n\n```\nm\n```\n";
    assert_eq!(shown(text), "A b\nc d e* &\nf g i\nj k  \n");
}

#[test]
fn comments_are_about_the_next_block() {
    let allow = "<!-- claimlint allow r: s -->";
    assert_eq!(remarks(&format!("a\n{allow}\nb\nc\n\nd")), ["r for b\nc"]);
    assert_eq!(remarks(&format!("{allow}\n<!-- x -->\n\n- a\n\n  b\n- c")), ["r for - a\n\n  b"]);
    assert_eq!(remarks(&format!("- a\n\n  {allow}\n\n- b\n\n{allow}")), ["r for - b", "r for nothing"]);
    assert_eq!(remarks(&format!("{allow}\n\n| a |\n|--|\n| b |")), ["r for | a |\n|--|\n| b |"]);
    assert_eq!(
        remarks(&format!("> <!-- claimlint\n> allow r\n> : s -->\n> b\n\nx {allow} y\n\n{allow} [1]{{.m}}")),
        ["r for b", "inside", "inside"]
    );
    assert_eq!(remarks("<!-- claimlint ignore -->\n<!-- claimlinter -->\n<!-- claimlint-disable -->"), ["unknown", "unknown"]);
    assert_eq!(remarks(&format!("`{allow}`\n\n```\n{allow}\n```")), [""; 0]);
}

#[test]
fn the_front_matter_is_a_tree_or_is_left_alone() {
    let front = |text: &str| {
        let (sources, draft, diagnostics) = load(text);
        let codes = diagnostics.iter().map(|d| d.code.name).collect::<Vec<_>>().join(" ");
        (draft.front.map(|node| sources.slice(node.span).to_owned()), shown(text), codes)
    };
    assert_eq!(front("---\na: b\n...\nc"), (Some("a: b".into()), "c\n".into(), String::new()));
    assert_eq!(front("---\n\na\n\n---\n"), (None, "a\n".into(), String::new()));
    assert_eq!(front("---\nclaimlint:\n").2, "yaml-syntax");
    assert_eq!(front("---\na: [\n---\n[b]{.m}"), (None, "b\n".into(), "yaml-syntax".into()));
    assert_eq!(front("---\na: [\n---\nb"), (None, "b\n".into(), String::new()), "not ours");
    assert_eq!(front("+++\na = 1\n+++\nb"), (None, "b\n".into(), String::new()));
    assert_eq!(front("---\njust text\n---\nb").0, None);
    assert_eq!(front("---"), (None, String::new(), String::new()));
}
