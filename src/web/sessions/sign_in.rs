//! Signing in: the same words and the same time for people we know and people we do not.
use super::throttle;
use crate::passwords;
use crate::procedure::PersonId;
use crate::storage::people::{self, Person};
use crate::storage::{Connection, StorageError, sign_ins};
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::session_store::{DEVICE, PERSON, hash};
use crate::web::{App, page};
use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    pub back_to: String,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    back_to: String,
}

#[derive(askama::Template)]
#[template(path = "sessions/sign_in.html")]
struct SignInPage {
    form: SignInForm,
    errors: FieldErrors,
    parked: bool,
    demonstration: Vec<(String, String)>,
}

/// GET `/sign-in`.
///
/// # Errors
/// The template's.
pub async fn show(app: web::Data<App>, back: web::Query<Back>) -> Result<HttpResponse, WebError> {
    let form = SignInForm {
        back_to: our_own(&back.back_to),
        ..SignInForm::default()
    };
    render(&app, form, FieldErrors::default(), StatusCode::OK).await
}

async fn render(
    app: &App,
    form: SignInForm,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let demonstration = if app.config.demonstration {
        app.db.read(people::demonstration).await?
    } else {
        Vec::new()
    };
    let parked = form.back_to.starts_with("/sign-in/return/");
    page::render_bare(
        &SignInPage {
            form,
            errors,
            parked,
            demonstration,
        },
        status,
    )
}

/// POST `/sign-in`.
///
/// # Errors
/// Storage faults.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    session: Session,
    web::Form(mut form): web::Form<SignInForm>,
) -> Result<HttpResponse, WebError> {
    form.back_to = our_own(&form.back_to);
    let mut errors = FieldErrors::default();
    if form.email.trim().is_empty() {
        errors.add("email", "Enter your work email address");
    }
    if form.password.is_empty() {
        errors.add("password", "Enter your password");
    }
    if !errors.is_empty() {
        return render(&app, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let address = req
        .peer_addr()
        .map_or_else(String::new, |a| a.ip().to_string());
    match check(&app, &form, address).await? {
        Answer::Wait(seconds) => {
            let why = format!("Too many wrong passwords. Wait {seconds} seconds, then try again");
            form.password.clear();
            let mut answer = render(
                &app,
                form,
                FieldErrors::on("email", why),
                StatusCode::TOO_MANY_REQUESTS,
            )
            .await?;
            answer
                .headers_mut()
                .insert(actix_web::http::header::RETRY_AFTER, seconds.into());
            Ok(answer)
        }
        Answer::Wrong => {
            let why = "The email address or the password is not right";
            form.password.clear();
            render(
                &app,
                form,
                FieldErrors::on("email", why),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Answer::Right(person) => {
            // A new key at every sign-in: one planted before is worth nothing.
            session.renew();
            let device = req
                .headers()
                .get("user-agent")
                .and_then(|v| v.to_str().ok())
                .unwrap_or("Unknown browser");
            let device: String = device.chars().take(200).collect();
            let kept = session
                .insert(PERSON, PersonId(person.id))
                .and_then(|()| session.insert(DEVICE, device));
            kept.map_err(|e| WebError::Fault(e.to_string()))?;
            Ok(page::see_other(if form.back_to.is_empty() {
                "/"
            } else {
                &form.back_to
            }))
        }
    }
}

enum Answer {
    Right(Box<Person>),
    Wrong,
    Wait(i64),
}

async fn check(app: &App, form: &SignInForm, address: String) -> Result<Answer, WebError> {
    let now = app.clock.now();
    let email = form.email.trim().to_lowercase();
    // The account's name is hashed: the table of attempts holds no addresses of strangers.
    let account = hash(&email);
    let (wait, found) = {
        let (account, address) = (account.clone(), address.clone());
        app.db
            .read(move |conn| {
                let since = now - throttle::WINDOW;
                let own = sign_ins::of_account(conn, &account, &address, since)?;
                let from = sign_ins::of_address(conn, &address, since)?;
                Ok((
                    throttle::wait(own, from, now),
                    people::with_password(conn, &email)?,
                ))
            })
            .await?
    };
    if let Some(wait) = wait {
        return Ok(Answer::Wait(wait.num_seconds().max(1)));
    }
    let password = form.password.clone();
    let permit = app
        .hashing
        .clone()
        .acquire_owned()
        .await
        .map_err(|e| WebError::Fault(e.to_string()))?;
    let (right, found) = web::block(move || {
        let stored = found.as_ref().map(|(_, hash)| hash.as_str());
        (passwords::verify(&password, stored), found)
    })
    .await
    .map_err(|e| WebError::Fault(e.to_string()))?;
    drop(permit);
    let write = move |conn: &mut Connection| -> Result<(), StorageError> {
        sign_ins::note(conn, &account, &address, now, right)
    };
    app.db.write(write).await?;
    Ok(match found {
        Some((person, _)) if right => Answer::Right(Box::new(person)),
        _ => Answer::Wrong,
    })
}

/// Only an address of our own is gone back to: `/…`, never `//elsewhere` or a scheme.
fn our_own(back_to: &str) -> String {
    let plain = back_to.starts_with('/')
        && !back_to.starts_with("//")
        && !back_to.contains(['\\', '\r', '\n'])
        && !back_to.starts_with("/sign-in?")
        && back_to != "/sign-in"
        && back_to.len() < 500;
    if plain {
        back_to.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::our_own;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(
            our_own("/complaints/SC-2026-000001"),
            "/complaints/SC-2026-000001"
        );
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nX: y",
            "/sign-in",
        ] {
            assert_eq!(our_own(bad), "", "{bad}");
        }
    }
}
