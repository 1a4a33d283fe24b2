//! Whether a file is text: UTF-8, UTF-16, or one byte a letter as Windows-1252 and Latin-1 have it.
use std::io::{self, Read, Seek};

/// Bytes read at once; even, so that no letter of UTF-16 is cut in two.
const PIECE: u64 = 64 * 1024;

/// Whether all of it is text in one of the encodings, without control characters but those that lay it out.
///
/// # Errors
/// That it could not be read.
pub(super) fn is_text(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    file.rewind()?;
    let mut watch = Watch::default();
    let mut piece = Vec::new();
    loop {
        piece.clear();
        file.by_ref().take(PIECE).read_to_end(&mut piece)?;
        if piece.is_empty() {
            return Ok(watch.is_text());
        }
        watch.see(&piece);
        if !watch.can_be_text() {
            return Ok(false);
        }
    }
}

/// HTML, SVG and XML say nothing that a program could be sure of, but they begin alike.
pub(super) fn is_markup(head: &[u8]) -> bool {
    // In UTF-16 every second byte of what is looked for is zero.
    let mut letters = head
        .iter()
        .copied()
        .filter(|b| !matches!(b, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    letters.find(|b| !b.is_ascii_whitespace()) == Some(b'<')
}

/// What the bytes so far can still be.
#[derive(Debug, Default)]
struct Watch {
    utf8: Utf8,
    little: Utf16<false>,
    big: Utf16<true>,
    /// A byte that no text in one byte a letter has.
    control: bool,
    bytes: u64,
}

impl Watch {
    fn see(&mut self, piece: &[u8]) {
        self.utf8.see(piece);
        self.little.see(piece, self.bytes == 0);
        self.big.see(piece, self.bytes == 0);
        self.control |= piece.iter().any(|b| is_control(u32::from(*b)));
        self.bytes += piece.len() as u64;
    }
    fn can_be_text(&self) -> bool {
        !(self.utf8.broken && self.little.broken && self.big.broken && self.control)
    }
    fn is_text(&self) -> bool {
        self.utf8.is_text() || self.little.is_text() || self.big.is_text() || !self.control
    }
}

/// No letter holds control characters but those that lay it out.
fn is_control(c: u32) -> bool {
    (c < 0x20 && !matches!(c, 0x09 | 0x0A | 0x0C | 0x0D)) || c == 0x7F
}

#[derive(Debug, Default)]
struct Utf8 {
    carried: Vec<u8>,
    broken: bool,
}

impl Utf8 {
    fn see(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        self.broken = piece.iter().any(|b| is_control(u32::from(*b)));
        self.carried.extend_from_slice(piece);
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
    fn is_text(&self) -> bool {
        !self.broken && self.carried.is_empty()
    }
}

/// UTF-16 with the larger byte last or (`BIG`) first. Without a mark at its start, at least half of its letters must
/// be among the first 256: otherwise any bytes would do.
#[derive(Debug, Default)]
struct Utf16<const BIG: bool> {
    broken: bool,
    marked: bool,
    /// The first half of a letter from outside the basic plane.
    half: bool,
    letters: u64,
    plain: u64,
}

impl<const BIG: bool> Utf16<BIG> {
    fn see(&mut self, piece: &[u8], is_first: bool) {
        if self.broken {
            return;
        }
        let (pairs, rest) = piece.as_chunks::<2>();
        self.broken = !rest.is_empty();
        for (n, pair) in pairs.iter().enumerate() {
            let unit = if BIG {
                u16::from_be_bytes(*pair)
            } else {
                u16::from_le_bytes(*pair)
            };
            self.marked |= is_first && n == 0 && unit == 0xFEFF;
            self.unit(unit);
        }
    }
    fn unit(&mut self, unit: u16) {
        let (first, second) = (
            (0xD800..0xDC00).contains(&unit),
            (0xDC00..0xE000).contains(&unit),
        );
        self.broken |= second != self.half || unit >= 0xFFFE || is_control(u32::from(unit));
        self.half = first;
        self.letters += 1;
        self.plain += u64::from(unit < 0x100);
    }
    fn is_text(&self) -> bool {
        let looks_like = self.marked || self.plain * 2 >= self.letters;
        !self.broken && !self.half && self.letters > 0 && looks_like
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF_u16);
        let units = mark.into_iter().chain(text.encode_utf16());
        let bytes = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        units.flat_map(bytes).collect()
    }

    fn seen(bytes: &[u8]) -> bool {
        is_text(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn text_in_every_usual_encoding() {
        let words = "Siân’s bill:\r\n\t£12 – 😀 ";
        assert!(seen(words.as_bytes()));
        for big in [false, true] {
            for mark in [false, true] {
                assert!(seen(&utf16(words, big, mark)), "{big} {mark}");
            }
            assert!(seen(&utf16("名前と住所", big, true)));
        }
        // Windows-1252 and Latin-1.
        assert!(seen(b"Si\xE2n\x92s bill: \xA312 \x96 caf\xE9\n"));
        // A letter lies across two pieces.
        let long = "é".repeat(40_000);
        assert!(seen(format!("a{long}").as_bytes()));
        assert!(seen(&utf16(&long, false, false)));
    }

    #[test]
    fn what_is_no_text() {
        for bytes in [
            &b"text with \0 in it"[..],
            b"\x1b[2J",
            b"\0\0\0\0",
            b"\x01\x02\x03",
            b"a\0b",
            b"\xFF\xFEa\0b\0\x3D\xD8",
            b"\xFF\xFE\0\0",
        ] {
            assert!(!seen(bytes), "{bytes:?}");
        }
        // It breaks off at the end of a megabyte of text.
        let mut late = vec![b'a'; 1_000_000];
        late.push(0);
        assert!(!seen(&late));
        let noise: Vec<u8> = (0..5_000_u32).map(|n| (n * 7919 % 251) as u8).collect();
        assert!(!seen(&noise));
    }

    #[test]
    fn markup_begins_alike_in_every_encoding() {
        for text in ["<html>", " \n<svg/>", "<?xml version=\"1.0\"?>"] {
            assert!(is_markup(text.as_bytes()));
            assert!(is_markup(format!("\u{FEFF}{text}").as_bytes()));
            assert!(is_markup(&utf16(text, true, true)));
            assert!(is_markup(&utf16(text, false, false)));
        }
        assert!(!is_markup(b"a < b"));
    }
}
