//! What rule files declare: every item by name, doubles and overrides settled; the schema and the defines that rules are checked against.

mod measures;
mod vocabulary;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ast::{self, Expr, ExprKind, Item, ItemKind, Name};
use crate::corpus::Schema;
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::source::{Span, Spanned};

/// A phrase: its words in lower case, and whether it stands behind the number.
type Phrase = (String, bool);

/// The items of all files, each name once.
#[derive(Default)]
pub struct Declared<'a> {
    /// Rules, with the pack of their file.
    pub rules: Vec<(&'a ast::Rule, Option<Arc<str>>)>,
    /// Rules that could not be read, by name.
    pub broken_rules: Vec<Arc<str>>,
    units: Vec<&'a ast::Unit>,
    hedges: Vec<(&'a ast::Hedge, &'a Spanned<String>)>,
    amounts: Vec<(&'a ast::Amount, &'a Spanned<String>)>,
    measures: Vec<&'a ast::Measure>,
    fields: Vec<&'a ast::Field>,
    defines: Vec<&'a ast::Define>,
    /// Items that could not be read; their names count as declared.
    broken: Vec<(&'static str, Arc<str>)>,
}

/// One name of one kind of item, as it was met.
struct Named<'a, T> {
    name: &'a str,
    span: Span,
    overrides: Option<Span>,
    what: T,
}

/// Collects the items of all files. A name declared twice is reported with both places, and the first stands; `override` puts an
/// item in another's place, wherever the two stand.
pub fn collect<'a>(files: &'a [ast::RuleFile], diagnostics: &mut Vec<Diagnostic>) -> Declared<'a> {
    let mut declared = Declared::default();
    let mut rules = Vec::new();
    let (mut units, mut measures, mut fields, mut defines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let pack = file.items.iter().find_map(|item| match &item.kind {
            ItemKind::Pack(pack) => Some(Arc::clone(&pack.name.value)),
            _ => None,
        });
        for item in &file.items {
            match &item.kind {
                ItemKind::Pack(_) | ItemKind::Hedge(_) | ItemKind::Amount(_) => {}
                ItemKind::Unit(unit) => units.push(named(item, &unit.name, unit)),
                ItemKind::Measure(measure) => measures.push(named(item, &measure.name, measure)),
                ItemKind::Field(field) => fields.push(named(item, &field.name, field)),
                ItemKind::Define(define) => defines.push(named(item, &define.name, define)),
                ItemKind::Rule(rule) => rules.push(named(item, &rule.name, (&**rule, pack.clone()))),
                ItemKind::Broken { keyword, name } => {
                    if let Some(name) = name {
                        declared.broken.push((keyword, Arc::clone(&name.value)));
                    }
                }
            }
        }
    }
    declared.units = settled("unit", units, diagnostics);
    declared.measures = settled("measure", measures, diagnostics);
    declared.fields = settled("field", fields, diagnostics);
    declared.defines = settled("define", defines, diagnostics);
    declared.rules = settled("rule", rules, diagnostics);
    declared.hedges = phrases(
        files,
        "hedge",
        |kind| match kind {
            ItemKind::Hedge(hedge) => Some((hedge, &hedge.phrases, hedge.after.is_some())),
            _ => None,
        },
        diagnostics,
    );
    declared.amounts = phrases(
        files,
        "amount",
        |kind| match kind {
            ItemKind::Amount(amount) => Some((amount, &amount.phrases, false)),
            _ => None,
        },
        diagnostics,
    );
    declared.broken_rules = declared.broken.iter().filter(|(k, _)| *k == "rule").map(|(_, n)| Arc::clone(n)).collect();
    declared
}

fn named<'a, T>(item: &'a Item, name: &'a Name, what: T) -> Named<'a, T> {
    Named { name: &name.value, span: name.span, overrides: item.overrides, what }
}

