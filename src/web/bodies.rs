//! Who may send how much. Who asks is known before a body is read: nobody who is signed out makes us read more than a
//! form to sign in takes, and those who are signed in have a part each of what is held at once.
use super::error::WebError;
use super::visitor::{self, Asker};
use super::{App, ROUTES, typed};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use storage::{StorageError, lane};

/// The most that somebody who is signed out may send, in bytes.
pub const SIGNED_OUT: usize = 64_000;
/// Bodies up to this are not counted: a connection has that much anyway.
const SMALL: usize = 4_000;
/// What a form with files takes of memory: its words and a piece of a file; the files go to disk as they come.
pub const STREAMED: usize = 512_000;
/// Bytes of bodies held at once by those who are signed in: together, and by one person.
pub const SIGNED_IN_TOGETHER: usize = 24_000_000;
pub const SIGNED_IN_EACH: usize = 6_000_000;
/// The same for those who are signed out: together, and from one address.
pub const SIGNED_OUT_TOGETHER: usize = 4_000_000;
pub const SIGNED_OUT_EACH: usize = 1_000_000;

/// The most that this request's form may be, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Largest(pub usize);

/// The middleware, inside the session's.
pub async fn admitted<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let Some(app) = req.app_data::<web::Data<App>>().cloned() else {
        return Ok(next.call(req).await?.map_into_left_body());
    };
    let who = visitor::name(&app, &req);
    let share = match admit(&app, &who, &mut req) {
        Ok(share) => share,
        Err(refusal) => {
            let page = refusal.error_response();
            return Ok(req.into_response(page).map_into_right_body());
        }
    };
    let answer = lane::on_behalf_of(&who, next.call(req)).await;
    drop(share);
    Ok(answer?.map_into_left_body())
}

/// What the body may take of memory while the request lasts. One that will not be read is taken away.
fn admit(
    app: &App,
    who: &str,
    req: &mut ServiceRequest,
) -> Result<Option<super::budget::Share>, WebError> {
    let payload = req.take_payload();
    if matches!(payload, Payload::None) {
        return Ok(None);
    }
    let declared = declared(req);
    let asker = visitor::asker(req);
    let (most, budget) = match asker {
        Asker::Nobody if declared.is_some_and(|bytes| bytes > SIGNED_OUT) => {
            return Err(WebError::TooLargeSignedOut);
        }
        Asker::Nobody if !is_open(req) => return Ok(None),
        Asker::Nobody => (SIGNED_OUT, &app.signed_out_bodies),
        Asker::Person(_) | Asker::Unread => (typed::LARGEST, &app.bodies),
    };
    req.set_payload(payload);
    req.extensions_mut().insert(Largest(most));
    let held = if is_form(req) {
        most
    } else {
        most.min(STREAMED)
    };
    let bytes = declared.unwrap_or(held).min(held);
    if bytes <= SMALL {
        return Ok(None);
    }
    let share = budget.take(who, bytes);
    share.map(Some).ok_or(WebError::Storage(StorageError::Busy))
}

/// A form that is read whole.
fn is_form(req: &ServiceRequest) -> bool {
    !req.content_type().starts_with("multipart/")
}

/// The length that the client says.
pub fn declared(req: &ServiceRequest) -> Option<usize> {
    let length = req.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.trim().parse().ok()
}

/// An address that takes a form from anybody.
fn is_open(req: &ServiceRequest) -> bool {
    let is_here = |path| {
        ROUTES
            .iter()
            .any(|r| r.open && r.method == "post" && r.path == path)
    };
    *req.method() == Method::POST && is_here(req.path())
}
