//! Files that are packed: they are read as what is packed in them, under limits, and one that cannot be unpacked hides none of the others.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Output, Stdio};

use flate2::Compression;
use flate2::read::GzEncoder;

use crate::changes::{check as check_changes, git, repository};
use crate::{Desk, OWN, STORY, desk, err, out, status};

const LINES: &str = "{\"id\":\"a\",\"subject\":\"gate\",\"measure\":\"tolls\",\"value\":9}\n\
{\"id\":\"b\",\"subject\":\"mill\",\"measure\":\"tolls\",\"value\":1}\n\
{\"id\":\"c\",\"subject\":\"é\",\"measure\":\"tolls\",\"value\":12}\n";

/// `LINES` as `zstd -19` packs them: the first two in one frame, the third in another, a frame to be skipped between them.
const ZST: &[u8] = include_bytes!("tolls.jsonl.zst");

fn gz(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzEncoder::new(text.as_ref(), Compression::best()).read_to_end(&mut bytes).expect("it is packed");
    bytes
}

fn check(desk: &Desk, arguments: &[&str]) -> Output {
    desk.run(&[&["check", "--format", "concise"], arguments, &OWN].concat())
}

/// Where the rule `many` finds something in a file.
fn found(output: &Output, name: &str) -> Vec<(serde_json::Value, serde_json::Value)> {
    let report: serde_json::Value = serde_json::from_str(&out(output)).expect("JSON");
    let labels = report["findings"].as_array().expect("findings").iter().map(|finding| finding["labels"][0].clone());
    labels.filter(|label| label["path"] == name).map(|l| (l["start"].clone(), l["text"].clone())).collect()
}

#[test]
fn a_packed_file_is_read_as_what_is_packed_in_it() {
    let desk = desk();
    let csv = "id,subject,measure,value\na,gate,tolls,9\nb,mill,tolls,1\n";
    let draft = "# T\n\nAt the gate [9 tolls]{.tolls of=gate} were paid.\n";
    let json = "{\"claims\": [{\"subject\": \"gate\", \"measure\": \"tolls\", \"value\": 9}]}";
    for (plain, text, name, bytes) in [
        ("a.jsonl", LINES, "a.jsonl.gz", gz(LINES)),
        ("b.ndjson", LINES, "b.ndjson.zst", ZST.to_vec()),
        ("c.csv", csv, "C.CSV.GZ", gz(csv)),
        ("d.yaml", STORY, "d.yaml.gz", gz(STORY)),
        ("e.md", draft, "e.md.gz", gz(draft)),
        ("f.json", json, "f.json.gz", gz(json)),
    ] {
        desk.write(plain, text).write(name, bytes);
        let places = |name: &str| found(&desk.run(&[&["check", name, "--format", "json"], &OWN[..]].concat()), name);
        assert!(!places(plain).is_empty() && places(name) == places(plain), "{plain}: {:?}", places(name));
    }
}

#[test]
fn members_one_behind_another_are_one_file() {
    let desk = desk();
    let (first, rest) = LINES.split_at(LINES.find('\n').expect("lines") + 1);
    desk.write("a.jsonl.gz", [gz(first), gz(""), gz(rest)].concat());
    let output = check(&desk, &["a.jsonl.gz"]);
    assert!(out(&output).contains("a.jsonl.gz:3:") && out(&output).contains("checked 3 claims"), "{}", out(&output));
}

#[test]
fn folders_and_drafts_may_hold_packed_files() {
    let desk = desk();
    desk.write("in/a.jsonl.gz", gz(LINES)).write("in/notes.yaml.gz", gz("todo: call\n")).write("in/photo.tar.gz", gz("no"));
    desk.write("in/d.yaml", STORY.replace("claims:", "draft: d.txt.gz\nclaims:").replace("9}", "9, text: nine tolls}"));
    desk.write("in/d.txt.gz", gz("Some words.\nIn all, nine tolls were paid.\n"));
    let output = check(&desk, &["in"]);
    let text = out(&output);
    assert_eq!(status(&output), 0, "{text}");
    assert!(text.contains("in/a.jsonl.gz:1:") && text.contains("in/d.txt.gz:2:"), "{text}");
    assert!(text.contains("`in/notes.yaml.gz` is passed over") && !text.contains("photo"), "{text}");
    desk.write("expects.yaml.gz", gz(STORY.replace("9}", "9} # expect[many]")));
    let tested = desk.run(&["test", ".", "--rules", "desk.rules"]);
    assert!(out(&tested).contains("1 story"), "{}{}", out(&tested), err(&tested));
}

