//! "Why is it due then?": one promise of a complaint, explained day by day.
use crate::web::case::{self, Case};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::late_split::{self, LateSplit};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, http::StatusCode, web};
use procedure::clocks::{Clock, Pause as Hold};
use procedure::complaint::Timescale;
use procedure::event::{Event, JudgedAgain};
use procedure::vocabulary::Promise;
use procedure::working_time::{DayKind, ExplainedDay, Explanation, Pause, Span, uk_time};
use procedure::{Complaint, StepKind, permits};
use storage::events::{self, Happened};

#[derive(askama::Template)]
#[template(path = "complaint/clocks.html")]
struct ClockPage {
    case: Case,
    clock: Clock,
    view: ClockView,
    /// None when the date was agreed rather than worked out.
    explained: Option<Explanation>,
    agreement: Option<Timescale>,
    /// The last date they were told that does not count.
    told: Option<Timescale>,
    holds: Vec<Hold>,
    late: bool,
    /// It was judged again after the received date was corrected.
    judged: Option<JudgedAgain>,
    /// Who had it until then, when it was late.
    split: Option<LateSplit>,
    /// This person can correct that.
    may_correct: bool,
}

impl ClockPage {
    fn weekday(&self, day: &ExplainedDay) -> String {
        uk_time::day(day.date, uk_time::local_date(self.clock.due_at))
    }
    fn counts(day: &ExplainedDay) -> bool {
        day.kind == DayKind::Working && !day.parts.is_empty()
    }
    /// Hours are counted; else whole working days, or months.
    fn counts_hours(&self) -> bool {
        matches!(self.clock.span, Some(Span::WorkingHours(_)))
    }
    /// The rule was applied with another calendar or before a hold, so the kept date is not this sum's.
    fn differs(&self) -> bool {
        self.explained
            .as_ref()
            .is_some_and(|e| e.due != self.clock.due_at)
    }
}

/// More days than any promise takes: what lies further apart is no sum that a page could show day by day.
const MOST_DAYS: i64 = 1000;

/// GET `/complaints/{reference}/clocks/{promise}`: the running clock of a promise, or its last one.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (reference, promise) = path.into_inner();
    let case = case::load(&app, &who, &reference).await?;
    let promise = Promise::parse(&promise).ok_or(WebError::NotFound)?;
    let clock = last_clock(&case.complaint, promise).ok_or(WebError::NotFound)?;
    let (rules_of, version, id) = (app.clone(), clock.calendar_version, case.complaint.id);
    let (complaint, today, now) = (case.complaint.clone(), who.rules.calendar.clone(), who.now);
    let (calendar, corrections, splits) = app
        .db
        .read(move |conn| {
            let calendar = rules_of.calendar(conn, version)?;
            let splits = late_split::load(conn, &complaint, (now, &today))?;
            Ok((calendar, events::corrections(conn, id)?, splits))
        })
        .await?;
    let split = splits.into_iter().find(|late| late.promise == promise);
    let holds = counted(&case.complaint, &clock);
    let pauses: Vec<Pause> = holds
        .iter()
        .filter(|p| p.until.is_some())
        .map(|p| Pause::so_far(p.from, p.until, who.now))
        .collect();
    let agreement = case
        .complaint
        .timescales
        .iter()
        .rev()
        .find(|t| t.promise == promise && clock.span.is_none())
        .cloned();
    let page = ClockPage {
        view: ClockView::of(&clock, &calendar, who.now),
        explained: clock
            .span
            .filter(|span| {
                let due = calendar.due(clock.started_at, *span, &pauses);
                (due - clock.started_at).num_days() <= MOST_DAYS
            })
            .map(|span| calendar.explain(clock.started_at, span, &pauses)),
        late: clock.is_late(who.now),
        judged: judged(&corrections, &clock),
        may_correct: permits(StepKind::Lateness, &case.complaint, &who.actor, &who.ctx()).is_ok(),
        split: split.filter(|_| clock.we_are_late(who.now)),
        agreement,
        told: told(&case.complaint, promise),
        holds,
        clock,
        case,
    };
    page::render(&page, StatusCode::OK, &who)
}

/// The last time that this clock, which has stopped, was judged again.
fn judged(corrections: &[Happened], clock: &Clock) -> Option<JudgedAgain> {
    let of = |happened: &Happened| match &happened.event {
        Some(Event::FactsCorrected { judged, .. }) => judged.clone(),
        _ => Vec::new(),
    };
    let mut all = corrections.iter().flat_map(of);
    all.find(|j| j.promise == clock.promise && Some(j.stopped_at) == clock.stopped_at)
}

fn told(c: &Complaint, promise: Promise) -> Option<Timescale> {
    let last = c.timescales.iter().rfind(|t| t.promise == promise)?;
    Some(last.clone()).filter(|t| !t.agreed || t.late)
}

fn last_clock(c: &Complaint, promise: Promise) -> Option<Clock> {
    let last = || c.clocks.iter().rev().find(|k| k.promise == promise);
    c.running(promise).or_else(last).cloned()
}

/// The holds that stop this clock.
fn counted(c: &Complaint, clock: &Clock) -> Vec<Hold> {
    let while_it_ran = |p: &&Hold| {
        p.until.is_none_or(|until| until > clock.started_at)
            && clock.stopped_at.is_none_or(|end| p.from < end)
    };
    c.pauses
        .iter()
        .filter(|p| p.stops_the_clock)
        .filter(while_it_ran)
        .cloned()
        .collect()
}
