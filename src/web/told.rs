//! What somebody did a moment ago, in a sentence above the page they land on, with what is next and the way back to
//! the list they came from.
//!
//! The address names the complaint and its version after the step (`done=SC-2026-000123.7`), and no words: the sentence
//! is made from the events that were recorded then, and only for the person who recorded them.
use super::complaint::actions;
use super::letter_state;
use super::open_forms::place::same_page;
use super::open_forms::tags::tags;
use super::paths;
use super::sessions::sign_in::our_own;
use super::signed_in::SignedIn;
use crate::casework::{Case, CaseKey, Matter};
use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use chrono::Duration;
use procedure::complaint::RefusalOf;
use procedure::delivery::State;
use procedure::working_time::uk_time;
use procedure::{Complaint, Delivery, Event, PersonId, Reference, StepKind, Version};
use std::collections::HashMap;
use storage::events::{self, Happened};
use storage::{Connection, StorageError, complaints};

/// Names the complaint and its version after the step.
pub const DONE: &str = "done";
/// Names the list from which a complaint, or its step, was opened.
pub const FROM: &str = "from";
/// After this time it is no longer what was done a moment ago.
const FRESH: Duration = Duration::minutes(15);
/// The lists that there is a way back to.
const LISTS: [&str; 9] = [
    "/",
    "/inbox",
    "/assignment",
    "/escalation",
    "/unowned",
    "/data-protection",
    "/undelivered",
    "/complaints",
    "/complainants",
];
/// Bytes of an address of a list.
const LONGEST: usize = 300;

/// What was done.
#[derive(Debug, Clone)]
pub struct Told {
    /// "You assigned Sian Bevan."
    pub sentence: String,
    /// "Next: make the first contact, or respond, by Fri 27 Nov, 10:12 (Sian Bevan)."; empty when it is not theirs to
    /// know.
    pub next: String,
    pub undo: Option<Undo>,
    /// The complaint, where the page is not about it.
    pub about: Option<Link>,
    /// Back to the list.
    pub back: Option<Link>,
}

/// How it can be undone.
#[derive(Debug, Clone)]
pub struct Undo {
    pub action: String,
    pub version: i64,
    /// "10:58:47"; empty for a letter that leaves when somebody posts it.
    pub until: String,
}

#[derive(Debug, Clone)]
pub struct Link {
    pub href: String,
    pub words: String,
}

/// What a request says of a step that was taken, and of the list it came from.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    path: String,
    done: Option<(Reference, Version)>,
    pub from: Option<String>,
    /// The complaint that the page is about.
    pub about: Option<Reference>,
}

impl Asked {
    pub fn of(req: &HttpRequest) -> Self {
        let query: Vec<(String, String)> =
            serde_urlencoded::from_str(req.query_string()).unwrap_or_default();
        let of = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v);
        let done = of(DONE).filter(|_| req.method() == Method::GET);
        let from = of(FROM).and_then(|from| list(from));
        Self {
            path: req.path().to_owned(),
            about: about(req.path()),
            done: done.and_then(|done| read(done)),
            from: from.or_else(|| list(&referer(req)?)),
        }
    }
}

fn read(done: &str) -> Option<(Reference, Version)> {
    let (reference, version) = done.split_once('.')?;
    Some((Reference::parse(reference)?, Version(version.parse().ok()?)))
}

/// The page that the request came from, when it is one of ours: no page of others can name one in our address.
fn referer(req: &HttpRequest) -> Option<String> {
    let from = req.headers().get(header::REFERER)?.to_str().ok()?;
    let from = url::Url::parse(from).ok()?;
    let query = from.query().map(|query| format!("?{query}"));
    Some(format!("{}{}", from.path(), query.unwrap_or_default()))
}

/// The address of a list, without what only says what just happened there; none for any other page.
fn list(address: &str) -> Option<String> {
    let address = same_page(address);
    let path = address.split('?').next().unwrap_or_default();
    let ours = address.len() <= LONGEST && our_own(&address) == address && LISTS.contains(&path);
    ours.then_some(address)
}

