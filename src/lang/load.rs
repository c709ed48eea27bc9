//! Rule files into a program: declarations collected, vocabulary and measures made, rules and defines checked.

use std::sync::Arc;

use super::analyse;
use super::ast::{self, ItemKind};
use super::check::{Checker, Failure};
use super::declare;
use super::rank;
use super::typed::{Pack, Program, Rule};
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

/// What is set from outside of the rule files.
#[derive(Default)]
pub struct Settings {
    /// Values of params: rule, param, literal.
    pub params: Vec<(Arc<str>, Arc<str>, ast::Expr)>,
    /// Files that are not looked over for oddities, and whose patterns are not read beforehand: the shipped ones, which tests look
    /// over.
    pub trusted: Vec<FileId>,
}

impl Settings {
    fn param(&self, rule: &str, param: &str) -> Option<ast::Expr> {
        self.params.iter().find(|(r, p, _)| &**r == rule && &**p == param).map(|(_, _, literal)| literal.clone())
    }
}

/// Makes one program of all rule files of a run. A rule with a mistake is left out and reported; the others stand.
#[must_use]
pub fn load(files: &[ast::RuleFile], settings: &Settings) -> (Program, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let declared = declare::collect(files, &mut diagnostics);
    let schema = declare::schema(&declared, &mut diagnostics);
    let defines = declare::defines(&declared, &mut diagnostics);
    let setting = |rule: &str, param: &str| settings.param(rule, param);
    let checker = Checker::new(&schema, defines, &setting, &settings.trusted);
    let mut rules = Vec::new();
    let mut broken_rules: Vec<Arc<str>> = declared.broken_rules.clone();
    for (rule, pack) in &declared.rules {
        match checker.rule(rule, pack.as_ref()) {
            Ok(checked) => rules.push(checked),
            Err(failure) => {
                broken_rules.push(Arc::clone(&rule.name.value));
                if let Failure::Mistake(mistake) = failure {
                    diagnostics.push(*mistake);
                }
            }
        }
    }
    for (rule, mistake) in rank::mistakes(&declared) {
        rules.retain(|checked: &Rule| checked.name != rule);
        broken_rules.push(rule);
        diagnostics.push(mistake);
    }
    let (defines, mistakes) = checker.finish();
    diagnostics.extend(mistakes);
    let looked_over: Vec<&Rule> = rules.iter().filter(|r| !settings.trusted.contains(&r.span.file)).collect();
    diagnostics.extend(analyse::rules(&looked_over));
    let packs = packs(files);
    (Program { schema, packs, rules, defines, broken_rules, idle_rules: Vec::new() }, diagnostics)
}

/// The packs of all files, each once.
fn packs(files: &[ast::RuleFile]) -> Vec<Pack> {
    let mut packs: Vec<Pack> = Vec::new();
    for item in files.iter().flat_map(|f| &f.items) {
        if let ItemKind::Pack(pack) = &item.kind
            && !packs.iter().any(|p| p.name == pack.name.value)
        {
            packs.push(Pack {
                name: Arc::clone(&pack.name.value),
                title: pack.title.value.as_str().into(),
                opt_in: pack.opt_in.is_some(),
            });
        }
    }
    packs
}
