//! Names of attachments: safe to show, to store and to offer for download.
use super::{clean, limits};

/// Names that older Windows programs open as devices.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$", "clock$",
];

/// The name to show and to offer for download, from the one that was sent.
///
/// The last piece of a path; no control characters, direction marks, or characters that a
/// file system gives a meaning; no dots or blanks at the ends; no device names; at most
/// [`limits::FILE_NAME`] bytes with the extension kept. Empty when nothing is left.
pub fn safe_name(sent: &str) -> String {
    let piece = sent
        .split(['/', '\\'])
        .rev()
        .find(|piece| !piece.trim_matches(['.', ' ']).is_empty());
    let line = clean::line(piece.unwrap_or_default(), limits::PART_FIELD);
    let plain: String = line
        .chars()
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let name = plain.trim_matches(['.', ' ']);
    if is_device(name) {
        return cut(&format!("file-{name}"));
    }
    cut(name)
}

fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    let word = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "¹²³".contains(c));
    let numbered = stem.chars().count() == word.chars().count() + 1;
    let takes_number = matches!(word, "com" | "lpt");
    DEVICES.contains(&word) && (takes_number == numbered) && (numbered || stem == word)
}

/// Cuts the middle of a long name: what comes last is what programs go by.
fn cut(name: &str) -> String {
    if name.len() <= limits::FILE_NAME {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .and_then(|at| name.get(at..))
        .filter(|e| e.len() <= 16)
        .unwrap_or_default();
    let stem = name.strip_suffix(extension).unwrap_or(name);
    let room = limits::FILE_NAME - extension.len();
    let end = (0..=room)
        .rev()
        .find(|at| stem.is_char_boundary(*at))
        .unwrap_or(0);
    format!(
        "{}{extension}",
        stem.get(..end)
            .unwrap_or_default()
            .trim_end_matches(['.', ' '])
    )
}

/// A name for a part that was sent without one: what it is, and its place among the parts.
pub(super) fn made_up(declared_type: &str, place: usize) -> String {
    let extension = match declared_type {
        "message/rfc822" | "message/global" => return format!("message-{place}.eml"),
        "message/delivery-status" => return format!("delivery-status-{place}.txt"),
        "text/rfc822-headers" | "message/rfc822-headers" => return format!("headers-{place}.txt"),
        "text/calendar" => return format!("invitation-{place}.ics"),
        "application/pdf" => "pdf",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/zip" => "zip",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/heic" | "image/heif" => "heic",
        "image/tiff" => "tif",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/rtf" | "application/rtf" => "rtf",
        other if other.starts_with("text/") || other.starts_with("message/") => "txt",
        _ => "bin",
    };
    format!("part-{place}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_met() {
        for (sent, safe) in [
            ("letter.pdf", "letter.pdf"),
            ("1234/../../1234.txt", "1234.txt"),
            ("/tmp/whoa", "whoa"),
            ("C:\\Users\\Mo\\bill.pdf", "bill.pdf"),
            ("/foo/bar/", "bar"),
            ("..", ""),
            ("bill\u{202E}fdp.exe", "billfdp.exe"),
            ("a\0b\r\nc.txt", "ab c.txt"),
            ("NUL", "file-NUL"),
            ("com1.txt", "file-com1.txt"),
            ("com.txt", "com.txt"),
            ("console.log", "console.log"),
            ("bill.pdf::$DATA", "bill.pdf__$DATA"),
            (".bashrc. ", "bashrc"),
            ("Siân’s bill.pdf", "Siân’s bill.pdf"),
        ] {
            assert_eq!(safe_name(sent), safe, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_whole_letters() {
        let name = safe_name(&format!("{}.pdf", "é".repeat(300)));
        assert!(
            name.len() <= limits::FILE_NAME && name.ends_with("é.pdf"),
            "{name}"
        );
        assert!(safe_name(&"x.".repeat(3_000)).len() <= limits::FILE_NAME);
    }
}
