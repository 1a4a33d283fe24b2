//! Offered on the page of the form and named on the first page, to the writer and to nobody else.
use super::{ONE, TWO, Typing, rows};
use crate::support::Cast::{self, Admin, Leader, Relations, Staff, Staff2};
use crate::support::{ADMIN_PASSWORD, TestApp};
use actix_web::test::TestRequest;
use chrono::Duration;
use diesel::prelude::*;
use redress::web::paths;
use storage::schema::subjects;

#[actix_web::test]
async fn words_are_put_back_in_another_session_and_forgotten_once_sent() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    app.get(Staff, &note).await.says_not("You were typing here");
    let typed = [
        ("note", "Rang <twice> & left \"word\""),
        ("happened_at_date", "2026-11-23"),
    ];
    Typing::at(&note, ONE, &typed)
        .save_as(&app, Staff)
        .await
        .is(200);
    app.later(Duration::hours(25));
    let page = app.get(Staff, &note).await;
    page.says("You were typing here on Tuesday at 10:00 and it was not sent");
    page.says("Rang &#60;twice&#62;");
    assert_eq!(page.value("note"), "", "not before they ask for it");
    let back = page.link(".note--unsent a").unwrap();
    assert_eq!(back, paths::with_words(&note, ONE));
    let page = app.get(Staff, &back).await;
    page.says("What you typed on Tuesday at 10:00 is back in the form. It has not been sent.");
    page.says_not("You were typing here");
    assert_eq!(page.value("note"), typed[0].1);
    assert_eq!(page.value("happened_at_date"), typed[1].1);
    // A refusal keeps the form's hold on them, so that they are forgotten when it is taken in the end.
    let to = page.attribute("main form.card", "action").unwrap();
    assert_eq!(to, back);
    let version = page.value("version");
    let again = app
        .post(Staff, &to, &[("version", &version), ("note", "")])
        .await;
    again.is(422);
    assert_eq!(again.attribute("main form.card", "action").unwrap(), back);
    assert_eq!(
        again.attribute("main form.card", "data-page").unwrap(),
        note
    );
    assert_eq!(rows(&app).await, 1);
    app.get(Staff, "/")
        .await
        .says(&format!("Unsent: note on {reference}"));
    let form = [("version", version.as_str()), ("note", typed[0].1)];
    app.post(Staff, &to, &form).await.is(303);
    assert_eq!(rows(&app).await, 0);
    app.get(Staff, &note).await.says_not("You were typing here");
    app.get(Staff, "/").await.says_not("Unsent:");
}

/// The script saves while a person types, so a save may be on its way when the form is sent.
#[actix_web::test]
async fn a_save_that_arrives_after_its_form_leaves_no_notice() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let cookie = app.cookie(Staff).await;
    let page = app.get(Staff, &note).await;
    let version = page.value("version");
    let typing = Typing::at(&note, ONE, &[("note", "Rang twice")]);
    // Refused: it was not sent, so a late save is kept.
    let to = paths::with_words(&note, ONE);
    let refused = [("version", version.as_str()), ("note", "")];
    app.post(Staff, &to, &refused).await.is(422);
    typing.save(&app, &cookie).await.is(200);
    let form = [("version", version.as_str()), ("note", "Rang twice")];
    app.post(Staff, &to, &form).await.is(303);
    for words in ["Rang twice", "Rang twice and"] {
        let fields = [("note", words)];
        let late = Typing::at(&note, ONE, &fields);
        late.save(&app, &cookie).await.is(409);
    }
    assert_eq!(rows(&app).await, 0);
    app.get(Staff, &note).await.says_not("You were typing here");
    app.get(Staff, "/").await.says_not("Unsent:");
    // Never saved before it was sent: the same.
    let version = app.get(Staff, &note).await.value("version");
    let form = [("version", version.as_str()), ("note", "Rang again")];
    app.post(Staff, &paths::with_words(&note, TWO), &form)
        .await
        .is(303);
    let late = Typing::at(&note, TWO, &[("note", "Rang again")]);
    late.save(&app, &cookie).await.is(409);
    // The token is of one person: nobody stops the saves of somebody else.
    Typing::at("/complaints/new", TWO, &[("note", "x")])
        .save_as(&app, Relations)
        .await
        .is(200);
    assert_eq!(rows(&app).await, 1);
}

