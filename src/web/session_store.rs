//! actix-session's store on our own table: the cookie holds a random key, the table its hash.
use super::App;
use crate::procedure::PersonId;
use crate::storage::sessions::{self, SessionRow};
use crate::storage::{settings, stored};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as Ttl;
use chrono::Duration;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Where a session keeps the id of the person signed in.
pub const PERSON: &str = "person";
/// Where a session finds its own stored name, to tell itself from a person's other sessions.
pub const OWN_HASH: &str = "own_hash";
/// Set when the session could not be read: nobody is signed out by a database that is busy.
pub const UNREAD: &str = "unread";
/// The device's name as the browser gave it, shown to its owner.
pub const DEVICE: &str = "device";
/// A session in use is noted at most this often, so that reading pages does not write.
const NOTED_EVERY: Duration = Duration::seconds(60);

pub type State = HashMap<String, String>;

/// The table `sessions`, with the idle and absolute limits of the settings.
pub struct Store(pub App);

/// The stored form of a session's key: a stolen database signs nobody in.
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
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
        let person_id = person_in(&state).map(|p| p.0);
        let device = state
            .get(DEVICE)
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        state.remove(OWN_HASH);
        state.remove(UNREAD);
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
        if now - row.seen_at.and_utc() > NOTED_EVERY {
            let key_hash = row.key_hash.clone();
            self.0
                .db
                .note("session in use", move |conn| {
                    sessions::touch(conn, &key_hash, now)
                })
                .await;
        }
        let mut state: State =
            serde_json::from_str(&row.state).map_err(|e| LoadError::Deserialization(e.into()))?;
        state.insert(OWN_HASH.to_owned(), format!("\"{}\"", row.key_hash));
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
