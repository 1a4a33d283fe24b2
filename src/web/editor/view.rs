//! The editor as its page shows it: finished words, so that the template only loops and chooses.
use super::Which;
use super::checklist::{self, Check};
use super::closing::{self, Closing, ClosingPart};
use super::desk::{Desk, Written};
use super::finding::{self, FindingView};
use super::form::Typed;
use super::gaps;
use crate::web::case::{Case, Problems};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms;
use crate::web::page;
use crate::web::sending::{Paper, Sending};
use crate::web::signed_in::SignedIn;
use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use letters::{Letter, checks};
use procedure::dispatch::Dispatch;
use procedure::steps::response;
use procedure::vocabulary::{LetterFormat, Outcome, RemedyKind, ReplyChannel, RootCause};
use procedure::working_time::uk_time;
use procedure::{Context, StepKind};
use storage::drafts::Draft;

/// At which size the preview is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As the letter will go.
    Own,
    Standard,
    Large,
}

impl Size {
    /// From the button that was pressed.
    pub fn of_act(act: &str) -> Option<Self> {
        match act {
            "preview" => Some(Self::Own),
            "preview-standard" => Some(Self::Standard),
            "preview-large" => Some(Self::Large),
            _ => None,
        }
    }
}

/// Everything both editors show.
pub struct Editor {
    pub case: Case,
    pub which: Which,
    pub step: StepKind,
    pub typed: Typed,
    pub problems: Problems,
    pub version: String,
    pub draft_version: i64,
    /// "Draft saved 10:39", or that nothing is saved yet.
    pub saved: String,
    pub clock: Option<ClockView>,
    /// How they want to hear from us.
    pub wants: Vec<String>,
    pub findings: Vec<FindingView>,
    pub closing: Closing,
    pub checks: Vec<Check>,
    /// Phrases and names to look at again; they never stop the letter.
    pub warnings: Vec<String>,
    pub sending: Sending,
    pub letter: Paper,
    pub large: bool,
}

#[derive(askama::Template)]
#[template(path = "complaints/response.html")]
struct ResponsePage {
    e: Editor,
}

#[derive(askama::Template)]
#[template(path = "complaints/final_response.html")]
struct FinalResponsePage {
    e: Editor,
}

/// The page, with the words given.
pub fn render(
    who: &SignedIn,
    desk: &Desk,
    written: &Written,
    (problems, size): (Problems, Size),
) -> Result<HttpResponse, WebError> {
    let status = problems.status();
    let e = editor(who, desk, written, (problems, size));
    match desk.which {
        Which::First => page::render(&ResponsePage { e }, status, who),
        Which::Final => page::render(&FinalResponsePage { e }, status, who),
    }
}

fn editor(
    who: &SignedIn,
    desk: &Desk,
    written: &Written,
    (problems, size): (Problems, Size),
) -> Editor {
    let Written {
        typed,
        answered,
        letter,
    } = written;
    let (case, which) = (&desk.case, desk.which);
    let ctx = who.ctx();
    let read = (answered, letter);
    let gaps = gaps::all(&case.complaint, read, which, &who.actor, &ctx);
    let shown = at_size(letter, size);
    Editor {
        version: case.complaint.version.0.to_string(),
        draft_version: desk.draft_version(),
        saved: saved(desk.draft.as_ref(), typed, who.now),
        clock: clock(case, which, &ctx),
        wants: wants(case),
        findings: case
            .complaint
            .in_scope()
            .map(|a| finding::of(desk, typed, a, &gaps))
            .collect(),
        closing: closing::of(letter),
        warnings: warnings(case, which, letter),
        checks: checklist::of(&case.complaint, which, gaps),
        sending: sending(&answered.dispatch),
        large: shown.format == LetterFormat::LargePrint,
        letter: Paper::from(&shown),
        case: case.clone(),
        which,
        step: which.step(),
        typed: typed.clone(),
        problems,
    }
}

fn clock(case: &Case, which: Which, ctx: &Context) -> Option<ClockView> {
    let running = case.complaint.running(which.promise())?;
    Some(ClockView::of(running, ctx.calendar, ctx.now))
}

fn sending(dispatch: &Dispatch) -> Sending {
    Sending {
        channel: dispatch.channel.as_str().to_owned(),
        format: dispatch.format.as_str().to_owned(),
        dispatch_reason: dispatch.reason.clone(),
    }
}

