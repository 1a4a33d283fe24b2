//! A letter as an email: text, HTML and the print, in one message.
use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, Message, MultiPart};
use rand::Rng;

/// The largest number of earlier messages that one names: the first and the latest.
const THREAD: usize = 12;

/// What the message is made of.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    pub letter: i64,
    /// (name, address) of the organisation.
    pub from: (&'a str, &'a str),
    /// (name, address) of whom it is for.
    pub to: (&'a str, &'a str),
    /// Where replies come back to; the sender's own address when none.
    pub reply_to: Option<String>,
    pub subject: &'a str,
    /// From [`message_id`].
    pub message_id: &'a str,
    pub date: DateTime<Utc>,
    /// Earlier messages it answers or follows, the earliest first.
    pub thread: &'a [String],
    pub text: &'a str,
    /// The letter as a whole HTML document.
    pub html: String,
    /// (file name, bytes)
    pub pdf: Option<(&'a str, Vec<u8>)>,
}

/// Why a message cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("{0} is not an address that mail can be sent to")]
    Address(String),
    #[error("the message could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

/// A new Message-ID for a letter, with its angle brackets: `<45.9f…@example.org>`.
pub fn message_id(letter: i64, organisation: &str) -> String {
    let mut random = [0_u8; 16];
    rand::rng().fill_bytes(&mut random);
    let domain = organisation.rsplit_once('@').map_or("", |(_, d)| d);
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let domain: String = domain.chars().filter(plain).collect();
    let domain = Some(domain).filter(|d| !d.is_empty());
    let domain = domain.unwrap_or_else(|| "redress.invalid".to_owned());
    format!("<{letter}.{}@{domain}>", hex::encode(random))
}

/// The bytes that are sent, and sent again.
///
/// # Errors
/// When an address is none.
pub fn message(parts: &Parts) -> Result<Vec<u8>, Wrong> {
    let mut builder = Message::builder()
        .from(mailbox(parts.from)?)
        .to(mailbox(parts.to)?)
        .subject(line(parts.subject))
        .message_id(Some(line(parts.message_id)))
        .date(parts.date.into())
        .header(OurLetter(parts.letter.to_string()));
    if let Some(reply_to) = &parts.reply_to {
        builder = builder.reply_to(mailbox((parts.from.0, reply_to))?);
    }
    let thread = thread(parts.thread);
    if let Some(last) = thread.last() {
        builder = builder
            .in_reply_to(last.clone())
            .references(thread.join(" "));
    }
    let words = MultiPart::alternative_plain_html(parts.text.to_owned(), parts.html.clone());
    let message = match &parts.pdf {
        None => builder.multipart(words)?,
        Some((name, bytes)) => {
            let pdf = ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN);
            let attached = Attachment::new(line(name)).body(Body::new(bytes.clone()), pdf);
            let whole = MultiPart::mixed().multipart(words).singlepart(attached);
            builder.multipart(whole)?
        }
    };
    Ok(message.formatted())
}

fn mailbox((name, address): (&str, &str)) -> Result<Mailbox, Wrong> {
    let address = address.trim();
    let parsed = address
        .parse::<Address>()
        .map_err(|_| Wrong::Address(line(address)))?;
    let name = line(name);
    Ok(Mailbox::new(Some(name).filter(|n| !n.is_empty()), parsed))
}

/// One line without control characters: nothing that was typed becomes a header.
fn line(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The Message-IDs that are such, each once, with angle brackets.
fn thread(ids: &[String]) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for id in ids {
        let bare = id.trim().trim_matches(['<', '>']);
        let plain = bare
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
        let id = format!("<{bare}>");
        if plain && (1..=250).contains(&bare.len()) && !whole.contains(&id) {
            whole.push(id);
        }
    }
    if whole.len() > THREAD {
        let latest = whole.len() - (THREAD - 1);
        whole.drain(1..latest);
    }
    whole
}

/// Tells our own letters when they come back to us: no answer is ever sent to one.
#[derive(Debug, Clone)]
struct OurLetter(String);

