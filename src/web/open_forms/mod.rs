//! Forms that are open somewhere: what is typed in them is saved to the server, sealed, until it is sent.
//!
//! One set of words for each session and form, at most [`MOST_BYTES`], for seven days. No password, version or token
//! of a form is among them, and nothing is kept for somebody who is not signed in.
pub mod fill;
pub mod place;
pub mod seal;
pub mod sent;
pub mod tags;
pub mod unsent;

use super::error::WebError;
use super::signed_in::SignedIn;
use super::{App, page, paths, sessions, typed};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use fill::Words;
use place::Place;
use procedure::working_time::uk_time;
use storage::StorageError;
use storage::open_forms::{self as kept, Kept, NewSet};

/// The most that one form's words may be, in bytes, with the names of the fields.
pub const MOST_BYTES: usize = 100_000;
/// The most that a save may be, as it is sent.
const MOST_SENT: usize = 3 * MOST_BYTES;

/// A save, as a page's script sends it.
#[derive(Debug, Clone, serde::Deserialize)]
struct Typed {
    page: String,
    action: String,
    what: String,
    token: String,
    fields: Words,
}

/// POST `/open-forms`: keeps what is typed in a form. Changed words are the act of a person and keep the session alive.
///
/// # Errors
/// `TooLarge` beyond [`MOST_BYTES`]; `BadForm` when it is not what a page of ours sends; `Ended`.
pub async fn save(
    app: web::Data<App>,
    who: SignedIn,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let body = payload.to_bytes_limited(MOST_SENT).await;
    let body = body
        .map_err(|_| WebError::TooLarge)?
        .map_err(|_| WebError::BadForm)?;
    let typed: Typed = serde_json::from_slice(&body).map_err(|_| WebError::BadForm)?;
    let set = sealed(&app, &who, typed)?;
    let now = who.now;
    match app.db.write(move |conn| kept::keep(conn, &set, now)).await {
        Ok(Kept::Changed) => who.used(&app).await,
        Ok(Kept::Same) => {}
        // It ended between being asked for and being written.
        Err(StorageError::NotFound) => return Err(sessions::ended::answer(&app, &req).await),
        // The form was sent before this save arrived, or in another window.
        Err(StorageError::Conflict) => return Ok(HttpResponse::Conflict().finish()),
        Err(other) => return Err(other.into()),
    }
    Ok(HttpResponse::Ok().json(serde_json::json!({ "at": uk_time::time(now) })))
}

fn sealed(app: &App, who: &SignedIn, typed: Typed) -> Result<NewSet, WebError> {
    let place = Place::read(&typed.page, &typed.action, &typed.what);
    let place = place.ok_or(WebError::BadForm)?;
    if !place::is_token(&typed.token) {
        return Err(WebError::BadForm);
    }
    let mut fields = typed.fields;
    fields.retain(|(name, _)| may_be_kept(name));
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|_| WebError::BadForm);
    let (words, stands) = (
        json(serde_json::to_vec(&fields))?,
        json(serde_json::to_vec(&place))?,
    );
    if words.len() > MOST_BYTES {
        return Err(WebError::TooLarge);
    }
    let keys = &app.forms;
    let person = who.actor.id;
    let form = ["form", &place.page, &place.action, &place.what];
    let form_hash = keys.name(&form);
    let seal = |plain: &[u8], part: &str| {
        let sealed = keys.seal(plain, &unsent::bound_to(person, &form_hash, part));
        sealed.ok_or_else(|| WebError::Fault("unsent words could not be sealed".to_owned()))
    };
    Ok(NewSet {
        person_id: storage::Key(person),
        session_hash: who.session.clone(),
        page_hash: keys.name(&["page", &place.page]),
        words_hash: keys.name(&["words", &String::from_utf8_lossy(&words)]),
        token: typed.token.to_ascii_lowercase(),
        key_id: keys.id.clone(),
        place: seal(&stands, "place")?,
        words: seal(&words, "words")?,
        form_hash,
    })
}

/// Passwords, the version a form was made from and tokens of a page are never kept, whatever a page sends.
fn may_be_kept(field: &str) -> bool {
    !typed::is_secret(field) && !field.contains("version") && field != "once"
}

#[derive(askama::Template)]
#[template(path = "open_forms/show.html")]
struct ShowPage {
    token: String,
    label: String,
    when: String,
    until: String,
    href: String,
    shown: Words,
}

/// GET `/open-forms/{token}`: the words to read, and the way back to their form.
///
/// # Errors
/// `NotFound` when they are not there, somebody else's, or about something that is no longer theirs to see.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (reader, keys) = (who.clone(), app.forms.clone());
    let mine = unsent::mine(&app, who.actor.id, who.now);
    let set = app
        .db
        .read(move |conn| {
            let set = unsent::set(conn, &keys, &mine, &token)?;
            let set = set.ok_or(StorageError::NotFound)?;
            if set.place.is_visible(conn, &reader)? {
                Ok(set)
            } else {
                Err(StorageError::NotFound)
            }
        })
        .await?;
    let readable = |(name, value): (String, String)| {
        (!value.trim().is_empty()).then(|| (typed::label(&name), value))
    };
    let shown = ShowPage {
        label: set.place.label(),
        when: unsent::when(set.saved_at, who.now),
        until: uk_time::short(set.saved_at + kept::KEPT_FOR, who.now),
        href: paths::with_words(&set.place.page, &set.token),
        token: set.token,
        shown: set.words.into_iter().filter_map(readable).collect(),
    };
    page::render(&shown, StatusCode::OK, &who)
}

/// POST `/open-forms/{token}`: throws the words away, and goes back to the page of their form.
pub async fn discard(
    app: web::Data<App>,
    who: SignedIn,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let keys = app.forms.clone();
    let mine = unsent::mine(&app, who.actor.id, who.now);
    let back = app
        .db
        .write(move |conn| {
            let set = unsent::set(conn, &keys, &mine, &token)?;
            kept::forget(conn, mine.person, &token)?;
            Ok(set.map(|set| set.place.page))
        })
        .await?;
    Ok(page::see_other(back.as_deref().unwrap_or("/")))
}

#[cfg(test)]
mod tests {
    use super::may_be_kept;

    #[test]
    fn what_is_not_words_is_not_kept() {
        for never in [
            "password",
            "new_password",
            "again",
            "version",
            "draft_version",
            "once",
        ] {
            assert!(!may_be_kept(never), "{never}");
        }
        assert!(may_be_kept("note"));
    }
}
