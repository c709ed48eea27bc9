//! A page in Markdown, for a comment or a job's summary: what was checked, then the findings by file.
//!
//! Words from outside stand between escapes, and what the words of a draft are is set as code, so that nothing in them becomes
//! markup, a link or a mention.

use std::io::{Result, Write};

use super::entry::{self, Entry};
use super::{Page, clean, summary};
use crate::report::Report;
use crate::source::Sources;

/// A summary of a job holds a mebibyte; what would go beyond is counted.
const MOST_BYTES: usize = 900_000;
/// How many places of an entry are listed.
const MOST_PLACES: usize = 20;
/// How many characters of the words at a place are shown.
const MOST_WORDS: usize = 160;

/// Writes the page.
pub fn render(report: &Report, sources: &Sources, page: &Page, out: &mut dyn Write) -> Result<()> {
    let mut text = format!("# claimlint\n\n{}\n", escaped(&summary::closing(report)));
    let mut path = None;
    let mut left_out = 0;
    for entry in entry::all(report) {
        let file = entry.labels.first().map(|(span, _)| span.file);
        let heading = match file {
            _ if path == Some(file) => String::new(),
            Some(file) => format!("\n## {}\n\n", escaped(&clean::path(sources.path(file)))),
            None => "\n## The run\n\n".to_owned(),
        };
        let item = item(&entry, sources, page);
        if text.len() + heading.len() + item.len() > MOST_BYTES {
            left_out += 1;
            continue;
        }
        path = Some(file);
        text.push_str(&heading);
        text.push_str(&item);
    }
    if left_out > 0 {
        text.push_str(&format!("\n{left_out} more are left out, since the page would be too long\n"));
    }
    out.write_all(text.as_bytes())
}

fn item(entry: &Entry, sources: &Sources, page: &Page) -> String {
    let at = entry.labels.first().map(|(span, _)| format!("line {}, ", sources.position(*span).line)).unwrap_or_default();
    let name = escaped(&entry.name);
    let mut text = format!("- **{}**, {at}{name}: {}\n", entry.severity.name(), escaped(&entry.message));
    for (span, said) in entry.labels.iter().take(MOST_PLACES) {
        let words = if page.snippets { clean::text(sources.slice(*span)) } else { String::new() };
        let words = if words.is_empty() { String::new() } else { format!(" {}", code(&clean::cut(&words, MOST_WORDS))) };
        let colon = if words.is_empty() && said.is_empty() { "" } else { ":" };
        let dash = if words.is_empty() || said.is_empty() { "" } else { " —" };
        let said = if said.is_empty() { String::new() } else { format!(" {}", escaped(said)) };
        text.push_str(&format!("  - {}{colon}{words}{dash}{said}\n", escaped(&summary::place(sources, *span))));
    }
    if let Some(more) = entry.labels.len().checked_sub(MOST_PLACES).filter(|more| *more > 0) {
        text.push_str(&format!("  - and {} more\n", summary::counted(more, "place")));
    }
    if let Some(help) = &entry.help {
        text.push_str(&format!("  - help: {}\n", escaped(help)));
    }
    if let Some(link) = entry.link.as_deref().filter(|link| super::is_web(link)) {
        text.push_str(&format!("  - [{name}](<{}>)\n", link.replace(['<', '>', '\\'], "")));
    }
    text
}

/// Words on one line, in which nothing is markup, nothing a link, and nobody is mentioned.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    let mut wide = String::new();
    let mut next = words.chars().skip(1);
    for c in words.chars() {
        let then = next.next();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // An empty comment parts the sign from the word behind it, so that no reader makes a link of the two.
            '@' | '#' => out.push_str(&format!("\\{c}<!-- -->")),
            '.' if wide.ends_with("www") => out.push_str("\\."),
            ':' if then == Some('/') => out.push_str("\\:"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => out.extend(['\\', c]),
            _ => out.push(c),
        }
        wide = if c.eq_ignore_ascii_case(&'w') { wide + "w" } else { String::new() };
    }
    out
}

/// Words as code, between as many backticks as it takes.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let room = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{ticks}{room}{words}{room}{ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escaped("a_b [c](http://d) @me <b>"), "a\\_b \\[c\\](http\\://d) \\@<!-- -->me &lt;b&gt;");
        assert_eq!(escaped("WWW.x.org #1"), "WWW\\.x.org \\#<!-- -->1");
        assert_eq!((code("a"), code("a``b`")), ("`a`".to_owned(), "``` a``b` ```".to_owned()));
    }
}
