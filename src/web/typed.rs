//! What somebody typed, on its way in: cleaned of what cannot be kept, held against the limits, and given back when
//! the answer is "not now". Handlers read forms as ever; nobody's words are lost to a locked database.
use super::bodies::{self, Largest, SIGNED_OUT};
use super::error::{NO_DOCUMENT, WebError, next_after};
use super::forms::FieldErrors;
use super::{App, limits};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError, web};
use futures_util::StreamExt;
use storage::StorageError;
use storage::lane::Turn;

/// The most a form may be, in bytes as it is sent.
pub const LARGEST: usize = 2_000_000;
/// A form of more bytes waits for those that the same person sent before. The longest honest letter takes fewer.
const LONG: usize = 128_000;
type Fields = Vec<(String, String)>;

/// The middleware, inside the session's: who asks is known before the form is read.
pub async fn keep<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // No path of ours has one. (What is searched for loses it with other marks that cannot be seen.)
    if req.uri().path().contains("%00") {
        let nothing = WebError::NotFound.error_response();
        return Ok(req.into_response(nothing).map_into_right_body());
    }
    if !is_form(&req) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let sent = match receive(&mut req).await {
        Ok(sent) => sent,
        Err(page) => return Ok(req.into_response(page).map_into_right_body()),
    };
    req.set_payload(Payload::from(sent.body.clone()));
    let Ok(_turn) = turn(&req, sent.body.len()).await else {
        let page = sent.shown_again(&NOT_NOW, Vec::new());
        return Ok(req.into_response(page).map_into_right_body());
    };
    let res = next.call(req).await?;
    if let Some(page) = given_back(&res, &sent) {
        return Ok(res.into_response(page).map_into_right_body());
    }
    Ok(res.map_into_left_body())
}

/// A turn for a long form: reading it and showing it again takes a core for a while, so one person's are answered one
/// after another.
async fn turn(req: &ServiceRequest, bytes: usize) -> Result<Option<Turn>, StorageError> {
    match req.app_data::<web::Data<App>>() {
        Some(app) if bytes > LONG => app.long_forms.enter().await.map(Some),
        _ => Ok(None),
    }
}

/// The page that gives the words back, where the answer is that nothing was done with them.
fn given_back<B>(res: &ServiceResponse<B>, sent: &Sent) -> Option<HttpResponse> {
    let error = res
        .response()
        .error()
        .and_then(|e| e.as_error::<WebError>());
    match error {
        Some(WebError::NotMade(why)) => {
            let words = Words {
                status: res.status(),
                title: NO_DOCUMENT,
                what: &format!("{}. Everything you typed is still here.", why.plainly()),
                next: next_after(why),
                button: "Ask again",
            };
            Some(sent.shown_again(&words, Vec::new()))
        }
        _ if res.status() == StatusCode::SERVICE_UNAVAILABLE => {
            Some(sent.shown_again(&NOT_NOW, Vec::new()))
        }
        _ => None,
    }
}

/// The form, cleaned; or the page that says why it is not taken in.
async fn receive(req: &mut ServiceRequest) -> Result<Sent, HttpResponse> {
    let body = read(req).await.map_err(|error| error.error_response())?;
    let sent = Sent {
        to: req.uri().to_string(),
        body: without_nul(body),
    };
    let over = sent.over();
    if over.is_empty() {
        return Ok(sent);
    }
    if limits::is_shown_in_form(req.path()) {
        req.extensions_mut().insert(Over(over));
        return Ok(sent);
    }
    let long = sent.too_long(&over);
    Err(sent.shown_again(&TOO_LONG, long))
}

/// What is too long in the form of this request, for a page that shows it beside its own fields.
#[derive(Debug, Clone, Default)]
pub struct Over(pub FieldErrors);

/// The body, if it is not larger than whoever asks may send.
async fn read(req: &mut ServiceRequest) -> Result<Bytes, WebError> {
    let most = req.extensions().get::<Largest>().map_or(LARGEST, |l| l.0);
    let too_large = || match most {
        SIGNED_OUT => WebError::TooLargeSignedOut,
        _ => WebError::TooLarge,
    };
    if bodies::declared(req).is_some_and(|bytes| bytes > most) {
        return Err(too_large());
    }
    let mut payload = req.take_payload();
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|error| WebError::unread(&error))?;
        if body.len() + piece.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn is_form(req: &ServiceRequest) -> bool {
    *req.method() == Method::POST && req.content_type() == "application/x-www-form-urlencoded"
}

/// NUL can be typed by no browser and stored by no `PostgreSQL`: it is dropped, as other control marks are later.
fn without_nul(body: Bytes) -> Bytes {
    let encoded = body.windows(3).any(|three| three == b"%00");
    if !encoded && !body.contains(&0) {
        return body;
    }
    // In one pass: dropping one may bring the next together, and a body made of them must cost no more than another.
    let mut kept = Vec::with_capacity(body.len());
    for byte in &body {
        kept.push(*byte);
        if *byte == 0 {
            kept.truncate(kept.len() - 1);
        }
        if kept.ends_with(b"%00") {
            kept.truncate(kept.len() - 3);
        }
    }
    Bytes::from(kept)
}

