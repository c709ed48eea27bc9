//! Large files: read side by side, each thread its own part, or left where they lie and read line by line.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};

use super::text::{self, Refused};
use crate::source::{Kept, Text};

/// From how many bytes on a file is large.
pub const LARGE: u64 = 8 << 20;

/// How many bytes are read in one go.
const PART: usize = 4 << 20;

/// A file that is read at any place.
#[cfg(unix)]
pub fn positioned(file: File) -> Box<dyn Kept> {
    struct Positioned(File);
    impl Kept for Positioned {
        fn read_at(&self, at: u64, into: &mut [u8]) -> Result<()> {
            std::os::unix::fs::FileExt::read_exact_at(&self.0, into, at)
        }
    }
    Box::new(Positioned(file))
}

/// A file that is read at any place.
#[cfg(not(unix))]
pub fn positioned(file: File) -> Box<dyn Kept> {
    Box::new(crate::archive::Sought::new(file))
}

/// The bytes of a file of so many. A file that grows meanwhile is cut there, and one that shrinks cannot be read.
///
/// # Errors
/// What the system says.
pub fn read(file: &dyn Kept, length: u64) -> Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Error::from(ErrorKind::OutOfMemory))?];
    let parts = bytes.par_chunks_mut(PART).enumerate();
    parts.try_for_each(|(number, part)| file.read_at((number * PART) as u64, part))?;
    Ok(bytes)
}

/// A large file that is left where it lies; none where it is not large, or has to be read whole to be understood.
pub fn left(path: &Path, most: u64) -> Option<Text> {
    /// A file, and its path for those who ask what is wrong with it.
    struct Left {
        file: Box<dyn Kept>,
        path: PathBuf,
    }
    impl Kept for Left {
        fn read_at(&self, at: u64, into: &mut [u8]) -> Result<()> {
            self.file.read_at(at, into)
        }

        fn refusal(&self) -> Option<(String, String)> {
            text::of_file(&self.path).err().map(|Refused { why, help, .. }| (why, help))
        }
    }
    let about = std::fs::metadata(path).ok().filter(|about| about.is_file() && (LARGE..=most).contains(&about.len()))?;
    let length = usize::try_from(about.len()).ok()?;
    let file = positioned(File::open(path).ok()?);
    Some(Text::kept(Box::new(Left { file, path: path.to_owned() }), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_stand_in_their_place() {
        let name = format!("claimlint-large-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let bytes: Vec<u8> = (0..3 * PART + 5).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
        std::fs::write(&path, &bytes).unwrap();
        let file = positioned(File::open(&path).unwrap());
        let read_back = read(&*file, bytes.len() as u64);
        let too_much = read(&*file, bytes.len() as u64 + 1);
        std::fs::remove_file(&path).unwrap();
        assert!(read_back.unwrap() == bytes);
        assert!(too_much.is_err());
    }

    #[test]
    fn a_file_that_is_no_text_says_so() {
        let path = std::env::temp_dir().join(format!("claimlint-large-{}.csv", std::process::id()));
        let mut bytes = vec![b'\n'; 8 << 20];
        bytes.extend(b"\xe9\n");
        std::fs::write(&path, &bytes).unwrap();
        let mut sources = crate::source::Sources::new();
        let file = sources.add_text("a.csv", left(&path, u64::MAX).unwrap());
        let refusal = sources.file(file).refusal();
        std::fs::remove_file(&path).unwrap();
        assert!(refusal.is_some_and(|(why, _)| why.contains("byte 8388608 is not UTF-8")));
    }
}
