//! The words of letters: which are in force, what they were, and changing them.
mod diff;
mod editor;
mod facts;

pub use editor::{show, submit};

use super::only;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::vocabulary::LetterKind;
use storage::templates::{self, Version};

/// A kind of letter and its newest version, when it was ever changed.
struct Listed {
    kind: LetterKind,
    changed: Option<Version>,
}

#[derive(askama::Template)]
#[template(path = "administration/letters.html")]
struct LettersPage {
    letters: Vec<Listed>,
}

/// GET `/administration/letters`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn list(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let mut changed = app.db.read(templates::in_force).await?;
    let letters = LetterKind::ALL
        .iter()
        .map(|kind| Listed {
            kind: *kind,
            changed: changed
                .iter()
                .position(|one| one.kind == *kind)
                .map(|at| changed.swap_remove(at)),
        })
        .collect();
    page::render(&LettersPage { letters }, StatusCode::OK, &who)
}
