//! The outbox: each letter is sealed once and leaves as it was sealed, whatever becomes of folders and mail servers;
//! ended sessions go.
use crate::support::smtp::Smtp;
use crate::support::steps::a_triage;
use crate::support::{Cast, REPLY_KEY, TestApp};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use mail::token;
use procedure::Reference;
use procedure::complaint::Representative;
use procedure::delivery::Way;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::details::ChangeDetails;
use procedure::vocabulary::{Authority, Promise};
use redress::jobs;
use redress::jobs::outbox::{self, Outbox};
use redress::jobs::smtp::Mailer;
use std::fs;
use std::path::Path;
use storage::schema::deliveries as table;
use storage::schema::{delivery_events, letter_files, letters, sessions as kept};
use storage::{Word, sessions};

/// The time to stop a letter.
const HELD: Duration = Duration::seconds(60);

/// A letter that waits: an acknowledgement, just sent.
async fn waiting() -> (TestApp, Reference, Outbox) {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    (app, reference, to)
}

fn by_mail(to: &Outbox, url: &str) -> Outbox {
    Outbox {
        mailer: Some(Mailer::new(url, None).unwrap()),
        ..to.clone()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn drain(app: &TestApp, to: &Outbox, now: DateTime<Utc>) -> usize {
    outbox::drain(&app.app.db, to, &|| now).unwrap()
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
            Ok(table::table.order(table::id).select(all).first(conn)?)
        })
        .await;
    (row.0, row.1, row.2, row.3.and_utc())
}

/// Every sealed file's name and bytes.
async fn sealed(app: &TestApp) -> Vec<(String, Vec<u8>)> {
    app.read(|conn| {
        let all = letter_files::table.order(letter_files::name);
        Ok(all
            .select((letter_files::name, letter_files::bytes))
            .load(conn)?)
    })
    .await
}

#[actix_web::test]
async fn each_letter_leaves_once_as_it_was_sealed_and_not_while_it_can_be_stopped() {
    let (app, reference, to) = waiting().await;
    let leaves = app.now() + HELD;
    assert_eq!(drain(&app, &to, leaves - Duration::milliseconds(1)), 0);
    assert_eq!(row(&app).await.0, "held");
    assert!(sealed(&app).await.is_empty() && !to.folder.exists());
    let left = drain(&app, &to, leaves);
    assert_eq!(left, 1, "{:?}", row(&app).await);
    assert_eq!(row(&app).await.0, "written");
    let id: i64 = app
        .read(|conn| Ok(letters::table.select(letters::id).first(conn)?))
        .await;
    let name = format!("{reference}-{id}-1-acknowledgement");
    let files = sealed(&app).await;
    let ends = ["eml", "pdf"];
    assert_eq!(names(&to.folder), ends.map(|end| format!("{name}.{end}")));
    for (name, bytes) in &files {
        assert_eq!(&fs::read(to.folder.join(name)).unwrap(), bytes, "{name}");
    }
    assert!(files[1].1.starts_with(b"%PDF-"));
    // The post room has fetched it: it does not come again.
    fs::remove_dir_all(&to.folder).unwrap();
    assert_eq!(drain(&app, &to, app.now() + Duration::days(1)), 0);
    assert!(!to.folder.exists());
}

#[actix_web::test]
async fn a_message_says_who_writes_to_whom_about_what_and_where_to_reply() {
    let (app, reference, to) = waiting().await;
    let smtp = Smtp::start();
    drain(&app, &by_mail(&to, &smtp.url), app.now() + HELD);
    assert_eq!(row(&app).await.0, "sent");
    let given = smtp.given();
    assert_eq!(given.len(), 1);
    assert_eq!(given[0].from, "customer-relations@trustalliancegroup.org");
    assert_eq!(given[0].to, "janet.whitlock@example.co.uk");
    let mail = mail::read(&given[0].bytes);
    assert_eq!(mail.subject, "About your complaint");
    assert_eq!(
        mail.from_address,
        "customer-relations@trustalliancegroup.org"
    );
    let text = String::from_utf8_lossy(&given[0].bytes).into_owned();
    let reply = text
        .lines()
        .find(|l| l.starts_with("Reply-To:"))
        .unwrap()
        .to_owned();
    let whole = text.replace("\r\n ", " ");
    let address = whole
        .lines()
        .find(|l| l.starts_with("Reply-To:"))
        .and_then(|l| l.split_once('<'))
        .and_then(|(_, rest)| rest.split_once('>'))
        .unwrap_or_else(|| panic!("{reply}"))
        .0;
    assert_eq!(
        token::reference_of(address, &REPLY_KEY).as_deref(),
        Some(reference.as_str())
    );
    let names: Vec<&str> = mail.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, [format!("{reference}-acknowledgement.pdf")]);
    let frozen: String = app
        .read(|conn| Ok(letters::table.select(letters::body).first(conn)?))
        .await;
    assert_eq!(mail.text.trim(), frozen.trim());
    // A person approved it, and it is known when it comes back.
    assert!(text.contains("\r\nX-Redress-Letter: ") && !text.contains("Auto-Submitted"));
}

