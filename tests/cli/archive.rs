//! `index`, and checks against archives that have one: what is found is the same, less is read, and an index that is of no use is told.

use std::fs;
use std::process::Output;

use crate::{Desk, err, out, status};

const RULES: &str = "measure tolls { value count }
rule apart {
  severity error
  for each group g of claims across stories sharing topic
  let gap = clash(g.value, beyond: 5%)
  flag when gap
  report \"{g.measure} of {g.subject} differ\"
    at gap.low.value \"{source} says {value}\"
    at gap.high.value \"{source} says {value}\"
}
rule sums {
  for each claim t where has(parts)
  flag when sum(t.parts.value) != t.value
  report \"the parts make {sum(t.parts.value)}\"
    at t.value \"{value}\"
    at each t.parts \"{value}\"
}
";

const DRAFT: &str = "story: {id: new, date: 2026-03-01}
claims:
  - {id: a, subject: gate-3, measure: tolls, value: 9, source: mayor}
  - {id: b, subject: pier, measure: tolls, value: 12, parts: [old-7/north, old-8/south]}
";

/// Two hundred lines of a hundred stories, with two that the draft names.
fn archive() -> String {
    let line = |i: usize| {
        format!(
            "{{\"id\":\"c{i}\",\"story\":\"old-{}\",\"subject\":\"gate-{}\",\"measure\":\"tolls\",\"value\":\"{} cars\",\"source\":\"office\"}}\n",
            i / 2,
            i % 50,
            5 + i % 4
        )
    };
    let part = |id: &str, story: usize, value: u32| {
        format!("{{\"id\":\"{id}\",\"story\":\"old-{story}\",\"subject\":\"pier\",\"measure\":\"lanes\",\"value\":{value}}}\n")
    };
    let mut text: String = (0..150).map(line).collect();
    text += &part("north", 7, 4);
    text += &(150..200).map(line).collect::<String>();
    text + &part("south", 8, 5)
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("draft.yaml", DRAFT).write("archive.jsonl", archive());
    desk
}

const INDEX: &str = "archive.jsonl.claimlint-index";

fn check(desk: &Desk, more: &[&str]) -> Output {
    let call = ["check", "draft.yaml", "--background", "archive.jsonl", "--rules", "desk.rules", "--pack", "none"];
    desk.run(&[&call, more].concat())
}

fn index(desk: &Desk, action: &str) -> Output {
    desk.run(&["index", action, "archive.jsonl"])
}

/// What is found, without what is said of the files.
fn findings(desk: &Desk, more: &[&str]) -> serde_json::Value {
    let output = check(desk, &[&["--format", "json"], more].concat());
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("{e}: {}", err(&output)));
    serde_json::json!([report["findings"], report["summary"], status(&output)])
}

#[test]
fn a_check_by_the_index_says_just_what_one_without_says() {
    let desk = desk();
    let built = index(&desk, "build");
    assert_eq!(
        (status(&built), out(&built)),
        (0, "archive.jsonl: 202 claims, an index of 12 KiB\n".to_owned()),
        "{}",
        err(&built)
    );
    for format in
        ["human", "narrated", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "html", "markdown", "rdjsonl"]
    {
        let (by_index, whole) = (check(&desk, &["--format", format]), check(&desk, &["--format", format, "--no-index"]));
        assert_eq!(out(&by_index), out(&whole), "{format}");
        assert_eq!(status(&by_index), 1);
    }
    let said = out(&check(&desk, &["--stats"]));
    assert!(said.contains("archive.jsonl: 10 of 202 lines read, by its index"), "{said}");
    assert!(said.contains("against 202 claims in the background"), "{said}");
    // A place in the archive is a place in the archive.
    assert!(out(&check(&desk, &["--format", "concise"])).contains("archive.jsonl:54:"), "{said}");
    let json = findings(&desk, &[]);
    let lines: Vec<u64> = json[0]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|f| f["labels"].as_array().unwrap())
        .filter(|l| l["path"] == "archive.jsonl")
        .map(|l| l["start"]["line"].as_u64().unwrap())
        .collect();
    assert!(lines.contains(&151) && lines.contains(&202), "{lines:?}");
}

