//! What rule files declare, as a schema: a plain stand-in for the real loader, for runs of the naive evaluator alone.

use std::sync::Arc;

use claimlint::corpus::{ChoiceSet, Field, FieldDefault, Measure, Monotone, RecordKind, Schema, Type, ValueType};
use claimlint::lang::ast::{self, Direction, Item, ItemKind, MeasureValue, NumberUnit, RuleFile, TypeName, UnitSize};
use claimlint::value::vocabulary::{Amount, Hedge, Unit};
use claimlint::value::{Dimension, End, Exact, Interval, Quantity, Tolerance, Vocabulary};

/// The schema of all items; of two of one name an `override` stands.
pub fn schema(files: &[RuleFile]) -> Schema {
    let items: Vec<&Item> = files.iter().flat_map(|f| &f.items).collect();
    let mut schema = Schema::new(vocabulary(&items));
    for item in &items {
        if let ItemKind::Field(field) = &item.kind {
            let ty = type_of(&field.ty);
            let name = Arc::clone(&field.name.value);
            schema.add_claim_field(Field { name, ty, default: FieldDefault::None, summary: "".into(), declared: None });
        }
    }
    for overriding in [true, false] {
        for item in &items {
            if let (ItemKind::Measure(measure), true) = (&item.kind, item.overrides.is_some() == overriding) {
                let made = measure_of(measure, &schema);
                schema.add_measure(made);
            }
        }
    }
    schema
}

fn type_of(ty: &TypeName) -> Type {
    match ty {
        TypeName::Named(name) => match &*name.value {
            "text" => Type::Text,
            "quantity" => Type::Quantity(None),
            "date" => Type::Date,
            "bool" => Type::Bool,
            "entity" => Type::Entity,
            "claim" => Type::Claim,
            other => panic!("no field is of type `{other}` here"),
        },
        TypeName::ListOf(of) => Type::List(Box::new(type_of(of))),
        TypeName::Choice { options, ordered } => {
            let options = options.iter().map(|o| Arc::clone(&o.value)).collect();
            Type::Choice(Arc::new(ChoiceSet { options, ordered: *ordered }))
        }
    }
}

fn vocabulary(items: &[&Item]) -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    let declared: Vec<&ast::Unit> =
        items.iter().filter_map(|i| if let ItemKind::Unit(u) = &i.kind { Some(u) } else { None }).collect();
    for unit in &declared {
        let (dimension, factor, zero) = size(unit, &declared);
        let words = unit.words.iter().map(|w| w.value.as_str().into()).collect();
        vocabulary.add_unit(Unit { name: Arc::clone(&unit.name.value), dimension, factor, zero, words });
    }
    for item in items {
        match &item.kind {
            ItemKind::Hedge(hedge) => {
                for phrase in &hedge.phrases {
                    let (phrase, share) = (phrase.value.to_lowercase().into(), interval(&hedge.range));
                    vocabulary.add_hedge(Hedge { phrase, after: hedge.after.is_some(), share });
                }
            }
            ItemKind::Amount(amount) => {
                for phrase in &amount.phrases {
                    let quantity = Quantity::computed(interval(&amount.range), Dimension::One);
                    vocabulary.add_amount(Amount { phrase: phrase.value.to_lowercase().into(), quantity });
                }
            }
            _ => {}
        }
    }
    vocabulary
}

fn size(unit: &ast::Unit, all: &[&ast::Unit]) -> (Dimension, Exact, Exact) {
    match &unit.size {
        UnitSize::BaseOf(dimension) => (Dimension::Declared(Arc::clone(&dimension.value)), Exact::ONE, Exact::ZERO),
        UnitSize::Times { factor, of, from } => {
            let zero = from.as_ref().map_or(Exact::ZERO, |f| f.value);
            if &*of.value == "one" {
                return (Dimension::One, factor.value, zero);
            }
            let other = all.iter().find(|u| u.name.value == of.value).expect("a declared unit");
            let (dimension, base, _) = size(other, all);
            (dimension, base.mul(factor.value).expect("it fits"), zero)
        }
    }
}

fn hundredth(number: &ast::Number) -> Exact {
    match number.unit {
        NumberUnit::Percent => number.value.div(Exact::whole(100)).expect("it fits"),
        _ => number.value,
    }
}

fn interval(range: &ast::Range) -> Interval {
    let end = |bound: &Option<ast::Bound>| match bound {
        None => End::Unbounded,
        Some(b) if b.open => End::Open(hundredth(&b.number)),
        Some(b) => End::Closed(hundredth(&b.number)),
    };
    Interval { low: end(&range.low), high: end(&range.high) }
}

fn measure_of(written: &ast::Measure, schema: &Schema) -> Measure {
    let value = match written.value.as_ref().map(|v| &v.value) {
        None => ValueType::Undeclared,
        Some(MeasureValue::Count) => ValueType::Count,
        Some(MeasureValue::Quantity(unit)) => ValueType::Quantity(Arc::clone(&unit.value)),
        Some(MeasureValue::Date) => ValueType::Date,
        Some(MeasureValue::Text) => ValueType::Text,
        Some(MeasureValue::Entity) => ValueType::Entity,
        Some(MeasureValue::Choice(options)) => {
            let options = options.iter().map(|o| Arc::clone(&o.value)).collect();
            ValueType::Choice(Arc::new(ChoiceSet { options, ordered: false }))
        }
    };
    let own_unit = if let ValueType::Quantity(unit) = &value { Some(Arc::clone(unit)) } else { None };
    let base = |n: &ast::Number| {
        let unit = match &n.unit {
            NumberUnit::Named(unit) => Some(Arc::clone(&unit.value)),
            NumberUnit::None => own_unit.clone(),
            NumberUnit::Percent => None,
        };
        let unit = unit.and_then(|u| schema.vocabulary.unit(&u).cloned());
        unit.map_or_else(|| hundredth(n), |u| u.difference_to_base(n.value).expect("it fits"))
    };
    let tolerance = written.tolerance.as_ref().map(|t| match t.unit {
        NumberUnit::Percent => Tolerance::Relative(hundredth(t)),
        _ => Tolerance::Absolute(base(t)),
    });
    let field = |name: &ast::Name| schema.field_named(RecordKind::Claim, &name.value).expect("a claim's field");
    let separators = match &written.separators {
        Some(names) => names.iter().map(field).collect(),
        None => ["stage", "scope"].map(|n| schema.field_named(RecordKind::Claim, n).expect("a claim's field")).to_vec(),
    };
    Measure {
        name: Arc::clone(&written.name.value),
        title: written.title.as_ref().map_or(&*written.name.value, |t| t.value.as_str()).into(),
        whole_numbers: written.whole_numbers.is_some() || value == ValueType::Count,
        value,
        separators,
        tolerance,
        range: written.range.as_ref().map(|(a, b)| (base(a), base(b))),
        monotone: written.monotone.as_ref().map(|m| if m.value == Direction::Up { Monotone::Up } else { Monotone::Down }),
        kind_of: written.kind_of.as_ref().map(|k| Arc::clone(&k.value)),
        declared: Some(written.name.span),
    }
}