#[actix_web::test]
async fn words_are_thrown_away_when_their_writer_says_so() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    Typing::at(&note, ONE, &[("note", "Rang twice")])
        .save_as(&app, Staff)
        .await
        .is(200);
    let page = app.get(Staff, &note).await;
    let throw = page.attribute(".note--unsent form", "action").unwrap();
    let done = app.post(Staff, &throw, &[]).await;
    done.is(303);
    assert_eq!(done.location.as_deref(), Some(note.as_str()));
    assert_eq!(rows(&app).await, 0);
    // The link of a page that is still open leads to the empty form, not to an error.
    let page = app.get(Staff, &paths::with_words(&note, ONE)).await;
    page.is(200);
    assert_eq!(page.value("note"), "");
}

#[actix_web::test]
async fn nobody_else_reads_puts_back_or_throws_away() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    Typing::at(&note, ONE, &[("note", "Rang twice")])
        .save_as(&app, Staff)
        .await
        .is(200);
    let (read, back) = (paths::open_form(ONE), paths::with_words(&note, ONE));
    for other in Cast::ALL.into_iter().filter(|who| *who != Staff) {
        app.get(other, &read).await.is(404);
        app.post(other, &read, &[]).await.is(303);
        for path in [note.as_str(), &back, "/"] {
            let page = app.get(other, path).await;
            page.says_not("Rang twice");
            page.says_not("not sent");
        }
        // Sending a form of one's own in their name forgets nothing of theirs.
        app.post(other, &back, &[("note", "Mine"), ("version", "0")])
            .await;
    }
    let page = app.get(Staff, &read).await;
    page.says("Rang twice");
    page.says(&format!("For note on {reference}, saved today at 10:00"));
    assert_eq!(page.link("main .btn--primary").unwrap(), back);
}

#[actix_web::test]
async fn what_is_no_longer_theirs_to_see_is_not_hinted_at() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let note = format!("/complaints/{reference}/note");
    Typing::at(&note, ONE, &[("note", "Rang twice")])
        .save_as(&app, Relations)
        .await
        .is(200);
    Typing::at("/administration/people/new", TWO, &[("name", "A Person")])
        .save_as(&app, Relations)
        .await
        .is(200);
    app.get(Relations, "/").await.says("Unsent: note on");
    let id = app.complaint(&reference).await.id.0;
    app.write(move |conn| {
        let subject = (
            subjects::complaint_id.eq(id),
            subjects::person_id.eq(Relations.id().0),
            subjects::name.eq(Relations.name()),
        );
        diesel::insert_into(subjects::table)
            .values(subject)
            .execute(conn)?;
        Ok(())
    })
    .await;
    let home = app.get(Relations, "/").await;
    home.says_not("Unsent");
    home.says_not(reference.as_str());
    for path in [
        paths::open_form(ONE),
        paths::open_form(TWO),
        paths::with_words(&note, ONE),
    ] {
        let page = app.get(Relations, &path).await;
        assert!(page.status.is_client_error(), "{path}");
        page.says_not("Rang twice");
    }
}

#[actix_web::test]
async fn the_newest_of_several_is_offered_and_none_is_lost_by_typing_anew() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let cookie = app.cookie(Staff).await;
    Typing::at(&note, ONE, &[("note", "The first time")])
        .save(&app, &cookie)
        .await
        .is(200);
    app.later(Duration::minutes(5));
    // The page offers the first while something else is typed in it.
    Typing::at(&note, TWO, &[("note", "The second time")])
        .save(&app, &cookie)
        .await
        .is(200);
    let page = app.get(Staff, &note).await;
    assert_eq!(page.all(".note--unsent").len(), 1);
    page.says("You were typing here today at 10:05");
    let first = app.get(Staff, &paths::with_words(&note, ONE)).await;
    assert_eq!(first.value("note"), "The first time");
    let home = app.get(Staff, "/").await;
    assert_eq!(home.all("#unsent li").len(), 2);
}

