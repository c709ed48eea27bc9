//! What a person is shown about a text: severity, code, message, the places and the way out. Knows no format.

pub mod codes;
mod suggest;

use crate::source::Span;

pub use codes::Code;
pub use suggest::nearest;

/// How grave a finding or a diagnostic is; ordered from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a thought; never fails a run unless asked to.
    Advice,
    /// Probably wrong.
    Warning,
    /// Wrong: the run fails.
    Error,
}

impl Severity {
    /// All severities, from the least.
    pub const ALL: [Severity; 3] = [Severity::Advice, Severity::Warning, Severity::Error];

    /// The word that rules, configuration and every output format use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// A place that a diagnostic points at, and what is said there (may be empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, lower case, without a full stop.
    pub message: String,
}

/// Something to say about the text of rules, claims or configuration.
///
/// Messages are lower case without a full stop, put backticks round what the user wrote, and speak of the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its row in the table of codes.
    pub code: &'static Code,
    /// How grave it is here.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The places; the first is where the caret stands. May be empty (a file that cannot be read has no text).
    pub labels: Vec<Label>,
}

impl Diagnostic {
    /// A diagnostic of `code` at its usual severity, without places or help.
    #[must_use]
    pub fn new(code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: code.severity, message: message.into(), help: None, labels: Vec::new() }
    }

    /// Adds a place with a few words about it.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says what to do next, where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
