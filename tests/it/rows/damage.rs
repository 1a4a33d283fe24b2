//! A page of the database file is zeroed, in each table in turn: what does not need it is served, and what does is a
//! clear page that says so.
use super::pages::{Original, complaints, lists, not_served};
use crate::support::demonstration::app;
use std::io::{Seek, SeekFrom, Write};

/// Every page of Redress asks these: who is signed in, what the settings are, what time it is here.
const EVERYWHERE: [&str; 5] = ["people", "areas", "settings", "calendars", "sessions"];

/// Zeroes the first page of a table that holds rows; false when it has none.
fn zero(original: &Original, file: &std::path::Path, table: &str) -> bool {
    let query = format!(
        "SELECT pageno || '' AS found FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf' AND ncell > 0 ORDER BY pageno LIMIT 1"
    );
    let Some(page) = original.words(&query).pop() else {
        return false;
    };
    let size: u64 = original.words("SELECT page_size || '' AS found FROM pragma_page_size")[0]
        .parse()
        .unwrap();
    let mut open = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    let at = (page.parse::<u64>().unwrap() - 1) * size;
    open.seek(SeekFrom::Start(at)).unwrap();
    open.write_all(&vec![0; usize::try_from(size).unwrap()])
        .unwrap();
    true
}

#[actix_web::test]
async fn one_zeroed_page_takes_down_only_what_needs_it() {
    let original = Original::make();
    let tables = original.words(
        "SELECT name AS found FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
    );
    let mut pages = lists();
    pages.extend(complaints(&original).into_iter().take(8));
    let mut failed = Vec::new();
    for table in &tables {
        let (folder, file) = original.copy();
        if EVERYWHERE.contains(&table.as_str()) || !zero(&original, &file, table) {
            continue;
        }
        let app = app(folder);
        failed.extend(not_served(&app, &pages, table).await);
    }
    assert!(
        failed.is_empty(),
        "{}:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
