//! The one driver of the pages that take a step: sign-in, what is theirs to see and to do, the version people saw, the
//! letter beside the form, errors beside fields, words kept, and where they go next. A step's own file is its form,
//! its parser and its page.
use super::App;
use super::case::{self, Problems};
use super::error::WebError;
use super::formats::{self, Format};
use super::forms::FieldErrors;
use super::keeping::Keeping;
use super::page;
use super::paths;
use super::sending::{Paper, Stationery, too_long};
use super::signed_in::SignedIn;
use super::told;
use super::upload::Upload;
use crate::casework::{
    Case, CaseKey, Ended, Matter, Proposal, Ready, Seen, Unmade, commit, prepare,
};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use letters::Letter;
use letters::compose::Writer;
use procedure::dispatch::Dispatch;
use procedure::steps::AnyStep;
use procedure::tally::{Once, count};
use procedure::{Complaint, Context, Reference, StepKind, Version, permits, sees};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::Arc;
use storage::files::With;
use storage::undoables::{self, Words};
use storage::{Connection, StorageError};

/// What the address names after its question mark; of a form that was sent, its own fields too, where the address does
/// not have them.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Query(HashMap<String, String>);

/// Bytes.
const LONGEST_NAME: usize = 64;

impl Query {
    fn and(mut self, fields: &[(String, String)]) -> Self {
        // What names something is short; long words are the form's alone.
        for (name, value) in fields
            .iter()
            .filter(|(_, value)| value.len() <= LONGEST_NAME)
        {
            let named = self.0.entry(name.clone());
            named.or_insert_with(|| value.clone());
        }
        self
    }
    /// The value of a name; empty when there is none.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// What a page and its parser need beside the case, loaded once.
pub trait More: Sized + Send + 'static {
    /// # Errors
    /// `NotFound` when what the address names is not there; the queries'.
    fn load(
        conn: &mut Connection,
        case: &Case,
        who: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError>;
}

impl More for () {
    fn load(_: &mut Connection, _: &Case, _: &SignedIn, _: &Query) -> Result<Self, StorageError> {
        Ok(())
    }
}

/// What a page works from.
pub struct At<'a, M = ()> {
    pub case: &'a Case,
    pub more: &'a M,
    pub who: &'a SignedIn,
}

impl<M> At<'_, M> {
    pub fn complaint(&self) -> &Complaint {
        &self.case.complaint
    }
    pub fn ctx(&self) -> Context<'_> {
        self.who.ctx()
    }
    /// A letter about this complaint, written by whoever acts.
    pub fn write(&self, letter: impl FnOnce(&Complaint, &Writer) -> Letter) -> Letter {
        let (stationery, ctx) = (Stationery::of(self.who), self.who.ctx());
        letter(&self.case.complaint, &stationery.writer(self.case, &ctx))
    }
}

/// What a page's template writes.
pub struct View<F, M = ()> {
    pub case: Case,
    pub form: F,
    pub more: M,
    /// What is sent next is sent on what they see now.
    pub version: Version,
    /// The letter as it stands, gaps and all; none where none goes.
    pub paper: Option<Paper>,
    pub problems: Problems,
}

impl<F, M> View<F, M> {
    pub fn errors(&self) -> &FieldErrors {
        &self.problems.errors
    }
}

/// A form, read once.
pub struct Reading {
    /// None where it does not even say which step it asks for.
    proposal: Option<Proposal>,
    wrong: FieldErrors,
    letter: Option<Letter>,
    /// How that letter leaves with the step; none where it is only shown.
    way: Option<Dispatch>,
}

