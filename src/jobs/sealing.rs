//! From a frozen letter to the bytes that leave: made once, when the time to stop it is over.
use super::message::{self, Facts};
use crate::formats::pdf::{Print, pdf};
use crate::formats::{braille, speech, tools};
use crate::letters::Letter;
use crate::mail::token;
use crate::procedure::delivery::{Delivery, Way};
use crate::procedure::vocabulary::LetterFormat;
use crate::storage::deliveries::Made;
use crate::storage::deliveries::outbox::ToSeal;
use chrono::{DateTime, Utc};

/// About eight minutes of sound for a disc: more is too much for a row of the database.
const LARGEST_SOUND: usize = 90_000_000;

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

/// Makes a delivery's bytes.
///
/// # Errors
/// In a sentence for whoever sees to it.
pub fn seal(to_seal: &ToSeal, sender: &Sender, now: DateTime<Utc>) -> Result<Sealed, String> {
    let delivery = &to_seal.delivery;
    let letter = letter(to_seal)?;
    let paper = |note: String, files| Sealed {
        files,
        message_id: String::new(),
        note,
    };
    match (delivery.way, delivery.format) {
        (Way::Email, _) => email(to_seal, &letter, sender, now),
        (Way::Order, LetterFormat::Braille) => {
            let (note, file) = in_braille(to_seal, &letter);
            Ok(paper(note, vec![file]))
        }
        (Way::Order, LetterFormat::AudioCd) => {
            let (note, files) = spoken(to_seal, &letter);
            Ok(paper(note, files))
        }
        _ => {
            let file = print(&letter, delivery, name(to_seal, "pdf"))?;
            Ok(paper(String::new(), vec![file]))
        }
    }
}

fn in_braille(to_seal: &ToSeal, letter: &Letter) -> (String, Made) {
    let tool = tools::look_up(tools::LOU_TRANSLATE);
    let made = braille::braille(letter, tool.as_deref(), false);
    let file = Made {
        name: name(to_seal, "brf"),
        bytes: made.brf().into_bytes(),
    };
    let note = format!(
        "Made as {}; no reader of Braille has proof-read it",
        made.grade.label()
    );
    (note, file)
}

/// The sound of a disc with its cue sheet. Where no voice is installed, or the letter is too long to keep as sound,
/// the words for a person to read aloud: the letter is on order all the same.
fn spoken(to_seal: &ToSeal, letter: &Letter) -> (String, Vec<Made>) {
    let tool = tools::look_up(tools::ESPEAK_NG);
    let made = speech::speech(letter, tool.as_deref(), false);
    let sound = name(to_seal, "wav");
    match made {
        Ok(speech) if speech.wav_bytes() <= LARGEST_SOUND => {
            let cue = Made {
                name: name(to_seal, "cue"),
                bytes: speech.cue(&sound).into_bytes(),
            };
            let bytes = speech.wav().flatten().collect();
            let wav = Made { name: sound, bytes };
            (String::new(), vec![wav, cue])
        }
        other => {
            let why = match other {
                Ok(_) => "it is too long to be kept as sound".to_owned(),
                Err(error) => error.to_string(),
            };
            let script = Made {
                name: name(to_seal, "txt"),
                bytes: speech::script(letter, false).into_bytes(),
            };
            let note = format!("To be read aloud by a person: {why}");
            (note, vec![script])
        }
    }
}

/// The letter's tree, for this delivery: where it goes somewhere else than at first, the window of the envelope
/// shows that address. Nothing else of it is changed.
fn letter(to_seal: &ToSeal) -> Result<Letter, String> {
    let mut letter: Letter = serde_json::from_str(&to_seal.tree)
        .map_err(|e| format!("The letter cannot be read any more: {e}"))?;
    let delivery = &to_seal.delivery;
    if delivery.number > 1 {
        letter.addressee = delivery.address.lines().map(str::to_owned).collect();
        letter.format = delivery.format;
    }
    Ok(letter)
}

fn print(letter: &Letter, delivery: &Delivery, name: String) -> Result<Made, String> {
    let size = match delivery.format {
        LetterFormat::LargePrint => Print::Large,
        _ => Print::Standard,
    };
    let bytes = pdf(letter, size).map_err(|e| format!("It could not be printed: {e}"))?;
    Ok(Made { name, bytes })
}

fn email(
    to_seal: &ToSeal,
    letter: &Letter,
    sender: &Sender,
    now: DateTime<Utc>,
) -> Result<Sealed, String> {
    let delivery = &to_seal.delivery;
    let message_id = message::message_id(delivery.letter.0, &sender.email);
    let pdf = print(letter, delivery, name(to_seal, "pdf"))?;
    let shown = format!("{}-{}.pdf", to_seal.reference, delivery.kind.as_str());
    let bytes = message::message(&Facts {
        letter: delivery.letter.0,
        from: (&sender.name, &sender.email),
        to: (delivery.to(), &delivery.email),
        reply_to: token::reply_address(&sender.email, &to_seal.reference, &sender.reply_key),
        subject: &letter.subject,
        message_id: &message_id,
        date: now,
        thread: &to_seal.thread,
        text: &to_seal.text,
        html: letter.email_html(),
        pdf: Some((&shown, pdf.bytes.clone())),
    })
    .map_err(|e| e.to_string())?;
    let message = Made {
        name: name(to_seal, "eml"),
        bytes,
    };
    Ok(Sealed {
        files: vec![message, pdf],
        message_id,
        note: String::new(),
    })
}

/// `SC-2026-000123-45-1-response.pdf`: the case, the letter, its delivery. Nothing in it can leave a folder or break
/// a line.
fn name(to_seal: &ToSeal, end: &str) -> String {
    let delivery = &to_seal.delivery;
    let whole = format!(
        "{}-{}-{}-{}",
        to_seal.reference,
        delivery.letter,
        delivery.number,
        delivery.kind.as_str()
    );
    let safe = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
        _ => '_',
    };
    format!("{}.{end}", whole.chars().map(safe).collect::<String>())
}
