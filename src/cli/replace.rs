//! A file's text put in place of its old one, as a whole or not at all: written beside it, then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Puts a text in the place of the old one. Permissions stay; of a link, the file that it leads to is replaced.
///
/// # Errors
/// Why it could not be done; the old text is then still there.
pub fn replace(path: &Path, old: &str, new: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    // What may not be written is not replaced either, though its folder would allow it.
    OpenOptions::new().write(true).open(&path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let (beside, file) = create(folder)?;
    let done = fill(&path, &beside, file, old, new);
    if done.is_err() {
        // The first failure is the one to tell of.
        let _ = fs::remove_file(&beside);
    }
    done
}

/// A new file in a folder.
fn create(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut attempt = 0;
    loop {
        let path = folder.join(format!(".claimlint-{}-{attempt}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

fn fill(path: &Path, beside: &Path, mut file: File, old: &str, new: &str) -> io::Result<()> {
    let about = fs::metadata(path)?;
    keep_owner(beside, &about);
    file.set_permissions(about.permissions())?;
    file.write_all(new.as_bytes())?;
    file.sync_all()?;
    drop(file);
    if fs::read(path)? != old.as_bytes() {
        return Err(io::Error::other("it has changed in the meantime"));
    }
    fs::rename(beside, path)
}

/// Gives the new file the owner of the old one, where that is allowed.
#[cfg(unix)]
fn keep_owner(beside: &Path, about: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(beside, Some(about.uid()), Some(about.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
