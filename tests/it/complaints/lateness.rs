use crate::support::Cast::{Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use chrono::Duration;

/// Row 36: the history says who had it, in working time; somebody corrects it with a reason, and both stay.
#[actix_web::test]
async fn a_late_answer_says_who_had_it_and_is_corrected_beside_that() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/lateness");
    let early = app.get(Leader, &page).await;
    early.is(409);
    early.says("No promise was late");
    app.later(Duration::days(15));
    for address in ["clocks/respond", "history"] {
        let shown = app
            .get(Leader, &format!("/complaints/{reference}/{address}"))
            .await;
        shown.says("Sian Bevan");
        shown.says("Of that, after the date");
    }
    // Whoever had it says nothing about it; somebody of another area does not see it.
    app.get(Staff, &page).await.is(403);
    app.get(Leader2, &page).await.is(404);
    let first = app.get(Leader, &page).await;
    let version = first.value("version");
    let bare = app.post(Leader, &page, &[("version", &version)]).await;
    bare.is(422);
    bare.says("Choose a promise that was late");
    bare.says("Choose who it was late with");
    bare.says("Say why");
    let form = [
        ("version", version.as_str()),
        ("promise", "respond"),
        ("to", "outside"),
        ("reason", "The recordings <b>came</b> late"),
    ];
    let stranger = [
        ("version", version.as_str()),
        ("promise", "respond"),
        ("to", "person-4"),
        ("reason", "His"),
    ];
    let refused = app.post(Leader, &page, &stranger).await;
    refused.is(422);
    assert_eq!(refused.value("reason"), "His");
    app.post(Leader, &page, &form).await.is(303);
    let shown = app
        .get(
            Relations,
            &format!("/complaints/{reference}/clocks/respond"),
        )
        .await;
    shown.says("Corrected: it was late with Nobody here: it was outside our control.");
    assert!(shown.text("main").contains("The recordings <b>came"));
    shown.says("Sian Bevan");
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Corrected who it was late with: stage 1 response");
}
