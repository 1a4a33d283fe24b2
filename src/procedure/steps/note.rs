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
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;

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
