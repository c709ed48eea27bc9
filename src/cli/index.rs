//! `claimlint index`: indexes of archives, by which a check reads of millions of claims only those that can matter to it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::archives::{self, Why};
use super::files::shown;
use super::progress::Progress;
use super::replace::put_what;
use super::{Status, output};
use crate::archive::{self, Facts, Unbuilt};
use crate::input::{Format, node};
use crate::render::clean;
use crate::render::summary::counted;

/// Build indexes of archives, by which a check reads only what can matter to it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint index build archive.jsonl      an index beside it, in archive.jsonl.claimlint-index
  claimlint check new.md --background archive.jsonl
  claimlint index update archive/*.jsonl   build anew what is out of date or damaged
  claimlint index show archive.jsonl       what it holds, and whether it is up to date

Exit status:
  0  built, or up to date
  1  with show: there is none, or it is out of date or damaged
  2  an archive cannot be read, or its index not be written")]
pub struct Arguments {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    /// Archives: files of claims, one a line
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Build the index of each archive, whether it has one or not
    Build,
    /// Build those that are not there, out of date or damaged
    Update,
    /// Say what each holds, and whether it is up to date
    Show,
}

/// Builds indexes, or shows them.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let mut status = Status::Clean;
    let mut failures = Vec::new();
    for path in &arguments.files {
        let name = clean::text(&shown(path));
        let said = match arguments.action {
            Action::Build => built(path).map(|facts| told(path, &facts)),
            Action::Update => match state(path) {
                Ok(State::Current(_)) => Ok("up to date".to_owned()),
                Ok(State::Not(why)) => built(path).map(|facts| format!("{why}; {}", told(path, &facts))),
                Err(why) => Err(why),
            },
            Action::Show => state(path).map(|state| match state {
                State::Current(facts) => format!("{}, up to date", told(path, &facts)),
                State::Not(why) => {
                    status = Status::Found;
                    why
                }
            }),
        };
        match said {
            Ok(said) => output::lines(&format!("{name}: {said}\n"))?,
            Err(why) => failures.push(format!("`{name}`: {why}")),
        }
    }
    if failures.is_empty() { Ok(status) } else { Err(failures.join("; ")) }
}

/// How it stands with the index of an archive.
enum State {
    /// It is up to date.
    Current(Facts),
    /// It is not, and why.
    Not(String),
}

fn state(path: &Path) -> Result<State, String> {
    let about = opened(path).and_then(|file| archives::about(path, &file)).map_err(|error| unread(&error))?;
    let beside = archives::beside(path);
    if !beside.exists() {
        return Ok(State::Not("no index yet".to_owned()));
    }
    Ok(match archives::opened(&beside) {
        Ok(index) if index.is_of(&about) => match whole(&beside) {
            Ok(()) => State::Current(index.facts),
            Err(why) => State::Not(why),
        },
        Ok(_) | Err(Why::Stale) => State::Not("the archive has changed since its index was built".to_owned()),
        Err(Why::Unreadable(why)) => State::Not(format!("the index {}", archives::words(&why))),
    })
}

/// Whether every page of an index is as it was written.
fn whole(path: &Path) -> Result<(), String> {
    let read = || archive::verify(&mut io::BufReader::with_capacity(1 << 20, File::open(path)?));
    read().map_err(|why| format!("the index {}", archives::words(&why)))
}

fn opened(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn unread(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}

/// Builds the index of an archive.
fn built(path: &Path) -> Result<Facts, String> {
    if Format::of(&path.to_string_lossy()) != Some(Format::JsonLines) {
        return Err("an index is made of claims in a .jsonl or .ndjson file, one a line".to_owned());
    }
    let mut file = opened(path).map_err(|error| unread(&error))?;
    let about = archives::about(path, &file).map_err(|error| unread(&error))?;
    let progress = Progress::start();
    progress.stage(&format!("reading {}", shown(path)));
    let mut made = Err("nothing was read".to_owned());
    let beside = archives::beside(path);
    let mut write = |out: &mut File| -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, out);
        let facts = archive::build(&mut file, about.clone(), &mut out);
        made = facts.map_err(|why| words(&why));
        if made.is_ok() && archives::about(path, &File::open(path)?)? != about {
            made = Err("it changed while it was read; try again".to_owned());
        }
        // What was not understood is not put in the place of what is there.
        if made.is_err() {
            return Err(io::Error::other("no index was made"));
        }
        out.flush()
    };
    let put = put_what(&beside, &mut write);
    match (made, put) {
        (Ok(facts), Ok(())) => Ok(facts),
        (Err(why), _) if why != "nothing was read" => Err(why),
        (_, Err(error)) => Err(format!("its index `{}` cannot be written: {error}", shown(&beside))),
        (Err(why), Ok(())) => Err(why),
    }
}

fn words(why: &Unbuilt) -> String {
    match why {
        Unbuilt::Io(error) => error.to_string(),
        Unbuilt::NotUtf8(byte) => format!("byte {byte} is not UTF-8; save it as UTF-8"),
        Unbuilt::TooLarge(0) => format!("it has a line of more than {} MiB", node::MAX_BYTES >> 20),
        Unbuilt::TooLarge(row) => format!("line {row} is too long, or there are too many lines"),
    }
}

fn told(path: &Path, facts: &Facts) -> String {
    let size = fs::metadata(archives::beside(path)).map_or(0, |about| about.len());
    let others = match facts.odd.1 {
        0 => String::new(),
        n => format!(", {} always read", counted(usize::try_from(n).unwrap_or(usize::MAX), "line")),
    };
    let claims = counted(usize::try_from(facts.claims).unwrap_or(usize::MAX), "claim");
    format!("{claims}{others}, an index of {} KiB", size.div_ceil(1024))
}
