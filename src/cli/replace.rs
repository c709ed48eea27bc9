//! A file's text put in place of its old one, as a whole or not at all: written beside it, then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts a text in the place of a file: written beside it first, so that the old text stands until the new one is whole. What is no
/// plain file, such as a pipe, is written to as it is.
///
/// # Errors
/// Why it could not be done; the old text is then still there.
pub fn put(path: &Path, text: &[u8]) -> io::Result<()> {
    put_what(path, &mut |file| file.write_all(text))
}

/// The same, of what is written bit by bit.
///
/// # Errors
/// Why it could not be done; the old text is then still there.
pub fn put_what(path: &Path, write: &mut dyn FnMut(&mut File) -> io::Result<()>) -> io::Result<()> {
    let old = fs::metadata(path).ok();
    if path.starts_with("/dev") || old.as_ref().is_some_and(|old| !old.is_file()) {
        return write(&mut OpenOptions::new().write(true).open(path)?);
    }
    if old.is_some() {
        // A file that may not be written is not replaced either.
        OpenOptions::new().write(true).open(path)?;
    }
    // A link keeps leading to its file.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (mut file, beside) = create_beside(&path)?;
    let mut put = || {
        write(&mut file)?;
        if let Some(old) = &old {
            keep_owner(&beside, old);
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    put().inspect_err(|_| {
        // That it cannot be taken away either is no more than has been said.
        let _ = fs::remove_file(&beside);
    })
}

/// A new file beside another one. What a run that was killed has left behind is in nobody's way.
fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it is no file"))?.to_string_lossy();
    let mut taken = None;
    for number in 0..100 {
        let beside = path.with_file_name(format!(".{name}.{}-{number}.new", std::process::id()));
        match File::create_new(&beside) {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(taken.unwrap_or_else(|| io::Error::other("there is no name for a new file")))
}

/// Puts a text in the place of the one that was read.
///
/// # Errors
/// Why it could not be done, and that the file has changed in the meantime; the old text is then still there.
pub fn replace(path: &Path, old: &str, new: &str) -> io::Result<()> {
    if fs::read(path)? != old.as_bytes() {
        return Err(io::Error::other("it has changed in the meantime"));
    }
    put(path, new.as_bytes())
}

/// Gives the new file the owner of the old one, where that is allowed.
#[cfg(unix)]
fn keep_owner(beside: &Path, about: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(beside, Some(about.uid()), Some(about.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
