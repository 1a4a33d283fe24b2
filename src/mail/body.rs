//! Which parts are the letter, and which are its enclosures.
use super::{
    clean, html, limits,
    message::{Attachment, Flag},
    names,
    parts::{Kind, Leaf, Parts},
    transfer,
};

/// The readable text of a message, what came with it, and what to say about both.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub flags: Vec<Flag>,
}

/// One readable part; of several versions of the same only one is used.
struct Version {
    alternative: Option<usize>,
    is_html: bool,
    text: String,
}

/// Bytes of one part that are decoded for reading; characters shown are far fewer.
const READ: usize = limits::TEXT * 16;

/// Every part ends up in the text or in the list of attachments, or, when it is text with a
/// file name, in both: nothing is hidden.
pub(super) fn read(parts: &Parts) -> Body {
    let mut body = Body::default();
    let mut versions = Vec::new();
    for leaf in parts.leaves.iter().filter(|leaf| is_text(leaf)) {
        versions.push(version(leaf, &mut body.flags));
    }
    for (index, leaf) in listed(parts) {
        let file = attachment(leaf, index + 1, &mut body.flags);
        body.attachments.push(file);
    }
    let (text, cut) = clean::text(&join(versions), limits::TEXT);
    if cut {
        body.flags.push(Flag::TextCut);
    }
    body.text = text;
    body
}

fn is_text(leaf: &Leaf) -> bool {
    matches!(leaf.kind, Kind::Plain | Kind::Html) && !leaf.is_attachment
}

/// The parts that are listed as files, each with its place among all parts.
pub(super) fn listed<'p, 'a>(parts: &'p Parts<'a>) -> impl Iterator<Item = (usize, &'p Leaf<'a>)> {
    let all = parts.leaves.iter().enumerate();
    all.filter(|(_, leaf)| !is_text(leaf) || !leaf.sent_name.is_empty())
}

fn version(leaf: &Leaf, flags: &mut Vec<Flag>) -> Version {
    let sent = leaf
        .body
        .get(..leaf.body.len().min(READ))
        .unwrap_or_default();
    if sent.len() < leaf.body.len() {
        flags.push(Flag::TextCut);
    }
    let (text, doubtful) = transfer::text(&leaf.encoding.decode(sent), leaf.charset.as_deref());
    if doubtful {
        flags.push(Flag::UndecodableText);
    }
    let is_html = leaf.kind == Kind::Html;
    let text = if is_html { html::to_text(&text) } else { text };
    Version {
        alternative: leaf.alternative,
        is_html,
        text,
    }
}

pub(super) fn attachment(leaf: &Leaf, place: usize, flags: &mut Vec<Flag>) -> Attachment {
    if clean::disguises(&leaf.sent_name) {
        flags.push(Flag::HiddenMarks);
    }
    let name = names::safe_name(&leaf.sent_name);
    let declared_type = clean::line(&leaf.declared_type, limits::NAME);
    Attachment {
        name: if name.is_empty() {
            names::made_up(&declared_type, place)
        } else {
            name
        },
        declared_type,
        bytes: leaf.encoding.decoded_size(leaf.body),
        marks: None,
    }
}

/// Puts the readable parts together, one version of each.
fn join(versions: Vec<Version>) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut rest = versions.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut group = vec![first];
        while let Some(next) = rest.next_if(|next| {
            next.alternative.is_some()
                && group
                    .last()
                    .is_some_and(|v| v.alternative == next.alternative)
        }) {
            group.push(next);
        }
        pieces.push(best(&group));
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces.join("\n\n")
}

/// Plain text is preferred, unless it is only a stub ("your program cannot show HTML") beside
/// an HTML version that says far more: a complaint must not be missed for that.
fn best(group: &[Version]) -> String {
    let of = |html: bool| {
        let texts: Vec<&str> = group
            .iter()
            .filter(|v| v.is_html == html && !v.text.trim().is_empty())
            .map(|v| v.text.as_str())
            .collect();
        texts.join("\n\n")
    };
    if group.len() == 1 || group.first().is_some_and(|v| v.alternative.is_none()) {
        return group.iter().map(|v| v.text.as_str()).collect();
    }
    let (plain, html) = (of(false), of(true));
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|word| !word.contains("://"))
            .count()
    };
    if words(&plain) * 4 < words(&html) {
        html
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields;
    use super::*;

    fn body(raw: &str) -> Body {
        let (fields, at) = fields::split(raw.as_bytes(), 0, limits::FIELD, |_| false);
        read(&super::super::parts::find(raw.as_bytes(), &fields, at))
    }

    fn alternative(plain: &str, html: &str) -> String {
        format!(
            "Content-Type: multipart/alternative; boundary=a\n\n--a\n\n{plain}\n--a\nContent-Type: text/html\n\n{html}\n--a--\n"
        )
    }

    #[test]
    fn plain_text_is_preferred_to_html() {
        assert_eq!(
            body(&alternative("Hello there", "<b>Hello there</b>")).text,
            "Hello there"
        );
        assert_eq!(body(&alternative("  ", "<b>Hello</b>")).text, "Hello");
    }

    #[test]
    fn a_stub_does_not_hide_the_letter() {
        let letter =
            "<p>You never rang me back although you promised it three times last month.</p>";
        assert!(
            body(&alternative("See HTML.", letter))
                .text
                .starts_with("You never rang")
        );
    }

    #[test]
    fn a_named_text_is_shown_and_listed() {
        let found = body("Content-Type: text/plain; name=letter.txt\n\nI complain.");
        assert_eq!(found.text, "I complain.");
        assert_eq!(
            found.attachments,
            [Attachment {
                name: "letter.txt".into(),
                declared_type: "text/plain".into(),
                bytes: 11,
                marks: None,
            }]
        );
    }

    #[test]
    fn text_sent_as_a_file_is_listed_only() {
        let found = body(
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=\"a/b/log.txt\"\n\nx",
        );
        assert_eq!(
            (
                found.text.as_str(),
                found.attachments.first().map(|a| a.name.as_str())
            ),
            ("", Some("log.txt"))
        );
    }

    #[test]
    fn parts_without_a_name_get_one() {
        let found = body(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nHi\n--a\nContent-Type: text/calendar\n\nBEGIN\n--a\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--a--\n",
        );
        let names: Vec<&str> = found.attachments.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["invitation-2.ics", "message-3.eml"]);
    }

    #[test]
    fn texts_between_pictures_all_count() {
        let found = body(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nAbove\n--a\nContent-Type: image/jpeg; name=p.jpg\nContent-Transfer-Encoding: base64\n\n/9j/\n--a\n\nBelow\n--a--\n",
        );
        assert_eq!(found.text, "Above\n\nBelow");
        assert_eq!(found.attachments.first().map(|a| a.bytes), Some(3));
    }
}
