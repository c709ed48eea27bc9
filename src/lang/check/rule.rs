//! A rule, clause by clause: selector, keys, lets, conditions, messages and labels.

use std::sync::Arc;

use super::aggregate::path_on;
use super::expr::record_type;
use super::messages::{mistake, type_name, wants};
use super::scope::{Known, Place, Scope, Stories, Variable};
use super::{Checked, Checker, Hides, reads};
use crate::corpus::{FieldId, RecordKind, Type, fields};
use crate::diagnostic::{Severity, codes};
use crate::lang::ast::{self, ExprKind, LabelKind, TemplatePart};
use crate::lang::typed::{
    Access, Expr, ExprKind as Typed, Label, Local, Path, Piece, RECORD, Rule, Selector, SelectorKind, Template,
};

/// Checks a rule.
pub(super) fn check(checker: &Checker<'_>, rule: &ast::Rule, pack: Option<&Arc<str>>) -> Checked<Rule> {
    let mut scope = Scope::new();
    let params = checker.params(rule, &mut scope)?;
    let selector = checker.selector(rule, &mut scope)?;
    if let Some((name, _)) = rule.lets.get(super::MOST_LETS) {
        let message = format!("a rule has at most {} lets", super::MOST_LETS);
        return Err(mistake(&codes::LIMIT, message, name.span, "one too many").help("make several rules of it").into());
    }
    let mut lets = Vec::with_capacity(rule.lets.len());
    for (name, body) in &rule.lets {
        checker.bind_let(name, body, &mut scope, &mut lets)?;
    }
    let flag = checker.truth(&rule.flag, "`flag when`", &mut scope)?;
    let escalate = |(severity, when): &(crate::source::Spanned<Severity>, ast::Expr), scope: &mut Scope| {
        Ok::<_, super::Failure>((severity.value, checker.truth(when, "`escalate`", scope)?))
    };
    let escalations = rule.escalations.iter().map(|e| escalate(e, &mut scope)).collect::<Checked<Vec<_>>>()?;
    let report = checker.template(&rule.report, &mut scope)?;
    let labels = rule.labels.iter().map(|l| checker.label(l, &mut scope)).collect::<Checked<Vec<_>>>()?;
    let help = rule.help.as_ref().map(|h| checker.template(h, &mut scope)).transpose()?;
    let reads = reads::of_flag(&flag, &lets, &bindings(selector.kind));
    let words = |text: &Option<crate::source::Spanned<String>>| text.as_ref().map(|t| Arc::from(t.value.trim()));
    Ok(Rule {
        name: Arc::clone(&rule.name.value),
        span: rule.name.span,
        title: words(&rule.title),
        severity: rule.severity.as_ref().map_or(Severity::Warning, |s| s.value),
        tags: rule.tags.iter().map(|t| Arc::clone(&t.value)).collect(),
        link: words(&rule.link),
        outranks: rule.outranks.iter().map(|name| Arc::clone(&name.value)).collect(),
        pack: pack.cloned(),
        params,
        selector,
        lets,
        flag,
        escalations,
        report,
        labels,
        help,
        why: rule.why.as_ref().map(|why| why.value.clone()),
        examples: rule.examples.clone(),
        locals: scope.locals(),
        reads: checker.may_be_missing(reads),
    })
}

/// The locals that a selector fills.
fn bindings(kind: SelectorKind) -> Vec<Local> {
    match kind {
        SelectorKind::Claim(a)
        | SelectorKind::Entity(a)
        | SelectorKind::Source(a)
        | SelectorKind::Story(a)
        | SelectorKind::Group(a) => vec![a],
        SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) => vec![a, b],
    }
}

