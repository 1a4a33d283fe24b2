//! GET `/unowned`: what stands with nobody, because its holder's sign-in was stopped, until it is handed over (rule 30).
use super::paging;
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use procedure::vocabulary::Stage;
use procedure::{Area, Screen, StepKind, permits_screen};
use std::collections::HashMap;
use storage::people::{self, Names};
use storage::queues::QueueRow;
use storage::unowned::{self, Promised};
use storage::unreadable::Unreadable;
use storage::workload::{self, Besides, Board};
use storage::{Connection, StorageError, areas};

/// Promises of one page.
const PROMISES: usize = 25;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Where the page of complaints begins.
    pub after: String,
    /// The promise after which the page of promises begins.
    pub promises: String,
}

/// How a complaint gets a new owner.
pub enum Next {
    /// Whoever presses the button has it.
    Take { action: String, version: i64 },
    /// A step of the reader's.
    Step { words: &'static str, href: String },
    /// Somebody else's step, in words.
    Others(String),
}

/// A complaint whose holder's sign-in was stopped.
pub struct Line {
    pub row: QueueRow,
    pub clock: Option<ClockView>,
    pub next: Next,
}

#[derive(askama::Template)]
#[template(path = "queues/unowned.html")]
struct UnownedPage {
    lines: Vec<Line>,
    next: Option<String>,
    promises: Vec<Promised>,
    more_promises: Option<String>,
    /// How many wait to be assigned where no Leader can.
    leaderless: i64,
    today: NaiveDate,
}

impl UnownedPage {
    fn is_late(&self, promised: &Promised) -> bool {
        promised.due.is_some_and(|due| due < self.today)
    }
}

/// What the page shows, read at once.
struct Found {
    rows: Vec<QueueRow>,
    facts: HashMap<i64, Besides>,
    areas: Vec<Area>,
    leaders: Names,
    promises: Vec<Promised>,
    leaderless: i64,
    today: NaiveDate,
}

/// GET `/unowned`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Unowned, &who.actor)?;
    let (asking, wanted) = (who.clone(), asked.clone());
    let (mut found, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            Ok((read(conn, (&asking, &wanted), &mut missing)?, missing))
        })
        .await?;
    let more = found.promises.len() > PROMISES;
    found.promises.truncate(PROMISES);
    let last = found.promises.last().filter(|_| more);
    let more_promises = last.map(|p| paths::unowned(&asked.after, &p.id.to_string()));
    let (rows, next) = paging::cut(std::mem::take(&mut found.rows));
    let lines = rows.into_iter().map(|row| Line {
        clock: ClockView::of_row(&row, &who.rules.calendar, who.now),
        next: next_of(&row, &found),
        row,
    });
    let shown = UnownedPage {
        lines: lines.collect(),
        next: next.map(|after| paths::unowned(&after, &asked.promises)),
        promises: found.promises,
        more_promises,
        leaderless: found.leaderless,
        today: who.today(),
    };
    page::render_without(&shown, StatusCode::OK, &who, &unreadable)
}

fn read(
    conn: &mut Connection,
    (who, asked): (&SignedIn, &Asked),
    missing: &mut Unreadable,
) -> Result<Found, StorageError> {
    let actor = &who.actor;
    let rows = unowned::page(conn, actor, paging::read(&asked.after), paging::PAGE + 1);
    let rows = missing.part("the complaints of this list", rows)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let areas = missing.part("the areas", areas::all(conn))?;
    let lead = areas
        .iter()
        .flat_map(|a| a.leader.into_iter().chain(a.deputy));
    let limit = i64::try_from(PROMISES + 1).unwrap_or(i64::MAX);
    let facts = missing.part(
        "who is named in these complaints",
        workload::facts(conn, &ids),
    )?;
    let promises = unowned::promises(conn, actor, asked.promises.parse().ok(), limit);
    let leaderless = workload::waiting_count(conn, &Board::Leaderless(who.today()), actor);
    Ok(Found {
        facts,
        leaders: missing.part("the names of Leaders", people::names(conn, lead))?,
        promises: missing.part("what was promised", promises)?,
        leaderless: missing.part("how many wait to be assigned", leaderless)?,
        today: who.today(),
        areas,
        rows,
    })
}

/// Who hands it over, by its stage: the same people as `procedure::permits` says.
fn next_of(row: &QueueRow, found: &Found) -> Next {
    let step = |words, step: StepKind| Next::Step {
        words,
        href: paths::step(&row.reference, &step),
    };
    match row.stage {
        Some(Stage::OnTheSpot) => step("Say how it ended", StepKind::OnTheSpot),
        Some(Stage::Investigation) => match leader_of(row, found) {
            Some(words) => Next::Others(words),
            None => step("Assign somebody else", StepKind::Assignment),
        },
        Some(Stage::FinalReview) => step("Choose somebody else", StepKind::Reviewer),
        // Its response is written: what is left to do is to send it.
        Some(Stage::Answered | Stage::FinalResponse) => Next::Step {
            words: "Look after its letter",
            href: paths::complaint(&row.reference),
        },
        // It waits for an owner, or is where nobody holds it.
        Some(Stage::Triage | Stage::Assignment | Stage::Escalated | Stage::Closed) | None => {
            Next::Take {
                action: paths::step(&row.reference, &StepKind::Taking),
                version: row.version,
            }
        }
    }
}

/// "The Leader of Energy, Helen Marsh, assigns somebody else"; none when no Leader can.
fn leader_of(row: &QueueRow, found: &Found) -> Option<String> {
    let area = found.areas.iter().find(|a| Some(a.id) == row.area)?;
    let named = |person| {
        let facts = found.facts.get(&row.id);
        facts.is_some_and(|facts| facts.named.contains(&person))
    };
    let leader = area.led_by(found.today, named)?;
    let rank = if area.leader == Some(leader) {
        "Leader"
    } else {
        "deputy"
    };
    let name = found.leaders.get(&leader).map_or("", String::as_str);
    Some(format!(
        "The {rank} of {}, {name}, assigns somebody else",
        area.name
    ))
}
