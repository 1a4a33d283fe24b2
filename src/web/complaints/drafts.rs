//! Drafts of the two responses while they are typed: they save themselves, and show their letter.
use crate::web::App;
use crate::web::editor::form::Typed;
use crate::web::editor::{Which, conflict, desk, view};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use actix_web::{HttpResponse, web};
use procedure::working_time::uk_time;
use storage::drafts::{Fields, Saved};

/// POST `/complaints/{reference}/drafts/{step}`: saved as `{version, at}`, or 409 with `{by, at}` of what is newer.
///
/// # Errors
/// `NotFound` when there is no such draft or complaint; the refusal when it is not theirs to write.
pub async fn save(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, String)>,
    web::Form(form): web::Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let desk = open(&app, &who, &path).await?;
    let typed = Typed::sent(&form, &desk.case.complaint);
    let kept = |version: i64| {
        let json = serde_json::json!({ "version": version, "at": uk_time::time(who.now) });
        Ok(HttpResponse::Ok().json(json))
    };
    match desk::keep(&app, &who, &desk, desk::seen(&form), &typed).await? {
        Saved::At(version) => {
            // Changed words are the act of a person.
            who.used(&app).await;
            kept(version)
        }
        Saved::Same(version) => kept(version),
        Saved::Newer(theirs) => Ok(HttpResponse::Conflict().json(serde_json::json!({
            "by": conflict::by(&who, &desk.case, &theirs),
            "at": view::saved_at(theirs.at, who.now),
        }))),
    }
}

/// POST `/complaints/{reference}/drafts/{step}/preview`: the letter as it stands. Nothing is saved.
pub async fn preview(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, String)>,
    web::Form(form): web::Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let desk = open(&app, &who, &path).await?;
    let typed = Typed::sent(&form, &desk.case.complaint);
    let letter = desk.write(typed, &who).letter;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(letter.html()))
}

async fn open(app: &App, who: &SignedIn, path: &(String, String)) -> Result<desk::Desk, WebError> {
    let which = Which::of_noun(&path.1).ok_or(WebError::NotFound)?;
    desk::load(app, who, &path.0, which).await
}