#[test]
fn an_archive_that_has_changed_is_read_whole_and_update_helps() {
    let desk = desk();
    index(&desk, "build");
    let line = "{\"id\":\"late\",\"story\":\"later\",\"subject\":\"gate-3\",\"measure\":\"tolls\",\"value\":\"1 car\"}\n";
    desk.write("archive.jsonl", archive() + line);
    let said = check(&desk, &[]);
    assert!(
        out(&said).contains("warning[unused-index]") && out(&said).contains("claimlint index update archive.jsonl"),
        "{}",
        out(&said)
    );
    assert!(out(&said).contains("1 car"), "{}", out(&said));
    assert_eq!(findings(&desk, &[]), findings(&desk, &["--no-index"]));
    assert!(!out(&check(&desk, &["--no-index"])).contains("unused-index"));
    assert_eq!(status(&index(&desk, "show")), 1);
    let updated = out(&index(&desk, "update"));
    assert_eq!(updated, "archive.jsonl: the archive has changed since its index was built; 203 claims, an index of 12 KiB\n");
    assert_eq!(out(&index(&desk, "update")), "archive.jsonl: up to date\n");
    assert_eq!(status(&index(&desk, "show")), 0);
    assert!(!out(&check(&desk, &[])).contains("unused-index"));
}

#[test]
fn an_index_that_cannot_be_used_is_told_and_built_anew() {
    let desk = desk();
    index(&desk, "build");
    let whole = fs::read(desk.0.join(INDEX)).expect("an index");
    let wanted = findings(&desk, &["--no-index"]);
    let mut flipped = whole.clone();
    flipped[40] ^= 4;
    let mut of_the_future = whole.clone();
    of_the_future[16] = 200;
    let cases: [(&[u8], &str); 5] = [
        (&whole[..whole.len() - 4096], "is damaged"),
        (&whole[..100], "is damaged"),
        (b"", "is damaged"),
        (&flipped, "is damaged"),
        (&of_the_future, "was built by another version of the program"),
    ];
    for (bytes, why) in cases {
        desk.write(INDEX, bytes);
        let said = out(&check(&desk, &[]));
        assert!(said.contains("warning[unused-index]") && said.contains(why), "{why}: {said}");
        assert_eq!(findings(&desk, &[])[0], wanted[0]);
        let updated = out(&index(&desk, "update"));
        assert!(updated.contains(why) && updated.contains("; 202 claims"), "{updated}");
        assert_eq!(fs::read(desk.0.join(INDEX)).expect("an index"), whole);
    }
}

#[test]
fn an_index_of_another_archive_is_none_of_this_one() {
    let desk = desk();
    index(&desk, "build");
    desk.write("other.jsonl", archive().replace("old-", "odd-"));
    fs::copy(desk.0.join(INDEX), desk.0.join("other.jsonl.claimlint-index")).expect("copied");
    assert_eq!(status(&desk.run(&["index", "show", "other.jsonl"])), 1);
}

#[test]
fn a_rule_that_needs_all_claims_is_named() {
    let desk = desk();
    desk.write("all.rules", "rule who {\n  for each source s\n  flag when count(x for x in claims where x.source == s) > 10\n  report \"often\"\n    at s \"here\"\n}\n");
    index(&desk, "build");
    let said = out(&check(&desk, &["--rules", "all.rules", "--stats"]));
    assert!(
        said.contains("archive.jsonl: read whole, though it has an index: `who` needs all claims: it looks at every entity"),
        "{said}"
    );
    let more = ["--rules", "all.rules"];
    assert_eq!(findings(&desk, &more), findings(&desk, &[&more[..], &["--no-index"]].concat()));
}

#[test]
fn what_is_no_claim_is_told_all_the_same() {
    let desk = desk();
    desk.write("archive.jsonl", archive() + "{\"id\": \n" + "[1]\n");
    let built = out(&index(&desk, "build"));
    assert!(built.contains("202 claims, 2 lines always read"), "{built}");
    let said = check(&desk, &[]);
    assert_eq!(status(&said), 2, "{}", out(&said));
    assert!(out(&said).contains("error[json-syntax]") && out(&said).contains("archive.jsonl:203:"), "{}", out(&said));
}

