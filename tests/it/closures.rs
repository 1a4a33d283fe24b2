//! An office closure that is announced while clocks run: what it moves is shown before it is saved, and then moved.
use crate::support::Cast::{Admin, Relations};
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::clocks::Clock;
use procedure::vocabulary::Promise;

const CALENDAR: &str = "/administration/calendar";

/// The form as it is shown, with a line more among the closed days.
async fn close(app: &TestApp, day: &str, act: &str, announced: &str) -> Page {
    let shown = app.get(Admin, CALENDAR).await;
    let mut form: Vec<(String, String)> = vec![
        ("act".into(), act.into()),
        ("why".into(), "Storm".into()),
        ("announced".into(), announced.into()),
    ];
    for field in ["version", "listed", "nation", "model"] {
        form.push((field.into(), shown.value(field)));
    }
    for day in 0..7 {
        for field in ["open", "close"] {
            let name = format!("{field}_{day}");
            let value = shown.value(&name);
            form.push((name, value));
        }
    }
    let closed = format!("{}\n{day}", shown.value("closed"));
    form.push(("closed".into(), closed));
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    app.post(Admin, CALENDAR, &form).await
}

async fn clock(app: &TestApp, reference: &Reference, promise: Promise) -> Clock {
    let c = app.complaint(reference).await;
    let mut all = c.clocks.iter();
    all.rfind(|k| k.promise == promise).unwrap().clone()
}

#[actix_web::test]
async fn a_closed_day_shows_the_dates_it_moves_before_it_moves_them() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let respond = clock(&app, &reference, Promise::Respond).await;
    let acknowledged = clock(&app, &reference, Promise::Acknowledge).await;
    assert!(acknowledged.stopped_at.is_some());
    let day = "2026-12-02 Storm";
    let preview = close(&app, day, "preview", "").await;
    preview.is(200);
    preview.says("These dates move when you save");
    preview.says(reference.as_str());
    preview.says("Tue 8 Dec 2026, 17:00");
    preview.says("Wed 9 Dec 2026, 17:00");
    // Nobody saves what they have not looked at.
    let asked = close(&app, day, "save", "").await;
    asked.is(200);
    asked.says("Not saved yet: these dates move");
    assert_eq!(clock(&app, &reference, Promise::Respond).await, respond);
    let announced = asked.value("announced");
    assert_eq!(announced, "2026-12-02");
    close(&app, day, "save", &announced).await.is(303);
    let after = clock(&app, &reference, Promise::Respond).await;
    assert_eq!(after.due_at.to_rfc3339(), "2026-12-09T17:00:00+00:00");
    assert_eq!(
        (after.span, after.started_at),
        (respond.span, respond.started_at)
    );
    // What has stopped keeps its result, and nothing is an extension.
    assert_eq!(
        clock(&app, &reference, Promise::Acknowledge).await,
        acknowledged
    );
    assert!(app.complaint(&reference).await.timescales.is_empty());
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Dates moved: we are closed on 2 December 2026 (Storm)");
    history.says("Automatic");
    let why = app
        .get(
            Relations,
            &format!("/complaints/{reference}/clocks/respond"),
        )
        .await;
    why.says("Wed 9 Dec 2026, 17:00");
    why.says_not("The date we keep is");
    // A day after everything that is owed is saved at once.
    close(&app, "2027-03-03 Moving house", "save", "")
        .await
        .is(303);
}

/// The wall: an administrator who is complained about is not shown that there is a complaint; its dates move all the
/// same.
#[actix_web::test]
async fn the_dates_of_a_complaint_about_the_administrator_are_not_shown() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.subjects = vec![procedure::Subject {
                person: Some(Admin.id()),
                name: Admin.name().into(),
                allegation: None,
            }];
        })
        .await;
    let before = clock(&app, &reference, Promise::Acknowledge).await;
    let preview = close(&app, "2026-11-25 Storm", "preview", "").await;
    preview.says_not(reference.as_str());
    preview.says_not("These dates move");
    close(&app, "2026-11-25 Storm", "save", "").await.is(303);
    let after = clock(&app, &reference, Promise::Acknowledge).await;
    assert!(after.due_at > before.due_at);
}
