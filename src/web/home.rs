//! GET `/`: what this person holds, what else they owe, and what waits for their role.
use super::clock_view::ClockView;
use super::error::WebError;
use super::filters;
use super::open_forms::unsent;
use super::queues::escalation;
use super::signed_in::SignedIn;
use super::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, NaiveDate, Utc};
use procedure::next_step::of_holder;
use procedure::working_time::{time_left, uk_time};
use procedure::{Screen, delivery, opens};
use storage::deliveries::OwedLetter;
use storage::escalations::{self, View};
use storage::home::{self, Due, Figures, Owed};
use storage::inbox::{self, Tab};
use storage::queues::{self, Queue, QueueRow};
use storage::restrictions::live::{self, EndsSoon, ToDecide};
use storage::unreadable::Unreadable;
use storage::workload::Cuts;
use storage::{Connection, StorageError, answers, areas, unowned};

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
    update: Update,
}

impl Held {
    fn has_news_due(&self) -> bool {
        match self.update {
            Update::Overdue | Update::ThisWeek(_) => true,
            Update::Later => false,
        }
    }
    /// `late`, `soon`, `ok` or empty.
    fn tone(&self) -> &'static str {
        match (self.update, &self.clock) {
            (Update::Overdue, _) => "late",
            (Update::Later | Update::ThisWeek(_), Some(clock)) => clock.state,
            (Update::Later | Update::ThisWeek(_), None) => "",
        }
    }
}

/// When the complainant is to hear from us next.
#[derive(Debug, Clone, Copy)]
enum Update {
    Overdue,
    ThisWeek(DateTime<Utc>),
    /// Or never.
    Later,
}

/// Something owed, in words.
struct Line {
    name: String,
    reference: String,
    href: String,
    what: String,
    /// "Due Tue 24 Nov, 17:00"; empty without a date.
    due: String,
    /// "3h 20m left"; empty for what is owed on a day.
    left: String,
    late: bool,
    /// "Urgent", "At risk" or empty.
    precedence: &'static str,
}

/// `step`: the noun in the address that the line leads to; empty is the complaint itself.
fn line(owed: Owed, step: &str, who: &SignedIn) -> Line {
    let late = owed.by.is_some_and(|by| by < who.now);
    Line {
        href: leads_to(&owed, step),
        name: owed.name,
        reference: owed.reference.to_string(),
        what: owed.what,
        due: due_words(owed.by.map(|by| uk_time::short(by, who.now)), late),
        left: owed.by.map(|by| left(by, who)).unwrap_or_default(),
        late,
        precedence: owed.precedence,
    }
}

fn leads_to(owed: &Owed, step: &str) -> String {
    if step.is_empty() {
        paths::complaint(&owed.reference)
    } else {
        paths::of(&owed.reference, step)
    }
}

fn left(by: DateTime<Utc>, who: &SignedIn) -> String {
    time_left(&who.rules.calendar, who.now, by).words()
}

fn promised(owed: Owed, due: Option<NaiveDate>, today: NaiveDate) -> Line {
    let late = due.is_some_and(|due| due < today);
    let due = due.map(|day| day.format("%-d %b %Y").to_string());
    Line {
        href: leads_to(&owed, ""),
        name: owed.name,
        reference: owed.reference.to_string(),
        what: owed.what,
        due: due_words(due, late),
        left: String::new(),
        late,
        precedence: owed.precedence,
    }
}

/// "Stage 1 response to Janet Whitlock: stopped"; of what the post room has, also that.
fn letter(letter: OwedLetter, who: &SignedIn) -> Line {
    let delivery = &letter.delivery;
    let state = delivery.state.label().to_lowercase();
    let room = if delivery.state.is_in_the_post_room() {
        ", in the post room"
    } else {
        ""
    };
    let what = format!(
        "{} to {}: {state}{room}",
        delivery.kind.label(),
        delivery.to()
    );
    let restricts = letter.restricts();
    let owed = Owed {
        reference: letter.reference,
        name: letter.name,
        what,
        by: Some(letter.owed_by),
        precedence: "",
    };
    let mut line = line(owed, "", who);
    if restricts {
        line.href = paths::restriction_letter(&letter.complainant, &letter.delivery.letter);
    }
    line
}

fn due_words(due: Option<String>, late: bool) -> String {
    let before = if late { "Was due" } else { "Due" };
    due.map(|due| format!("{before} {due}")).unwrap_or_default()
}

