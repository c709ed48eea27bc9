//! Large files read side by side: each thread its own part of the file, into its own part of the bytes.

use std::fs::File;
use std::io::Result;

use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};

/// From how many bytes on a file is large.
pub const LARGE: u64 = 8 << 20;

/// How many bytes are read in one go.
const PART: usize = 4 << 20;

/// The bytes of a file of so many. A file that grows meanwhile is cut there, and one that shrinks cannot be read.
///
/// # Errors
/// What the system says.
pub fn read(file: &File, length: u64) -> Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    let parts = bytes.par_chunks_mut(PART).enumerate();
    parts.try_for_each(|(number, part)| read_at(file, part, (number * PART) as u64))?;
    Ok(bytes)
}

#[cfg(unix)]
fn read_at(file: &File, part: &mut [u8], at: u64) -> Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, part, at)
}

#[cfg(not(unix))]
fn read_at(file: &File, part: &mut [u8], at: u64) -> Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    /// All handles of a file share one place in it.
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let mut file = file.try_clone()?;
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(part)
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
        let file = File::open(&path).unwrap();
        let read_back = read(&file, bytes.len() as u64);
        let too_much = read(&file, bytes.len() as u64 + 1);
        std::fs::remove_file(&path).unwrap();
        assert!(read_back.unwrap() == bytes);
        assert!(too_much.is_err());
    }
}
