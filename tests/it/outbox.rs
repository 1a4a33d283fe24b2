//! The outbox: each letter leaves once, as it was frozen, whatever the folder does; ended sessions go.
use crate::support::TestApp;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress::jobs::{self, outbox};
use redress::procedure::Reference;
use redress::storage::schema::{letters, outbox as table, sessions as kept};
use redress::storage::{self, sessions};
use std::fs;
use std::path::{Path, PathBuf};

/// A letter that waits: an acknowledgement, just sent.
async fn waiting() -> (TestApp, Reference, PathBuf) {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let folder = outbox::folder(&app.app.config.data);
    (app, reference, folder)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn drain(app: &TestApp, folder: &Path, now: DateTime<Utc>) -> usize {
    outbox::drain(&app.app.db, folder, now).unwrap()
}

/// (state, attempts, why it failed last, when it is tried again)
async fn row(app: &TestApp) -> (String, i32, String, DateTime<Utc>) {
    let row: (String, i32, String, NaiveDateTime) = app
        .read(|conn| {
            let all = (
                table::state,
                table::attempts,
                table::last_error,
                table::next_at,
            );
            Ok(table::table.select(all).first(conn)?)
        })
        .await;
    (row.0, row.1, row.2, row.3.and_utc())
}

#[actix_web::test]
async fn each_letter_is_drained_once_as_it_was_frozen() {
    let (app, reference, folder) = waiting().await;
    assert_eq!(drain(&app, &folder, app.now()), 1);
    let (id, html, body): (i64, String, String) = app
        .read(|conn| {
            let letter = letters::table.select((letters::id, letters::html, letters::body));
            Ok(letter.first(conn)?)
        })
        .await;
    let name = format!("{reference}-{id}-acknowledgement");
    assert_eq!(
        names(&folder),
        [format!("{name}.html"), format!("{name}.txt")]
    );
    assert_eq!(
        fs::read_to_string(folder.join(format!("{name}.html"))).unwrap(),
        html
    );
    assert_eq!(
        fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap(),
        format!("To: janet.whitlock@example.co.uk\nSubject: About your complaint\n\n{body}")
    );
    assert_eq!(row(&app).await.0, "written");
    // The post room has fetched it: it does not come again.
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(drain(&app, &folder, app.now() + Duration::days(1)), 0);
    assert!(!folder.exists());
}

#[actix_web::test]
async fn a_folder_that_fails_is_tried_again_later_and_later_and_loses_nothing() {
    let (app, _, folder) = waiting().await;
    // A file stands where the folder should be: nobody, not even root, can write below it.
    fs::write(&folder, "in the way").unwrap();
    let mut now = app.now();
    for (attempt, minutes) in [(1, 1), (2, 2), (3, 4)] {
        assert_eq!(drain(&app, &folder, now), 0);
        let (state, attempts, why, next) = row(&app).await;
        assert_eq!((state.as_str(), attempts), ("waiting", attempt));
        assert!(!why.is_empty(), "it says why");
        assert_eq!(next, now + Duration::minutes(minutes));
        // Not a moment earlier.
        drain(&app, &folder, next - Duration::seconds(1));
        assert_eq!(row(&app).await.1, attempt);
        now = next;
    }
    fs::remove_file(&folder).unwrap();
    assert_eq!(drain(&app, &folder, now), 1);
    let (state, attempts, why, _) = row(&app).await;
    assert_eq!((state.as_str(), attempts, why.as_str()), ("written", 4, ""));
    assert_eq!(names(&folder).len(), 2);
}

#[actix_web::test]
async fn one_bad_letter_holds_up_no_other() {
    let (app, reference, folder) = waiting().await;
    app.acknowledged().await;
    fs::create_dir_all(&folder).unwrap();
    let id: i64 = app
        .read(|conn| {
            Ok(letters::table
                .select(letters::id)
                .order(letters::id)
                .first(conn)?)
        })
        .await;
    // A folder with the name of the first letter's file.
    let way = folder.join(format!("{reference}-{id}-acknowledgement.html"));
    fs::create_dir_all(way.join("full")).unwrap();
    assert_eq!(drain(&app, &folder, app.now()), 1);
    assert_eq!(row(&app).await.0, "waiting");
    fs::remove_dir_all(&way).unwrap();
    assert_eq!(drain(&app, &folder, app.now() + Duration::minutes(1)), 1);
    assert_eq!(names(&folder).len(), 4);
}

/// Two servers on one database, while one is stopped and the next has started.
#[actix_web::test]
async fn a_letter_that_one_server_has_taken_is_not_given_to_another() {
    let (app, _, folder) = waiting().await;
    let now = app.now();
    let until = now + Duration::minutes(1);
    let taken = app
        .write(move |conn| storage::outbox::take(conn, now, until, 50))
        .await;
    assert_eq!(taken.len(), 1);
    assert_eq!(drain(&app, &folder, now), 0);
    assert!(!folder.exists(), "the second server wrote it too");
    // The first has crashed meanwhile: its letters are due again.
    assert_eq!(drain(&app, &folder, until), 1);
    // It was slow, not dead: what it still does changes nothing.
    let id = taken[0].id;
    app.write(move |conn| storage::outbox::put_off(conn, id, "too late", until))
        .await;
    assert_eq!(
        row(&app).await,
        (
            "written".into(),
            1,
            String::new(),
            until + Duration::minutes(1)
        )
    );
}

#[actix_web::test]
async fn two_servers_at_once_write_every_letter_once() {
    let (app, _, folder) = waiting().await;
    for _ in 0..11 {
        app.acknowledged().await;
    }
    let (now, db) = (app.now(), &app.app.db);
    let left: usize = std::thread::scope(|scope| {
        let drain = || outbox::drain(db, &folder, now).unwrap();
        let servers: Vec<_> = (0..4).map(|_| scope.spawn(drain)).collect();
        servers.into_iter().map(|s| s.join().unwrap()).sum()
    });
    assert_eq!(left, 12);
    assert_eq!(names(&folder).len(), 24);
    let tried: Vec<i32> = app
        .read(|conn| Ok(table::table.select(table::attempts).load(conn)?))
        .await;
    assert_eq!(tried, [1; 12]);
}

/// What stands before the @ and in the subject is a complainant's: no line of it becomes a header.
#[actix_web::test]
async fn no_letter_gains_a_header_line_or_leaves_the_folder() {
    let (app, _, folder) = waiting().await;
    let letter = storage::outbox::Waiting {
        id: 0,
        attempts: 0,
        reference: "../../SC-2026-000001".into(),
        letter_id: 7,
        kind: "response/..".into(),
        subject: "Yours\r\nBcc: all@example.org".into(),
        addressee: String::new(),
        email: "a@example.org\nX-Evil: yes".into(),
        html: "<p>".into(),
        body: "Dear all".into(),
    };
    outbox::write(&folder, &letter).unwrap();
    assert_eq!(names(&folder).len(), 2);
    let text = fs::read_to_string(folder.join(&names(&folder)[1])).unwrap();
    let (head, body) = text.split_once("\n\n").unwrap();
    assert_eq!(head.lines().count(), 2, "{head}");
    assert!(
        head.starts_with("To: ") && head.contains("\nSubject: Yours Bcc:"),
        "{head}"
    );
    assert_eq!(body, "Dear all");
    drop(app);
}

#[actix_web::test]
async fn the_jobs_of_a_server_drain_and_sweep_by_themselves() {
    let (app, _, folder) = waiting().await;
    for (key, days) in [("old", 8), ("fresh", 6)] {
        let ended = app.now().naive_utc() - Duration::days(days);
        let row = sessions::SessionRow {
            key_hash: key.into(),
            person_id: None,
            state: "{}".into(),
            created_at: ended,
            seen_at: ended,
            expires_at: ended,
            device: String::new(),
        };
        app.write(move |conn| sessions::save(conn, &row)).await;
    }
    let jobs = jobs::start(&app.app.db, &app.app.clock, &app.app.config.data);
    let mut left: Vec<String> = Vec::new();
    for _ in 0..200 {
        left = app
            .read(|conn| Ok(kept::table.select(kept::key_hash).load(conn)?))
            .await;
        if left.len() == 1 && row(&app).await.0 == "written" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(jobs);
    assert_eq!(left, ["fresh"]);
    assert_eq!(names(&folder).len(), 2);
}
