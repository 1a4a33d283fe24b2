//! POST `/inbox/taking`: takes the selected complaints, each for itself, and says plainly which could not be.
use super::inbox::InboxQuery;
use crate::casework::{Case, CaseKey, Seen};
use crate::web::case::{self, Problems};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::steps::taking::Take;
use procedure::{Reference, Screen, StepKind, permits_screen};
use storage::Connection;

/// More than a page of the inbox can send.
const MOST: usize = 50;

/// One selected row.
struct Tried {
    reference: String,
    /// Empty when it is not theirs to see.
    name: String,
    href: String,
    /// Why it was not taken; empty when it was.
    why: String,
}

#[derive(askama::Template)]
#[template(path = "queues/taking.html")]
struct TakingPage {
    taken: Vec<Tried>,
    refused: Vec<Tried>,
    back: String,
}

/// Takes what was selected. What somebody else took meanwhile stays theirs; the rest is taken all the same.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(query): web::Query<InboxQuery>,
    web::Form(form): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Taking, &who.actor)?;
    let mut tried = Vec::new();
    let picked = form.into_iter().filter(|(field, _)| field == "pick");
    for (_, pick) in picked.take(MOST) {
        let (reference, version) = pick.split_once(':').unwrap_or((&pick, ""));
        tried.push(claim(&app, &who, reference, version).await?);
    }
    let (taken, refused): (Vec<_>, Vec<_>) = tried.into_iter().partition(|t| t.why.is_empty());
    if refused.is_empty() {
        return Ok(page::see_other(&query.after_taking(taken.len())));
    }
    let shown = TakingPage {
        taken,
        refused,
        back: query.here(),
    };
    page::render(&shown, StatusCode::CONFLICT, &who)
}

async fn claim(
    app: &App,
    who: &SignedIn,
    reference: &str,
    version: &str,
) -> Result<Tried, WebError> {
    let lost = || Tried {
        reference: reference.chars().take(40).collect(),
        name: String::new(),
        href: String::new(),
        why: "It no longer exists, or you do not have access.".to_owned(),
    };
    let Some(known) = Reference::parse(reference) else {
        return Ok(lost());
    };
    let (key, seen) = (CaseKey::At(known), Seen::parse(version));
    let on = (&key, StepKind::Taking, seen);
    let taken = case::carry::<Case>(app, who, on, |_, _| Ok(Take.into())).await;
    let case = match case::load(app, who, reference).await {
        Err(WebError::NotFound) => return Ok(lost()),
        found => found?,
    };
    let why = match taken {
        Ok(_) => String::new(),
        Err(ended) => {
            let (now, me) = (case.clone(), who.actor.id);
            let problems = move |conn: &mut Connection| Problems::of(conn, (&now, me), seen, ended);
            in_words(&app.db.try_read(problems).await?)
        }
    };
    Ok(Tried {
        reference: case.reference().to_string(),
        name: case.complaint.details.name.clone(),
        href: paths::complaint(case.reference()),
        why,
    })
}

/// What somebody else did to it, or the rule that stands in the way.
fn in_words(problems: &Problems) -> String {
    match problems.meanwhile.last() {
        Some(line) => format!("{}, {}: {}.", line.by, line.at, line.title),
        None => problems
            .errors
            .iter()
            .map(|(_, why)| format!("{why}."))
            .collect::<Vec<_>>()
            .join(" "),
    }
}
