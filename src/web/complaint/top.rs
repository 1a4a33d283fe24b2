//! What stands above the tabs: who it is, what it is about, who else is looking, how far it has come.
use super::deliveries::{self, Notices};
use super::presence::{self, Viewing};
use super::track::{self, Mark};
use crate::web::App;
use crate::web::case::{self, Case};
use crate::web::error::WebError;
use crate::web::letter_state;
use crate::web::restriction::banner::{self, Banner};
use crate::web::signed_in::SignedIn;
use procedure::complaint::RefusalRecord;
use procedure::vocabulary::{Channel, LetterFormat, Stage};
use procedure::working_time::uk_time;
use procedure::{Actor, Complaint, PersonId, Reference};
use storage::answers::{self, Answer};
use storage::contacts::{self, Contact};
use storage::letters::{self, SentLetter};
use storage::mail::{self, MailItem};
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError, events, lists, people, unowned};

/// A word about a complaint, with its tone (`late`, `soon`, `accent` or empty).
#[derive(Clone)]
pub struct Tag {
    pub words: String,
    pub tone: &'static str,
}

/// Another record of the same complaint.
pub struct JoinedLink {
    pub reference: Reference,
    /// That one does; otherwise it was closed for this one.
    pub goes_on: bool,
}

/// Everything the three tabs share.
pub struct Top {
    pub case: Case,
    pub letters: Vec<SentLetter>,
    pub contacts: Vec<Contact>,
    pub mail: Vec<MailItem>,
    /// The same person's other complaints, as far as the reader may see them: at most fifty.
    pub related: Vec<i64>,
    /// The records that it is joined with, as far as the reader may see them.
    pub joined: Vec<JoinedLink>,
    /// How many events there are.
    pub events: i64,
    pub tags: Vec<Tag>,
    pub track: Vec<Mark>,
    pub viewing: Vec<Viewing>,
    /// When the complainant is restricted.
    pub restricted: Option<Banner>,
    /// What was answered to the reader's proposals, and they have not seen before.
    pub answers: Vec<Answer>,
    /// Of letters that have not left or did not arrive, and of those that are to be corrected.
    pub notices: Notices,
    /// What of the page could not be read.
    pub unreadable: Unreadable,
}

impl Top {
    /// The last proposal to refuse it, or its second stage, when it was sent back and nothing has been proposed since:
    /// somebody must act on that.
    pub fn sent_back(&self) -> Option<&RefusalRecord> {
        let c = &self.case.complaint;
        let of_the_whole = match c.stage {
            Stage::Triage => true,
            Stage::Escalated => false,
            _ => return None,
        };
        let last = c.refusals.last()?;
        let waits = last.of.is_of_the_whole() == of_the_whole;
        let stands = waits && last.approved == Some(false);
        Some(last).filter(|_| stands && self.answers.is_empty())
    }
    /// Letters, messages and contacts.
    pub fn correspondence(&self) -> usize {
        let spoken = self.contacts.iter().filter(|c| c.mail.is_none()).count();
        self.letters.len() + spoken + self.mail.len()
    }
    /// For a page that says when a letter leaves: asked for again when it has left.
    pub fn refreshed(&self, who: SignedIn) -> SignedIn {
        let again = letter_state::left_in(&self.case.complaint.deliveries, who.now);
        who.again_in(again)
    }
}

/// The complaint as this person may see it; that they look at it is noted, at most once a minute.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn load(app: &App, who: &SignedIn, reference: &str) -> Result<Top, WebError> {
    let reference = Reference::parse(reference).ok_or(WebError::NotFound)?;
    let (actor, now, today) = (who.actor.clone(), who.now, who.today());
    let (mut top, due) = app
        .db
        .read(move |conn| {
            let mut case = case::load_now(conn, &reference, &actor)?;
            let id = case.complaint.id;
            let mut missing = Unreadable::default();
            for what in &case.complaint.unreadable {
                missing.note(what);
            }
            let letters = letters::of_complaint(conn, id, &mut missing);
            let letters = missing.part("its letters", letters)?;
            let contacts = missing.part("its contacts", contacts::of_complaint(conn, id))?;
            let messages = mail::of_complaint(conn, id, &mut missing);
            let messages = missing.part("its messages", messages)?;
            let writers = letters.iter().map(|l| l.sent_by);
            let callers = contacts.iter().map(|c| c.by);
            let names = people::names(conn, writers.chain(callers));
            case.names.extend(missing.part("names of people", names)?);
            let viewing = presence::look(conn, (id, actor.id), now);
            let (viewing, due) = missing.part("who else is looking at it", viewing)?;
            let answers = missing.part(
                "the answers to what you proposed",
                answers::of_complaint(conn, (id, actor.id)),
            )?;
            let person = case.complaint.complainant_id;
            let related = lists::others(conn, &actor, (person, id), now);
            let banner = banner::load(conn, person, today);
            let joined = joined(conn, &case.complaint, &actor);
            let top = Top {
                letters,
                contacts,
                mail: messages,
                events: missing.part("its history", events::count(conn, id))?,
                joined: missing.part("the records it is joined with", joined)?,
                related: missing.part("their other complaints", related)?,
                tags: [tags(&case.complaint), unowned(conn, &case)?].concat(),
                track: Vec::new(),
                viewing,
                notices: Notices::default(),
                answers,
                restricted: missing.part("whether they are restricted", banner)?,
                case,
                unreadable: missing,
            };
            Ok((top, due))
        })
        .await?;
    top.notices = deliveries::notices(&top.case.complaint, &top.letters, who);
    top.track = track::marks(&top.case.complaint, &who.ctx());
    if due {
        presence::note(app, top.case.complaint.id, who).await;
    }
    if !top.answers.is_empty() {
        let (whose, now) = ((top.case.complaint.id, who.actor.id), who.now);
        // As with the sign of life: a full disk stops no reading.
        app.db
            .note("an answer that was seen", move |conn| {
                answers::seen(conn, whose, now)
            })
            .await;
    }
    Ok(top)
}

