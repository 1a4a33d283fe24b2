//! Who or what wrote a message: a label with its reason, never a decision.
//!
//! The order matters: our own first, then reports of mail systems (most of which also call
//! themselves automatic replies), then automatic replies, then people.
use super::{
    fields::{self, Fields},
    limits,
    message::{Class, Message},
    parts::{Kind, Parts},
};

/// Header lines that everything we send carries.
const OURS: &[&str] = &["x-redress-letter", "x-redress-message"];
/// Senders that are programs.
const SYSTEMS: &[&str] = &["mailer-daemon", "mail-daemon", "maildaemon"];
/// Subjects of delivery failures; they count only together with a sender that fits.
const FAILURES: &[&str] = &[
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery notification",
    "returned mail",
    "returned to sender",
    "failure notice",
    "mail failure",
    "message delayed",
    "delayed:",
    "could not be delivered",
    "message you sent blocked",
];
/// Beginnings of subjects that out-of-office programs write.
const AWAY: &[&str] = &[
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "autoresponse",
    "out of office",
    "out-of-office",
    "out of the office",
    "ymateb awtomatig",
];

/// The class of a message and, in plain words, why.
pub(super) fn of(
    message: &Message,
    fields: &Fields,
    parts: &Parts,
    own_domain: &str,
) -> (Class, String) {
    if let Some(why) = ours(message, fields, own_domain) {
        return (Class::Loop, why);
    }
    let machine = bounce(message, fields, parts).map(|why| (Class::Bounce, why));
    let machine = machine.or_else(|| report(message, parts).map(|why| (Class::Report, why)));
    let machine = machine.or_else(|| automatic(message, fields).map(|why| (Class::AutoReply, why)));
    machine.unwrap_or_else(|| {
        (
            Class::Person,
            "Nothing says that a machine wrote it".to_owned(),
        )
    })
}

fn ours(message: &Message, fields: &Fields, own_domain: &str) -> Option<String> {
    if OURS.iter().any(|name| fields.has(name)) {
        return Some("It carries the mark of a message we sent".to_owned());
    }
    let (local, domain) = message.message_id.rsplit_once('@')?;
    let same =
        !own_domain.is_empty() && domain.eq_ignore_ascii_case(own_domain) && is_of_a_letter(local);
    same.then(|| format!("Its Message-ID is one of ours (@{domain})"))
}

