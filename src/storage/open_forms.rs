//! Words in forms that have not been sent. What they are and where they stand is sealed before it comes here.
use super::schema::{open_forms as o, people, sessions};
use super::submissions::{self, Before, Submission};
use super::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use procedure::PersonId;

/// How long unsent words are kept.
pub const KEPT_FOR: Duration = Duration::days(7);
/// The most sets one person has; a new one beyond it takes the place of the oldest.
pub const MOST_OF_A_PERSON: i64 = 50;
/// Of one form in one session: the set that is being typed, and the one before it, which the page still offers.
const MOST_OF_A_FORM: i64 = 2;

/// One form's words, sealed.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = o)]
pub struct NewSet {
    pub person_id: Key<PersonId>,
    pub session_hash: String,
    pub page_hash: String,
    pub form_hash: String,
    pub words_hash: String,
    /// Tells one filling in of a form from the next; made by the page.
    pub token: String,
    pub key_id: String,
    pub place: Vec<u8>,
    pub words: Vec<u8>,
}

/// A set that is kept, without its words.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = o)]
pub struct SetRow {
    pub form_hash: String,
    pub token: String,
    pub place: Vec<u8>,
    saved_at: NaiveDateTime,
}

impl SetRow {
    pub fn saved_at(&self) -> DateTime<Utc> {
        self.saved_at.and_utc()
    }
}

/// Whose sets, sealed with which key, and the present.
#[derive(Debug, Clone)]
pub struct Mine {
    pub person: PersonId,
    pub key_id: String,
    pub now: DateTime<Utc>,
}

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The words are other than those kept before.
    Changed,
    /// They were kept already; nothing was written.
    Same,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = o)]
struct Known {
    id: i64,
    words_hash: String,
}

