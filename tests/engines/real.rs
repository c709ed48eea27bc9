//! The real engine, from texts to an answer in the naive one's words.

use claimlint::corpus::{self, Corpus, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::eval;
use claimlint::input::yaml;
use claimlint::lang::ast::RuleFile;
use claimlint::lang::{self, Program, parse};
use claimlint::source::Sources;

use crate::naive::Answer;

/// Rules and claims, read.
pub struct Loaded {
    pub files: Vec<RuleFile>,
    pub program: Program,
    pub corpus: Corpus,
}

/// Reads rules and claims documents; the diagnostics where the rules cannot be loaded whole.
pub fn load(rules: &str, documents: &[String]) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let file = sources.add("case.rules", rules);
    let (tree, mut diagnostics) = parse::parse(&sources, file);
    let files = vec![tree];
    let (program, unloaded) = lang::load(&sources, &files);
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
            all.push((corpus::decode::decode(&sources, node, &program.schema, Standing::Checked).0, None));
        }
    }
    let (corpus, _) = corpus::build::build(&sources, program.schema.clone(), all);
    Ok(Loaded { files, program, corpus })
}
