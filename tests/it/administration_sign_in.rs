//! What an administrator does to somebody's sign-in, and the password that is asked for again.
use crate::support::Cast::{Admin, Executive, Leader, Staff};
use crate::support::{ADMIN_PASSWORD, Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::TestRequest;
use redress::passwords;
use storage::{accounts, people};

async fn open(app: &TestApp, cookie: &Cookie<'static>) -> u16 {
    let page = app
        .call_with(TestRequest::get(), Some(cookie.clone()), "/account")
        .await;
    page.status.as_u16()
}

fn person(who: Cast, what: &str) -> String {
    format!("/administration/people/{}{what}", who.id())
}

#[actix_web::test]
async fn a_sign_in_is_stopped_whatever_they_hold_and_started_again() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let cookie = app.cookie(Staff).await;
    let form = [("active", "no"), ("state_password", ADMIN_PASSWORD)];
    let done = app.post(Admin, &person(Staff, "/state"), &form).await;
    done.is(303);
    assert_eq!(open(&app, &cookie).await, 303, "signed out at once");
    let page = app.get(Admin, &done.location.unwrap()).await;
    page.says("They can no longer sign in.");
    page.says("Their work is listed for the Leaders and Customer Relations.");
    page.says_not(reference.as_str());
    // A session that was somehow left over opens nothing either.
    let left = app.cookie(Staff).await;
    assert_eq!(open(&app, &left).await, 303);
    // Stopped twice is stopped once.
    app.sign_in_of(Staff, "no").await;
    app.sign_in_of(Staff, "yes").await;
    assert_eq!(open(&app, &app.cookie(Staff).await).await, 200);
    app.get(Staff, "/").await.says(reference.as_str());
    let history = app.get(Admin, "/administration/history").await;
    assert_eq!(
        history.all("tbody th b"),
        ["Sign-in started again", "Sign-in stopped"]
    );
    let wrong = [("active", "perhaps"), ("state_password", ADMIN_PASSWORD)];
    app.post(Admin, &person(Staff, "/state"), &wrong)
        .await
        .is(400);
}

#[actix_web::test]
async fn all_sessions_of_somebody_end_and_their_password_stays() {
    let app = TestApp::start().await;
    let (one, two) = (app.cookie(Staff).await, app.cookie(Staff).await);
    let other = app.cookie(Leader).await;
    let hash = app
        .read(|conn| accounts::password_hash(conn, Staff.id()))
        .await;
    let done = app.post(Admin, &person(Staff, "/sessions"), &[]).await;
    done.is(303);
    app.get(Admin, &done.location.unwrap())
        .await
        .says("All their sessions are ended.");
    assert_eq!([open(&app, &one).await, open(&app, &two).await], [303, 303]);
    assert_eq!(open(&app, &other).await, 200);
    let kept = app
        .read(|conn| accounts::password_hash(conn, Staff.id()))
        .await;
    assert_eq!(kept, hash);
    app.get(Admin, "/administration/history")
        .await
        .says("<b>Sessions ended</b>: Sian Bevan");
    // One's own are ended on one's own page.
    let own = app.post(Admin, &person(Admin, "/sessions"), &[]).await;
    assert_eq!(own.location.as_deref(), Some("/account"));
    app.post(Executive, &person(Staff, "/sessions"), &[])
        .await
        .is(403);
}

/// The fields of a person's page as they are, with some changed.
async fn save(app: &TestApp, changed: &[(&str, &str)]) -> Page {
    let page = app.get(Admin, &person(Staff, "")).await;
    let kept = [
        "version",
        "name",
        "email",
        "job_title",
        "role",
        "area",
        "caseload_limit",
    ]
    .map(|field| (field, page.value(field)));
    let mut form: Vec<(&str, &str)> = kept.iter().map(|(f, v)| (*f, v.as_str())).collect();
    form.retain(|(field, _)| !changed.iter().any(|(c, _)| c == field));
    form.extend(changed);
    app.post(Admin, &person(Staff, ""), &form).await
}

#[actix_web::test]
async fn what_matters_asks_for_the_administrators_own_password() {
    let app = TestApp::start().await;
    // What changes nothing of how they sign in or what they may do needs none.
    save(&app, &[("job_title", "Case handler")]).await.is(303);
    let before = app.read(|conn| people::find(conn, Staff.id())).await;
    for (field, value) in [
        ("email", "sian@redress.example"),
        ("role", "leader"),
        ("area", "2"),
        ("customer_relations", "yes"),
        ("administrator", "yes"),
    ] {
        for guess in [None, Some("not her password at all")] {
            let mut changed = vec![(field, value)];
            changed.extend(guess.map(|guess| ("own_password", guess)));
            // A minute later a guess counts again.
            app.later(chrono::Duration::minutes(20));
            let page = save(&app, &changed).await;
            page.is(422);
            page.errors_follow_the_page();
            assert_eq!(page.value("own_password"), "");
            if !value.is_empty() && field != "customer_relations" && field != "administrator" {
                assert_eq!(page.value(field), value, "what was typed is kept");
            }
        }
    }
    let after = app.read(|conn| people::find(conn, Staff.id())).await;
    assert_eq!(after.version, before.version);
    for (path, field) in [
        ("/state", "state_password"),
        ("/password", "reset_password"),
    ] {
        for guess in ["", "not her password at all"] {
            app.later(chrono::Duration::minutes(20));
            let form = [("active", "no"), (field, guess)];
            let page = app.post(Admin, &person(Staff, path), &form).await;
            page.is(422);
            page.errors_follow_the_page();
            assert!(!page.text(&format!("#{field}-error")).is_empty());
        }
    }
    let new = [
        ("name", "Zoe Hart"),
        ("email", "zoe@redress.example"),
        ("role", "staff"),
        ("caseload_limit", "8"),
    ];
    let page = app.post(Admin, "/administration/people/new", &new).await;
    page.is(422);
    page.says("Enter your own password");
    assert_eq!(page.value("name"), "Zoe Hart");
    let hash = app
        .read(|conn| accounts::password_hash(conn, Staff.id()))
        .await;
    assert!(!passwords::verify(ADMIN_PASSWORD, Some(&hash)));
    save(
        &app,
        &[("role", "leader"), ("own_password", ADMIN_PASSWORD)],
    )
    .await
    .is(303);
}

/// Guesses are slowed as at sign-in, whichever form they are made on.
#[actix_web::test]
async fn guessing_the_administrators_password_is_slowed() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        let form = [
            ("active", "no"),
            ("state_password", "a guess of some length"),
        ];
        app.post(Admin, &person(Staff, "/state"), &form)
            .await
            .is(422);
    }
    let form = [("reset_password", ADMIN_PASSWORD)];
    let slowed = app.post(Admin, &person(Staff, "/password"), &form).await;
    slowed.is(422);
    slowed.says("Too many wrong passwords. Wait");
}
