//! GET `/assignment`: what waits for a Leader to assign it, what needs a new person, and who has room.
use super::paging;
use super::team::{self, OptionView, TeamView};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use procedure::vocabulary::Stage;
use procedure::{AreaId, PersonId, Screen, opens, permits_screen};
use std::collections::{HashMap, HashSet};
use storage::queues::{Cursor, QueueRow};
use storage::unreadable::Unreadable;
use storage::workload::{self, Besides, Board, Cuts, Member};
use storage::{Connection, StorageError, areas, unowned};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    /// An area's id, or `none` for what no Leader can assign.
    pub area: String,
    /// Where the page of what waits begins.
    pub after: String,
    /// Where the page of what is being answered begins.
    pub held: String,
}

/// One board a person may use.
pub struct Tab {
    pub board: Board,
    pub name: String,
    /// Its word in the address.
    pub word: String,
    /// None when it cannot be read.
    pub waiting: Option<i64>,
    pub current: bool,
}

/// A card of "Waiting to be assigned".
pub struct Card {
    pub row: QueueRow,
    pub clock: Option<ClockView>,
    pub facts: Besides,
    pub options: Vec<OptionView>,
}

/// A line of what somebody has already.
pub struct Line {
    pub row: QueueRow,
    pub clock: Option<ClockView>,
    /// Why it needs a new person, beside the name of whoever has it; empty when it needs none.
    pub why: &'static str,
}

impl Line {
    /// Not once the response is written.
    pub fn can_be_moved(&self) -> bool {
        self.row.stage == Some(Stage::Investigation)
    }
    /// There it is not for the Leader to choose.
    pub fn is_at_stage_2(&self) -> bool {
        self.row.stage.is_some_and(Stage::is_stage_2)
    }
}

#[derive(askama::Template)]
#[template(path = "queues/assignment.html")]
struct AssignmentBoard {
    title: String,
    lead: String,
    tabs: Vec<Tab>,
    here: String,
    cards: Vec<Card>,
    next: Option<String>,
    stranded: Vec<Line>,
    /// There are more of them than are shown.
    more_stranded: bool,
    held: Vec<Line>,
    held_next: Option<String>,
    team: Vec<TeamView>,
    today: NaiveDate,
}

/// GET `/assignment`.
///
/// # Errors
/// The refusal for those who assign nothing; `NotFound` for an area that is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(query): web::Query<BoardQuery>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Assignment, &who.actor)?;
    let asking = who.clone();
    let wanted = query.clone();
    let (tabs, here, found, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let mut tabs = tabs(conn, &asking, &mut missing)?;
            let here = match wanted.area.as_str() {
                "" => tabs.first_mut(),
                word => tabs.iter_mut().find(|tab| tab.word == word),
            };
            let here = here.ok_or(StorageError::NotFound)?;
            here.current = true;
            let found = read(conn, &here.board, (&asking, &wanted), &mut missing)?;
            let word = here.word.clone();
            Ok((tabs, word, found, missing))
        })
        .await?;
    let shown = board(tabs, here, found, &who);
    page::render_without(&shown, StatusCode::OK, &who, &unreadable)
}

fn tabs(
    conn: &mut Connection,
    who: &SignedIn,
    missing: &mut Unreadable,
) -> Result<Vec<Tab>, StorageError> {
    let led = areas::all(conn)?
        .into_iter()
        .filter(|area| who.actor.leads(area.id));
    let mut boards: Vec<(Board, String, String)> = led
        .map(|area| (Board::Area(area.id), area.name, area.id.to_string()))
        .collect();
    if opens(Screen::Leaderless, &who.actor) {
        boards.push((
            Board::Leaderless(who.today()),
            "No Leader can".to_owned(),
            "none".to_owned(),
        ));
    }
    boards
        .into_iter()
        .map(|(board, name, word)| {
            let waiting = workload::waiting_count(conn, &board, &who.actor).map(Some);
            let waiting = missing.part("how many there are", waiting)?;
            Ok(Tab {
                board,
                name,
                word,
                waiting,
                current: false,
            })
        })
        .collect()
}

/// What one board shows, read at once.
struct Found {
    waiting: Vec<QueueRow>,
    facts: HashMap<i64, Besides>,
    stranded: Vec<QueueRow>,
    /// Those of the people with these complaints whose sign-in was stopped.
    stopped: HashSet<PersonId>,
    held: Vec<QueueRow>,
    team: Vec<Member>,
}

