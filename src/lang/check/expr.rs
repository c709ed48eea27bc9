//! Expressions: names, fields, logic, arithmetic and lists get their types.

use std::sync::Arc;

use super::messages::{fields_of, mistake, type_name, unknown_field, wants};
use super::scope::{Known, Place, Scope};
use super::{Checked, Checker};
use crate::corpus::{FieldId, MeasureId, RecordKind, Type, Value, ValueType, fields};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, BinaryOp, ExprKind, Name};
use crate::lang::typed::{Access, ClashField, Comparison, Expr, ExprKind as Typed, MeasureField, Operation, RECORD};
use crate::source::Span;
use crate::value::Dimension;

/// Wraps a kind.
pub(super) fn typed(span: Span, ty: Type, kind: Typed) -> Expr {
    Expr { span, ty, kind }
}

impl Checker<'_> {
    /// The type of an expression, and what it is with its names resolved.
    pub(super) fn expr(&self, expr: &ast::Expr, scope: &mut Scope) -> Checked<Expr> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Bool(known) => Ok(typed(span, Type::Bool, Typed::Constant(Value::Bool(*known)))),
            ExprKind::Text(text) => Ok(typed(span, Type::Text, Typed::Constant(text_value(text)))),
            ExprKind::Number(number) => self.number(number),
            ExprKind::Date(text) => self.date(text, span),
            ExprKind::List(items) => self.list(items, span, scope),
            ExprKind::Name(name) => self.name(name, span, scope),
            ExprKind::Field(of, field) => self.field(of, field, span, scope),
            ExprKind::Call(function, arguments) => self.call(function, arguments, span, scope),
            ExprKind::Comprehension(comprehension) => self.comprehension(comprehension, span, scope),
            ExprKind::Not(of) => {
                let of = self.truth(of, "`not`", scope)?;
                Ok(typed(span, Type::Bool, Typed::Not(Box::new(of))))
            }
            ExprKind::Negative(of) => self.negative(of, span, scope),
            ExprKind::Binary(left, op, right) => self.binary(left, op, right, span, scope),
            ExprKind::If(condition, then, otherwise) => self.conditional(condition, then, otherwise, span, scope),
        }
    }

    /// An expression that must be so or not so.
    pub(super) fn truth(&self, expr: &ast::Expr, what: &str, scope: &mut Scope) -> Checked<Expr> {
        let checked = self.expr(expr, scope)?;
        match checked.ty {
            Type::Bool | Type::Clash => Ok(checked),
            _ => {
                let help = match checked.ty {
                    Type::List(_) => "ask `any(…)`, `none(…)` or `count(…) > 0` of a list",
                    _ => "compare it with something, or ask `has(…)` whether it is there",
                };
                Err(wants(what, "something that is so or not so", &checked.ty, expr.span).help(help).into())
            }
        }
    }

    fn negative(&self, of: &ast::Expr, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let of = self.expr(of, scope)?;
        if !matches!(of.ty, Type::Quantity(_) | Type::Value) {
            return Err(wants("`-`", "a number", &of.ty, of.span).into());
        }
        let ty = if of.ty == Type::Value { Type::Quantity(None) } else { of.ty.clone() };
        Ok(typed(span, ty, Typed::Negative(Box::new(of))))
    }

    fn binary(
        &self,
        left: &ast::Expr,
        op: &crate::source::Spanned<BinaryOp>,
        right: &ast::Expr,
        span: Span,
        scope: &mut Scope,
    ) -> Checked<Expr> {
        match op.value {
            BinaryOp::And | BinaryOp::Or => self.connective(left, op.value, right, span, scope),
            BinaryOp::In => self.membership(left, right, span, scope),
            BinaryOp::NotIn => {
                let within = self.membership(left, right, span, scope)?;
                Ok(typed(span, Type::Bool, Typed::Not(Box::new(within))))
            }
            BinaryOp::Add => self.arithmetic(left, Operation::Add, right, span, scope),
            BinaryOp::Subtract => self.arithmetic(left, Operation::Subtract, right, span, scope),
            BinaryOp::Multiply => self.arithmetic(left, Operation::Multiply, right, span, scope),
            BinaryOp::Divide => self.arithmetic(left, Operation::Divide, right, span, scope),
            BinaryOp::Equal => self.comparison(left, Comparison::Equal, right, span, scope),
            BinaryOp::NotEqual => self.comparison(left, Comparison::NotEqual, right, span, scope),
            BinaryOp::Less => self.comparison(left, Comparison::Less, right, span, scope),
            BinaryOp::LessOrEqual => self.comparison(left, Comparison::LessOrEqual, right, span, scope),
            BinaryOp::Greater => self.comparison(left, Comparison::Greater, right, span, scope),
            BinaryOp::GreaterOrEqual => self.comparison(left, Comparison::GreaterOrEqual, right, span, scope),
        }
    }

    /// `and` and `or`, flattened: `a and b and c` is one conjunction of three.
    fn connective(&self, left: &ast::Expr, op: BinaryOp, right: &ast::Expr, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let sign = if op == BinaryOp::And { "`and`" } else { "`or`" };
        let mut parts = Vec::new();
        for side in [left, right] {
            let part = self.truth(side, sign, scope)?;
            match (op, part.kind) {
                (BinaryOp::And, Typed::And(inner)) | (BinaryOp::Or, Typed::Or(inner)) => parts.extend(inner),
                (_, kind) => parts.push(Expr { kind, span: part.span, ty: part.ty }),
            }
        }
        let kind = if op == BinaryOp::And { Typed::And(parts) } else { Typed::Or(parts) };
        Ok(typed(span, Type::Bool, kind))
    }

    fn arithmetic(&self, left: &ast::Expr, op: Operation, right: &ast::Expr, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let (l, r) = (self.expr(left, scope)?, self.expr(right, scope)?);
        let ty = result_of(op, &l, &r)?;
        Ok(typed(span, ty, Typed::Arithmetic(op, Box::new(l), Box::new(r))))
    }

    fn conditional(
        &self,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: &ast::Expr,
        span: Span,
        scope: &mut Scope,
    ) -> Checked<Expr> {
        let condition = self.truth(condition, "`if`", scope)?;
        let (then, otherwise) = (self.expr(then, scope)?, self.expr(otherwise, scope)?);
        let ty = self.joined(&then, &otherwise)?;
        Ok(typed(span, ty, Typed::If(Box::new(condition), Box::new(then), Box::new(otherwise))))
    }

    fn list(&self, items: &[ast::Expr], span: Span, scope: &mut Scope) -> Checked<Expr> {
        let mut checked: Vec<Expr> = Vec::with_capacity(items.len());
        let mut of = Type::Value;
        for item in items {
            let item = self.expr(item, scope)?;
            of = match checked.first() {
                None => item.ty.clone(),
                Some(first) => self.joined(first, &item)?,
            };
            checked.push(item);
        }
        Ok(typed(span, Type::List(Box::new(of)), Typed::List(checked)))
    }

    /// The one type that two expressions can both be.
    pub(super) fn joined(&self, a: &Expr, b: &Expr) -> Checked<Type> {
        match (&a.ty, &b.ty) {
            (x, y) if x == y => Ok(x.clone()),
            (Type::Quantity(x), Type::Quantity(y)) if x.is_none() || y.is_none() => Ok(Type::Quantity(None)),
            (Type::Value, y) => Ok(y.clone()),
            (x, Type::Value) => Ok(x.clone()),
            (Type::Bool | Type::Clash, Type::Bool | Type::Clash) => Ok(Type::Bool),
            (x, y) => {
                let message = format!("these two must be of one kind, and one is {}, the other {}", type_name(x), type_name(y));
                Err(mistake(&codes::TYPE_MISMATCH, message, b.span, type_name(y)).label(a.span, type_name(x)).into())
            }
        }
    }

    /// What a name stands for, where it is a variable.
    pub(super) fn variable(&self, scope: &Scope, name: &str, span: Span) -> Option<Expr> {
        let variable = scope.find(name)?;
        match &variable.place {
            Place::Local(local) => Some(typed(span, variable.ty.clone(), Typed::Local(*local))),
            Place::Literal(literal) => {
                let mut expr = self.expr(literal, &mut Scope::new()).ok()?;
                expr.span = span;
                Some(expr)
            }
        }
    }

    fn name(&self, name: &Arc<str>, span: Span, scope: &mut Scope) -> Checked<Expr> {
        if let Some((kind, known)) = &scope.record
            && let Some(field) = self.schema.field_named(*kind, name)
        {
            let kind = *kind;
            let record = typed(span, record_type(kind), Typed::Local(RECORD));
            let ty = if kind == RecordKind::Claim && field == fields::VALUE {
                self.value_type(known)
            } else {
                self.schema.field(kind, field).ty.clone()
            };
            return Ok(typed(span, ty, Typed::Field(Box::new(record), access(kind, field))));
        }
        match self.variable(scope, name, span) {
            Some(expr) => Ok(expr),
            None => Err(self.unknown_name(name, span, scope).into()),
        }
    }

    fn unknown_name(&self, name: &str, span: Span, scope: &Scope) -> Diagnostic {
        let unknown = mistake(&codes::UNKNOWN_NAME, format!("`{name}` is not known here"), span, "no such name");
        if scope.record.is_none() && self.schema.field_named(RecordKind::Claim, name).is_some() {
            let whose = scope.names().next().unwrap_or("c");
            return unknown.help(format!("`{name}` is a field: say whose, as in `{whose}.{name}`"));
        }
        if let Some((left, right)) =
            split_at_minus(name, |part| scope.find(part).is_some() || self.schema.field_named(RecordKind::Claim, part).is_some())
        {
            return unknown.help(format!("`{name}` is one name; to subtract, write spaces: `{left} - {right}`"));
        }
        if crate::builtins::by_name(name).is_some() {
            return unknown.help(format!("`{name}` is a function: call it, as in `{name}(…)`"));
        }
        if matches!(name, "claims" | "all-claims") {
            return unknown.help(format!("`{name}` stands only behind `in` of a list, as in `count(x for x in {name} where …)`"));
        }
        let record = scope.record.as_ref().map(|(kind, _)| fields_of(self.schema, *kind)).unwrap_or_default();
        if matches!(name, "null" | "nil" | "missing") {
            return unknown.help("ask `has(…)` whether something was given, and `not has(…)` whether it is missing");
        }
        let quoted = format!("if it is a text, put it in quotes: `\"{name}\"`");
        match nearest(name, scope.names().chain(record)) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None => unknown.help(quoted),
        }
    }

    fn field(&self, of: &ast::Expr, field: &Name, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let known = self.known(of, scope);
        let of = self.expr(of, scope)?;
        self.access(of, field, span, &known)
    }

    /// What is known of the claims that an expression gives, beyond their type.
    pub(super) fn known(&self, expr: &ast::Expr, scope: &Scope) -> Known {
        match &expr.kind {
            ExprKind::Name(name) => scope.find(name).map(|v| v.known.clone()).unwrap_or_default(),
            // `first(g)` and `clash.low` are members of what they are made of, as far as measures go.
            ExprKind::Call(function, arguments) if matches!(&*function.value, "first" | "last") => {
                let of = arguments.first().map(|a| self.known(&a.value, scope)).unwrap_or_default();
                Known { measures: of.measures, ..Known::default() }
            }
            ExprKind::Field(of, field) if matches!(&*field.value, "low" | "high") => {
                Known { measures: self.known(of, scope).measures, ..Known::default() }
            }
            _ => Known::default(),
        }
    }

    /// A field of a record, or of each record of a list.
    pub(super) fn access(&self, of: Expr, field: &Name, span: Span, known: &Known) -> Checked<Expr> {
        let one = match &of.ty {
            Type::List(of) => (**of).clone(),
            ty => ty.clone(),
        };
        let (access, ty) = self.access_of(&one, field, known)?;
        let is_list = matches!(of.ty, Type::List(_));
        let shared = matches!(access, Access::Claim(f) if known.shared.contains(&f));
        Ok(match (is_list, shared) {
            (true, true) => typed(span, ty, Typed::Shared(Box::new(of), access)),
            (true, false) => {
                let element = if let Type::List(inner) = ty { *inner } else { ty };
                typed(span, Type::List(Box::new(element)), Typed::Project(Box::new(of), access))
            }
            (false, _) => typed(span, ty, Typed::Field(Box::new(of), access)),
        })
    }

    fn access_of(&self, of: &Type, field: &Name, known: &Known) -> Result<(Access, Type), Diagnostic> {
        let record = |kind| {
            let id = self.schema.field_named(kind, &field.value);
            id.map(|id| (access(kind, id), self.schema.field(kind, id).ty.clone()))
                .ok_or_else(|| unknown_field(of, &field.value, field.span, &fields_of(self.schema, kind)))
        };
        match of {
            Type::Claim => match record(RecordKind::Claim)? {
                (access, Type::Value) => Ok((access, self.value_type(known))),
                found => Ok(found),
            },
            Type::Entity => record(RecordKind::Entity),
            Type::Story => record(RecordKind::Story),
            Type::Measure => {
                let found = MeasureField::ALL.iter().find(|(name, _)| *name == &*field.value);
                let names: Vec<&str> = MeasureField::ALL.iter().map(|(name, _)| *name).collect();
                found
                    .map(|(_, f)| (Access::Measure(*f), measure_field_type(*f)))
                    .ok_or_else(|| unknown_field(of, &field.value, field.span, &names))
            }
            Type::Clash => {
                let found = ClashField::ALL.iter().find(|(name, _)| *name == &*field.value);
                let names: Vec<&str> = ClashField::ALL.iter().map(|(name, _)| *name).collect();
                let ty = |f: ClashField| if f == ClashField::Gap { Type::Quantity(Some(Dimension::One)) } else { Type::Claim };
                found.map(|(_, f)| (Access::Clash(*f), ty(*f))).ok_or_else(|| unknown_field(of, &field.value, field.span, &names))
            }
            _ => Err(unknown_field(of, &field.value, field.span, &[])),
        }
    }

    /// The type of `value` of claims of these measures: theirs where they all have one, else a value.
    pub(super) fn value_type(&self, known: &Known) -> Type {
        let Some(measures) = &known.measures else { return Type::Value };
        let mut types = measures.iter().map(|m| self.type_of_measure(*m));
        match types.next() {
            Some(first) if types.all(|t| t == first) => first,
            _ => Type::Value,
        }
    }

    fn type_of_measure(&self, measure: MeasureId) -> Type {
        match &self.schema.measure(measure).value {
            ValueType::Undeclared => Type::Value,
            ValueType::Count => Type::Quantity(Some(Dimension::One)),
            ValueType::Quantity(unit) => Type::Quantity(self.schema.vocabulary.unit(unit).map(|u| u.dimension.clone())),
            ValueType::Date => Type::Date,
            ValueType::Text => Type::Text,
            ValueType::Entity => Type::Entity,
            ValueType::Choice(set) => Type::Choice(Arc::clone(set)),
        }
    }
}

