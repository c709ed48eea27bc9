//! The table of diagnostic codes: one row a code, its page in `pages/`. What `explain` prints, and what the docs list.

use super::Severity;

/// A kind of diagnostic: its kebab-case name, its usual severity, one line, and the page that `explain` prints.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The name that output formats carry.
    pub name: &'static str,
    /// The severity where a check does not say otherwise.
    pub severity: Severity,
    /// One line, for lists.
    pub summary: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
}

macro_rules! codes {
    ($($constant:ident $name:literal $severity:ident $summary:literal)*) => {
        $(
            #[doc = $summary]
            pub static $constant: Code = Code {
                name: $name,
                severity: Severity::$severity,
                summary: $summary,
                page: include_str!(concat!("pages/", $name, ".md")),
            };
        )*
        /// Every code, in the order of the table.
        pub static CODES: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    // The rule language.
    SYNTAX              "syntax"              Error   "an item of a rule file cannot be read"
    UNKNOWN_NAME        "unknown-name"        Error   "a name that nothing declares"
    UNKNOWN_FIELD       "unknown-field"       Error   "a field that this kind of thing does not have"
    TYPE_MISMATCH       "type-mismatch"       Error   "a value of another kind than is wanted here"
    WRONG_ARGUMENTS     "wrong-arguments"     Error   "too few, too many or other arguments than a function takes"
    BAD_REGEX           "bad-regex"           Error   "a regular expression that cannot be read"
    NO_KEY              "no-key"              Error   "a second binding that leaves its story without a key"
    DUPLICATE_NAME      "duplicate-name"      Error   "a name declared twice, or one that hides another"
    RECURSIVE_DEFINE    "recursive-define"    Error   "a define that reaches itself"
    UNKNOWN_MEASURE     "unknown-measure"     Warning "a measure that nothing declares"
    MISSING_EXAMPLE     "missing-example"     Warning "a rule without a firing and a silent example"
    PAIR_OR_GROUP       "pair-or-group"       Advice  "a pair that would print many reports where a group prints one"
    NEVER_FIRES         "never-fires"         Warning "a rule whose condition can never be true"
    COVERED_RULE        "covered-rule"        Advice  "a rule that reports only what another one reports"
    CONFUSABLE_NAME     "confusable-name"     Warning "letters that look like others, or characters that hide"
    EXAMPLE_DIFFERS     "example-differs"     Error   "an example on which its rule does not do what is said"
    UNTESTED            "untested"            Advice  "a part of a rule that its examples do not reach, or whose change they do not notice"
    TASTE               "taste"               Advice  "a matter of taste about a rule, told where it is asked for"
    // Claims documents.
    DUPLICATE_ID        "duplicate-id"        Error   "an id used twice"
    DUPLICATE_KEY       "duplicate-key"       Error   "a key twice in one mapping"
    WRONG_SHAPE         "wrong-shape"         Error   "a list, a mapping or a text where another is wanted"
    SPLIT_NUMBER        "split-number"        Error   "a number that YAML has split at its comma"
    BAD_VALUE           "bad-value"           Error   "a value that cannot be read"
    RANGE_REVERSED      "range-reversed"      Error   "a range whose first number is the greater"
    UNIT_NOT_ALLOWED    "unit-not-allowed"    Error   "a unit that the measure does not take"
    DANGLING_REFERENCE  "dangling-reference"  Error   "a claim that is not there"
    CYCLE               "cycle"               Error   "things that contain one another in a circle"
    ANCHOR_NOT_FOUND    "anchor-not-found"    Error   "words that do not stand in the draft"
    ANCHOR_DISAGREES    "anchor-disagrees"    Warning "words in the draft that say another figure than the claim"
    DIMENSION_MISMATCH  "dimension-mismatch"  Warning "two quantities that cannot be compared"
    WRONG_KIND          "wrong-kind"          Warning "a value of another kind than a rule compares it with"
    OLD_CALENDAR        "old-calendar"        Warning "a day before the calendar of today"
    NEAR_NAME           "near-name"           Advice  "an id that is nearly the name of a declared one"
    NO_CLAIMS           "no-claims"           Advice  "files in which nothing is stated as a claim"
    // Waivers.
    MISSING_REASON      "missing-reason"      Error   "a waiver without a reason"
    UNUSED_ALLOW        "unused-allow"        Warning "a waiver that waives nothing"
    EXPIRED_ALLOW       "expired-allow"       Warning "a waiver past its last day"
    UNKNOWN_RULE        "unknown-rule"        Warning "a rule that is not in force"
    STALE_BASELINE      "stale-baseline"      Advice  "entries of the baseline that match nothing any more"
    // Files, limits and configuration.
    UNREADABLE          "unreadable"          Error   "a file that cannot be read"
    UNUSED_INDEX        "unused-index"        Warning "an index of an archive that is out of date or damaged"
    SKIPPED             "skipped"             Advice  "a file that was passed over"
    YAML_SYNTAX         "yaml-syntax"         Error   "a file that is not YAML"
    JSON_SYNTAX         "json-syntax"         Error   "a file that is not JSON"
    LIMIT               "limit"               Error   "something larger or deeper than is allowed"
    CONFIGURATION       "configuration"       Error   "a configuration that cannot be used"
}

/// The code of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|c| c.name == name)
}
