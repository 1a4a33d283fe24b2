//! Everything between the complainant and us: letters, messages that were joined, contacts; newest first.
use super::files::marks_of;
use super::top::{self, Top};
use crate::files::Mark;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use chrono::{DateTime, Utc};
use procedure::LetterId;
use procedure::delivery::State;
use storage::contacts::Contact;
use storage::letters::SentLetter;
use storage::mail::MailItem;

/// One thing sent or received.
enum Piece<'a> {
    Letter(&'a SentLetter),
    Mail(&'a MailItem),
    Contact(&'a Contact),
}

impl Piece<'_> {
    fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Letter(l) => l.sent_at,
            Self::Mail(m) => m.received_at,
            Self::Contact(c) => c.happened_at,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaint/correspondence.html")]
struct CorrespondencePage {
    top: Top,
}

impl CorrespondencePage {
    fn pieces(&self) -> Vec<Piece<'_>> {
        let letters = self.top.letters.iter().map(Piece::Letter);
        let mail = self.top.mail.iter().map(Piece::Mail);
        // A message that was joined stands there itself.
        let contacts = self.top.contacts.iter().filter(|c| c.mail.is_none());
        let contacts = contacts.map(Piece::Contact);
        let mut all: Vec<_> = letters.chain(mail).chain(contacts).collect();
        all.sort_by_key(|piece| std::cmp::Reverse(piece.at()));
        all
    }
    /// When we said we would answer a message, while we have not.
    fn owed(&self, message: &MailItem) -> Option<DateTime<Utc>> {
        let mut contacts = self.top.contacts.iter();
        let of = contacts.find(|c| c.mail == Some(message.id))?;
        of.reply_due.filter(|_| of.is_owed())
    }
    /// What came with a message and has something to know of before it is opened.
    fn marked<'a>(&self, message: &'a MailItem) -> Vec<(&'a str, Vec<Mark>)> {
        let all = message.attachments.iter();
        all.map(|file| (file.name.as_str(), marks_of(file)))
            .filter(|(_, marks)| !marks.is_empty())
            .collect()
    }
    /// What became of a letter at last.
    fn fared(&self, id: LetterId) -> Option<State> {
        let all = &self.top.case.complaint.deliveries;
        all.iter().find(|d| d.letter == id).map(|d| d.state)
    }
    fn letter(&self, id: LetterId) -> String {
        paths::letter(self.top.case.reference(), &id)
    }
}

/// GET `/complaints/{reference}/correspondence`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let top = top::load(&app, &who, &path).await?;
    let missing = top.unreadable.clone();
    let page = CorrespondencePage { top };
    let who = page.top.refreshed(who);
    page::render_without(&page, StatusCode::OK, &who, &missing)
}
