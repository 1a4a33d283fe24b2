//! How one complainant is restricted: the present state, the history, and the one thing to do next.
//!
//! It never stands in the way of a complaint of theirs: the intake form and every clock know nothing of it.
pub mod banner;
mod form;
pub mod letters;
mod subject;
mod view;

use crate::dispatch;
use crate::letters::Letter;
use crate::procedure::restriction::{
    Leaving, Measure, RestrictionDecision, RestrictionGround, RestrictionStep, decide_restriction,
};
use crate::procedure::working_time::uk_time;
use crate::procedure::{ComplainantId, Complaint, RefusalKind, Version};
use crate::storage::StorageError;
use crate::storage::record::OutgoingLetter;
use crate::storage::restrictions::record_restriction;
use crate::web::case::Problems;
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};
use form::{EXAMPLES, RestrictionForm};
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

/// The person, and the complaint that the open form's letter would be filed under.
async fn load(
    app: &App,
    who: &SignedIn,
    id: ComplainantId,
    form: Option<(RestrictionForm, RestrictionStep)>,
) -> Result<(Subject, Option<Complaint>), WebError> {
    let reader = who.clone();
    Ok(app
        .db
        .read(move |conn| {
            let subject = subject::load(conn, &reader, id)?;
            let filed = match &form {
                Some((form, step)) => subject.filed_under(*step, form),
                None => subject
                    .rows
                    .first()
                    .map(|row| crate::procedure::ComplaintId(row.id)),
            };
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
    let (subject, complaint) = load(&app, &who, id, None).await?;
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
        let open = form.step().map(|step| (form.clone(), step));
        let (subject, complaint) = load(&app, &who, id, open).await?;
        let Some(step) = form.step() else {
            let problems = FieldErrors::on("form", "Choose what to do").into();
            return render(&who, (subject, complaint), (form, None), problems);
        };
        if let Some(problems) = stale(&subject, &form) {
            return render(&who, (subject, complaint), (form, Some(step)), problems);
        }
        subject
            .permits(&who, step)
            .or_else(|refusal| match refusal.kind {
                RefusalKind::NotYours => Err(refusal),
                _ => Ok(()),
            })?;
        if form.of("act").starts_with("preview") {
            let letter = complaint
                .as_ref()
                .and_then(|complaint| letters::write(step, &subject, (&form, complaint), &who));
            let problems = letter
                .as_ref()
                .map_or_else(Problems::default, |one| sending::too_long(&who, one));
            if let Some((format, letter)) = Format::of_act(form.of("act")).zip(letter)
                && problems.errors.is_empty()
            {
                return formats::proof(&app, &who, letter, format).await;
            }
            let shown = (form, Some(step));
            return render(&who, (subject, complaint), shown, problems);
        }
        let (decision, letter) = match take(&who, (&subject, complaint.as_ref()), &form, step) {
            Ok(taken) => taken,
            Err(problems) => {
                return render(&who, (subject, complaint), (form, Some(step)), problems);
            }
        };
        let written = app
            .db
            .write(move |conn| record_restriction(conn, &decision, letter.as_ref()))
            .await;
        match written {
            Ok(_) => return Ok(page::see_other(&paths::restriction(&id))),
            Err(StorageError::Conflict) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(StorageError::Conflict.into())
}

/// What happened since the version the form carried, when anything did: nobody is written over.
fn stale(subject: &Subject, form: &RestrictionForm) -> Option<Problems> {
    let seen = Version(form.of("version").trim().parse().unwrap_or(-1));
    if seen == subject.file.version {
        return None;
    }
    let why = "Somebody else changed this while you were writing. Look at what they did, then send yours again";
    Some(Problems {
        errors: FieldErrors::on("form", why),
        meanwhile: subject.lines(usize::try_from(seen.0).unwrap_or_default()),
        kind: Some(RefusalKind::NotNow),
    })
}

/// Parse, decide, write the letter that is owed.
fn take(
    who: &SignedIn,
    (subject, complaint): (&Subject, Option<&Complaint>),
    form: &RestrictionForm,
    step: RestrictionStep,
) -> Result<(RestrictionDecision, Option<OutgoingLetter>), Problems> {
    let leaving = complaint.map(|complaint| Leaving {
        complaint,
        dispatch: form.sending().dispatch(complaint),
    });
    who.over.clone().or(())?;
    let act = form.parse(step, subject, leaving)?;
    let by = (&who.actor, subject.standing());
    let decision = decide_restriction(&subject.file, act, by, who.now)?;
    let letter = match (decision.letter(), complaint) {
        (Some(_), Some(complaint)) => {
            let letter = letters::write(step, subject, (form, complaint), who);
            letter
                .map(|letter| frozen(&letter, complaint, form, who))
                .transpose()?
        }
        _ => None,
    };
    Ok((decision, letter))
}

fn frozen(
    letter: &Letter,
    complaint: &Complaint,
    form: &RestrictionForm,
    who: &SignedIn,
) -> Result<OutgoingLetter, Problems> {
    let way = form.sending().dispatch(complaint);
    Ok(dispatch::outgoing(letter, &way, complaint, who.today())?)
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
    let readable = |r: &crate::procedure::restriction::Restriction| {
        subject.reader.reads_reasons(&r.terms.examples)
    };
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
