//! The words and signs of a rule file, each with what stands before it: line breaks, blank lines and comments. Knows no form.

use std::borrow::Cow;
use std::ops::Range;

use crate::lang::parse::grammar::Rule;
use crate::lang::parse::node::Node;
use crate::lang::parse::{self, Written};

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment<'t> {
    /// From its `#` to its last visible character.
    pub text: &'t str,
    /// Whether it has its line for itself.
    pub alone: bool,
    /// Whether a blank line stands before it.
    pub blank: bool,
}

/// What stands between two tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap<'t> {
    /// The comments.
    pub comments: Vec<Comment<'t>>,
    /// Whether there is a line break.
    pub breaks: bool,
    /// Whether a blank line stands behind all comments.
    pub blank: bool,
}

/// A word, a sign, a literal or a message.
#[derive(Clone)]
pub(super) struct Token<'t> {
    /// What it is.
    pub rule: Rule,
    /// What it stands in.
    pub within: Rule,
    /// As it is printed.
    pub text: Cow<'t, str>,
    /// What stands before it.
    pub gap: Gap<'t>,
    /// The clause that it opens, and how far that is indented.
    pub clause: Option<(Rule, usize)>,
    /// A message's parts.
    pub message: Option<Node<'t>>,
}

/// The tokens of one item, never none.
pub(super) type Item<'t> = Vec<Token<'t>>;

/// What is made of the items of a text, and of what stands behind the last one; `None` where the text cannot be read.
pub(super) fn read<T>(text: &str, make: impl FnOnce(Vec<Item<'_>>, Gap<'_>) -> T) -> Option<T> {
    parse::written(text, |written| {
        let mut reader = Reader { text, at: 0 };
        let items = written.iter().map(|item| reader.item(item)).collect::<Option<Vec<_>>>()?;
        let rest = reader.skip_to(text.len())?;
        Some(make(items, rest))
    })
}

/// The tokens of an expression that is part of a text, and what stands between bytes `inside` of it and them.
pub(super) fn expression<'t>(text: &'t str, node: &Node<'t>, inside: Range<usize>) -> Option<(Item<'t>, Gap<'t>)> {
    let mut reader = Reader { text, at: inside.start };
    let mut tokens = Vec::new();
    reader.node(node, Rule::value, None, &mut tokens)?;
    let rest = reader.skip_to(inside.end)?;
    Some((tokens, rest))
}

struct Reader<'t> {
    text: &'t str,
    /// The byte behind the last token.
    at: usize,
}

impl<'t> Reader<'t> {
    fn item(&mut self, item: &Written<'t>) -> Option<Item<'t>> {
        let mut tokens = Vec::new();
        let mut clause = Some((item.node.rule(), 0));
        if let Some(word) = &item.overrides {
            tokens.push(self.token(word.clone(), Rule::name, Rule::EOI, clause.take())?);
        }
        self.node(&item.node, Rule::EOI, clause, &mut tokens)?;
        Some(tokens)
    }

    /// Adds the tokens of a node that stands in `within`; the first one opens the clause that is given.
    fn node(&mut self, node: &Node<'t>, within: Rule, clause: Option<(Rule, usize)>, tokens: &mut Item<'t>) -> Option<()> {
        let rule = node.rule();
        if rule == Rule::EOI {
            return Some(());
        }
        if is_token(rule) || node.parts().next().is_none() {
            let mut token = self.token(node.span().range(), rule, within, clause)?;
            token.message = (rule == Rule::message).then_some(*node);
            tokens.push(token);
            return Some(());
        }
        let mut first = clause;
        for part in node.parts() {
            self.node(&part, rule, opens(part.rule(), rule).or(first), tokens)?;
            first = None;
        }
        Some(())
    }

    fn token(&mut self, range: Range<usize>, rule: Rule, within: Rule, clause: Option<(Rule, usize)>) -> Option<Token<'t>> {
        let gap = self.skip_to(range.start)?;
        self.at = range.end;
        let text = Cow::Borrowed(self.text.get(range)?);
        Some(Token { rule, within, text, gap, clause, message: None })
    }

    /// What stands between the last token and a byte.
    fn skip_to(&self, start: usize) -> Option<Gap<'t>> {
        gap(self.text.get(self.at..start)?, self.at == 0)
    }
}

/// What is one word to the printer, whatever the grammar makes of it.
fn is_token(rule: Rule) -> bool {
    matches!(rule, Rule::quantity | Rule::plain | Rule::text | Rule::block | Rule::message | Rule::name)
}

/// The clause that a part of an item opens, and how far it is indented.
fn opens(rule: Rule, within: Rule) -> Option<(Rule, usize)> {
    match (rule, within) {
        (Rule::kw_rule | Rule::kw_measure | Rule::name | Rule::open_brace, _) => None,
        (Rule::close_brace, Rule::rule_item | Rule::measure_item) => Some((rule, 0)),
        (Rule::at_clause | Rule::help_clause, Rule::rule_item) => Some((rule, 4)),
        (_, Rule::rule_item | Rule::measure_item) => Some((rule, 2)),
        _ => None,
    }
}

/// What a text of blanks and comments holds; `None` where it holds something else. At the start of a file every comment is alone.
fn gap(text: &str, at_start: bool) -> Option<Gap<'_>> {
    let mut gap = Gap::default();
    let mut rest = text;
    let mut alone = at_start;
    loop {
        let (blank, behind) = rest.split_at(rest.len() - rest.trim_start().len());
        let breaks = blank.matches('\n').count();
        gap.breaks |= breaks > 0;
        if behind.is_empty() {
            gap.blank = breaks > 1;
            return Some(gap);
        }
        if !behind.starts_with('#') {
            return None;
        }
        let (line, after) = behind.split_at(behind.find('\n').unwrap_or(behind.len()));
        gap.comments.push(Comment { text: line.trim_end(), alone: alone || breaks > 0, blank: breaks > 1 });
        (rest, alone) = (after, true);
    }
}
