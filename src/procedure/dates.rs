//! The order of dates, in one place: what happened before what, and what is impossible or hardly likely.
//!
//! An event, first told, received, asked for stage 2, accepted or withdrawn, referred to the Independent Assessor, the
//! papers asked for and sent, the report. Nothing is in the future and nothing is absurdly old; of an old
//! received date somebody is asked. Days are compared, not
//! times of day: people remember when somebody rang to the day, and the post has no hours. Every step that takes a
//! date asks here, and each refusal names the other date.
use super::complaint::Complaint;
use super::context::Context;
use super::delivery::Delivery;
use super::vocabulary::LetterKind;
use super::working_time::uk_time;
use chrono::{DateTime, Months, NaiveDate, Utc};

/// Older than this, in years, is a slip of the keyboard: no complaint about our service is.
const ABSURD_YEARS: u32 = 20;
/// Older than this, in months, a complaint is hardly ever only taken in now.
const UNLIKELY_MONTHS: u32 = 12;

/// What is said to have happened on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    LatestEvent,
    FirstRaised,
    Received,
    Evidence,
    Note,
    /// The office of the executive it was addressed to was told.
    OfficeTold,
    Contact,
    /// They were contacted about more time.
    ToldOfTimescale,
    EscalationRequested,
    Withdrawn,
    Accepted,
    Referred,
    PapersAsked,
    PapersSent,
    Concluded,
    /// The Assessor was asked how the report goes.
    Chased,
    /// A remedy, or what the Assessor recommended.
    Done,
    /// What is about personal data.
    DataProtectionAnswered,
    /// To human resources.
    PassedOn,
}

/// Something else that happened, and when, in words that end a sentence.
type Known = (NaiveDate, &'static str);

impl What {
    /// How a sentence about it begins.
    fn cannot(self) -> &'static str {
        match self {
            Self::LatestEvent => "The latest event cannot have happened",
            Self::FirstRaised => "They cannot have first told us",
            Self::Received => "The complaint cannot have been received",
            Self::Evidence => "The evidence cannot be dated",
            Self::Note => "It cannot have happened",
            Self::OfficeTold => "Their office cannot have been told",
            Self::Contact => "The contact cannot have happened",
            Self::ToldOfTimescale => "They cannot have been contacted about more time",
            Self::EscalationRequested => "They cannot have asked for stage 2",
            Self::Withdrawn => "They cannot have withdrawn the complaint",
            Self::Accepted => "They cannot have accepted the response",
            Self::Referred => "The Independent Assessor cannot have written to us",
            Self::PapersAsked => "The papers cannot have been asked for",
            Self::PapersSent => "The papers cannot have been sent",
            Self::Concluded => "The Independent Assessor cannot have reported",
            Self::Chased => "The Independent Assessor cannot have been asked",
            Self::Done => "It cannot have been done",
            Self::DataProtectionAnswered => "It cannot have been answered",
            Self::PassedOn => "It cannot have been passed on",
        }
    }
    /// What must have happened by then, as far as the record knows.
    fn follows(self, c: &Complaint) -> Vec<Known> {
        let received = received(c);
        let referred = || {
            let came = c.referral.as_ref().map(|r| r.received_on);
            came.map(|on| (on, "when the Independent Assessor wrote to us"))
        };
        let also = match self {
            // What is complained of, and what shows it, comes before the complaint.
            Self::LatestEvent | Self::FirstRaised | Self::Evidence | Self::Note => {
                return Vec::new();
            }
            Self::Received => return Vec::new(),
            Self::Accepted => {
                let left = c.answered_at.filter(|_| c.is_answered());
                left.map(|at| (uk_time::local_date(at), "when the response left"))
            }
            Self::PapersAsked | Self::Concluded => referred(),
            Self::Chased => {
                let sent = c.referral.as_ref().and_then(|r| r.papers_sent_on);
                sent.map(|on| (on, "when the papers were sent"))
            }
            Self::PapersSent => {
                let asked = c.referral.as_ref().and_then(|r| r.papers_asked_on);
                let asked = asked.map(|on| (on, "when the papers were asked for"));
                asked.or_else(referred)
            }
            Self::Contact
            | Self::OfficeTold
            | Self::ToldOfTimescale
            | Self::EscalationRequested
            | Self::Withdrawn
            | Self::Referred
            | Self::Done
            | Self::DataProtectionAnswered
            | Self::PassedOn => None,
        };
        std::iter::once(received).chain(also).collect()
    }
    /// What cannot have happened before it, as far as the record knows.
    fn precedes(self, c: &Complaint) -> Vec<Known> {
        match self {
            Self::LatestEvent | Self::FirstRaised => vec![received(c)],
            Self::Received => after_receipt(c),
            Self::Evidence
            | Self::Note
            | Self::OfficeTold
            | Self::Contact
            | Self::ToldOfTimescale
            | Self::EscalationRequested
            | Self::Withdrawn
            | Self::Accepted
            | Self::Referred
            | Self::PapersAsked
            | Self::PapersSent
            | Self::Concluded
            | Self::Chased
            | Self::Done
            | Self::DataProtectionAnswered
            | Self::PassedOn => Vec::new(),
        }
    }
}

