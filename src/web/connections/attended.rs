//! A request on its connection: while it is answered the connection is not idle, its body must keep coming, and what
//! nobody has read of it when the answer goes is not read any more.
use super::line::Line;
use super::pace::{Pace, Speed};
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use futures_util::Stream;
use std::cell::RefCell;
use std::io::ErrorKind;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// How fast bodies must come, and how often that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Bodies {
    pub speed: Speed,
    pub look: Duration,
}

/// The middleware.
pub async fn attended<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Attended<B>>, Error> {
    let line = req.conn_data::<Arc<Line>>().cloned();
    let bodies = req.app_data::<Data<Bodies>>().map(|b| *b.get_ref());
    let answering = line.clone().map(Answering::begin);
    let unread = match (req.take_payload(), bodies) {
        (Payload::None, _) => None,
        (payload, None) => {
            req.set_payload(payload);
            None
        }
        (payload, Some(bodies)) => {
            let shared = Rc::new(RefCell::new(payload));
            let timed = TimedBody::new(shared.clone(), bodies, line);
            req.set_payload(Payload::Stream {
                payload: Box::pin(timed),
            });
            Some(shared)
        }
    };
    let res = next.call(req).await?;
    Ok(res.map_body(|_, body| Attended {
        body: Box::pin(body),
        _unread: unread,
        _answering: answering,
    }))
}

/// A connection at work.
struct Answering(Arc<Line>);

impl Answering {
    fn begin(line: Arc<Line>) -> Self {
        line.begin_answer();
        Self(line)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.end_answer();
    }
}

/// The body of an answer. While it is there the server knows that what is left of the request's body is not wanted: it
/// closes the connection after the answer, instead of reading to the end what may have none.
pub struct Attended<B> {
    body: Pin<Box<B>>,
    _unread: Option<Rc<RefCell<Payload>>>,
    _answering: Option<Answering>,
}

impl<B: MessageBody> MessageBody for Attended<B> {
    type Error = B::Error;
    fn size(&self) -> BodySize {
        self.body.size()
    }
    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, B::Error>>> {
        self.body.as_mut().poll_next(cx)
    }
}

/// The body of a request, which must keep coming.
struct TimedBody {
    payload: Rc<RefCell<Payload>>,
    line: Option<Arc<Line>>,
    pace: Pace,
    look: Pin<Box<Sleep>>,
    every: Duration,
}

impl TimedBody {
    fn new(payload: Rc<RefCell<Payload>>, bodies: Bodies, line: Option<Arc<Line>>) -> Self {
        Self {
            payload,
            line,
            pace: Pace::new(bodies.speed),
            look: Box::pin(sleep(bodies.look)),
            every: bodies.look,
        }
    }
    fn is_too_slow(&mut self, cx: &mut Context<'_>) -> bool {
        while self.look.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            if self.pace.is_too_slow(now) {
                return true;
            }
            self.look.as_mut().reset(now + self.every);
        }
        false
    }
}

impl Stream for TimedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut *self.payload.borrow_mut()).poll_next(cx);
        let now = Instant::now();
        match &next {
            Poll::Pending => self.pace.waits(now),
            Poll::Ready(Some(Ok(bytes))) => self.pace.moved(bytes.len(), now),
            Poll::Ready(_) => self.pace.rests(),
        }
        if let Some(line) = &self.line {
            line.set_body_waits(self.pace.is_waiting());
        }
        if self.pace.is_waiting() && self.is_too_slow(cx) {
            let slow = std::io::Error::from(ErrorKind::TimedOut);
            return Poll::Ready(Some(Err(PayloadError::Io(slow))));
        }
        next
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.set_body_waits(false);
        }
    }
}
