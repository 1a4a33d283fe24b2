//! Logging a complaint by hand: the same form, the same questions and the same rows in one transaction. No page is
//! shown again, no token, nothing is looked at twice.
use super::plain_frame::{Plain, around};
use actix_web::{HttpResponse, web};
use procedure::steps::intake::{Intake, intake};
use procedure::vocabulary::{
    Channel, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel,
};
use procedure::{Context, Details};
use redress::clock::Clock;
use storage::recognition::{self, Typed};
use storage::{people, settings};

#[derive(serde::Deserialize)]
pub struct Form {
    name: String,
    email: String,
    summary: String,
    what_happened: String,
    wanted: String,
}

pub async fn submit(plain: web::Data<Plain>, web::Form(form): web::Form<Form>) -> HttpResponse {
    let now = Clock::System.now();
    let (id, typed) = (
        plain.relations,
        Typed {
            name: form.name.clone(),
            email: form.email.clone(),
            postcode: String::new(),
        },
    );
    let known = plain
        .db
        .read(move |conn| {
            let actor = around(conn, id, &mut String::new())?;
            people::candidates(conn, None, now.date_naive())?;
            recognition::may_be(conn, &typed, &actor)
        })
        .await
        .unwrap();
    assert!(known.is_empty(), "each is somebody new");
    let shared = plain.clone();
    let reference = plain
        .db
        .write(move |conn| {
            let person = people::find(conn, id)?;
            let actor = people::actor(conn, &person)?;
            let rules = settings::load(conn)?;
            let ctx = Context {
                now,
                calendar: &shared.calendar,
                promises: &rules.promises,
                assessor_known: true,
                undo: chrono::Duration::minutes(10),
            };
            let accepted = intake(told(form, now), &actor, &ctx).unwrap();
            redress::casework::open(conn, &accepted, "SC")
                .map(|opened| opened.reference)
                .map_err(|ended| ended.into_storage("the bench's complaint"))
        })
        .await
        .unwrap();
    HttpResponse::SeeOther()
        .insert_header(("location", format!("/complaints/{reference}")))
        .finish()
}

fn told(form: Form, now: chrono::DateTime<chrono::Utc>) -> Intake {
    Intake {
        details: Details {
            name: form.name,
            email: form.email,
            phone: String::new(),
            address: String::new(),
            postcode: String::new(),
            reply_channel: ReplyChannel::Email,
            letter_format: LetterFormat::Standard,
            format_note: String::new(),
            needs: String::new(),
            representative: None,
            write_to_representative: false,
            summary: form.summary,
            what_happened: form.what_happened,
            wanted: form.wanted,
            latest_event: None,
            first_raised: now.date_naive(),
            dispute_reference: String::new(),
            supplier: String::new(),
            dispute_state: DisputeState::Unknown,
        },
        wanted_not_stated: false,
        channel: Channel::Phone,
        received_at: now,
        received_is_right: false,
        known_by: ReceivedBy::CallRecord,
        addressed_to: String::new(),
        needs_asked: Some(NeedsAsked::No),
        urgent: false,
        urgent_why: String::new(),
        subjects: Vec::new(),
        complainant: None,
        mail: None,
        on_the_spot: None,
    }
}
