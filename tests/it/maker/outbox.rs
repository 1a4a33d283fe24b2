//! Letters that cannot be made: counted, given up after a few attempts, shown to a person, and in nobody's way.
use crate::support::Cast::Relations;
use crate::support::{REPLY_KEY, TestApp};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::delivery::State;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::{LetterId, Reference};
use redress::jobs::outbox::{self, Outbox};
use redress::maker::Maker;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use storage::deliveries::outbox::{Queue, claim};
use storage::deliveries::{self, Going};
use storage::schema::deliveries as table;
use storage::schema::{letter_files, letters};

const HELD: Duration = Duration::seconds(60);

fn by(app: &TestApp, maker: &Maker) -> Outbox {
    Outbox::folder(&app.app.config.data, &REPLY_KEY, maker)
}

fn with(app: &TestApp, program: &str) -> Outbox {
    by(
        app,
        &Maker::new(Some(Path::new(program)), &app.app.config.data),
    )
}

fn drain(app: &TestApp, to: &Outbox, now: DateTime<Utc>) {
    outbox::drain(&app.app.db, to, &|| now).unwrap();
}

/// (state, attempts, why, when it is tried again) of each delivery, the oldest first.
async fn rows(app: &TestApp) -> Vec<(String, i32, String, DateTime<Utc>)> {
    let rows: Vec<(String, i32, String, NaiveDateTime)> = app
        .read(|conn| {
            let all = (
                table::state,
                table::attempts,
                table::last_error,
                table::next_at,
            );
            Ok(table::table.order(table::id).select(all).load(conn)?)
        })
        .await;
    let utc =
        |(state, attempts, why, at): (_, _, _, NaiveDateTime)| (state, attempts, why, at.and_utc());
    rows.into_iter().map(utc).collect()
}

/// The same letter again by post, to this address.
async fn by_post(app: &TestApp, reference: &Reference, address: &str) {
    let complaint = app.complaint(reference).await.id.0;
    let (now, address) = (app.now(), address.to_owned());
    app.write(move |conn| {
        let letter = letters::table
            .filter(letters::complaint_id.eq(complaint))
            .select(letters::id)
            .first::<i64>(conn)?;
        let going = Going {
            channel: ReplyChannel::Post,
            format: LetterFormat::Standard,
            email: "",
            address: &address,
            reason: "Asked for",
        };
        deliveries::begin(conn, LetterId(letter), &going, None, (Relations.id(), now))
    })
    .await;
}

/// T2 and T20: an attempt that ends in nothing is counted, the third is the last, and a person can go on.
#[actix_web::test]
async fn what_cannot_be_made_becomes_an_alarm_and_goes_another_way() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let dead = with(&app, "/bin/false");
    let mut now = app.now() + HELD;
    for attempt in 1..3 {
        drain(&app, &dead, now);
        let (state, attempts, why, next) = rows(&app).await.remove(0);
        assert_eq!((state.as_str(), attempts), ("held", attempt));
        assert!(why.contains("The document could not be made"), "{why}");
        assert!(next > now);
        now = next;
    }
    drain(&app, &dead, now);
    let (state, attempts, ..) = rows(&app).await.remove(0);
    assert_eq!((state.as_str(), attempts), ("failed", 3));
    // Never again by itself.
    drain(&app, &dead, now + Duration::days(2));
    assert_eq!(rows(&app).await[0].1, 3);
    app.later(now - app.now());
    let undelivered = app.get(Relations, "/undelivered").await;
    undelivered.says(reference.as_str());
    undelivered.says("The document could not be made");
    let page = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    page.says("has not arrived");
    page.says("The document could not be made");
    // The words are safe.
    app.get(Relations, &format!("/complaints/{reference}/letters/1"))
        .await
        .is(200);
    let complaint = app.complaint(&reference).await;
    let (version, id) = (
        complaint.version.0.to_string(),
        complaint.deliveries[0].id.to_string(),
    );
    let again = [
        ("version", version.as_str()),
        ("delivery", id.as_str()),
        ("act", "again"),
        ("reason", "It could not be made"),
        ("channel", "post"),
        ("format", "standard"),
        ("address", "Janet Whitlock\n14 Fernhill Close"),
    ];
    let sent = app
        .post(
            Relations,
            &format!("/complaints/{reference}/delivery"),
            &again,
        )
        .await;
    sent.is(303);
    app.later(HELD);
    drain(&app, &by(&app, &app.app.maker), app.now());
    let states: Vec<State> = app
        .complaint(&reference)
        .await
        .deliveries
        .iter()
        .map(|d| d.state)
        .collect();
    assert!(states.contains(&State::ToPrint), "{states:?}");
}

/// Our program, but for documents that hold this word: it answers those as when a library panics.
const PANICS: &str = "Collapse Lane";