/// One item a name, in the order of declaration.
fn settled<T>(keyword: &str, items: Vec<Named<'_, T>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<T> {
    let mut first: FxHashMap<(&str, bool), Span> = FxHashMap::default();
    let mut stands = vec![true; items.len()];
    for (i, item) in items.iter().enumerate() {
        match first.get(&(item.name, item.overrides.is_some())) {
            Some(earlier) => {
                stands[i] = false;
                diagnostics.push(declared_twice(keyword, item.name, item.span, *earlier, item.overrides.is_some()));
            }
            None => {
                first.insert((item.name, item.overrides.is_some()), item.span);
            }
        }
    }
    for (i, item) in items.iter().enumerate() {
        if item.overrides.is_none() {
            stands[i] &= !first.contains_key(&(item.name, true));
        } else if !first.contains_key(&(item.name, false)) {
            let names = items.iter().filter(|o| o.overrides.is_none()).map(|o| o.name);
            diagnostics.push(overrides_nothing(keyword, item.name, item.span, nearest(item.name, names)));
        }
    }
    items.into_iter().zip(stands).filter(|(_, s)| *s).map(|(item, _)| item.what).collect()
}

/// One item a phrase.
fn phrases<'a, T>(
    files: &'a [ast::RuleFile],
    keyword: &str,
    of: impl Fn(&'a ItemKind) -> Option<(&'a T, &'a Vec<Spanned<String>>, bool)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(&'a T, &'a Spanned<String>)> {
    let mut first: FxHashMap<(Phrase, bool), Span> = FxHashMap::default();
    let mut kept = Vec::new();
    for item in files.iter().flat_map(|f| &f.items) {
        let Some((declaration, phrases, after)) = of(&item.kind) else { continue };
        for phrase in phrases {
            let key = ((phrase.value.to_lowercase(), after), item.overrides.is_some());
            if let Some(earlier) = first.get(&key) {
                diagnostics.push(declared_twice(keyword, &phrase.value, phrase.span, *earlier, item.overrides.is_some()));
            } else {
                first.insert(key.clone(), phrase.span);
                kept.push((key, declaration, phrase));
            }
        }
    }
    let overridden = |key: &(Phrase, bool)| !key.1 && first.contains_key(&(key.0.clone(), true));
    kept.into_iter().filter(|(key, _, _)| !overridden(key)).map(|(_, declaration, phrase)| (declaration, phrase)).collect()
}

fn declared_twice(keyword: &str, name: &str, span: Span, earlier: Span, overrides: bool) -> Diagnostic {
    let help = if overrides {
        "keep one of the two overrides"
    } else {
        "give one of them another name, or write `override` before the one that shall take the other's place"
    };
    Diagnostic::new(&codes::DUPLICATE_NAME, format!("the {keyword} `{name}` is declared twice"))
        .label(span, "declared again")
        .label(earlier, "declared here first")
        .help(help)
}

fn overrides_nothing(keyword: &str, name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "leave out `override` to declare it".to_owned(),
    };
    Diagnostic::new(&codes::UNKNOWN_NAME, format!("there is no {keyword} `{name}` to override")).label(span, "").help(help)
}

/// The schema that the declarations make.
pub fn schema(declared: &Declared<'_>, diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let vocabulary = vocabulary::make(declared, diagnostics);
    let mut schema = Schema::new(vocabulary);
    measures::add_fields(declared, &mut schema, diagnostics);
    measures::add_measures(declared, &mut schema, diagnostics);
    schema
}

