//! What has become of the letters of the stories: most have arrived, a few have not, the latest leave when the
//! demonstration is served.
use super::house::House;
use super::story::Act;
use super::whom::Whom;
use crate::casework::dating;
use crate::casework::delivery::{self as casework, Next, move_on};
use chrono::{DateTime, Duration, Utc};
use procedure::delivery::{Delivery, State, Way};
use procedure::working_time::uk_time;
use procedure::{By, Cause, ComplaintId, DeliveryId};
use storage::deliveries;
use storage::{Connection, Result};

/// Opening minutes: what was sent within them leaves, or is to be printed, when somebody starts the server.
const FRESH: i64 = 12 * 60;
/// Tells what became by then of the letters of one story, before the next act in it.
pub fn pass(
    conn: &mut Connection,
    house: &House,
    story: ComplaintId,
    until: DateTime<Utc>,
) -> Result<()> {
    let mut letters = deliveries::of_complaint(conn, story)?;
    letters.reverse();
    for delivery in &letters {
        live(conn, house, delivery, until)?;
    }
    Ok(())
}

/// Tells what became of every letter that waits, inside the caller's transaction.
///
/// `to_print`: stories whose letters wait until the server makes them.
pub fn tell(conn: &mut Connection, house: &House, to_print: &[ComplaintId]) -> Result<()> {
    let mut stay = Vec::new();
    for story in to_print {
        stay.extend(deliveries::of_complaint(conn, *story)?);
    }
    let mut gone: Vec<Delivery> = deliveries::held(conn)?
        .into_iter()
        .filter(|d| stay.iter().all(|one| one.id != d.id))
        .filter(|d| house.calendar.minutes_between(d.leaves_at, house.now) > FRESH)
        .collect();
    gone.sort_by_key(|d| std::cmp::Reverse(d.leaves_at));
    let given_up = gone.iter().filter(|d| d.way == Way::Email).nth(1);
    let given_up = given_up.map(|d| d.id);
    for delivery in &gone {
        if given_up == Some(delivery.id) {
            refused(conn, delivery)?;
        } else {
            live(conn, house, delivery, house.now)?;
        }
    }
    came_to_grief(conn, house, &gone)
}

/// What a letter goes through: each state, how many opening minutes after it could no longer be stopped, and what is
/// said about it.
fn life(way: Way) -> &'static [(State, i64, &'static str)] {
    match way {
        Way::Email => &[(State::Waiting, 0, ""), (State::Sent, 0, "")],
        Way::Post => &[(State::ToPrint, 0, ""), (State::Posted, 120, "First class")],
        Way::Order => &[
            (State::ToOrder, 0, ""),
            (State::Ordered, 90, "From the transcription service"),
            (
                State::Dispatched,
                480,
                "By the service, articles for the blind",
            ),
            (State::Delivered, 1440, "Signed for"),
        ],
    }
}

/// Takes a letter through what has happened to it by then.
fn live(
    conn: &mut Connection,
    house: &House,
    delivery: &Delivery,
    until: DateTime<Utc>,
) -> Result<()> {
    let all = life(delivery.way);
    let reached = all.iter().position(|(state, ..)| *state == delivery.state);
    if reached.is_none() && delivery.state != State::Held {
        return Ok(());
    }
    let left = delivery.leaves_at;
    for (nth, (state, minutes, why)) in all.iter().enumerate() {
        if reached.is_some_and(|reached| nth <= reached) {
            continue;
        }
        let at = match minutes {
            0 if *state == State::Sent => left + Duration::seconds(2),
            0 => left,
            minutes => house.calendar.add_minutes(left, *minutes),
        };
        if at >= until {
            break;
        }
        // Its file is made for the day on which it leaves.
        if matches!(state, State::Posted | State::Dispatched) {
            bears(conn, house, delivery.id, at)?;
        }
        match state {
            State::Waiting | State::ToPrint | State::ToOrder | State::Sent => {
                by_itself(conn, delivery.id, *state, at, why)?;
            }
            _ => person(conn, house, delivery.id, *state, (at, why))?,
        }
        if matches!(state, State::Waiting | State::ToPrint | State::ToOrder) {
            bears(conn, house, delivery.id, at)?;
        }
    }
    Ok(())
}

/// The file of a letter is made, for the day of `at`.
fn bears(
    conn: &mut Connection,
    house: &House,
    delivery: DeliveryId,
    at: DateTime<Utc>,
) -> Result<()> {
    let day = uk_time::local_date(at);
    let made = dating::to_make(conn, delivery, day, &house.context(at))?;
    casework::made(conn, &made.made(Vec::new()), at)
}

/// What a story says of its newest letter itself.
pub fn of_the_post_room(
    conn: &mut Connection,
    house: &House,
    newest: &Delivery,
    (act, at): (&Act, DateTime<Utc>),
) -> Result<()> {
    // The server makes it.
    if matches!(act, Act::LeaveToPrint) {
        return Ok(());
    }
    if newest.state == State::Held {
        by_itself(conn, newest.id, State::ToPrint, at, "")?;
        bears(conn, house, newest.id, at)?;
    }
    match act {
        Act::Print => person(conn, house, newest.id, State::Printed, (at, "")),
        Act::PostLate => person(
            conn,
            house,
            newest.id,
            State::Posted,
            (at, "Found in the tray; this print was posted"),
        ),
        _ => Ok(()),
    }
}

fn refused(conn: &mut Connection, delivery: &Delivery) -> Result<()> {
    let left = delivery.leaves_at;
    by_itself(conn, delivery.id, State::Waiting, left, "")?;
    let refused = left + Duration::seconds(2);
    let why = "550 5.1.1 No such mailbox here";
    by_itself(conn, delivery.id, State::Failed, refused, why)
}

fn person(
    conn: &mut Connection,
    house: &House,
    delivery: DeliveryId,
    to: State,
    (at, why): (DateTime<Utc>, &str),
) -> Result<()> {
    let next = Next {
        to,
        at,
        why,
        on_day: Some(uk_time::local_date(at)),
    };
    let by = By::Person(house.actor(Whom::Priya)?);
    move_on(conn, by, delivery, &next)
        .map_err(|ended| ended.into_storage("demonstration: a delivery"))
}

fn by_itself(
    conn: &mut Connection,
    delivery: DeliveryId,
    to: State,
    at: DateTime<Utc>,
    why: &str,
) -> Result<()> {
    let next = Next {
        to,
        at,
        why,
        on_day: None,
    };
    let cause = match to {
        State::Bounced => Cause::LetterBounced,
        _ => Cause::LetterLeft,
    };
    move_on(conn, By::Itself(cause), delivery, &next)
        .map_err(|ended| ended.into_storage("demonstration: a delivery"))
}

/// The latest email bounced, and a letter that was posted came back.
fn came_to_grief(conn: &mut Connection, house: &House, gone: &[Delivery]) -> Result<()> {
    let hours_ago = |hours| house.now - Duration::hours(hours);
    let mut emails = gone.iter().filter(|d| d.way == Way::Email);
    if let Some(bounced) = emails.next() {
        let why = "550 5.2.1 The mailbox is disabled";
        by_itself(conn, bounced.id, State::Bounced, hours_ago(3), why)?;
    }
    let posted = gone.iter().filter(|d| d.way == Way::Post).nth(1);
    if let Some(posted) = posted
        && deliveries::find(conn, posted.id)?.state == State::Posted
    {
        let why = "Marked \"gone away\"";
        person(conn, house, posted.id, State::Returned, (hours_ago(2), why))?;
    }
    Ok(())
}
