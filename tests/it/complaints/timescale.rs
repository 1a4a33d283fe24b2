use crate::support::Cast::{Leader, Relations, Staff};
use crate::support::{Cast, Page, TestApp};
use chrono::Duration;

const BAD: &str = "<script>alert(1)</script> recordings are held elsewhere";

async fn send(app: &TestApp, who: Cast, page: &str, until: &str) -> Page {
    let version = app.get(who, page).await.value("version");
    let form = [
        ("version", version.as_str()),
        ("until", until),
        ("contacted_at_date", "2026-11-24"),
        ("contacted_at_time", "09:30"),
        ("channel_used", "phone"),
        ("reason", BAD),
        ("agreed", "yes"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(who, page, &form).await
}

#[actix_web::test]
async fn a_new_date_is_agreed_told_and_the_old_one_stays_visible() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/timescale");
    let first = app.get(Staff, &page).await;
    first.says("The date has not been moved before");
    first.says("Only the Leader of Energy can agree more");
    let far = send(&app, Staff, &page, "2026-12-31").await;
    far.is(422);
    far.says("That is more than 10 working days later");
    assert_eq!(far.value("reason"), BAD);
    send(&app, Staff, &page, "2026-12-12")
        .await
        .says("We are closed on that day");
    send(&app, Staff, &page, "2026-12-15").await.is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("Agreed with Janet Whitlock on 24 Nov");
    overview.says("Earlier promises");
    assert_eq!(overview.text("aside s"), "Before: Tue 8 Dec, 17:00");
    let why = app
        .get(Staff, &format!("/complaints/{reference}/clocks/respond"))
        .await;
    why.says("This date was not worked out from working time");
    let second = send(&app, Staff, &page, "2026-12-16").await;
    second.is(422);
    second.says("Only the Leader of Energy can agree a second move");
    send(&app, Leader, &page, "2027-01-15").await.is(303);
}

#[actix_web::test]
async fn the_letter_is_escaped_where_it_is_written_and_where_it_is_read() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/timescale");
    let preview = app
        .post(Staff, &page, &[("act", "preview"), ("reason", BAD)])
        .await;
    preview.is(200);
    preview.says_not("<script>alert");
    send(&app, Staff, &page, "2026-12-15").await.is(303);
    let letter = app
        .get(Staff, &format!("/complaints/{reference}/letters/2"))
        .await;
    letter.is(200);
    letter.says("&lt;script&gt;alert(1)");
    letter.says_not("<script>alert");
    app.get(Staff, &format!("/complaints/{reference}/history"))
        .await
        .says_not("<script>alert");
}

#[actix_web::test]
async fn nothing_moves_without_when_how_why_and_whether_they_agreed() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/timescale");
    let version = app.get(Staff, &page).await.value("version");
    let bare = app.post(Staff, &page, &[("version", &version)]).await;
    bare.is(422);
    for gap in [
        "Say why more time is needed",
        "Enter the new date",
        "Say when you contacted them",
        "Say how you contacted them",
        "Say whether they agreed",
    ] {
        bare.says(gap);
    }
    app.get(Relations, &page).await.is(403);
    app.post(Relations, &page, &[("act", "preview")])
        .await
        .is(403);
}

#[actix_web::test]
async fn moved_after_the_date_counts_as_late() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.later(Duration::days(15));
    let page = format!("/complaints/{reference}/timescale");
    send(&app, Staff, &page, "2026-12-15").await.is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("Moved after the date had passed: counts as late");
}

/// Row 32: the page offers only days that can be chosen, and says why the others cannot; without scripts.
#[actix_web::test]
async fn only_days_that_can_be_chosen_are_offered() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/timescale");
    let shown = app.get(Staff, &page).await;
    // The response is due on Tuesday 8 December; ten working days later is Tuesday 22 December.
    let offered = shown.attributes("#until input[type=radio]", "value");
    assert_eq!(offered.first().map(String::as_str), Some("2026-12-09"));
    assert_eq!(offered.last().map(String::as_str), Some("2026-12-22"));
    assert_eq!(offered.len(), 10);
    for why in [
        "passed: The new date must be in the future",
        "not later: The new date must be later than the present one, 8 December 2026",
        "weekend: We are closed on that day of the week",
        "too far: That is more than 10 working days later (up to 22 December). Only the Leader of Energy can agree it",
    ] {
        shown.says(why);
    }
    shown.says_not("still counts as late");
    // What is refused says the same, and keeps what was sent.
    let weekend = send(&app, Staff, &page, "2026-12-12").await;
    weekend.is(422);
    weekend.says("We are closed on that day of the week");
    weekend.says("You chose 2026-12-12.");
    assert_eq!(weekend.value("reason"), BAD);
    // The Leader agrees any of them; and past the date, it is said that the answer is late all the same.
    let leads = app.get(Leader, &page).await;
    assert!(leads.attributes("#until input[type=radio]", "value").len() > 50);
    app.later(Duration::days(20));
    let late = app.get(Leader, &page).await;
    late.says("the answer still counts as late");
    let first = late.attributes("#until input[type=radio]", "value");
    assert!(first[0].as_str() > "2026-12-13", "{first:?}");
}