/// Where somebody goes after a step, with what the page there needs to say what was done.
pub fn after(to: &str, (reference, version): (&Reference, Version), who: &SignedIn) -> String {
    let done = paths::with(to, DONE, &format!("{reference}.{}", version.0));
    match &who.from {
        Some(from) => paths::with(&done, FROM, from),
        None => done,
    }
}

/// Carries the list that a page about a complaint was opened from into its links and forms about the same complaint.
pub fn carried(html: String, who: &SignedIn) -> String {
    let (Some(from), Some(about)) = (&who.from, &who.about) else {
        return html;
    };
    let page = paths::complaint(about);
    let mut out = String::with_capacity(html.len() + 2000);
    let mut rest = 0;
    for tag in tags(&html) {
        let name = match tag.name {
            _ if tag.closes => continue,
            "a" => "href",
            "form" => "action",
            _ => continue,
        };
        let to = tag.value(name);
        let path = to.split(['?', '#']).next().unwrap_or_default();
        let noun = path.strip_prefix(&page).unwrap_or("/no/other");
        let here = noun.is_empty() || (noun.starts_with('/') && !noun[1..].contains('/'));
        if !here {
            continue;
        }
        out.push_str(html.get(rest..tag.at.start).unwrap_or_default());
        out.push_str(&tag.written(&[(name, &paths::with(&to, FROM, from))], ""));
        rest = tag.at.end;
    }
    out.push_str(html.get(rest..).unwrap_or_default());
    out
}

/// The complaint that an address is about.
fn about(path: &str) -> Option<Reference> {
    let mut parts = path.strip_prefix("/complaints/")?.split('/');
    Reference::parse(parts.next()?)
}

/// What this person did; none when they did not, or it is no longer theirs to hear of.
///
/// # Errors
/// The queries'.
pub fn load(
    conn: &mut Connection,
    who: &SignedIn,
    asked: &Asked,
) -> Result<Option<Told>, StorageError> {
    let Some((reference, version)) = &asked.done else {
        return Ok(None);
    };
    let me = who.actor.id;
    let theirs = Case::load(conn, &CaseKey::At(reference.clone()), who.by());
    let (case, sees) = match theirs {
        Ok(case) => (case, true),
        Err(StorageError::NotFound) => match own_hand_back(conn, reference, me)? {
            Some(case) => (case, false),
            None => return Ok(None),
        },
        Err(other) => return Err(other),
    };
    let happened = events::of_version(conn, case.complaint.id, *version)?;
    let fresh = |h: &Happened| h.by == me && h.at <= who.now && who.now - h.at <= FRESH;
    let done: Option<Vec<&Event>> = happened
        .iter()
        .map(|h| h.event.as_ref().filter(|_| fresh(h)))
        .collect();
    let done = done.unwrap_or_default();
    let by_itself = done.iter().any(|event| event.nature().by_itself);
    let handed_back = done.iter().any(|e| matches!(e, Event::HandedBack { .. }));
    if done.is_empty() || by_itself || (!sees && !handed_back) {
        return Ok(None);
    }
    let on_its_page = who.about.as_ref() == Some(reference);
    let back = asked.from.as_ref().and_then(|from| back(from, asked, who));
    Ok(Some(Told {
        sentence: sentence(&done, &case.complaint, who),
        next: if sees {
            next(&case, who)
        } else {
            String::new()
        },
        undo: undo(&case.complaint, who),
        about: (sees && !on_its_page).then(|| about_it(&case)),
        back,
    }))
}

/// How the last act is undone, when it was this person's and can be; a letter on its way, for as long as it is held.
fn undo(c: &Complaint, who: &SignedIn) -> Option<Undo> {
    let ctx = who.ctx();
    let last = c
        .can_be_undone(&ctx)
        .filter(|last| last.by == who.actor.id)?;
    let letter = c.deliveries.iter().find(|d| Some(d.id) == last.delivery);
    let until = match letter {
        None => uk_time::local(last.at + ctx.undo)
            .format("%H:%M")
            .to_string(),
        Some(letter) if letter.state == State::Held => uk_time::local(letter.leaves_at)
            .format("%H:%M:%S")
            .to_string(),
        Some(_) => String::new(),
    };
    Some(Undo {
        action: paths::of(&c.reference, "undo"),
        version: c.version.0,
        until,
    })
}

