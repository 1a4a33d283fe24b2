use crate::support::Cast::{Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;

#[actix_web::test]
async fn a_note_is_kept_with_when_it_happened_and_when_it_was_written() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/note");
    let version = app.get(Staff, &page).await.value("version");
    let none = app.post(Staff, &page, &[("version", &version)]).await;
    none.is(422);
    none.says("Write the note");
    let bad = "<b>bold</b>";
    let future = [
        ("version", version.as_str()),
        ("note", bad),
        ("happened_at_date", "2027-01-01"),
    ];
    let future = app.post(Staff, &page, &future).await;
    future.is(422);
    future.says("It cannot have happened in the future");
    assert_eq!(future.value("note"), bad);
    let form = [
        ("version", version.as_str()),
        ("note", bad),
        ("happened_at_date", "2026-11-20"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Note about Fri 20 Nov, 09:00, written later");
    history.says("&#60;b&#62;bold");
}

#[actix_web::test]
async fn only_those_who_work_on_it_and_stale_words_are_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/note");
    app.get(Staff2, &page).await.is(404);
    app.post(Leader2, &page, &[("version", "0"), ("note", "x")])
        .await
        .is(404);
    let stale = app
        .post(Staff, &page, &[("version", "0"), ("note", "My words")])
        .await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("note"), "My words");
}

/// Rule 4: what is addressed to an executive goes the usual way; their office is told in a courteous note that says
/// nothing of the complaint but its reference, and when they were told is recorded.
#[actix_web::test]
async fn the_office_of_an_executive_is_told_and_gets_no_part_in_it() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|form| {
            form.channel = procedure::vocabulary::Channel::ExecutiveOrBoard;
            form.addressed_to = "Piers <b>Langdon</b>, Chair".into();
        })
        .await;
    let address = format!("/complaints/{reference}");
    let overview = app.get(Relations, &address).await;
    overview.says("Their office has not been told");
    overview.says("Being written to makes nobody the one who answers or decides");
    let text = overview.text("details .pre");
    for words in [
        reference.as_str(),
        "goes through our complaints procedure, with the same steps and the same time limits",
        "Please do not answer it",
        "It is not dealt with in any other way",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for secret in ["Janet", "Whitlock", "No update", "Brightway"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let mailto = overview.link("a[href^=mailto]").unwrap();
    assert!(
        mailto.starts_with("mailto:?subject=Complaint%20"),
        "{mailto}"
    );
    assert!(
        !mailto.contains('+') && mailto.contains("%0D%0A"),
        "{mailto}"
    );
    let page = format!("{address}/note?office=yes");
    let open = app.get(Relations, &page).await;
    assert_eq!(open.value("office"), "yes");
    let version = open.value("version");
    let early = [
        ("version", version.as_str()),
        ("office", "yes"),
        ("happened_at_date", "2026-11-20"),
    ];
    let early = app.post(Relations, &page, &early).await;
    early.is(422);
    early.says("Their office cannot have been told before 24 November 2026");
    let form = [("version", version.as_str()), ("office", "yes")];
    app.post(Relations, &page, &form).await.is(303);
    let told = app.get(Relations, &address).await;
    told.says("Their office was told on 24 Nov 2026");
    assert!(told.link("a[href^=mailto]").is_none());
    let after = app.complaint(&reference).await;
    assert_eq!((after.assignee, after.decider), (None, None));
    assert_eq!(after.office_told_on, Some(app.now().date_naive()));
    // Forged on a complaint that was addressed to nobody.
    let other = app.assigned().await;
    let page = format!("/complaints/{other}/note");
    app.get(Staff, &page)
        .await
        .says_not("the office of the person");
    let version = app.complaint(&other).await.version.0.to_string();
    let form = [("version", version.as_str()), ("office", "yes")];
    app.post(Staff, &page, &form).await.is(409);
}
