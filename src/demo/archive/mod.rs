//! An archive of closed complaints, made of the told ones by SQL: the same rows some weeks earlier, with other names.
//!
//! Only on SQLite. Letters are not copied, nor the history lines that say one was sent.
mod sql;

use super::matters::Names;
use chrono::{DateTime, Datelike, Duration, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use std::collections::BTreeMap;
use storage::{Connection, Db, Result};

/// How far back it goes, in weeks: six years.
const WEEKS: usize = 312;
/// Weeks between the told stories and the latest copies.
const GAP_WEEKS: usize = 20;

/// One copy of every closed complaint.
#[derive(Debug, Clone, Copy)]
struct Copy {
    /// 1, 2, 3 …; added to ids, a stride each.
    number: usize,
    weeks: usize,
    /// How many of the closed complaints, the first ones.
    of: usize,
}

/// What is to be copied how often.
#[derive(Debug)]
pub struct Plan {
    copies: Vec<Copy>,
    /// The last reference number of each year before any story is told.
    pub reserved: BTreeMap<i32, i64>,
    prefix: String,
}

impl Plan {
    /// `entered` is when each closed story was written down, in the order they are told.
    pub fn new(entered: &[DateTime<Utc>], wanted: usize, prefix: &str) -> Self {
        let whole = entered.len().max(1);
        let count = wanted.div_ceil(whole);
        let mut copies = Vec::with_capacity(count);
        let mut reserved = BTreeMap::new();
        let mut left = wanted;
        for number in 1..=count {
            let of = left.min(whole);
            left -= of;
            let weeks = GAP_WEEKS + number * (WEEKS - GAP_WEEKS) / count;
            copies.push(Copy { number, weeks, of });
            for at in entered.iter().take(of) {
                *reserved.entry(shifted(*at, weeks).year()).or_insert(0) += 1;
            }
        }
        Self {
            copies,
            reserved,
            prefix: prefix.to_owned(),
        }
    }
}

/// In the office's own time, because a reference has the year on its wall.
fn shifted(at: DateTime<Utc>, weeks: usize) -> chrono::NaiveDateTime {
    let back = Duration::weeks(i64::try_from(weeks).unwrap_or(0));
    procedure::working_time::uk_time::local(at - back)
}

/// (table, its columns that hold instants, days, ids of rows that are copied too).
struct Table {
    name: &'static str,
    instants: &'static [&'static str],
    days: &'static [&'static str],
    /// (column, the table it points to)
    ids: &'static [(&'static str, &'static str)],
}

const fn table(
    name: &'static str,
    instants: &'static [&'static str],
    days: &'static [&'static str],
    ids: &'static [(&'static str, &'static str)],
) -> Table {
    Table {
        name,
        instants,
        days,
        ids,
    }
}

const OF: (&str, &str) = ("complaint_id", "complaints");
const ALLEGATION: (&str, &str) = ("allegation_id", "allegations");

/// What hangs on a complaint, parents first. Complaints, complainants and events have their own statements.
const CHILDREN: [Table; 20] = [
    table("allegations", &[], &[], &[("id", "allegations"), OF]),
    table("subjects", &[], &[], &[("id", "subjects"), OF]),
    table(
        "stages",
        &["opened_at", "answered_at"],
        &[],
        &[("id", "stages"), OF],
    ),
    table("involvements", &["at"], &[], &[OF]),
    table("hand_backs", &["at"], &[], &[("id", "hand_backs"), OF]),
    table(
        "assignments",
        &["at", "ended_at"],
        &[],
        &[("id", "assignments"), OF],
    ),
    table(
        "clocks",
        &["started_at", "due_at", "warn_at", "stopped_at"],
        &[],
        &[("id", "clocks"), OF],
    ),
    table(
        "timescales",
        &["old_due", "new_due", "contacted_at", "at"],
        &[],
        &[("id", "timescales"), OF],
    ),
    table(
        "pauses",
        &["from_at", "until_at"],
        &["review_on"],
        &[("id", "pauses"), OF],
    ),
    table(
        "contacts",
        &["happened_at", "entered_at", "reply_due_at", "replied_at"],
        &[],
        &[("id", "contacts"), OF],
    ),
    table(
        "evidence",
        &["at"],
        &["dated"],
        &[("id", "evidence"), OF, ALLEGATION],
    ),
    table(
        "refusals",
        &["proposed_at", "decided_at"],
        &["repeats_completed_on", "repeats_last_date"],
        &[("id", "refusals"), OF, ("repeats_id", "complaints")],
    ),
    table(
        "escalations",
        &["requested_at", "chosen_at"],
        &[],
        &[("id", "escalations"), OF],
    ),
    table(
        "plans",
        &[],
        &["due_on"],
        &[("id", "plans"), OF, ALLEGATION],
    ),
    table(
        "own_views",
        &["at"],
        &[],
        &[("id", "own_views"), OF, ALLEGATION],
    ),
    table("findings", &[], &[], &[("id", "findings"), OF, ALLEGATION]),
    table(
        "remedies",
        &[],
        &["due_on", "done_on"],
        &[("id", "remedies"), OF, ALLEGATION],
    ),
    // Its letter is the one of the complaint that was copied: letters are not.
    table("data_protection", &["since"], &["answered_on"], &[OF]),
    table(
        "human_resources",
        &["at"],
        &["passed_on"],
        &[("id", "human_resources"), OF],
    ),
    table(
        "final_responses",
        &["issued_at"],
        &["assessor_last_date"],
        &[("id", "final_responses"), OF],
    ),
];

