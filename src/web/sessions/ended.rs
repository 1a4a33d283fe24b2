//! The answer to what is sent with a session that has ended: nothing of it is read or kept, and the page says what was.
use crate::web::App;
use crate::web::error::WebError;
use crate::web::open_forms::place;
use crate::web::paths;
use crate::web::routes::Route;
use crate::web::session_store;
use crate::web::sessions::sign_in::our_own;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use procedure::working_time::uk_time;
use storage::open_forms;

/// What the page says.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The page of the form: words that were saved are offered there.
    pub back_to: String,
    /// "14:31": what was typed in this form until then was saved while the session lived.
    pub saved: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "sessions/ended.html")]
struct EndedPage<'a> {
    sign_in: String,
    saved: Option<&'a str>,
}

/// For a request of nobody: a page that was asked for comes after signing in; anything else was not done.
pub async fn answer(app: &App, req: &HttpRequest) -> WebError {
    let pattern = req.match_pattern().unwrap_or_default();
    let by_page = Route::of(req.method(), &pattern).is_some_and(|route| route.by_page);
    if req.method() == Method::GET && !by_page {
        return WebError::SignedOut {
            back_to: req.uri().to_string(),
        };
    }
    WebError::Ended(Box::new(Ended {
        back_to: page_of_form(req, &pattern),
        saved: saved(app, req).await,
    }))
}

/// The page that the form stood on, as the browser says; else the page at the address it was sent to.
fn page_of_form(req: &HttpRequest, pattern: &str) -> String {
    let from = req.headers().get(header::REFERER);
    let page = from
        .and_then(|value| value.to_str().ok())
        .and_then(|address| url::Url::parse(address).ok())
        .map(|url| {
            let query = url.query().map(|query| format!("?{query}"));
            format!("{}{}", url.path(), query.unwrap_or_default())
        });
    let page = page.unwrap_or_else(|| {
        let shown = Route::of(&Method::GET, pattern).is_some();
        if shown { req.path() } else { "/" }.to_owned()
    });
    place::same_page(&our_own(&page))
}

/// When the form that was sent was last saved in the session that has ended. Nothing is written for nobody.
async fn saved(app: &App, req: &HttpRequest) -> Option<String> {
    let token = place::token_in(req.query_string())?;
    let session = session_store::named_by(req, app)?;
    let now = app.clock.now();
    let at = app
        .db
        .read(move |conn| open_forms::saved_in(conn, &session, &token, now))
        .await;
    at.ok().flatten().map(uk_time::time)
}

impl Ended {
    pub fn answer(&self) -> HttpResponse {
        let page = EndedPage {
            sign_in: paths::sign_in(&self.back_to),
            saved: self.saved.as_deref(),
        };
        let html = askama::Template::render(&page)
            .unwrap_or_else(|_| "You have been signed out".to_owned());
        HttpResponse::build(StatusCode::UNAUTHORIZED)
            .insert_header((header::WWW_AUTHENTICATE, "Cookie realm=\"Redress\""))
            .content_type("text/html; charset=utf-8")
            .body(html)
    }
}
