//! T5: what is refused, stale or given up leaves no file, and no file that a complaint names is ever removed.
use super::multipart;
use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use chrono::{DateTime, Duration, Utc};
use redress::jobs::file_sweep::{self, Swept};
use std::fs::File;
use std::path::Path;
use std::time::SystemTime;
use storage::{StorageError, kept_files};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

impl TestApp {
    async fn swept(&self, now: DateTime<Utc>) -> Swept {
        file_sweep::once(&self.app.db, &self.app.files, now, true)
            .await
            .unwrap()
    }
    /// A file of the data folder, last written at a time.
    fn lying_about(&self, folder: &str, name: &str, at: DateTime<Utc>) {
        let folder = self.app.config.data.join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        write(&folder.join(name), at);
    }
}

fn write(path: &Path, at: DateTime<Utc>) {
    std::fs::write(path, "12345").unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::from(at)).unwrap();
}

#[actix_web::test]
async fn a_refused_stale_or_invalid_form_leaves_no_file() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/evidence");
    let version = app.complaint(&reference).await.version.0.to_string();
    let stale = [("version", "1"), ("allegation", "1"), ("what", "x")];
    let invalid = [
        ("version", version.as_str()),
        ("allegation", "1"),
        ("what", ""),
    ];
    let forged = [
        ("version", version.as_str()),
        ("allegation", "7"),
        ("what", "x"),
    ];
    for (who, words, status) in [
        (Staff, stale, 409),
        (Staff, invalid, 422),
        (Staff, forged, 422),
        (Relations, forged, 403),
        (Staff3, forged, 404),
    ] {
        let sent = multipart(&words, &[("a.pdf", PDF)]);
        app.call(sent, Some(who), &page).await.is(status);
        assert_eq!(app.on_disk(), (0, 0), "{status}");
    }
    let page = format!("/complaints/{reference}/contact");
    let words = [("version", version.as_str()), ("note", "")];
    let sent = multipart(&words, &[("a.pdf", PDF)]);
    app.call(sent, Some(Staff), &page).await.is(422);
    assert_eq!(
        (app.on_disk(), app.files(&reference).await.len()),
        ((0, 0), 0)
    );
}

/// Two send at once: one is recorded, the other is told, and the store holds what is named and nothing else.
#[actix_web::test]
async fn of_two_at_once_only_what_is_recorded_stays() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for n in 0..6 {
        let one = format!("one {n}");
        // Every second time both send the same bytes.
        let two = if n % 2 == 0 {
            one.clone()
        } else {
            format!("two {n}")
        };
        let before = app.files(&reference).await.len();
        let first_file = [("a.txt", one.as_bytes())];
        let second_file = [("b.txt", two.as_bytes())];
        let (first, second) = futures_util::join!(
            app.evidence(Staff, &reference, &first_file),
            app.evidence(Staff, &reference, &second_file),
        );
        let mut codes = [first.status.as_u16(), second.status.as_u16()];
        codes.sort_unstable();
        assert!(codes == [303, 409] || codes == [303, 303], "{codes:?}");
        let kept = app.files(&reference).await;
        assert_eq!(
            kept.len() - before,
            codes.iter().filter(|c| **c == 303).count()
        );
        for file in &kept {
            assert!(app.app.files.get(&file.sha256).await.is_ok());
        }
        let named: std::collections::BTreeSet<_> = kept.iter().map(|f| &f.sha256).collect();
        assert_eq!(app.on_disk(), (named.len(), 0));
    }
    assert_eq!(
        app.swept(app.now() + Duration::days(400)).await,
        Swept::default()
    );
}

/// Who holds bytes can count on them; who removes them asks first; nobody holds what is being removed.
#[actix_web::test]
async fn nothing_is_removed_that_somebody_holds_or_names() {
    let app = TestApp::start().await;
    let now = app.now();
    let hash = "a".repeat(64);
    let hold = |token: &'static str| {
        let all = vec![hash.clone()];
        app.write(move |conn| kept_files::hold(conn, token, &all, now))
    };
    let remove = async |_: String| Ok::<_, StorageError>(());
    let forget = async || {
        let db = &app.app.db;
        kept_files::forget(db, &hash, now, remove).await.unwrap()
    };
    assert!(hold("one").await && hold("two").await);
    assert_eq!(forget().await, None);
    app.write(|conn| kept_files::release(conn, "one")).await;
    assert_eq!(forget().await, None);
    app.write(|conn| kept_files::release(conn, "two")).await;
    assert_eq!(forget().await, Some(()));
    // Removing began and did not end: nobody may count on the bytes, until the sweep has done it.
    assert!(hold("one").await);
    app.write(|conn| kept_files::release(conn, "one")).await;
    let broken = async |_: String| Err::<(), _>(StorageError::Busy);
    kept_files::forget(&app.app.db, &hash, now, broken)
        .await
        .unwrap_err();
    assert!(!hold("one").await);
    assert_eq!(app.swept(now + Duration::hours(1)).await.files, 1);
    assert!(hold("one").await);
    // A hold that was let go is noticed by whoever counts on it.
    app.write(move |conn| kept_files::expire(conn, now + Duration::hours(1)))
        .await;
    let all = vec![hash.clone()];
    let late = app
        .app
        .db
        .write(move |conn| kept_files::named(conn, "one", &all))
        .await;
    assert!(matches!(late, Err(StorageError::Conflict)));
}

#[actix_web::test]
async fn the_sweep_removes_what_nothing_names_and_nothing_younger() {
    let app = TestApp::start().await;
    let now = app.now();
    let reference = app.assigned().await;
    app.evidence(Staff, &reference, &[("a.pdf", PDF)])
        .await
        .is(303);
    let ours = app.files(&reference).await[0].sha256.clone();
    let (lost, dead) = ("b".repeat(64), "c".repeat(64));
    app.lying_about("files", &lost, now);
    app.lying_about("files", &format!("{dead}#1"), now - Duration::hours(7));
    app.lying_about("files", &format!("{dead}#2"), now);
    app.lying_about("files", "notes.txt", now - Duration::days(90));
    app.lying_about("files-incoming", "old.part", now - Duration::hours(7));
    app.lying_about("files-incoming", "new.part", now);
    let mut expected = Swept {
        files: 2,
        bytes: 10,
        unknown: 1,
    };
    assert_eq!(app.swept(now).await, expected);
    assert_eq!(app.on_disk(), (4, 1));
    // A server that ended while a step was being recorded.
    let held = vec!["d".repeat(64)];
    app.write(move |conn| kept_files::hold(conn, "ended", &held, now))
        .await;
    app.lying_about("files", &"d".repeat(64), now);
    assert_eq!(app.swept(now + Duration::hours(1)).await, Swept::default());
    expected = Swept {
        files: 1,
        bytes: 5,
        unknown: 0,
    };
    // Its bytes, and the pieces of both others, which are old by now.
    let later = app.swept(now + Duration::days(2)).await;
    assert_eq!(later.files, 3, "{later:?}");
    assert_eq!(app.on_disk(), (3, 0));
    // What nobody knows stays for a week.
    assert_eq!(app.swept(now + Duration::days(8)).await, expected);
    let left = ["notes.txt".to_owned(), ours];
    for name in left {
        assert!(app.app.config.data.join("files").join(name).exists());
    }
    assert_eq!(app.on_disk(), (2, 0));
}
