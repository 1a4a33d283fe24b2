use crate::support::Cast::{Executive, Relations, Staff};
use crate::support::TestApp;
use chrono::Duration;
use procedure::vocabulary::Promise;

#[actix_web::test]
async fn a_hold_that_stops_the_clock_moves_the_date_and_explains_itself() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/pause");
    let version = app.get(Executive, &page).await.value("version");
    let v = version.as_str();
    let bare = app
        .post(
            Executive,
            &page,
            &[
                ("version", v),
                ("act", "begin"),
                ("review_on", "2026-11-24"),
            ],
        )
        .await;
    bare.is(422);
    bare.says("Say why it is on hold");
    bare.says("The day must be in the future");
    let form = [
        ("version", v),
        ("act", "begin"),
        ("reason", "The Assessor asks us to wait"),
        ("stops_the_clock", "yes"),
        ("review_on", "2026-11-27"),
    ];
    app.post(Executive, &page, &form).await.is(303);
    let held = app.get(Staff, &format!("/complaints/{reference}")).await;
    held.says("On hold");
    held.says("The clock is stopped");
    assert!(held.html.contains("clock--hold"));
    let before = app
        .complaint(&reference)
        .await
        .running(Promise::FirstContact)
        .unwrap()
        .due_at;
    app.later(Duration::days(1));
    let end = app.get(Executive, &page).await;
    end.says("End the hold");
    let form = [
        ("version", &*end.value("version")),
        ("act", "end"),
        ("reason", "They answered"),
    ]
    .map(|(k, v)| (k, v.to_owned()));
    let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    app.post(Executive, &page, &form).await.is(303);
    let after = app
        .complaint(&reference)
        .await
        .running(Promise::FirstContact)
        .unwrap()
        .due_at;
    // Eight working hours more, over a weekend.
    assert_eq!(after - before, Duration::days(3));
    let why = app
        .get(
            Staff,
            &format!("/complaints/{reference}/clocks/first_contact"),
        )
        .await;
    why.says("Paused 10:00 to 17:00");
    why.says_not("The date we keep is");
}

#[actix_web::test]
async fn only_an_executive_or_who_decides_stage_2() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/pause");
    for who in [Staff, Relations] {
        let refused = app.get(who, &page).await;
        refused.is(403);
        refused.says("a senior complaint executive or the person deciding stage 2");
        let version = app.complaint(&reference).await.version.0.to_string();
        let form = [
            ("version", version.as_str()),
            ("act", "begin"),
            ("reason", "Busy"),
            ("review_on", "2026-12-01"),
        ];
        app.post(who, &page, &form).await.is(403);
    }
}
