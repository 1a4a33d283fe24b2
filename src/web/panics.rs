//! A mistake of ours in a handler: the person reads what to do next, the others notice nothing, and the log says
//! where it was and nobody's words.
use super::error::WebError;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::task::Poll;

/// Turns a panic on the way to an answer into the page of a fault.
///
/// # Errors
/// The next service's; the fault.
pub async fn caught<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut answer = Box::pin(next.call(req));
    poll_fn(move |cx| {
        // Nothing of the request is used again after a panic.
        match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))) {
            Ok(answer) => answer,
            Err(_) => Poll::Ready(Err(WebError::Fault(
                "a panic, see the line above".to_owned(),
            )
            .into())),
        }
    })
    .await
}

/// The line of a panic: where it was. What it says may quote a complainant (a slice cut inside a letter quotes the
/// whole text), so that is left out.
pub fn report(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, "panicked");
}