#[actix_web::test]
async fn a_server_that_cannot_now_gets_the_very_same_bytes_later() {
    let (app, _, to) = waiting().await;
    let smtp = Smtp::start();
    let to = by_mail(&to, &smtp.url);
    smtp.answer("451 4.3.0 Try again later");
    let mut now = app.now() + HELD;
    for (attempt, minutes) in [(1, 1), (2, 2), (3, 4)] {
        assert_eq!(drain(&app, &to, now), 0);
        let (state, attempts, why, next) = row(&app).await;
        assert_eq!((state.as_str(), attempts), ("retrying", attempt));
        assert!(why.contains("Try again later"), "{why}");
        assert_eq!(next, now + Duration::minutes(minutes));
        // Not a moment earlier.
        drain(&app, &to, next - Duration::seconds(1));
        assert_eq!(row(&app).await.1, attempt);
        now = next;
    }
    let before = sealed(&app).await;
    smtp.answer("");
    assert_eq!(drain(&app, &to, now), 1);
    let (state, _, why, _) = row(&app).await;
    assert_eq!((state.as_str(), why.as_str()), ("sent", ""));
    assert_eq!(sealed(&app).await, before);
    assert_eq!(smtp.given()[0].bytes, before[0].1);
    assert_eq!(smtp.given().len(), 1);
}

/// A server that is away until after midnight: the letter is made again with the day it leaves.
#[actix_web::test]
async fn what_waited_over_midnight_is_made_again_and_keeps_its_message_id() {
    let (app, reference, to) = waiting().await;
    app.later(Duration::hours(13) + Duration::minutes(58));
    let smtp = Smtp::start();
    let to = by_mail(&to, &smtp.url);
    smtp.answer("451 4.3.0 Try again later");
    assert_eq!(drain(&app, &to, app.now()), 0);
    let before = sealed(&app).await;
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
    let id = app.complaint(&reference).await.deliveries[0]
        .message_id
        .clone();
    smtp.answer("");
    app.later(Duration::minutes(5));
    assert_eq!(drain(&app, &to, app.now()), 1);
    let after = sealed(&app).await;
    let stem = before[0].0.trim_end_matches(".eml").to_owned();
    assert_eq!(
        names(&before),
        ["eml", "pdf"].map(|end| format!("{stem}.{end}"))
    );
    let again = ["eml", "pdf"].map(|end| format!("{stem}-2026-11-25.{end}"));
    assert!(
        again.iter().all(|name| names(&after).contains(name)),
        "{:?}",
        names(&after)
    );
    assert_eq!(after.len(), 4);
    let given = smtp.given();
    assert_eq!((given.len(), given[0].id()), (1, id));
    let newest = after.iter().find(|file| file.0 == again[0]).unwrap();
    assert_eq!(given[0].bytes, newest.1);
    let mail = mail::read(&given[0].bytes);
    assert!(mail.text.contains("25 November 2026") && !mail.text.contains("24 November"));
    let left = app.complaint(&reference).await.deliveries[0].clone();
    assert_eq!(left.dated, "2026-11-25".parse().ok());
    assert_eq!(left.misdated(), None);
}

/// Of what was made twice, the folder gets the newest.
#[actix_web::test]
async fn the_folder_gets_what_was_made_last() {
    let (app, _, to) = waiting().await;
    fs::write(&to.folder, "in the way").unwrap();
    let now = app.now() + HELD;
    assert_eq!(drain(&app, &to, now), 0);
    fs::remove_file(&to.folder).unwrap();
    assert_eq!(drain(&app, &to, now + Duration::days(1)), 1);
    let written = names(&to.folder);
    assert_eq!(written.len(), 2);
    assert!(
        written.iter().all(|name| name.contains("-2026-11-25.")),
        "{written:?}"
    );
}

#[actix_web::test]
async fn what_a_server_refuses_for_good_comes_to_a_person_at_once() {
    let (app, _, to) = waiting().await;
    let smtp = Smtp::start();
    smtp.answer("550 5.1.1 No such user");
    assert_eq!(drain(&app, &by_mail(&to, &smtp.url), app.now() + HELD), 1);
    let (state, _, why, _) = row(&app).await;
    assert_eq!(state, "failed");
    assert!(why.contains("No such user"), "{why}");
    assert!(due(&app).await.is_some(), "somebody must see to it");
}

