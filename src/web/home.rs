//! GET `/`: what this person holds, what else they owe, and what waits for their role.
use super::clock_view::ClockView;
use super::error::WebError;
use super::open_forms::unsent;
use super::queues::escalation;
use super::signed_in::SignedIn;
use super::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use procedure::next_step::of_holder;
use procedure::working_time::uk_time;
use procedure::{Screen, opens};
use storage::escalations::{self, View};
use storage::home::{self, Load, Owed};
use storage::inbox::{self, Due, Tab};
use storage::queues::{self, Queue, QueueRow};
use storage::restrictions::live::{self, ToDecide};
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError, areas, unowned};

/// Complaints held that are shown at once.
const HELD: i64 = 50;

/// One number, leading to what it counts.
struct Figure {
    label: String,
    number: i64,
    href: String,
    /// `late`, `soon` or empty.
    tone: &'static str,
}

impl Figure {
    fn new(label: &str, number: i64, href: impl Into<String>) -> Self {
        Self {
            label: label.to_owned(),
            number,
            href: href.into(),
            tone: "",
        }
    }
    /// Coloured unless it is nought.
    fn toned(mut self, tone: &'static str) -> Self {
        if self.number > 0 {
            self.tone = tone;
        }
        self
    }
}

/// A row of figures with its name.
struct Strip {
    title: String,
    figures: Vec<Figure>,
}

struct Held {
    row: QueueRow,
    clock: Option<ClockView>,
    next: &'static str,
    update_overdue: bool,
}

/// Something owed, in words.
struct Line {
    owed: Owed,
    /// "Due Tue 24 Nov, 17:00"; empty without a date.
    due: String,
    late: bool,
}

fn line(owed: Owed, now: DateTime<Utc>) -> Line {
    let late = owed.by.is_some_and(|by| by < now);
    let due = owed.by.map(uk_time::short);
    Line {
        owed,
        due: due_words(due, late),
        late,
    }
}

fn promised(owed: Owed, due: Option<NaiveDate>, today: NaiveDate) -> Line {
    let late = due.is_some_and(|due| due < today);
    let due = due.map(|day| day.format("%-d %b %Y").to_string());
    Line {
        owed,
        due: due_words(due, late),
        late,
    }
}

fn due_words(due: Option<String>, late: bool) -> String {
    let before = if late { "Was due" } else { "Due" };
    due.map(|due| format!("{before} {due}")).unwrap_or_default()
}

#[derive(askama::Template)]
#[template(path = "home.html")]
struct HomePage {
    first_name: String,
    strips: Vec<Strip>,
    held: Vec<Held>,
    /// Only those overdue, or due this week.
    narrowed: &'static str,
    /// Typed in forms and not sent.
    unsent: Vec<unsent::Line>,
    replies: Vec<Line>,
    remedies: Vec<Line>,
    refusals: Vec<Line>,
    /// Proposals to restrict somebody, and appeals, that wait for a second or a third person.
    restrictions: Vec<ToDecide>,
    today: NaiveDate,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub due: String,
}

/// GET `/`.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let (reader, inner) = (who.clone(), app.clone());
    let (shown, missing) = app
        .db
        .read(move |conn| load(conn, &inner, &reader, &asked))
        .await?;
    page::render_without(&shown, StatusCode::OK, &who, &missing)
}

/// Each part by itself: what one of them cannot read is said, and the others are shown.
fn load(
    conn: &mut Connection,
    app: &App,
    who: &SignedIn,
    asked: &Asked,
) -> Result<(HomePage, Unreadable), StorageError> {
    let mut missing = Unreadable::default();
    let rows = queues::page(conn, &Queue::Mine, &who.actor, None, HELD);
    let rows = missing.part("the complaints you hold", rows)?;
    let week = end_of_week(who.today());
    let (narrowed, between) = match asked.due.as_str() {
        "overdue" => ("overdue", Some(DateTime::<Utc>::MIN_UTC..who.now)),
        "week" => ("due this week", Some(who.now..week)),
        _ => ("", None),
    };
    let wanted = |row: &QueueRow| {
        let without = narrowed == "overdue" && row.lacks_its_date();
        between
            .as_ref()
            .is_none_or(|between| row.due_at.is_some_and(|due| between.contains(&due)) || without)
    };
    let held = rows
        .into_iter()
        .filter(wanted)
        .map(|row| held(row, who))
        .collect();
    let refusals = if opens(Screen::RefusalsToAgree, &who.actor) {
        home::refusals_to_agree(conn, &who.actor)
    } else {
        Ok(Vec::new())
    };
    let strips = strips(conn, who, week, &mut missing)?;
    let restrictions = live::to_decide(conn, &who.actor);
    let replies = home::replies(conn, &who.actor);
    let remedies = home::remedies(conn, &who.actor);
    let unsent = unsent::lines(conn, app, who);
    let page = HomePage {
        first_name: who
            .person
            .name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        held,
        narrowed,
        strips,
        restrictions: missing.part("the restrictions to decide", restrictions)?,
        today: who.today(),
        unsent: missing.part("what you typed and did not send", unsent)?,
        replies: lines(missing.part("the replies owed", replies)?, who.now),
        remedies: missing
            .part("the remedies that are yours", remedies)?
            .into_iter()
            .map(|(owed, due)| promised(owed, due, who.today()))
            .collect(),
        refusals: lines(missing.part("the refusals to agree", refusals)?, who.now),
    };
    Ok((page, missing))
}

