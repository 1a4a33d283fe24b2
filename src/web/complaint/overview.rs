//! A complaint's page: the next step, its clocks, what it is about, what happened, who has it.
use super::actions::{Actions, actions};
use super::certificate::{Certificate, certificate};
use super::files::{self, FileLine};
use super::office::{Office, office};
use super::shut;
use super::top::{self, Top};
use crate::casework::silence;
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::history::{self, HistoryLine};
use crate::web::signed_in::SignedIn;
use crate::web::{App, ROUTES, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use chrono::{DateTime, NaiveDate, Utc};
use procedure::allegation::{Allegation, Evidence, OwnView, Remedy, Scope};
use procedure::clocks::{Clock, leading};
use procedure::complaint::{Planned, Timescale};
use procedure::restriction::proposes_restrictions;
use procedure::silence::Outlook;
use procedure::steps::reopening::reopens_until;
use procedure::vocabulary::{Outcome, Stage};
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
    /// Of the executive or Board member it was addressed to.
    office: Option<Office>,
    /// Where they may warn the complainant or propose to restrict them.
    restriction: Option<String>,
    /// The last day on which it can be reopened without a senior complaint executive.
    reopens_until: Option<NaiveDate>,
    /// Of one that was answered: when it closes by itself, or why it stays open (rule 54).
    silence: Option<Silence>,
    now: DateTime<Utc>,
    today: NaiveDate,
    me: PersonId,
}

/// What becomes of an answered complaint if they stay silent.
struct Silence {
    /// When their time ends; none while it does not run.
    ends: Option<DateTime<Utc>>,
    is_due: bool,
    /// What keeps it open, in sentences; empty when it closes by itself.
    because: Vec<String>,
}

impl Silence {
    fn of((found, unwritten): (Outlook, String), now: DateTime<Utc>) -> Self {
        let reasons = found.because.iter().map(|why| why.label().to_owned());
        let letter = Some(unwritten).filter(|why| !why.is_empty());
        let letter = letter.map(|why| format!("Its letter cannot go: {why}"));
        Self {
            ends: found.ends,
            is_due: found.is_due(now),
            because: reasons.chain(letter).collect(),
        }
    }
}

impl Overview {
    fn finding(&self, allegation: AllegationId, stage: u8) -> Option<Outcome> {
        let mut findings = self.top.case.complaint.findings_seen_by(self.me);
        findings
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
    fn certificate(&self) -> Option<Certificate> {
        certificate(&self.top.case)
    }
    /// The plan of stage 1; whoever decides stage 2 looks with fresh eyes first.
    fn plan(&self) -> &[Planned] {
        let c = &self.top.case.complaint;
        if c.stage_1_is_shut_to(self.me) {
            return &[];
        }
        &c.plan
    }
    /// What was promised, as far as this person may see it.
    fn remedies(&self) -> Vec<&Remedy> {
        self.top.case.complaint.remedies_seen_by(self.me).collect()
    }
    /// Stage 1 answered this, and whoever reads it must have a view of their own first.
    fn is_shut(&self, allegation: AllegationId) -> bool {
        let mut unseen = self.top.case.complaint.unseen_by(self.me);
        unseen.any(|id| id == allegation)
    }
    /// What deciders thought of it before they read what stage 1 found.
    fn own_views(&self, allegation: AllegationId) -> impl Iterator<Item = &OwnView> {
        let all = self.top.case.complaint.own_views.iter();
        all.filter(move |view| view.allegation == allegation)
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
    let answered =
        (top.case.complaint.stage == Stage::Answered).then(|| top.case.complaint.clone());
    let now = who.now;
    let ((evidence, files, happened, names, silence), missing) = app
        .db
        .read(move |conn| {
            let silence = match answered {
                Some(complaint) => silence::expected(conn, &complaint, now),
                None => Ok(None),
            };
            let silence = missing.part("whether it closes by itself", silence)?;
            let files = files::lines(conn, (id, &reference), &mail);
            let files = missing.part("its files", files)?;
            let evidence = missing.part("its evidence", evidence::of_complaint(conn, id))?;
            let happened = missing.part("its history", events::newest(conn, id, None, LATEST))?;
            let writers = evidence.iter().map(|e| e.by);
            let names = people::names(conn, history::people(&happened).into_iter().chain(writers));
            let names = missing.part("names of people", names)?;
            Ok(((evidence, files, happened, names, silence), missing))
        })
        .await?;
    top.case.names.extend(names);
    let page = Overview {
        actions: actions(&top.case, &who),
        clocks: clocks(&top, &who),
        timeline: happened.iter().map(|h| entry(&top, h, &who)).collect(),
        complainant: complainant(&top, &who),
        office: office(&top.case.complaint, &who),
        restriction: proposes_restrictions(who.actor.role)
            .then(|| paths::restriction(&top.case.complaint.complainant_id)),
        silence: silence.map(|found| Silence::of(found, who.now)),
        reopens_until: reopens_until(&top.case.complaint, &who.ctx()),
        evidence,
        files,
        now: who.now,
        today: who.today(),
        me: who.actor.id,
        top,
    };
    let who = page.top.refreshed(who);
    page::render_without(&page, StatusCode::OK, &who, &missing)
}

fn entry(top: &Top, happened: &Happened, who: &SignedIn) -> Entry {
    let shut = top.case.complaint.stage_1_is_shut_to(who.actor.id);
    let line = shut::line_seen(happened, &top.case.names, shut);
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
    let owed = leading(c);
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
        .find(|p| p.until.is_none() && p.stops_the_clock && clock.promise.is_held());
    if let Some(held) = held {
        view.state = "hold";
        let since = uk_time::day(uk_time::local_date(held.from), who.today());
        view.left = format!("On hold since {since}");
    }
    let agreed = c.timescales.iter().rfind(|t| t.promise == clock.promise);
    ClockCard {
        title: clock.promise.label(),
        href: format!(
            "{}/{}",
            paths::of(top.case.reference(), "clocks"),
            clock.promise.as_str()
        ),
        big,
        agreed: agreed.map_or(String::new(), |t| agreed_words(t, &c.details.name, who)),
        view,
    }
}

fn agreed_words(t: &Timescale, name: &str, who: &SignedIn) -> String {
    let day = |at| uk_time::day_of_month(uk_time::local_date(at), who.today());
    let (on, new) = (day(t.contacted_at), day(t.new_due));
    match (t.agreed, t.late) {
        (true, false) => format!("Agreed with {name} on {on}."),
        (true, true) => format!(
            "{name} agreed {new} as a new date on {on}, after this one had passed. It counts as late."
        ),
        (false, _) => format!(
            "{name} was told on {on} that it will be {new}, and did not agree. This date counts."
        ),
    }
}
