//! `docs/tutorial.md`, run from top to bottom in a folder of its own: what its commands print is what stands there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::made;

/// A folder that is taken away.
struct Desk(PathBuf);

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a command prints, standard output first, and its exit status where that is not 0.
fn printed(desk: &Desk, command: &str) -> String {
    let arguments: Vec<&str> = command.strip_prefix("claimlint ").expect("a command of ours").split(' ').collect();
    let mut run = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    run.current_dir(&desk.0).args(arguments).env("COLUMNS", "88").env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS");
    let output = run.output().expect("the program runs");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if let Some(code) = output.status.code().filter(|code| *code != 0) {
        text.push_str(&format!("[exit status {code}]\n"));
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Changes a file as a block of `-` and `+` lines says.
fn change(desk: &Desk, name: &str, block: &[&str]) {
    let of =
        |sign: char| block.iter().filter_map(|line| line.strip_prefix(sign)).map(|line| format!("{line}\n")).collect::<String>();
    let (old, new) = (of('-'), of('+'));
    let path = desk.0.join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(text.matches(&old).count(), 1, "{name} has the lines once:\n{old}");
    fs::write(path, text.replace(&old, &new)).expect("it can be written");
}

#[test]
fn the_tutorial_is_true() {
    let folder = std::env::temp_dir().join(format!("claimlint-tutorial-{}", std::process::id()));
    fs::create_dir_all(folder.join(".git")).expect("a folder");
    let desk = Desk(folder);
    let page = made::text("docs/tutorial.md");
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match info.split_once(' ') {
            Some(("diff", name)) => change(&desk, name, &block),
            Some((_, name)) => fs::write(desk.0.join(name), block.join("\n") + "\n").expect("it can be written"),
            None => {
                assert_eq!(info, "console");
                for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    out.push_str(&format!("$ {command}\n{}", printed(&desk, command)));
                }
                out.push_str("```\n");
                continue;
            }
        }
        out.extend(block.iter().flat_map(|line| [*line, "\n"]));
        out.push_str("```\n");
    }
    made::file("docs/tutorial.md", &out);
}
