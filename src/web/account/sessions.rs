//! POST `/account/sessions`: signs out one of their own devices, or all the others, after the password was typed again.
use super::{NAMED_BY, own_password};
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::PersonId;
use storage::sessions;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct SessionsForm {
    /// The start of the session's stored name, or `others`.
    pub end: String,
    pub own_password: String,
}

/// POST `/account/sessions`. Somebody else's session is never found: it is looked for among their own.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    web::Form(form): web::Form<SessionsForm>,
) -> Result<HttpResponse, WebError> {
    if let Some(why) = own_password::wrong(&app, &req, &who, &form.own_password).await? {
        return super::render(&app, &who, "", FieldErrors::on("own_password", why)).await;
    }
    let (id, own, now) = (PersonId(who.person.id), who.session.clone(), who.now);
    app.db
        .write(move |conn| {
            if form.end == "others" {
                sessions::end_all_of(conn, id, Some(&own), now)?;
            } else if form.end.len() == NAMED_BY {
                let theirs = sessions::of(conn, id, now)?;
                if let Some(row) = theirs.iter().find(|s| s.key_hash.starts_with(&form.end)) {
                    sessions::end(conn, &row.key_hash, now)?;
                }
            }
            Ok(())
        })
        .await?;
    Ok(page::see_other("/account?done=sessions"))
}
