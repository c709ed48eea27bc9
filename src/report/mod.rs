//! What a run has to say, ready to be rendered: findings with their places, diagnostics about texts, and the summary.
//! Knows no output format.

mod baseline;
mod make;
mod withhold;

pub use baseline::{Baseline, Held, Known, Scope};
pub use make::{fingerprint_of, make};
pub use withhold::withhold;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::value::{Dimension, Interval};

/// A finding as people and programs are shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The rule that found it.
    pub rule: String,
    /// How grave it is, escalations and settings counted in.
    pub severity: Severity,
    /// What is wrong, in the rule's words.
    pub message: String,
    /// What to do, in the rule's words.
    pub help: Option<String>,
    /// A page that says more.
    pub link: Option<String>,
    /// The claims it is about, as `story/claim`, sorted.
    pub claims: Vec<String>,
    /// What it is recognised by from run to run: hexadecimal SHA-256 over rule, story and claim ids.
    pub fingerprint: String,
    /// The places; the first is the primary one.
    pub labels: Vec<ReportLabel>,
    /// Why it is accepted, where a waiver covers it.
    pub reason: Option<String>,
}

/// A place that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLabel {
    /// The words in the draft, or the field in the claims document.
    pub span: Span,
    /// What is said there; may be empty.
    pub message: String,
    /// What stands there.
    pub about: Record,
    /// The figure or the date that stands there, where it is one.
    pub value: Option<Measured>,
}

/// A figure or a date as it can be drawn on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The numbers it may be; of a date, days since 1970-01-01.
    pub interval: Interval,
    /// What of. Two values lie on one line only where they are of the same scale.
    pub scale: Scale,
    /// The words as written; empty for a computed one.
    pub written: Arc<str>,
}

/// What a value that can be drawn is a value of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Time.
    Days,
    /// A quantity.
    Of(Dimension),
}

/// A rule in force, as reports tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleNote {
    /// Its name.
    pub name: String,
    /// One line in plain words.
    pub title: Option<String>,
    /// What a reader would be misled about.
    pub why: Option<String>,
    /// A page that says more.
    pub link: Option<String>,
    /// How grave its findings are, escalations aside.
    pub severity: Severity,
    /// Its tags.
    pub tags: Vec<String>,
    /// The file that it stands in.
    pub path: String,
    /// Its pack.
    pub pack: Option<String>,
}

/// The record that a label points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A claim, as `story/claim`.
    Claim(String),
    /// An entity or a source, by id.
    Entity(String),
    /// A story, by id.
    Story(String),
}

impl Record {
    /// Takes the id away.
    fn without_id(&mut self) {
        let (Record::Claim(id) | Record::Entity(id) | Record::Story(id)) = self;
        id.clear();
    }
}

/// The figures of the closing summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Stories with a checked claim, or declared in a checked file.
    pub stories: usize,
    /// Checked claims.
    pub claims: usize,
    /// Background claims.
    pub background: usize,
    /// Rules in force.
    pub rules: usize,
    /// Findings that are errors.
    pub error: usize,
    /// Findings that are warnings.
    pub warning: usize,
    /// Findings that are advice.
    pub advice: usize,
    /// Findings that a waiver covers.
    pub allowed: usize,
    /// Findings that the baseline knows.
    pub baselined: usize,
    /// Claims that a rule could not judge for want of a field, counted once for each rule.
    pub undecided: usize,
    /// Files that were passed over.
    pub skipped: usize,
    /// Files that could not be read at all.
    pub failed: usize,
    /// Findings that point at no line that has changed.
    pub unchanged: usize,
    /// Findings left out by a limit on how many are shown.
    pub hidden: usize,
}

/// A claim that a rule could not judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The rule.
    pub rule: String,
    /// The claim, as `story/claim`.
    pub claim: String,
    /// The fields that it lacks, in the order in which the rule reads them.
    pub fields: Vec<String>,
    /// Where the claim stands.
    pub span: Span,
}

/// How often a rule was asked and answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: String,
    /// What its selector found to be judged.
    pub candidates: usize,
    /// What it flagged and no waiver covers.
    pub findings: usize,
    /// Claims that it could not judge.
    pub undecided: usize,
}

/// How an archive was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveNote {
    /// The archive, as reports show it.
    pub path: String,
    /// How many rows were read.
    pub taken: usize,
    /// How many there are.
    pub rows: u64,
    /// Why it was read whole, although it has an index.
    pub whole: Option<String>,
}

/// Everything that a run has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Ordered by path, primary place, rule.
    pub findings: Vec<Reported>,
    /// Those that a waiver covers, in the same order.
    pub allowed: Vec<Reported>,
    /// About the texts of rules, claims and configuration; ordered by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The figures.
    pub summary: Summary,
    /// Claims that rules could not judge, in the order of the claims.
    pub undecided: Vec<Undecided>,
    /// One row a rule in force, by name.
    pub counts: Vec<RuleCount>,
    /// The rules in force, by name.
    pub rules: Vec<RuleNote>,
    /// How archives with an index were read.
    pub archives: Vec<ArchiveNote>,
    /// Whether findings are only counted here, since nobody reads their words.
    pub counted: bool,
}

impl Summary {
    /// How many findings are at least so grave.
    #[must_use]
    pub fn at_least(&self, least: Severity) -> usize {
        let of = [(Severity::Error, self.error), (Severity::Warning, self.warning), (Severity::Advice, self.advice)];
        of.into_iter().filter(|(severity, _)| *severity >= least).map(|(_, count)| count).sum()
    }
}

impl Report {
    /// Counts the findings anew, after some were left out or set otherwise.
    pub fn count_findings(&mut self) {
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (error, warning, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
        (self.summary.error, self.summary.warning, self.summary.advice) = (error, warning, advice);
    }
}
