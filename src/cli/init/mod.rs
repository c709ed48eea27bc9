//! `claimlint init`: a configuration, a first rule with its examples, a first story and a workflow for CI, to start from.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Status, output};
use crate::render::clean;

/// Set up a desk: a configuration, a rule, a story, a workflow
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint init            in the working directory
  claimlint init newsroom   in a folder, which is made where it is not there

Nothing that is there already is written over.

Exit status:
  0  the files are written
  1  never
  2  one of them is there already, or cannot be written")]
pub struct Arguments {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The files, by their paths in the folder.
const FILES: [(&str, &str); 4] = [
    ("claimlint.yaml", include_str!("claimlint.yaml")),
    ("desk/desk.rules", include_str!("desk.rules")),
    ("stories/first.md", include_str!("first.md")),
    (".github/workflows/claimlint.yml", include_str!("workflow.yml")),
];

/// What to do next.
const NEXT: &str = "
next:
  claimlint check stories                 check the first story
  claimlint explain crowd-disagreement    what the first rule looks for
  claimlint new rule NAME --like RULE     a rule made from another one
";

/// Writes the files.
///
/// # Errors
/// Which one is there already, or cannot be written.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let path = |name: &str| arguments.folder.join(name);
    let there: Vec<String> =
        FILES.iter().filter(|(name, _)| fs::symlink_metadata(path(name)).is_ok()).map(|(name, _)| format!("`{name}`")).collect();
    if !there.is_empty() {
        let are = if there.len() == 1 { "is" } else { "are" };
        return Err(format!("{} {are} there already; nothing was written", there.join(", ")));
    }
    let mut text = String::new();
    for (name, content) in FILES {
        write_new(&path(name), content)?;
        text.push_str(&format!("wrote {}\n", super::files::shown(&path(name))));
    }
    text.push_str(NEXT);
    output::lines(&text)?;
    Ok(Status::Clean)
}

/// Writes a file that is not there yet, and the folders that it lies in.
///
/// # Errors
/// Why it cannot be written.
pub fn write_new(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!("`{}` is there already", clean::text(&super::files::shown(path))),
        _ => format!("`{}` cannot be written: {error}", clean::text(&super::files::shown(path))),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}
