//! Working time: opening hours, what "24 working hours" means, and the days we are closed.
use super::{STALE, only};
use crate::casework::{self, closures::Moved};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate, NaiveTime};
use procedure::event::Change;
use procedure::working_time::{Calendar, DayHours, Model, Nation, Settings, Span, uk_time};
use std::collections::{BTreeMap, HashMap};
use storage::administration::history::{WhatChanged, note};
use storage::administration::people::By;
use storage::administration::still_administrator;
use storage::calendars::{self, NewCalendar};
use storage::closures;

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

type Typed = HashMap<String, String>;

#[derive(askama::Template)]
#[template(path = "administration/calendar.html")]
struct CalendarPage {
    /// As the form sends it; `closed` holds the days from today on, a date and a name to a line.
    typed: Typed,
    version: i64,
    errors: FieldErrors,
    meanwhile: Vec<Change>,
    /// What each reading would make of a complaint received now, in the calendar as typed.
    examples: Vec<(Model, String)>,
    /// The last closure known, when that is within twelve months.
    runs_out: Option<NaiveDate>,
    preview: bool,
    /// The dates that the days which are newly closed would move.
    moves: Vec<Moved>,
    /// The days newly closed, as somebody has to have seen them before they are saved.
    announced: String,
    /// They are shown because somebody asked to save.
    asked: bool,
}

impl CalendarPage {
    fn status(&self) -> StatusCode {
        match (self.errors.is_empty(), self.meanwhile.is_empty()) {
            (true, _) => StatusCode::OK,
            (_, true) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        }
    }
    fn of(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }
    fn days(&self) -> Vec<(usize, &'static str, &str, &str)> {
        let row = |(n, day)| {
            (
                n,
                day,
                self.of(&format!("open_{n}")),
                self.of(&format!("close_{n}")),
            )
        };
        DAYS.into_iter().enumerate().map(row).collect()
    }
    fn models() -> Vec<(&'static str, &'static str)> {
        Model::ALL.iter().map(|m| (m.as_str(), m.label())).collect()
    }
    fn nations() -> Vec<(&'static str, &'static str)> {
        Nation::ALL
            .iter()
            .map(|n| (n.as_str(), n.label()))
            .collect()
    }
}

fn as_typed(settings: &Settings, nation: Nation, today: NaiveDate) -> Typed {
    let mut typed = Typed::new();
    for (n, hours) in settings.week.iter().enumerate() {
        let at = |time: NaiveTime| time.format("%H:%M").to_string();
        typed.insert(
            format!("open_{n}"),
            hours.map(|h| at(h.open)).unwrap_or_default(),
        );
        typed.insert(
            format!("close_{n}"),
            hours.map(|h| at(h.close)).unwrap_or_default(),
        );
    }
    let closed: Vec<String> = settings
        .closed
        .range(today..)
        .map(|(day, name)| format!("{day} {name}"))
        .collect();
    typed.insert("closed".to_owned(), closed.join("\n"));
    typed.insert("model".to_owned(), settings.model.as_str().to_owned());
    typed.insert("nation".to_owned(), nation.as_str().to_owned());
    typed.insert("listed".to_owned(), nation.as_str().to_owned());
    typed
}

/// Another nation was chosen than the one whose bank holidays are listed: its own take their place, the closures we
/// added stay. Once, so that a day taken off the list afterwards stays off.
fn list_bank_holidays(typed: &mut Typed, today: NaiveDate) -> Result<(), WebError> {
    let nation = |name: &str| typed.get(name).and_then(|word| Nation::parse(word));
    let (Some(chosen), Some(listed)) = (nation("nation"), nation("listed")) else {
        return Ok(());
    };
    if chosen == listed {
        return Ok(());
    }
    let line = |(day, name): (&NaiveDate, &String)| format!("{day} {name}");
    let theirs = calendars::bank_holidays(listed)?;
    let theirs: Vec<String> = theirs.iter().map(line).collect();
    let mut lines: Vec<String> = typed
        .get("closed")
        .map(|text| text.lines().map(forms::line).collect())
        .unwrap_or_default();
    lines.retain(|line| !line.is_empty() && !theirs.contains(line));
    lines.extend(calendars::bank_holidays(chosen)?.range(today..).map(line));
    lines.sort();
    lines.dedup();
    typed.insert("closed".to_owned(), lines.join("\n"));
    typed.insert("listed".to_owned(), chosen.as_str().to_owned());
    Ok(())
}