/// That it is refused because of us is no reason to give anybody's letter up.
#[actix_web::test]
async fn a_wrong_password_of_ours_gives_no_letter_up() {
    let (app, _, to) = waiting().await;
    let smtp = Smtp::start();
    smtp.answer("530 5.7.0 Authentication required");
    drain(&app, &by_mail(&to, &smtp.url), app.now() + HELD);
    assert_eq!(row(&app).await.0, "retrying");
}

#[actix_web::test]
async fn after_ten_attempts_a_person_is_told_and_never_before() {
    let (app, _, to) = waiting().await;
    // Nobody listens there.
    let to = by_mail(&to, "smtp://127.0.0.1:9");
    let mut now = app.now() + HELD;
    for attempt in 1..10 {
        drain(&app, &to, now);
        let (state, attempts, _, next) = row(&app).await;
        assert_eq!((state.as_str(), attempts), ("retrying", attempt));
        assert_eq!(due(&app).await, None);
        now = next;
    }
    assert_eq!(drain(&app, &to, now), 1);
    assert_eq!(row(&app).await.0, "failed");
    assert!(due(&app).await.is_some());
    assert_eq!(drain(&app, &to, now + Duration::days(9)), 0);
    let trail: Vec<String> = app
        .read(|conn| {
            let all = delivery_events::table.order(delivery_events::id);
            Ok(all.select(delivery_events::state).load(conn)?)
        })
        .await;
    assert_eq!(trail, ["held", "waiting", "retrying", "failed"]);
}

async fn due(app: &TestApp) -> Option<NaiveDateTime> {
    app.read(|conn| Ok(table::table.select(table::due_at).first(conn)?))
        .await
}

#[actix_web::test]
async fn a_folder_that_fails_is_tried_again_later_and_loses_nothing() {
    let (app, _, to) = waiting().await;
    // A file stands where the folder should be: nobody, not even root, can write below it.
    fs::write(&to.folder, "in the way").unwrap();
    let now = app.now() + HELD;
    assert_eq!(drain(&app, &to, now), 0);
    let (state, attempts, why, next) = row(&app).await;
    assert_eq!((state.as_str(), attempts), ("retrying", 1));
    assert!(!why.is_empty(), "it says why");
    fs::remove_file(&to.folder).unwrap();
    assert_eq!(drain(&app, &to, next), 1);
    assert_eq!(row(&app).await.0, "written");
    assert_eq!(names(&to.folder).len(), 2);
}

#[actix_web::test]
async fn one_bad_letter_holds_up_no_other() {
    let (app, reference, to) = waiting().await;
    app.acknowledged().await;
    fs::create_dir_all(&to.folder).unwrap();
    let id: i64 = app
        .read(|conn| {
            let first = letters::table.select(letters::id).order(letters::id);
            Ok(first.first(conn)?)
        })
        .await;
    // A folder with the name of the first letter's file.
    let way = to
        .folder
        .join(format!("{reference}-{id}-1-acknowledgement.eml"));
    fs::create_dir_all(way.join("full")).unwrap();
    assert_eq!(drain(&app, &to, app.now() + HELD), 1);
    assert_eq!(row(&app).await.0, "retrying");
    fs::remove_dir_all(&way).unwrap();
    assert_eq!(drain(&app, &to, app.now() + HELD + Duration::minutes(1)), 1);
    assert_eq!(names(&to.folder).len(), 4);
}

/// Two servers on one database, while one is stopped and the next has started.
/// Rule 6: authority that is withdrawn, or runs out, after a letter was written keeps that letter here, whichever way it
/// goes; and while it waits its addressee is not taken off the record.
#[actix_web::test]
async fn no_letter_leaves_to_a_representative_whose_authority_has_ended_since() {
    for way in [Way::Email, Way::Post] {
        let (app, reference, to) = waiting_for_representative(way).await;
        let change = async |change: fn(&mut Representative), gone: bool| {
            app.step_written(Cast::Relations, &reference, |c| {
                let mut details = c.details.clone();
                details.write_to_representative = false;
                if let Some(rep) = details.representative.as_mut() {
                    change(rep);
                }
                if gone {
                    details.representative = None;
                }
                ChangeDetails { details }
            })
            .await
        };
        let refused = change(|_| {}, true).await.unwrap_err();
        assert_eq!(refused.fields[0].0, "rep_name");
        let refused = change(|rep| rep.name = "Somebody Else".into(), false).await;
        assert!(refused.unwrap_err().fields[0].1.contains("Stop it first"));
        if way == Way::Post {
            // Made, it waits for the post room.
            drain(&app, &to, app.now() + HELD);
            assert_eq!(row(&app).await.0, "to_print");
        }
        change(|rep| rep.authority = Authority::Refused, false)
            .await
            .unwrap();
        drain(&app, &to, app.now() + HELD);
        let (state, _, why, _) = row(&app).await;
        assert_eq!(state, "failed");
        assert!(
            why.contains("We do not hold Joan Pike's authority to act"),
            "{why}"
        );
        assert!(!to.folder.exists());
        let clocks = app.complaint(&reference).await.clocks;
        let owed = clocks.iter().find(|k| k.promise == Promise::Acknowledge);
        assert!(owed.unwrap().stopped_at.is_none(), "it is owed again");
    }
}

