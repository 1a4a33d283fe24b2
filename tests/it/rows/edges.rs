//! Every optional column empty, every date at its edge, every word unknown: each list and home is served, and what
//! was in it is still in it.
use super::pages::{Original, complaints, lists, not_served};
use crate::support::demonstration::app;
use crate::support::{Cast, Page, TestApp};
use std::collections::BTreeSet;

/// What is spoiled together. Settings and calendars are not here: every page needs them.
const GROUPS: [&[&str]; 10] = [
    &["complaints"],
    &["complainants"],
    &["mail_items", "mailboxes", "mail_owed", "mail_originals"],
    &[
        "letters",
        "deliveries",
        "delivery_events",
        "letter_files",
        "print_batches",
    ],
    &[
        "clocks",
        "timescales",
        "pauses",
        "contacts",
        "evidence",
        "files",
        "assignments",
    ],
    &[
        "refusals",
        "data_protection",
        "human_resources",
        "escalations",
        "stages",
        "findings",
        "remedies",
        "final_responses",
        "allegations",
    ],
    &[
        "assessor_referrals",
        "assessor_findings",
        "recommendations",
        "assessor_packs",
    ],
    &[
        "restrictions",
        "restriction_warnings",
        "restriction_measures",
        "restriction_examples",
        "restriction_events",
    ],
    &["people", "areas"],
    &[
        "events",
        "administration_events",
        "drafts",
        "presence",
        "submissions",
        "open_forms",
    ],
];

/// How a column is spoiled.
#[derive(Debug, Clone, Copy)]
enum How {
    Empty,
    Date(&'static str, &'static str),
    Word,
    Json,
}

const ALL: [How; 7] = [
    How::Empty,
    How::Date("0001-01-01", "0001-01-01 00:00:00"),
    How::Date("1970-01-01", "1970-01-01 00:00:00"),
    How::Date("9999-12-31", "9999-12-31 23:59:59.999999"),
    How::Date("31 November", "2026-13-45 25:61:00"),
    How::Word,
    How::Json,
];

/// What the schema says of a column.
struct Column {
    table: String,
    name: String,
    optional: bool,
    /// Days, or instants.
    date: Option<usize>,
    word: bool,
    json: bool,
}

fn columns(original: &Original) -> Vec<Column> {
    let found = original.words(
        "SELECT m.name || '|' || p.name || '|' || (p.\"notnull\" = 0 AND p.pk = 0) || '|' || m.sql AS found \
         FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND p.type = 'TEXT' OR (m.type = 'table' AND p.\"notnull\" = 0)",
    );
    found
        .iter()
        .map(|found| {
            let mut parts = found.splitn(4, '|');
            let mut part = || parts.next().unwrap().to_owned();
            let (table, name, optional, sql) = (part(), part(), part(), part());
            let query = format!("SELECT coalesce(max(length(\"{name}\")), 0) || '' AS found FROM \"{table}\" WHERE \"{name}\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'");
            let longest: usize = original.words(&query)[0].parse().unwrap();
            let looks = |n: &str| ["_at", "_on", "_from", "_until", "_due"].iter().any(|end| n.ends_with(end)) || n == "at" || n == "since";
            let date = (longest > 0 || looks(&name)).then_some(if name.ends_with("_on") { 10 } else { longest.max(11) });
            let date = date.filter(|_| longest > 0 || looks(&name)).map(|n| if longest == 10 { 10 } else { n });
            let line = sql.lines().find(|line| line.trim_start().starts_with(&format!("{name} "))).unwrap_or_default();
            Column {
                word: line.contains(&format!("CHECK ({name} IN ('")),
                json: line.contains("json_valid"),
                optional: optional == "1",
                table,
                name,
                date,
            }
        })
        .collect()
}

/// The statements that spoil a group.
fn spoiled(columns: &[Column], group: &[&str], how: How) -> Vec<String> {
    let mut all = Vec::new();
    let cast: Vec<String> = Cast::ALL.iter().map(|who| who.id().0.to_string()).collect();
    for table in group {
        let set: Vec<String> = columns
            .iter()
            .filter(|c| c.table == *table)
            .filter_map(|c| {
                let value = match how {
                    How::Empty if c.optional => "NULL",
                    How::Date(day, _) if c.date == Some(10) => &format!("'{day}'"),
                    How::Date(_, instant) if c.date.is_some() => &format!("'{instant}'"),
                    // What stands in the same place for every row must stay apart from others.
                    How::Word if c.word => "'pigeon'",
                    How::Json if c.json => "'{'",
                    _ => return None,
                };
                Some(format!("\"{}\" = {value}", c.name))
            })
            .collect();
        if !set.is_empty() {
            let guards = format!(
                "SELECT 'DROP TRIGGER ' || name || ';' AS found FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"
            );
            all.push(guards);
            // Whoever looks is left as they are: somebody who may not sign in sees no page.
            let others = if *table == "people" {
                format!(" WHERE id NOT IN ({})", cast.join(", "))
            } else {
                String::new()
            };
            all.push(format!(
                "UPDATE OR IGNORE \"{table}\" SET {}{others};",
                set.join(", ")
            ));
        }
    }
    all
}

