//! The letter as HTML, for the screen, print and email. No style, no script, no link: only escaped text.
use super::block::{Block, Inline, Place};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterFormat;

/// Reads well where a mail program shows it and as well where it leaves the style away.
const STYLE: &str = "body { margin: 0; padding: 1.5em; background: #fff; color: #1b1b1b; \
    font: 1.125em/1.5 Arial, Helvetica, sans-serif; } \
    article { max-width: 38em; } h1 { font-size: 1.25em; } h2 { font-size: 1.1em; margin: 1.5em 0 .4em; } \
    blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid #5c6670; } \
    .letter--large { font-size: 1.3em; } .gap { border: 1px dashed #1b1b1b; }";

impl Letter {
    /// The letter as an `<article>` for the screen; all text escaped.
    ///
    /// `<article class="letter paper">`, with `letter--large` for large print. Every day that is set when the letter
    /// leaves is in a `<span class="place">` whose title says so.
    pub fn html(&self) -> String {
        let look = Look {
            subject: "h2",
            heading: "h3",
            places: true,
        };
        article(self, look)
    }

    /// The same without a note on any day: the letter as it left.
    pub fn html_as_sent(&self) -> String {
        let look = Look {
            subject: "h2",
            heading: "h3",
            places: false,
        };
        article(self, look)
    }

    /// The letter as a whole HTML document for the body of an email; all text escaped, nothing loaded.
    ///
    /// The same words under headings that begin at the first level.
    pub fn email_html(&self) -> String {
        let mut out = String::from(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n",
        );
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        tagged("title", &self.subject, &mut out);
        out.push_str("<style>");
        out.push_str(STYLE);
        out.push_str("</style>\n");
        out.push_str("</head>\n<body>\n");
        let look = Look {
            subject: "h1",
            heading: "h2",
            places: false,
        };
        out.push_str(&article(self, look));
        out.push_str("</body>\n</html>\n");
        out
    }
}

#[derive(Clone, Copy)]
struct Look {
    /// The tag of the subject.
    subject: &'static str,
    /// The tag of the headings below it.
    heading: &'static str,
    /// Whether the days that are set when the letter leaves are marked.
    places: bool,
}

fn article(letter: &Letter, look: Look) -> String {
    let subject = look.subject;
    let mut out = String::with_capacity(4096);
    let large = match letter.format {
        LetterFormat::LargePrint => " letter--large",
        _ => "",
    };
    out.push_str("<article class=\"letter paper");
    out.push_str(large);
    out.push_str("\" lang=\"en-GB\">\n");
    head(letter, look, &mut out);
    paragraph_of_lines("letter__to", &letter.addressee, &mut out);
    tagged("p", &letter.salutation, &mut out);
    out.push_str(&format!("<{subject} class=\"letter__subject\">"));
    escape(&letter.subject, &mut out);
    out.push_str(&format!("</{subject}>\n"));
    blocks(&letter.blocks, look, &mut out);
    out.push_str("<div class=\"letter__end\">\n");
    tagged("p", &letter.valediction, &mut out);
    paragraph_of_lines("letter__sign", &letter.signatory, &mut out);
    out.push_str("</div>\n</article>\n");
    out
}

fn head(letter: &Letter, look: Look, out: &mut String) {
    out.push_str("<div class=\"letter__head paper__lh\">\n<p>");
    for (i, row) in letter.letterhead.iter().enumerate() {
        match i {
            0 => {
                out.push_str("<b>");
                escape(row, out);
                out.push_str("</b>");
            }
            1 => escape(row, out),
            _ => {
                out.push_str(", ");
                escape(row, out);
            }
        }
    }
    out.push_str("</p>\n<p class=\"letter__ref\">Our ref ");
    escape(&letter.reference, out);
    out.push_str("<br>");
    day(Place::Leaving, letter.date, look, out);
    out.push_str("</p>\n</div>\n");
}

