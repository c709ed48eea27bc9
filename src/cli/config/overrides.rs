//! Severities for some files alone: what is an error on the news pages may be let pass in opinion.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::paths::{Patterns, seen_from_folder};
use super::{no_pattern, no_rule, no_severity, severity_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lang::Program;
use crate::report::Report;
use crate::source::{Sources, Span};

/// An entry of `overrides` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    files: Vec<String>,
    rules: BTreeMap<String, Set>,
}

/// What is set of one rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    severity: serde_yaml::Value,
}

/// The overrides of a configuration, in their order: the last one that is about a file counts.
#[derive(Default)]
pub struct Overrides {
    all: Vec<Override>,
    /// The working directory, seen from the configuration's folder.
    here: PathBuf,
    span: Option<Span>,
}

struct Override {
    files: Patterns,
    severities: BTreeMap<String, Option<Severity>>,
}

impl Overrides {
    /// Reads the overrides of a configuration in a folder.
    pub(super) fn read(written: Vec<Written>, folder: &Path, span: Span) -> (Overrides, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut all = Vec::new();
        for Written { files, rules } in written {
            let files = Patterns::new(files).unwrap_or_else(|(pattern, why)| {
                diagnostics.push(no_pattern(&pattern, &why, span));
                Patterns::default()
            });
            let mut severities = BTreeMap::new();
            for (rule, set) in rules {
                match severity_of(&set.severity) {
                    Some(severity) => drop(severities.insert(rule, severity)),
                    None => diagnostics.push(no_severity(span)),
                }
            }
            all.push(Override { files, severities });
        }
        let absolute =
            |path: &Path| if path.as_os_str().is_empty() { Path::new(".").canonicalize() } else { path.canonicalize() };
        let here = absolute(Path::new(".")).ok().zip(absolute(folder).ok());
        let here = here.and_then(|(here, folder)| Some(here.strip_prefix(folder).ok()?.to_owned())).unwrap_or_default();
        (Overrides { all, here, span: Some(span) }, diagnostics)
    }

    /// The rules that are named and not there.
    pub(super) fn unknown_rules(&self, program: &Program) -> Vec<Diagnostic> {
        let names = self.all.iter().flat_map(|one| one.severities.keys());
        let known = |name: &str| {
            let idle = program.broken_rules.iter().chain(&program.idle_rules).any(|rule| **rule == *name);
            idle || program.rules.iter().any(|rule| *rule.name == *name)
        };
        let unknown = names.filter(|name| !known(name));
        self.span.map_or_else(Vec::new, |span| unknown.map(|name| no_rule(name, span, program)).collect())
    }

    /// Gives the findings that point first at a file the severity that holds there; those that are off are left out.
    pub fn apply(&self, report: &mut Report, sources: &Sources) {
        if self.all.is_empty() {
            return;
        }
        let set = |rule: &str, path: &str| {
            let path = seen_from_folder(&self.here, Path::new(path));
            let of_file = self.all.iter().rev().filter(|one| one.files.takes(&path));
            of_file.filter_map(|one| one.severities.get(rule)).next().copied()
        };
        report.findings.retain_mut(|finding| {
            let path = finding.labels.first().map_or("", |label| sources.path(label.span.file));
            match set(&finding.rule, path) {
                Some(None) => false,
                Some(Some(severity)) => {
                    finding.severity = severity;
                    true
                }
                None => true,
            }
        });
        report.count_findings();
    }
}
