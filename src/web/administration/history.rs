//! GET `/administration/history`: every administrative change, the latest first.
use super::only;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use storage::administration::history::{self, Line};

const PAGE: i64 = 50;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub before: String,
}

#[derive(askama::Template)]
#[template(path = "administration/history.html")]
struct HistoryPage {
    lines: Vec<Line>,
    older: Option<i64>,
}

/// GET `/administration/history`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let before = asked.before.parse().ok();
    let mut lines = app
        .db
        .read(move |conn| history::page(conn, before, PAGE + 1))
        .await?;
    let more = lines.len() > 50;
    lines.truncate(50);
    let older = lines.last().filter(|_| more).map(|line| line.id);
    page::render(&HistoryPage { lines, older }, StatusCode::OK, &who)
}