/// Writes the archive, some copies in one transaction; `done` hears how many complaints there are more.
pub fn write(db: &Db, plan: &Plan, names: &Names, done: &mut dyn FnMut(usize)) -> Result<()> {
    let statements = db.write_now(|conn| {
        prepare(conn, plan, names)?;
        sql::statements(conn)
    })?;
    // The oldest first, so that references follow time.
    for batch in plan.copies.rchunks(40) {
        db.write_now(|conn| {
            conn.batch_execute("DELETE FROM temp.copy")?;
            for Copy { number, weeks, of } in batch {
                conn.batch_execute(&format!(
                    "INSERT INTO temp.copy SELECT {number}, (-7 * {weeks}) || ' days', id, complainant_id \
                     FROM temp.source WHERE rank <= {of}"
                ))?;
            }
            for statement in &statements {
                conn.batch_execute(statement)?;
            }
            Ok(())
        })?;
        done(batch.iter().map(|copy| copy.of).sum());
    }
    let tidy =
        ["copy", "source", "who", "year", "prefix"].map(|name| format!("DROP TABLE temp.{name};"));
    db.write_now(|conn| Ok(conn.batch_execute(&format!("{} ANALYZE", tidy.join(" ")))?))
}

/// The closed complaints that are copied, the names to give them, and the next number of each year.
fn prepare(conn: &mut Connection, plan: &Plan, names: &Names) -> Result<()> {
    conn.batch_execute(
        "CREATE TEMP TABLE source AS SELECT id, complainant_id, row_number() OVER (ORDER BY id) AS rank \
           FROM complaints WHERE stage = 'closed' AND closure <> 'joined'; \
         CREATE TEMP TABLE copy (n INTEGER, shift TEXT, id INTEGER, complainant_id INTEGER); \
         CREATE TEMP TABLE who (n INTEGER PRIMARY KEY, first TEXT, last TEXT, town TEXT, postcode TEXT); \
         CREATE TEMP TABLE year (year TEXT PRIMARY KEY, next INTEGER)",
    )?;
    for (n, first) in names.first.iter().enumerate() {
        for (m, last) in names.last.iter().enumerate() {
            let n = n * names.last.len() + m;
            let (town, postcode) = names
                .town
                .get(n % names.town.len().max(1))
                .cloned()
                .unwrap_or_default();
            sql_query("INSERT INTO temp.who VALUES (?, ?, ?, ?, ?)")
                .bind::<diesel::sql_types::BigInt, _>(i64::try_from(n).unwrap_or(0))
                .bind::<diesel::sql_types::Text, _>(first)
                .bind::<diesel::sql_types::Text, _>(last)
                .bind::<diesel::sql_types::Text, _>(town)
                .bind::<diesel::sql_types::Text, _>(format!("{postcode} {}AX", n % 9))
                .execute(conn)?;
        }
    }
    for year in plan.reserved.keys() {
        conn.batch_execute(&format!("INSERT INTO temp.year VALUES ('{year}', 0)"))?;
    }
    conn.batch_execute(&format!(
        "CREATE TEMP TABLE prefix AS SELECT '{}' AS prefix",
        plan.prefix
    ))?;
    Ok(())
}
