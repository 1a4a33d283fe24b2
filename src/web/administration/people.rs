//! The people who can sign in: listed, added, changed, stopped.
use super::person_form::{PersonForm, made_password};
use super::{STALE, only};
use crate::passwords;
use crate::procedure::PersonId;
use crate::procedure::event::Change;
use crate::procedure::vocabulary::{Role, Stage};
use crate::storage::StorageError;
use crate::storage::administration::{areas, people as kept};
use crate::storage::people::{self, Person};
use crate::web::account::password::hash;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use kept::HeldComplaint;

#[derive(askama::Template)]
#[template(path = "administration/people.html")]
struct PeoplePage {
    people: Vec<(Person, Option<String>)>,
    today: chrono::NaiveDate,
}

/// One person's page, or the form for a new one.
#[derive(askama::Template)]
#[template(path = "administration/person.html")]
struct PersonPage {
    /// None for somebody new.
    person: Option<Person>,
    form: PersonForm,
    errors: FieldErrors,
    meanwhile: Vec<Change>,
    areas: Vec<(String, String)>,
    held: Vec<HeldComplaint>,
    own: bool,
    /// Shown once, on the page that made it.
    password: String,
    done: &'static str,
}

impl PersonPage {
    fn roles() -> Vec<(&'static str, &'static str)> {
        Role::ALL.iter().map(|r| (r.as_str(), r.label())).collect()
    }
    fn address(&self) -> String {
        self.person.as_ref().map_or_else(
            || "/administration/people/new".to_owned(),
            |p| format!("/administration/people/{}", p.id),
        )
    }
    fn status(&self) -> StatusCode {
        match (self.errors.is_empty(), self.meanwhile.is_empty()) {
            (true, _) => StatusCode::OK,
            (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, false) => StatusCode::CONFLICT,
        }
    }
    /// Who moves a complaint that stands in the way.
    fn mover(held: &HeldComplaint) -> String {
        match held.stage {
            Some(Stage::Investigation) => {
                format!("the Leader of {} assigns somebody else", held.area)
            }
            Some(Stage::FinalReview) => "Customer Relations choose somebody else".to_owned(),
            Some(Stage::OnTheSpot) => {
                "Customer Relations record how it ended, or take it to stage 1".to_owned()
            }
            _ => "somebody in Customer Relations takes it".to_owned(),
        }
    }
}

/// GET `/administration/people`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn list(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let people = app.db.read(kept::all).await?;
    let today = who.today();
    page::render(&PeoplePage { people, today }, StatusCode::OK, &who)
}

/// GET `/administration/people/new`.
///
/// # Errors
/// As [`list`].
pub async fn new(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let shown = load(&app, &who, None).await?;
    page::render(&shown, StatusCode::OK, &who)
}

/// GET `/administration/people/{id}`.
///
/// # Errors
/// As [`list`]; `NotFound`.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let shown = load(&app, &who, Some(PersonId(*path))).await?;
    page::render(&shown, StatusCode::OK, &who)
}

async fn load(app: &App, who: &SignedIn, id: Option<PersonId>) -> Result<PersonPage, WebError> {
    let by = PersonId(who.person.id);
    let own = id == Some(by);
    let (person, held, areas) = app
        .db
        .read(move |conn| {
            let person = id.map(|id| people::find(conn, id)).transpose()?;
            let held = id.map(|id| kept::held(conn, id, by)).transpose()?;
            Ok::<_, StorageError>((person, held.unwrap_or_default(), areas::all(conn)?))
        })
        .await?;
    Ok(PersonPage {
        form: person
            .as_ref()
            .map_or_else(PersonForm::blank, PersonForm::of),
        person,
        held,
        own,
        areas: areas
            .into_iter()
            .map(|a| (a.id.to_string(), a.name))
            .collect(),
        errors: FieldErrors::default(),
        meanwhile: Vec::new(),
        password: String::new(),
        done: "",
    })
}

