//! The letters before and after a restriction: the formal warning (rule 79), the decision on an appeal (rule 82),
//! and that it is lifted.
use super::common::Common;
use super::draft::Draft;
use super::restriction::Conduct;
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::LetterKind;
use chrono::NaiveDate;

/// (c)7: blocks 1, 2 and 4, what must change and what may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningFacts {
    pub common: Common,
    pub conduct: Conduct,
    pub change: Option<String>,
    /// When they were told before; oldest first.
    pub told_on: Vec<NaiveDate>,
}

/// The formal warning; complete when it has no gaps.
pub fn restriction_warning(facts: &WarningFacts) -> Letter {
    let mut draft = Draft::default();
    draft.say("You are entitled to complain, and we want to hear from you when we get something wrong. We are writing because the way you are dealing with us makes it hard for us to deal with your complaints, or with those of other people. Nothing is restricted now.");
    facts.conduct.say(&mut draft);
    if !facts.told_on.is_empty() {
        let days: Vec<String> = facts.told_on.iter().map(|on| words::date(*on)).collect();
        draft.say(&format!(
            "We told you about this on {}.",
            days.join(" and ")
        ));
    }
    facts.conduct.say_needs(&mut draft);
    draft.heading("What must change");
    draft.typed(
        facts.change.as_ref(),
        "Nothing written yet on what must change",
    );
    draft.heading("What may follow");
    draft.say("If this does not change, we may restrict for a time how you can use our formal complaints procedure. We do that only in exceptional cases. Two people would have to decide it, we would tell you in writing, and you could appeal.");
    draft.say("Your complaints go on as before, and this letter does not count against them.");
    let subject = "How you are dealing with us";
    draft.finish(LetterKind::RestrictionWarning, subject, &facts.common)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionAppealFacts {
    pub common: Common,
    pub received_on: NaiveDate,
    /// What they said; shown as typed.
    pub said: String,
    pub upheld: Option<bool>,
    pub reasons: Option<String>,
    /// The last day of the restriction.
    pub ends_on: NaiveDate,
    /// Who decides the appeal, by role.
    pub decided_by: String,
}

/// The decision on an appeal; complete when it has no gaps.
pub fn restriction_appeal(facts: &RestrictionAppealFacts) -> Letter {
    let mut draft = Draft::default();
    draft.say(&format!(
        "On {} you appealed against our decision to restrict how you can use our formal complaints procedure. You said:",
        words::date(facts.received_on)
    ));
    draft.quote(Some(&facts.said), "Nothing written down of their appeal");
    draft.heading("Our decision");
    draft.say_fact(
        facts.upheld,
        "Not chosen yet whether the appeal is upheld",
        |upheld| {
            if upheld {
                "We uphold your appeal. The restriction is lifted from today.".to_owned()
            } else {
                format!(
                    "We do not uphold your appeal. The restriction stays as it is. Its last day is {}, and it then ends by itself unless we write to you with a new decision.",
                    words::date(facts.ends_on)
                )
            }
        },
    );
    draft.typed(facts.reasons.as_ref(), "No reasons written yet");
    draft.say(&format!(
        "This was decided by a {} who neither proposed nor agreed the restriction and has had no part in your complaints.",
        facts.decided_by
    ));
    draft.say(
        "We still read everything you send us, and you can still complain about something new.",
    );
    let subject = "Your appeal against the restriction";
    draft.finish(LetterKind::RestrictionAppeal, subject, &facts.common)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionLiftedFacts {
    pub common: Common,
    /// The last day it would have had.
    pub ends_on: Option<NaiveDate>,
    pub reasons: Option<String>,
}

/// That it is lifted early; complete when it has no gaps.
pub fn restriction_lifted(facts: &RestrictionLiftedFacts) -> Letter {
    let mut draft = Draft::default();
    draft.say_fact(facts.ends_on, "No restriction is in force", |until| {
        format!(
            "We wrote to you to restrict until {} how you can use our formal complaints procedure. We have looked at this again and lifted the restriction from today.",
            words::date(until)
        )
    });
    draft.heading("Why");
    draft.typed(facts.reasons.as_ref(), "No reasons written yet");
    draft.say("You can contact us and complain to us as anybody else can. What we agreed to make that easier for you stays agreed.");
    let subject = "The restriction is lifted";
    draft.finish(LetterKind::RestrictionLifted, subject, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::sample::{self, day, has};

    #[test]
    fn the_warning_says_what_must_change_and_what_may_follow() {
        let mut facts = WarningFacts {
            common: sample::common(),
            conduct: sample::conduct(),
            change: Some("Please write, and do not shout.".into()),
            told_on: vec![day("2026-09-01")],
        };
        let letter = restriction_warning(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        insta::assert_snapshot!("restriction_warning", letter.text());
        facts.change = None;
        let gap = ["Nothing written yet on what must change"];
        assert_eq!(restriction_warning(&facts).gaps(), gap);
    }

    #[test]
    fn an_appeal_is_answered_with_reasons() {
        let mut facts = RestrictionAppealFacts {
            common: sample::common(),
            received_on: day("2026-11-26"),
            said: "I **never** shouted.".into(),
            upheld: Some(false),
            reasons: Some("We listened to the calls.".into()),
            ends_on: day("2027-05-24"),
            decided_by: "senior leader".into(),
        };
        has(
            &restriction_appeal(&facts),
            &[
                "> I **never** shouted.",
                "We do not uphold your appeal",
                "24 May 2027",
                "We listened to the calls.",
                "decided by a senior leader who neither",
            ],
        );
        facts.upheld = Some(true);
        has(&restriction_appeal(&facts), &["lifted from today"]);
        facts.upheld = None;
        facts.reasons = None;
        assert_eq!(
            restriction_appeal(&facts).gaps(),
            [
                "Not chosen yet whether the appeal is upheld",
                "No reasons written yet"
            ]
        );
    }

    #[test]
    fn lifting_says_why() {
        let facts = RestrictionLiftedFacts {
            common: sample::common(),
            ends_on: Some(day("2027-05-24")),
            reasons: Some("Nothing has happened since January.".into()),
        };
        let letter = restriction_lifted(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["until 24 May 2027", "Nothing has happened since January."],
        );
    }
}
