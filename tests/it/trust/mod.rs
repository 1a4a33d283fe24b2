//! The application under attack: what must hold whoever asks for whatever. Each module builds its service once.
mod connections;
mod csrf;
mod double;
mod ended;
mod failing;
mod forms;
mod headers;
mod hostile;
mod limits;
mod logs;
mod made_passwords;
mod objects;
mod overload;
mod sessions;
mod sign_in;
mod wall;

use crate::support::{Cast, Page, TestApp};
use actix_web::body::MessageBody;
use actix_web::cookie::Cookie;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{self, TestRequest};
use procedure::{Reference, Subject};
use std::collections::HashMap;

/// One request through a service that was built once.
pub async fn ask<S, R, B>(service: &S, req: R) -> Page
where
    S: Service<R, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    match test::try_call_service(service, req).await {
        Ok(res) => Page::read(res).await,
        Err(error) => Page::of_error(&error).await,
    }
}

pub fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

/// A form from one of our own pages.
pub fn post(path: &str, form: &[(&str, &str)]) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_form(form)
}

/// Everybody's session, made once.
pub async fn cookies(app: &TestApp) -> HashMap<i64, Cookie<'static>> {
    let mut all = HashMap::new();
    for who in Cast::ALL {
        all.insert(who.id().0, app.cookie(who).await);
    }
    all
}

/// Somebody on our books, complained about.
pub fn about(who: Cast) -> Subject {
    Subject {
        person: Some(who.id()),
        name: who.name().into(),
        allegation: None,
    }
}

/// An address of the table with everything in braces filled in.
pub fn fill(path: &str, reference: &Reference, id: &str) -> String {
    let filled = path
        .replace("{reference}", reference.as_str())
        .replace("{file:.*}", "css/app.css")
        .replace("{promise}", "acknowledge")
        .replace("{step}", "response");
    let parts = filled
        .split('/')
        .map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}
