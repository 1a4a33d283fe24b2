//! GET and POST `/orders`: Braille, discs and other formats that somebody makes, from the order to the door.
use super::handling::{self, Handled, Row};
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use procedure::delivery::State;
use procedure::working_time::uk_time;
use procedure::{Screen, permits_screen};
use storage::deliveries;
use storage::unreadable::Unreadable;

const MOST: i64 = 100;

/// One heading of the page, and what comes next.
struct Heading {
    title: String,
    nothing: &'static str,
    rows: Vec<Row>,
    /// The name of its form.
    form: String,
    /// The act that follows, and the words of its button.
    act: &'static str,
    button: &'static str,
    /// The label of the day that goes with it, and what is said of it.
    day: &'static str,
    hint: &'static str,
    /// The day that is offered; empty for today.
    on: String,
    /// The label of the note that goes with it, and an example.
    note: &'static str,
    example: &'static str,
    /// The day that was named when they were ordered is over.
    is_past: bool,
}

impl Heading {
    fn to_order(rows: Vec<Row>) -> Self {
        Self {
            title: "To order".to_owned(),
            nothing: "There is nothing to order.",
            rows,
            form: "ordered".to_owned(),
            act: "ordered",
            button: "Ordered",
            day: "Day it will be dispatched",
            hint: "The letter bears this day, and its files are made for it. Leave empty for today.",
            on: String::new(),
            note: "From whom",
            example: "For example a transcription service.",
            is_past: false,
        }
    }
    /// By the day on which they were to be dispatched, the earliest first; one heading when there are none.
    fn ordered(mut rows: Vec<Row>, today: NaiveDate) -> Vec<Self> {
        let mut days: Vec<_> = rows.iter().map(|row| row.hand.delivery.dated).collect();
        days.sort_unstable();
        days.dedup();
        if days.is_empty() {
            days.push(None);
        }
        let mut headings = Vec::new();
        for bears in days {
            let (these, others) = rows
                .into_iter()
                .partition(|row| row.hand.delivery.dated == bears);
            rows = others;
            let is_past = bears.is_some_and(|day| day < today);
            let title = match bears {
                Some(day) if is_past => format!(
                    "Ordered for {} and not recorded as dispatched",
                    uk_time::day(day, today)
                ),
                Some(day) if day == today => "Ordered, to be dispatched today".to_owned(),
                Some(day) => format!("Ordered, to be dispatched on {}", uk_time::day(day, today)),
                None => "Ordered, to be dispatched".to_owned(),
            };
            headings.push(Self {
                title,
                nothing: "Nothing is being made.",
                rows: these,
                form: match bears {
                    Some(day) => format!("dispatched-{day}"),
                    None => "dispatched".to_owned(),
                },
                act: "dispatched",
                button: "Dispatched",
                day: "Day dispatched",
                hint: "Leave empty for today.",
                on: match bears {
                    Some(day) if is_past => day.to_string(),
                    _ => String::new(),
                },
                note: "By whom, and how",
                example: "For example by the service, as articles for the blind. Optional.",
                is_past,
            });
        }
        headings
    }
    fn dispatched(rows: Vec<Row>) -> Self {
        Self {
            title: "On its way".to_owned(),
            nothing: "Nothing is on its way.",
            rows,
            form: "delivered".to_owned(),
            act: "delivered",
            button: "Delivered",
            day: "Day delivered",
            hint: "Leave empty for today.",
            on: String::new(),
            note: "How we know",
            example: "For example signed for. Optional.",
            is_past: false,
        }
    }
    /// They have not left.
    fn are_owed(&self) -> bool {
        self.act != "delivered"
    }
}

#[derive(askama::Template)]
#[template(path = "queues/orders.html")]
struct OrdersPage {
    headings: Vec<Heading>,
    handled: Handled,
    errors: FieldErrors,
    said: &'static str,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub done: String,
}

/// GET `/orders`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Orders, &who.actor)?;
    let said = match asked.done.as_str() {
        "ordered" => "Recorded as ordered.",
        "dispatched" => "Recorded as dispatched.",
        "delivered" => "Recorded as delivered.",
        "handed_over" => "Recorded as handed over.",
        "to_order" => "To be ordered again.",
        "returned" => "Recorded as returned. It is now listed under Not arrived.",
        _ => "",
    };
    let form = (Handled::default(), FieldErrors::default());
    render(&app, &who, form, said, StatusCode::OK).await
}

async fn render(
    app: &App,
    who: &SignedIn,
    (handled, errors): (Handled, FieldErrors),
    said: &'static str,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    let ((to_order, ordered, dispatched), unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let mut list = |state| deliveries::at_hand(conn, &actor, &[state], MOST, &mut missing);
            let lists = (
                list(State::ToOrder)?,
                list(State::Ordered)?,
                list(State::Dispatched)?,
            );
            Ok((lists, missing))
        })
        .await?;
    let mut headings = vec![Heading::to_order(Row::all(to_order, who))];
    headings.extend(Heading::ordered(Row::all(ordered, who), who.today()));
    headings.push(Heading::dispatched(Row::all(dispatched, who)));
    let shown = OrdersPage {
        headings,
        handled,
        errors,
        said,
    };
    page::render_without(&shown, status, who, &unreadable)
}

/// POST `/orders`.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Orders, &who.actor)?;
    let handled = Handled::of(form);
    let (from, to): (&'static [State], State) = match handled.act.as_str() {
        "ordered" => (&[State::ToOrder], State::Ordered),
        "dispatched" => (&[State::ToOrder, State::Ordered], State::Dispatched),
        "delivered" => (&[State::Dispatched], State::Delivered),
        "handed_over" => (&[State::ToOrder, State::Ordered], State::HandedOver),
        "order_again" => (&[State::Ordered], State::ToOrder),
        _ => return Err(WebError::BadForm),
    };
    match handling::handle(&app, &who, &handled, (from, to)).await? {
        Ok(()) => Ok(page::see_other(&format!("/orders?done={}", to.as_str()))),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render(&app, &who, (handled, errors), "", status).await
        }
    }
}
