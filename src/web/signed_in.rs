//! Who is asking. A handler that takes this cannot be reached signed out.
use super::error::WebError;
use super::forms::FieldErrors;
use super::open_forms::unsent::{self, Asked, Unsent};
use super::routes::Route;
use super::session_store::{ENDS, OWN_HASH, PERSON, SEEN, UNREAD};
use super::sessions::ended;
use super::sessions::time_left::TimeLeft;
use super::shell::{self, Shell};
use super::told;
use super::typed::Over;
use super::{App, Rules, paths};
use actix_session::SessionExt;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use chrono::{DateTime, Duration, Utc};
use procedure::{Actor, By, Context, PersonId, Reference, Screen, opens};
use std::{future::Future, pin::Pin, sync::Arc};
use storage::people::{self, Person};
use storage::{Connection, StorageError, sessions};

/// A session in use is noted at most this often, so that reading pages does not write.
const NOTED_EVERY: Duration = Duration::seconds(60);

#[derive(Clone)]
pub struct SignedIn {
    pub actor: Actor,
    pub person: Person,
    pub shell: Shell,
    pub rules: Rules,
    /// The moment of the request; everything in it happens then.
    pub now: DateTime<Utc>,
    /// The stored name of this session.
    pub session: String,
    /// What is too long in the form they sent; whoever takes it shows this beside the fields and keeps nothing.
    pub over: FieldErrors,
    /// When a person was last known to use it, and when it ends whatever happens.
    pub seen: DateTime<Utc>,
    pub ends: DateTime<Utc>,
    /// The address of the page that is asked for; empty when something else is.
    pub page: String,
    /// What they typed elsewhere and have not sent.
    pub unsent: Arc<Unsent>,
    /// The list from which they opened the complaint they are at.
    pub from: Option<String>,
    /// The complaint that the page is about.
    pub about: Option<Reference>,
}

/// The person id a request's log line may carry.
#[derive(Debug, Clone, Copy)]
pub struct LoggedPerson(pub PersonId);

impl SignedIn {
    /// As whom they act.
    pub fn by(&self) -> By<'_> {
        By::Person(&self.actor)
    }
    pub fn ctx(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.rules.calendar,
            promises: &self.rules.settings.promises,
            assessor_known: !self.rules.settings.assessor.is_blank(),
            undo: self.rules.settings.correspondence.time_to_undo(),
        }
    }
    /// Notes that a person uses this session now: it is idle from now on, and no sooner.
    pub async fn used(&self, app: &App) {
        // With a short limit, often enough that somebody who works is never taken to be away.
        let idle = self.rules.settings.sessions.idle();
        if self.now - self.seen <= NOTED_EVERY.min(idle / 4) {
            return;
        }
        let (session, now) = (self.session.clone(), self.now);
        app.db
            .note("session in use", move |conn| {
                sessions::touch(conn, &session, now)
            })
            .await;
    }
    /// For a page that is asked for again in so many seconds, unless somebody types in it then.
    #[must_use]
    pub fn again_in(mut self, seconds: Option<i64>) -> Self {
        self.shell.again = seconds;
        self
    }
    /// How long this session lasts if nobody does anything.
    pub fn time_left(&self) -> TimeLeft {
        TimeLeft::of(
            (self.seen, self.ends),
            self.rules.settings.sessions,
            self.now,
        )
    }
    /// The date in Europe/London.
    pub fn today(&self) -> chrono::NaiveDate {
        self.ctx().today()
    }
}

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { signed_in(&req).await })
    }
}

async fn signed_in(req: &HttpRequest) -> Result<SignedIn, WebError> {
    let app = req.app_data::<Data<App>>();
    let app = app.ok_or_else(|| WebError::Fault("the app is not set up".to_owned()))?;
    let session = req.get_session();
    if session
        .get::<bool>(UNREAD)
        .is_ok_and(|unread| unread.is_some())
    {
        return Err(WebError::Storage(StorageError::Busy));
    }
    let now = app.clock.now();
    let found = match session.get::<PersonId>(PERSON).ok().flatten() {
        None => None,
        Some(id) => {
            let (inner, asked) = (app.clone(), Asked::of(req));
            let told = told::Asked::of(req);
            let found = app
                .db
                .read(move |conn| load(conn, &inner, (id, now), (&asked, told)))
                .await;
            match found {
                Ok(found) => Some(found),
                Err(StorageError::NotFound) => None,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let Some(mut who) = found else {
        return Err(ended::answer(app, req).await);
    };
    if who.person.must_choose_a_password() && !reached_first(req.path()) {
        return Err(WebError::ChooseOwnPassword);
    }
    let over = req.extensions().get::<Over>().cloned();
    who.over = over.unwrap_or_default().0;
    let at = |name| session.get::<DateTime<Utc>>(name).ok().flatten();
    who.seen = at(SEEN).unwrap_or(now);
    who.ends = at(ENDS).unwrap_or(now);
    who.session = session
        .get::<String>(OWN_HASH)
        .ok()
        .flatten()
        .unwrap_or_default();
    req.extensions_mut().insert(LoggedPerson(who.actor.id));
    // What the script of an open page asks by itself is no sign of a person.
    let pattern = req.match_pattern().unwrap_or_default();
    if !Route::of(req.method(), &pattern).is_some_and(|route| route.by_page) {
        who.used(app).await;
        who.seen = now;
    }
    who.shell.here = shell::here(req.path());
    who.shell.left = who.time_left();
    Ok(who)
}

/// What somebody may do while their password is one that another made: choose their own, or leave.
fn reached_first(path: &str) -> bool {
    [paths::OWN_PASSWORD, "/session", "/sign-out"].contains(&path)
}

fn load(
    conn: &mut Connection,
    app: &App,
    (id, now): (PersonId, DateTime<Utc>),
    (asked, told): (&Asked, told::Asked),
) -> Result<SignedIn, StorageError> {
    let person = people::find(conn, id)?;
    if !person.active {
        return Err(StorageError::NotFound);
    }
    let actor = people::actor(conn, &person)?;
    let rules = app.rules(conn)?;
    let mut shell = shell::shell(conn, &person, &actor, &rules.calendar, now)?;
    if opens(Screen::Administration, &actor) {
        shell.troubles = app.health.troubles(&app.config.data);
    }
    let unsent = if asked.is_idle() {
        Unsent::default()
    } else {
        // A page is shown without its offers when they cannot be read.
        let unsent = Unsent::load(conn, &app.forms, &unsent::mine(app, actor.id, now), asked);
        unsent.unwrap_or_else(|error| {
            tracing::error!(%error, "unsent words could not be read");
            Unsent::default()
        })
    };
    let mut who = SignedIn {
        actor,
        person,
        shell,
        rules,
        now,
        session: String::new(),
        over: FieldErrors::default(),
        seen: now,
        ends: now,
        page: asked.page().to_owned(),
        unsent: Arc::new(unsent),
        from: told.from.clone(),
        about: told.about.clone(),
    };
    // A page is shown without it when it cannot be read.
    who.shell.told = told::load(conn, &who, &told).unwrap_or_else(|error| {
        tracing::error!(%error, "what was done a moment ago could not be read");
        None
    });
    Ok(who)
}
