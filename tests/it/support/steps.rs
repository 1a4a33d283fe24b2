//! Complaints brought to a point of the procedure by the rules themselves, without pages.
use super::{Cast, TestApp};
use chrono::{Days, Duration};
use letters::{Block, Inline, Letter};
use procedure::allegation::Scope;
use procedure::delivery::{State, Way};
use procedure::dispatch::Dispatch;
use procedure::event::{Triaged, TriagedAllegation};
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::escalation::RequestEscalation;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::intake::{Intake, OnTheSpot, intake};
use procedure::steps::own_view::{DraftView, RecordOwnView};
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::steps::reviewer::ChooseReviewer;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::{
    Channel, Circumstance, DisputeState, Exclusion, Ground, LetterFormat, LetterKind, NeedsAsked,
    Outcome, ReceivedBy, RemedyKind, ReplyChannel, RootCause,
};
use procedure::{Actor, AreaId, Complaint, Context, Denied, Details, Reference, Step, decide};
use procedure::{By, Cause};
use redress::casework;
use redress::casework::delivery::{Next, move_on};
use std::sync::atomic::Ordering;
use storage::record::{self, OutgoingLetter};
use storage::settings::{self, Assessor};
use storage::{areas, complaints, people};

impl TestApp {
    /// The person as the rules ask about them.
    pub async fn actor(&self, who: Cast) -> Actor {
        self.read(move |conn| {
            let person = people::find(conn, who.id())?;
            people::actor(conn, &person)
        })
        .await
    }
    /// Logged by Customer Relations now, by email, one allegation not yet written down.
    pub async fn logged(&self) -> Reference {
        self.logged_as(|_| {}).await
    }
    pub async fn logged_as(&self, change: impl FnOnce(&mut Intake)) -> Reference {
        let actor = self.actor(Cast::Relations).await;
        let rules = self.rules().await;
        let now = self.now();
        let mut form = an_intake(now);
        change(&mut form);
        // One that was received earlier was first told of by then, about something that had happened by then.
        let received_on = form.received_at.date_naive();
        let details = &mut form.details;
        details.first_raised = details.first_raised.min(received_on);
        details.latest_event = details.latest_event.map(|event| event.min(received_on));
        form.received_is_right = true;
        let ctx = Context {
            now,
            calendar: &rules.calendar,
            promises: &rules.settings.promises,
            assessor_known: true,
            undo: chrono::Duration::minutes(10),
        };
        let accepted = intake(form, &actor, &ctx).unwrap();
        let opened = self
            .app
            .db
            .try_write(move |conn| casework::open(conn, &accepted, "SC"));
        opened.await.unwrap().reference
    }
    /// An administrator filled in how to reach the Independent Assessor (rule 59).
    pub async fn assessor_is_known(&self) {
        let assessor = Assessor {
            name: "The Independent Assessor".into(),
            address: vec!["PO Box 1".into()],
            email: "assessor@example.org".into(),
        };
        self.write(move |conn| settings::save(conn, &assessor, 0).map(|_| ()))
            .await;
    }
    async fn rules(&self) -> redress::web::Rules {
        let app = self.app.clone();
        self.read(move |conn| app.rules(conn)).await
    }
    pub async fn complaint(&self, reference: &Reference) -> Complaint {
        let (actor, reference) = (self.actor(Cast::Executive).await, reference.clone());
        self.read(move |conn| complaints::find(conn, &reference, &actor))
            .await
    }
    /// Takes a step as one of the cast; its letter leaves at once.
    pub async fn step<S: Step + Send + 'static>(
        &self,
        who: Cast,
        reference: &Reference,
        step: impl FnOnce(&Complaint) -> S,
    ) -> Result<(), Denied> {
        self.step_written(who, reference, step).await?;
        if !self.stay.load(Ordering::Relaxed) {
            self.letters_leave(reference).await;
        }
        Ok(())
    }
    /// From now on the letter of a step stays where a click leaves it.
    pub fn letters_stay(&self) {
        self.stay.store(true, Ordering::Relaxed);
    }
    /// Every letter of a complaint that is written leaves: sent, posted or dispatched.
    pub async fn letters_leave(&self, reference: &Reference) {
        let complaint = self.complaint(reference).await;
        let relations = self.actor(Cast::Relations).await;
        let now = self.now();
        let unsent = complaint.deliveries.into_iter().rev();
        let unsent: Vec<_> = unsent
            .filter(|d| State::UNSENT.contains(&d.state))
            .collect();
        self.write(move |conn| {
            for delivery in &unsent {
                let itself = By::Itself(Cause::LetterLeft);
                let (by, left) = match delivery.way {
                    Way::Email => (itself, State::Sent),
                    Way::Post => (By::Person(&relations), State::Posted),
                    Way::Order => (By::Person(&relations), State::Dispatched),
                };
                let next = |to| Next {
                    to,
                    at: now,
                    why: "",
                    on_day: None,
                };
                if delivery.state == State::Held {
                    move_on(conn, itself, delivery.id, &next(delivery.way.first()))
                        .map_err(|ended| ended.into_storage("a letter to send"))?;
                }
                move_on(conn, by, delivery.id, &next(left))
                    .map_err(|ended| ended.into_storage("a letter that leaves"))?;
            }
            Ok(())
        })
        .await;
    }
    /// Takes a step as one of the cast; its letter is held, as after a click.
    pub async fn step_written<S: Step + Send + 'static>(
        &self,
        who: Cast,
        reference: &Reference,
        step: impl FnOnce(&Complaint) -> S,
    ) -> Result<(), Denied> {
        let actor = self.actor(who).await;
        let rules = self.rules().await;
        let complaint = self.complaint(reference).await;
        let ctx = Context {
            now: self.now(),
            calendar: &rules.calendar,
            promises: &rules.settings.promises,
            assessor_known: true,
            undo: chrono::Duration::minutes(10),
        };
        let decision = decide(&complaint, step(&complaint), &actor, &ctx)?;
        let letter = decision.effects().letter.map(a_letter);
        self.write(move |conn| record::record(conn, &decision, letter.as_ref()))
            .await;
        Ok(())
    }
    /// Acknowledged by Customer Relations and routed to Energy.
    pub async fn acknowledged(&self) -> Reference {
        let reference = self.logged().await;
        let area = self
            .read(|conn| areas::get(conn, AreaId(super::cast::ENERGY)))
            .await;
        self.step(Cast::Relations, &reference, |c| Acknowledge {
            area: Some(area),
            dispatch: Dispatch::preferred(c),
            triaged: Some(a_triage()),
        })
        .await
        .unwrap();
        reference
    }
    /// Wholly outside the procedure, and acknowledged as that; the letter is held, as after a click.
    pub async fn outside(&self) -> Reference {
        let reference = self.logged().await;
        self.found_outside(&reference).await;
        reference
    }
    /// A logged complaint turns out to be wholly outside, and is acknowledged; the letter is held.
    pub async fn found_outside(&self, reference: &Reference) {
        let area = self
            .read(|conn| areas::get(conn, AreaId(super::cast::ENERGY)))
            .await;
        self.step_written(Cast::Relations, reference, |c| Acknowledge {
            area: Some(area),
            dispatch: Dispatch::preferred(c),
            triaged: Some(outside()),
        })
        .await
        .unwrap();
    }
    /// Assigned to Sian Bevan by Helen Marsh.
    pub async fn assigned(&self) -> Reference {
        let reference = self.acknowledged().await;
        self.assign(&reference).await;
        reference
    }
    /// The same, of a complaint that was acknowledged.
    pub async fn assign(&self, reference: &Reference) {
        let today = self.now().date_naive();
        let staff = self
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let to = staff.into_iter().find(|c| c.id == Cast::Staff.id());
        self.step(Cast::Leader, reference, |_| Assign {
            to,
            reason: String::new(),
            accepts_absence: false,
        })
        .await
        .unwrap();
    }
    /// Somebody is trying to put it right there and then.
    pub async fn tried_on_the_spot(&self) -> Reference {
        let tried = "Rang the supplier".to_owned();
        self.logged_as(|form| form.on_the_spot = Some(OnTheSpot { tried }))
            .await
    }
    /// Withdrawn on their word while it was being investigated.
    pub async fn withdrawn(&self) -> Reference {
        let reference = self.assigned().await;
        let today = self.now().date_naive();
        self.step(Cast::Relations, &reference, |c| Withdraw {
            told_on: Some(today),
            how: Some(Channel::Email),
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        })
        .await
        .unwrap();
        reference
    }
    /// Answered at stage 1, upheld with an apology promised.
    pub async fn answered(&self) -> Reference {
        let reference = self.assigned().await;
        let due = self.now().date_naive() + Days::new(10);
        self.step(Cast::Staff, &reference, |c| IssueResponse {
            findings: vec![upheld(due)],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
        })
        .await
        .unwrap();
        reference
    }
    /// Stage 2 asked for.
    pub async fn escalated(&self) -> Reference {
        let reference = self.answered().await;
        self.escalate(&reference).await;
        reference
    }
    async fn escalate(&self, reference: &Reference) {
        let now = self.now();
        self.step(Cast::Relations, reference, |_| RequestEscalation {
            requested_at: Some(now),
            channel: Some(Channel::Email),
            unhappy_about: "Nobody listened to the calls".into(),
            wanted: String::new(),
            late_reason: String::new(),
        })
        .await
        .unwrap();
    }
    /// With Dev Patel, the leader of the other area, who has recorded his own view.
    pub async fn in_final_review(&self) -> Reference {
        let reference = self.to_view().await;
        self.record_own_view(Cast::Leader2, &reference).await;
        reference
    }
    /// With Dev Patel, who has not recorded his own view yet.
    pub async fn to_view(&self) -> Reference {
        let reference = self.escalated().await;
        self.choose_reviewer(&reference).await;
        reference
    }
    /// The decider's own view, before they read what stage 1 found.
    pub async fn record_own_view(&self, who: Cast, reference: &Reference) {
        self.step(who, reference, |_| RecordOwnView {
            views: vec![DraftView {
                number: 1,
                view: Some(Outcome::Upheld),
                reasons: "The call log shows four calls".into(),
            }],
        })
        .await
        .unwrap();
    }
    async fn choose_reviewer(&self, reference: &Reference) {
        self.choose(Cast::Leader2, reference).await;
    }
    /// Somebody is chosen to decide stage 2.
    pub async fn choose(&self, who: Cast, reference: &Reference) {
        let today = self.now().date_naive();
        let staff = self
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let decider = staff.into_iter().find(|c| c.id == who.id());
        self.step(Cast::Relations2, reference, |c| ChooseReviewer {
            decider,
            circumstances: vec![Circumstance::Plain],
            reason: "From another line".into(),
            dispatch: Dispatch::preferred(c),
        })
        .await
        .unwrap();
    }
    /// The final response is out.
    pub async fn finally_answered(&self) -> Reference {
        let reference = self.in_final_review().await;
        self.answer_finally(&reference).await;
        reference
    }
    async fn answer_finally(&self, reference: &Reference) {
        let due = self.now().date_naive() + Days::new(10);
        self.step(Cast::Leader2, reference, |c| IssueFinalResponse {
            findings: vec![DraftFinding {
                changed: Some(false),
                ..upheld(due)
            }],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
            closing_version: 1,
        })
        .await
        .unwrap();
    }
    /// Stage 2 of a complaint that was answered, to its end.
    pub async fn stage_2_of(&self, reference: &Reference) {
        self.escalate(reference).await;
        self.choose_reviewer(reference).await;
        self.record_own_view(Cast::Leader2, reference).await;
        self.answer_finally(reference).await;
    }
}

