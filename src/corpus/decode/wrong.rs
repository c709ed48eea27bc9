//! What is said of records that are not as they should be: keys, ids and waivers in, diagnostics out.

use super::Word;
use crate::corpus::RecordKind;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{BAD_VALUE, DUPLICATE_KEY, MISSING_REASON, UNKNOWN_FIELD};
use crate::source::{Span, Spanned};

pub(super) fn of_kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Claim => "a field of a claim",
        RecordKind::Entity => "a field of a source or an entity",
        RecordKind::Story => "a field of a story",
    }
}

pub(super) fn computed(key: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_FIELD, "`topic` cannot be given: it is made of subject, measure and the measure's separators")
        .label(key.span, "")
        .help("give `subject` and `measure`")
}

pub(super) fn without_reason(rule: &str, span: Span, help: &str) -> Diagnostic {
    let message = format!("the waiver of `{rule}` has no reason, so it does not hold");
    Diagnostic::new(&MISSING_REASON, message).label(span, "").help(help)
}

pub(super) fn twice(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_KEY, format!("`{}` stands here twice", key.value.trim()))
        .label(key.span, "the second is left out")
        .label(first, "the first")
        .help("keep one of the two")
}

/// What is wrong with a text as an id, if something is.
#[must_use]
pub fn wrong_id(word: &Word) -> Option<Diagnostic> {
    let help = "an id is any text without `/` and without control characters";
    let wrong = word.text.is_empty() || word.text.contains('/') || word.text.chars().any(char::is_control);
    wrong.then(|| Diagnostic::new(&BAD_VALUE, format!("`{}` cannot be an id", word.text)).label(word.span, "").help(help))
}