/// What was typed, as a calendar. Days before today stay as they were: what is past was counted with them.
fn parse(
    typed: &Typed,
    now: &Settings,
    today: NaiveDate,
) -> Result<(Settings, Nation), FieldErrors> {
    let of = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let mut errors = FieldErrors::default();
    let mut week = [None; 7];
    for (n, slot) in week.iter_mut().enumerate() {
        let (open, close) = (format!("open_{n}"), format!("close_{n}"));
        let read = |name: &str| NaiveTime::parse_from_str(of(name), "%H:%M").ok();
        match (read(&open), read(&close)) {
            (Some(open), Some(close)) => *slot = Some(DayHours { open, close }),
            _ if of(&open).is_empty() && of(&close).is_empty() => {}
            _ => errors.add(
                open,
                "Enter when we open and close, like 09:00 and 17:00, or leave both empty",
            ),
        }
    }
    let mut closed: BTreeMap<NaiveDate, String> = now
        .closed
        .range(..today)
        .map(|(day, name)| (*day, name.clone()))
        .collect();
    for text in of("closed")
        .lines()
        .map(forms::line)
        .filter(|l| !l.is_empty())
    {
        let (day, name) = text.split_once(' ').unwrap_or((&text, "Closed"));
        match forms::date(day) {
            Ok(Some(day)) if day >= today => drop(closed.insert(day, name.to_owned())),
            Ok(_) => errors.add(
                "closed",
                format!("{day} is in the past. Dates already worked out do not change"),
            ),
            Err(_) => errors.add(
                "closed",
                format!("Begin each line with a date, like 2026-12-25: “{text}”"),
            ),
        }
    }
    let model = Model::parse(of("model")).unwrap_or(now.model);
    let Some(nation) = Nation::parse(of("nation")) else {
        return Err(FieldErrors::on("nation", "Choose a nation"));
    };
    let settings = Settings {
        week,
        closed,
        model,
        version: now.version,
    };
    if let (true, Err(problem)) = (errors.is_empty(), settings.check()) {
        errors.add("open_0", problem.to_string());
    }
    errors.or((settings, nation))
}

fn examples(settings: &Settings, who: &SignedIn) -> Vec<(Model, String)> {
    let due = |model: &Model| {
        let calendar = Calendar::new(Settings {
            model: *model,
            ..settings.clone()
        });
        let span = who.ctx().promises.acknowledge;
        let span = if let Span::WorkingHours(_) = span {
            span
        } else {
            Span::WorkingHours(24)
        };
        (*model, uk_time::with_year(calendar.due(who.now, span, &[])))
    };
    Model::ALL.iter().map(due).collect()
}

/// Within twelve months of the last closure known, the next year's bank holidays should be looked up.
fn runs_out(settings: &Settings, today: NaiveDate) -> Option<NaiveDate> {
    let last = settings.closed.keys().next_back().copied().unwrap_or(today);
    let year = today.checked_add_days(Days::new(365))?;
    (last < year).then_some(last)
}

async fn current(app: &App) -> Result<(Settings, Nation), WebError> {
    let latest = app
        .db
        .read(|conn| calendars::history(conn).map(|all| all.into_iter().next()))
        .await?;
    let latest = latest.ok_or(WebError::NotFound)?;
    Ok((latest.settings, latest.nation))
}

/// GET `/administration/calendar`.
///
/// # Errors
/// The refusal; storage faults.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let (settings, nation) = current(&app).await?;
    let shown = CalendarPage {
        typed: as_typed(&settings, nation, who.today()),
        version: settings.version,
        errors: FieldErrors::default(),
        meanwhile: Vec::new(),
        examples: examples(&settings, &who),
        runs_out: runs_out(&settings, who.today()),
        preview: false,
        moves: Vec::new(),
        announced: String::new(),
        asked: false,
    };
    page::render(&shown, StatusCode::OK, &who)
}

