//! The bytes of what came with a message, taken out again when somebody asks for them.
use super::{body, fields, limits, message::Attachment, parts, read::with_line_ends};

/// The `place`-th attachment, counted from 0 as [`super::read()`] lists them, with its bytes decoded. Nothing is unpacked.
pub fn attachment(raw: &[u8], place: usize) -> Option<(Attachment, Vec<u8>)> {
    let raw = with_line_ends(raw);
    let start = fields::start_of_message(&raw);
    let (fields, at) = fields::split(&raw, start, limits::FIELD, |_| false);
    let parts = parts::find(&raw, &fields, at);
    let (index, leaf) = body::listed(&parts).nth(place)?;
    Some((
        body::attachment(leaf, index + 1, &mut Vec::new()),
        leaf.encoding.decode(leaf.body).into_owned(),
    ))
}

/// Shows the bytes of each attachment, decoded, one after the other in the order they are listed.
pub fn each_attachment(raw: &[u8], mut show: impl FnMut(usize, &[u8])) {
    let raw = with_line_ends(raw);
    let start = fields::start_of_message(&raw);
    let (fields, at) = fields::split(&raw, start, limits::FIELD, |_| false);
    let parts = parts::find(&raw, &fields, at);
    for (place, (_, leaf)) in body::listed(&parts).enumerate() {
        show(place, &leaf.encoding.decode(leaf.body));
    }
}

/// Header lines that the writer writes; mail systems add others on the way.
const WRITTEN: &[&str] = &[
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
];

/// Whether two messages are the same by another way: what the writer wrote is the same, byte for byte, and only
/// what mail systems add differs.
pub fn same_writing(one: &[u8], other: &[u8]) -> bool {
    written(one) == written(other)
}

fn written(raw: &[u8]) -> (Vec<(String, Vec<u8>)>, &[u8]) {
    let start = fields::start_of_message(raw);
    let (fields, at) = fields::split(raw, start, limits::FIELD, |_| false);
    let theirs = fields
        .into_lines()
        .filter(|(name, _)| WRITTEN.contains(&name.as_str()) || name.starts_with("content-"));
    (
        theirs.collect(),
        raw.get(at..).unwrap_or_default().trim_ascii_end(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn each_listed_file_can_be_had() {
        let raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain; name=n.txt\n\nHi\n--a\nContent-Type: application/pdf; name=\"../../x.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--a--\n";
        let listed = read(raw).attachments;
        assert_eq!(listed.len(), 2);
        for (place, file) in listed.iter().enumerate() {
            let (found, bytes) = attachment(raw, place).unwrap();
            assert_eq!((&found, bytes.len()), (file, file.bytes));
        }
        let mut shown = Vec::new();
        each_attachment(raw, |place, bytes| shown.push((place, bytes.to_vec())));
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[1], (1, b"%PDF-".to_vec()));
        assert_eq!(attachment(raw, 1).unwrap().1, b"%PDF-");
        assert!(attachment(raw, 2).is_none());
    }

    #[test]
    fn only_what_mail_systems_add_may_differ() {
        let one = b"Received: from a\nSubject: x\nDate: y\n\nHello\n";
        let two =
            b"Received: from b\nReceived: from a\nX-Spam: no\nSubject: x\nDate: y\n\nHello\n\n";
        assert!(same_writing(one, two));
        for other in [
            &b"Subject: z\nDate: y\n\nHello\n"[..],
            b"Subject: x\nDate: y\nContent-Type: text/html\n\nHello\n",
            b"Subject: x\nDate: y\n\nHello you\n",
        ] {
            assert!(!same_writing(one, other));
        }
    }
}
