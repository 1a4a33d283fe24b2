//! From a frozen letter to the bytes that leave: made once, when the time to stop it is over.
use super::message::{self, Parts};
use crate::maker::{Maker, NotMade, Whose, Work};
use chrono::{DateTime, Utc};
use formats::pdf::Print;
use formats::speech;
use letters::Letter;
use mail::token;
use procedure::delivery::{Delivery, Way};
use procedure::vocabulary::LetterFormat;
use std::io::Read;
use storage::deliveries::Made;
use storage::deliveries::outbox::ToSeal;

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

/// Makes a delivery's bytes.
///
/// # Errors
/// Why it cannot.
pub fn seal(
    to_seal: &ToSeal,
    sender: &Sender,
    maker: &Maker,
    now: DateTime<Utc>,
) -> Result<Sealed, Unsealed> {
    let delivery = &to_seal.delivery;
    let letter = letter(to_seal)?;
    let paper = |note: String, files| Sealed {
        files,
        message_id: String::new(),
        note,
    };
    match (delivery.way, delivery.format) {
        (Way::Email, _) => email(to_seal, letter, (sender, maker), now),
        (Way::Order, LetterFormat::Braille) => {
            let (note, file) = in_braille(to_seal, letter, maker)?;
            Ok(paper(note, vec![file]))
        }
        (Way::Order, LetterFormat::AudioCd) => {
            let (note, files) = spoken(to_seal, letter, maker)?;
            Ok(paper(note, files))
        }
        (Way::Order, LetterFormat::Standard | LetterFormat::LargePrint | LetterFormat::Other)
        | (Way::Post, _) => {
            let file = print(letter, delivery, maker, name(to_seal, "pdf"))?;
            Ok(paper(String::new(), vec![file]))
        }
    }
}

fn in_braille(to_seal: &ToSeal, letter: Letter, maker: &Maker) -> Result<(String, Made), Unsealed> {
    let proof = false;
    let made = maker
        .make_here(Whose::Outbox, Work::Braille { letter, proof })?
        .braille()?;
    let file = Made {
        name: name(to_seal, "brf"),
        bytes: made.brf().into_bytes(),
    };
    let note = format!(
        "Made as {}; no Braille reader has proof-read it",
        made.grade.label()
    );
    Ok((note, file))
}

/// The sound of a disc with its cue sheet. Where no voice is installed, or the letter is too long to keep as sound,
/// the words for a person to read aloud: the letter is on order all the same.
fn spoken(
    to_seal: &ToSeal,
    letter: Letter,
    maker: &Maker,
) -> Result<(String, Vec<Made>), Unsealed> {
    let script = Made {
        name: name(to_seal, "txt"),
        bytes: speech::script(&letter, false).into_bytes(),
    };
    let proof = false;
    let made = maker.make_here(Whose::Outbox, Work::Speech { letter, proof });
    let why = match made.map(crate::maker::Made::sound) {
        Ok(sound) if sound.wav_bytes() <= LARGEST_SOUND => {
            let file = name(to_seal, "wav");
            let cue = Made {
                name: name(to_seal, "cue"),
                bytes: sound.cue(&file).into_bytes(),
            };
            let mut bytes = Vec::with_capacity(sound.wav_bytes());
            let read = sound.wav().read_to_end(&mut bytes);
            read.map_err(|e| NotMade::Died(e.to_string()))?;
            let wav = Made { name: file, bytes };
            return Ok((String::new(), vec![wav, cue]));
        }
        Ok(_) => "it is too long to be kept as sound".to_owned(),
        Err(passing) if passing.is_passing() => return Err(passing.into()),
        Err(why) => why.plainly(),
    };
    let note = format!("To be read aloud by a person: {why}");
    Ok((note, vec![script]))
}

/// The letter's tree, for this delivery: where it goes somewhere else than at first, the window of the envelope
/// shows that address. Nothing else of it is changed.
fn letter(to_seal: &ToSeal) -> Result<Letter, Unsealed> {
    let mut letter: Letter = serde_json::from_str(&to_seal.tree)
        .map_err(|e| Unsealed::Letter(format!("The letter cannot be read any more: {e}")))?;
    let delivery = &to_seal.delivery;
    if delivery.number > 1 {
        letter.addressee = delivery.address.lines().map(str::to_owned).collect();
        letter.format = delivery.format;
    }
    Ok(letter)
}

fn print(
    letter: Letter,
    delivery: &Delivery,
    maker: &Maker,
    name: String,
) -> Result<Made, Unsealed> {
    let work = Work::Pdf {
        letter,
        print: match delivery.format {
            LetterFormat::LargePrint => Print::Large,
            LetterFormat::Standard
            | LetterFormat::Braille
            | LetterFormat::AudioCd
            | LetterFormat::Other => Print::Standard,
        },
        proof: false,
    };
    let made = maker.make_here(Whose::Outbox, work)?;
    let bytes = made.body().into_bytes()?;
    Ok(Made { name, bytes })
}

fn email(
    to_seal: &ToSeal,
    letter: Letter,
    (sender, maker): (&Sender, &Maker),
    now: DateTime<Utc>,
) -> Result<Sealed, Unsealed> {
    let delivery = &to_seal.delivery;
    let message_id = message::message_id(delivery.letter.0, &sender.email);
    let (subject, html) = (letter.subject.clone(), letter.email_html());
    let pdf = print(letter, delivery, maker, name(to_seal, "pdf"))?;
    let shown = format!("{}-{}.pdf", to_seal.reference, delivery.kind.as_str());
    let bytes = message::message(&Parts {
        letter: delivery.letter.0,
        from: (&sender.name, &sender.email),
        to: (delivery.to(), &delivery.email),
        reply_to: token::reply_address(&sender.email, &to_seal.reference, &sender.reply_key),
        subject: &subject,
        message_id: &message_id,
        date: now,
        thread: &to_seal.thread,
        text: &to_seal.text,
        html,
        pdf: Some((&shown, pdf.bytes.clone())),
    })
    .map_err(|e| Unsealed::Letter(format!("The message could not be written. {e}")))?;
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
