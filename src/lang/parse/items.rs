//! Items other than rules: from their nodes to the tree.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::lang::ast::{
    Amount, Bound, Define, Direction, Field, Hedge, ItemKind, Measure, MeasureValue, Number, Pack, Range, TypeName, Unit,
    UnitSize,
};
use crate::source::{Span, Spanned};
use crate::value::Exact;

use super::expressions::{Depth, expression};
use super::grammar::Rule;
use super::literals::{bound, name, names, number, text};
use super::node::Node;
use super::rules::rule;

/// The item that a node holds.
pub(super) fn item(node: &Node) -> Result<ItemKind, Diagnostic> {
    Ok(match node.rule() {
        Rule::pack_item => ItemKind::Pack(Pack {
            name: name(&node.get(Rule::name)?),
            title: text(&node.get(Rule::text)?),
            opt_in: node.find(Rule::kw_opt_in).map(|n| n.span()),
        }),
        Rule::unit_item => ItemKind::Unit(unit(node)?),
        Rule::hedge_item => ItemKind::Hedge(Hedge {
            after: node.find(Rule::kw_after).map(|n| n.span()),
            phrases: node.all(Rule::text).map(|t| text(&t)).collect(),
            range: range(&node.get(Rule::interval)?)?,
        }),
        Rule::amount_item => ItemKind::Amount(Amount {
            phrases: node.all(Rule::text).map(|t| text(&t)).collect(),
            range: range(&node.get(Rule::interval)?)?,
        }),
        Rule::measure_item => ItemKind::Measure(measure(node)?),
        Rule::field_item => {
            ItemKind::Field(Field { name: name(&node.get(Rule::name)?), ty: type_name(&node.get(Rule::type_name)?)? })
        }
        Rule::define_item => ItemKind::Define(Define {
            name: name(&node.get(Rule::name)?),
            params: node
                .all(Rule::parameter)
                .map(|p| Ok((name(&p.get(Rule::name)?), type_name(&p.get(Rule::type_name)?)?)))
                .collect::<Result<_, Diagnostic>>()?,
            body: expression(&node.get(Rule::expr)?, Depth::OUTERMOST)?,
        }),
        Rule::rule_item => ItemKind::Rule(Box::new(rule(node)?)),
        _ => return Err(node.incomplete()),
    })
}

fn unit(node: &Node) -> Result<Unit, Diagnostic> {
    let size = match node.find(Rule::times) {
        None => UnitSize::BaseOf(name(&node.get(Rule::base_of)?.get(Rule::name)?)),
        Some(times) => UnitSize::Times {
            factor: factor(&times.get(Rule::factor)?)?,
            of: name(&times.get(Rule::name)?),
            from: times.find(Rule::zero).map(|z| zero(&z)).transpose()?,
        },
    };
    let words = node.all(Rule::text).map(|t| text(&t)).collect();
    Ok(Unit { name: name(&node.get(Rule::name)?), size, words })
}

/// `1,000` or `5/9`.
fn factor(node: &Node) -> Result<Spanned<Exact>, Diagnostic> {
    let mut value = number(&node.first()?)?.value;
    if let Some(divisor) = node.all(Rule::plain).nth(1) {
        let by = number(&divisor)?.value;
        let code = if by.is_zero() { &SYNTAX } else { &LIMIT };
        value = value
            .div(by)
            .ok_or_else(|| Diagnostic::new(code, "this fraction has no exact value").label(node.span(), "cannot be kept"))?;
    }
    Ok(Spanned::new(value, node.span()))
}

fn zero(node: &Node) -> Result<Spanned<Exact>, Diagnostic> {
    let plain = node.get(Rule::plain)?;
    let value = number(&plain)?.value;
    Ok(match node.find(Rule::minus) {
        Some(minus) => Spanned::new(-value, minus.span().to(plain.span())),
        None => Spanned::new(value, plain.span()),
    })
}

fn range(node: &Node) -> Result<Range, Diagnostic> {
    let number = bound(&node.get(Rule::bound)?)?;
    let closed = Some(Bound { number: number.clone(), open: false });
    let open = Some(Bound { number, open: true });
    let (low, high) = match (node.first()?.rule(), node.find(Rule::upper)) {
        (Rule::kw_below, _) => (None, open),
        (Rule::kw_up, _) => (None, closed),
        (Rule::kw_from, _) => (closed, None),
        (Rule::kw_above, None) => (open, None),
        (Rule::bound, None) => (closed.clone(), closed),
        (first, Some(upper)) => {
            let high = Bound { number: bound(&upper.get(Rule::bound)?)?, open: upper.find(Rule::kw_below).is_some() };
            (if first == Rule::kw_above { open } else { closed }, Some(high))
        }
        _ => return Err(node.incomplete()),
    };
    Ok(Range { span: node.span(), low, high })
}

