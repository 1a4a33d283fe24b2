//! The sections of a response that staff write, and a first draft of each from the complaint.
use super::parts::given;
use super::typed::{one_line, quoted};
use crate::words::{by_channel, date, ground_said, ground_title};
use procedure::complaint::Escalation;
use procedure::steps::response::DraftFinding;
use procedure::vocabulary::Outcome;
use procedure::working_time::uk_time::local_date;
use procedure::{Allegation, Complaint};
use serde::{Deserialize, Serialize};

/// The typed sections of both responses. Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResponseSections {
    /// "What you told us".
    pub told: String,
    /// "How we looked into it".
    pub looked: String,
    /// "Putting things right": the apology, when something is upheld.
    pub putting_right: String,
    /// "What we have learned".
    pub learned: String,
}

/// A first draft of the sections, for staff to read and change: what they told us with its allegations numbered,
/// an apology for each part upheld so far, what the findings say will change. A section that nothing is
/// known for yet is empty, and a gap in the letter: how we looked into it always is.
pub fn default_sections(complaint: &Complaint, drafts: &[DraftFinding]) -> ResponseSections {
    ResponseSections {
        told: told(complaint),
        // What somebody read and whom they asked, only they can say.
        looked: String::new(),
        putting_right: putting_right(complaint, drafts),
        learned: learned(complaint, drafts),
    }
}

fn told(c: &Complaint) -> String {
    let opening = format!(
        "You contacted us {} on {}. This is what you told us:",
        by_channel(c.received.channel),
        date(local_date(c.received.at))
    );
    let what = if c.in_scope().next().is_none() {
        quoted(&c.details.what_happened)
    } else {
        numbered(c)
    };
    let mut parts = vec![opening, what];
    parts.extend(c.escalation.iter().flat_map(asked_again));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// The allegations under the complaint's own numbers. Markdown counts a list for itself, so that one with a gap
/// in it is a paragraph each.
fn numbered(c: &Complaint) -> String {
    let counted = c.in_scope().zip(1..).all(|(a, nth)| a.number == nth);
    let (after, between) = if counted {
        (".", "\n")
    } else {
        ("\\.", "\n\n")
    };
    let line = |a: &Allegation| format!("{}{after} {}", a.number, one_line(&a.alleged));
    c.in_scope().map(line).collect::<Vec<_>>().join(between)
}

/// The request for the second stage, and why, if they said so.
fn asked_again(asked: &Escalation) -> Vec<String> {
    let request = format!(
        "On {} you asked us {} to take your complaint to the second stage.",
        date(local_date(asked.requested_at)),
        by_channel(asked.channel)
    );
    match given(&asked.unhappy_about) {
        Some(unhappy) => vec![
            format!("{request} You told us why you are still unhappy:"),
            quoted(&unhappy),
        ],
        None => vec![request],
    }
}

fn putting_right(c: &Complaint, drafts: &[DraftFinding]) -> String {
    let mut sorry: Vec<String> = Vec::new();
    for a in c.in_scope() {
        let outcome = drafts
            .iter()
            .find(|f| f.number == a.number)
            .and_then(|f| f.outcome);
        let words = match (outcome, a.ground) {
            (Some(Outcome::Upheld), Some(ground)) => {
                format!("We are sorry that we {}.", ground_said(ground))
            }
            (Some(Outcome::PartlyUpheld), Some(ground)) => format!(
                "We are sorry for what went wrong in this part of your complaint: {}.",
                ground_title(ground).to_lowercase()
            ),
            (Some(Outcome::Upheld | Outcome::PartlyUpheld), None) => {
                "We are sorry for what went wrong.".to_owned()
            }
            _ => continue,
        };
        if !sorry.contains(&words) {
            sorry.push(words);
        }
    }
    sorry.join(" ")
}

fn learned(c: &Complaint, drafts: &[DraftFinding]) -> String {
    let mut lessons: Vec<&str> = Vec::new();
    let mut outcomes = Vec::new();
    for a in c.in_scope() {
        let draft = drafts.iter().find(|f| f.number == a.number);
        outcomes.push(draft.and_then(|f| f.outcome));
        let lesson = draft.map_or("", |f| f.learning.trim());
        if !lesson.is_empty() && !lessons.contains(&lesson) {
            lessons.push(lesson);
        }
    }
    let decided = !outcomes.is_empty() && outcomes.iter().all(Option::is_some);
    let upheld = outcomes.iter().flatten().any(|one| one.is_upheld());
    if lessons.is_empty() && decided && !upheld {
        return "We value your feedback. We keep what you told us with our findings, and use what people tell us to improve our service.".to_owned();
    }
    lessons.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use procedure::steps::testing::upheld;

    #[test]
    fn the_first_draft_comes_from_the_complaint() {
        let stationery = Stationery::new();
        let mut c = stationery.world.investigated();
        c.allegations[0].alleged = "No *reply*\nsince 12 October".into();
        let draft = default_sections(&c, &[upheld(1)]);
        assert_eq!(
            draft.told,
            "You contacted us by email on 24 November 2026. This is what you told us:\n\n1. No \\*reply\\* since 12 October"
        );
        assert_eq!(
            draft.putting_right,
            "We are sorry that we failed to keep you updated on progress."
        );
        assert_eq!(draft.learned, "Post is opened daily");
        let undecided = default_sections(&c, &[]);
        assert_eq!(
            (undecided.putting_right.as_str(), undecided.learned.as_str()),
            ("", "")
        );
        let mut not = upheld(1);
        not.outcome = Some(Outcome::NotUpheld);
        not.learning.clear();
        assert!(
            default_sections(&c, &[not])
                .learned
                .starts_with("We value your feedback")
        );
    }

    #[test]
    fn the_second_stage_says_so() {
        let stationery = Stationery::new();
        let mut c = stationery.world.in_final_review();
        assert!(default_sections(&c, &[]).told.ends_with(
            "On 24 November 2026 you asked us by email to take your complaint to the second stage."
        ));
        if let Some(asked) = &mut c.escalation {
            asked.unhappy_about = "Too late".into();
            asked.no_response = true;
        }
        let draft = default_sections(&c, &[]);
        assert!(
            draft.told.ends_with("still unhappy:\n\n> Too late"),
            "{}",
            draft.told
        );
        assert_eq!(draft.looked, "", "only whoever looked can say how");
    }
}
