//! Others who look at the same complaint: "Owen Rees is viewing this, since 10:31".
use crate::web::App;
use crate::web::error::WebError;
use crate::web::page;
use crate::web::signed_in::SignedIn;
use actix_web::{HttpResponse, http::StatusCode, web};
use chrono::{DateTime, Utc};
use procedure::working_time::uk_time;
use procedure::{ComplaintId, PersonId, Reference};
use storage::{Connection, StorageError, complaints, presence};

pub struct Viewing {
    pub name: String,
    /// "10:31"
    pub since: String,
}

#[derive(askama::Template)]
#[template(path = "complaint/presence.html")]
struct Presence {
    reference: Reference,
    viewing: Vec<Viewing>,
}

/// POST `/complaints/{reference}/presence`: a sign of life; answers with who else is there.
///
/// # Errors
/// `NotFound` when it is not theirs to see.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let reference = Reference::parse(&path).ok_or(WebError::NotFound)?;
    let (actor, now, wanted) = (who.actor.clone(), who.now, reference.clone());
    let (id, viewing, _) = app
        .db
        .read(move |conn| {
            let id = complaints::find(conn, &wanted, &actor)?.id;
            look(conn, (id, actor.id), now).map(|(viewing, due)| (id, viewing, due))
        })
        .await?;
    note(&app, id, &who).await;
    page::render(&Presence { reference, viewing }, StatusCode::OK, &who)
}

/// The others, and whether this person's own sign of life is due again.
pub(super) fn look(
    conn: &mut Connection,
    whose: (ComplaintId, PersonId),
    now: DateTime<Utc>,
) -> Result<(Vec<Viewing>, bool), StorageError> {
    let viewing = presence::others(conn, whose, now)?
        .into_iter()
        .map(|v| Viewing {
            name: v.name,
            since: uk_time::time(v.since),
        })
        .collect();
    Ok((viewing, presence::is_due(conn, whose, now)?))
}

/// Notes that somebody is here. A page is shown even when this cannot be written: a full disk stops no reading.
pub(super) async fn note(app: &App, complaint: ComplaintId, who: &SignedIn) {
    let (whose, now) = ((complaint, who.actor.id), who.now);
    app.db
        .note("presence", move |conn| presence::beat(conn, whose, now))
        .await;
}