fn read(
    conn: &mut Connection,
    board: &Board,
    (who, query): (&SignedIn, &BoardQuery),
    missing: &mut Unreadable,
) -> Result<Found, StorageError> {
    let (actor, today) = (&who.actor, who.today());
    let from = |text: &str| -> Option<Cursor> { paging::read(text) };
    let limit = paging::PAGE + 1;
    let waiting = workload::waiting(conn, board, actor, from(&query.after), limit);
    let waiting = missing.part("what waits to be assigned", waiting)?;
    let stranded = workload::stranded(conn, board, actor, today, limit);
    let mut stranded = missing.part("what needs a new person", stranded)?;
    let at_stage_2 = workload::stranded_at_stage_2(conn, board, actor, limit);
    stranded.extend(missing.part("what needs a new person at stage 2", at_stage_2)?);
    let held = workload::being_answered(conn, board, actor, from(&query.held), limit);
    let held = missing.part("what is being answered", held)?;
    let areas = match board {
        Board::Area(area) => vec![*area],
        Board::Leaderless(_) => areas_of(&waiting),
    };
    let ids: Vec<i64> = waiting.iter().map(|row| row.id).collect();
    let facts = workload::facts(conn, &ids);
    let stopped = unowned::stopped(conn, holders(&stranded).chain(holders(&held)));
    let team = workload::team(conn, &areas, actor, Cuts::of(who.now));
    Ok(Found {
        facts: missing.part("who is named in these complaints", facts)?,
        stopped: missing.part("whose sign-in was stopped", stopped)?,
        team: missing.part("the team", team)?,
        waiting,
        stranded,
        held,
    })
}

fn holders(rows: &[QueueRow]) -> impl Iterator<Item = PersonId> {
    rows.iter().filter_map(|row| row.holder)
}

fn areas_of(rows: &[QueueRow]) -> Vec<AreaId> {
    let mut areas: Vec<AreaId> = rows.iter().filter_map(|row| row.area).collect();
    areas.sort_unstable();
    areas.dedup();
    areas
}

fn board(tabs: Vec<Tab>, here: String, mut found: Found, who: &SignedIn) -> AssignmentBoard {
    let tab = tabs.iter().find(|tab| tab.current);
    let (name, waiting) = tab.map_or(("", None), |tab| (tab.name.as_str(), tab.waiting));
    let leaderless = tab.is_some_and(|tab| matches!(tab.board, Board::Leaderless(_)));
    let title = if leaderless {
        "Assign where no Leader can".to_owned()
    } else {
        format!("{name}: assign")
    };
    let (rows, next) = paging::cut(found.waiting);
    let (held, held_next) = paging::cut(found.held);
    let (stranded, more) = paging::cut(found.stranded);
    let stranded = stranded.into_iter().map(|row| {
        let why = absence(&row, &found.stopped);
        Line {
            why,
            ..line(row, who)
        }
    });
    let held = held.into_iter().map(|row| {
        let why = if is_stopped(&row, &found.stopped) {
            STOPPED
        } else {
            ""
        };
        Line {
            why,
            ..line(row, who)
        }
    });
    let (stranded, held) = (stranded.collect(), held.collect());
    let named_in = |id| {
        found
            .facts
            .values()
            .filter(|f| f.named.contains(&id))
            .count()
    };
    let team = team::panel(&found.team, who.now, named_in);
    let cards = rows
        .into_iter()
        .map(|row| {
            let facts = found.facts.remove(&row.id).unwrap_or_default();
            Card {
                options: team::options(&found.team, row.area, &facts.named),
                clock: line(row.clone(), who).clock,
                facts,
                row,
            }
        })
        .collect();
    let link = |what: &str, from: String| paths::assignment_board(&here, &[(what, &from)]);
    AssignmentBoard {
        today: who.today(),
        lead: lead(waiting, leaderless),
        title,
        next: next.map(|from| link("after", from)),
        held_next: held_next.map(|from| link("held", from)),
        cards,
        stranded,
        more_stranded: more.is_some(),
        held,
        team,
        tabs,
        here,
    }
}

fn line(row: QueueRow, who: &SignedIn) -> Line {
    Line {
        clock: ClockView::of_row(&row, &who.rules.calendar, who.now),
        row,
        why: "",
    }
}

const STOPPED: &str = "Sign-in stopped";

fn is_stopped(row: &QueueRow, stopped: &HashSet<PersonId>) -> bool {
    row.holder.is_some_and(|id| stopped.contains(&id))
}

/// Why whoever has it cannot work on it.
fn absence(row: &QueueRow, stopped: &HashSet<PersonId>) -> &'static str {
    if is_stopped(row, stopped) {
        STOPPED
    } else {
        "Away"
    }
}

/// "Five acknowledged complaints need someone to respond. ..."
fn lead(waiting: Option<i64>, leaderless: bool) -> String {
    const WORDS: [&str; 10] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine",
    ];
    let Some(waiting) = waiting else {
        return "Redress cannot read how many complaints need someone to respond.".to_owned();
    };
    let count = usize::try_from(waiting)
        .ok()
        .and_then(|n| WORDS.get(n))
        .map_or(waiting.to_string(), |word| (*word).to_owned());
    let need = if waiting == 1 {
        "complaint needs"
    } else {
        "complaints need"
    };
    let aim = if leaderless {
        "The Leader and the deputy are complained about or away, or there is none."
    } else {
        "Aim to assign each within 24 working hours."
    };
    format!("{count} acknowledged {need} someone to respond. {aim}")
}
