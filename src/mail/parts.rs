//! The parts of a message, found without recursion.
//!
//! mail-parser builds a tree: a message inside a message inside a message, a hundred thousand
//! deep, ends the whole program when that tree is dropped, and no `catch_unwind` helps. So the
//! parts are found here in one pass over the lines, with a bounded stack, and mail-parser reads
//! what it reads well: header values, encodings and character sets.
use super::{
    fields::{self, Fields},
    limits,
    lines::next_line,
    transfer::Encoding,
};
use std::collections::HashMap;

/// What a part is for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Html,
    /// A whole message inside this one.
    Message,
    /// A file, or anything else that is not read.
    File,
}

/// One part that holds no other parts.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub kind: Kind,
    /// The declared type in lower case, such as `text/plain`.
    pub declared_type: String,
    pub charset: Option<String>,
    /// The name as sent; empty when there is none.
    pub sent_name: String,
    /// The sender wants it treated as a file, not as text.
    pub is_attachment: bool,
    pub encoding: Encoding,
    /// The bytes as sent, still encoded.
    pub body: &'a [u8],
    /// The multipart/alternative it is one version of; the outermost counts.
    pub alternative: Option<usize>,
}

/// All parts of a message in order, and what was odd about them.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub leaves: Vec<Leaf<'a>>,
    /// Declared types of the multiparts, outermost first, with their `report-type` if any.
    pub containers: Vec<(String, String)>,
    /// A multipart never ended: the message was cut off, or never whole.
    pub unended: bool,
    /// More parts, or deeper ones, than are looked at.
    pub too_many: bool,
}

/// A multipart whose end has not been passed.
struct Open {
    boundary: Vec<u8>,
    alternative: Option<usize>,
    digest: bool,
    ended: bool,
    had_parts: bool,
    preamble_from: usize,
}

struct Walk<'a> {
    raw: &'a [u8],
    open: Vec<Open>,
    /// Where in `open` each boundary is; one look-up a line however deep the nesting.
    at_boundary: HashMap<Vec<u8>, usize>,
    parts: Parts<'a>,
}

/// What a line starting with two hyphens means.
enum Delimiter {
    Part(usize),
    End(usize),
}

/// Finds the parts of the message whose header lines are `fields` and whose body is at `body`.
pub(super) fn find<'a>(raw: &'a [u8], fields: &Fields, body: usize) -> Parts<'a> {
    let mut walk = Walk {
        raw,
        open: Vec::new(),
        at_boundary: HashMap::new(),
        parts: Parts::default(),
    };
    let mut at = walk.part(fields, body);
    while let Some((line, next)) = next_line(raw, at) {
        if walk.parts.leaves.len() >= limits::PARTS {
            walk.parts.too_many = true;
            break;
        }
        match walk.delimiter(line) {
            Some(Delimiter::Part(level)) => {
                walk.leave(level, at);
                let (fields, body) = fields::split(raw, next, limits::PART_FIELD, |line| {
                    walk.delimiter(line).is_some()
                });
                at = walk.part(&fields, body);
            }
            Some(Delimiter::End(level)) => {
                walk.leave(level, at);
                if let Some(open) = walk.open.get_mut(level) {
                    open.ended = true;
                }
                at = next;
            }
            None => at = next,
        }
    }
    walk.finish()
}

impl<'a> Walk<'a> {
    fn delimiter(&self, line: &[u8]) -> Option<Delimiter> {
        let word = line.strip_prefix(b"--")?.trim_ascii_end();
        if let Some(level) = self.at_boundary.get(word) {
            return Some(Delimiter::Part(*level));
        }
        self.at_boundary
            .get(word.strip_suffix(b"--")?.trim_ascii_end())
            .map(|level| Delimiter::End(*level))
    }

