//! Who may see a complaint, and who may take which step when: the whole policy of a complaint. Lists and pages that
//! are not about one are in `screen.rs`.
//!
//! Its role x stage x step table is a reviewed snapshot (`tests/it/permissions.rs`).
use super::by::Cause;
use super::complaint::{Complaint, RefusalOf};
use super::context::Context;
use super::denied::Denied;
use super::person::Actor;
use super::steps::StepKind;
use super::tally::{Once, count};
use super::vocabulary::{Closure, Promise, Stage};

/// Whether a complaint exists for this person. `src/storage/sight.rs` has the same rule in SQL, and `tests/it/sight.rs`
/// compares the two over random complaints and people.
///
/// - A person complained about never sees it, whatever their rank (rule 27 and the wall).
/// - Customer Relations and senior complaint executives see the rest.
/// - Senior leaders see what has been routed to an area.
/// - Leaders and deputies see what is with their area.
/// - Anybody sees what they logged, what is assigned to them, and what was escalated to them.
/// - Being an administrator shows nothing.
pub fn sees(complaint: &Complaint, actor: &Actor) -> bool {
    if complaint.is_about(actor.id) {
        return false;
    }
    let area = complaint.area.as_ref().map(|a| a.id);
    actor.in_customer_relations()
        || (actor.sees_every_area() && area.is_some())
        || area.is_some_and(|a| actor.leads(a))
        || complaint.received.entered_by == actor.id
        || complaint.assignee == Some(actor.id)
        || complaint.decider == Some(actor.id)
}

/// Who may take which step, and when.
///
/// # Errors
/// `NotYours` with who can, or `NotNow` with why.
pub fn permits(
    step: StepKind,
    complaint: &Complaint,
    actor: &Actor,
    ctx: &Context,
) -> Result<(), Denied> {
    count(Once::Permits);
    if !sees(complaint, actor) {
        return Err(Denied::not_yours(
            "You do not have access to this complaint",
        ));
    }
    let asks = Asking {
        complaint,
        actor,
        ctx,
    };
    asks.readable(step)?;
    match step {
        StepKind::Details => asks.details(),
        StepKind::OnTheSpot => asks.on_the_spot(),
        StepKind::Taking => asks
            .stage(&[Stage::Triage])
            .and(asks.customer_relations("take complaints from the inbox")),
        StepKind::Scope => asks.scope(),
        StepKind::Acknowledgement => asks.acknowledgement(),
        StepKind::Refusal => asks.refusal(),
        StepKind::HandBack => asks
            .stage(&[Stage::Assignment, Stage::Investigation])
            .and(asks.leads_it("hand this back")),
        StepKind::Assignment => asks
            .stage(&[Stage::Assignment, Stage::Investigation])
            .and(asks.leads_it("assign an individual to respond")),
        StepKind::Timescale => asks.answering("agree a timescale"),
        StepKind::Note => asks.worker("add a note"),
        // Closed too: somebody who writes afterwards is heard and answered (rule 37).
        StepKind::Contact => asks.worker("record a contact"),
        StepKind::Evidence => asks.answering("add evidence"),
        StepKind::Response => asks
            .stage(&[Stage::Investigation])
            .and(asks.assignee("write the stage 1 response")),
        StepKind::Closure => asks.closure(),
        StepKind::Withdrawal => asks
            .open()
            .and(asks.worker("record that the complaint was withdrawn")),
        StepKind::Reopening => asks.reopening(),
        StepKind::Escalation => asks.escalation(),
        StepKind::Reviewer => asks
            .stage(&[Stage::Escalated, Stage::FinalReview])
            .and(asks.no_open_refusal())
            .and(asks.customer_relations("choose who issues the final response")),
        StepKind::FinalResponse => asks
            .stage(&[Stage::FinalReview])
            .and(asks.decider("issue the final response")),
        StepKind::Remedy => asks.remedy(),
        StepKind::Pause => asks.pause(),
        StepKind::AssessorReferral => asks.assessor_referral(),
        // Closed too: a letter that came back is seen to whenever it did.
        StepKind::Delivery => asks.delivery(),
    }
}

