//! A database that is missing, empty or put back (T22): nothing is begun anew without being asked, and restoring is
//! said in words.
use super::folder;
use crate::support::process::{Browser, Server, at, demonstrated, run};
use crate::support::whole::{count, open, wrong};
use diesel::connection::SimpleConnection;
use std::fs;
use std::path::Path;

const REFUSED: &str = "holds keys, files or letters of an earlier one";

fn serve(data: &Path) -> Vec<std::ffi::OsString> {
    at(data, &["serve", "--listen", "127.0.0.1:0"])
}

#[test]
fn a_database_that_is_missing_or_empty_beside_keys_is_not_begun_anew() {
    let (_around, data) = folder();
    demonstrated(&data);
    let file = data.join("redress.sqlite");
    for empty in [false, true] {
        fs::remove_file(&file).unwrap();
        if empty {
            fs::write(&file, "").unwrap();
        }
        for command in [serve(&data), at(&data, &["migrate"])] {
            let said = run(&command).refused(REFUSED);
            for words in ["from the backup", "redress.sqlite-wal", "--new-database"] {
                assert!(said.err.contains(words), "{words}: {}", said.err);
            }
        }
        assert_eq!(file.exists(), empty, "nothing was made");
        assert_eq!(fs::metadata(&file).map_or(0, |about| about.len()), 0);
        fs::write(&file, "").unwrap();
    }
    run(&at(&data, &["migrate", "--new-database"])).succeeded();
    assert_eq!(
        count(&mut open(&data), "SELECT count(*) FROM complaints"),
        0
    );
    drop(Server::start(&data));
}

/// Files and letters tell of an earlier database as well as keys do; so does its journal.
#[test]
fn files_letters_and_a_journal_tell_of_an_earlier_database() {
    for left in [
        "files/ab12",
        "outbox/a.eml",
        "redress.sqlite-wal",
        "cookie.key",
    ] {
        let (_around, data) = folder();
        let file = data.join(left);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "of value").unwrap();
        run(&serve(&data)).refused(REFUSED);
        assert_eq!(fs::read_to_string(&file).unwrap(), "of value");
        assert!(!data.join("redress.sqlite").exists());
    }
}

/// A database without one of our tables is as good as empty.
#[test]
fn a_database_without_tables_beside_keys_is_not_filled() {
    let (_around, data) = folder();
    demonstrated(&data);
    for end in ["", "-wal", "-shm"] {
        let _gone = fs::remove_file(data.join(format!("redress.sqlite{end}")));
    }
    let mut conn = open(&data);
    conn.batch_execute("CREATE TABLE other (id INTEGER PRIMARY KEY)")
        .unwrap();
    drop(conn);
    run(&serve(&data)).refused(REFUSED);
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table'";
    assert_eq!(count(&mut open(&data), tables), 1);
}

/// A backup as the README makes it, put back after a kill without removing what lies beside.
#[test]
fn a_copy_beside_an_old_wal_is_not_opened_and_lives_on_without_it() {
    let (around, data) = folder();
    demonstrated(&data);
    let copy = around.path().join("copy.sqlite");
    open(&data)
        .batch_execute(&format!("VACUUM INTO '{}'", copy.display()))
        .unwrap();
    let mut server = Server::start(&data);
    let browser = Browser::new();
    let signed_in = browser.sign_in(
        &server.address,
        "relations@redress.example",
        "tidy lanterns follow rivers",
    );
    assert_eq!(signed_in.unwrap().status, 303);
    server.kill();
    let file = data.join("redress.sqlite");
    let wal = data.join("redress.sqlite-wal");
    assert!(fs::metadata(&wal).unwrap().len() > 0, "the kill left it");
    let whole = fs::read(&copy).unwrap();
    fs::write(&file, &whole).unwrap();
    let said = run(&serve(&data)).refused("belongs to the previous database");
    assert!(said.err.contains("-shm"), "{}", said.err);
    assert!(fs::read(&file).unwrap() == whole, "the copy is untouched");
    // What it says to do.
    fs::remove_file(&wal).unwrap();
    let _gone = fs::remove_file(data.join("redress.sqlite-shm"));
    drop(Server::start(&data));
    assert_eq!(wrong(&mut open(&data)), [""; 0]);
}

/// Another kind of copy cannot be told before it is opened; then the words say what may have happened.
#[test]
fn a_malformed_database_beside_a_wal_is_told_what_to_do() {
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let file = data.join("redress.sqlite");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let alone = run(&serve(&data)).refused("malformed");
    assert!(
        alone.err.contains("put the database back from the backup"),
        "{}",
        alone.err
    );
    fs::write(data.join("redress.sqlite-wal"), vec![7; 5000]).unwrap();
    let said = run(&serve(&data)).refused("malformed");
    assert!(
        said.err
            .contains("redress.sqlite-wal and redress.sqlite-shm"),
        "{}",
        said.err
    );
}

#[test]
fn what_was_half_received_is_removed_at_the_start_unless_another_server_runs() {
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let incoming = data.join("files-incoming");
    fs::create_dir_all(&incoming).unwrap();
    let half = incoming.join("0123456789abcdef.part");
    fs::write(&half, "half a letter").unwrap();
    run(&at(&data, &["migrate"])).succeeded();
    assert!(half.exists(), "only a server removes it");
    let server = Server::start(&data);
    assert!(
        Browser::new()
            .get(&server.address, "/health/live")
            .unwrap()
            .status
            == 200
    );
    assert!(!half.exists());
    fs::write(&half, "being received").unwrap();
    let second = Server::start(&data);
    assert!(
        Browser::new()
            .get(&second.address, "/health/live")
            .unwrap()
            .status
            == 200
    );
    assert!(half.exists(), "it may be the first one's");
}
