//! Signing in: the same words and the same time for people we know and people we do not.
use super::attempts::{self, Attempt, Tried, Whose};
use super::device;
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::session_store::{DEVICE, PERSON, hash};
use crate::web::{App, page};
use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::PersonId;
use storage::Connection;
use storage::accounts::{self, Made};
use storage::people::{self, Person};

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
    demonstration: Vec<(String, String)>,
}

/// GET `/sign-in`.
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
    page::render_bare(
        &SignInPage {
            form,
            errors,
            demonstration,
        },
        status,
    )
}

/// POST `/sign-in`.
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
    // Hashed: the table of attempts holds no addresses of strangers.
    let account = hash(&form.email.trim().to_lowercase());
    match check(&app, &form, attempt(&app, &req, &account)).await? {
        Tried::Wait(seconds) => {
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
        Tried::Wrong => {
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
        Tried::Right((person, Made::Over)) => {
            tracing::info!(
                person = person.id,
                "a password made for somebody was used again or too late"
            );
            let why = "This password was made for you and works once, for 72 hours. It has been used or is too old: ask an administrator for a new one";
            form.password.clear();
            let errors = FieldErrors::on("password", why);
            render(&app, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Tried::Right((person, _)) => {
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
            let mut answer = page::see_other(if form.back_to.is_empty() {
                "/"
            } else {
                &form.back_to
            });
            let known = device::cookie(&app, &req, &account);
            answer
                .add_cookie(&known)
                .map_err(|e| WebError::Fault(e.to_string()))?;
            Ok(answer)
        }
    }
}

fn attempt(app: &App, req: &HttpRequest, account: &str) -> Attempt {
    Attempt {
        account: account.to_owned(),
        address: attempts::address_of(app, req),
        whose: device::known(app, req, account).map_or(Whose::Anybody, Whose::Device),
    }
}

async fn check(
    app: &App,
    form: &SignInForm,
    attempt: Attempt,
) -> Result<Tried<(Person, Made)>, WebError> {
    let email = form.email.trim().to_lowercase();
    let known = move |conn: &mut Connection| people::with_password(conn, &email);
    let tried = attempts::attempt(app, attempt, form.password.clone(), known).await?;
    let person = match tried {
        Tried::Right(person) => person,
        Tried::Wrong => return Ok(Tried::Wrong),
        Tried::Wait(seconds) => return Ok(Tried::Wait(seconds)),
    };
    let (id, now) = (PersonId(person.id), app.clock.now());
    let used = app
        .db
        .write(move |conn| accounts::use_made_password(conn, id, now))
        .await?;
    Ok(Tried::Right((person, used)))
}

/// Only an address of our own is gone back to: `/…`, never `//elsewhere` or a scheme.
pub fn our_own(back_to: &str) -> String {
    let plain = back_to.starts_with('/')
        && !back_to.starts_with("//")
        // Browsers drop tabs and line ends from an address, and read a backslash as a slash.
        && back_to.chars().all(|c| c.is_ascii_graphic() && c != '\\')
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
        // What stands encoded in a path stays in it.
        assert_eq!(our_own("/%2F/evil.example"), "/%2F/evil.example");
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nX: y",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            "/\u{a0}/evil.example",
            " /complaints",
            "/caf\u{e9}",
            "/sign-in?back_to=/",
            "evil.example",
            "/sign-in",
        ] {
            assert_eq!(our_own(bad), "", "{bad}");
        }
    }
}
