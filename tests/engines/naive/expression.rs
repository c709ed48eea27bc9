//! Expressions: names, fields, operators and conditions, each evaluated anew whenever it is met.

use std::sync::Arc;

use claimlint::corpus::{ClaimId, Corpus, Measure, Monotone, RecordKind, StoryId, Value, ValueType, fields};
use claimlint::lang::ast::{BinaryOp, Expr, ExprKind, Number, NumberUnit, Rule};
use claimlint::value::{Date, Dimension, Exact, Interval, Quantity, Truth};

use super::{Program, compare};

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Bound {
    Value(Value),
    /// A group: its members, and the fields that are one value for all of them.
    Group {
        members: Vec<ClaimId>,
        keys: Vec<String>,
    },
}

/// Where an expression stands: what its names mean, and which story `claims` are of.
#[derive(Clone)]
pub struct Scope<'a> {
    pub program: &'a Program<'a>,
    pub corpus: &'a Corpus,
    pub rule: &'a Rule,
    /// The innermost last.
    names: Vec<(String, Bound)>,
    /// The record whose fields may be named without it.
    pub bare: Option<Value>,
    /// The story that `claims` stay in; `None` for all stories.
    pub story: Option<StoryId>,
    /// Whether the rule's params and lets are in sight: not in a define.
    in_rule: bool,
}

