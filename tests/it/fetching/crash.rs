//! kill -9 while mail is fetched.
use super::dovecot::Dovecot;
use super::letter;
use crate::support::process::{Server, at};
use crate::support::whole::{count, open};
use std::ffi::OsString;
use std::time::{Duration, Instant};

const KILLS: usize = 30;

#[test]
fn thirty_kills_while_mail_is_fetched_lose_nothing_and_take_nothing_in_twice() {
    let Some(mail) = Dovecot::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut args: Vec<OsString> = at(&data, &["serve", "--listen", "127.0.0.1:0"]);
    args.extend([
        "--imap-seconds".into(),
        "1".into(),
        "--imap-url".into(),
        mail.url().into(),
    ]);
    args.extend(["--mail-ca".into(), mail.certificate().into()]);
    let mut sent = 0;
    let (mut deliver, all) = (
        |mail: &Dovecot, count: usize| {
            for _ in 0..count {
                sent += 1;
                mail.deliver(&letter(&format!("letter-{sent}")));
            }
            sent
        },
        KILLS * 8,
    );
    let taken = "SELECT count(*) FROM mail_items";
    for kill in 0..KILLS {
        deliver(&mail, 8);
        let mut server = Server::run(&args);
        // At another moment each time: before the first message, in the middle, after the last.
        let mut conn = open(&data);
        let enough = count(&mut conn, taken) + i64::try_from(kill % 9).unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        while count(&mut conn, taken) < enough && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(kill as u64 * 7 % 20));
        server.kill();
    }
    let before = count(&mut open(&data), taken);
    println!("{before} of {all} were taken in between the kills");
    let server = Server::run(&args);
    let until = Instant::now() + Duration::from_mins(1);
    while count(&mut open(&data), taken) < i64::try_from(all).unwrap() {
        assert!(Instant::now() < until, "{}", mail.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(Duration::from_millis(1500));
    drop(server);
    let mut conn = open(&data);
    for (what, expected) in [
        (taken, all),
        ("SELECT count(DISTINCT subject) FROM mail_items", all),
        ("SELECT count(*) FROM mail_originals", all),
        ("SELECT count(*) FROM mail_owed", 0),
    ] {
        assert_eq!(
            count(&mut conn, what),
            i64::try_from(expected).unwrap(),
            "{what}"
        );
    }
    assert!(before > 60, "nothing was under way: {before}");
}
