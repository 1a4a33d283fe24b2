//! What one version of a template has that another has not, line by line.
use similar::{ChangeTag, TextDiff};

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub how: How,
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Kept,
    Removed,
    Added,
    /// Lines that are alike and left out.
    Skipped,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 1;

/// The changed lines with what stands next to them; nothing when both are alike.
pub fn lines(before: &str, after: &str) -> Vec<Line> {
    // A browser sends a text area without its last line feed.
    let ended = |text: &str| format!("{}\n", text.trim_end());
    let (before, after) = (ended(before), ended(after));
    let diff = TextDiff::from_lines(&before, &after);
    let mut out = Vec::new();
    for (nth, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if nth > 0 {
            out.push(Line {
                how: How::Skipped,
                words: String::new(),
            });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let how = match change.tag() {
                ChangeTag::Equal => How::Kept,
                ChangeTag::Delete => How::Removed,
                ChangeTag::Insert => How::Added,
            };
            out.push(Line {
                how,
                words: change.value().trim_end().to_owned(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_is_shown_twice_and_what_is_far_away_not_at_all() {
        let before = "# One\n\nTwo\n\nThree\n\nFour\n\nFive\n";
        let after = "# One\n\nTwo\n\nThree!\n\nFour\n\nFive\n";
        let shown: Vec<(How, String)> = lines(before, after)
            .into_iter()
            .map(|l| (l.how, l.words))
            .collect();
        assert_eq!(
            shown,
            [
                (How::Kept, String::new()),
                (How::Removed, "Three".to_owned()),
                (How::Added, "Three!".to_owned()),
                (How::Kept, String::new()),
            ]
        );
        assert_eq!(lines(before, before), []);
    }
}
