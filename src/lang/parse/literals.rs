//! Numbers, texts, blocks and messages: from a node that holds one to its value.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::lang::ast::{Name, Number, NumberUnit, Template, TemplatePart};
use crate::source::Spanned;
use crate::value::Exact;

use super::expressions::{self, Depth};
use super::grammar::Rule;
use super::node::Node;

/// A name, where it stands.
pub(super) fn name(node: &Node) -> Name {
    Spanned::new(node.text().into(), node.span())
}

/// All names among a node's parts.
pub(super) fn names(node: &Node) -> Vec<Name> {
    node.all(Rule::name).map(|n| name(&n)).collect()
}

/// A number as a `quantity` or `plain` node holds it.
pub(super) fn number(node: &Node) -> Result<Number, Diagnostic> {
    let digits = node.get(Rule::number)?;
    let times = node.find(Rule::magnitude).map_or(Some(Exact::ONE), |m| Exact::scaled(1, magnitude(m.text())));
    let value = Exact::parse(digits.text()).zip(times).and_then(|(n, times)| n.mul(times));
    let value = value.ok_or_else(|| {
        Diagnostic::new(&LIMIT, "this number has more digits than can be kept exactly")
            .label(digits.span(), "about 38 digits at most")
    })?;
    let unit = match (node.find(Rule::percent), node.find(Rule::unit)) {
        (Some(_), _) => NumberUnit::Percent,
        (None, Some(unit)) => NumberUnit::Named(name(&unit)),
        (None, None) => NumberUnit::None,
    };
    Ok(Number { span: node.span(), value, unit })
}

fn magnitude(word: &str) -> i32 {
    match word {
        "hundred" => 2,
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        _ => 12,
    }
}

/// A number with its sign, as a `bound` node holds it.
pub(super) fn bound(node: &Node) -> Result<Number, Diagnostic> {
    let number = number(&node.get(Rule::quantity)?)?;
    let value = if node.find(Rule::minus).is_some() { -number.value } else { number.value };
    Ok(Number { span: node.span(), value, ..number })
}

/// A text on one line, escapes resolved.
pub(super) fn text(node: &Node) -> Spanned<String> {
    Spanned::new(unescape(between(node.text(), 1)), node.span())
}

/// A text on one line or a block, as it will be read; its span is what stands between the quotes.
pub(super) fn document(node: &Node) -> Result<Spanned<String>, Diagnostic> {
    Ok(match node.find(Rule::block) {
        Some(block) => {
            let raw = between(block.text(), 3);
            Spanned::new(dedent(raw, indent(raw), Ends { opens: true, closes: true }), block.span().part(3, raw.len()))
        }
        // The clause of an example has its name before its text.
        None => {
            let last = node.all(Rule::text).last().ok_or_else(|| node.incomplete())?;
            Spanned::new(text(&last).value, last.span().part(1, between(last.text(), 1).len()))
        }
    })
}

/// A message: text with values in it.
pub(super) fn template(message: &Node) -> Result<Template, Diagnostic> {
    let literal = message.first()?;
    if literal.rule() == Rule::message_line && literal.text().contains('\n') {
        return Err(Diagnostic::new(&SYNTAX, "this text does not end on its line")
            .label(literal.span().part(0, 1), "begins here")
            .help("text over several lines stands between `\"\"\"` and `\"\"\"`"));
    }
    let columns = if literal.rule() == Rule::message_block { indent(between(literal.text(), 3)) } else { 0 };
    let pieces: Vec<Node> =
        literal.parts().filter(|p| matches!(p.rule(), Rule::value | Rule::line_piece | Rule::block_piece)).collect();
    let mut parts = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        let ends = Ends { opens: i == 0, closes: i + 1 == pieces.len() };
        parts.push(match piece.rule() {
            Rule::value => TemplatePart::Value(expressions::expression(&piece.get(Rule::expr)?, Depth::OUTERMOST)?),
            Rule::block_piece => TemplatePart::Text(unescape(&dedent(piece.text(), columns, ends))),
            _ => TemplatePart::Text(unescape(piece.text())),
        });
    }
    Ok(Template { span: literal.span(), parts })
}

/// A literal without the `quotes` quotation marks at either end.
fn between(literal: &str, quotes: usize) -> &str {
    literal.get(quotes..literal.len().saturating_sub(quotes)).unwrap_or("")
}

fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(c) = characters.next() {
        match if c == '\\' { characters.next() } else { None } {
            Some('n') => out.push('\n'),
            Some(escaped) => out.push(escaped),
            None => out.push(c),
        }
    }
    out
}

/// How many columns all lines of a block are indented; the line of the opening quotes and blank lines do not count.
fn indent(block: &str) -> usize {
    let lines = block.split('\n').skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}

/// Which ends of its block a piece holds.
#[derive(Clone, Copy)]
struct Ends {
    opens: bool,
    closes: bool,
}

/// A piece of a block without the indent, and without the line breaks next to the block's quotes.
fn dedent(piece: &str, columns: usize, ends: Ends) -> String {
    let mut lines: Vec<&str> = piece.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    for line in lines.iter_mut().skip(1) {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        *line = line.get(columns.min(blank)..).unwrap_or("");
    }
    let is_blank = |line: Option<&&str>| line.is_some_and(|l| l.trim().is_empty());
    if ends.closes && lines.len() > 1 && is_blank(lines.last()) {
        lines.pop();
    }
    let opening = usize::from(ends.opens && piece.contains('\n') && is_blank(lines.first()));
    lines.get(opening..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_loses_its_indent_and_its_outer_breaks() {
        let whole = |raw| dedent(raw, indent(raw), Ends { opens: true, closes: true });
        assert_eq!(whole("\n    a\n      b\n\n    c\n  "), "a\n  b\n\nc");
        assert_eq!(whole("one line"), "one line");
        assert_eq!(whole("first\n  second\n"), "first\nsecond");
        assert_eq!(whole("\r\n  a\r\n  b\r\n"), "a\nb");
        assert_eq!(whole("\n  a\n\n"), "a\n");
        assert_eq!(whole(""), "");
        assert_eq!(whole("\n"), "");
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescape(r#"a\"b\\n\n\{\}"#), "a\"b\\n\n{}");
    }
}
