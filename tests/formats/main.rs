//! Every output format against its own reader: what a draft says never becomes markup, a link, a command or a script.

mod ci;
mod clean;
mod golden;
mod hostile;
mod limits;
mod readers;
mod same;
mod schema;
mod targets;
mod words;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of its own for each test, taken away with it.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Desk {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("claimlint-formats-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join(".git")).expect("a folder");
        Desk(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Desk {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        command.current_dir(&self.0).args(arguments).env("COLUMNS", "80");
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs `check` with the desk's own rule.
    fn check(&self, arguments: &[&str]) -> Output {
        self.command(&[&["check", "--rules", "desk.rules", "--pack", "none"], arguments].concat()).output().expect("it runs")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it exits")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The names of all formats.
fn names() -> impl Iterator<Item = &'static str> {
    claimlint::render::FORMATS.iter().map(|format| format.name)
}

const RULES: &str = include_str!("../hostile/desk.rules");

const STORY: &str = "story: {id: s, date: 2024-05-12}\nclaims:
  - {id: a, subject: gate, scope: x, measure: shouts, value: 3 ducats, quote: as it was, text: the wardens}
  - {id: b, subject: mill, scope: x, measure: shouts, value: more than 9, quote: as it is, text: the millers}
";

/// A desk with a rule, a story that it finds something in, and a word in every place.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("desk.rules", RULES).write("story.yaml", STORY.replace(" ducats", ""));
    desk
}
