//! Words that were sent are no longer unsent.
use super::place::token_in;
use crate::web::App;
use crate::web::signed_in::LoggedPerson;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use storage::open_forms;

/// Marks an answer that is a page and yet means that the form was taken.
#[derive(Debug, Clone, Copy)]
struct Taken;

/// Says that the form was taken, where the answer shows a page; going on to another page says so by itself.
pub fn taken(mut answer: HttpResponse) -> HttpResponse {
    answer.extensions_mut().insert(Taken);
    answer
}

/// Forgets the words that a form names in its address, once the form was taken, and lets none of its saves come after
/// that. When that cannot be done now they are offered again, for seven days at most.
pub async fn forgotten<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let token = (*req.method() == Method::POST)
        .then(|| token_in(req.query_string()))
        .flatten();
    let Some(token) = token else {
        return next.call(req).await;
    };
    let res = next.call(req).await?;
    let person = res.request().extensions().get::<LoggedPerson>().copied();
    let taken = res.status() == StatusCode::SEE_OTHER
        || res.response().extensions().get::<Taken>().is_some();
    let app = res.request().app_data::<web::Data<App>>().cloned();
    if let (true, Some(LoggedPerson(person)), Some(app)) = (taken, person, app) {
        let now = app.clock.now();
        let sent = move |conn: &mut _| open_forms::sent(conn, person, &token, now);
        if let Err(error) = app.db.write(sent).await {
            tracing::warn!(%error, "words that were sent are not forgotten yet");
        }
    }
    Ok(res)
}