fn tags(c: &Complaint) -> Vec<Tag> {
    let d = &c.details;
    let mut tags = vec![stage_tag(c)];
    let mut add = |shown: bool, words: String, tone| {
        if shown {
            tags.push(Tag { words, tone });
        }
    };
    add(c.triage.urgent, "Urgent".into(), "late");
    add(c.triage.assessed.at_risk, "At risk".into(), "late");
    let open = c.open_remedies().count();
    let answered = match c.stage {
        Stage::Answered => c.is_answered(),
        Stage::FinalResponse => c.is_complete(),
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Escalated
        | Stage::FinalReview
        | Stage::Closed => false,
    };
    add(
        answered && open > 0,
        match open {
            1 => "Answered, 1 action open".into(),
            n => format!("Answered, {n} actions open"),
        },
        "soon",
    );
    let held = c.pauses.iter().any(|p| p.until.is_none());
    add(held, "On hold".into(), "");
    let with_them = c.is_with_the_assessor();
    add(with_them, "With the Independent Assessor".into(), "accent");
    let early = c.was_referred_too_early();
    add(
        early,
        "The Assessor was asked too early: answer first".into(),
        "late",
    );
    let data = c.data_protection.as_ref();
    let open = data.is_some_and(|d| d.answered_on.is_none());
    add(
        data.is_some(),
        "Data protection".into(),
        if open { "soon" } else { "" },
    );
    let moved = c.timescales.iter().any(|t| t.agreed);
    add(moved, "Complex: timescale agreed".into(), "");
    let board = c.received.channel == Channel::ExecutiveOrBoard;
    add(board, "Board letter".into(), "soon");
    let reply = format!("Reply by {}", d.reply_channel.as_str());
    add(true, reply, "");
    let other_format = d.letter_format != LetterFormat::Standard;
    add(other_format, d.letter_format.label().into(), "soon");
    add(
        !d.needs.trim().is_empty(),
        shortened(d.needs.trim(), 32),
        "",
    );
    let represented = d.representative.as_ref();
    let name = represented.map_or("", |r| r.name.as_str());
    add(
        represented.is_some(),
        format!("Represented by {}", shortened(name, 32)),
        "",
    );
    tags
}

/// Each links to the other for those who may see both.
fn joined(
    conn: &mut Connection,
    c: &Complaint,
    actor: &Actor,
) -> Result<Vec<JoinedLink>, StorageError> {
    let on = c.joined.into.iter().map(|on| (&on.reference, true));
    let with = c.joined.with.iter().map(|one| (&one.reference, false));
    let mut links = Vec::new();
    for (reference, goes_on) in on.chain(with) {
        if lists::exists(conn, actor, reference)? {
            links.push(JoinedLink {
                reference: reference.clone(),
                goes_on,
            });
        }
    }
    Ok(links)
}

/// That whoever has it can no longer sign in.
fn unowned(conn: &mut Connection, case: &Case) -> Result<Vec<Tag>, StorageError> {
    let stopped = unowned::stopped(conn, case.complaint.holder())?;
    let tag = |id: &PersonId| Tag {
        words: format!("Without an owner: sign-in of {} stopped", case.name(*id)),
        tone: "late",
    };
    Ok(stopped.iter().map(tag).collect())
}

fn stage_tag(c: &Complaint) -> Tag {
    let words = match (c.stage, c.closure) {
        (Stage::Closed, Some(closure)) => format!("Closed: {}", closure.label().to_lowercase()),
        (Stage::Triage, _) if c.acknowledged_at.is_none() => "To acknowledge".to_owned(),
        (stage, _) => stage.label().to_owned(),
    };
    let tone = if c.is_closed() { "" } else { "accent" };
    Tag { words, tone }
}

fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// "Thu 29 Oct"
pub fn day(at: chrono::DateTime<chrono::Utc>) -> String {
    let date = uk_time::local_date(at);
    uk_time::day(date, date)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_words_are_shortened_by_letters_not_bytes() {
        assert_eq!(shortened(" Welsh \n speaker", 32), "Welsh speaker");
        assert_eq!(shortened("łłłłłł", 4), "łłł…");
    }
}