fn panicking(folder: &Path) -> std::path::PathBuf {
    let end = r#"{"failed":{"Panicked":"krilla/src/text.rs:12:3"},"tracks":[],"uncontracted":false,"last":true}"#;
    let script = format!(
        "#!/bin/sh\n\
         request={}/request\n\
         length=$(head -c 4 | od -An -tu4)\n\
         head -c $length > $request\n\
         if grep -q '{PANICS}' $request; then\n\
         printf '\\000\\000\\000\\000\\{:03o}\\000\\000\\000%s' '{end}'; exit; fi\n\
         {{ printf \"$(printf '\\\\%03o\\\\%03o\\\\%03o\\\\%03o' $((length & 255)) $((length >> 8 & 255)) $((length >> 16 & 255)) $((length >> 24)))\"; cat $request; }} | {} \"$@\"\n",
        folder.display(),
        end.len(),
        env!("CARGO_BIN_EXE_redress"),
    );
    let path = folder.join("panicking");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).unwrap();
    path
}

/// T20: a library panics at one letter. The others leave, and a person is told without a word of it.
#[actix_web::test]
async fn a_letter_that_panics_is_given_up_and_those_behind_it_leave() {
    let app = TestApp::start().await;
    app.letters_stay();
    let bad = app.acknowledged().await;
    drain(&app, &by(&app, &app.app.maker), app.now() + HELD);
    by_post(&app, &bad, &format!("Janet Whitlock\n14 {PANICS}")).await;
    let good = app.acknowledged().await;
    let folder = tempfile::tempdir().unwrap();
    let to = with(&app, &panicking(folder.path()).to_string_lossy());
    let mut now = app.now() + HELD;
    for _ in 0..3 {
        drain(&app, &to, now);
        now += Duration::minutes(5);
    }
    let all = rows(&app).await;
    assert_eq!((all[1].0.as_str(), all[1].1), ("failed", 3), "{all:?}");
    assert!(
        all[1]
            .2
            .contains("something unusual in its words or its address")
    );
    assert!(!all[1].2.contains(PANICS));
    assert_eq!(all[2].0, "written", "the one behind it: {good}");
    app.later(now - app.now());
    app.get(Relations, "/undelivered").await.says(bad.as_str());
}

/// A kill -9 or a power cut in the middle of an attempt leaves no word of it but the count.
#[actix_web::test]
async fn an_attempt_counts_before_it_begins() {
    let app = TestApp::start().await;
    app.letters_stay();
    app.acknowledged().await;
    let mut now = app.now() + HELD;
    for attempt in 1..=3 {
        let until = now + Duration::minutes(5);
        let taken = app
            .write(move |conn| claim(conn, Queue::Seal, now, until))
            .await;
        assert_eq!(taken.unwrap().attempts, attempt);
        now = until;
    }
    drain(&app, &by(&app, &app.app.maker), now);
    let (state, _, why, _) = rows(&app).await.remove(0);
    assert_eq!(state, "failed");
    assert!(why.contains("never finished"), "{why}");
}

/// One row that makes no sense is nobody else's trouble, when it is made and when it is sent.
#[actix_web::test]
async fn a_broken_row_holds_up_no_other() {
    let app = TestApp::start().await;
    app.letters_stay();
    app.acknowledged().await;
    let to = by(&app, &app.app.maker);
    // Sealed, and not sent: the folder cannot be written.
    std::fs::write(&to.folder, "in the way").unwrap();
    drain(&app, &to, app.now() + HELD);
    assert_eq!(rows(&app).await[0].0, "retrying");
    std::fs::remove_file(&to.folder).unwrap();
    app.write(|conn| {
        diesel::sql_query("DROP TRIGGER letter_files_are_frozen ON letter_files")
            .execute(conn)
            .or_else(|_| diesel::sql_query("DROP TRIGGER letter_files_are_frozen").execute(conn))?;
        diesel::update(letter_files::table)
            .set(letter_files::sha256.eq("0".repeat(64)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.acknowledged().await;
    let mut now = app.now() + HELD + Duration::hours(1);
    for _ in 0..3 {
        drain(&app, &to, now);
        now += Duration::hours(2);
    }
    let all = rows(&app).await;
    assert_eq!(
        (all[0].0.as_str(), all[1].0.as_str()),
        ("failed", "written")
    );
    assert!(all[0].2.contains("could not be read"), "{}", all[0].2);
}

/// That this server can make nothing is no letter's fault: they wait, and are told of after four hours.
#[actix_web::test]
async fn a_server_that_cannot_make_anything_gives_no_letter_up_at_once() {
    let app = TestApp::start().await;
    app.letters_stay();
    app.acknowledged().await;
    let none = with(&app, "/nonexistent/redress");
    let mut now = app.now() + HELD;
    for _ in 0..20 {
        drain(&app, &none, now);
        let (state, attempts, _, next) = rows(&app).await.remove(0);
        assert_eq!((state.as_str(), attempts), ("held", 0));
        now = next;
    }
    drain(&app, &none, now + Duration::hours(4));
    let (state, _, why, _) = rows(&app).await.remove(0);
    assert_eq!(state, "failed");
    assert!(why.contains("could not be started"), "{why}");
}
