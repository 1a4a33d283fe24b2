//! kill -9 while letters leave: none is lost, and the mail server has none that the outbox does not know.
use super::seed;
use crate::support::maker;
use crate::support::process::{Server, demonstrated};
use crate::support::smtp::Smtp;
use crate::support::whole::{count, open, words, wrong};
use chrono::Duration;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use redress::clock::Clock;
use redress::jobs::outbox::{self, Outbox};
use redress::jobs::smtp::Mailer;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration as StdDuration, Instant};
use storage::Db;
use storage::schema::letter_files;

const KILLS: usize = 30;

#[test]
fn thirty_kills_while_letters_leave_lose_none_and_send_none_in_secret() {
    let mut moments = StdRng::seed_from_u64(seed());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    demonstrated(&data);
    all_emails_are_to_go_again(&data);
    let smtp = Smtp::start();
    for kill in 0..KILLS {
        let mut server = Server::start_with_mail(&data, &smtp.url);
        let enough = smtp.given().len() + moments.random_range(1..3);
        let limit = Instant::now() + StdDuration::from_secs(20);
        while smtp.given().len() < enough && Instant::now() < limit {
            std::thread::sleep(StdDuration::from_millis(1));
        }
        std::thread::sleep(StdDuration::from_millis(moments.random_range(0..30)));
        server.kill();
        let wrong = wrong(&mut open(&data));
        assert!(wrong.is_empty(), "after {} kills: {wrong:?}", kill + 1);
    }
    assert!(
        smtp.given().len() >= KILLS,
        "too little was sent: {}",
        smtp.given().len()
    );
    the_rest_leaves(&data, &smtp);
    every_message_is_as_it_was_sealed(&data, &smtp);
}

/// As if each had just been approved.
fn all_emails_are_to_go_again(data: &Path) {
    open(data)
        .batch_execute(
            "INSERT INTO delivery_events (delivery_id, at, before, state) SELECT id, leaves_at, state, 'held' FROM deliveries \
             WHERE way = 'email' AND state = 'sent' AND message_id = ''; \
             UPDATE deliveries SET state = 'held', next_at = leaves_at WHERE way = 'email' AND state = 'sent' AND message_id = ''",
        )
        .unwrap();
    let waiting = "SELECT count(*) FROM deliveries WHERE state = 'held'";
    assert!(count(&mut open(data), waiting) > 60);
}

/// What a killed server had taken is due again a little later.
fn the_rest_leaves(data: &Path, smtp: &Smtp) {
    let db = Db::open(&data.join("redress.sqlite").to_string_lossy()).unwrap();
    // So many that are left are enough; each is typeset.
    open(data)
        .batch_execute(
            "UPDATE deliveries SET next_at = '2099-01-01 00:00:00' WHERE state = 'held' AND id NOT IN \
             (SELECT id FROM deliveries WHERE state = 'held' ORDER BY next_at DESC LIMIT 20)",
        )
        .unwrap();
    let to = Outbox {
        mailer: Some(Mailer::new(&smtp.url, None).unwrap()),
        ..Outbox::folder(data, b"key", &maker(data))
    };
    let later = Clock::System.now() + Duration::minutes(6);
    outbox::drain(&db, &to, &|| later).unwrap();
    let open_still = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'retrying')";
    assert_eq!(count(&mut open(data), open_still), 0);
}

fn every_message_is_as_it_was_sealed(data: &Path, smtp: &Smtp) {
    let mut conn = open(data);
    let sent = words(
        &mut conn,
        "SELECT message_id AS found FROM deliveries WHERE state = 'sent' AND message_id <> '' ORDER BY 1",
    );
    let files: Vec<Vec<u8>> = letter_files::table
        .filter(letter_files::name.like("%.eml"))
        .select(letter_files::bytes)
        .load(&mut conn)
        .unwrap();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for message in smtp.given() {
        assert!(files.contains(&message.bytes), "not as it was sealed");
        *given.entry(message.id()).or_default() += 1;
    }
    // Each that was given is known as sent, and each that is known as sent was given.
    assert_eq!(given.keys().cloned().collect::<Vec<_>>(), sent);
    let again = given.values().filter(|times| **times > 1).count();
    println!("{} messages, {again} of them more than once", given.len());
    assert!(again <= KILLS);
}
