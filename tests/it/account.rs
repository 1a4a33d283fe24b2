//! A person's own account: what ends a session ends it at once.
use crate::support::Cast::{Relations, Staff};
use crate::support::{Cast, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::TestRequest;
use redress::passwords;
use storage::accounts;

const OLD: &str = "tidy lanterns follow rivers";
const NEW: &str = "seven copper kettles humming";

async fn with_password(app: &TestApp, who: Cast) {
    let hash = passwords::hash(OLD).unwrap();
    let now = app.now();
    app.write(move |conn| accounts::set_password(conn, who.id(), &hash, None, now))
        .await;
}

async fn change(app: &TestApp, cookie: &Cookie<'static>, form: [&str; 3]) -> crate::support::Page {
    let [old, new, again] = form;
    let form = [
        ("old_password", old),
        ("new_password", new),
        ("again", again),
    ];
    let req = TestRequest::post().set_form(form);
    app.call_with(req, Some(cookie.clone()), "/account/password")
        .await
}

async fn open(app: &TestApp, cookie: &Cookie<'static>) -> u16 {
    let page = app
        .call_with(TestRequest::get(), Some(cookie.clone()), "/account")
        .await;
    page.status.as_u16()
}

#[actix_web::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let app = TestApp::start().await;
    with_password(&app, Staff).await;
    let (here, there) = (app.cookie(Staff).await, app.cookie(Staff).await);
    let wrong = change(&app, &here, ["not the old password", NEW, NEW]).await;
    wrong.is(422);
    wrong.says("This is not your password");
    wrong.says_not(NEW);
    change(&app, &here, [OLD, "short", "short"])
        .await
        .says("Use at least 15 characters");
    change(&app, &here, [OLD, OLD, OLD])
        .await
        .says("other than the old one");
    change(&app, &here, [OLD, NEW, "another thing entirely"])
        .await
        .says("not the same");
    assert_eq!(open(&app, &there).await, 200);
    change(&app, &here, [OLD, NEW, NEW]).await.is(303);
    assert_eq!(open(&app, &there).await, 303, "signed out at once");
    assert_eq!(open(&app, &here).await, 200, "this one goes on");
    let hash = app
        .read(|conn| accounts::password_hash(conn, Staff.id()))
        .await;
    assert!(passwords::verify(NEW, Some(&hash)));
}

#[actix_web::test]
async fn guessing_at_an_unlocked_desk_is_slowed() {
    let app = TestApp::start().await;
    with_password(&app, Staff).await;
    let here = app.cookie(Staff).await;
    for _ in 0..5 {
        change(&app, &here, ["not the old password", NEW, NEW])
            .await
            .is(422);
    }
    let slowed = change(&app, &here, [OLD, NEW, NEW]).await;
    slowed.is(422);
    slowed.says("Too many wrong passwords. Wait");
}

#[actix_web::test]
async fn one_or_all_other_devices_are_signed_out() {
    let app = TestApp::start().await;
    with_password(&app, Staff).await;
    with_password(&app, Relations).await;
    let (here, one, two) = (
        app.cookie(Staff).await,
        app.cookie(Staff).await,
        app.cookie(Staff).await,
    );
    let page = app
        .call_with(TestRequest::get(), Some(here.clone()), "/account")
        .await;
    assert_eq!(page.all("tbody tr").len(), 3);
    assert_eq!(page.all("tbody tr .tag"), ["This one"]);
    let stranger = app.cookie(Relations).await;
    let key = page.attribute("tbody button[name=end]", "value").unwrap();
    let end = |cookie: &Cookie<'static>, what: &str| {
        let req = TestRequest::post().set_form([("end", what), ("own_password", OLD)]);
        app.call_with(req, Some(cookie.clone()), "/account/sessions")
    };
    for guess in ["", "not the password at all"] {
        let form = [("end", "others"), ("own_password", guess)];
        let req = TestRequest::post().set_form(form);
        let page = app
            .call_with(req, Some(here.clone()), "/account/sessions")
            .await;
        page.is(422);
        page.errors_follow_the_page();
    }
    assert_eq!(
        open(&app, &one).await + open(&app, &two).await,
        400,
        "only with their own password"
    );
    end(&stranger, &key).await.is(303);
    assert_eq!(
        open(&app, &one).await + open(&app, &two).await,
        400,
        "not a stranger's to end"
    );
    end(&here, &key).await.is(303);
    let states = [open(&app, &one).await, open(&app, &two).await];
    assert!(states.contains(&200) && states.contains(&303), "{states:?}");
    end(&here, "others").await.is(303);
    assert_eq!([open(&app, &one).await, open(&app, &two).await], [303, 303]);
    assert_eq!(open(&app, &here).await, 200);
}

#[actix_web::test]
async fn colours_and_single_keys_are_a_choice() {
    let app = TestApp::start().await;
    app.get(Staff, "/account").await.says("data-shortcuts");
    let form = [("theme", "dark")];
    app.post(Staff, "/account/preferences", &form).await.is(303);
    let page = app.get(Staff, "/account?done=preferences").await;
    page.says("data-theme=\"dark\"");
    page.says_not("data-shortcuts");
    page.says("Saved.");
    let wrong = app
        .post(Staff, "/account/preferences", &[("theme", "<b>")])
        .await;
    wrong.is(422);
    app.get(Relations, "/account")
        .await
        .says_not("data-theme=\"dark\"");
}
