//! Header lines: bounded, in order, the first of each kind first.
//!
//! The lines are split here rather than by mail-parser because that takes the *last* of two
//! Subject or From lines, loses every header after a leading blank line, and keeps as many
//! lines of any length as it is sent. Each value is then read by mail-parser.
use super::lines::next_line;
use super::{clean, limits};
use mail_parser::{Address, ContentType, HeaderValue, parsers::MessageStream};
use std::borrow::Cow;

/// Headers that a message may begin with after a line of rubbish.
const USUAL: &[&str] = &[
    "received",
    "return-path",
    "delivered-to",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
];

/// The header lines of a message or part: name in lower case, value as sent.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<(String, Vec<u8>)>,
}

/// A name and an address as written in one header line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub name: String,
    pub address: String,
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The name and value of a header line; none when it is not one.
fn name_and_value(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().take(200).position(|b| *b == b':')?;
    let name = std::str::from_utf8(line.get(..colon)?).ok()?.trim_end();
    let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic());
    good.then(|| {
        (
            name.to_ascii_lowercase(),
            line.get(colon + 1..).unwrap_or_default(),
        )
    })
}

/// Leading blank lines, a byte order mark and a mailbox separator (`From someone Mon ...`).
pub(super) fn start_of_message(raw: &[u8]) -> usize {
    let mut at = if raw.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    while let Some((line, next)) = next_line(raw, at) {
        if !(is_blank(line) || line.starts_with(b"From ") || line.starts_with(b">From ")) {
            break;
        }
        at = next;
    }
    at
}

/// Splits the header lines that start at `from`; gives them and where the body starts.
///
/// `is_boundary` ends the headers early: a part may have lost its blank line. `cap` is the
/// number of bytes kept of one header line.
pub(super) fn split(
    raw: &[u8],
    from: usize,
    cap: usize,
    is_boundary: impl Fn(&[u8]) -> bool,
) -> (Fields, usize) {
    let mut fields = Fields::default();
    let mut at = from;
    while let Some((line, next)) = next_line(raw, at) {
        if line == b"\n" || line == b"\r\n" {
            return (fields, next);
        }
        if is_boundary(line) {
            break;
        }
        let folded = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        if let (false, Some((name, value))) = (folded, name_and_value(line)) {
            fields.push(name, value, cap);
        } else if folded || fields.continues() {
            fields.fold(line, cap);
        } else if !next_line(raw, next).is_some_and(|(line, _)| fields.goes_on_with(line)) {
            break;
        }
        at = next;
    }
    (fields, at)
}

impl Fields {
    fn push(&mut self, name: String, value: &[u8], cap: usize) {
        if self.list.len() < limits::FIELDS {
            let value = value.get(..value.len().min(cap)).unwrap_or_default();
            self.list.push((name, value.to_vec()));
        }
    }

    /// After a line that is no header, whether this one is. Before the first header only a usual
    /// one will do: a letter without any headers may well hold a colon.
    fn goes_on_with(&self, line: &[u8]) -> bool {
        name_and_value(line)
            .is_some_and(|(name, _)| !self.is_empty() || USUAL.contains(&name.as_str()))
    }

    /// A line that lost its indentation: the value above ended in a semicolon.
    fn continues(&self) -> bool {
        self.list
            .last()
            .is_some_and(|(_, value)| value.trim_ascii_end().ends_with(b";"))
    }

    fn fold(&mut self, line: &[u8], cap: usize) {
        if let Some((_, value)) = self.list.last_mut() {
            let room = cap.saturating_sub(value.len()).min(line.len());
            value.push(b' ');
            value.extend_from_slice(line.get(..room).unwrap_or_default());
        }
    }

    /// Name in lower case and value as sent, in order.
    pub(super) fn into_lines(self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.list.into_iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many lines of this name (in lower case) there are.
    pub(super) fn count(&self, name: &str) -> usize {
        self.list.iter().filter(|f| f.0 == name).count()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.count(name) > 0
    }

    /// The first line of this name as one line of bytes that are UTF-8: header lines with other
    /// bytes are taken for Windows-1252, the likeliest of what is not declared.
    fn value(&self, name: &str) -> Option<Vec<u8>> {
        let (_, value) = self.list.iter().find(|f| f.0 == name)?;
        let (text, _) = super::transfer::probably_utf8(value);
        let mut line: Vec<u8> = text
            .bytes()
            .map(|b| {
                if matches!(b, b'\r' | b'\n' | 0) {
                    b' '
                } else {
                    b
                }
            })
            .collect();
        line.push(b'\n');
        Some(line)
    }

    /// The first line of this name as sent, without decoding; empty when there is none.
    pub(super) fn raw(&self, name: &str) -> String {
        let value = self.value(name).unwrap_or_default();
        clean::line(&String::from_utf8_lossy(&value), limits::PART_FIELD)
    }

    /// The first line of this name, decoded for reading; not yet cleaned or cut.
    pub(super) fn text(&self, name: &str) -> String {
        let value = self.value(name).unwrap_or_default();
        match MessageStream::new(&value).parse_unstructured() {
            HeaderValue::Text(text) => text.into_owned(),
            _ => String::new(),
        }
    }

    /// The people in the first line of this name. Groups are opened, empty ones left out.
    pub(super) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let value = self.value(name).unwrap_or_default();
        let HeaderValue::Address(list) = MessageStream::new(&value).parse_address() else {
            return Vec::new();
        };
        let list = match list {
            Address::List(list) => list,
            Address::Group(groups) => groups
                .into_iter()
                .flat_map(|group| group.addresses)
                .collect(),
        };
        list.into_iter()
            .take(limits::LIST)
            .map(|one| mailbox(one.name.as_deref(), one.address.as_deref()))
            .collect()
    }

