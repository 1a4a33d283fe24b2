//! What a file is, by its bytes.
use super::Refused;

/// Bytes from the beginning by which a file is known.
pub const HEAD: usize = 64 * 1024;

/// The types that are kept, with the words people read.
const ALLOWED: &[(&str, &str)] = &[
    ("application/pdf", "PDF"),
    ("image/png", "Picture"),
    ("image/jpeg", "Picture"),
    ("image/gif", "Picture"),
    ("image/webp", "Picture"),
    ("image/heif", "Picture"),
    ("image/tiff", "Picture"),
    ("application/msword", "Word document"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
    ),
    ("application/vnd.ms-excel", "Spreadsheet"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Spreadsheet",
    ),
    ("application/vnd.ms-powerpoint", "Presentation"),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "Presentation",
    ),
    ("application/vnd.oasis.opendocument.text", "Document"),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        "Spreadsheet",
    ),
    (
        "application/vnd.oasis.opendocument.presentation",
        "Presentation",
    ),
    ("application/rtf", "Document"),
    ("audio/mpeg", "Sound"),
    ("audio/m4a", "Sound"),
    ("audio/ogg", "Sound"),
    ("audio/opus", "Sound"),
    ("audio/x-flac", "Sound"),
    ("audio/x-wav", "Sound"),
    ("audio/amr", "Sound"),
    ("audio/aac", "Sound"),
    ("video/mp4", "Film"),
    ("video/x-m4v", "Film"),
    (TEXT, "Text"),
    (MESSAGE, "Email"),
];
/// Plain text, tables in plain text among it.
pub const TEXT: &str = "text/plain";
/// A message as a file.
pub const MESSAGE: &str = "message/rfc822";

/// The words for a type that was kept.
pub fn words(kind: &str) -> &'static str {
    ALLOWED
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("File", |(_, words)| words)
}

/// The type of a file that begins so. `is_text` says whether all of it is UTF-8 without NUL; a name only tells an
/// email from other text, and both are kept.
///
/// # Errors
/// `Kind`, with what it seems to be.
pub fn of(head: &[u8], is_text: bool, name: &str) -> Result<&'static str, Refused> {
    let email = name
        .rsplit_once('.')
        .is_some_and(|(_, end)| end.eq_ignore_ascii_case("eml"));
    if let Some(found) = infer::get(head) {
        let known = ALLOWED.iter().find(|(kind, _)| *kind == found.mime_type());
        return known
            .map(|(kind, _)| *kind)
            .ok_or_else(|| Refused::Kind(what(found.mime_type(), found.matcher_type())));
    }
    if is_markup(head) {
        return Err(Refused::Kind("a web page or a drawing made of text"));
    }
    match (is_text, email) {
        (true, false) => Ok(TEXT),
        (true, true) => Ok(MESSAGE),
        // Older mail is not UTF-8.
        (false, true) if begins_like_mail(head) => Ok(MESSAGE),
        (false, _) => Err(Refused::Kind("of a kind that we do not know")),
    }
}

fn what(mime: &str, group: infer::MatcherType) -> &'static str {
    match (mime, group) {
        ("text/html" | "text/xml", _) => "a web page or a drawing made of text",
        ("text/x-shellscript", _) | (_, infer::MatcherType::App) => "a program",
        (_, infer::MatcherType::Archive) => "an archive of files",
        (_, infer::MatcherType::Video) => "a film of a kind that not everybody can play",
        (_, infer::MatcherType::Image) => "a picture of a kind that not everybody can open",
        _ => "of a kind that is not for letters",
    }
}

/// HTML, SVG and XML say nothing that a program could be sure of, but they begin alike.
fn is_markup(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    text.trim_ascii_start().starts_with(b"<")
}

fn begins_like_mail(head: &[u8]) -> bool {
    let first = head.trim_ascii_start().split(|b| *b == b'\n').next();
    first
        .and_then(|line| line.split(|b| *b == b':').next())
        .is_some_and(|name| (1..80).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic))
}

/// Follows bytes that come in pieces: whether all of them are UTF-8 without control characters.
#[derive(Debug, Default)]
pub struct TextWatch {
    carried: Vec<u8>,
    broken: bool,
}

impl TextWatch {
    pub fn see(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        // No letter holds control characters but those that lay it out.
        let control = |b: &u8| b.is_ascii_control() && !matches!(*b, b'\t' | b'\n' | b'\r' | 0x0c);
        self.broken = bytes.iter().any(control);
        self.carried.extend_from_slice(bytes);
        let good = match std::str::from_utf8(&self.carried) {
            Ok(text) => text.len(),
            Err(error) => {
                // A letter may be cut in two between pieces; anything else is no text.
                self.broken |= error.error_len().is_some();
                error.valid_up_to()
            }
        };
        self.carried.drain(..good);
    }
    pub fn is_text(&self) -> bool {
        !self.broken && self.carried.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8], name: &str) -> Result<&'static str, Refused> {
        let mut watch = TextWatch::default();
        // In pieces, as it comes.
        bytes.chunks(3).for_each(|piece| watch.see(piece));
        of(bytes, watch.is_text(), name)
    }

    #[test]
    fn what_is_kept() {
        for (bytes, name, expected) in [
            (&b"%PDF-1.7\n"[..], "x", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n0000", "x.jpg", "image/png"),
            (b"\xFF\xD8\xFF\xE0", "x", "image/jpeg"),
            ("a,b\n\u{2013},é\n".as_bytes(), "figures.csv", TEXT),
            (b"From: a@b.example\n\nHi", "letter.eml", MESSAGE),
            (b"From: caf\xE9\n\nHi", "letter.eml", MESSAGE),
            (b"{\\rtf1\\ansi", "x", "application/rtf"),
        ] {
            assert_eq!(kind(bytes, name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn what_is_not_kept_whatever_its_name_says() {
        for bytes in [
            &b"<!DOCTYPE html><script>x</script>"[..],
            b"  <html>",
            b"\xEF\xBB\xBF<svg xmlns='x'>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0",
            b"#!/bin/sh\n",
            b"PK\x03\x04\x14\0\0\0\x08\0",
            b"\x7fELF\x02\x01\x01",
            b"caf\xE9",
            b"text with \0 in it",
            b"\x1f\x8b\x08\0\0\0",
        ] {
            assert!(
                matches!(kind(bytes, "bill.pdf"), Err(Refused::Kind(_))),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn a_letter_between_two_pieces_is_text_and_one_cut_off_is_not() {
        let mut watch = TextWatch::default();
        let bytes = "é".as_bytes();
        watch.see(&bytes[..1]);
        assert!(!watch.is_text());
        watch.see(&bytes[1..]);
        assert!(watch.is_text());
    }
}
