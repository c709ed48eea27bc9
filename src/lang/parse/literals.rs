//! Numbers, texts, blocks and messages: from a node that holds one to its value.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::lang::ast::quoted::{Ends, between, dedent, indent, unescape};
use crate::lang::ast::{Name, Number, NumberUnit, Quoted, Template, TemplatePart};
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

/// A text on one line or a block, which is read when it is wanted; its span is what stands between the quotes.
pub(super) fn document(node: &Node) -> Result<Spanned<Quoted>, Diagnostic> {
    // The clause of an example has its name before its text.
    let literal = node.find(Rule::block).or_else(|| node.all(Rule::text).last()).ok_or_else(|| node.incomplete())?;
    let quotes = if literal.rule() == Rule::block { 3 } else { 1 };
    let span = literal.span().part(quotes, between(literal.text(), quotes).len());
    Ok(Spanned::new(Quoted::new(node.whole(), literal.span().range()), span))
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
