//! `docs/procedure.md`: every sentence of the factsheet is carried by code, a page and a test that exist.
use std::fs;
use std::path::Path;

struct Row {
    sentence: String,
    carried_by: String,
    page: String,
    test: String,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string("docs/procedure.md").unwrap();
    let table = text
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| ---") && !l.starts_with("| Sentence"));
    table
        .map(|line| {
            let cells: Vec<String> = line
                .trim_matches('|')
                .split(" | ")
                .map(|c| c.trim().replace('`', ""))
                .collect();
            let [sentence, carried_by, page, test] = cells.as_slice() else {
                panic!("four cells: {line}")
            };
            Row {
                sentence: sentence.clone(),
                carried_by: carried_by.clone(),
                page: page.clone(),
                test: test.clone(),
            }
        })
        .collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace()
        .filter(|w| *w != "-")
        .collect::<Vec<_>>()
        .join(" ")
}

/// The table read from top to bottom is the factsheet read from top to bottom.
#[test]
fn every_sentence_of_the_factsheet_is_carried() {
    let published = folded(&fs::read_to_string("assets/factsheet.txt").unwrap());
    let table = rows()
        .iter()
        .map(|r| folded(&r.sentence))
        .collect::<Vec<_>>()
        .join(" ");
    for (n, (theirs, ours)) in published.split(' ').zip(table.split(' ')).enumerate() {
        let near: String = published
            .split(' ')
            .skip(n.saturating_sub(8))
            .take(12)
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(theirs, ours, "word {n}, near: {near}");
    }
    assert_eq!(published.split(' ').count(), table.split(' ').count());
}

#[test]
fn everything_named_exists() {
    let mut missing = Vec::new();
    for row in rows() {
        if row.carried_by.starts_with("src/") && !Path::new(&row.carried_by).exists() {
            missing.push(row.carried_by.clone());
        }
        let (method, path) = row.page.split_once(' ').unwrap();
        if !redress::web::ROUTES
            .iter()
            .any(|r| r.method == method.to_lowercase() && r.path == path)
        {
            missing.push(row.page.clone());
        }
        let (file, name) = row.test.split_once("::").unwrap();
        let code = fs::read_to_string(file).unwrap_or_default();
        if !code.contains(&format!("fn {name}(")) {
            missing.push(row.test.clone());
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
