//! Rendering a page inside the shell every page shares.
use super::error::WebError;
use super::signed_in::SignedIn;
use crate::storage::unreadable::Unreadable;
use actix_web::{HttpResponse, http::StatusCode, http::header};

/// Renders a page; the shell reaches `base.html` without every page struct carrying it.
///
/// # Errors
/// The template's.
pub fn render(
    page: &impl askama::Template,
    status: StatusCode,
    who: &SignedIn,
) -> Result<HttpResponse, WebError> {
    let values: std::collections::HashMap<&str, Box<dyn std::any::Any>> =
        std::collections::HashMap::from([(
            "shell",
            Box::new(who.shell.clone()) as Box<dyn std::any::Any>,
        )]);
    let html = page.render_with_values(&values)?;
    Ok(html_response(status, html))
}

/// [`render`], saying above the page what of it could not be read.
///
/// # Errors
/// The template's.
pub fn render_without(
    page: &impl askama::Template,
    status: StatusCode,
    who: &SignedIn,
    unreadable: &Unreadable,
) -> Result<HttpResponse, WebError> {
    if unreadable.is_empty() {
        return render(page, status, who);
    }
    let mut who = who.clone();
    who.shell.unreadable.extend_from_slice(unreadable.words());
    render(page, status, &who)
}

/// A page for those who are not signed in.
///
/// # Errors
/// The template's.
pub fn render_bare(
    page: &impl askama::Template,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    Ok(html_response(status, page.render()?))
}

fn html_response(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html)
}

/// Goes to another of our own addresses.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}