impl Header for OurLetter {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Redress-Letter")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn parts(thread: &[String]) -> Parts<'_> {
        Parts {
            letter: 45,
            from: ("Flexible Resolution Services", "relations@example.org"),
            to: ("Janet Whitlock", "janet@example.co.uk"),
            reply_to: Some("relations+SC-2026-000123.abcdefghijklmnop@example.org".into()),
            subject: "About your complaint",
            message_id: "<45.ab@example.org>",
            date: Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap(),
            thread,
            text: "Dear Janet,\n\nThank you – £75.\n",
            html: "<!DOCTYPE html><html><p>Thank you – £75.</p></html>\n".to_owned(),
            pdf: Some(("response – “Ŵ”.pdf", b"%PDF-1.7 \x00\xff".to_vec())),
        }
    }

    fn read(bytes: &[u8]) -> mail_parser::Message<'_> {
        mail_parser::MessageParser::default().parse(bytes).unwrap()
    }

    #[test]
    fn a_message_comes_back_as_it_was_made() {
        let thread = ["one@example.co.uk".to_owned(), "<2@example.org>".to_owned()];
        let bytes = message(&parts(&thread)).unwrap();
        let mail = read(&bytes);
        assert_eq!(mail.subject(), Some("About your complaint"));
        assert_eq!(mail.message_id(), Some("45.ab@example.org"));
        assert_eq!(mail.in_reply_to().as_text(), Some("2@example.org"));
        assert_eq!(mail.references().as_text_list().unwrap().len(), 2);
        let to = mail.reply_to().unwrap().first().unwrap();
        assert!(to.address().unwrap().contains("+SC-2026-000123."));
        assert_eq!(mail.date().unwrap().to_timestamp(), 1_795_514_400);
        assert!(mail.body_text(0).unwrap().contains("£75"));
        let html = mail.body_html(0).unwrap();
        assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
        let pdf = mail.attachment(0).unwrap();
        assert_eq!(pdf.contents(), b"%PDF-1.7 \x00\xff");
        assert_eq!(
            mail_parser::MimeHeaders::attachment_name(pdf),
            Some("response – “Ŵ”.pdf")
        );
        let head = String::from_utf8_lossy(&bytes);
        assert!(head.contains("X-Redress-Letter: 45\r\n"));
        // A person approved it: it is no automatic answer.
        assert!(!head.to_lowercase().contains("auto-submitted"));
    }

    #[test]
    fn nothing_typed_becomes_a_header() {
        let mut evil = parts(&[]);
        evil.subject = "Yours\r\nBcc: all@example.org\r\n\r\nbody\u{0}";
        evil.to.0 = "Janet\r\nX-Evil: yes";
        evil.from.0 = "Us\nX-Evil: yes";
        let thread = [
            "a\r\nX-Evil: yes".to_owned(),
            "b c@example.org".to_owned(),
            String::new(),
            "é@example.org".to_owned(),
        ];
        evil.thread = &thread;
        let bytes = message(&evil).unwrap();
        let mail = read(&bytes);
        assert!(mail.bcc().is_none() && mail.header("X-Evil").is_none());
        assert_eq!(mail.subject(), Some("Yours Bcc: all@example.org body"));
        assert!(mail.in_reply_to().as_text().is_none());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "",
            "janet",
            "janet@",
            "a@b.c\r\nBcc: x@example.org",
            "a b@c.d",
        ] {
            let mut wrong = parts(&[]);
            wrong.to.1 = address;
            assert!(
                matches!(message(&wrong), Err(Wrong::Address(_))),
                "{address}"
            );
        }
    }

    #[test]
    fn a_long_thread_keeps_its_first_and_latest() {
        let ids: Vec<String> = (0..40).map(|n| format!("{n}@example.org")).collect();
        let kept = thread(&ids);
        assert_eq!(kept.len(), THREAD);
        assert_eq!(kept.first().unwrap(), "<0@example.org>");
        assert_eq!(kept.last().unwrap(), "<39@example.org>");
    }

    #[test]
    fn message_ids_are_new_each_time_and_stay_identifiers() {
        let id = message_id(7, "relations@example.org");
        assert!(id.starts_with("<7.") && id.ends_with("@example.org>"));
        assert_ne!(id, message_id(7, "relations@example.org"));
        assert!(message_id(7, "x@e>\r\nvil").ends_with("@evil>"));
        assert!(message_id(7, "nobody").ends_with("@redress.invalid>"));
    }
}
