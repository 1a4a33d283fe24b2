//! POST `/account/preferences`: light or dark, and whether single keys do anything (WCAG 2.1.4).
use crate::web::error::WebError;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};
use procedure::PersonId;
use storage::accounts;

/// Stored word and label.
pub const THEMES: [(&str, &str); 3] = [
    ("system", "As this device is set"),
    ("light", "Light"),
    ("dark", "Dark"),
];

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    pub theme: String,
    pub shortcuts: String,
}

/// POST `/account/preferences`.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<PreferencesForm>,
) -> Result<HttpResponse, WebError> {
    let Some((theme, _)) = THEMES.iter().find(|(word, _)| *word == form.theme) else {
        let errors = FieldErrors::on("theme", "Choose how pages look");
        return super::render(&app, &who, "", errors).await;
    };
    let id = PersonId(who.person.id);
    let shortcuts = form.shortcuts == "yes";
    app.db
        .write(move |conn| accounts::set_preferences(conn, id, theme, shortcuts))
        .await?;
    Ok(page::see_other("/account?done=preferences"))
}
