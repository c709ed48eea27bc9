//! The real engine, from texts to an answer in the naive one's words.

use claimlint::corpus::{self, Corpus, Standing};
use claimlint::diagnostic::Diagnostic;
use claimlint::input::yaml;
use claimlint::lang::ast::RuleFile;
use claimlint::lang::parse;
use claimlint::source::Sources;

/// Rules and claims, read.
pub struct Loaded {
    pub files: Vec<RuleFile>,
    pub corpus: Corpus,
}

/// Reads rules and claims documents; the diagnostics where the rules cannot be loaded whole.
pub fn load(rules: &str, documents: &[String]) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let file = sources.add("case.rules", rules);
    let (tree, mut diagnostics) = parse::parse(&sources, file);
    let files = vec![tree];
    diagnostics.retain(Diagnostic::is_error);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let schema = crate::declared::schema(&files);
    let mut all = Vec::new();
    for (at, text) in documents.iter().enumerate() {
        let file = sources.add(format!("{at}.yaml"), text.as_str());
        let (nodes, _) = yaml::read(&sources, file);
        for node in &nodes {
            all.push((corpus::decode(&sources, node, &schema, Standing::Checked).0, None));
        }
    }
    let (corpus, _) = corpus::build(&sources, schema, all);
    Ok(Loaded { files, corpus })
}

/// What the real engine answers.
// Until the real engine is there, the naive one stands in for it, and the comparison says nothing.
pub fn answer(loaded: &Loaded) -> crate::naive::Answer {
    crate::naive::answer(&loaded.files, &loaded.corpus)
}
