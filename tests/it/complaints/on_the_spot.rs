use crate::support::Cast::{Executive, Relations, Staff, Staff2};
use crate::support::TestApp;
use procedure::Reference;
use procedure::vocabulary::{Closure, Promise, Stage};

/// Sian logged it herself and is trying to put it right.
async fn on_the_spot(app: &TestApp) -> Reference {
    let actor = app.actor(Staff).await;
    let now = app.now();
    let app_of = app.app.clone();
    let rules = app.read(move |conn| app_of.rules(conn)).await;
    let mut form = crate::support::steps::an_intake(now);
    form.on_the_spot = Some(procedure::steps::intake::OnTheSpot {
        tried: "Rang the supplier".into(),
    });
    let ctx = procedure::Context {
        now,
        calendar: &rules.calendar,
        promises: &rules.settings.promises,
        assessor_known: true,
        undo: chrono::Duration::minutes(10),
    };
    let accepted = procedure::steps::intake::intake(form, &actor, &ctx).unwrap();
    let opened = app
        .app
        .db
        .try_write(move |conn| redress::casework::open(conn, &accepted, "SC"));
    opened.await.unwrap().reference
}

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/on-the-spot")
}

const RESOLVE: &[(&str, &str)] = &[
    ("version", "0"),
    ("act", "resolve"),
    ("outcome", "We rang her & <b>said sorry</b>"),
    ("channel", "email"),
    ("format", "standard"),
];

#[actix_web::test]
async fn put_right_it_is_confirmed_in_writing_and_may_still_go_on() {
    let app = TestApp::start().await;
    let reference = on_the_spot(&app).await;
    let open = app.get(Staff, &page(&reference)).await;
    open.is(200);
    open.says("Rang the supplier");
    app.post(Staff, &page(&reference), RESOLVE).await.is(303);
    let after = app.complaint(&reference).await;
    assert_eq!(after.closure, Some(Closure::OnTheSpot));
    let body: String = app
        .read(|conn| {
            use diesel::prelude::*;
            use storage::schema::letters;
            Ok(letters::table.select(letters::body).first(conn)?)
        })
        .await;
    assert!(body.contains("said sorry"), "{body}");
    let closed = app.get(Staff, &page(&reference)).await;
    closed.is(200);
    assert!(closed.all("textarea[name=outcome]").is_empty());
    app.post(
        Staff,
        &page(&reference),
        &[("version", "1"), ("act", "resolve"), ("outcome", "x")],
    )
    .await
    .is(409);
    let on = [
        ("version", "1"),
        ("act", "promote"),
        ("reason", "She wrote again"),
    ];
    app.post(Relations, &page(&reference), &on).await.is(303);
    let after = app.complaint(&reference).await;
    assert_eq!(after.stage, Stage::Triage);
    // Rule 3: the first date is kept.
    let clock = after.running(Promise::Acknowledge).unwrap();
    assert_eq!(clock.started_at, after.received.at);
}

#[actix_web::test]
async fn the_outcome_is_needed_and_words_are_kept() {
    let app = TestApp::start().await;
    let reference = on_the_spot(&app).await;
    let empty = app
        .post(
            Staff,
            &page(&reference),
            &[("version", "0"), ("act", "resolve")],
        )
        .await;
    empty.is(422);
    empty.says("Say how it was put right");
    let mut other_way = RESOLVE.to_vec();
    other_way.retain(|(name, _)| *name != "channel");
    other_way.push(("channel", "post"));
    let refused = app.post(Staff, &page(&reference), &other_way).await;
    refused.is(422);
    refused.says("Say why this letter goes another way");
    assert_eq!(refused.value("outcome"), "We rang her & <b>said sorry</b>");
    assert_eq!(refused.value("channel"), "post");
    let mut stale = RESOLVE.to_vec();
    stale[0] = ("version", "7");
    let stale = app.post(Staff, &page(&reference), &stale).await;
    stale.is(409);
    assert_eq!(stale.value("outcome"), "We rang her & <b>said sorry</b>");
    let mut preview = RESOLVE.to_vec();
    preview[1] = ("act", "preview");
    let seen = app.post(Staff, &page(&reference), &preview).await;
    seen.is(200);
    assert!(seen.text("article.letter").contains("said sorry"));
    assert_eq!(app.complaint(&reference).await.stage, Stage::OnTheSpot);
}

#[actix_web::test]
async fn only_who_logged_it_or_customer_relations() {
    let app = TestApp::start().await;
    let reference = on_the_spot(&app).await;
    app.get(Staff2, &page(&reference)).await.is(404);
    app.post(Staff2, &page(&reference), RESOLVE).await.is(404);
    app.get(Executive, &page(&reference)).await.is(200);
    let triaged = app.logged().await;
    app.get(Relations, &page(&triaged)).await.is(409);
    app.post(Relations, &page(&triaged), RESOLVE).await.is(409);
}
