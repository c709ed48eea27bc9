//! The text of one file, or of standard input: bytes in, unpacked where the name says so, UTF-8 out, or why there is none.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::large::{self, LARGE};
use super::unpack;
use crate::diagnostic::{Code, codes};
use crate::input::node::MAX_BYTES;
use crate::input::{Format, Packing};

/// Why there is no text: words to stand behind the name of the file, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its code.
    pub code: &'static Code,
    /// What is wrong with the file.
    pub why: String,
    /// What to do next.
    pub help: String,
}

impl Refused {
    /// A file that cannot be read.
    pub fn unreadable(why: &str, help: impl Into<String>) -> Refused {
        Refused { code: &codes::UNREADABLE, why: format!("cannot be read: {why}"), help: help.into() }
    }

    /// A file that goes beyond a limit.
    pub fn limit(why: String, help: impl Into<String>) -> Refused {
        Refused { code: &codes::LIMIT, why, help: help.into() }
    }
}

/// The text of a file.
///
/// # Errors
/// Why there is none.
pub fn of_file(path: &Path) -> Result<String, Refused> {
    let about = fs::metadata(path).map_err(|e| Refused::unreadable(&reason(&e), "check the path"))?;
    if !about.is_file() {
        return Err(Refused::unreadable("it is no file", "name a file"));
    }
    let name = path.to_string_lossy();
    let most = max_bytes(&name);
    if about.len() > most {
        return Err(too_large(most));
    }
    let file = fs::File::open(path).map_err(|e| Refused::unreadable(&reason(&e), "check its permissions"))?;
    let packing = Packing::of(&name).0;
    #[cfg(feature = "parquet")]
    if crate::input::is_parquet(&name) {
        return decoded(super::parquet::lines(file, about.len(), most)?, packing);
    }
    let buffered = |file| BufReader::with_capacity(64 << 10, file);
    let bytes = match packing {
        Some(packing) => unpack::unpack(packing, buffered(file), about.len(), most),
        None if about.len() >= LARGE => {
            large::read(&*large::positioned(file), about.len()).map_err(|e| Refused::unreadable(&reason(&e), "try again"))
        }
        None => plain(buffered(file), about.len(), most),
    };
    decoded(bytes?, packing)
}

/// What comes in on standard input, where it is called by some name.
///
/// # Errors
/// Why there is no text.
pub fn of_stdin(name: &Path) -> Result<String, Refused> {
    let name = name.to_string_lossy();
    let most = max_bytes(&name);
    let bytes = plain(std::io::stdin().lock(), 0, most)?;
    match Packing::of(&name).0 {
        Some(packing) => decoded(unpack::unpack(packing, bytes.as_slice(), bytes.len() as u64, most)?, Some(packing)),
        None => decoded(bytes, None),
    }
}

/// How many bytes a file of some name may have; what is no claims file is a draft, or rules.
pub fn max_bytes(name: &str) -> u64 {
    Format::of(name).map_or(MAX_BYTES, Format::max_bytes) as u64
}

/// Bytes as they are. So many are expected, and so many are the limit.
fn plain(from: impl BufRead, expected: u64, most: u64) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
    from.take(most + 1).read_to_end(&mut bytes).map_err(|e| Refused::unreadable(&reason(&e), "try again"))?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn too_large(most: u64) -> Refused {
    Refused::limit(format!("is larger than {} MiB", most >> 20), "split it")
}

/// Bytes as text.
fn decoded(bytes: Vec<u8>, packing: Option<Packing>) -> Result<String, Refused> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    if let Some(seen) = Packing::seen(error.as_bytes()) {
        let twice = if packing.is_some() { " once more" } else { "" };
        let help = if packing.is_some() { "pack it once".to_owned() } else { format!("end its name in `.{}`", seen.ending()) };
        return Err(Refused::unreadable(&format!("it is packed{twice} with {}", seen.name()), help));
    }
    let at = error.utf8_error().valid_up_to();
    let seems = match error.as_bytes() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it seems to be UTF-16",
        _ => "it seems to be in an older encoding, such as Windows-1252",
    };
    let text = if packing.is_some() { " of the unpacked text" } else { "" };
    Err(Refused::unreadable(&format!("byte {at}{text} is not UTF-8; {seems}"), "save it as UTF-8"))
}

/// What the system says, in our words.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".into(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".into(),
        _ => error.to_string(),
    }
}
