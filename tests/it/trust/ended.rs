//! A session that has ended, or that nobody uses: it writes nothing, and an open page does not keep it alive.
use super::{ask, get, post};
use crate::support::Cast::{Admin, Relations, Staff};
use crate::support::dump::written;
use crate::support::{ADMIN_PASSWORD, Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::{self, TestRequest};
use chrono::Duration;
use diesel::prelude::*;
use redress::application;
use redress::web::{ROUTES, paths};
use storage::schema::{open_forms, sessions};
use storage::{Connection, Result, settings};

const TOKEN: &str = "00112233445566778899aabbccddee01";

fn typing(page: &str, words: &str) -> TestRequest {
    TestRequest::post()
        .uri("/open-forms")
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_json(serde_json::json!({
            "page": page, "action": page, "what": "note", "token": TOKEN, "fields": [["note", words]],
        }))
}

/// The tables that a signed-out client could once write to: rows of words, and when sessions were used.
fn beside(conn: &mut Connection) -> Result<(i64, Vec<chrono::NaiveDateTime>)> {
    let used = sessions::table
        .order(sessions::key_hash)
        .select(sessions::seen_at);
    Ok((
        open_forms::table.count().get_result(conn)?,
        used.load(conn)?,
    ))
}

/// Cookies of people who are not signed in: signed out, ended by another, ended by time, sign-in stopped.
async fn dead(app: &TestApp) -> Vec<(&'static str, Cookie<'static>)> {
    let service = test::init_service(application!(app.app)).await;
    let old = app.cookie(Staff).await;
    app.later(Duration::hours(13));
    let out = app.cookie(Staff).await;
    let req = post("/sign-out", &[]).cookie(out.clone()).to_request();
    ask(&service, req).await.is(303);
    let disabled = app.cookie(Cast::Staff3).await;
    let state = format!("/administration/people/{}/state", Cast::Staff3.id());
    let stop = [("active", "no"), ("state_password", ADMIN_PASSWORD)];
    app.post(Admin, &state, &stop).await.is(303);
    // Even a session that nobody ended is worth nothing to them.
    let live = app.cookie(Cast::Staff3).await;
    vec![
        ("past its end", old),
        ("signed out", out),
        ("disabled", disabled),
        ("disabled, with a session", live),
        ("made up", Cookie::new("redress", "x")),
    ]
}

#[actix_web::test]
async fn nothing_that_a_dead_session_sends_is_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let dead = dead(&app).await;
    let service = test::init_service(application!(app.app)).await;
    let words = "Rang twice ".repeat(1000);
    for (how, cookie) in dead {
        let before = (app.everything().await, app.read(beside).await);
        let form = [("note", words.as_str()), ("version", "5")];
        let answer = ask(
            &service,
            post(&note, &form).cookie(cookie.clone()).to_request(),
        )
        .await;
        assert_eq!(answer.status.as_u16(), 401, "{how}");
        answer.says("You have been signed out");
        answer.says("Redress has not kept what you just sent");
        answer.says_not("Rang twice");
        let sign_in = answer.link("main .btn--primary").unwrap();
        assert_eq!(sign_in, paths::sign_in(&note), "{how}");
        let saved = ask(&service, typing(&note, &words).cookie(cookie).to_request()).await;
        assert_eq!(saved.status.as_u16(), 401, "{how}");
        let after = (app.everything().await, app.read(beside).await);
        assert_eq!(written(&before.0, &after.0), Vec::<String>::new(), "{how}");
        assert_eq!(before.1, after.1, "{how}");
    }
}

/// f22: a note is typed, the session ends elsewhere, the note is sent; after signing in again it is offered.
#[actix_web::test]
async fn what_was_saved_before_the_end_is_told_and_offered() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Staff).await;
    let req = typing(&note, "Rang twice").cookie(cookie.clone());
    ask(&service, req.to_request()).await.is(200);
    let out = post("/sign-out", &[]).cookie(cookie.clone());
    ask(&service, out.to_request()).await.is(303);
    app.later(Duration::minutes(2));
    let to = paths::with_words(&note, TOKEN);
    let send = |cookie: Cookie<'static>| {
        let req = post(&to, &[("note", "Rang twice, and again"), ("version", "5")]);
        let from = format!("http://localhost{note}?saved=yes");
        req.cookie(cookie)
            .insert_header(("referer", from))
            .to_request()
    };
    let answer = ask(&service, send(cookie)).await;
    answer.is(401);
    answer.says("What you typed up to 10:00 was saved before the session ended");
    assert_eq!(
        answer.link("main .btn--primary").unwrap(),
        paths::sign_in(&note)
    );
    let page = app.get(Staff, &note).await;
    page.says("You were typing here today at 10:00");
    // Of another's session nothing is told, whatever token is sent.
    let theirs = app.cookie(Relations).await;
    let out = post("/sign-out", &[]).cookie(theirs.clone());
    ask(&service, out.to_request()).await.is(303);
    ask(&service, send(theirs))
        .await
        .says_not("was saved before");
}

