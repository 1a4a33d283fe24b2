//! `docs/rules.md`: every rule, block of a letter and reading that is cited anywhere stands in it.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// How many rules there are.
const RULES: u32 = 97;
/// Where they are cited.
const PLACES: [&str; 7] = [
    "src",
    "tests",
    "migrations",
    "templates",
    "docs",
    "README.md",
    "ARCHITECTURE.md",
];
const KINDS: [&str; 5] = ["rs", "md", "html", "sql", "typ"];
/// Other people's words, and the examples below.
const NOT_OURS: [&str; 3] = ["tests/data", "tests/vendor", "tests/it/rules_table.rs"];
/// What begins a line of a comment and stands between two words of a sentence.
const MARKS: [&str; 4] = ["///", "//!", "//", "--"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("docs/rules.md")).unwrap()
}

/// What can be looked up: the first cell of each row, the first word of each small heading.
fn entries(page: &str) -> Vec<&str> {
    let found = page.lines().filter_map(|line| {
        let cell = line.strip_prefix("| ").and_then(|l| l.split(" |").next());
        let heading = line.strip_prefix("### ").and_then(|l| l.split(' ').next());
        cell.or(heading)
    });
    found.collect()
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

/// The numbers after "rule" or "rules": "57", "17 and 52", "77 to 84", "77-84", "16, 20". One after "rule".
fn numbers(words: &[&str], many: bool) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut through = false;
    for word in words {
        if many && !found.is_empty() && ["and", "or", "to", "-", "–"].contains(word) {
            through = !["and", "or"].contains(word);
            continue;
        }
        let end = word.find(|c: char| !(c.is_ascii_digit() || c == '-' || c == '–'));
        let (run, rest) = word.split_at(end.unwrap_or(word.len()));
        for number in run.split(['-', '–']) {
            let Ok(number) = number.parse::<u32>() else {
                return found;
            };
            let from = found.last().filter(|_| through).map_or(number, |n| n + 1);
            found.extend(from..number);
            found.push(number);
            through = true;
        }
        through = false;
        if !many || !["", ","].contains(&rest) {
            break;
        }
    }
    found
}

/// Everything that a text cites, as it is written in the page: "57", "(c)6.13", "(e)10".
fn cited(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !MARKS.contains(word))
        .collect();
    let mut found = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        if ["rule", "Rule", "rules", "Rules"].contains(&word) {
            let after = numbers(&words[at + 1..], word.ends_with('s'));
            found.extend(after.iter().map(u32::to_string));
        }
    }
    for letter in ["(c)", "(d)", "(e)"] {
        for (at, _) in text.match_indices(letter) {
            let rest = &text[at + letter.len()..];
            let number = digits(rest);
            let block = rest[number.len()..].strip_prefix('.').map_or("", digits);
            if !number.is_empty() {
                let dot = if block.is_empty() { "" } else { "." };
                found.insert(format!("{letter}{number}{dot}{block}"));
            }
        }
    }
    found
}

/// (file, what it cites), of every file under a place.
fn citations(place: &Path, all: &mut Vec<(String, String)>) {
    let name = place.strip_prefix(root()).unwrap();
    if NOT_OURS.iter().any(|other| name.starts_with(other)) {
        return;
    }
    if place.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            citations(&entry.unwrap().path(), all);
        }
        return;
    }
    let kind = place.extension().and_then(|kind| kind.to_str());
    if kind.is_some_and(|kind| KINDS.contains(&kind)) {
        let text = fs::read_to_string(place).unwrap();
        let found = cited(&text).into_iter();
        all.extend(found.map(|what| (name.display().to_string(), what)));
    }
}

#[test]
fn every_rule_has_one_row() {
    let page = page();
    let mut found: Vec<u32> = entries(&page)
        .iter()
        .filter_map(|e| e.parse().ok())
        .collect();
    found.sort_unstable();
    assert_eq!(found, (1..=RULES).collect::<Vec<_>>());
    for line in page.lines().filter(|l| l.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells[0].parse::<u32>().is_ok() {
            let [_, rule, strength, who, source] = cells.as_slice() else {
                panic!("five cells: {line}")
            };
            assert!(["HARD", "WARN", "LOG", "–"].contains(strength), "{line}");
            for cell in [rule, who, source] {
                assert!(!cell.is_empty(), "{line}");
            }
        }
    }
}

/// `src/procedure/part.rs::name`, wherever the page names a test.
#[test]
fn every_test_that_it_names_is_there() {
    let page = page();
    let named = page.split('`').filter_map(|code| {
        let (file, name) = code.split_once(".rs::")?;
        Some((format!("{file}.rs"), name))
    });
    let mut count = 0;
    for (file, name) in named {
        let code = fs::read_to_string(root().join(&file)).unwrap_or_default();
        assert!(code.contains(&format!("fn {name}(")), "{file}::{name}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn nothing_else_is_there_twice() {
    let page = page();
    let mut seen = BTreeSet::new();
    let lettered = entries(&page)
        .into_iter()
        .filter(|e| e.starts_with('(') && e.len() > 3);
    for entry in lettered {
        assert!(seen.insert(entry), "{entry} is there twice");
    }
}

#[test]
fn what_is_cited_can_be_looked_up() {
    let mut all = Vec::new();
    for place in PLACES {
        citations(&root().join(place), &mut all);
    }
    let page = page();
    let known: BTreeSet<&str> = entries(&page).into_iter().collect();
    let missing: Vec<_> = all
        .iter()
        .filter(|(_, what)| !known.contains(what.as_str()))
        .collect();
    assert!(missing.is_empty(), "not in docs/rules.md: {missing:#?}");
    // It has looked: these are cited in the code itself.
    let of_code = all.iter().filter(|(file, _)| file.starts_with("src"));
    let what: BTreeSet<&str> = of_code.map(|(_, what)| what.as_str()).collect();
    for known in ["57", "78", "(c)6.13", "(d)8", "(e)10"] {
        assert!(what.contains(known), "{known}");
    }
}

#[test]
fn citations_are_read_however_they_are_written() {
    let read = |text: &str| cited(text).into_iter().collect::<Vec<_>>().join(" ");
    for (text, expected) in [
        ("(rule 57)", "57"),
        ("Rule 69, HARD: done", "69"),
        ("rule 48; rule 59", "48 59"),
        ("rules 17 and 52).", "17 52"),
        ("rules 43,\n    /// 68 and 73.", "43 68 73"),
        ("rules 77-80", "77 78 79 80"),
        ("rules 77–79 and 82", "77 78 79 82"),
        ("rules 67 to 69 and 71", "67 68 69 71"),
        ("rules 6 and 24, or could", "24 6"),
        ("rules 16, 20", "16 20"),
        ("{#- Rule 78: persistent -#}", "78"),
        ("rule 98, (c)8 and (e)20", "(c)8 (e)20 98"),
        ("rule 57, 3 days; the rules; rule of 3", "57"),
        ("(c)6.13 to (c)6.18.", "(c)6.13 (c)6.18"),
        ("reading (e)10), (d)8", "(d)8 (e)10"),
        ("out.push(c); max(c).1; (c) 2026", ""),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}
