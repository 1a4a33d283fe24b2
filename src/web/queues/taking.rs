//! POST `/inbox/taking`: takes the selected complaints, each for itself, and says plainly which could not be.
use super::inbox::InboxQuery;
use crate::procedure::steps::taking::Take;
use crate::procedure::{Screen, permits_screen};
use crate::web::case::{self, Problems, Taken};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

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
        tried.push(take(&app, &who, reference, version).await?);
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

async fn take(
    app: &App,
    who: &SignedIn,
    reference: &str,
    version: &str,
) -> Result<Tried, WebError> {
    let answer = case::take(
        app,
        who,
        (reference, version),
        |_, _| Ok(Take),
        case::no_letter,
    );
    let why = match answer.await {
        Ok(Taken::Done(_)) => String::new(),
        Ok(Taken::Again(_, problems)) => in_words(&problems),
        Err(WebError::NotFound) => {
            return Ok(Tried {
                reference: reference.chars().take(40).collect(),
                name: String::new(),
                href: String::new(),
                why: "It no longer exists, or you do not have access.".to_owned(),
            });
        }
        Err(other) => return Err(other),
    };
    let case = case::load(app, who, reference).await?;
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