fn spoil(original: &Original, statements: &[String]) -> TestApp {
    let (folder, file) = original.copy();
    for statement in statements {
        if statement.starts_with("SELECT") {
            for drop in original.words(statement) {
                original.alter(&file, &drop);
            }
        } else {
            original.alter(&file, statement);
        }
    }
    app(folder)
}

#[actix_web::test]
async fn every_list_home_and_complaint_is_served_whatever_a_table_holds() {
    let original = Original::make();
    let columns = columns(&original);
    let mut pages = lists();
    pages.extend(complaints(&original));
    let mut failed = Vec::new();
    for group in GROUPS {
        for how in ALL {
            let statements = spoiled(&columns, group, how);
            if !statements.is_empty() {
                let app = spoil(&original, &statements);
                let lost = not_served(&app, &pages, &format!("{group:?} {how:?}")).await;
                // An area without a Leader is nobody's to assign.
                let leads_nothing = |line: &String| line.ends_with("/assignment 403");
                failed.extend(lost.into_iter().filter(|line| !leads_nothing(line)));
            }
        }
    }
    assert!(failed.is_empty(), "{} were not served", failed.len());
}

fn references(page: &Page) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in page.html.split(['/', '"', '<', '>', ' ', ':']) {
        if word.starts_with("SC-2026-") && word.len() == 14 {
            found.insert(word.to_owned());
        }
    }
    found
}

/// What each list holds, page after page.
async fn held(app: &TestApp, page: &(Cast, String)) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (who, mut next) = (page.0, Some(page.1.clone()));
    for _ in 0..20 {
        let Some(path) = next else { break };
        let shown = app.get(who, &path).await;
        found.extend(references(&shown));
        next = shown.link("a[rel=next]").or(shown.link(".pager a.btn"));
    }
    found
}

/// The dates that queues are ordered by are gone: nothing drops out of a list, a home or a count.
#[actix_web::test]
async fn what_has_no_date_stays_in_its_list_and_is_counted() {
    let original = Original::make();
    let (folder, _) = original.copy();
    let before = app(folder);
    let no_date = "UPDATE complaints SET due_at = NULL, due_from = NULL, warn_at = NULL, update_due_at = NULL".to_owned();
    let after = spoil(&original, &[no_date]);
    for page in lists() {
        let by_date = ["due=", "view=overdue", "state=overdue"];
        // A fragment is the beginning of a page that is compared whole.
        let in_part = [".csv", "/rows"];
        if [&by_date[..], &in_part]
            .concat()
            .iter()
            .any(|word| page.1.contains(word))
        {
            continue;
        }
        assert_eq!(
            held(&after, &page).await,
            held(&before, &page).await,
            "{page:?}"
        );
    }
    // Without a date it is as good as overdue: somebody must look at it.
    let overdue = held(&after, &(Cast::Relations, "/inbox?due=overdue".into())).await;
    let all = held(&before, &(Cast::Relations, "/inbox?tab=triage".into())).await;
    assert!(all.is_subset(&overdue), "{:?}", all.difference(&overdue));
    after.get(Cast::Relations, "/inbox").await.says("No date");
    after.get(Cast::Leader, "/assignment").await.says("No date");
    let count = |page: &Page| page.all("nav.subnav a")[0].clone();
    let (inbox_before, inbox_after) = (
        before.get(Cast::Relations, "/inbox").await,
        after.get(Cast::Relations, "/inbox").await,
    );
    assert_eq!(count(&inbox_before), count(&inbox_after));
}

/// A word that no list knows is said beside its row, and every other row is as it was.
#[actix_web::test]
async fn a_row_that_cannot_be_read_whole_is_marked() {
    let original = Original::make();
    let one = original.words(
        "SELECT reference AS found FROM complaints c WHERE stage = 'triage' AND NOT EXISTS \
         (SELECT 1 FROM subjects s WHERE s.complaint_id = c.id) ORDER BY priority, due_at LIMIT 1",
    );
    let one = &one[0];
    let sql = format!("UPDATE complaints SET channel = 'pigeon' WHERE reference = '{one}'");
    let app = spoil(&original, &[sql]);
    // Both lists are longer than a page: it is due first, and the other one is asked for its complainant.
    let whose = original.words(&format!(
        "SELECT p.name AS found FROM complaints c JOIN complainants p ON p.id = c.complainant_id \
         WHERE c.reference = '{one}'"
    ));
    for page in ["/inbox".to_owned(), format!("/complaints?q={}", whose[0])] {
        let shown = app.get(Cast::Relations, &page.replace(' ', "+")).await;
        shown.is(200);
        shown.says(one);
        shown.says("Cannot be read: channel");
    }
    let case = app
        .get(Cast::Relations, &format!("/complaints/{one}"))
        .await;
    case.is(200);
    case.says("how it came");
    // Nothing is decided on it; a note is still taken.
    let refused = app
        .get(
            Cast::Relations,
            &format!("/complaints/{one}/acknowledgement"),
        )
        .await;
    refused.is(409);
    refused.says("Part of this record cannot be read");
    app.get(Cast::Relations, &format!("/complaints/{one}/note"))
        .await
        .is(200);
}
