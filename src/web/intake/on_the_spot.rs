//! GET and POST `/complaints/on-the-spot`: a short log by any member of staff.
//!
//! "They'll try to resolve any problems for you on-the-spot." A recommendation, never a gate (rule 3).
use super::follow;
use super::form::{Then, looks_like_email};
use super::once::{self, Written};
use crate::casework::Ended;
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, session_store};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::Details;
use procedure::steps::intake::{Intake, OnTheSpot, intake};
use procedure::vocabulary::{Channel, DisputeState, LetterFormat, ReceivedBy, ReplyChannel};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct OnTheSpotForm {
    name: String,
    reach: String,
    channel: String,
    summary: String,
    tried: String,
    ended: String,
    /// Why no letter confirms it, when there is nowhere to send one.
    no_letter: String,
    /// Of the page: the same one sent twice logs one complaint.
    once: String,
}

#[derive(askama::Template)]
#[template(path = "on_the_spot.html")]
struct OnTheSpotPage {
    form: OnTheSpotForm,
    errors: FieldErrors,
    channels: Vec<(&'static str, &'static str)>,
    ends: Vec<(&'static str, &'static str)>,
}

const ENDS: [(&str, &str); 3] = [
    ("resolved", "Put right, and they are content"),
    (
        "not_resolved",
        "Not put right: send it to Customer Relations",
    ),
    ("trying", "We are still trying"),
];

impl OnTheSpotForm {
    fn parse(&self, who: &SignedIn) -> Result<(Intake, Then), FieldErrors> {
        let mut errors = FieldErrors::default();
        let channel = Channel::parse(&self.channel).filter(|c| Channel::on_the_spot().contains(c));
        if channel.is_none() {
            errors.add("channel", "Choose how they told you");
        }
        let tried = forms::text(&self.tried);
        let then = match self.ended.as_str() {
            "resolved" => Then::Resolve {
                outcome: tried.clone(),
                no_letter: forms::text(&self.no_letter),
            },
            "not_resolved" => Then::Promote,
            "trying" => Then::Nothing,
            _ => {
                errors.add("ended", "Say how it ended");
                Then::Nothing
            }
        };
        let intake = Intake {
            details: self.details(who),
            wanted_not_stated: true,
            channel: channel.unwrap_or(Channel::Phone),
            received_at: who.now,
            received_is_right: false,
            known_by: ReceivedBy::StaffRecollection,
            addressed_to: String::new(),
            needs_asked: None,
            urgent: false,
            urgent_why: String::new(),
            subjects: Vec::new(),
            complainant: None,
            mail: None,
            on_the_spot: Some(OnTheSpot { tried }),
        };
        errors.or((intake, then))
    }

    /// One field says how to reach them; what it is can be seen.
    fn details(&self, who: &SignedIn) -> Details {
        let reach = forms::text(&self.reach);
        let digits = reach.chars().filter(char::is_ascii_digit).count();
        let letters = reach.chars().filter(|c| c.is_alphabetic()).count();
        let (mut email, mut phone, mut address) = (String::new(), String::new(), String::new());
        let reply_channel = if looks_like_email(reach.trim()) {
            email = forms::line(&reach);
            ReplyChannel::Email
        } else if digits >= 6 && letters == 0 {
            phone = forms::line(&reach);
            ReplyChannel::Phone
        } else {
            address = reach;
            ReplyChannel::Post
        };
        Details {
            name: forms::line(&self.name),
            email,
            phone,
            address,
            postcode: String::new(),
            reply_channel,
            letter_format: LetterFormat::Standard,
            format_note: String::new(),
            needs: String::new(),
            representative: None,
            write_to_representative: false,
            summary: forms::line(&self.summary),
            what_happened: String::new(),
            wanted: String::new(),
            latest_event: None,
            first_raised: who.today(),
            dispute_reference: String::new(),
            supplier: String::new(),
            dispute_state: DisputeState::Unknown,
        }
    }
}

/// GET `/complaints/on-the-spot`.
pub async fn show(who: SignedIn) -> Result<HttpResponse, WebError> {
    let form = OnTheSpotForm {
        once: session_store::new_key(),
        ..OnTheSpotForm::default()
    };
    render(&who, form, FieldErrors::default())
}

/// POST `/complaints/on-the-spot`.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<OnTheSpotForm>,
) -> Result<HttpResponse, WebError> {
    let parsed = who.over.clone().or(()).and_then(|()| form.parse(&who));
    let checked = parsed.and_then(|(told, then)| {
        let accepted = intake(told, &who.actor, &who.ctx()).map_err(|r| FieldErrors::from(&r))?;
        Ok((accepted, then))
    });
    match checked {
        Err(errors) => render(&who, form, errors),
        Ok((accepted, then)) => {
            let words = OnTheSpotForm {
                once: String::new(),
                ..form.clone()
            };
            let sent = once::submission(&who, &form.once, &format!("{words:?}"));
            match super::write(&app, &who, accepted, then, sent).await {
                Ok(Written::At(next)) => Ok(page::see_other(&next)),
                Ok(Written::OtherWords) => {
                    let once = session_store::new_key();
                    render(&who, OnTheSpotForm { once, ..form }, once::sent_before())
                }
                Err(Ended::Refused(denied)) => render(&who, form, follow::beside(&denied)),
                Err(other) => Err(other.into()),
            }
        }
    }
}

fn render(
    who: &SignedIn,
    form: OnTheSpotForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = OnTheSpotPage {
        form,
        errors,
        channels: Channel::on_the_spot()
            .iter()
            .map(|c| (c.as_str(), c.label()))
            .collect(),
        ends: ENDS.to_vec(),
    };
    page::render(&page, status, who)
}
