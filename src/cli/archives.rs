//! Archives of a run: the indexes that lie beside files of lines opened, and what is read of each archive by its own.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::files::large::positioned;
use super::files::{claims_text, shown};
use crate::archive::{self, About, Archive, Index, Unreadable, Whole};
use crate::check::Input;
use crate::corpus::{Document, Standing};
use crate::diagnostic::{Diagnostic, codes};
use crate::input::{Format, node};
use crate::lang::Program;
use crate::plan;
use crate::report::{ArchiveNote, Report};
use crate::source::{FileId, Kept, Sources};

/// What the name of an index ends in.
const ENDING: &str = ".claimlint-index";

/// The place of the index of an archive.
pub fn beside(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(ENDING);
    PathBuf::from(name)
}

/// An archive whose index is that of what it is now.
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    index: Index,
    text: Box<dyn Kept>,
}

/// Opens the index of an archive, where there is one.
///
/// # Errors
/// It is of no use; the archive is then read whole.
pub fn open(path: &Path) -> Option<Result<Opened, Diagnostic>> {
    let beside = beside(path);
    // A broken link is one that is there and cannot be read.
    fs::symlink_metadata(&beside).ok()?;
    let opened = || -> Result<Opened, Why> {
        let index = opened(&beside)?;
        let file = File::open(path).map_err(|error| Why::Unreadable(error.into()))?;
        let about = about(path, &file).map_err(|error| Why::Unreadable(error.into()))?;
        if !index.is_of(&about) {
            return Err(Why::Stale);
        }
        Ok(Opened { path: path.to_owned(), index, text: positioned(file) })
    };
    Some(opened().map_err(|why| unused(path, &why)))
}

/// Why an index is of no use.
pub enum Why {
    /// The archive has changed since.
    Stale,
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// The index in a file.
///
/// # Errors
/// Why it cannot be read.
pub fn opened(path: &Path) -> Result<Index, Why> {
    let open = || -> Result<Index, Unreadable> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Unreadable::Unread("it is no file".to_owned()));
        }
        Index::open(positioned(file), about.len())
    };
    open().map_err(Why::Unreadable)
}

/// An archive as it is now.
///
/// # Errors
/// It cannot be told.
pub fn about(path: &Path, file: &File) -> io::Result<About> {
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let since = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
    Ok(About { stem: crate::corpus::decode::stem(&shown(path)), size: about.len(), changed })
}

fn unused(path: &Path, why: &Why) -> Diagnostic {
    let archive = shown(path);
    let message = match why {
        Why::Stale => format!("`{archive}` has changed since its index was built, so it is read whole"),
        Why::Unreadable(why) => format!("the index of `{archive}` {}, so it is read whole", words(why)),
    };
    Diagnostic::new(&codes::UNUSED_INDEX, message).help(format!("`claimlint index update {archive}` builds it anew"))
}

/// Why an index cannot be read.
pub fn words(why: &Unreadable) -> String {
    match why {
        Unreadable::Version => "was built by another version of the program".to_owned(),
        Unreadable::Damaged => "is damaged".to_owned(),
        Unreadable::Unread(error) => format!("cannot be read: {error}"),
    }
}

/// What was read of archives.
#[derive(Default)]
pub struct Taken {
    /// The archives as inputs: extracts, or whole ones.
    pub inputs: Vec<Input>,
    /// The extracts among them.
    extracts: Vec<FileId>,
    /// How many claims were not read.
    left: usize,
    notes: Vec<ArchiveNote>,
}

/// Reads of archives what can matter to what some documents are found to be; all of them, where that cannot be told.
pub fn take(
    archives: Vec<Opened>,
    documents: &[Document],
    program: &Program,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Taken {
    let mut taken = Taken::default();
    if archives.is_empty() {
        return taken;
    }
    let asked: Vec<Archive<'_>> = archives.iter().map(|a| Archive { index: &a.index, text: &*a.text }).collect();
    match archive::select(&asked, documents, &plan::reach(program), &program.schema) {
        Ok(chosen) => {
            for (archive, chosen) in archives.iter().zip(chosen) {
                let (path, facts) = (shown(&archive.path), &archive.index.facts);
                taken.left += usize::try_from(facts.claims).unwrap_or(usize::MAX).saturating_sub(chosen.claims);
                taken.notes.push(ArchiveNote { path: path.clone(), taken: chosen.rows, rows: facts.rows, whole: None });
                let file = sources.add_extract(path, chosen.text, chosen.extract);
                taken.extracts.push(file);
                taken.inputs.push(Input { file, format: Format::JsonLines, standing: Standing::Background });
            }
        }
        Err(whole) => {
            for (place, archive) in archives.iter().enumerate() {
                let input = read_whole(archive, place, &whole, sources, &mut taken.notes, diagnostics);
                taken.inputs.extend(input);
            }
        }
    }
    taken
}

/// An archive whose index is of no help to this run.
fn read_whole(
    archive: &Opened,
    place: usize,
    whole: &Whole,
    sources: &mut Sources,
    notes: &mut Vec<ArchiveNote>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Input> {
    let path = shown(&archive.path);
    let why = match whole {
        Whole::Rule(rule, why) => format!("`{rule}` needs all claims: {why}"),
        Whole::Most => "most of it has a part in what is checked".to_owned(),
        Whole::Unusable(_, why) => format!("an index {}", words(why)),
    };
    if let Whole::Unusable(of, why) = whole
        && *of == place
    {
        diagnostics.push(unused(&archive.path, &Why::Unreadable(why.clone())));
    }
    notes.push(ArchiveNote { path: path.clone(), taken: 0, rows: archive.index.facts.rows, whole: Some(why.clone()) });
    if archive.index.facts.about.size > node::MAX_BULK_BYTES as u64 {
        let message =
            format!("`{path}` is larger than {} MiB, and would have to be read whole: {why}", node::MAX_BULK_BYTES >> 20);
        let help = "split it, check fewer stories at a time, or leave out the rule with `--rule` or in the configuration";
        diagnostics.push(Diagnostic::new(&codes::LIMIT, message).help(help));
        return None;
    }
    let read = claims_text(&archive.path).map_err(|diagnostic| diagnostics.push(diagnostic)).ok()?;
    let file = sources.add_text(shown(&archive.path), read);
    Some(Input { file, format: Format::JsonLines, standing: Standing::Background })
}

impl Taken {
    /// Tells in a report how the archives were read. Their claims count whether they were read or not; what is odd about a line is said
    /// where an archive is read whole, and of a part of them nobody is told as if it were all.
    pub fn tell(self, report: &mut Report) {
        report.summary.background += self.left;
        report.archives = self.notes;
        let of_extract = |d: &Diagnostic| d.labels.first().is_some_and(|label| self.extracts.contains(&label.span.file));
        report.diagnostics.retain(|diagnostic| diagnostic.is_error() || !of_extract(diagnostic));
    }
}
