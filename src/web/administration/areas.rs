//! Areas, each with a Leader and a deputy: without an active one it cannot receive (reading (e)19).
use super::{STALE, changes, only};
use crate::web::account::own_password;
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use procedure::event::Change;
use procedure::{AreaId, Candidate, PersonId};
use storage::administration::areas::{self as kept, AreaRow};
use storage::{Key, StorageError, Taken, people};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AreaForm {
    pub version: String,
    pub name: String,
    pub leader: String,
    pub deputy: String,
    pub open: String,
    /// The administrator's own, where it is asked for.
    pub own_password: String,
}

type Choices = Vec<(String, String)>;

impl AreaForm {
    fn of(area: &AreaRow) -> Self {
        let id = |p: Option<Key<PersonId>>| p.map(|p| p.0.to_string()).unwrap_or_default();
        Self {
            version: area.version.to_string(),
            name: area.name.clone(),
            leader: id(area.leader_id),
            deputy: id(area.deputy_id),
            open: if area.active { "yes" } else { "" }.to_owned(),
            own_password: String::new(),
        }
    }
    fn parse(&self, area: &AreaRow, people: &Choices) -> Result<AreaRow, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = forms::line(&self.name);
        if name.is_empty() {
            errors.add("name", "Enter the area's name");
        }
        for (field, typed) in [("leader", &self.leader), ("deputy", &self.deputy)] {
            if !typed.is_empty() && !people.iter().any(|(id, _)| id == typed) {
                errors.add(field, "Choose one of the people listed");
            }
        }
        if !self.leader.is_empty() && self.leader == self.deputy {
            errors.add("deputy", "Choose somebody other than the Leader");
        }
        let chosen = |typed: &str| typed.parse().ok().map(|id| Key(PersonId(id)));
        errors.or(AreaRow {
            name,
            leader_id: chosen(&self.leader),
            deputy_id: chosen(&self.deputy),
            active: self.open == "yes",
            ..area.clone()
        })
    }
    fn words(&self, people: &Choices) -> Vec<(&'static str, String)> {
        let name = |id: &str| {
            let found = people.iter().find(|(known, _)| known == id);
            found.map_or_else(|| "Nobody".to_owned(), |(_, name)| name.clone())
        };
        let open = if self.open == "yes" { "Open" } else { "Closed" };
        vec![
            ("Name", forms::line(&self.name)),
            ("Leader", name(&self.leader)),
            ("Deputy", name(&self.deputy)),
            ("State", open.to_owned()),
        ]
    }
}

struct Listed {
    area: AreaRow,
    leader: String,
    deputy: String,
    receives: bool,
}

#[derive(askama::Template)]
#[template(path = "administration/areas.html")]
struct AreasPage {
    areas: Vec<Listed>,
    name: String,
    errors: FieldErrors,
}

#[derive(askama::Template)]
#[template(path = "administration/area.html")]
struct AreaPage {
    area: AreaRow,
    form: AreaForm,
    people: Choices,
    errors: FieldErrors,
    meanwhile: Vec<Change>,
}

/// GET `/administration/areas`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn list(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    render_list(&app, &who, String::new(), FieldErrors::default()).await
}

async fn render_list(
    app: &App,
    who: &SignedIn,
    name: String,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let today = who.today();
    let (areas, people) = app
        .db
        .read(move |conn| {
            Ok::<_, StorageError>((kept::all(conn)?, people::candidates(conn, None, today)?))
        })
        .await?;
    let named = |id: Option<Key<PersonId>>| {
        let found = people.iter().find(|p| Some(Key(p.id)) == id);
        found.map(|p| p.name.clone()).unwrap_or_default()
    };
    let areas = areas
        .into_iter()
        .map(|area| {
            let (leader, deputy) = (named(area.leader_id), named(area.deputy_id));
            Listed {
                receives: area.active && !(leader.is_empty() && deputy.is_empty()),
                leader,
                deputy,
                area,
            }
        })
        .collect();
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page::render(
        &AreasPage {
            areas,
            name,
            errors,
        },
        status,
        who,
    )
}

