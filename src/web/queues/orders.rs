//! GET and POST `/orders`: Braille, discs and other formats that somebody makes, from the order to the door.
use super::handling::{self, Handled};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::delivery::State;
use procedure::{Screen, permits_screen};
use storage::deliveries::{self, AtHand};
use storage::unreadable::Unreadable;

const MOST: i64 = 100;

/// One heading of the page, and what comes next.
struct Heading {
    title: &'static str,
    nothing: &'static str,
    rows: Vec<AtHand>,
    /// The act that follows, and the words of its button.
    act: &'static str,
    button: &'static str,
    /// The label of the note that goes with it.
    note: &'static str,
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
    let headings = vec![
        Heading {
            title: "To order",
            nothing: "There is nothing to order.",
            rows: to_order,
            act: "ordered",
            button: "Ordered",
            note: "From whom",
        },
        Heading {
            title: "Ordered, to be dispatched",
            nothing: "Nothing is being made.",
            rows: ordered,
            act: "dispatched",
            button: "Dispatched",
            note: "By whom, and how",
        },
        Heading {
            title: "On its way",
            nothing: "Nothing is on its way.",
            rows: dispatched,
            act: "delivered",
            button: "Delivered",
            note: "How we know",
        },
    ];
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
