//! What every request passes: proof that an unsafe one came from our own pages, the headers of every
//! answer, and one log line that names no complainant.
use super::App;
use super::error::{RETRY_SECONDS, WebError};
use super::signed_in::LoggedPerson;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use procedure::Reference;
use rand::Rng;
use std::time::Instant;
use storage::StorageError;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'none'; \
    require-trusted-types-for 'script'; trusted-types redress";

/// Refuses unsafe requests from elsewhere.
pub async fn same_origin<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let safe = matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_us(&req) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let refusal = ErrorFromElsewhere.error_response();
    Ok(req.into_response(refusal).map_into_right_body())
}

struct ErrorFromElsewhere;

impl ErrorFromElsewhere {
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let why = "This did not come from a page of Redress, so it was not done. \
            Open the page again and press the button there. (Programs must send an Origin header.)";
        WebError::Refused(procedure::Denied::not_yours(why)).error_response()
    }
}

/// `Sec-Fetch-Site` where the browser sends it, else `Origin`, else `Referer`; with none of them, no.
fn comes_from_us(req: &ServiceRequest) -> bool {
    let get = |name: header::HeaderName| req.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = req
        .headers()
        .get("sec-fetch-site")
        .and_then(|v| v.to_str().ok())
    {
        return matches!(site, "same-origin" | "none");
    }
    let Some(from) = get(header::ORIGIN).or_else(|| get(header::REFERER)) else {
        return false;
    };
    let ours = req
        .app_data::<web::Data<App>>()
        .and_then(|app| app.config.public_origin.clone());
    let host = get(header::HOST).unwrap_or_default();
    let ours = ours.unwrap_or_else(|| format!("http://{host}"));
    from == ours
        || from
            .strip_prefix(&ours)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Adds the headers of every answer.
pub async fn headers<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let tls = req
        .app_data::<web::Data<App>>()
        .is_some_and(|app| app.config.is_tls());
    match next.call(req).await {
        Ok(mut res) => {
            let status = res.status();
            dress(status, res.headers_mut(), tls);
            Ok(res)
        }
        Err(error) => Err(Dressed { error, tls }.into()),
    }
}

/// An error that becomes an answer only after every middleware: it takes the headers with it.
#[derive(Debug)]
struct Dressed {
    error: Error,
    tls: bool,
}

impl std::fmt::Display for Dressed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for Dressed {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }
    fn error_response(&self) -> HttpResponse {
        let mut answer = self.error.error_response();
        dress(answer.status(), answer.headers_mut(), self.tls);
        answer
    }
}

fn dress(status: StatusCode, headers: &mut header::HeaderMap, tls: bool) {
    let mut set = |name: &'static str, value: &'static str| {
        let name = header::HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
    };
    set("content-security-policy", CSP);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set(
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    // Pages are of one person: nothing keeps a copy, and Back after signing out shows nothing.
    set("cache-control", "no-store");
    // Whatever refused it, a page or a part of one: when to come back.
    if status == StatusCode::SERVICE_UNAVAILABLE {
        set("retry-after", RETRY_SECONDS);
    }
    if tls {
        set(
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        );
    }
}

/// Answers HEAD as GET; the server leaves the body away.
pub async fn head<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if *req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    next.call(req).await
}

/// Says "not now" when the session store cannot write: its own error is no page of ours.
pub async fn session_faults<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    next.call(req).await.map_err(|error| {
        let fault = error.as_response_error().status_code().is_server_error();
        if error.as_error::<WebError>().is_some() || !fault {
            return error;
        }
        tracing::error!(%error, "a session could not be written");
        WebError::Storage(StorageError::Busy).into()
    })
}

/// One structured line a request: id, route, status, time, person id, and which complaint. Never an address with a
/// search in it.
pub async fn log<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let id = format!("{:016x}", rand::rng().next_u64());
    let method = req.method().clone();
    let ms = || started.elapsed().as_secs_f64() * 1000.0;
    let res = match next.call(req).await {
        Ok(res) => res,
        Err(error) => {
            let status = error.as_response_error().status_code().as_u16();
            tracing::info!(id, %method, status, ms = ms(), "request without an answer of a page");
            return Err(error);
        }
    };
    let route = res
        .request()
        .match_pattern()
        .unwrap_or_else(|| "unmatched".to_owned());
    let person = res
        .request()
        .extensions()
        .get::<LoggedPerson>()
        .map(|p| p.0.0);
    let about = about(res.request());
    tracing::info!(id, %method, route, status = res.status().as_u16(), ms = ms(), person, about, "request");
    Ok(res)
}

/// Which complaint or row was asked for: a reference or a number of the address, never words of it.
fn about(req: &HttpRequest) -> Option<String> {
    let named = |name: &str| req.match_info().get(name);
    let reference = named("reference").and_then(Reference::parse);
    let number = || named("id").filter(|id| id.parse::<i64>().is_ok());
    reference
        .map(|r| r.to_string())
        .or_else(|| number().map(str::to_owned))
}

/// What is not there.
///
/// # Errors
/// Always `NotFound`.
pub async fn nothing_here() -> Result<HttpResponse, WebError> {
    Err(WebError::NotFound)
}