/// An acknowledgement to a representative, just sent.
async fn waiting_for_representative(way: Way) -> (TestApp, Reference, Outbox) {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app
        .logged_as(|intake| {
            intake.details.write_to_representative = true;
            intake.details.representative = Some(Representative {
                name: "Joan Pike".into(),
                email: "joan@example.co.uk".into(),
                address: "2 Mill Lane\nStockport".into(),
                authority: Authority::Held,
                expires: None,
            });
        })
        .await;
    let area = app
        .read(|conn| storage::areas::get(conn, procedure::AreaId(1)))
        .await;
    app.step_written(Cast::Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(a_triage()),
    })
    .await
    .unwrap();
    app.write(move |conn| {
        let theirs = (
            table::email.eq("joan@example.co.uk"),
            table::address.eq("Joan Pike\n2 Mill Lane\nStockport"),
            table::way.eq(Word(way)),
        );
        diesel::update(table::table).set(theirs).execute(conn)?;
        Ok(())
    })
    .await;
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    (app, reference, to)
}

#[actix_web::test]
async fn what_one_server_has_taken_is_not_given_to_another() {
    use redress::casework::delivery::left;
    use storage::deliveries::outbox::{Queue, claim};
    let (app, _, to) = waiting().await;
    let now = app.now() + HELD;
    let until = now + Duration::minutes(5);
    let taken = app
        .write(move |conn| claim(conn, Queue::Seal, now, until))
        .await
        .unwrap();
    assert_eq!(drain(&app, &to, now), 0);
    assert!(!to.folder.exists(), "the second server wrote it too");
    // The first has crashed meanwhile: it is due again.
    assert_eq!(drain(&app, &to, until), 1);
    // It was slow, not dead: what it still does is refused.
    let id = taken.id;
    let late = app
        .app
        .db
        .write(move |conn| left(conn, id, procedure::delivery::State::Sent, (until, "")))
        .await;
    assert!(late.is_err());
    assert_eq!(row(&app).await.0, "written");
}

#[actix_web::test]
async fn four_servers_at_once_send_every_letter_once() {
    let (app, _, to) = waiting().await;
    for _ in 0..11 {
        app.acknowledged().await;
    }
    let smtp = Smtp::start();
    let (now, db, to) = (app.now() + HELD, &app.app.db, by_mail(&to, &smtp.url));
    let left: usize = std::thread::scope(|scope| {
        let drain = || outbox::drain(db, &to, &|| now).unwrap();
        let servers: Vec<_> = (0..4).map(|_| scope.spawn(drain)).collect();
        servers.into_iter().map(|s| s.join().unwrap()).sum()
    });
    assert_eq!(left, 12);
    let mut ids: Vec<String> = smtp.given().iter().map(|g| g.id()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((smtp.given().len(), ids.len()), (12, 12));
}

/// What stands before the @ and in the reference is not ours: no file of it leaves the folder.
#[actix_web::test]
async fn the_sealed_bytes_cannot_be_changed_or_removed() {
    let (app, _, to) = waiting().await;
    drain(&app, &to, app.now() + HELD);
    for harm in [
        "UPDATE letter_files SET bytes = 'other'",
        "DELETE FROM letter_files",
        "UPDATE delivery_events SET why = 'other'",
        "DELETE FROM delivery_events",
    ] {
        let done = app
            .app
            .db
            .write(move |conn| Ok(diesel::sql_query(harm).execute(conn)?))
            .await;
        assert!(done.is_err(), "{harm}");
    }
}

#[actix_web::test]
async fn the_jobs_of_a_server_drain_and_sweep_by_themselves() {
    let (app, _, to) = waiting().await;
    app.later(HELD);
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
    let jobs = jobs::start(&app.app.db, &app.app.clock, &app.app.health, to.clone());
    let mut left: Vec<String> = Vec::new();
    for _ in 0..500 {
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
    assert_eq!(names(&to.folder).len(), 2);
}
