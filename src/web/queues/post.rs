//! The post room: GET and POST `/post`, what is to print and to post; and `/post/batches/{id}`, a batch again.
use super::handling::{self, Handled, Row};
use crate::casework::{dating, delivery};
use crate::maker::Whose;
use crate::web::complaint::deliveries::download;
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, exports, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use procedure::delivery::State;
use procedure::working_time::{Calendar, uk_time};
use procedure::{BatchId, DeliveryId, Screen, permits_screen};
use storage::deliveries::{self, Remade, ToBind};
use storage::exports::Kind;
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError};

/// Rows of a list, and letters of a batch.
const MOST: i64 = 100;
/// Days on which we are open, after today, that a batch can be printed for.
const AHEAD: usize = 7;
const WHICH_DAY: &str = "Choose today or one of the next days on which we are open";

#[derive(askama::Template)]
#[template(path = "queues/post.html")]
struct PostPage {
    to_print: Vec<Row>,
    printed: Vec<Printed>,
    posted: Vec<Row>,
    /// The days that a batch can be printed for, as (day, words).
    days: Vec<(String, String)>,
    handled: Handled,
    errors: FieldErrors,
    told: Told,
}

/// Letters that were printed for one day and are not recorded as posted.
struct Printed {
    title: String,
    /// The name of their form.
    form: String,
    /// The day is over.
    is_past: bool,
    /// The day that is offered as the one they were posted on; empty for today.
    on: String,
    rows: Vec<Row>,
}

impl Printed {
    fn of(bears: Option<NaiveDate>, rows: Vec<Row>, today: NaiveDate) -> Self {
        let is_past = bears.is_some_and(|day| day < today);
        let title = match bears {
            Some(day) if is_past => format!(
                "Printed for {} and not recorded as posted",
                uk_time::day(day, today)
            ),
            Some(day) if day > today => {
                format!("Printed for {}, to post then", uk_time::day(day, today))
            }
            Some(_) => "Printed for today, to post".to_owned(),
            None => "Printed, to post".to_owned(),
        };
        Self {
            title,
            form: match bears {
                Some(day) => format!("posted-{day}"),
                None => "posted".to_owned(),
            },
            is_past,
            on: bears
                .filter(|_| is_past)
                .map(|day| day.to_string())
                .unwrap_or_default(),
            rows,
        }
    }
    /// By the day they bear, the earliest first.
    fn by_day(rows: Vec<Row>, today: NaiveDate) -> Vec<Self> {
        let mut days: Vec<_> = rows.iter().map(|row| row.hand.delivery.dated).collect();
        days.sort_unstable();
        days.dedup();
        let mut rows = rows;
        let mut groups = Vec::new();
        for day in days {
            let (these, others) = rows
                .into_iter()
                .partition(|row| row.hand.delivery.dated == day);
            groups.push(Self::of(day, these, today));
            rows = others;
        }
        groups
    }
}

/// Today, and the next days on which we are open.
fn posting_days(calendar: &Calendar, today: NaiveDate) -> Vec<NaiveDate> {
    let next = |day: &NaiveDate| Some(calendar.next_working_day(*day));
    std::iter::successors(Some(today), next)
        .take(AHEAD + 1)
        .collect()
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A batch that was just printed.
    pub printed: Option<i64>,
    /// Letters that could not be made for it.
    pub left_out: usize,
    pub done: String,
}

/// GET `/post`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let said = match asked.done.as_str() {
        "posted" => "Recorded as posted.",
        "handed_over" => "Recorded as handed over.",
        "to_print" => "To be printed again.",
        "returned" => "Recorded as returned. It is now listed under Not arrived.",
        "nothing" => "There was nothing left to print.",
        _ => "",
    };
    let told = Told {
        said,
        batch: asked.printed.map(BatchId),
        left_out: asked.left_out,
    };
    let form = (Handled::default(), FieldErrors::default());
    render(&app, &who, form, told, StatusCode::OK).await
}

/// What was done a moment ago.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    said: &'static str,
    batch: Option<BatchId>,
    /// Letters that were left out of that batch.
    left_out: usize,
}

async fn render(
    app: &App,
    who: &SignedIn,
    (handled, errors): (Handled, FieldErrors),
    told: Told,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    let ((to_print, printed, posted), unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let mut list = |state| deliveries::at_hand(conn, &actor, &[state], MOST, &mut missing);
            let (to_print, printed) = (list(State::ToPrint)?, list(State::Printed)?);
            let posted = deliveries::latest(conn, &actor, State::Posted, MOST, &mut missing)?;
            Ok(((to_print, printed, posted), missing))
        })
        .await?;
    let today = who.today();
    let words = |day: NaiveDate| match day {
        day if day == today => format!("Today, {}", uk_time::day(day, today)),
        day => uk_time::day(day, today),
    };
    let days = posting_days(&who.rules.calendar, today).into_iter();
    let shown = PostPage {
        to_print: Row::all(to_print, who),
        printed: Printed::by_day(Row::all(printed, who), today),
        posted: Row::all(posted, who),
        days: days.map(|day| (day.to_string(), words(day))).collect(),
        handled,
        errors,
        told,
    };
    page::render_without(&shown, status, who, &unreadable)
}