fn measure_field_type(field: MeasureField) -> Type {
    match field {
        MeasureField::Id | MeasureField::Title | MeasureField::Monotone => Type::Text,
        MeasureField::RangeLow | MeasureField::RangeHigh => Type::Quantity(None),
        MeasureField::KindOf => Type::Measure,
        MeasureField::WholeNumbers => Type::Bool,
    }
}

/// A text as rules hold it: in NFC and trimmed, as claims' texts are.
fn text_value(text: &Arc<str>) -> Value {
    use unicode_normalization::UnicodeNormalization;
    let normal: String = text.trim().nfc().collect();
    Value::text(&normal)
}

/// The type of a kind of record.
pub(super) fn record_type(kind: RecordKind) -> Type {
    match kind {
        RecordKind::Claim => Type::Claim,
        RecordKind::Entity => Type::Entity,
        RecordKind::Story => Type::Story,
    }
}

/// The access to a field of a kind of record.
pub(super) fn access(kind: RecordKind, field: FieldId) -> Access {
    match kind {
        RecordKind::Claim => Access::Claim(field),
        RecordKind::Entity => Access::Entity(field),
        RecordKind::Story => Access::Story(field),
    }
}

/// `a-b` as two known names, where it can be read so.
fn split_at_minus(name: &str, known: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    name.match_indices('-')
        .map(|(i, _)| (&name[..i], &name[i + 1..]))
        .find(|(l, r)| known(l) && (known(r) || r.starts_with(|c: char| c.is_ascii_digit())))
}

