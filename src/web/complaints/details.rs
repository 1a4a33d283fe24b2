//! Putting right what we hold: who complains, how to reach them, what they need, what happened.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use chrono::NaiveDate;
use procedure::complaint::Representative;
use procedure::steps::details::ChangeDetails;
use procedure::vocabulary::{Authority, DisputeState, LetterFormat, ReplyChannel, Stage};
use procedure::{Complaint, Details, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    name: String,
    email: String,
    phone: String,
    address: String,
    postcode: String,
    reply_channel: String,
    letter_format: String,
    format_note: String,
    needs: String,
    rep_name: String,
    rep_email: String,
    rep_address: String,
    rep_authority: String,
    rep_expires: String,
    /// `complainant` or `representative`.
    write_to: String,
    summary: String,
    what_happened: String,
    wanted: String,
    latest_event: String,
    first_raised: String,
    dispute_reference: String,
    supplier: String,
    dispute_state: String,
}

impl DetailsForm {
    fn saved(complaint: &Complaint) -> Self {
        let d = complaint.details.clone();
        let rep = d.representative;
        let date = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let to_representative = d.write_to_representative;
        Self {
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
    fn parse(&self) -> Result<ChangeDetails, FieldErrors> {
        let mut reader = Reader::default();
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
            latest_event: reader.day("latest_event", &self.latest_event),
            first_raised: reader
                .day("first_raised", &self.first_raised)
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
#[derive(Default)]
struct Reader {
    errors: FieldErrors,
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
}

#[derive(askama::Template)]
#[template(path = "complaints/details.html")]
pub struct DetailsPage {
    view: View<DetailsForm>,
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

impl StepPage for DetailsPage {
    const KIND: StepKind = StepKind::Details;
    const ORDER: &'static [&'static str] = &[
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
    type Form = DetailsForm;
    type More = ();

    fn blank(at: &At) -> DetailsForm {
        DetailsForm::saved(at.complaint())
    }
    fn read(form: &DetailsForm, _: &At) -> Reading {
        Reading::read(form.parse())
    }
    /// Details are mostly put right on the way through triage: back to it.
    fn next(_: &DetailsForm, before: &Case, who: &SignedIn) -> String {
        let triage = before.complaint.stage == Stage::Triage && who.actor.in_customer_relations();
        if triage {
            paths::step(before.reference(), &StepKind::Acknowledgement)
        } else {
            paths::complaint(before.reference())
        }
    }
    fn page(view: View<DetailsForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