/// POST `/administration/calendar`: a preview, or a new version with its reason. Dates already given stay.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let (now, nation) = current(&app).await?;
    let was = as_typed(&now, nation, who.today());
    let of = |name: &str| {
        form.get(name)
            .map(|text| forms::text(text))
            .unwrap_or_default()
    };
    let mut typed: Typed = was.keys().map(|name| (name.clone(), of(name))).collect();
    typed.insert("why".to_owned(), of("why"));
    if of("listed").is_empty() {
        typed.insert("listed".to_owned(), nation.as_str().to_owned());
    }
    list_bank_holidays(&mut typed, who.today())?;
    let changed = differences(&was, &typed);
    let preview = of("act") == "preview";
    let parsed = parse(&typed, &now, who.today());
    let (moves, announced) = match &parsed {
        Ok((settings, _)) => would_move(&app, &who, &now, settings).await?,
        Err(_) => (Vec::new(), String::new()),
    };
    let seen = moves.is_empty() || of("announced") == announced;
    let mut asked = false;
    let (errors, meanwhile) = if of("version") == now.version.to_string() {
        match &parsed {
            Err(wrong) => (wrong.clone(), Vec::new()),
            Ok(_) if preview => (FieldErrors::default(), Vec::new()),
            Ok(_) if of("why").is_empty() => (
                FieldErrors::on(
                    "why",
                    "Say why you are changing it, for anybody who looks back",
                ),
                Vec::new(),
            ),
            // Nobody moves dates that they have not looked at.
            Ok(_) if !seen => {
                asked = true;
                (FieldErrors::default(), Vec::new())
            }
            Ok((settings, nation)) => {
                let facts = WhatChanged {
                    subject: "Working time".to_owned(),
                    changes: changed,
                    why: of("why"),
                };
                return save(&app, by, (&now, settings.clone(), *nation), facts).await;
            }
        }
    } else {
        (FieldErrors::on("form", STALE), changed)
    };
    let reading = parsed.map_or(now.clone(), |(settings, _)| settings);
    let shown = CalendarPage {
        version: now.version,
        examples: examples(&reading, &who),
        runs_out: runs_out(&reading, who.today()),
        typed,
        errors,
        meanwhile,
        preview,
        moves,
        announced,
        asked,
    };
    page::render(&shown, shown.status(), &who)
}

/// Dates that the days newly closed would move, and those days in a form's words.
async fn would_move(
    app: &App,
    who: &SignedIn,
    before: &Settings,
    after: &Settings,
) -> Result<(Vec<Moved>, String), WebError> {
    let (before, after) = (before.clone(), next_version(after));
    let (actor, now) = (who.actor.clone(), who.now);
    let found = app.db.read(move |conn| {
        let Some(announced) = closures::announced(conn, &before, &after)? else {
            return Ok((Vec::new(), String::new()));
        };
        let moves = casework::closures::would_move(conn, &announced, (&actor, now))?;
        let days: Vec<String> = announced.days().keys().map(NaiveDate::to_string).collect();
        Ok((moves, days.join(" ")))
    });
    Ok(found.await?)
}

/// With the number it gets when it is saved.
fn next_version(settings: &Settings) -> Settings {
    Settings {
        version: settings.version + 1,
        ..settings.clone()
    }
}

/// Keeps a new version after the one in `settings`, and writes it down.
async fn save(
    app: &App,
    by: By,
    (before, settings, nation): (&Settings, Settings, Nation),
    facts: WhatChanged,
) -> Result<HttpResponse, WebError> {
    let before = before.clone();
    app.db
        .write(move |conn| {
            still_administrator(conn, by.who)?;
            let seen = settings.version;
            let after = next_version(&settings);
            let new = NewCalendar {
                settings,
                nation,
                by: Some(by.who),
                why: &facts.why,
            };
            calendars::save_new(conn, new, seen, by.now)?;
            if let Some(announced) = closures::announced(conn, &before, &after)? {
                casework::closures::announce(conn, &announced, by.now)?;
            }
            note(conn, by.who, "Calendar changed", &facts, by.now)
        })
        .await?;
    Ok(page::see_other("/administration/calendar"))
}

fn differences(was: &Typed, typed: &Typed) -> Vec<Change> {
    let mut changed = super::differences(was, typed);
    // Which nation's days the list holds is the form's own memory.
    changed.retain(|change| change.field != "listed");
    for change in &mut changed {
        let day = change.field.split_once(' ').and_then(|(what, n)| {
            let day = DAYS.get(n.parse::<usize>().ok()?)?;
            Some(format!("{day}, {what}"))
        });
        change.field = day.unwrap_or_else(|| change.field.clone());
    }
    changed
}
