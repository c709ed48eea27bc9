//! Copy under embargo: with `--no-snippets` no word of a draft leaves in any format, and every place stays.

use crate::{Desk, err, names, out, status};

const RULES: &str = "measure shouts {\n  value count\n}\n
rule echoes {
  title \"A figure that is high\"
  for each claim c where measure == \"shouts\"
  flag when c.value > 5 and c.as-of >= 2020-01-01
  report \"{c.quote} by {c.subject}\"
    at c.value \"{value}\"
    help \"{c.id}\"
  example fires \"nine\" \"\"\"
    claims: [{subject: gate, measure: shouts, value: 9, as-of: 2021-01-01}]
  \"\"\"
  example silent \"one\" \"\"\"
    claims: [{subject: gate, measure: shouts, value: 1, as-of: 2021-01-01}]
  \"\"\"
}
";

/// Every word of these texts that is a draft's has an `x` at both ends.
const CLAIMS: &str = "story: {id: xstoryx, headline: xheadlinex, date: 2024-05-12}
claims:
  - {id: xidx, subject: xgatex, measure: shouts, value: 9 xmenx, as-of: 2021-01-01, quote: xquotex}
  - {subject: xmillx, measure: shouts, value: 7, as-of: 2021-01-01, text: xtextx, xfieldx: xvaluex}
  - {id: xlackx, subject: xmillx, measure: shouts, value: 7}
  - {id: xlackx, subject: xmillx, measure: xmeasurex, value: xfigurex, total: xgonex, allow: [{rule: xrulex, reason: xreasonx}]}
";

const DRAFT: &str = "---\ntitle: xtitlex\nslug: xslugx\n---\n
Some xbeforex [77]{.shouts of=xgatex as-of=2021-01-01 quote=xquotex} xafterx [a]{.shouts of=xgatex value=12}.\n";

#[test]
fn no_word_of_a_draft_leaves() {
    let desk = Desk::new();
    desk.write("desk.rules", RULES)
        .write("claims.yaml", CLAIMS)
        .write("draft.md", DRAFT)
        .write("broken.yaml", "claims: [xbrokenx");
    let word = regex::Regex::new(r"\bx[a-z]+x\b").expect("an expression");
    let files = ["claims.yaml", "draft.md", "broken.yaml", "--undecided", "--include-allowed", "--format"];
    for name in names() {
        let seen = desk.check(&[&files[..], &[name]].concat());
        let kept = desk.check(&[&files[..], &[name, "--no-snippets"]].concat());
        let said = format!("{}{}", out(&kept), err(&kept));
        assert_eq!(word.find(&said).map(|m| m.as_str()), None, "{name}:\n{said}");
        assert!(name == "counts" || word.is_match(&out(&seen)), "{name} has words to withhold: {}", out(&seen));
        assert_eq!(status(&kept), status(&seen), "{name}");
        assert!(["counts", "jsonl"].contains(&name) || said.contains("A figure that is high"), "{name}:\n{said}");
    }
    let concise = |more: &[&str]| out(&desk.check(&[&["claims.yaml", "draft.md", "--format", "concise"], more].concat()));
    let places = |text: &str| text.lines().map(|l| l.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
    assert_eq!(places(&concise(&["--no-snippets"])), places(&concise(&[])), "places stay");
}
