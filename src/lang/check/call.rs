//! Calls: functions of the table, defines, and the few forms that name fields (`conflict`, `clash`, `has`, `maybe`, `either`).

use super::expr::typed;
use super::messages::{listed, mistake, type_name, wants};
use super::scope::Stories;
use super::{Checked, Checker, Failure, Scope};
use crate::builtins::{self, Builtin, Form, Param, pattern_mistake};
use crate::corpus::{RecordKind, Type, Value, fields};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, Argument, ExprKind, Name};
use crate::lang::typed::{Access, Between, ClashOf, Expr, ExprKind as Typed, Fold};
use crate::source::Span;
use crate::value::read;

impl Checker<'_> {
    pub(super) fn call(&self, function: &Name, arguments: &[Argument], span: Span, scope: &mut Scope) -> Checked<Expr> {
        if self.defines.contains_key(&function.value) {
            return self.call_define(function, arguments, span, scope);
        }
        let Some(builtin) = builtins::by_name(&function.value) else {
            return Err(self.unknown_function(function, scope).into());
        };
        match builtin.form {
            Form::Plain(_) => self.call_plain(builtin, function, arguments, span, scope),
            Form::Special => match builtin.name {
                "conflict" => self.conflict(builtin, function, arguments, span, scope),
                "clash" => self.clash(builtin, function, arguments, span, scope),
                "maybe" => {
                    let [of] = positional(builtin, function, arguments, span)?;
                    let of = self.truth(of, "`maybe`", scope)?;
                    Ok(typed(span, Type::Bool, Typed::Maybe(Box::new(of))))
                }
                "has" => self.has(builtin, function, arguments, span, scope),
                "either" => {
                    let [x, y] = positional(builtin, function, arguments, span)?;
                    let (x, y) = (self.expr(x, scope)?, self.expr(y, scope)?);
                    let ty = self.joined(&x, &y)?;
                    Ok(typed(span, ty, Typed::Either(Box::new(x), Box::new(y))))
                }
                name => {
                    let [list] = positional(builtin, function, arguments, span)?;
                    let fold = Fold::ALL.iter().find(|(n, _)| *n == name).map_or(Fold::Count, |(_, f)| *f);
                    self.fold_of_list(fold, list, span, scope)
                }
            },
        }
    }

    fn unknown_function(&self, function: &Name, scope: &Scope) -> Diagnostic {
        let unknown =
            mistake(&codes::UNKNOWN_NAME, format!("`{}` is no function", function.value), function.span, "no such function");
        if scope.find(&function.value).is_some() {
            return unknown.help(format!("`{}` is a name of this rule, and is not called", function.value));
        }
        match nearest(&function.value, builtins::all().map(|b| b.name).chain(self.defines.keys().map(|d| &**d))) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None => unknown.help("`claimlint explain` lists the functions; a helper of your own is declared with `define`"),
        }
    }

    fn call_define(&self, function: &Name, arguments: &[Argument], span: Span, scope: &mut Scope) -> Checked<Expr> {
        let define = self.define(&function.value)?;
        if define.needs_story {
            if scope.stories == Stories::All {
                return Err(super::aggregate::no_key(function.span).into());
            }
            scope.needs_story = true;
        }
        let params = define.params;
        if let Some(named) = arguments.iter().find_map(|a| a.name.as_ref()) {
            return Err(mistake(
                &codes::WRONG_ARGUMENTS,
                format!("`{}` takes no named argument", function.value),
                named.span,
                "",
            )
            .into());
        }
        if arguments.len() != params.len() {
            let message = format!("`{}` takes {}, and here are {}", function.value, things(params.len()), arguments.len());
            return Err(mistake(&codes::WRONG_ARGUMENTS, message, span, "").into());
        }
        let mut checked = Vec::with_capacity(arguments.len());
        for (argument, wanted) in arguments.iter().zip(&params) {
            let value = self.expr(&argument.value, scope)?;
            if !assignable(&value.ty, wanted) {
                return Err(wants(&format!("`{}`", function.value), &type_name(wanted), &value.ty, value.span).into());
            }
            checked.push(value);
        }
        Ok(typed(span, define.result, Typed::Define(define.place, checked)))
    }

    fn call_plain(
        &self,
        builtin: &'static Builtin,
        function: &Name,
        arguments: &[Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Checked<Expr> {
        let arguments = all_positional(builtin, function, arguments, span)?;
        let mut checked = Vec::with_capacity(arguments.len());
        for (argument, param) in arguments.into_iter().zip(builtin.takes) {
            let value = self.expr(argument, scope)?;
            self.fits(builtin, *param, argument, &value)?;
            checked.push(value);
        }
        let types: Vec<Type> = checked.iter().map(|a| a.ty.clone()).collect();
        Ok(typed(span, (builtin.gives)(&types), Typed::Call(builtin, checked)))
    }

    /// Whether a value is what a function takes in a place.
    fn fits(&self, builtin: &Builtin, param: Param, written: &ast::Expr, value: &Expr) -> Result<(), Diagnostic> {
        let is_claims = |ty: &Type| matches!(ty, Type::List(of) if **of == Type::Claim);
        let (fits, wanted) = match param {
            Param::Any => (true, "anything"),
            Param::Text => (matches!(value.ty, Type::Text | Type::Choice(_) | Type::Value), "a text"),
            Param::Quantity => (matches!(value.ty, Type::Quantity(_) | Type::Value), "a number"),
            Param::Date => (matches!(value.ty, Type::Date | Type::Value), "a date"),
            Param::Claim => (value.ty == Type::Claim, "a claim"),
            Param::Claims => (value.ty == Type::Claim || is_claims(&value.ty), "a claim, or a group of claims"),
            Param::Entity => (matches!(value.ty, Type::Entity | Type::Value), "an entity"),
            Param::List => (matches!(value.ty, Type::List(_)), "a list"),
            Param::Pattern | Param::Unit | Param::DateText => return self.written_out(builtin, param, written, value),
        };
        if fits { Ok(()) } else { Err(wants(&format!("`{}`", builtin.name), wanted, &value.ty, value.span)) }
    }

    /// Texts that are read when the rule is loaded: patterns, units, dates.
    fn written_out(&self, builtin: &Builtin, param: Param, written: &ast::Expr, value: &Expr) -> Result<(), Diagnostic> {
        let Typed::Constant(Value::Text(text)) = &value.kind else {
            let message = format!("`{}` wants a text written out here, so that it can be read beforehand", builtin.name);
            return Err(mistake(&codes::TYPE_MISMATCH, message, value.span, type_name(&value.ty)));
        };
        match param {
            // A param of a shipped rule may be set from outside; then a name is written here, and no text.
            Param::Pattern if matches!(written.kind, ExprKind::Text(_)) && self.trusted.contains(&written.span.file) => Ok(()),
            Param::Pattern => match pattern_mistake(text) {
                None => Ok(()),
                Some(mistake) => Err(bad_pattern(text, &mistake, value.span)),
            },
            Param::Unit if self.schema.vocabulary.unit(text).is_none() => {
                let names = self.schema.vocabulary.units().iter().map(|u| &*u.name);
                let unknown = mistake(&codes::UNKNOWN_NAME, format!("`{text}` is no unit"), value.span, "no such unit");
                Err(unknown.maybe_help(nearest(text, names).map(|near| format!("did you mean `{near}`?"))))
            }
            Param::DateText if read::date(text, None).is_err() => {
                Err(mistake(&codes::TYPE_MISMATCH, format!("`{text}` is no date"), value.span, "")
                    .help("write it as 2024, 2024-10 or 2024-10-19"))
            }
            _ => Ok(()),
        }
    }

    fn has(&self, builtin: &Builtin, function: &Name, arguments: &[Argument], span: Span, scope: &mut Scope) -> Checked<Expr> {
        let [of] = positional(builtin, function, arguments, span)?;
        let of = self.expr(of, scope)?;
        Ok(typed(span, Type::Bool, Typed::Has(Box::new(of))))
    }

    fn conflict(
        &self,
        builtin: &Builtin,
        function: &Name,
        arguments: &[Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Checked<Expr> {
        let (plain, named) = split(builtin, function, arguments, &["beyond"])?;
        let [x, y] = fixed(builtin, function, &plain, span)?;
        let (x, y) = (self.expr(x, scope)?, self.expr(y, scope)?);
        for side in [&x, &y] {
            if !matches!(side.ty, Type::Quantity(_) | Type::Date | Type::Value) {
                let help = match side.ty {
                    Type::List(_) => "`conflict` compares two values; for the members of a group write `clash(g.value)`",
                    _ => "ask with `==` whether two of these are the same",
                };
                return Err(wants("`conflict`", "two numbers or two dates", &side.ty, side.span).help(help).into());
            }
        }
        let ty = self.comparable(&x, &y)?;
        let beyond = named[0].map(|t| self.beyond(t, scope, &ty)).transpose()?;
        Ok(typed(span, Type::Bool, Typed::Conflict(Box::new(x), Box::new(y), beyond.map(Box::new))))
    }

    /// The one kind that two sides of a conflict are of.
    fn comparable(&self, x: &Expr, y: &Expr) -> Checked<Type> {
        match (&x.ty, &y.ty) {
            (Type::Quantity(Some(a)), Type::Quantity(Some(b))) if a != b => {}
            (Type::Quantity(None), other @ Type::Quantity(_)) | (other @ Type::Quantity(_), Type::Quantity(_)) => {
                return Ok(other.clone());
            }
            (Type::Value, other) | (other, Type::Value) => return Ok(other.clone()),
            (Type::Date, Type::Date) => return Ok(Type::Date),
            _ => {}
        }
        let message = format!("`conflict` cannot compare {} with {}", type_name(&x.ty), type_name(&y.ty));
        Err(mistake(&codes::TYPE_MISMATCH, message, y.span, type_name(&y.ty)).label(x.span, type_name(&x.ty)).into())
    }

    fn clash(&self, builtin: &Builtin, function: &Name, arguments: &[Argument], span: Span, scope: &mut Scope) -> Checked<Expr> {
        let (plain, named) = split(builtin, function, arguments, &["beyond", "between", "while"])?;
        let [list] = fixed(builtin, function, &plain, span)?;
        let known = match &list.kind {
            ExprKind::Field(of, _) => self.known(of, scope),
            _ => super::scope::Known::default(),
        };
        let list = self.expr(list, scope)?;
        let of_what = list.ty.clone();
        let Typed::Project(claims, Access::Claim(field)) = list.kind else { return Err(clash_wants(&list).into()) };
        let element = match of_what {
            Type::List(of) if matches!(*of, Type::Quantity(_) | Type::Date | Type::Value) => *of,
            ty => {
                return Err(wants("`clash`", "numbers or dates", &ty, list.span)
                    .help("ask `count(distinct(…)) > 1` whether these differ")
                    .into());
            }
        };
        let beyond = named[0].map(|t| self.beyond(t, scope, &element)).transpose()?;
        // The measure's tolerance counts only where all members have one measure.
        let fixed_measure = known.measures.is_some() || known.shared.contains(&fields::MEASURE) || field != fields::VALUE;
        if beyond.is_none() && !fixed_measure {
            let help = "add `beyond:`, as in `beyond: 5%`, or fix the measure: `sharing topic`, `sharing measure` or `where measure == …`";
            return Err(mistake(
                &codes::WRONG_ARGUMENTS,
                "`clash` needs `beyond:` here: the group's claims may be of several measures",
                span,
                "",
            )
            .help(help)
            .into());
        }
        let between = named[1].map(between).transpose()?;
        let during = named[2].map(|d| self.during(d)).transpose()?;
        let clash = ClashOf { claims: *claims, field, beyond, between, during };
        Ok(typed(span, Type::Clash, Typed::Clash(Box::new(clash))))
    }

    fn during(&self, expr: &ast::Expr) -> Checked<crate::corpus::FieldId> {
        let dates = || self.schema.fields(RecordKind::Claim).iter().filter(|f| f.ty == Type::Date).map(|f| &*f.name);
        if let ExprKind::Name(name) = &expr.kind
            && dates().any(|d| d == &**name)
            && let Some(field) = self.schema.field_named(RecordKind::Claim, name)
        {
            return Ok(field);
        }
        Err(mistake(&codes::TYPE_MISMATCH, "`while:` wants a date field of claims", expr.span, "")
            .help(format!("write one of {}", listed(dates())))
            .into())
    }
}

/// What `between:` says.
fn between(expr: &ast::Expr) -> Checked<Between> {
    if let ExprKind::Name(name) = &expr.kind
        && let Some((_, between)) = Between::ALL.iter().find(|(n, _)| *n == &**name)
    {
        return Ok(*between);
    }
    let help = format!("write one of {}", listed(Between::ALL.iter().map(|(n, _)| *n)));
    Err(mistake(&codes::UNKNOWN_NAME, "`between:` does not know this", expr.span, "").help(help).into())
}

fn clash_wants(list: &Expr) -> Diagnostic {
    let help = match list.ty {
        Type::Quantity(_) | Type::Date | Type::Value => {
            "`clash` looks through the members of a group; for two values write `conflict(x, y)`"
        }
        _ => "name a field of a group, as in `clash(g.value)`",
    };
    wants("`clash`", "the values of a group", &list.ty, list.span).help(help)
}

fn bad_pattern(text: &str, said: &str, span: Span) -> Diagnostic {
    // The library draws the pattern over several lines; its last one says what is wrong.
    let reason = said.lines().last().unwrap_or("").trim().trim_start_matches("error: ").to_owned();
    mistake(&codes::BAD_REGEX, format!("`{text}` cannot be read as a pattern"), span, reason)
        .help("put `\\\\` before a character that is meant as itself, as in `\"\\\\(\"`")
}

/// Whether a value of one type may be handed to a parameter of another.
fn assignable(have: &Type, wanted: &Type) -> bool {
    match (have, wanted) {
        (Type::Value, Type::Quantity(_) | Type::Date | Type::Text | Type::Entity | Type::Choice(_)) => true,
        (Type::Quantity(_), Type::Quantity(None)) | (Type::Choice(_), Type::Text) | (Type::Clash, Type::Bool) => true,
        (Type::List(a), Type::List(b)) => assignable(a, b),
        (a, b) => a == b,
    }
}

fn things(n: usize) -> String {
    match n {
        0 => "nothing".into(),
        1 => "one thing".into(),
        2 => "two things".into(),
        n => format!("{n} things"),
    }
}

fn wrong_count(builtin: &Builtin, function: &Name, given: usize, span: Span) -> Failure {
    let message = format!(
        "`{}` takes {}, and here {} {given}",
        function.value,
        things(builtin.takes.len()),
        if given == 1 { "is" } else { "are" }
    );
    let called = format!("it is called as `{}`", builtin.signature);
    let help =
        if builtin.name == "conflict" { called + "; for the figures of a group there is `clash(g.value)`" } else { called };
    mistake(&codes::WRONG_ARGUMENTS, message, span, "").help(help).into()
}

type Named<'e> = Vec<Option<&'e ast::Expr>>;

/// The plain arguments, and the named ones in the order of `names`.
fn split<'e>(
    builtin: &Builtin,
    function: &Name,
    arguments: &'e [Argument],
    names: &[&str],
) -> Checked<(Vec<&'e ast::Expr>, Named<'e>)> {
    let mut plain = Vec::new();
    let mut named: Named<'e> = vec![None; names.len()];
    for argument in arguments {
        let Some(name) = &argument.name else {
            plain.push(&argument.value);
            continue;
        };
        match names.iter().position(|n| *n == &*name.value) {
            Some(place) if named[place].is_none() => named[place] = Some(&argument.value),
            Some(_) => {
                return Err(mistake(&codes::WRONG_ARGUMENTS, format!("`{}:` is given twice", name.value), name.span, "").into());
            }
            None => {
                let help = match nearest(&name.value, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}:`?"),
                    None => format!("it is called as `{}`", builtin.signature),
                };
                let message = format!("`{}` takes no `{}:`", function.value, name.value);
                return Err(mistake(&codes::WRONG_ARGUMENTS, message, name.span, "").help(help).into());
            }
        }
    }
    Ok((plain, named))
}

fn fixed<'e, const N: usize>(
    builtin: &Builtin,
    function: &Name,
    plain: &[&'e ast::Expr],
    span: Span,
) -> Checked<[&'e ast::Expr; N]> {
    plain.try_into().map_err(|_| wrong_count(builtin, function, plain.len(), span))
}

fn positional<'e, const N: usize>(
    builtin: &Builtin,
    function: &Name,
    arguments: &'e [Argument],
    span: Span,
) -> Checked<[&'e ast::Expr; N]> {
    let (plain, _) = split(builtin, function, arguments, &[])?;
    fixed(builtin, function, &plain, span)
}

fn all_positional<'e>(builtin: &Builtin, function: &Name, arguments: &'e [Argument], span: Span) -> Checked<Vec<&'e ast::Expr>> {
    let (plain, _) = split(builtin, function, arguments, &[])?;
    if plain.len() == builtin.takes.len() { Ok(plain) } else { Err(wrong_count(builtin, function, plain.len(), span)) }
}
