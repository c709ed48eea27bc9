//! Pages for a terminal: labelled rows, lists of names, and prose from Markdown, wrapped to the page's width.

use crate::value::{End, Exact, Interval};

/// Where the words beside labels begin.
const LABEL: usize = 13;

/// A row: a label, and words that are wrapped beside it.
pub fn row(label: &str, words: &str, width: usize) -> String {
    let beside = wrapped(words, &" ".repeat(LABEL), width);
    format!("{label:LABEL$}{}", beside.trim_start())
}

/// Words in lines of that width, each with an indent.
pub fn wrapped(words: &str, indent: &str, width: usize) -> String {
    filled(words.split_whitespace(), " ", indent, width)
}

/// Names in lines of that width, with commas between them. A name is never broken.
pub fn listed(names: &[&str], width: usize) -> String {
    let last = names.len().saturating_sub(1);
    let with_commas: Vec<String> =
        names.iter().enumerate().map(|(i, n)| if i < last { format!("{n},") } else { (*n).to_owned() }).collect();
    filled(with_commas.iter().map(String::as_str), " ", "  ", width)
}

fn filled<'a>(words: impl Iterator<Item = &'a str>, gap: &str, indent: &str, width: usize) -> String {
    let mut text = String::new();
    let mut line = String::new();
    let mut columns = 0;
    for word in words {
        let wide = word.chars().count();
        if columns > 0 && columns + gap.len() + wide > width {
            text.push_str(&line);
            text.push('\n');
            columns = 0;
        }
        if columns == 0 {
            line = indent.to_owned();
            columns = indent.len();
        } else {
            line.push_str(gap);
            columns += gap.len();
        }
        line.push_str(word);
        columns += wide;
    }
    text.push_str(&line);
    text.push('\n');
    text
}

/// Markdown as plain text: headings bare, blocks of code indented, paragraphs wrapped.
pub fn prose(markdown: &str, width: usize) -> String {
    let mut text = String::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in markdown.trim().lines().chain([""]) {
        let fence = line.starts_with("```");
        if fence || in_code || line.trim().is_empty() || line.starts_with(['#', '-']) {
            if !paragraph.is_empty() {
                text.push_str(&wrapped(&paragraph, "", width));
            }
            paragraph.clear();
        }
        match line.trim_start_matches('#') {
            _ if fence => in_code = !in_code,
            _ if in_code => text.push_str(&indented(line)),
            heading if heading.len() < line.len() => text.push_str(&format!("{}\n", heading.trim_start())),
            _ if line.trim().is_empty() => text.push('\n'),
            _ => {
                paragraph.push_str(line);
                paragraph.push('\n');
            }
        }
    }
    format!("{}\n", text.trim_end())
}

/// Lines as they are, each with an indent.
pub fn indented(lines: &str) -> String {
    let line = |line: &str| if line.trim().is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    if lines.is_empty() { line("") } else { lines.trim_end().lines().map(line).collect() }
}

/// An interval as rules write it: `90% to below 110%`, `above 100%`, `up to 12`.
pub fn interval(of: Interval, number: impl Fn(Exact) -> String) -> String {
    match (of.low, of.high) {
        _ if of.exactly().is_some() => of.exactly().map_or_else(String::new, number),
        (End::Unbounded, End::Unbounded) => "any number".to_owned(),
        (End::Open(low), End::Unbounded) => format!("above {}", number(low)),
        (End::Closed(low), End::Unbounded) => format!("from {}", number(low)),
        (End::Unbounded, End::Closed(high)) => format!("up to {}", number(high)),
        (End::Unbounded, End::Open(high)) => format!("below {}", number(high)),
        (End::Open(low) | End::Closed(low), End::Open(high) | End::Closed(high)) => {
            let above = if of.low.is_open() { "above " } else { "" };
            let below = if of.high.is_open() { "below " } else { "" };
            format!("{above}{} to {below}{}", number(low), number(high))
        }
    }
}

/// A number as an exact decimal, else as a fraction.
pub fn number(n: Exact) -> String {
    let decimal = n.to_string();
    if Exact::parse(&decimal) == Some(n) { decimal } else { format!("{}/{}", n.numerator(), n.denominator()) }
}

/// A share in percent.
pub fn percent(share: Exact) -> String {
    share.mul(Exact::whole(100)).map_or_else(|| number(share), |n| format!("{}%", number(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_read_as_plain_text() {
        let page = "# a-code\n\nSome words\nand more.\n\n```yaml\nclaims:\n\n  - {id: a}\n```\n\nDo this.";
        assert_eq!(prose(page, 12), "a-code\n\nSome words\nand more.\n\n    claims:\n\n      - {id: a}\n\nDo this.\n");
        assert_eq!(prose(page, 80).lines().nth(2), Some("Some words and more."));
    }

    #[test]
    fn rows_hang_and_lists_never_break_a_name() {
        assert_eq!(row("Looks at", "one two three", 20), "Looks at     one two\n             three\n");
        assert_eq!(listed(&["a b", "cc"], 7), "  a b,\n  cc\n");
    }
}
