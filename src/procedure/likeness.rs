//! How alike two allegations are: by their ground first, then by the words they share.
use super::vocabulary::Ground;
use std::collections::BTreeSet;

/// Shorter words say nothing about what a sentence is about.
const SHORTEST: usize = 4;
/// Nor do these.
const COMMON: [&str; 24] = [
    "about", "after", "again", "because", "been", "before", "could", "from", "have", "into",
    "said", "since", "that", "their", "them", "there", "they", "this", "told", "were", "what",
    "when", "with", "would",
];
/// Words that are not of the same ground must share at least this many of a hundred.
const ALIKE: usize = 15;

/// How alike another allegation is, the most alike the greatest; none when it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    pub same_ground: bool,
    /// Of the words of both, how many in a hundred are in each.
    pub words: usize,
}

/// Compares what is alleged on two grounds.
pub fn likeness(
    (ground, alleged): (Option<Ground>, &str),
    (other_ground, other): (Option<Ground>, &str),
) -> Option<Likeness> {
    let same_ground = ground.is_some() && ground == other_ground;
    let (one, two) = (words(alleged), words(other));
    let shared = one.intersection(&two).count();
    let all = one.union(&two).count();
    let words = (shared * 100).checked_div(all).unwrap_or_default();
    (same_ground || words >= ALIKE).then_some(Likeness { same_ground, words })
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= SHORTEST && !COMMON.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_ground_comes_first_and_then_the_words() {
        let delay = Some(Ground::UnnecessaryDelay);
        let rude = Some(Ground::TreatedRudely);
        let mine = "Nobody opened my evidence for eleven weeks";
        let like = |ground, other| likeness((delay, mine), (ground, other));
        let close = like(
            delay,
            "My evidence lay unopened; nobody opened it for weeks",
        )
        .unwrap();
        let far = like(delay, "The decision took a year").unwrap();
        let other_ground = like(rude, "Nobody opened the evidence, and they laughed").unwrap();
        assert!(close > far && far > other_ground);
        assert!(!other_ground.same_ground && other_ground.words > 0);
        assert_eq!(like(rude, "They shouted at me"), None);
        // No ground is not the same as no ground.
        assert_eq!(
            likeness((None, "That they have been told"), (None, "with them")),
            None
        );
    }
}
