//! The full history of a complaint, newest first: who did what, when, and what each change replaced.
use super::overview::Entry;
use super::shut;
use super::top::{self, Top};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::history;
use crate::web::late_split::{self, LateSplit};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use procedure::{StepKind, permits};
use storage::{events, people};

const PAGE: usize = 50;
/// One more than a page: it tells whether there is another.
const ASKED: i64 = 51;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct HistoryQuery {
    /// Events before this one; its id.
    before: Option<i64>,
}

#[derive(askama::Template)]
#[template(path = "complaint/history.html")]
struct HistoryPage {
    top: Top,
    entries: Vec<Entry>,
    /// The address of the page of older ones.
    older: Option<String>,
    is_first: bool,
    /// The promises that were late, and who had the complaint; with the newest entries.
    late: Vec<LateSplit>,
    may_correct: bool,
}

/// GET `/complaints/{reference}/history`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(query): web::Query<HistoryQuery>,
) -> Result<HttpResponse, WebError> {
    let mut top = top::load(&app, &who, &path).await?;
    let shut = top.case.complaint.stage_1_is_shut_to(who.actor.id);
    let id = top.case.complaint.id;
    let before = query.before;
    let mut missing = std::mem::take(&mut top.unreadable);
    let (complaint, calendar, now) = (
        top.case.complaint.clone(),
        who.rules.calendar.clone(),
        who.now,
    );
    let (mut happened, names, late, missing) = app
        .db
        .read(move |conn| {
            let happened = events::newest(conn, id, before, ASKED);
            let happened = missing.part("its history", happened)?;
            let names = people::names(conn, history::people(&happened));
            let names = missing.part("names of people", names)?;
            let late = match before {
                Some(_) => Ok(Vec::new()),
                None => late_split::load(conn, &complaint, (now, &calendar)),
            };
            let late = missing.part("who had it while it was late", late)?;
            Ok((happened, names, late, missing))
        })
        .await?;
    top.case.names.extend(names);
    let more = happened.len() > PAGE;
    happened.truncate(PAGE);
    let last = happened.last().map(|h| h.id).filter(|_| more);
    let address = paths::of(top.case.reference(), "history");
    let page = HistoryPage {
        entries: happened
            .iter()
            .map(|h| Entry {
                line: shut::line_seen(h, &top.case.names, shut),
                letter: super::letters::sent_by(&top, h),
            })
            .collect(),
        older: last.map(|id| format!("{address}?before={id}")),
        is_first: query.before.is_none(),
        late,
        may_correct: permits(
            StepKind::Lateness,
            &top.case.complaint,
            &who.actor,
            &who.ctx(),
        )
        .is_ok(),
        top,
    };
    let who = page.top.refreshed(who);
    page::render_without(&page, StatusCode::OK, &who, &missing)
}
