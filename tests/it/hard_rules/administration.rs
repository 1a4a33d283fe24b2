//! Row 30: absence must not strand a case.
use crate::support::Cast::{
    self, Executive, Leader, Leader2, Relations, Relations2, Staff, Staff3,
};
use crate::support::TestApp;
use procedure::Reference;
use procedure::steps::intake::OnTheSpot;
use procedure::steps::taking::Take;

/// Whatever somebody holds when their sign-in is stopped: it stays as it was, its clock runs, and it stands in the
/// list of Customer Relations, and where it is with an area on the board of its Leader.
#[actix_web::test]
async fn row_30_nothing_of_somebody_stopped_is_without_a_list() {
    let app = TestApp::start().await;
    let stage_1 = app.assigned().await;
    let promised = app.answered().await;
    let stage_2 = app.in_final_review().await;
    let taken = app.logged().await;
    app.step(Relations, &taken, |_| Take).await.unwrap();
    let here = app
        .logged_as(|intake| {
            intake.on_the_spot = Some(OnTheSpot {
                tried: "Rang her back".into(),
            });
        })
        .await;
    let before = app.complaint(&stage_1).await;
    for whose in [Staff, Leader2, Relations] {
        app.sign_in_of(whose, "no").await;
    }
    let list = app.get(Relations2, "/unowned").await;
    let mut rows = list.all(".work .ref");
    let mut expected: Vec<String> = [&stage_1, &stage_2, &taken, &here, &promised, &stage_2]
        .map(ToString::to_string)
        .to_vec();
    rows.sort();
    expected.sort();
    assert_eq!(rows, expected, "each complaint, and each promise of Sian's");
    let after = app.complaint(&stage_1).await;
    assert_eq!(
        (after.clocks, after.assignee),
        (before.clocks, before.assignee)
    );
    let board = app.get(Leader, "/assignment").await;
    board.says("Needs a new person");
    board.says("Sign-in stopped");
    for reference in [&stage_1, &stage_2] {
        board.says(reference.as_str());
    }
    handed_over(&app, &stage_1, &taken).await;
}

/// Handed over through the usual steps, it has left the list; what was not is theirs again.
async fn handed_over(app: &TestApp, stage_1: &Reference, taken: &Reference) {
    let list = app.get(Executive, "/unowned").await;
    list.says("The Leader of Energy, Helen Marsh, assigns somebody else");
    let version = app.version(taken).await;
    let path = format!("/complaints/{taken}/taking");
    app.post(Relations2, &path, &[("version", &version)])
        .await
        .is(303);
    let version = app.version(stage_1).await;
    let path = format!("/complaints/{stage_1}/assignment");
    let form = [
        ("version", version.as_str()),
        ("assignee", &Cast::Staff2.id().to_string()),
        ("reason", "Sian no longer works here"),
        ("untold_why", "They were told on the telephone"),
    ];
    app.post(Leader, &path, &form).await.is(303);
    let list = app.get(Executive, "/unowned").await;
    for moved in [stage_1, taken] {
        list.says_not(moved.as_str());
    }
    for whose in [Staff, Leader2, Relations] {
        app.sign_in_of(whose, "yes").await;
    }
    app.get(Executive, "/unowned")
        .await
        .says("Every complaint has an owner.");
    assert_eq!(app.get(Leader2, "/").await.all(".work .ref").len(), 1);
    app.get(Staff, "/").await.says_not(stage_1.as_str());
    app.get(Staff3, "/unowned").await.is(403);
}