    /// The message ids in the first line of this name, without angle brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let value = self.value(name).unwrap_or_default();
        let found = match MessageStream::new(&value).parse_id() {
            HeaderValue::Text(id) => vec![id],
            HeaderValue::TextList(ids) => ids,
            _ => Vec::new(),
        };
        let whole = |id: &Cow<str>| !id.trim().is_empty() && id.len() <= limits::IDENTIFIER;
        found
            .iter()
            .filter(|id| whole(id))
            .take(limits::LIST)
            .map(|id| clean::line(id, limits::IDENTIFIER))
            .collect()
    }

    /// The first line of this name as a type with attributes (Content-Type and such).
    pub(super) fn typed(&self, name: &str) -> Option<ContentType<'static>> {
        let value = self.value(name)?;
        match MessageStream::new(&value).parse_content_type().into_owned() {
            HeaderValue::ContentType(kind) => Some(kind),
            _ => None,
        }
    }
}

/// Cleans what stands before and between the angle brackets. Words inside an address are not
/// part of it: the last one with an `@` counts.
fn mailbox(name: Option<&str>, address: Option<&str>) -> Mailbox {
    let sent = clean::line(address.unwrap_or_default(), limits::IDENTIFIER + 1).to_lowercase();
    let address = sent
        .split(' ')
        .rfind(|word| word.contains('@') && word.len() <= limits::IDENTIFIER);
    Mailbox {
        name: clean::line(name.unwrap_or_default(), limits::NAME),
        address: address.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &str) -> (Fields, usize) {
        split(
            raw.as_bytes(),
            start_of_message(raw.as_bytes()),
            limits::FIELD,
            |_| false,
        )
    }

    #[test]
    fn leading_blank_lines_and_a_mailbox_separator_lose_nothing() {
        let (found, _) = fields(
            "\u{FEFF}\r\n   \r\nFrom mo Mon Nov 16 09:00:00 2026\r\nSubject: Late\r\n\r\nHi",
        );
        assert_eq!(found.text("subject"), "Late");
    }

    #[test]
    fn the_first_of_two_lines_wins() {
        let (found, _) =
            fields("Subject: one\nFrom: a@b.example\nSubject: two\nFrom: c@d.example\n\n");
        assert_eq!(
            (found.text("subject").as_str(), found.count("subject")),
            ("one", 2)
        );
        assert_eq!(
            found.mailboxes("from").first().map(|m| m.address.as_str()),
            Some("a@b.example")
        );
    }

    #[test]
    fn odd_senders() {
        let sender = |line: &str| {
            fields(&format!("From: {line}\n\n"))
                .0
                .mailboxes("from")
                .into_iter()
                .next()
                .unwrap_or_default()
        };
        assert_eq!(sender("<>").address, "");
        assert_eq!(sender("undisclosed-recipients:;").address, "");
        assert_eq!(
            sender("\"Ann \u{202E}\" <ANN@Example.Org>"),
            Mailbox {
                name: "Ann".into(),
                address: "ann@example.org".into()
            }
        );
        assert_eq!(
            sender("<some host ann@example.org>").address,
            "ann@example.org"
        );
    }

    #[test]
    fn bytes_without_a_declared_character_set_become_letters() {
        let (found, _) = split(b"Subject: caf\xE9\n\n", 0, 100, |_| false);
        assert_eq!(found.text("subject"), "café");
    }

    #[test]
    fn a_text_without_headers_is_all_body() {
        for letter in [
            "Dear Sir\nyou are late\n\nYours",
            "Dear Sir\nPlease note: you are late",
        ] {
            let (found, body) = fields(letter);
            assert!(found.is_empty());
            assert_eq!(body, 0);
        }
        assert_eq!(
            fields("+OK 412 octets\nSubject: Late\n\nHi")
                .0
                .text("subject"),
            "Late"
        );
    }

    #[test]
    fn a_lost_indentation_is_forgiven() {
        let (found, _) = fields("Content-Type: application/zip;\nname=\"a.zip\"\nSubject: s\n\n");
        assert_eq!(
            found
                .typed("content-type")
                .and_then(|t| t.attribute("name").map(str::to_owned))
                .as_deref(),
            Some("a.zip")
        );
        assert_eq!(found.text("subject"), "s");
    }

    #[test]
    fn lines_are_bounded_in_number_and_length() {
        let many = "x: y\n".repeat(5_000) + "Subject: lost\n";
        assert_eq!(fields(&many).0.list.len(), limits::FIELDS);
        let long = format!("Subject: {}\nFrom: a@b.example\n\n", "z".repeat(5_000_000));
        let (found, _) = fields(&long);
        assert_eq!(found.list.first().map(|f| f.1.len()), Some(limits::FIELD));
        assert_eq!(found.mailboxes("from").len(), 1);
    }
}
