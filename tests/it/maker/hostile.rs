//! T1 and T2: a letter of very many list items, looked at and sent. It got past every limit on words.
use super::of_lists;
use crate::support::Cast::{Leader, Relations, Staff};
use crate::support::{REPLY_KEY, TestApp};
use crate::trust::{ask, get};
use actix_web::test;
use chrono::Duration;
use diesel::prelude::*;
use redress::application;
use redress::jobs::outbox::{self, Outbox};
use redress::maker::Maker;
use std::path::Path;
use std::time::Duration as StdDuration;
use storage::schema::{deliveries, letters};

/// The first letter says this, whatever may be written today.
async fn says_lists(app: &TestApp) {
    let tree = serde_json::to_string(&of_lists()).unwrap();
    app.write(move |conn| {
        diesel::sql_query("DROP TRIGGER letters_are_frozen ON letters")
            .execute(conn)
            .or_else(|_| diesel::sql_query("DROP TRIGGER letters_are_frozen").execute(conn))?;
        diesel::update(letters::table.filter(letters::id.eq(1)))
            .set(letters::tree.eq(tree))
            .execute(conn)?;
        Ok(())
    })
    .await;
}

/// No document may take longer: a test cannot wait until one of these has used up its memory.
fn hurried(app: &TestApp, longest: StdDuration) -> Maker {
    let program = Path::new(env!("CARGO_BIN_EXE_redress"));
    Maker::within(longest, Some(program), &app.app.config.data)
}

#[actix_web::test]
async fn whoever_asks_for_it_is_told_and_everybody_else_is_served_meanwhile() {
    let mut app = TestApp::start().await;
    app.letters_stay();
    let bad = app.assigned().await;
    let good = app.acknowledged().await;
    says_lists(&app).await;
    app.app.maker = hurried(&app, StdDuration::from_secs(12));
    let service = test::init_service(application!(app.app)).await;
    let (theirs, ours) = (app.cookie(Staff).await, app.cookie(Leader).await);
    let pdf = |reference: &procedure::Reference, letter: u8| {
        format!("/complaints/{reference}/letters/{letter}/pdf")
    };
    let hostile = || {
        let request = get(&pdf(&bad, 1)).cookie(theirs.clone());
        ask(&service, request.to_request())
    };
    let (mut first, mut second) = (Box::pin(hostile()), Box::pin(hostile()));
    let early = StdDuration::from_millis(500);
    assert!(tokio::time::timeout(early, &mut first).await.is_err());
    assert!(tokio::time::timeout(early, &mut second).await.is_err());
    // Between the two, not after them.
    let request = get(&pdf(&good, 2)).cookie(ours.clone()).to_request();
    ask(&service, request).await.is(200);
    let first = first.await;
    first.is(422);
    first.says("made of very many small pieces such as list items");
    assert!(
        tokio::time::timeout(early, &mut second).await.is_err(),
        "it was made before somebody else's"
    );
    drop(second);
    app.app.maker.end();
    let page = get("/").cookie(ours).to_request();
    ask(&service, page).await.is(200);
}

#[actix_web::test]
async fn sent_it_is_given_up_and_the_server_lives() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    says_lists(&app).await;
    let maker = hurried(&app, StdDuration::from_secs(3));
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &maker);
    let mut now = app.now() + Duration::seconds(60);
    for _ in 0..3 {
        outbox::drain(&app.app.db, &to, &|| now).unwrap();
        now += Duration::minutes(5);
    }
    let (state, why): (String, String) = app
        .read(|conn| {
            let all = deliveries::table.select((deliveries::state, deliveries::last_error));
            Ok(all.first(conn)?)
        })
        .await;
    assert_eq!(state, "failed");
    assert!(why.contains("such as list items"), "{why}");
    app.later(Duration::minutes(20));
    app.get(Relations, "/undelivered")
        .await
        .says(reference.as_str());
}
