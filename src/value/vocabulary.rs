//! The words for quantities: units, hedges and vague amounts, as `unit`, `hedge` and `amount` items declare them.
//! Holds no words of its own; answers which declared phrase some words are.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Dimension, Exact, Interval, Quantity};

/// A unit: base = (number − zero) × factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The name that rules use.
    pub name: Arc<str>,
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one of it is.
    pub factor: Exact,
    /// The number, in this unit, at which the base unit's scale begins (32 for Fahrenheit against Celsius).
    pub zero: Exact,
    /// The words it is written with; messages print the first.
    pub words: Vec<Arc<str>>,
}

impl Unit {
    /// An interval of numbers of this unit, in base units.
    #[must_use]
    pub fn to_base(&self, numbers: Interval) -> Option<Interval> {
        numbers.shifted(-self.zero)?.scaled(self.factor)
    }

    /// An interval in base units, as numbers of this unit.
    #[must_use]
    pub fn from_base(&self, base: Interval) -> Option<Interval> {
        base.scaled(Exact::ONE.div(self.factor)?)?.shifted(self.zero)
    }

    /// A difference of numbers of this unit, in base units: the zero does not count.
    #[must_use]
    pub fn difference_to_base(&self, difference: Exact) -> Option<Exact> {
        difference.mul(self.factor)
    }

    /// The word that messages print.
    #[must_use]
    pub fn word(&self) -> &str {
        self.words.first().unwrap_or(&self.name)
    }
}

/// A hedge: how it changes the number it stands by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hedge {
    /// The phrase, in lower case.
    pub phrase: Arc<str>,
    /// Whether it stands behind the number.
    pub after: bool,
    /// The interval it makes of the number, in shares of it: about is 90% to 110%.
    pub share: Interval,
}

/// A vague amount: how it reads. One that is written with a unit, or that is nowhere above one as most is, needs no unit; any
/// other takes that of the words behind it, as a number does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The phrase, in lower case.
    pub phrase: Arc<str>,
    /// The numbers it may be.
    pub quantity: Quantity,
}

/// Every declared unit, hedge and amount.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    units: Vec<Unit>,
    unit_names: FxHashMap<Arc<str>, usize>,
    unit_words: FxHashMap<Arc<str>, usize>,
    folded_unit_words: FxHashMap<String, usize>,
    hedges: Vec<Hedge>,
    before: FxHashMap<Arc<str>, usize>,
    after: FxHashMap<Arc<str>, usize>,
    amounts: Vec<Amount>,
    amount_phrases: FxHashMap<Arc<str>, usize>,
    longest: usize,
}

/// How many words a phrase has, as the reader splits it.
fn word_count(phrase: &str) -> usize {
    phrase.split_whitespace().count()
}

impl Vocabulary {
    /// An empty vocabulary.
    #[must_use]
    pub fn new() -> Vocabulary {
        Vocabulary::default()
    }

    /// Declares a unit. Of two units with one word the first keeps it.
    pub fn add_unit(&mut self, unit: Unit) {
        let place = self.units.len();
        self.unit_names.entry(Arc::clone(&unit.name)).or_insert(place);
        for word in &unit.words {
            self.longest = self.longest.max(word_count(word));
            self.unit_words.entry(Arc::clone(word)).or_insert(place);
            self.folded_unit_words.entry(word.to_lowercase()).or_insert(place);
        }
        self.units.push(unit);
    }

    /// Declares a hedge. Of two with one phrase on one side the first keeps it.
    pub fn add_hedge(&mut self, hedge: Hedge) {
        self.longest = self.longest.max(word_count(&hedge.phrase));
        let side = if hedge.after { &mut self.after } else { &mut self.before };
        side.entry(Arc::clone(&hedge.phrase)).or_insert(self.hedges.len());
        self.hedges.push(hedge);
    }

    /// Declares an amount. Of two with one phrase the first keeps it.
    pub fn add_amount(&mut self, amount: Amount) {
        self.longest = self.longest.max(word_count(&amount.phrase));
        self.amount_phrases.entry(Arc::clone(&amount.phrase)).or_insert(self.amounts.len());
        self.amounts.push(amount);
    }

    /// All units, in the order of declaration.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// All hedges, in the order of declaration.
    #[must_use]
    pub fn hedges(&self) -> &[Hedge] {
        &self.hedges
    }

    /// All amounts, in the order of declaration.
    #[must_use]
    pub fn amounts(&self) -> &[Amount] {
        &self.amounts
    }

    /// The most words that any phrase has.
    #[must_use]
    pub fn longest_phrase(&self) -> usize {
        self.longest
    }

    /// The unit of that name.
    #[must_use]
    pub fn unit_named(&self, name: &str) -> Option<&Unit> {
        self.unit_names.get(name).map(|i| &self.units[*i])
    }

    /// The unit written with that word: in exact case first, else in any.
    #[must_use]
    pub fn unit_written(&self, word: &str) -> Option<&Unit> {
        let place = self.unit_words.get(word).or_else(|| self.folded_unit_words.get(&word.to_lowercase()))?;
        Some(&self.units[*place])
    }

    /// The unit that a rule means by a name or a word.
    #[must_use]
    pub fn unit(&self, name_or_word: &str) -> Option<&Unit> {
        self.unit_named(name_or_word).or_else(|| self.unit_written(name_or_word))
    }

    /// The hedge that stands before a number with these words, whatever their case.
    #[must_use]
    pub fn hedge_before(&self, phrase: &str) -> Option<&Hedge> {
        self.before.get(phrase.to_lowercase().as_str()).map(|i| &self.hedges[*i])
    }

    /// The hedge that stands behind a number with these words, whatever their case.
    #[must_use]
    pub fn hedge_after(&self, phrase: &str) -> Option<&Hedge> {
        self.after.get(phrase.to_lowercase().as_str()).map(|i| &self.hedges[*i])
    }

    /// The amount of that phrase, whatever its case.
    #[must_use]
    pub fn amount(&self, phrase: &str) -> Option<&Amount> {
        self.amount_phrases.get(phrase.to_lowercase().as_str()).map(|i| &self.amounts[*i])
    }
}
