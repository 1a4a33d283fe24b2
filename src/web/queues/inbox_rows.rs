//! The rows of the inbox, in finished words.
use super::undelivered;
use crate::web::clock_view::ClockView;
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use chrono::{DateTime, Utc};
use procedure::vocabulary::{Channel, LetterFormat, ReplyChannel, Stage};
use procedure::working_time::{six_month_test, uk_time};
use procedure::{AreaId, PersonId};
use std::collections::{HashMap, HashSet};
use storage::deliveries::OwedLetter;
use storage::inbox::{Item, Tab};
use storage::mail::MailRow;
use storage::queues::QueueRow;

/// One row as it is drawn.
pub struct Row {
    pub clock: Option<ClockView>,
    /// What stands in place of a clock when none runs.
    pub no_clock: String,
    pub name: String,
    pub href: String,
    /// Empty for mail.
    pub reference: String,
    pub tags: Vec<Tag>,
    pub gist: String,
    /// "19 Nov, 09:15"
    pub received: String,
    pub how: &'static str,
    pub area: String,
    pub owner: Owner,
}

impl Row {
    /// Nobody has it, so it can be selected.
    pub fn can_be_taken(&self) -> bool {
        matches!(self.owner, Owner::Take { .. })
    }
}

pub struct Tag {
    pub words: String,
    /// Part of a class name: `accent`, `late`, `soon`, or empty.
    pub tone: &'static str,
}

