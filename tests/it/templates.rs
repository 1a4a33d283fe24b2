//! Templates are written to be read: one element stands on a line, so that a change of one word is a change of one line.
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST: usize = 160;
/// The longest line on which elements may stand inside each other, such as `<li><p>…</p></li>`.
const NESTED: usize = 100;

/// Elements that begin a line. A `dd` of a few words stands behind its `dt`.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "body", "caption", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "legend", "li", "link", "main", "meta",
    "nav", "ol", "optgroup", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "template",
    "th", "thead", "title", "tr", "ul",
];

/// A block follows another on this line, or too many stand inside each other.
fn is_crowded(line: &str) -> bool {
    let (mut begun, mut ended) = (0, false);
    for tag in line.split('<').skip(1) {
        let closes = tag.starts_with('/');
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next();
        if !name.is_some_and(|name| BLOCKS.contains(&name)) {
            continue;
        }
        if closes {
            ended = true;
        } else if ended {
            return true;
        } else {
            begun += 1;
        }
    }
    begun > 1 && line.trim().chars().count() > NESTED
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|kind| kind == "html") {
            found.push(path);
        }
    }
    found
}

#[test]
fn one_element_stands_on_a_line() {
    let mut wrong = Vec::new();
    for page in pages(Path::new("templates")) {
        let text = fs::read_to_string(&page).unwrap();
        for (line, number) in text.lines().zip(1..) {
            let length = line.chars().count();
            if length > LONGEST {
                wrong.push(format!("{}:{number} is {length} long", page.display()));
            } else if is_crowded(line) {
                wrong.push(format!("{}:{number} is crowded", page.display()));
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
