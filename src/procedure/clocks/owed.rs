//! Which promises a complaint owes as it stands.
use super::Clock;
use crate::allegation::Scope;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::delivery::Fate;
use crate::vocabulary::{LetterKind, Promise, Stage};
use chrono::{DateTime, Utc};

/// Whether this promise is owed now, so that its clock must run. `docs/clocks.md` has it as a table.
pub fn owes(c: &Complaint, promise: Promise) -> bool {
    match promise {
        Promise::Acknowledge => !c.is_acknowledged() && at_stage_1(c),
        Promise::Assign => {
            c.stage == Stage::Assignment || (c.stage == Stage::Triage && was_routed(c))
        }
        Promise::FirstContact => {
            let made = c
                .clocks
                .iter()
                .any(|clock| clock.promise == Promise::FirstContact && clock.kept);
            !c.assignments.is_empty() && !made && at_stage_1(c)
        }
        Promise::Respond => {
            c.acknowledged_at.is_some() && at_stage_1(c) && c.stage != Stage::OnTheSpot
        }
        Promise::Update => at_stage_1(c) || at_stage_2(c),
        Promise::Escalate => c.stage == Stage::Answered && c.is_answered(),
        Promise::AcknowledgeEscalation => {
            let told = c.has_left_once(LetterKind::EscalationAcknowledgement);
            match c.stage {
                Stage::Escalated => true,
                Stage::FinalReview | Stage::FinalResponse => at_stage_2(c) && !told,
                Stage::OnTheSpot
                | Stage::Triage
                | Stage::Assignment
                | Stage::Investigation
                | Stage::Answered
                | Stage::Closed => false,
            }
        }
        Promise::FinalResponse => at_stage_2(c),
        Promise::DataProtection => {
            let open = c
                .data_protection
                .as_ref()
                .is_some_and(|d| d.answered_on.is_none());
            open && !c.is_closed() && !c.knows_it_was_received()
        }
        Promise::SendToAssessor => c.referral.as_ref().is_some_and(|r| {
            r.papers_asked_on.is_some() && r.papers_sent_on.is_none() && r.concluded_on.is_none()
        }),
    }
}

/// The promise that lists show for a complaint: what its stage owes next. At stage 1 the first contact comes before the
/// response; an acknowledgement that has not left is with its letter.
pub fn leading(c: &Complaint) -> Option<Promise> {
    let owed = |promise: Promise| c.running(promise).map(|_| promise);
    match c.stage {
        Stage::Triage if was_routed(c) => owed(Promise::Assign),
        Stage::Triage if c.is_being_decided() => owed(Promise::Respond),
        Stage::OnTheSpot | Stage::Triage => owed(Promise::Acknowledge),
        Stage::Assignment => owed(Promise::Assign),
        Stage::Investigation => [Promise::FirstContact, Promise::Respond]
            .into_iter()
            .filter_map(|promise| c.running(promise))
            .min_by_key(|clock| clock.due_at)
            .map(|clock| clock.promise),
        Stage::Answered => owed(Promise::Respond).or_else(|| owed(Promise::Escalate)),
        Stage::Escalated => owed(Promise::AcknowledgeEscalation),
        Stage::FinalReview => owed(Promise::FinalResponse),
        Stage::FinalResponse => {
            owed(Promise::FinalResponse).or_else(|| owed(Promise::SendToAssessor))
        }
        Stage::Closed => owed(Promise::SendToAssessor),
    }
}

/// Whether a complaint at this stage always has a promise that lists show.
pub fn always_owes(stage: Stage) -> bool {
    match stage {
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalReview => true,
        Stage::FinalResponse | Stage::Closed => false,
    }
}

/// It was sent to an area, so that somebody is to be assigned: that promise began then.
fn was_routed(c: &Complaint) -> bool {
    let to_assign = |clock: &Clock| clock.promise == Promise::Assign;
    c.acknowledged_at.is_some() && c.clocks.iter().any(to_assign)
}