/// The defines by name; `None` for those that cannot be used: unreadable ones, and those that reach themselves, which are reported.
pub fn defines<'a>(declared: &Declared<'a>, diagnostics: &mut Vec<Diagnostic>) -> FxHashMap<Arc<str>, Option<&'a ast::Define>> {
    let mut by_name: FxHashMap<Arc<str>, Option<&'a ast::Define>> = FxHashMap::default();
    for define in &declared.defines {
        if crate::builtins::by_name(&define.name.value).is_some() {
            let message = format!("`{}` is a function already", define.name.value);
            diagnostics.push(Diagnostic::new(&codes::DUPLICATE_NAME, message).label(define.name.span, "give it another name"));
            continue;
        }
        by_name.insert(Arc::clone(&define.name.value), Some(define));
    }
    for (keyword, name) in &declared.broken {
        if *keyword == "define" {
            by_name.entry(Arc::clone(name)).or_insert(None);
        }
    }
    for define in in_circles(&by_name) {
        let message = format!("`{}` reaches itself", define.name.value);
        let help = "a helper cannot use itself, not even by way of another: rules always end";
        diagnostics.push(Diagnostic::new(&codes::RECURSIVE_DEFINE, message).label(define.name.span, "").help(help));
    }
    let reaching: Vec<Arc<str>> = in_circles(&by_name).into_iter().map(|d| Arc::clone(&d.name.value)).collect();
    for name in reaching {
        by_name.insert(name, None);
    }
    by_name
}

/// The defines that reach themselves, in the order of their places: what is left when those that use nothing, or only what was
/// taken away before, are taken away, and that lies on a way back to itself.
fn in_circles<'a>(by_name: &FxHashMap<Arc<str>, Option<&'a ast::Define>>) -> Vec<&'a ast::Define> {
    let mut uses: FxHashMap<&str, Vec<Arc<str>>> = FxHashMap::default();
    for define in by_name.values().flatten() {
        let mut called = Vec::new();
        calls(&define.body, &mut called);
        called.retain(|c| by_name.get(c).is_some_and(Option::is_some));
        uses.insert(&define.name.value, called);
    }
    let left = may_be_in_circles(&uses);
    let candidates = by_name.values().flatten().copied().filter(|d| left.contains(&*d.name.value));
    let mut circular: Vec<&ast::Define> = candidates.filter(|d| reaches(&d.name.value, &d.name.value, &uses)).collect();
    circular.sort_by_key(|d| d.name.span);
    circular
}

/// What is left when those that use nothing, or only what was taken away before, are taken away.
fn may_be_in_circles<'u>(uses: &'u FxHashMap<&str, Vec<Arc<str>>>) -> FxHashSet<&'u str> {
    let mut users: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let mut open: FxHashMap<&str, usize> = FxHashMap::default();
    for (name, called) in uses {
        open.insert(name, called.len());
        called.iter().for_each(|c| users.entry(c).or_default().push(name));
    }
    let mut done: Vec<&str> = open.iter().filter(|(_, n)| **n == 0).map(|(name, _)| *name).collect();
    while let Some(name) = done.pop() {
        open.remove(name);
        for user in users.get(name).into_iter().flatten() {
            if let Some(count) = open.get_mut(user) {
                *count -= 1;
                if *count == 0 {
                    done.push(user);
                }
            }
        }
    }
    open.into_keys().collect()
}

fn reaches(from: &str, to: &str, uses: &FxHashMap<&str, Vec<Arc<str>>>) -> bool {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut waiting: Vec<&str> = vec![from];
    while let Some(name) = waiting.pop() {
        for next in uses.get(name).into_iter().flatten() {
            if &**next == to {
                return true;
            }
            if seen.insert(next) {
                waiting.push(next);
            }
        }
    }
    false
}

/// The names that an expression calls.
fn calls(expr: &Expr, called: &mut Vec<Arc<str>>) {
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::Name(_) => {}
        ExprKind::List(items) => items.iter().for_each(|i| calls(i, called)),
        ExprKind::Field(of, _) | ExprKind::Not(of) | ExprKind::Negative(of) => calls(of, called),
        ExprKind::Call(function, arguments) => {
            called.push(Arc::clone(&function.value));
            arguments.iter().for_each(|a| calls(&a.value, called));
        }
        ExprKind::Comprehension(c) => {
            [&c.element, &c.list].into_iter().chain(&c.filter).for_each(|e| calls(e, called));
        }
        ExprKind::Binary(l, _, r) => [l, r].into_iter().for_each(|e| calls(e, called)),
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| calls(e, called)),
    }
}