impl Checker<'_> {
    /// The params, as names for what is written (or set from outside).
    fn params(&self, rule: &ast::Rule, scope: &mut Scope) -> Checked<Vec<(Arc<str>, String)>> {
        let mut shown = Vec::new();
        for (name, literal) in &rule.params {
            self.not_hiding(name, scope, Hides::Anything)?;
            let set = (self.settings)(&rule.name.value, &name.value);
            let literal = super::literal::folded(set.unwrap_or_else(|| literal.clone()));
            let checked = self.expr(&literal, &mut Scope::new())?;
            if !matches!(checked.kind, Typed::Constant(_) | Typed::List(_)) {
                return Err(mistake(
                    &codes::TYPE_MISMATCH,
                    "a param is written out: a number, a text, a date or a list",
                    literal.span,
                    "",
                )
                .into());
            }
            shown.push((Arc::clone(&name.value), super::literal::shown(&literal)));
            scope.add(Variable {
                name: Arc::clone(&name.value),
                ty: checked.ty,
                place: Place::Literal(literal),
                known: Known::default(),
            });
        }
        Ok(shown)
    }

    /// A let of a literal stays one, so that it can be a tolerance.
    fn bind_let(&self, name: &ast::Name, body: &ast::Expr, scope: &mut Scope, lets: &mut Vec<(Local, Expr)>) -> Checked<()> {
        let checked = self.expr(body, scope)?;
        self.not_hiding(name, scope, Hides::AllButFunctions)?;
        let known = self.known(body, scope);
        let literal = match &body.kind {
            ExprKind::Number(_) => Some(body.clone()),
            ExprKind::Name(of) => match scope.find(of).map(|v| &v.place) {
                Some(Place::Literal(literal)) => Some(literal.clone()),
                _ => None,
            },
            _ => None,
        };
        let ty = checked.ty.clone();
        let place = match literal {
            Some(literal) => Place::Literal(literal),
            None => {
                let local = scope.local();
                lets.push((local, checked));
                Place::Local(local)
            }
        };
        scope.add(Variable { name: Arc::clone(&name.value), ty, place, known });
        Ok(())
    }

    fn selector(&self, rule: &ast::Rule, scope: &mut Scope) -> Checked<Selector> {
        use ast::SelectorKind as Written;
        let written = &rule.selector;
        let names = written.kind.names();
        for (i, name) in names.iter().enumerate() {
            self.not_hiding(name, scope, Hides::Anything)?;
            if names[..i].iter().any(|n| n.value == name.value) {
                return Err(mistake(
                    &codes::DUPLICATE_NAME,
                    format!("`{}` is bound twice", name.value),
                    name.span,
                    "give it another name",
                )
                .into());
            }
        }
        let record = match written.kind {
            Written::Entity(_) | Written::Source(_) => RecordKind::Entity,
            Written::Story(_) => RecordKind::Story,
            _ => RecordKind::Claim,
        };
        let partners = matches!(written.kind, Written::Pair(..) | Written::Step(..) | Written::Group(_));
        if partners && written.sharing.is_empty() {
            let help = "say what they have in common, as in `sharing topic` or `sharing story`";
            return Err(mistake(&codes::NO_KEY, "these claims share nothing by which they could be found", written.span, "")
                .help(help)
                .into());
        }
        let measures = written.filter.as_ref().and_then(|f| self.fixed_measures(f, None));
        let known = Known { measures: measures.clone(), ..Known::default() };
        let locals: Vec<Local> = names.iter().map(|_| scope.local()).collect();
        // Without a story of its own, a rule looks at all stories.
        let storyless = record == RecordKind::Entity || written.across_stories.is_some();
        scope.stories = if storyless { Stories::All } else { Stories::Own };
        // `where`, `sharing` and `by` see the fields of the one record; in `each claim c` also `c` itself.
        let mut inner = scope.clone();
        inner.record = Some((record, known.clone()));
        if !partners && let [name] = names.as_slice() {
            let ty = record_type(record);
            inner.add(Variable { name: Arc::clone(&name.value), ty, place: Place::Local(RECORD), known: known.clone() });
        }
        let filter = written.filter.as_ref().map(|f| self.truth(f, "`where`", &mut inner)).transpose()?;
        let keys = written.sharing.iter().map(|k| self.key(k, &mut inner)).collect::<Checked<Vec<Path>>>()?;
        let by = written.by.as_ref().map(|d| self.order(d, &mut inner)).transpose()?;
        let locals_needed = inner.locals();
        while scope.locals() < locals_needed {
            scope.local();
        }
        let kind = match (&written.kind, locals.as_slice()) {
            (Written::Claim(_), [a]) => SelectorKind::Claim(*a),
            (Written::Entity(_), [a]) => SelectorKind::Entity(*a),
            (Written::Source(_), [a]) => SelectorKind::Source(*a),
            (Written::Story(_), [a]) => SelectorKind::Story(*a),
            (Written::Pair(..), [a, b]) => SelectorKind::Pair(*a, *b),
            (Written::Step(..), [a, b]) => SelectorKind::Step(*a, *b),
            (_, [a, ..]) => SelectorKind::Group(*a),
            (_, []) => SelectorKind::Group(RECORD),
        };
        self.add_bindings(rule, &names, &locals, record, &known, &keys, scope);
        Ok(Selector {
            span: written.span,
            kind,
            over: written.over,
            across_stories: written.across_stories.is_some(),
            filter,
            keys,
            key_spans: written.sharing.iter().map(|k| k.span).collect(),
            by,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "what a selector has fixed, handed over once")]
    fn add_bindings(
        &self,
        rule: &ast::Rule,
        names: &[&ast::Name],
        locals: &[Local],
        record: RecordKind,
        known: &Known,
        keys: &[Path],
        scope: &mut Scope,
    ) {
        let group = matches!(rule.selector.kind, ast::SelectorKind::Group(_));
        for (name, local) in names.iter().zip(locals) {
            let ty = if group { Type::List(Box::new(Type::Claim)) } else { record_type(record) };
            let shared = if group { shared_fields(keys) } else { Vec::new() };
            let known = Known { measures: known.measures.clone(), shared };
            scope.add(Variable { name: Arc::clone(&name.value), ty, place: Place::Local(*local), known });
        }
    }

    /// A key: a path on the record to something that can be the same in two claims.
    fn key(&self, key: &ast::Expr, scope: &mut Scope) -> Checked<Path> {
        let checked = self.expr(key, scope)?;
        let keyable = matches!(
            checked.ty,
            Type::Text | Type::Choice(_) | Type::Entity | Type::Measure | Type::Story | Type::Date | Type::Topic | Type::Bool
        );
        let path = path_on(&checked, RECORD);
        match path {
            Some(path) if keyable => Ok(path),
            _ => {
                let help = "a key is a text, a choice, an entity, a measure, a story, a date, or `topic`";
                Err(mistake(&codes::TYPE_MISMATCH, format!("{} is no key", type_name(&checked.ty)), key.span, "")
                    .help(help)
                    .into())
            }
        }
    }

    fn order(&self, by: &ast::Expr, scope: &mut Scope) -> Checked<Expr> {
        let checked = self.expr(by, scope)?;
        match checked.ty {
            Type::Date | Type::Quantity(_) | Type::Value => Ok(checked),
            _ => Err(wants("`by`", "a date or a number", &checked.ty, by.span).into()),
        }
    }

    fn template(&self, template: &ast::Template, scope: &mut Scope) -> Checked<Template> {
        let mut pieces = Vec::with_capacity(template.parts.len());
        for part in &template.parts {
            pieces.push(match part {
                TemplatePart::Text(text) => Piece::Text(text.as_str().into()),
                TemplatePart::Value(expr) => Piece::Value(self.expr(expr, scope)?),
            });
        }
        Ok(Template(pieces))
    }

    fn label(&self, label: &ast::Label, scope: &mut Scope) -> Checked<Label> {
        let known = match &label.place.kind {
            ExprKind::Field(of, _) => self.known(of, scope),
            _ => self.known(&label.place, scope),
        };
        let place = self.expr(&label.place, scope)?;
        let (owner, field) = self.place(place, label)?;
        let one = match (&owner.ty, label.kind) {
            (Type::List(of), LabelKind::AtEach) => (**of).clone(),
            (ty, _) => ty.clone(),
        };
        let record = match one {
            Type::Claim => RecordKind::Claim,
            Type::Entity => RecordKind::Entity,
            _ => RecordKind::Story,
        };
        let mut inner = scope.clone();
        inner.record = Some((record, Known { measures: known.measures, ..Known::default() }));
        let text = self.template(&label.text, &mut inner)?;
        while scope.locals() < inner.locals() {
            scope.local();
        }
        Ok(Label { kind: label.kind, owner, field, text })
    }

    /// What a label points at: a record, or a field of one.
    fn place(&self, place: Expr, label: &ast::Label) -> Checked<(Expr, Option<FieldId>)> {
        let is_record = |ty: &Type| matches!(ty, Type::Claim | Type::Entity | Type::Story);
        let of = match (&place.ty, label.kind) {
            (Type::List(of), LabelKind::AtEach) => (**of).clone(),
            (Type::List(_), LabelKind::At) => {
                let help = "write `at each` for every one, or `at first(…)` for one of them";
                return Err(wants("`at`", "one place", &place.ty, place.span).help(help).into());
            }
            (ty, LabelKind::AtEach) => {
                return Err(wants("`at each`", "a list", ty, place.span).help("write `at` for one place").into());
            }
            (ty, LabelKind::At) => ty.clone(),
        };
        match place.kind {
            // A path that ends in a claim is that claim; any other is a field of what it is read from.
            Typed::Field(owner, Access::Claim(field) | Access::Entity(field) | Access::Story(field))
                if of != Type::Claim && is_record(&owner.ty) =>
            {
                Ok((*owner, Some(field)))
            }
            Typed::Project(owner, Access::Claim(field) | Access::Entity(field) | Access::Story(field)) if of != Type::Claim => {
                Ok((*owner, Some(field)))
            }
            kind if is_record(&of) => Ok((Expr { span: place.span, ty: place.ty, kind }, None)),
            _ => Err(wants("`at`", "a claim, an entity, a story or a field of one", &place.ty, place.span).into()),
        }
    }

    /// Of the fields that a rule reads, those that can be missing: no lists, none with a default.
    fn may_be_missing(&self, read: Vec<FieldId>) -> Vec<FieldId> {
        let can = |f: &FieldId| {
            let field = self.schema.field(RecordKind::Claim, *f);
            !matches!(field.ty, Type::List(_))
                && field.default == crate::corpus::FieldDefault::None
                && !matches!(*f, fields::ID | fields::STORY)
        };
        read.into_iter().filter(can).collect()
    }
}

/// The fields that all members of a group with these keys have in common.
fn shared_fields(keys: &[Path]) -> Vec<FieldId> {
    let mut shared = Vec::new();
    for Path(steps) in keys {
        match steps.as_slice() {
            [Access::Claim(field)] if *field == fields::TOPIC => shared.extend([fields::TOPIC, fields::SUBJECT, fields::MEASURE]),
            [Access::Claim(field)] => shared.push(*field),
            _ => {}
        }
    }
    shared
}
