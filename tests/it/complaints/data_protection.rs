//! A complaint that is also about personal data (rule 94): marked, listed, told of the Information Commissioner, answered.
use crate::support::Cast::{Executive, Leader, Relations, Relations2, Staff, Staff3};
use crate::support::{Cast, Page, TestApp};
use chrono::Duration;
use procedure::vocabulary::{LetterKind, Promise};
use procedure::{Complaint, Reference};

const LIST: &str = "/data-protection";
const ABOUT: &str = "You sent my file <b>to my neighbour</b>";

async fn send(app: &TestApp, who: Cast, reference: &Reference, form: &[(&str, &str)]) -> Page {
    let version = app.complaint(reference).await.version.0.to_string();
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(form);
    let page = format!("/complaints/{reference}/data-protection");
    app.post(who, &page, &all).await
}

/// Marked by Customer Relations, through the page.
pub async fn mark(app: &TestApp, reference: &Reference) {
    let form = [("act", "mark"), ("data_about", ABOUT)];
    send(app, Relations, reference, &form).await.is(303);
}

fn owed(c: &Complaint) -> Option<String> {
    let clock = c.running(Promise::DataProtection);
    clock.map(|clock| clock.due_at.to_rfc3339())
}

#[actix_web::test]
async fn it_is_marked_by_customer_relations_and_listed_until_it_is_answered() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let other = app.logged().await;
    let path = format!("/complaints/{reference}");
    app.get(Relations, LIST)
        .await
        .says("No data protection complaint waits for an answer");
    let bare = send(&app, Relations, &reference, &[("act", "mark")]).await;
    bare.is(422);
    bare.says("Say what of it is about personal data");
    mark(&app, &reference).await;
    let marked = app.complaint(&reference).await;
    assert_eq!(owed(&marked).as_deref(), Some("2026-12-24T17:00:00+00:00"));
    assert!(owed(&app.complaint(&other).await).is_none());
    let page = app.get(Relations, &path).await;
    page.says("Data protection acknowledgement");
    page.says("You sent my file &#60;b&#62;to my neighbour");
    page.says("Marked as a data protection complaint");
    for who in [Relations, Executive] {
        let list = app.get(who, LIST).await;
        list.says(reference.as_str());
        list.says_not(other.as_str());
        list.says_not("row-late");
    }
    for who in [Staff, Leader] {
        app.get(who, LIST).await.is(403);
    }
    // Red when it is late.
    app.later(Duration::days(40));
    app.get(Relations, LIST).await.says("row-late");
    // Twice is refused, and the words are kept.
    let again = [("act", "mark"), ("data_about", "Again")];
    send(&app, Relations, &reference, &again).await.is(409);
    let wrong = [
        ("act", "answered"),
        ("data_answered_on", "2026-11-20"),
        ("data_answer", "We said sorry"),
    ];
    let wrong = send(&app, Relations, &reference, &wrong).await;
    wrong.is(422);
    wrong.says("It cannot have been answered before 24 November 2026");
    assert_eq!(wrong.value("data_answer"), "We said sorry");
    let answer = [
        ("act", "answered"),
        ("data_answered_on", "2026-12-20"),
        ("data_answer", "We said sorry"),
    ];
    send(&app, Relations, &reference, &answer).await.is(303);
    app.get(Relations, LIST).await.says_not(reference.as_str());
    let page = app.get(Relations, &path).await;
    page.says("Answered 20 Dec 2026");
    page.says("What is about personal data answered on 20 December");
}

#[actix_web::test]
async fn its_letters_name_the_information_commissioner_and_the_acknowledgement_ends_its_clock() {
    let app = TestApp::start().await;
    let (plain, reference) = (app.acknowledged().await, app.logged().await);
    mark(&app, &reference).await;
    let page = format!("/complaints/{reference}/acknowledgement");
    let shown = app.get(Relations, &page).await;
    let version = shown.value("version");
    let form = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("alleged_1", "No update since 12 September"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
    ];
    app.post(Relations, &page, &form).await.is(303);
    app.letters_leave(&reference).await;
    let c = app.complaint(&reference).await;
    assert!(owed(&c).is_none());
    let mut clocks = c.clocks.iter();
    let clock = clocks.rfind(|k| k.promise == Promise::DataProtection);
    assert_eq!(clock.and_then(|k| k.in_time()), Some(true));
    let letter = |c: &Complaint| {
        let mut all = c.deliveries.iter();
        all.find(|d| d.kind == LetterKind::Acknowledgement)
            .map(|d| format!("/complaints/{}/letters/{}", c.reference, d.letter))
            .unwrap()
    };
    app.get(Relations, &letter(&c))
        .await
        .says("ico.org.uk/make-a-complaint");
    let other = app.complaint(&plain).await;
    app.get(Relations, &letter(&other))
        .await
        .says_not("Information Commissioner");
    // Acknowledged, it stays in the list until it is answered.
    app.get(Relations, LIST).await.says("Acknowledged");
    let sent = c.deliveries[0].letter.to_string();
    let answer = [
        ("act", "answered"),
        ("data_answered_on", "2026-11-24"),
        ("data_letter", sent.as_str()),
    ];
    send(&app, Relations, &reference, &answer).await.is(303);
    let page = format!("/complaints/{reference}/data-protection");
    app.get(Relations, &page)
        .await
        .says("Acknowledgement, 24 November 2026");
}

#[actix_web::test]
async fn it_is_taken_away_with_a_reason_and_by_nobody_else() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/data-protection");
    app.get(Staff, &page).await.is(403);
    app.get(Staff3, &page).await.is(404);
    mark(&app, &reference).await;
    let bare = send(&app, Relations, &reference, &[("act", "unmark")]).await;
    bare.is(422);
    bare.says("Say why it is not about personal data");
    let why = [
        ("act", "unmark"),
        ("unmark_reason", "It is about a supplier"),
    ];
    send(&app, Relations, &reference, &why).await.is(303);
    assert!(app.complaint(&reference).await.data_protection.is_none());
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .says("No longer marked as a data protection complaint");
    app.get(Relations, LIST).await.says_not(reference.as_str());
}

/// Whoever is complained about finds nothing of it in the list, and it is not counted for them.
#[actix_web::test]
async fn the_list_keeps_the_wall() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.subjects.push(procedure::Subject {
                person: Some(Relations2.id()),
                name: "Owen Rees".into(),
                allegation: None,
            });
        })
        .await;
    mark(&app, &reference).await;
    app.get(Relations, LIST).await.says(reference.as_str());
    let list = app.get(Relations2, LIST).await;
    list.says_not(reference.as_str());
    list.says("No data protection complaint waits for an answer");
}
