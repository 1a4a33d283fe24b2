use crate::support::Cast::{self, Leader, Leader2, Relations, Relations2, Staff, Staff3};
use crate::support::{REPLY_KEY, TestApp};
use chrono::Duration;
use procedure::delivery::{Delivery, State};
use procedure::{Complaint, Reference};
use redress::casework::delivery;
use redress::jobs::outbox::{self, Outbox};

async fn first(app: &TestApp, reference: &Reference) -> Delivery {
    let complaint: Complaint = app.complaint(reference).await;
    complaint.deliveries.last().unwrap().clone()
}

/// Everything whose time has come leaves, to the folder.
fn leave(app: &TestApp) {
    app.later(Duration::seconds(60));
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    outbox::drain(&app.app.db, &to, &|| app.now()).unwrap();
}

/// It bounced, as the intake finds.
async fn bounce(app: &TestApp, reference: &Reference) {
    leave(app);
    let (id, now) = (first(app, reference).await.message_id, app.now());
    let back = app
        .write(move |conn| delivery::bounced(conn, &[id], "550 No such user", now))
        .await;
    assert_eq!(back.len(), 1);
}

async fn version(app: &TestApp, reference: &Reference) -> String {
    app.complaint(reference).await.version.0.to_string()
}

#[actix_web::test]
async fn a_letter_is_stopped_in_time_and_its_step_is_undone() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let complaint = format!("/complaints/{reference}");
    let page = app.get(Relations, &complaint).await;
    page.says("leaves at 10:01:00");
    page.says("Stop it");
    let (id, v) = (
        first(&app, &reference).await.id.to_string(),
        version(&app, &reference).await,
    );
    let step = format!("{complaint}/delivery");
    let stop = [
        ("version", v.as_str()),
        ("delivery", id.as_str()),
        ("act", "stop"),
    ];
    app.post(Relations, &step, &stop).await.is(303);
    leave(&app);
    assert_eq!(first(&app, &reference).await.state, State::TakenBack);
    // The step is undone: the acknowledgement is owed as before, and nothing else is.
    let page = app.get(Relations, &complaint).await;
    page.says("Acknowledge, naming the area");
    app.get(Relations, &format!("{complaint}/history"))
        .await
        .says("Letter to Janet Whitlock stopped before it left");
    app.get(Relations, "/undelivered")
        .await
        .says_not(reference.as_str());
    // It is over: a second time changes nothing.
    let v = version(&app, &reference).await;
    let again = [
        ("version", v.as_str()),
        ("delivery", id.as_str()),
        ("act", "stop"),
    ];
    let late = app.post(Relations, &step, &again).await;
    late.is(409);
    late.says("It can no longer be stopped");
}

#[actix_web::test]
async fn what_bounced_is_owed_and_goes_another_way_with_a_reason() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    bounce(&app, &reference).await;
    let complaint = format!("/complaints/{reference}");
    let step = format!("{complaint}/delivery");
    let page = app.get(Relations, &complaint).await;
    page.says("has not arrived");
    // Working hours: known on Tuesday at 10:01, 24 working hours of the acknowledgement.
    let due = first(&app, &reference).await.due_at.unwrap();
    assert!(due > app.now());
    let id = first(&app, &reference).await.id.to_string();
    let form = app.get(Relations, &format!("{step}?delivery={id}")).await;
    form.says("Send it again");
    let v = form.value("version");
    let mut again = vec![
        ("version", v.as_str()),
        ("delivery", id.as_str()),
        ("act", "again"),
        ("channel", "post"),
        ("format", "standard"),
        ("address", "Janet Whitlock\n14 Fernhill Close\nWA1 1AA"),
    ];
    let bare = app.post(Relations, &step, &again).await;
    bare.is(422);
    bare.says("14 Fernhill Close");
    again.push(("reason", "The email bounced"));
    again.push(("elsewhere", "She has moved"));
    app.post(Relations, &step, &again).await.is(303);
    let all = app.complaint(&reference).await.deliveries;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].state, State::SentAgain);
    assert_eq!((all[0].state, all[0].number), (State::Held, 2));
    assert_eq!(all[0].letter, all[1].letter);
    leave(&app);
    assert_eq!(
        app.complaint(&reference).await.deliveries[0].state,
        State::ToPrint
    );
    let list = app.get(Relations, "/undelivered").await;
    list.says_not("Letters not delivered");
    app.get(Relations, "/post").await.says(reference.as_str());
    app.get(Relations, &format!("{complaint}/history"))
        .await
        .says("The email bounced");
}

#[actix_web::test]
async fn what_cannot_reach_them_is_closed_with_a_reason() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    bounce(&app, &reference).await;
    let step = format!("/complaints/{reference}/delivery");
    let (id, v) = (
        first(&app, &reference).await.id.to_string(),
        version(&app, &reference).await,
    );
    let mut close = vec![
        ("version", v.as_str()),
        ("delivery", id.as_str()),
        ("act", "close"),
    ];
    app.post(Relations, &step, &close).await.is(422);
    close.push(("reason", "There is no other address"));
    app.post(Relations, &step, &close).await.is(303);
    assert_eq!(first(&app, &reference).await.state, State::ClosedWithout);
    app.get(Relations, "/undelivered")
        .await
        .says("Every letter has been sent, and none has come back");
}

#[actix_web::test]
async fn it_is_for_those_who_work_on_the_complaint() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.assigned().await;
    bounce(&app, &reference).await;
    let id = first(&app, &reference).await.id;
    let step = format!("/complaints/{reference}/delivery?delivery={id}");
    for (who, status) in [
        (Relations, 200),
        (Relations2, 200),
        (Staff, 200),
        (Leader, 200),
        (Staff3, 404),
        (Leader2, 404),
        (Cast::SeniorLeader, 403),
    ] {
        app.get(who, &step).await.is(status);
        let listed = app
            .get(who, "/undelivered")
            .await
            .html
            .contains(reference.as_str());
        assert_eq!(listed, status == 200, "{who:?}");
    }
    // One of another complaint is as one that is not there.
    let other = app.acknowledged().await;
    let other = first(&app, &other).await.id;
    let step = format!("/complaints/{reference}/delivery?delivery={other}");
    app.get(Relations, &step).await.is(404);
}

#[actix_web::test]
async fn the_bytes_that_left_are_opened_as_they_were() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    leave(&app);
    let delivery = first(&app, &reference).await;
    let letter = format!("/complaints/{reference}/letters/{}", delivery.letter);
    let page = app.get(Relations, &letter).await;
    page.says(
        &delivery
            .message_id
            .replace('<', "&#60;")
            .replace('>', "&#62;"),
    );
    page.says("SHA-256");
    let name = format!("{reference}-{}-1-acknowledgement", delivery.letter);
    for end in ["eml", "pdf"] {
        let file = app
            .get(Relations, &format!("{letter}/sent/{name}.{end}"))
            .await;
        file.is(200);
        app.get(Staff3, &format!("{letter}/sent/{name}.{end}"))
            .await
            .is(404);
    }
    app.get(Relations, &format!("{letter}/sent/other.eml"))
        .await
        .is(404);
}
