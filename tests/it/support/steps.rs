//! Complaints brought to a point of the procedure by the rules themselves, without pages.
use super::{Cast, TestApp};
use chrono::{Days, Duration};
use letters::{Block, Inline, Letter};
use procedure::allegation::Scope;
use procedure::dispatch::Dispatch;
use procedure::event::{Triaged, TriagedAllegation};
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::escalation::RequestEscalation;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::intake::{Intake, OnTheSpot, intake};
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::steps::reviewer::ChooseReviewer;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::{
    Channel, Circumstance, DisputeState, Ground, LetterFormat, LetterKind, NeedsAsked, Outcome,
    ReceivedBy, RemedyKind, ReplyChannel, RootCause,
};
use procedure::{Actor, AreaId, Complaint, Context, Denied, Details, Reference, Step, decide};
use redress::casework;
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
        let ctx = Context {
            now,
            calendar: &rules.calendar,
            promises: &rules.settings.promises,
            assessor_known: true,
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
    /// Takes a step as one of the cast.
    pub async fn step<S: Step + Send + 'static>(
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
    /// Assigned to Sian Bevan by Helen Marsh.
    pub async fn assigned(&self) -> Reference {
        let reference = self.acknowledged().await;
        let today = self.now().date_naive();
        let staff = self
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let to = staff.into_iter().find(|c| c.id == Cast::Staff.id());
        self.step(Cast::Leader, &reference, |_| Assign {
            to,
            reason: String::new(),
            accepts_absence: false,
        })
        .await
        .unwrap();
        reference
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
        let now = self.now();
        self.step(Cast::Relations, &reference, |_| RequestEscalation {
            requested_at: Some(now),
            channel: Some(Channel::Email),
            unhappy_about: "Nobody listened to the calls".into(),
            wanted: String::new(),
            late_reason: String::new(),
        })
        .await
        .unwrap();
        reference
    }
    /// With Dev Patel, the leader of the other area.
    pub async fn in_final_review(&self) -> Reference {
        let reference = self.escalated().await;
        let today = self.now().date_naive();
        let staff = self
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let decider = staff.into_iter().find(|c| c.id == Cast::Leader2.id());
        self.step(Cast::Relations2, &reference, |c| ChooseReviewer {
            decider,
            circumstances: vec![Circumstance::Plain],
            reason: "From another line".into(),
            dispatch: Dispatch::preferred(c),
        })
        .await
        .unwrap();
        reference
    }
    /// The final response is out.
    pub async fn finally_answered(&self) -> Reference {
        let reference = self.in_final_review().await;
        let due = self.now().date_naive() + Days::new(10);
        self.step(Cast::Leader2, &reference, |c| IssueFinalResponse {
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
        reference
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
    }
}