    /// Leaves every multipart inside `level`; text before the first part of one that turned out
    /// to have none is still text.
    fn leave(&mut self, level: usize, at: usize) {
        while self.open.len() > level + 1 {
            if let Some(open) = self.open.pop() {
                self.at_boundary.remove(&open.boundary);
                self.parts.unended |= !open.ended;
                self.keep_orphan(&open, at);
            }
        }
        if let Some(open) = self.open.get_mut(level) {
            open.had_parts = true;
        }
    }

    fn keep_orphan(&mut self, open: &Open, end: usize) {
        let text = self.raw.get(open.preamble_from..end).unwrap_or_default();
        if !open.had_parts && !text.trim_ascii().is_empty() {
            let mut leaf = leaf(&Fields::default(), text, open.digest);
            leaf.kind = Kind::Plain;
            leaf.alternative = open.alternative;
            self.parts.leaves.push(leaf);
        }
    }

    /// Takes in one part and gives the position after it.
    fn part(&mut self, fields: &Fields, body: usize) -> usize {
        let parent = self.open.last();
        let (alternative, digest) =
            parent.map_or((None, false), |open| (open.alternative, open.digest));
        let declared = fields.typed("content-type");
        let multipart = declared.as_ref().filter(|t| t.ctype() == "multipart");
        if let Some((kind, boundary)) = multipart.and_then(|t| Some((t, t.attribute("boundary")?)))
        {
            let subtype = kind.subtype().unwrap_or_default().to_owned();
            let report = kind
                .attribute("report-type")
                .unwrap_or_default()
                .to_ascii_lowercase();
            self.parts
                .containers
                .push((format!("multipart/{subtype}"), report));
            if self.open.len() < limits::DEPTH {
                self.enter(boundary.trim_end().as_bytes(), &subtype, body);
                return body;
            }
            self.parts.too_many = true;
        }
        let end = self.end_of_body(body);
        let text = self
            .raw
            .get(body..self.without_line_end(body, end))
            .unwrap_or_default();
        let mut leaf = leaf(fields, text, digest);
        leaf.alternative = alternative;
        self.parts.leaves.push(leaf);
        end
    }

    fn enter(&mut self, boundary: &[u8], subtype: &str, body: usize) {
        let outer = self.open.last().and_then(|open| open.alternative);
        let own = (subtype == "alternative").then_some(self.parts.containers.len());
        let alternative = outer.or(own);
        // Some programs use one boundary twice: then the parts of both are told apart no more.
        if let Some(same) = self
            .at_boundary
            .get(boundary)
            .and_then(|level| self.open.get_mut(*level))
        {
            same.alternative = alternative;
            return;
        }
        self.at_boundary.insert(boundary.to_vec(), self.open.len());
        self.open.push(Open {
            boundary: boundary.to_vec(),
            alternative,
            digest: subtype == "digest",
            ended: false,
            had_parts: false,
            preamble_from: body,
        });
    }

    fn end_of_body(&self, body: usize) -> usize {
        let mut at = body;
        if self.open.is_empty() {
            return self.raw.len();
        }
        while let Some((line, next)) = next_line(self.raw, at) {
            if self.delimiter(line).is_some() {
                return at;
            }
            at = next;
        }
        self.raw.len()
    }

    /// The line end before a delimiter belongs to the delimiter.
    fn without_line_end(&self, from: usize, to: usize) -> usize {
        if self.open.is_empty() || to == self.raw.len() {
            return to;
        }
        let text = self.raw.get(from..to).unwrap_or_default();
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        from + text.strip_suffix(b"\r").unwrap_or(text).len()
    }

    fn finish(mut self) -> Parts<'a> {
        while let Some(open) = self.open.pop() {
            if self.parts.too_many {
                break;
            }
            self.parts.unended |= !open.ended;
            self.keep_orphan(&open, self.raw.len());
        }
        self.parts
    }
}

