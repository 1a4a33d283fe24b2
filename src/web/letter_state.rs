//! What has become of a letter, in a sentence by the state of its newest delivery; and when its page is out of date.
use chrono::{DateTime, NaiveDate, Utc};
use procedure::delivery::{Delivery, State, Way};
use procedure::working_time::uk_time;

/// Seconds after a letter leaves at which a page that said when it would is asked for again.
const AFTER: i64 = 5;

/// "It leaves at 10:18:47 by email, standard print." `on_day` is the day that somebody gave for the last of it.
pub fn sentence(
    newest: Option<&Delivery>,
    on_day: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> String {
    let Some(d) = newest else {
        return "It was sent before Redress recorded deliveries.".to_owned();
    };
    let when = on_day.map_or_else(
        || uk_time::short(d.changed_at, now),
        |day| uk_time::day(day, uk_time::local_date(now)),
    );
    let how = d.how().to_lowercase();
    match d.state {
        State::Held => format!("It leaves at {}: {how}.", at_second(d.leaves_at)),
        State::Waiting => format!("It is waiting to be sent: {how}."),
        State::Retrying => "The mail server has not accepted it yet. It is tried again.".to_owned(),
        State::Sent => format!("Sent {when}: {how}."),
        State::Written => {
            format!("No mail server is set up, so it was written to the outbox folder {when}.")
        }
        State::Failed => format!("It has not been sent. Redress gave up {when}."),
        State::Bounced => format!("It came back undelivered {when}."),
        State::ToPrint => format!("It is waiting to be printed: {how}."),
        State::Printed => format!("Printed {when}, not posted yet."),
        State::Posted => format!("Posted {when}: {how}."),
        State::ToOrder => format!("It is waiting to be ordered: {how}."),
        State::Ordered => format!("Ordered {when}: {how}."),
        State::Dispatched => format!("Dispatched {when}: {how}."),
        State::Delivered => format!("Delivered {when}."),
        State::Returned => format!("It came back {when}."),
        State::Stopped => format!("It was stopped {when} and has not been sent."),
        State::SentAgain => "It did not arrive and was sent again.".to_owned(),
        State::ClosedWithout => "It did not arrive and will not be sent again.".to_owned(),
        State::HandedOver => format!("Handed over {when}."),
        State::TakenBack => {
            format!("It was stopped {when} and its step undone. It has not been sent.")
        }
    }
}

/// What is said of the date of a letter, from its deliveries, the earliest first: of the newest that was made. Nothing
/// when it left on the day that it bears.
pub fn of_its_date<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>) -> String {
    let Some(d) = newest_made(deliveries) else {
        return String::new();
    };
    let unsent = State::UNSENT.contains(&d.state);
    match (d.dated, d.left_on()) {
        (Some(bears), Some(left)) if bears != left => format!(
            "It bears {} and was {} on {}.",
            uk_time::date_long(bears),
            departure(d),
            uk_time::date_long(left)
        ),
        (Some(bears), None) if unsent => format!(
            "It bears {}; if it leaves on another day, it is made again for that day.",
            uk_time::date_long(bears)
        ),
        (None, None) if unsent => {
            "Its date, and the days counted from it, are set when it leaves.".to_owned()
        }
        _ => String::new(),
    }
}

/// The same for papers that are read later: what became of each delivery, the earliest first.
pub fn departed<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>) -> String {
    let all: Vec<String> = deliveries.into_iter().map(became).collect();
    all.join(" ")
}

/// What became of one: whether and on which day it left, and whether it arrived.
fn became(d: &Delivery) -> String {
    let changed = uk_time::date_long(uk_time::local_date(d.changed_at));
    let left = match (d.dated, d.left_on()) {
        (Some(bears), Some(left)) if bears != left => of_its_date([d]),
        (_, Some(left)) => format!("It was {} on {}.", departure(d), uk_time::date_long(left)),
        (_, None) => String::new(),
    };
    let then = match d.state {
        State::Bounced | State::Returned => format!("It came back on {changed}."),
        State::Stopped | State::TakenBack => {
            format!("It was stopped on {changed}, before it left.")
        }
        State::Failed => format!("It could not be sent, and was given up on {changed}."),
        State::SentAgain => format!("It did not arrive, and was sent again on {changed}."),
        State::ClosedWithout => format!("It did not arrive; no more was tried after {changed}."),
        State::Held
        | State::Waiting
        | State::Retrying
        | State::ToPrint
        | State::Printed
        | State::ToOrder
        | State::Ordered => "It has not left.".to_owned(),
        State::Sent
        | State::Written
        | State::Posted
        | State::Dispatched
        | State::Delivered
        | State::HandedOver => String::new(),
    };
    [left, then].join(" ").trim().to_owned()
}

/// The newest that was made; the newest of all when none was.
fn newest_made<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>) -> Option<&'a Delivery> {
    let made = |one: &Delivery| one.dated.is_some() || one.left_at.is_some();
    let mut newest = None;
    for next in deliveries {
        if made(next) || !newest.is_some_and(made) {
            newest = Some(next);
        }
    }
    newest
}

/// How it left: "posted".
pub fn departure(delivery: &Delivery) -> &'static str {
    match (delivery.state, delivery.way) {
        (State::HandedOver, _) => "handed over",
        (_, Way::Email) => "sent",
        (_, Way::Post) => "posted",
        (_, Way::Order) => "dispatched",
    }
}

/// "10:18:47"
pub fn at_second(at: DateTime<Utc>) -> String {
    uk_time::local(at).format("%H:%M:%S").to_string()
}

/// Seconds until the first of these that are held has left, and a little more; none when none is held, or the time is
/// over and asking again would not end.
pub fn left_in<'a>(
    deliveries: impl IntoIterator<Item = &'a Delivery>,
    now: DateTime<Utc>,
) -> Option<i64> {
    let held = deliveries.into_iter().filter(|d| d.state == State::Held);
    let first = held.map(|d| d.leaves_at).filter(|at| *at >= now).min()?;
    Some((first - now).num_seconds() + AFTER)
}