/// POST `/administration/areas`: a new one; its Leader is chosen next.
pub async fn add(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<AreaForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let name = forms::line(&form.name);
    let mut errors = who.over.clone();
    if name.is_empty() {
        errors.add("name", "Enter the area's name");
    }
    if !errors.is_empty() {
        return render_list(&app, &who, name, errors).await;
    }
    let new = name.clone();
    match app.db.write(move |conn| kept::add(conn, by, &new)).await {
        Ok(id) => Ok(page::see_other(&format!("/administration/areas/{id}"))),
        Err(StorageError::Taken(Taken::AreaName)) => render_list(&app, &who, name, taken()).await,
        Err(other) => Err(other.into()),
    }
}

fn taken() -> FieldErrors {
    FieldErrors::on("name", "There is already an area with this name")
}

async fn load(app: &App, who: &SignedIn, id: AreaId) -> Result<AreaPage, WebError> {
    let today = who.today();
    let (area, people, names) = app
        .db
        .read(move |conn| {
            let area = kept::find(conn, id)?;
            let led_by = [area.leader_id, area.deputy_id].into_iter().flatten();
            let names = people::names(conn, led_by.map(|person| person.0))?;
            let people = people::candidates(conn, None, today)?;
            Ok::<_, StorageError>((area, people, names))
        })
        .await?;
    // Whose sign-in was stopped leads nothing until it is started again, and then leads as before: saving the area
    // does not take it from them.
    let stopped = names
        .iter()
        .filter(|(id, _)| !people.iter().any(|p| p.id == **id))
        .map(|(id, name)| (id.to_string(), format!("{name}, sign-in stopped")));
    let choice = |p: &Candidate| (p.id.to_string(), format!("{}, {}", p.name, p.role));
    Ok(AreaPage {
        form: AreaForm::of(&area),
        area,
        people: people.iter().map(choice).chain(stopped).collect(),
        errors: FieldErrors::default(),
        meanwhile: Vec::new(),
    })
}

/// GET `/administration/areas/{id}`.
///
/// # Errors
/// As [`list`]; `NotFound`.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let shown = load(&app, &who, AreaId(*path)).await?;
    page::render(&shown, StatusCode::OK, &who)
}

/// POST `/administration/areas/{id}`. An area with open complaints cannot be closed. A change of who leads it changes
/// what they see, and asks for the administrator's own password.
pub async fn submit(
    app: web::Data<App>,
    req: HttpRequest,
    who: SignedIn,
    path: web::Path<i64>,
    web::Form(mut form): web::Form<AreaForm>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let own = std::mem::take(&mut form.own_password);
    let mut shown = load(&app, &who, AreaId(*path)).await?;
    let parsed = form.parse(&shown.area, &shown.people);
    let parsed = who.over.clone().or(()).and(parsed);
    let now = std::mem::replace(&mut shown.form, form);
    let changed = changes(&now.words(&shown.people), &shown.form.words(&shown.people));
    if shown.form.version != now.version {
        shown.form.version = now.version;
        shown.meanwhile = changed;
        shown.errors = FieldErrors::on("form", STALE);
        return page::render(&shown, StatusCode::CONFLICT, &who);
    }
    let before = shown.area.clone();
    let open = app
        .db
        .read(move |conn| kept::open_complaints(conn, before.id.0, by.who))
        .await?;
    let before = shown.area.clone();
    let wrong = match &parsed {
        Ok(after) if after.is_led_by_others_than(&before) => {
            own_password::wrong(&app, &req, &who, &own).await?
        }
        _ => None,
    };
    match parsed {
        Err(errors) => shown.errors = errors,
        Ok(_) if wrong.is_some() => {
            shown.errors = FieldErrors::on("own_password", wrong.unwrap_or_default());
        }
        Ok(after) if before.active && !after.active && open > 0 => {
            let why = format!(
                "This area has {open} open complaints. Its Leader must hand them back first"
            );
            shown.errors = FieldErrors::on("form", why);
        }
        Ok(after) => {
            let written = app
                .db
                .write(move |conn| kept::change(conn, by, &before, &after, changed))
                .await;
            match written {
                Ok(()) => return Ok(page::see_other("/administration/areas")),
                Err(StorageError::StillOpen) => {
                    let why = "This area still has work that must be moved first. Customer Relations can say which";
                    shown.errors = FieldErrors::on("form", why);
                }
                Err(StorageError::Taken(Taken::AreaName)) => shown.errors = taken(),
                Err(other) => return Err(other.into()),
            }
        }
    }
    page::render(&shown, StatusCode::UNPROCESSABLE_ENTITY, &who)
}
