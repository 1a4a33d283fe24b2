//! The count at the door of everything that is made as a file: after so many in a while, a person waits.
use super::error::WebError;
use super::signed_in::SignedIn;
use super::{App, page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use chrono::{DateTime, Duration, Utc};
use procedure::working_time::uk_time;
use storage::exports::{self, Counted, Kind, MOST, WINDOW};

/// The most that is kept of a filter, in characters.
const LONGEST: usize = 500;

/// Until when somebody waits who has had as many files made as one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub until: DateTime<Utc>,
    /// Until then, at least one.
    pub seconds: i64,
}

impl Wait {
    /// The first whole minute at which they may ask again, as a clock shows it.
    pub fn time(self) -> String {
        uk_time::time(self.until + Duration::seconds(59))
    }
    /// Why they wait, in a sentence.
    pub fn words(self) -> String {
        format!(
            "You have exported {MOST} files in {} minutes, which is the limit. Wait until {}",
            WINDOW.num_minutes(),
            self.time()
        )
    }
    /// The page they were on, with what they typed and the words among its errors.
    pub fn shown_on(
        self,
        shown: &impl askama::Template,
        who: &SignedIn,
    ) -> Result<HttpResponse, WebError> {
        let mut answer = page::render(shown, StatusCode::TOO_MANY_REQUESTS, who)?;
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(self.seconds));
        Ok(answer)
    }
}

/// Counts a file before it is made. `what` is the filter of a list, or the reference of a complaint.
///
/// # Errors
/// `Wait` when the limit is met; storage faults.
pub async fn count(app: &App, who: &SignedIn, kind: Kind, what: String) -> Result<i64, WebError> {
    let (id, now) = (who.actor.id, who.now);
    let what: String = what.chars().take(LONGEST).collect();
    let counted = app
        .db
        .write(move |conn| exports::begin(conn, id, (kind, &what), now))
        .await?;
    match counted {
        Counted::Go(export) => Ok(export),
        Counted::Wait(until) => {
            tracing::warn!(person = id.0, kind = kind.as_str(), "too many files made");
            Err(WebError::Wait(Wait {
                until,
                seconds: (until - now).num_seconds().max(1),
            }))
        }
    }
}

/// Writes down how much a file held. It is a note beside the file: a database that is busy does not stop it.
pub async fn finished(app: &App, export: i64, size: usize) {
    app.db
        .note("the size of an export", move |conn| {
            exports::finish(conn, export, size)
        })
        .await;
}
