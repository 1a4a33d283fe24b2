//! GET `/inbox/mail/{id}/attachments/{place}`: what came with a message, taken out of its original.
use crate::files::{self, kind};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, neutral};
use ::mail::attachment;
use actix_web::{HttpResponse, web};
use procedure::MailId;
use storage::mail;

/// The bytes, for opening elsewhere and never in the browser. Nothing is unpacked.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see; the refusal for what holds a virus.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, usize)>,
) -> Result<HttpResponse, WebError> {
    let (id, place) = path.into_inner();
    let id = id.parse().map(MailId).map_err(|_| WebError::NotFound)?;
    let actor = who.actor.clone();
    let found = app
        .db
        .read(move |conn| {
            let item = mail::find(conn, id, &actor)?;
            if place >= item.attachments.len() {
                return Ok(None);
            }
            let found = attachment(&mail::original(conn, &item)?, place);
            Ok(found.map(|found| (found, item.scan)))
        })
        .await?;
    let ((file, bytes), scan) = found.ok_or(WebError::NotFound)?;
    neutral::may_be_opened(&app, scan)?;
    // Of what was taken in long ago nothing is stored: its bytes are here.
    let words = kind::marks(&bytes, &file.name);
    let marks = files::marks(&file.name, words.iter().map(String::as_str));
    Ok(neutral::download(&file.name, &marks).body(bytes))
}