/// `45.` and 32 hexadecimal digits. A colleague who passes a complaint on writes from our domain, too, and is a person.
fn is_of_a_letter(local: &str) -> bool {
    local.split_once('.').is_some_and(|(letter, random)| {
        !letter.is_empty()
            && letter.bytes().all(|b| b.is_ascii_digit())
            && random.len() == 32
            && random.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// What the parts say they report: the declared `report-type`, or the type of a report part.
fn reports(parts: &Parts, report_type: &str) -> bool {
    let declared = parts
        .containers
        .iter()
        .take(1)
        .any(|(kind, report)| kind == "multipart/report" && report == report_type);
    declared
        || parts
            .leaves
            .iter()
            .any(|leaf| leaf.declared_type.strip_prefix("message/") == Some(report_type))
}

fn bounce(message: &Message, fields: &Fields, parts: &Parts) -> Option<String> {
    if reports(parts, "delivery-status") || reports(parts, "global-delivery-status") {
        return Some("It holds a delivery report".to_owned());
    }
    if fields.has("x-failed-recipients") {
        return Some(
            "It names recipients that could not be reached (X-Failed-Recipients)".to_owned(),
        );
    }
    if message.from_address.ends_with("@sns.amazonaws.com")
        && message
            .text
            .trim_start()
            .starts_with("{\"notificationType\":\"Bounce\"")
    {
        return Some("It is a bounce notice of Amazon's mail service".to_owned());
    }
    let local = message.from_address.split('@').next().unwrap_or_default();
    let subject = message.subject.to_lowercase();
    let about_failure = FAILURES.iter().any(|words| subject.contains(words));
    if SYSTEMS.contains(&local) {
        return Some(format!(
            "The sender is a mail system ({})",
            message.from_address
        ));
    }
    // A postmaster may be a person: the subject or the envelope must say more.
    if local == "postmaster" && (about_failure || has_empty_envelope(fields)) {
        return Some(format!(
            "The sender is a mail system ({}) and it reads like a delivery failure",
            message.from_address
        ));
    }
    (about_failure && has_empty_envelope(fields)).then(|| {
        "Its subject is that of a delivery failure and it came without a return address".to_owned()
    })
}

/// A message that expects no answer: the envelope's return address is `<>`.
fn has_empty_envelope(fields: &Fields) -> bool {
    fields.has("return-path") && fields.raw("return-path") == "<>"
}

fn report(message: &Message, parts: &Parts) -> Option<String> {
    if reports(parts, "feedback-report") {
        return Some(
            "It is a mail provider's report that somebody marked a message as unwanted".to_owned(),
        );
    }
    if reports(parts, "disposition-notification") {
        return Some("It is a read receipt".to_owned());
    }
    // Hotmail's reports declare nothing; the message inside carries their mark. The subject
    // alone ("complaint about message from ...") must not do: people write about complaints.
    let inside = parts
        .leaves
        .iter()
        .filter(|leaf| leaf.kind == Kind::Message)
        .take(limits::NESTED);
    let marked = inside.into_iter().any(|leaf| {
        let (fields, _) = fields::split(
            leaf.body,
            fields::start_of_message(leaf.body),
            limits::PART_FIELD,
            |_| false,
        );
        fields.has("x-hmxmroriginalrecipient")
    });
    marked.then(|| {
        format!(
            "It is a report from {} about a message inside it",
            message.from_address
        )
    })
}

fn automatic(message: &Message, fields: &Fields) -> Option<String> {
    let declared = fields.raw("auto-submitted").to_ascii_lowercase();
    let declared = declared.split([';', ' ', '(']).next().unwrap_or_default();
    if !matches!(declared, "" | "no") {
        return Some(format!(
            "It says that it was sent automatically (Auto-Submitted: {declared})"
        ));
    }
    for name in [
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-mail-autoreply",
    ] {
        if fields.has(name) && !fields.raw(name).eq_ignore_ascii_case("no") {
            return Some("It says that it is an automatic reply".to_owned());
        }
    }
    if fields
        .raw("x-apple-action")
        .eq_ignore_ascii_case("vacation")
        || fields
            .raw("precedence")
            .to_ascii_lowercase()
            .starts_with("auto")
    {
        return Some("It says that it is an automatic reply".to_owned());
    }
    let subject = message.subject.to_lowercase();
    if AWAY.iter().any(|words| subject.starts_with(words)) {
        return Some(format!(
            "Its subject is that of an automatic reply (\u{201C}{}\u{201D})",
            message.subject
        ));
    }
    has_empty_envelope(fields)
        .then(|| "It came without a return address, as automatic mail does".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{read, read_ours};
    use super::*;

    fn class(raw: &str) -> Class {
        read(raw.as_bytes()).class
    }

    #[test]
    fn our_own_comes_first() {
        let bounce = "From: mailer-daemon@a.example\nSubject: Undeliverable: x\n";
        assert_eq!(
            class(&format!("X-Redress-Message: 17\n{bounce}\nhi")),
            Class::Loop
        );
        assert_eq!(
            class(&format!("X-Redress-Letter: 17\n{bounce}\nhi")),
            Class::Loop
        );
        let random = "0123456789abcdef0123456789ABCDEF";
        let own = format!("{bounce}Message-ID: <17.{random}@Redress.example>\n\nhi");
        assert_eq!(
            read_ours(own.as_bytes(), "redress.example").class,
            Class::Loop
        );
        assert_eq!(
            read_ours(own.as_bytes(), "other.example").class,
            Class::Bounce
        );
        let colleague = "From: ann@redress.example\nSubject: FW: complaint\nMessage-ID: <17.5f1c@redress.example>\n\nPlease see below.";
        assert_eq!(
            read_ours(colleague.as_bytes(), "redress.example").class,
            Class::Person
        );
        let reply = "From: a@b.example\nMessage-ID: <1@b.example>\nIn-Reply-To: <msg-17@redress.example>\n\nThanks";
        assert_eq!(
            read_ours(reply.as_bytes(), "redress.example").class,
            Class::Person
        );
    }

    #[test]
    fn a_bounce_that_calls_itself_automatic_is_a_bounce() {
        let raw =
            "From: MAILER-DAEMON@a.example (Mail)\nAuto-Submitted: auto-replied\nSubject: x\n\nhi";
        assert_eq!(class(raw), Class::Bounce);
        assert_eq!(
            read(raw.as_bytes()).class_why,
            "The sender is a mail system (mailer-daemon@a.example)"
        );
        let report = "From: a@b.example\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b--\n";
        assert_eq!(class(report), Class::Bounce);
    }

    #[test]
    fn receipts_and_abuse_reports() {
        let report = |kind: &str| {
            format!(
                "From: a@b.example\nContent-Type: multipart/report; report-type={kind}; boundary=b\n\n--b\n\nx\n--b--\n"
            )
        };
        assert_eq!(class(&report("disposition-notification")), Class::Report);
        assert_eq!(class(&report("feedback-report")), Class::Report);
    }

    #[test]
    fn automatic_replies() {
        for line in [
            "Auto-Submitted: auto-generated",
            "X-Autoreply: yes",
            "Precedence: auto_reply",
            "Subject: Automatic reply: hello",
            "Return-Path: <>",
        ] {
            assert_eq!(
                class(&format!("From: a@b.example\n{line}\n\nAway")),
                Class::AutoReply,
                "{line}"
            );
        }
    }

    #[test]
    fn people_who_sound_like_machines_are_people() {
        for raw in [
            "From: ann@b.example\nSubject: Undelivered bill, and nobody cares\nAuto-Submitted: no\n\nhi",
            "From: Bob <postmaster@b.example>\nSubject: Please look\n\nhi",
            "From: ann@b.example\nSubject: complaint about message from your office\n\nhi",
            "From: ann@b.example\nSubject: I was out of office when you rang\n\nhi",
            "From: ann@b.example\nReturn-Path: <ann@b.example>\nX-Auto-Response-Suppress: All\n\nhi",
        ] {
            assert_eq!(class(raw), Class::Person, "{raw}");
        }
    }

    #[test]
    fn what_is_inside_a_message_is_not_the_message() {
        let forwarded = "From: ann@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nLook\n--b\nContent-Type: message/rfc822\n\nX-Redress-Message: 4\nAuto-Submitted: auto-replied\nFrom: mailer-daemon@x.example\n\nhi\n--b--\n";
        assert_eq!(class(forwarded), Class::Person);
    }
}
