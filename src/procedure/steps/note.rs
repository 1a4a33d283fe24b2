//! Notes: added to, never changed; when it happened and when it was written are both kept (rule 35).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use chrono::{DateTime, Duration, Utc};

pub struct AddNote {
    pub happened_at: Option<DateTime<Utc>>,
    pub note: String,
}

impl Step for AddNote {
    const KIND: StepKind = StepKind::Note;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        if self.note.trim().is_empty() {
            gaps.push(("note".to_owned(), "Write the note".to_owned()));
        }
        let happened_at = self.happened_at.unwrap_or(ctx.now);
        let wrong = dates::impossible_at(What::Note, happened_at, complaint, ctx);
        gaps.extend(wrong.map(|why| ("happened_at".to_owned(), why)));
        Denied::unless_empty(gaps)?;
        let late_entry = ctx.now - happened_at > Duration::days(1);
        Ok(Effects::of(Event::Noted {
            happened_at,
            note: self.note,
            late_entry,
            office_told: false,
        }))
    }
}

/// The office of the executive or Board member it was addressed to was told that we have it, that it goes through the
/// procedure and that they need answer nothing (rule 4). It makes nobody there the one who answers or decides.
pub struct TellOffice {
    pub happened_at: Option<DateTime<Utc>>,
    /// What else there is to say; may be empty.
    pub note: String,
}

impl Step for TellOffice {
    const KIND: StepKind = StepKind::Note;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let whom = complaint.received.addressed_to.trim();
        if whom.is_empty() {
            return Err(Denied::not_now(
                "It was not addressed to an executive or the Board",
            ));
        }
        let happened_at = self.happened_at.unwrap_or(ctx.now);
        let wrong = dates::impossible_at(What::OfficeTold, happened_at, complaint, ctx);
        Denied::unless_empty(
            wrong
                .map(|why| ("happened_at".to_owned(), why))
                .into_iter()
                .collect(),
        )?;
        let told = format!(
            "Told the office of {whom} that we have it and that it goes through the complaints procedure. {}",
            self.note.trim()
        );
        Ok(Effects::of(Event::Noted {
            happened_at,
            note: told.trim_end().to_owned(),
            late_entry: ctx.now - happened_at > Duration::days(1),
            office_told: true,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;

    /// Rule 4: recorded with its day, and nobody is given the complaint by it.
    #[test]
    fn an_office_that_was_told_answers_and_decides_nothing() {
        let world = World::new();
        let mut c = world.acknowledged();
        let tell = |days| TellOffice {
            happened_at: Some(world.now - Duration::days(days)),
            note: String::new(),
        };
        let to_nobody = decide(&c, tell(0), &world.relations(), &world.ctx()).unwrap_err();
        assert!(to_nobody.why.contains("not addressed"), "{to_nobody}");
        c.received.addressed_to = "Piers Langdon, Chair".into();
        let before = decide(&c, tell(3), &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(before.fields[0].0, "happened_at");
        let told = decide(&c, tell(0), &world.relations(), &world.ctx()).unwrap();
        assert_eq!(told.after().office_told_on, Some(world.ctx().today()));
        let after = told.after();
        assert_eq!(
            (after.assignee, after.decider, after.owner),
            (None, None, None)
        );
        assert_eq!(after.clocks, c.clocks);
    }

    #[test]
    fn a_note_written_later_is_flagged() {
        let world = World::new();
        let note = |days| AddNote {
            happened_at: Some(world.now - Duration::days(days)),
            note: "Heard the call".into(),
        };
        let add = |days| {
            decide(
                &world.investigated(),
                note(days),
                &world.staff(),
                &world.ctx(),
            )
        };
        assert!(matches!(
            add(0).unwrap().events(),
            [Event::Noted {
                late_entry: false,
                ..
            }]
        ));
        assert!(matches!(
            add(3).unwrap().events(),
            [Event::Noted {
                late_entry: true,
                ..
            }]
        ));
        assert!(add(-1).is_err());
    }
}
