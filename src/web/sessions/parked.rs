//! What somebody typed when their session had ended waits here, and is offered back after they sign in:
//! to the same person only.
use super::cookie_name;
use crate::procedure::PersonId;
use crate::storage::{parked, sessions};
use crate::web::error::WebError;
use crate::web::session_store;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, typed};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

/// Keeps the typed words of a request whose session has ended. The answer is where to sign in.
pub async fn park(app: &App, req: &HttpRequest, payload: &mut Payload) -> WebError {
    let signed_out = WebError::SignedOut {
        back_to: "/".to_owned(),
    };
    let Ok(web::Form(mut fields)) =
        web::Form::<Vec<(String, String)>>::from_request(req, payload).await
    else {
        return signed_out;
    };
    // A password is never kept: a form of nothing else begins again, any other goes on without it.
    fields.retain(|(name, _)| !typed::is_secret(name));
    if fields.is_empty() || req.path().ends_with("/password") {
        return signed_out;
    }
    // Only words of somebody we know: the ended session says whose they are.
    let Some(key) = cookie_key(req, app) else {
        return signed_out;
    };
    let token = session_store::new_key();
    let path = req.path().to_owned();
    let (hash, now, token_hash) = (
        session_store::hash(&key),
        app.clock.now(),
        session_store::hash(&token),
    );
    let kept = app
        .db
        .write(move |conn| match sessions::owner(conn, &hash)? {
            None => Ok(false),
            Some(person) => {
                parked::keep(conn, &token_hash, person, &path, &fields, now).map(|()| true)
            }
        })
        .await;
    match kept {
        Ok(true) => WebError::Parked { token },
        Ok(false) => signed_out,
        Err(error) => error.into(),
    }
}

/// The session key in the signed cookie, whether or not the session still lives.
fn cookie_key(req: &HttpRequest, app: &App) -> Option<String> {
    let cookie = req.cookie(cookie_name(app.config.is_tls()))?;
    let mut jar = actix_web::cookie::CookieJar::new();
    jar.add_original(cookie.clone());
    let key = actix_web::cookie::Key::derive_from(&app.config.cookie_key);
    jar.signed(&key)
        .get(cookie.name())
        .map(|c| c.value().to_owned())
}

#[derive(askama::Template)]
#[template(path = "sessions/parked.html")]
struct ParkedPage {
    token: String,
    path: String,
    fields: Vec<(String, String)>,
    shown: Vec<(String, String)>,
}

/// GET `/sign-in/return/{token}`: the words, and the button that sends them where they were going.
///
/// # Errors
/// `NotFound` when they are somebody else's, or were sent already.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let hash = session_store::hash(&token);
    let person: PersonId = who.actor.id;
    let (path, fields) = app
        .db
        .read(move |conn| parked::find(conn, &hash, person))
        .await?;
    let hidden = |name: &str| matches!(name, "version" | "act" | "once");
    let shown = fields
        .iter()
        .filter(|(n, v)| !hidden(n) && !v.trim().is_empty())
        .map(|(n, v)| (n.replace('_', " "), v.clone()))
        .collect();
    page::render(
        &ParkedPage {
            token: token.into_inner(),
            path,
            fields,
            shown,
        },
        StatusCode::OK,
        &who,
    )
}

/// POST `/sign-in/return/{token}`: throws them away, on the person's word.
///
/// # Errors
/// Storage faults.
pub async fn discard(
    app: web::Data<App>,
    who: SignedIn,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let hash = session_store::hash(&token);
    app.db
        .write(move |conn| parked::discard(conn, &hash, who.actor.id))
        .await?;
    Ok(page::see_other("/"))
}
