//! The statements that copy one batch. Ids move on by a stride a copy, instants and days go back by weeks.
use super::CHILDREN;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use std::collections::HashMap;
use storage::{Connection, Result};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Highest {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Tables whose rows have no number of their own.
const WITHOUT_ID: [&str; 2] = ["involvements", "data_protection"];

/// How far apart the copies of each table's ids are: its highest id before anything is copied.
type Strides = HashMap<&'static str, i64>;

/// Every statement of a batch, in order. They read `temp.copy`.
pub fn statements(conn: &mut Connection) -> Result<Vec<String>> {
    let mut strides = Strides::new();
    let tables = CHILDREN.iter().map(|table| table.name);
    for name in tables.chain(["complainants", "complaints", "events"]) {
        if !WITHOUT_ID.contains(&name) {
            strides.insert(name, highest(conn, name)?);
        }
    }
    let stride = |name: &str| strides.get(name).copied().unwrap_or(1);
    let mut all = vec![
        complainants(conn, stride("complainants"))?,
        words(stride("complainants")),
        complaints(conn, stride("complaints"), stride("complainants"))?,
        "UPDATE temp.year SET next = next + (SELECT count(*) FROM temp.copy c JOIN complaints t ON t.id = c.id \
         WHERE strftime('%Y', t.entered_at, c.shift) = temp.year.year)"
            .to_owned(),
    ];
    for table in &CHILDREN {
        let columns = columns(conn, table.name)?;
        all.push(insert(table.name, "complaint_id", &columns, |column| {
            let id = table.ids.iter().find(|(name, _)| *name == column);
            if let Some((_, to)) = id {
                format!("t.{column} + c.n * {}", stride(to))
            } else if table.instants.contains(&column) {
                instant(column)
            } else if table.days.contains(&column) {
                format!("date(t.{column}, c.shift)")
            } else {
                format!("t.{column}")
            }
        }));
    }
    all.push(events(conn, stride("events"), stride("complaints"))?);
    Ok(all)
}

fn highest(conn: &mut Connection, table: &str) -> Result<i64> {
    let found = sql_query(format!("SELECT coalesce(max(id), 0) AS id FROM {table}"))
        .get_result::<Highest>(conn)?;
    Ok(found.id)
}

fn columns(conn: &mut Connection, table: &str) -> Result<Vec<String>> {
    let found =
        sql_query(format!("SELECT name FROM pragma_table_info('{table}')")).load::<Column>(conn)?;
    Ok(found.into_iter().map(|column| column.name).collect())
}

/// As the application stores instants, to the letter: lists page by comparing these texts. Whole seconds have no
/// fraction.
fn instant(column: &str) -> String {
    format!("replace(strftime('%Y-%m-%d %H:%M:%f', t.{column}, c.shift), '.000', '')")
}

fn insert(table: &str, of: &str, columns: &[String], value: impl Fn(&str) -> String) -> String {
    let values: Vec<String> = columns.iter().map(|column| value(column)).collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM temp.copy c JOIN {table} t ON t.{of} = c.id",
        columns.join(", "),
        values.join(", ")
    )
}

/// Somebody else complained then: one new person for each person and copy.
fn complainants(conn: &mut Connection, stride: i64) -> Result<String> {
    let columns = columns(conn, "complainants")?;
    let email = "lower(w.first) || '.' || lower(w.last) || c.n || '@example.org'";
    let values = columns.iter().map(|column| match column.as_str() {
        "id" => format!("t.id + c.n * {stride}"),
        "name" => "w.first || ' ' || w.last".to_owned(),
        "email" | "email_key" => email.to_owned(),
        "address" => "substr(t.address, 1, instr(t.address, char(10))) || w.town".to_owned(),
        "postcode" => "w.postcode".to_owned(),
        "postcode_key" => "lower(replace(w.postcode, ' ', ''))".to_owned(),
        "created_at" => instant("created_at"),
        _ => format!("t.{column}"),
    });
    Ok(format!(
        "INSERT INTO complainants ({}) SELECT {} FROM (SELECT DISTINCT n, shift, complainant_id FROM temp.copy) c \
         JOIN complainants t ON t.id = c.complainant_id \
         JOIN temp.who w ON w.n = (t.id * 31 + c.n * 57) % (SELECT count(*) FROM temp.who)",
        columns.join(", "),
        values.collect::<Vec<_>>().join(", ")
    ))
}

