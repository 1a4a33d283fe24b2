//! The form of an intake: strings in, the domain's [`Intake`] or errors out.
use crate::web::forms::{self, FieldErrors};
use crate::web::named;
use chrono::{DateTime, NaiveDate, Utc};
use procedure::complaint::Representative;
use procedure::steps::intake::{Intake, OnTheSpot};
use procedure::vocabulary::{
    Authority, Channel, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel,
};
use procedure::working_time::uk_time;
use procedure::{Candidate, ComplainantId, Details, MailId, Subject};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct IntakeForm {
    pub channel: String,
    pub received_at_date: String,
    pub received_at_time: String,
    /// "yes" to "This date is right".
    pub received_is_right: String,
    pub known_by: String,
    pub addressed_to: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub reply_channel: String,
    pub letter_format: String,
    pub format_note: String,
    pub needs_asked: String,
    pub needs: String,
    pub rep_name: String,
    pub rep_email: String,
    pub rep_address: String,
    pub rep_authority: String,
    pub rep_expires: String,
    pub write_to_rep: String,
    pub supplier: String,
    pub dispute_reference: String,
    pub dispute_state: String,
    pub summary: String,
    pub what_happened: String,
    pub wanted: String,
    pub wanted_not_stated: String,
    pub latest_event: String,
    pub first_raised: String,
    pub about_1: String,
    pub about_2: String,
    pub about_3: String,
    pub about_names: String,
    pub urgent: String,
    pub urgent_why: String,
    pub tried: String,
    pub spot_ended: String,
    pub spot_outcome: String,
    /// Why no letter confirms it, when there is nowhere to send one.
    pub no_letter: String,
    /// The message it came in.
    pub mail: String,
    /// Somebody on our books, known before the page was opened.
    pub complainant: String,
    /// "We may know this person" has been shown.
    pub asked: String,
    /// The answer to it: an id, or `new`.
    pub who: String,
    /// Of the page: the same one sent twice logs one complaint.
    pub once: String,
}

/// What has to follow at once, in the same write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    Nothing,
    /// Tried on the spot without success: on to stage 1, nothing retyped, the first date kept (rule 3).
    Promote,
    /// Put right on the spot: confirmed in writing, or with why not (rule 47).
    Resolve {
        outcome: String,
        no_letter: String,
    },
}

impl IntakeForm {
    /// What tells it from another form of the same page: all that was typed.
    pub fn words(&self) -> String {
        let typed = Self {
            once: String::new(),
            asked: String::new(),
            who: String::new(),
            ..self.clone()
        };
        format!("{typed:?}")
    }
    pub fn mail_id(&self) -> Option<MailId> {
        self.mail.parse().ok().map(MailId)
    }
    /// The person it was said to be: before the page was opened, or in answer to its question.
    pub fn said_to_be(&self) -> Option<ComplainantId> {
        let id = if self.complainant.is_empty() {
            &self.who
        } else {
            &self.complainant
        };
        id.parse().ok().map(ComplainantId)
    }
    /// Staff were asked whether they know this person.
    pub fn has_answered(&self) -> bool {
        !self.complainant.is_empty() || self.asked == "yes"
    }
    /// (field, label, what was chosen) of the people complained about.
    pub fn about(&self) -> [(&'static str, &'static str, String); 3] {
        [
            ("about_1", "Person complained about", self.about_1.clone()),
            ("about_2", "Second person", self.about_2.clone()),
            ("about_3", "Third person", self.about_3.clone()),
        ]
    }

    /// The intake, not yet held against its rule. `staff` are those who can be named.
    ///
    /// # Errors
    /// Beside each field that cannot be read.
    pub fn parse(
        &self,
        staff: &[Candidate],
        now: DateTime<Utc>,
    ) -> Result<(Intake, Then), FieldErrors> {
        let mut errors = FieldErrors::default();
        let channel = Channel::parse(&self.channel);
        if channel.is_none() {
            errors.add("channel", "Choose how it reached us");
        }
        let known_by = ReceivedBy::parse(&self.known_by);
        let received = match forms::instant(&self.received_at_date, &self.received_at_time) {
            Ok(Some(at)) => Some(at),
            Ok(None) => {
                errors.add("received_at", "Enter when it was received");
                None
            }
            Err(why) => {
                errors.add("received_at", why);
                None
            }
        };
        if known_by.is_none() {
            errors.add("known_by", "Say how we know when it was received");
        }
        let received_at = received.unwrap_or(now);
        let details = self.details(uk_time::local_date(received_at), &mut errors);
        let subjects = self.subjects(staff, &mut errors);
        let (on_the_spot, then) = self.tried(&mut errors);
        let intake = Intake {
            details,
            wanted_not_stated: self.wanted_not_stated == "yes",
            channel: channel.unwrap_or(Channel::Email),
            received_at,
            received_is_right: self.received_is_right == "yes",
            known_by: known_by.unwrap_or(ReceivedBy::StaffRecollection),
            addressed_to: forms::line(&self.addressed_to),
            needs_asked: NeedsAsked::parse(&self.needs_asked),
            urgent: self.urgent == "yes",
            urgent_why: forms::text(&self.urgent_why),
            subjects,
            complainant: None,
            mail: self.mail_id(),
            on_the_spot,
        };
        errors.or((intake, then))
    }

