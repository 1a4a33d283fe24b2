//! The door for forms that may carry files: bounded, streamed to disk, and open only to those whom the handler has
//! let in. A form without files comes through it, too. Words typed are given back whatever becomes of the files.
use super::App;
use super::bodies;
use super::case::{self, Case, Taken};
use super::error::WebError;
use super::forms::FieldErrors;
use super::limits;
use super::signed_in::SignedIn;
use crate::files::{LARGEST_TOGETHER, MOST, Received, Receiver, Refused, clamd};
use crate::mail::safe_name;
use crate::procedure::{Context, Step};
use crate::storage::files::{self, NewFile, Scan, With};
use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// The field that files come in.
pub const FIELD: &str = "files";
/// Bytes of everything that is not a file.
const WORDS: usize = bodies::STREAMED;
/// Files without a name and bytes: a browser sends one when nothing was chosen. More is nonsense.
const PARTS: usize = 300;

/// What was sent.
#[derive(Debug, Default)]
pub struct Upload {
    fields: Vec<(String, String)>,
    /// Those that may be kept.
    pub files: Vec<Received>,
    /// Why others may not, a sentence each that begins with the name.
    refused: Vec<String>,
    /// Words that are too long, beside their fields.
    over: FieldErrors,
    together: u64,
}

impl Upload {
    /// Reads what a browser sent. Files of somebody who may not do it are read past and written nowhere; their words
    /// are read, so that the refusal gives them back.
    ///
    /// # Errors
    /// `BadForm` and `TooLarge`, when even the words cannot be had.
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
            let body = payload.to_bytes_limited(WORDS).await;
            let body = body
                .map_err(|_| WebError::TooLarge)?
                .map_err(|_| WebError::BadForm)?;
            upload.fields = serde_urlencoded::from_bytes(&body).map_err(|_| WebError::BadForm)?;
            upload.measure();
            return Ok(upload);
        }
        let mut parts = Multipart::new(req.headers(), payload);
        let (mut words, mut count) = (0, 0);
        while let Some(part) = parts.next().await {
            let part = part.map_err(|_| WebError::BadForm)?;
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
    async fn file(&mut self, app: &App, may: bool, mut part: Field) -> Result<(), WebError> {
        let sent = part_file_name(&part).unwrap_or_default();
        let name = match safe_name(&sent) {
            name if name.is_empty() => "file".to_owned(),
            name => name,
        };
        let mut file = may
            .then(|| Receiver::begin(app.files.incoming(), name.clone()).ok())
            .flatten();
        let mut refused = file.is_none().then_some(Refused::NotNow);
        let mut read = 0_u64;
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|_| WebError::BadForm)?;
            read += piece.len() as u64;
            // What nobody could have meant is not read to its end.
            if read > LARGEST_TOGETHER * 2 {
                return Err(WebError::TooLarge);
            }
            if refused.is_some() {
                continue;
            }
            self.together += piece.len() as u64;
            if self.together > LARGEST_TOGETHER {
                refused = Some(Refused::TooLargeTogether);
            } else if let Some(file) = &mut file {
                refused = file.write(&piece).err();
            }
            if refused.is_some() {
                file = None;
            }
        }
        // Nothing was chosen, or nobody may.
        if !may || (sent.is_empty() && read == 0) {
            return Ok(());
        }
        if self.files.len() + self.refused.len() >= MOST {
            refused = Some(Refused::TooMany);
        }
        let done = match (refused, file) {
            (None, Some(file)) => file.finish(),
            (why, _) => Err(why.unwrap_or(Refused::NotNow)),
        };
        match done {
            Ok(file) => self.files.push(file),
            Err(why) => self.refused.push(format!("“{name}” {why}")),
        }
        Ok(())
    }

    /// The words, as the handler reads them.
    ///
    /// # Errors
    /// `BadForm`.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, WebError> {
        let encoded = serde_urlencoded::to_string(&self.fields).map_err(|_| WebError::BadForm)?;
        serde_urlencoded::from_str(&encoded).map_err(|_| WebError::BadForm)
    }

    /// Beside each field: which words are too long, and which files were refused. Empty when all is well.
    pub fn errors(&self) -> FieldErrors {
        let mut errors = self.over.clone();
        if !self.refused.is_empty() {
            errors.add(FIELD, self.refused.join(". "));
        }
        errors
    }

    /// A step as it was typed, with what is wrong about the files beside it.
    ///
    /// # Errors
    /// Everything that is wrong, of the words and of the files.
    pub fn with<S>(&self, typed: Result<S, FieldErrors>) -> Result<S, FieldErrors> {
        let wrong = self.errors();
        match typed {
            Ok(step) => wrong.or(step),
            Err(mut errors) => {
                for (field, why) in wrong.iter() {
                    errors.add(field, why);
                }
                Err(errors)
            }
        }
    }

    /// Puts the bytes into the store, looked over if there is a scanner. Out: what is to be written down.
    ///
    /// # Errors
    /// Beside the field, when one holds a virus or cannot be kept; then nothing may be written down.
    pub async fn keep(&self, app: &App) -> Result<Vec<NewFile>, FieldErrors> {
        let mut kept = Vec::new();
        for file in &self.files {
            let told = |why: Refused| FieldErrors::on(FIELD, format!("“{}” {why}", file.name));
            let scan = match &app.config.incoming.clamd {
                None => Scan::NotScanned,
                Some(clamd) => scan(clamd, file).await.map_err(told)?,
            };
            if let Err(error) = app.files.put(file).await {
                tracing::error!(%error, "a file could not be kept");
                return Err(told(Refused::NotNow));
            }
            kept.push(NewFile {
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
                kind: file.kind,
                scan,
            });
        }
        Ok(kept)
    }
}

