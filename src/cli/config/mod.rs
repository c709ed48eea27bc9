//! `claimlint.yaml`: which rules run, how grave they are and with which params. Read by `serde_yaml`; places are found in the tree.

mod overrides;
mod paths;
mod schema;
mod shape;

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
    /// What is set of the whole run, in the order of the keys here.
    pub of_run: Vec<Setting>,
    pack_places: Vec<Span>,
    severities: Vec<(String, Option<Severity>, Span)>,
    named: Vec<Named>,
}

/// A setting that is about no rule alone.
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// Its value as written, on one line.
    pub value: String,
    /// Where it stands.
    pub span: Span,
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
        return (Config::default(), Vec::new());
    }
    let (nodes, mut diagnostics) = yaml::read(sources, file);
    diagnostics.extend(shape::check(&nodes));
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
    let pack_places = (0..written.packs.as_ref().map_or(0, Vec::len)).map(|at| place(&["packs", &at.to_string()])).collect();
    let of_run = written.of_run(&place);
    let mut patterns = |key: &str, written: Vec<String>| {
        Patterns::new(written).unwrap_or_else(|bad| {
            diagnostics.push(no_pattern(&bad, place(&[key, &bad.at.to_string()])));
            Patterns::default()
        })
    };
    let mut config = Config {
        stories: patterns("stories", written.stories),
        background: patterns("background", written.background),
        folder: folder.to_owned(),
        rule_files: written.rule_files.iter().map(|p| folder.join(p)).collect(),
        packs: written.packs,
        pack_places,
        of_run,
        fail_on: written.fail_on,
        ..Config::default()
    };
    let (read, said) = Overrides::read(written.overrides, folder, &place);
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

impl Written {
    /// The settings of the whole run that are there, with their places.
    fn of_run(&self, place: &dyn Fn(&[&str]) -> Span) -> Vec<Setting> {
        let rule_files = self.rule_files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let lists = [
            ("stories", self.stories.clone()),
            ("background", self.background.clone()),
            ("rule-files", rule_files),
            ("packs", self.packs.clone().unwrap_or_default()),
            ("fail-on", self.fail_on.iter().cloned().collect()),
        ];
        let set = lists.into_iter().filter(|(key, all)| !all.is_empty() || (*key == "packs" && self.packs.is_some()));
        set.map(|(key, all)| Setting {
            key,
            value: if all.is_empty() { "none".to_owned() } else { all.join(", ") },
            span: place(&[key]),
        })
        .collect()
    }
}

impl Config {
    /// What is set of a rule, and where.
    pub fn set_of(&self, rule: &str) -> Vec<(String, Span)> {
        let severity =
            self.severities.iter().filter(|(name, ..)| name == rule).map(|(_, _, span)| ("severity".to_owned(), *span));
        let params = self.named.iter().filter(|named| named.rule == rule).flat_map(|named| named.params.iter().cloned());
        let for_files = self.overrides.of_rule(rule).map(|(files, severity, span)| {
            let severity = severity.map_or("off", Severity::name);
            (format!("severity {severity} in {files}"), span)
        });
        severity.chain(params).chain(for_files).collect()
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
        for (pack, span) in self.packs.iter().flatten().zip(&self.pack_places) {
            if !program.packs.iter().any(|known| *known.name == **pack) {
                diagnostics.push(no_pack(pack, *span, program));
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

fn no_pack(pack: &str, span: Span, program: &Program) -> Diagnostic {
    let names = program.packs.iter().map(|known| &*known.name);
    let near = nearest(pack, names.clone()).map(|near| format!("did you mean `{near}`?"));
    let help = near.unwrap_or_else(|| format!("the packs are {}", names.collect::<Vec<_>>().join(", ")));
    Diagnostic::new(&codes::CONFIGURATION, format!("there is no pack `{pack}`")).label(span, "no such pack").help(help)
}

fn no_pattern(bad: &paths::BadPattern, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::CONFIGURATION, format!("`{}` is no pattern of files: {}", bad.pattern, bad.why))
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

/// Where the value at a path of keys, and of places in lists, stands.
fn span_at(node: &Node, keys: &[&str]) -> Option<Span> {
    let Some((first, rest)) = keys.split_first() else { return Some(node.span) };
    match &node.kind {
        NodeKind::Map(entries) => {
            let entry = entries.iter().find(|e| e.key.value == **first)?;
            if rest.is_empty() { Some(entry.key.span) } else { span_at(&entry.value, rest) }
        }
        NodeKind::List(items) => span_at(items.get(first.parse::<usize>().ok()?)?, rest),
        NodeKind::Scalar(_) => None,
    }
}

/// What the library says of a text whose shape is right, at its place.
fn unreadable(error: &serde_yaml::Error, sources: &Sources, file: FileId) -> Diagnostic {
    let text = sources.text(file);
    let at = error.location().map_or(0, |l| l.index().min(text.len()));
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let said = error.to_string();
    let message = format!("the configuration cannot be used: {}", said.split(" at line ").next().unwrap_or(&said));
    Diagnostic::new(&codes::CONFIGURATION, message)
        .label(Span::new(file, at, at), "")
        .help("`claimlint explain configuration` says more")
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
