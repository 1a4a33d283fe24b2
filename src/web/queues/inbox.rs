//! GET `/inbox` and POST `/inbox/next`: what Customer Relations must triage and acknowledge.
//!
//! "The Customer Relations team will review your concerns and send an acknowledgement within 24 working hours".
use super::fetched::{self, Fetched};
use super::inbox_rows::{self, Marked, Owner, Row};
use crate::casework::{Case, CaseKey, Ended, Seen};
use crate::web::case;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths, told};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use procedure::steps::taking::Take;
use procedure::vocabulary::Channel;
use procedure::working_time::uk_time;
use procedure::{
    Area, AreaId, ComplaintId, Denied, PersonId, Screen, StepKind, Version, opens, permits_screen,
};
use sha2::{Digest, Sha256};
use storage::inbox::{self, Cursor, Due, Figures, Filter, Item, Tab, Whose};
use storage::mail::mailboxes;
use storage::restrictions::live;
use storage::{Connection, StorageError, areas, unowned};

/// Rows of one page.
const ROWS: usize = 25;
/// Times "Take the next one" looks again when somebody else took it first.
const TRIES: usize = 5;

/// What stands in the address.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    tab: String,
    channel: String,
    area: String,
    owner: String,
    due: String,
    after: String,
    /// "Take the next one" found nothing.
    nothing: String,
    /// How many the last "Take" of several took.
    taken: String,
}

impl InboxQuery {
    fn tab(&self) -> Tab {
        Tab::parse(&self.tab).unwrap_or(Tab::Triage)
    }
    fn due(&self) -> Option<Due> {
        Due::parse(&self.due)
    }
    fn filter(&self, now: DateTime<Utc>) -> Filter {
        Filter {
            due: self.due().map(|due| due.window(now)).unwrap_or_default(),
            channel: Channel::parse(&self.channel),
            area: self.area.parse().ok().map(AreaId),
            whose: Whose::parse(&self.owner).unwrap_or(Whose::Anyone),
        }
    }
    /// This list from another place; the beginning without one.
    pub fn address(&self, after: &str) -> String {
        let parts = [
            ("tab", self.tab().as_str()),
            ("channel", &self.channel),
            ("area", &self.area),
            ("owner", &self.owner),
            ("due", &self.due),
            ("after", after),
        ];
        paths::inbox(&parts)
    }
    /// This page of this list.
    pub fn here(&self) -> String {
        self.address(&self.after)
    }
    /// This page again, saying how many were taken.
    pub fn after_taking(&self, taken: usize) -> String {
        let here = self.here();
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}taken={taken}")
    }
    /// The rows of this page alone.
    fn poll(&self) -> String {
        self.here()
            .replacen(paths::inbox_home(), paths::inbox_rows(), 1)
    }
    /// Where this list is taken from in bulk.
    fn taking(&self) -> String {
        self.here()
            .replacen(paths::inbox_home(), paths::inbox_taking(), 1)
    }
    /// How many were just taken, in words.
    fn taken_words(&self) -> String {
        match self.taken.parse::<u32>() {
            Ok(1) => "One complaint is yours now.".to_owned(),
            Ok(n) if n > 1 => format!("{n} complaints are yours now."),
            _ => String::new(),
        }
    }
    /// Only the beginning of a tab is shown.
    fn narrows(&self) -> bool {
        [&self.channel, &self.area, &self.due]
            .iter()
            .any(|part| !part.is_empty())
            || Whose::parse(&self.owner).is_some_and(|whose| whose != Whose::Anyone)
    }
}

/// One figure: a link to as many rows.
pub struct StatLink {
    pub due: Due,
    pub href: String,
    pub count: i64,
    /// `late`, `soon` or empty.
    pub tone: &'static str,
}

/// One tab: a link with how many are behind it.
pub struct TabLink {
    pub tab: Tab,
    pub href: String,
    pub count: i64,
}

#[derive(askama::Template)]
#[template(path = "queues/inbox.html")]
struct InboxPage {
    tab: Tab,
    tabs: Vec<TabLink>,
    figures: Figures,
    stats: Vec<StatLink>,
    query: InboxQuery,
    channels: Vec<(&'static str, &'static str)>,
    areas: Vec<(String, String)>,
    owners: Vec<(&'static str, &'static str)>,
    dues: Vec<(&'static str, &'static str)>,
    total: i64,
    updated: String,
    first_page: Option<String>,
    next_page: Option<String>,
    rows: Vec<Row>,
    poll: String,
    narrows: bool,
    /// Some of the list cannot be read, so that an empty one says nothing.
    unread: bool,
    /// Of the mailbox this server reads, if it reads one.
    fetched: Option<Fetched>,
}

