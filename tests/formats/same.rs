//! The same input gives the same bytes, however and wherever the program is called.

use crate::{Desk, STORY, desk, names, out};

fn two_stories(desk: Desk) -> Desk {
    let other = STORY.replace(" ducats", "").replace("{id: s,", "{id: t,").replace("value: 3", "value: 8");
    desk.write("other.yaml", other);
    desk
}

#[test]
fn nothing_but_the_input_shows_in_a_report() {
    let (here, there) = (two_stories(desk()), two_stories(desk()));
    there.write("deep/below/x", "");
    for name in names() {
        let run = |desk: &Desk, paths: [&str; 2], set: &[(&str, &str)]| {
            let rules = ["check", "--rules", "desk.rules", "--pack", "none", "--undecided", "--format", name];
            let output = desk.command(&[&rules[..], &paths].concat()).envs(set.iter().copied()).output().expect("it runs");
            (out(&output), output.stderr, output.status.code())
        };
        let first = run(&here, ["story.yaml", "other.yaml"], &[]);
        assert!(name == "counts" || first.0.len() > 100, "{name}: {first:?}");
        assert_eq!(run(&here, ["other.yaml", "./story.yaml"], &[]), first, "{name}: the order of arguments");
        assert_eq!(run(&there, ["story.yaml", "other.yaml"], &[]), first, "{name}: the folder");
        for jobs in 1..=8 {
            let jobs = jobs.to_string();
            let rules = ["check", "--rules", "desk.rules", "--pack", "none", "--undecided", "--format", name, "--jobs", &jobs];
            let output = here.command(&[&rules[..], &["story.yaml", "other.yaml"]].concat()).output().expect("it runs");
            assert_eq!((out(&output), output.stderr, output.status.code()), first, "{name}: {jobs} threads");
        }
        for set in [
            [("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
            [("TZ", "Pacific/Kiritimati"), ("SOURCE_DATE_EPOCH", "0")],
            [("RAYON_NUM_THREADS", "1"), ("HOME", "/nowhere")],
            [("RAYON_NUM_THREADS", "7"), ("TERM", "dumb")],
        ] {
            assert_eq!(run(&here, ["story.yaml", "other.yaml"], &set), first, "{name}: {set:?}");
        }
    }
}
