//! Stories of one person's further records: a repeat of a finished complaint, and two records of one complaint.
use super::scene::{Scene, carry_out, dispatch};
use super::story::Act;
use super::triage;
use letters::compose;
use procedure::steps::acknowledgement::{Acknowledge, AcknowledgeRepeat};
use procedure::steps::joining::{Join, TakeApart};
use procedure::steps::refusal::ProposeRepeat;
use procedure::vocabulary::Channel;
use procedure::{AreaId, Complaint};
use storage::{Connection, Result, StorageError, complaints, finished, lists};

impl Scene<'_> {
    /// # Errors
    /// `NotFound` when the same person has no finished complaint.
    pub(super) fn repeats(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let c = self.complaint;
        let actor = self.house.actor(self.who)?;
        let done = finished::finished(conn, actor, (c.complainant_id, c.id))?;
        let repeats = Box::new(done.into_iter().next().ok_or(StorageError::NotFound)?);
        if let Act::Repeats(reason) = act {
            let reason = (*reason).to_owned();
            return carry_out(conn, self, ProposeRepeat { repeats, reason }, None);
        }
        let place = triage::area(self)?;
        let area = self.house.areas.iter().find(|a| a.id == AreaId(place.id()));
        let triaged = triage::triage(self)?;
        let told = (Some(&triaged), &repeats.reference);
        let (way, writer) = (dispatch(c), self.writer());
        let letter = compose::acknowledgement_of_repeat(c, told, area, &way, &writer);
        let acknowledge = Acknowledge {
            area: area.cloned(),
            dispatch: dispatch(c),
            triaged: Some(triaged),
        };
        let step = AcknowledgeRepeat {
            repeats,
            acknowledge,
        };
        carry_out(conn, self, step, Some(&letter))
    }
    /// Joins it with the other record of the same person that is being answered, or takes the two apart.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub(super) fn joining(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let c = self.complaint;
        if let Act::TakeApart(reason) = act {
            let on = c.joined.into.as_ref().ok_or(StorageError::NotFound)?;
            let step = TakeApart {
                goes_on: Box::new(complaints::get(conn, on.id)?),
                reason: (*reason).to_owned(),
            };
            return carry_out(conn, self, step, None);
        }
        let reason = match act {
            Act::Join(reason) => (*reason).to_owned(),
            _ => String::new(),
        };
        let step = Join {
            goes_on: Box::new(self.other_record(conn)?),
            same_person: false,
            told_on: Some(self.ctx.today()),
            how: Some(Channel::Phone),
            reason,
        };
        carry_out(conn, self, step, None)
    }
    fn other_record(&self, conn: &mut Connection) -> Result<Complaint> {
        let c = self.complaint;
        let actor = self.house.actor(self.who)?;
        let theirs = (c.complainant_id, c.id);
        let ids = lists::others(conn, actor, theirs, self.ctx.now)?;
        let newest = ids.first().ok_or(StorageError::NotFound)?;
        complaints::get(conn, procedure::ComplaintId(*newest))
    }
}
