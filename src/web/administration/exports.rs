//! GET `/administration/exports`: every file that somebody had made, the latest first, and who met the limit.
use super::only;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use storage::exports::{self, Kind, Line, MOST, WINDOW};

const PAGE: usize = 50;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub before: String,
}

#[derive(askama::Template)]
#[template(path = "administration/exports.html")]
struct ExportsPage {
    lines: Vec<Line>,
    older: Option<String>,
    most: usize,
    minutes: i64,
}

impl ExportsPage {
    /// "14 lines", or that it was never finished.
    fn size(line: &Line) -> String {
        let (one, many) = match line.kind {
            Kind::ComplaintsCsv | Kind::ReportsCsv => ("line", "lines"),
            Kind::AssessorPack => ("paper", "papers"),
            Kind::PrintBatch => ("letter", "letters"),
        };
        match line.size {
            None => "Not finished".to_owned(),
            Some(1) => format!("1 {one}"),
            Some(n) => format!("{n} {many}"),
        }
    }
}

/// GET `/administration/exports`.
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
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut lines = app
        .db
        .read(move |conn| exports::page(conn, before, limit))
        .await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| more);
    let shown = ExportsPage {
        older: last.map(|line| paths::exports(Some(line.id))),
        lines,
        most: MOST,
        minutes: WINDOW.num_minutes(),
    };
    page::render(&shown, StatusCode::OK, &who)
}
