//! Did you mean, on data: the nearest of many words within a budget, so that a file full of slips stays cheap to read.

use crate::diagnostic::nearest;

/// How much comparing is still afforded, in cells of edit-distance tables. What is beyond it gets no suggestion.
#[derive(Debug)]
pub(super) struct Nearness {
    cells: usize,
}

impl Nearness {
    /// Enough for thousands of slips among dozens of words, or for dozens among thousands.
    pub(super) fn new() -> Nearness {
        Nearness { cells: 8_000_000 }
    }

    /// Whether nothing more is afforded.
    pub(super) fn is_spent(&self) -> bool {
        self.cells == 0
    }

    /// The candidate nearest to a word, where one is near and there is budget left to look.
    pub(super) fn among<'c>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        let mut worth = Vec::new();
        for candidate in candidates {
            if self.cells == 0 {
                break;
            }
            let (short, long) = (candidate.len().min(word.len()), candidate.len().max(word.len()));
            let alike = long - short <= (long / 3).max(1);
            self.cells = self.cells.saturating_sub(1 + if alike { short * long } else { 0 });
            if alike {
                worth.push(candidate);
            }
        }
        nearest(word, worth)
    }
}

/// Whether a word is likely a slip of another one, where it may as well be a word of its own: it begins alike, and a letter or
/// two are off. `berths` is no slip of `deaths`.
pub(super) fn is_slip(word: &str, of: &str) -> bool {
    let alike = word.chars().next().map(char::to_lowercase).map(Iterator::collect::<String>)
        == of.chars().next().map(char::to_lowercase).map(Iterator::collect::<String>);
    let allowed = if word.chars().count().min(of.chars().count()) < 8 { 1 } else { 2 };
    alike && strsim::damerau_levenshtein(&word.to_lowercase(), &of.to_lowercase()) <= allowed
}

/// Help that names the word that was probably meant, else says what there is.
pub(super) fn did_you_mean(near: Option<&str>, otherwise: impl FnOnce() -> String) -> String {
    near.map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
}
