//! The tags of a page that we rendered ourselves: attributes in quotes, text escaped.
use std::ops::Range;

/// One tag, with where it stands in the page.
#[derive(Debug)]
pub struct Tag<'a> {
    pub at: Range<usize>,
    pub name: &'a str,
    /// `</name>`.
    pub closes: bool,
    attributes: Vec<(&'a str, Option<&'a str>)>,
}

/// Every tag, in order.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(found) = html.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + found;
        let Some(tag) = tag(html, start) else {
            from = start + 1;
            continue;
        };
        from = tag.at.end;
        // What stands in these is text, whatever it looks like.
        if !tag.closes && matches!(tag.name, "textarea" | "title" | "script" | "style") {
            let end = format!("</{}", tag.name);
            let rest = html.get(from..).unwrap_or_default();
            from = rest.find(&end).map_or(html.len(), |at| from + at);
        }
        all.push(tag);
    }
    all
}

fn tag(html: &str, start: usize) -> Option<Tag<'_>> {
    let mut rest = html.get(start + 1..)?;
    let closes = rest.starts_with('/');
    if closes {
        rest = rest.get(1..)?;
    }
    let (name, mut rest) = word(rest);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag {
                at: start..html.len() - after.len(),
                name,
                closes,
                attributes,
            });
        }
        let (name, after) = word(rest);
        if name.is_empty() {
            return None;
        }
        rest = after.trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            attributes.push((name, None));
            continue;
        };
        let after = after.trim_start();
        let (value, after) = match after.chars().next()? {
            quote @ ('"' | '\'') => after.get(1..)?.split_once(quote)?,
            _ => word(after),
        };
        attributes.push((name, Some(value)));
        rest = after;
    }
}

/// Up to what ends a name.
fn word(text: &str) -> (&str, &str) {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '=' | '<');
    let end = text.find(ends).unwrap_or(text.len());
    text.split_at(end)
}

impl Tag<'_> {
    /// An attribute's value as a browser reads it; empty when it is not there.
    pub fn value(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(n, _)| *n == name);
        found
            .and_then(|(_, value)| *value)
            .map_or_else(String::new, decoded)
    }
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(n, _)| *n == name)
    }
    /// The tag written again: `set` in place of what was there under these names, and without `dropped`.
    pub fn written(&self, set: &[(&str, &str)], dropped: &str) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            if *name == dropped || set.iter().any(|(n, _)| n == name) {
                continue;
            }
            out.push(' ');
            out.push_str(name);
            if let Some(value) = value {
                out.push_str(&format!("=\"{}\"", value.replace('"', "&#34;")));
            }
        }
        for (name, value) in set {
            out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        out.push('>');
        out
    }
}

/// Text that stands in a page as itself.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
}

/// What askama and [`escaped`] wrote, read back.
pub fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let read = after.split_once(';').and_then(|(name, more)| {
            let c = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
            };
            Some((c, more))
        });
        if let Some((c, more)) = read {
            out.push(c);
            rest = more;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_a_browser_reads_them() {
        let html = "<!DOCTYPE html><p class=a>1 &#60; 2<br/><textarea name=\"t\"><b></textarea><input checked value=\"a&#34;>\">";
        let all = tags(html);
        let names: Vec<_> = all.iter().map(|t| (t.name, t.closes)).collect();
        let expected = [
            ("p", false),
            ("br", false),
            ("textarea", false),
            ("textarea", true),
            ("input", false),
        ];
        assert_eq!(names, expected);
        let input = all.last().unwrap();
        assert_eq!(input.value("value"), "a\">");
        assert!(input.has("checked"));
        assert_eq!(
            input.written(&[("value", "x\"<")], "checked"),
            "<input value=\"x&#34;&#60;\">"
        );
        assert_eq!(html.get(all[0].at.clone()), Some("<p class=a>"));
    }

    #[test]
    fn a_page_that_ends_in_the_middle_ends_the_reading() {
        for html in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b=\"",
            "</",
            "<textarea>x",
            "é<é",
        ] {
            let _read = tags(html);
        }
        assert_eq!(decoded("a &b; &#x; &"), "a &b; &#x; &");
    }
}
