//! GET `/escalation`: the second stage, who decides it, and what is with the Independent Assessor.
use super::paging;
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use procedure::vocabulary::{ReferralTiming, Role, Stage};
use procedure::working_time::uk_time;
use procedure::{Actor, Screen, StepKind, permits_screen};
use std::collections::HashMap;
use storage::escalations::{self, Besides, ReferralRow, View};
use storage::queues::QueueRow;
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError};

/// Stands where the database cannot say what there is.
const CANNOT_BE_READ: &str = "Cannot be read";

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    pub view: String,
    pub after: String,
}

pub struct Tab {
    pub word: &'static str,
    pub label: &'static str,
    /// None when it cannot be read.
    pub count: Option<i64>,
    pub current: bool,
}

/// A line of the board, in finished words.
pub struct Line {
    pub row: QueueRow,
    pub clock: Option<ClockView>,
    /// What the clock is for, where views mix promises.
    pub owed: &'static str,
    /// (outcome, "Anika Sethi, 20 Oct")
    pub stage_1: (String, String),
    pub why: String,
    /// (name, rank) of who decides.
    pub reviewer: Option<(String, &'static str)>,
    /// The step that comes next, when the person asking may take it: (address, words).
    pub step: Option<(String, &'static str)>,
    /// The last column of a view that has no reviewer to show.
    pub state: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "queues/escalation.html")]
struct EscalationBoard {
    tabs: Vec<Tab>,
    here: &'static str,
    first_column: &'static str,
    last_column: &'static str,
    caption: &'static str,
    empty: &'static str,
    lines: Vec<Line>,
    next: Option<String>,
    today: NaiveDate,
}

pub fn word(view: View) -> &'static str {
    match view {
        View::Open => "open",
        View::Overdue => "overdue",
        View::ToChoose => "to-choose",
        View::Answered => "answered",
        View::FinalResponse => "final-response",
        View::Assessor => "assessor",
    }
}

pub fn label(view: View) -> &'static str {
    match view {
        View::Open => "Open",
        View::Overdue => "Overdue",
        View::ToChoose => "To decide who reviews",
        View::Answered => "Answered at stage 1",
        View::FinalResponse => "Final response",
        View::Assessor => "With the Independent Assessor",
    }
}

/// (first column, last column, caption, what an empty view says)
fn heads(view: View) -> [&'static str; 4] {
    match view {
        View::Open => [
            "Owed by",
            "Reviewer",
            "Open stage 2 complaints, most urgent first",
            "No complaint is at stage 2. Escalated complaints are listed here until their final response.",
        ],
        View::Overdue => [
            "Owed by",
            "Reviewer",
            "Stage 2 complaints past their date, most urgent first",
            "Nothing at stage 2 is overdue.",
        ],
        View::ToChoose => [
            "Acknowledge by",
            "Reviewer",
            "Stage 2 complaints without a reviewer, most urgent first",
            "Every stage 2 complaint has a reviewer.",
        ],
        View::Answered => [
            "Time to escalate",
            "Escalation",
            "Complaints answered at stage 1, nearest close first",
            "No complainant is deciding on a stage 1 response.",
        ],
        View::FinalResponse => [
            "Final response",
            "Independent Assessor",
            "Complaints with a final response, not closed yet",
            "No complaint with a final response is waiting to be closed.",
        ],
        View::Assessor => [
            "Due",
            "Referral",
            "Complaints with the Independent Assessor, or referred too early, earliest first",
            "Nothing is with the Independent Assessor.",
        ],
    }
}

/// GET `/escalation`.
///
/// # Errors
/// The refusal for staff who lead nothing; `NotFound` for a view there is not.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(query): web::Query<BoardQuery>,
) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    permits_screen(Screen::Escalation, &actor)?;
    let view = match query.view.as_str() {
        "" => View::Open,
        asked => View::ALL
            .iter()
            .copied()
            .find(|view| word(*view) == asked)
            .ok_or(WebError::NotFound)?,
    };
    let (after, now) = (paging::read(&query.after), who.now);
    let (tabs, rows, facts, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let tabs = tabs(conn, (view, now), &actor, &mut missing)?;
            let rows = escalations::page(conn, (view, now), &actor, after, paging::PAGE + 1);
            let rows = missing.part("the complaints of this view", rows)?;
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let facts = escalations::facts(conn, &ids, &mut missing)?;
            Ok((tabs, rows, facts, missing))
        })
        .await?;
    let shown = board(view, tabs, rows, facts, &who);
    page::render_without(&shown, StatusCode::OK, &who, &unreadable)
}

