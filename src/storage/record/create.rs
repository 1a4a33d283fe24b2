//! A complaint comes into being.
use super::{Acting, clocks, show_in_lists, take_part, write_event};
use crate::mail::{self, Decided};
use crate::schema::{complaints, reference_counters, stages, subjects};
use crate::{Connection, Key, Result, Word, complainants, stored};
use chrono::Datelike;
use diesel::prelude::*;
use procedure::clocks::ClockChange;
use procedure::steps::intake::Accepted;
use procedure::vocabulary::{Authority, DisputeState};
use procedure::working_time::uk_time;
use procedure::{ComplainantId, ComplaintId, Details, Reference, Subject, Version};

/// Writes an accepted intake: the complainant (found or new), the complaint with its reference, history and clocks.
///
/// # Errors
/// `Conflict` when the message it is made of was decided about meanwhile. Nothing is written then.
pub fn create(
    conn: &mut Connection,
    accepted: &Accepted,
    prefix: &str,
) -> Result<(ComplaintId, Reference)> {
    let intake = &accepted.intake;
    let complainant =
        complainants::find_or_add(conn, intake.complainant, &intake.details, accepted.at)?;
    let reference = next_reference(conn, prefix, uk_time::local(accepted.at).year())?;
    let id = insert(conn, accepted, complainant, &reference)?;
    let acting = Acting {
        complaint: id,
        by: accepted.by,
        at: accepted.at,
        version: Version(0),
    };
    add_subjects(conn, id, &intake.subjects)?;
    diesel::insert_into(stages::table)
        .values((
            stages::complaint_id.eq(Key(id)),
            stages::number.eq(1),
            stages::opened_at.eq(stored(intake.received_at)),
        ))
        .execute(conn)?;
    for event in &accepted.events {
        write_event(conn, acting, event)?;
    }
    take_part(conn, id, &accepted.parts())?;
    for change in &accepted.clocks {
        if let ClockChange::Start(clock) = change {
            clocks::start(conn, id, clock)?;
        }
    }
    if let Some(message) = intake.mail {
        let decided = Decided {
            by: accepted.by,
            at: accepted.at,
            why: "",
        };
        mail::became(conn, message, id, &decided)?;
    }
    let logged = crate::complaints::get(conn, id)?;
    show_in_lists(conn, &logged)?;
    Ok((id, reference))
}

fn next_reference(conn: &mut Connection, prefix: &str, year: i32) -> Result<Reference> {
    let changed = diesel::update(reference_counters::table.find(year))
        .set(reference_counters::last.eq(reference_counters::last + 1))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(reference_counters::table)
            .values((
                reference_counters::year.eq(year),
                reference_counters::last.eq(1),
            ))
            .execute(conn)?;
    }
    let number = reference_counters::table
        .find(year)
        .select(reference_counters::last)
        .first::<i64>(conn)?;
    Ok(Reference::new(prefix, year, number))
}

fn insert(
    conn: &mut Connection,
    accepted: &Accepted,
    who: ComplainantId,
    reference: &Reference,
) -> Result<ComplaintId> {
    let intake = &accepted.intake;
    let tried = intake.on_the_spot.as_ref().map_or("", |s| s.tried.as_str());
    let id = diesel::insert_into(complaints::table)
        .values((
            (
                complaints::reference.eq(reference.as_str()),
                complaints::complainant_id.eq(Key(who)),
                complaints::stage.eq(Word(accepted.stage)),
                complaints::tried_on_the_spot.eq(tried),
            ),
            (
                complaints::channel.eq(Word(intake.channel)),
                complaints::received_at.eq(stored(intake.received_at)),
                complaints::known_by.eq(Word(intake.known_by)),
                complaints::addressed_to.eq(&intake.addressed_to),
                complaints::entered_at.eq(stored(accepted.at)),
                complaints::entered_by.eq(Key(accepted.by)),
                complaints::mail_id.eq(intake.mail.map(Key)),
            ),
            (
                complaints::priority.eq(i32::from(!intake.urgent)),
                complaints::is_urgent.eq(intake.urgent),
                complaints::urgent_why.eq(&intake.urgent_why),
                complaints::needs_asked.eq(intake.needs_asked.map(Word)),
            ),
            details(&intake.details),
        ))
        .returning(complaints::id)
        .get_result::<Key<ComplaintId>>(conn)?;
    Ok(id.0)
}

/// The complaint's own columns of its details; shared with a later change of them.
pub(super) fn details(d: &Details) -> DetailChanges<'_> {
    let rep = d.representative.as_ref();
    DetailChanges {
        rep_name: rep.map(|r| r.name.as_str()),
        rep_email: rep.map_or("", |r| &r.email),
        rep_address: rep.map_or("", |r| &r.address),
        rep_authority: Word(rep.map_or(Authority::None, |r| r.authority)),
        rep_expires: rep.and_then(|r| r.expires),
        write_to_rep: d.write_to_representative,
        summary: &d.summary,
        what_happened: &d.what_happened,
        wanted: &d.wanted,
        latest_event: d.latest_event,
        first_raised: d.first_raised,
        dispute_reference: &d.dispute_reference,
        supplier: &d.supplier,
        dispute_state: Word(d.dispute_state),
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = complaints, treat_none_as_null = true)]
pub(super) struct DetailChanges<'a> {
    rep_name: Option<&'a str>,
    rep_email: &'a str,
    rep_address: &'a str,
    rep_authority: Word<Authority>,
    rep_expires: Option<chrono::NaiveDate>,
    write_to_rep: bool,
    summary: &'a str,
    what_happened: &'a str,
    wanted: &'a str,
    latest_event: Option<chrono::NaiveDate>,
    first_raised: chrono::NaiveDate,
    dispute_reference: &'a str,
    supplier: &'a str,
    dispute_state: Word<DisputeState>,
}

pub(super) fn add_subjects(
    conn: &mut Connection,
    id: ComplaintId,
    named: &[Subject],
) -> Result<()> {
    for subject in named {
        diesel::insert_into(subjects::table)
            .values((
                subjects::complaint_id.eq(Key(id)),
                subjects::person_id.eq(subject.person.map(Key)),
                subjects::name.eq(&subject.name),
                subjects::allegation_number.eq(subject.allegation),
            ))
            .execute(conn)?;
    }
    Ok(())
}
