//! Findings that are known from before: written once, so that only new ones fail a run. By content, never by lines.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::{Record, Report, Reported};
use crate::diagnostic::Severity;

/// The version of the file.
const VERSION: u32 = 1;

/// A baseline.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The rule.
    pub rule: String,
    /// The claims it is about, as `story/claim`, sorted.
    pub claims: Vec<String>,
    /// The stories and entities that it points at, as `story:id` and `entity:id`, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// How grave it was.
    pub severity: String,
    /// What it is recognised by.
    pub fingerprint: String,
}

/// The version of a file, whatever else it holds.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

/// What a run was able to judge: an entry of anything else may still match, and is kept.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The stories that were checked.
    pub stories: FxHashSet<String>,
    /// Rules that are known and did not run.
    pub idle: FxHashSet<String>,
    /// Whether all stories that there are were checked, so that any other one is gone.
    pub complete: bool,
}

impl Scope {
    /// Whether the finding of an entry would have been found.
    fn judges(&self, known: &Known) -> bool {
        let of_claims = known.claims.iter().map(|claim| claim.split('/').next().unwrap_or(""));
        let mut stories = of_claims.chain(known.records.iter().filter_map(|record| record.strip_prefix(STORY))).peekable();
        let checked = stories.peek().is_some() && stories.all(|story| self.stories.contains(story));
        !self.idle.contains(&known.rule) && (self.complete || checked)
    }
}

/// What stands before the id of a story, and of an entity.
const STORY: &str = "story:";
const ENTITY: &str = "entity:";

/// What a baseline does not know, and what it knows and is not there any more.
pub struct Held {
    /// The places of its entries that match nothing.
    pub stale: Vec<usize>,
    /// Its entries as they would be now: those that match, with what is left of them.
    pub kept: Vec<Known>,
}

impl Baseline {
    /// The findings of a report.
    #[must_use]
    pub fn of(report: &Report) -> Baseline {
        let mut findings: Vec<Known> = report.findings.iter().map(known).collect();
        findings.sort();
        Baseline { version: VERSION, findings }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let Head { version } = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!("it is of version {version}, and this program reads version {VERSION}"));
        }
        let baseline: Baseline = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match baseline.findings.iter().find(|known| Severity::from_name(&known.severity).is_none()) {
            Some(known) => Err(format!("`{}` is no severity, which an entry of `{}` has", known.severity, known.rule)),
            None => Ok(baseline),
        }
    }

    /// As it is written.
    ///
    /// # Errors
    /// It cannot be written as JSON, which does not happen.
    pub fn written(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The finding of an entry.
    #[must_use]
    pub fn entry(&self, place: usize) -> Option<&Known> {
        self.findings.get(place)
    }

    /// With other entries.
    #[must_use]
    pub fn with(mut findings: Vec<Known>) -> Baseline {
        findings.sort();
        Baseline { version: VERSION, findings }
    }

    /// Takes what is known out of a report and counts it. A finding that has grown, in severity or by a claim, is not known. An entry
    /// of what the run did not judge is not stale.
    pub fn hold(&self, report: &mut Report, scope: &Scope) -> Held {
        let mut open: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (place, known) in self.findings.iter().enumerate().rev() {
            open.entry(&known.fingerprint).or_default().push(place);
        }
        let mut met = vec![false; self.findings.len()];
        let mut kept = Vec::new();
        let before = report.findings.len();
        report.findings.retain(|finding| {
            let Some(places) = open.get_mut(finding.fingerprint.as_str()) else { return true };
            let covers = |place: &usize| self.findings.get(*place).is_some_and(|known| known.covers(finding));
            let Some(at) = places.iter().rposition(covers) else { return true };
            let place = places.remove(at);
            if let Some(met) = met.get_mut(place) {
                *met = true;
            }
            kept.push(known(finding));
            false
        });
        report.summary.baselined = before - report.findings.len();
        report.count_findings();
        // What has grown is reported, and its entry is not stale.
        let reported: FxHashSet<&str> = report.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let there = |known: &Known| reported.contains(known.fingerprint.as_str());
        let unmet = self.findings.iter().enumerate().filter(|(place, _)| met.get(*place) == Some(&false));
        let (stale, others): (Vec<_>, Vec<_>) = unmet.partition(|(_, known)| scope.judges(known) && !there(known));
        kept.extend(others.into_iter().map(|(_, known)| known.clone()));
        Held { stale: stale.into_iter().map(|(place, _)| place).collect(), kept }
    }
}

impl Known {
    /// Whether a finding with its fingerprint has not grown.
    fn covers(&self, finding: &Reported) -> bool {
        let severity = Severity::from_name(&self.severity);
        let all_in = |now: &[String], then: &[String]| now.iter().all(|one| then.contains(one));
        severity.is_some_and(|known| finding.severity <= known)
            && all_in(&finding.claims, &self.claims)
            && all_in(&records(finding), &self.records)
    }
}

/// The records that a finding points at, other than claims.
fn records(finding: &Reported) -> Vec<String> {
    let named = finding.labels.iter().filter_map(|label| match &label.about {
        Record::Claim(_) => None,
        Record::Entity(id) => Some(format!("{ENTITY}{id}")),
        Record::Story(id) => Some(format!("{STORY}{id}")),
    });
    let mut records: Vec<String> = named.collect();
    records.sort();
    records.dedup();
    records
}

fn known(finding: &Reported) -> Known {
    Known {
        rule: finding.rule.clone(),
        claims: finding.claims.clone(),
        records: records(finding),
        severity: finding.severity.name().to_owned(),
        fingerprint: finding.fingerprint.clone(),
    }
}
