//! When a complaint ended. How it ended goes with its stage.
use super::Acting;
use crate::schema::complaints;
use crate::{Connection, Key, Result, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;

pub(super) fn closed(conn: &mut Connection, acting: Acting) -> Result<()> {
    set(conn, acting, Some(stored(acting.at)))
}

pub(super) fn opened_again(conn: &mut Connection, acting: Acting) -> Result<()> {
    set(conn, acting, None)
}

fn set(conn: &mut Connection, acting: Acting, at: Option<NaiveDateTime>) -> Result<()> {
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set(complaints::closed_at.eq(at))
        .execute(conn)?;
    Ok(())
}
