//! One editor at work: loading it, its letter, saving its draft, and what is shown again when something is wrong.
use super::form::{Answered, Typed};
use super::{Which, conflict, gaps, view};
use crate::letters::Letter;
use crate::letters::compose::{self, Answer};
use crate::procedure::allegation::Evidence;
use crate::procedure::{Reference, Refusal, permits};
use crate::storage::drafts::{self, Draft, Fields, Saved};
use crate::storage::record::OutgoingLetter;
use crate::storage::{Connection, StorageError, evidence};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths, sending};
use actix_web::HttpResponse;

/// What a page of the editor is made from, as this person may see it.
#[derive(Debug, Clone)]
pub struct Desk {
    pub which: Which,
    pub case: Case,
    pub evidence: Vec<Evidence>,
    pub draft: Option<Draft>,
}

/// What a response needs to be issued.
pub struct Ready {
    pub answered: Answered,
    /// What the letter lacks, as the step takes it: (field, message).
    pub letter_gaps: Vec<(String, String)>,
}

/// Loads the editor; the draft only for whoever may write this letter now.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn load(
    app: &App,
    who: &SignedIn,
    reference: &str,
    which: Which,
) -> Result<Desk, WebError> {
    let reference = Reference::parse(reference).ok_or(WebError::NotFound)?;
    let who = who.clone();
    let work = move |conn: &mut Connection| load_now(conn, &reference, &who, which);
    Ok(app.db.read(work).await?)
}

fn load_now(
    conn: &mut Connection,
    reference: &Reference,
    who: &SignedIn,
    which: Which,
) -> Result<Desk, StorageError> {
    let mut case = case::load_now(conn, reference, &who.actor)?;
    let id = case.complaint.id;
    let may = permits(which.step(), &case.complaint, &who.actor, &who.ctx()).is_ok();
    let draft = if may {
        drafts::find(conn, id, which.step())?
    } else {
        None
    };
    if let Some(draft) = &draft {
        let writers = crate::storage::people::names(conn, vec![draft.by])?;
        case.names.extend(writers);
    }
    Ok(Desk {
        which,
        evidence: evidence::of_complaint(conn, id)?,
        case,
        draft,
    })
}

