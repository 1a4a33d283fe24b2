//! GET and POST `/complaints/new`: any member of staff logs a complaint, however it was made.
//!
//! "If you're unhappy with our service, we want to hear from you": nothing about the wording is a gate (rules 1 to 4).
mod form;
pub mod mail;
mod message;
pub mod on_the_spot;

use crate::letters::compose;
use crate::procedure::steps::dispatch::Dispatch;
use crate::procedure::steps::intake::{Accepted, Intake, intake};
use crate::procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use crate::procedure::vocabulary::{
    Authority, Channel, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel, Stage,
};
use crate::procedure::{
    Candidate, ComplainantId, ComplaintId, MailId, Reference, Refusal, StepKind, decide,
};
use crate::storage::recognition::{self, Known, Typed};
use crate::storage::{Connection, StorageError, complaints, people, record};
use crate::web::case::Case;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::queues::inbox::only_customer_relations;
use crate::web::sending::{self, Desk};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use form::{IntakeForm, Then};
use mail::ActForm;
use message::MessageView;

/// What the page is opened with.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct IntakeQuery {
    mail: String,
    complainant: String,
}

type Options = Vec<(&'static str, &'static str)>;

#[derive(askama::Template)]
#[template(path = "intake.html")]
struct IntakePage {
    form: IntakeForm,
    errors: FieldErrors,
    message: Option<MessageView>,
    /// The acts beside the message start empty.
    acts: ActForm,
    /// "We may know this person"; empty when that was answered or nobody is like them.
    known: Vec<Known>,
    staff: Vec<(String, String)>,
    channels: Options,
    received_by: Options,
    reply_channels: Options,
    formats: Options,
    needs_asked: Options,
    authorities: Options,
    dispute_states: Options,
}

/// GET `/complaints/new`.
///
/// # Errors
/// `NotFound` for a message or a person who is not theirs to see; the refusal for a message when they are not in
/// Customer Relations.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(query): web::Query<IntakeQuery>,
) -> Result<HttpResponse, WebError> {
    let mut form = IntakeForm::default();
    if !query.mail.is_empty() {
        only_customer_relations(&who, "log a complaint from a message")?;
        let id = query
            .mail
            .parse()
            .map(MailId)
            .map_err(|_| WebError::NotFound)?;
        let message = load_message(&app, &who, id).await?;
        if !message.is_open() {
            return Ok(page::see_other(&paths::mail(&id)));
        }
        form = message::prefilled(&message);
    }
    if !query.complainant.is_empty() {
        let id = query
            .complainant
            .parse()
            .map(ComplainantId)
            .map_err(|_| WebError::NotFound)?;
        let actor = who.actor.clone();
        let known = app
            .db
            .read(move |conn| recognition::find(conn, id, &actor))
            .await?;
        about(&mut form, &known);
    }
    render(&app, &who, form, FieldErrors::default(), Vec::new()).await
}

async fn load_message(app: &App, who: &SignedIn, id: MailId) -> Result<MessageView, WebError> {
    let actor = who.actor.clone();
    Ok(app
        .db
        .read(move |conn| message::load(conn, id, &actor))
        .await?)
}

/// Fills in what is blank from what we hold about them: nothing on our books is wiped out by a field left empty.
fn about(form: &mut IntakeForm, known: &Known) {
    form.complainant = known.id.to_string();
    let fill = |field: &mut String, held: &str| {
        if field.trim().is_empty() {
            held.clone_into(field);
        }
    };
    fill(&mut form.name, &known.name);
    fill(&mut form.email, &known.email);
    fill(&mut form.phone, &known.phone);
    fill(&mut form.address, &known.address);
    fill(&mut form.postcode, &known.postcode);
    fill(&mut form.reply_channel, known.reply_channel.as_str());
    fill(&mut form.needs, &known.needs);
    // Standard print is what the form starts with, not what they asked for.
    if form.letter_format.is_empty() || form.letter_format == LetterFormat::Standard.as_str() {
        known
            .letter_format
            .as_str()
            .clone_into(&mut form.letter_format);
        known.format_note.clone_into(&mut form.format_note);
    }
}

