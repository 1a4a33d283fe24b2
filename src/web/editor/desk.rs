//! One editor at work: loading it, its letter, saving its draft, issuing it, and what is shown again when something is
//! wrong.
use super::form::{Answered, Typed};
use super::view::Size;
use super::{Which, conflict, gaps, view};
use crate::casework::{Case, CaseKey, Ended, Matter, Proposal, Ready, Seen, commit, prepare};
use crate::web::case::Problems;
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths, sending, told};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use letters::Letter;
use letters::compose::{self, Answer};
use procedure::allegation::Evidence;
use procedure::steps::AnyStep;
use procedure::{Denied, Reference, permits};
use std::sync::Arc;
use storage::drafts::{self, Draft, Fields, Saved};
use storage::{Connection, StorageError, evidence, people, undoables};

/// What a page of the editor is made from, as this person may see it.
#[derive(Debug, Clone)]
pub struct Desk {
    pub which: Which,
    pub case: Case,
    pub evidence: Vec<Evidence>,
    /// Looked up only for whoever may write this letter now.
    pub draft: Option<Draft>,
}

/// Words that were typed, read once: what they mean, and their letter.
#[derive(Debug, Clone)]
pub struct Written {
    pub typed: Typed,
    pub answered: Answered,
    pub letter: Letter,
}

/// One of the two responses that have an editor.
pub trait Response: 'static {
    const WHICH: Which;
    /// The step that issues it, from what was read and what its letter still lacks: (field, message).
    fn issue(answered: Answered, letter_gaps: Vec<(String, String)>) -> AnyStep;
}

/// Loads the editor with its draft.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs; the refusal when it is not theirs to write.
pub async fn load(
    app: &App,
    who: &SignedIn,
    reference: &str,
    which: Which,
) -> Result<Desk, WebError> {
    let reference = Reference::parse(reference).ok_or(WebError::NotFound)?;
    let who = who.clone();
    let work = move |conn: &mut Connection| {
        let mut desk = Desk::load(conn, reference, &who, which)?;
        desk.permitted(&who)?;
        desk.find_draft(conn)?;
        Ok(desk)
    };
    app.db.try_read(work).await
}

