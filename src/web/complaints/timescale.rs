//! "If the issue is complex, they may need additional time to investigate but they will contact you to agree timescales."
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use chrono::NaiveDate;
use letters::compose::{self, NewDate};
use procedure::StepKind;
use procedure::clocks::Clock;
use procedure::complaint::Timescale;
use procedure::new_date::{NotOffered, OfferedDay, offered};
use procedure::steps::timescale::{AgreeTimescale, Limit, limit, promised, who_agrees};
use procedure::vocabulary::Channel;
use procedure::working_time::uk_time;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct TimescaleForm {
    until: String,
    contacted_at_date: String,
    contacted_at_time: String,
    channel_used: String,
    reason: String,
    /// What has been done so far, for the letter; empty for what the complaint itself shows.
    done: String,
    agreed: String,
    #[serde(flatten)]
    sending: Sending,
}

impl TimescaleForm {
    fn agreed(&self) -> Option<bool> {
        match self.agreed.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

/// A week of the days to choose from.
struct Week {
    /// "7 Dec"
    begins: String,
    days: Vec<DayCell>,
}

struct DayCell {
    /// "2026-12-15"
    word: String,
    /// "15"
    number: String,
    /// "Tue 15 December"
    words: String,
    /// Why it cannot be chosen, in a word or two; empty when it can.
    why_not: String,
}

fn weeks(days: &[OfferedDay]) -> Vec<Week> {
    let cell = |one: &OfferedDay| DayCell {
        word: one.day.to_string(),
        number: one.day.format("%-d").to_string(),
        words: one.day.format("%a %-d %B").to_string(),
        why_not: one
            .why_not
            .as_ref()
            .map_or(String::new(), |why| why.short().to_owned()),
    };
    let week = |days: &[OfferedDay]| Week {
        begins: days.first().map_or(String::new(), |first| {
            first.day.format("%-d %b").to_string()
        }),
        days: days.iter().map(cell).collect(),
    };
    days.chunks(7).map(week).collect()
}

/// The reasons in the order of the list's kinds, each once.
fn reasons(days: &[OfferedDay]) -> Vec<String> {
    let mut all: Vec<_> = days.iter().filter_map(|one| one.why_not.as_ref()).collect();
    all.sort();
    all.dedup();
    let said = |why: &NotOffered| format!("{}: {}", why.short(), why.words());
    all.into_iter().map(said).collect()
}

#[derive(askama::Template)]
#[template(path = "complaints/timescale.html")]
pub struct TimescalePage {
    clock: Option<Clock>,
    /// Who may agree what date, in words.
    limit: String,
    weeks: Vec<Week>,
    /// Why days are not offered, each reason once.
    reasons: Vec<String>,
    /// What was sent and is no day that can be chosen.
    typed: String,
    /// Whatever is agreed now, the first date has passed and counts.
    counts_as_late: bool,
    view: View<TimescaleForm>,
}

impl TimescalePage {
    fn earlier(&self) -> impl Iterator<Item = &Timescale> {
        self.view.case.complaint.timescales.iter()
    }
}

impl StepPage for TimescalePage {
    const KIND: StepKind = StepKind::Timescale;
    const ORDER: &'static [&'static str] = &[
        "until",
        "reason",
        "contacted_at",
        "channel_used",
        "agreed",
        "dispatch",
    ];
    type Form = TimescaleForm;
    type More = ();

    fn blank(at: &At) -> TimescaleForm {
        TimescaleForm {
            sending: Sending::preferred(at.complaint()),
            ..TimescaleForm::default()
        }
    }
    fn read(form: &TimescaleForm, at: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let contacted = forms::instant(&form.contacted_at_date, &form.contacted_at_time);
        let way = form.sending.dispatch(at.complaint());
        let step = AgreeTimescale {
            until: errors.keep("until", forms::date(&form.until)),
            contacted_at: errors.keep("contacted_at", contacted),
            channel: Channel::parse(&form.channel_used),
            reason: forms::text(&form.reason),
            agreed: form.agreed(),
            dispatch: way.clone(),
        };
        let new = NewDate {
            until: step.until,
            contacted_at: step.contacted_at,
            channel: step.channel,
            agreed: step.agreed,
            reason: &step.reason,
            done: &forms::text(&form.done),
        };
        let letter = at.write(|c, writer| compose::timescale(c, &new, &way, writer));
        Reading::of(step).despite(errors).sending(letter, way)
    }
    fn page(view: View<TimescaleForm>, who: &SignedIn) -> Self {
        let complaint = &view.case.complaint;
        let others = who_agrees(complaint, &who.actor);
        let days = offered(complaint, &who.actor, &who.ctx());
        let typed = view.form.until.trim();
        let can_be_chosen =
            |one: &OfferedDay| one.why_not.is_none() && one.day.to_string() == typed;
        Self {
            weeks: weeks(&days),
            reasons: reasons(&days),
            typed: if days.iter().any(can_be_chosen) {
                String::new()
            } else {
                typed.to_owned()
            },
            counts_as_late: complaint
                .running(promised(complaint.stage))
                .is_some_and(|clock| clock.is_late(who.now)),
            clock: complaint.running(promised(complaint.stage)).cloned(),
            limit: words(
                &limit(complaint, &who.actor, &who.ctx()),
                &others,
                who.today(),
            ),
            view,
        }
    }
}

/// Rule 40 in words, before it refuses anything. `who`: who can agree more.
fn words(limit: &Limit, who: &str, today: NaiveDate) -> String {
    match limit {
        Limit::Leads => {
            "It is not yours to answer: you can agree a second move, and more than 10 working days."
                .to_owned()
        }
        Limit::Moved => {
            format!("The date has been moved before. Only {who} can agree a second move.")
        }
        Limit::Until(last) => format!(
            "You can agree a date up to {}, 10 working days later. Only {who} can agree more.",
            uk_time::day(uk_time::local_date(*last), today)
        ),
        Limit::NotRunning => String::new(),
    }
}
