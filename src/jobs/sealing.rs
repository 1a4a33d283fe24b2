//! From a letter with its days to the bytes that leave: made when the time to stop it is over, and again when a message
//! has waited for another day.
use super::message::{self, Parts};
use crate::casework::dating::ToMake;
use crate::maker::{Maker, Named, NotMade, Whose};
use chrono::{DateTime, Utc};
use mail::token;
use procedure::delivery::Way;
use storage::deliveries::Made;

/// Who writes, as the settings have it.
#[derive(Debug, Clone)]
pub struct Sender {
    pub name: String,
    pub email: String,
    /// Signs the addresses that replies come back to.
    pub reply_key: Vec<u8>,
}

/// Sealed: the files, and the Message-ID where one is a message.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub files: Vec<Made>,
    /// Empty unless one is a message.
    pub message_id: String,
    /// What whoever makes or sends it should know; usually nothing.
    pub note: String,
}

/// Why there are no bytes, in a sentence for whoever sees to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsealed {
    /// Because of this letter.
    Letter(String),
    /// Because of this server: every other letter would fare the same.
    Server(String),
}

impl From<NotMade> for Unsealed {
    fn from(why: NotMade) -> Self {
        let said = format!("The document could not be made. {}.", why.plainly());
        if why.is_passing() {
            Self::Server(said)
        } else {
            Self::Letter(said)
        }
    }
}

/// Makes a delivery's bytes. A message that was made before keeps its Message-ID.
///
/// # Errors
/// Why it cannot.
pub fn seal(
    to_make: &ToMake,
    sender: &Sender,
    maker: &Maker,
    now: DateTime<Utc>,
) -> Result<Sealed, Unsealed> {
    let delivery = &to_make.delivery;
    let made = maker.files_here(
        Whose::Outbox,
        to_make.letter.clone(),
        (delivery.way, delivery.format),
        &to_make.stem,
    )?;
    let kept = |Named { name, bytes }| Made { name, bytes };
    let mut sealed = Sealed {
        files: made.files.into_iter().map(kept).collect(),
        message_id: String::new(),
        note: made.note,
    };
    if delivery.way == Way::Email {
        let message_id = match delivery.message_id.as_str() {
            "" => message::message_id(delivery.letter.0, &sender.email),
            first => first.to_owned(),
        };
        let pdf = sealed.files.first().map(|file| file.bytes.clone());
        let message = email(to_make, (&message_id, pdf), sender, now)?;
        sealed.files.insert(0, message);
        sealed.message_id = message_id;
    }
    Ok(sealed)
}

fn email(
    to_make: &ToMake,
    (message_id, pdf): (&str, Option<Vec<u8>>),
    sender: &Sender,
    now: DateTime<Utc>,
) -> Result<Made, Unsealed> {
    let (delivery, letter) = (&to_make.delivery, &to_make.letter);
    let shown = format!("{}-{}.pdf", to_make.reference, delivery.kind.as_str());
    let bytes = message::message(&Parts {
        letter: delivery.letter.0,
        from: (&sender.name, &sender.email),
        to: (delivery.to(), &delivery.email),
        reply_to: token::reply_address(&sender.email, &to_make.reference, &sender.reply_key),
        subject: &letter.subject,
        message_id,
        date: now,
        thread: &to_make.thread,
        text: &letter.text(),
        html: letter.email_html(),
        pdf: pdf.map(|bytes| (shown.as_str(), bytes)),
    })
    .map_err(|e| Unsealed::Letter(format!("The message could not be written. {e}")))?;
    Ok(Made {
        name: format!("{}.eml", to_make.stem),
        bytes,
    })
}