/// Keeps a set, inside a write transaction, in place of what the same page saved before.
///
/// # Errors
/// `NotFound` when the session has ended or the person's sign-in was stopped meanwhile, `Conflict` when the form was
/// sent already: then nothing is written.
pub fn keep(conn: &mut Connection, set: &NewSet, now: DateTime<Utc>) -> Result<Kept> {
    let alive = sessions::table
        .inner_join(people::table.on(people::id.nullable().eq(sessions::person_id)))
        .filter(sessions::key_hash.eq(&set.session_hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(stored(now)))
        .filter(people::id.eq(set.person_id))
        .filter(people::active.eq(true));
    if !select(exists(alive)).get_result::<bool>(conn)? {
        return Err(StorageError::NotFound);
    }
    let sent = submission(set.person_id.0, &set.token);
    if submissions::before(conn, &sent)? != Before::Nothing {
        return Err(StorageError::Conflict);
    }
    let before = o::table
        .filter(o::session_hash.eq(&set.session_hash))
        .filter(o::form_hash.eq(&set.form_hash))
        .filter(o::token.eq(&set.token))
        .select(Known::as_select())
        .first(conn)
        .optional()?;
    match before {
        Some(known) if known.words_hash == set.words_hash => return Ok(Kept::Same),
        Some(known) => {
            diesel::update(o::table.find(known.id))
                .set((
                    o::words_hash.eq(&set.words_hash),
                    o::key_id.eq(&set.key_id),
                    o::place.eq(&set.place),
                    o::words.eq(&set.words),
                    o::saved_at.eq(stored(now)),
                ))
                .execute(conn)?;
        }
        None => {
            // On PostgreSQL the form may be taken at this moment: of the two that write this row, one waits.
            submissions::keep(conn, &sent, "", now)?;
            submissions::forget(conn, &sent)?;
            diesel::insert_into(o::table)
                .values((set, o::saved_at.eq(stored(now))))
                .execute(conn)?;
            prune(conn, set)?;
        }
    }
    Ok(Kept::Changed)
}

fn prune(conn: &mut Connection, set: &NewSet) -> Result<()> {
    let newest_first = (o::saved_at.desc(), o::id.desc());
    let mut over = o::table
        .filter(o::session_hash.eq(&set.session_hash))
        .filter(o::form_hash.eq(&set.form_hash))
        .order(newest_first)
        .limit(MOST_OF_A_PERSON)
        .offset(MOST_OF_A_FORM)
        .select(o::id)
        .load::<i64>(conn)?;
    over.extend(
        o::table
            .filter(o::person_id.eq(set.person_id))
            .order(newest_first)
            .limit(MOST_OF_A_PERSON)
            .offset(MOST_OF_A_PERSON)
            .select(o::id)
            .load::<i64>(conn)?,
    );
    diesel::delete(o::table.filter(o::id.eq_any(over))).execute(conn)?;
    Ok(())
}

/// A person's sets, the newest first; of one page when it is named.
pub fn of(conn: &mut Connection, mine: &Mine, page_hash: Option<&str>) -> Result<Vec<SetRow>> {
    let mut query = o::table
        .filter(o::person_id.eq(Key(mine.person)))
        .filter(o::key_id.eq(&mine.key_id))
        .filter(o::saved_at.gt(stored(mine.now - KEPT_FOR)))
        .order((o::saved_at.desc(), o::id.desc()))
        .limit(MOST_OF_A_PERSON)
        .select(SetRow::as_select())
        .into_boxed();
    if let Some(page_hash) = page_hash {
        query = query.filter(o::page_hash.eq(page_hash.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// The newest set of this person under a token, with its sealed words.
///
/// # Errors
/// `NotFound` when it is not there, or somebody else's.
pub fn find(conn: &mut Connection, mine: &Mine, token: &str) -> Result<(SetRow, Vec<u8>)> {
    Ok(o::table
        .filter(o::person_id.eq(Key(mine.person)))
        .filter(o::key_id.eq(&mine.key_id))
        .filter(o::token.eq(token))
        .filter(o::saved_at.gt(stored(mine.now - KEPT_FOR)))
        .order((o::saved_at.desc(), o::id.desc()))
        .select((SetRow::as_select(), o::words))
        .first(conn)?)
}

/// When a session, ended or not, last saved the form with this token.
pub fn saved_in(
    conn: &mut Connection,
    session_hash: &str,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let at = o::table
        .filter(o::session_hash.eq(session_hash))
        .filter(o::token.eq(token))
        .filter(o::saved_at.gt(stored(now - KEPT_FOR)))
        .order(o::saved_at.desc())
        .select(o::saved_at)
        .first::<NaiveDateTime>(conn)
        .optional()?;
    Ok(at.map(|at| at.and_utc()))
}

/// The row among the forms that were sent which says that this person's form was taken under a token.
fn submission(person: PersonId, token: &str) -> Submission {
    Submission {
        token_hash: format!("words of {}: {token}", person.0),
        words_hash: String::new(),
        person,
    }
}

/// The form was taken: forgets a person's sets under its token, and refuses those that are still on their way.
pub fn sent(
    conn: &mut Connection,
    person: PersonId,
    token: &str,
    now: DateTime<Utc>,
) -> Result<usize> {
    let sent = submission(person, token);
    if submissions::before(conn, &sent)? == Before::Nothing {
        submissions::keep(conn, &sent, "", now)?;
    }
    forget(conn, person, token)
}

/// Forgets a person's sets under a token.
pub fn forget(conn: &mut Connection, person: PersonId, token: &str) -> Result<usize> {
    let theirs = o::table
        .filter(o::person_id.eq(Key(person)))
        .filter(o::token.eq(token));
    Ok(diesel::delete(theirs).execute(conn)?)
}

/// Forgets everything of a person: their sign-in was stopped.
pub fn forget_all_of(conn: &mut Connection, person: PersonId) -> Result<usize> {
    Ok(diesel::delete(o::table.filter(o::person_id.eq(Key(person)))).execute(conn)?)
}

/// Forgets what is older than [`KEPT_FOR`].
pub fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    let old = o::table.filter(o::saved_at.le(stored(now - KEPT_FOR)));
    Ok(diesel::delete(old).execute(conn)?)
}
