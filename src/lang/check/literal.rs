//! Numbers, dates and tolerances written in rules: words in, exact values out.

use std::sync::Arc;

use super::messages::{mistake, type_name};
use super::{Checked, Checker, Scope};
use crate::corpus::{Type, Value};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, ExprKind, NumberUnit};
use crate::lang::check::scope::Place;
use crate::lang::typed::{Beyond, Expr, ExprKind as Typed};
use crate::value::{Dimension, Exact, Interval, Quantity, Tolerance, Unit, Vocabulary, read};

/// The unit that `%` is shown in, where the vocabulary has it.
const PERCENT: &str = "percent";

/// The unit that a number is in; none for a bare one and for `%`.
fn unit_of<'v>(number: &ast::Number, vocabulary: &'v Vocabulary) -> Result<Option<&'v Unit>, Box<Diagnostic>> {
    let NumberUnit::Named(name) = &number.unit else { return Ok(None) };
    if let Some(unit) = vocabulary.unit(&name.value) {
        return Ok(Some(unit));
    }
    let names = vocabulary.units().iter().flat_map(|u| std::iter::once(&*u.name).chain(u.words.iter().map(|w| &**w)));
    let help = match nearest(&name.value, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it with `unit`, or write the number alone".to_owned(),
    };
    Err(mistake(&codes::UNKNOWN_NAME, format!("`{}` is no unit", name.value), name.span, "no such unit").help(help).into())
}

fn too_large(number: &ast::Number) -> Box<Diagnostic> {
    mistake(&codes::BAD_VALUE, "this number is too large to be kept exactly", number.span, "").into()
}

/// What a number in a rule says.
///
/// # Errors
/// `unknown-name` for a unit that nothing declares, `bad-value` where it cannot be kept exactly.
pub fn quantity_of(number: &ast::Number, vocabulary: &Vocabulary) -> Result<Quantity, Box<Diagnostic>> {
    let unit = unit_of(number, vocabulary)?;
    let quantity = match (&number.unit, unit) {
        (NumberUnit::Percent, _) => number
            .value
            .div(Exact::whole(100))
            .map(|n| Quantity::computed(Interval::point(n), Dimension::One).shown_in(&PERCENT.into())),
        (_, Some(unit)) => unit
            .to_base(Interval::point(number.value))
            .map(|i| Quantity::computed(i, unit.dimension.clone()).shown_in(&unit.name)),
        _ => Some(Quantity::computed(Interval::point(number.value), Dimension::One)),
    };
    quantity.ok_or_else(|| too_large(number))
}

/// What a number says as a tolerance: relative with `%`, else absolute.
///
/// # Errors
/// As [`quantity_of`]; `type-mismatch` below 0, and from 100 % on.
pub fn tolerance_of(number: &ast::Number, vocabulary: &Vocabulary) -> Result<Beyond, Box<Diagnostic>> {
    let unit = unit_of(number, vocabulary)?;
    if number.value.is_negative() {
        return Err(mistake(&codes::TYPE_MISMATCH, "a tolerance is at least 0", number.span, "below 0").into());
    }
    if number.unit == NumberUnit::Percent {
        if number.value >= Exact::whole(100) {
            let help = "two figures never differ by more than the greater one; write a share below 100%";
            return Err(mistake(&codes::TYPE_MISMATCH, "a relative tolerance is below 100%", number.span, "").help(help).into());
        }
        let share = number.value.div(Exact::whole(100)).ok_or_else(|| too_large(number))?;
        return Ok(Beyond { tolerance: Tolerance::Relative(share), dimension: None });
    }
    let (amount, dimension) = match unit {
        Some(unit) => (unit.difference_to_base(number.value), unit.dimension.clone()),
        None => (Some(number.value), Dimension::One),
    };
    let amount = amount.ok_or_else(|| too_large(number))?;
    // No difference at all is no difference in any dimension.
    let dimension = (!amount.is_zero()).then_some(dimension);
    Ok(Beyond { tolerance: Tolerance::Absolute(amount), dimension })
}

/// The literal that an expression is: itself, or what a param or a let of one stands for; a negative number too.
fn literal<'s>(expr: &'s ast::Expr, scope: &'s Scope) -> Option<&'s ast::Expr> {
    match &expr.kind {
        ExprKind::Number(_) => Some(expr),
        ExprKind::Name(name) => match &scope.find(name)?.place {
            Place::Literal(literal) => Some(literal),
            Place::Local(_) => None,
        },
        _ => None,
    }
}