/// POST `/complaints/new`.
///
/// # Errors
/// As [`show`]; storage faults.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(mut form): web::Form<IntakeForm>,
) -> Result<HttpResponse, WebError> {
    if !form.mail.is_empty() {
        only_customer_relations(&who, "log a complaint from a message")?;
        let id = form.mail_id().ok_or(WebError::NotFound)?;
        load_message(&app, &who, id).await?;
    }
    // Whoever they say it is must be somebody they may know: an id that was guessed changes nobody's details.
    let known = match form.said_to_be() {
        None => None,
        Some(id) => {
            let actor = who.actor.clone();
            Some(
                app.db
                    .read(move |conn| recognition::find(conn, id, &actor))
                    .await?,
            )
        }
    };
    if let Some(known) = &known {
        about(&mut form, known);
    }
    let staff = staff(&app, &who).await?;
    let checked = form.parse(&staff, who.now).and_then(|(mut told, then)| {
        told.complainant = known.as_ref().map(|k| k.id);
        ends_their_own(&told, &then, &who)?;
        let accepted = intake(told, &who.actor, &who.ctx()).map_err(|r| FieldErrors::from(&r))?;
        Ok((accepted, then))
    });
    let (accepted, then) = match checked {
        Ok(checked) => checked,
        Err(errors) => return render(&app, &who, form, errors, Vec::new()).await,
    };
    if !form.has_answered() {
        let like_them = may_be(&app, &who, &accepted.intake).await?;
        if !like_them.is_empty() {
            return render(&app, &who, form, FieldErrors::default(), like_them).await;
        }
    }
    match write(&app, &who, accepted, then).await {
        Ok(next) => Ok(page::see_other(&next)),
        Err(WebError::Storage(StorageError::Conflict)) => {
            let why = "Somebody else decided about this message while you were writing, so this was not logged again";
            render(
                &app,
                &who,
                form,
                FieldErrors::on("meanwhile", why),
                Vec::new(),
            )
            .await
        }
        Err(WebError::Storage(StorageError::Unsupported(why))) => {
            let errors = FieldErrors::on("no_letter", why);
            render(&app, &who, form, errors, Vec::new()).await
        }
        Err(other) => Err(other),
    }
}

/// Nobody records that a complaint about themselves was put right.
fn ends_their_own(told: &Intake, then: &Then, who: &SignedIn) -> Result<(), FieldErrors> {
    if !matches!(then, Then::Resolve { .. }) || !is_about(told, who) {
        return Ok(());
    }
    let why = "You cannot record that a complaint about you was put right. Choose that somebody is still trying: Customer Relations will ask them";
    Err(FieldErrors::on("spot_ended", why))
}

fn is_about(told: &Intake, who: &SignedIn) -> bool {
    told.subjects.iter().any(|s| s.person == Some(who.actor.id))
}

async fn may_be(app: &App, who: &SignedIn, told: &Intake) -> Result<Vec<Known>, WebError> {
    let actor = who.actor.clone();
    let typed = Typed {
        name: told.details.name.clone(),
        email: told.details.email.clone(),
        postcode: told.details.postcode.clone(),
    };
    Ok(app
        .db
        .read(move |conn| recognition::may_be(conn, &typed, &actor))
        .await?)
}

/// Creates the complaint and takes what has to follow at once, in one write: on to stage 1 when putting it right on
/// the spot failed, or its confirmation when that worked. Out: where to go next.
///
/// # Errors
/// `Unsupported` with the sentence when what follows is refused; nothing is written then.
pub(super) async fn write(
    app: &App,
    who: &SignedIn,
    accepted: Accepted,
    then: Then,
) -> Result<String, WebError> {
    let about_them = is_about(&accepted.intake, who);
    let (asking, prefix) = (
        who.clone(),
        who.rules.settings.organisation.reference_prefix.clone(),
    );
    let (reference, stage) = app
        .db
        .write(move |conn| {
            let stage = accepted.stage;
            let (id, reference) = record::create(conn, &accepted, &prefix)?;
            if then == Then::Nothing || about_them {
                return Ok((reference, stage));
            }
            let stage = follow(conn, id, &asking, then)?;
            Ok((reference, stage))
        })
        .await?;
    Ok(next_page(who, &reference, stage, about_them))
}

