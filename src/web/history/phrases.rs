//! Phrases that several lines of the history share.
use chrono::NaiveDate;
use procedure::complaint::{Planned, RefusalOf};
use procedure::delivery::State;
use procedure::event::JudgedAgain;
use procedure::vocabulary::{Channel, LetterKind};
use procedure::working_time::uk_time;

/// A clock that had stopped, judged again after the received date was corrected.
pub(super) fn again(judged: &JudgedAgain) -> String {
    let word = |late| match (judged.kept, late) {
        (_, true) => "late",
        (true, false) => "in time",
        (false, false) => "no longer owed",
    };
    format!(
        "{}: {} by the date recorded first, due {}; {} by the true date, due {}",
        judged.promise.label(),
        word(judged.was_late),
        uk_time::with_year(judged.was_due),
        word(judged.late),
        uk_time::with_year(judged.due)
    )
}

/// By when: what is planned stands on the complaint.
pub(super) fn planned_words(planned: &[Planned]) -> String {
    let last = planned.iter().filter_map(|one| one.by).max();
    let all = match planned.len() {
        1 => "One allegation".to_owned(),
        n => format!("{n} allegations"),
    };
    match last {
        Some(by) => format!("{all}, by {}", uk_time::date_long(by)),
        None => all,
    }
}

/// Why it moved, what was warned of, and why the complainant was not told.
pub(super) fn assigned(reason: &str, warned: &[String], not_told: &str) -> String {
    let said = [reason, &warned.join(". ")].join(" ").trim().to_owned();
    match not_told {
        "" => said,
        why => format!("{said}\nThe complainant was not told: {why}")
            .trim()
            .to_owned(),
    }
}

/// "24 December 2026 (Early closing) and 31 December 2026 (Stocktaking)"
pub(super) fn closed_days(closed: &[(NaiveDate, String)]) -> String {
    let day = |(on, name): &(NaiveDate, String)| format!("{} ({name})", uk_time::date_long(*on));
    closed.iter().map(day).collect::<Vec<_>>().join(" and ")
}

/// Who contacted whom, and how.
pub(super) fn contact(from_us: bool, channel: Channel) -> String {
    let who = if from_us {
        "We contacted them"
    } else {
        "They contacted us"
    };
    format!("{who} ({})", channel.label().to_lowercase())
}

/// What was said, what we promised, and what they agreed.
pub(super) fn contacted(note: &str, reply_by: Option<String>, agreed: bool) -> String {
    let reply = reply_by.map(|by| format!(" Reply promised by {by}."));
    let agreed = if agreed {
        " They agreed the list of allegations."
    } else {
        ""
    };
    format!("{note}{}{agreed}", reply.unwrap_or_default())
}

/// The date that a letter bears, where it is not the day on which it left, and the last day that it names.
pub(super) fn days_of(bears: Option<NaiveDate>, last_day: Option<NaiveDate>) -> String {
    let long = uk_time::date_long;
    let bears = bears.map(|on| format!("It bears the date {}.", long(on)));
    let last =
        last_day.map(|on| format!("Last day to go to the Independent Assessor: {}.", long(on)));
    let both: Vec<String> = bears.into_iter().chain(last).collect();
    both.join(" ")
}

pub(super) fn lower(letter: LetterKind) -> String {
    letter.label().to_lowercase()
}

pub(super) fn left_words(how: State) -> &'static str {
    match how {
        State::Posted => "posted",
        State::Dispatched => "dispatched",
        State::HandedOver => "handed over",
        _ => "sent",
    }
}

pub(super) fn refused(of: RefusalOf) -> &'static str {
    match of {
        RefusalOf::Complaint => "the complaint",
        RefusalOf::Escalation => "a second stage",
        RefusalOf::Repeat => "the complaint as answered already",
    }
}
