//! Mail for tests: taken in as the command line does it.
use super::TestApp;
use procedure::{MailId, Promises};
use redress::arrivals::{Outcome, Receiving, take_in_file};

impl TestApp {
    /// A message received now, taken in.
    pub async fn mail(&self, from: &str, subject: &str, body: &str) -> MailId {
        self.mail_with(from, subject, body, "").await
    }
    /// The same with more header lines, each ended by a line feed.
    pub async fn mail_with(&self, from: &str, subject: &str, body: &str, more: &str) -> MailId {
        let date = self.now().to_rfc2822();
        let raw = format!(
            "From: {from}\nTo: relations@redress.example\nSubject: {subject}\nDate: {date}\nMessage-ID: <{}@example.org>\n{more}\n{body}\n",
            body.len() + subject.len() * 1000
        );
        let app = self.app.clone();
        let rules = self.read(move |conn| app.rules(conn)).await;
        let desk = Receiving {
            calendar: &rules.calendar,
            promises: &Promises::default(),
            own_domain: "",
            reply_key: &super::REPLY_KEY,
            now: self.now(),
        };
        match take_in_file(&self.app.db, raw.as_bytes(), &desk).unwrap() {
            Outcome::TakenIn(id) | Outcome::AlreadyThere(id) => id,
        }
    }
}