/// Whoever hands a complaint back sees it no longer, and is told that it is done; not if it has turned out to be about
/// them.
fn own_hand_back(
    conn: &mut Connection,
    reference: &Reference,
    me: PersonId,
) -> Result<Option<Case>, StorageError> {
    let Some(id) = complaints::id_of(conn, reference)? else {
        return Ok(None);
    };
    let complaint = complaints::get(conn, id)?;
    if complaint.subjects.iter().any(|s| s.person == Some(me)) {
        return Ok(None);
    }
    let names = HashMap::default();
    Ok(Some(Case { complaint, names }))
}

fn about_it(case: &Case) -> Link {
    Link {
        href: paths::complaint(case.reference()),
        words: format!("{}, {}", case.reference(), case.complaint.details.name),
    }
}

fn back(from: &str, asked: &Asked, who: &SignedIn) -> Option<Link> {
    let path = from.split('?').next().unwrap_or_default();
    let link = who.shell.links.iter().find(|link| link.href == path)?;
    (path != asked.path).then(|| Link {
        href: from.to_owned(),
        words: format!("Back to {}", link.label),
    })
}

fn next(case: &Case, who: &SignedIn) -> String {
    let next = actions::next(case, who);
    if next.who.is_empty() {
        return String::new();
    }
    let by = next.by.map_or(String::new(), |by| {
        format!(", by {}", uk_time::short(by, who.now))
    });
    let what = small(next.what);
    // A name keeps its capital.
    let general = ["You", "The ", "A "];
    let whose = if general.iter().any(|begin| next.who.starts_with(begin)) {
        small(&next.who)
    } else {
        next.who
    };
    format!("Next: {what}{by} ({whose}).")
}

/// With a small first letter.
fn small(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|c| c.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), rest.as_str())
}

