//! Which messages a message is about: those inside it, and those a report names.
use super::{
    fields, limits,
    message::{Class, Message},
    parts::{Kind, Leaf, Parts},
};

/// Bytes of a report part that are searched for ids.
const READ: usize = 64 * 1024;
/// Header lines of a message that is quoted in a report as plain text, and fields of machine-readable reports.
const NAMES: &[&str] = &["message-id", "original-message-id", "x-original-message-id"];

/// The ids, each once, those of the messages inside first. Anybody can write any id into a report.
pub(super) fn of(message: &Message, parts: &Parts) -> Vec<String> {
    let mut found: Vec<String> = parts.leaves.iter().flat_map(in_part).collect();
    if message.class.is_machine() {
        found.extend(in_lines(&message.text));
    }
    let mut once: Vec<String> = Vec::new();
    for id in found {
        if !once.contains(&id) && id != message.message_id && once.len() < limits::LIST {
            once.push(id);
        }
    }
    once
}

/// Whether a bounce says that a message was given up. What reports an action that is not `failed` is a warning, or good
/// news; without any report, a subject about delay is one.
pub(super) fn gave_up(message: &Message, parts: &Parts) -> bool {
    if message.class != Class::Bounce {
        return false;
    }
    let reports = parts
        .leaves
        .iter()
        .filter(|leaf| leaf.declared_type.ends_with("delivery-status"));
    let mut actions: Vec<bool> = Vec::new();
    for leaf in reports {
        let sent = leaf.body.get(..leaf.body.len().min(READ));
        let bytes = leaf.encoding.decode(sent.unwrap_or_default());
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        actions.extend(
            text.lines()
                .filter_map(|line| line.strip_prefix("action:"))
                .map(|action| action.trim().starts_with("failed")),
        );
    }
    if actions.is_empty() {
        return !message.subject.to_lowercase().contains("delay");
    }
    actions.contains(&true)
}

fn in_part(leaf: &Leaf) -> Vec<String> {
    let headers = matches!(
        leaf.declared_type.as_str(),
        "text/rfc822-headers" | "message/rfc822-headers" | "message/global-headers"
    );
    let report = leaf.declared_type.starts_with("message/") && leaf.kind != Kind::Message;
    if !(headers || report || leaf.kind == Kind::Message) {
        return Vec::new();
    }
    let sent = leaf.body.get(..leaf.body.len().min(READ));
    let bytes = leaf.encoding.decode(sent.unwrap_or_default());
    if headers || leaf.kind == Kind::Message {
        let start = fields::start_of_message(&bytes);
        let (fields, _) = fields::split(&bytes, start, limits::PART_FIELD, |_| false);
        return fields.ids("message-id");
    }
    in_lines(&String::from_utf8_lossy(&bytes))
}

/// Older mail systems quote the header lines of what they could not deliver as text; a line may be folded.
fn in_lines(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if !NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            continue;
        }
        let folded = lines.peek().copied().filter(|_| value.trim().is_empty());
        let value = folded.unwrap_or(value);
        let id = value
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(id, _)| id.trim());
        found.extend(
            id.filter(|id| !id.is_empty() && id.len() <= limits::IDENTIFIER)
                .map(str::to_owned),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn what_a_bounce_is_about() {
        let report = "From: mailer-daemon@a.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNot delivered\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\nX-Original-Message-ID: <2.x@redress.example>\n--b\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID:\n <1.abc@redress.example>\n--b--\n";
        assert_eq!(
            read(report.as_bytes()).about,
            ["2.x@redress.example", "1.abc@redress.example"]
        );
        let quoted = "From: mailer-daemon@a.example\n\nHi. This is qmail.\n\n--- Below this line is a copy of the message.\n\nMessage-Id: <3.q@redress.example>\n";
        assert_eq!(read(quoted.as_bytes()).about, ["3.q@redress.example"]);
    }

    #[test]
    fn a_warning_of_delay_gives_nothing_up() {
        let report = |action: &str, subject: &str| {
            format!(
                "From: mailer-daemon@a.example\nSubject: {subject}\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n{action}\n--b--\n"
            )
        };
        let gave_up =
            |action: &str, subject: &str| read(report(action, subject).as_bytes()).gave_up;
        assert!(gave_up("Action: failed", "x") && gave_up("", "Undeliverable: x"));
        assert!(!gave_up("Action: delayed", "x") && !gave_up("", "Message delayed"));
        assert!(!read(b"From: ann@b.example\nSubject: Undelivered\n\nx").gave_up);
    }

    #[test]
    fn a_letter_is_about_nothing() {
        let raw = "From: a@b.example\nMessage-ID: <own@b.example>\nIn-Reply-To: <x@c.example>\n\nThe bill is late.";
        assert!(read(raw.as_bytes()).about.is_empty());
    }
}