fn tabs(
    conn: &mut Connection,
    (here, now): (View, DateTime<Utc>),
    actor: &Actor,
    unreadable: &mut Unreadable,
) -> Result<Vec<Tab>, StorageError> {
    View::ALL
        .iter()
        .map(|view| {
            let count = escalations::count(conn, *view, actor, now).map(Some);
            Ok(Tab {
                word: word(*view),
                label: label(*view),
                count: unreadable.part("how many there are", count)?,
                current: *view == here,
            })
        })
        .collect()
}

fn board(
    view: View,
    tabs: Vec<Tab>,
    rows: Vec<QueueRow>,
    mut facts: HashMap<i64, Besides>,
    who: &SignedIn,
) -> EscalationBoard {
    let (rows, next) = paging::cut(rows);
    let lines = rows
        .into_iter()
        .map(|row| {
            let facts = facts.remove(&row.id).unwrap_or_default();
            line(view, row, facts, who)
        })
        .collect();
    let [first_column, last_column, caption, empty] = heads(view);
    EscalationBoard {
        today: who.today(),
        tabs,
        here: word(view),
        first_column,
        last_column,
        caption,
        empty,
        lines,
        next: next.map(|after| paths::escalation_board(word(view), &after)),
    }
}

fn line(view: View, row: QueueRow, facts: Besides, who: &SignedIn) -> Line {
    let calendar = &who.rules.calendar;
    let clock = match (view, &facts.referral) {
        // What came too early waits for us.
        (View::Assessor, Some(referral)) if !referral.is_too_early() => {
            let times = referral.papers_due.or_else(|| {
                let (sent, due) = (referral.papers_sent_on?, referral.to_chase_on()?);
                Some((uk_time::midnight(sent), calendar.close_of_business(due)))
            });
            times.map(|times| ClockView::new(calendar, who.now, times))
        }
        _ => ClockView::of_row(&row, calendar, who.now),
    };
    let of_referral = facts.referral.as_ref();
    let owed = match (view, row.stage) {
        (View::Assessor, _) if of_referral.is_some_and(ReferralRow::is_too_early) => "Our answer",
        (View::Assessor, _) if of_referral.is_some_and(|r| r.papers_due.is_some()) => "Papers",
        (View::Assessor, _) if of_referral.is_some_and(|r| r.to_chase_on().is_some()) => "Report",
        (View::Open | View::Overdue, Some(Stage::Escalated)) => "To acknowledge",
        (View::Open | View::Overdue, Some(Stage::FinalResponse)) => {
            "Final response: written, not sent"
        }
        (View::Open | View::Overdue, _) => "Final response",
        _ => "",
    };
    let unread = facts.in_part.then(|| CANNOT_BE_READ.to_owned());
    let why = facts.asked.as_ref().map(|asked| {
        if !asked.unhappy_about.is_empty() {
            asked.unhappy_about.clone()
        } else if asked.no_response {
            "Stage 1 was overdue".to_owned()
        } else {
            "No reasons given, none needed".to_owned()
        }
    });
    Line {
        owed,
        why: why.or(unread).unwrap_or_default(),
        stage_1: if row.stage == Some(Stage::FinalReview) && row.holder == Some(who.actor.id) {
            // Their own view comes first; their page of it says so.
            ("Answered".to_owned(), String::new())
        } else {
            stage_1(&facts, who.today())
        },
        step: step(view, &row, who),
        state: state(view, (&row, &facts), who.today()),
        reviewer: facts
            .reviewer
            .map(|r| (r.name, r.role.map_or("Rank unknown", Role::label))),
        clock,
        row,
    }
}

