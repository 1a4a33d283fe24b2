//! Putting right what we hold: who complains, how to reach them, what they need, what happened.
use crate::procedure::complaint::Representative;
use crate::procedure::steps::details::ChangeDetails;
use crate::procedure::vocabulary::{Authority, DisputeState, LetterFormat, ReplyChannel, Stage};
use crate::procedure::{Context, Details, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    pub version: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub reply_channel: String,
    pub letter_format: String,
    pub format_note: String,
    pub needs: String,
    pub rep_name: String,
    pub rep_email: String,
    pub rep_address: String,
    pub rep_authority: String,
    pub rep_expires: String,
    /// `complainant` or `representative`.
    pub write_to: String,
    pub summary: String,
    pub what_happened: String,
    pub wanted: String,
    pub latest_event: String,
    pub first_raised: String,
    pub dispute_reference: String,
    pub supplier: String,
    pub dispute_state: String,
}

/// The fields in the order of the page.
const PAGE: [&str; 22] = [
    "name",
    "email",
    "phone",
    "address",
    "postcode",
    "reply_channel",
    "letter_format",
    "format_note",
    "needs",
    "rep_name",
    "rep_email",
    "rep_address",
    "rep_authority",
    "rep_expires",
    "write_to",
    "summary",
    "what_happened",
    "wanted",
    "latest_event",
    "first_raised",
    "dispute_reference",
    "dispute_state",
];

impl DetailsForm {
    fn saved(case: &Case) -> Self {
        let d = case.complaint.details.clone();
        let rep = d.representative;
        let date = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let to_representative = d.write_to_representative;
        Self {
            version: case.complaint.version.0.to_string(),
            name: d.name,
            email: d.email,
            phone: d.phone,
            address: d.address,
            postcode: d.postcode,
            reply_channel: d.reply_channel.as_str().to_owned(),
            letter_format: d.letter_format.as_str().to_owned(),
            format_note: d.format_note,
            needs: d.needs,
            rep_name: rep.as_ref().map_or(String::new(), |r| r.name.clone()),
            rep_email: rep.as_ref().map_or(String::new(), |r| r.email.clone()),
            rep_address: rep.as_ref().map_or(String::new(), |r| r.address.clone()),
            rep_authority: rep
                .as_ref()
                .map_or(Authority::None, |r| r.authority)
                .as_str()
                .to_owned(),
            rep_expires: date(rep.and_then(|r| r.expires)),
            write_to: if to_representative {
                "representative"
            } else {
                "complainant"
            }
            .to_owned(),
            summary: d.summary,
            what_happened: d.what_happened,
            wanted: d.wanted,
            latest_event: date(d.latest_event),
            first_raised: d.first_raised.to_string(),
            dispute_reference: d.dispute_reference,
            supplier: d.supplier,
            dispute_state: d.dispute_state.as_str().to_owned(),
        }
    }
    /// The details as typed. A word on no list, or a day that is none, is an error and never a guess.
    fn parse(&self, today: NaiveDate) -> Result<ChangeDetails, FieldErrors> {
        let mut reader = Reader {
            errors: FieldErrors::default(),
            today,
        };
        let details = Details {
            name: forms::line(&self.name),
            email: forms::line(&self.email),
            phone: forms::line(&self.phone),
            address: forms::text(&self.address),
            postcode: forms::line(&self.postcode),
            reply_channel: reader
                .word("reply_channel", &self.reply_channel, ReplyChannel::parse)
                .unwrap_or(ReplyChannel::Email),
            letter_format: reader
                .word("letter_format", &self.letter_format, LetterFormat::parse)
                .unwrap_or(LetterFormat::Standard),
            format_note: forms::line(&self.format_note),
            needs: forms::text(&self.needs),
            representative: self.representative(&mut reader),
            write_to_representative: self.write_to == "representative",
            summary: forms::line(&self.summary),
            what_happened: forms::text(&self.what_happened),
            wanted: forms::text(&self.wanted),
            latest_event: reader.past("latest_event", &self.latest_event),
            first_raised: reader
                .past("first_raised", &self.first_raised)
                .unwrap_or(NaiveDate::MIN),
            dispute_reference: forms::line(&self.dispute_reference),
            supplier: forms::line(&self.supplier),
            dispute_state: reader
                .word("dispute_state", &self.dispute_state, DisputeState::parse)
                .unwrap_or(DisputeState::Unknown),
        };
        if self.first_raised.trim().is_empty() {
            reader
                .errors
                .add("first_raised", "Enter the day they first told anybody here");
        }
        reader.errors.or(ChangeDetails { details })
    }
    fn representative(&self, reader: &mut Reader) -> Option<Representative> {
        let name = forms::line(&self.rep_name);
        let email = forms::line(&self.rep_email);
        let address = forms::text(&self.rep_address);
        if name.is_empty() {
            if !(email.is_empty() && address.trim().is_empty()) {
                reader
                    .errors
                    .add("rep_name", "Enter the representative's name");
            }
            return None;
        }
        Some(Representative {
            name,
            email,
            address,
            authority: reader
                .word("rep_authority", &self.rep_authority, Authority::parse)
                .unwrap_or(Authority::None),
            expires: reader.day("rep_expires", &self.rep_expires),
        })
    }
}

/// Collects what could not be read, field by field.
struct Reader {
    errors: FieldErrors,
    today: NaiveDate,
}

impl Reader {
    fn word<T>(&mut self, field: &str, typed: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let read = parse(typed);
        if read.is_none() {
            self.errors.add(field, "Choose one from the list");
        }
        read
    }
    fn day(&mut self, field: &str, typed: &str) -> Option<NaiveDate> {
        forms::date(typed).unwrap_or_else(|why| {
            self.errors.add(field, why);
            None
        })
    }
    fn past(&mut self, field: &str, typed: &str) -> Option<NaiveDate> {
        let day = self.day(field, typed);
        if day.is_some_and(|day| day > self.today) {
            self.errors
                .add(field, "Enter a day that is not after today");
        }
        day
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/details.html")]
struct DetailsPage {
    case: Case,
    form: DetailsForm,
    problems: Problems,
}

impl DetailsPage {
    fn authorities() -> Vec<(&'static str, &'static str)> {
        forms::options(Authority::ALL, Authority::as_str, Authority::label)
    }
    fn write_to() -> Vec<(&'static str, &'static str)> {
        vec![
            ("complainant", "The complainant"),
            ("representative", "The representative"),
        ]
    }
    fn dispute_states() -> Vec<(&'static str, &'static str)> {
        forms::options(DisputeState::ALL, DisputeState::as_str, DisputeState::label)
    }
}

/// GET `/complaints/{reference}/details`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Details, &case.complaint, &who.actor, &who.ctx())?;
    let form = DetailsForm::saved(&case);
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/details`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<DetailsForm>,
) -> Result<HttpResponse, WebError> {
    let before = case::load(&app, &who, &path).await?;
    let parse = |_: &Case, ctx: &Context| form.parse(ctx.today());
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        // Details are mostly put right on the way through triage: back to it.
        Taken::Done(_)
            if before.complaint.stage == Stage::Triage && who.actor.in_customer_relations() =>
        {
            let triage = paths::step(before.reference(), &StepKind::Acknowledgement);
            Ok(page::see_other(&triage))
        }
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, mut problems) => {
            problems.errors = problems.errors.in_page_order(&PAGE);
            render(&who, *case, form, problems)
        }
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: DetailsForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    page::render(
        &DetailsPage {
            case,
            form,
            problems,
        },
        status,
        who,
    )
}