impl Reading {
    pub fn of(step: impl Into<AnyStep>) -> Self {
        Self {
            proposal: Some(Proposal::from(step.into())),
            ..Self::wrong(FieldErrors::default())
        }
    }
    /// The step, or what is wrong where none can be made.
    pub fn read<S: Into<AnyStep>>(step: Result<S, FieldErrors>) -> Self {
        step.map_or_else(Self::wrong, Self::of)
    }
    /// No step can be made of it.
    pub fn wrong(wrong: FieldErrors) -> Self {
        Self {
            proposal: None,
            wrong,
            letter: None,
            way: None,
        }
    }
    /// What could not be read, beside its fields. The step is asked all the same, so that everything is said at once.
    #[must_use]
    pub fn despite(mut self, wrong: FieldErrors) -> Self {
        self.wrong = wrong;
        self
    }
    /// A letter that is shown beside the form and does not go.
    #[must_use]
    pub fn showing(mut self, letter: impl Into<Option<Letter>>) -> Self {
        self.letter = letter.into();
        self
    }
    /// The letter that goes with the step.
    #[must_use]
    pub fn sending(self, letter: impl Into<Option<Letter>>, way: Dispatch) -> Self {
        Self {
            way: Some(way),
            ..self.showing(letter)
        }
    }
}

/// A page that takes a step.
pub trait StepPage: askama::Template + Sized + 'static {
    const KIND: StepKind;
    /// What its files belong to; none where it takes no files.
    const FILES: Option<With> = None;
    /// The fields in the order of the page; one that ends in `*` is every field that begins so.
    const ORDER: &'static [&'static str] = &[];
    /// Words only; those that are missing are empty.
    type Form: Clone + DeserializeOwned + Send + Sync + 'static;
    type More: More;

    /// What the form asks for, on a page with more than one step.
    fn kind(_: &Self::Form) -> StepKind {
        Self::KIND
    }
    /// The form of a page that was just opened.
    fn blank(at: &At<Self::More>) -> Self::Form;
    /// Where to go instead of showing the page.
    fn elsewhere(_: &At<Self::More>) -> Option<String> {
        None
    }
    /// What the form comes to: the step it asks for, or what is wrong with it, and the letter as it stands.
    fn read(form: &Self::Form, at: &At<Self::More>) -> Reading;
    /// Where they go afterwards; the page there says what they did (`told`).
    fn next(_: &Self::Form, before: &Case, _: &SignedIn) -> String {
        paths::complaint(before.reference())
    }
    fn page(view: View<Self::Form, Self::More>, who: &SignedIn) -> Self;
}

/// GET `/complaints/{reference}/{step}`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show<P: StepPage>(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(query): web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    let key = key_of(P::KIND, &path)?;
    let reader = who.clone();
    let found = app.db.try_read(move |conn| {
        let case = Case::load(conn, &key, reader.by())?;
        permits(P::KIND, &case.complaint, &reader.actor, &reader.ctx())?;
        let more = P::More::load(conn, &case, &reader, &query)?;
        let at = At {
            case: &case,
            more: &more,
            who: &reader,
        };
        if let Some(path) = P::elsewhere(&at) {
            return Ok::<_, WebError>(Err(path));
        }
        // What was typed for the same step before it was undone is in the form again.
        let words = undoables::words(conn, case.complaint.id, P::KIND)?;
        let form = words.as_ref().and_then(form_of::<P>);
        let form = form.unwrap_or_else(|| P::blank(&at));
        let paper = read_form::<P>(&form, &at).letter.as_ref().map(Paper::from);
        Ok(Ok(View {
            version: case.complaint.version,
            case,
            form,
            more,
            paper,
            problems: Problems::default(),
        }))
    });
    match found.await? {
        Ok(view) => render::<P>(view, &who),
        Err(elsewhere) => Ok(page::see_other(&elsewhere)),
    }
}

/// POST `/complaints/{reference}/{step}`.
pub async fn submit<P: StepPage>(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(query): web::Query<Query>,
    (req, payload): (HttpRequest, web::Payload),
) -> Result<HttpResponse, WebError> {
    let key = key_of(P::KIND, &path)?;
    // Nobody's files are kept who may not add any, and nobody's where none belong; a form without files asks who may
    // only once it is decided on.
    let (mut found, may) = match P::FILES {
        None => (None, false),
        Some(_) => {
            let case = case::load(&app, &who, &path).await?;
            let may = permits(P::KIND, &case.complaint, &who.actor, &who.ctx()).is_ok();
            (Some(case), may)
        }
    };
    let upload = Upload::read(&app, may, &req, payload).await?;
    let keeping = Keeping::of(&app, &who, &upload.files);
    let sent = Arc::new(Sent::<P::Form> {
        form: upload.form()?,
        act: upload.word("act"),
        seen: Seen::parse(&upload.word("version")),
        wrong: upload.errors(),
        words: upload.fields.clone(),
        who,
        key,
        query: query.and(&upload.fields),
    });
    let answer = answer::<P>(&app, &sent, &mut found, &keeping).await;
    if !matches!(&answer, Ok(answer) if answer.status() == StatusCode::SEE_OTHER) {
        keeping.undo().await;
    }
    answer
}

