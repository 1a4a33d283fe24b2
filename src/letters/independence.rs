//! What a letter says of whoever decides the second stage: by the record, and not by a form of words (rule 57).

/// `earlier`: what they did at the first stage, each as "wrote a note on 12 November 2026"; empty when they took no
/// part. Only somebody who was appointed, because nobody was free, can have taken part.
pub(super) fn independence(earlier: &[String]) -> String {
    let Some((last, others)) = earlier.split_last() else {
        return "They took no part in the first stage, and your complaint is not about them."
            .to_owned();
    };
    let did = if others.is_empty() {
        last.clone()
    } else {
        format!("{} and {last}", others.join(", "))
    };
    format!(
        "Everybody who could decide had taken part in the first stage, or is complained about, so we appointed somebody. They {did}. They did not answer your complaint at the first stage or agree to the answer, and your complaint is not about them."
    )
}

#[cfg(test)]
mod tests {
    use super::independence;

    #[test]
    fn an_earlier_part_is_named() {
        assert!(independence(&[]).starts_with("They took no part in the first stage"));
        let did = [
            "wrote a note on 12 November 2026",
            "put it on hold on 13 November 2026",
        ];
        let words = independence(&did.map(str::to_owned));
        assert!(words.contains(
            "They wrote a note on 12 November 2026 and put it on hold on 13 November 2026."
        ));
        assert!(!words.contains("took no part"));
    }
}