/// Letters owed, in one way or the other.
struct Letters {
    title: &'static str,
    note: &'static str,
    lines: Vec<Line>,
}

#[derive(askama::Template)]
#[template(path = "home.html")]
struct HomePage {
    first_name: String,
    strips: Vec<Strip>,
    held: Vec<Held>,
    /// "overdue", "due this week", or empty: everything.
    narrowed: &'static str,
    /// Typed in forms and not sent.
    unsent: Vec<unsent::Line>,
    letters: Vec<Letters>,
    replies: Vec<Line>,
    remedies: Vec<Line>,
    refusals: Vec<Line>,
    /// Handed back twice: this person decides which area answers.
    to_route: Vec<Line>,
    /// What was answered to this person's proposals, until they have seen it.
    answers: Vec<Line>,
    /// Proposals to restrict somebody, and appeals, that wait for a second or a third person.
    restrictions: Vec<ToDecide>,
    /// Restrictions that end soon and are to be reviewed (rule 81).
    reviews: Vec<EndsSoon>,
    today: NaiveDate,
}

impl HomePage {
    /// A list that is this long may go on.
    fn goes_on(&self, shown: usize) -> bool {
        i64::try_from(shown).is_ok_and(|shown| shown >= home::SHOWN)
    }
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
    let (actor, cuts) = (&who.actor, Cuts::of(who.now));
    let (narrowed, due) = match asked.due.as_str() {
        "overdue" => ("overdue", Due::Overdue),
        "week" => ("due this week", Due::ThisWeek),
        _ => ("", Due::Any),
    };
    let within = (due, cuts);
    let rows = home::held(conn, actor, within);
    let rows = missing.part("the complaints you hold", rows)?;
    let (refusals, to_route) = if opens(Screen::RefusalsToAgree, actor) {
        (
            home::refusals_to_agree(conn, actor, within),
            home::to_route(conn, actor, within),
        )
    } else {
        (Ok(Vec::new()), Ok(Vec::new()))
    };
    let strips = strips(conn, who, cuts, &mut missing)?;
    let owed = home::letters(conn, actor, within, &mut missing);
    let owed = missing.part("the letters that you owe", owed)?;
    let replies = home::replies(conn, actor, within);
    let remedies = home::remedies(conn, actor, within);
    // What has no date is neither overdue nor due.
    let until = who.today() + Days::new(who.rules.settings.promises.review_days.into());
    let (restrictions, reviews, unsent, answers) = match due {
        Due::Any => (
            live::to_decide(conn, actor),
            live::to_review(conn, actor, (who.today(), until)),
            unsent::lines(conn, app, who),
            answers::news(conn, actor.id),
        ),
        Due::Overdue | Due::ThisWeek => (
            Ok(Vec::new()),
            Ok(Vec::new()),
            Ok(Vec::new()),
            Ok(Vec::new()),
        ),
    };
    let page = HomePage {
        first_name: who
            .person
            .name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        held: rows.into_iter().map(|row| held(row, cuts, who)).collect(),
        narrowed,
        strips,
        restrictions: missing.part("the restrictions to decide", restrictions)?,
        reviews: missing.part("the restrictions to review", reviews)?,
        today: who.today(),
        unsent: missing.part("what you typed and did not send", unsent)?,
        answers: lines(
            missing.part("the answers to what you proposed", answers)?,
            "",
            who,
        ),
        letters: letters(owed, who),
        replies: lines(missing.part("the replies owed", replies)?, "", who),
        remedies: missing
            .part("the remedies that are yours", remedies)?
            .into_iter()
            .map(|(owed, due)| promised(owed, due, who.today()))
            .collect(),
        to_route: lines(
            missing.part("the complaints to send to an area", to_route)?,
            "acknowledgement",
            who,
        ),
        refusals: lines(
            missing.part("the refusals to agree", refusals)?,
            "refusal",
            who,
        ),
    };
    Ok((page, missing))
}

fn lines(owed: Vec<Owed>, step: &str, who: &SignedIn) -> Vec<Line> {
    owed.into_iter().map(|owed| line(owed, step, who)).collect()
}

