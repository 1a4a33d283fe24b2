//! POST `/account/password`: the old one is needed, and every other device is signed out.
use crate::passwords;
use crate::procedure::PersonId;
use crate::storage::accounts;
use crate::web::account::own_password;
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpRequest, HttpResponse, web};

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
            errors.add("old_password", "Enter the password you have now");
        }
        let (name, email) = (&who.person.name, &who.person.email);
        if let Some(why) = passwords::weakness(&self.new_password, name, email) {
            errors.add("new_password", why);
        } else if self.new_password == self.old_password {
            errors.add("new_password", "Choose a password other than the old one");
        } else if self.new_password != self.again {
            errors.add("again", "This is not the same as the new password above");
        }
        errors
    }
}

/// POST `/account/password`.
///
/// # Errors
/// Storage faults.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    web::Form(form): web::Form<PasswordForm>,
) -> Result<HttpResponse, WebError> {
    let errors = form.check(&who);
    if !errors.is_empty() {
        return super::render(&app, &who, "", errors).await;
    }
    if let Some(why) = own_password::wrong(&app, &req, &who, &form.old_password).await? {
        return super::render(&app, &who, "", FieldErrors::on("old_password", why)).await;
    }
    let hash = hash(&app, form.new_password).await?;
    let (id, session, now) = (PersonId(who.person.id), who.session.clone(), who.now);
    app.db
        .write(move |conn| accounts::set_password(conn, id, &hash, Some(&session), now))
        .await?;
    Ok(page::see_other("/account?done=password"))
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