    fn details(&self, received_on: NaiveDate, errors: &mut FieldErrors) -> Details {
        let mut day = |field: &str, typed: &str| {
            forms::date(typed).unwrap_or_else(|why| {
                errors.add(field, why);
                None
            })
        };
        let latest_event = day("latest_event", &self.latest_event);
        let first_raised = day("first_raised", &self.first_raised).unwrap_or(received_on);
        let expires = day("rep_expires", &self.rep_expires);
        for (field, email) in [("email", &self.email), ("rep_email", &self.rep_email)] {
            if !email.trim().is_empty() && !looks_like_email(email.trim()) {
                errors.add(field, "Enter an email address, like name@example.co.uk");
            }
        }
        let representative = Some(Representative {
            name: forms::line(&self.rep_name),
            email: forms::line(&self.rep_email),
            address: forms::text(&self.rep_address),
            authority: Authority::parse(&self.rep_authority).unwrap_or(Authority::None),
            expires,
        })
        .filter(|rep| !rep.name.is_empty());
        let has_email = !self.email.trim().is_empty();
        Details {
            name: forms::line(&self.name),
            email: forms::line(&self.email),
            phone: forms::line(&self.phone),
            address: forms::text(&self.address),
            postcode: forms::line(&self.postcode).to_uppercase(),
            reply_channel: ReplyChannel::parse(&self.reply_channel).unwrap_or(if has_email {
                ReplyChannel::Email
            } else {
                ReplyChannel::Post
            }),
            letter_format: LetterFormat::parse(&self.letter_format)
                .unwrap_or(LetterFormat::Standard),
            format_note: forms::line(&self.format_note),
            needs: forms::text(&self.needs),
            representative,
            write_to_representative: self.write_to_rep == "yes",
            summary: forms::line(&self.summary),
            what_happened: forms::text(&self.what_happened),
            wanted: forms::text(&self.wanted),
            latest_event,
            first_raised,
            dispute_reference: forms::line(&self.dispute_reference),
            supplier: forms::line(&self.supplier),
            dispute_state: DisputeState::parse(&self.dispute_state)
                .unwrap_or(DisputeState::Unknown),
        }
    }

    fn subjects(&self, staff: &[Candidate], errors: &mut FieldErrors) -> Vec<Subject> {
        let mut named: Vec<Subject> = Vec::new();
        for (field, _, id) in self.about() {
            if id.is_empty() {
                continue;
            }
            match staff.iter().find(|c| c.id.to_string() == id) {
                None => errors.add(field, "Choose somebody from the list"),
                Some(found) if named.iter().any(|s| s.person == Some(found.id)) => {}
                Some(found) => named.push(subject(Some(found.id), &found.name)),
            }
        }
        let free = named::typed(&self.about_names, staff, "about_names", errors);
        named.extend(free.iter().map(|name| subject(None, name)));
        named
    }

    fn tried(&self, errors: &mut FieldErrors) -> (Option<OnTheSpot>, Then) {
        let tried = forms::text(&self.tried);
        let outcome = forms::text(&self.spot_outcome);
        match self.spot_ended.as_str() {
            "" if tried.trim().is_empty() => (None, Then::Nothing),
            "resolved" => {
                if outcome.trim().is_empty() {
                    errors.add("spot_outcome", "Say how it was put right");
                }
                let no_letter = forms::text(&self.no_letter);
                let then = Then::Resolve { outcome, no_letter };
                (Some(OnTheSpot { tried }), then)
            }
            "trying" => (Some(OnTheSpot { tried }), Then::Nothing),
            "not_resolved" => (Some(OnTheSpot { tried }), Then::Promote),
            _ => {
                errors.add("spot_ended", "Say how the attempt to put it right ended");
                (None, Then::Nothing)
            }
        }
    }
}

fn subject(person: Option<procedure::PersonId>, name: &str) -> Subject {
    Subject {
        person,
        name: name.to_owned(),
        allegation: None,
    }
}

/// One `@` with something on both sides and no spaces: no more can be known without writing to it.
pub(super) fn looks_like_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(before, after)| {
        !before.is_empty() && !after.is_empty() && !after.contains('@')
    }) && !text.contains(char::is_whitespace)
}
