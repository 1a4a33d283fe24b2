//! What staff quote and look up: the published procedure, and how Redress counts and what its keys do.
use super::App;
use super::error::WebError;
use super::page;
use super::signed_in::SignedIn;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::vocabulary::{Exclusion, Promise};
use procedure::working_time::duration_words;

/// A promise, how long it is, and who made it.
struct Length {
    promise: Promise,
    span: String,
}

#[derive(askama::Template)]
#[template(path = "guidance/procedure.html")]
struct ProcedurePage {
    lengths: Vec<Length>,
    email: String,
    address: Vec<String>,
    name: String,
}

/// GET `/procedure`.
pub async fn procedure(_: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let organisation = &who.rules.settings.organisation;
    let shown = ProcedurePage {
        lengths: lengths(&who),
        email: organisation.email.clone(),
        address: organisation.address.clone(),
        name: organisation.name.clone(),
    };
    page::render(&shown, StatusCode::OK, &who)
}

fn lengths(who: &SignedIn) -> Vec<Length> {
    let promises = who.ctx().promises;
    Promise::ALL
        .iter()
        .map(|promise| Length {
            promise: *promise,
            span: promises.span(*promise).to_string(),
        })
        .collect()
}

#[derive(askama::Template)]
#[template(path = "guidance/help.html")]
struct HelpPage {
    /// "24 working hours, counted in opening hours (Mon to Fri, 09:00 to 17:00)"
    rule: String,
    week: String,
    /// How long a usual working day is: "8 h".
    day: String,
    shortcuts: bool,
}

/// GET `/help`.
pub async fn help(_: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let calendar = &who.rules.calendar;
    let shown = HelpPage {
        rule: calendar.rule_text(who.ctx().promises.acknowledge),
        week: calendar.week_text(),
        day: duration_words(calendar.settings().usual_day_minutes()),
        shortcuts: who.person.shortcuts,
    };
    page::render(&shown, StatusCode::OK, &who)
}
