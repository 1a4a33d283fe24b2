//! A double click, or a form sent again because its answer was lost: one complaint, and the page of the first.
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, session_store};
use storage::submissions::{self, Before, Submission};
use storage::{Connection, Result};

/// What became of a form.
#[derive(Debug)]
pub enum Written {
    /// It was logged, now or when it was sent first: where to go next.
    At(String),
    /// The same page was sent before with other words; nothing was logged now.
    OtherWords,
}

/// A form as it was sent, by the token of its page.
pub fn submission(who: &SignedIn, token: &str, words: &str) -> Submission {
    let token_hash = if token.is_empty() {
        String::new()
    } else {
        session_store::hash(token)
    };
    Submission {
        token_hash,
        words_hash: session_store::hash(words),
        person: who.actor.id,
    }
}

/// What became of it before; None when it is new.
pub fn before(conn: &mut Connection, sent: &Submission) -> Result<Option<Written>> {
    Ok(match submissions::before(conn, sent)? {
        Before::Nothing => None,
        Before::Same(path) => Some(Written::At(path)),
        Before::Other => Some(Written::OtherWords),
    })
}

/// [`before`], asked by itself.
pub async fn already(app: &App, sent: &Submission) -> Result<Option<Written>> {
    let sent = sent.clone();
    app.db.read(move |conn| before(conn, &sent)).await
}

/// Said above a form whose page was sent before, with other words.
pub fn sent_before() -> FieldErrors {
    FieldErrors::on(
        "form",
        "This page was sent before, and what it said then has been logged. If this is another complaint, send it again",
    )
}
