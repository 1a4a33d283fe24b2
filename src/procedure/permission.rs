//! Who may see a complaint, and who may take which step when: the whole policy of a complaint. Lists and pages that
//! are not about one are in `screen.rs`.
//!
//! Its role x stage x step table is a reviewed snapshot (`tests/it/permissions.rs`).
use super::by::Cause;
use super::complaint::{Complaint, RefusalOf};
use super::context::Context;
use super::denied::Denied;
use super::not_now::not_now;
use super::person::Actor;
use super::steps::StepKind;
use super::tally::{Once, count};
use super::vocabulary::{Closure, Stage};

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
    // Whoever handed it back may not see it any more, and can still undo that.
    let own = step == StepKind::Undo && is_own_act(complaint, actor);
    // An administrator appoints where no executive can, by the reference and the list of barred people alone.
    let appoints =
        step == StepKind::Appointment && actor.administrator && !complaint.is_about(actor.id);
    if !sees(complaint, actor) && !own && !appoints {
        return Err(Denied::not_yours(
            "You do not have access to this complaint",
        ));
    }
    let asks = Asking {
        step,
        complaint,
        actor,
        ctx,
    };
    asks.readable(step)?;
    match step {
        StepKind::Details => asks.details(),
        StepKind::Facts => asks.facts(),
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
        StepKind::Timescale => asks.timescale(),
        StepKind::Note => asks.worker("add a note"),
        // Closed too: somebody who writes afterwards is heard and answered (rule 37).
        StepKind::Contact => asks.worker("record a contact"),
        StepKind::Evidence => asks.answering("add evidence"),
        StepKind::Response => asks
            .stage(&[Stage::Investigation])
            .and(asks.assignee("write the stage 1 response")),
        StepKind::Closure => asks.closure(),
        StepKind::Withdrawal => asks
            .stage(&[
                Stage::OnTheSpot,
                Stage::Triage,
                Stage::Assignment,
                Stage::Investigation,
                Stage::Answered,
                Stage::Escalated,
                Stage::FinalReview,
            ])
            .and(asks.no_agreed_refusal())
            .and(asks.worker("record that the complaint was withdrawn")),
        StepKind::Reopening => asks.reopening(),
        StepKind::Escalation => asks.escalation(),
        StepKind::Reviewer => asks
            .stage(&[Stage::Escalated, Stage::FinalReview])
            .and(asks.no_open_refusal())
            .and(asks.customer_relations("choose who issues the final response")),
        StepKind::Appointment => asks
            .stage(&[Stage::Escalated, Stage::FinalReview])
            .and(asks.no_open_refusal())
            .and(asks.appoints()),
        StepKind::OwnView => asks
            .stage(&[Stage::FinalReview])
            .and(asks.decider("record a view before reading what stage 1 found"))
            .and(asks.views_to_record()),
        StepKind::FinalResponse => asks
            .stage(&[Stage::FinalReview])
            .and(asks.decider("issue the final response"))
            .and(asks.own_views_first()),
        StepKind::Remedy => asks.remedy(),
        StepKind::Pause => asks.pause(),
        StepKind::AssessorReferral => asks.assessor_referral(),
        // Closed too: a letter that came back is seen to whenever it did, and one that was wrong is put right.
        StepKind::Delivery => asks.delivery(),
        StepKind::Correction => asks.correction(),
        StepKind::Undo => asks.undo(),
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

/// The last act was theirs, and the complaint is not about them.
fn is_own_act(complaint: &Complaint, actor: &Actor) -> bool {
    let by = complaint.undoable.as_ref().map(|last| last.by);
    by == Some(actor.id) && !complaint.is_about(actor.id)
}

struct Asking<'a> {
    step: StepKind,
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
            not_now(self.step, self.complaint)
        })
    }
    fn open(&self) -> Answer {
        Self::when(!self.complaint.is_closed(), || {
            not_now(self.step, self.complaint)
        })
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
    /// Two people have agreed to refuse it, and the letter is on its way.
    fn no_agreed_refusal(&self) -> Answer {
        Self::when(self.complaint.refusal_agreed().is_none(), || {
            "The refusal has been agreed and its letter has not left yet. Stop the letter to undo it".to_owned()
        })
    }
    /// While a refusal waits for somebody, or its letter has not left, nothing else is decided.
    fn no_open_refusal(&self) -> Answer {
        self.no_agreed_refusal()?;
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

    fn correction(&self) -> Answer {
        let any = super::steps::correction::correctable(self.complaint).next();
        Self::when(any.is_some(), || "No letter has left yet".to_owned())?;
        self.worker("correct a letter")
    }
    /// Whoever did it; a letter is stopped by anybody who may see to it.
    fn undo(&self) -> Answer {
        let last = self.complaint.can_be_undone(self.ctx);
        let last = last.ok_or_else(|| Denied::not_now(super::steps::undo::TOO_LATE))?;
        if last.by == self.actor.id {
            return Ok(());
        }
        if last.delivery.is_some() {
            return self.delivery();
        }
        Self::who(false, "the person who did it", "undo it")
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
    /// lost its Leader and deputy, or neither can sign in any more or is here (rule 30). Whoever assigns can also hand it
    /// back.
    fn leads_it(&self, what: &str) -> Answer {
        let named = |person| self.complaint.is_about(person);
        let area = self.complaint.area.as_ref();
        let today = self.ctx.today();
        let leaderless = area.is_some_and(|area| area.led_by(today, named).is_none());
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
    /// Whoever it is with, their Leader and Customer Relations, while it is open.
    fn facts(&self) -> Answer {
        self.open()?;
        self.no_open_refusal()?;
        let logged = self.complaint.stage == Stage::OnTheSpot
            && self.complaint.received.entered_by == self.actor.id;
        let may = self.actor.in_customer_relations() || self.is_leader() || self.is_assignee();
        Self::who(
            may || logged,
            "Customer Relations, the area's Leader or the person assigned to respond",
            "correct the record",
        )
    }
    /// Also afterwards: somebody resolved with on the spot may still go to stage 1 (rule 3).
    fn on_the_spot(&self) -> Answer {
        let c = self.complaint;
        Self::when(
            c.stage == Stage::OnTheSpot || c.closure == Some(Closure::OnTheSpot),
            || not_now(self.step, c),
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
            Stage::Triage => self
                .no_agreed_refusal()
                .and(self.customer_relations("decide the scope")),
            Stage::Assignment | Stage::Investigation => {
                let may =
                    self.is_assignee() || self.actor.in_customer_relations() || self.is_leader();
                Self::who(
                    may,
                    "the person assigned to respond, their Leader or Customer Relations",
                    "add an allegation",
                )
            }
            // Stage 2 was asked for because nobody answered: what it is to answer can still be written down.
            Stage::Escalated | Stage::FinalReview if self.complaint.answered_at.is_none() => {
                self.customer_relations("add an allegation at stage 2")
            }
            Stage::Closed
            | Stage::OnTheSpot
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::FinalResponse => Err(Denied::not_now(not_now(self.step, self.complaint))),
        }
    }
    fn acknowledgement(&self) -> Answer {
        self.stage(&[Stage::Triage])?;
        // Every complaint is acknowledged, whatever waits to be decided about it.
        match self.complaint.acknowledged_at {
            Some(_) => self.no_open_refusal(),
            None => self.no_agreed_refusal(),
        }?;
        self.customer_relations("acknowledge a complaint")
    }
    /// Rules 17 and 52: proposed by Customer Relations, approved by a senior complaint executive who did not propose it.
    fn refusal(&self) -> Answer {
        let at_stage_2 = self.complaint.stage == Stage::Escalated;
        let open = self.complaint.open_refusal();
        if !at_stage_2 || open.is_some_and(|r| r.of != RefusalOf::Escalation) {
            self.stage(&[Stage::Triage])?;
            self.acknowledged_first()?;
        }
        let Some(proposal) = open else {
            self.no_agreed_refusal()?;
            return self.customer_relations("propose a refusal");
        };
        self.executive("approve a refusal")?;
        // To refuse a second stage ends the procedure, as a final response does (rule 57).
        if proposal.of == RefusalOf::Escalation
            && let Some(did) = self.complaint.part_words(self.actor.id)
        {
            return Err(Denied::not_yours(format!(
                "Only a senior complaint executive who took no part in stage 1 can refuse a second stage: you {did}"
            )));
        }
        // A second look is by somebody who took no part in the first (rule 57, for refusals).
        if proposal.of == RefusalOf::Complaint
            && self.complaint.is_refused_once()
            && let Some(did) = self.complaint.part_words(self.actor.id)
        {
            return Err(Denied::not_yours(format!(
                "Only a senior complaint executive who took no part in the refusal can look at it again: you {did}"
            )));
        }
        Self::who(
            proposal.proposed_by != self.actor.id,
            "a senior complaint executive who did not propose it",
            "approve this refusal",
        )
    }
    /// Reading (e)17: also what is refused is acknowledged, and before it is.
    fn acknowledged_first(&self) -> Answer {
        let c = self.complaint;
        Self::when(c.has_acknowledgement(), || {
            match c.acknowledged_at {
            None => "Acknowledge it first: every complaint is acknowledged, also one that the procedure does not cover".to_owned(),
            Some(_) => "The acknowledgement has not reached them. Send it again first".to_owned(),
        }
        })
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
            | Stage::Closed => Err(Denied::not_now(not_now(self.step, self.complaint))),
        }
    }
    /// Whoever answers it, and somebody above them: nobody agrees a long or a second delay for themselves alone.
    fn timescale(&self) -> Answer {
        let answered = match self.complaint.stage {
            Stage::Investigation | Stage::FinalReview => self.actor.sees_every_area(),
            Stage::OnTheSpot
            | Stage::Triage
            | Stage::Assignment
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalResponse
            | Stage::Closed => false,
        };
        if answered {
            return Ok(());
        }
        self.answering("agree a timescale")
    }
    fn closure(&self) -> Answer {
        self.stage(&[Stage::Answered, Stage::FinalResponse])?;
        self.worker("close the complaint")
    }
    /// Rule 60: after the final response there is no reopening; a refusal is looked at again when they ask, by
    /// somebody who neither proposed nor approved it (`refusal`).
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
                self.customer_relations("record that they ask us to look at it again")
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
        let opens = match c.stage {
            Stage::Answered => true,
            // Wherever it is when its date passes: never acknowledged, handed back, about to be refused.
            Stage::Triage | Stage::Assignment | Stage::Investigation => {
                c.stage_1_is_overdue(self.ctx)
            }
            Stage::Closed => c.closure.is_some_and(Closure::may_be_escalated),
            Stage::OnTheSpot | Stage::Escalated | Stage::FinalReview | Stage::FinalResponse => {
                false
            }
        };
        Self::when(opens, || not_now(self.step, c))?;
        self.worker("record that they want to escalate")
    }
    /// Fresh eyes: what stage 1 found is opened once the decider has a view of their own.
    fn own_views_first(&self) -> Answer {
        let unseen = self.complaint.unseen_by(self.actor.id).next();
        Self::when(unseen.is_none(), || {
            "Record your own view of each point first, before you read what stage 1 found"
                .to_owned()
        })
    }
    fn views_to_record(&self) -> Answer {
        let unseen = self.complaint.unseen_by(self.actor.id).next();
        Self::when(unseen.is_some(), || {
            "Your own view of every point is recorded, or stage 1 never answered it".to_owned()
        })
    }
    /// Whether nobody is free, and an administrator's turn has come, is the step's own rule: it knows everybody.
    fn appoints(&self) -> Answer {
        Self::who(
            self.actor.is_executive() || self.actor.administrator,
            "a senior complaint executive or an administrator",
            "appoint somebody when nobody is free to decide",
        )
    }
    fn remedy(&self) -> Answer {
        let open = self.complaint.open_remedies().next().is_some();
        let done = || "Nothing that was promised is still to be done".to_owned();
        Self::when(open, done)?;
        self.worker("record that a remedy is done")?;
        // A remedy says that a point was upheld.
        self.own_views_first()
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
        Self::when(acknowledged, || not_now(self.step, self.complaint))?;
        self.customer_relations("record what the Independent Assessor asks for and finds")
    }
}

/// Writes down what somebody said or noticed, and decides nothing.
fn only_adds(step: StepKind) -> bool {
    match step {
        StepKind::Note | StepKind::Contact => true,
        StepKind::Details
        | StepKind::Facts
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
        | StepKind::Appointment
        | StepKind::OwnView
        | StepKind::FinalResponse
        | StepKind::Remedy
        | StepKind::Pause
        | StepKind::AssessorReferral
        | StepKind::Delivery
        | StepKind::Correction
        | StepKind::Undo => false,
    }
}
