//! How one complainant is restricted: the present state, the history, and the one thing to do next.
//!
//! It never stands in the way of a complaint of theirs: the intake form and every clock know nothing of it.
pub mod banner;
mod form;
pub mod letters;
mod subject;
mod view;

use crate::casework::restriction::{Restricted, RestrictionProposal};
use crate::casework::{Ended, Ready, Seen, commit, nothing_more, prepare};
use crate::web::case::Problems;
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use ::letters::Letter;
use actix_web::{HttpResponse, web};
use form::{EXAMPLES, RestrictionForm};
use procedure::restriction::{Leaving, Measure, RestrictionGround, RestrictionStep};
use procedure::working_time::uk_time;
use procedure::{ComplainantId, Complaint, ComplaintId, DeniedKind};
use storage::{Connection, StorageError};
use subject::Subject;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The form to open.
    pub step: String,
}

#[derive(askama::Template)]
#[template(path = "complainants/restriction.html")]
struct RestrictionPage {
    subject: Subject,
    form: RestrictionForm,
    /// The form that is open.
    step: Option<RestrictionStep>,
    /// What else can be done now.
    others: Vec<RestrictionStep>,
    /// Why nothing is theirs to do, when nothing is.
    wait: String,
    complaint: Option<Complaint>,
    sending: Sending,
    paper: Option<Paper>,
    problems: Problems,
}

impl RestrictionPage {
    fn is(&self, step: &str) -> bool {
        self.step.is_some_and(|open| open.as_str() == step)
    }
    /// Another one runs already: this would extend it.
    fn extends(&self) -> bool {
        self.subject
            .file
            .running(self.subject.today)
            .next()
            .is_some()
    }
    fn measure_name(measure: Measure) -> String {
        format!("measure_{}", measure.as_str())
    }
    /// Beside the reason of safety: whether there is a warning to follow (rule 79).
    fn warning_hint(&self) -> String {
        match self.subject.file.formal_warning(self.subject.today) {
            Some(warning) => format!(
                "Leave it empty: this follows the formal warning of {}.",
                uk_time::date_long(warning.on)
            ),
            None => "No formal warning was sent in the last 12 months. Only immediate safety can replace it.".to_owned(),
        }
    }
    fn rows(&self) -> std::ops::RangeInclusive<usize> {
        1..=EXAMPLES
    }
    /// Where things stand, in a sentence.
    fn state(&self) -> String {
        let (file, today) = (&self.subject.file, self.subject.today);
        match (file.live(today), file.running(today).next()) {
            (Some(live), _) => format!(
                "Restricted until {}. Everything they send is still read, and new complaints are considered on their merits.",
                uk_time::date_long(live.terms.ends_on)
            ),
            (None, Some(coming)) => format!(
                "A restriction starts on {}.",
                uk_time::date_long(coming.terms.starts_on)
            ),
            (None, None) => "Not restricted.".to_owned(),
        }
    }
}

fn id(path: &str) -> Result<ComplainantId, WebError> {
    path.parse()
        .map(ComplainantId)
        .map_err(|_| WebError::NotFound)
}

/// The person, and their latest complaint: a letter is filed under it until the form says otherwise.
async fn load(
    app: &App,
    who: &SignedIn,
    id: ComplainantId,
) -> Result<(Subject, Option<Complaint>), WebError> {
    let reader = who.clone();
    Ok(app
        .db
        .read(move |conn| {
            let subject = subject::load(conn, &reader, id)?;
            let filed = subject.rows.first().map(|row| ComplaintId(row.id));
            let complaint = subject::complaint(conn, &subject, filed)?;
            Ok((subject, complaint))
        })
        .await?)
}

/// GET `/complainants/{id}/restriction`, for whoever may see a complaint of theirs.
///
/// # Errors
/// `NotFound` alike for nobody and for somebody of whom they may see nothing.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let id = id(&path)?;
    let (subject, complaint) = load(&app, &who, id).await?;
    let open = RestrictionStep::parse(&asked.step)
        .filter(|step| subject.permits(&who, *step).is_ok())
        .or_else(|| next(&subject, &who));
    let preferred = complaint
        .as_ref()
        .map(Sending::preferred)
        .unwrap_or_default();
    let form = RestrictionForm::new(&preferred, subject.today);
    render(
        &who,
        (subject, complaint),
        (form, open),
        Problems::default(),
    )
}

/// What waits for this reader, if anything does.
fn next(subject: &Subject, who: &SignedIn) -> Option<RestrictionStep> {
    let waiting = [RestrictionStep::Decide, RestrictionStep::DecideAppeal];
    let mut theirs = waiting.into_iter();
    theirs.find(|step| subject.permits(who, *step).is_ok())
}

/// POST `/complainants/{id}/restriction`. `step` says which form was sent.
///
/// # Errors
/// As [`show`]; the refusal when it is not theirs to do.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<RestrictionForm>,
) -> Result<HttpResponse, WebError> {
    let id = id(&path)?;
    // Twice at most: when somebody wrote between our reading and our writing, the second look is stale.
    for _ in 0..2 {
        let (reader, sent) = (who.clone(), form.clone());
        let came = app.db.try_read(move |conn| read(conn, id, &sent, &reader));
        match came.await? {
            Came::Back(found, problems) => {
                let step = form.step();
                return render(&who, *found, (form, step), problems);
            }
            Came::Proof(letter, format) => {
                return formats::proof(&app, &who, *letter, format).await;
            }
            Came::Through(ready) => {
                let writer = who.clone();
                let written = app.db.try_write(move |conn| {
                    commit(conn, *ready, (writer.by(), &writer.ctx()), nothing_more)
                });
                match written.await {
                    Ok(_) => return Ok(page::see_other(&paths::restriction(&id))),
                    Err(Ended::Stale) => {}
                    Err(other) => return Err(other.into()),
                }
            }
        }
    }
    Err(StorageError::Conflict.into())
}