fn letters(all: Vec<OwedLetter>, who: &SignedIn) -> Vec<Letters> {
    let (not_sent, not_delivered): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|letter| letter.delivery.state.owed() == Some(delivery::Owed::NotSent));
    let lines = |all: Vec<OwedLetter>| all.into_iter().map(|one| letter(one, who)).collect();
    [
        Letters {
            title: "Written, not sent",
            note: "Still owed until they have left",
            lines: lines(not_sent),
        },
        Letters {
            title: "Not delivered",
            note: "They came back, and are owed again",
            lines: lines(not_delivered),
        },
    ]
    .into_iter()
    .filter(|letters| !letters.lines.is_empty())
    .collect()
}

fn held(row: QueueRow, cuts: Cuts, who: &SignedIn) -> Held {
    let update = match row.update_due_at {
        Some(due) if due < cuts.now => Update::Overdue,
        Some(due) if due < cuts.week_end => Update::ThisWeek(due),
        _ => Update::Later,
    };
    Held {
        clock: ClockView::of_row(&row, &who.rules.calendar, who.now),
        next: next(&row, update, who.now),
        update,
        row,
    }
}

/// The complaint's own page says more.
fn next(row: &QueueRow, update: Update, now: DateTime<Utc>) -> &'static str {
    let comes_first = match update {
        Update::Overdue | Update::ThisWeek(_) => row
            .due_at
            .is_some_and(|due| due >= now && row.update_due_at.is_some_and(|update| update < due)),
        Update::Later => false,
    };
    if comes_first {
        return "Send an update";
    }
    let known = row.stage.and_then(|stage| of_holder(stage, row.promise));
    known.unwrap_or("Look at it")
}

fn strips(
    conn: &mut Connection,
    who: &SignedIn,
    cuts: Cuts,
    missing: &mut Unreadable,
) -> Result<Vec<Strip>, StorageError> {
    let actor = &who.actor;
    let own = home::figures(conn, actor, cuts).map(Some);
    let own = missing.part("your own figures", own)?;
    let mut strips: Vec<Strip> = own.iter().map(mine).collect();
    if opens(Screen::Inbox, actor) {
        let figures = inbox(conn, who).map(Some);
        strips.extend(missing.part("the inbox's figures", figures)?);
    }
    if opens(Screen::EscalationFigures, actor) {
        let figures = stage_2(conn, who, own.as_ref()).map(Some);
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
                Figure::new("Being answered", answering.all, list("answering")),
                Figure::new("Overdue", late, list("overdue")).toned("late"),
            ],
        });
    }
    Ok(strips)
}

fn mine(own: &Figures) -> Strip {
    Strip {
        title: "Yours".to_owned(),
        figures: vec![
            Figure::new("Overdue", own.late(), "/?due=overdue").toned("late"),
            Figure::new("Due this week", own.soon(), "/?due=week").toned("soon"),
            Figure::new("You hold", own.held.all, "/"),
        ],
    }
}

fn inbox(conn: &mut Connection, who: &SignedIn) -> Result<Strip, StorageError> {
    let figures = inbox::figures(conn, &who.actor, who.now)?;
    let all = figures.of(Tab::Triage);
    let unowned = unowned::count(conn, &who.actor, (who.now, who.today()))?;
    let due = |due: inbox::Due| paths::inbox(&[("due", due.as_str())]);
    Ok(Strip {
        title: "Inbox".to_owned(),
        figures: vec![
            Figure::new("Overdue", figures.overdue, due(inbox::Due::Overdue)).toned("late"),
            Figure::new("Due today", figures.due_today, due(inbox::Due::Today)).toned("soon"),
            Figure::new(Tab::Triage.label(), all, paths::inbox_home()),
            Figure::new("Without an owner", unowned.all, paths::unowned("", "")).toned("late"),
        ],
    })
}

/// The words and the numbers of the board's own tabs.
fn stage_2(
    conn: &mut Connection,
    who: &SignedIn,
    own: Option<&Figures>,
) -> Result<Strip, StorageError> {
    let actor = &who.actor;
    let mut figures = Vec::new();
    for view in [View::Overdue, View::Open, View::ToChoose] {
        let number = escalations::count(conn, view, actor, who.now)?;
        let tone = if view == View::Overdue { "late" } else { "" };
        let href = paths::escalation_board(escalation::word(view), "");
        figures.push(Figure::new(escalation::label(view), number, href).toned(tone));
    }
    if opens(Screen::RefusalsToAgree, actor) {
        let waiting = own.map_or(0, |own| own.refusals.all);
        figures.push(Figure::new("Refusals for you to agree", waiting, "/#refusals").toned("soon"));
    }
    Ok(Strip {
        title: "Stage 2".to_owned(),
        figures,
    })
}
