//! Writing to standard output: a reader that went away is no failure, a full disk is.

use std::io::{self, BufWriter, Write};

/// Writes a page.
///
/// # Errors
/// Why it cannot be written.
pub fn write(page: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::new(io::stdout().lock());
    match page(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(format!("the output cannot be written: {error}")),
        Ok(()) => Ok(()),
    }
}
