//! Who is asking. A handler that takes this cannot be reached signed out.
use super::error::WebError;
use super::forms::FieldErrors;
use super::session_store::{OWN_HASH, PERSON, UNREAD};
use super::shell::{self, Shell};
use super::typed::Over;
use super::{App, Rules, paths, sessions};
use crate::procedure::{Actor, Context, PersonId};
use crate::storage::people::{self, Person};
use crate::storage::{Connection, StorageError};
use actix_session::SessionExt;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::Method, web::Data};
use chrono::{DateTime, Utc};
use std::{future::Future, pin::Pin};

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
}

/// The person id a request's log line may carry.
#[derive(Debug, Clone, Copy)]
pub struct LoggedPerson(pub PersonId);

impl SignedIn {
    pub fn ctx(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.rules.calendar,
            promises: &self.rules.settings.promises,
            assessor_known: !self.rules.settings.assessor.is_blank(),
        }
    }
    /// The date in Europe/London.
    pub fn today(&self) -> chrono::NaiveDate {
        self.ctx().today()
    }
}

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let session = req.get_session();
        if session
            .get::<bool>(UNREAD)
            .is_ok_and(|unread| unread.is_some())
        {
            return Box::pin(async { Err(WebError::Storage(StorageError::Busy)) });
        }
        let id = session.get::<PersonId>(PERSON).ok().flatten();
        let own_hash = session
            .get::<String>(OWN_HASH)
            .ok()
            .flatten()
            .unwrap_or_default();
        let app = req.app_data::<Data<App>>().cloned();
        let req = req.clone();
        // Only a request without a session gives up its body here: the form of any other is still to be read.
        let mut body = if id.is_none() {
            payload.take()
        } else {
            Payload::None
        };
        Box::pin(async move {
            let app = app.ok_or_else(|| WebError::Fault("the app is not set up".to_owned()))?;
            let now = app.clock.now();
            let found = match id {
                None => None,
                Some(id) => {
                    let rules_of = app.clone();
                    app.db
                        .read(move |conn| load(conn, &rules_of, id, now))
                        .await
                        .map(Some)
                        .or_else(|e| match e {
                            StorageError::NotFound => Ok(None),
                            other => Err(other),
                        })?
                }
            };
            match found {
                Some((person, ..))
                    if person.password_given_at.is_some() && !reached_first(req.path()) =>
                {
                    Err(WebError::ChooseOwnPassword)
                }
                Some((person, actor, mut shell, rules)) => {
                    shell.here = shell::here(req.path());
                    req.extensions_mut().insert(LoggedPerson(actor.id));
                    let over = req.extensions().get::<Over>().cloned();
                    Ok(Self {
                        actor,
                        person,
                        shell,
                        rules,
                        now,
                        session: own_hash,
                        over: over.unwrap_or_default().0,
                    })
                }
                // Nothing typed is lost: the words wait until they have signed in again.
                None if req.method() == Method::POST && id.is_none() => {
                    Err(sessions::parked::park(&app, &req, &mut body).await)
                }
                None => Err(WebError::SignedOut {
                    back_to: req.uri().to_string(),
                }),
            }
        })
    }
}

/// What somebody may do while their password is one that another made: choose their own, or leave.
fn reached_first(path: &str) -> bool {
    [paths::OWN_PASSWORD, "/sign-out"].contains(&path)
}

fn load(
    conn: &mut Connection,
    app: &App,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<(Person, Actor, Shell, Rules), StorageError> {
    let person = people::find(conn, id)?;
    if !person.active {
        return Err(StorageError::NotFound);
    }
    let actor = people::actor(conn, &person)?;
    let rules = app.rules(conn)?;
    let mut shell = shell::shell(conn, &person, &actor, &rules.calendar, now)?;
    if person.administrator {
        shell.troubles = app.health.troubles(&app.config.data);
    }
    Ok((person, actor, shell, rules))
}
