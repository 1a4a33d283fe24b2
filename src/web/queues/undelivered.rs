//! GET `/undelivered`: letters that are owed. Those that are written and not sent, and those that came back.
//!
//! A complaint's letters are dealt with by the step `delivery`; those that restrict somebody, which are no complaint's
//! history, by POST `/undelivered`.
use crate::casework::delivery::{Next, move_on, send_again};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::By;
use procedure::delivery::{Owed, State};
use procedure::{Screen, permits_screen};
use storage::deliveries::{self, Asked, OwedLetter, Scope};
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError};

/// Letters of one list.
const MOST: i64 = 100;

/// A letter as it is drawn.
struct Row {
    letter: OwedLetter,
    clock: ClockView,
}

/// Letters owed in one way.
struct List {
    title: &'static str,
    note: &'static str,
    rows: Vec<Row>,
    all: i64,
}

impl List {
    fn more(&self) -> bool {
        i64::try_from(self.rows.len()).is_ok_and(|shown| shown < self.all)
    }
}

#[derive(askama::Template)]
#[template(path = "queues/undelivered.html")]
struct UndeliveredPage {
    /// Those that have something in them.
    lists: Vec<List>,
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

/// How much time is left until a letter is owed.
pub fn clock(letter: &OwedLetter, who: &SignedIn) -> ClockView {
    let due = letter.owed_by;
    let times = (letter.written_at.min(due), due);
    ClockView::new(&who.rules.calendar, who.now, times)
}

/// GET `/undelivered`: those this person wrote, and those of complaints they hold or lead the area of; all for Customer
/// Relations.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let form = RestrictionForm::default();
    render(&app, &who, (form, FieldErrors::default())).await
}

async fn render(
    app: &App,
    who: &SignedIn,
    (form, errors): (RestrictionForm, FieldErrors),
) -> Result<HttpResponse, WebError> {
    let reader = who.clone();
    let (lists, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let mut lists = Vec::new();
            for (owed, title, note) in LISTS {
                let list = list(conn, &reader, (owed, title, note), &mut missing)?;
                lists.extend((!list.rows.is_empty()).then_some(list));
            }
            Ok((lists, missing))
        })
        .await?;
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = UndeliveredPage {
        lists,
        form,
        errors,
    };
    page::render_without(&shown, status, who, &unreadable)
}

const LISTS: [(Owed, &str, &str); 2] = [
    (
        Owed::NotSent,
        "Letters not sent",
        "Written, and they have not left",
    ),
    (
        Owed::NotDelivered,
        "Letters not delivered",
        "They left and came back",
    ),
];

fn list(
    conn: &mut Connection,
    who: &SignedIn,
    (owed, title, note): (Owed, &'static str, &'static str),
    missing: &mut Unreadable,
) -> Result<List, StorageError> {
    let (actor, now) = (&who.actor, who.now);
    let asked = Asked::of(Scope::Theirs, Some(owed));
    let letters = deliveries::owed(conn, actor, (asked, now), (None, MOST), missing);
    let letters = missing.part("the letters of this list", letters)?;
    let all = deliveries::owed_count(conn, actor, asked, now);
    let row = |letter| Row {
        clock: clock(&letter, who),
        letter,
    };
    Ok(List {
        title,
        note,
        rows: letters.into_iter().map(row).collect(),
        all: missing.part("how many letters are owed", all)?.all,
    })
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
            let asked = (Asked::of(Scope::Theirs, None), at);
            let theirs = deliveries::owed(conn, &actor, asked, (None, i64::MAX), &mut missing)?;
            let row = theirs
                .into_iter()
                .filter(|row| row.restricts() && row.waits_for_somebody())
                .find(|row| row.delivery.id.to_string() == id)
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
