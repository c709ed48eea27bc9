//! `measure` and `field` items into the schema.

use std::sync::Arc;

use super::Declared;
use crate::corpus::{ChoiceSet, Field, FieldDefault, FieldId, Measure, Monotone, RecordKind, Schema, Type, ValueType, fields};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, Direction, MeasureValue, NumberUnit};
use crate::lang::check::{quantity_of, tolerance_of, type_named};
use crate::value::{Exact, Interval};

/// Adds the desk's own claim fields.
pub fn add_fields(declared: &Declared<'_>, schema: &mut Schema, diagnostics: &mut Vec<Diagnostic>) {
    for field in &declared.fields {
        if schema.field_named(RecordKind::Claim, &field.name.value).is_some() {
            let message = format!("claims have a field `{}` already", field.name.value);
            diagnostics.push(Diagnostic::new(&codes::DUPLICATE_NAME, message).label(field.name.span, "give it another name"));
            continue;
        }
        match type_named(&field.ty) {
            Ok(ty) => {
                let summary = "a field of the desk's own".into();
                let name = Arc::clone(&field.name.value);
                schema.add_claim_field(Field { name, ty, default: FieldDefault::None, summary, declared: Some(field.name.span) });
            }
            Err(mistake) => diagnostics.push(*mistake),
        }
    }
}

/// Adds the measures. A clause that cannot be used is reported, and the measure stands without it.
pub fn add_measures(declared: &Declared<'_>, schema: &mut Schema, diagnostics: &mut Vec<Diagnostic>) {
    for written in &declared.measures {
        let (measure, mistakes) = measure(written, schema);
        schema.add_measure(measure);
        diagnostics.extend(mistakes);
    }
    for (keyword, name) in &declared.broken {
        if *keyword == "measure" {
            schema.measure_used(name);
        }
    }
    for written in &declared.measures {
        if let Some(kind) = &written.kind_of
            && schema.measure_named(&kind.value).is_none()
        {
            let near = nearest(&kind.value, schema.measures.iter().map(|m| &*m.name));
            diagnostics.push(
                Diagnostic::new(&codes::UNKNOWN_NAME, format!("`{}` is no measure", kind.value))
                    .label(kind.span, "no such measure")
                    .maybe_help(near.map(|n| format!("did you mean `{n}`?"))),
            );
        }
    }
}

fn measure(written: &ast::Measure, schema: &Schema) -> (Measure, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let value = match written.value.as_ref().map(|v| &v.value) {
        None => ValueType::Undeclared,
        Some(MeasureValue::Count) => ValueType::Count,
        Some(MeasureValue::Date) => ValueType::Date,
        Some(MeasureValue::Text) => ValueType::Text,
        Some(MeasureValue::Entity) => ValueType::Entity,
        Some(MeasureValue::Choice(options)) => {
            let options = options.iter().map(|o| Arc::clone(&o.value)).collect();
            ValueType::Choice(Arc::new(ChoiceSet { options, ordered: false }))
        }
        Some(MeasureValue::Quantity(unit)) => match schema.vocabulary.unit(&unit.value) {
            Some(known) => ValueType::Quantity(Arc::clone(&known.name)),
            None => {
                let near = nearest(&unit.value, schema.vocabulary.units().iter().map(|u| &*u.name));
                let unknown = Diagnostic::new(&codes::UNKNOWN_NAME, format!("`{}` is no unit", unit.value));
                mistakes.push(unknown.label(unit.span, "no such unit").maybe_help(near.map(|n| format!("did you mean `{n}`?"))));
                ValueType::Undeclared
            }
        },
    };
    let tolerance = written.tolerance.as_ref().and_then(|t| kept(tolerance(t, &value, schema), &mut mistakes));
    let range = written.range.as_ref().and_then(|r| kept(range(r, &value, schema), &mut mistakes));
    let separators = match &written.separators {
        None => vec![fields::STAGE, fields::SCOPE],
        Some(names) => names.iter().filter_map(|n| kept(separator(n, schema), &mut mistakes)).collect(),
    };
    let whole_numbers = written.whole_numbers.is_some() || value == ValueType::Count;
    let measure = Measure {
        name: Arc::clone(&written.name.value),
        title: written.title.as_ref().map_or_else(|| Arc::clone(&written.name.value), |t| t.value.trim().into()),
        value,
        separators,
        tolerance,
        range,
        whole_numbers,
        monotone: written.monotone.as_ref().map(|m| if m.value == Direction::Up { Monotone::Up } else { Monotone::Down }),
        kind_of: written.kind_of.as_ref().map(|k| Arc::clone(&k.value)),
        declared: Some(written.name.span),
    };
    (measure, mistakes)
}