/// Until the stage 1 response has left.
fn at_stage_1(c: &Complaint) -> bool {
    match c.stage {
        Stage::OnTheSpot | Stage::Triage | Stage::Assignment | Stage::Investigation => true,
        Stage::Answered => !c.is_answered(),
        Stage::Escalated | Stage::FinalReview | Stage::FinalResponse | Stage::Closed => false,
    }
}

/// Until the letter has left that ends the procedure.
fn at_stage_2(c: &Complaint) -> bool {
    match c.stage {
        Stage::Escalated | Stage::FinalReview => true,
        Stage::FinalResponse => !c.is_complete(),
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered
        | Stage::Closed => false,
    }
}

impl Complaint {
    /// Acknowledged, and with no area yet: Customer Relations are deciding whether the procedure covers it (reading
    /// (e)17).
    pub fn is_being_decided(&self) -> bool {
        self.stage == Stage::Triage && self.acknowledged_at.is_some() && !was_routed(self)
    }
    /// When the stage 1 response is due, or was, in a complaint that has not been answered. While no acknowledgement has
    /// begun that promise it counts as if one had gone on its last day: nobody waits for ever behind the first letter
    /// (reading (e)11).
    pub fn stage_1_due(&self, ctx: &Context) -> Option<DateTime<Utc>> {
        let last = |promise: Promise| self.clocks.iter().rfind(|k| k.promise == promise);
        match last(Promise::Respond) {
            Some(respond) => Some(respond.due_at),
            None => last(Promise::Acknowledge).map(|acknowledge| {
                let from = acknowledge.due_at;
                ctx.calendar.due(from, ctx.promises.respond, &[])
            }),
        }
    }
    /// It is at stage 1, and the response has not left by its date.
    pub fn stage_1_is_overdue(&self, ctx: &Context) -> bool {
        let waits = at_stage_1(self) && self.stage != Stage::OnTheSpot;
        waits && self.stage_1_due(ctx).is_some_and(|due| ctx.now > due)
    }
    /// The acknowledgement has left or is on its way; not when it was stopped or came back.
    pub fn has_acknowledgement(&self) -> bool {
        let fate = self.fate(LetterKind::Acknowledgement);
        self.acknowledged_at.is_some() && fate != Some(Fate::NotArrived)
    }
    /// Something is alleged, and the procedure covers none of it.
    pub fn is_wholly_outside(&self) -> bool {
        let mut all = self.allegations.iter().peekable();
        let some = all.peek().is_some();
        some && all.all(|a| matches!(a.scope, Scope::Outside { .. }))
    }
    /// A letter that says we have their complaint has left, or the acknowledgement cannot reach them.
    fn knows_it_was_received(&self) -> bool {
        let mut letters = self.deliveries.iter();
        let told = letters.any(|d| {
            let keeps = super::super::kept_by(d.kind).contains(&Promise::DataProtection);
            keeps && d.state.has_left()
        });
        told || self.is_acknowledged()
    }
    /// The acknowledgement has left, or cannot reach them.
    pub fn is_acknowledged(&self) -> bool {
        is_done(
            self.fate(LetterKind::Acknowledgement),
            self.acknowledged_at.is_some(),
        )
    }
    /// The stage 1 response has left, or cannot reach them.
    pub fn is_answered(&self) -> bool {
        is_done(self.fate(LetterKind::Response), self.answered_at.is_some())
    }
    /// The letter that ends the procedure has left, or cannot reach them: the final response, or the refusal of a
    /// second stage (rule 52).
    pub fn is_complete(&self) -> bool {
        let ends = if self.escalation_is_refused() {
            LetterKind::ProcedureComplete
        } else {
            LetterKind::FinalResponse
        };
        let written = self.final_at.is_some() || self.escalation_is_refused();
        is_done(self.fate(ends), written)
    }
}

/// Complaints that were brought in with their letters elsewhere have the time and no letter.
fn is_done(letter: Option<Fate>, written: bool) -> bool {
    match letter {
        Some(Fate::Left | Fate::Over) => true,
        Some(Fate::Unsent | Fate::NotArrived) => false,
        None => written,
    }
}