pub fn an_intake(now: chrono::DateTime<chrono::Utc>) -> Intake {
    Intake {
        details: Details {
            name: "Janet Whitlock".into(),
            email: "janet.whitlock@example.co.uk".into(),
            phone: "0161 496 0000".into(),
            address: "14 Fernhill Close\nStockport".into(),
            postcode: "SK2 5QB".into(),
            reply_channel: ReplyChannel::Email,
            letter_format: LetterFormat::Standard,
            format_note: String::new(),
            needs: String::new(),
            representative: None,
            write_to_representative: false,
            summary: "Still no reply after 5 weeks".into(),
            what_happened: "No update since 12 October".into(),
            wanted: "An apology".into(),
            latest_event: Some((now - Duration::days(13)).date_naive()),
            first_raised: now.date_naive(),
            dispute_reference: "EN-778120".into(),
            supplier: "Brightway Energy".into(),
            dispute_state: DisputeState::Open,
        },
        wanted_not_stated: false,
        channel: Channel::Email,
        received_at: now,
        received_is_right: false,
        known_by: ReceivedBy::MailHeader,
        addressed_to: String::new(),
        needs_asked: None,
        urgent: false,
        urgent_why: String::new(),
        subjects: vec![],
        complainant: None,
        mail: None,
        on_the_spot: None,
    }
}