/// The type that an operation gives.
fn result_of(op: Operation, l: &Expr, r: &Expr) -> Result<Type, Diagnostic> {
    let sign = match op {
        Operation::Add => "`+`",
        Operation::Subtract => "`-`",
        Operation::Multiply => "`*`",
        Operation::Divide => "`/`",
    };
    for side in [l, r] {
        let dated = side.ty == Type::Date && matches!(op, Operation::Add | Operation::Subtract);
        if !matches!(side.ty, Type::Quantity(_) | Type::Value) && !dated {
            return Err(wants(sign, "numbers", &side.ty, side.span));
        }
    }
    let same = |a: &Option<Dimension>, b: &Option<Dimension>| match (a, b) {
        (Some(x), Some(y)) if x != y => {
            let message =
                format!("{sign} wants two quantities of one kind, and these are {} and {}", type_name(&l.ty), type_name(&r.ty));
            Err(mistake(&codes::TYPE_MISMATCH, message, r.span, type_name(&r.ty)).label(l.span, type_name(&l.ty)))
        }
        (x, y) => Ok(x.clone().or_else(|| y.clone())),
    };
    let one = Some(Dimension::One);
    Ok(match (op, &l.ty, &r.ty) {
        (Operation::Subtract, Type::Date, Type::Date) => Type::Quantity(Some(crate::builtins::time())),
        (_, Type::Date, Type::Date) => return Err(wants(sign, "a date and a length of time", &r.ty, r.span)),
        (Operation::Add | Operation::Subtract, Type::Date, _) => Type::Date,
        (Operation::Add, _, Type::Date) => Type::Date,
        (Operation::Subtract, _, Type::Date) => return Err(wants(sign, "a number", &r.ty, r.span)),
        (Operation::Add | Operation::Subtract, Type::Quantity(a), Type::Quantity(b)) => Type::Quantity(same(a, b)?),
        (Operation::Multiply, Type::Quantity(a), Type::Quantity(b)) if *a == one => Type::Quantity(b.clone()),
        (Operation::Multiply, Type::Quantity(a), Type::Quantity(b)) if *b == one => Type::Quantity(a.clone()),
        (Operation::Multiply, Type::Quantity(Some(_)), Type::Quantity(Some(_))) => {
            return Err(wants(sign, "a number on one side", &r.ty, r.span));
        }
        (Operation::Divide, Type::Quantity(a), Type::Quantity(b)) if *b == one => Type::Quantity(a.clone()),
        (Operation::Divide, Type::Quantity(a), Type::Quantity(b)) => {
            same(a, b)?;
            Type::Quantity(if a.is_some() && b.is_some() { one } else { None })
        }
        _ => Type::Quantity(None),
    })
}