/// POST `/post`: prints all, or records what was posted, handed over or came back, or is to be printed again.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let handled = Handled::of(form);
    let (from, to): (&'static [State], State) = match handled.act.as_str() {
        "print" => return print(&app, &who, handled).await,
        "posted" => (&[State::ToPrint, State::Printed], State::Posted),
        "handed_over" => (&[State::ToPrint, State::Printed], State::HandedOver),
        "print_again" => (&[State::Printed], State::ToPrint),
        "returned" => (&[State::Posted], State::Returned),
        _ => return Err(WebError::BadForm),
    };
    match handling::handle(&app, &who, &handled, (from, to)).await? {
        Ok(()) => Ok(page::see_other(&format!("/post?done={}", to.as_str()))),
        Err(errors) => refused(&app, &who, (handled, errors)).await,
    }
}

async fn refused(
    app: &App,
    who: &SignedIn,
    form: (Handled, FieldErrors),
) -> Result<HttpResponse, WebError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    render(app, who, form, Told::default(), status).await
}

/// One document of every letter that is to be printed, for the day on which it is posted. Who was faster prints it:
/// those letters are not in this one.
async fn print(app: &App, who: &SignedIn, handled: Handled) -> Result<HttpResponse, WebError> {
    let today = who.today();
    let days = posting_days(&who.rules.calendar, today);
    let day = match forms::date(&handled.on) {
        Ok(None) => Ok(today),
        Ok(Some(day)) if days.contains(&day) => Ok(day),
        Ok(Some(_)) => Err(WHICH_DAY),
        Err(why) => Err(why),
    };
    let day = match day {
        Ok(day) => day,
        Err(why) => {
            let errors = FieldErrors::on(handled.field("on"), why);
            return refused(app, who, (handled, errors)).await;
        }
    };
    let actor = who.actor.clone();
    let waits = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            deliveries::at_hand(conn, &actor, &[State::ToPrint], 1, &mut missing)
        })
        .await?;
    if waits.is_empty() {
        return Ok(page::see_other("/post?done=nothing"));
    }
    let export = exports::count(app, who, Kind::PrintBatch, String::new()).await?;
    for _ in 0..2 {
        let ready = ready(app, who, day).await?;
        if ready.letters.is_empty() {
            return Ok(page::see_other(&match ready.left_out {
                0 => "/post?done=nothing".to_owned(),
                some => format!("/post?left_out={some}"),
            }));
        }
        let (size, left_out) = (ready.letters.len(), ready.left_out);
        let whose = Whose::Person(who.actor.id);
        let bound = app.maker.batch(whose, ready.pdfs).await?;
        let (by, letters, again) = ((who.actor.id, who.now), ready.letters, ready.again);
        let done = app
            .db
            .write(move |conn| delivery::print(conn, (&letters, &again), &bound, by))
            .await;
        match done {
            Ok(batch) => {
                exports::finished(app, export, size).await;
                let next = match left_out {
                    0 => format!("/post?printed={batch}"),
                    some => format!("/post?printed={batch}&left_out={some}"),
                };
                return Ok(page::see_other(&next));
            }
            Err(StorageError::Conflict) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(StorageError::Conflict.into())
}

/// What can be bound.
#[derive(Default)]
struct Ready {
    letters: Vec<DeliveryId>,
    pdfs: Vec<Vec<u8>>,
    /// Those of them that were made again.
    again: Vec<Remade>,
    /// How many could not be made; they hold up no other.
    left_out: usize,
}

/// Every letter that is to be printed, made again where it bears another day than this.
async fn ready(app: &App, who: &SignedIn, day: NaiveDate) -> Result<Ready, WebError> {
    let actor = who.actor.clone();
    let found = app
        .db
        .read(move |conn| deliveries::to_bind(conn, &actor, day, MOST))
        .await?;
    let mut ready = Ready::default();
    for ToBind { delivery, pdf } in found {
        let pdf = match pdf {
            Some(pdf) => Some(pdf),
            None => made_for(app, who, (delivery, day), &mut ready).await?,
        };
        let Some(pdf) = pdf else {
            ready.left_out += 1;
            continue;
        };
        ready.letters.push(delivery);
        ready.pdfs.push(pdf);
    }
    Ok(ready)
}

/// The print of a letter for this day; none when it cannot be made.
async fn made_for(
    app: &App,
    who: &SignedIn,
    (id, day): (DeliveryId, NaiveDate),
    ready: &mut Ready,
) -> Result<Option<Vec<u8>>, WebError> {
    let asking = who.clone();
    let read = move |conn: &mut Connection| dating::to_make(conn, id, day, &asking.ctx());
    let to_make = match app.db.read(move |conn| read(conn)).await {
        Ok(to_make) => to_make,
        Err(error) if error.is_passing() => return Err(error.into()),
        Err(error) => {
            tracing::error!(delivery = id.0, %error, "a letter to print cannot be read");
            return Ok(None);
        }
    };
    match handling::remade(app, who, to_make).await {
        Ok(made) => {
            let pdf = made.files.first().map(|file| file.bytes.clone());
            ready.again.push(made);
            Ok(pdf)
        }
        Err(why) if why.is_passing() => Err(why.into()),
        Err(why) => {
            tracing::error!(delivery = id.0, %why, "a letter could not be made for its batch");
            Ok(None)
        }
    }
}

/// GET `/post/batches/{id}`: the batch as it was printed.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn batch(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let id = path.parse().map(BatchId).map_err(|_| WebError::NotFound)?;
    let actor = who.actor.clone();
    let batch = app
        .db
        .read(move |conn| deliveries::batch(conn, &actor, id))
        .await?;
    download(&app, &format!("batch-{id}.pdf"), batch.bytes).await
}
