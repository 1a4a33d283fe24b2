//! HTML to text that is safe to show. Nothing is fetched, nothing is run, nothing hidden stays
//! hidden: what a browser would not display is shown, except scripts and styles.
use super::limits;
use mail_parser::decoders::html::add_html_token;

/// Elements whose contents are not for reading.
const DROPPED: &[&str] = &["script", "style", "title", "template"];
/// Elements that stand apart with an empty line.
const PARAGRAPHS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
];
/// Elements that begin and end a line.
const LINES: &[&str] = &[
    "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "center",
    "form", "fieldset", "caption", "option", "body",
];
/// Quoting deeper than this looks the same.
const QUOTES_SHOWN: usize = 5;
/// A longer link address is cut: it is a tracking code, not something to read.
const LINK: usize = 300;

/// The text of an HTML body. Links become `text (address)`, pictures their description,
/// quotations lines that start with `> `. Takes time and memory in proportion to its input.
pub(super) fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    let mut scan = Scan {
        html,
        at: 0,
        no_quotes: false,
        absent: Vec::new(),
    };
    while scan.at < html.len() && writer.out.len() < limits::TEXT * 4 {
        let rest = html.get(scan.at..).unwrap_or_default();
        let text = rest.split('<').next().unwrap_or_default();
        writer.words(text);
        scan.at += text.len();
        scan.markup(&mut writer);
    }
    writer.close_link();
    writer.out
}

/// Where the reading is, and what is known not to come any more: looking for it again and again
/// would take time in proportion to the square of a hostile input.
struct Scan<'a> {
    html: &'a str,
    at: usize,
    no_quotes: bool,
    absent: Vec<String>,
}

impl<'a> Scan<'a> {
    /// Position after the next `needle` (ASCII, any case), from here on.
    fn after(&mut self, needle: &str) -> Option<usize> {
        if self.absent.iter().any(|word| word == needle) {
            return None;
        }
        let rest = self.html.as_bytes().get(self.at..).unwrap_or_default();
        let found = rest
            .windows(needle.len())
            .position(|w| w.eq_ignore_ascii_case(needle.as_bytes()));
        if found.is_none() {
            self.absent.push(needle.to_owned());
        }
        found.map(|at| self.at + at + needle.len())
    }

    /// Reads what starts at a `<`: a tag, a comment, or just a sign somebody typed.
    fn markup(&mut self, writer: &mut Writer) {
        let rest = self.html.get(self.at..).unwrap_or_default();
        let mut next = rest.chars().skip(1);
        match (rest.starts_with("<!--"), next.next()) {
            (true, _) => self.at = self.after("-->").unwrap_or(self.at + 4),
            (_, Some('!' | '?')) => self.at = self.after(">").unwrap_or(self.at + 2),
            (_, Some('/')) if next.next().is_some_and(|c| c.is_ascii_alphabetic()) => {
                self.tag(writer);
            }
            (_, Some(c)) if c.is_ascii_alphabetic() => self.tag(writer),
            (_, None) if rest.is_empty() => {}
            _ => {
                writer.words("<");
                self.at += 1;
            }
        }
    }

    fn tag(&mut self, writer: &mut Writer) {
        let Some(tag) = self.whole_tag() else {
            writer.words("<");
            self.at += 1;
            return;
        };
        self.at += tag.len();
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let (closing, inner) = inner
            .strip_prefix('/')
            .map_or((false, inner), |inner| (true, inner));
        let end = inner
            .find(|c: char| c.is_ascii_whitespace() || c == '/')
            .unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        let name = name.to_ascii_lowercase();
        if !closing && DROPPED.contains(&name.as_str()) {
            if let Some(end) = self.after(&format!("</{name}")) {
                self.at = end;
                self.at = self.after(">").unwrap_or(end);
            }
        } else if closing {
            writer.close(&name);
        } else {
            writer.open(&name, attributes);
        }
    }

    /// The tag that starts here, with its angle brackets; a `>` inside quotes does not end it.
    fn whole_tag(&mut self) -> Option<&'a str> {
        if !self.no_quotes {
            if let Some(length) = quoted_length(self.html.get(self.at..)?) {
                return self.html.get(self.at..self.at + length);
            }
            self.no_quotes = true;
        }
        let end = self.after(">")?;
        self.html.get(self.at..end)
    }
}

fn quoted_length(rest: &str) -> Option<usize> {
    let (mut quote, mut previous) = (None, b' ');
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if previous == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
    }
    None
}