impl<'a> Scope<'a> {
    pub fn new(program: &'a Program<'a>, corpus: &'a Corpus, rule: &'a Rule) -> Scope<'a> {
        Scope { program, corpus, rule, names: Vec::new(), bare: None, story: None, in_rule: true }
    }

    pub fn bind(&mut self, name: &str, bound: Bound) {
        self.names.push((name.to_owned(), bound));
    }

    /// The scope of a define's body: its parameters and nothing else.
    pub fn of_define(&self, names: Vec<(String, Bound)>) -> Scope<'a> {
        Scope { names, bare: None, in_rule: false, ..self.clone() }
    }

    pub fn bound(&self, name: &str) -> Option<&Bound> {
        self.names.iter().rev().find(|(n, _)| n == name).map(|(_, bound)| bound)
    }

    /// The expression that a param or a let of that name stands for.
    fn stands_for(&self, name: &str) -> Option<&'a Expr> {
        let rule = self.in_rule.then_some(self.rule)?;
        rule.lets.iter().chain(&rule.params).find(|(n, _)| &*n.value == name).map(|(_, e)| e)
    }

    /// An expression, or what it stands for where it is the name of a let or param.
    pub fn resolve<'e>(&self, expr: &'e Expr) -> &'e Expr
    where
        'a: 'e,
    {
        match &expr.kind {
            ExprKind::Name(name) if self.bound(name).is_none() => self.stands_for(name).map_or(expr, |meant| self.resolve(meant)),
            _ => expr,
        }
    }

    pub fn truth(&self, expr: &Expr) -> Truth {
        self.eval(expr).as_truth()
    }

    pub fn eval(&self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Bool(known) => Value::Bool(*known),
            ExprKind::Text(text) => Value::Text(Arc::clone(text)),
            ExprKind::Number(number) => self.number(number),
            ExprKind::Date(text) => iso_date(text),
            ExprKind::List(items) => Value::list(items.iter().map(|e| self.eval(e)).collect()),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Field(of, field) => self.field_of(of, &field.value),
            ExprKind::Call(function, arguments) => self.call(&function.value, arguments),
            ExprKind::Comprehension(c) => self.comprehension(c),
            ExprKind::Not(e) => Value::truth(!self.truth(e)),
            ExprKind::Negative(e) => match self.eval(e) {
                Value::Quantity(q) => computed(Some(q.interval.negated()), &q.dimension),
                _ => Value::Missing,
            },
            ExprKind::Binary(a, op, b) => self.binary(a, op.value, b),
            ExprKind::If(c, x, y) => match self.truth(c) {
                Truth::Surely => self.eval(x),
                Truth::SurelyNot => self.eval(y),
                Truth::CannotTell => Value::Missing,
            },
        }
    }

    fn name(&self, name: &str) -> Value {
        match self.bound(name) {
            Some(Bound::Value(value)) => return value.clone(),
            Some(Bound::Group { members, .. }) => return Value::list(members.iter().map(|c| Value::Claim(*c)).collect()),
            None => {}
        }
        match (self.stands_for(name), &self.bare) {
            (Some(expr), _) => self.eval(expr),
            (None, Some(record)) => self.field(record, name),
            (None, None) => panic!("`{name}` means nothing here"),
        }
    }

    fn field_of(&self, of: &Expr, field: &str) -> Value {
        if let ExprKind::Name(name) = &of.kind
            && let Some(Bound::Group { members, keys }) = self.bound(name)
            && keys.iter().any(|k| k == field)
        {
            return members.first().map_or(Value::Missing, |c| self.field(&Value::Claim(*c), field));
        }
        self.field(&self.eval(of), field)
    }

    /// The field of a record; of a list the list of its members' fields, holes kept.
    pub fn field(&self, of: &Value, field: &str) -> Value {
        let corpus = self.corpus;
        match of {
            Value::Claim(claim) => {
                let id =
                    corpus.schema.field_named(RecordKind::Claim, field).unwrap_or_else(|| panic!("claims have no `{field}`"));
                self.current_only(corpus.claim_value(*claim, id))
            }
            Value::Entity(entity) => {
                let id = corpus.schema.field_named(RecordKind::Entity, field).unwrap_or_else(|| panic!("no entity's `{field}`"));
                corpus.entity_value(*entity, id)
            }
            Value::Story(story) => {
                let id =
                    corpus.schema.field_named(RecordKind::Story, field).unwrap_or_else(|| panic!("stories have no `{field}`"));
                corpus.story_value(*story, id)
            }
            Value::Measure(measure) => self.measure_field(corpus.measure(*measure), field),
            Value::Clash(clash) => match (&clash.witness, field) {
                (Some(w), "low") => Value::Claim(w.low),
                (Some(w), "high") => Value::Claim(w.high),
                (Some(w), "gap") => w.gap.clone(),
                _ => Value::Missing,
            },
            Value::List(items) => Value::list(items.iter().map(|one| self.field(one, field)).collect()),
            _ => Value::Missing,
        }
    }

    /// Lists of claims leave out those that are not current; a single reference is followed whatever its status.
    fn current_only(&self, value: Value) -> Value {
        match &value {
            Value::List(items) => {
                let stays = |one: &&Value| !matches!(one, Value::Claim(c) if !self.corpus.claim(*c).is_current());
                Value::list(items.iter().filter(stays).cloned().collect())
            }
            _ => value,
        }
    }

    fn measure_field(&self, measure: &Measure, field: &str) -> Value {
        let dimension = match &measure.value {
            ValueType::Quantity(unit) => self.corpus.schema.vocabulary.unit(unit).map(|u| u.dimension.clone()),
            _ => Some(Dimension::One),
        };
        let end = |n: Option<Exact>| match (n, &dimension) {
            (Some(n), Some(dimension)) => computed(Some(Interval::point(n)), dimension),
            _ => Value::Missing,
        };
        match field {
            "id" | "name" => Value::Text(Arc::clone(&measure.name)),
            "title" => Value::Text(Arc::clone(&measure.title)),
            "range-low" => end(measure.range.map(|r| r.0)),
            "range-high" => end(measure.range.map(|r| r.1)),
            "whole-numbers" => Value::Bool(measure.whole_numbers),
            "monotone" => match measure.monotone {
                Some(Monotone::Up) => Value::text("up"),
                Some(Monotone::Down) => Value::text("down"),
                None => Value::Missing,
            },
            "kind-of" => {
                let kind = measure.kind_of.as_ref().and_then(|name| self.corpus.schema.measure_named(name));
                kind.map_or(Value::Missing, Value::Measure)
            }
            _ => panic!("measures have no `{field}`"),
        }
    }

    /// Whether what an expression names was given: a default is not. What is no field is given where it is not missing.
    pub fn has(&self, expr: &Expr) -> bool {
        let (record, field) = match &expr.kind {
            ExprKind::Field(of, field) => (self.eval(of), Arc::clone(&field.value)),
            ExprKind::Name(name) if self.bound(name).is_none() && self.stands_for(name).is_none() => {
                (self.bare.clone().unwrap_or(Value::Missing), Arc::clone(name))
            }
            _ => return is_there(&self.eval(expr)),
        };
        let schema = &self.corpus.schema;
        let given = |kind, fields: &claimlint::corpus::Fields| {
            schema.field_named(kind, &field).is_some_and(|id| is_there(&self.current_only(fields.value(id).clone())))
        };
        match record {
            Value::Claim(_) if matches!(&*field, "id" | "story") => true,
            Value::Claim(c) if &*field == "topic" => self.corpus.claim(c).topic().is_some(),
            Value::Entity(_) | Value::Story(_) if &*field == "id" => true,
            Value::Claim(c) => schema
                .field_named(RecordKind::Claim, &field)
                .is_some_and(|id| is_there(&self.current_only(self.corpus.claim(c).given(id).into_owned()))),
            Value::Entity(e) => given(RecordKind::Entity, &self.corpus.entity(e).fields),
            Value::Story(s) => given(RecordKind::Story, &self.corpus.story(s).fields),
            _ => is_there(&self.eval(expr)),
        }
    }

    fn number(&self, number: &Number) -> Value {
        let point = Interval::point(number.value);
        match &number.unit {
            NumberUnit::None => computed(Some(point), &Dimension::One),
            NumberUnit::Percent => computed(point.scaled(hundredth()), &Dimension::One),
            NumberUnit::Named(name) if &*name.value == "one" => computed(Some(point), &Dimension::One),
            NumberUnit::Named(name) => match self.corpus.schema.vocabulary.unit(&name.value) {
                Some(unit) => computed(unit.to_base(point), &unit.dimension),
                None => panic!("there is no unit `{}`", name.value),
            },
        }
    }

    fn binary(&self, a: &Expr, op: BinaryOp, b: &Expr) -> Value {
        let corpus = self.corpus;
        let (x, y) = (self.eval(a), self.eval(b));
        match op {
            BinaryOp::Or => Value::truth(x.as_truth().or(y.as_truth())),
            BinaryOp::And => Value::truth(x.as_truth().and(y.as_truth())),
            BinaryOp::Equal => Value::truth(compare::equal(corpus, &x, &y)),
            BinaryOp::NotEqual => Value::truth(!compare::equal(corpus, &x, &y)),
            BinaryOp::Less => Value::truth(compare::less(&x, &y)),
            BinaryOp::Greater => Value::truth(compare::less(&y, &x)),
            BinaryOp::LessOrEqual => Value::truth(!compare::less(&y, &x)),
            BinaryOp::GreaterOrEqual => Value::truth(!compare::less(&x, &y)),
            BinaryOp::In => Value::truth(compare::is_in(corpus, &x, &y)),
            BinaryOp::NotIn => Value::truth(!compare::is_in(corpus, &x, &y)),
            BinaryOp::Add | BinaryOp::Subtract => self.sum_or_difference(&x, op, &y),
            BinaryOp::Multiply => match (&x, &y) {
                (Value::Quantity(x), Value::Quantity(y)) if y.dimension == Dimension::One => {
                    computed(x.interval.mul(y.interval), &x.dimension)
                }
                (Value::Quantity(x), Value::Quantity(y)) if x.dimension == Dimension::One => {
                    computed(x.interval.mul(y.interval), &y.dimension)
                }
                _ => Value::Missing,
            },
            BinaryOp::Divide => match (&x, &y) {
                (Value::Quantity(x), Value::Quantity(y)) if y.dimension == Dimension::One => {
                    computed(x.interval.div(y.interval), &x.dimension)
                }
                (Value::Quantity(x), Value::Quantity(y)) if x.dimension == y.dimension => {
                    computed(x.interval.div(y.interval), &Dimension::One)
                }
                _ => Value::Missing,
            },
        }
    }

    fn sum_or_difference(&self, x: &Value, op: BinaryOp, y: &Value) -> Value {
        let add = op == BinaryOp::Add;
        match (x, y) {
            (Value::Quantity(x), Value::Quantity(y)) if x.dimension == y.dimension => {
                let interval = if add { x.interval.add(y.interval) } else { x.interval.sub(y.interval) };
                computed(interval, &x.dimension)
            }
            (Value::Date(x), Value::Date(y)) if !add => self.days_between(y, x),
            (Value::Date(x), Value::Quantity(y)) => self.later(x, y, add),
            (Value::Quantity(x), Value::Date(y)) if add => self.later(y, x, true),
            _ => Value::Missing,
        }
    }

    /// The dimension of durations and how many of its base units a day is.
    pub fn day(&self) -> (Dimension, Exact) {
        let day = self.corpus.schema.vocabulary.unit("day");
        day.map_or_else(|| (Dimension::Declared("time".into()), Exact::ONE), |u| (u.dimension.clone(), u.factor))
    }

    /// `to` − `from`, as a quantity of time.
    pub fn days_between(&self, from: &Date, to: &Date) -> Value {
        let (dimension, factor) = self.day();
        computed(to.days().sub(from.days()).and_then(|i| i.scaled(factor)), &dimension)
    }

    fn later(&self, date: &Date, by: &Quantity, add: bool) -> Value {
        let (dimension, factor) = self.day();
        let sign = if add { Exact::ONE } else { -Exact::ONE };
        let days = Exact::ONE.div(factor).and_then(|f| by.interval.scaled(f)?.scaled(sign));
        match days.and_then(|d| date.plus(d)) {
            Some(date) if by.dimension == dimension => Value::Date(Arc::new(date)),
            _ => Value::Missing,
        }
    }

    /// The part in which a claim stands.
    pub fn part(&self, claim: ClaimId) -> Value {
        self.corpus.claim_value(claim, fields::PART)
    }
}

