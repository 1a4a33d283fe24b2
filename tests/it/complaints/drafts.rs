use super::response::{Form, left};
use crate::support::Cast::{Leader, Leader2, Relations, Staff, Staff2};
use crate::support::{Page, TestApp};
use chrono::Duration;
use serde_json::Value;

async fn at_work() -> (TestApp, String, String) {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/response");
    (
        app,
        page,
        format!("/complaints/{reference}/drafts/response"),
    )
}

fn json(page: &Page) -> Value {
    serde_json::from_str(&page.html).unwrap()
}

#[actix_web::test]
async fn a_draft_saves_itself_and_outlives_the_session() {
    let (app, page, draft) = at_work().await;
    let mut form = Form::whole(&app.get(Staff, &page).await);
    let saved = form.send(&app, Staff, &draft, "").await;
    saved.is(200);
    assert_eq!(
        json(&saved),
        serde_json::json!({"version": 1, "at": "10:00"})
    );
    form.set("draft_version", "1")
        .set("reasons_1", "Better words");
    app.later(Duration::minutes(39));
    let saved = form.send(&app, Staff, &draft, "").await;
    assert_eq!(
        json(&saved),
        serde_json::json!({"version": 2, "at": "10:39"})
    );
    // The next day, in a new session: every field is where it was.
    app.later(Duration::days(1));
    let back = app.get(Staff, &page).await;
    assert_eq!(back.value("reasons_1"), "Better words");
    assert_eq!(back.value("outcome_1"), "upheld");
    assert_eq!(back.value("remedy_1"), "payment");
    assert_eq!(back.value("draft_version"), "2");
    back.says("Draft saved Tue 24 Nov, 10:39");
}

#[actix_web::test]
async fn the_same_words_again_are_no_conflict() {
    let (app, page, draft) = at_work().await;
    let form = Form::whole(&app.get(Staff, &page).await);
    form.send(&app, Staff, &draft, "").await.is(200);
    let again = form.send(&app, Staff, &draft, "").await;
    again.is(200);
    assert_eq!(json(&again)["version"], 1);
}

#[actix_web::test]
async fn two_windows_meet_and_nothing_is_lost() {
    let (app, page, draft) = at_work().await;
    let mut mine = Form::whole(&app.get(Staff, &page).await);
    let mut theirs = Form::whole(&app.get(Staff, &page).await);
    theirs
        .set("reasons_1", "The first window's <b>words</b>")
        .set("remedy_1", "apology");
    theirs.send(&app, Staff, &draft, "").await.is(200);
    mine.set("reasons_1", "The second window's words");
    let told = mine.send(&app, Staff, &draft, "").await;
    told.is(409);
    assert_eq!(
        json(&told),
        serde_json::json!({"by": "You, in another window,", "at": "10:00"})
    );
    for act in ["save", "issue"] {
        let both = mine.send(&app, Staff, &page, act).await;
        both.is(409);
        assert!(
            both.all(".drafts .pre")
                .contains(&"The first window's <b>words</b>".to_owned())
        );
        both.says("The second window");
        both.says("Finding 1: how it is put right");
        assert!(both.all(".drafts .pre").contains(&"Payment".to_owned()));
        both.says_not("Finding 1: root cause");
    }
    assert!(left(&app).await.0.is_empty());
    // Keep mine: what the comparison's own form sends.
    let both = mine.send(&app, Staff, &page, "save").await;
    assert_eq!(both.value("reasons_1"), "The second window's words");
    mine.set("draft_version", &both.value("draft_version"));
    mine.send(&app, Staff, &page, "save").await.is(303);
    let back = app.get(Staff, &page).await;
    assert_eq!(back.value("reasons_1"), "The second window's words");
    assert_eq!(back.value("draft_version"), "2");
}

/// An autosave after reassignment is somebody else's letter now; before it, nobody but the assignee's.
#[actix_web::test]
async fn nobody_else_saves_or_sees_a_draft() {
    let (app, page, draft) = at_work().await;
    let form = Form::whole(&app.get(Staff, &page).await);
    form.send(&app, Staff, &draft, "").await.is(200);
    let preview = format!("{draft}/preview");
    for who in [Leader, Relations] {
        form.send(&app, who, &draft, "").await.is(403);
        let refused = form.send(&app, who, &preview, "").await;
        refused.is(403);
        refused.says_not("eleven weeks");
    }
    for who in [Staff2, Leader2] {
        form.send(&app, who, &draft, "").await.is(404);
        form.send(&app, who, &preview, "").await.is(404);
    }
    let other = draft.replace("drafts/response", "drafts/assignment");
    form.send(&app, Staff, &other, "").await.is(404);
    let too_soon = draft.replace("drafts/response", "drafts/final-response");
    form.send(&app, Staff, &too_soon, "").await.is(409);
    assert_eq!(left(&app).await.1, 1);
}

#[actix_web::test]
async fn the_preview_is_the_letter_alone_and_saves_nothing() {
    let (app, page, draft) = at_work().await;
    let mut form = Form::whole(&app.get(Staff, &page).await);
    form.set("told", "You told us <script>x</script>");
    let fragment = form
        .send(&app, Staff, &format!("{draft}/preview"), "")
        .await;
    fragment.is(200);
    assert!(fragment.html.starts_with("<article class=\"letter paper"));
    fragment.says("You told us &lt;script&gt;x");
    assert_eq!(left(&app).await.1, 0);
}

#[actix_web::test]
async fn fields_that_are_not_ours_are_not_kept() {
    let (app, page, draft) = at_work().await;
    let mut form = Form::whole(&app.get(Staff, &page).await);
    form.set("reasons_7", "No such allegation")
        .set("stage", "closed");
    form.send(&app, Staff, &draft, "").await.is(200);
    let kept = app
        .read(|conn| {
            use diesel::prelude::*;
            use storage::schema::drafts;
            Ok(drafts::table.select(drafts::fields).first::<String>(conn)?)
        })
        .await;
    assert!(
        !kept.contains("No such allegation") && !kept.contains("closed"),
        "{kept}"
    );
}
