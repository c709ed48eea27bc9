//! Aggregates: `count(l)`, and `count(E for x in LIST where C)` over a list or over claims, with the keys by which an index finds them.

use std::sync::Arc;

use super::expr::typed;
use super::messages::{mistake, wants};
use super::scope::{Known, Place, Scope, Stories, Variable};
use super::{Checked, Checker, Hides};
use crate::builtins;
use crate::corpus::Type;
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::lang::ast::{self, Comprehension, ExprKind, Over};
use crate::lang::typed::{
    Aggregate, Comparison, Elements, Expr, ExprKind as Typed, Fold, JoinKey, KeysStand, Local, Matching, Path, Reach,
};
use crate::source::Span;
use crate::value::Dimension;

/// Where a rule ought to say more: the way out of `no-key`.
const KEY_HELP: &str = "say in `where` what the two share, as in `where x.topic == c.topic`, or leave out `all stories`";

impl Checker<'_> {
    /// `count(l)`, `sum(l)` …
    pub(super) fn fold_of_list(&self, fold: Fold, list: &ast::Expr, span: Span, scope: &mut Scope) -> Checked<Expr> {
        if let Some(over) = whole_corpus(list) {
            let help = format!(
                "write `{}(x for x in {} where …)`",
                fold.name(),
                if over == Over::Claims { "claims" } else { "all-claims" }
            );
            return Err(mistake(&codes::WRONG_ARGUMENTS, "all claims are looked through one by one", list.span, "")
                .help(help)
                .into());
        }
        let list = self.expr(list, scope)?;
        let Type::List(of) = list.ty.clone() else {
            return Err(wants(&format!("`{}`", fold.name()), "a list", &list.ty, list.span).into());
        };
        let binding = scope.local();
        let element = typed(list.span, (*of).clone(), Typed::Local(binding));
        let ty = result(fold, &element)?;
        let aggregate = Aggregate { fold, list: Elements::Of(list), binding, filter: None, element };
        Ok(typed(span, ty, Typed::Aggregate(Box::new(aggregate))))
    }

    pub(super) fn comprehension(&self, comprehension: &Comprehension, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let name = &comprehension.function;
        let Some((_, fold)) = Fold::ALL.iter().find(|(n, _)| *n == &*name.value) else {
            let unknown = mistake(&codes::UNKNOWN_NAME, format!("`{}` takes no `… for … in …`", name.value), name.span, "");
            let near = nearest(&name.value, Fold::ALL.iter().map(|(n, _)| *n));
            let known = builtins::by_name(&name.value).is_some();
            let help = match near {
                Some(near) if !known => format!("did you mean `{near}`?"),
                _ => "count, sum, min, max, mean, first, last, any, every and none do".to_owned(),
            };
            return Err(unknown.help(help).into());
        };
        self.not_hiding(&comprehension.binding, scope, Hides::Anything)?;
        let over = whole_corpus(&comprehension.list);
        if let (None, Some(all)) = (over, comprehension.all_stories) {
            let help =
                "it stands behind `claims`, as in `for x in claims all stories`, or the list as it is reaches into other stories";
            if !mentions_claims(&comprehension.list) {
                return Err(mistake(&codes::WRONG_ARGUMENTS, "`all stories` stands only behind `claims`", all, "")
                    .help(help)
                    .into());
            }
        }
        match over {
            Some(over) => self.over_claims(*fold, over, comprehension, span, scope),
            None => self.over_list(*fold, comprehension, span, scope),
        }
    }

    fn over_list(&self, fold: Fold, c: &Comprehension, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let known = self.known(&c.list, scope);
        let list = self.expr(&c.list, scope)?;
        let Type::List(of) = list.ty.clone() else {
            return Err(wants("`in` of a `for`", "a list", &list.ty, list.span).into());
        };
        let known = Known { measures: known.measures, ..Known::default() };
        let (binding, filter, element) = self.element(c, *of, known, scope)?;
        let ty = result(fold, &element)?;
        let aggregate = Aggregate { fold, list: Elements::Of(list), binding, filter, element };
        Ok(typed(span, ty, Typed::Aggregate(Box::new(aggregate))))
    }

    fn over_claims(&self, fold: Fold, over: Over, c: &Comprehension, span: Span, scope: &mut Scope) -> Checked<Expr> {
        let measures = c.filter.as_ref().and_then(|f| self.fixed_measures(f, Some(&c.binding.value)));
        let known = Known { measures, ..Known::default() };
        let (binding, filter, element) = self.element(c, Type::Claim, known, scope)?;
        let reach = if c.all_stories.is_some() || scope.stories == Stories::All { Reach::Everywhere } else { Reach::Story };
        let (stand, keys) = join_keys(fold, filter.as_ref(), &element, binding);
        if keys.is_empty() {
            if reach == Reach::Everywhere {
                return Err(no_key(c.list.span).into());
            }
            scope.needs_story = true;
        }
        let ty = result(fold, &element)?;
        let aggregate = Aggregate { fold, list: Elements::Claims { over, reach, keys, stand }, binding, filter, element };
        Ok(typed(span, ty, Typed::Aggregate(Box::new(aggregate))))
    }

    /// The filter and the element of a comprehension, with its binding in scope.
    fn element(&self, c: &Comprehension, of: Type, known: Known, scope: &mut Scope) -> Checked<(Local, Option<Expr>, Expr)> {
        let binding = scope.local();
        scope.within(|scope| {
            scope.add(Variable { name: Arc::clone(&c.binding.value), ty: of, place: Place::Local(binding), known });
            let filter = c.filter.as_ref().map(|f| self.truth(f, "`where`", scope)).transpose()?;
            let element = self.expr(&c.element, scope)?;
            Ok((binding, filter, element))
        })
    }

    /// The measures that a condition fixes: `measure == "…"`, `measure in […]`, or as a field of a binding.
    pub(super) fn fixed_measures(&self, filter: &ast::Expr, binding: Option<&str>) -> Option<Vec<crate::corpus::MeasureId>> {
        let is_measure = |e: &ast::Expr| match (&e.kind, binding) {
            (ExprKind::Name(name), None) => &**name == "measure",
            (ExprKind::Field(of, field), Some(b)) => {
                &*field.value == "measure" && matches!(&of.kind, ExprKind::Name(n) if &**n == b)
            }
            _ => false,
        };
        let named = |e: &ast::Expr| match &e.kind {
            ExprKind::Text(name) => self.schema.measure_named(name),
            _ => None,
        };
        match &filter.kind {
            ExprKind::Binary(l, op, r) => match op.value {
                ast::BinaryOp::And => self.fixed_measures(l, binding).or_else(|| self.fixed_measures(r, binding)),
                ast::BinaryOp::Equal if is_measure(l) => Some(vec![named(r)?]),
                ast::BinaryOp::Equal if is_measure(r) => Some(vec![named(l)?]),
                ast::BinaryOp::In if is_measure(l) => match &r.kind {
                    ExprKind::List(items) => items.iter().map(named).collect(),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }
}

impl Fold {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Fold::ALL.iter().find(|(_, f)| *f == self).map_or("", |(name, _)| name)
    }
}

/// `no-key`: a second binding that would be compared with every claim of every story.
pub(super) fn no_key(span: Span) -> Diagnostic {
    let message = "each claim would be compared with every claim of every story";
    mistake(&codes::NO_KEY, message, span, "needs a key").help(KEY_HELP)
}

/// `claims` or `all-claims`, where an expression is just that.
fn whole_corpus(list: &ast::Expr) -> Option<Over> {
    match &list.kind {
        ExprKind::Name(name) if &**name == "claims" => Some(Over::Claims),
        ExprKind::Name(name) if &**name == "all-claims" => Some(Over::AllClaims),
        _ => None,
    }
}

fn mentions_claims(list: &ast::Expr) -> bool {
    match &list.kind {
        ExprKind::Field(of, _) => whole_corpus(of).is_some(),
        _ => false,
    }
}

/// The type that a fold of such elements gives.
fn result(fold: Fold, element: &Expr) -> Checked<Type> {
    let what = format!("`{}`", fold.name());
    let truth = matches!(element.ty, Type::Bool | Type::Clash);
    match (fold, &element.ty) {
        (Fold::Count, _) => Ok(Type::Quantity(Some(Dimension::One))),
        (Fold::Any | Fold::Every | Fold::None, _) if truth => Ok(Type::Bool),
        (Fold::Any | Fold::Every | Fold::None, ty) => {
            let help = "say what of each, as in `any(x.value > 5 for x in g)`";
            Err(wants(&what, "something that is so or not so", ty, element.span).help(help).into())
        }
        (Fold::First | Fold::Last, ty) => Ok(ty.clone()),
        (_, Type::Quantity(dimension)) => Ok(Type::Quantity(dimension.clone())),
        (Fold::Min | Fold::Max, Type::Date) => Ok(Type::Date),
        (Fold::Min | Fold::Max, Type::Value) => Ok(Type::Value),
        (_, Type::Value) => Ok(Type::Quantity(None)),
        (_, ty) => Err(wants(&what, "numbers", ty, element.span).help("name a field, as in `sum(c.parts.value)`").into()),
    }
}

/// The equalities that every wanted element meets: in the filter, and in the condition of `any` and `none`, as far as an index
/// can use them.
fn join_keys(fold: Fold, filter: Option<&Expr>, element: &Expr, binding: Local) -> (KeysStand, Vec<JoinKey>) {
    let conjuncts = |e: &Expr| -> Vec<Expr> {
        match &e.kind {
            Typed::And(parts) => parts.clone(),
            _ => vec![e.clone()],
        }
    };
    let in_filter: Vec<Expr> = filter.map(conjuncts).unwrap_or_default();
    let keys: Vec<JoinKey> = in_filter.iter().filter_map(|c| join_key(c, binding)).collect();
    if !keys.is_empty() || !matches!(fold, Fold::Any | Fold::None) {
        return (KeysStand::InFilter, keys);
    }
    // A date's `==` may be undecided between values that an index keeps apart, which only a filter may pass over.
    let of_condition = conjuncts(element).into_iter().filter_map(|c| join_key(&c, binding)).filter(|k| k.value.ty != Type::Date);
    (KeysStand::InCondition, of_condition.collect())
}

fn join_key(conjunct: &Expr, binding: Local) -> Option<JoinKey> {
    let key = |path: &Expr, value: &Expr, matching| {
        let path_of = path_on(path, binding)?;
        let between_two = !mentions(value, |l| l == binding) && mentions(value, |_| true);
        (between_two && same_kind(&path.ty, &value.ty, matching)).then(|| JoinKey {
            path: path_of,
            value: value.clone(),
            matching,
        })
    };
    match &conjunct.kind {
        Typed::Compare(Comparison::Equal, l, r) => key(l, r, Matching::Is).or_else(|| key(r, l, Matching::Is)),
        Typed::In(item, list) => key(item, list, Matching::IsOneOf).or_else(|| key(list, item, Matching::Holds)),
        _ => None,
    }
}

/// Whether a key of one type is found by hashing a value of the other.
fn same_kind(path: &Type, value: &Type, matching: Matching) -> bool {
    let plain = |ty: &Type| {
        matches!(
            ty,
            Type::Text | Type::Choice(_) | Type::Entity | Type::Measure | Type::Story | Type::Date | Type::Topic | Type::Claim
        )
    };
    match (matching, path, value) {
        (Matching::Is, p, v) => plain(p) && p == v,
        (Matching::IsOneOf, p, Type::List(v)) => plain(p) && *p == **v,
        (Matching::Holds, Type::List(p), v) => plain(v) && **p == *v,
        _ => false,
    }
}

/// The path that an expression is from a local.
pub fn path_on(expr: &Expr, local: Local) -> Option<Path> {
    match &expr.kind {
        Typed::Local(l) if *l == local => Some(Path(Vec::new())),
        Typed::Field(of, access) => {
            let Path(mut steps) = path_on(of, local)?;
            steps.push(*access);
            Some(Path(steps))
        }
        _ => None,
    }
}

/// Whether an expression reads such a local.
fn mentions(expr: &Expr, wanted: impl Fn(Local) -> bool) -> bool {
    let mut found = false;
    super::reads::walk(expr, &mut |e| {
        found |= matches!(&e.kind, Typed::Local(l) if wanted(*l));
        true
    });
    found
}
