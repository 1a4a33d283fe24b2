//! Two people, or two windows, wrote the same letter: both texts side by side, and the choice.
use super::desk::Desk;
use super::form::{self, Typed};
use crate::web::case::Case;
use crate::web::error::WebError;
use crate::web::page;
use crate::web::signed_in::SignedIn;
use actix_web::{HttpResponse, http::StatusCode};
use procedure::StepKind;
use procedure::vocabulary::{LetterFormat, Outcome, RemedyKind, ReplyChannel, RootCause};
use storage::drafts::Draft;

/// One field where the two differ.
struct Difference {
    label: String,
    theirs: String,
    yours: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/drafts.html")]
struct ConflictPage {
    case: Case,
    step: StepKind,
    by: String,
    at: String,
    differences: Vec<Difference>,
    yours: Typed,
    theirs_version: i64,
}

/// The page with both texts; nothing of either is lost until somebody chooses.
pub fn render(
    who: &SignedIn,
    desk: &Desk,
    yours: &Typed,
    theirs: &Draft,
) -> Result<HttpResponse, WebError> {
    let other = Typed(theirs.fields.clone());
    let differences = form::fields(&desk.case.complaint)
        .into_iter()
        .filter(|(name, _)| other.get(name) != yours.get(name))
        .map(|(name, label)| Difference {
            theirs: readable(&name, other.get(&name)),
            yours: readable(&name, yours.get(&name)),
            label,
        })
        .collect();
    let conflict = ConflictPage {
        case: desk.case.clone(),
        step: desk.which.step(),
        by: by(who, &desk.case, theirs),
        at: super::view::saved_at(theirs.at, who.now),
        differences,
        yours: yours.clone(),
        theirs_version: theirs.version,
    };
    page::render(&conflict, StatusCode::CONFLICT, who)
}

/// Who saved the other text.
pub fn by(who: &SignedIn, case: &Case, theirs: &Draft) -> String {
    if theirs.by == who.actor.id {
        "You, in another window,".to_owned()
    } else {
        case.name(theirs.by)
    }
}

/// A choice as its label, anything else as it was typed.
fn readable(name: &str, words: &str) -> String {
    let label = match name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches('_')
    {
        "outcome" => Outcome::parse(words).map(Outcome::label),
        "remedy" => RemedyKind::parse(words).map(RemedyKind::label),
        "root_cause" => RootCause::parse(words).map(RootCause::label),
        "channel" => ReplyChannel::parse(words).map(ReplyChannel::label),
        "format" => LetterFormat::parse(words).map(LetterFormat::label),
        _ => None,
    };
    label.unwrap_or(words).to_owned()
}
