use crate::support::Cast::{Executive, Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use crate::support::cast::COMMUNICATIONS;
use chrono::Duration;
use procedure::AreaId;
use procedure::clocks::Clock;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::hand_back::HandBack;
use procedure::vocabulary::{Promise, Stage};
use storage::areas;

/// Rule 29: back with a reason; the first date is kept.
#[actix_web::test]
async fn the_leader_hands_back_with_a_reason_and_no_clock_starts_again() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let before = app.complaint(&reference).await;
    let page = format!("/complaints/{reference}/hand-back");
    let shown = app.get(Leader, &page).await;
    shown.says("No clock starts again");
    shown.says("Sian Bevan will no longer have it");
    let version = shown.value("version");
    let none = app
        .post(Leader, &page, &[("version", &version), ("reason", "  ")])
        .await;
    none.is(422);
    none.says("Say why another area is better placed");
    let form = [
        ("version", version.as_str()),
        ("reason", "The call was <b>ours</b>, not theirs"),
    ];
    let done = app.post(Leader, &page, &form).await;
    done.is(303);
    assert_eq!(done.leads_to().as_deref(), Some("/assignment"));
    let after = app.complaint(&reference).await;
    assert_eq!((after.stage, after.assignee), (Stage::Triage, None));
    assert_eq!(after.received.at, before.received.at);
    // Nothing that ran was changed; the promise to assign runs on as if it had not stopped, and the inbox shows it.
    for (was, is) in before.clocks.iter().zip(&after.clocks) {
        let runs_on = was.promise == Promise::Assign;
        let expected = Clock {
            stopped_at: was.stopped_at.filter(|_| !runs_on),
            kept: was.kept && !runs_on,
            ..was.clone()
        };
        assert_eq!(*is, expected);
    }
    assert_eq!(after.clocks.len(), before.clocks.len());
    for address in [
        "/",
        "/inbox",
        "/inbox?tab=acknowledged",
        "/inbox?tab=triage&due=later",
    ] {
        let shown = app.get(Relations, address).await;
        shown.is(200);
        if address != "/" {
            shown.says(&reference.to_string());
        }
    }
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .says("Assign");
}

/// The date stays the first one, also when it has long passed: the complaint is late, and everybody sees it.
#[actix_web::test]
async fn handed_back_late_it_is_overdue_at_once_and_then_goes_to_another_area() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.later(Duration::days(15));
    let page = format!("/complaints/{reference}/hand-back");
    app.get(Leader, &page)
        .await
        .says("The date to assign somebody stays Fri 27 Nov, 10:00");
    let back = |_: &_| HandBack {
        reason: "Not ours".into(),
    };
    app.step(Leader, &reference, back).await.unwrap();
    app.get(Relations, "/inbox?due=overdue")
        .await
        .says(&reference.to_string());
    let area = app
        .read(|conn| areas::get(conn, AreaId(COMMUNICATIONS)))
        .await;
    app.step(Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: None,
    })
    .await
    .unwrap();
    let board = app.get(Leader2, "/assignment").await;
    board.says(&reference.to_string());
    let after = app.complaint(&reference).await;
    let running = after.running(Promise::Assign).unwrap();
    assert!(running.is_late(app.now()) && running.started_at == after.acknowledged_at.unwrap());
}

#[actix_web::test]
async fn others_cannot_and_a_stale_page_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/hand-back");
    app.get(Leader2, &page).await.is(404);
    app.get(Staff, &page).await.is(403);
    app.get(Relations, &page)
        .await
        .says("Only the Leader of Energy");
    let forged = [("version", "1"), ("reason", "Not mine")];
    app.post(Relations, &page, &forged).await.is(409);
    let version = app.complaint(&reference).await.version.0.to_string();
    let forged = [("version", version.as_str()), ("reason", "Not mine")];
    app.post(Relations, &page, &forged).await.is(403);
    app.post(Leader2, &page, &forged).await.is(404);
    let stale = app
        .post(
            Leader,
            &page,
            &[("version", "0"), ("reason", "Kept <i>words</i>")],
        )
        .await;
    stale.is(409);
    assert_eq!(stale.value("reason"), "Kept <i>words</i>");
}

