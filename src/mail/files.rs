//! The bytes of what came with a message, taken out again when somebody asks for them.
use super::{body, fields, limits, message::Attachment, parts, read::with_line_ends};

/// The `place`-th attachment, counted from 0 as [`super::read`] lists them, with its bytes decoded. Nothing is unpacked.
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

/// What the writer wrote: everything after the header lines, which mail systems add to on the way.
pub fn content(raw: &[u8]) -> &[u8] {
    let start = fields::start_of_message(raw);
    let (_, at) = fields::split(raw, start, limits::FIELD, |_| false);
    raw.get(at..).unwrap_or_default().trim_ascii_end()
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
        assert_eq!(attachment(raw, 1).unwrap().1, b"%PDF-");
        assert!(attachment(raw, 2).is_none());
    }

    #[test]
    fn header_lines_that_were_added_change_no_content() {
        let one = b"Received: from a\nSubject: x\n\nHello\n";
        let two = b"Received: from b\nReceived: from a\nSubject: x\n\nHello\n\n";
        assert_eq!(content(one), content(two));
        assert_eq!(content(one), b"Hello");
    }
}
