use crate::support::Cast::{Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use procedure::vocabulary::Stage;
use storage::schema::complaints;

/// Rules 50, 51 and 53: at the complainant's request, logged, and no reasons may be demanded.
#[actix_web::test]
async fn a_request_is_logged_without_reasons() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let page = format!("/complaints/{reference}/escalation");
    let shown = app.get(Relations, &page).await;
    shown.says("Upheld. Answered by Sian Bevan on 24 November 2026.");
    shown.says("we must not make it a condition");
    shown.says("That date is ours, not published");
    let version = shown.value("version");
    let empty = app
        .post(
            Relations,
            &page,
            &[("version", &version), ("wanted", "A <b>call</b>")],
        )
        .await;
    empty.is(422);
    empty.says("Enter when they asked");
    empty.says("Say how they asked");
    assert_eq!(empty.value("wanted"), "A <b>call</b>");
    let form = |date: &'static str| {
        vec![
            ("version", version.clone()),
            ("requested_at_date", date.to_owned()),
            ("requested_at_time", "09:30".to_owned()),
            ("channel", "phone".to_owned()),
        ]
    };
    let post = |form: Vec<(&'static str, String)>| {
        let (app, page) = (&app, &page);
        async move {
            let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            app.post(Staff, page, &form).await
        }
    };
    let future = post(form("2026-11-25")).await;
    future.is(422);
    future.says("They cannot have asked for stage 2 in the future");
    post(form("2026-11-24")).await.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(c.stage, Stage::Escalated);
    assert_eq!(c.escalation.unwrap().unhappy_about, "");
}

#[actix_web::test]
async fn too_early_is_refused_and_overdue_is_not() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/escalation");
    let early = app.get(Relations, &page).await;
    early.is(409);
    early.says("or when it is overdue");
    app.get(Leader2, &page).await.is(404);
    app.get(Staff2, &page).await.is(404);
    app.later(Duration::days(30));
    app.get(Relations, &page)
        .await
        .says("they need not wait for it");
}

/// Rule 54: a late request is accepted, with a reason.
#[actix_web::test]
async fn a_closed_one_asks_why_the_late_request_is_accepted() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let (id, now) = (app.complaint(&reference).await.id, app.now().naive_utc());
    app.later(Duration::days(45));
    app.write(move |conn| {
        diesel::update(complaints::table.find(id.0))
            .set((
                complaints::stage.eq("closed"),
                complaints::closure.eq("no_further_contact"),
                complaints::closed_at.eq(now),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = format!("/complaints/{reference}/escalation");
    let version = app.get(Relations, &page).await.value("version");
    let mut form = vec![
        ("version", version.as_str()),
        ("requested_at_date", "2027-01-05"),
        ("channel", "post"),
    ];
    let refused = app.post(Relations, &page, &form).await;
    refused.is(422);
    refused.says("Say why the late request is accepted");
    form.push(("late_reason", "She was in hospital"));
    app.post(Relations, &page, &form).await.is(303);
    assert_eq!(app.complaint(&reference).await.stage, Stage::Escalated);
}
