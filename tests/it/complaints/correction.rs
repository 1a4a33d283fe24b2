use crate::support::Cast::{Executive, Leader, Leader2, Relations};
use crate::support::TestApp;
use procedure::vocabulary::LetterKind;

/// A further letter, with the parts that nobody may change; the first stays as it is (rules 25 and 60).
#[actix_web::test]
async fn a_final_response_is_corrected_by_whoever_issued_it() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.finally_answered().await;
    let page = format!("/complaints/{reference}/correction");
    let form = app.get(Leader2, &page).await;
    form.is(200);
    form.says("Final response of 24 November 2026");
    let (version, delivery) = (form.value("version"), form.value("delivery"));
    let empty = [
        ("version", version.as_str()),
        ("delivery", delivery.as_str()),
    ];
    let gaps = app.post(Leader2, &page, &empty).await;
    gaps.is(422);
    gaps.says("Say what was wrong");
    gaps.says("Say what is right");
    let words = [
        ("version", version.as_str()),
        ("delivery", delivery.as_str()),
        ("was_wrong", "We wrote that you rang twice."),
        ("is_right", "You rang four times."),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let theirs = app.post(Relations, &page, &words).await;
    theirs.is(403);
    theirs.says("the person who issued the final response");
    theirs.says("You rang four times.");
    app.post(Leader2, &page, &words).await.is(303);
    let after = app.complaint(&reference).await;
    let letter = &after.deliveries[0];
    assert_eq!(letter.kind, LetterKind::Correction);
    assert_eq!(letter.corrects.map(|l| l.to_string()), {
        let first = after.deliveries.iter();
        let mut first = first.filter(|d| d.kind == LetterKind::FinalResponse);
        first.next().map(|d| d.letter.to_string())
    });
    let sent = app.last_letter().await;
    assert!(sent.contains("You rang four times."));
    assert!(sent.contains("consider the weight of evidence; or"));
}

/// Nothing has left, so there is nothing to correct; and nobody outside may.
#[actix_web::test]
async fn only_what_has_left_is_corrected_and_only_by_those_who_work_on_it() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/correction");
    app.get(Relations, &page).await.is(409);
    app.letters_leave(&reference).await;
    app.get(Relations, &page).await.is(200);
    app.get(Leader, &page).await.is(200);
    app.get(Leader2, &page).await.is(404);
    app.get(Executive, &page).await.is(200);
}
