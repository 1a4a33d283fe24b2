//! Old batches and papers that nobody opened are removed; what somebody may have is not.
use crate::support::Cast::Relations;
use crate::support::{REPLY_KEY, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use procedure::Reference;
use procedure::vocabulary::ReplyChannel;
use redress::jobs::outbox::{self, Outbox};
use storage::schema::print_batches;
use storage::{assessor_packs, deliveries};

async fn sweep(app: &TestApp) -> (usize, usize) {
    let now = app.now();
    app.write(move |conn| {
        Ok((
            deliveries::remove_old_batches(conn, now)?,
            assessor_packs::remove_tries(conn, now)?,
        ))
    })
    .await
}

#[actix_web::test]
async fn a_batch_stays_until_a_month_after_everything_in_it_was_posted() {
    let app = TestApp::start().await;
    app.letters_stay();
    app.logged_as(|form| form.details.reply_channel = ReplyChannel::Post)
        .await;
    let reference = posted(&app).await;
    app.later(Duration::days(40));
    assert_eq!(sweep(&app).await.0, 0, "it is printed and not posted");
    let id = app.complaint(&reference).await.deliveries[0].id.to_string();
    app.post(
        Relations,
        "/post",
        &[("act", "posted"), ("pick", id.as_str()), ("went", "yes")],
    )
    .await
    .is(303);
    app.later(Duration::days(29));
    assert_eq!(sweep(&app).await.0, 0);
    app.get(Relations, "/post/batches/1").await.is(200);
    app.later(Duration::days(2));
    assert_eq!(sweep(&app).await.0, 1);
    app.get(Relations, "/post/batches/1").await.is(404);
    assert_eq!(sweep(&app).await.0, 0);
    // What is left: who printed it, when, and its hash.
    let (bytes, hash): (Vec<u8>, String) = app
        .read(|conn| {
            let all = print_batches::table.select((print_batches::bytes, print_batches::sha256));
            Ok(all.first(conn)?)
        })
        .await;
    assert!(bytes.is_empty() && hash.len() == 64);
}

/// A letter by post, printed in batch 1.
async fn posted(app: &TestApp) -> Reference {
    let reference = app.acknowledged().await;
    let complaint = app.complaint(&reference).await;
    let letter = complaint.deliveries.first().unwrap().letter;
    let now = app.now();
    app.write(move |conn| {
        let going = deliveries::Going {
            channel: ReplyChannel::Post,
            format: procedure::vocabulary::LetterFormat::Standard,
            email: "",
            address: "Janet Whitlock\n14 Fernhill Close",
            reason: "Asked for",
        };
        deliveries::begin(conn, letter, &going, None, (Relations.id(), now))
    })
    .await;
    app.later(Duration::seconds(60));
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    outbox::drain(&app.app.db, &to, &|| app.now()).unwrap();
    app.post(Relations, "/post", &[("act", "print")])
        .await
        .is(303);
    reference
}

#[actix_web::test]
async fn papers_that_somebody_opened_stay_and_tries_go() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let address = format!("/complaints/{reference}/assessor-pack");
    for _ in 0..4 {
        let page = app.get(Relations, &address).await;
        let version = page.value("version");
        let fields = page.names("paper_");
        let mut form = vec![("version", version.as_str())];
        form.extend(fields.iter().map(|name| (name.as_str(), "in")));
        app.post(Relations, &address, &form).await.is(303);
    }
    app.get(Relations, &format!("{address}/2")).await.is(200);
    assert_eq!(sweep(&app).await.1, 0, "they are a day old at least");
    app.later(Duration::hours(25));
    assert_eq!(sweep(&app).await.1, 2);
    // The second was opened, the fourth is the newest.
    for (pack, status) in [(1, 404), (2, 200), (3, 404), (4, 200)] {
        app.get(Relations, &format!("{address}/{pack}"))
            .await
            .is(status);
    }
    app.get(Relations, &address)
        .await
        .says("Removed: nobody had opened it");
    app.later(Duration::days(400));
    assert_eq!(sweep(&app).await.1, 0);
    // Nothing else of them can be changed by hand.
    for harm in [
        "UPDATE assessor_packs SET removed_at = made_at, bytes = '' WHERE id = 2",
        "UPDATE assessor_packs SET bytes = 'other' WHERE id = 4",
        "UPDATE assessor_packs SET sha256 = why",
        "DELETE FROM assessor_packs",
    ] {
        let done = app
            .app
            .db
            .write(move |conn| Ok(diesel::sql_query(harm).execute(conn)?))
            .await;
        assert!(done.is_err(), "{harm}");
    }
}