pub enum Owner {
    Person {
        first: String,
        rest: String,
        name: String,
    },
    /// Nobody has it: a button.
    Take { action: String, version: i64 },
    /// Somewhere else to act: a link.
    Open { words: &'static str },
    /// Not one person.
    Room(&'static str),
}

/// What an empty tab says, and what to do then.
pub fn empty(tab: Tab) -> (&'static str, &'static str) {
    match tab {
        Tab::Triage => (
            "There is nothing to triage.",
            "New mail and logged complaints appear here automatically. To add a letter or a call, log it.",
        ),
        Tab::OnTheSpot => (
            "Nobody is trying to put something right on the spot.",
            "An attempt that staff log is listed here until it ends.",
        ),
        Tab::Executives => (
            "There is nothing addressed to the executives or the Board.",
            "What is addressed to them goes the same way, with the same clock.",
        ),
        Tab::Acknowledged => (
            "No acknowledged complaint is waiting here.",
            "Complaints are listed here that an area hands back, and those where you decide whether the procedure covers them.",
        ),
        Tab::Unsent => (
            "Every acknowledgement and refusal has left.",
            "What is written is listed here until it has left: it was stopped, it waits to be sent, or it is in the post room.",
        ),
        Tab::Refusals => (
            "No refusal needs a second person.",
            "A refusal that somebody proposes is listed here until another person has decided.",
        ),
        Tab::Replies => (
            "Nobody is waiting for a reply.",
            "A message that is joined to a complaint, and a contact that promised a reply, is listed here until it is answered.",
        ),
        Tab::Machine => (
            "No machine mail.",
            "Automatic replies and delivery failures are set apart here, for a person to look at.",
        ),
        Tab::NotComplaints => (
            "Nothing was set aside.",
            "A message that somebody decides is not a complaint is kept here, and can be put back.",
        ),
    }
}

fn tag(words: impl Into<String>, tone: &'static str) -> Tag {
    Tag {
        words: words.into(),
        tone,
    }
}

/// What rows are marked with.
pub struct Marked {
    /// The addresses of people who are restricted today.
    pub restricted: HashSet<String>,
    /// Holders whose sign-in was stopped.
    pub stopped: HashSet<PersonId>,
}

/// The rows of one page of a tab.
pub fn rows(
    items: &[Item],
    tab: Tab,
    (areas, marked): (&HashMap<AreaId, String>, &Marked),
    who: &SignedIn,
) -> Vec<Row> {
    items
        .iter()
        .map(|item| match item {
            Item::Complaint(row) => {
                let id = row.holder;
                let stopped = id.is_some_and(|id| marked.stopped.contains(&id));
                let mut shown = complaint(row, tab, areas, who);
                if stopped {
                    let words = format!("Sign-in of {} stopped", row.holder_name);
                    shown.tags.insert(0, tag(words, "soon"));
                    if tab != Tab::OnTheSpot && matches!(shown.owner, Owner::Person { .. }) {
                        shown.owner = button_of(row);
                    }
                }
                shown
            }
            Item::Mail(row) => {
                let restricted = marked.restricted.contains(&row.from_address);
                mail(row, tab, restricted, who)
            }
            Item::Letter(row) => letter(row, who),
        })
        .collect()
}

/// A letter that is still owed. The complaint says what has become of it otherwise.
fn letter(row: &OwedLetter, who: &SignedIn) -> Row {
    let delivery = &row.delivery;
    let mut href = paths::complaint(&row.reference);
    if row.waits_for_somebody() {
        let step = paths::of(&row.reference, "delivery");
        href = format!("{step}?delivery={}", delivery.id);
    }
    Row {
        clock: Some(undelivered::clock(row, who)),
        no_clock: String::new(),
        name: row.name.clone(),
        href,
        reference: row.reference.to_string(),
        tags: vec![tag(delivery.state.label(), delivery.state.tone())],
        gist: format!("{} to {}", delivery.kind.label(), delivery.to()),
        received: received(Some(row.written_at), who.now),
        how: delivery.channel.label(),
        area: String::new(),
        owner: if delivery.state.is_in_the_post_room() {
            Owner::Room("Post room")
        } else {
            person(&row.writer)
        },
    }
}

fn person(name: &str) -> Owner {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    Owner::Person {
        first: first.to_owned(),
        rest: rest.to_owned(),
        name: name.to_owned(),
    }
}

fn complaint(row: &QueueRow, tab: Tab, areas: &HashMap<AreaId, String>, who: &SignedIn) -> Row {
    let noun = match tab {
        Tab::Refusals => "refusal",
        Tab::OnTheSpot => "on-the-spot",
        Tab::Replies => "contact",
        _ => "acknowledgement",
    };
    let area = row.likely_area.and_then(|id| areas.get(&id).cloned());
    Row {
        clock: ClockView::of_row(row, &who.rules.calendar, who.now),
        no_clock: no_clock(row, who.now),
        name: row.name.clone(),
        href: if row.is_lost() {
            paths::row(row)
        } else {
            paths::of(&row.reference, noun)
        },
        reference: row.reference.to_string(),
        tags: complaint_tags(row, tab, who),
        gist: row.summary.clone(),
        received: received(row.received_at, who.now),
        how: how(row.channel),
        area: area.unwrap_or_default(),
        owner: if row.waits_for_an_executive() && !who.actor.is_executive() {
            Owner::Room("A senior complaint executive")
        } else {
            owner(row, tab)
        },
    }
}

/// A date that is owed and missing is said first: somebody must look at it.
fn no_clock(row: &QueueRow, now: DateTime<Utc>) -> String {
    match row.acknowledged_at {
        _ if row.lacks_its_date() => "No date".to_owned(),
        Some(at) => format!("Acknowledged {}", uk_time::short(at, now)),
        None => "No clock runs".to_owned(),
    }
}

fn button_of(row: &QueueRow) -> Owner {
    Owner::Take {
        action: paths::of(&row.reference, "taking"),
        version: row.version,
    }
}

fn owner(row: &QueueRow, tab: Tab) -> Owner {
    match tab {
        _ if row.is_lost() => Owner::Open {
            words: "What to do",
        },
        Tab::Refusals => Owner::Open {
            words: "Look at it",
        },
        Tab::Replies => Owner::Open { words: "Answer" },
        _ if row.holder.is_none() => button_of(row),
        _ => person(&row.holder_name),
    }
}

/// Rule 83: what a restricted person sends is read for new matter and for safety, and decided.
fn read_and_decide() -> Tag {
    tag("Read and decide: restricted", "accent")
}

/// What of a row cannot be read, in words; none when all of it can.
fn damaged(words: String) -> Option<Tag> {
    (!words.is_empty()).then(|| tag(words, "late"))
}

fn complaint_tags(row: &QueueRow, tab: Tab, who: &SignedIn) -> Vec<Tag> {
    let mut tags: Vec<Tag> = damaged(row.unreadable_words()).into_iter().collect();
    if tab == Tab::Replies && row.stage == Some(Stage::Closed) {
        tags.push(tag("Closed", "soon"));
    }
    if row.is_restricted(&who.today()) {
        tags.push(read_and_decide());
    }
    if row.urgent {
        tags.push(tag(row.precedence(), "late"));
    }
    if !row.addressed_to.is_empty() {
        tags.push(tag(format!("To {}", row.addressed_to), "accent"));
    }
    if row.waits_for_an_executive() {
        let words = format!(
            "Handed back {} times: an executive decides the area",
            row.hand_backs
        );
        let twice = "Handed back twice: an executive decides the area".to_owned();
        let words = if row.hand_backs == 2 { twice } else { words };
        tags.push(tag(words, "late"));
    } else if row.hand_backs > 0 {
        tags.push(tag("Handed back", "soon"));
    } else if row.acknowledged_at.is_some() && row.stage == Some(Stage::Triage) {
        tags.push(tag("Being decided", "soon"));
    }
    if let Some(format) = row.letter_format.filter(|f| *f != LetterFormat::Standard) {
        tags.push(tag(format.label(), ""));
    }
    match row.reply_channel {
        Some(ReplyChannel::Email) | None => {}
        Some(ReplyChannel::Post) => tags.push(tag("By post", "")),
        Some(ReplyChannel::Phone) => tags.push(tag("Phone first", "")),
    }
    if looks_late(row) {
        tags.push(tag("Check scope", ""));
    }
    tags
}

/// "...complaints that are over 6 months old": likely so, for a person to check.
fn looks_late(row: &QueueRow) -> bool {
    row.latest_event
        .zip(row.first_raised)
        .is_some_and(|(latest, raised)| !six_month_test(latest, raised).within)
}

fn mail(row: &MailRow, tab: Tab, restricted: bool, who: &SignedIn) -> Row {
    let times = row.due_at.map(|due| {
        let start = row.received_at.unwrap_or(due);
        (start, due)
    });
    let times = times.filter(|_| tab == Tab::Triage);
    let name = [&row.from_name, &row.from_address]
        .into_iter()
        .find(|n| !n.is_empty());
    let (first, words) = match tab {
        Tab::Machine => {
            let class = row.class.map_or("Kind unknown", |class| class.label());
            (tag(class, ""), "Look at it")
        }
        Tab::NotComplaints => (tag("Not a service complaint", ""), "Look at it"),
        _ => (tag("Email, not yet logged", "accent"), "Read and log"),
    };
    let mut tags = vec![first];
    if !row.unreadable.is_empty() {
        tags.extend(damaged(format!(
            "Cannot be read: {}",
            row.unreadable.join(", ")
        )));
    }
    if restricted {
        tags.push(read_and_decide());
    }
    if !row.flags.is_empty() {
        tags.push(tag("Read with care", "soon"));
    }
    let gist = [&row.subject, &row.opening]
        .into_iter()
        .find(|t| !t.is_empty())
        .map_or("No subject", String::as_str);
    Row {
        clock: times.map(|t| ClockView::new(&who.rules.calendar, who.now, t)),
        no_clock: if tab == Tab::Triage {
            "No date".to_owned()
        } else {
            "No clock runs".to_owned()
        },
        name: name.map_or("Sender unknown", String::as_str).to_owned(),
        href: paths::log_from_mail(&row.id),
        reference: String::new(),
        tags,
        gist: gist.chars().take(160).collect(),
        received: received(row.received_at, who.now),
        how: "Email",
        area: String::new(),
        owner: Owner::Open { words },
    }
}

fn received(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or("Date unknown".to_owned(), |at| {
        let (date, today) = (uk_time::local_date(at), uk_time::local_date(now));
        let day = uk_time::day_of_month(date, today);
        format!("{day}, {}", uk_time::time(at))
    })
}

/// The channel where there is room for a word.
pub fn how(channel: Option<Channel>) -> &'static str {
    match channel {
        Some(Channel::ExecutiveOrBoard) => "To executives or Board",
        Some(other) => other.label(),
        None => "Channel unknown",
    }
}
