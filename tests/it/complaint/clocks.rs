use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use chrono::Duration;

#[actix_web::test]
async fn a_published_promise_is_explained_day_by_day() {
    let app = TestApp::start().await;
    app.later(Duration::days(3)); // Friday: the weekend is in between
    let reference = app.logged().await;
    let page = app
        .get(
            Relations,
            &format!("/complaints/{reference}/clocks/acknowledge"),
        )
        .await;
    page.is(200);
    let days = page.all(".days tbody tr");
    assert_eq!(days[0], "Fri 27 Nov 10:00 to 17:00, 7 h 7 h");
    assert_eq!(days[1], "Sat 28 Nov Weekend");
    assert_eq!(days.last().unwrap(), "Wed 2 Dec 09:00 to 10:00, 1 h 24 h");
    page.says("Due Wed 2 Dec 2026, 10:00 (24 working hours)");
    page.says("Calendar version 1");
}

#[actix_web::test]
async fn only_promises_that_run_or_ran_have_a_page() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let of = |promise: &str| format!("/complaints/{reference}/clocks/{promise}");
    let done = app.get(Staff, &of("acknowledge")).await;
    done.says("In time");
    app.get(Staff, &of("respond")).await.says("day 10");
    app.get(Staff, &of("final_response")).await.is(404);
    app.get(Staff, &of("nonsense")).await.is(404);
    app.get(Staff3, &of("respond")).await.is(404);
}
