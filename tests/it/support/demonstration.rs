//! The demonstration. Its stories are told once for all tests of this process; each test has a copy of its own.
//! Always on SQLite: the archive is made there only.
use super::TestApp;
use super::whole::open;
use chrono::{DateTime, TimeZone, Utc};
use diesel::connection::SimpleConnection;
use redress::demo::{Wanted, build};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use storage::Db;
use tempfile::TempDir;

/// A Tuesday morning, as the README's pictures have it.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 10, 40, 0).unwrap()
}

/// The stories, and as many complaints more as are wanted.
pub fn made(complaints: usize) -> (Db, TempDir) {
    let data = tempfile::tempdir().unwrap();
    let db = database(data.path());
    let wanted = Wanted {
        now: now(),
        password_hash: "nobody signs in here",
        complaints,
    };
    let mut heard = 0;
    let made = build(&db, &wanted, &mut |so_far| heard = so_far).unwrap();
    assert_eq!(made, heard, "it says how far it is");
    (db, data)
}

/// The file that the stories make.
static STORIES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (db, data) = made(0);
    drop(db);
    open(data.path())
        .batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    fs::read(data.path().join("redress.sqlite")).unwrap()
});

/// A folder with the stories and nothing more.
pub fn stories() -> TempDir {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("redress.sqlite"), &*STORIES).unwrap();
    data
}

pub fn database(data: &Path) -> Db {
    Db::open(&data.join("redress.sqlite").to_string_lossy()).unwrap()
}

/// The application on a folder, at the time of the demonstration.
pub fn app(data: TempDir) -> TestApp {
    let db = database(data.path());
    TestApp::on(db, now(), data)
}
