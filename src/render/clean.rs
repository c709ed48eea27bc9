//! Text from outside made fit for a terminal and a CI log: what hides or commands in, what can be seen out.
//!
//! Control characters steer a terminal; bidi controls and zero-width characters make a text look other than it is. Runners of CI
//! read commands out of logs: GitHub's and Azure's `##[…]`, Azure's `##vso[…]`, TeamCity's `##teamcity[…]` anywhere in a line,
//! GitLab's `section_start:…`, and GitHub's `::…` at a line's start.

/// Whether a character is invisible or acts on what displays it. The joiners U+200C and U+200D are not among them: scripts and
/// emoji need them.
pub fn is_hidden(c: char) -> bool {
    let marks = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}');
    let controls =
        matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    let no_characters = matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}');
    c.is_control() || marks || controls || no_characters
}

/// Whether a character would complete the opening of a command of some runner, after what stands before it.
fn commands(before: &str, c: char) -> bool {
    match c {
        '[' => before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).ends_with("##"),
        ':' => before.ends_with("section_start") || before.ends_with("section_end"),
        _ => false,
    }
}

/// Adds a character as it may be seen: `␛` for a control character, `<U+202E>` for another hidden one, and commands of
/// runners broken up by a space. Tabs stay.
pub fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push(c),
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        '\u{7f}' => out.push('␡'),
        _ if is_hidden(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
        _ if commands(out, c) => out.extend([' ', c]),
        _ => out.push(c),
    }
}

/// The beginning of a text, with a sign that more follows, where it is longer than so many characters.
pub fn cut(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => text.into(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect::<String>().into(),
    }
}

/// A message, a label or the like, on one line. `::` is broken up wherever it stands, since wrapping could put it at a
/// line's start.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.trim().replace("\r\n", " ").chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            ':' if out.ends_with(':') => out.push_str(" :"),
            _ => push(&mut out, c),
        }
    }
    out
}

/// A line of a page for people, its indent kept. Only at a line's start is `::` a command.
pub fn line(raw: &str) -> String {
    let words = raw.trim_start();
    let mut out = raw[..raw.len() - words.len()].to_owned();
    let words = match words.strip_prefix("::") {
        Some(rest) => {
            out.push_str(": :");
            rest
        }
        None => words,
    };
    words.chars().for_each(|c| push(&mut out, c));
    out
}

/// A path. One that begins with a colon gets a `./`, lest the colon that follows it complete a command.
pub fn path(raw: &str) -> String {
    let path = text(raw);
    if path.starts_with(':') { format!("./{path}") } else { path }
}

/// JSON with the same value, in which nothing hides or commands: what [`push`] would change is written as an escape.
///
/// Hidden characters, and what commands, stand only inside strings in JSON that serde_json has written, `\n` excepted.
pub fn json(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        if commands(&out, c) || (is_hidden(c) && c != '\n') {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_commands_is_seen() {
        assert_eq!(text("a\u{1b}[31m\u{202e}b\u{7f}"), "a␛[31m<U+202E>b␡");
        assert_eq!(text("##[error]x"), "## [error]x");
        assert_eq!(text("##vso[task] a##teamcity[b] ## [c] #[d]"), "##vso [task] a##teamcity [b] ## [c] #[d]");
        assert_eq!(text("section_start:1:a section: b"), "section_start :1:a section: b");
        assert_eq!(text("a\u{ffff}\u{2066}b"), "a<U+FFFF><U+2066>b");
        assert_eq!((cut("abc", 3), cut("abcd", 3)), ("abc".into(), "ab…".into()));
        assert_eq!(text(" ::error:::x\r\ny\tz"), ": :error: : :x y z");
        assert_eq!(path(":"), "./:");
        assert_eq!(line("  ::a::b\u{1b}"), "  : :a::b␛");
        assert_eq!(text("naïve 👩‍👧 e\u{301} «10 000»"), "naïve 👩‍👧 e\u{301} «10 000»");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"a": "##[error] ##vso[x] section_end:1\u{e0041}\u{202e}\u{85}\u{7f}\n", "b": [1, ["##"]]});
        let written = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!written.contains("##[") && !written.chars().any(|c| is_hidden(c) && c != '\n'), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }
}