#[test]
fn standard_input_is_unpacked_by_the_name_that_it_is_given() {
    let desk = desk();
    let check = |name: &str, bytes: &[u8]| {
        let mut command = desk.command(&[&["check", "-", "--stdin-filename", name, "--format", "concise"], &OWN[..]].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        child.stdin.take().expect("a pipe").write_all(bytes).expect("the pipe takes it");
        child.wait_with_output().expect("it ends")
    };
    for (name, bytes) in [("x.jsonl.gz", gz(LINES)), ("x.jsonl.zst", ZST.to_vec()), ("x.jsonl", LINES.into())] {
        let output = check(name, &bytes);
        assert!(out(&output).contains(&format!("{name}:3:")), "{}{}", out(&output), err(&output));
    }
    for (name, bytes, part) in [
        ("x.jsonl.gz", LINES.as_bytes(), "standard input cannot be read: it is not packed with gzip; take `.gz` off its name"),
        ("x.jsonl", ZST, "standard input cannot be read: it is packed with Zstandard; end its name in `.zst`"),
        ("x.jsonl.zst", &ZST[..60], "standard input cannot be read: its Zstandard data end too early, after byte 60"),
        ("x.yaml", b"a: \xe9", "standard input cannot be read: byte 3 is not UTF-8"),
    ] {
        let output = check(name, bytes);
        assert_eq!(status(&output), 2, "{name}");
        assert!(err(&output).contains(part), "{part}:\n{}", err(&output));
    }
}

#[test]
fn what_cannot_be_unpacked_is_2_and_the_rest_is_checked() {
    let desk = desk();
    let whole = gz(LINES);
    let damaged = [&ZST[..60], b"\0\0\0\0", &ZST[64..]].concat();
    desk.write("cut.jsonl.gz", &whole[..whole.len() / 2]).write("damaged.jsonl.zst", damaged);
    desk.write("plain.jsonl.gz", LINES).write("zip.csv.gz", b"PK\x03\x04\0\0").write("other.csv.gz", ZST);
    desk.write("twice.jsonl.gz", gz(gz(LINES))).write("named.jsonl", gz(LINES)).write("latin.yaml.gz", gz(b"a: \xe9"));
    desk.write("claims.jsonl.bz2", "BZh9").write("empty.jsonl.gz", "");
    let names = ["cut.jsonl.gz", "damaged.jsonl.zst", "plain.jsonl.gz", "zip.csv.gz", "other.csv.gz", "twice.jsonl.gz"];
    let more = ["named.jsonl", "latin.yaml.gz", "claims.jsonl.bz2", "empty.jsonl.gz", "story.yaml"];
    let output = check(&desk, &[&names[..], &more].concat());
    let text = out(&output);
    assert_eq!(status(&output), 2, "{text}");
    for part in [
        "story.yaml:2:".to_owned(),
        format!("`cut.jsonl.gz` cannot be read: its gzip data end too early, after byte {}", whole.len() / 2),
        "`damaged.jsonl.zst` cannot be read: its Zstandard data are damaged near byte ".to_owned(),
        "`plain.jsonl.gz` cannot be read: it is not packed with gzip".to_owned(),
        "`zip.csv.gz` cannot be read: it is not packed with gzip".to_owned(),
        "`other.csv.gz` cannot be read: it is packed with Zstandard, not with gzip".to_owned(),
        "`twice.jsonl.gz` cannot be read: it is packed once more with gzip".to_owned(),
        "`named.jsonl` cannot be read: it is packed with gzip".to_owned(),
        "`latin.yaml.gz` cannot be read: byte 3 of the unpacked text is not UTF-8".to_owned(),
        "`empty.jsonl.gz` cannot be read: it is empty, and not packed at all".to_owned(),
        "`claims.jsonl.bz2` is no claims file".to_owned(),
    ] {
        assert!(text.contains(&part), "{part} is not in:\n{text}");
    }
    let said = out(&desk.run(&[&["check", "named.jsonl", "claims.jsonl.bz2"], &OWN[..]].concat()));
    assert!(said.contains("end its name in `.gz`") && said.contains(".gz or .zst"), "{said}");
}

#[test]
fn what_is_made_to_fill_the_memory_is_refused() {
    let desk = desk();
    let blanks = gz(vec![b' '; 3 << 20]);
    desk.write("bomb.jsonl.gz", blanks.repeat(6));
    let output = desk.run(&[&["check", "bomb.jsonl.gz", "story.yaml"], &OWN[..]].concat());
    let text = out(&output).split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert_eq!(status(&output), 2, "{text}");
    for part in
        ["error[limit]", "`bomb.jsonl.gz` unpacks to more than 16 MiB and 200 times its own size", "4095 MiB", "warning[many]"]
    {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn bulk_may_be_larger_than_documents() {
    let desk = desk();
    // Files of zeros that take no room on the disk; what is refused for its size is not read.
    let made = |name: &str, size: u64| File::create(desk.0.join(name)).and_then(|file| file.set_len(size)).is_ok();
    let (documents, bulk) = (512 << 20, 4095 << 20);
    for (name, size) in [("a.yaml", documents), ("b.md", documents), ("c.jsonl", bulk), ("d.csv", bulk), ("e.csv.gz", bulk)] {
        if !made(name, size + 1) {
            println!("passed over: there is no room for {name}");
            continue;
        }
        let output = check(&desk, &[name, "story.yaml"]);
        let part = format!("`{name}` is larger than {} MiB", size >> 20);
        assert_eq!(status(&output), 2);
        assert!(out(&output).contains(&part), "{part} is not in:\n{}", out(&output));
    }
}

#[test]
fn a_packed_file_has_changed_as_a_whole_or_not_at_all() {
    let Some(desk) = repository(&[("s.yaml", "claims: [{id: x, subject: x, measure: tolls, value: 8}]\n")]) else { return };
    desk.write("a.jsonl.gz", gz(LINES)).write("b.jsonl.zst", ZST);
    git(&desk, &["add", "-A"]).expect("git takes them");
    git(&desk, &["commit", "-q", "-m", "second"]).expect("git takes them");
    let (_, text, said) = check_changes(&desk, &["--changed-since", "HEAD"]);
    assert!(!text.contains("is many") && text.contains("checked 7 claims"), "{text}{said}");
    desk.write("a.jsonl.gz", gz(LINES.replace(":1}", ":7}")));
    let (_, text, said) = check_changes(&desk, &["--changed-since", "HEAD"]);
    for part in ["a.jsonl.gz:1:", "a.jsonl.gz:2:", "a.jsonl.gz:3:"] {
        assert!(text.contains(part), "{part} is not in:\n{text}{said}");
    }
    assert!(!text.contains("b.jsonl.zst:") && !text.contains("s.yaml:"), "{text}");
}
