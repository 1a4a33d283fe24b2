//! The addresses of what has a number or a name, for handlers and templates. A template may write a fixed address out;
//! `tests/it/architecture.rs` finds one that leads nowhere.
use procedure::{ComplainantId, LetterId, MailId, PersonId, Reference, StepKind};
use storage::queues::QueueRow;

/// Percent-encodes for a query value.
fn encode(text: &str) -> String {
    serde_urlencoded::to_string([("q", text)])
        .unwrap_or_default()
        .trim_start_matches("q=")
        .to_owned()
}

/// Where somebody chooses their own password, before anything else, after another made one for them.
pub const OWN_PASSWORD: &str = "/account/password";

pub fn sign_in(back_to: &str) -> String {
    if back_to == "/" || back_to.is_empty() {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?back_to={}", encode(back_to))
    }
}
/// Unsent words, to read or to throw away.
pub fn open_form(token: &str) -> String {
    format!("/open-forms/{token}")
}
/// A page or the address of a form, with the unsent words that it puts back or sends.
pub fn with_words(address: &str, token: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}words={token}")
}
/// An address with one more parameter, in place of what it had under that name.
pub fn with(address: &str, name: &str, value: &str) -> String {
    let (address, place) = match address.split_once('#') {
        Some((address, place)) => (address, format!("#{place}")),
        None => (address, String::new()),
    };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let mut pairs: Vec<String> = query.split('&').filter(other).map(str::to_owned).collect();
    pairs.push(format!("{name}={}", encode(value)));
    format!("{path}?{}{place}", pairs.join("&"))
}
/// How the server is doing, for administrators.
pub const PEOPLE: &str = "/administration/people";
pub const SYSTEM: &str = "/administration/system";
pub fn complaint(reference: &Reference) -> String {
    format!("/complaints/{reference}")
}
/// Where a row of a list leads: its complaint, or what to do about a record of which nothing can be read.
pub fn row(row: &QueueRow) -> String {
    if row.is_lost() {
        "/help#unreadable".to_owned()
    } else {
        complaint(&row.reference)
    }
}
/// The page of a step: `/complaints/SC-2026-000418/assignment`.
pub fn step(reference: &Reference, step: &StepKind) -> String {
    format!("/complaints/{reference}/{}", step.noun())
}
/// The page of a step by its noun, where a template has no `StepKind` at hand.
pub fn of(reference: &Reference, noun: &str) -> String {
    format!("/complaints/{reference}/{noun}")
}
/// Where a letter saves itself while it is typed.
pub fn draft(reference: &Reference, step: &StepKind) -> String {
    format!("/complaints/{reference}/drafts/{}", step.noun())
}
/// The letter of a draft as it stands.
pub fn draft_preview(reference: &Reference, step: &StepKind) -> String {
    format!("{}/preview", draft(reference, step))
}
pub fn letter(reference: &Reference, letter: &LetterId) -> String {
    format!("/complaints/{reference}/letters/{letter}")
}
/// The letter whose page is at `letter` in another format.
pub fn letter_as(letter: &str, format: &str) -> String {
    format!("{letter}/{format}")
}
pub fn complainant(id: &ComplainantId) -> String {
    format!("/complainants/{id}")
}
/// How a complainant is restricted, if they are.
pub fn restriction(id: &ComplainantId) -> String {
    format!("/complainants/{id}/restriction")
}
/// The same page with one of its forms open.
pub fn restriction_step(id: &ComplainantId, step: &str) -> String {
    with_query(&restriction(id), &[("step", step)])
}
/// A letter that restricted somebody, or warned them.
pub fn restriction_letter(id: &ComplainantId, letter: &LetterId) -> String {
    format!("/complainants/{id}/restriction/letters/{letter}")
}
/// The assignment board of an area (its id, or `none`), further into one of its lists.
pub fn assignment_board(area: &str, more: &[(&str, &str)]) -> String {
    with_query("/assignment", [("area", area)].iter().chain(more))
}
/// A view of the stage 2 board, from a cursor on; both may be empty.
pub fn escalation_board(view: &str, after: &str) -> String {
    with_query("/escalation", &[("view", view), ("after", after)])
}
fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
    let query = serde_urlencoded::to_string(given).unwrap_or_default();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
/// The list of complaints with what narrows it.
pub fn complaints(pairs: &[(&str, String)]) -> String {
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/complaints?{query}")
}
/// The same list as a file.
pub fn complaints_export(pairs: &[(&str, String)]) -> String {
    complaints(pairs).replacen("/complaints?", "/complaints.csv?", 1)
}
/// The report's figures as a file; both may be empty.
pub fn reports_export(weeks: &str, area: &str) -> String {
    with_query("/reports.csv", &[("weeks", weeks), ("area", area)])
}
/// A member of staff, as administrators see them.
pub fn person(id: PersonId) -> String {
    format!("/administration/people/{id}")
}
/// The same page, saying what was done.
pub fn person_done(id: PersonId, done: &str) -> String {
    with_query(&person(id), &[("done", done)])
}
/// Every file that was made, before one of them.
pub fn exports(before: Option<i64>) -> String {
    let before = before.map(|id| id.to_string()).unwrap_or_default();
    with_query("/administration/exports", &[("before", before.as_str())])
}
/// What stands with nobody, from a cursor on in either of its lists; both may be empty.
pub fn unowned(after: &str, promises: &str) -> String {
    with_query("/unowned", &[("after", after), ("promises", promises)])
}
pub fn log_complaint() -> &'static str {
    "/complaints/new"
}
pub fn log_from_mail(mail: &MailId) -> String {
    format!("/complaints/new?mail={mail}")
}
pub fn mail(mail: &MailId) -> String {
    format!("/inbox/mail/{mail}")
}
/// The inbox with what narrows it; parts without a value are left out.
pub fn inbox(parts: &[(&str, &str)]) -> String {
    let said: Vec<_> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let query = serde_urlencoded::to_string(said).unwrap_or_default();
    if query.is_empty() {
        "/inbox".to_owned()
    } else {
        format!("/inbox?{query}")
    }
}
pub fn inbox_home() -> &'static str {
    "/inbox"
}
/// The rows of the inbox alone.
pub fn inbox_rows() -> &'static str {
    "/inbox/rows"
}
/// Takes the selected ones.
pub fn inbox_taking() -> &'static str {
    "/inbox/taking"
}
pub fn inbox_next() -> &'static str {
    "/inbox/next"
}
/// The bytes of a file of a complaint.
pub fn file(reference: &Reference, file: i64) -> String {
    format!("/complaints/{reference}/files/{file}")
}
/// What came with a message, by its place in the list.
pub fn attachment(mail: &MailId, place: usize) -> String {
    format!("/inbox/mail/{mail}/attachments/{place}")
}
/// The bytes of a message as they came.
pub fn mail_original(mail: &MailId) -> String {
    format!("/inbox/mail/{mail}/original")
}
pub fn log_on_the_spot() -> &'static str {
    "/complaints/on-the-spot"
}
/// A new complaint of somebody we know.
pub fn log_for(complainant: &ComplainantId) -> String {
    format!("/complaints/new?complainant={complainant}")
}
pub fn search(words: &str) -> String {
    format!("/complaints?q={}", encode(words))
}
pub fn asset(file: &str) -> String {
    super::assets::path(file)
}
