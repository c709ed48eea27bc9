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
}

struct Override {
    files: Patterns,
    /// With the place where each is set.
    severities: BTreeMap<String, (Option<Severity>, Span)>,
}

impl Overrides {
    /// Reads the overrides of a configuration in a folder.
    pub(super) fn read(written: Vec<Written>, folder: &Path, place: &dyn Fn(&[&str]) -> Span) -> (Overrides, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut all = Vec::new();
        for (at, Written { files, rules }) in written.into_iter().enumerate() {
            let at = at.to_string();
            let files = Patterns::new(files).unwrap_or_else(|bad| {
                diagnostics.push(no_pattern(&bad, place(&["overrides", &at, "files", &bad.at.to_string()])));
                Patterns::default()
            });
            let mut severities = BTreeMap::new();
            for (rule, set) in rules {
                let span = place(&["overrides", &at, "rules", &rule]);
                match severity_of(&set.severity) {
                    Some(severity) => drop(severities.insert(rule, (severity, span))),
                    None => diagnostics.push(no_severity(span)),
                }
            }
            all.push(Override { files, severities });
        }
        let absolute =
            |path: &Path| if path.as_os_str().is_empty() { Path::new(".").canonicalize() } else { path.canonicalize() };
        let here = absolute(Path::new(".")).ok().zip(absolute(folder).ok());
        let here = here.and_then(|(here, folder)| Some(here.strip_prefix(folder).ok()?.to_owned())).unwrap_or_default();
        (Overrides { all, here }, diagnostics)
    }

    /// What is set of a rule: for which files, how grave, and where that stands.
    pub(super) fn of_rule(&self, rule: &str) -> impl Iterator<Item = (String, Option<Severity>, Span)> {
        let set = self.all.iter().filter_map(move |one| Some((one.files.to_string(), one.severities.get(rule)?)));
        set.map(|(files, (severity, span))| (files, *severity, *span))
    }

    /// The rules that are named and not there.
    pub(super) fn unknown_rules(&self, program: &Program) -> Vec<Diagnostic> {
        let names = self.all.iter().flat_map(|one| &one.severities);
        let known = |name: &str| {
            let idle = program.broken_rules.iter().chain(&program.idle_rules).any(|rule| **rule == *name);
            idle || program.rules.iter().any(|rule| *rule.name == *name)
        };
        names.filter(|(name, _)| !known(name)).map(|(name, (_, span))| no_rule(name, *span, program)).collect()
    }

    /// Whether nothing is set otherwise for any file.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Gives the findings that point first at a file the severity that holds there; those that are off are left out.
    pub fn apply(&self, report: &mut Report, sources: &Sources) {
        if self.all.is_empty() {
            return;
        }
        let set = |rule: &str, path: &str| {
            let path = seen_from_folder(&self.here, Path::new(path));
            let of_file = self.all.iter().rev().filter(|one| one.files.takes(&path));
            of_file.filter_map(|one| one.severities.get(rule)).next().map(|(severity, _)| *severity)
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
