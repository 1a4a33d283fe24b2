//! GET `/undelivered`: letters that have not arrived. What they answered is owed again.
use crate::storage::deliveries::{self, Undelivered};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

const MOST: i64 = 100;

#[derive(askama::Template)]
#[template(path = "queues/undelivered.html")]
struct UndeliveredPage {
    rows: Vec<Undelivered>,
    all: i64,
    now: DateTime<Utc>,
}

impl UndeliveredPage {
    fn more(&self) -> bool {
        i64::try_from(self.rows.len()).is_ok_and(|shown| shown < self.all)
    }
    fn is_late(&self, row: &Undelivered) -> bool {
        row.due_at < self.now
    }
    fn tone(&self, row: &Undelivered) -> &'static str {
        if self.is_late(row) {
            "late"
        } else if row.warn_at <= self.now {
            "soon"
        } else {
            ""
        }
    }
}

/// GET `/undelivered`: of the complaints this person holds, leads the area of, or all for Customer Relations.
///
/// # Errors
/// Storage faults.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let (actor, now) = (who.actor.clone(), who.now);
    let (rows, all) = app
        .db
        .read(move |conn| {
            let rows = deliveries::undelivered(conn, &actor, MOST)?;
            let all = deliveries::undelivered_count(conn, &actor, now)?.all;
            Ok((rows, all))
        })
        .await?;
    page::render(&UndeliveredPage { rows, all, now }, StatusCode::OK, &who)
}
