//! A contact with the complainant: who to whom, how, and the reply it promises or gives.
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::steps::contact::RecordContact;
use procedure::vocabulary::Channel;
use procedure::{ContactId, StepKind};
use std::collections::BTreeMap;
use storage::contacts::{self, Contact};
use storage::files::With;
use storage::{Connection, StorageError};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// `us` or `them`.
    from_us: String,
    channel: String,
    happened_at_date: String,
    happened_at_time: String,
    note: String,
    reply_due_date: String,
    reply_due_time: String,
    /// "yes" when they agreed what the allegations are (rule 32).
    agrees_list: String,
    /// The contacts of theirs it answers, by id; a box each.
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

impl ContactForm {
    fn answers(&self, id: ContactId) -> bool {
        let of = self.boxes.get(&format!("answers_{id}"));
        of.is_some_and(|v| v == "yes")
    }
}

/// The contacts of theirs that wait for a reply.
pub struct Owed(Vec<Contact>);

impl More for Owed {
    fn load(
        conn: &mut Connection,
        case: &Case,
        _: &SignedIn,
        _: &Query,
    ) -> Result<Self, StorageError> {
        let all = contacts::of_complaint(conn, case.complaint.id)?;
        Ok(Self(all.into_iter().filter(Contact::is_owed).collect()))
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/contact.html")]
pub struct ContactPage {
    view: View<ContactForm, Owed>,
}

impl StepPage for ContactPage {
    const KIND: StepKind = StepKind::Contact;
    const FILES: Option<With> = Some(With::Contact);
    const ORDER: &'static [&'static str] = &[
        "from_us",
        "channel",
        "happened_at",
        "note",
        "files",
        "reply_due",
    ];
    type Form = ContactForm;
    type More = Owed;

    fn blank(_: &At<Owed>) -> ContactForm {
        ContactForm::default()
    }
    fn read(form: &ContactForm, at: &At<Owed>) -> Reading {
        let mut errors = FieldErrors::default();
        let happened = forms::instant(&form.happened_at_date, &form.happened_at_time);
        let happened_at = errors.keep("happened_at", happened);
        let reply = forms::instant(&form.reply_due_date, &form.reply_due_time);
        let reply_due = errors.keep("reply_due", reply);
        // Only those of this complaint that wait: a forged id answers nothing.
        let owed = at.more.0.iter().map(|contact| contact.id);
        let step = RecordContact {
            happened_at,
            from_us: match form.from_us.as_str() {
                "us" => Some(true),
                "them" => Some(false),
                _ => None,
            },
            channel: Channel::parse(&form.channel),
            note: forms::text(&form.note),
            reply_due,
            answers: owed.filter(|id| form.answers(*id)).collect(),
            mail: None,
            agrees_list: form.agrees_list == "yes",
            by_itself: false,
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<ContactForm, Owed>, _: &SignedIn) -> Self {
        Self { view }
    }
}

/// Ways of contact: nobody is contacted "through the Board".
pub fn channels() -> Vec<(&'static str, &'static str)> {
    forms::options(Channel::ALL, Channel::as_str, Channel::label)
        .into_iter()
        .filter(|(word, _)| *word != Channel::ExecutiveOrBoard.as_str())
        .collect()
}