/// How the complaint of a page is found.
fn key_of(kind: StepKind, path: &str) -> Result<CaseKey, WebError> {
    let reference = Reference::parse(path).ok_or(WebError::NotFound)?;
    Ok(match kind {
        StepKind::Undo => CaseKey::Undoing(reference),
        StepKind::Appointment => CaseKey::Appointing(reference),
        _ => CaseKey::At(reference),
    })
}

/// A form as it was sent once; none when the page has changed so much since that it cannot be read.
fn form_of<P: StepPage>(words: &Words) -> Option<P::Form> {
    let sent = serde_urlencoded::to_string(words).ok()?;
    serde_urlencoded::from_str(&sent).ok()
}

/// A form that was sent, and by whom to where.
struct Sent<F> {
    form: F,
    /// Which button.
    act: String,
    seen: Seen,
    /// Words that are too long, and files that may not be kept.
    wrong: FieldErrors,
    /// All of it as it was sent, for the form to begin with if the step is undone.
    words: Words,
    who: SignedIn,
    key: CaseKey,
    query: Query,
}

/// What came of a form that was read.
enum Came<P: StepPage> {
    /// Decided, and to be recorded.
    Through(Box<Ready<Case>>),
    /// The page again: nothing is recorded.
    Back(Box<View<P::Form, P::More>>),
    /// The letter as it stands, in a format.
    Proof(Box<Letter>, Format),
}

async fn answer<P: StepPage>(
    app: &App,
    sent: &Arc<Sent<P::Form>>,
    found: &mut Option<Case>,
    keeping: &Keeping<'_>,
) -> Result<HttpResponse, WebError> {
    // Twice at most: when somebody wrote between our reading and our writing, the second look is stale.
    for _ in 0..2 {
        let (case, reading) = (found.take(), sent.clone());
        let came = app.db.try_read(move |conn| read::<P>(conn, &reading, case));
        let ready = match came.await? {
            Came::Back(view) => return render::<P>(*view, &sent.who),
            Came::Proof(letter, format) => {
                return formats::proof(app, &sent.who, *letter, format).await;
            }
            Came::Through(ready) => ready,
        };
        let before = ready.before.clone();
        let files = match P::FILES {
            None => None,
            Some(with) => match keeping.ready(before.complaint.id, with).await {
                Ok(files) => Some(files),
                Err(problems) => return again::<P>(app, sent, problems).await,
            },
        };
        let writing = sent.clone();
        let written = app.db.try_write(move |conn| {
            let who = (writing.who.by(), &writing.who.ctx());
            commit(conn, *ready, who, |conn, case, recorded| {
                undoables::keep_words(conn, case.complaint.id, recorded.version, &writing.words)?;
                match files {
                    Some(files) => files(conn, case.complaint.id),
                    None => Ok(()),
                }
            })
        });
        match written.await {
            Ok(recorded) => {
                let next = P::next(&sent.form, &before, &sent.who);
                let done = (before.reference(), recorded.version);
                return Ok(page::see_other(&told::after(&next, done, &sent.who)));
            }
            Err(Ended::Stale) => {}
            Err(Ended::Refused(denied)) => return again::<P>(app, sent, denied.into()).await,
            Err(other) => return Err(other.into()),
        }
    }
    Err(StorageError::Conflict.into())
}

