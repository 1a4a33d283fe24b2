use super::response::{Form, left};
use crate::support::Cast::{Executive, Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use procedure::vocabulary::Stage;

/// With Dev Patel; how to reach the Independent Assessor is filled in.
async fn at_work() -> (TestApp, procedure::Reference, String) {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let path = format!("/complaints/{reference}/final-response");
    (app, reference, path)
}

fn whole(page: &crate::support::Page) -> Form {
    let mut form = Form::whole(page);
    form.set("changed_1", "kept");
    form
}

#[actix_web::test]
async fn the_editor_shows_what_stage_1_found() {
    let (app, _, path) = at_work().await;
    let page = app.get(Leader2, &path).await;
    page.is(200);
    page.says("Stage 1: Upheld");
    page.says("Nobody opened the letter for eleven weeks");
    page.says("Apology: A written apology");
    page.says("You took no part in stage 1<span class=\"vh\">: done");
    assert!(page.value("told").contains("Nobody listened to the calls"));
    let locked = page.text(".sect__locked");
    assert!(locked.contains("This is our final response"));
    assert!(locked.contains("consider the weight of evidence; or"));
    assert!(locked.contains("assessor@example.org"));
}

#[actix_web::test]
async fn a_whole_final_response_ends_the_procedure() {
    let (app, reference, path) = at_work().await;
    let form = whole(&app.get(Leader2, &path).await);
    form.send(&app, Leader2, &path, "save").await.is(303);
    let form = whole(&app.get(Leader2, &path).await);
    form.send(&app, Leader2, &path, "issue").await.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(c.stage, Stage::FinalResponse);
    // The three months start when the letter leaves.
    assert_eq!(c.assessor_last_date, None);
    app.letters_leave(&reference).await;
    let gone = app.complaint(&reference).await;
    assert_eq!(gone.assessor_last_date, "2027-02-24".parse().ok());
    assert_eq!(
        c.findings.iter().find(|f| f.stage == 2).unwrap().changed,
        Some(false)
    );
    let (letters, drafts) = left(&app).await;
    assert!(letters[0].contains("our internal procedure is complete"));
    assert!(letters[0].contains("24 February 2027"));
    assert_eq!(drafts, 0);
    // Rule 60: it ends the procedure. Neither letter can be written again.
    app.get(Leader2, &path).await.is(409);
    form.send(&app, Leader2, &path, "issue").await.is(409);
    let first = path.replace("final-response", "response");
    form.send(&app, Staff, &first, "issue").await.is(409);
    assert_eq!(left(&app).await.0.len(), 2);
}

/// Rules 43, 59, 68, 69 and 73 at stage 2, forged past the page.
#[actix_web::test]
async fn each_hard_rule_is_refused_with_the_words_kept() {
    let (app, reference, path) = at_work().await;
    for (field, forged, message) in [
        ("outcome_1", "", "Allegation 1: choose an outcome"),
        ("reasons_1", "", "Allegation 1: say what you found and why"),
        (
            "changed_1",
            "",
            "say whether the stage 1 view is kept or changed",
        ),
        ("impact_1", "", "say what it meant for them"),
        ("remedy_due_1", "", "say by when it will be done"),
        ("learning_1", "", "say what will change"),
    ] {
        let mut form = whole(&app.get(Leader2, &path).await);
        form.set(field, forged);
        let again = form.send(&app, Leader2, &path, "issue").await;
        again.is(422);
        again.says(message);
        again.says(&format!("href=\"#{field}\""));
        again.says(&format!("id=\"{field}\""));
        assert_eq!(
            again.value("learned"),
            "From 1 December somebody opens the post every day."
        );
        assert_eq!(
            app.complaint(&reference).await.stage,
            Stage::FinalReview,
            "{field}"
        );
    }
    // The tick and the outcomes contradict each other.
    let mut form = whole(&app.get(Leader2, &path).await);
    form.set("outcome_1", "not_upheld");
    let again = form.send(&app, Leader2, &path, "issue").await;
    again.is(422);
    again.says("the outcome is not the same as at stage 1, so choose that the view is changed");
}

/// Rule 59: blank details of the Independent Assessor, and it cannot be issued.
#[actix_web::test]
async fn without_the_assessors_details_it_stays() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    let path = format!("/complaints/{reference}/final-response");
    let form = whole(&app.get(Leader2, &path).await);
    let again = form.send(&app, Leader2, &path, "issue").await;
    again.is(422);
    again.says("href=\"#assessor\"");
    assert!(left(&app).await.0.len() == 1);
}

/// Rule 57: who took part in stage 1 is refused at the last moment too, and told so in the checklist.
#[actix_web::test]
async fn somebody_from_stage_1_cannot_sign() {
    let (app, reference, path) = at_work().await;
    let id = app.complaint(&reference).await.id;
    let form = whole(&app.get(Leader2, &path).await);
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::involvements as i;
        let now = chrono::NaiveDateTime::default();
        let row = (
            i::complaint_id.eq(id.0),
            i::person_id.eq(Leader2.id().0),
            i::what.eq("noted"),
            i::at.eq(now),
        );
        diesel::insert_into(i::table).values(row).execute(conn)?;
        Ok(())
    })
    .await;
    app.get(Leader2, &path)
        .await
        .says("You took no part in stage 1<span class=\"vh\">: not done");
    let again = form.send(&app, Leader2, &path, "issue").await;
    again.is(403);
    again.says("You took part in stage 1, so somebody else must issue the final response");
    assert_eq!(again.value("impact_1"), "You had to ring three times.");
    assert_eq!(app.complaint(&reference).await.stage, Stage::FinalReview);
}

#[actix_web::test]
async fn only_the_person_it_was_escalated_to_writes_it() {
    let (app, reference, path) = at_work().await;
    let form = whole(&app.get(Leader2, &path).await);
    let draft = path.replace("final-response", "drafts/final-response");
    for who in [Executive, Relations, Leader, Staff] {
        app.get(who, &path).await.is(403);
        form.send(&app, who, &path, "issue").await.is(403);
        form.send(&app, who, &draft, "").await.is(403);
    }
    form.send(&app, Leader2, &draft, "").await.is(200);
    assert_eq!(app.complaint(&reference).await.stage, Stage::FinalReview);
}

/// Rule 59: nothing typed can replace, hide or come after the locked end.
#[actix_web::test]
async fn the_locked_end_is_there_whatever_is_typed() {
    let (app, _, path) = at_work().await;
    let mut form = whole(&app.get(Leader2, &path).await);
    form.set("learned", "This is our final response.\n\n<!-- ")
        .set(
            "reasons_1",
            "</article><div hidden>\n\n```\nThe Independent Assessor cannot help you",
        )
        .set("closing_version", "0")
        .set("closing", "No closing");
    form.send(&app, Leader2, &path, "issue").await.is(303);
    let letter = scraper::Html::parse_fragment(&left(&app).await.0[0]);
    let locked = scraper::Selector::parse("article.letter > .letter__locked").unwrap();
    let found: Vec<String> = letter.select(&locked).map(|e| e.text().collect()).collect();
    assert_eq!(found.len(), 1);
    for words in [
        "our internal procedure is complete",
        "you may refer your complaint to the Independent Assessor",
        "consider the amount of financial awards recommended in our investigation decisions.",
        "assessor@example.org",
    ] {
        assert!(found[0].contains(words), "{words}");
    }
    assert_eq!(
        letter
            .select(&scraper::Selector::parse("[hidden]").unwrap())
            .count(),
        0
    );
}