fn received(c: &Complaint) -> Known {
    let on = uk_time::local_date(c.received.at);
    (on, "when the complaint was received")
}

/// What a complaint cannot have been received after: when it was logged, and the days that people gave for what
/// followed.
fn after_receipt(c: &Complaint) -> Vec<Known> {
    let logged = (
        uk_time::local_date(c.received.entered_at),
        "when the complaint was logged",
    );
    let asked = c.escalation.as_ref().map(|e| {
        let on = uk_time::local_date(e.requested_at);
        (on, "when they asked for stage 2")
    });
    let referral = c.referral.as_ref();
    let referred = referral.map(|r| (r.received_on, "when the Independent Assessor wrote to us"));
    let told = c.timescales.iter().map(|t| {
        let on = uk_time::local_date(t.contacted_at);
        (on, "when they were contacted about more time")
    });
    let data = c.data_protection.as_ref().and_then(|d| d.answered_on);
    let answered = data.map(|on| (on, "when what is about personal data was answered"));
    let passed = c.human_resources.iter();
    let passed = passed.map(|p| (p.on, "when something was passed to human resources"));
    let all = std::iter::once(logged).chain(asked).chain(referred);
    all.chain(told).chain(answered).chain(passed).collect()
}

/// Why this cannot have happened on that day; none when it can.
pub fn impossible(what: What, on: NaiveDate, c: &Complaint, ctx: &Context) -> Option<String> {
    let out = out_of_bounds(what, on, ctx);
    out.or_else(|| out_of_order(what, on, &what.follows(c), &what.precedes(c)))
}

/// The same of a time.
pub fn impossible_at(
    what: What,
    at: DateTime<Utc>,
    c: &Complaint,
    ctx: &Context,
) -> Option<String> {
    if at > ctx.now {
        return Some(in_the_future(what));
    }
    impossible(what, uk_time::local_date(at), c, ctx)
}

/// Why a complaint that is being logged cannot have these dates: (what is wrong, why). `received_at` is when it was
/// received: however old, that is asked about and not refused ([`unlikely`]).
pub fn impossible_at_intake(
    (latest_event, first_raised): (Option<NaiveDate>, NaiveDate),
    received_at: DateTime<Utc>,
    ctx: &Context,
) -> Vec<(What, String)> {
    let received_on = uk_time::local_date(received_at);
    let future = (received_at > ctx.now).then(|| in_the_future(What::Received));
    // Told on the day it was received: no older than that is.
    let out_of_bounds = |what, on| match what {
        What::FirstRaised if on == received_on => None,
        _ => out_of_bounds(what, on, ctx),
    };
    let wrong = future.or_else(|| out_of_bounds(What::Received, received_on));
    if let Some(why) = wrong {
        // Held against a day that is wrong itself, the others would be wrong too.
        let others = [
            (What::LatestEvent, latest_event),
            (What::FirstRaised, Some(first_raised)),
        ];
        let others = others
            .into_iter()
            .filter(|(_, on)| *on != Some(received_on));
        let others = others.filter_map(|(what, on)| Some((what, out_of_bounds(what, on?)?)));
        return std::iter::once((What::Received, why))
            .chain(others)
            .collect();
    }
    let by_then = [(received_on, "when the complaint was received")];
    let check = |what, on| {
        let out = out_of_bounds(what, on);
        let out = out.or_else(|| out_of_order(what, on, &[], &by_then));
        out.map(|why| (what, why))
    };
    let event = latest_event.and_then(|on| check(What::LatestEvent, on));
    let told = check(What::FirstRaised, first_raised);
    event.into_iter().chain(told).collect()
}

