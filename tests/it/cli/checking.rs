//! Damage in the database is found and named (T21, T22).
use super::folder;
use crate::support::process::{Browser, Server, at, demonstrated, run};
use crate::support::whole::open;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use storage::check::{Depth, Findings, check};
use storage::look;

#[derive(QueryableByName)]
struct Tree {
    #[diesel(sql_type = Text)]
    tbl_name: String,
    #[diesel(sql_type = BigInt)]
    rootpage: i64,
}

/// A demonstration in one file, and the trees in it: tables and indices.
fn whole(data: &Path) -> (PathBuf, Vec<Tree>) {
    demonstrated(data);
    let file = data.join("whole.sqlite");
    open(data)
        .batch_execute(&format!("VACUUM INTO '{}'", file.display()))
        .unwrap();
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let trees = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0";
    (file, diesel::sql_query(trees).load(&mut conn).unwrap())
}

const INTERIOR: [u8; 2] = [2, 5];

fn page_size(bytes: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([bytes[16], bytes[17]]))
}

/// The root of a tree, and its last page where the root is not all of it.
fn pages(bytes: &[u8], root: i64) -> Vec<usize> {
    let size = page_size(bytes);
    let root = usize::try_from(root).unwrap();
    let mut pages = vec![root];
    let mut at = root;
    while INTERIOR.contains(&bytes[(at - 1) * size]) {
        let last = &bytes[(at - 1) * size + 8..][..4];
        at = u32::from_be_bytes(last.try_into().unwrap()) as usize;
    }
    if at != root {
        pages.push(at);
    }
    pages
}

fn zero(file: &Path, whole: &[u8], page: usize) {
    let size = page_size(whole);
    let mut bytes = whole.to_vec();
    bytes[(page - 1) * size..page * size].fill(0);
    fs::write(file, bytes).unwrap();
}

fn found(file: &Path, depth: Depth) -> Findings {
    for end in ["-wal", "-shm"] {
        let _gone = fs::remove_file(format!("{}{end}", file.display()));
    }
    look(file.to_str().unwrap(), |conn| {
        check(conn, depth, &mut |_| {})
    })
    .unwrap()
}

/// The issue: "One zeroed page in each table of a SQLite database is named by the check".
#[test]
fn a_zeroed_page_of_each_table_and_index_is_named() {
    let (_around, data) = folder();
    let (file, trees) = whole(&data);
    let bytes = fs::read(&file).unwrap();
    assert!(trees.len() > 80, "{}", trees.len());
    for depth in [Depth::Quick, Depth::Thorough] {
        assert_eq!(found(&file, depth), Findings::default(), "it is whole");
    }
    let bad = data.join("bad.sqlite");
    let mut tried = 0;
    for tree in trees {
        for page in pages(&bytes, tree.rootpage) {
            zero(&bad, &bytes, page);
            for depth in [Depth::Quick, Depth::Thorough] {
                let named: Vec<String> = found(&bad, depth)
                    .damaged
                    .into_iter()
                    .map(|damage| damage.table)
                    .collect();
                assert!(
                    named.contains(&tree.tbl_name),
                    "{depth:?}, page {page} of {}: {named:?}",
                    tree.tbl_name
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn the_thorough_check_finds_what_every_page_hides() {
    let (_around, data) = folder();
    demonstrated(&data);
    let file = data.join("redress.sqlite");
    open(&data)
        .batch_execute(
            "PRAGMA foreign_keys = OFF; DELETE FROM people WHERE id = 1; \
             PRAGMA ignore_check_constraints = ON; UPDATE complaints SET stage = 'lost' WHERE id = 1",
        )
        .unwrap();
    let thorough = found(&file, Depth::Thorough).damaged;
    let named = |table: &str| thorough.iter().any(|d| d.table == table);
    assert!(named("complaints"), "{thorough:?}");
    assert!(
        thorough
            .iter()
            .any(|d| d.what.contains("name a row that is not there")),
        "{thorough:?}"
    );
    assert!(
        thorough.iter().all(|d| !d.what.contains("lost")),
        "{thorough:?}"
    );
}

/// A tree whose damage keeps nobody from signing in.
fn damage(data: &Path, table: &str) -> Vec<u8> {
    let mut conn = open(data);
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let root = diesel::sql_query(format!(
        "SELECT tbl_name, rootpage FROM sqlite_schema WHERE name = '{table}'"
    ));
    let tree: Tree = root.get_result(&mut conn).unwrap();
    drop(conn);
    let file = data.join("redress.sqlite");
    let bytes = fs::read(&file).unwrap();
    zero(&file, &bytes, usize::try_from(tree.rootpage).unwrap());
    bytes
}

#[test]
fn the_command_names_the_damaged_table_and_changes_nothing() {
    let (_around, data) = folder();
    run(&at(&data, &["check"])).refused("there is no database");
    assert!(!data.exists(), "it makes nothing");
    demonstrated(&data);
    let well = run(&at(&data, &["check"])).succeeded();
    assert_eq!(well.out, "No damage found.\n");
    let backup = data.join("backup.sqlite");
    let made = format!("VACUUM INTO '{}'", backup.display());
    open(&data).batch_execute(&made).unwrap();
    let bytes = fs::read(&backup).unwrap();
    run(&["check", "--database", backup.to_str().unwrap()]).succeeded();
    assert!(
        fs::read(&backup).unwrap() == bytes,
        "a backup stays as it is"
    );
    damage(&data, "assessor_packs");
    let before = fs::read(data.join("redress.sqlite")).unwrap();
    let ill = run(&at(&data, &["check"]));
    assert_eq!(ill.code, Some(1));
    assert!(
        ill.out.starts_with("Damaged: assessor_packs: "),
        "{}",
        ill.out
    );
    assert!(fs::read(data.join("redress.sqlite")).unwrap() == before);
}

/// The server starts, says so where it is asked, and serves what does not need the table; restored, it is well again.
#[test]
fn a_server_on_a_damaged_database_is_alive_and_not_ready() {
    let (_around, data) = folder();
    demonstrated(&data);
    let whole = damage(&data, "assessor_packs");
    let server = Server::start(&data);
    let browser = Browser::new();
    let ask = |server: &Server, path: &str| browser.get(&server.address, path).unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    while ask(&server, "/health/ready").status == 200 {
        assert!(
            Instant::now() < until,
            "the check at the start did not find it"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let ready = ask(&server, "/health/ready");
    assert_eq!(ready.status, 503);
    assert_eq!(ready.body, "The database is damaged: assessor_packs\n");
    assert_eq!(ask(&server, "/health/live").status, 200);
    let password = "tidy lanterns follow rivers";
    let signed_in = browser.sign_in(&server.address, "admin@redress.example", password);
    assert_eq!(signed_in.unwrap().status, 303);
    for page in ["/", "/administration/people", "/complaints"] {
        let page = ask(&server, page);
        assert_eq!(page.status, 200);
        assert!(
            page.body
                .contains("The database is damaged: assessor_packs.")
        );
    }
    let system = ask(&server, "/administration/system");
    assert!(system.body.contains("assessor_packs") && system.body.contains("redress check"));
    drop(server);
    let file = data.join("redress.sqlite");
    for end in ["-wal", "-shm"] {
        let _gone = fs::remove_file(format!("{}{end}", file.display()));
    }
    fs::write(&file, whole).unwrap();
    let server = Server::start(&data);
    let until = Instant::now() + Duration::from_mins(1);
    while ask(&server, "/administration/system")
        .body
        .contains("has not finished yet")
    {
        assert!(
            Instant::now() < until,
            "the check at the start does not end"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let ready = ask(&server, "/health/ready");
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
}
