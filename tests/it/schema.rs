//! What the code says of the database, and what the database that the migrations make is: each column with its type,
//! and the words that a CHECK lets into it. On each database.
use crate::support::TestApp;
use diesel::prelude::*;
use diesel::sql_types::Text;
use procedure::delivery::{State, Way};
use procedure::restriction::{Measure, RestrictionGround};
use procedure::vocabulary::{
    AssessorOutcome, Authority, Channel, Closure, DisputeState, Exclusion, Ground, LetterFormat,
    Level, NeedsAsked, Outcome, Promise, ReceivedBy, ReferralTiming, RemedyKind, ReplyChannel,
    Role, RootCause, Stage,
};
use procedure::working_time::{Nation, Span};
use redress::web::account::preferences::THEMES;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use storage::complaints::{Refused, ScopeWord, SixMonthWord};
use storage::mail::MailState;
use storage::{Connection, Result, exports, files};

/// By column, as `table.column`.
type Lists = BTreeMap<String, BTreeSet<String>>;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

fn words(found: Vec<Found>) -> Vec<String> {
    found.into_iter().map(|one| one.found).collect()
}

/// Each column as `table.column TYPE`, with ` NULL` where it may be empty.
fn columns(conn: &mut Connection) -> Result<Vec<String>> {
    let found = match conn {
        Connection::Sqlite(conn) => diesel::sql_query(
            "SELECT m.name || '.' || c.name || ' ' || c.type || iif(c.\"notnull\", '', ' NULL') AS found \
             FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        )
        .load(conn)?,
        #[cfg(feature = "postgres")]
        Connection::Postgres(conn) => diesel::sql_query(
            "SELECT table_name::text || '.' || column_name::text || ' ' || data_type::text \
             || CASE is_nullable WHEN 'YES' THEN ' NULL' ELSE '' END AS found FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'",
        )
        .load(conn)?,
    };
    Ok(words(found))
}

/// What each database calls a type of Diesel.
fn stored_as(diesel: &str, on_sqlite: bool) -> &'static str {
    match (diesel, on_sqlite) {
        ("Text" | "Date" | "Timestamp", true) => "TEXT",
        ("BigInt" | "Integer" | "Bool", true) => "INTEGER",
        ("Binary", true) => "BLOB",
        ("Text", false) => "text",
        ("Date", false) => "date",
        ("Timestamp", false) => "timestamp without time zone",
        ("BigInt", false) => "bigint",
        ("Integer", false) => "integer",
        ("Bool", false) => "boolean",
        ("Binary", false) => "bytea",
        _ => panic!("{diesel}: how is it stored?"),
    }
}

/// The columns of `src/storage/schema`: (`table.column`, its type).
fn in_the_code() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir("src/storage/schema").unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for table in text.split("diesel::table! {").skip(1) {
            let (head, rest) = table.split_once('{').unwrap();
            let name = head.split_whitespace().next().unwrap();
            let (body, _) = rest.split_once('}').unwrap();
            for (column, kind) in body.split(',').filter_map(|c| c.split_once("->")) {
                all.insert(format!("{name}.{}", column.trim()), kind.trim().to_owned());
            }
        }
    }
    all
}

#[actix_web::test]
async fn the_code_has_the_columns_of_the_database() {
    let app = TestApp::start().await;
    let (found, on_sqlite) = app
        .read(|conn| Ok((columns(conn)?, matches!(conn, Connection::Sqlite(_)))))
        .await;
    let found: BTreeSet<String> = found.into_iter().collect();
    let line = |(column, kind): (String, String)| {
        let inner = kind
            .strip_prefix("Nullable<")
            .and_then(|k| k.strip_suffix('>'));
        let null = if inner.is_some() { " NULL" } else { "" };
        let stored = stored_as(inner.unwrap_or(&kind), on_sqlite);
        format!("{column} {stored}{null}")
    };
    let said: BTreeSet<String> = in_the_code().into_iter().map(line).collect();
    let only_said: Vec<_> = said.difference(&found).collect();
    let only_found: Vec<_> = found.difference(&said).collect();
    assert!(
        only_said.is_empty() && only_found.is_empty(),
        "only in src/storage/schema: {only_said:#?}\nonly in the database: {only_found:#?}"
    );
}

fn list<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| word(*one)).collect()
}