/// What is decided in the same act as logging it. Out: the stage it leaves the complaint at.
fn follow(
    conn: &mut Connection,
    id: ComplaintId,
    who: &SignedIn,
    then: Then,
) -> Result<Stage, StorageError> {
    let refused = |refusal: Refusal| StorageError::Unsupported(refusal.why);
    let complaint = complaints::get(conn, id)?;
    let names = people::names(conn, [who.actor.id])?;
    let (case, ctx) = (Case { complaint, names }, who.ctx());
    let (step, letter, stage) = match then {
        Then::Nothing => return Ok(case.complaint.stage),
        Then::Promote => {
            let reason = "Could not be put right on the spot".to_owned();
            (OnTheSpotOutcome::Promoted { reason }, None, Stage::Triage)
        }
        Then::Resolve { outcome, no_letter } => {
            let (letter, confirmation) = match Dispatch::reaching(&case.complaint, ctx.today()) {
                None => (None, Confirmation::None { why: no_letter }),
                Some(way) => {
                    let desk = Desk::of(who);
                    let writer = desk.writer(&case, &ctx);
                    let letter = compose::on_the_spot(&case.complaint, &outcome, &way, &writer);
                    let letter = sending::outgoing(&letter, &way, &case, &ctx).map_err(refused)?;
                    (letter, Confirmation::Letter(way))
                }
            };
            let step = OnTheSpotOutcome::Resolved {
                outcome,
                confirmation,
            };
            (step, letter, Stage::Closed)
        }
    };
    let decision = decide(&case.complaint, step, &who.actor, &ctx).map_err(refused)?;
    record::record(conn, &decision, letter.as_ref())?;
    Ok(stage)
}

/// Customer Relations goes on to acknowledge it; others see what they logged. A complaint about the person who
/// logged it is not theirs to see from now on.
fn next_page(who: &SignedIn, reference: &Reference, stage: Stage, about_them: bool) -> String {
    if about_them {
        return "/".to_owned();
    }
    if who.actor.in_customer_relations() && stage == Stage::Triage {
        return paths::step(reference, &StepKind::Acknowledgement);
    }
    paths::complaint(reference)
}

async fn staff(app: &App, who: &SignedIn) -> Result<Vec<Candidate>, WebError> {
    let today = who.today();
    Ok(app
        .db
        .read(move |conn| people::candidates(conn, None, today))
        .await?)
}

async fn render(
    app: &App,
    who: &SignedIn,
    mut form: IntakeForm,
    errors: FieldErrors,
    known: Vec<Known>,
) -> Result<HttpResponse, WebError> {
    let status = if !errors.of("meanwhile").is_empty() {
        StatusCode::CONFLICT
    } else if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    if !known.is_empty() {
        "yes".clone_into(&mut form.asked);
        "new".clone_into(&mut form.who);
    }
    let message = match form.mail_id() {
        None => None,
        Some(id) => Some(load_message(app, who, id).await?),
    };
    let staff = staff(app, who)
        .await?
        .into_iter()
        .map(|c| (c.id.to_string(), c.name))
        .collect();
    let page = IntakePage {
        form,
        errors,
        message,
        acts: ActForm::default(),
        known,
        staff,
        channels: Channel::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        received_by: ReceivedBy::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        reply_channels: ReplyChannel::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        formats: LetterFormat::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        needs_asked: NeedsAsked::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        authorities: Authority::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
        dispute_states: DisputeState::ALL
            .iter()
            .map(|w| (w.as_str(), w.label()))
            .collect(),
    };
    page::render(&page, status, who)
}
