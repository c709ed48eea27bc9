//! Rules: from the node of one to the tree.

use crate::diagnostic::codes::SYNTAX;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lang::ast::{
    Example, Expr, ExprKind, Label, LabelKind, Name, Outcome, Over, Rule as RuleTree, Selector, SelectorKind,
};
use crate::source::{Span, Spanned};

use super::expressions::{Depth, expression, path};
use super::grammar::Rule;
use super::items::once;
use super::literals::{document, name, names, template, text};
use super::node::Node;

/// The rule that a node holds.
pub(super) fn rule(node: &Node) -> Result<RuleTree, Diagnostic> {
    let (mut title, mut level, mut tags, mut link, mut outranks) = (None, None, None, None, None);
    for clause in node.parts() {
        match clause.rule() {
            Rule::title_clause => once(&mut title, &clause, text(&clause.get(Rule::text)?))?,
            Rule::severity_clause => once(&mut level, &clause, severity(&clause)?)?,
            Rule::tags_clause => once(&mut tags, &clause, names(&clause))?,
            Rule::link_clause => once(&mut link, &clause, text(&clause.get(Rule::text)?))?,
            Rule::outranks_clause => once(&mut outranks, &clause, names(&clause))?,
            _ => {}
        }
    }
    let params = each(node, Rule::param_clause, |clause| {
        let (name, value) = binding(clause)?;
        if is_plain_value(&value) { Ok((name, value)) } else { Err(not_plain(value.span)) }
    })?;
    Ok(RuleTree {
        name: name(&node.get(Rule::name)?),
        title: title.map(|(_, v)| v),
        severity: level.map(|(_, v)| v),
        tags: tags.map(|(_, v)| v).unwrap_or_default(),
        link: link.map(|(_, v)| v),
        outranks: outranks.map(|(_, v)| v).unwrap_or_default(),
        params,
        selector: selector(&node.get(Rule::selector)?)?,
        lets: each(node, Rule::let_clause, binding)?,
        flag: condition(&node.get(Rule::flag_clause)?)?,
        escalations: each(node, Rule::escalate_clause, |clause| Ok((severity(clause)?, condition(clause)?)))?,
        report: template(&node.get(Rule::report_clause)?.get(Rule::message)?)?,
        labels: each(node, Rule::at_clause, label)?,
        help: node.find(Rule::help_clause).map(|c| template(&c.get(Rule::message)?)).transpose()?,
        why: node.find(Rule::why_clause).map(|c| document(&c)).transpose()?,
        examples: each(node, Rule::example_clause, example)?,
    })
}

fn each<T>(node: &Node, rule: Rule, read: impl Fn(&Node) -> Result<T, Diagnostic>) -> Result<Vec<T>, Diagnostic> {
    node.all(rule).map(|clause| read(&clause)).collect()
}

fn condition(clause: &Node) -> Result<Expr, Diagnostic> {
    expression(&clause.get(Rule::expr)?, Depth::OUTERMOST)
}

fn binding(clause: &Node) -> Result<(Name, Expr), Diagnostic> {
    Ok((name(&clause.get(Rule::name)?), condition(clause)?))
}

fn severity(clause: &Node) -> Result<Spanned<Severity>, Diagnostic> {
    let word = clause.get(Rule::severity)?;
    let severity = Severity::from_name(word.text()).ok_or_else(|| word.incomplete())?;
    Ok(Spanned::new(severity, word.span()))
}

/// Whether a value may be a param's: a literal, a list of literals, or `date("2024")`.
fn is_plain_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Date(_) => true,
        ExprKind::Negative(of) => matches!(of.kind, ExprKind::Number(_)),
        ExprKind::List(items) => items.iter().all(is_plain_value),
        ExprKind::Call(function, arguments) => {
            &*function.value == "date" && arguments.iter().all(|a| a.name.is_none() && matches!(a.value.kind, ExprKind::Text(_)))
        }
        _ => false,
    }
}

fn not_plain(span: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, "a param is a plain value")
        .label(span, "computed")
        .help("write a number, a date, a text or a list of them; what is computed belongs into a `let`")
}

fn selector(clause: &Node) -> Result<Selector, Diagnostic> {
    let node = clause.parts().nth(2).ok_or_else(|| clause.incomplete())?;
    let one = || node.get(Rule::name).map(|n| name(&n));
    let two = || node.two(Rule::name).map(|(a, b)| (name(&a), name(&b)));
    let kind = match node.rule() {
        Rule::each_claim => SelectorKind::Claim(one()?),
        Rule::each_entity => SelectorKind::Entity(one()?),
        Rule::each_source => SelectorKind::Source(one()?),
        Rule::each_story => SelectorKind::Story(one()?),
        Rule::each_group => SelectorKind::Group(one()?),
        Rule::each_pair => two().map(|(a, b)| SelectorKind::Pair(a, b))?,
        Rule::each_step => two().map(|(a, b)| SelectorKind::Step(a, b))?,
        _ => return Err(node.incomplete()),
    };
    let over = match node.find(Rule::over) {
        Some(word) if word.text() == "all-claims" => Over::AllClaims,
        _ => Over::Claims,
    };
    let sharing = node.find(Rule::sharing).map(|keys| keys.all(Rule::path).map(|key| path(&key)).collect());
    Ok(Selector {
        span: clause.span(),
        kind,
        over,
        across_stories: node.find(Rule::across).map(|n| n.span()),
        filter: node.find(Rule::filter).map(|f| condition(&f)).transpose()?,
        sharing: sharing.transpose()?.unwrap_or_default(),
        by: node.find(Rule::by).map(|b| condition(&b)).transpose()?,
    })
}

fn label(clause: &Node) -> Result<Label, Diagnostic> {
    Ok(Label {
        kind: if clause.find(Rule::kw_each).is_some() { LabelKind::AtEach } else { LabelKind::At },
        place: condition(clause)?,
        text: template(&clause.get(Rule::message)?)?,
    })
}

fn example(clause: &Node) -> Result<Example, Diagnostic> {
    let outcome = if clause.get(Rule::outcome)?.text() == "fires" { Outcome::Fires } else { Outcome::Silent };
    Ok(Example { span: clause.span(), outcome, name: text(&clause.get(Rule::text)?), documents: document(clause)? })
}
