//! What a person reads when a page cannot be shown: what happened, and what to do next.
use super::exports::Wait;
use super::page;
use crate::procedure::{Refusal, RefusalKind};
use crate::storage::StorageError;
use actix_web::{HttpResponse, http::StatusCode, http::header};

/// Seconds after which an answer of "not now" asks to be tried again.
pub const RETRY_SECONDS: &str = "30";

#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Where they were going, so that they come back to it.
    #[error("not signed in")]
    SignedOut { back_to: String },
    /// What they typed is parked under a token; sign-in brings them back to it.
    #[error("signed out with words typed")]
    Parked { token: String },
    /// Their password was made by somebody else; nothing else is done before they have chosen their own.
    #[error("an own password is to be chosen first")]
    ChooseOwnPassword,
    #[error("not found")]
    NotFound,
    #[error("{0}")]
    Refused(Refusal),
    #[error("the form could not be read")]
    BadForm,
    #[error("too large")]
    TooLarge,
    /// They have had as many files made as one may for now.
    #[error("too many files made")]
    Wait(Wait),
    #[error(transparent)]
    Storage(StorageError),
    #[error(transparent)]
    Template(#[from] askama::Error),
    #[error("{0}")]
    Fault(String),
}

impl From<StorageError> for WebError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => Self::NotFound,
            other => Self::Storage(other),
        }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[derive(askama::Template)]
#[template(path = "errors/page.html")]
struct ErrorPage<'a> {
    title: &'a str,
    what: &'a str,
    next: &'a str,
}

impl actix_web::ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignedOut { .. } | Self::Parked { .. } | Self::ChooseOwnPassword => {
                StatusCode::SEE_OTHER
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => match refusal.kind {
                RefusalKind::NotYours => StatusCode::FORBIDDEN,
                RefusalKind::NotNow => StatusCode::CONFLICT,
                RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Storage(StorageError::Conflict) => StatusCode::CONFLICT,
            Self::Storage(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Storage(_) | Self::Template(_) | Self::Fault(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let waits = match self {
            Self::Wait(wait) => format!("{}.", wait.words()),
            _ => String::new(),
        };
        let (title, what, next) = match self {
            Self::SignedOut { back_to } => return page::see_other(&super::paths::sign_in(back_to)),
            Self::ChooseOwnPassword => return page::see_other(super::paths::OWN_PASSWORD),
            Self::Parked { token } => {
                return page::see_other(&super::paths::sign_in(&super::paths::parked(token)));
            }
            Self::NotFound => (
                "There is nothing here",
                "This address leads nowhere, or to something that is not yours to see.",
                "Check the reference, or go back to your work.",
            ),
            Self::Refused(refusal) => (
                "This cannot be done",
                refusal.why.as_str(),
                "Nothing was changed.",
            ),
            Self::BadForm => (
                "The form could not be read",
                "What your browser sent does not look like one of our forms.",
                "Go back, reload the page and try again. Nothing was changed.",
            ),
            Self::TooLarge => (
                "That is too much at once",
                "What you sent is larger than this page takes.",
                "Go back and shorten it.",
            ),
            Self::Wait(_) => (
                "Too many files in a short time",
                waits.as_str(),
                "Nothing was changed. Go back and try again after that.",
            ),
            Self::Storage(StorageError::Conflict) => (
                "Somebody else changed this meanwhile",
                "Nothing of yours was written over theirs.",
                "Go back, reload the page and try again.",
            ),
            Self::Storage(error) if error.is_passing() => {
                tracing::warn!(%error, "not now");
                (
                    "Not just now",
                    "Redress has more to do than it can, or its database cannot be reached. Nothing was changed.",
                    "Wait half a minute and try again. If it happens again, tell the person who looks after Redress.",
                )
            }
            Self::Storage(_) | Self::Template(_) | Self::Fault(_) => {
                // Logged once, here; never a complainant's words or name.
                tracing::error!(error = %self, "request failed");
                (
                    "Something went wrong on our side",
                    "What you asked for was not done, and nothing was half-written.",
                    "Go back and try again in a minute. If it happens again, tell the person who looks after Redress the time it happened.",
                )
            }
        };
        let mut answer = HttpResponse::build(status);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.insert_header((header::RETRY_AFTER, RETRY_SECONDS));
        }
        if let Self::Wait(wait) = self {
            answer.insert_header((header::RETRY_AFTER, wait.seconds));
        }
        let html = askama::Template::render(&ErrorPage { title, what, next })
            .unwrap_or_else(|_| title.to_owned());
        answer.content_type("text/html; charset=utf-8").body(html)
    }
}
