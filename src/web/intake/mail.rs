//! A message by itself: GET and POST `/inbox/mail/{id}`, and its original bytes.
use super::message::{self, MessageView};
use crate::casework::{Case, CaseKey, Ended, act};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::queues::inbox::only_customer_relations;
use crate::web::signed_in::SignedIn;
use crate::web::{App, neutral, page, paths, told};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use procedure::steps::contact::RecordContact;
use procedure::steps::note::AddNote;
use procedure::{MailId, Reference, StepKind};
use storage::Connection;
use storage::mail::{self, Decided};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ActForm {
    pub act: String,
    pub reference: String,
    pub reason: String,
    /// Of a restricted sender: it was read for new matter and for safety.
    pub read: String,
}

#[derive(askama::Template)]
#[template(path = "mail.html")]
struct MailPage {
    message: MessageView,
    acts: ActForm,
    errors: FieldErrors,
    /// The person may decide about messages.
    decides: bool,
}

fn id(path: &str) -> Result<MailId, WebError> {
    path.parse().map(MailId).map_err(|_| WebError::NotFound)
}

async fn load(app: &App, who: &SignedIn, id: MailId) -> Result<MessageView, WebError> {
    let (actor, today) = (who.actor.clone(), who.today());
    Ok(app
        .db
        .read(move |conn| message::load(conn, id, (&actor, today)))
        .await?)
}

/// GET `/inbox/mail/{id}`: the message and what was decided about it.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let message = load(&app, &who, id(&path)?).await?;
    if message.is_open() {
        return Ok(page::see_other(&paths::log_from_mail(&message.item.id)));
    }
    render(
        &who,
        message,
        ActForm::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
}

fn render(
    who: &SignedIn,
    message: MessageView,
    acts: ActForm,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let decides = who.actor.in_customer_relations();
    page::render(
        &MailPage {
            message,
            acts,
            errors,
            decides,
        },
        status,
        who,
    )
}

/// POST `/inbox/mail/{id}`: joined to a complaint, set aside, or put back.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; `NotFound`; storage faults.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let id = id(&path)?;
    only_customer_relations(&who, "decide about mail")?;
    let message = load(&app, &who, id).await?;
    let (by, at) = (who.actor.id, who.now);
    let why = forms::text(&form.reason);
    let done = match form.act.as_str() {
        "join" => {
            let Some(reference) = Reference::parse(&form.reference) else {
                let errors = FieldErrors::on("reference", "Enter a reference, like SC-2026-000418");
                return render(
                    &who,
                    message,
                    form,
                    errors,
                    StatusCode::UNPROCESSABLE_ENTITY,
                );
            };
            let asking = who.clone();
            app.db
                .try_write(move |conn| join(conn, &message, reference, (&asking, &why)))
                .await
        }
        "dismiss" if why.trim().is_empty() => {
            let errors = FieldErrors::on("reason", "Say why it is not a service complaint");
            return render(
                &who,
                message,
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            );
        }
        "dismiss" if message.restricted && form.read.is_empty() => {
            let why =
                "Read it first, for anything new and for anybody at risk, and say that you have";
            let errors = FieldErrors::on("read", why);
            return render(
                &who,
                message,
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            );
        }
        "dismiss" => {
            let why = if message.restricted {
                format!("Read for new matter and safety: {why}")
            } else {
                why
            };
            app.db
                .try_write(move |conn| {
                    mail::not_a_complaint(conn, id, &Decided { by, at, why: &why })?;
                    Ok(paths::inbox(&[]))
                })
                .await
        }
        "restore" => {
            let asking = who.clone();
            app.db
                .try_write(move |conn| restore(conn, id, &asking))
                .await
        }
        _ => return Err(WebError::BadForm),
    };
    answer(&app, &who, id, form, done).await
}

/// The message is part of the complaint, its history says so, and a reply is owed: whatever the complaint has come
/// to, somebody sees that they wrote (rule 37).
fn join(
    conn: &mut Connection,
    message: &MessageView,
    reference: Reference,
    (who, why): (&SignedIn, &str),
) -> Result<String, Ended> {
    let (item, ctx) = (&message.item, who.ctx());
    // What is meant for a record that was joined with another goes to the one that goes on.
    let found = storage::complaints::find(conn, &reference, &who.actor)?;
    let reference = found.joined.into.map_or(reference, |on| on.reference);
    let path = paths::complaint(&reference);
    let on = (&CaseKey::At(reference.clone()), StepKind::Contact);
    let recorded = act::<Case>(conn, (who.by(), &ctx), on, |conn, case| {
        let decided = Decided {
            by: who.actor.id,
            at: who.now,
            why,
        };
        mail::join(conn, item.id, case.complaint.id, &decided)?;
        Ok(RecordContact::joined(item.id, &item.subject, item.received_at, &ctx).into())
    })?;
    Ok(told::after(&path, (&reference, recorded.version), who))
}

/// Back among the new ones; when it had been joined, that complaint's history says that it left.
fn restore(conn: &mut Connection, id: MailId, who: &SignedIn) -> Result<String, Ended> {
    let item = mail::find(conn, id, &who.actor)?;
    mail::restore(conn, id, who.actor.id, who.now)?;
    if let Some(complaint) = item.complaint {
        let note = format!(
            "A message was joined by mistake and is back in the inbox: {}",
            item.subject
        );
        let step = AddNote {
            happened_at: None,
            note,
        };
        let on = (&CaseKey::Of(complaint), StepKind::Note);
        act::<Case>(conn, (who.by(), &who.ctx()), on, |_, _| Ok(step.into()))?;
    }
    Ok(paths::mail(&id))
}

async fn answer(
    app: &App,
    who: &SignedIn,
    id: MailId,
    form: ActForm,
    done: Result<String, Ended>,
) -> Result<HttpResponse, WebError> {
    let (errors, status) = match done {
        Ok(next) => return Ok(page::see_other(&next)),
        Err(Ended::NotFound) => (
            FieldErrors::on("reference", "There is no complaint with this reference"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Ended::Stale) => (
            FieldErrors::on(
                "form",
                "Somebody else decided about this message meanwhile. Below is what they did",
            ),
            StatusCode::CONFLICT,
        ),
        Err(other) => return Err(other.into()),
    };
    let message = load(app, who, id).await?;
    render(who, message, form, errors, status)
}

/// GET `/inbox/mail/{id}/original`: the bytes as they came, for opening elsewhere and never in the browser.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see.
pub async fn original(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = id(&path)?;
    let actor = who.actor.clone();
    let (bytes, scan) = app
        .db
        .read(move |conn| {
            let item = mail::find(conn, id, &actor)?;
            Ok((mail::original(conn, &item)?, item.scan))
        })
        .await?;
    neutral::may_be_opened(&app, scan)?;
    Ok(HttpResponse::Ok()
        .content_type("message/rfc822")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"message-{id}.eml\""),
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, neutral::SHUT))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(bytes))
}
