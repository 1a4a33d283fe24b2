//! The people who can sign in: listed, added, changed. What is done to their sign-in is in `sign_in`.
use super::person_form::{PersonForm, made_password};
use super::{STALE, only};
use crate::passwords;
use crate::web::account::own_password;
use crate::web::account::password::hash;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::open_forms::sent;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::event::Change;
use procedure::vocabulary::Role;
use procedure::{PersonId, Reference};
use storage::administration::{areas, people as kept};
use storage::people::{self, Person};
use storage::{StorageError, Taken, appointments};

#[derive(askama::Template)]
#[template(path = "administration/people.html")]
struct PeoplePage {
    people: Vec<(Person, Option<String>)>,
    today: chrono::NaiveDate,
    /// Complaints for which an administrator must appoint who decides stage 2.
    appoint: Vec<Reference>,
}

/// One person's page, or the form for a new one.
#[derive(askama::Template)]
#[template(path = "administration/person.html")]
pub(super) struct PersonPage {
    /// None for somebody new.
    pub person: Option<Person>,
    pub form: PersonForm,
    pub errors: FieldErrors,
    pub meanwhile: Vec<Change>,
    pub areas: Vec<(String, String)>,
    pub own: bool,
    /// Shown once, on the page that made it.
    pub password: String,
    pub done: &'static str,
}

impl PersonPage {
    fn roles() -> Vec<(&'static str, &'static str)> {
        Role::ALL.iter().map(|r| (r.as_str(), r.label())).collect()
    }
    fn address(&self) -> String {
        self.person.as_ref().map_or_else(
            || "/administration/people/new".to_owned(),
            |p| paths::person(PersonId(p.id)),
        )
    }
    fn own_hint(&self) -> &'static str {
        match self.person {
            None => "So that nobody adds people from your desk while you are away.",
            Some(_) => "Needed when you change the email, the role, the area or a right.",
        }
    }
    pub(super) fn status(&self) -> StatusCode {
        match (self.errors.is_empty(), self.meanwhile.is_empty()) {
            (true, _) => StatusCode::OK,
            (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, false) => StatusCode::CONFLICT,
        }
    }
}

/// GET `/administration/people`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn list(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let (today, actor) = (who.today(), who.actor.clone());
    let (people, appoint) = app
        .db
        .read(move |conn| {
            Ok((
                kept::all(conn)?,
                appointments::waiting(conn, &actor, today)?,
            ))
        })
        .await?;
    let shown = PeoplePage {
        people,
        today,
        appoint,
    };
    page::render(&shown, StatusCode::OK, &who)
}

/// GET `/administration/people/new`.
pub async fn new(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let shown = load(&app, &who, None).await?;
    page::render(&shown, StatusCode::OK, &who)
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was done a moment ago.
    pub done: String,
}

/// GET `/administration/people/{id}`.
///
/// # Errors
/// As [`list`]; `NotFound`.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let active = shown.person.as_ref().is_some_and(|p| p.active);
    shown.done = match asked.done.as_str() {
        "stopped" if !active => "Their sign-in is stopped.",
        "started" if active => "They can sign in again.",
        "sessions" => "All their sessions are ended.",
        _ => "",
    };
    page::render(&shown, StatusCode::OK, &who)
}

pub(super) async fn load(
    app: &App,
    who: &SignedIn,
    id: Option<PersonId>,
) -> Result<PersonPage, WebError> {
    let own = id == Some(PersonId(who.person.id));
    let (person, areas) = app
        .db
        .read(move |conn| {
            let person = id.map(|id| people::find(conn, id)).transpose()?;
            Ok::<_, StorageError>((person, areas::all(conn)?))
        })
        .await?;
    Ok(PersonPage {
        form: person
            .as_ref()
            .map_or_else(PersonForm::blank, PersonForm::of),
        person,
        own,
        areas: areas
            .into_iter()
            .map(|a| (a.id.0.to_string(), a.name))
            .collect(),
        errors: FieldErrors::default(),
        meanwhile: Vec::new(),
        password: String::new(),
        done: "",
    })
}

/// POST `/administration/people/new`: the password is shown once, here.
pub async fn add(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    web::Form(mut form): web::Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, None).await?;
    let typed = std::mem::take(&mut form.password);
    let own = std::mem::take(&mut form.own_password);
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
    let details = match details {
        Ok(details) => details,
        Err(errors) => {
            shown.errors = errors;
            return page::render(&shown, shown.status(), &who);
        }
    };
    if let Some(why) = own_password::wrong(&app, &req, &who, &own).await? {
        shown.errors = FieldErrors::on("own_password", why);
        return page::render(&shown, shown.status(), &who);
    }
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
            let answer = page::render(&shown, shown.status(), &who)?;
            return Ok(sent::taken(answer));
        }
        Err(StorageError::Taken(Taken::Email)) => shown.errors = taken(),
        Err(other) => return Err(other.into()),
    }
    page::render(&shown, shown.status(), &who)
}

fn taken() -> FieldErrors {
    FieldErrors::on("email", "Somebody else already signs in with this email")
}

/// POST `/administration/people/{id}`. A change of the email or of a right asks for the administrator's own password.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(mut form): web::Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let mut shown = load(&app, &who, Some(PersonId(*path))).await?;
    let before = shown.person.clone().ok_or(WebError::NotFound)?;
    let own = std::mem::take(&mut form.own_password);
    let details = form.parse(&shown.areas, shown.own);
    let details = who.over.clone().or(()).and(details);
    let now = std::mem::replace(&mut shown.form, form);
    let changes = now.changes_to(&shown.form, &shown.areas);
    if shown.form.version != now.version {
        return stale(shown, changes, &who);
    }
    let details = match details {
        Ok(details) => details,
        Err(errors) => {
            shown.errors = errors;
            return page::render(&shown, shown.status(), &who);
        }
    };
    if details.needs_password(&before)
        && let Some(why) = own_password::wrong(&app, &req, &who, &own).await?
    {
        shown.errors = FieldErrors::on("own_password", why);
        return page::render(&shown, shown.status(), &who);
    }
    let written = app
        .db
        .write(move |conn| kept::change(conn, by, &before, &details, changes))
        .await;
    match written {
        Ok(()) => return Ok(page::see_other("/administration/people")),
        Err(StorageError::Taken(Taken::Email)) => shown.errors = taken(),
        Err(other) => return Err(other.into()),
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