/// The rows alone, as a list refreshes itself with.
#[derive(askama::Template)]
#[template(path = "queues/inbox_rows.html")]
struct InboxRows {
    tab: Tab,
    rows: Vec<Row>,
    poll: String,
    narrows: bool,
    unread: bool,
}

/// Lets those through whom the inbox is for; `what` they cannot do there stands in the refusal.
///
/// # Errors
/// The refusal, for everybody else.
pub fn only_customer_relations(who: &SignedIn, what: &str) -> Result<(), Denied> {
    if opens(Screen::Inbox, &who.actor) {
        return Ok(());
    }
    Err(Denied::not_yours(format!(
        "Only Customer Relations can {what}"
    )))
}

/// GET `/inbox`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    req: HttpRequest,
    web::Query(query): web::Query<InboxQuery>,
) -> Result<HttpResponse, WebError> {
    list(&app, &who, &req, (query, false)).await
}

/// GET `/inbox/rows`: the rows alone, as an open page refreshes them.
pub async fn rows_alone(
    app: web::Data<App>,
    who: SignedIn,
    req: HttpRequest,
    web::Query(query): web::Query<InboxQuery>,
) -> Result<HttpResponse, WebError> {
    list(&app, &who, &req, (query, true)).await
}

async fn list(
    app: &App,
    who: &SignedIn,
    req: &HttpRequest,
    (query, fragment): (InboxQuery, bool),
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Inbox, &who.actor)?;
    let (tab, filter) = (query.tab(), query.filter(who.now));
    let after = Cursor::parse(&query.after);
    let (actor, now, today) = (who.actor.clone(), who.now, who.today());
    let mailbox = app.config.incoming.mailbox.as_ref().map(|m| m.name());
    let (found, (areas, marked), numbers) = app
        .db
        .read(move |conn| {
            let mut found = inbox::page(conn, (tab, filter), (&actor, now), after, ROWS)?;
            let missing = &mut found.unreadable;
            let areas = missing.part("the areas", areas::all(conn))?;
            let restricted = live::senders(conn, &senders(&found.items), today);
            let stopped = unowned::stopped(conn, holders(&found.items));
            let marked = Marked {
                restricted: missing.part("which senders are restricted", restricted)?,
                stopped: missing.part("whose sign-in was stopped", stopped)?,
            };
            let numbers = if fragment {
                None
            } else {
                let total = inbox::count(conn, (tab, filter), &actor, now);
                let total = missing.part("how many there are", total)?;
                let state = |name: &String| mailboxes::state(conn, name);
                let fetched = mailbox.as_ref().map(state).transpose();
                let fetched = missing.part("when the mailbox was last read", fetched)?;
                let fetched = fetched.map(|state| fetched::line(state.as_ref(), now));
                let figures = inbox::figures(conn, &actor, now);
                let figures = missing.part("the inbox's figures", figures)?;
                Some((figures, total, fetched))
            };
            Ok((found, (areas, marked), numbers))
        })
        .await?;
    let names = areas.iter().map(|a| (a.id, a.name.clone())).collect();
    let rows = inbox_rows::rows(&found.items, tab, (&names, &marked), who);
    let Some((figures, total, fetched)) = numbers else {
        let rows = InboxRows {
            tab,
            rows,
            poll: query.poll(),
            narrows: query.narrows(),
            unread: !found.unreadable.is_empty(),
        };
        return fragment_response(req, &rows);
    };
    let pages = (
        after.map(|_| query.address("")),
        found.next.map(|c| query.address(&c.encode())),
    );
    let mut html = inbox_page(query, (rows, total, pages), figures, areas, who);
    html.fetched = fetched;
    html.unread = !found.unreadable.is_empty();
    page::render_without(&html, StatusCode::OK, who, &found.unreadable)
}

/// The addresses that messages of a page came from.
fn senders(items: &[Item]) -> Vec<String> {
    let of = |item: &Item| match item {
        Item::Mail(row) => Some(row.from_address.clone()),
        Item::Complaint(_) | Item::Letter(_) => None,
    };
    items.iter().filter_map(of).collect()
}

/// Who has the complaints of a page.
fn holders(items: &[Item]) -> Vec<PersonId> {
    let of = |item: &Item| match item {
        Item::Complaint(row) => row.holder,
        Item::Mail(_) | Item::Letter(_) => None,
    };
    items.iter().filter_map(of).collect()
}