fn words(stride: i64) -> String {
    let half = |part: &str| {
        format!(
            "SELECT lower(w.{part}), c.complainant_id + c.n * {stride} \
             FROM (SELECT DISTINCT n, complainant_id FROM temp.copy) c \
             JOIN temp.who w ON w.n = (c.complainant_id * 31 + c.n * 57) % (SELECT count(*) FROM temp.who)"
        )
    };
    format!(
        "INSERT INTO complainant_words (word, complainant_id) {} UNION {}",
        half("first"),
        half("last")
    )
}

fn complaints(conn: &mut Connection, stride: i64, people: i64) -> Result<String> {
    const INSTANTS: [&str; 7] = [
        "received_at",
        "entered_at",
        "acknowledged_at",
        "answered_at",
        "final_at",
        "closed_at",
        "routed_at",
    ];
    const DAYS: [&str; 5] = [
        "office_told_on",
        "latest_event",
        "first_raised",
        "assessor_last_date",
        "rep_expires",
    ];
    let columns = columns(conn, "complaints")?;
    let year = "strftime('%Y', t.entered_at, c.shift)";
    Ok(insert(
        "complaints",
        "id",
        &columns,
        |column| {
            match column {
        "id" => format!("t.id + c.n * {stride}"),
        "complainant_id" => format!("t.complainant_id + c.n * {people}"),
        "reference" => format!(
            "(SELECT prefix FROM temp.prefix) || '-' || {year} || '-' || printf('%06d', \
             (SELECT next FROM temp.year y WHERE y.year = {year}) + row_number() OVER \
             (PARTITION BY {year} ORDER BY datetime(t.entered_at, c.shift)))"
        ),
        "dispute_reference" => "substr(t.dispute_reference, 1, 3) || (100000 + (t.id * 7919 + c.n * 104729) % 900000)".to_owned(),
        _ if INSTANTS.contains(&column) => instant(column),
        _ if DAYS.contains(&column) => format!("date(t.{column}, c.shift)"),
        _ => format!("t.{column}"),
    }
        },
    ))
}

/// The history, without the lines about letters; the times that its lines show go back too.
fn events(conn: &mut Connection, stride: i64, complaints: i64) -> Result<String> {
    const MOMENTS: [(&str, &str); 4] = [
        ("received", "received_at"),
        ("contacted", "happened_at"),
        ("noted", "happened_at"),
        ("escalation_requested", "requested_at"),
    ];
    const DAYS: [(&str, &str); 2] = [
        ("final_response_issued", "last_date"),
        ("closed", "told_on"),
    ];
    let moments = MOMENTS.iter().map(|(kind, key)| {
        format!("WHEN '{kind}' THEN json_set(t.facts, '$.{key}', strftime('%Y-%m-%dT%H:%M:%SZ', t.facts ->> '$.{key}', c.shift))")
    });
    let days = DAYS.iter().map(|(kind, key)| {
        format!(
            "WHEN '{kind}' THEN json_set(t.facts, '$.{key}', date(t.facts ->> '$.{key}', c.shift))"
        )
    });
    let cases: Vec<String> = moments.chain(days).collect();
    let facts = format!("CASE t.kind {} ELSE t.facts END", cases.join(" "));
    let columns = columns(conn, "events")?;
    let all = insert("events", "complaint_id", &columns, |column| match column {
        "id" => format!("t.id + c.n * {stride}"),
        "complaint_id" => format!("t.complaint_id + c.n * {complaints}"),
        "at" => instant("at"),
        "facts" => facts.clone(),
        _ => format!("t.{column}"),
    });
    Ok(format!("{all} WHERE t.kind <> 'letter_sent'"))
}
