//! What somebody says about the employment of our staff goes to human resources. The complaint keeps when and to whom; the
//! words are kept apart from it, for those who need them (rule 15).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::PersonId;
use crate::person::Actor;
use chrono::NaiveDate;

pub struct PassToHumanResources {
    /// The day it was passed on.
    pub on: Option<NaiveDate>,
    /// Who has it now, by name, role or mailbox.
    pub to: String,
    /// What was passed on, as they said it.
    pub words: String,
}

impl Step for PassToHumanResources {
    const KIND: StepKind = StepKind::HumanResources;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        let mut gap = |field: &str, why: String| gaps.push((field.to_owned(), why));
        match self.on {
            None => gap("went_on", "Enter the day it was passed on".into()),
            Some(day) => {
                if let Some(why) = dates::impossible(What::PassedOn, day, complaint, ctx) {
                    gap("went_on", why);
                }
            }
        }
        if self.to.trim().is_empty() {
            gap("passed_to", "Enter who in human resources has it".into());
        }
        if self.words.trim().is_empty() {
            gap("passed_words", "Enter what was passed on".into());
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::PassedToHumanResources {
            on: self.on.unwrap_or_else(|| ctx.today()),
            to: self.to,
            words: self.words,
        }))
    }
}

/// Who may read the words of one that `by` passed on: they themselves and senior complaint executives. Nobody who is
/// complained about sees the complaint at all.
pub fn reads_words(actor: &Actor, by: PersonId) -> bool {
    actor.is_executive() || actor.id == by
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint};

    fn pass(day: Option<NaiveDate>) -> PassToHumanResources {
        PassToHumanResources {
            on: day,
            to: "The people team".into(),
            words: "He is on a final warning".into(),
        }
    }

    #[test]
    fn it_is_recorded_and_its_words_are_in_no_event_that_is_kept() {
        let world = World::new();
        let today = world.ctx().today();
        let c = a_complaint(&world);
        let step = pass(Some(today));
        let decided = decide(&c, step, &world.relations(), &world.ctx()).unwrap();
        let kept = decided.after().human_resources.clone();
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].on, kept[0].to.as_str()),
            (today, "The people team")
        );
        assert_eq!(kept[0].by, world.relations().id);
        for event in decided.events() {
            let written = serde_json::to_string(event).unwrap();
            assert!(!written.contains("final warning"), "{written}");
        }
    }

    #[test]
    fn its_day_its_reader_and_its_words_are_needed() {
        let world = World::new();
        let c = a_complaint(&world);
        let take = |step| decide(&c, step, &world.relations(), &world.ctx()).unwrap_err();
        let bare = PassToHumanResources {
            on: None,
            to: " ".into(),
            words: String::new(),
        };
        let fields: Vec<String> = take(bare).fields.into_iter().map(|f| f.0).collect();
        assert_eq!(fields, ["went_on", "passed_to", "passed_words"]);
        let early = take(pass(world.ctx().today().pred_opt()));
        assert!(early.why.contains("before 24 November 2026"), "{early}");
        let ahead = take(pass(world.ctx().today().succ_opt()));
        assert_eq!(ahead.fields[0].0, "went_on");
    }

    #[test]
    fn its_words_are_for_whoever_passed_it_on_and_executives() {
        let world = World::new();
        let by = world.relations().id;
        assert!(reads_words(&world.relations(), by));
        assert!(reads_words(&world.executive(), by));
        assert!(!reads_words(&world.staff(), by));
        assert!(!reads_words(&world.leader(), by));
    }
}
