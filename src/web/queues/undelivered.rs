//! GET `/undelivered`: letters that have not arrived. What they answered is owed again.
//!
//! A complaint's letters are seen to by the step `delivery`; those that restrict somebody, which are no complaint's
//! history, by POST `/undelivered`.
use crate::casework::delivery::{Next, move_on, send_again};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use procedure::By;
use procedure::delivery::State;
use procedure::{Screen, permits_screen};
use storage::StorageError;
use storage::deliveries::{self, Undelivered};
use storage::unreadable::Unreadable;

const MOST: i64 = 100;

#[derive(askama::Template)]
#[template(path = "queues/undelivered.html")]
struct UndeliveredPage {
    rows: Vec<Undelivered>,
    all: i64,
    now: DateTime<Utc>,
    form: RestrictionForm,
    errors: FieldErrors,
}

/// What is to happen to a letter that restricts somebody.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RestrictionForm {
    pub delivery: String,
    /// `again` or `close`.
    pub act: String,
    pub reason: String,
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
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let form = RestrictionForm::default();
    render(&app, &who, (form, FieldErrors::default())).await
}

async fn render(
    app: &App,
    who: &SignedIn,
    (form, errors): (RestrictionForm, FieldErrors),
) -> Result<HttpResponse, WebError> {
    let (actor, now) = (who.actor.clone(), who.now);
    let (rows, all, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let rows = deliveries::undelivered(conn, &actor, MOST, &mut missing)?;
            let all = deliveries::undelivered_count(conn, &actor, now)?.all;
            Ok((rows, all, missing))
        })
        .await?;
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = UndeliveredPage {
        rows,
        all,
        now,
        form,
        errors,
    };
    page::render_without(&shown, status, who, &unreadable)
}

/// POST `/undelivered`: a letter that restricts somebody goes the same way again, or is closed without.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; `NotFound` for what is not in their list.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<RestrictionForm>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Undelivered, &who.actor)?;
    let to = match form.act.as_str() {
        "again" => State::SentAgain,
        "close" => State::ClosedWithout,
        _ => return Err(WebError::BadForm),
    };
    let why = forms::text(&form.reason);
    if why.is_empty() {
        let field = format!("reason_{}", form.delivery);
        let errors = FieldErrors::on(field, "Say why");
        return render(&app, &who, (form, errors)).await;
    }
    let (actor, at, id) = (who.actor.clone(), who.now, form.delivery);
    app.db
        .try_write(move |conn| {
            let mut missing = Unreadable::default();
            let theirs = deliveries::undelivered(conn, &actor, i64::MAX, &mut missing)?;
            let row = theirs
                .into_iter()
                .find(|row| row.restricts && row.delivery.id.to_string() == id)
                .ok_or(StorageError::NotFound)?;
            let next = Next {
                to,
                at,
                why: &why,
                on_day: None,
            };
            let by = By::Person(&actor);
            if to == State::SentAgain {
                send_again(conn, by, &row.delivery, &next)
            } else {
                move_on(conn, by, row.delivery.id, &next)
            }
        })
        .await?;
    Ok(page::see_other("/undelivered"))
}
