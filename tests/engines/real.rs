//! The real engine, from texts to an answer in the naive one's words.

use claimlint::corpus::{self, ClaimId, Corpus, RecordKind, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::eval::{self, Finding, Options, Subject, Undecided};
use claimlint::input::yaml;
use claimlint::lang::ast::RuleFile;
use claimlint::lang::{self, Program, Settings, parse};
use claimlint::source::Sources;

use crate::naive::{Answer, Seen};

/// Rules and claims, read.
pub struct Loaded {
    pub files: Vec<RuleFile>,
    pub program: Program,
    pub corpus: Corpus,
}

/// Reads rules and claims documents; the errors where the rules cannot be loaded whole.
pub fn load(rules: &str, documents: &[String]) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let file = sources.add("case.rules", rules);
    let (tree, mut diagnostics) = parse::parse(&sources, file);
    let files = vec![tree];
    let (program, unloaded) = lang::load(&files, &Settings::default());
    diagnostics.extend(unloaded);
    diagnostics.retain(Diagnostic::is_error);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut all = Vec::new();
    for (at, text) in documents.iter().enumerate() {
        let file = sources.add(format!("{at}.yaml"), text.as_str());
        let (nodes, _) = yaml::read(&sources, file);
        for node in &nodes {
            all.push((corpus::decode(&sources, node, &program.schema, Standing::Checked).0, None));
        }
    }
    let (corpus, _) = corpus::build(&sources, program.schema.clone(), all);
    Ok(Loaded { files, program, corpus })
}

/// What the real engine answers.
pub fn answer(loaded: &Loaded) -> Answer {
    let evaluation = eval::evaluate(&loaded.program, &loaded.corpus, &Options::default());
    // As it is done with many claims, all rules over one block after another: everything comes out the same, in the same order.
    let in_blocks = eval::evaluate(&loaded.program, &loaded.corpus, &Options { block: Some(2), ..Options::default() });
    assert_eq!(in_blocks.findings, evaluation.findings);
    assert_eq!(in_blocks.undecided, evaluation.undecided);
    assert_eq!(in_blocks.candidates, evaluation.candidates);
    assert_eq!(format!("{:?}", in_blocks.diagnostics), format!("{:?}", evaluation.diagnostics));
    let mut findings: Vec<Seen> = evaluation.findings.iter().map(|f| seen(f, loaded)).collect();
    let mut undecided: Vec<_> = evaluation.undecided.iter().map(|u| lacking(u, loaded)).collect();
    findings.sort();
    undecided.sort();
    Answer { findings, undecided }
}

fn rule_name(place: usize, loaded: &Loaded) -> String {
    loaded.program.rules[place].name.to_string()
}

fn seen(finding: &Finding, loaded: &Loaded) -> Seen {
    let name = |c: ClaimId| loaded.corpus.claim_name(c);
    let mut claims: Vec<String> = finding.claims.iter().map(|c| name(*c)).collect();
    claims.sort();
    let primary = match finding.labels.first().map(|l| l.subject) {
        Some(Subject::Claim(claim)) => Some(name(claim)),
        _ => None,
    };
    Seen { rule: rule_name(finding.rule, loaded), severity: finding.severity, claims, primary }
}

fn lacking(undecided: &Undecided, loaded: &Loaded) -> (String, String, Vec<String>) {
    let field = |f: &corpus::FieldId| loaded.corpus.schema.field(RecordKind::Claim, *f).name.to_string();
    let mut fields: Vec<String> = undecided.fields.iter().map(field).collect();
    fields.sort();
    (rule_name(undecided.rule, loaded), loaded.corpus.claim_name(undecided.claim), fields)
}
