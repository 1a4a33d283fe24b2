//! What an administrator does to somebody's sign-in: stops it or starts it again, ends their sessions, makes a new
//! password. All but ending the sessions ask for the administrator's own password.
use super::only;
use super::people::{PersonPage, load};
use super::person_form::made_password;
use crate::web::account::own_password;
use crate::web::account::password::hash;
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::PersonId;
use storage::administration::people as kept;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// The administrator's own.
    pub reset_password: String,
}

/// POST `/administration/people/{id}/password`: a made one, shown once; they are signed out everywhere.
///
/// # Errors
/// The refusal; `NotFound`; storage faults.
pub async fn reset(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(form): web::Form<ResetForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let person = shown.person.clone().ok_or(WebError::NotFound)?;
    if shown.own {
        return Ok(page::see_other("/account"));
    }
    if let Some(why) = own_password::wrong(&app, &req, &who, &form.reset_password).await? {
        return again(shown, "reset_password", why, &who);
    }
    let password = made_password();
    let hash = hash(&app, password.clone()).await?;
    app.db
        .write(move |conn| kept::reset_password(conn, by, &person, &hash))
        .await?;
    shown.password = password;
    shown.done = "New password set. They have been signed out everywhere. It works once, within 72 hours; then they choose their own.";
    page::render(&shown, StatusCode::OK, &who)
}

fn again(
    mut shown: PersonPage,
    field: &str,
    why: String,
    who: &SignedIn,
) -> Result<HttpResponse, WebError> {
    shown.errors = FieldErrors::on(field, why);
    page::render(&shown, shown.status(), who)
}

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct StateForm {
    /// `yes` or `no`.
    pub active: String,
    /// The administrator's own.
    pub state_password: String,
}

/// POST `/administration/people/{id}/state`: stops the sign-in at once, whatever they hold, or starts it again. What
/// they hold is not looked at here, so that an administrator learns nothing of a complaint about themselves.
///
/// # Errors
/// The refusal; `NotFound`; `BadForm`; storage faults.
pub async fn state(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(form): web::Form<StateForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let active = match form.active.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(WebError::BadForm),
    };
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let person = shown.person.clone().ok_or(WebError::NotFound)?;
    if !active && shown.own {
        let why = "You cannot stop your own sign-in: ask another administrator";
        shown.errors = FieldErrors::on("form", why);
        return page::render(&shown, StatusCode::CONFLICT, &who);
    }
    if let Some(why) = own_password::wrong(&app, &req, &who, &form.state_password).await? {
        return again(shown, "state_password", why, &who);
    }
    app.db
        .write(move |conn| kept::set_sign_in(conn, by, &person, active))
        .await?;
    let done = if active { "started" } else { "stopped" };
    Ok(page::see_other(&paths::person_done(PersonId(*path), done)))
}

/// POST `/administration/people/{id}/sessions`: signs them out everywhere at once; the password stays.
///
/// # Errors
/// The refusal; `NotFound`; storage faults.
pub async fn end_sessions(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let shown = load(&app, &who, Some(PersonId(*path))).await?;
    let person = shown.person.ok_or(WebError::NotFound)?;
    if shown.own {
        return Ok(page::see_other("/account"));
    }
    app.db
        .write(move |conn| kept::end_sessions(conn, by, &person))
        .await?;
    Ok(page::see_other(&paths::person_done(
        PersonId(*path),
        "sessions",
    )))
}
