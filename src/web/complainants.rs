//! The people who complain: found by Customer Relations, and the page about one of them.
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms;
use crate::web::restriction::banner::{self, Banner};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use procedure::restriction::proposes_restrictions;
use procedure::vocabulary::Closure;
use procedure::{ComplainantId, Screen, opens, permits_screen};
use storage::complainant_search::{self, Contact, FoundComplainant};
use storage::lists::{self, Filter};
use storage::queues::QueueRow;
use storage::reports::{self, Bounds, Share};
use storage::restrictions;
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError};

/// Complainants on a page of search results.
const FOUND: i64 = 50;
/// Complaints on one complainant's page.
const LISTED: i64 = 200;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
}

#[derive(askama::Template)]
#[template(path = "complainants/list.html")]
struct ListPage {
    q: String,
    found: Vec<FoundComplainant>,
    more: bool,
}

/// GET `/complainants`: Customer Relations only.
///
/// # Errors
/// The refusal; storage faults.
pub async fn list(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Complainants, &who.actor)?;
    let q = forms::line(&asked.q);
    let (actor, typed) = (who.actor.clone(), q.clone());
    let (mut found, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let found = complainant_search::search(conn, &actor, &typed, FOUND + 1);
            Ok((missing.part("the people of this list", found)?, missing))
        })
        .await?;
    let more = found.len() > 50;
    found.truncate(50);
    let shown = ListPage { q, found, more };
    page::render_without(&shown, StatusCode::OK, &who, &unreadable)
}

/// What one person's complaints came to, without an opinion.
struct FairView {
    open: usize,
    finished: usize,
    upheld: usize,
    /// Everybody's, received in the last twelve months.
    everybody: Share,
}

#[derive(askama::Template)]
#[template(path = "complainants/show.html")]
struct ShowPage {
    id: ComplainantId,
    contact: Contact,
    spoken_for_by: Option<String>,
    rows: Vec<QueueRow>,
    more: bool,
    fair: FairView,
    since: Option<NaiveDate>,
    searches: bool,
    restricted: Option<Banner>,
    /// Whoever may warn and propose; Customer Relations where somebody was warned or restricted: they record appeals.
    restricts: bool,
}

/// GET `/complainants/{id}`: for whoever may see one of their complaints, and then only those.
///
/// # Errors
/// `NotFound` alike for nobody and for somebody of whom they may see nothing.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    let id = ComplainantId(*path);
    let reader = who.clone();
    let (shown, missing) = app.db.read(move |conn| load(conn, &reader, id)).await?;
    page::render_without(&shown, StatusCode::OK, &who, &missing)
}

fn load(
    conn: &mut Connection,
    who: &SignedIn,
    id: ComplainantId,
) -> Result<(ShowPage, Unreadable), StorageError> {
    let filter = Filter {
        complainant: Some(id),
        ..Filter::default()
    };
    let (rows, next) = lists::page(conn, &who.actor, &filter, None, LISTED, who.now)?;
    let Some(latest) = rows.first() else {
        return Err(StorageError::NotFound);
    };
    let year = Bounds {
        from: who.now.checked_sub_days(Days::new(365)).unwrap_or(who.now),
        until: who.now,
        area: None,
        reader: who.actor.id,
    };
    let closed = |row: &&QueueRow| {
        row.closure.is_some() || row.stage == Some(procedure::vocabulary::Stage::Closed)
    };
    // Of two records of one complaint, the one that goes on is counted.
    let counted = || {
        rows.iter()
            .filter(|row| row.closure != Some(Closure::Joined))
    };
    let finished = || counted().filter(closed);
    let mut missing = Unreadable::default();
    let spoken_for_by = complainant_search::representative(conn, latest.id);
    let everybody = reports::upheld(conn, &year);
    let file = restrictions::file(conn, id)?;
    let has_history = !file.restrictions.is_empty() || !file.warnings.is_empty();
    let restricted = banner::load(conn, id, who.today());
    let restricted = missing.part("whether they are restricted", restricted)?;
    let page = ShowPage {
        id,
        contact: complainant_search::contact(conn, id)?,
        spoken_for_by: missing.part("who speaks for them", spoken_for_by)?,
        fair: FairView {
            open: counted().count() - finished().count(),
            finished: finished().count(),
            upheld: finished()
                .filter(|row| {
                    row.outcome
                        .is_some_and(procedure::vocabulary::Outcome::is_upheld)
                })
                .count(),
            everybody: missing.part("how other complaints ended", everybody)?,
        },
        since: rows
            .last()
            .and_then(|row| Some(row.received_at?.date_naive())),
        rows,
        more: next.is_some(),
        searches: opens(Screen::Complainants, &who.actor),
        restricts: opens(Screen::Restriction, &who.actor)
            && (proposes_restrictions(who.actor.role) || has_history),
        restricted,
    };
    Ok((page, missing))
}
