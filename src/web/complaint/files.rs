//! The files of a complaint: those that staff added and those that came with its messages.
use crate::files::{self as kept, Mark, kind};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, case, neutral, paths};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use mail::Attachment;
use procedure::{ComplaintId, Reference};
use storage::files::{self, KeptFile, With};
use storage::mail::MailItem;
use storage::{self, Connection};

/// One file as it is listed.
#[derive(Debug, Clone)]
pub struct FileLine {
    pub name: String,
    /// "PDF, 1.8 MB"
    pub what: String,
    /// "With a message", "With evidence"
    pub came: &'static str,
    pub at: DateTime<Utc>,
    /// None when it may not be opened.
    pub href: Option<String>,
    /// Whether it was looked over, in words.
    pub scan: &'static str,
    /// What to know before opening it.
    pub marks: Vec<Mark>,
}

/// Everything of a complaint, oldest first. The caller has found the complaint for somebody who may see it.
pub fn lines(
    conn: &mut Connection,
    (id, reference): (ComplaintId, &Reference),
    mail: &[MailItem],
) -> storage::Result<Vec<FileLine>> {
    let mut all: Vec<FileLine> = mail.iter().flat_map(of_message).collect();
    let size = |bytes: i64| neutral::size(usize::try_from(bytes).unwrap_or_default());
    all.extend(files::of_complaint(conn, id)?.into_iter().map(|file| {
        FileLine {
            what: format!("{}, {}", kind::words(&file.kind), size(file.bytes)),
            came: match file.with {
                Some(With::Evidence) => "With evidence",
                Some(With::Contact) => "With a contact",
                None => "Added",
            },
            at: file.at,
            href: file
                .scan
                .may_be_opened()
                .then(|| paths::file(reference, file.id)),
            scan: file.scan.label(),
            marks: marks(&file),
            name: file.name,
        }
    }));
    all.sort_by_key(|line| line.at);
    Ok(all)
}

/// What to know of a file that was added.
pub fn marks(file: &KeptFile) -> Vec<Mark> {
    kept::marks(&file.name, file.marks.iter().map(String::as_str))
}

/// What to know of a file that came with a message. One that nobody looked at when it came is known by its name.
pub fn marks_of(file: &Attachment) -> Vec<Mark> {
    let looked = file.marks.iter().flatten();
    kept::marks(&file.name, looked.map(String::as_str))
}

fn of_message(item: &MailItem) -> Vec<FileLine> {
    let line = |(place, file): (usize, &Attachment)| FileLine {
        name: file.name.clone(),
        what: neutral::size(file.bytes),
        came: "With a message",
        at: item.received_at,
        href: item
            .scan
            .may_be_opened()
            .then(|| paths::attachment(&item.id, place)),
        scan: item.scan.label(),
        marks: marks_of(file),
    };
    item.attachments.iter().enumerate().map(line).collect()
}

/// GET `/complaints/{reference}/files/{file}`: its bytes, for opening elsewhere and never in the browser.
///
/// # Errors
/// `NotFound` alike for what is not there, not theirs, and another complaint's; the refusal for what holds a virus.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, WebError> {
    let (reference, id) = path.into_inner();
    let complaint = case::load(&app, &who, &reference).await?.complaint.id;
    let file = app
        .db
        .read(move |conn| files::find(conn, complaint, id))
        .await?;
    neutral::may_be_opened(&app, file.scan)?;
    let bytes = app.files.get(&file.sha256).await.map_err(|error| {
        tracing::error!(%error, file = file.id, "the bytes of a file cannot be had");
        WebError::Fault("the bytes of a file cannot be had".to_owned())
    })?;
    let bytes = bytes.map(|piece| piece.map_err(actix_web::error::ErrorInternalServerError));
    Ok(neutral::download(&file.name, &marks(&file)).streaming(bytes))
}
