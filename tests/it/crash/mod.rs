//! kill -9 at any moment: no acknowledged write is lost, no case is left half written; `sending` does the same to letters that leave.
mod clients;
mod sending;

use crate::support::process::{Server, demonstrated};
use crate::support::whole::{count, open, words, wrong};
use clients::{Client, Office, Written};
use diesel::sqlite::SqliteConnection;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration as StdDuration, Instant};

const KILLS: usize = 30;

/// The seed of an earlier run is given back in `REDRESS_CRASH_SEED`.
fn seed() -> u64 {
    let given = std::env::var("REDRESS_CRASH_SEED").ok();
    let seed = given
        .and_then(|s| s.parse().ok())
        .unwrap_or_else(rand::random::<u64>);
    println!("REDRESS_CRASH_SEED={seed}");
    seed
}

#[test]
fn thirty_kills_in_the_middle_of_writes_lose_nothing_and_leave_nothing_by_half() {
    let mut moments = StdRng::seed_from_u64(seed());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    demonstrated(&data);
    let told = count(&mut open(&data), "SELECT count(*) FROM complaints");
    let (office, mut people) = (Office::default(), Client::all());
    for kill in 0..KILLS {
        let server = Server::start(&data);
        check(&data, &office, kill);
        let moment = (moments.random_range(0..45), moments.random_range(0..20));
        killed_at_work(server, &mut people, &office, moment);
    }
    let server = Server::start(&data);
    check(&data, &office, KILLS);
    drop(server);
    let written = office.written.into_inner().unwrap();
    let acknowledged = written
        .iter()
        .filter(|w| matches!(w, Written::Acknowledged(_)));
    println!("{} writes were answered", written.len());
    assert!(
        acknowledged.count() > KILLS,
        "too little was under way: {}",
        written.len()
    );
    // Those whose answer was lost may be there too, whole.
    let now = count(&mut open(&data), "SELECT count(*) FROM complaints");
    let logged = written
        .iter()
        .filter(|w| matches!(w, Written::Logged { .. }))
        .count();
    let logged = i64::try_from(logged).unwrap();
    assert!(
        (logged..=logged + 60).contains(&(now - told)),
        "{told} and {logged} are not {now}"
    );
}

/// Killed so many answers and milliseconds from now: as far into the work on a busy machine as on an idle one.
fn killed_at_work(
    mut server: Server,
    people: &mut [Client],
    office: &Office,
    (answers, more): (usize, u64),
) {
    let address = server.address.clone();
    let enough = office.answers.load(Ordering::Relaxed) + answers;
    let limit = Instant::now() + StdDuration::from_secs(10);
    std::thread::scope(|scope| {
        for person in people {
            let address = address.as_str();
            scope.spawn(move || person.work(office, address));
        }
        while office.answers.load(Ordering::Relaxed) < enough && Instant::now() < limit {
            std::thread::sleep(StdDuration::from_millis(1));
        }
        std::thread::sleep(StdDuration::from_millis(more));
        server.kill();
    });
}

/// With the server up again: the database is whole and everything that was answered is in it.
fn check(data: &Path, office: &Office, kills: usize) {
    let mut conn = open(data);
    let wrong = wrong(&mut conn);
    assert!(
        wrong.is_empty(),
        "after {kills} kills:\n{}",
        wrong.join("\n")
    );
    let lost = lost(&mut conn, &office.written.lock().unwrap());
    assert!(lost.is_empty(), "lost after {kills} kills: {lost:?}");
    let odd = office.odd.lock().unwrap();
    assert!(odd.is_empty(), "after {kills} kills: {}", odd.join("\n"));
}

fn lost(conn: &mut SqliteConnection, written: &[Written]) -> Vec<Written> {
    let mut set = |query| -> HashSet<String> { words(conn, query).into_iter().collect() };
    let summaries = set("SELECT reference || ' ' || summary AS found FROM complaints");
    let taken = set("SELECT reference AS found FROM complaints WHERE owner_id IS NOT NULL");
    let noted = set(
        "SELECT reference || ' ' || json_extract(facts, '$.note') AS found FROM events e \
         JOIN complaints c ON c.id = e.complaint_id WHERE kind = 'noted'",
    );
    let acknowledged = set(
        "SELECT reference AS found FROM complaints c JOIN letters l ON l.complaint_id = c.id \
         WHERE l.kind = 'acknowledgement' AND acknowledged_at IS NOT NULL",
    );
    let assigned = set("SELECT reference AS found FROM complaints WHERE assignee_id = 3");
    let there = |written: &Written| match written {
        Written::Logged { reference, summary } => {
            summaries.contains(&format!("{reference} {summary}"))
        }
        Written::Taken(reference) => taken.contains(reference),
        Written::Noted { reference, note } => noted.contains(&format!("{reference} {note}")),
        Written::Acknowledged(reference) => acknowledged.contains(reference),
        Written::Assigned(reference) => assigned.contains(reference),
    };
    written.iter().filter(|w| !there(w)).cloned().collect()
}
