//! POST `/sign-out`: ends the session on the server.
use crate::web::page;
use crate::web::signed_in::SignedIn;
use actix_session::Session;
use actix_web::HttpResponse;

pub async fn submit(_: SignedIn, session: Session) -> HttpResponse {
    session.purge();
    let mut answer = page::see_other("/sign-in");
    // Pages are never stored, so Back shows nothing; whatever else the browser keeps of us goes with the session.
    let clear = actix_web::http::header::HeaderName::from_static("clear-site-data");
    answer.headers_mut().insert(
        clear,
        actix_web::http::header::HeaderValue::from_static("\"storage\""),
    );
    answer
}
