//! A letter in another format: a file to keep, or a page about it. Made each time from the tree that was frozen, with
//! the days of the newest file that left.
use super::error::WebError;
use super::signed_in::SignedIn;
use super::{App, handed, neutral, page, paths};
use crate::casework::dating::as_dated;
use crate::maker::{NotMade, Whose};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use formats::braille::{Braille, Grade};
use formats::{pdf, speech, tools};
use letters::Letter;
use storage::StorageError;
use storage::deliveries::Dated;
use storage::letters::FrozenLetter;

/// The word in the address, and in a button after `preview-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    LargePrint,
    /// A page that shows it.
    Braille,
    /// For an embosser.
    Brf,
    /// For an audio disc.
    Audio,
    /// Where the tracks of the disc begin.
    Cue,
    /// For a person to read aloud.
    Script,
    Text,
}

impl Format {
    /// Each with its word and what the link to it says.
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Pdf, "pdf", "PDF"),
        (Self::LargePrint, "large-print", "Large print PDF"),
        (Self::Braille, "braille", "Braille"),
        (Self::Brf, "brf", "Braille file (BRF)"),
        (Self::Audio, "audio", "Audio (WAV)"),
        (Self::Cue, "cue", "Cue sheet for a disc"),
        (Self::Script, "script", "Text to read aloud"),
        (Self::Text, "text", "Plain text"),
    ];
    /// From an address.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, is, _)| *is == word)
            .map(|(format, ..)| *format)
    }
    /// From the button that asks for a letter as it stands.
    pub fn of_act(act: &str) -> Option<Self> {
        act.strip_prefix("preview-").and_then(Self::parse)
    }
    fn needs_voice(self) -> bool {
        matches!(self, Self::Audio | Self::Cue)
    }
}

/// The links below a letter whose page is at `letter`: address and words.
pub fn links(letter: &str) -> Vec<(String, &'static str)> {
    let voice = has_voice();
    let there = Format::ALL
        .iter()
        .filter(|(format, ..)| voice || !format.needs_voice());
    there
        .map(|(_, word, label)| (paths::letter_as(letter, word), *label))
        .collect()
}

/// Whether this machine can speak.
pub fn has_voice() -> bool {
    tools::look_up(tools::ESPEAK_NG).is_some()
}

/// The buttons beside "See the letter": what they send, and what they say.
pub fn previews() -> Vec<(String, &'static str)> {
    let shown = [
        Format::Pdf,
        Format::LargePrint,
        Format::Braille,
        Format::Audio,
    ];
    let shown = Format::ALL
        .iter()
        .filter(|(format, ..)| shown.contains(format));
    shown
        .map(|(_, word, label)| (format!("preview-{word}"), *label))
        .collect()
}

/// A letter that was approved, with the days of its newest file, and the address of its page.
pub struct Sent {
    pub letter: Letter,
    pub path: String,
    pub html: String,
    pub text: String,
}

impl Sent {
    /// From what is stored. Until a file of it is made, it is as it was frozen, and its HTML marks the days that are
    /// set then.
    ///
    /// # Errors
    /// `Corrupt` when the tree is none.
    pub fn of(frozen: FrozenLetter, dated: Option<&Dated>, path: String) -> Result<Self, WebError> {
        let letter: Letter = serde_json::from_str(&frozen.tree)
            .map_err(|e| StorageError::Corrupt(format!("letter {}: {e}", frozen.letter.id)))?;
        let Some(dated) = dated else {
            return Ok(Self {
                letter,
                path,
                html: frozen.html,
                text: frozen.text,
            });
        };
        let letter = as_dated(&letter, dated);
        Ok(Self {
            html: letter.html_as_sent(),
            text: letter.text(),
            letter,
            path,
        })
    }
}

/// A letter that was sent, in this format.
///
/// # Errors
/// Why the format was not made.
pub async fn sent(
    app: &App,
    who: &SignedIn,
    sent: Sent,
    format: Format,
) -> Result<HttpResponse, WebError> {
    if format == Format::Text {
        return Ok(file(&sent.letter, "txt", "text/plain; charset=utf-8").body(sent.text));
    }
    made(app, who, sent.letter, format, Some(sent.path)).await
}

/// A letter as it stands, in this format: it says that it has not gone.
pub async fn proof(
    app: &App,
    who: &SignedIn,
    letter: Letter,
    format: Format,
) -> Result<HttpResponse, WebError> {
    made(app, who, letter, format, None).await
}

async fn made(
    app: &App,
    who: &SignedIn,
    letter: Letter,
    format: Format,
    path: Option<String>,
) -> Result<HttpResponse, WebError> {
    let proof = path.is_none();
    match format {
        Format::Pdf => print(app, who, letter, pdf::Print::Standard, proof).await,
        Format::LargePrint => print(app, who, letter, pdf::Print::Large, proof).await,
        Format::Braille | Format::Brf => in_braille(app, who, letter, format, path).await,
        Format::Audio | Format::Cue => spoken(app, who, letter, format, path).await,
        Format::Script => Ok(file(&letter, "script.txt", "text/plain; charset=utf-8")
            .body(speech::script(&letter, proof))),
        Format::Text => Ok(file(&letter, "txt", "text/plain; charset=utf-8").body(letter.text())),
    }
}