/// The words that the code writes into a column which lets in no others.
#[expect(clippy::too_many_lines, reason = "one row a list, and nothing else")]
fn closed() -> Vec<(&'static str, Vec<&'static str>)> {
    let formats = || list(LetterFormat::ALL, LetterFormat::as_str);
    let channels = || list(ReplyChannel::ALL, ReplyChannel::as_str);
    let scans = || list(files::Scan::ALL, files::Scan::as_str);
    let outcomes = || list(Outcome::ALL, Outcome::as_str);
    let roles = || list(Role::ALL, Role::as_str);
    // What is about personal data has a list of its own and never leads a stage (`procedure::clocks::leading`).
    let led_by = Promise::ALL.iter().map(|promise| promise.as_str());
    let led_by = led_by.filter(|word| *word != Promise::DataProtection.as_str());
    let spans = [
        Span::WorkingHours(1),
        Span::WorkingDays(1),
        Span::Months(1),
        Span::Days(1),
    ];
    vec![
        ("people.role", roles()),
        ("people.theme", list(&THEMES, |(word, _)| word)),
        ("calendars.nation", list(Nation::ALL, Nation::as_str)),
        ("complainants.reply_channel", channels()),
        ("complainants.letter_format", formats()),
        ("mail_items.state", list(MailState::ALL, MailState::as_str)),
        ("mail_items.scan", scans()),
        ("complaints.stage", list(Stage::ALL, Stage::as_str)),
        ("complaints.due_promise", led_by.collect()),
        (
            "complaints.own_known_by",
            list(ReceivedBy::ALL, ReceivedBy::as_str),
        ),
        ("complaints.closure", list(Closure::ALL, Closure::as_str)),
        ("complaints.channel", list(Channel::ALL, Channel::as_str)),
        (
            "complaints.known_by",
            list(ReceivedBy::ALL, ReceivedBy::as_str),
        ),
        (
            "complaints.rep_authority",
            list(Authority::ALL, Authority::as_str),
        ),
        (
            "complaints.dispute_state",
            list(DisputeState::ALL, DisputeState::as_str),
        ),
        ("complaints.priority", vec!["0", "1"]),
        ("complaints.severity", list(Level::ALL, Level::as_str)),
        ("complaints.complexity", list(Level::ALL, Level::as_str)),
        ("complaints.impact", list(Level::ALL, Level::as_str)),
        (
            "complaints.needs_asked",
            list(NeedsAsked::ALL, NeedsAsked::as_str),
        ),
        (
            "complaints.six_month",
            list(SixMonthWord::ALL, SixMonthWord::as_str),
        ),
        ("complaints.outcome", outcomes()),
        ("allegations.ground", list(Ground::ALL, Ground::as_str)),
        ("allegations.scope", list(ScopeWord::ALL, ScopeWord::as_str)),
        (
            "allegations.exclusion",
            list(Exclusion::ALL, Exclusion::as_str),
        ),
        ("stages.number", vec!["1", "2"]),
        ("clocks.promise", list(Promise::ALL, Promise::as_str)),
        ("clocks.span_unit", list(&spans, Span::unit)),
        // The two promises whose date can be agreed anew.
        (
            "timescales.promise",
            list(&[Promise::Respond, Promise::FinalResponse], Promise::as_str),
        ),
        ("refusals.of_what", list(Refused::ALL, Refused::as_str)),
        ("findings.stage", vec!["1", "2"]),
        ("findings.outcome", outcomes()),
        (
            "findings.root_cause",
            list(RootCause::ALL, RootCause::as_str),
        ),
        ("remedies.stage", vec!["1", "2"]),
        ("remedies.kind", list(RemedyKind::ALL, RemedyKind::as_str)),
        (
            "assessor_referrals.timing",
            list(ReferralTiming::ALL, ReferralTiming::as_str),
        ),
        (
            "assessor_findings.outcome",
            list(AssessorOutcome::ALL, AssessorOutcome::as_str),
        ),
        ("letters.channel", channels()),
        ("letters.format", formats()),
        (
            "restrictions.ground",
            list(RestrictionGround::ALL, RestrictionGround::as_str),
        ),
        ("restrictions.proposer_role", roles()),
        (
            "restriction_measures.measure",
            list(Measure::ALL, Measure::as_str),
        ),
        ("deliveries.way", list(Way::ALL, Way::as_str)),
        ("deliveries.channel", channels()),
        ("deliveries.format", formats()),
        ("deliveries.state", list(State::ALL, State::as_str)),
        ("files.scan", scans()),
        (
            "exports.kind",
            list(exports::Kind::ALL, exports::Kind::as_str),
        ),
    ]
}

