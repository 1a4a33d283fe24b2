//! What is true of every database, whatever happened to the program that wrote it.
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use std::path::Path;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

/// Each finds what must not be: (what it is, the query).
const NEVER: [(&str, &str); 20] = [
    (
        "damage",
        "SELECT integrity_check AS found FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
    (
        "a row that names a lost one",
        "SELECT \"table\" || ' ' || coalesce(rowid, '') AS found FROM pragma_foreign_key_check",
    ),
    (
        "a version without its history",
        "SELECT reference AS found FROM complaints c WHERE version + 1 <> (SELECT count(DISTINCT version) \
         FROM events e WHERE e.complaint_id = c.id) OR version <> (SELECT max(version) FROM events e WHERE e.complaint_id = c.id)",
    ),
    (
        "no beginning",
        "SELECT reference AS found FROM complaints c WHERE NOT EXISTS \
         (SELECT 1 FROM events e WHERE e.complaint_id = c.id AND version = 0 AND kind = 'received')",
    ),
    (
        "no first stage",
        "SELECT reference AS found FROM complaints c WHERE NOT EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = c.id AND number = 1)",
    ),
    (
        "a complainant who cannot be found",
        "SELECT name AS found FROM complainants p WHERE NOT EXISTS (SELECT 1 FROM complainant_words w WHERE w.complainant_id = p.id)",
    ),
    (
        "no clock",
        "SELECT reference AS found FROM complaints c WHERE NOT EXISTS (SELECT 1 FROM clocks k WHERE k.complaint_id = c.id AND promise = 'acknowledge')",
    ),
    (
        "a date that no running clock has",
        "SELECT reference AS found FROM complaints c WHERE due_at IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM clocks k WHERE k.complaint_id = c.id AND stopped_at IS NULL AND k.due_at = c.due_at)",
    ),
    (
        "open and nothing owed",
        "SELECT reference AS found FROM complaints WHERE due_at IS NULL AND stage NOT IN ('closed', 'final_response')",
    ),
    (
        "closed and something owed",
        "SELECT reference AS found FROM complaints c JOIN clocks k ON k.complaint_id = c.id \
         WHERE closure IS NOT NULL AND stopped_at IS NULL AND promise <> 'send_to_assessor'",
    ),
    (
        "acknowledged by half",
        "SELECT reference AS found FROM complaints c WHERE (acknowledged_at IS NOT NULL) \
         <> EXISTS (SELECT 1 FROM letters l JOIN deliveries d ON d.letter_id = l.id \
           WHERE l.complaint_id = c.id AND kind = 'acknowledgement' AND d.state <> 'taken_back') \
         OR (acknowledged_at IS NOT NULL) <> EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = c.id AND kind = 'acknowledged') \
         AND NOT EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = c.id AND kind = 'undone')",
    ),
    (
        "an acknowledgement that has left, and its clock runs",
        "SELECT reference AS found FROM complaints c JOIN clocks k ON k.complaint_id = c.id \
         JOIN letters l ON l.complaint_id = c.id AND l.kind = 'acknowledgement' JOIN deliveries d ON d.letter_id = l.id \
         WHERE promise = 'acknowledge' AND stopped_at IS NULL AND d.state IN ('sent', 'written', 'posted', 'dispatched', 'delivered', 'handed_over')",
    ),
    (
        "a letter the history does not know, or the other way round",
        "SELECT reference AS found FROM complaints c WHERE (SELECT count(*) FROM letters l WHERE l.complaint_id = c.id AND l.kind NOT LIKE 'restriction%') \
         <> (SELECT count(*) FROM events e WHERE e.complaint_id = c.id AND kind = 'letter_sent')",
    ),
    (
        "a restriction's letter that no file knows",
        "SELECT id || ' ' || kind AS found FROM letters l WHERE kind LIKE 'restriction%' AND NOT EXISTS \
         (SELECT 1 FROM restriction_warnings w WHERE w.letter_id = l.id) AND NOT EXISTS \
         (SELECT 1 FROM restrictions r WHERE l.id IN (r.letter_id, r.lift_letter_id, r.appeal_letter_id))",
    ),
    (
        "a letter that never leaves",
        "SELECT id || ' ' || kind AS found FROM letters l WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.letter_id = l.id)",
    ),
    (
        "a delivery without its trail, or the other way round",
        "SELECT d.id || ' ' || d.state AS found FROM deliveries d WHERE d.state <> coalesce((SELECT state FROM delivery_events e \
         WHERE e.delivery_id = d.id ORDER BY e.id DESC LIMIT 1), '')",
    ),
    (
        "gone without its bytes",
        "SELECT d.id || ' ' || d.state AS found FROM deliveries d WHERE (d.state IN ('waiting', 'retrying', 'to_print') OR d.message_id <> '') \
         AND NOT EXISTS (SELECT 1 FROM letter_files f WHERE f.delivery_id = d.id)",
    ),
    (
        "not arrived and nobody is to see to it",
        "SELECT d.id || ' ' || d.state AS found FROM deliveries d WHERE d.state IN ('stopped', 'failed', 'bounced', 'returned') AND d.due_at IS NULL",
    ),
    (
        "an individual nobody assigned",
        "SELECT reference AS found FROM complaints c WHERE (stage = 'investigation' OR assignee_id IS NOT NULL) AND NOT EXISTS \
         (SELECT 1 FROM assignments a WHERE a.complaint_id = c.id AND a.to_id = c.assignee_id)",
    ),
    (
        "a reference that was skipped",
        "SELECT year || ': ' || last AS found FROM reference_counters \
         WHERE last <> (SELECT count(*) FROM complaints WHERE reference LIKE '%-' || year || '-%')",
    ),
];

/// Opens the database of a data folder, beside whatever serves it.
pub fn open(data: &Path) -> SqliteConnection {
    let file = data.join("redress.sqlite");
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    diesel::connection::SimpleConnection::batch_execute(&mut conn, "PRAGMA busy_timeout = 5000")
        .unwrap();
    conn
}

/// Everything that is wrong, in words; nothing of a whole database.
pub fn wrong(conn: &mut SqliteConnection) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, query) in NEVER {
        let found: Vec<Found> = diesel::sql_query(query)
            .load(conn)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        wrong.extend(found.iter().map(|row| format!("{what}: {}", row.found)));
    }
    wrong
}

/// The number a query counts.
pub fn count(conn: &mut SqliteConnection, query: &str) -> i64 {
    let number = diesel::dsl::sql::<BigInt>(&format!("({query})"));
    diesel::select(number)
        .get_result(conn)
        .unwrap_or_else(|e| panic!("{query}: {e}"))
}

/// The words of a query's one column.
pub fn words(conn: &mut SqliteConnection, query: &str) -> Vec<String> {
    let rows: Vec<Found> = diesel::sql_query(query)
        .load(conn)
        .unwrap_or_else(|e| panic!("{query}: {e}"));
    rows.into_iter().map(|row| row.found).collect()
}