/// What came of a form that was read.
enum Came {
    /// Decided, and to be recorded.
    Through(Box<Ready<Restricted>>),
    /// The page again: nothing is recorded.
    Back(Box<(Subject, Option<Complaint>)>, Problems),
    /// The letter as it stands, in a format.
    Proof(Box<Letter>, Format),
}

/// Reads the form once, beside the file as it is now.
fn read(
    conn: &mut Connection,
    id: ComplainantId,
    form: &RestrictionForm,
    who: &SignedIn,
) -> Result<Came, WebError> {
    let subject = subject::load(conn, who, id)?;
    let Some(step) = form.step() else {
        let problems = FieldErrors::on("form", "Choose what to do").into();
        return Ok(Came::Back(Box::new((subject, None)), problems));
    };
    let filed = subject.filed_under(step, form);
    let complaint = subject::complaint(conn, &subject, filed)?;
    let letter = complaint
        .as_ref()
        .and_then(|complaint| letters::write(step, &subject, (form, complaint), who));
    if form.of("act").starts_with("preview") {
        return looked(who, (subject, complaint), (form, step), letter);
    }
    let seen = Seen::parse(form.of("version"));
    let make = |_: &Restricted| {
        let leaving = complaint.as_ref().map(|complaint| Leaving {
            complaint: complaint.clone(),
            dispatch: form.sending().dispatch(complaint),
        });
        let act = form.parse(step, &subject, leaving);
        let act = who.over.clone().beside(act)?;
        Ok(RestrictionProposal::from(act).sending(letter))
    };
    let before = Restricted {
        file: subject.file.clone(),
        standing: subject.standing(),
    };
    match prepare(before, step, (who.by(), &who.ctx()), seen, make) {
        Ok(ready) => Ok(Came::Through(Box::new(ready))),
        Err(unmade) => {
            let problems = match unmade.why {
                Ended::Stale => stale(&subject, seen),
                // Somebody else's to do: nothing of the file is shown for it.
                Ended::Refused(denied) if denied.kind != DeniedKind::NotYours => denied.into(),
                other => return Err(other.into()),
            };
            Ok(Came::Back(Box::new((subject, complaint)), problems))
        }
    }
}

/// The page with its letter, or the letter in a format: nothing is recorded.
fn looked(
    who: &SignedIn,
    found: (Subject, Option<Complaint>),
    (form, step): (&RestrictionForm, RestrictionStep),
    letter: Option<Letter>,
) -> Result<Came, WebError> {
    let mut problems = match found.0.permits(who, step) {
        Err(denied) if denied.kind == DeniedKind::NotYours => return Err(denied.into()),
        Err(denied) => denied.into(),
        Ok(()) => Problems::from_all(who.over.clone()),
    };
    if let Some(letter) = letter.as_ref().filter(|_| problems.is_none()) {
        problems = sending::too_long(letter);
    }
    let format = Format::of_act(form.of("act")).filter(|_| problems.is_none());
    Ok(match format.zip(letter) {
        Some((format, letter)) => Came::Proof(Box::new(letter), format),
        None => Came::Back(Box::new(found), problems),
    })
}

/// What happened since the version the form carried: nobody is written over.
fn stale(subject: &Subject, seen: Seen) -> Problems {
    let why = "Somebody else changed this while you were writing. Look at what they did, then send yours again";
    let seen = match seen {
        Seen::At(version) => version.0,
        Seen::Whatever => 0,
    };
    Problems {
        errors: FieldErrors::on("form", why),
        meanwhile: subject.lines(usize::try_from(seen).unwrap_or_default()),
        kind: Some(DeniedKind::NotNow),
    }
}

fn render(
    who: &SignedIn,
    (subject, complaint): (Subject, Option<Complaint>),
    (mut form, step): (RestrictionForm, Option<RestrictionStep>),
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.set("version", subject.file.version.0.to_string());
    let others = RestrictionStep::ALL.iter().copied();
    let others = others.filter(|s| Some(*s) != step && subject.permits(who, *s).is_ok());
    let others: Vec<_> = others.collect();
    let letter = step
        .zip(complaint.as_ref())
        .and_then(|(step, complaint)| letters::write(step, &subject, (&form, complaint), who));
    let status = problems.status();
    let shown = RestrictionPage {
        wait: if step.is_none() && others.is_empty() {
            waits(&subject, who)
        } else {
            String::new()
        },
        sending: form.sending(),
        paper: letter.as_ref().map(Paper::from),
        subject,
        form,
        step,
        others,
        complaint,
        problems,
    };
    page::render(&shown, status, who)
}

/// Why there is nothing to do here: the words of what comes next.
fn waits(subject: &Subject, who: &SignedIn) -> String {
    let readable =
        |r: &procedure::restriction::Restriction| subject.reader.reads_reasons(&r.terms.examples);
    let step = if subject.file.waiting().is_some_and(readable) {
        RestrictionStep::Decide
    } else if subject.file.appealed().is_some_and(readable) {
        RestrictionStep::DecideAppeal
    } else {
        RestrictionStep::Propose
    };
    let refusal = subject.permits(who, step).err();
    refusal.map(|r| forms::line(&r.why)).unwrap_or_default()
}
