//! POST `/account/password`: the old one is needed, and every other device is signed out.
use crate::passwords;
use crate::web::account::own_password;
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::PersonId;
use storage::accounts;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub old_password: String,
    pub new_password: String,
    pub again: String,
}

impl PasswordForm {
    fn check(&self, who: &SignedIn) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.old_password.is_empty() {
            errors.add("old_password", "Enter your current password");
        }
        let (name, email) = (&who.person.name, &who.person.email);
        let own = who.rules.settings.organisation.words();
        let words: Vec<&str> = own.iter().copied().chain([name.as_str(), email]).collect();
        if let Some(why) = passwords::weakness(&self.new_password, &words) {
            errors.add("new_password", why);
        } else if self.new_password == self.old_password {
            errors.add("new_password", "Choose a password other than the old one");
        } else if self.new_password != self.again {
            errors.add("again", "This is not the same as the new password above");
        }
        errors
    }
}

/// The form alone, before anything else: their password was made by somebody else.
#[derive(askama::Template)]
#[template(path = "account/first_password.html")]
struct FirstPage {
    name: String,
    email: String,
    errors: FieldErrors,
}

/// GET `/account/password`: for those whose password somebody else made; all others have the form on their account.
pub async fn show(who: SignedIn) -> Result<HttpResponse, WebError> {
    if is_given(&who) {
        first(&who, FieldErrors::default())
    } else {
        Ok(page::see_other("/account"))
    }
}

/// POST `/account/password`.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    web::Form(form): web::Form<PasswordForm>,
) -> Result<HttpResponse, WebError> {
    let errors = form.check(&who);
    if !errors.is_empty() {
        return again(&app, &who, errors).await;
    }
    if let Some(why) = own_password::wrong(&app, &req, &who, &form.old_password).await? {
        return again(&app, &who, FieldErrors::on("old_password", why)).await;
    }
    let first = is_given(&who);
    let hash = hash(&app, form.new_password).await?;
    let (id, session, now) = (PersonId(who.person.id), who.session.clone(), who.now);
    app.db
        .write(move |conn| accounts::set_password(conn, id, &hash, Some(&session), now))
        .await?;
    Ok(page::see_other(if first {
        "/"
    } else {
        "/account?done=password"
    }))
}

/// Somebody else made their password.
fn is_given(who: &SignedIn) -> bool {
    who.person.must_choose_a_password()
}

/// The form with what is wrong: alone on its page when nothing else may be done first.
async fn again(app: &App, who: &SignedIn, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    if is_given(who) {
        return first(who, errors);
    }
    super::render(app, who, "", errors).await
}

fn first(who: &SignedIn, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let (name, email) = (who.person.name.clone(), who.person.email.clone());
    page::render_bare(
        &FirstPage {
            name,
            email,
            errors,
        },
        status,
    )
}

/// The stored form of a new password, made off the async threads and few at a time.
///
/// # Errors
/// When the hasher fails.
pub async fn hash(app: &App, password: String) -> Result<String, WebError> {
    let turn = app.hashing.enter().await?;
    let made = web::block(move || {
        let _turn = turn;
        passwords::hash(&password)
    });
    let made = made.await.map_err(|e| WebError::Fault(e.to_string()))?;
    made.map_err(WebError::Fault)
}
