//! We restrict how somebody uses the formal complaints procedure (rules 77 to 84). Blocks: (c)7.
//!
//! The published procedure gives no route outside for it, so the letter offers an appeal to us and nothing else
//! (reading (e)14).
use super::common::Common;
use super::draft::{Draft, routes};
use super::facts::Facts;
use super::frame;
use super::gap::{FrameGap, RestrictionGap};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::restriction::Measure;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionFacts {
    pub common: Common,
    pub conduct: Conduct,
    /// An earlier one is extended.
    pub extends: bool,
    /// Day, and whether by letter; oldest first.
    pub warnings: Vec<(NaiveDate, bool)>,
    /// Why it could not wait for a formal warning.
    pub immediate: Option<String>,
    pub measures: Vec<Measure>,
    pub exactly: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub appeal_by: NaiveDate,
    /// Who proposed it and who agreed it, by role.
    pub decided_by: Option<(String, String)>,
}

/// What they did and what it does to others: as a warning and a restriction both say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    pub behaviour: Option<String>,
    pub examples: Vec<(NaiveDate, String)>,
    pub effect: Option<String>,
    pub needs: Option<String>,
}

impl Conduct {
    /// (c)7.1 and 7.2.
    pub(super) fn say(&self, draft: &mut Draft) {
        draft.heading("What has happened");
        draft.typed(self.behaviour.as_ref(), RestrictionGap::Behaviour);
        if self.examples.is_empty() {
            draft.gap(RestrictionGap::Example);
        } else {
            draft.say("For example:");
            let mut examples = self.examples.clone();
            examples.sort();
            let told = |(on, what): &(NaiveDate, String)| {
                format!("{}: {}", words::date(*on), words::sentence(what.trim()))
            };
            draft.bullets(&examples.iter().map(told).collect::<Vec<_>>());
        }
        draft.heading("How it affects our work");
        draft.typed(self.effect.as_ref(), RestrictionGap::Effect);
    }
    /// (c)7.4.
    pub(super) fn say_needs(&self, draft: &mut Draft) {
        draft.heading("What you need from us");
        draft.say(
            "Before deciding this we looked at what you need from us, and whether we have met it:",
        );
        draft.typed(self.needs.as_ref(), RestrictionGap::Needs);
        draft.say("If we have missed something, or something would make it easier for you to deal with us, please tell us. We will change what we do.");
    }
}

/// The letter; complete when it has no gaps.
pub fn restriction(facts: &RestrictionFacts) -> Letter {
    let mut told = Facts::default();
    told.flag("extends", facts.extends);
    told.part("conduct", |part| facts.conduct.say(part));
    told.part("warnings", |part| warnings(part, facts));
    told.part("needs", |part| facts.conduct.say_needs(part));
    exactly(&mut told, facts);
    told.part("what_still_works", |part| {
        what_still_works(part, &facts.common);
    });
    told.words_if_any("appeal_by", Some(words::date(facts.appeal_by)));
    let decided = facts.decided_by.as_ref().map(|(proposer, approver)| {
        format!("This was proposed by a {proposer} and agreed by a second person, a {approver}, who has had no part in your complaints.")
    });
    told.words("decided_by", decided, RestrictionGap::AgreedBy);
    frame::letter(LetterKind::Restriction, told, &facts.common)
}

fn warnings(draft: &mut Draft, facts: &RestrictionFacts) {
    let told = |(on, formal): &(NaiveDate, bool)| {
        let how = if *formal {
            "We warned you in a letter of"
        } else {
            "We told you about this on"
        };
        format!("{how} {}.", words::date(*on))
    };
    let all: Vec<String> = facts.warnings.iter().map(told).collect();
    if !all.is_empty() {
        draft.bullets(&all);
    }
    if facts.immediate.is_some() {
        draft.say("This could not wait for a warning letter, for reasons of immediate safety:");
        draft.typed(facts.immediate.as_ref(), RestrictionGap::Warning);
    } else if !facts.warnings.iter().any(|(_, formal)| *formal) {
        draft.gap(RestrictionGap::Warning);
    }
}

