//! GET and POST `/complaints/new`: any member of staff logs a complaint, however it was made.
//!
//! "If you're unhappy with our service, we want to hear from you": nothing about the wording is a gate (rules 1 to 4).
pub mod attachments;
mod follow;
mod form;
pub mod mail;
pub mod message;
pub mod on_the_spot;
mod once;

use crate::casework::{self, Ended};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::queues::inbox::only_customer_relations;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths, session_store, told};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use form::{IntakeForm, Then};
use mail::ActForm;
use message::MessageView;
use once::Written;
use procedure::steps::intake::{Accepted, Intake, intake};
use procedure::vocabulary::{
    Authority, Channel, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel, Stage,
};
use procedure::{Candidate, ComplainantId, MailId, Reference, StepKind, Version};
use storage::people;
use storage::recognition::{self, Known, Typed};
use storage::submissions::{self, Submission};

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
    let (actor, today) = (who.actor.clone(), who.today());
    Ok(app
        .db
        .read(move |conn| message::load(conn, id, (&actor, today)))
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
    // First of all: whoever the first one logged would be taken for somebody we may know.
    let sent = once::submission(&who, &form.once, &form.words());
    if let Some(before) = once::already(&app, &sent).await? {
        return answer(&app, &who, form, before).await;
    }
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
    let parsed = who
        .over
        .clone()
        .or(())
        .and_then(|()| form.parse(&staff, who.now));
    let checked = parsed.and_then(|(mut told, then)| {
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
            // The other half of a double click may have logged them this moment.
            if let Some(before) = once::already(&app, &sent).await? {
                return answer(&app, &who, form, before).await;
            }
            return render(&app, &who, form, FieldErrors::default(), like_them).await;
        }
    }
    match write(&app, &who, accepted, then, sent).await {
        Ok(written) => answer(&app, &who, form, written).await,
        Err(Ended::Stale) => {
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
        Err(Ended::Refused(denied)) => {
            let errors = follow::beside(&denied);
            render(&app, &who, form, errors, Vec::new()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// On to what was logged, or the words again when the page had been sent with others.
async fn answer(
    app: &App,
    who: &SignedIn,
    mut form: IntakeForm,
    written: Written,
) -> Result<HttpResponse, WebError> {
    match written {
        Written::At(next) => Ok(page::see_other(&next)),
        Written::OtherWords => {
            form.once.clear();
            render(app, who, form, once::sent_before(), Vec::new()).await
        }
    }
}

/// Nobody records that a complaint about themselves was put right.
fn ends_their_own(told: &Intake, then: &Then, who: &SignedIn) -> Result<(), FieldErrors> {
    if !matches!(then, Then::Resolve { .. }) || !is_about(told, who) {
        return Ok(());
    }
    let why = "You cannot record that a complaint about you was put right. Choose “Somebody is still trying” and Customer Relations will follow it up";
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
/// the spot failed, or its confirmation when that worked. The same form sent again creates nothing.
///
/// # Errors
/// `Refused` when what follows is; `Stale` when the message was decided about meanwhile. Nothing is written then.
pub(super) async fn write(
    app: &App,
    who: &SignedIn,
    accepted: Accepted,
    then: Then,
    sent: Submission,
) -> Result<Written, Ended> {
    let about_them = is_about(&accepted.intake, who);
    let (asking, prefix) = (
        who.clone(),
        who.rules.settings.organisation.reference_prefix.clone(),
    );
    let again = sent.clone();
    let written = app
        .db
        .try_write(move |conn| {
            if let Some(before) = once::before(conn, &sent)? {
                return Ok(before);
            }
            let mut now = (accepted.stage, follow::LOGGED);
            let opened = casework::open(conn, &accepted, &prefix)?;
            if !about_them {
                now = follow::at_once(conn, (opened.id, accepted.stage), &asking, then)?;
            }
            let next = next_page(&asking, &opened.reference, now, about_them);
            submissions::keep(conn, &sent, &next, asking.now)?;
            Ok(Written::At(next))
        })
        .await;
    match written {
        // Another connection was writing the same form, and has: PostgreSQL has many writers.
        Err(Ended::Stale) => once::already(app, &again).await?.ok_or(Ended::Stale),
        other => other,
    }
}

/// Customer Relations goes on to acknowledge it; others see what they logged. A complaint about the person who
/// logged it is not theirs to see from now on.
fn next_page(
    who: &SignedIn,
    reference: &Reference,
    (stage, version): (Stage, Version),
    about_them: bool,
) -> String {
    if about_them {
        return "/".to_owned();
    }
    let to = if who.actor.in_customer_relations() && stage == Stage::Triage {
        paths::step(reference, &StepKind::Acknowledgement)
    } else {
        paths::complaint(reference)
    };
    told::after(&to, (reference, version), who)
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
    if form.once.is_empty() {
        form.once = session_store::new_key();
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
