//! Which complaint a message answers, as far as its own ids and addresses say.
use crate::complainants::key;
use crate::schema::{complainants, complaints, mail_items};
use crate::unreadable::Listed;
use crate::{Connection, Key, Result, deliveries};
use diesel::prelude::*;
use procedure::vocabulary::Stage;
use procedure::{ComplaintId, Reference};

/// A complaint that a message may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub complaint: ComplaintId,
    /// The sender gives the address of the complainant or their representative. Anybody can write any address.
    pub from_party: bool,
    pub closed: bool,
}

/// The complaint with this reference, and whether an address is one of its parties'.
pub fn by_reference(
    conn: &mut Connection,
    reference: &Reference,
    address: &str,
) -> Result<Option<Answered>> {
    let id = complaints::table
        .filter(complaints::reference.eq(reference.as_str()))
        .select(complaints::id)
        .first(conn)
        .optional()?;
    match id {
        None => Ok(None),
        Some(Key(id)) => by_id(conn, id, address),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Parties {
    stage: Listed<Stage>,
    #[diesel(select_expression = complainants::email_key)]
    email_key: String,
    rep_email: String,
    joined_into_id: Option<Key<ComplaintId>>,
}

/// The same by id. What answers a record that was joined with another answers the one that goes on, and its sender is a
/// party if either record knows the address.
pub fn by_id(conn: &mut Connection, id: ComplaintId, address: &str) -> Result<Option<Answered>> {
    let Some((found, onward)) = parties(conn, id, address)? else {
        return Ok(None);
    };
    let on = onward.map(|on| parties(conn, on, address)).transpose()?;
    Ok(Some(match on.flatten() {
        Some((on, _)) => Answered {
            from_party: on.from_party || found.from_party,
            ..on
        },
        None => found,
    }))
}

fn parties(
    conn: &mut Connection,
    id: ComplaintId,
    address: &str,
) -> Result<Option<(Answered, Option<ComplaintId>)>> {
    let found = complaints::table
        .inner_join(complainants::table)
        .filter(complaints::id.eq(Key(id)))
        .select(Parties::as_select())
        .first(conn)
        .optional()?;
    let address = key(address);
    Ok(found.map(|of| {
        let answered = Answered {
            complaint: id,
            from_party: !address.is_empty()
                && (address == of.email_key || address == key(&of.rep_email)),
            closed: of.stage == Listed::Is(Stage::Closed),
        };
        (answered, of.joined_into_id.map(|on| on.0))
    }))
}

/// The complaint that a letter of ours with one of these Message-IDs was about; the first that is ours counts.
pub fn sent_by_us(conn: &mut Connection, ids: &[String]) -> Result<Option<ComplaintId>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let found = deliveries::outbox::complaint_of(conn, ids)?;
    Ok(found.map(|(complaint, _)| complaint))
}

/// The complaint that earlier messages of the same conversation became or were joined to: the newest.
pub fn in_conversation(conn: &mut Connection, ids: &[String]) -> Result<Option<ComplaintId>> {
    if ids.is_empty() {
        return Ok(None);
    }
    Ok(mail_items::table
        .filter(mail_items::message_id.eq_any(ids))
        .filter(mail_items::message_id.ne(""))
        .filter(mail_items::complaint_id.is_not_null())
        .order(mail_items::id.desc())
        .select(mail_items::complaint_id.assume_not_null())
        .first::<Key<ComplaintId>>(conn)
        .optional()?
        .map(|id| id.0))
}
