//! How unsent words are kept: sealed, bounded, for a week, and for nobody who is not signed in.
use super::{ONE, TWO, Typing, rows};
use crate::support::Cast::{Admin, Staff};
use crate::support::{ADMIN_PASSWORD, FORMS_KEY, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use redress::web::open_forms::MOST_BYTES;
use redress::web::open_forms::seal::Keys;
use redress::web::paths;
use storage::open_forms as stored;
use storage::schema::open_forms as o;

#[actix_web::test]
async fn nothing_of_them_can_be_read_in_the_database() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let typed = [
        ("note", "Quillfeather rang twice"),
        ("own_password", "tidy lanterns"),
        ("draft_version", "seven-hundred"),
        ("once", "once-upon-a-token"),
    ];
    Typing::at(&note, ONE, &typed)
        .save_as(&app, Staff)
        .await
        .is(200);
    // The row, and on SQLite the files themselves.
    let (token, place, words): (String, Vec<u8>, Vec<u8>) = app
        .read(|conn| {
            Ok(o::table
                .select((o::token, o::place, o::words))
                .first(conn)?)
        })
        .await;
    let mut bytes = token.into_bytes();
    bytes.extend(place);
    for end in ["", "-wal"] {
        let file = app.app.config.data.join(format!("redress.sqlite{end}"));
        bytes.extend(std::fs::read(file).unwrap_or_default());
    }
    bytes.extend(&words);
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    for secret in [
        "Quillfeather",
        "tidy lanterns",
        "seven-hundred",
        "once-upon",
        &note,
    ] {
        assert!(!has(secret), "{secret}");
    }
    assert!(has(ONE), "the right row was looked at");
    let key = hex::encode(FORMS_KEY);
    assert!(!has(&key) && !has(&String::from_utf8_lossy(&FORMS_KEY)));
    // Nor do the passwords and tokens come back from it.
    let page = app.get(Staff, &paths::open_form(ONE)).await;
    page.says("Quillfeather rang twice");
    for never in ["tidy lanterns", "seven-hundred", "once-upon"] {
        page.says_not(never);
    }
}

#[actix_web::test]
async fn a_changed_row_and_another_key_open_nothing() {
    let mut app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    Typing::at(&note, ONE, &[("note", "Rang twice")])
        .save_as(&app, Staff)
        .await
        .is(200);
    Typing::at("/complaints/new", TWO, &[("name", "Robin")])
        .save_as(&app, Admin)
        .await
        .is(200);
    // Somebody with the database moves a person's words to another person.
    app.write(|conn| {
        let theirs = o::table.filter(o::token.eq(ONE));
        diesel::update(theirs)
            .set(o::person_id.eq(Admin.id().0))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.get(Admin, &paths::open_form(ONE)).await.is(404);
    app.get(Admin, &paths::open_form(TWO)).await.is(200);
    app.app.forms = Keys::of(&[6; 64]);
    let home = app.get(Admin, "/").await;
    home.is(200);
    home.says_not("Unsent");
    app.get(Admin, &paths::open_form(TWO)).await.is(404);
}

#[actix_web::test]
async fn a_set_a_person_and_a_week_have_their_limits() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    // Of the whole: names, values, and what stands around them.
    let around = r#"[["note",""]]"#.len();
    for (length, status) in [(MOST_BYTES - around, 200), (MOST_BYTES - around + 1, 413)] {
        let long = "a".repeat(length);
        let fields = [("note", long.as_str())];
        let typing = Typing::at("/complaints/new", ONE, &fields);
        let page = typing.save(&app, &cookie).await;
        page.is(status);
    }
    let far_too_long = "a".repeat(MOST_BYTES * 4);
    let fields = [("note", far_too_long.as_str())];
    let typing = Typing::at("/complaints/new", ONE, &fields);
    typing.save(&app, &cookie).await.is(413);
    for n in 0..60 {
        app.later(Duration::seconds(1));
        let (page, token) = (format!("/complaints/new?mail={n}"), format!("{n:032}"));
        let typing = Typing::at(&page, &token, &[("note", "x")]);
        typing.save(&app, &cookie).await.is(200);
    }
    assert_eq!(rows(&app).await, stored::MOST_OF_A_PERSON);
    let oldest = app
        .get(Staff, &paths::open_form(&format!("{:032}", 9)))
        .await;
    oldest.is(404);
    // A week later they are not offered, and the sweep removes them.
    app.later(Duration::days(7));
    app.get(Staff, "/").await.says_not("Unsent");
    assert_eq!(rows(&app).await, stored::MOST_OF_A_PERSON);
    let now = app.now();
    app.write(move |conn| stored::sweep(conn, now)).await;
    assert_eq!(rows(&app).await, 0);
}

#[actix_web::test]
async fn one_form_in_one_session_is_one_set_however_often_it_is_saved() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    for n in 0..20 {
        app.later(Duration::seconds(1));
        let words = "x".repeat(n + 1);
        let fields = [("note", words.as_str())];
        let typing = Typing::at("/complaints/new", ONE, &fields);
        typing.save(&app, &cookie).await.is(200);
    }
    assert_eq!(rows(&app).await, 1);
    // Of fillings-in of one form, the one being typed and the one before it.
    for n in 0..20 {
        app.later(Duration::seconds(1));
        let token = format!("{n:032}");
        let typing = Typing::at("/complaints/new", &token, &[("note", "x")]);
        typing.save(&app, &cookie).await.is(200);
    }
    assert_eq!(rows(&app).await, 2);
}

#[actix_web::test]
async fn what_no_page_of_ours_sends_is_refused() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    for (page, token) in [
        ("https://evil.example/", ONE),
        ("//evil.example", ONE),
        ("", ONE),
        ("/complaints/new", "not a token"),
        ("/complaints/new", ""),
    ] {
        let typing = Typing::at(page, token, &[("note", "x")]);
        typing.save(&app, &cookie).await.is(400);
    }
    app.post(Staff, "/open-forms", &[("page", "/")])
        .await
        .is(400);
    assert_eq!(rows(&app).await, 0);
}

#[actix_web::test]
async fn stopping_somebodys_sign_in_forgets_what_they_typed() {
    let app = TestApp::start().await;
    Typing::at("/complaints/new", ONE, &[("note", "x")])
        .save_as(&app, Staff)
        .await
        .is(200);
    Typing::at("/complaints/new", TWO, &[("note", "x")])
        .save_as(&app, Admin)
        .await
        .is(200);
    let state = format!("/administration/people/{}/state", Staff.id());
    let stop = [("active", "no"), ("state_password", ADMIN_PASSWORD)];
    app.post(Admin, &state, &stop).await.is(303);
    assert_eq!(rows(&app).await, 1);
}