/// What may happen without anybody acting. A new cause does not compile without its line.
///
/// # Errors
/// `NotYours` for everything else.
pub fn permits_itself(step: StepKind, cause: Cause) -> Result<(), Denied> {
    let follows = match cause {
        Cause::MessageArrived => step == StepKind::Contact,
        // What becomes of a delivery is no step of the complaint: `delivery::Move` decides on it.
        Cause::LetterLeft | Cause::LetterBounced => false,
    };
    if follows {
        Ok(())
    } else {
        Err(Denied::not_yours("This is done by a person"))
    }
}

struct Asking<'a> {
    complaint: &'a Complaint,
    actor: &'a Actor,
    ctx: &'a Context<'a>,
}

type Answer = Result<(), Denied>;

impl Asking<'_> {
    fn when(allowed: bool, why: impl FnOnce() -> String) -> Answer {
        if allowed {
            Ok(())
        } else {
            Err(Denied::not_now(why()))
        }
    }
    fn stage(&self, allowed: &[Stage]) -> Answer {
        Self::when(allowed.contains(&self.complaint.stage), || {
            not_now(self.complaint)
        })
    }
    fn open(&self) -> Answer {
        Self::when(!self.complaint.is_closed(), || not_now(self.complaint))
    }
    /// Nothing is decided on half a record; what people say about it is still written down.
    fn readable(&self, step: StepKind) -> Answer {
        let missing = &self.complaint.unreadable;
        Self::when(missing.is_empty() || only_adds(step), || {
            format!(
                "Part of this record cannot be read: {}. Notes and contacts can be added, and nothing else can be done until it is put right. Tell the person who looks after Redress",
                missing.join(", ")
            )
        })
    }
    fn no_open_refusal(&self) -> Answer {
        Self::when(self.complaint.open_refusal().is_none(), || {
            "A refusal is waiting for a second person. It must be decided first".to_owned()
        })
    }
    fn who(allowed: bool, who: &str, what: &str) -> Answer {
        if allowed {
            Ok(())
        } else {
            Err(Denied::not_yours(format!("Only {who} can {what}")))
        }
    }
    fn customer_relations(&self, what: &str) -> Answer {
        Self::who(
            self.actor.in_customer_relations(),
            "Customer Relations",
            what,
        )
    }
    fn executive(&self, what: &str) -> Answer {
        Self::who(
            self.actor.is_executive(),
            "a senior complaint executive",
            what,
        )
    }
    fn is_leader(&self) -> bool {
        self.complaint
            .area
            .as_ref()
            .is_some_and(|a| self.actor.leads(a.id))
    }
    fn leader(&self, what: &str) -> Answer {
        let area = self
            .complaint
            .area
            .as_ref()
            .map_or("the area", |a| a.name.as_str());
        Self::who(
            self.is_leader(),
            &format!("the Leader of {area} or their deputy"),
            what,
        )
    }
    fn is_assignee(&self) -> bool {
        self.complaint.assignee == Some(self.actor.id)
    }
    fn assignee(&self, what: &str) -> Answer {
        Self::who(self.is_assignee(), "the person assigned to respond", what)
    }
    fn is_decider(&self) -> bool {
        self.complaint.decider == Some(self.actor.id)
    }
    fn decider(&self, what: &str) -> Answer {
        Self::who(self.is_decider(), "the person it was escalated to", what)
    }
    /// Anybody who works on this complaint.
    fn worker(&self, what: &str) -> Answer {
        let works = self.actor.in_customer_relations()
            || self.is_assignee()
            || self.is_decider()
            || self.is_leader();
        Self::who(
            works,
            "Customer Relations, the area's Leader or the person handling it",
            what,
        )
    }

    /// Whoever works on it, and whoever sent one of its letters.
    fn delivery(&self) -> Answer {
        let mut sent = self.complaint.deliveries.iter();
        if sent.any(|d| d.sent_by == self.actor.id) {
            return Ok(());
        }
        self.worker("see to its letters")
    }

    /// "The Leader of that area will assign an individual to respond." When the Leader is the one
    /// complained about they cannot see it, and Customer Relations assigns (rule 28); so too when the area has
    /// lost its Leader and deputy, or neither can sign in any more (rule 30). Whoever assigns can also hand it back.
    fn leads_it(&self, what: &str) -> Answer {
        let named = |person| self.complaint.is_about(person);
        let area = self.complaint.area.as_ref();
        let leaderless = area.is_some_and(|area| area.led_by(named).is_none());
        if leaderless && self.actor.in_customer_relations() {
            return Ok(());
        }
        self.leader(what)
    }
    fn details(&self) -> Answer {
        let theirs = self.complaint.stage == Stage::OnTheSpot
            && self.complaint.received.entered_by == self.actor.id;
        if theirs {
            Ok(())
        } else {
            self.open().and(self.worker("change the details"))
        }
    }
    /// Also afterwards: somebody resolved with on the spot may still go to stage 1 (rule 3).
    fn on_the_spot(&self) -> Answer {
        let c = self.complaint;
        Self::when(
            c.stage == Stage::OnTheSpot || c.closure == Some(Closure::OnTheSpot),
            || not_now(c),
        )?;
        let may = c.received.entered_by == self.actor.id || self.actor.in_customer_relations();
        Self::who(
            may,
            "the person who logged it or Customer Relations",
            "record how the on-the-spot attempt ended",
        )
    }
    /// Rule 11: "Add issue" is open until the response is issued; afterwards it is a new complaint.
    fn scope(&self) -> Answer {
        match self.complaint.stage {
            Stage::Triage => self.customer_relations("decide the scope"),
            Stage::Assignment | Stage::Investigation => {
                let may =
                    self.is_assignee() || self.actor.in_customer_relations() || self.is_leader();
                Self::who(
                    may,
                    "the person assigned to respond, their Leader or Customer Relations",
                    "add an allegation",
                )
            }
            Stage::Closed | Stage::OnTheSpot => Err(Denied::not_now(not_now(self.complaint))),
            Stage::Answered | Stage::Escalated | Stage::FinalReview | Stage::FinalResponse => {
                Err(Denied::not_now(
                    "The stage 1 response is out, so anything new is a new complaint: log it as one",
                ))
            }
        }
    }
    fn acknowledgement(&self) -> Answer {
        Self::when(self.complaint.stage == Stage::Triage, || {
            match self.complaint.acknowledged_at {
                Some(_) => "This complaint has already been acknowledged".to_owned(),
                None => not_now(self.complaint),
            }
        })
        .and(self.no_open_refusal())
        .and(self.customer_relations("acknowledge a complaint"))
    }
    /// Rules 17 and 52: proposed by Customer Relations, approved by a senior complaint executive who did not propose it.
    fn refusal(&self) -> Answer {
        let at_stage_2 = self.complaint.stage == Stage::Escalated;
        let open = self.complaint.open_refusal();
        if !at_stage_2 || open.is_some_and(|r| r.of != RefusalOf::Escalation) {
            self.stage(&[Stage::Triage])?;
        }
        let Some(proposal) = open else {
            return self.customer_relations("propose a refusal");
        };
        self.executive("approve a refusal")?;
        Self::who(
            proposal.proposed_by != self.actor.id,
            "a senior complaint executive who did not propose it",
            "approve this refusal",
        )
    }
    /// Whoever answers it now, at either stage.
    fn answering(&self, what: &str) -> Answer {
        match self.complaint.stage {
            Stage::Investigation => {
                let may = self.is_assignee() || self.is_leader();
                Self::who(may, "the person assigned to respond or their Leader", what)
            }
            Stage::FinalReview => self.decider(what),
            Stage::OnTheSpot
            | Stage::Triage
            | Stage::Assignment
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalResponse
            | Stage::Closed => Err(Denied::not_now(not_now(self.complaint))),
        }
    }
    fn closure(&self) -> Answer {
        self.stage(&[Stage::Answered, Stage::FinalResponse])?;
        self.worker("close the complaint")
    }
    /// Rule 60: after the final response there is no reopening; a refusal is looked at again by
    /// somebody who neither proposed nor approved it.
    fn reopening(&self) -> Answer {
        let c = self.complaint;
        Self::when(c.is_closed(), || "This complaint is open".to_owned())?;
        match c.closure {
            Some(Closure::Complete | Closure::EscalationRefused) => Err(Denied::not_now(
                "The procedure is complete. A correction is a further letter, and a new matter is a new complaint",
            )),
            Some(Closure::OnTheSpot) => Err(Denied::not_now(
                "It was resolved on the spot. Take it to stage 1 instead: the first date is kept",
            )),
            Some(Closure::NotAccepted) => {
                self.executive("look again at a refusal")?;
                let took_part = c
                    .refusals
                    .iter()
                    .any(|r| r.proposed_by == self.actor.id || r.decided_by == Some(self.actor.id));
                Self::who(
                    !took_part,
                    "a senior complaint executive who took no part in the refusal",
                    "look at it again",
                )
            }
            Some(Closure::Accepted | Closure::NoFurtherContact | Closure::Withdrawn) | None => {
                let may = self.actor.in_customer_relations() || self.is_leader();
                Self::who(
                    may,
                    "Customer Relations or the area's Leader",
                    "reopen a complaint",
                )
            }
        }
    }
    /// "If no resolution can be agreed at the first stage, the customer can escalate": after the
    /// stage 1 response, when it is overdue (reading (e)11), or late with a reason (rule 54).
    fn escalation(&self) -> Answer {
        let c = self.complaint;
        let overdue = c
            .running(Promise::Respond)
            .is_some_and(|clock| clock.is_late(self.ctx.now));
        let late = c.closure.is_some_and(Closure::may_be_escalated);
        match c.stage {
            Stage::Answered => Ok(()),
            Stage::Assignment | Stage::Investigation if overdue => Ok(()),
            Stage::Closed if late => Ok(()),
            Stage::Assignment | Stage::Investigation => Err(Denied::not_now(
                "Escalation opens once the stage 1 response is sent, or when it is overdue",
            )),
            Stage::OnTheSpot
            | Stage::Triage
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::FinalResponse
            | Stage::Closed => Err(Denied::not_now(not_now(c))),
        }?;
        self.worker("record that they want to escalate")
    }
    fn remedy(&self) -> Answer {
        let open = self.complaint.open_remedies().next().is_some();
        let done = || "Nothing that was promised is still to be done".to_owned();
        Self::when(open, done)?;
        self.worker("record that a remedy is done")
    }
    fn pause(&self) -> Answer {
        self.open()?;
        let may = self.actor.is_executive() || self.is_decider();
        Self::who(
            may,
            "a senior complaint executive or the person deciding stage 2",
            "put a complaint on hold",
        )
    }
    fn assessor_referral(&self) -> Answer {
        let acknowledged = match self.complaint.stage {
            Stage::OnTheSpot | Stage::Triage => false,
            Stage::Assignment
            | Stage::Investigation
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::FinalResponse
            | Stage::Closed => true,
        };
        Self::when(acknowledged, || not_now(self.complaint))?;
        self.customer_relations("record what the Independent Assessor asks for and finds")
    }
}

