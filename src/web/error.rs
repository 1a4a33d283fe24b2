//! What a person reads when a page cannot be shown: what happened, and what to do next.
use super::exports::Wait;
use super::page;
use super::sessions::ended::Ended;
use crate::casework;
use crate::maker::NotMade;
use actix_web::error::PayloadError;
use actix_web::{HttpResponse, http::StatusCode, http::header};
use procedure::{Denied, DeniedKind};
use std::io::ErrorKind;
use storage::StorageError;

/// Seconds after which an answer of "not now" asks to be tried again.
pub const RETRY_SECONDS: &str = "30";

#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Where they were going, so that they come back to it.
    #[error("not signed in")]
    SignedOut { back_to: String },
    /// Something was sent, or a page's script asked, after the session had ended. Nothing of it is kept.
    #[error("the session has ended")]
    Ended(Box<Ended>),
    /// Their password was made by somebody else; nothing else is done before they have chosen their own.
    #[error("an own password is to be chosen first")]
    ChooseOwnPassword,
    #[error("not found")]
    NotFound,
    #[error("{0}")]
    Refused(Denied),
    #[error("the form could not be read")]
    BadForm,
    #[error("too large")]
    TooLarge,
    #[error("too large for somebody who is signed out")]
    TooLargeSignedOut,
    #[error("it came too slowly")]
    TooSlow,
    /// They have had as many files made as one may for now.
    #[error("too many files made")]
    Wait(Wait),
    #[error(transparent)]
    Storage(StorageError),
    /// A document that was asked for is not there.
    #[error(transparent)]
    NotMade(#[from] NotMade),
    #[error(transparent)]
    Template(#[from] askama::Error),
    #[error("{0}")]
    Fault(String),
}

impl WebError {
    /// Why a body could not be read to its end.
    pub fn unread(error: &PayloadError) -> Self {
        match error {
            PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut => Self::TooSlow,
            PayloadError::Overflow => Self::TooLarge,
            _ => Self::BadForm,
        }
    }
}

impl From<StorageError> for WebError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => Self::NotFound,
            other => Self::Storage(other),
        }
    }
}

impl From<casework::Ended> for WebError {
    fn from(ended: casework::Ended) -> Self {
        match ended {
            casework::Ended::NotFound => Self::NotFound,
            casework::Ended::Refused(denied) => Self::Refused(denied),
            casework::Ended::Stale => Self::Storage(StorageError::Conflict),
            casework::Ended::Storage(error) => error.into(),
        }
    }
}

impl From<Denied> for WebError {
    fn from(refusal: Denied) -> Self {
        Self::Refused(refusal)
    }
}

/// The title of the page that stands for a document that was not made.
pub const NO_DOCUMENT: &str = "The document was not made";

/// What to do about a document that was not made.
pub fn next_after(why: &NotMade) -> &'static str {
    match why {
        NotMade::Yours => {
            "Wait until the first has arrived, then ask for this one again. Nothing was changed."
        }
        NotMade::Unread => {
            "Save or close the files you have open, then ask for this one again. Nothing was changed."
        }
        NotMade::Slow | NotMade::TooLarge => {
            "Make it shorter, or put part of it in an enclosure, and ask for it again. Nothing was changed."
        }
        why if why.is_passing() => "Wait half a minute and ask for it again. Nothing was changed.",
        _ => {
            "Ask for it again in a minute. If it fails again, tell the person who looks after Redress the time it happened. Nothing was changed."
        }
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
            Self::SignedOut { .. } | Self::ChooseOwnPassword => StatusCode::SEE_OTHER,
            Self::Ended(_) => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => match refusal.kind {
                DeniedKind::NotYours => StatusCode::FORBIDDEN,
                DeniedKind::NotNow => StatusCode::CONFLICT,
                DeniedKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge | Self::TooLargeSignedOut => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Storage(StorageError::Conflict) => StatusCode::CONFLICT,
            Self::Wait(_) | Self::NotMade(NotMade::Yours | NotMade::Unread) => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::NotMade(why) if why.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotMade(NotMade::Slow | NotMade::TooLarge | NotMade::Failed(_)) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Storage(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Storage(_) | Self::NotMade(_) | Self::Template(_) | Self::Fault(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let plainly = match self {
            Self::Wait(wait) => format!("{}.", wait.words()),
            Self::NotMade(why) => format!("{}.", why.plainly()),
            _ => String::new(),
        };
        let (title, what, next) = match self {
            Self::SignedOut { back_to } => return page::see_other(&super::paths::sign_in(back_to)),
            Self::ChooseOwnPassword => return page::see_other(super::paths::OWN_PASSWORD),
            Self::Ended(ended) => return ended.answer(),
            Self::NotFound => (
                "There is nothing here",
                "This page does not exist, or you do not have access to it.",
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
            Self::TooLargeSignedOut => (
                "You are not signed in",
                "What you sent is more than Redress takes from somebody who is not signed in. None of it was read or kept.",
                "Go back and copy what you typed. Then sign in, and send it again.",
            ),
            Self::TooSlow => (
                "That came too slowly",
                "What you sent stopped on its way, so Redress did not wait for the rest. Nothing was changed.",
                "Check your connection, go back, and send it again.",
            ),
            Self::Wait(_) => (
                "Too many files in a short time",
                plainly.as_str(),
                "Nothing was changed. Go back and try again after that.",
            ),
            Self::Storage(StorageError::Conflict) => (
                "Somebody else changed this meanwhile",
                "Your changes have not replaced theirs.",
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
            Self::NotMade(why) => {
                tracing::warn!(error = %why, "a document was not made");
                (NO_DOCUMENT, plainly.as_str(), next_after(why))
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
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
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