/// Why a letter cannot have come back on that day.
pub fn cannot_have_come_back(on: NaiveDate, letter: &Delivery, ctx: &Context) -> Option<String> {
    let cannot = "The letter cannot have come back";
    if on > ctx.today() {
        return Some(format!("{cannot} in the future"));
    }
    let left = letter.left_on().filter(|left| on < *left)?;
    let left = uk_time::date_long(left);
    Some(format!("{cannot} before {left}, when it left"))
}

/// Why a letter cannot have gone on that day: it was written, or printed, only then.
pub fn cannot_have_gone(
    on: NaiveDate,
    earliest: Option<(NaiveDate, &str)>,
    today: NaiveDate,
) -> Option<String> {
    if on > today {
        return Some("Enter a day that is not in the future".to_owned());
    }
    let (first, what) = earliest.filter(|(first, _)| on < *first)?;
    let first = uk_time::date_long(first);
    Some(format!("Enter a day from {first}, when it was {what}"))
}

/// Possible, and hardly likely: what somebody is asked to look at again. None when there is nothing to ask.
pub fn unlikely(received_at: DateTime<Utc>, ctx: &Context) -> Option<String> {
    let on = uk_time::local_date(received_at);
    let year_ago = ctx
        .today()
        .checked_sub_months(Months::new(UNLIKELY_MONTHS))?;
    let day = uk_time::date_long(on);
    (on < year_ago).then(|| {
        format!(
            "{day} is more than a year ago. Correct the date, or tick “This date is right” if it is"
        )
    })
}

fn in_the_future(what: What) -> String {
    format!("{} in the future", what.cannot())
}

fn out_of_bounds(what: What, on: NaiveDate, ctx: &Context) -> Option<String> {
    if on > ctx.today() {
        return Some(in_the_future(what));
    }
    // Of the received date somebody is asked: refused, an old letter that turns up could not be logged at all.
    if what == What::Received {
        return None;
    }
    let absurd = Months::new(ABSURD_YEARS * 12);
    let oldest = ctx.today().checked_sub_months(absurd)?;
    let day = uk_time::date_long(on);
    (on < oldest).then(|| format!("Check the year: {day} is more than {ABSURD_YEARS} years ago"))
}

fn out_of_order(
    what: What,
    on: NaiveDate,
    follows: &[Known],
    precedes: &[Known],
) -> Option<String> {
    // The nearest of them says most.
    let last = follows
        .iter()
        .filter(|known| on < known.0)
        .max_by_key(|k| k.0);
    if let Some((known, when)) = last {
        let known = uk_time::date_long(*known);
        return Some(format!("{} before {known}, {when}", what.cannot()));
    }
    let first = precedes
        .iter()
        .filter(|known| on > known.0)
        .min_by_key(|k| k.0);
    first.map(|(known, when)| {
        let known = uk_time::date_long(*known);
        format!("{} after {known}, {when}", what.cannot())
    })
}

/// The day on which the letter left that ends the procedure and starts the three months.
pub fn procedure_ended_on(c: &Complaint) -> Option<NaiveDate> {
    let ends = |d: &&Delivery| d.kind.starts_the_three_months() && d.left_at.is_some();
    let newest = c.deliveries.iter().filter(ends).max_by_key(|d| d.letter);
    let left = newest.and_then(Delivery::left_on);
    // Brought in with its letters elsewhere, it has the time and no letter.
    let letters = c
        .deliveries
        .iter()
        .any(|d| d.kind == LetterKind::FinalResponse);
    let written = c.final_at.filter(|_| !letters).map(uk_time::local_date);
    left.or(written)
}