/// (rows, all there are, (first page, next page))
type Listed = (Vec<Row>, i64, (Option<String>, Option<String>));

fn inbox_page(
    query: InboxQuery,
    (rows, total, (first_page, next_page)): Listed,
    figures: Figures,
    areas: Vec<Area>,
    who: &SignedIn,
) -> InboxPage {
    InboxPage {
        tab: query.tab(),
        tabs: tabs(&figures),
        stats: stats(&figures),
        channels: Channel::ALL
            .iter()
            .map(|c| (c.as_str(), channel_words(*c)))
            .collect(),
        areas: areas
            .into_iter()
            .map(|a| (a.id.to_string(), a.name))
            .collect(),
        owners: Whose::ALL.iter().map(|w| (w.as_str(), w.label())).collect(),
        dues: Due::ALL.iter().map(|d| (d.as_str(), d.label())).collect(),
        total,
        updated: uk_time::time(who.now),
        first_page,
        next_page,
        figures,
        poll: query.poll(),
        narrows: query.narrows(),
        unread: false,
        fetched: None,
        query,
        rows,
    }
}

fn stats(figures: &Figures) -> Vec<StatLink> {
    let link = |due: Due, count, tone| StatLink {
        due,
        href: paths::inbox(&[("due", due.as_str())]),
        count,
        tone: if count > 0 { tone } else { "" },
    };
    vec![
        link(Due::Overdue, figures.overdue, "late"),
        link(Due::Today, figures.due_today, "soon"),
        link(Due::Later, figures.due_later, ""),
    ]
}

fn channel_words(channel: Channel) -> &'static str {
    match channel {
        Channel::ExecutiveOrBoard => "To executives or Board",
        other => other.label(),
    }
}

fn tabs(figures: &Figures) -> Vec<TabLink> {
    Tab::ALL
        .iter()
        .map(|tab| TabLink {
            tab: *tab,
            href: paths::inbox(&[("tab", tab.as_str())]),
            count: figures.of(*tab),
        })
        .collect()
}

/// The rows, or 304 when they are as they were.
fn fragment_response(
    req: &HttpRequest,
    rows: &impl askama::Template,
) -> Result<HttpResponse, WebError> {
    let html = rows.render()?;
    let etag = format!("\"{}\"", hex::encode(Sha256::digest(html.as_bytes())));
    let same = req
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == etag.as_bytes());
    if same {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, etag))
            .finish());
    }
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::ETAG, etag))
        .body(html))
}

/// POST `/inbox/next`: takes the most urgent complaint nobody has, and goes to its triage. When a message comes
/// first, it goes there: a message belongs to nobody until it is logged.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn next(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Taking, &who.actor)?;
    for _ in 0..TRIES {
        let (actor, now) = (who.actor.clone(), who.now);
        let found = app
            .db
            .read(move |conn| inbox::next(conn, &actor, now))
            .await?;
        match found {
            // Letters are on a tab of their own, and nobody takes them.
            None | Some(Item::Letter(_)) => {
                return Ok(page::see_other(&paths::inbox(&[("nothing", "1")])));
            }
            Some(Item::Mail(row)) => return Ok(page::see_other(&paths::log_from_mail(&row.id))),
            Some(Item::Complaint(row)) => match claim(&app, &who, ComplaintId(row.id)).await {
                Ok(version) => {
                    let triage = paths::step(&row.reference, &StepKind::Acknowledgement);
                    let done = (&row.reference, version);
                    return Ok(page::see_other(&told::after(&triage, done, &who)));
                }
                // Somebody else was quicker: the next one then.
                Err(Ended::Stale) => {}
                Err(other) => return Err(other.into()),
            },
        }
    }
    Err(StorageError::Conflict.into())
}

/// Takes one that nobody has; one whose owner's sign-in was stopped counts as nobody's.
async fn claim(app: &App, who: &SignedIn, id: ComplaintId) -> Result<Version, Ended> {
    let nobodys = |conn: &mut Connection, case: &Case| {
        let owner = case.complaint.owner;
        let stopped = unowned::stopped(conn, owner)?;
        match owner {
            Some(owner) if !stopped.contains(&owner) => Err(Ended::Stale),
            _ => Ok(Take.into()),
        }
    };
    let on = (&CaseKey::Of(id), StepKind::Taking, Seen::Whatever);
    let (_, recorded) = case::carry::<Case>(app, who, on, nobodys).await?;
    Ok(recorded.version)
}