#[test]
fn an_index_that_cannot_be_built_leaves_the_old_one() {
    let desk = desk();
    index(&desk, "build");
    let old = fs::read(desk.0.join(INDEX)).expect("an index");
    desk.write("archive.jsonl", b"{\"id\": \"a\"}\n\xff\n");
    let built = index(&desk, "build");
    assert_eq!(status(&built), 2);
    assert!(err(&built).contains("byte 12 is not UTF-8"), "{}", err(&built));
    assert_eq!(fs::read(desk.0.join(INDEX)).expect("an index"), old);
    let left = fs::read_dir(&desk.0).expect("a folder").filter_map(Result::ok).map(|f| f.file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| !name.ends_with(".new")));
    desk.write("claims.csv", "id,subject\na,gate\n");
    let csv = desk.run(&["index", "build", "claims.csv"]);
    assert_eq!(status(&csv), 2);
    assert!(err(&csv).contains("one a line"), "{}", err(&csv));
}

#[test]
fn where_nothing_can_be_written_it_is_said() {
    let desk = desk();
    desk.write(&format!("{INDEX}/in-the-way"), "");
    let built = index(&desk, "build");
    assert_eq!(status(&built), 2);
    assert!(err(&built).contains("its index `archive.jsonl.claimlint-index` cannot be written"), "{}", err(&built));
    let said = out(&check(&desk, &[]));
    assert!(said.contains("warning[unused-index]") && said.contains("cannot be read"), "{said}");
}

#[test]
fn what_else_is_odd_about_a_line_is_told_where_the_archive_is_read_whole() {
    let desk = desk();
    let line = "{\"id\":\"odd\",\"story\":\"old-1\",\"subject\":\"gate-3\",\"measure\":\"tolls\",\"value\":\"many\"}\n";
    desk.write("archive.jsonl", archive() + line);
    index(&desk, "build");
    assert!(!out(&check(&desk, &[])).contains("bad-value"));
    assert!(out(&check(&desk, &["--no-index"])).contains("warning[bad-value]"));
}

#[test]
fn several_archives_are_read_by_their_indexes_or_whole_each_as_it_is() {
    let desk = desk();
    desk.write("second.ndjson", "{\"id\":\"x\",\"story\":\"old-7\",\"subject\":\"gate-3\",\"measure\":\"tolls\",\"value\":70}\n");
    index(&desk, "build");
    for with in [false, true] {
        if with {
            assert_eq!(status(&desk.run(&["index", "build", "second.ndjson"])), 0);
        }
        let more = ["--background", "second.ndjson"];
        assert_eq!(findings(&desk, &more), findings(&desk, &[&more[..], &["--no-index"]].concat()));
    }
}

#[test]
fn what_is_found_about_the_archive_alone_hides_nothing() {
    let desk = desk();
    desk.write(
        "rank.rules",
        "measure tolls { value count }
rule grave {
  outranks apart-from
  for each claim c where subject == \"gate-3\"
  flag when c.value == 8
  report \"eight\"
    at c \"here\"
}
rule apart-from {
  for each pair a, b of claims across stories sharing topic
  flag when conflict(a.value, b.value)
  report \"apart\"
    at b.value \"{value}\"
    at a.value \"{value}\"
}
",
    );
    index(&desk, "build");
    for more in [&["--no-index"][..], &[]] {
        let call = ["check", "draft.yaml", "--background", "archive.jsonl", "--rules", "rank.rules", "--pack", "none"];
        let said = out(&desk.run(&[&call[..], &["--format", "concise"], more].concat()));
        assert!(said.contains("[apart-from]") && !said.contains("[grave]"), "{said}");
    }
}

#[test]
fn what_a_draft_uses_is_shown_in_the_draft() {
    let desk = Desk::new();
    desk.write(
        "draft.yaml",
        "sources: {harbour-office: {}}\nclaims:\n  - {id: a, subject: ferry, measure: deths, value: 4, source: harbour-ofice}\n",
    );
    desk.write(
        "archive.jsonl",
        "{\"id\":\"a\",\"story\":\"a\",\"subject\":\"ferry\",\"measure\":\"deths\",\"source\":\"harbour-ofice\"}\n",
    );
    let said = out(&desk.run(&["check", "draft.yaml", "--background", "archive.jsonl", "--format", "concise"]));
    assert!(said.contains("draft.yaml:3:") && said.contains("[near-name]"), "{said}");
    assert!(!said.contains("archive.jsonl:"), "{said}");
}
