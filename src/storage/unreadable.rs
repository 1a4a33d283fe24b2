//! What is stored and cannot be read: said once in the log, marked on the page, and never the end of a list.
//!
//! No list trusts what another module should have kept. A word that no closed list knows, a date that is none and a
//! row on a damaged page of the file are each noted here, and the rest is served. The log names the table and the
//! row, never what is written there.
use super::{Backend, Connection, Result, StorageError, Word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::sql_types::{Date, Nullable, Text, Timestamp};
use procedure::vocabulary::ClosedList;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// What a page has to do without, in words for whoever reads it: "the letters", "letter 45".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unreadable(Vec<String>);

impl Unreadable {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn words(&self) -> &[String] {
        &self.0
    }
    pub fn into_words(self) -> Vec<String> {
        self.0
    }
    /// Notes something that is missing.
    pub fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }
    /// What was asked for, or nothing when the database cannot read it: the page is served without.
    ///
    /// # Errors
    /// Whatever is no damage: too much to do, nothing found.
    pub fn part<T: Default>(&mut self, what: &str, asked: Result<T>) -> Result<T> {
        match asked {
            Err(error) if error.is_damage() => {
                say(what, None, &error);
                self.note(what);
                Ok(T::default())
            }
            other => other,
        }
    }
    /// One row of a list as it was read, or none, noted by its table's noun and its number: "letter 45".
    pub fn row<T>(&mut self, (noun, id): (&'static str, i64), read: Result<T>) -> Option<T> {
        match read {
            Ok(row) => Some(row),
            Err(error) => {
                say(noun, Some(id), &error);
                self.note(format!("{noun} {id}"));
                None
            }
        }
    }
}

/// Some rows, all at once or, when one of them cannot be read, each by itself; those that cannot are noted.
///
/// # Errors
/// What is no damage.
pub(super) fn each<T>(
    conn: &mut Connection,
    (noun, ids): (&'static str, &[i64]),
    unreadable: &mut Unreadable,
    load: impl Fn(&mut Connection, &[i64]) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    match load(conn, ids) {
        Err(error) if error.is_damage() => {}
        other => return other,
    }
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        match load(conn, &[*id]) {
            Err(error) if !error.is_damage() => return Err(error),
            read => rows.extend(unreadable.row((noun, *id), read).into_iter().flatten()),
        }
    }
    Ok(rows)
}

/// What one row has that cannot be read, as it is taken apart; the row is shown all the same.
#[derive(Debug)]
pub(super) struct Marks {
    table: &'static str,
    id: i64,
    what: Vec<&'static str>,
}

impl Marks {
    pub fn of(table: &'static str, id: i64) -> Self {
        Self {
            table,
            id,
            what: Vec::new(),
        }
    }
    /// The member of a closed list; none, and marked, when the list does not know the word.
    pub fn word<T>(
        &mut self,
        what: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        word: &str,
    ) -> Option<T> {
        let known = parse(word);
        if known.is_none() {
            self.what.push(what);
        }
        known
    }
    /// [`Marks::word`] of a column that was read as [`Listed`].
    pub fn listed<T: ClosedList>(&mut self, what: &'static str, word: Listed<T>) -> Option<T> {
        if matches!(word, Listed::Unreadable) {
            self.what.push(what);
        }
        word.known()
    }
    /// The instant; none, and marked, when what is stored is no instant.
    pub fn instant(
        &mut self,
        what: &'static str,
        at: Instant,
    ) -> Option<chrono::DateTime<chrono::Utc>> {
        if at == Instant::Unreadable {
            self.what.push(what);
        }
        at.known().map(|at| at.and_utc())
    }
    /// The day; none, and marked, when what is stored is no date.
    pub fn day(&mut self, what: &'static str, on: Day) -> Option<NaiveDate> {
        if on == Day::Unreadable {
            self.what.push(what);
        }
        on.known()
    }
    /// Something that should be there and is not.
    pub fn lacks(&mut self, what: &'static str) {
        self.what.push(what);
    }
    /// What was marked, said in the log once.
    pub fn done(self) -> Vec<&'static str> {
        if !self.what.is_empty() && is_new(self.table, Some(self.id)) {
            let (table, row, what) = (self.table, self.id, self.what.join(", "));
            tracing::error!(table, row, what, "a row that cannot be read whole");
        }
        self.what
    }
}

/// A stored instant of a row: what is no instant is told apart from none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub enum Instant {
    At(NaiveDateTime),
    None,
    Unreadable,
}

/// A stored day of a row, in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub enum Day {
    On(NaiveDate),
    None,
    Unreadable,
}

/// A stored word of a closed list, in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub enum Listed<T: ClosedList> {
    Is(T),
    None,
    Unreadable,
}

impl<T: ClosedList> Listed<T> {
    pub fn known(self) -> Option<T> {
        match self {
            Self::Is(word) => Some(word),
            Self::None | Self::Unreadable => None,
        }
    }
}

impl Instant {
    pub fn known(self) -> Option<NaiveDateTime> {
        match self {
            Self::At(at) => Some(at),
            Self::None | Self::Unreadable => None,
        }
    }
}

