//! A complaint's page: the next step, its clocks, what it is about, what happened, who has it.
use super::actions::{Actions, actions};
use super::files::{self, FileLine};
use super::top::{self, Top, day};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::history::{self, HistoryLine};
use crate::web::signed_in::SignedIn;
use crate::web::{App, ROUTES, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use chrono::{DateTime, NaiveDate, Utc};
use procedure::allegation::{Allegation, Evidence, Remedy, Scope};
use procedure::clocks::{Clock, owed};
use procedure::complaint::Timescale;
use procedure::vocabulary::Outcome;
use procedure::working_time::uk_time;
use procedure::{AllegationId, PersonId, Screen, opens};
use storage::contacts::Contact;
use storage::events::Happened;
use storage::{events, evidence, people};

const LATEST: i64 = 8;

/// One running promise.
pub struct ClockCard {
    pub title: &'static str,
    pub view: ClockView,
    pub href: String,
    /// The one the stage owes.
    pub big: bool,
    /// "Agreed with Dafydd Pritchard on 12 Nov."; empty when the date was worked out.
    pub agreed: String,
}

/// An entry of the timeline; with the letter it sent, if it did.
pub struct Entry {
    pub line: HistoryLine,
    pub letter: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "complaint/overview.html")]
struct Overview {
    top: Top,
    actions: Actions,
    clocks: Vec<ClockCard>,
    evidence: Vec<Evidence>,
    files: Vec<FileLine>,
    timeline: Vec<Entry>,
    complainant: Option<String>,
    now: DateTime<Utc>,
    today: NaiveDate,
    me: PersonId,
}

impl Overview {
    fn finding(&self, allegation: AllegationId, stage: u8) -> Option<Outcome> {
        let findings = &self.top.case.complaint.findings;
        findings
            .iter()
            .find(|f| f.allegation == allegation && f.stage == stage)
            .map(|f| f.outcome)
    }
    fn number(&self, allegation: AllegationId) -> i32 {
        let all = &self.top.case.complaint.allegations;
        all.iter()
            .find(|a| a.id == allegation)
            .map_or(0, |a| a.number)
    }
    fn decided_out<'a>(&self, allegation: &'a Allegation) -> Option<(&'static str, &'a str)> {
        match &allegation.scope {
            Scope::Outside { exclusion, reason } => Some((exclusion.label(), reason)),
            _ => None,
        }
    }
    fn owed(&self) -> impl Iterator<Item = &Contact> {
        self.top.contacts.iter().filter(|c| c.is_owed())
    }
    fn is_overdue(&self, remedy: &Remedy) -> bool {
        remedy.done_on.is_none() && remedy.due.is_some_and(|due| due < self.today)
    }
    fn person(&self, id: PersonId) -> String {
        if id == self.me {
            "You".to_owned()
        } else {
            self.top.case.name(id)
        }
    }
    /// Everybody the choice of who decides was checked against (rule 57).
    fn checked_against(&self) -> usize {
        let c = &self.top.case.complaint;
        let mut people: Vec<PersonId> = c
            .subjects
            .iter()
            .filter_map(|s| s.person)
            .chain(c.involved.iter().copied())
            .collect();
        people.sort_unstable();
        people.dedup();
        people.len()
    }
    fn can(&self, noun: &str) -> bool {
        let href = paths::of(self.top.case.reference(), noun);
        let next = self.actions.next.action.iter();
        next.chain(&self.actions.can).any(|a| a.href == href)
    }
}

/// GET `/complaints/{reference}`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut top = top::load(&app, &who, &path).await?;
    let id = top.case.complaint.id;
    let (reference, mail) = (top.case.reference().clone(), top.mail.clone());
    let mut missing = std::mem::take(&mut top.unreadable);
    let ((evidence, files, happened, names), missing) = app
        .db
        .read(move |conn| {
            let files = files::lines(conn, (id, &reference), &mail);
            let files = missing.part("its files", files)?;
            let evidence = missing.part("its evidence", evidence::of_complaint(conn, id))?;
            let happened = missing.part("its history", events::newest(conn, id, None, LATEST))?;
            let writers = evidence.iter().map(|e| e.by);
            let names = people::names(conn, history::people(&happened).into_iter().chain(writers));
            let names = missing.part("names of people", names)?;
            Ok(((evidence, files, happened, names), missing))
        })
        .await?;
    top.case.names.extend(names);
    let page = Overview {
        actions: actions(&top.case, &who),
        clocks: clocks(&top, &who),
        timeline: happened.iter().map(|h| entry(&top, h)).collect(),
        complainant: complainant(&top, &who),
        evidence,
        files,
        now: who.now,
        today: who.today(),
        me: who.actor.id,
        top,
    };
    page::render_without(&page, StatusCode::OK, &who, &missing)
}

fn entry(top: &Top, happened: &Happened) -> Entry {
    let line = history::line(happened, &top.case.names);
    let letter = super::letters::sent_by(top, happened);
    Entry { line, letter }
}

/// The complainant's own page, for those who may open it.
fn complainant(top: &Top, who: &SignedIn) -> Option<String> {
    let stands = ROUTES.iter().any(|r| r.path == "/complainants/{id}");
    let theirs = stands && opens(Screen::Complainants, &who.actor);
    theirs.then(|| paths::complainant(&top.case.complaint.complainant_id))
}

/// Every running promise, the one owed first.
fn clocks(top: &Top, who: &SignedIn) -> Vec<ClockCard> {
    let c = &top.case.complaint;
    let owed = owed(c.stage, c.acknowledged_at.is_some());
    let mut cards: Vec<ClockCard> = c
        .clocks
        .iter()
        .filter(|clock| clock.stopped_at.is_none())
        .map(|clock| card(top, clock, who, owed == Some(clock.promise)))
        .collect();
    cards.sort_by_key(|card| (!card.big, card.view.due_at));
    cards
}

fn card(top: &Top, clock: &Clock, who: &SignedIn, big: bool) -> ClockCard {
    let c = &top.case.complaint;
    let mut view = ClockView::of(clock, &who.rules.calendar, who.now);
    let held = c
        .pauses
        .iter()
        .find(|p| p.until.is_none() && p.stops_the_clock);
    if let Some(held) = held {
        view.state = "hold";
        view.left = format!("On hold since {}", day(held.from));
    }
    let agreement = c
        .timescales
        .iter()
        .rev()
        .find(|t| t.promise == clock.promise);
    let agreed = agreement.filter(|_| clock.span.is_none());
    ClockCard {
        title: clock.promise.label(),
        href: format!(
            "{}/{}",
            paths::of(top.case.reference(), "clocks"),
            clock.promise.as_str()
        ),
        big,
        agreed: agreed.map_or(String::new(), |t| agreed_words(t, &c.details.name)),
        view,
    }
}

fn agreed_words(t: &Timescale, name: &str) -> String {
    let on = uk_time::local(t.contacted_at).format("%-d %b");
    if t.agreed {
        format!("Agreed with {name} on {on}.")
    } else {
        format!("{name} was told on {on} and did not agree.")
    }
}