/// All that was recorded at once, in one go.
fn sentence(done: &[&Event], c: &Complaint, who: &SignedIn) -> String {
    let looks_again = done
        .iter()
        .any(|e| matches!(e, Event::SecondLookAsked { .. }));
    let acknowledges = done.iter().any(|e| matches!(e, Event::Acknowledged { .. }));
    done.iter()
        // Acknowledging saves the triage too.
        .filter(|event| !(acknowledges && matches!(event, Event::Triaged { .. })))
        // So does what follows from being asked to look again.
        .filter(|event| !looks_again || matches!(event, Event::SecondLookAsked { .. }))
        .map(|event| words(event, c, who))
        .collect::<Vec<_>>()
        .join(" ")
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm an event, each a line of words"
)]
fn words(event: &Event, c: &Complaint, who: &SignedIn) -> String {
    let me = |person: PersonId| person == who.actor.id;
    match event {
        Event::Received { .. } => format!("Logged as {}.", c.reference),
        Event::OnTheSpotTried { .. } => "On-the-spot attempt recorded.".to_owned(),
        Event::OnTheSpotResolved { .. } => "Recorded as resolved on the spot.".to_owned(),
        Event::Promoted { .. } => "It is at stage 1 now.".to_owned(),
        Event::Taken { owner } if me(*owner) => "You took this complaint.".to_owned(),
        Event::Taken { .. } => "This complaint was taken.".to_owned(),
        Event::DetailsChanged { .. } => "Details changed.".to_owned(),
        Event::FactsCorrected { .. } => "Record corrected.".to_owned(),
        Event::ClocksMoved { .. } => "Dates moved by a closed day.".to_owned(),
        Event::Triaged { .. } => "Triage saved. Nothing has been sent.".to_owned(),
        Event::AllegationAdded { allegation, .. } => {
            format!("Allegation {} added.", allegation.number)
        }
        Event::RefusalProposed { of, .. } => format!("You proposed to refuse {}.", refused(*of)),
        Event::RefusalApproved { of, .. } => format!("You agreed to refuse {}.", refused(*of)),
        Event::RefusalReturned { of, .. } => {
            format!(
                "You sent back the proposal to refuse {}. It is not refused.",
                refused(*of)
            )
        }
        Event::Acknowledged { deciding: true, .. } => {
            "The acknowledgement says that we are deciding whether the procedure covers it. Propose to refuse it, or put an allegation inside and send it to an area.".to_owned()
        }
        Event::Acknowledged { area_name, .. } => format!("It is with {area_name} now."),
        Event::HandedBack { .. } if c.executive_routes() => format!(
            "You sent {} back. Areas have handed it back twice, so a senior complaint executive decides which one answers.",
            c.reference
        ),
        Event::HandedBack { .. } => {
            format!("You sent {} back to Customer Relations.", c.reference)
        }
        Event::Assigned { to, .. } if me(*to) => "You assigned yourself.".to_owned(),
        Event::Assigned { to_name, .. } => format!("You assigned {to_name}."),
        Event::TimescaleAgreed { new_due, .. } => {
            format!("New date recorded: {}.", uk_time::short(*new_due, who.now))
        }
        Event::LatenessCorrected { promise, .. } => format!(
            "You corrected who was late with it: {}. What the history says stays beside it.",
            promise.label().to_lowercase()
        ),
        Event::Noted {
            office_told: true, ..
        } => "Recorded that their office was told.".to_owned(),
        Event::Noted { .. } => "Note added.".to_owned(),
        Event::Contacted { .. } => "Contact recorded.".to_owned(),
        Event::Planned { .. } => "Plan saved. You find it beside the response.".to_owned(),
        Event::EvidenceAdded { number, .. } => format!("Evidence added to allegation {number}."),
        Event::Responded { outcome, .. } => {
            let outcome = outcome.label().to_lowercase();
            format!("You approved the stage 1 response: {outcome}.")
        }
        Event::Closed { closure, .. } => {
            format!("You closed it: {}.", closure.label().to_lowercase())
        }
        Event::SecondLookAsked { .. } => {
            "Recorded: they ask us to look at it again. A senior complaint executive who took no part in the refusal decides.".to_owned()
        }
        Event::RecordsJoined { goes_on: true, .. } => {
            "Another record of it was joined with it.".to_owned()
        }
        Event::RecordsJoined { .. } => {
            "You joined it with the other record, which goes on. To undo that, take the records apart here.".to_owned()
        }
        Event::RecordsTakenApart { goes_on: true, .. } => {
            "The record that was joined with it is a complaint of its own again.".to_owned()
        }
        Event::RecordsTakenApart { .. } => {
            "You took the records apart. This one is open again where it was.".to_owned()
        }
        Event::Reopened { .. } => "You reopened it.".to_owned(),
        Event::EscalationRequested { .. } => "Request for stage 2 recorded.".to_owned(),
        Event::ReviewerChosen { decider, .. } if me(*decider) => {
            "You chose yourself to issue the final response.".to_owned()
        }
        Event::ReviewerChosen {
            decider_name,
            appointed: true,
            ..
        } => format!("You appointed {decider_name} to issue the final response."),
        Event::ReviewerChosen { decider_name, .. } => {
            format!("You chose {decider_name} to issue the final response.")
        }
        Event::OwnViewRecorded { number, .. } => {
            format!(
                "Your view of allegation {number} is recorded. You can open what stage 1 found."
            )
        }
        Event::FinalResponseIssued { outcome, .. } => {
            let outcome = outcome.label().to_lowercase();
            format!("You approved the final response: {outcome}.")
        }
        Event::RemedyDone { .. } => "Remedy recorded as done.".to_owned(),
        Event::Paused {
            stops_the_clock: true,
            ..
        } => "It is on hold. The clock is stopped.".to_owned(),
        Event::Paused { .. } => "It is on hold. The clock keeps running.".to_owned(),
        Event::Resumed { .. } => "The hold has ended.".to_owned(),
        Event::ReferredToAssessor { .. } => {
            "Referral to the Independent Assessor recorded.".to_owned()
        }
        Event::DataProtectionMarked { .. } => {
            "Marked as a data protection complaint. It is listed until its answer is recorded."
                .to_owned()
        }
        Event::DataProtectionUnmarked { .. } => {
            "It is not marked as a data protection complaint any more.".to_owned()
        }
        Event::DataProtectionAnswered { .. } => {
            "Recorded how the part about personal data was answered.".to_owned()
        }
        Event::PassedToHumanResources { .. } => {
            "Recorded that it was passed to human resources.".to_owned()
        }
        Event::AssessorReportMoved { due, .. } => format!(
            "Recorded that the Assessor's report is expected on {}.",
            uk_time::date_long(*due)
        ),
        Event::AssessorChased { again_on, .. } => format!(
            "Recorded that you asked the Assessor. Ask again on {}.",
            uk_time::date_long(*again_on)
        ),
        Event::AssessorPapersAsked { .. } => {
            "Recorded that the Assessor asked for the papers.".to_owned()
        }
        Event::AssessorPapersSent { .. } => {
            "Recorded that the papers were sent to the Assessor.".to_owned()
        }
        Event::AssessorConcluded { .. } => {
            "Findings of the Independent Assessor recorded.".to_owned()
        }
        Event::RecommendationAnswered { accepted: true, .. } => {
            "Recommendation recorded as accepted.".to_owned()
        }
        Event::RecommendationAnswered { .. } => {
            "Recommendation recorded as not accepted.".to_owned()
        }
        Event::RecommendationDone { .. } => "Recommendation recorded as carried out.".to_owned(),
        Event::LetterSent { letter, to, .. } => {
            // The newest comes first.
            let mut all = c.deliveries.iter();
            let goes = all.find(|d| d.kind == *letter && d.to() == to);
            with_leaving(format!("{} written to {to}.", letter.label()), goes)
        }
        // These are written down when a letter moves on, and not by a page that tells of them.
        Event::LetterLeft { letter, to, .. } => format!("{} to {to} has left.", letter.label()),
        Event::LetterNotSent { letter, to, .. } => {
            format!("{} to {to} could not be sent.", letter.label())
        }
        Event::Undone { step, .. } => {
            let step = StepKind::parse(step).map_or("the last step", StepKind::label);
            format!(
                "Undone: {}. What you typed is in the form again.",
                step.to_lowercase()
            )
        }
        Event::LetterCorrected { letter, .. } => {
            format!(
                "Correction of the {} approved.",
                letter.label().to_lowercase()
            )
        }
        Event::LetterStopped { letter, to, .. } | Event::LetterTakenBack { letter, to, .. } => {
            format!("{} to {to} stopped. It has not been sent.", letter.label())
        }
        Event::LetterCameBack { letter, to, .. } => {
            let letter = letter.label().to_lowercase();
            format!("Recorded that it came back: {letter} to {to}.")
        }
        Event::LetterSentAgain {
            letter, address, ..
        } => {
            let to = address.lines().next().unwrap_or_default();
            let goes = c.deliveries.iter().find(|d| d.kind == *letter);
            with_leaving(format!("{} to {to} goes again.", letter.label()), goes)
        }
        Event::LetterClosedWithout { letter, to, .. } => {
            format!("{} to {to} will not be sent again.", letter.label())
        }
    }
}