impl Desk {
    fn load(
        conn: &mut Connection,
        reference: Reference,
        who: &SignedIn,
        which: Which,
    ) -> Result<Self, StorageError> {
        let case = Case::load(conn, &CaseKey::At(reference), who.by())?;
        Ok(Self {
            which,
            evidence: evidence::of_complaint(conn, case.complaint.id)?,
            case,
            draft: None,
        })
    }
    fn find_draft(&mut self, conn: &mut Connection) -> Result<(), StorageError> {
        self.draft = drafts::find(conn, self.case.complaint.id, self.which.step())?;
        if let Some(draft) = &self.draft {
            let writers = people::names(conn, vec![draft.by])?;
            self.case.names.extend(writers);
        }
        Ok(())
    }
    /// # Errors
    /// The refusal when it is not theirs to write, or not now.
    fn permitted(&self, who: &SignedIn) -> Result<(), Denied> {
        let complaint = &self.case.complaint;
        permits(self.which.step(), complaint, &who.actor, &who.ctx())
    }
    /// What was saved last, or else the first draft the complaint itself gives.
    pub fn begun(&self) -> Typed {
        match &self.draft {
            Some(draft) => Typed(draft.fields.clone()),
            None => Typed::first(&self.case.complaint),
        }
    }
    /// The version of the draft that a page shown now has in front of it.
    pub fn draft_version(&self) -> i64 {
        self.draft.as_ref().map_or(0, |d| d.version)
    }
    /// What these words mean, and the letter as it stands, whatever is missing.
    pub fn write(&self, typed: Typed, who: &SignedIn) -> Written {
        let complaint = &self.case.complaint;
        let answered = typed.read(complaint, who.today());
        let (stationery, ctx) = (sending::Stationery::of(who), who.ctx());
        let writer = stationery.writer(&self.case, &ctx);
        let answer = Answer {
            sections: &answered.sections,
            drafts: &answered.findings,
            evidence: &self.evidence,
        };
        let compose = match self.which {
            Which::First => compose::response,
            Which::Final => compose::final_response,
        };
        let letter = compose(complaint, &answer, &answered.dispatch, &writer);
        Written {
            typed,
            answered,
            letter,
        }
    }
    /// The step that issues it.
    ///
    /// # Errors
    /// Every gap at once, in the order of the page.
    fn issue(
        &self,
        written: &Written,
        issue: Issue,
        who: &SignedIn,
    ) -> Result<Proposal, FieldErrors> {
        let (complaint, which) = (&self.case.complaint, self.which);
        let Written {
            answered, letter, ..
        } = written;
        let mut all = gaps::all(complaint, (answered, letter), which, &who.actor, &who.ctx());
        // Whether it is theirs to sign is no gap: the rule refuses it by itself.
        all.retain(|gap| gap.field != gaps::PART);
        if !all.is_empty() {
            return Err(gaps::errors(all));
        }
        let letter_gaps = gaps::of_letter(complaint, answered, letter, which)
            .into_iter()
            .map(|gap| (gap.field, gap.message))
            .collect();
        let way = answered.dispatch.clone();
        let step = issue(answered.clone(), letter_gaps);
        Ok(Proposal::from(step).sending(Some(letter), way))
    }
    /// Other words than these, saved since the page was opened.
    fn newer(&self, seen: i64, typed: &Typed) -> Option<&Draft> {
        let draft = self.draft.as_ref();
        draft.filter(|draft| draft.version != seen && draft.fields != typed.0)
    }
}

/// The version of the draft a form had in front of it; 0 when there was none.
pub fn seen(form: &Fields) -> i64 {
    let typed = form.get("draft_version").map_or("", String::as_str);
    typed.trim().parse().unwrap_or(0)
}

/// Saves what was typed, once more asking whose it is to write, in the same transaction.
///
/// # Errors
/// `NotFound`; the refusal when it is not theirs.
pub async fn keep(
    app: &App,
    who: &SignedIn,
    desk: &Desk,
    seen: i64,
    typed: &Typed,
) -> Result<Saved, WebError> {
    let (key, which) = (CaseKey::Of(desk.case.complaint.id), desk.which);
    let (who, typed) = (who.clone(), typed.clone());
    let work = move |conn: &mut Connection| {
        let case = Case::load(conn, &key, who.by())?;
        permits(which.step(), &case.complaint, &who.actor, &who.ctx())?;
        let whose = (case.complaint.id, which.step());
        Ok(drafts::save(
            conn,
            whose,
            seen,
            &typed.0,
            (who.actor.id, who.now),
        )?)
    };
    app.db.try_write(work).await
}

type Issue = fn(Answered, Vec<(String, String)>) -> AnyStep;

/// GET of either editor.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to write.
pub async fn show<R: Response>(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let desk = load(&app, &who, &path, R::WHICH).await?;
    let written = desk.write(desk.begun(), &who);
    view::render(&who, &desk, &written, (Problems::default(), Size::Own))
}

/// A form that was sent, and by whom to where.
struct Sent {
    who: SignedIn,
    reference: Reference,
    which: Which,
    form: Fields,
    issue: Issue,
}

impl Sent {
    fn word(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }
}

/// What came of a form that was read.
enum Came {
    /// Decided, and to be recorded.
    Through(Box<Ready<Case>>),
    /// Not issued: what was typed is saved, and shown with what is wrong.
    NotIssued(Box<(Desk, Written)>, Problems),
    /// To be saved as a draft; then shown, when something in it can never go.
    Save(Box<(Desk, Written)>, FieldErrors),
    /// The page again; nothing is saved.
    Back(Box<(Desk, Written)>, Problems, Size),
    /// Somebody saved other words meanwhile.
    Newer(Box<(Desk, Written)>, Draft),
    /// The letter as it stands, in a format.
    Proof(Box<Letter>, Format),
}