impl Checker<'_> {
    /// The tolerance that an argument says, for values of a type.
    pub(super) fn beyond(&self, expr: &ast::Expr, scope: &Scope, of: &Type) -> Checked<Beyond> {
        let number = match literal(expr, scope).map(|l| &l.kind) {
            Some(ExprKind::Number(number)) => number,
            _ => {
                let help = "write it out, as in `beyond: 5%`, or name a `param` or a `let` of one";
                return Err(mistake(&codes::TYPE_MISMATCH, "a tolerance is a number that is known beforehand", expr.span, "")
                    .help(help)
                    .into());
            }
        };
        // The caret stands where the rule says it, the number may come from a param.
        let beyond = tolerance_of(number, &self.schema.vocabulary).map_err(|mut d| {
            if let Some(label) = d.labels.first_mut().filter(|_| number.span != expr.span) {
                label.span = expr.span;
            }
            d
        })?;
        let wanted = match of {
            Type::Quantity(dimension) => dimension.clone(),
            Type::Date => Some(crate::builtins::time()),
            _ => None,
        };
        if *of == Type::Date && matches!(beyond.tolerance, Tolerance::Relative(_)) {
            let help = "give it as a length of time, as in `beyond: 2 days`";
            return Err(mistake(&codes::TYPE_MISMATCH, "dates differ by days, not by a share", expr.span, "").help(help).into());
        }
        match (&beyond.dimension, wanted) {
            (Some(have), Some(want)) if *have != want => {
                let (have, want) = (type_name(&Type::Quantity(Some(have.clone()))), type_name(&Type::Quantity(Some(want))));
                let message = format!("the tolerance is {have}, and what is compared is {want}");
                Err(mistake(&codes::TYPE_MISMATCH, message, expr.span, "")
                    .help("give the tolerance in a unit of what is compared, or as a share with `%`")
                    .into())
            }
            _ => Ok(beyond),
        }
    }

    /// A number.
    pub(super) fn number(&self, number: &ast::Number) -> Checked<Expr> {
        let quantity = quantity_of(number, &self.schema.vocabulary)?;
        let ty = Type::Quantity(Some(quantity.dimension.clone()));
        Ok(Expr { span: number.span, ty, kind: Typed::Constant(Value::quantity(quantity)) })
    }

    /// A date written out.
    pub(super) fn date(&self, text: &Arc<str>, span: crate::source::Span) -> Checked<Expr> {
        match read::date(text, None) {
            Ok(date) => Ok(Expr { span, ty: Type::Date, kind: Typed::Constant(Value::Date(Arc::new(date))) }),
            Err(_) => {
                let help = "write a day as 2024-10-19, a month as 2024-10, a year as `date(\"2024\")`";
                Err(mistake(&codes::TYPE_MISMATCH, format!("`{text}` is no date"), span, "no such day").help(help).into())
            }
        }
    }
}

/// A literal as it is written, for lists of params.
pub fn shown(literal: &ast::Expr) -> String {
    match &literal.kind {
        ExprKind::Bool(known) => known.to_string(),
        ExprKind::Text(text) => format!("\"{text}\""),
        ExprKind::Date(text) => text.to_string(),
        ExprKind::Number(number) => match &number.unit {
            NumberUnit::None => number.value.to_string(),
            NumberUnit::Percent => format!("{}%", number.value),
            NumberUnit::Named(unit) => format!("{} {}", number.value, unit.value),
        },
        ExprKind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        ExprKind::Negative(of) => format!("-{}", shown(of)),
        _ => "…".into(),
    }
}

/// A literal with its sign counted in: `-5` is a number.
pub fn folded(literal: ast::Expr) -> ast::Expr {
    match literal.kind {
        ExprKind::Negative(of) => match of.kind {
            ExprKind::Number(mut number) => {
                number.value = -number.value;
                number.span = literal.span;
                ast::Expr { span: literal.span, kind: ExprKind::Number(number) }
            }
            kind => ast::Expr { span: literal.span, kind: ExprKind::Negative(Box::new(ast::Expr { span: of.span, kind })) },
        },
        kind => ast::Expr { span: literal.span, kind },
    }
}
