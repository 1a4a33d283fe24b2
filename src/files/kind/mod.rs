//! What a file is, by its bytes: all of them, and not how it begins.
mod compound;
mod text;
mod zip;

use super::{Mark, Refused, names};
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes from the beginning by which pictures, sounds and films are known.
const HEAD: u64 = 64 * 1024;

/// The types that are kept, with the words people read.
const ALLOWED: &[(&str, &str)] = &[
    ("application/pdf", "PDF"),
    ("image/png", "Picture"),
    ("image/jpeg", "Picture"),
    ("image/gif", "Picture"),
    ("image/webp", "Picture"),
    ("image/heif", "Picture"),
    ("image/tiff", "Picture"),
    (WORD_97, "Word document"),
    (WORD, "Word document"),
    (EXCEL_97, "Spreadsheet"),
    (EXCEL, "Spreadsheet"),
    (POWERPOINT_97, "Presentation"),
    (POWERPOINT, "Presentation"),
    (OUTLOOK, "Email"),
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
    (PAGE, "Web page or drawing"),
    (MESSAGE, "Email"),
];
/// Plain text, tables in plain text among it, in any of the usual encodings.
pub const TEXT: &str = "text/plain";
/// HTML, SVG and XML: kept, and handed out under a name that opens as text.
pub const PAGE: &str = "text/html";
/// A message as a file.
pub const MESSAGE: &str = "message/rfc822";
const OUTLOOK: &str = "application/vnd.ms-outlook";
const WORD_97: &str = "application/msword";
const EXCEL_97: &str = "application/vnd.ms-excel";
const POWERPOINT_97: &str = "application/vnd.ms-powerpoint";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const POWERPOINT: &str =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// The words for a type that was kept.
pub fn words(kind: &str) -> &'static str {
    ALLOWED
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("File", |(_, words)| words)
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// One of the types that are kept; none for anything else, and a mark says what it is then.
    pub kind: Option<&'static str>,
    /// What to know before opening it, by its bytes and its name.
    pub marks: Vec<Mark>,
}

impl Look {
    fn known(kind: &'static str, marks: impl IntoIterator<Item = Mark>) -> Self {
        Self {
            kind: Some(kind),
            marks: marks.into_iter().collect(),
        }
    }
    fn other(mark: Mark) -> Self {
        Self {
            kind: None,
            marks: vec![mark],
        }
    }
    /// The type it is kept as with a complaint.
    ///
    /// # Errors
    /// `Program` for a name or bytes that computers run, `Kind` for what is not kept.
    pub fn kept(&self, name: &str) -> Result<&'static str, Refused> {
        if let Some(ending) = names::program(name) {
            return Err(Refused::Program(ending));
        }
        match (self.kind, self.marks.iter().find_map(|mark| mark.refusal())) {
            (Some(kind), None) => Ok(kind),
            (_, why) => Err(Refused::Kind(
                why.unwrap_or("of a kind that we do not know"),
            )),
        }
    }
}

/// Looks at all of a file. Its name counts for what its bytes leave open (an email is text, too) and is marked when
/// computers run it. Archives are never unpacked: names and two or three small parts are read, each to a limit.
///
/// # Errors
/// That it could not be read.
pub fn look(file: &mut (impl Read + Seek), name: &str) -> io::Result<Look> {
    let mut look = by_bytes(file, name)?;
    if let Some(mark) = names::marks(name)
        && !look.marks.contains(&mark)
    {
        look.marks.push(mark);
    }
    Ok(look)
}

/// [`look`] for bytes at hand: what to know of them, as the words that are stored.
pub fn marks(bytes: &[u8], name: &str) -> Vec<String> {
    let look = look(&mut io::Cursor::new(bytes), name).unwrap_or_default();
    let words = look.marks.iter().map(|mark| mark.as_str().to_owned());
    words.collect()
}

fn by_bytes(file: &mut (impl Read + Seek), name: &str) -> io::Result<Look> {
    let mut head = Vec::new();
    file.rewind()?;
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(zip::look(file));
    }
    if head.starts_with(compound::MAGIC) {
        return Ok(compound::look(file, name));
    }
    if head.starts_with(b"\x78\x9F\x3E\x22") {
        return Ok(Look::other(Mark::Outlook));
    }
    let found = infer::get(&head);
    if let Some(known) = found.and_then(|found| allowed(found.mime_type())) {
        return Ok(Look::known(known, []));
    }
    let is_text = text::is_text(file)?;
    // "BM", "MZ" and "Rar!" are also how a letter may begin.
    let script = head.starts_with(b"#!");
    if let Some(found) = found.filter(|found| script || !(is_text || is_page(found))) {
        return Ok(Look::other(mark(found.mime_type(), found.matcher_type())));
    }
    let email = name
        .rsplit_once('.')
        .is_some_and(|(_, end)| end.eq_ignore_ascii_case("eml"));
    Ok(match (is_text, email) {
        (true, true) => Look::known(MESSAGE, []),
        (true, false) if text::is_markup(&head) => Look::known(PAGE, [Mark::Page]),
        (true, false) => Look::known(TEXT, []),
        // A message may carry bytes as they are.
        (false, true) if begins_like_mail(&head) => Look::known(MESSAGE, []),
        (false, _) => Look::other(Mark::Unknown),
    })
}

fn allowed(mime: &str) -> Option<&'static str> {
    let found = ALLOWED.iter().find(|(kind, _)| *kind == mime);
    // Pages are looked at as text.
    found.map(|(kind, _)| *kind).filter(|kind| *kind != PAGE)
}

fn is_page(found: &infer::Type) -> bool {
    matches!(found.mime_type(), "text/html" | "text/xml")
}

fn mark(mime: &str, group: infer::MatcherType) -> Mark {
    match (mime, group) {
        ("text/x-shellscript", _) | (_, infer::MatcherType::App) => Mark::Program,
        (_, infer::MatcherType::Archive) => Mark::Archive,
        (_, infer::MatcherType::Video) => Mark::Film,
        (_, infer::MatcherType::Image) => Mark::Picture,
        _ => Mark::Unfit,
    }
}

fn begins_like_mail(head: &[u8]) -> bool {
    let first = head.trim_ascii_start().split(|b| *b == b'\n').next();
    first
        .and_then(|line| line.split(|b| *b == b':').next())
        .is_some_and(|name| (1..80).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic))
}

/// Bytes of a file from a place on, `most` at most; fewer when it ends before.
fn read_at(file: &mut (impl Read + Seek), at: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.by_ref().take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