/// "It leaves at 10:58:47.", while it can be stopped.
fn with_leaving(written: String, goes: Option<&Delivery>) -> String {
    match goes {
        Some(goes) if goes.state == State::Held => {
            let at = letter_state::at_second(goes.leaves_at);
            format!("{written} It leaves at {at}.")
        }
        _ => written,
    }
}

fn refused(of: RefusalOf) -> &'static str {
    match of {
        RefusalOf::Complaint => "the complaint",
        RefusalOf::Escalation => "a second stage",
        RefusalOf::Repeat => "the complaint as answered already",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_ours_are_gone_back_to() {
        assert_eq!(
            list("/inbox?tab=replies&taken=2").unwrap(),
            "/inbox?tab=replies"
        );
        assert_eq!(list("/").unwrap(), "/");
        for other in [
            "//evil.example/inbox",
            "https://evil.example/",
            "/complaints/SC-2026-000123",
            "/sign-out",
            "inbox",
            "",
        ] {
            assert_eq!(list(other), None, "{other}");
        }
        let long = format!("/complaints?q={}", "x".repeat(LONGEST));
        assert_eq!(list(&long), None);
    }

    #[test]
    fn a_step_is_named_by_its_complaint_and_version() {
        let (reference, version) = read("SC-2026-000123.7").unwrap();
        assert_eq!((reference.as_str(), version.0), ("SC-2026-000123", 7));
        for other in ["SC-2026-000123", "SC-2026-000123.x", ".7", "preferences"] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
