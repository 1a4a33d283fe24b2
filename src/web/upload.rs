//! The door for forms that may carry files: bounded, streamed to disk, and open only to those whom the handler has
//! let in. A form without files comes through it, too. Words typed are given back whatever becomes of the files.
use super::App;
use super::error::WebError;
use super::forms::FieldErrors;
use super::limits;
use super::{bodies, typed};
use crate::files::{LARGEST_TOGETHER, MOST, Received, Receiver, Refused, names};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use mail::safe_name;
use serde::de::DeserializeOwned;

/// The field that files come in.
pub const FIELD: &str = "files";
/// Bytes of everything that is not a file.
const WORDS: usize = bodies::STREAMED;
/// Files without a name and bytes: a browser sends one when nothing was chosen. More is nonsense.
const PARTS: usize = 300;

const MEGABYTE: u64 = 1024 * 1024;

/// What was sent.
#[derive(Debug, Default)]
pub struct Upload {
    pub fields: Vec<(String, String)>,
    /// Those that may be kept.
    pub files: Vec<Received>,
    /// Why others may not, a sentence each that begins with the name.
    refused: Vec<String>,
    /// Words that are too long, beside their fields.
    over: FieldErrors,
    together: u64,
}

/// Why a form with files could not be read to its end.
fn unread(error: &MultipartError) -> WebError {
    match error {
        MultipartError::Payload(error) => WebError::unread(error),
        _ => WebError::BadForm,
    }
}

impl Upload {
    /// Reads what a browser sent. Files of somebody who may not do it are read past and written nowhere; their words
    /// are read, so that the refusal gives them back.
    ///
    /// # Errors
    /// `BadForm`, `TooLarge` and `TooSlow`, when even the words cannot be had.
    pub async fn read(
        app: &App,
        may: bool,
        req: &HttpRequest,
        payload: web::Payload,
    ) -> Result<Self, WebError> {
        let multipart = req
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"));
        let mut upload = Self::default();
        if !multipart {
            let body = payload.to_bytes_limited(typed::LARGEST).await;
            let body = body
                .map_err(|_| WebError::TooLarge)?
                .map_err(|error| match error.as_error::<PayloadError>() {
                    Some(error) => WebError::unread(error),
                    None => WebError::BadForm,
                })?;
            upload.fields = serde_urlencoded::from_bytes(&body).map_err(|_| WebError::BadForm)?;
            upload.measure();
            return Ok(upload);
        }
        let mut parts = Multipart::new(req.headers(), payload);
        let (mut words, mut count) = (0, 0);
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| unread(&error))?;
            count += 1;
            if count > PARTS {
                return Err(WebError::TooLarge);
            }
            let name = part.name().unwrap_or_default().to_owned();
            if part_file_name(&part).is_some() {
                upload.file(app, may, part).await?;
            } else {
                let value = word(part, &mut words).await?;
                upload.fields.push((name, value));
            }
        }
        upload.measure();
        Ok(upload)
    }

    /// Finds the words that are too long.
    fn measure(&mut self) {
        let fields = self.fields.iter();
        self.over = limits::over(fields.map(|(name, words)| (name.as_str(), words.as_str())));
    }

    /// One file, to disk or refused; the rest of a refused one is read past, so that the words after it are had.
    async fn file(&mut self, app: &App, may: bool, part: Field) -> Result<(), WebError> {
        let sent = part_file_name(&part).unwrap_or_default();
        let name = match safe_name(&sent) {
            name if name.is_empty() => "file".to_owned(),
            name => name,
        };
        let begun = refused_unread(app, &sent).and_then(|()| {
            let begun = may.then(|| Receiver::begin(app.files.incoming(), name.clone()));
            begun.and_then(Result::ok).ok_or(Refused::NotNow)
        });
        let (read, mut received) = self.receive(app, begun, part).await?;
        // Nothing was chosen, or nobody may.
        if !may || (sent.is_empty() && read == 0) {
            return Ok(());
        }
        if self.files.len() + self.refused.len() >= MOST {
            received = Err(Refused::TooMany);
        }
        let done = match received {
            Ok(file) => finish(file).await,
            Err(why) => Err(why),
        };
        match done {
            Ok(file) => self.files.push(file),
            Err(why) => self.refused.push(format!("“{name}” {why}")),
        }
        Ok(())
    }

    /// Reads a file to its end, writing it while it is not refused. Out: how many bytes came, and the file.
    async fn receive(
        &mut self,
        app: &App,
        mut file: Result<Receiver, Refused>,
        mut part: Field,
    ) -> Result<(u64, Result<Receiver, Refused>), WebError> {
        let mut read = 0_u64;
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|error| unread(&error))?;
            read += piece.len() as u64;
            // What nobody could have meant is not read to its end.
            if read > LARGEST_TOGETHER * 2 {
                return Err(WebError::TooLarge);
            }
            if let Ok(writing) = &mut file
                && let Err(why) = self.piece(app, writing, &piece)
            {
                // What is written so far goes with it.
                file = Err(why);
            }
        }
        Ok((read, file))
    }

    fn piece(&mut self, app: &App, file: &mut Receiver, piece: &[u8]) -> Result<(), Refused> {
        let megabytes = self.together / MEGABYTE;
        self.together += piece.len() as u64;
        if self.together > LARGEST_TOGETHER {
            return Err(Refused::TooLargeTogether);
        }
        // Many at once fill a disk that had room for each.
        if self.together / MEGABYTE > megabytes {
            app.files.has_room()?;
        }
        file.write(piece)
    }

    /// The words, as the handler reads them.
    ///
    /// # Errors
    /// `BadForm`.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, WebError> {
        let encoded = serde_urlencoded::to_string(&self.fields).map_err(|_| WebError::BadForm)?;
        serde_urlencoded::from_str(&encoded).map_err(|_| WebError::BadForm)
    }

    /// The words of one field; empty when it was not sent.
    pub fn word(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or(String::new(), |(_, words)| words.clone())
    }

    /// Beside each field: which words are too long, and which files were refused. Empty when all is well.
    pub fn errors(&self) -> FieldErrors {
        let mut errors = self.over.clone();
        if !self.refused.is_empty() {
            errors.add(FIELD, self.refused.join(". "));
        }
        errors
    }
}

/// What is refused whatever its bytes are. The name is judged as it was sent: cleaned, it may look better.
///
/// # Errors
/// `Program`, `DiskFull`.
fn refused_unread(app: &App, sent: &str) -> Result<(), Refused> {
    if let Some(ending) = names::program(sent) {
        return Err(Refused::Program(ending));
    }
    app.files.has_room()
}

/// What it is, found out beside the threads that answer.
async fn finish(file: Receiver) -> Result<Received, Refused> {
    let looked = web::block(move || file.finish()).await;
    looked.unwrap_or(Err(Refused::NotNow))
}

/// The name of a part that is a file; browsers send an empty one when nothing was chosen.
fn part_file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    disposition.get_filename().map(str::to_owned)
}

async fn word(mut part: Field, words: &mut usize) -> Result<String, WebError> {
    let mut value = Vec::new();
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(|error| unread(&error))?;
        *words += piece.len();
        if *words > WORDS {
            return Err(WebError::TooLarge);
        }
        value.extend_from_slice(&piece);
    }
    value.retain(|b| *b != 0);
    String::from_utf8(value).map_err(|_| WebError::BadForm)
}