/// POST of either editor: `act` is save, a preview, or issue.
pub async fn submit<R: Response>(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let sent = Arc::new(Sent {
        who,
        reference: Reference::parse(&path).ok_or(WebError::NotFound)?,
        which: R::WHICH,
        form,
        issue: R::issue,
    });
    answer(&app, &sent).await
}

async fn answer(app: &App, sent: &Arc<Sent>) -> Result<HttpResponse, WebError> {
    // Twice at most: when somebody wrote between our reading and our writing, the second look is stale.
    for _ in 0..2 {
        let reading = sent.clone();
        let who = &sent.who;
        match app.db.try_read(move |conn| read(conn, &reading)).await? {
            Came::Back(shown, problems, size) => {
                return view::render(who, &shown.0, &shown.1, (problems, size));
            }
            Came::Proof(letter, format) => {
                return formats::proof(app, who, *letter, format).await;
            }
            Came::Newer(shown, theirs) => {
                return conflict::render(who, &shown.0, &shown.1.typed, &theirs);
            }
            Came::Save(shown, wrong) => return save(app, sent, *shown, wrong).await,
            Came::NotIssued(shown, problems) => {
                return not_issued(app, sent, *shown, problems).await;
            }
            Came::Through(ready) => {
                let reference = ready.before.reference().clone();
                let writing = sent.clone();
                let work = move |conn: &mut Connection| {
                    let by = (writing.who.by(), &writing.who.ctx());
                    commit(conn, *ready, by, |conn, case, recorded| {
                        let typed = Typed::sent(&writing.form, &case.complaint);
                        let words = typed.0.into_iter().collect();
                        undoables::keep_words(conn, case.complaint.id, recorded.version, &words)
                    })
                };
                match app.db.try_write(work).await {
                    Ok(recorded) => {
                        let next = paths::complaint(&reference);
                        let done = (&reference, recorded.version);
                        return Ok(page::see_other(&told::after(&next, done, who)));
                    }
                    Err(Ended::Stale) => {}
                    Err(other) => return Err(other.into()),
                }
            }
        }
    }
    Err(StorageError::Conflict.into())
}

/// Reads the form once, beside the complaint as it is now.
fn read(conn: &mut Connection, sent: &Sent) -> Result<Came, WebError> {
    let who = &sent.who;
    let mut desk = Desk::load(conn, sent.reference.clone(), who, sent.which)?;
    let typed = Typed::sent(&sent.form, &desk.case.complaint);
    let written = desk.write(typed, who);
    if sent.word("act") == "issue" {
        return issued(conn, sent, desk, written);
    }
    if let Err(denied) = desk.permitted(who) {
        let shown = Box::new((desk, written));
        return Ok(Came::Back(shown, denied.into(), Size::Own));
    }
    desk.find_draft(conn)?;
    let wrong = too_long(sent, &desk, &written);
    let act = sent.word("act");
    if act == "roles" {
        let names = staff_names(conn, &desk)?;
        let (typed, _) = written.typed.with_roles(&desk.case.complaint, &names);
        let shown = Box::new((desk.clone(), desk.write(typed, who)));
        return Ok(Came::Back(shown, Problems::default(), Size::Own));
    }
    if let Some(format) = Format::of_act(act).filter(|_| wrong.is_empty()) {
        return Ok(Came::Proof(Box::new(written.letter), format));
    }
    if act.starts_with("preview") {
        let (size, shown) = (Size::of_act(act), Box::new((desk, written)));
        let problems = Problems::from_all(wrong);
        return Ok(Came::Back(shown, problems, size.unwrap_or(Size::Own)));
    }
    if let Some(theirs) = desk.newer(seen(&sent.form), &written.typed).cloned() {
        return Ok(Came::Newer(Box::new((desk, written)), theirs));
    }
    Ok(Came::Save(Box::new((desk, written)), wrong))
}