/// A missing list is the empty one, and the empty one is missing.
fn is_there(value: &Value) -> bool {
    !matches!(value, Value::Missing) && !matches!(value, Value::List(items) if items.is_empty())
}

fn hundredth() -> Exact {
    Exact::fraction(1, 100).expect("a hundredth fits")
}

/// A computed quantity; missing where it does not fit.
pub fn computed(interval: Option<Interval>, dimension: &Dimension) -> Value {
    interval.map_or(Value::Missing, |i| Value::quantity(Quantity::computed(i, dimension.clone())))
}

/// `2024`, `2024-10` or `2024-10-19`.
pub fn iso_date(text: &str) -> Value {
    let parts: Vec<Option<i16>> = text.split('-').map(|p| p.parse().ok()).collect();
    let part = |i: usize| parts.get(i).copied().flatten().and_then(|n| i8::try_from(n).ok());
    let date = match (parts.first().copied().flatten(), part(1), part(2)) {
        (Some(year), None, None) => Date::year(year),
        (Some(year), Some(month), None) => Date::month(year, month),
        (Some(year), Some(month), Some(day)) => jiff::civil::Date::new(year, month, day).ok().map(Date::day),
        _ => None,
    };
    date.map_or(Value::Missing, |d| Value::Date(Arc::new(d)))
}
