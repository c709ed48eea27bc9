//! Did you mean: the nearest of some valid words to a mistyped one.

/// The candidate nearest to `word`, if one is near enough to have been meant: an edit distance (with transpositions) of at
/// most a third of the longer word's length, and at least 1; case is passed over. Of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|c| c.len() <= 200 && word.len() <= 200)
        .filter_map(|c| {
            let distance = strsim::damerau_levenshtein(&folded, &c.to_lowercase());
            let allowed = (folded.chars().count().max(c.chars().count()) / 3).max(1);
            (distance <= allowed && distance < c.chars().count()).then_some((distance, c))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        assert_eq!(nearest("sorce", ["subject", "source", "stage"]), Some("source"));
        assert_eq!(nearest("vlaue", ["value", "via"]), Some("value"));
        assert_eq!(nearest("Severity", ["severity"]), Some("severity"));
        assert_eq!(nearest("elephant", ["subject", "source"]), None);
        assert_eq!(nearest("b", ["a"]), None);
    }
}