/// Reads the form once, beside the complaint as it is now: one letter, one look at who may.
fn read<P: StepPage>(
    conn: &mut Connection,
    sent: &Sent<P::Form>,
    found: Option<Case>,
) -> Result<Came<P>, WebError> {
    let who = &sent.who;
    let case = match found {
        Some(case) => case,
        None => Case::load(conn, &sent.key, who.by())?,
    };
    let more = P::More::load(conn, &case, who, &sent.query)?;
    let ctx = who.ctx();
    let at = At {
        case: &case,
        more: &more,
        who,
    };
    let Reading {
        proposal,
        wrong,
        letter,
        way,
    } = read_form::<P>(&sent.form, &at);
    if shows_only(&sent.act) {
        let mut problems = match permits(P::KIND, &case.complaint, &who.actor, &ctx) {
            // Whoever may not do it may not try it out either, and keeps their words all the same.
            Err(denied) => denied.into(),
            Ok(()) => Problems::from_all(sent.wrong.clone()),
        };
        if let Some(letter) = letter.as_ref().filter(|_| problems.is_none()) {
            problems = too_long(letter);
        }
        // An administrator who appoints somebody sends a letter that is not theirs to read.
        let theirs = sees(&case.complaint, &who.actor) || P::KIND != StepKind::Appointment;
        if let Some(format) = Format::of_act(&sent.act).filter(|_| problems.is_none() && theirs)
            && let Some(letter) = letter
        {
            return Ok(Came::Proof(Box::new(letter), format));
        }
        let view = back::<P>(sent, (case, more), letter.as_ref(), problems);
        return Ok(Came::Back(view));
    }
    let make = |_: &Case| {
        let mut all = sent.wrong.clone();
        for (field, why) in wrong.iter() {
            all.add(field, why);
        }
        let Some(proposal) = proposal else {
            return Err(all.into());
        };
        let proposal = proposal.despite(all);
        Ok(match way {
            Some(way) => proposal.sending(letter.as_ref(), way),
            None => proposal,
        })
    };
    match prepare(case, P::kind(&sent.form), (who.by(), &ctx), sent.seen, make) {
        Ok(ready) => Ok(Came::Through(Box::new(ready))),
        Err(unmade) => {
            let Unmade { before, why } = *unmade;
            let problems = Problems::of(conn, (&before, who.actor.id), sent.seen, why)?;
            let view = back::<P>(sent, (before, more), letter.as_ref(), problems);
            Ok(Came::Back(view))
        }
    }
}

fn read_form<P: StepPage>(form: &P::Form, at: &At<P::More>) -> Reading {
    count(Once::Read);
    P::read(form, at)
}

/// Buttons that record nothing: the page again with what it makes of the words, or the letter in a format.
fn shows_only(act: &str) -> bool {
    act.starts_with("preview") || act == "add"
}

/// The page again, with the words kept.
fn back<P: StepPage>(
    sent: &Sent<P::Form>,
    (case, more): (Case, P::More),
    letter: Option<&Letter>,
    mut problems: Problems,
) -> Box<View<P::Form, P::More>> {
    problems.errors = problems.errors.in_page_order(P::ORDER);
    Box::new(View {
        // Looking at the letter tells nobody what others did meanwhile: only a page that says so has the new version.
        version: match sent.seen {
            Seen::At(seen) if problems.meanwhile.is_empty() && seen.0 >= 0 => seen,
            _ => case.complaint.version,
        },
        case,
        form: sent.form.clone(),
        more,
        paper: letter.map(Paper::from),
        problems,
    })
}

/// [`back`] for what was found out only while it was being written.
async fn again<P: StepPage>(
    app: &App,
    sent: &Arc<Sent<P::Form>>,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    let reading = sent.clone();
    let view = app.db.try_read(move |conn| {
        let case = Case::load(conn, &reading.key, reading.who.by())?;
        let more = P::More::load(conn, &case, &reading.who, &reading.query)?;
        let at = At {
            case: &case,
            more: &more,
            who: &reading.who,
        };
        let letter = read_form::<P>(&reading.form, &at).letter;
        Ok::<_, WebError>(back::<P>(&reading, (case, more), letter.as_ref(), problems))
    });
    render::<P>(*view.await?, &sent.who)
}

fn render<P: StepPage>(
    view: View<P::Form, P::More>,
    who: &SignedIn,
) -> Result<HttpResponse, WebError> {
    let status = view.problems.status();
    page::render(&P::page(view, who), status, who)
}