/// A password is written into no page and kept in no table.
pub fn is_secret(field: &str) -> bool {
    field.contains("password") || field == "again"
}

/// A field's name as a person reads it.
pub fn label(field: &str) -> String {
    field.replace('_', " ")
}

/// A form that was sent, and where to.
#[derive(Debug, Clone)]
struct Sent {
    to: String,
    body: Bytes,
}

/// A field that holds too much, with the words beside it.
struct Long {
    name: String,
    value: String,
    why: String,
}

struct Words<'a> {
    status: StatusCode,
    title: &'static str,
    what: &'a str,
    next: &'static str,
    button: &'static str,
}

const TOO_LONG: Words<'static> = Words {
    status: StatusCode::UNPROCESSABLE_ENTITY,
    title: "Some of that is too long",
    what: "Nothing was saved. Everything you typed is still here.",
    next: "Shorten what is named below, then send it again.",
    button: "Send it again",
};

const NOT_NOW: Words<'static> = Words {
    status: StatusCode::SERVICE_UNAVAILABLE,
    title: "That could not be saved just now",
    what: "Nothing was changed: the database is busy, locked or full. Everything you typed is still here.",
    next: "Wait half a minute, then send it again. If it happens again, keep this page open and tell the person who looks after Redress.",
    button: "Send it again",
};

/// Where a password was typed the words are not shown again: the browser goes back to them.
const NOT_NOW_SECRET: Words<'static> = Words {
    next: "Wait half a minute, go back, and send it again.",
    what: "Nothing was changed: the database is busy, locked or full.",
    ..NOT_NOW
};

#[derive(askama::Template)]
#[template(path = "errors/typed.html")]
struct TypedPage<'a> {
    words: &'a Words<'a>,
    to: &'a str,
    /// Empty where there is nothing to send again.
    kept: Fields,
    long: Vec<Long>,
    /// What they can read of `kept`.
    shown: Fields,
}

impl Sent {
    fn fields(&self) -> Fields {
        serde_urlencoded::from_bytes(&self.body).unwrap_or_default()
    }
    fn over(&self) -> FieldErrors {
        let fields = self.fields();
        limits::over(
            fields
                .iter()
                .map(|(name, words)| (name.as_str(), words.as_str())),
        )
    }
    /// Every field that is named, with its words.
    fn too_long(&self, over: &FieldErrors) -> Vec<Long> {
        let fields = self.fields().into_iter();
        let named = fields.filter(|(name, _)| !over.of(name).is_empty());
        named
            .map(|(name, value)| Long {
                why: over.of(&name).to_owned(),
                name,
                value,
            })
            .collect()
    }
    fn shown_again(&self, words: &Words, long: Vec<Long>) -> HttpResponse {
        let fields = self.fields();
        let secret = fields.iter().any(|(name, _)| is_secret(name));
        let kept: Fields = if secret && long.is_empty() {
            Vec::new()
        } else {
            fields
                .into_iter()
                .filter(|(name, _)| !is_secret(name) && !long.iter().any(|l| l.name == *name))
                .collect()
        };
        let readable = |(name, value): &(String, String)| {
            let hidden = matches!(
                name.as_str(),
                "version" | "act" | "once" | "asked" | "back_to"
            );
            (!hidden && !value.trim().is_empty()).then(|| (label(name), value.clone()))
        };
        let shown = kept.iter().filter_map(readable).collect();
        let page = TypedPage {
            words: if secret && long.is_empty() {
                &NOT_NOW_SECRET
            } else {
                words
            },
            to: &self.to,
            kept,
            long,
            shown,
        };
        let html = askama::Template::render(&page).unwrap_or_else(|_| words.title.to_owned());
        let mut answer = HttpResponse::build(words.status);
        if [
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::TOO_MANY_REQUESTS,
        ]
        .contains(&words.status)
        {
            answer.insert_header((header::RETRY_AFTER, super::error::RETRY_SECONDS));
        }
        answer.content_type("text/html; charset=utf-8").body(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_dropped_and_nothing_else() {
        let clean = |text: &'static [u8]| without_nul(Bytes::from_static(text));
        assert_eq!(clean(b"a=b%00c&d=\0e"), "a=bc&d=e");
        assert_eq!(clean(b"a=%2500&b=%0"), "a=%2500&b=%0");
        assert_eq!(clean(b"a=%%0000"), "a=");
        let nested = ["%".repeat(600_000), "00".repeat(600_000)].concat();
        assert_eq!(without_nul(Bytes::from(nested)), "");
    }

    #[test]
    fn a_line_is_shorter_than_a_text() {
        let over = |body: String| {
            let sent = Sent {
                to: "/".into(),
                body: Bytes::from(body),
            };
            sent.too_long(&sent.over()).len()
        };
        let long = "a".repeat(201);
        assert_eq!(over(format!("name={long}")), 1);
        assert_eq!(over(format!("note={long}")), 0);
        let longer = "a".repeat(20_001);
        assert_eq!(
            over(format!("note={longer}&name={long}&password={longer}")),
            2
        );
    }
}