/// Row 16: how long each area held it is kept, and after the second hand-back a senior complaint executive decides.
#[actix_web::test]
async fn the_second_hand_back_goes_to_an_executive_who_sees_both_reasons() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let first_date = app
        .complaint(&reference)
        .await
        .running(Promise::Assign)
        .cloned();
    assert!(first_date.is_none());
    let back = |reason: &'static str| {
        move |_: &_| HandBack {
            reason: reason.into(),
        }
    };
    app.later(Duration::hours(27));
    app.step(Leader, &reference, back("The caller rang <b>telecoms</b>"))
        .await
        .unwrap();
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Handed back by Energy, held for 1 d 3 h");
    let assign = app
        .complaint(&reference)
        .await
        .running(Promise::Assign)
        .cloned();
    let area = app
        .read(|conn| areas::get(conn, AreaId(COMMUNICATIONS)))
        .await;
    let route = |area| {
        |c: &procedure::Complaint| Acknowledge {
            area: Some(area),
            dispatch: Dispatch::preferred(c),
            triaged: None,
        }
    };
    app.step(Relations, &reference, route(area)).await.unwrap();
    let page = format!("/complaints/{reference}/hand-back");
    app.get(Leader2, &page)
        .await
        .says("If you hand it back too, a senior complaint executive decides which area answers.");
    app.later(Duration::minutes(90));
    app.step(Leader2, &reference, back("Nobody here spoke to her"))
        .await
        .unwrap();
    // Rule 29: the date did not move.
    assert_eq!(
        app.complaint(&reference)
            .await
            .running(Promise::Assign)
            .cloned(),
        assign
    );
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    overview.says("Handed back 2 times");
    overview.says_not("To acknowledge");
    overview.says("held for 1 h 30 min");
    overview.says("Decide which area answers: it was handed back twice");
    overview.says("A senior complaint executive");
    let inbox = app.get(Relations, "/inbox").await;
    inbox.says("Handed back twice: an executive decides the area");
    // "Take the next one" passes it by for Customer Relations, who cannot take it, either.
    let next = app.post(Relations, "/inbox/next", &[]).await;
    assert_eq!(next.leads_to().as_deref(), Some("/inbox?nothing=1"));
    let version = app.version(&reference).await;
    let take = [("version", version.as_str())];
    let taking = format!("/complaints/{reference}/taking");
    app.post(Relations, &taking, &take).await.is(403);
    // Customer Relations cannot send it on; an executive can, and sees why it came back.
    let triage = format!("/complaints/{reference}/acknowledgement");
    app.get(Relations, &triage)
        .await
        .says("Only a senior complaint executive can decide which area answers");
    let version = app.version(&reference).await;
    let forged = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("area", "1"),
    ];
    app.post(Relations, &triage, &forged).await.is(403);
    let home = app.get(Executive, "/").await;
    home.says("You decide which area answers");
    home.says(&reference.to_string());
    app.get(Relations, "/")
        .await
        .says_not("You decide which area answers");
    let shown = app.get(Executive, &triage).await;
    assert!(shown.text("main").contains("The caller rang <b>telecoms"));
    shown.says("Nobody here spoke to her");
    let energy = app.read(|conn| areas::get(conn, AreaId(1))).await;
    app.step(Executive, &reference, route(energy))
        .await
        .unwrap();
    app.get(Executive, "/")
        .await
        .says_not("You decide which area answers");
    // Undone, it is with the executive again; and so is a hand-back that is undone.
    app.get(Leader, "/assignment")
        .await
        .says(&reference.to_string());
    app.later(Duration::minutes(5));
    app.step(Leader, &reference, back("Still not ours"))
        .await
        .unwrap();
    app.step(Leader, &reference, |_| procedure::steps::undo::UndoLast {
        reason: String::new(),
    })
    .await
    .unwrap();
    let after = app.complaint(&reference).await;
    assert_eq!(
        (after.hand_backs.len(), after.stage),
        (2, Stage::Assignment)
    );
}