/// POST `/administration/people/new`: the password is shown once, here.
///
/// # Errors
/// As [`list`].
pub async fn add(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(mut form): web::Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, None).await?;
    let typed = std::mem::take(&mut form.password);
    let parsed = form.parse(&shown.areas, false);
    let parsed = who.over.clone().or(()).and(parsed);
    let details = parsed.and_then(|details| {
        let organisation = &who.rules.settings.organisation;
        let mut own = organisation.words();
        own.extend([details.name.as_str(), &details.email]);
        match passwords::weakness(&typed, &own) {
            Some(why) if !typed.is_empty() => Err(FieldErrors::on("password", why)),
            _ => Ok(details),
        }
    });
    let changes = PersonForm::default().changes_to(&form, &shown.areas);
    shown.form = form;
    match details {
        Err(errors) => shown.errors = errors,
        Ok(details) => {
            let password = if typed.is_empty() {
                made_password()
            } else {
                typed
            };
            let hash = hash(&app, password.clone()).await?;
            let added = app
                .db
                .write(move |conn| kept::add(conn, by, &details, &hash, changes))
                .await;
            match added {
                Ok(id) => {
                    shown = load(&app, &who, Some(id)).await?;
                    shown.password = password;
                    shown.done = "Added. They can sign in once with this password, within 72 hours, and then choose their own.";
                }
                Err(StorageError::Unsupported(_)) => shown.errors = taken(),
                Err(other) => return Err(other.into()),
            }
        }
    }
    page::render(&shown, shown.status(), &who)
}

fn taken() -> FieldErrors {
    FieldErrors::on("email", "Somebody else already signs in with this email")
}

/// POST `/administration/people/{id}`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(form): web::Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let before = shown.person.clone().ok_or(WebError::NotFound)?;
    let details = form.parse(&shown.areas, shown.own);
    let details = who.over.clone().or(()).and(details);
    let now = std::mem::replace(&mut shown.form, form);
    let changes = now.changes_to(&shown.form, &shown.areas);
    if shown.form.version != now.version {
        return stale(shown, changes, &who);
    }
    match details {
        Err(errors) => shown.errors = errors,
        Ok(details) => {
            let written = app
                .db
                .write(move |conn| kept::change(conn, by, &before, &details, changes))
                .await;
            match written {
                Ok(()) => return Ok(page::see_other("/administration/people")),
                Err(StorageError::Unsupported(_)) => shown.errors = taken(),
                Err(other) => return Err(other.into()),
            }
        }
    }
    page::render(&shown, shown.status(), &who)
}

/// Both are shown: what is kept now, and what was typed.
fn stale(
    mut shown: PersonPage,
    changes: Vec<Change>,
    who: &SignedIn,
) -> Result<HttpResponse, WebError> {
    let current = shown.person.as_ref().map_or(0, |p| p.version);
    shown.form.version = current.to_string();
    shown.meanwhile = changes;
    shown.errors = FieldErrors::on("form", STALE);
    page::render(&shown, StatusCode::CONFLICT, who)
}

/// POST `/administration/people/{id}/password`: a made one, shown once; they are signed out everywhere.
///
/// # Errors
/// As [`show`].
pub async fn reset(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let person = shown.person.clone().ok_or(WebError::NotFound)?;
    if shown.own {
        return Ok(page::see_other("/account"));
    }
    let password = made_password();
    let hash = hash(&app, password.clone()).await?;
    app.db
        .write(move |conn| kept::reset_password(conn, by, &person, &hash))
        .await?;
    shown.password = password;
    shown.done = "New password set. They have been signed out everywhere. It works once, within 72 hours; then they choose their own.";
    page::render(&shown, StatusCode::OK, &who)
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct StateForm {
    pub active: String,
}

/// POST `/administration/people/{id}/state`: refused while they hold open complaints, and for oneself.
///
/// # Errors
/// As [`show`].
pub async fn state(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(form): web::Form<StateForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let person = shown.person.clone().ok_or(WebError::NotFound)?;
    let active = form.active == "yes";
    if !active && shown.own {
        shown.errors = FieldErrors::on(
            "form",
            "You cannot disable yourself: ask another administrator",
        );
    } else if !active && !shown.held.is_empty() {
        shown.errors = FieldErrors::on(
            "form",
            "They hold open complaints. Have each moved first, as listed below",
        );
    } else {
        let set = app
            .db
            .write(move |conn| kept::set_active(conn, by, &person, active))
            .await;
        match set {
            Ok(()) => return Ok(page::see_other("/administration/people")),
            Err(StorageError::Unsupported(_)) => {
                let why =
                    "They have work that must be moved first. Customer Relations can say which";
                shown.errors = FieldErrors::on("form", why);
            }
            Err(other) => return Err(other.into()),
        }
    }
    page::render(&shown, StatusCode::CONFLICT, &who)
}