/// `column IN (list)` or what `PostgreSQL` makes of it, when that is how a CHECK begins.
fn checked(check: &str, opens: &str, closes: char) -> Option<(String, BTreeSet<String>)> {
    let (column, rest) = check.split_once(opens)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (list, _) = rest.split_once(closes)?;
    let words = list
        .split(',')
        .map(|word| word.trim().trim_end_matches("::text").trim_matches('\''));
    column
        .chars()
        .all(is_name)
        .then(|| (column.to_owned(), words.map(str::to_owned).collect()))
}

/// The name by which a migration drops a list to add it with another word: the same on both databases.
fn constraint(column: &str) -> String {
    format!("{}_check", column.replace('.', "_"))
}

/// Every list of a CHECK in the database.
fn lists(conn: &mut Connection) -> Result<Lists> {
    let mut all = Lists::new();
    match conn {
        Connection::Sqlite(conn) => {
            let tables =
                "SELECT name || '.' || sql AS found FROM sqlite_schema WHERE type = 'table'";
            for table in words(diesel::sql_query(tables).load(conn)?) {
                let (name, made) = table.split_once('.').unwrap();
                for check in made.split("CHECK (").skip(1) {
                    let found = checked(check, " IN (", ')');
                    all.extend(found.map(|(column, list)| (format!("{name}.{column}"), list)));
                }
            }
        }
        #[cfg(feature = "postgres")]
        Connection::Postgres(conn) => {
            let checks = "SELECT c.relname::text || '.' || pg_get_constraintdef(k.oid) AS found \
                 FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
                 JOIN pg_namespace n ON n.oid = k.connamespace \
                 WHERE k.contype = 'c' AND n.nspname = current_schema()";
            for check in words(diesel::sql_query(checks).load(conn)?) {
                let (name, check) = check.split_once(".CHECK ((").unwrap();
                let found = checked(check, " = ANY (ARRAY[", ']');
                all.extend(found.map(|(column, list)| (format!("{name}.{column}"), list)));
            }
        }
    }
    Ok(all)
}

/// A word that is added to one of the two alone could be chosen and not be kept.
#[actix_web::test]
async fn the_words_of_each_check_are_those_of_the_code() {
    let app = TestApp::start().await;
    let (found, on_sqlite) = app
        .read(|conn| Ok((lists(conn)?, matches!(conn, Connection::Sqlite(_)))))
        .await;
    let owned = |(column, list): (&str, Vec<&str>)| {
        let words = list.into_iter().map(str::to_owned).collect();
        (column.to_owned(), words)
    };
    let mut said: Lists = closed().into_iter().map(owned).collect();
    if on_sqlite {
        // It has no yes and no of its own.
        let yes_or_no = in_the_code()
            .into_iter()
            .filter(|(_, kind)| kind.contains("Bool"));
        said.extend(yes_or_no.map(|(column, _)| owned((&column, vec!["0", "1"]))));
    }
    let columns: BTreeSet<&String> = said.keys().chain(found.keys()).collect();
    let differ: Vec<String> = columns
        .into_iter()
        .filter(|column| said.get(*column) != found.get(*column))
        .map(|column| {
            let (code, check) = (said.get(column), found.get(column));
            format!("{column}: the code {code:?}, the CHECK {check:?}")
        })
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// On SQLite a constraint without a name could be changed only by building its table again.
#[actix_web::test]
async fn each_list_has_the_name_that_a_migration_drops_it_by() {
    let app = TestApp::start().await;
    let named = app.read(names).await;
    let missing: Vec<String> = closed()
        .into_iter()
        .map(|(column, _)| constraint(column))
        .filter(|name| !named.iter().any(|text| text.contains(name.as_str())))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

fn names(conn: &mut Connection) -> Result<Vec<String>> {
    let found = match conn {
        Connection::Sqlite(conn) => diesel::sql_query(
            "SELECT sql AS found FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL",
        )
        .load(conn)?,
        #[cfg(feature = "postgres")]
        Connection::Postgres(conn) => diesel::sql_query(
            "SELECT k.conname::text AS found FROM pg_constraint k \
             JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = current_schema()",
        )
        .load(conn)?,
    };
    Ok(words(found))
}