fn leaf<'a>(fields: &Fields, body: &'a [u8], in_digest: bool) -> Leaf<'a> {
    let declared = fields.typed("content-type");
    let disposition = fields.typed("content-disposition");
    let attribute = |name: &str| {
        declared
            .as_ref()
            .and_then(|t| t.attribute(name))
            .map(str::to_owned)
    };
    let default = if in_digest {
        "message/rfc822"
    } else {
        "text/plain"
    };
    let declared_type = declared.as_ref().map_or_else(
        || default.to_owned(),
        |t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()).to_ascii_lowercase(),
    );
    let kind = match declared_type.as_str() {
        "text/html" => Kind::Html,
        // `text` alone is plain text; so is a multipart that does not say how it is divided.
        "text/plain" | "text/" => Kind::Plain,
        "message/rfc822" | "message/global" => Kind::Message,
        other if other.starts_with("multipart/") && attribute("boundary").is_none() => Kind::Plain,
        _ => Kind::File,
    };
    Leaf {
        kind,
        charset: attribute("charset"),
        sent_name: disposition
            .as_ref()
            .and_then(|d| d.attribute("filename"))
            .map(str::to_owned)
            .or_else(|| attribute("name"))
            .unwrap_or_default(),
        is_attachment: disposition.is_some_and(|d| d.ctype() == "attachment"),
        encoding: Encoding::named(&fields.raw("content-transfer-encoding")),
        declared_type,
        body,
        alternative: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str) -> Parts<'_> {
        let (fields, body) = fields::split(raw.as_bytes(), 0, limits::FIELD, |_| false);
        find(raw.as_bytes(), &fields, body)
    }

    fn bodies<'a>(parts: &Parts<'a>) -> Vec<&'a str> {
        parts
            .leaves
            .iter()
            .map(|l| std::str::from_utf8(l.body).unwrap())
            .collect()
    }

    #[test]
    fn parts_side_by_side_and_inside_one_another() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\nread me\n--a\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich\n--b--\n--a\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n--a--\nafter\n";
        let parts = found(raw);
        assert_eq!(bodies(&parts), ["plain", "<p>rich", "PDF"]);
        let alternatives: Vec<bool> = parts
            .leaves
            .iter()
            .map(|l| l.alternative.is_some())
            .collect();
        assert_eq!(alternatives, [true, true, false]);
        assert!(!parts.unended && !parts.too_many);
    }

    #[test]
    fn a_message_that_was_cut_off_keeps_what_came() {
        let parts = found(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nfirst\n--a\nContent-Type: text/pl",
        );
        assert_eq!(bodies(&parts), ["first", ""]);
        assert!(parts.unended);
    }

    #[test]
    fn text_that_no_boundary_encloses_is_not_lost() {
        assert_eq!(
            bodies(&found(
                "Content-Type: multipart/mixed; boundary=a\n\nI complain.\n"
            )),
            ["I complain.\n"]
        );
        assert_eq!(
            bodies(&found("Content-Type: multipart/mixed\n\nI complain.\n")),
            ["I complain.\n"]
        );
    }

    #[test]
    fn one_boundary_used_twice() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=a\n\n\n--a\n\nplain\n--a--\n\n--a\nContent-Type: image/gif\n\nGIF\n--a--\n";
        assert_eq!(bodies(&found(raw)), ["plain", "GIF"]);
    }

    #[test]
    fn depth_and_number_are_bounded() {
        use std::fmt::Write;
        let mut deep = String::from("Content-Type: multipart/mixed; boundary=b0\n\n");
        for i in 0..200 {
            write!(
                deep,
                "--b{i}\nContent-Type: multipart/mixed; boundary=b{}\n\n",
                i + 1
            )
            .unwrap();
        }
        let parts = found(&deep);
        assert!(parts.too_many && parts.containers.len() <= limits::DEPTH + 1);
        let many = "Content-Type: multipart/mixed; boundary=a\n\n".to_owned()
            + &"--a\n\nx\n".repeat(100_000);
        let parts = found(&many);
        assert_eq!((parts.leaves.len(), parts.too_many), (limits::PARTS, true));
    }
}
