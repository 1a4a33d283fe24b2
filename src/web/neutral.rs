//! Bytes that somebody sent us, handed out so that no browser opens them here: as a download of no particular type.
use super::App;
use crate::files::{Mark, names};
use actix_web::HttpResponse;
use actix_web::http::header;
use procedure::Denied;
use storage::files::Scan;

/// What a browser may do with it, should it open it all the same: nothing, and in no frame.
pub const SHUT: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// An answer for a download of a file of this name that has these marks; the body is the caller's. A program's and a
/// page's name is changed, so that nothing runs or opens them by their ending.
pub fn download(name: &str, marks: &[Mark]) -> actix_web::HttpResponseBuilder {
    let name = &names::handed_out(name, marks);
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("application/octet-stream")
        .insert_header((header::CONTENT_DISPOSITION, disposition(name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, SHUT))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    answer
}

/// Whether bytes may be handed out at all: never with a virus, and where there is a scanner only what it has looked at.
///
/// # Errors
/// The refusal, for whoever may see that it is there.
pub fn may_be_opened(app: &App, scan: Scan) -> Result<(), Denied> {
    match scan {
        Scan::Clean => Ok(()),
        Scan::NotScanned if app.config.incoming.clamd.is_none() => Ok(()),
        Scan::Infected => Err(Denied::not_now(
            "This holds a virus and cannot be opened. Ask the sender for it in another form",
        )),
        Scan::NotScanned | Scan::Unavailable => Err(Denied::not_now(
            "The virus scanner has not looked at this yet. Try again in a minute",
        )),
    }
}

/// `attachment; filename="letter.pdf"; filename*=UTF-8''letter.pdf`: what is not plain is percent-encoded in the
/// second and an underscore in the first, so that no name ends the line or the quotes.
fn disposition(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = if name.is_empty() { "file" } else { &name };
    let plain: String = name
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' | ' ' | '(' | ')' => c,
            _ => '_',
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// "1.8 MB", "12 KB", "340 bytes".
pub fn size(bytes: usize) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_place() {
        assert_eq!(
            disposition("Siân\"s\r\nbill;.pdf"),
            "attachment; filename=\"Si_n_sbill_.pdf\"; filename*=UTF-8''Si%C3%A2n%22sbill%3B.pdf"
        );
        assert_eq!(
            disposition("\r\n"),
            "attachment; filename=\"file\"; filename*=UTF-8''file"
        );
    }

    #[test]
    fn sizes_are_in_words() {
        assert_eq!(size(340), "340 bytes");
        assert_eq!(size(12_400), "12 KB");
        assert_eq!(size(1_849_000), "1.8 MB");
    }
}