impl Desk {
    /// # Errors
    /// The refusal when it is not theirs to write, or not now.
    pub fn permitted(&self, who: &SignedIn) -> Result<(), Refusal> {
        permits(
            self.which.step(),
            &self.case.complaint,
            &who.actor,
            &who.ctx(),
        )
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
    /// The letter as it stands, whatever is missing.
    pub fn letter(&self, case: &Case, answered: &Answered, who: &SignedIn) -> Letter {
        let ctx = who.ctx();
        let desk = sending::Desk::of(who);
        let writer = desk.writer(case, &ctx);
        let answer = Answer {
            sections: &answered.sections,
            drafts: &answered.findings,
            evidence: &self.evidence,
        };
        let write = match self.which {
            Which::First => compose::response,
            Which::Final => compose::final_response,
        };
        write(&case.complaint, &answer, &answered.dispatch, &writer)
    }
    /// What the words mean, ready for the procedure to judge.
    ///
    /// # Errors
    /// Every gap at once, in the order of the page.
    pub fn ready(&self, case: &Case, typed: &Typed, who: &SignedIn) -> Result<Ready, FieldErrors> {
        let answered = typed.read(&case.complaint, who.today());
        let letter = self.letter(case, &answered, who);
        let read = (&answered, &letter);
        let mut all = gaps::all(&case.complaint, read, self.which, &who.actor, &who.ctx());
        // Whether it is theirs to sign is no gap: the rule refuses it by itself.
        all.retain(|gap| gap.field != gaps::PART);
        if !all.is_empty() {
            return Err(gaps::errors(all));
        }
        let letter_gaps = gaps::of_letter(&case.complaint, &answered, &letter, self.which);
        Ok(Ready {
            answered,
            letter_gaps: letter_gaps
                .into_iter()
                .map(|gap| (gap.field, gap.message))
                .collect(),
        })
    }
    /// The letter as it leaves.
    ///
    /// # Errors
    /// What [`sending::outgoing`] refuses.
    pub fn outgoing(
        &self,
        case: &Case,
        typed: &Typed,
        who: &SignedIn,
    ) -> Result<Option<OutgoingLetter>, Refusal> {
        let answered = typed.read(&case.complaint, who.today());
        let letter = self.letter(case, &answered, who);
        sending::outgoing(&letter, &answered.dispatch, case, &who.ctx())
    }
}

/// The version of the draft a form had in front of it; 0 when there was none.
pub fn seen(form: &Fields) -> i64 {
    let typed = form.get("draft_version").map_or("", String::as_str);
    typed.trim().parse().unwrap_or(0)
}

/// The version of the complaint a form had in front of it, as it was sent.
pub fn version(form: &Fields) -> &str {
    form.get("version").map_or("", String::as_str)
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
    let (reference, actor, which) = (desk.case.reference().clone(), who.actor.clone(), desk.which);
    let (who, typed) = (who.clone(), typed.clone());
    let saved = app
        .db
        .write(move |conn| {
            let case = case::load_now(conn, &reference, &actor)?;
            if let Err(refusal) = permits(which.step(), &case.complaint, &actor, &who.ctx()) {
                return Ok(Err(refusal));
            }
            let whose = (case.complaint.id, which.step());
            drafts::save(conn, whose, seen, &typed.0, (actor.id, who.now)).map(Ok)
        })
        .await?;
    Ok(saved?)
}

/// GET of either editor.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to write.
pub async fn show(
    app: &App,
    who: &SignedIn,
    reference: &str,
    which: Which,
) -> Result<HttpResponse, WebError> {
    let desk = load(app, who, reference, which).await?;
    desk.permitted(who)?;
    let typed = desk.begun();
    view::render(who, &desk, &typed, Problems::default(), view::Size::Own)
}

/// POST of either editor but for its issue: save, or preview. What they may not do is refused with their words kept.
/// `None` when everything stands ready to be issued by the caller.
///
/// # Errors
/// `NotFound`; storage faults.
pub async fn answer(
    app: &App,
    who: &SignedIn,
    desk: &Desk,
    form: &Fields,
) -> Result<Option<HttpResponse>, WebError> {
    let typed = Typed::sent(form, &desk.case.complaint);
    if let Err(refusal) = desk.permitted(who) {
        return view::render(who, desk, &typed, refusal.into(), view::Size::Own).map(Some);
    }
    let act = form.get("act").map_or("", String::as_str);
    let answered = typed.read(&desk.case.complaint, who.today());
    let letter = desk.letter(&desk.case, &answered, who);
    let mut too_long = gaps::too_long_at_all(&desk.case.complaint, &answered, &letter);
    let named = |field: &str| too_long.iter().any(|known| known.field == field);
    let others: Vec<_> = who
        .over
        .iter()
        .filter(|(field, _)| !named(field))
        .cloned()
        .map(gaps::Gap::from)
        .collect();
    too_long.extend(others);
    if let Some(format) = Format::of_act(act).filter(|_| too_long.is_empty()) {
        return formats::proof(app, who, letter, format).await.map(Some);
    }
    if act.starts_with("preview") {
        let size = view::Size::of_act(act).unwrap_or(view::Size::Own);
        let problems = Problems::from_all(gaps::errors(too_long));
        let read = (&answered, &letter);
        return view::render_letter(who, desk, &typed, read, (problems, size)).map(Some);
    }
    if let Some(theirs) = newer(desk, seen(form), &typed) {
        return conflict::render(who, desk, &typed, theirs).map(Some);
    }
    if act == "issue" {
        return Ok(None);
    }
    match keep(app, who, desk, seen(form), &typed).await? {
        // Kept, so that nothing is lost; and said, because it cannot go like this.
        Saved::At(_) | Saved::Same(_) if !too_long.is_empty() => {
            let reference = desk.case.reference().to_string();
            let now = load(app, who, &reference, desk.which).await?;
            view::render(
                who,
                &now,
                &typed,
                Problems::from_all(gaps::errors(too_long)),
                view::Size::Own,
            )
            .map(Some)
        }
        Saved::At(_) | Saved::Same(_) => {
            let here = paths::step(desk.case.reference(), &desk.which.step());
            Ok(Some(page::see_other(&here)))
        }
        Saved::Newer(theirs) => conflict::render(who, desk, &typed, &theirs).map(Some),
    }
}

/// Other words than these, saved since the page was opened.
fn newer<'a>(desk: &'a Desk, seen: i64, typed: &Typed) -> Option<&'a Draft> {
    desk.draft
        .as_ref()
        .filter(|draft| draft.version != seen && draft.fields != typed.0)
}

/// How an issue ended: gone, or the page again. What was typed is saved before it is shown again.
///
/// # Errors
/// Storage faults.
pub async fn ended(
    app: &App,
    who: &SignedIn,
    (desk, form): (&Desk, &Fields),
    taken: Taken,
) -> Result<HttpResponse, WebError> {
    let (case, problems) = match taken {
        Taken::Done(answer) => return Ok(answer),
        Taken::Again(case, problems) => (case, problems),
    };
    let typed = Typed::sent(form, &case.complaint);
    if desk.permitted(who).is_ok() {
        match keep(app, who, desk, seen(form), &typed).await {
            Ok(Saved::Newer(theirs)) => return conflict::render(who, desk, &typed, &theirs),
            Ok(Saved::At(_) | Saved::Same(_)) | Err(WebError::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    let reference = case.reference().to_string();
    let now = load(app, who, &reference, desk.which).await?;
    view::render(who, &now, &typed, problems, view::Size::Own)
}
