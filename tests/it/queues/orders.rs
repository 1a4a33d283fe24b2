//! Braille, discs and other formats: ordered for a day, dispatched on that day or on another, handed over.
use super::leaving::{acknowledged, files, newest, pick, to_day};
use crate::support::Cast::Relations;
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::delivery::State;
use procedure::vocabulary::{LetterFormat, Promise};

async fn act(app: &TestApp, reference: &Reference, act: &str, more: &[(&str, &str)]) -> Page {
    let id = pick(app, reference).await;
    let all = [("act", act), ("pick", id.as_str()), ("why", "The service")];
    app.post(Relations, "/orders", &[&all[..], more].concat())
        .await
}

#[actix_web::test]
async fn braille_that_is_dispatched_later_is_made_for_that_day() {
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Braille).await;
    let page = app.get(Relations, "/orders").await;
    page.says("Fri 27 Nov, 10:00");
    assert_eq!(page.all(".c-clock .clock").len(), 1);
    for wrong in ["2026-11-23", "2027-02-01", "soon"] {
        let refused = act(&app, &reference, "ordered", &[("on", wrong)]).await;
        refused.is(422);
        refused.says("id=\"on_ordered-error\"");
    }
    act(&app, &reference, "ordered", &[("on", "2026-12-01")])
        .await
        .is(303);
    let ordered = newest(&app, &reference).await;
    assert_eq!(
        (ordered.state, ordered.dated),
        (State::Ordered, "2026-12-01".parse().ok())
    );
    let made = files(&app, &ordered).await;
    assert_eq!(made.len(), 2);
    assert!(made[1].0.ends_with("-2026-12-01.brf"), "{}", made[1].0);
    assert_ne!(made[0].1, made[1].1, "another date");
    app.get(Relations, "/orders")
        .await
        .says("Ordered, to be dispatched on Tue 1 Dec");

    // It is owed, and late, until it is dispatched.
    to_day(&app, "2026-12-02T10:00");
    let page = app.get(Relations, "/orders").await;
    page.says("Ordered for Tue 1 Dec and not recorded as dispatched");
    assert_eq!(page.all(".clock--late").len(), 1);
    let case = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    case.says("not dispatched: still owed");
    let form = ("form", "dispatched-2026-12-01");
    let wrong = act(&app, &reference, "dispatched", &[form]).await;
    wrong.is(422);
    wrong.says("id=\"went_dispatched-2026-12-01-error\"");
    let early = act(
        &app,
        &reference,
        "dispatched",
        &[form, ("on", "2026-11-23")],
    )
    .await;
    early.is(422);
    early.says("Enter a day from 24 November 2026, when it was ordered");
    act(
        &app,
        &reference,
        "dispatched",
        &[form, ("on", "2026-12-01")],
    )
    .await
    .is(303);
    let sent = newest(&app, &reference).await;
    assert_eq!((sent.state, sent.misdated()), (State::Dispatched, None));
    let early = act(&app, &reference, "delivered", &[("on", "2026-11-30")]).await;
    early.is(422);
    early.says("when it was dispatched");
    act(&app, &reference, "delivered", &[]).await.is(303);
}

#[actix_web::test]
async fn what_was_dispatched_on_another_day_is_to_be_corrected_or_ordered_again() {
    let app = TestApp::start().await;
    let went = acknowledged(&app, LetterFormat::Braille).await;
    let stayed = acknowledged(&app, LetterFormat::Braille).await;
    for one in [&went, &stayed] {
        act(&app, one, "ordered", &[("on", "2026-11-25")])
            .await
            .is(303);
    }
    to_day(&app, "2026-11-27T10:00");
    act(&app, &went, "dispatched", &[("went", "yes")])
        .await
        .is(303);
    assert_eq!(app.complaint(&went).await.corrections_owed().count(), 1);
    app.get(Relations, &format!("/complaints/{went}"))
        .await
        .says("The acknowledgement bears 25 November 2026 and was dispatched on 27 November 2026.");
    act(&app, &stayed, "order_again", &[]).await.is(303);
    assert_eq!(newest(&app, &stayed).await.state, State::ToOrder);
    act(&app, &stayed, "ordered", &[]).await.is(303);
    act(&app, &stayed, "dispatched", &[]).await.is(303);
    assert_eq!(app.complaint(&stayed).await.corrections_owed().count(), 0);
}

#[actix_web::test]
async fn what_is_on_order_can_be_handed_over() {
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Other).await;
    app.get(Relations, "/orders")
        .await
        .says("Record as handed over");
    act(&app, &reference, "handed_over", &[]).await.is(303);
    let given = newest(&app, &reference).await;
    assert_eq!(
        (given.state, given.left_at),
        (State::HandedOver, Some(app.now()))
    );
    let clocks = app.complaint(&reference).await.clocks;
    let kept = clocks
        .iter()
        .find(|c| c.promise == Promise::Acknowledge)
        .unwrap();
    assert!(kept.kept);
    app.get(Relations, "/orders")
        .await
        .says_not(reference.as_str());
}