fn lines(owed: Vec<Owed>, now: DateTime<Utc>) -> Vec<Line> {
    owed.into_iter().map(|owed| line(owed, now)).collect()
}

fn held(row: QueueRow, who: &SignedIn) -> Held {
    Held {
        clock: ClockView::of_row(&row, &who.rules.calendar, who.now),
        next: next(&row),
        update_overdue: row.update_due_at.is_some_and(|due| due < who.now),
        row,
    }
}

/// The complaint's own page says more.
fn next(row: &QueueRow) -> &'static str {
    let acknowledged = row.acknowledged_at.is_some();
    let known = row.stage.and_then(|stage| of_holder(stage, acknowledged));
    known.unwrap_or("Look at it")
}

/// Midnight after the Sunday of this week.
fn end_of_week(today: NaiveDate) -> DateTime<Utc> {
    let left = 7 - u64::from(today.weekday().num_days_from_monday());
    uk_time::midnight(today.checked_add_days(Days::new(left)).unwrap_or(today))
}

fn strips(
    conn: &mut Connection,
    who: &SignedIn,
    week: DateTime<Utc>,
    missing: &mut Unreadable,
) -> Result<Vec<Strip>, StorageError> {
    let actor = &who.actor;
    let own = home::load(conn, &Queue::Mine, actor, (who.now, week));
    let mut strips = Vec::new();
    strips.extend(missing.part("your own figures", own.map(mine).map(Some))?);
    if opens(Screen::Inbox, actor) {
        let figures = inbox(conn, who).map(Some);
        strips.extend(missing.part("the inbox's figures", figures)?);
    }
    if opens(Screen::EscalationFigures, actor) {
        let figures = stage_2(conn, who).map(Some);
        strips.extend(missing.part("the figures of stage 2", figures)?);
    }
    if !actor.leads.is_empty() {
        let figures = led(conn, who);
        strips.extend(missing.part("the figures of your areas", figures)?);
    }
    Ok(strips)
}

/// A strip for each area that this person leads.
fn led(conn: &mut Connection, who: &SignedIn) -> Result<Vec<Strip>, StorageError> {
    let actor = &who.actor;
    let mut strips = Vec::new();
    for area in areas::all(conn)?.iter().filter(|a| actor.leads(a.id)) {
        let with = vec![area.id];
        let to_assign = queues::count(conn, &Queue::ToAssign(with.clone()), actor, who.now)?;
        let answering = queues::count(conn, &Queue::WithArea(with), actor, who.now)?;
        let late = home::overdue_in(conn, area.id, actor, who.now)?;
        let list = |state: &str| format!("/complaints?state={state}&area={}", area.id);
        strips.push(Strip {
            title: format!("You lead {}", area.name),
            figures: vec![
                Figure::new("To assign", to_assign.all, "/assignment"),
                Figure::new("Being answered", answering.all, list("investigation")),
                Figure::new("Overdue", late, list("overdue")).toned("late"),
            ],
        });
    }
    Ok(strips)
}

fn mine(load: Load) -> Strip {
    Strip {
        title: "Yours".to_owned(),
        figures: vec![
            Figure::new("Overdue", load.late, "/?due=overdue").toned("late"),
            Figure::new("Due this week", load.soon, "/?due=week").toned("soon"),
            Figure::new("You hold", load.all, "/"),
        ],
    }
}

fn inbox(conn: &mut Connection, who: &SignedIn) -> Result<Strip, StorageError> {
    let figures = inbox::figures(conn, &who.actor, who.now)?;
    let all = figures.of(Tab::Triage);
    let unowned = unowned::count(conn, &who.actor, (who.now, who.today()))?;
    let due = |due: Due| paths::inbox(&[("due", due.as_str())]);
    Ok(Strip {
        title: "Inbox".to_owned(),
        figures: vec![
            Figure::new("Overdue", figures.overdue, due(Due::Overdue)).toned("late"),
            Figure::new("Due today", figures.due_today, due(Due::Today)).toned("soon"),
            Figure::new(Tab::Triage.label(), all, paths::inbox_home()),
            Figure::new("Without an owner", unowned.all, paths::unowned("", "")).toned("late"),
        ],
    })
}

/// The words and the numbers of the board's own tabs.
fn stage_2(conn: &mut Connection, who: &SignedIn) -> Result<Strip, StorageError> {
    let actor = &who.actor;
    let mut figures = Vec::new();
    for view in [View::Overdue, View::Open, View::ToChoose] {
        let number = escalations::count(conn, view, actor, who.now)?;
        let tone = if view == View::Overdue { "late" } else { "" };
        let href = paths::escalation_board(escalation::word(view), "");
        figures.push(Figure::new(escalation::label(view), number, href).toned(tone));
    }
    if opens(Screen::RefusalsToAgree, actor) {
        let waiting = home::refusals_to_agree(conn, actor)?.len();
        let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        figures.push(Figure::new("Refusals for you to agree", waiting, "/#refusals").toned("soon"));
    }
    Ok(Strip {
        title: "Stage 2".to_owned(),
        figures,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_ends_on_sunday_at_midnight() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let monday = uk_time::midnight(day(30));
        assert_eq!(end_of_week(day(24)), monday);
        assert_eq!(end_of_week(day(29)), monday);
        assert_eq!(end_of_week(day(23)), monday);
    }
}
