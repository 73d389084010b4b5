//! "Did you mean": the known word nearest to a mistyped one.

/// The candidate that looks most like `word`, if any is near enough to be a likely slip.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Distances cost time in proportion to the product of the lengths.
    if word.len() > 200 {
        return None;
    }
    let lower = word.to_lowercase();
    let score = |candidate: &&str| {
        let edits = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        let longest = lower.chars().count().max(candidate.chars().count());
        (edits * 3 <= longest.max(3)).then_some(edits)
    };
    let scored =
        candidates.into_iter().filter_map(|candidate| Some((score(&candidate)?, candidate)));
    scored.min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

/// The advice that goes with it, or else the list of what is possible when that is short.
pub fn hint<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(found) = closest(word, candidates.clone()) {
        return Some(format!("did you mean `{found}`?"));
    }
    let all: Vec<&str> = candidates.into_iter().collect();
    let short = !all.is_empty() && all.len() <= 24;
    short.then(|| format!("possible here: {}", all.join(", ")))
}
