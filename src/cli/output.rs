//! Both output streams: a reader that went away is no failure, a full disk is. What comes from outside is cleaned on its way to people.

use std::io::{self, BufWriter, ErrorKind, Write};

use super::options::{self, Color};
use crate::diagnostic::Diagnostic;
use crate::render::{self, clean};
use crate::report::Report;
use crate::source::Sources;

/// Writes a page to standard output.
///
/// # Errors
/// Why it cannot be written.
pub fn write(page: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::new(io::stdout().lock());
    written(page(&mut out).and_then(|()| out.flush()))
}

/// What a writing came to.
///
/// # Errors
/// Why it could not be written.
pub fn written(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(format!("the output cannot be written: {error}")),
        Ok(()) => Ok(()),
    }
}

/// Writes lines for people, with what hides in them or commands made visible.
///
/// # Errors
/// Why they cannot be written.
pub fn lines(text: &str) -> Result<(), String> {
    write(|out| text.lines().try_for_each(|line| writeln!(out, "{}", clean::line(line))))
}

/// Writes lines of JSON, with what hides in them or commands written as escapes.
///
/// # Errors
/// Why they cannot be written.
pub fn json(lines: impl Iterator<Item = serde_json::Result<String>>) -> Result<(), String> {
    let mut lines = lines;
    write(|out| lines.try_for_each(|line| writeln!(out, "{}", clean::json(&line.map_err(io::Error::from)?))))
}

/// Says why a run failed, on standard error. If that is closed, nobody is left to tell.
pub fn fail(message: &str) {
    let _ = writeln!(io::stderr().lock(), "claimlint: {}", clean::text(message));
}

/// Says what is wrong with a call, on standard error: in colours where nothing in it hides or commands. If that is closed, nobody is
/// left to tell.
pub fn refuse(said: &clap::Error) {
    let plain = said.render().to_string();
    let cleaned: String = plain.lines().map(|line| clean::line(line) + "\n").collect();
    let _ = if plain.trim_end() == cleaned.trim_end() { said.print() } else { io::stderr().lock().write_all(cleaned.as_bytes()) };
}

/// Says a word beside the output, on standard error. If that is closed, nobody is left to tell.
pub fn remark(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", clean::line(line));
}

/// Shows what is wrong with the files of a run, on standard error.
pub fn say(diagnostics: Vec<Diagnostic>, sources: &Sources, color: Color) {
    if diagnostics.is_empty() {
        return;
    }
    let report = Report { diagnostics, ..Report::default() };
    let page = render::Page { quiet: true, ..options::page(color, &io::stderr()) };
    if let Some(human) = render::by_name("human") {
        let mut shown = Vec::new();
        // Writing into memory cannot fail.
        let _ = (human.render)(&report, sources, &page, &mut shown);
        let _ = io::stderr().lock().write_all(&shown);
    }
}