async fn scan(address: &str, file: &Received) -> Result<Scan, Refused> {
    let Ok(bytes) = tokio::fs::File::open(file.path()).await else {
        return Err(Refused::NotNow);
    };
    match clamd::scan(address, bytes).await {
        clamd::Verdict::Clean => Ok(Scan::Clean),
        clamd::Verdict::Infected(name) => Err(Refused::Infected(name)),
        clamd::Verdict::Unavailable(_) => Ok(Scan::Unavailable),
    }
}

/// The name of a part that is a file; browsers send an empty one when nothing was chosen.
fn part_file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    disposition.get_filename().map(str::to_owned)
}

async fn word(mut part: Field, words: &mut usize) -> Result<String, WebError> {
    let mut value = Vec::new();
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(|_| WebError::BadForm)?;
        *words += piece.len();
        if *words > WORDS {
            return Err(WebError::TooLarge);
        }
        value.extend_from_slice(&piece);
    }
    value.retain(|b| *b != 0);
    String::from_utf8(value).map_err(|_| WebError::BadForm)
}

/// A step that carries files: the bytes are in the store before the step is recorded, and the files are written down
/// in its transaction.
///
/// # Errors
/// As [`case::take`]; when the database cannot now, the page that gives the words back.
pub async fn sending_files<S: Step>(
    (app, who): (&App, &SignedIn),
    at: (&str, &str),
    (upload, with): (&Upload, With),
    parse: impl Fn(&Case, &Context) -> Result<S, FieldErrors>,
) -> Result<Taken, WebError> {
    // Only what will be asked for is put into the store; what is not right yet is shown again first.
    let kept = if upload.errors().is_empty() {
        upload.keep(app).await
    } else {
        Ok(Vec::new())
    };
    let refused = kept.as_ref().err().cloned();
    let files = kept.unwrap_or_default();
    let parse = |case: &Case, ctx: &Context| {
        let step = parse(case, ctx)?;
        refused.clone().unwrap_or_default().or(step)
    };
    let written = (who.actor.id, who.now);
    case::take_with(app, who, at, (parse, case::no_letter), move |conn, id| {
        files::add(conn, (id, with), &files, written)
    })
    .await
}