pub fn a_triage() -> Triaged {
    Triaged {
        urgent: false,
        urgent_why: String::new(),
        assessed: procedure::complaint::Assessed::default(),
        needs_asked: Some(NeedsAsked::Yes),
        six_month: None,
        likely_area: None,
        allegations: vec![TriagedAllegation {
            number: 1,
            ground: Some(Ground::NotKeptUpdated),
            alleged: "No update since 12 October".into(),
            scope: Scope::CanInvestigate,
        }],
        subjects: vec![],
        changes: vec![],
    }
}

/// Nothing of it is covered.
pub fn outside() -> Triaged {
    let mut triaged = a_triage();
    for allegation in &mut triaged.allegations {
        allegation.scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: "Only the outcome".into(),
        };
    }
    triaged
}

pub fn upheld(due: chrono::NaiveDate) -> DraftFinding {
    DraftFinding {
        number: 1,
        outcome: Some(Outcome::Upheld),
        reasons: "Nobody opened the letter for eleven weeks".into(),
        standard: "Ten working days".into(),
        impact: "She had to ring three times".into(),
        root_cause: Some(RootCause::Process),
        learning: "Post is opened daily".into(),
        learning_none: false,
        changed: None,
        remedy: Some(RemedyKind::Apology),
        remedy_detail: "A written apology".into(),
        amount: None,
        remedy_due: Some(due),
    }
}

/// A stand-in for the letter a step owes, as it is written.
pub fn a_paper(kind: LetterKind) -> Letter {
    Letter {
        kind,
        subject: "About your complaint".into(),
        reference: "SC-2026-000001".into(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        letterhead: vec!["Flexible Resolution Services".into()],
        addressee: vec!["Janet Whitlock".into(), "14 Fernhill Close".into()],
        salutation: "Dear Mrs Whitlock".into(),
        blocks: vec![Block::Paragraph(vec![Inline::Text("Thank you.".into())])],
        valediction: "Yours sincerely".into(),
        signatory: vec!["Priya Nair".into()],
        format: LetterFormat::Standard,
        source: None,
    }
}

/// The same, frozen.
pub fn a_letter(kind: LetterKind) -> OutgoingLetter {
    let letter = a_paper(kind);
    OutgoingLetter {
        kind,
        subject: letter.subject.clone(),
        addressee: letter.addressee.join("\n"),
        email: "janet.whitlock@example.co.uk".into(),
        channel: ReplyChannel::Email,
        format: LetterFormat::Standard,
        dispatch_reason: String::new(),
        tree: serde_json::to_string(&letter).unwrap(),
        html: letter.html(),
        body: letter.text(),
        corrects: None,
    }
}