#[actix_web::test]
async fn forms_at_one_address_and_pages_with_a_query_are_told_apart() {
    let app = TestApp::start().await;
    let page = "/administration/organisation";
    for (what, field, token) in [
        ("assessor", "assessor_name", ONE),
        ("correspondence", "undo_seconds", TWO),
    ] {
        let typing = Typing {
            page,
            action: page,
            what,
            token,
            fields: &[(field, "44")],
        };
        typing.save_as(&app, Admin).await.is(200);
    }
    let offers = app.get(Admin, page).await.all(".note--unsent");
    assert_eq!(offers.len(), 2);
    let filled = app.get(Admin, &paths::with_words(page, TWO)).await;
    assert_eq!(filled.value("undo_seconds"), "44");
    assert_eq!(filled.value("assessor_name"), "");
    // The one that is sent is forgotten, the other is not.
    let form = [
        ("what", "correspondence"),
        ("version", "0"),
        ("undo_seconds", "44"),
    ];
    app.post(Admin, &paths::with_words(page, TWO), &form)
        .await
        .is(303);
    assert_eq!(rows(&app).await, 1);
    let log = "/complaints/new?complainant=1";
    let typed = [("name", "Robin Marsh")];
    Typing::at(log, TWO, &typed)
        .save_as(&app, Leader)
        .await
        .is(200);
    app.get(Leader, "/complaints/new")
        .await
        .says_not("You were typing here");
    let home = app.get(Leader, "/").await;
    home.says("Unsent: a new complaint");
}

#[actix_web::test]
async fn words_without_a_field_are_shown_and_a_page_that_is_refused_loses_nothing() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let note = format!("/complaints/{reference}/note");
    let typed = [("note", "Rang twice"), ("field_of_last_year", "Still here")];
    Typing::at(&note, ONE, &typed)
        .save_as(&app, Staff)
        .await
        .is(200);
    let page = app.get(Staff, &paths::with_words(&note, ONE)).await;
    page.says("These have no field in the form now:");
    page.says("Still here");
    // Not permitted to this person at all: the words can still be read.
    let assignment = format!("/complaints/{reference}/assignment");
    let typing = Typing::at(&assignment, TWO, &[("reason", "For Marcus")]);
    typing.save_as(&app, Staff).await.is(200);
    app.get(Staff, &assignment).await.is(403);
    app.get(Staff, &paths::open_form(TWO))
        .await
        .says("For Marcus");
}

#[actix_web::test]
async fn an_answer_that_is_a_page_forgets_the_words_too() {
    let app = TestApp::start().await;
    let page = "/administration/people/new";
    let typed = [("name", "New Person")];
    Typing::at(page, ONE, &typed)
        .save_as(&app, Admin)
        .await
        .is(200);
    let to = paths::with_words(page, ONE);
    app.post(Admin, &to, &[("name", "")]).await.is(422);
    assert_eq!(rows(&app).await, 1);
    let form = [
        ("name", "New Person"),
        ("email", "new@redress.example"),
        ("role", "staff"),
        ("caseload_limit", "20"),
        ("own_password", ADMIN_PASSWORD),
    ];
    app.post(Admin, &to, &form)
        .await
        .says("They can sign in once");
    assert_eq!(rows(&app).await, 0);
}

/// In the session middleware or a handler, an address with the parameter is the address without it.
#[actix_web::test]
async fn a_token_that_is_none_changes_nothing() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for token in ["x", "%27", ONE, "<b>", ""] {
        let token: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let path = format!("/complaints/{reference}/note?words={token}");
        let page = app.call(TestRequest::get(), Some(Staff), &path).await;
        page.is(200);
        page.says_not("is back in the form");
        app.call(TestRequest::get(), Some(Staff2), &path)
            .await
            .is(404);
    }
}