/// Every date of a record that is in an order which is refused here, in words. Empty for a record that was kept by
/// these rules: the properties ask it of every record they make.
pub fn disorder(c: &Complaint, ctx: &Context) -> Vec<String> {
    let referral = c.referral.as_ref();
    let day = |at: DateTime<Utc>| uk_time::local_date(at);
    let told = c.timescales.iter().map(|t| Some(day(t.contacted_at)));
    let told = told.map(|on| (What::ToldOfTimescale, on));
    let done = c.remedies.iter().map(|r| (What::Done, r.done_on));
    let asked = c.escalation.as_ref().map(|e| day(e.requested_at));
    let all = [
        (What::LatestEvent, c.details.latest_event),
        (What::FirstRaised, Some(c.details.first_raised)),
        (What::Received, Some(day(c.received.at))),
        (What::EscalationRequested, asked),
        (What::Referred, referral.map(|r| r.received_on)),
        (What::PapersAsked, referral.and_then(|r| r.papers_asked_on)),
        (What::PapersSent, referral.and_then(|r| r.papers_sent_on)),
        (What::Concluded, referral.and_then(|r| r.concluded_on)),
    ];
    let answered = c.data_protection.as_ref().and_then(|d| d.answered_on);
    let answered = std::iter::once((What::DataProtectionAnswered, answered));
    let passed = c.human_resources.iter();
    let passed = passed.map(|p| (What::PassedOn, Some(p.on)));
    let all = all.into_iter().chain(told).chain(done).chain(answered);
    let all = all.chain(passed);
    all.filter_map(|(what, on)| impossible(what, on?, c, ctx))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::testing::{World, a_complaint, a_referral};
    use chrono::Days;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_refusal_names_the_other_date() {
        let world = World::new();
        let (c, ctx) = (a_complaint(&world), world.ctx());
        let why = |what, on: &str| impossible(what, day(on), &c, &ctx);
        assert_eq!(
            why(What::EscalationRequested, "2026-11-23").as_deref(),
            Some(
                "They cannot have asked for stage 2 before 24 November 2026, when the complaint was received"
            )
        );
        assert_eq!(why(What::EscalationRequested, "2026-11-24"), None);
        for what in [
            What::Contact,
            What::Withdrawn,
            What::Referred,
            What::ToldOfTimescale,
            What::Done,
        ] {
            let before = why(what, "2026-11-23").unwrap();
            assert!(
                before.ends_with("when the complaint was received"),
                "{before}"
            );
            assert!(why(what, "2026-11-25").unwrap().ends_with("in the future"));
        }
        let after = why(What::Received, "2026-11-25").unwrap();
        assert!(after.ends_with("in the future"), "{after}");
        // What shows what happened is older than the complaint.
        assert_eq!(why(What::Evidence, "2024-03-01"), None);
        let absurd = why(What::Evidence, "1926-03-01").unwrap();
        assert_eq!(
            absurd,
            "Check the year: 1 March 1926 is more than 20 years ago"
        );
    }

    #[test]
    fn the_papers_follow_the_referral_and_the_request() {
        let world = World::new();
        let mut c = a_complaint(&world);
        c.received.at -= chrono::Duration::days(30);
        let mut referral = a_referral(&world);
        referral.received_on = day("2026-11-12");
        c.referral = Some(referral);
        let why = |c: &Complaint, what, on| impossible(what, day(on), c, &world.ctx());
        let asked = why(&c, What::PapersAsked, "2026-11-11").unwrap();
        assert!(asked.contains("12 November 2026"), "{asked}");
        if let Some(r) = &mut c.referral {
            r.papers_asked_on = Some(day("2026-11-16"));
        }
        let sent = why(&c, What::PapersSent, "2026-11-13").unwrap();
        assert!(sent.contains("16 November 2026"), "{sent}");
        assert_eq!(why(&c, What::PapersSent, "2026-11-16"), None);
    }

    #[test]
    fn only_what_is_more_than_a_year_old_is_asked_about() {
        let world = World::new();
        let ctx = world.ctx();
        let ago = |days| world.now - Days::new(days);
        assert_eq!(unlikely(ago(365), &ctx), None);
        let old = unlikely(ago(366), &ctx).unwrap();
        assert!(old.starts_with("23 November 2025"), "{old}");
    }
}
