//! A person's own password, asked for again before something that matters. Guesses are counted and slowed as at
//! sign-in: an unlocked desk is no way in.
use crate::web::error::WebError;
use crate::web::sessions::attempts::{self, Attempt, Tried, Whose};
use crate::web::signed_in::SignedIn;
use crate::web::{App, session_store};
use actix_web::HttpRequest;
use procedure::PersonId;
use storage::{Connection, accounts};

/// Why what was typed is not the password of whoever asks, in words for beside the field; None when it is.
pub async fn wrong(
    app: &App,
    req: &HttpRequest,
    who: &SignedIn,
    typed: &str,
) -> Result<Option<String>, WebError> {
    if typed.is_empty() {
        return Ok(Some("Enter your own password".to_owned()));
    }
    let id = PersonId(who.person.id);
    let attempt = Attempt {
        account: session_store::hash(&format!("password of {id}")),
        address: attempts::address_of(app, req),
        whose: Whose::Own,
    };
    let known = move |conn: &mut Connection| Ok(Some(((), accounts::password_hash(conn, id)?)));
    let tried = attempts::attempt(app, attempt, typed.to_owned(), known).await?;
    Ok(match tried {
        Tried::Right(()) => None,
        Tried::Wrong => Some("This is not your password".to_owned()),
        Tried::Wait(seconds) => Some(format!(
            "Too many wrong passwords. Wait {seconds} seconds, then try again"
        )),
    })
}