async fn print(
    app: &App,
    who: &SignedIn,
    letter: Letter,
    print: pdf::Print,
    proof: bool,
) -> Result<HttpResponse, WebError> {
    let ending = if print == pdf::Print::Large {
        "large-print.pdf"
    } else {
        "pdf"
    };
    let mut answer = file(&letter, ending, "application/pdf");
    let whose = Whose::Person(who.actor.id);
    let body = app.maker.pdf(whose, letter, print, proof).await?;
    if proof {
        // Looked at in a tab of its own, where the browser shows it; a sandbox keeps some from doing so.
        answer.insert_header((header::CONTENT_DISPOSITION, "inline"));
        answer.insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ));
    }
    Ok(handed::body(answer, body))
}

async fn in_braille(
    app: &App,
    who: &SignedIn,
    letter: Letter,
    format: Format,
    path: Option<String>,
) -> Result<HttpResponse, WebError> {
    let title = letter.kind.label();
    let mut brf = file(&letter, "brf", "application/octet-stream");
    let whose = Whose::Person(who.actor.id);
    let braille = app.maker.braille(whose, letter, path.is_none()).await?;
    if format == Format::Brf {
        return Ok(brf.body(braille.brf()));
    }
    let shown = BraillePage {
        title,
        braille,
        path,
    };
    page::render(&shown, StatusCode::OK, who)
}

async fn spoken(
    app: &App,
    who: &SignedIn,
    letter: Letter,
    format: Format,
    path: Option<String>,
) -> Result<HttpResponse, WebError> {
    let proof = path.is_none();
    let whose = Whose::Person(who.actor.id);
    let sound = match app.maker.speech(whose, letter.clone(), proof).await {
        Ok(sound) => sound,
        Err(why @ (NotMade::NotInstalled(_) | NotMade::TooLong)) => {
            let shown = SilentPage {
                title: letter.kind.label(),
                why: why.to_string(),
                script: speech::script(&letter, proof),
                path,
            };
            return page::render(&shown, StatusCode::OK, who);
        }
        Err(other) => return Err(other.into()),
    };
    if format == Format::Cue {
        let cue = sound.cue(&name(&letter, "wav"));
        return Ok(file(&letter, "cue", "application/octet-stream").body(cue));
    }
    let length = u64::try_from(sound.wav_bytes()).unwrap_or(u64::MAX);
    let answer = file(&letter, "wav", "audio/wav");
    Ok(handed::streamed(answer, length, sound.wav()))
}

/// A download that a browser opens in nothing of ours.
fn file(letter: &Letter, ending: &str, content_type: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(content_type)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", name(letter, ending)),
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, neutral::SHUT));
    answer
}

/// `SC-2026-000418-final-response.pdf`: no name of a person, and nothing that could end the quotation.
fn name(letter: &Letter, ending: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let reference: String = letter.reference.chars().filter(plain).collect();
    format!(
        "{reference}-{}.{ending}",
        letter.kind.as_str().replace('_', "-")
    )
}

#[derive(askama::Template)]
#[template(path = "letters/braille.html")]
struct BraillePage {
    title: &'static str,
    braille: Braille,
    /// Of the letter's page; none when it has not gone.
    path: Option<String>,
}

/// There is no sound, and why; the words are there.
#[derive(askama::Template)]
#[template(path = "letters/silent.html")]
struct SilentPage {
    title: &'static str,
    why: String,
    script: String,
    path: Option<String>,
}

impl BraillePage {
    fn uncontracted(&self) -> bool {
        self.braille.grade == Grade::Uncontracted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::{acknowledgement, sample};

    #[test]
    fn a_name_holds_nothing_that_could_end_it() {
        let mut letter = acknowledgement(&sample::acknowledgement());
        assert_eq!(name(&letter, "pdf"), "SC-2026-000341-acknowledgement.pdf");
        letter.reference = "a\"b/../c\r\nX: y".into();
        assert_eq!(name(&letter, "cue"), "abcXy-acknowledgement.cue");
    }

    #[test]
    fn buttons_and_addresses_are_read_back() {
        for (act, _) in previews() {
            assert!(Format::of_act(&act).is_some(), "{act}");
        }
        for act in [
            "preview",
            "pdf",
            "preview-",
            "preview-PDF",
            "preview-standard",
            "",
        ] {
            assert_eq!(Format::of_act(act), None, "{act}");
        }
        assert!(
            links("/x")
                .iter()
                .all(|(href, _)| Format::parse(href.trim_start_matches("/x/")).is_some())
        );
    }
}