fn exactly(told: &mut Facts, facts: &RestrictionFacts) {
    told.part("measures", |part| {
        if facts.measures.is_empty() {
            part.gap(RestrictionGap::Measures);
        } else {
            part.bullets(&facts.measures.iter().map(|m| said(*m)).collect::<Vec<_>>());
        }
    });
    told.typed("exactly", facts.exactly.as_ref(), RestrictionGap::Exactly);
    let days = facts.starts_on.zip(facts.ends_on).map(|(from, until)| {
        format!(
            "The restriction starts on {} and its last day is {}. We will review it by {} at the latest.",
            words::date(from),
            words::date(until),
            words::date(until)
        )
    });
    told.words("first_and_last_day", days, RestrictionGap::Days);
}

fn said(measure: Measure) -> &'static str {
    match measure {
        Measure::NamedContact => "You deal with one named contact.",
        Measure::WritingOnly => "We deal with your complaints in writing only.",
        Measure::SetDays => "We take your calls on set days only.",
        Measure::SameMatter => {
            "We do not open a new formal complaint on a matter we have already answered."
        }
        Measure::Other => "The restriction is described below.",
    }
}

/// (c)7.6, and rules 83 and 84: what no restriction may touch.
fn what_still_works(draft: &mut Draft, common: &Common) {
    draft.bullets(&[
        "We still read everything you send us, and look in it for anything new.",
        "You can still complain about something new. We consider it on its merits and within the same time limits as anybody else's complaint.",
        "Complaints of yours that are open go on.",
        "Everything agreed to make it easier for you to deal with us stays agreed, and you can ask for more.",
    ]);
    let emergency = routes(&common.organisation);
    draft.say_fact(
        emergency,
        FrameGap::Routes,
        |routes| format!("If you or somebody else is at risk of harm, tell us at once in any way you can: {routes}. In an emergency call 999."),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, HOSTILE, day, has};

    fn facts() -> RestrictionFacts {
        RestrictionFacts {
            common: sample::common(),
            conduct: sample::conduct(),
            extends: false,
            warnings: vec![(day("2026-09-01"), false), (day("2026-10-02"), true)],
            immediate: None,
            measures: vec![Measure::NamedContact, Measure::WritingOnly],
            exactly: Some("Write to Officer C, who answers **every** letter.".into()),
            starts_on: Some(day("2026-11-24")),
            ends_on: Some(day("2027-05-24")),
            appeal_by: day("2026-12-24"),
            decided_by: Some(("leader".into(), "senior complaint executive".into())),
        }
    }

    #[test]
    fn the_ten_blocks_are_there() {
        let letter = restriction(&facts());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        insta::assert_snapshot!("restriction", letter.text());
    }

    /// Reading (e)14: internal appeal only.
    #[test]
    fn the_assessor_is_not_offered() {
        let text = sample::flat(&restriction(&facts()));
        assert!(!text.contains("Independent Assessor"), "{text}");
    }

    #[test]
    fn safety_stands_in_for_the_warning() {
        let mut facts = facts();
        facts.warnings.clear();
        let gap = "No formal warning, and no reason why safety could not wait for one";
        assert_eq!(restriction(&facts).gaps(), [gap]);
        facts.warnings = vec![(day("2026-09-01"), false)];
        assert_eq!(restriction(&facts).gaps(), [gap]);
        facts.immediate = Some("A threat on 20 November".into());
        facts.extends = true;
        let letter = restriction(&facts);
        has(
            &letter,
            &[
                "for reasons of immediate safety: A threat on 20 November",
                "decided to extend it",
            ],
        );
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let missing = RestrictionFacts {
            conduct: Conduct::default(),
            immediate: Some("A threat".into()),
            measures: vec![],
            exactly: None,
            ends_on: None,
            decided_by: None,
            ..facts()
        };
        assert_eq!(
            restriction(&missing).gaps(),
            [
                "Nothing written yet on the behaviour",
                "No dated example yet",
                "Nothing written yet on the effect",
                "Nothing written yet on needs and adjustments",
                "Nothing chosen yet to restrict",
                "Nothing written yet on exactly what is restricted",
                "The first and the last day are not known yet",
                "No second person has agreed this restriction yet",
            ]
        );
    }

    #[test]
    fn typed_words_act_on_nothing() {
        let mut facts = facts();
        facts.conduct.behaviour = Some(HOSTILE.into());
        facts.conduct.examples = vec![(day("2026-11-01"), HOSTILE.into())];
        facts.exactly = Some(HOSTILE.into());
        let html = restriction(&facts).html();
        assert!(!html.contains("<script") && !html.contains("javascript:alert(1)\""));
    }
}