fn kept<T>(result: Result<T, Box<Diagnostic>>, mistakes: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|mistake| mistakes.push(*mistake)).ok()
}

/// A number of a measure: a bare one is in the measure's unit.
fn in_measure(number: &ast::Number, value: &ValueType) -> ast::Number {
    let mut number = number.clone();
    if let (NumberUnit::None, ValueType::Quantity(unit)) = (&number.unit, value) {
        number.unit = NumberUnit::Named(ast::Name { value: Arc::clone(unit), span: number.span });
    }
    number
}

fn tolerance(number: &ast::Number, value: &ValueType, schema: &Schema) -> Result<crate::value::Tolerance, Box<Diagnostic>> {
    let beyond = tolerance_of(&in_measure(number, value), &schema.vocabulary)?;
    let wanted = match value {
        ValueType::Quantity(unit) => schema.vocabulary.unit(unit).map(|u| u.dimension.clone()),
        ValueType::Count => Some(crate::value::Dimension::One),
        ValueType::Date => Some(crate::builtins::time()),
        _ => None,
    };
    match (&beyond.dimension, wanted) {
        (Some(have), Some(want)) if *have != want => {
            let message = "this tolerance is in a unit that the measure does not take";
            Err(Box::new(
                Diagnostic::new(&codes::TYPE_MISMATCH, message)
                    .label(number.span, "")
                    .help("give it in a unit of the measure, or as a share with `%`"),
            ))
        }
        _ => Ok(beyond.tolerance),
    }
}

fn range(
    (low, high): &(ast::Number, ast::Number),
    value: &ValueType,
    schema: &Schema,
) -> Result<(Exact, Exact), Box<Diagnostic>> {
    let end = |number: &ast::Number| {
        let quantity = quantity_of(&in_measure(number, value), &schema.vocabulary)?;
        Ok::<_, Box<Diagnostic>>(quantity.low().unwrap_or(Exact::ZERO))
    };
    let (a, b) = (end(low)?, end(high)?);
    match Interval::closed(a, b) {
        Some(_) => Ok((a, b)),
        None => Err(Box::new(
            Diagnostic::new(&codes::RANGE_REVERSED, "the first number must be below the second")
                .label(low.span.to(high.span), "nothing lies between"),
        )),
    }
}

/// A separator: a claim field that is a text, a choice or an entity.
fn separator(name: &ast::Name, schema: &Schema) -> Result<FieldId, Box<Diagnostic>> {
    let Some(id) = schema.field_named(RecordKind::Claim, &name.value) else {
        let names = schema.fields(RecordKind::Claim).iter().map(|f| &*f.name);
        let near = nearest(&name.value, names).map(|n| format!("did you mean `{n}`?"));
        let unknown = Diagnostic::new(&codes::UNKNOWN_FIELD, format!("claims have no field `{}`", name.value));
        return Err(Box::new(unknown.label(name.span, "no such field").maybe_help(near)));
    };
    match schema.field(RecordKind::Claim, id).ty {
        Type::Text | Type::Choice(_) | Type::Entity => Ok(id),
        _ => Err(Box::new(
            Diagnostic::new(&codes::TYPE_MISMATCH, format!("`{}` cannot tell topics apart", name.value))
                .label(name.span, "")
                .help("a separator is a text, a choice or an entity, as `stage`, `scope` or `place`"),
        )),
    }
}
