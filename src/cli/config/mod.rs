//! `claimlint.yaml`: which rules run, how grave they are and with which params. Read by `serde_yaml`; places are found in the tree.

mod overrides;
mod paths;
mod schema;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

pub use overrides::Overrides;
pub use schema::schema;

use super::files;
use crate::diagnostic::{Diagnostic, Severity, codes, nearest};
use crate::input::{Node, NodeKind, yaml};
use crate::lang::{Program, Settings, parse};
use crate::source::{FileId, Sources, Span};
pub use paths::Patterns;

/// The name of the file that is looked for.
pub const NAME: &str = "claimlint.yaml";

/// A configuration as written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Written {
    stories: Vec<String>,
    background: Vec<String>,
    rule_files: Vec<PathBuf>,
    packs: Option<Vec<String>>,
    fail_on: Option<String>,
    rules: BTreeMap<String, RuleSettings>,
    overrides: Vec<overrides::Written>,
}

/// What is set of one rule.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RuleSettings {
    severity: Option<serde_yaml::Value>,
    params: BTreeMap<String, serde_yaml::Value>,
}

/// A configuration, its paths made relative to the working directory.
#[derive(Default)]
pub struct Config {
    /// The stories that are checked where none is named.
    pub stories: Patterns,
    /// What is known, and not checked.
    pub background: Patterns,
    /// Severities for some files alone.
    pub overrides: Overrides,
    /// The folder that it stands in, and that all of its paths are relative to.
    pub folder: PathBuf,
    /// Rule files and folders of them.
    pub rule_files: Vec<PathBuf>,
    /// The shipped packs that run; none for all but opt-in ones.
    pub packs: Option<Vec<String>>,
    /// The least severity that makes a run fail.
    pub fail_on: Option<String>,
    /// Values of params.
    pub settings: Settings,
    severities: Vec<(String, Option<Severity>, Span)>,
    named: Vec<Named>,
    file: Option<FileId>,
}

/// A rule that the configuration names, with the params that it sets.
struct Named {
    rule: String,
    params: Vec<(String, Span)>,
    span: Span,
}

/// The nearest configuration from the working directory upwards, not beyond the root of its repository. Outside of a repository only
/// the working directory counts: what lies above may be anybody's.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let here = Path::new(".").canonicalize().ok()?;
    let up = |levels: usize| PathBuf::from("../".repeat(levels)).join(NAME);
    let root = here.ancestors().position(|folder| folder.join(".git").exists()).unwrap_or(0);
    (0..=root).map(up).find(|path| path.is_file())
}

/// Reads a configuration.
pub fn read(sources: &mut Sources, path: &Path) -> (Config, Vec<Diagnostic>) {
    let file = match files::read(sources, path) {
        Ok(file) => file,
        Err(diagnostic) => return (Config::default(), vec![diagnostic]),
    };
    let text = sources.text(file);
    if text.trim().is_empty() {
        return (Config { file: Some(file), ..Config::default() }, Vec::new());
    }
    let (nodes, mut diagnostics) = yaml::read(sources, file);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return (Config::default(), diagnostics);
    }
    let written: Written = match serde_yaml::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            diagnostics.push(unreadable(&error, sources, file));
            return (Config::default(), diagnostics);
        }
    };
    let tree = nodes.first();
    let folder = path.parent().unwrap_or(Path::new("."));
    let place = |keys: &[&str]| tree.and_then(|t| span_at(t, keys)).unwrap_or(Span::new(file, 0, 0));
    let mut patterns = |key: &str, written: Vec<String>| {
        Patterns::new(written).unwrap_or_else(|(pattern, why)| {
            diagnostics.push(no_pattern(&pattern, &why, place(&[key])));
            Patterns::default()
        })
    };
    let mut config = Config {
        stories: patterns("stories", written.stories),
        background: patterns("background", written.background),
        folder: folder.to_owned(),
        rule_files: written.rule_files.iter().map(|p| folder.join(p)).collect(),
        packs: written.packs,
        fail_on: written.fail_on,
        file: Some(file),
        ..Config::default()
    };
    let (read, said) = Overrides::read(written.overrides, folder, place(&["overrides"]));
    config.overrides = read;
    diagnostics.extend(said);
    for (rule, set) in &written.rules {
        let mut params = Vec::new();
        for (param, value) in &set.params {
            let span = place(&["rules", rule, "params", param]);
            params.push((param.clone(), span));
            match literal(value, span) {
                Some(literal) => config.settings.params.push((Arc::from(rule.as_str()), Arc::from(param.as_str()), literal)),
                None => diagnostics.push(no_literal(param, span)),
            }
        }
        if let Some(severity) = &set.severity {
            let span = place(&["rules", rule, "severity"]);
            match severity_of(severity) {
                Some(severity) => config.severities.push((rule.clone(), severity, span)),
                None => diagnostics.push(no_severity(span)),
            }
        }
        config.named.push(Named { rule: rule.clone(), params, span: place(&["rules", rule]) });
    }
    (config, diagnostics)
}

impl Config {
    /// What is set of a rule, and where.
    pub fn set_of(&self, rule: &str) -> Vec<(String, Span)> {
        let severity =
            self.severities.iter().filter(|(name, ..)| name == rule).map(|(_, _, span)| ("severity".to_owned(), *span));
        let params = self.named.iter().filter(|named| named.rule == rule).flat_map(|named| named.params.iter().cloned());
        severity.chain(params).collect()
    }