fn path_of(path: &str, reference: &str) -> String {
    path.replace("{reference}", reference)
        .replace("{step}", "response")
}

#[actix_web::test]
async fn an_open_page_does_not_keep_a_session_alive() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let asked: Vec<_> = ROUTES.iter().filter(|route| route.by_page).collect();
    assert!(asked.len() >= 6, "{asked:?}");
    for route in asked {
        let cookie = app.cookie(Staff).await;
        let path = path_of(route.path, reference.as_str());
        let poll = || {
            let req = match (route.method, path.as_str()) {
                ("get", _) => get(&path),
                (_, "/open-forms") => typing("/complaints/new", "the same words"),
                _ => post(&path, &[("draft_version", "0")]),
            };
            ask(&service, req.cookie(cookie.clone()).to_request())
        };
        // The first save of words is an act; from then on nobody does anything.
        poll().await;
        for _ in 0..29 {
            app.later(Duration::minutes(1));
            assert_ne!(poll().await.status.as_u16(), 401, "{path}");
        }
        app.later(Duration::seconds(61));
        poll().await.is(401);
        let page = ask(&service, get("/account").cookie(cookie).to_request()).await;
        page.is(303);
    }
}

/// Typing is use, and so is the button of the warning; both end with the absolute limit.
#[actix_web::test]
async fn what_a_person_does_keeps_a_session_alive_until_its_absolute_end() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let draft = format!("/complaints/{reference}/drafts/response");
    let mut version = 0;
    let (types, stays, drafts) = (
        app.cookie(Staff).await,
        app.cookie(Staff).await,
        app.cookie(Staff).await,
    );
    for n in 0..24 {
        app.later(Duration::minutes(29));
        let words = format!("Words {n}");
        let req = typing("/complaints/new", &words).cookie(types.clone());
        ask(&service, req.to_request()).await.is(200);
        let req = post("/session", &[]).cookie(stays.clone());
        ask(&service, req.to_request()).await.is(200);
        let form = [("draft_version", version.to_string()), ("learned", words)];
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let saved = ask(
            &service,
            post(&draft, &form).cookie(drafts.clone()).to_request(),
        )
        .await;
        saved.is(200);
        let json: serde_json::Value = serde_json::from_str(&saved.html).unwrap();
        version = json["version"].as_i64().unwrap();
    }
    app.later(Duration::minutes(29));
    for cookie in [types, stays, drafts] {
        let page = ask(&service, get("/account").cookie(cookie).to_request()).await;
        page.is(303);
    }
}

#[actix_web::test]
async fn a_page_knows_how_long_its_session_lasts() {
    let app = TestApp::start().await;
    app.write(|conn| {
        let limits = settings::Sessions {
            idle_minutes: 20,
            absolute_hours: 1,
        };
        settings::save(conn, &limits, 0)
    })
    .await;
    let cookie = app.cookie(Staff).await;
    let left = |page: &Page| -> (i64, bool, String) {
        let json: serde_json::Value = serde_json::from_str(&page.html).unwrap();
        let left = &json["left"];
        (
            left["seconds"].as_i64().unwrap(),
            left["absolute"].as_bool().unwrap(),
            left["ends"].as_str().unwrap().to_owned(),
        )
    };
    let call =
        |req: TestRequest, path: &'static str| app.call_with(req, Some(cookie.clone()), path);
    let page = call(TestRequest::get(), "/account").await;
    assert_eq!(page.attribute("body", "data-left").unwrap(), "1201");
    assert_eq!(page.attribute("body", "data-warn").unwrap(), "120");
    app.later(Duration::minutes(18));
    let asked = call(TestRequest::get(), "/session").await;
    assert_eq!(left(&asked), (121, false, "10:20".to_owned()));
    let stayed = call(TestRequest::post(), "/session").await;
    assert_eq!(left(&stayed), (1201, false, "10:38".to_owned()));
    // The absolute end of the cast's sessions is twelve hours after they begin.
    for _ in 0..36 {
        app.later(Duration::minutes(19));
        call(TestRequest::post(), "/session").await;
    }
    let asked = call(TestRequest::get(), "/session").await;
    assert!(left(&asked).1, "{}", asked.html);
    assert_eq!(left(&asked).2, "22:00");
}

/// Without scripts a page leaves the screen at the end, unless something may be half typed in it.
#[actix_web::test]
async fn without_scripts_only_a_page_without_typing_leaves_by_itself() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    // The acknowledgement has left: a page that says when it leaves asks for itself again.
    app.later(Duration::minutes(2));
    let leaves = |page: &Page| page.html.contains("http-equiv=\"refresh\"");
    let shown = app
        .get(Staff, &format!("/complaints/{reference}?saved=yes"))
        .await;
    assert!(leaves(&shown));
    shown.says(&format!(
        "content=\"1801; url=/sign-in?back_to=%2Fcomplaints%2F{reference}\""
    ));
    let typed = app
        .get(Staff, &format!("/complaints/{reference}/note"))
        .await;
    assert!(!leaves(&typed));
}