/// Writes down what somebody said or noticed, and decides nothing.
fn only_adds(step: StepKind) -> bool {
    match step {
        StepKind::Note | StepKind::Contact => true,
        StepKind::Details
        | StepKind::OnTheSpot
        | StepKind::Taking
        | StepKind::Scope
        | StepKind::Acknowledgement
        | StepKind::Refusal
        | StepKind::HandBack
        | StepKind::Assignment
        | StepKind::Timescale
        | StepKind::Evidence
        | StepKind::Response
        | StepKind::Closure
        | StepKind::Withdrawal
        | StepKind::Reopening
        | StepKind::Escalation
        | StepKind::Reviewer
        | StepKind::FinalResponse
        | StepKind::Remedy
        | StepKind::Pause
        | StepKind::AssessorReferral
        | StepKind::Delivery => false,
    }
}

/// Where the complaint is, for a refusal that is about the point in the procedure.
fn not_now(complaint: &Complaint) -> String {
    match complaint.stage {
        Stage::OnTheSpot => "Somebody is still trying to put this right on the spot".to_owned(),
        Stage::Triage => "This complaint has not been acknowledged yet".to_owned(),
        Stage::Assignment => "Nobody has been assigned to respond yet".to_owned(),
        Stage::Investigation => "The stage 1 response has not been sent yet".to_owned(),
        Stage::Answered => "The stage 1 response has been sent".to_owned(),
        Stage::Escalated => "Nobody has been chosen to issue the final response yet".to_owned(),
        Stage::FinalReview => "The complaint is at stage 2".to_owned(),
        Stage::FinalResponse if complaint.escalation_is_refused() => {
            "The second stage was refused, which ends the procedure".to_owned()
        }
        Stage::FinalResponse => {
            "The final response has been issued, which ends the procedure".to_owned()
        }
        Stage::Closed => {
            let how = complaint.closure.map_or("", |c| c.label());
            format!("This complaint is closed: {}", how.to_lowercase())
        }
    }
}
