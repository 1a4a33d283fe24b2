//! The whole reading of one message.
use super::{
    about, body, class, clean, dates,
    fields::{self, Fields},
    limits,
    message::{Flag, Message},
    parts::{self, Kind, Parts},
};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a message as it came: bytes in, facts out. Never fails and never panics; time and
/// memory are in proportion to the size, and everything kept is bounded by [`limits`].
pub fn read(raw: &[u8]) -> Message {
    read_ours(raw, "")
}

/// Like [`read`], and knows a message of our own by the domain of its Message-ID. An empty
/// domain knows none.
pub fn read_ours(raw: &[u8], own_domain: &str) -> Message {
    // A belt: no input is known to panic, and whatever comes must still reach a person.
    catch_unwind(AssertUnwindSafe(|| whole(raw, own_domain, limits::NESTED))).unwrap_or_else(|_| {
        let mut message = Message::blank();
        message
            .class_why
            .push_str("It could not be read, so a person should look");
        message.flag(Flag::Unreadable);
        message
    })
}

fn whole(raw: &[u8], own_domain: &str, nesting: usize) -> Message {
    let raw = with_line_ends(raw);
    let start = fields::start_of_message(&raw);
    let (fields, at) = fields::split(&raw, start, limits::FIELD, |_| false);
    let parts = parts::find(&raw, &fields, at);
    let mut message = headers(&fields);
    let body = body::read(&parts);
    message.text = body.text;
    message.attachments = body.attachments;
    body.flags.into_iter().for_each(|flag| message.flag(flag));
    if message.text.is_empty() && nesting > 0 {
        text_from_inside(&mut message, &parts, nesting - 1);
    }
    structure_flags(&mut message, &fields, &parts);
    if raw.len() >= limits::LARGE {
        message.flag(Flag::VeryLarge);
    }
    (message.class, message.class_why) = class::of(&message, &fields, &parts, own_domain);
    message.about = about::of(&message, &parts);
    message.gave_up = about::gave_up(&message, &parts);
    message
}

/// Very old Macintosh programs end lines with a carriage return alone.
pub(super) fn with_line_ends(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.iter()
            .map(|b| if *b == b'\r' { b'\n' } else { *b })
            .collect(),
    )
}

fn headers(fields: &Fields) -> Message {
    let mut message = Message::blank();
    let sender = fields
        .mailboxes("from")
        .into_iter()
        .next()
        .unwrap_or_default();
    let subject = fields.text("subject");
    message.from_name = sender.name;
    message.from_address = sender.address;
    message.reply_to = fields
        .mailboxes("reply-to")
        .into_iter()
        .map(|m| m.address)
        .find(|a| !a.is_empty())
        .unwrap_or_default();
    message.to = fields
        .mailboxes("to")
        .into_iter()
        .map(|m| m.address)
        .filter(|a| !a.is_empty())
        .collect();
    message.addressed = addressed(fields);
    message.subject = clean::line(&subject, limits::SUBJECT);
    message.sent_at = dates::read(&fields.raw("date"));
    message.received_at = dates::received(&fields.raw("received"));
    message.message_id = fields
        .ids("message-id")
        .into_iter()
        .next()
        .unwrap_or_default();
    message.in_reply_to = fields.ids("in-reply-to");
    message.references = fields.ids("references");
    let noticed = [
        (message.from_address.is_empty(), Flag::NoSender),
        (fields.count("from") > 1, Flag::TwoSenders),
        (message.subject.is_empty(), Flag::NoSubject),
        (fields.count("subject") > 1, Flag::TwoSubjects),
        (message.sent_at.is_none(), Flag::NoDate),
        (
            clean::disguises(&subject) || clean::disguises(&fields.text("from")),
            Flag::HiddenMarks,
        ),
        (subject.contains('\u{FFFD}'), Flag::UndecodableText),
    ];
    noticed
        .into_iter()
        .filter(|(is, _)| *is)
        .for_each(|(_, flag)| message.flag(flag));
    message
}

/// Where the writer and the mail systems on the way say that it went; a blind copy shows only in the latter.
fn addressed(fields: &Fields) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["delivered-to", "x-original-to", "envelope-to", "to", "cc"] {
        for one in fields.mailboxes(name) {
            if !one.address.is_empty() && !all.contains(&one.address) && all.len() < limits::LIST {
                all.push(one.address);
            }
        }
    }
    all
}

/// A colleague forwards a complaint as an attachment: the text to read is in there.
fn text_from_inside(message: &mut Message, parts: &Parts, nesting: usize) {
    let Some(leaf) = parts.leaves.iter().find(|leaf| leaf.kind == Kind::Message) else {
        return;
    };
    let inside = whole(&leaf.encoding.decode(leaf.body), "", nesting);
    if inside.text.is_empty() {
        return;
    }
    let sender = [inside.from_name.as_str(), inside.from_address.as_str()]
        .map(str::trim)
        .join(" ");
    let text = format!(
        "From: {}\nSubject: {}\n\n{}",
        sender.trim(),
        inside.subject,
        inside.text
    );
    message.text = clean::text(&text, limits::TEXT + limits::SUBJECT).0;
    message.flag(Flag::TextInside);
}

fn structure_flags(message: &mut Message, fields: &Fields, parts: &Parts) {
    let holds = |kind: &str| {
        parts.leaves.iter().any(|leaf| {
            leaf.declared_type == kind || leaf.declared_type == kind.replace('/', "/x-")
        })
    };
    let divided = |kind: &str| {
        parts
            .containers
            .iter()
            .any(|(container, _)| container == kind)
    };
    let outlook = holds("application/ms-tnef")
        || message
            .attachments
            .iter()
            .any(|a| a.name.eq_ignore_ascii_case("winmail.dat"));
    let signature = divided("multipart/signed")
        || holds("application/pkcs7-signature")
        || holds("application/pgp-signature");
    // Opaque S/MIME may be signed or encrypted: either way it cannot be read here.
    let sealed = divided("multipart/encrypted")
        || holds("application/pkcs7-mime")
        || message.text.starts_with("-----BEGIN PGP MESSAGE-----");
    let noticed = [
        (message.text.is_empty(), Flag::NoText),
        (fields.is_empty() || parts.unended, Flag::Incomplete),
        (parts.too_many, Flag::TooManyParts),
        (sealed, Flag::Encrypted),
        (signature && !sealed, Flag::Signed),
        (outlook, Flag::OutlookFormat),
    ];
    noticed
        .into_iter()
        .filter(|(is, _)| *is)
        .for_each(|(_, flag)| message.flag(flag));
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
