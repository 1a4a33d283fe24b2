//! A person's own account.
use super::error::WebError;
use super::signed_in::SignedIn;
use super::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

#[derive(askama::Template)]
#[template(path = "account.html")]
struct AccountPage {
    name: String,
    email: String,
}

/// GET `/account`.
///
/// # Errors
/// The template's.
pub async fn show(_: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let page = AccountPage {
        name: who.person.name.clone(),
        email: who.person.email.clone(),
    };
    page::render(&page, StatusCode::OK, &who)
}