impl Day {
    pub fn known(self) -> Option<NaiveDate> {
        match self {
            Self::On(day) => Some(day),
            Self::None | Self::Unreadable => None,
        }
    }
}

impl From<Instant> for Option<NaiveDateTime> {
    fn from(at: Instant) -> Self {
        at.known()
    }
}

impl From<Day> for Option<NaiveDate> {
    fn from(on: Day) -> Self {
        on.known()
    }
}

type Raw<'a> = <Backend as diesel::backend::Backend>::RawValue<'a>;
type Read<T> = diesel::deserialize::Result<T>;

impl FromSql<Timestamp, Backend> for Instant {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        let read = <NaiveDateTime as FromSql<Timestamp, Backend>>::from_sql(bytes);
        Ok(read.map_or(Self::Unreadable, Self::At))
    }
}

impl FromSql<Nullable<Timestamp>, Backend> for Instant {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        <Self as FromSql<Timestamp, Backend>>::from_sql(bytes)
    }
    fn from_nullable_sql(bytes: Option<Raw<'_>>) -> Read<Self> {
        bytes.map_or(
            Ok(Self::None),
            <Self as FromSql<Timestamp, Backend>>::from_sql,
        )
    }
}

impl FromSql<Date, Backend> for Day {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        let read = <NaiveDate as FromSql<Date, Backend>>::from_sql(bytes);
        Ok(read.map_or(Self::Unreadable, Self::On))
    }
}

impl FromSql<Nullable<Date>, Backend> for Day {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        <Self as FromSql<Date, Backend>>::from_sql(bytes)
    }
    fn from_nullable_sql(bytes: Option<Raw<'_>>) -> Read<Self> {
        bytes.map_or(Ok(Self::None), <Self as FromSql<Date, Backend>>::from_sql)
    }
}

impl<T: ClosedList> FromSql<Text, Backend> for Listed<T> {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        let read = <Word<T> as FromSql<Text, Backend>>::from_sql(bytes);
        Ok(read.map_or(Self::Unreadable, |word| Self::Is(word.0)))
    }
}

impl<T: ClosedList> FromSql<Nullable<Text>, Backend> for Listed<T> {
    fn from_sql(bytes: Raw<'_>) -> Read<Self> {
        <Self as FromSql<Text, Backend>>::from_sql(bytes)
    }
    fn from_nullable_sql(bytes: Option<Raw<'_>>) -> Read<Self> {
        bytes.map_or(Ok(Self::None), <Self as FromSql<Text, Backend>>::from_sql)
    }
}

/// The most rows that are remembered as said.
const REMEMBERED: usize = 10_000;
static SAID: Mutex<BTreeSet<(String, Option<i64>)>> = Mutex::new(BTreeSet::new());

/// The same damage is met by every page that shows it: one line is enough.
fn is_new(what: &str, row: Option<i64>) -> bool {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    said.len() < REMEMBERED && said.insert((what.to_owned(), row))
}

/// One line: never the error's own words where they may hold what is stored.
fn say(what: &str, row: Option<i64>, error: &StorageError) {
    if !is_new(what, row) {
        return;
    }
    let why = match error {
        StorageError::Corrupt(_) => "what is stored makes no sense".to_owned(),
        StorageError::Database(diesel::result::Error::DeserializationError(_)) => {
            "a value is none of its type".to_owned()
        }
        other => other.to_string(),
    };
    match row {
        Some(row) => tracing::error!(what, row, why, "a row that cannot be read"),
        None => tracing::error!(what, why, "cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_noted_and_all_else_is_an_error() {
        let mut unreadable = Unreadable::default();
        let corrupt = || Err::<Vec<i64>, _>(StorageError::Corrupt("a word".into()));
        assert_eq!(unreadable.part("the letters", corrupt()).unwrap(), [0; 0]);
        assert_eq!(unreadable.part("the letters", corrupt()).unwrap(), [0; 0]);
        assert_eq!(unreadable.row(("letter", 45), corrupt()), None);
        assert_eq!(unreadable.words(), ["the letters", "letter 45"]);
        let busy = unreadable.part::<Vec<i64>>("the files", Err(StorageError::Busy));
        assert!(matches!(busy, Err(StorageError::Busy)));
        let missing = unreadable.part::<Vec<i64>>("the files", Err(StorageError::NotFound));
        assert!(matches!(missing, Err(StorageError::NotFound)));
        assert_eq!(unreadable.words().len(), 2);
    }

    #[test]
    fn a_row_is_marked_and_goes_on() {
        let mut marks = Marks::of("complaints", 86);
        let parse = |word: &str| (word == "email").then_some(1);
        assert_eq!(marks.word("channel", parse, "email"), Some(1));
        assert_eq!(marks.word("channel", parse, "pigeon"), None);
        assert_eq!(marks.instant("due date", Instant::None), None);
        assert_eq!(marks.instant("due date", Instant::Unreadable), None);
        assert_eq!(marks.done(), ["channel", "due date"]);
    }
}
