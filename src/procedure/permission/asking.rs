//! Who may take each step, and at which stages.
use super::only_adds;
use crate::complaint::{Complaint, RefusalOf};
use crate::context::Context;
use crate::denied::Denied;
use crate::not_now::not_now;
use crate::person::Actor;
use crate::steps::StepKind;
use crate::steps::reopening::reopens_until;
use crate::vocabulary::{Closure, Stage};
use crate::working_time::uk_time;

pub(super) struct Asking<'a> {
    pub(super) step: StepKind,
    pub(super) complaint: &'a Complaint,
    pub(super) actor: &'a Actor,
    pub(super) ctx: &'a Context<'a>,
}

pub(super) type Answer = Result<(), Denied>;

impl Asking<'_> {
    pub(super) fn when(allowed: bool, why: impl FnOnce() -> String) -> Answer {
        if allowed {
            Ok(())
        } else {
            Err(Denied::not_now(why()))
        }
    }
    pub(super) fn stage(&self, allowed: &[Stage]) -> Answer {
        Self::when(allowed.contains(&self.complaint.stage), || {
            not_now(self.step, self.complaint)
        })
    }
    pub(super) fn open(&self) -> Answer {
        Self::when(!self.complaint.is_closed(), || {
            not_now(self.step, self.complaint)
        })
    }
    /// Nothing is decided on half a record; what people say about it is still written down.
    pub(super) fn readable(&self, step: StepKind) -> Answer {
        let missing = &self.complaint.unreadable;
        Self::when(missing.is_empty() || only_adds(step), || {
            format!(
                "Part of this record cannot be read: {}. Notes and contacts can be added, and nothing else can be done until it is put right. Tell the person who looks after Redress",
                missing.join(", ")
            )
        })
    }
    /// Two people have agreed to refuse it, and the letter is on its way.
    pub(super) fn no_agreed_refusal(&self) -> Answer {
        Self::when(self.complaint.refusal_agreed().is_none(), || {
            "The refusal has been agreed and its letter has not left yet. Stop the letter to undo it".to_owned()
        })
    }
    /// While a refusal waits for somebody, or its letter has not left, nothing else is decided.
    pub(super) fn no_open_refusal(&self) -> Answer {
        self.no_agreed_refusal()?;
        Self::when(self.complaint.open_refusal().is_none(), || {
            "A refusal is waiting for a second person. It must be decided first".to_owned()
        })
    }
    pub(super) fn who(allowed: bool, who: &str, what: &str) -> Answer {
        if allowed {
            Ok(())
        } else {
            Err(Denied::not_yours(format!("Only {who} can {what}")))
        }
    }
    pub(super) fn customer_relations(&self, what: &str) -> Answer {
        Self::who(
            self.actor.in_customer_relations(),
            "Customer Relations",
            what,
        )
    }
    pub(super) fn executive(&self, what: &str) -> Answer {
        Self::who(
            self.actor.is_executive(),
            "a senior complaint executive",
            what,
        )
    }
    pub(super) fn is_leader(&self) -> bool {
        self.complaint
            .area
            .as_ref()
            .is_some_and(|a| self.actor.leads(a.id))
    }
    pub(super) fn leader(&self, what: &str) -> Answer {
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
    pub(super) fn is_assignee(&self) -> bool {
        self.complaint.assignee == Some(self.actor.id)
    }
    pub(super) fn assignee(&self, what: &str) -> Answer {
        Self::who(self.is_assignee(), "the person assigned to respond", what)
    }
    pub(super) fn is_decider(&self) -> bool {
        self.complaint.decider == Some(self.actor.id)
    }
    pub(super) fn decider(&self, what: &str) -> Answer {
        Self::who(self.is_decider(), "the person it was escalated to", what)
    }
    /// Anybody who works on this complaint.
    pub(super) fn worker(&self, what: &str) -> Answer {
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

    pub(super) fn correction(&self) -> Answer {
        let any = crate::steps::correction::correctable(self.complaint).next();
        Self::when(any.is_some(), || "No letter has left yet".to_owned())?;
        self.worker("correct a letter")
    }
    /// Whoever did it; a letter is stopped by anybody who may see to it.
    pub(super) fn undo(&self) -> Answer {
        let last = self.complaint.can_be_undone(self.ctx);
        let last = last.ok_or_else(|| Denied::not_now(crate::steps::undo::TOO_LATE))?;
        if last.by == self.actor.id {
            return Ok(());
        }
        if last.delivery.is_some() {
            return self.delivery();
        }
        Self::who(false, "the person who did it", "undo it")
    }
    /// Whoever works on it, and whoever sent one of its letters.
    pub(super) fn delivery(&self) -> Answer {
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
    pub(super) fn leads_it(&self, what: &str) -> Answer {
        let named = |person| self.complaint.is_about(person);
        let area = self.complaint.area.as_ref();
        let today = self.ctx.today();
        let leaderless = area.is_some_and(|area| area.led_by(today, named).is_none());
        if leaderless && self.actor.in_customer_relations() {
            return Ok(());
        }
        self.leader(what)
    }
    pub(super) fn details(&self) -> Answer {
        let theirs = self.complaint.stage == Stage::OnTheSpot
            && self.complaint.received.entered_by == self.actor.id;
        if theirs {
            Ok(())
        } else {
            self.open().and(self.worker("change the details"))
        }
    }
    /// Whoever it is with, their Leader and Customer Relations, while it is open.
    pub(super) fn facts(&self) -> Answer {
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
    pub(super) fn on_the_spot(&self) -> Answer {
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
    pub(super) fn scope(&self) -> Answer {
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
    pub(super) fn taking(&self) -> Answer {
        if self.complaint.executive_routes() {
            return self.executive("take it, because areas have handed it back twice");
        }
        self.customer_relations("take complaints from the inbox")
    }
    pub(super) fn acknowledgement(&self) -> Answer {
        self.stage(&[Stage::Triage])?;
        // Every complaint is acknowledged, whatever waits to be decided about it.
        match self.complaint.acknowledged_at {
            Some(_) => self.no_open_refusal(),
            None => self.no_agreed_refusal(),
        }?;
        // Two areas have said that it is not theirs: it does not go round any further.
        if self.complaint.executive_routes() {
            return self
                .executive("decide which area answers, because areas have handed it back twice");
        }
        self.customer_relations("acknowledge a complaint")
    }
    /// Rules 17 and 52: proposed by Customer Relations, approved by a senior complaint executive who did not propose it.
    pub(super) fn refusal(&self) -> Answer {
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
        if proposal.of.is_of_the_whole()
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
    /// What is said of a record that was joined with another belongs to the one that goes on.
    pub(super) fn goes_on(&self) -> Answer {
        Self::when(self.complaint.joined.into.is_none(), || {
            "It was joined with another record. Record it there, in the one that goes on".to_owned()
        })
    }
    /// While neither is answered: what was answered, refused or closed stands by itself. Taken apart at any time.
    pub(super) fn joining(&self) -> Answer {
        let c = self.complaint;
        if c.closure == Some(Closure::Joined) {
            return self.customer_relations("take records apart that were joined");
        }
        self.stage(&[Stage::Triage, Stage::Assignment, Stage::Investigation])?;
        self.no_open_refusal()?;
        Self::when(c.joined.with.is_empty(), || {
            "Another record was joined with it, so it goes on and is not joined with a third. Join the third with this one instead, or take them apart first".to_owned()
        })?;
        self.customer_relations("join two records of one complaint")
    }
    /// Reading (e)17: also what is refused is acknowledged, and before it is.
    pub(super) fn acknowledged_first(&self) -> Answer {
        let c = self.complaint;
        Self::when(c.has_acknowledgement(), || {
            match c.acknowledged_at {
            None => "Acknowledge it first: every complaint is acknowledged, also one that the procedure does not cover".to_owned(),
            Some(_) => "The acknowledgement has not reached them. Send it again first".to_owned(),
        }
        })
    }
    /// Whoever answers it now, at either stage.
    pub(super) fn answering(&self, what: &str) -> Answer {
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
    pub(super) fn timescale(&self) -> Answer {
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
    pub(super) fn closure(&self) -> Answer {
        self.stage(&[Stage::Answered, Stage::FinalResponse])?;
        self.worker("close the complaint")
    }
    /// Rule 60: after the final response there is no reopening; a refusal is looked at again when they ask, by
    /// somebody who neither proposed nor approved it (`refusal`).
    pub(super) fn reopening(&self) -> Answer {
        let c = self.complaint;
        Self::when(c.is_closed(), || "This complaint is open".to_owned())?;
        match c.closure {
            Some(Closure::Complete | Closure::EscalationRefused) => Err(Denied::not_now(
                "The procedure is complete. A correction is a further letter, and a new matter is a new complaint",
            )),
            Some(Closure::OnTheSpot) => Err(Denied::not_now(
                "It was resolved on the spot. Take it to stage 1 instead: the first date is kept",
            )),
            Some(Closure::Joined) => Err(Denied::not_now(
                "It was joined with another record, which goes on. Take them apart if they are two complaints",
            )),
            Some(Closure::NotAccepted | Closure::AlreadyAnswered) => {
                self.customer_relations("record that they ask us to look at it again")
            }
            Some(Closure::Accepted | Closure::NoFurtherContact | Closure::Withdrawn) | None => {
                let until = reopens_until(c, self.ctx);
                if let Some(last) = until.filter(|last| *last < self.ctx.today()) {
                    let last = uk_time::date_long(last);
                    return Self::who(
                        self.actor.is_executive(),
                        "a senior complaint executive",
                        &format!(
                            "reopen it: the time to reopen it ended on {last}. What is new can be logged as a new complaint"
                        ),
                    );
                }
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
    pub(super) fn escalation(&self) -> Answer {
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
    pub(super) fn own_views_first(&self) -> Answer {
        let unseen = self.complaint.unseen_by(self.actor.id).next();
        Self::when(unseen.is_none(), || {
            "Record your own view of each point first, before you read what stage 1 found"
                .to_owned()
        })
    }
    pub(super) fn views_to_record(&self) -> Answer {
        let unseen = self.complaint.unseen_by(self.actor.id).next();
        Self::when(unseen.is_some(), || {
            "Your own view of every point is recorded, or stage 1 never answered it".to_owned()
        })
    }
    /// Whether nobody is free, and an administrator's turn has come, is the step's own rule: it knows everybody.
    pub(super) fn appoints(&self) -> Answer {
        Self::who(
            self.actor.is_executive() || self.actor.administrator,
            "a senior complaint executive or an administrator",
            "appoint somebody when nobody is free to decide",
        )
    }
    pub(super) fn remedy(&self) -> Answer {
        let open = self.complaint.open_remedies().next().is_some();
        let done = || "Nothing that was promised is still to be done".to_owned();
        Self::when(open, done)?;
        self.worker("record that a remedy is done")?;
        // A remedy says that a point was upheld.
        self.own_views_first()
    }
    pub(super) fn pause(&self) -> Answer {
        self.open()?;
        let may = self.actor.is_executive() || self.is_decider();
        Self::who(
            may,
            "a senior complaint executive or the person deciding stage 2",
            "put a complaint on hold",
        )
    }
    /// Who a late promise was late with: the area's Leader or Customer Relations, and never somebody who had it.
    pub(super) fn lateness(&self) -> Answer {
        let c = self.complaint;
        let late = c.clocks.iter().any(|clock| clock.we_are_late(self.ctx.now));
        Self::when(late, || "No promise was late".to_owned())?;
        let may = self.actor.in_customer_relations() || self.is_leader();
        let who = "Customer Relations or the area's Leader";
        Self::who(may, who, "correct who a promise was late with")?;
        Self::who(
            !c.had_it(self.actor.id),
            "somebody who did not have it themselves",
            "correct who a promise was late with",
        )?;
        // Which promises of stage 1 were late is no finding, and whoever decides stage 2 corrects nothing of it.
        self.own_views_first()
    }
    pub(super) fn assessor_referral(&self) -> Answer {
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
