use crate::support::Cast::{Leader2, Staff};
use crate::support::{Page, TestApp};
use procedure::vocabulary::Promise;

async fn send(app: &TestApp, page: &str, form: &[(&str, &str)]) -> Page {
    let version = app.get(Staff, page).await.value("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(form);
    app.post(Staff, page, &all).await
}

#[actix_web::test]
async fn a_reply_owed_stands_on_the_page_until_it_is_given() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/contact");
    let none = send(&app, &page, &[]).await;
    none.is(422);
    none.says("Say who contacted whom");
    none.says("Say what was said or sent");
    let theirs = [
        ("from_us", "them"),
        ("channel", "phone"),
        ("note", "When will she hear?"),
        ("reply_due_date", "2026-11-25"),
        ("reply_due_time", "12:00"),
    ];
    send(&app, &page, &theirs).await.is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("Reply promised by Wed 25 Nov, 12:00");
    assert!(
        app.complaint(&reference)
            .await
            .running(Promise::FirstContact)
            .is_some()
    );
    let ours = [
        ("from_us", "us"),
        ("channel", "phone"),
        ("note", "Told her"),
        ("answers_1", "yes"),
        ("answers_999", "yes"),
    ];
    send(&app, &page, &ours).await.is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("No reply is owed");
    assert!(
        app.complaint(&reference)
            .await
            .running(Promise::FirstContact)
            .is_none()
    );
    app.get(Leader2, &page).await.is(404);
}

#[actix_web::test]
async fn what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/contact");
    let form = [
        ("note", "Rang"),
        ("channel", "post"),
        ("from_us", "us"),
        ("happened_at_date", "tomorrow"),
    ];
    let again = send(&app, &page, &form).await;
    again.is(422);
    again.says("Enter a date, like 24/11/2026");
    assert_eq!(again.value("note"), "Rang");
    assert_eq!(again.value("channel"), "post");
    assert_eq!(again.value("from_us"), "us");
}

/// Rule 32: the response is warned about until they agreed the list of allegations, which is a contact with them.
#[actix_web::test]
async fn the_list_of_allegations_is_agreed_with_them() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/contact");
    let response = format!("/complaints/{reference}/response");
    let warning = "It is not recorded that Janet Whitlock agreed the list of allegations";
    app.get(Staff, &response).await.says(warning);
    app.get(Staff, &page)
        .await
        .says("1. No update since 12 October");
    let agreed = [
        ("from_us", "us"),
        ("channel", "phone"),
        ("note", "Went through it with her."),
        ("agrees_list", "yes"),
    ];
    send(&app, &page, &agreed).await.is(303);
    app.get(Staff, &response).await.says_not(warning);
    app.get(Staff, &format!("/complaints/{reference}/history"))
        .await
        .says("They agreed the list of allegations.");
    let list = app.complaint(&reference).await.list_agreed.unwrap();
    assert_eq!(list.allegations, 1);
}
