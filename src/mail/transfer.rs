//! From bytes as sent to bytes and text as meant: transfer encodings and character sets.
use super::lines::next_line;
use mail_parser::decoders::{
    base64::base64_decode, charsets::map::charset_decoder,
    quoted_printable::quoted_printable_decode_char,
};
use std::borrow::Cow;

/// How a part was packed for the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Base64,
    QuotedPrintable,
}

impl Encoding {
    /// From the value of Content-Transfer-Encoding; an unknown one is no encoding.
    pub(super) fn named(value: &str) -> Self {
        let word = value.split([';', ' ']).next().unwrap_or_default().trim();
        match word.to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Plain,
        }
    }

    /// The bytes as meant. Never fails: what cannot be decoded stays as it is.
    pub(super) fn decode(self, body: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Plain => Cow::Borrowed(body),
            Self::Base64 => Cow::Owned(base64(body)),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(body)),
        }
    }

    /// How many bytes [`Self::decode`] would give, without making them where that is possible.
    pub(super) fn decoded_size(self, body: &[u8]) -> usize {
        match self {
            Self::Plain => body.len(),
            Self::Base64 => {
                body.iter()
                    .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
                    .count()
                    * 3
                    / 4
            }
            Self::QuotedPrintable => quoted_printable(body).len(),
        }
    }
}

/// Mailing lists add a footer in plain text after the base64, and some senders declare base64
/// and send text: from the first line that cannot be base64 on, the text is kept as it is.
fn base64(body: &[u8]) -> Vec<u8> {
    if let Some(whole) = base64_decode(body) {
        return whole;
    }
    let is_base64 = |line: &[u8]| {
        line.iter().all(|b| {
            b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || matches!(b, b'+' | b'/' | b'=')
        }) && !line.trim_ascii().contains(&b' ')
    };
    let mut good = 0;
    while let Some((line, next)) = next_line(body, good).filter(|(line, _)| is_base64(line)) {
        debug_assert_eq!(next - good, line.len());
        good = next;
    }
    let (packed, rest) = body.split_at(good);
    let mut out = base64_decode(packed).unwrap_or_default();
    if !out.is_empty() {
        out.push(b'\n');
    }
    out.extend_from_slice(rest);
    out
}

/// Lenient: an equals sign that begins nothing is an equals sign.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => after,
            (b'=', [high, low, after @ ..]) => {
                if let Some(byte) = quoted_printable_decode_char(*high, *low) {
                    out.push(byte);
                    after
                } else {
                    soft_break(tail).unwrap_or_else(|| {
                        out.push(b'=');
                        tail
                    })
                }
            }
            (byte, _) => {
                out.push(*byte);
                tail
            }
        };
    }
    out
}

/// Blanks between the equals sign and the line end, which the journey may have added.
fn soft_break(tail: &[u8]) -> Option<&[u8]> {
    let blanks = tail
        .iter()
        .take(80)
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r'))
        .count();
    tail.get(blanks..)?.strip_prefix(b"\n")
}

/// Text in Windows-1252, which gives a letter for nearly every byte.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Text from bytes that are UTF-8, or should be. One damaged letter in a text that otherwise is
/// UTF-8 (senders cut names in the middle of a letter) must not garble the rest; text in which
/// hardly anything is UTF-8 is taken for Windows-1252. The second value is true for a guess.
pub(super) fn probably_utf8(bytes: &[u8]) -> (String, bool) {
    let text = String::from_utf8_lossy(bytes);
    let damaged = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let sound = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != '\u{FFFD}')
        .count();
    if damaged == 0 || damaged < sound {
        return (text.into_owned(), damaged > 0);
    }
    (windows_1252(bytes), true)
}

/// Text in the declared character set. The second value is true when something in it is a
/// guess: the set is unknown or wrong, or a byte had no meaning in it.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let label = charset
        .unwrap_or_default()
        .trim()
        .trim_matches('"')
        .to_ascii_lowercase();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if label.is_empty() || matches!(label.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii") {
        return probably_utf8(bytes);
    }
    let decoder = charset_decoder(label.as_bytes())
        .or_else(|| charset_decoder(label.strip_prefix("x-")?.as_bytes()));
    let Some(decode) = decoder else {
        return (probably_utf8(bytes).0, !bytes.is_ascii());
    };
    let text = decode(bytes);
    let doubtful = text.contains('\u{FFFD}');
    (text, doubtful)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: &str, body: &str) -> String {
        String::from_utf8_lossy(&Encoding::named(encoding).decode(body.as_bytes())).into_owned()
    }

    #[test]
    fn encodings_as_they_are_met() {
        assert_eq!(decoded("Base64", "SGVs\r\nbG8=\r\n"), "Hello");
        assert_eq!(
            decoded("base64", "SGVsbG8=\n-- \nA list footer!\n"),
            "Hello\n-- \nA list footer!\n"
        );
        assert_eq!(
            decoded("base64", "This is not base64, really."),
            "This is not base64, really."
        );
        assert_eq!(
            decoded("quoted-printable", "caf=C3=A9 1=2 =\r\nx =  \n y=Z="),
            "café 1=2 x  y=Z="
        );
        assert_eq!(decoded("x-unknown", "as it is"), "as it is");
    }

    #[test]
    fn sizes_without_decoding() {
        for (encoding, body) in [
            ("base64", "SGVs\r\nbG8=\r\n"),
            ("quoted-printable", "=C3=A9"),
            ("8bit", "abc"),
        ] {
            assert_eq!(
                Encoding::named(encoding).decoded_size(body.as_bytes()),
                decoded(encoding, body).len()
            );
        }
    }

    #[test]
    fn character_sets_declared_wrong_or_not_at_all() {
        assert_eq!(text("naïve".as_bytes(), None), ("naïve".to_owned(), false));
        assert_eq!(text(b"na\xEFve", Some("utf-8")), ("naïve".to_owned(), true));
        assert_eq!(
            text("déjà\u{20}vu £5".as_bytes().split_last().unwrap().1, None),
            ("déjà vu £".to_owned(), false)
        );
        assert_eq!(
            text(b"d\xC3\xA9j\xC3\xA0 v\xC3", Some("utf-8")),
            ("déjà v\u{FFFD}".to_owned(), true)
        );
        assert_eq!(
            text(b"na\xEFve", Some("iso-8859-1")),
            ("naïve".to_owned(), false)
        );
        assert_eq!(
            text(b"na\xEFve", Some("klingon")),
            ("naïve".to_owned(), true)
        );
        assert_eq!(text("中".as_bytes(), Some("UTF-8")).0, "中");
        assert_eq!(text(b"\xD6\xD0", Some("X-GBK")), ("中".to_owned(), false));
    }
}