/// Fills a clause that may stand once.
pub(super) fn once<T>(slot: &mut Option<(Span, T)>, clause: &Node, value: T) -> Result<(), Diagnostic> {
    let keyword = clause.first().unwrap_or(*clause);
    if let Some((first, _)) = slot {
        return Err(Diagnostic::new(&SYNTAX, format!("`{}` stands here twice", keyword.text()))
            .label(keyword.span(), "a second time")
            .label(*first, "first here")
            .help("keep one of them"));
    }
    *slot = Some((keyword.span(), value));
    Ok(())
}

fn measure(node: &Node) -> Result<Measure, Diagnostic> {
    let (mut title, mut value, mut separators, mut tolerance) = (None, None, None, None);
    let (mut range, mut whole_numbers, mut monotone, mut kind_of) = (None, None, None, None);
    for clause in node.parts() {
        match clause.rule() {
            Rule::title_clause => once(&mut title, &clause, text(&clause.get(Rule::text)?))?,
            Rule::value_clause => once(&mut value, &clause, measure_value(&clause)?)?,
            Rule::separators_clause => once(&mut separators, &clause, names(&clause))?,
            Rule::tolerance_clause => once(&mut tolerance, &clause, bound(&clause.get(Rule::bound)?)?)?,
            Rule::range_clause => {
                let (low, high) = clause.two(Rule::bound)?;
                once::<(Number, Number)>(&mut range, &clause, (bound(&low)?, bound(&high)?))?;
            }
            Rule::kw_whole_numbers => once(&mut whole_numbers, &clause, clause.span())?,
            Rule::monotone_clause => {
                let word = clause.get(Rule::direction)?;
                let direction = if word.text() == "up" { Direction::Up } else { Direction::Down };
                once(&mut monotone, &clause, Spanned::new(direction, word.span()))?;
            }
            Rule::kind_clause => once(&mut kind_of, &clause, name(&clause.get(Rule::name)?))?,
            _ => {}
        }
    }
    Ok(Measure {
        name: name(&node.get(Rule::name)?),
        title: title.map(|(_, v)| v),
        value: value.map(|(_, v)| v),
        separators: separators.map(|(_, v)| v),
        tolerance: tolerance.map(|(_, v)| v),
        range: range.map(|(_, v)| v),
        whole_numbers: whole_numbers.map(|(_, v)| v),
        monotone: monotone.map(|(_, v)| v),
        kind_of: kind_of.map(|(_, v)| v),
    })
}

fn measure_value(clause: &Node) -> Result<Spanned<MeasureValue>, Diagnostic> {
    let kind = clause.parts().nth(1).ok_or_else(|| clause.incomplete())?;
    let value = match kind.rule() {
        Rule::kw_count => MeasureValue::Count,
        Rule::kw_date => MeasureValue::Date,
        Rule::kw_text => MeasureValue::Text,
        Rule::kw_entity => MeasureValue::Entity,
        Rule::quantity_of => MeasureValue::Quantity(name(&kind.get(Rule::name)?)),
        Rule::choice_of => MeasureValue::Choice(names(&kind)),
        _ => return Err(kind.incomplete()),
    };
    Ok(Spanned::new(value, kind.span()))
}

/// The type that a `type_name` or `list_of` node holds.
fn type_name(node: &Node) -> Result<TypeName, Diagnostic> {
    let inner = node.parts().find(|p| matches!(p.rule(), Rule::list_of | Rule::choice_of | Rule::ordered | Rule::name));
    let inner = inner.ok_or_else(|| node.incomplete())?;
    Ok(match inner.rule() {
        Rule::list_of => TypeName::ListOf(Box::new(type_name(&inner)?)),
        Rule::choice_of => TypeName::Choice { options: names(&inner), ordered: false },
        Rule::ordered => TypeName::Choice { options: names(&inner), ordered: true },
        _ => TypeName::Named(name(&inner)),
    })
}