/// Everybody who works here or is named as complained about. The complainant keeps their name.
fn staff_names(conn: &mut Connection, desk: &Desk) -> Result<Vec<String>, WebError> {
    let c = &desk.case.complaint;
    let mut names: Vec<String> = c.subjects.iter().map(|s| s.name.clone()).collect();
    let staff = people::candidates(conn, None, NaiveDate::default())?;
    names.extend(staff.into_iter().map(|one| one.name));
    names.retain(|name| *name != c.details.name);
    names.sort();
    names.dedup();
    Ok(names)
}

fn issued(
    conn: &mut Connection,
    sent: &Sent,
    mut desk: Desk,
    written: Written,
) -> Result<Came, WebError> {
    let who = &sent.who;
    let seen_case = Seen::parse(sent.word("version"));
    let (case, mut theirs) = (desk.case.clone(), None);
    let make = |_: &Case| {
        desk.find_draft(conn)?;
        theirs = desk.newer(seen(&sent.form), &written.typed).cloned();
        if theirs.is_some() {
            return Err(Ended::Stale);
        }
        Ok(desk.issue(&written, sent.issue, who)?)
    };
    let by = (who.by(), &who.ctx());
    let unmade = match prepare(case, sent.which.step(), by, seen_case, make) {
        Ok(ready) => return Ok(Came::Through(Box::new(ready))),
        Err(unmade) => unmade,
    };
    if let Some(theirs) = theirs {
        return Ok(Came::Newer(Box::new((desk, written)), theirs));
    }
    let problems = Problems::of(conn, (&unmade.before, who.actor.id), seen_case, unmade.why)?;
    Ok(Came::NotIssued(Box::new((desk, written)), problems))
}

/// Words, or the whole letter, that can never go like this.
fn too_long(sent: &Sent, desk: &Desk, written: &Written) -> FieldErrors {
    let complaint = &desk.case.complaint;
    let gaps = gaps::too_long_at_all(complaint, &written.answered, &written.letter);
    let mut errors = gaps::errors(gaps);
    for (field, why) in sent.who.over.iter() {
        if errors.of(field).is_empty() {
            errors.add(field, why);
        }
    }
    errors
}

async fn save(
    app: &App,
    sent: &Sent,
    (desk, written): (Desk, Written),
    wrong: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let who = &sent.who;
    match keep(app, who, &desk, seen(&sent.form), &written.typed).await? {
        Saved::Newer(theirs) => conflict::render(who, &desk, &written.typed, &theirs),
        Saved::At(_) | Saved::Same(_) if wrong.is_empty() => Ok(page::see_other(&paths::step(
            desk.case.reference(),
            &desk.which.step(),
        ))),
        // Kept, so that nothing is lost; and said, because it cannot go like this.
        Saved::At(_) | Saved::Same(_) => {
            let now = load(app, who, sent.reference.as_str(), desk.which).await?;
            let problems = Problems::from_all(wrong);
            view::render(who, &now, &written, (problems, Size::Own))
        }
    }
}

/// What was typed is saved before it is shown again, for whoever may still write it.
async fn not_issued(
    app: &App,
    sent: &Sent,
    (desk, written): (Desk, Written),
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    let who = &sent.who;
    let now = match keep(app, who, &desk, seen(&sent.form), &written.typed).await {
        Ok(Saved::Newer(theirs)) => {
            return conflict::render(who, &desk, &written.typed, &theirs);
        }
        Ok(Saved::At(_) | Saved::Same(_)) => {
            load(app, who, sent.reference.as_str(), desk.which).await?
        }
        Err(WebError::Refused(_)) => desk,
        Err(fault) => return Err(fault),
    };
    view::render(who, &now, &written, (problems, Size::Own))
}