fn stage_1(facts: &Besides, today: NaiveDate) -> (String, String) {
    let Some(found) = &facts.stage_1 else {
        if facts.in_part {
            return (CANNOT_BE_READ.to_owned(), String::new());
        }
        return ("No response yet".to_owned(), String::new());
    };
    let outcome = found.outcome.map_or("No response", |o| o.label());
    let when = found
        .at
        .map(|at| uk_time::day_of_month(uk_time::local_date(at), today));
    let by: Vec<String> = [found.by.clone()]
        .into_iter()
        .filter(|name| !name.is_empty())
        .chain(when)
        .collect();
    (outcome.to_owned(), by.join(", "))
}

fn step(view: View, row: &QueueRow, who: &SignedIn) -> Option<(String, &'static str)> {
    let to = |step: StepKind, words| (paths::step(&row.reference, &step), words);
    let relations = who.actor.in_customer_relations();
    match view {
        View::Assessor => relations.then(|| to(StepKind::AssessorReferral, "Record what happened")),
        View::FinalResponse => {
            relations.then(|| to(StepKind::AssessorReferral, "Record a referral"))
        }
        View::Open | View::ToChoose | View::Overdue => {
            let to_choose = row.stage == Some(Stage::Escalated);
            (relations && to_choose).then(|| to(StepKind::Reviewer, "Choose reviewer"))
        }
        View::Answered => Some(to(StepKind::Escalation, "Record escalation")),
    }
}

fn state(view: View, (row, facts): (&QueueRow, &Besides), today: NaiveDate) -> Vec<String> {
    let day = |date: NaiveDate| date.format("%-d %b %Y").to_string();
    match (view, &facts.referral) {
        (View::Assessor, Some(referral)) if referral.is_too_early() => {
            let with = [&row.holder_name, &row.area_name];
            let with = with.into_iter().find(|name| !name.is_empty());
            let with = with.map_or("Customer Relations", String::as_str);
            vec![format!("Too early: answer first. It is with {with}")]
        }
        (View::Assessor, Some(referral)) => referral_words(referral, today),
        _ if facts.in_part => vec![CANNOT_BE_READ.to_owned()],
        (View::FinalResponse, referral) => {
            let sent = facts
                .final_at
                .map(|at| format!("Sent {}", day(uk_time::local_date(at))));
            let last = facts
                .assessor_last_date
                .map(|last| format!("Last day to refer: {}", day(last)));
            let referred = referral
                .as_ref()
                .map(|r| r.received_on.map_or("an unknown day".to_owned(), day))
                .map(|on| format!("Referred on {on}"));
            [sent, last, referred].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

fn referral_words(referral: &ReferralRow, today: NaiveDate) -> Vec<String> {
    let day = |date| uk_time::day_of_month(date, today);
    let timing = match referral.timing {
        Some(ReferralTiming::InTime) => "in time",
        Some(ReferralTiming::Late) => "late",
        Some(ReferralTiming::Premature) => "too early: a stage was open",
        Some(ReferralTiming::Unknown) | None => "timing not known",
    };
    let received = match referral.received_on {
        Some(on) => format!("Received {}, {timing}", day(on)),
        None => format!("Received on an unknown day, {timing}"),
    };
    let papers = match (
        referral.papers_asked_on,
        referral.papers_sent_on,
        referral.concluded_on,
    ) {
        (_, _, Some(on)) => format!("Concluded {}. A recommendation is still open", day(on)),
        (_, Some(sent), None) => format!("Papers sent {}", day(sent)),
        (Some(asked), None, None) => format!("Papers asked for {}", day(asked)),
        (None, None, None) => "Papers not asked for yet".to_owned(),
    };
    let report = referral.to_chase_on().map(|on| {
        if on < today {
            format!("The report is late: ask how it goes (since {})", day(on))
        } else {
            format!("Report expected, or asked about, {}", day(on))
        }
    });
    let chased = referral.chased_on.map(|on| format!("Asked {}", day(on)));
    [Some(received), Some(papers), report, chased]
        .into_iter()
        .flatten()
        .collect()
}
