//! A person's own account: password, signed-in devices, how pages look.
pub mod own_password;
pub mod password;
pub mod preferences;
pub mod sessions;

use super::error::WebError;
use super::forms::FieldErrors;
use super::signed_in::SignedIn;
use super::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Duration, NaiveDateTime};
use procedure::PersonId;
use procedure::working_time::uk_time;
use storage::sessions as stored_sessions;

/// The hash of a session's key is its name in forms; so much of it tells any two apart.
const NAMED_BY: usize = 16;

/// One device they are signed in on.
struct Device {
    name: String,
    signed_in: String,
    last_used: String,
    /// The one this page was asked for with.
    this: bool,
    key: String,
}

#[derive(askama::Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    name: String,
    email: String,
    devices: Vec<Device>,
    themes: [(&'static str, &'static str); 3],
    theme: String,
    shortcuts: bool,
    done: &'static str,
    errors: FieldErrors,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub done: String,
}

/// GET `/account`.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let done = match asked.done.as_str() {
        "password" => "Your password is changed. Every other device has been signed out.",
        "sessions" => "Signed out there. It took effect at once.",
        "preferences" => "Saved.",
        _ => "",
    };
    render(&app, &who, done, FieldErrors::default()).await
}

async fn render(
    app: &App,
    who: &SignedIn,
    done: &'static str,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = AccountPage {
        name: who.person.name.clone(),
        email: who.person.email.clone(),
        devices: devices(app, who).await?,
        themes: preferences::THEMES,
        theme: who.person.theme.clone(),
        shortcuts: who.person.shortcuts,
        done,
        errors,
    };
    page::render(&shown, status, who)
}

async fn devices(app: &App, who: &SignedIn) -> Result<Vec<Device>, WebError> {
    let (id, now) = (PersonId(who.person.id), who.now);
    let idle = Duration::minutes(who.rules.settings.sessions.idle_minutes);
    let rows = app
        .db
        .read(move |conn| stored_sessions::of(conn, id, now))
        .await?;
    let words = |at: NaiveDateTime| uk_time::short(at.and_utc(), now);
    Ok(rows
        .into_iter()
        .filter(|row| row.seen_at.and_utc() > now - idle)
        .map(|row| Device {
            name: device_words(&row.device),
            signed_in: words(row.created_at),
            last_used: words(row.seen_at),
            this: row.key_hash == who.session,
            key: row.key_hash.chars().take(NAMED_BY).collect(),
        })
        .collect())
}

/// "Firefox on Windows" of what the browser says it is; the start of it when that is none we know.
fn device_words(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // In this order: Edge also says Chrome, and Chrome also says Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => "Unknown device".to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::device_words;

    #[test]
    fn devices_are_named_as_people_call_them() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(device_words(edge), "Edge on Windows");
        assert_eq!(
            device_words("Mozilla/5.0 (X11; Linux) Gecko Firefox/140"),
            "Firefox on Linux"
        );
        assert_eq!(device_words("<b>curl</b>"), "<b>curl</b>");
        assert_eq!(device_words(""), "Unknown device");
    }
}
