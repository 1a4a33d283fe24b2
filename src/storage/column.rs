//! How the procedure's words and ids stand in a column: the procedure itself knows of no database.
//!
//! [`Word`] and [`Key`] are the types of a row's fields and of whatever is bound to a statement; `.0` is the
//! procedure's own. A word that its list does not know is an error here; [`crate::unreadable::Listed`] reads it for
//! pages that go on without.
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Text};
use procedure::ids::Id;
use procedure::vocabulary::ClosedList;

/// A word of a closed list, kept as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Word<T: ClosedList>(pub T);

impl<T: ClosedList, DB: Backend> FromSql<Text, DB> for Word<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(raw)?;
        // What is stored may be anything: it is not repeated in an error, which may be logged.
        let known = T::parse(&word).map(Self);
        known.ok_or_else(|| {
            format!("a word that {} does not know", std::any::type_name::<T>()).into()
        })
    }
}

impl<T: ClosedList, DB: Backend> ToSql<Text, DB> for Word<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(self.0.as_str(), out)
    }
}

/// An id, kept as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Key<T: Id>(pub T);

impl<T: Id, DB: Backend> FromSql<BigInt, DB> for Key<T>
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(T::of(i64::from_sql(raw)?)))
    }
}

impl<T: Id, DB: Backend> ToSql<BigInt, DB> for Key<T>
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.number().to_sql(out)
    }
}
