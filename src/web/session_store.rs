//! actix-session's store on our own table: the cookie holds a random key, the table its hash.
use super::App;
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as Ttl;
use actix_web::cookie::{CookieJar, Key};
use chrono::Duration;
use procedure::PersonId;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use storage::sessions::{self, SessionRow};
use storage::{settings, stored};

/// Where a session keeps the id of the person signed in.
pub const PERSON: &str = "person";
/// Where a session finds its own stored name, to tell itself from a person's other sessions.
pub const OWN_HASH: &str = "own_hash";
/// Set when the session could not be read: nobody is signed out by a database that is busy.
pub const UNREAD: &str = "unread";
/// When a person was last known to use the session.
pub const SEEN: &str = "seen_at";
/// When the session ends whatever happens.
pub const ENDS: &str = "expires_at";
/// The device's name as the browser gave it, shown to its owner.
pub const DEVICE: &str = "device";
pub type State = HashMap<String, String>;

/// The table `sessions`, with the idle and absolute limits of the settings.
pub struct Store(pub App);

/// The stored form of a session's key: a stolen database signs nobody in.
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}

/// The name of the session cookie.
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-redress" } else { "redress" }
}

/// The stored name of the session in a request's signed cookie, whether or not the session still lives.
pub fn named_by(req: &HttpRequest, app: &App) -> Option<String> {
    let cookie = req.cookie(cookie_name(app.config.is_tls()))?;
    let mut jar = CookieJar::new();
    jar.add_original(cookie.clone());
    let key = Key::derive_from(&app.config.cookie_key);
    jar.signed(&key)
        .get(cookie.name())
        .map(|cookie| hash(cookie.value()))
}

/// A new key of 256 random bits.
pub fn new_key() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

fn person_in(state: &State) -> Option<PersonId> {
    state
        .get(PERSON)
        .and_then(|json| serde_json::from_str(json).ok())
}

impl Store {
    async fn write(&self, key: &str, mut state: State) -> anyhow::Result<()> {
        let now = self.0.clock.now();
        let person_id = person_in(&state).map(storage::Key);
        let device = state
            .get(DEVICE)
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        for known_here in [OWN_HASH, UNREAD, SEEN, ENDS] {
            state.remove(known_here);
        }
        let state = serde_json::to_string(&state)?;
        let key_hash = hash(key);
        self.0
            .db
            .write(move |conn| {
                let limits = settings::load(conn)?.sessions;
                let row = SessionRow {
                    key_hash,
                    person_id,
                    state,
                    created_at: stored(now),
                    seen_at: stored(now),
                    expires_at: stored(now + Duration::hours(limits.absolute_hours)),
                    device,
                };
                sessions::save(conn, &row)
            })
            .await?;
        Ok(())
    }
}

impl SessionStore for Store {
    async fn load(&self, session_key: &SessionKey) -> Result<Option<State>, LoadError> {
        let now = self.0.clock.now();
        let key_hash = hash(session_key.as_ref());
        let row = self
            .0
            .db
            .read(move |conn| {
                let idle = Duration::minutes(settings::load(conn)?.sessions.idle_minutes);
                sessions::live(conn, &key_hash, now, idle)
            })
            .await;
        let row = match row {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(None),
            Err(error) => {
                tracing::warn!(%error, "a session could not be read");
                let unread = (UNREAD.to_owned(), "true".to_owned());
                return Ok(Some(State::from([unread])));
            }
        };
        let mut state: State =
            serde_json::from_str(&row.state).map_err(|e| LoadError::Deserialization(e.into()))?;
        state.insert(OWN_HASH.to_owned(), format!("\"{}\"", row.key_hash));
        for (name, at) in [(SEEN, row.seen_at), (ENDS, row.expires_at)] {
            let json = serde_json::to_string(&at.and_utc());
            let json = json.map_err(|e| LoadError::Deserialization(e.into()))?;
            state.insert(name.to_owned(), json);
        }
        Ok(Some(state))
    }

    async fn save(&self, state: State, _: &Ttl) -> Result<SessionKey, SaveError> {
        let key = new_key();
        self.write(&key, state).await.map_err(SaveError::Other)?;
        key.try_into()
            .map_err(|_| SaveError::Other(anyhow::anyhow!("the session key does not fit")))
    }

    async fn update(
        &self,
        key: SessionKey,
        state: State,
        _: &Ttl,
    ) -> Result<SessionKey, UpdateError> {
        self.write(key.as_ref(), state)
            .await
            .map_err(UpdateError::Other)?;
        Ok(key)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Ttl) -> anyhow::Result<()> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> anyhow::Result<()> {
        let now = self.0.clock.now();
        let key_hash = hash(key.as_ref());
        self.0
            .db
            .write(move |conn| sessions::end(conn, &key_hash, now))
            .await?;
        Ok(())
    }
}
