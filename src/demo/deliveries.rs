//! What has become of the letters of the stories: most have arrived, a few have not, the latest leave when the
//! demonstration is served.
use super::house::House;
use super::whom::Whom;
use crate::casework::delivery::{Next, move_on};
use chrono::{DateTime, Duration, Utc};
use procedure::delivery::{Delivery, State, Way};
use procedure::working_time::uk_time;
use procedure::{By, Cause, DeliveryId};
use storage::deliveries;
use storage::{Connection, Result};

/// Opening minutes: what was sent within them leaves, or is to be printed, when somebody starts the server.
const FRESH: i64 = 12 * 60;
/// Opening minutes it takes from an order to a delivery.
const MADE_WITHIN: i64 = 40 * 60;

/// Tells what became of every letter, inside the caller's transaction.
pub fn tell(conn: &mut Connection, house: &House) -> Result<()> {
    let mut gone: Vec<Delivery> = deliveries::held(conn)?
        .into_iter()
        .filter(|d| house.calendar.minutes_between(d.leaves_at, house.now) > FRESH)
        .collect();
    gone.sort_by_key(|d| std::cmp::Reverse(d.leaves_at));
    let given_up = gone.iter().filter(|d| d.way == Way::Email).nth(1);
    let given_up = given_up.map(|d| d.id);
    for delivery in &gone {
        let teller = Teller { house, delivery };
        match delivery.way {
            Way::Email if given_up == Some(delivery.id) => teller.refused(conn)?,
            Way::Email => teller.email(conn)?,
            Way::Post => teller.post(conn)?,
            Way::Order => teller.order(conn)?,
        }
    }
    came_to_grief(conn, house, &gone)
}

struct Teller<'a> {
    house: &'a House,
    delivery: &'a Delivery,
}

impl Teller<'_> {
    /// So many opening minutes after it left; none when that is still to come.
    fn after(&self, minutes: i64) -> Option<DateTime<Utc>> {
        let at = self
            .house
            .calendar
            .add_minutes(self.delivery.leaves_at, minutes);
        (at < self.house.now).then_some(at)
    }
    fn email(&self, conn: &mut Connection) -> Result<()> {
        let left = self.delivery.leaves_at;
        by_itself(conn, self.delivery.id, State::Waiting, left, "")?;
        let sent = left + Duration::seconds(2);
        by_itself(conn, self.delivery.id, State::Sent, sent, "")
    }
    fn refused(&self, conn: &mut Connection) -> Result<()> {
        let left = self.delivery.leaves_at;
        by_itself(conn, self.delivery.id, State::Waiting, left, "")?;
        let refused = left + Duration::seconds(2);
        let why = "550 5.1.1 No such mailbox here";
        by_itself(conn, self.delivery.id, State::Failed, refused, why)
    }
    fn post(&self, conn: &mut Connection) -> Result<()> {
        by_itself(
            conn,
            self.delivery.id,
            State::ToPrint,
            self.delivery.leaves_at,
            "",
        )?;
        match self.after(120) {
            Some(at) => self.person(conn, State::Posted, at, "First class"),
            None => Ok(()),
        }
    }
    fn order(&self, conn: &mut Connection) -> Result<()> {
        by_itself(
            conn,
            self.delivery.id,
            State::ToOrder,
            self.delivery.leaves_at,
            "",
        )?;
        for (state, minutes, why) in [
            (State::Ordered, 90, "From the transcription service"),
            (
                State::Dispatched,
                MADE_WITHIN - 960,
                "By the service, articles for the blind",
            ),
            (State::Delivered, MADE_WITHIN, "Signed for"),
        ] {
            if let Some(at) = self.after(minutes) {
                self.person(conn, state, at, why)?;
            }
        }
        Ok(())
    }
    fn person(&self, conn: &mut Connection, to: State, at: DateTime<Utc>, why: &str) -> Result<()> {
        let next = Next {
            to,
            at,
            why,
            on_day: Some(uk_time::local_date(at)),
        };
        let by = By::Person(self.house.actor(Whom::Priya)?);
        move_on(conn, by, self.delivery.id, &next)
            .map_err(|ended| ended.into_storage("demonstration: a delivery"))
    }
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
        let back = Teller {
            house,
            delivery: posted,
        };
        let why = "Marked \"gone away\"";
        back.person(conn, State::Returned, hours_ago(2), why)?;
    }
    Ok(())
}