    /// Puts the severities into force, and reports what names no rule, param or pack. A rule that is off becomes idle.
    pub fn apply(&self, program: &mut Program) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for Named { rule, params, span } in &self.named {
            let known = program.rules.iter().find(|r| *r.name == **rule);
            let broken = program.broken_rules.iter().any(|r| **r == **rule);
            match known {
                None if !broken => diagnostics.push(no_rule(rule, *span, program)),
                Some(known) => diagnostics.extend(params.iter().filter_map(|(param, span)| no_param(known, param, *span))),
                None => {}
            }
        }
        for (rule, severity, _) in &self.severities {
            match severity {
                Some(severity) => {
                    program.rules.iter_mut().filter(|r| *r.name == **rule).for_each(|r| r.severity = *severity);
                }
                None => {
                    program.rules.retain(|r| *r.name != **rule);
                    program.idle_rules.push(Arc::from(rule.as_str()));
                }
            }
        }
        diagnostics.extend(self.overrides.unknown_rules(program));
        if let Some(file) = self.file {
            for pack in self.packs.iter().flatten().filter(|p| !program.packs.iter().any(|k| *k.name == ***p)) {
                let near = nearest(pack, program.packs.iter().map(|p| &*p.name)).map(|n| format!("did you mean `{n}`?"));
                let message = format!("there is no pack `{pack}`");
                diagnostics
                    .push(Diagnostic::new(&codes::CONFIGURATION, message).label(Span::new(file, 0, 0), "").maybe_help(near));
            }
        }
        diagnostics
    }
}

fn severity_of(value: &serde_yaml::Value) -> Option<Option<Severity>> {
    match value {
        // `off` without quotes is a text in today's YAML, and `false` in yesterday's.
        serde_yaml::Value::Bool(false) => Some(None),
        serde_yaml::Value::String(word) if word == "off" => Some(None),
        serde_yaml::Value::String(word) => Severity::from_name(word).map(Some),
        _ => None,
    }
}

fn no_pattern(pattern: &str, why: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::CONFIGURATION, format!("`{pattern}` is no pattern of files: {why}"))
        .label(span, "")
        .help("write a file, a folder, or a pattern such as `stories/**/*.md`")
}

/// A value as a literal of the rule language: `10%`, `6 people`, `"a text"`, `[a, b]`.
fn literal(value: &serde_yaml::Value, span: Span) -> Option<crate::lang::ast::Expr> {
    let text = match value {
        serde_yaml::Value::Number(number) => number.to_string(),
        serde_yaml::Value::Bool(known) => known.to_string(),
        serde_yaml::Value::String(text) => {
            return parse::literal(text, span).or_else(|| parse::literal(&format!("{text:?}"), span));
        }
        serde_yaml::Value::Sequence(items) => {
            let items: Option<Vec<_>> = items.iter().map(|i| literal(i, span)).collect();
            return Some(crate::lang::ast::Expr { span, kind: crate::lang::ast::ExprKind::List(items?) });
        }
        _ => return None,
    };
    parse::literal(&text, span)
}

/// Where the value at a path of keys stands.
fn span_at(node: &Node, keys: &[&str]) -> Option<Span> {
    let Some((first, rest)) = keys.split_first() else { return Some(node.span) };
    match &node.kind {
        NodeKind::Map(entries) => {
            let entry = entries.iter().find(|e| e.key.value == **first)?;
            if rest.is_empty() { Some(entry.key.span) } else { span_at(&entry.value, rest) }
        }
        _ => None,
    }
}

/// What the library says, at its place, in our words.
fn unreadable(error: &serde_yaml::Error, sources: &Sources, file: FileId) -> Diagnostic {
    let at = error.location().map_or(0, |l| l.index().min(sources.text(file).len()));
    let said = error.to_string();
    let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
    let unknown = message.split('`').nth(1).unwrap_or("").to_owned();
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let help = match nearest(&unknown, known.iter().copied()) {
        Some(near) if message.contains("unknown field") => format!("did you mean `{near}`?"),
        _ if known.is_empty() => "see the configuration's keys in the documentation".to_owned(),
        _ => format!("the keys are {}", known.join(", ")),
    };
    let message = match message.find("unknown field") {
        Some(_) => format!("the configuration has no key `{unknown}`"),
        None => format!("the configuration cannot be used: {message}"),
    };
    let text = sources.text(file);
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let place = text.get(at..).and_then(|rest| rest.find(unknown.as_str())).filter(|_| !unknown.is_empty());
    let start = place.map_or(at, |offset| at + offset);
    let len = if place.is_some() { unknown.len() } else { 0 };
    Diagnostic::new(&codes::CONFIGURATION, message).label(Span::new(file, start, start + len), "").help(help)
}

fn no_literal(param: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::CONFIGURATION, format!("the value of `{param}` cannot be read"))
        .label(span, "")
        .help("write it as a rule would: `10%`, `6 people`, `\"a text\"`")
}

fn no_severity(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::CONFIGURATION, "this is no severity")
        .label(span, "")
        .help("write `error`, `warning`, `advice` or `off`")
}

fn no_rule(rule: &str, span: Span, program: &Program) -> Diagnostic {
    let names = program.rules.iter().map(|r| &*r.name);
    Diagnostic::new(&codes::CONFIGURATION, format!("there is no rule `{rule}`"))
        .label(span, "no such rule")
        .maybe_help(nearest(rule, names).map(|n| format!("did you mean `{n}`?")))
}

fn no_param(rule: &crate::lang::typed::Rule, param: &str, span: Span) -> Option<Diagnostic> {
    if rule.params.iter().any(|(name, _)| **name == *param) {
        return None;
    }
    let names = || rule.params.iter().map(|(n, _)| &**n);
    let help = match nearest(param, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if rule.params.is_empty() => "it has none".to_owned(),
        None => format!("its params are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Some(
        Diagnostic::new(&codes::CONFIGURATION, format!("`{}` has no param `{param}`", rule.name))
            .label(span, "no such param")
            .help(help),
    )
}