fn blocks(blocks: &[Block], look: Look, out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(words) => tagged(look.heading, words, out),
            Block::Paragraph(run) => {
                out.push_str("<p>");
                inlines(run, look, out);
                out.push_str("</p>\n");
            }
            Block::List { ordered, items } => {
                list(if *ordered { "ol" } else { "ul" }, items, look, out);
            }
            Block::Quote(inner) => {
                out.push_str("<blockquote>\n");
                self::blocks(inner, look, out);
                out.push_str("</blockquote>\n");
            }
            Block::Locked { version, blocks } => {
                out.push_str("<div class=\"letter__locked\" data-version=\"");
                out.push_str(&version.to_string());
                out.push_str("\">\n");
                self::blocks(blocks, look, out);
                out.push_str("</div>\n");
            }
            Block::Gap(gap) => {
                out.push_str("<p><span class=\"gap\">");
                escape(&gap.words(), out);
                out.push_str("</span></p>\n");
            }
        }
    }
}

fn list(tag: &str, items: &[Vec<Inline>], look: Look, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push_str(">\n");
    for item in items {
        out.push_str("<li>");
        inlines(item, look, out);
        out.push_str("</li>\n");
    }
    out.push_str("</");
    out.push_str(tag);
    out.push_str(">\n");
}

fn inlines(run: &[Inline], look: Look, out: &mut String) {
    let mut open = None;
    for inline in run {
        let tag = match inline {
            Inline::Strong(_) | Inline::Day { strong: true, .. } => Some("strong"),
            Inline::Emphasis(_) => Some("em"),
            Inline::Text(_) | Inline::Break | Inline::Day { strong: false, .. } => None,
        };
        if tag != open {
            turn(open, tag, out);
            open = tag;
        }
        match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Emphasis(text) => escape(text, out),
            Inline::Break => out.push_str("<br>"),
            Inline::Day { place, day, .. } => self::day(*place, *day, look, out),
        }
    }
    turn(open, None, out);
}

/// Closes one tag and opens another.
fn turn(from: Option<&str>, to: Option<&str>, out: &mut String) {
    if let Some(tag) = from {
        out.push_str(&format!("</{tag}>"));
    }
    if let Some(tag) = to {
        out.push_str(&format!("<{tag}>"));
    }
}

fn day(place: Place, day: NaiveDate, look: Look, out: &mut String) {
    let words = words::date(day);
    if look.places {
        out.push_str("<span class=\"place\" title=\"");
        escape(place.label(), out);
        out.push_str("\">");
        escape(&words, out);
        out.push_str("</span>");
    } else {
        escape(&words, out);
    }
}

fn paragraph_of_lines(class: &str, rows: &[String], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    out.push_str("<p class=\"");
    out.push_str(class);
    out.push_str("\">");
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            out.push_str("<br>");
        }
        escape(row, out);
    }
    out.push_str("</p>\n");
}

fn tagged(tag: &str, text: &str, out: &mut String) {
    if !text.is_empty() {
        wrapped(tag, text, out);
        out.push('\n');
    }
}

fn wrapped(tag: &str, text: &str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    escape(text, out);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{acknowledgement, sample};
    use procedure::vocabulary::LetterFormat;

    #[test]
    fn the_address_block_is_escaped_too() {
        let mut facts = sample::acknowledgement();
        facts.common.addressee = vec!["<b>\"A\" & 'B'</b>".into()];
        let html = acknowledgement(&facts).html();
        assert!(html.contains("&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;"));
    }

    #[test]
    fn an_email_is_a_whole_document_with_its_words_escaped() {
        let mut letter = acknowledgement(&sample::acknowledgement());
        letter.subject = "</title><script>".into();
        let html = letter.email_html();
        assert!(
            html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">")
                && html.ends_with("</html>\n")
        );
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
        assert!(
            html.contains("<h1 class=\"letter__subject\">")
                && html.contains("<h2>What happens next</h2>"),
            "{html}"
        );
        assert!(
            !html.contains("<h3")
                && !html.contains("style=")
                && !html.contains("<script")
                && !html.contains("http")
        );
    }

    #[test]
    fn large_print_has_its_class_and_no_style() {
        let mut facts = sample::acknowledgement();
        assert!(!acknowledgement(&facts).html().contains("letter--large"));
        facts.common.format = LetterFormat::LargePrint;
        let html = acknowledgement(&facts).html();
        assert!(html.starts_with("<article class=\"letter paper letter--large\" lang=\"en-GB\">"));
        assert!(!html.contains("style="));
    }
}
