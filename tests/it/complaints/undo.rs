use crate::support::Cast::{Leader, Leader2, Relations, Relations2, Staff};
use crate::support::TestApp;
use chrono::Duration;
use procedure::delivery::State;
use procedure::vocabulary::{Promise, Stage};

/// A letter is stopped and its step is undone: the words are in the form again.
#[actix_web::test]
async fn a_stopped_letter_gives_back_the_form_and_every_clock() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let before = app.complaint(&reference).await;
    let page = format!("/complaints/{reference}/assignment");
    let form = app.get(Leader, &page).await;
    let version = form.value("version");
    let sent = [
        ("version", version.as_str()),
        ("assignee", "3"),
        ("reason", "She knows the supplier"),
    ];
    app.post(Leader, &page, &sent).await.is(303);
    let assigned = app.complaint(&reference).await;
    assert_eq!(assigned.stage, Stage::Investigation);
    // The acknowledgement leaves meanwhile, which changes nothing about the assignment.
    app.letters_leave(&reference).await;
    let undo = format!("/complaints/{reference}/undo");
    let asked = app.get(Leader, &undo).await;
    asked.is(200);
    asked.says("Assign");
    let version = asked.value("version");
    app.post(Leader, &undo, &[("version", version.as_str())])
        .await
        .is(303);
    let after = app.complaint(&reference).await;
    assert_eq!((after.stage, after.assignee), (Stage::Assignment, None));
    assert!(after.assignments.is_empty() && after.undoable.is_none());
    let clock = |promise| after.running(promise).map(|k| k.due_at);
    let was = |promise| before.running(promise).map(|k| k.due_at);
    assert_eq!(clock(Promise::Assign), was(Promise::Assign));
    assert_eq!(clock(Promise::FirstContact), None);
    // It left: undoing the assignment does not bring that back.
    assert_eq!(clock(Promise::Acknowledge), None);
    // What was typed is in the form again.
    let form = app.get(Leader, &page).await;
    let chosen = form.attribute("input[name='assignee'][checked]", "value");
    assert_eq!(chosen.as_deref(), Some("3"));
    app.get(Relations, &format!("/complaints/{reference}/history"))
        .await
        .says("Undone: assign");
}

/// For as long as the setting gives, by whoever did it, and once.
#[actix_web::test]
async fn what_was_done_can_be_undone_by_whoever_did_it_for_ten_minutes() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let undo = format!("/complaints/{reference}/undo");
    app.get(Staff, &undo).await.is(403);
    app.get(Relations, &undo)
        .await
        .says("the person who did it");
    app.get(Leader2, &undo).await.is(404);
    let version = app.version(&reference).await;
    app.later(Duration::minutes(11));
    let late = app
        .post(Leader, &undo, &[("version", version.as_str())])
        .await;
    late.is(409);
    late.says("Nothing can be undone now");
}

/// Handed back, it is out of the Leader's sight; undoing is not.
#[actix_web::test]
async fn a_leader_undoes_a_hand_back_that_they_do_not_see_any_more() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}");
    let back = format!("{page}/hand-back");
    let version = app.version(&reference).await;
    let form = [("version", version.as_str()), ("reason", "Not ours")];
    app.post(Leader, &back, &form).await.is(303);
    app.get(Leader, &page).await.is(404);
    let undo = format!("{page}/undo");
    let version = app.get(Leader, &undo).await.value("version");
    app.post(Leader, &undo, &[("version", version.as_str())])
        .await
        .is(303);
    let after = app.complaint(&reference).await;
    assert_eq!(after.stage, Stage::Assignment);
    app.get(Leader, &page).await.is(200);
    // Once: the undoing itself is not undone.
    app.get(Leader, &undo).await.is(409);
}

/// Never after its letter has left; by anybody who may stop the letter before.
#[actix_web::test]
async fn a_step_whose_letter_has_left_is_corrected_and_not_undone() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let undo = format!("/complaints/{reference}/undo");
    app.get(Relations2, &undo).await.is(200);
    app.letters_leave(&reference).await;
    let complaint = app.complaint(&reference).await;
    assert_eq!(complaint.deliveries[0].state, State::Sent);
    app.get(Relations, &undo).await.is(409);
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .says("Correct a letter");
}