/// The value of an attribute, its entities decoded.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((name, tail)) = rest.split_once('=') {
        let name = name
            .split(|c: char| c.is_ascii_whitespace() || c == '/')
            .rfind(|word| !word.is_empty());
        let tail = tail.trim_start();
        let (value, after) = match tail.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let tail = tail.get(1..)?;
                tail.split_once(quote).unwrap_or((tail, ""))
            }
            _ => tail
                .split_once(|c: char| c.is_ascii_whitespace())
                .unwrap_or((tail, "")),
        };
        if name.is_some_and(|name| name.eq_ignore_ascii_case(wanted)) {
            return Some(entities(value));
        }
        rest = after;
    }
    None
}

/// Replaces `&eacute;`, `&#233;` and their like.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let name: usize = tail
            .bytes()
            .take(32)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
            .count();
        let (word, after) = tail.split_at(name);
        if let (false, Some(after)) = (word.is_empty(), after.strip_prefix(';')) {
            decode(word, &mut out);
            rest = after;
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

fn decode(word: &str, out: &mut String) {
    // Numbers 128 to 159 are meant as Windows-1252, as every browser takes them.
    match word
        .strip_prefix('#')
        .and_then(|number| number.parse::<u8>().ok())
    {
        Some(byte @ 0x80..=0x9F) => out.push_str(&super::transfer::windows_1252(&[byte])),
        _ => add_html_token(out, format!("&{word};").as_bytes(), false),
    }
}

/// Builds the text: words in, line breaks put off until the next word comes.
#[derive(Default)]
struct Writer {
    out: String,
    breaks: usize,
    space: bool,
    quotes: usize,
    quotes_before: usize,
    verbatim: usize,
    link: Option<(String, usize)>,
}

impl Writer {
    fn words(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        if self.verbatim > 0 {
            for (n, line) in raw.split('\n').enumerate() {
                self.breaks += usize::from(n > 0);
                self.put(&entities(line.trim_end_matches('\r')));
            }
            return;
        }
        for word in raw.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let trimmed = word.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !trimmed.is_empty() {
                self.put(&entities(trimmed));
            }
            self.space |= trimmed.len() < word.len();
        }
    }

    fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let margin = "> ".repeat(self.quotes.min(QUOTES_SHOWN));
        if self.out.is_empty() {
            self.out.push_str(&margin);
        } else if self.breaks > 0 {
            // Empty lines between a quotation and what is not one belong to neither.
            let between = "> ".repeat(self.quotes.min(self.quotes_before).min(QUOTES_SHOWN));
            for n in (0..self.breaks.min(3)).rev() {
                self.out.push('\n');
                self.out.push_str(if n > 0 { &between } else { &margin });
            }
        } else if self.space && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
        (self.breaks, self.space, self.quotes_before) = (0, false, self.quotes);
        self.out.push_str(text);
    }

    fn at_least(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    fn edge(&mut self, name: &str) {
        if PARAGRAPHS.contains(&name) {
            self.at_least(2);
        } else if LINES.contains(&name) {
            self.at_least(1);
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        self.edge(name);
        match name {
            "br" => self.breaks += 1,
            "hr" => {
                self.at_least(1);
                self.put("----------");
                self.at_least(1);
            }
            "li" => {
                self.put("-");
                self.space = true;
            }
            "td" | "th" => self.space = true,
            "blockquote" => self.quotes += 1,
            "pre" => self.verbatim += 1,
            "img" => {
                if let Some(words) =
                    attribute(attributes, "alt").filter(|words| !words.trim().is_empty())
                {
                    self.put(&format!("[{}]", words.trim()));
                }
            }
            "a" => {
                self.close_link();
                let address = attribute(attributes, "href").map(|href| href.trim().to_owned());
                self.link = address
                    .filter(|href| is_readable(href))
                    .map(|href| (href, self.out.len()));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.close_link(),
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "pre" => self.verbatim = self.verbatim.saturating_sub(1),
            _ => {}
        }
        self.edge(name);
    }

    /// Adds the address of a link after its words, unless the words are the address.
    fn close_link(&mut self) {
        let Some((address, start)) = self.link.take() else {
            return;
        };
        let words = self.out.get(start..).unwrap_or_default().trim();
        let bare = |text: &str| {
            let text = text.trim().trim_end_matches('/').to_lowercase();
            let text = ["https://", "http://", "mailto:", "tel:"]
                .iter()
                .fold(text, |t, scheme| t.trim_start_matches(scheme).to_owned());
            text.trim_start_matches("www.").to_owned()
        };
        if bare(words) == bare(&address) {
            return;
        }
        let short: String = address.chars().take(LINK).collect();
        let more = if short.len() < address.len() {
            "..."
        } else {
            ""
        };
        if words.is_empty() {
            self.put(&format!("({short}{more})"));
        } else {
            self.out.extend([" (", short.as_str(), more, ")"]);
        }
    }
}

/// Addresses worth showing. Others (`javascript:`, `data:`, `cid:`, places on the page) are not.
fn is_readable(address: &str) -> bool {
    let lower: String = address
        .chars()
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
