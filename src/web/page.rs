//! Rendering a page inside the shell every page shares.
use super::error::WebError;
use super::filters;
use super::open_forms::tags;
use super::paths;
use super::signed_in::SignedIn;
use super::told;
use actix_web::{HttpResponse, http::StatusCode, http::header};
use storage::unreadable::Unreadable;

/// Renders a page; the shell and the present reach its templates without every page struct carrying them.
pub fn render(
    page: &impl askama::Template,
    status: StatusCode,
    who: &SignedIn,
) -> Result<HttpResponse, WebError> {
    let values: std::collections::HashMap<&str, Box<dyn std::any::Any>> =
        std::collections::HashMap::from([
            (
                "shell",
                Box::new(who.shell.clone()) as Box<dyn std::any::Any>,
            ),
            (filters::NOW, Box::new(who.now)),
        ]);
    let html = page.render_with_values(&values)?;
    let html = who.unsent.dress(html, status)?;
    let html = told::carried(html, who);
    Ok(html_response(status, leaves_at_the_end(html, who)))
}

/// Without scripts, a page leaves the screen when its session ends, unless something may be half typed in it. It goes
/// to the sign-in page: to ask for itself again would keep a session alive that is used elsewhere. A page that says when
/// a letter leaves asks for itself once, when it has left.
fn leaves_at_the_end(html: String, who: &SignedIn) -> String {
    let typed = ["<textarea", "type=\"text\""]
        .iter()
        .any(|field| html.contains(field));
    if typed || who.page.is_empty() {
        return html;
    }
    let left = who.shell.left.seconds;
    // With scripts, `app.js` asks again, and looks whether somebody types.
    let content = match who.shell.again {
        Some(seconds) if seconds < left => seconds.to_string(),
        _ => format!("{left}; url={}", tags::escaped(&paths::sign_in(&who.page))),
    };
    let meta =
        format!("<head><noscript><meta http-equiv=\"refresh\" content=\"{content}\"></noscript>");
    html.replacen("<head>", &meta, 1)
}

/// [`render`], saying above the page what of it could not be read.
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