impl Editor {
    pub fn done(&self) -> usize {
        self.checks.iter().filter(|check| check.is_done()).count()
    }
    /// "Two items to finish" in figures.
    pub fn left(&self) -> usize {
        self.checks.len() - self.done()
    }
    pub fn outcomes(&self) -> Vec<(&'static str, &'static str)> {
        forms::options(Outcome::ALL, Outcome::as_str, Outcome::label)
    }
    pub fn remedies(&self) -> Vec<(&'static str, &'static str)> {
        forms::options(RemedyKind::ALL, RemedyKind::as_str, RemedyKind::label)
    }
    pub fn causes(&self) -> Vec<(&'static str, &'static str)> {
        forms::options(RootCause::ALL, RootCause::as_str, RootCause::label)
    }
    pub fn words(&self, name: &str) -> usize {
        self.typed.get(name).split_whitespace().count()
    }
    /// Empty although the letter needs it.
    pub fn lacks(&self, name: &str) -> bool {
        let of = |check: &Check| check.gaps.iter().any(|gap| gap.field == name);
        self.words(name) == 0 && self.checks.iter().any(of)
    }
    pub fn error(&self, name: &str) -> &str {
        self.problems.errors.of(name)
    }
    pub fn at(&self, name: &str, v: &FindingView) -> &str {
        self.typed.at(name, v.number)
    }
    pub fn error_at(&self, name: &str, v: &FindingView) -> &str {
        self.problems.errors.of(&v.id(name))
    }
    pub fn says_nothing_changes(&self, v: &FindingView) -> bool {
        self.at("learning_none", v) == "yes"
    }
    pub fn is_saved(&self) -> bool {
        self.saved.starts_with("Draft saved")
    }
    /// Stage 2: what becomes of the stage 1 view.
    pub fn views(&self) -> [(&'static str, &'static str); 2] {
        [("kept", "Kept"), ("changed", "Changed")]
    }
}

fn wants(case: &Case) -> Vec<String> {
    let details = &case.complaint.details;
    let format = match details.letter_format {
        LetterFormat::LargePrint => "Large print, 18pt",
        other => other.label(),
    };
    let channel = match details.reply_channel {
        ReplyChannel::Email => "By email",
        ReplyChannel::Post => "By post",
        ReplyChannel::Phone => "By phone first, then in writing",
    };
    let note = Some(details.format_note.clone()).filter(|note| !note.trim().is_empty());
    [Some(format.to_owned()), note, Some(channel.to_owned())]
        .into_iter()
        .flatten()
        .collect()
}

fn warnings(case: &Case, which: Which, letter: &Letter) -> Vec<String> {
    let named: Vec<String> = case
        .complaint
        .subjects
        .iter()
        .map(|s| s.name.clone())
        .collect();
    // A gap is in the checklist already.
    let of_words = checks::warnings(&letter.without_gaps().text(), &named)
        .into_iter()
        .map(|one| one.to_string());
    let of_list = match which {
        Which::First => response::warnings(&case.complaint),
        Which::Final => Vec::new(),
    };
    of_list.into_iter().chain(of_words).collect()
}

/// Only how it looks: the letter's own words about its format stay.
fn at_size(letter: &Letter, size: Size) -> Letter {
    let mut shown = letter.clone();
    match size {
        Size::Own => {}
        Size::Standard => shown.format = LetterFormat::Standard,
        Size::Large => shown.format = LetterFormat::LargePrint,
    }
    shown
}

fn saved(draft: Option<&Draft>, typed: &Typed, now: DateTime<Utc>) -> String {
    match draft {
        None => "Nothing saved yet".to_owned(),
        Some(draft) if draft.fields == typed.0 => {
            format!("Draft saved {}", saved_at(draft.at, now))
        }
        Some(draft) => format!(
            "Not saved yet. The last draft is from {}",
            saved_at(draft.at, now)
        ),
    }
}

/// "10:39" today, "Mon 23 Nov, 16:20" before.
pub fn saved_at(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if uk_time::local_date(at) == uk_time::local_date(now) {
        uk_time::time(at)
    } else {
        uk_time::short(at, now)
    }
}
