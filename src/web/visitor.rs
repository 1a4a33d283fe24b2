//! Whose a request is, as far as its share of the lanes and of memory goes: the person's who is signed in, before
//! that is known the session's, else the address's. Nobody gets two shares for the asking.
use super::App;
use super::session_store::{self, PERSON, UNREAD};
use super::sessions::attempts::address_of;
use actix_session::SessionExt;
use actix_web::body::MessageBody;
use actix_web::cookie::{CookieJar, Key};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, web};
use procedure::PersonId;
use storage::lane;

/// What a session says of who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    Person(PersonId),
    /// The session could not be read now.
    Unread,
    /// No session, an ended one, or one that was made up.
    Nobody,
}

/// Who asks, once the session is loaded.
pub fn asker(req: &ServiceRequest) -> Asker {
    let session = req.get_session();
    if matches!(session.get::<bool>(UNREAD), Ok(Some(_))) {
        return Asker::Unread;
    }
    match session.get::<PersonId>(PERSON) {
        Ok(Some(person)) => Asker::Person(person),
        _ => Asker::Nobody,
    }
}

/// The visitor's name before the session is loaded.
pub fn unknown(app: &App, req: &HttpRequest) -> String {
    session_key(app, req).map_or_else(
        || format!("address {}", address_of(app, req)),
        |key| format!("session {}", session_store::hash(&key)),
    )
}

/// The visitor's name.
pub fn name(app: &App, req: &ServiceRequest) -> String {
    match asker(req) {
        Asker::Person(person) => format!("person {person}"),
        Asker::Unread | Asker::Nobody => unknown(app, req.request()),
    }
}

/// The middleware around the session's: it is loaded in the visitor's share of the lanes.
pub async fn before_the_session<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(app) = req.app_data::<web::Data<App>>().cloned() else {
        return next.call(req).await;
    };
    let who = unknown(&app, req.request());
    lane::on_behalf_of(&who, next.call(req)).await
}

/// The key in the cookie, if it is one that we signed.
fn session_key(app: &App, req: &HttpRequest) -> Option<String> {
    let cookie = req.cookie(session_store::cookie_name(app.config.is_tls()))?;
    let mut jar = CookieJar::new();
    jar.add_original(cookie.clone());
    let key = Key::derive_from(&app.config.cookie_key);
    let signed = jar.signed(&key).get(cookie.name())?;
    Some(signed.value().to_owned())
}
