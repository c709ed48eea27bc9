//! The functions of the rule language: a table of rows, one file a topic. Reference, `explain` and suggestions are read from it.

/// A row of the table that is evaluated from its arguments alone, with one example.
macro_rules! row {
    ($name:literal, $signature:literal, $takes:expr, $gives:expr, $evaluate:expr, $prose:literal, $claim:literal, $expression:literal => $result:literal) => {
        Builtin {
            name: $name,
            signature: $signature,
            prose: $prose,
            examples: &[Example { claim: $claim, expression: $expression, gives: $result }],
            takes: $takes,
            gives: $gives,
            form: Form::Plain($evaluate),
        }
    };
}

mod dates;
mod geography;
mod lists;
mod naming;
mod provenance;
mod quantities;
mod records;
mod special;
mod text;

use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

pub use dates::{between, calendar, time};
use regex::Regex;
use rustc_hash::FxHashMap;

use crate::corpus::{Corpus, Provenance, Type, Value};

/// A function of the rule language.
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// How it is called, with what it gives: `hedge(q) -> text`.
    pub signature: &'static str,
    /// What it means.
    pub prose: &'static str,
    /// What it gives for some values; run as tests.
    pub examples: &'static [Example],
    /// What it takes.
    pub takes: &'static [Param],
    /// The type of what it gives, from those of its arguments.
    pub gives: fn(&[Type]) -> Type,
    /// How it is evaluated.
    pub form: Form,
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// An example of a function: an expression on a claim `c`, and what a message prints of it.
pub struct Example {
    /// Fields of the claim `c`, as in a claims document: `value: about 10,000 people`.
    pub claim: &'static str,
    /// The expression.
    pub expression: &'static str,
    /// What it prints as.
    pub gives: &'static str,
}

/// What a function takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// Anything.
    Any,
    /// Words.
    Text,
    /// A text written out in the rule: a regular expression.
    Pattern,
    /// A text written out in the rule: a unit's name or word.
    Unit,
    /// A text written out in the rule: a date.
    DateText,
    /// A quantity.
    Quantity,
    /// A date.
    Date,
    /// A claim.
    Claim,
    /// A claim, or several.
    Claims,
    /// An entity.
    Entity,
    /// A list of anything.
    List,
}

/// What works out a function from its arguments.
pub type Evaluate = fn(&World<'_>, &[&Value]) -> Value;

/// How a function is evaluated.
#[derive(Clone, Copy)]
pub enum Form {
    /// From its arguments alone.
    Plain(Evaluate),
    /// By the evaluator itself: it decides about missing values, or names fields.
    Special,
}

/// A pattern, made at its first use; none where it cannot be read.
type Pattern = Arc<OnceLock<Option<Regex>>>;

/// What functions may look at.
pub struct World<'a> {
    /// Everything loaded.
    pub corpus: &'a Corpus,
    provenance: OnceLock<Provenance>,
    patterns: RwLock<FxHashMap<Arc<str>, Pattern>>,
}

impl<'a> World<'a> {
    /// The world of a corpus.
    #[must_use]
    pub fn new(corpus: &'a Corpus) -> World<'a> {
        World { corpus, provenance: OnceLock::new(), patterns: RwLock::default() }
    }

    /// Where claims come from; made at the first question.
    pub fn provenance(&self) -> &Provenance {
        self.provenance.get_or_init(|| Provenance::new(self.corpus))
    }

    /// Whether a text has a match of a pattern; `None` where the pattern cannot be read (which is an error of the rule).
    fn matches(&self, pattern: &Arc<str>, text: &str) -> Option<bool> {
        self.pattern(pattern).get_or_init(|| read_pattern(pattern).ok()).as_ref().map(|r| r.is_match(text))
    }

    /// The place of a pattern. It is made outside of the lock, so that rules with other patterns need not wait.
    fn pattern(&self, pattern: &Arc<str>) -> Pattern {
        if let Some(known) = self.patterns.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
            return Arc::clone(known);
        }
        Arc::clone(self.patterns.write().unwrap_or_else(PoisonError::into_inner).entry(Arc::clone(pattern)).or_default())
    }
}

/// A regular expression, with a bound on its size so that no rule can exhaust the memory.
///
/// # Errors
/// What is wrong with it.
pub fn read_pattern(pattern: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(pattern).size_limit(1 << 20).build()
}

/// What is wrong with a regular expression, where something is. Most are only parsed here and made when they are first used: making
/// all of the shipped ones would cost more than checking a story. One that counts repetitions is made, since it may be too large.
#[must_use]
pub fn pattern_mistake(pattern: &str) -> Option<String> {
    match regex_syntax::parse(pattern) {
        Err(error) => Some(error.to_string()),
        Ok(_) if pattern.contains('{') => read_pattern(pattern).err().map(|e| e.to_string()),
        Ok(_) => None,
    }
}

/// The tables, by topic.
static TOPICS: &[&[Builtin]] = &[
    special::ROWS,
    lists::ROWS,
    provenance::ROWS,
    quantities::ROWS,
    dates::ROWS,
    text::ROWS,
    naming::ROWS,
    geography::ROWS,
    records::ROWS,
];

/// Every function, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    TOPICS.iter().copied().flatten()
}

/// The function of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Builtin> {
    static BY_NAME: LazyLock<FxHashMap<&str, &Builtin>> = LazyLock::new(|| all().map(|b| (b.name, b)).collect());
    BY_NAME.get(name).copied()
}
