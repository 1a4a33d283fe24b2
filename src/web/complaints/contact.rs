//! A contact with the complainant: who to whom, how, and the reply it promises or gives.
use crate::procedure::ContactId;
use crate::procedure::steps::contact::RecordContact;
use crate::procedure::vocabulary::Channel;
use crate::procedure::{Context, StepKind, permits};
use crate::storage::contacts::{self, Contact};
use crate::storage::files::With;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::upload::{Upload, sending_files};
use crate::web::{App, page};
use actix_web::{HttpRequest, HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub version: String,
    /// `us` or `them`.
    pub from_us: String,
    pub channel: String,
    pub happened_at_date: String,
    pub happened_at_time: String,
    pub note: String,
    pub reply_due_date: String,
    pub reply_due_time: String,
    /// "yes" when they agreed what the allegations are (rule 32).
    pub agrees_list: String,
    /// The contacts of theirs it answers, by id; a box each.
    #[serde(flatten)]
    pub boxes: std::collections::BTreeMap<String, String>,
}

/// The fields in the order of the page.
const PAGE: [&str; 6] = [
    "from_us",
    "channel",
    "happened_at",
    "note",
    "files",
    "reply_due",
];

impl ContactForm {
    fn answers(&self, id: ContactId) -> bool {
        self.boxes
            .get(&format!("answers_{id}"))
            .is_some_and(|v| v == "yes")
    }
    fn parse(&self, owed: &[Contact], ctx: &Context) -> Result<RecordContact, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut instant = |field: &str, day: &str, time: &str| {
            forms::instant(day, time).unwrap_or_else(|why| {
                errors.add(field, why);
                None
            })
        };
        let happened_at = instant(
            "happened_at",
            &self.happened_at_date,
            &self.happened_at_time,
        );
        let reply_due = instant("reply_due", &self.reply_due_date, &self.reply_due_time);
        let step = RecordContact {
            happened_at,
            from_us: match self.from_us.as_str() {
                "us" => Some(true),
                "them" => Some(false),
                _ => None,
            },
            channel: Channel::parse(&self.channel),
            note: forms::text(&self.note),
            reply_due,
            // Only those of this complaint that wait: a forged id answers nothing.
            answers: owed
                .iter()
                .map(|c| c.id)
                .filter(|id| self.answers(*id))
                .collect(),
            mail: None,
            agrees_list: self.agrees_list == "yes",
            by_itself: false,
        };
        if errors.is_empty() {
            return Ok(step);
        }
        // What could not be read and what is missing, all at once.
        for (field, why) in step.gaps(ctx) {
            errors.add(field, why);
        }
        Err(errors.in_page_order(&PAGE))
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/contact.html")]
struct ContactPage {
    case: Case,
    form: ContactForm,
    problems: Problems,
    owed: Vec<Contact>,
}

impl ContactPage {
    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        channels()
    }
}

/// GET `/complaints/{reference}/contact`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Contact, &case.complaint, &who.actor, &who.ctx())?;
    render(
        &app,
        &who,
        case,
        ContactForm::default(),
        Problems::default(),
    )
    .await
}

/// POST `/complaints/{reference}/contact`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    (req, payload): (HttpRequest, web::Payload),
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    let may = permits(StepKind::Contact, &case.complaint, &who.actor, &who.ctx()).is_ok();
    let upload = Upload::read(&app, may, &req, payload).await?;
    let form: ContactForm = upload.form()?;
    let owed = owed(&app, &case).await?;
    let parse = |_: &Case, ctx: &Context| upload.with(form.parse(&owed, ctx));
    let taken = sending_files(
        (&app, &who),
        (&path, &form.version),
        (&upload, With::Contact),
        parse,
    );
    match taken.await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&app, &who, *case, form, problems).await,
    }
}

async fn render(
    app: &App,
    who: &SignedIn,
    case: Case,
    mut form: ContactForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let owed = owed(app, &case).await?;
    let page = ContactPage {
        case,
        form,
        problems,
        owed,
    };
    page::render(&page, status, who)
}

/// The contacts of theirs that wait for a reply.
async fn owed(app: &App, case: &Case) -> Result<Vec<Contact>, WebError> {
    let id = case.complaint.id;
    let all = app
        .db
        .read(move |conn| contacts::of_complaint(conn, id))
        .await?;
    Ok(all.into_iter().filter(Contact::is_owed).collect())
}

/// Ways of contact: nobody is contacted "through the Board".
pub(super) fn channels() -> Vec<(&'static str, &'static str)> {
    forms::options(Channel::ALL, Channel::as_str, Channel::label)
        .into_iter()
        .filter(|(word, _)| *word != Channel::ExecutiveOrBoard.as_str())
        .collect()
}
